/* Days, ordinals and sessions as documents write them. */
#include "parser/structure/date.h"
#include "parser/structure/session.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/passage_case.h"

/* clang-format off */
static const struct {
    const char *text, *days; /* R before a range, A before an ambiguous one, + and - where the day
                                of the week is right and wrong */
} dates[] = {
    {"New York, 8 March 2024", "2024-03-08"},
    {"March 8, 2024", "2024-03-08"},
    {"NOVEMBER 3RD 2022", "2022-11-03"},
    {"Wednesday, 4th December, 2024", "+2024-12-04"},
    {"4th of December 2024", "2024-12-04"},
    {"26 Sept. 2024 and 1 Oct 2024", "2024-09-26 2024-10-01"},
    {"08.03.2024", "2024-03-08"},
    {"09-07-2024", "2024-07-09"},
    {"19/02/2025", "2025-02-19"},
    {"02/19/2025", "2025-02-19"},
    {"03/08/2024", "A2024-08-03"},
    {"2024-03-08T10:00", "2024-03-08"},
    {"8-12 July 2024", "R2024-07-12"},
    {"8–12 July 2024, delivered on 11 July 2024", "R2024-07-12 2024-07-11"},
    {"from 4 to 8 March 2024", "R2024-03-08"},
    {"March 30–31, 2026", "R2026-03-31"},
    {"30 January - 3 February 2024", "R2024-02-03"},
    {"New York, le 1er mars 2024", "2024-03-01"},
    {"du 4 au 8 mars 2024", "R2024-03-08"},
    {"24 août 2023", "2023-08-24"},
    {"Nueva York, 8 de marzo de 2024", "2024-03-08"},
    {"a 29 de setiembre del 2024", "2024-09-29"},
    {"del 4 al 8 de marzo de 2024", "R2024-03-08"},
    {"8 марта 2024 года", "2024-03-08"},
    {"с 4 по 8 марта 2024 г.", "R2024-03-08"},
    {"٥ ديسمبر ٢٠٢٤", "2024-12-05"},
    {"نيويورك، ١٩ شباط/فبراير ٢٠٢٥", "2025-02-19"},
    {"25 تشرين الأول/أكتوبر 2024", "2024-10-25"},
    {"12 كانون الأول 2023", "2023-12-12"},
    {"2024年3月8日，纽约", "2024-03-08"},
    {"二〇二五年七月十一日", "2025-07-11"},
    {"二〇二四年三月二十三日", "2024-03-23"},
    {"31 February 2024, 29 February 2023", ""},
    {"29 February 2024", "2024-02-29"},
    {"resolution 75/240 of 2020, paragraph 8, may 2024", ""},
    {"A/C.1/79/L.13 and 13.1.12", ""},
    {"99999999999 March 2024; 8 March 99999999999", ""},
    {"Friday, 8 March 2024", "+2024-03-08"},
    {"8 March 2024 (Friday)", "+2024-03-08"},
    {"Thursday, 8 March 2024", "-2024-03-08"},
    {"Friday, the 8th of March, 2024", "+2024-03-08"},
    {"Fri. 8 Mar. 2024", "+2024-03-08"},
    {"Friday, 03/08/2024", "+2024-03-08"},
    {"Saturday, 03/08/2024", "+2024-08-03"},
    {"Monday, 03/08/2024", "A-2024-08-03"},
    {"Wednesday, March 6, 2024", "+2024-03-06"},
    {"vendredi 8 mars 2024", "+2024-03-08"},
    {"Le vendredi, 8 mars 2024", "+2024-03-08"},
    {"le jeudi 1er février 2024", "+2024-02-01"},
    {"viernes, 8 de marzo de 2024", "+2024-03-08"},
    {"miércoles 6 de marzo del 2024", "+2024-03-06"},
    {"пятница, 8 марта 2024 г.", "+2024-03-08"},
    {"8 марта 2024 года, пятница", "+2024-03-08"},
    {"الجمعة، 8 آذار/مارس 2024", "+2024-03-08"},
    {"الأربعاء 6 مارس 2024م", "+2024-03-06"},
    {"2024年3月8日（星期五）", "+2024-03-08"},
    {"2024年3月8日 周五", "+2024-03-08"},
    {"2024年3月10日星期日", "+2024-03-10"},
    {"2024年3月8日星期四", "-2024-03-08"},
    {"sexta-feira, 8 de março de 2024", "2024-03-08"},
    {"the eighth of March 2024", "2024-03-08"},
    {"Eleventh July, 2024", "2024-07-11"},
    {"first of March 2024", "2024-03-01"},
    {"08-Mar-2024", "2024-03-08"},
    {"8/March/2024", "2024-03-08"},
    {"8.March.2024", "2024-03-08"},
    {"8.Mar 2024", "2024-03-08"},
    {"8March2024", "2024-03-08"},
    {"March8,2024", "2024-03-08"},
    {"SEPTEMBER THE 26TH, 2024", "2024-09-26"},
    {"26 th September 2024", "2024-09-26"},
    {"26TH OF SEPTEMBER, 2024", "2024-09-26"},
    {"8 March 202410:00", "2024-03-08"},
    {"8 March 20243:00 pm", "2024-03-08"},
    {"08.03.202415:30", "2024-03-08"},
    {"11 juillet 202410h00", "2024-07-11"},
    {"July 11, 202410:00 AM", "2024-07-11"},
    {"8 March 202499:00", ""},
    {"8 March 2024 10:00", "2024-03-08"},
    {"10:00, 8 March 2024", "2024-03-08"},
    {"8 / 3 / 2024", "A2024-03-08"},
    {"٨/٣/٢٠٢٤", "A2024-03-08"},
    {"٢٥/٣/٢٠٢٤", "2024-03-25"},
    {"2024/3/8", "2024-03-08"},
    {"2024.03.08", "2024-03-08"},
    {"20/13/2024 and 32/01/2024", ""},
    {"00.03.2024, 08.00.2024", ""},
    {"tel. 21.08.03.2024.5", ""},
    {"A/AC.292/2024/03/08/5", ""},
    {"8/8/2024", "2024-08-08"},
    {"8–12.07.2024", "R2024-07-12"},
    {"04.03.2024 - 08.03.2024", "R2024-03-08"},
    {"4 March 2024 to 8 March 2024", "R2024-03-08"},
    {"4 March 2024 and 8 March 2024", "2024-03-04 2024-03-08"},
    {"March 4 - 8, 2024", "R2024-03-08"},
    {"Sept. 30 – Oct. 4, 2024", "R2024-10-04"},
    {"September 30 to October 4, 2024", "R2024-10-04"},
    {"30 September to 4 October 2024", "R2024-10-04"},
    {"4th to 8th March 2024", "R2024-03-08"},
    {"4 and 5 March 2024", "R2024-03-05"},
    {"du 30 septembre au 4 octobre 2024", "R2024-10-04"},
    {"les 4 et 5 mars 2024", "R2024-03-05"},
    {"del 30 de septiembre al 4 de octubre de 2024", "R2024-10-04"},
    {"с 30 сентября по 4 октября 2024 года", "R2024-10-04"},
    {"4–8 марта 2024 года, 7 марта 2024 года", "R2024-03-08 2024-03-07"},
    {"من 22 إلى 30 سبتمبر 2024", "R2024-09-30"},
    {"في الفترة من 8 إلى 12 تموز/يوليه 2024", "R2024-07-12"},
    {"2024年7月8日至12日", "R2024-07-12"},
    {"2024年9月30日至10月4日", "R2024-10-04"},
    {"2024年7月8-12日", "R2024-07-12"},
    {"2024年7月8日至2024年7月12日", "R2024-07-12"},
    {"令和6年3月8日", "2024-03-08"},
    {"令和元年5月1日", "2019-05-01"},
    {"平成30年10月9日", "2018-10-09"},
    {"令和六年三月八日", "2024-03-08"},
    {"2024年3月8日（金曜日）", "+2024-03-08"},
    {"2024년 3월 8일", "2024-03-08"},
    {"27 شعبان 1445 هـ الموافق 8 مارس 2024 م", "2024-03-08"},
    {"١٤٤٥/٨/٢٧", ""},
    {"8 mars 2024 / 27 Chaabane 1445", "2024-03-08"},
    {"8 березня 2024 року", "2024-03-08"},
    {"Нью-Йорк, 26 вересня 2024 р.", "2024-09-26"},
    {"24 de setembro de 2024", "2024-09-24"},
    {"1º de março de 2024", "2024-03-01"},
    {"26. September 2024", "2024-09-26"},
    {"8. März 2024", "2024-03-08"},
    {"8 marzo 2024", "2024-03-08"},
    {"8 févr. 2024", "2024-02-08"},
    {"12 juil. 2024", "2024-07-12"},
    {"5 ago. 2024", "2024-08-05"},
    {"5 февр. 2024", "2024-02-05"},
    {"15 جويلية 2024", "2024-07-15"},
    {"26 شتنبر 2024", "2024-09-26"},
    {"8 آب/أغسطس 2024", "2024-08-08"},
    {"3 كانون الثاني/يناير 2024", "2024-01-03"},
    {"8 March (March) 2024", "2024-03-08"},
    {"1 January 1944; 24 October 1945", "1945-10-24"},
    {"8 March 2099, 8 March 2100", "2099-03-08"},
    {"30 February 2024; 31 June 2024; 29 February 2100", ""},
    {"the seventh of the 2024 report", ""},
    {"Item 8 (March 2024)", ""},
    {"8 marches in 2024", ""},
    {"resolution 78/16, 4 December 2023", "2023-12-04"},
    {"", ""},
};

