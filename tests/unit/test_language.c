/* Made-up texts, long and short, and the languages that are told of them and their paragraphs. */
#include "parser/structure/language.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "parser/function_words.h"
#include "parser/structure/language_latin.h"
#include "tests/unit/passage_case.h"
#include "tests/unit/suite.h"

/* clang-format off */
#define EN "We see a growing need for practical steps that every member of this group can take, and we thank you for the draft."
#define FR "Ma délégation se félicite de la qualité du projet qui nous est présenté et vous remercie de la manière dont vous conduisez nos travaux."
#define ES "Mi delegación valora el proyecto que usted nos ha presentado y está dispuesta a trabajar con todas las delegaciones para mejorarlo."
#define RU "Наша делегация признательна вам за подготовленный проект и готова обсуждать его со всеми, кто этого желает, до конца сессии."
#define AR "نود أن نشكركم على جهودكم في قيادة أعمال هذا الفريق وعلى مشروع التقرير الذي عرضتموه علينا ونؤكد استعدادنا للعمل مع جميع الوفود."
#define ZH "中方感谢主席为推动工作组工作所作的努力，支持在协商一致基础上通过报告，愿与各方一道继续努力，共同维护网络空间的和平。"

/* At least twelve words: what a whole text is told to be. */
static const struct {
    const char *text, *language; /* NULL: none */
} texts[] = {
    {EN, "en"}, {FR, "fr"}, {ES, "es"}, {RU, "ru"}, {AR, "ar"}, {ZH, "zh"},
    {"A nossa delegação agradece o projeto que nos foi apresentado e está pronta para trabalhar com todos os países nas próximas semanas.", "pt"},
    {"Wir danken Ihnen für den Entwurf und sind bereit, mit allen Staaten daran zu arbeiten, damit er bis zum Ende der Sitzung fertig wird.", "de"},
    {"La nostra delegazione ringrazia per il progetto che ci è stato presentato ed è pronta a lavorare con tutti i paesi nelle prossime settimane.", "it"},
    {"Onze delegatie dankt u voor het ontwerp en is bereid om met alle landen daaraan te werken, zodat het op tijd klaar zal zijn.", "nl"},
    {"Heyetimiz bu taslak için size teşekkür eder ve tüm ülkeler ile birlikte çalışmaya hazır olduğunu bir kez daha ifade etmek ister.", "tr"},
    {"Nasza delegacja dziękuje za przedstawiony projekt i jest gotowa do pracy nad nim ze wszystkimi państwami, które tego chcą, w tym tygodniu.", "pl"},
    {"Vår delegation tackar för det utkast som har lagts fram och är beredd att arbeta vidare med alla länder för att det ska bli klart.", "sv"},
    {"Наша делегація вдячна вам за підготовлений проєкт і готова обговорювати його з усіма, хто цього бажає, до кінця сесії.", "uk"},
    {"Наша дэлегацыя ўдзячная вам за падрыхтаваны праект і гатовая абмяркоўваць яго з усімі, хто гэтага жадае, да канца сесіі.", "be"},
    {"Нашата делегация ви благодари за проекта и е готова да работи с всички държави, които това желаят, тъй като срокът е кратък и това се знае.", "bg"},
    {"Наша делегација вам захваљује на нацрту и спремна је да о њему разговара са свима који то желе, до краја ове недеље.", "sr"},
    {"Біздің делегация ұсынылған жоба үшін алғыс білдіреді және барлық мемлекеттермен бірге жұмыс істеуге дайын екенін қайталап айтады.", "kk"},
    {"هیئت ما از پیش‌نویسی که ارائه شده است سپاسگزار است و آماده است که با همه کشورها برای بهتر کردن آن گفتگو کند.", "fa"},
    {"ہمارا وفد آپ کے پیش کردہ مسودے کے لیے شکر گزار ہے اور تمام ملکوں کے ساتھ مل کر اس پر کام کرنے کے لیے تیار ہے۔", "ur"},
    {"زموږ پلاوی ستاسې د وړاندې شوې مسودې له امله مننه کوي او له ټولو هېوادونو سره د ګډ کار لپاره چمتو دی.", "ps"},
    {"我が国代表団は提出された草案に感謝し、すべての国とともにこれを改善するための議論に参加する用意があります。", "ja"},
    {"우리 대표단은 제출된 초안에 감사하며 모든 국가와 함께 이를 개선하기 위한 논의에 참여할 준비가 되어 있습니다.", "ko"},
    {"Η αντιπροσωπεία μας ευχαριστεί για το σχέδιο και είναι έτοιμη να εργαστεί με όλες τις χώρες για να βελτιωθεί το κείμενο.", "el"},
    {"המשלחת שלנו מודה על הטיוטה שהוגשה ומוכנה לעבוד עם כל המדינות כדי לשפר אותה עד סוף השבוע הזה.", "he"},
    {"Ujumbe wetu unashukuru kwa rasimu iliyowasilishwa na uko tayari kufanya kazi na nchi zote wiki hii ili iwe bora zaidi kuliko ilivyo.", NULL},
    {"Misi kami berterima kasih atas rancangan ini serta siap bekerja sama dengan semua negara pihak selama minggu ini juga.", NULL},
    {"Thank you, Chair.", NULL}, {"", NULL}, {"2024 79 1/2 %", NULL},
};

