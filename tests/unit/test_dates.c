/* Days, ordinals and sessions as documents write them. */
#include "parser/structure/date.h"
#include "parser/structure/session.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static rap_arena_t *arena;

static void setup(void)
{
    arena = rap_arena_new(1 << 20);
}

static void teardown(void)
{
    rap_arena_destroy(&arena);
}

static passage_t passage(const char *text)
{
    passage_t made;
    rap_err_t err;

    ck_assert_int_eq(passage_make(&made, text, strlen(text), arena, &err), RAP_OK);
    return made;
}

/* clang-format off */
static const struct {
    const char *text, *days; /* R before a range, A before an ambiguous one */
} dates[] = {
    {"New York, 8 March 2024", "2024-03-08"},
    {"March 8, 2024", "2024-03-08"},
    {"NOVEMBER 3RD 2022", "2022-11-03"},
    {"Wednesday, 4th December, 2024", "2024-12-04"},
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
        len += (size_t)snprintf(out + len, sizeof out - len, "%s%s%s%s", i > 0 ? " " : "",
            found[i].range ? "R" : "", found[i].ambiguous ? "A" : "", day);
    }
    ck_assert_str_eq(out, dates[_i].days);
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

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, dates_are_found, 0, sizeof dates / sizeof *dates);
    tcase_add_loop_test(tc, ordinals_are_read, 0, sizeof ordinals / sizeof *ordinals);
    tcase_add_test(tc, chinese_ordinals_follow_their_word);
    tcase_add_loop_test(tc, sessions_are_found, 0, sizeof sessions / sizeof *sessions);
    suite_add_tcase(suite, tc);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