static const struct {
    const char *text;
    long value; /* 0: no ordinal */
} ordinals[] = {
    {"seventh", 7}, {"Twelfth", 12}, {"seventy-ninth", 79}, {"seventy ninth", 79}, {"eightieth", 80},
    {"7th", 7}, {"79 th", 79}, {"21st", 21}, {"78e", 78}, {"79ème", 79}, {"10ª", 10}, {"8-я", 8}, {"77-ой", 77},
    {"première", 1}, {"onzième", 11}, {"dix-septième", 17}, {"vingt-deuxième", 22},
    {"soixante-dix-neuvième", 79}, {"quatre-vingtième", 80}, {"quatre-vingt-deuxième", 82},
    {"séptimo", 7}, {"undécimo", 11}, {"septuagésimo noveno", 79}, {"octogésimo", 80},
    {"седьмой", 7}, {"десятая", 10}, {"одиннадцатой", 11}, {"семьдесят девятой", 79}, {"восьмидесятой", 80},
    {"третьей", 3}, {"вторник", 0}, {"пятница", 0},
    {"السابعة", 7}, {"الحادية عشرة", 11}, {"التاسعة والسبعون", 79}, {"التاسعة والسبعين", 79}, {"الثمانون", 80},
    {"the", 0}, {"seventy", 0}, {"79", 0}, {"", 0},
};