/* The best guess for a few words. */
static const struct {
    const char *text, *language;
    bool sure;
} guesses[] = {
    {"Thank you very much, Mr. Chair.", "en", true}, {"Thank you, Chair.", "en", false},
    {"Merci, Monsieur le Président.", "fr", true}, {"Je vous remercie de votre attention.", "fr", true},
    {"Muchas gracias, señor Presidente.", "es", true}, {"Señora Presidenta:", "es", false},
    {"Благодарю за внимание.", "ru", true}, {"Спасибо.", "ru", false},
    {"شكرا السيد الرئيس", "ar", true}, {"谢谢主席。", "zh", true},
    {"Muito obrigado, senhor Presidente.", "pt", true}, {"Дякую за увагу, пане Голово.", "ru", true},
    {"Дякуємо Україні і її партнерам", "uk", true}, {"ありがとうございます。", "ja", true},
    {"the threats we face", "en", true}, {"les menaces qui pèsent sur nous", "fr", true},
    {"las amenazas que enfrentamos", "es", false}, {"ICT", NULL, false}, {"A/C.1/79/L.13", NULL, false}, {"", NULL, false},
};

/* Paragraphs, "|" between them: the statement's language, then where a paragraph's is another. */
static const struct {
    const char *text, *languages;
} statements[] = {
    {EN "|" EN, "en - -"},
    {EN "|Chair,|" EN, "en - - -"},
    {EN "|" FR "|" EN "|" FR "|" EN, "en - fr - fr -"},
    {EN "|" FR "|Excellences,|" FR "|" FR, "fr en - - - -"},
    {EN "|" EN "|Merci.|" FR "|" FR "|" FR, "fr en en - - - -"},
    {FR "|ICT|" EN "|" EN, "en fr fr - -"},
    {EN "|Спасибо, господин Председатель.|" EN, "en - ru -"},
    {"主席先生：|" ZH "|Thank you very much, Mr. Chair.", "zh - - en"},
    {"Note: the statement was made in French and is posted here as it was given.|" FR "|" FR, "fr en - -"},
    {RU "|Наша делегація вдячна вам за підготовлений проєкт і готова його обговорювати.|" RU, "ru - uk -"},
    {"Chair,|1|2", "en - - -"},
    {"1|2", "- - -"},
};
/* clang-format on */

static const char *or_dash(const char *text)
{
    return text != NULL ? text : "-";
}

START_TEST(texts_are_told)
{
    passage_t text = passage(texts[_i].text);
    bool garbage;
    const char *got = language_of(&text, &garbage);

    ck_assert_msg(strcmp(or_dash(got), or_dash(texts[_i].language)) == 0, "%s: %s", texts[_i].text,
        or_dash(got));
    ck_assert(!garbage);
}
END_TEST