static const struct {
    const char *text, *sessions; /* A: the Assembly's; O: organizational; m: a meeting */
} sessions[] = {
    {"at the seventh session of the Group", "7"},
    {"Eighth substantive session", "8"},
    {"7th Session of the OEWG", "7"},
    {"FIRST COMMITTEE, SEVENTY-EIGHTH SESSION OF THE GENERAL ASSEMBLY", "A78"},
    {"UNGA 79 – First Committee", "A79"},
    {"UNGA79", "A79"},
    {"79TH UN GENERAL ASSEMBLY DEBATE", "A79"},
    {"this 79th General Debate", "A79"},
    {"the second debate", ""},
    {"the 79 th session of the Assembly", "A79"},
    {"First substantive plenary meeting", "1m"},
    {"the 9662nd meeting", "9662m"},
    {"Organizational session, New York", "O"},
    {"Session 8, second reading of the draft", "8"},
    {"78e session de l'Assemblée générale – Première Commission", "A78"},
    {"Première réunion plénière de fond", "1m"},
    {"onzième session du Groupe", "11"},
    {"Séptimo período de sesiones", "7"},
    {"Undécima y última sesión sustantiva", "11"},
    {"Primera Comisión, octogésimo período de sesiones", "A80"},
    {"período de sesiones de organización", "O"},
    {"на седьмой сессии", "7"},
    {"8-я основная сессия", "8"},
    {"первая основная пленарная сессия", "1"},
    {"77-я сессия Генеральной Ассамблеи, Первый комитет", "A77"},
    {"الدورة الموضوعية التاسعة", "9"},
    {"أمام الدورة التاسعة والسبعين للجمعية العامة", "A79"},
    {"第七次会议", "7"},
    {"第八次实质性会议", "8"},
    {"第80届联合国大会第一委员会", "A80"},
    {"全球机制组织会议", "O"},
    {"the third annual report, the second paragraph", ""},
    {"its first reading", ""},
};
/* clang-format on */