START_TEST(few_words_are_guessed)
{
    passage_t text = passage(guesses[_i].text);
    bool sure;
    const char *got = language_guess(&text, passage_span(&text), &sure);

    ck_assert_msg(strcmp(or_dash(got), or_dash(guesses[_i].language)) == 0, "%s: %s",
        guesses[_i].text, or_dash(got));
    ck_assert_msg(sure == guesses[_i].sure, "%s", guesses[_i].text);
}
END_TEST

/* "fr en - -" */
static void write_languages(const rap_statement_t *statement, char *out, size_t size)
{
    const rap_paragraph_t *paragraph = statement->paragraphs.item;
    size_t len = (size_t)snprintf(out, size, "%s", or_dash(statement->language));

    for (size_t i = 0; i < statement->paragraphs.count; i++)
        len += (size_t)snprintf(out + len, size - len, " %s", or_dash(paragraph[i].language));
}

START_TEST(paragraphs_are_told)
{
    enum { PARAGRAPHS_MAX = 8 };
    rap_paragraph_t paragraphs[PARAGRAPHS_MAX] = {0};
    rap_statement_t statement = {.text = statements[_i].text, .paragraphs = {paragraphs, 0}};
    passage_t text = passage(statements[_i].text);
    rap_err_t err;
    bool garbage;
    char out[128];

    for (const char *at = statement.text; at != NULL;) {
        rap_paragraph_t *paragraph = &paragraphs[statement.paragraphs.count++];
        const char *bar = strchr(at, '|');
        size_t start = (size_t)(at - statement.text);
        size_t end = bar != NULL ? (size_t)(bar - statement.text) : strlen(statement.text);
        paragraph->start = (int64_t)rap_text_points(statement.text, start);
        paragraph->end = (int64_t)rap_text_points(statement.text, end);
        at = bar != NULL ? bar + 1 : NULL;
    }
    ck_assert_int_eq(language_set(&statement, &text, &garbage, arena, &err), RAP_OK);
    ck_assert(!garbage);
    write_languages(&statement, out, sizeof out);
    ck_assert_msg(strcmp(out, statements[_i].languages) == 0, "%s: %s", statements[_i].text, out);
}
END_TEST

/* The words by which text layers are judged vote here too, so no table may be out of order. */
START_TEST(function_words_vote)
{
    const function_words_t *list = &function_words_latin[_i];
    size_t v = 0;

    while (strcmp(latin_language(v), list->language) != 0)
        v++;
    for (size_t i = 0; list->words[i] != NULL; i++) {
        latin_votes_t votes = {.points = {0}};
        size_t len = strlen(list->words[i]);
        latin_vote(&votes, list->words[i], len, list->words[i], len);
        ck_assert_msg(votes.small_words[v] == 1, "%s: %s", list->language, list->words[i]);
    }
}
END_TEST

START_TEST(letters_that_form_no_words_are_garbage)
{
    char text[2000];
    size_t len = 0;
    bool garbage;

    for (int i = 0; i < 100; i++)
        len +=
            (size_t)snprintf(text + len, sizeof text - len, "%s ", i % 2 == 0 ? "xqzt" : "brhgk");
    passage_t made = passage(text);
    ck_assert_ptr_null(language_of(&made, &garbage));
    ck_assert(garbage);

    rap_paragraph_t paragraph = {.end = (int64_t)len};
    rap_statement_t statement = {.text = text, .paragraphs = {&paragraph, 1}};
    rap_err_t err;
    garbage = false;
    ck_assert_int_eq(language_set(&statement, &made, &garbage, arena, &err), RAP_OK);
    ck_assert(garbage);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("language");
    TCase *tc = tcase_create("core");

    add_passage_fixture(tc);
    tcase_add_loop_test(tc, texts_are_told, 0, sizeof texts / sizeof *texts);
    tcase_add_loop_test(tc, few_words_are_guessed, 0, sizeof guesses / sizeof *guesses);
    tcase_add_loop_test(tc, paragraphs_are_told, 0, sizeof statements / sizeof *statements);
    tcase_add_loop_test(tc, function_words_vote, 0, FUNCTION_WORDS_LATIN);
    tcase_add_test(tc, letters_that_form_no_words_are_garbage);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