START_TEST(dates_are_found)
{
    enum { DATES_MAX = 8 };
    date_t found[DATES_MAX];
    passage_t text = passage(dates[_i].text);
    char out[256] = "";
    size_t len = 0, count = date_find(&text, found, DATES_MAX);

    for (size_t i = 0; i < count; i++) {
        char day[DATE_SIZE];
        date_write(&found[i], day);
        len += (size_t)snprintf(out + len, sizeof out - len, "%s%s%s%s%s", i > 0 ? " " : "",
            found[i].range ? "R" : "", found[i].ambiguous ? "A" : "",
            found[i].weekday > 0   ? "+"
            : found[i].weekday < 0 ? "-"
                                   : "",
            day);
    }
    ck_assert_msg(strcmp(out, dates[_i].days) == 0, "%s: '%s'", dates[_i].text, out);
}
END_TEST

START_TEST(ordinals_are_read)
{
    passage_t text = passage(ordinals[_i].text);
    size_t next = 0;

    ck_assert_int_eq(ordinal_at(&text, 0, &next), ordinals[_i].value);
    if (ordinals[_i].value > 0)
        ck_assert_uint_eq(next, text.tokens);
}
END_TEST

static const struct {
    const char *text;
    long value; /* 0: no number */
    size_t next;
} cardinals[] = {
    {"13 States", 13, 1},
    {"thirteen States", 13, 1},
    {"twenty-seven countries", 27, 3},
    {"thirty four countries", 34, 2},
    {"five ten", 5, 1},
    {"vingt et un pays", 21, 3},
    {"dix-sept pays", 17, 3},
    {"soixante-dix-sept pays", 77, 5},
    {"quatre-vingt-douze pays", 92, 5},
    {"veintidós países", 22, 1},
    {"treinta y un países", 31, 3},
    {"тридцати двух государств", 32, 2},
    {"двадцать одно государство", 21, 2},
    {"ثلاث وعشرين دولة", 23, 2},
    {"ثلاثة عشر بلدا", 13, 2},
    {"十三个国家", 13, 1},
    {"States", 0, 0},
    {"thirteenth session", 0, 0},
    {"99999 States", 0, 0},
};

START_TEST(cardinals_are_read)
{
    passage_t text = passage(cardinals[_i].text);
    size_t next = 0;
    ck_assert_int_eq(cardinal_at(&text, 0, &next), cardinals[_i].value);
    if (cardinals[_i].value > 0)
        ck_assert_uint_eq(next, cardinals[_i].next);
}
END_TEST

START_TEST(chinese_ordinals_follow_their_word)
{
    passage_t text = passage("第七十九届");
    size_t next;

    ck_assert_int_eq(ordinal_at(&text, 1, &next), 79);
}
END_TEST

START_TEST(sessions_are_found)
{
    enum { SESSIONS_MAX = 8 };
    session_t found[SESSIONS_MAX];
    passage_t text = passage(sessions[_i].text);
    char out[128] = "";
    size_t len = 0, count = session_find(&text, found, SESSIONS_MAX);

    for (size_t i = 0; i < count; i++) {
        const char *space = i > 0 ? " " : "";
        if (found[i].kind == SESSION_ORGANIZATIONAL)
            len += (size_t)snprintf(out + len, sizeof out - len, "%sO", space);
        else
            len += (size_t)snprintf(out + len, sizeof out - len, "%s%s%ld%s", space,
                found[i].kind == SESSION_OF_ASSEMBLY ? "A" : "", found[i].number,
                found[i].meeting ? "m" : "");
    }
    ck_assert_str_eq(out, sessions[_i].sessions);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dates");
    TCase *tc = tcase_create("core");

    add_passage_fixture(tc);
    tcase_add_loop_test(tc, dates_are_found, 0, sizeof dates / sizeof *dates);
    tcase_add_loop_test(tc, cardinals_are_read, 0, sizeof cardinals / sizeof *cardinals);
    tcase_add_loop_test(tc, ordinals_are_read, 0, sizeof ordinals / sizeof *ordinals);
    tcase_add_test(tc, chinese_ordinals_follow_their_word);
    tcase_add_loop_test(tc, sessions_are_found, 0, sizeof sessions / sizeof *sessions);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
