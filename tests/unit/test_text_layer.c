/* Text layers that are good, in many languages, and those that only look like text. */
#include "parser/text_layer.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <string.h>

enum { ARENA_MAX = 1 << 24, REPEAT = 12 };

static rap_arena_t *arena;
static pages_t pages;

static void set_up(void)
{
    arena = rap_arena_new(ARENA_MAX);
    pages_init(&pages);
}

static void tear_down(void)
{
    rap_arena_destroy(&arena);
}

static void add_page(const char *text, size_t times)
{
    page_t *page = growing_add(&pages.page, arena);

    ck_assert_ptr_nonnull(page);
    page->first = pages.line.count;
    page->lines = times;
    for (size_t i = 0; i < times; i++) {
        page_line_t *line = growing_add(&pages.line, arena);

        ck_assert_ptr_nonnull(line);
        line->text = text;
        line->len = strlen(text);
    }
}

static layer_t judge(size_t page)
{
    const layer_t *layer = text_layer_judge(&pages, arena);

    ck_assert_ptr_nonnull(layer);
    return layer[page];
}

static const char english[] =
    "The delegation of the islands thanks you, Mr. President, for the convening of this meeting, and "
    "we look forward to the fifth report of the working group on the affairs of its members.";
static const char russian[] =
    "Делегация островов благодарит вас за созыв этой встречи, и мы с нетерпением ждём доклада группы "
    "о том, что сделано на местах, а также о планах на год.";
static const char arabic[] =
    "يشكر وفد الجزر الرئيس على عقد هذا الاجتماع ونتطلع إلى تقرير الفريق العامل عن شؤون الأعضاء في "
    "السنة الماضية وما تم من أعمال في كل المناطق من البلاد.";
static const char chinese[] =
    "主席先生，我们感谢你召开这次会议，各国在和平利用信息技术方面有共同的利益，"
    "我国代表团支持中方的提案，不同意在没有协商的情况下作出决定。";

typedef struct text {
    const char *text;
    const char *language; /* that it says it is in; NULL: none */
} text_t;

static const text_t good[] = {
    {english, "en"},
    {"La délégation des îles vous remercie, Monsieur le Président, de la tenue de cette réunion, et nous "
     "attendons avec intérêt le rapport final du groupe sur les affaires de ses membres.",
        "fr"},
    {"La delegación de las islas le agradece, señor Presidente, la celebración de esta reunión, y "
     "esperamos con interés el informe final del grupo sobre los asuntos de sus miembros.",
        "es"},
    {russian, "ru"},
    {arabic, "ar"},
    {chinese, "zh"},
    /* A language whose small words are not known is no garbage. */
    {"Adalar heyeti bu toplantıyı düzenlediğiniz için size teşekkür eder, Sayın Başkan, çalışma grubunun "
     "üyelerine ilişkin raporunu sabırsızlıkla bekliyoruz ve önerileri destekliyoruz.",
        "en"},
    {"هیئت جزایر از شما برای برگزاری این نشست سپاسگزار است و چشم به راه گزارش گروه درباره کارهای یک سال "
     "گذشته پیگیری می‌کنیم که چگونه این کشورها گام برمی‌دارند",
        "ar"},
    /* Names and figures, without a verb. */
    {"Albania 12, Bolivia 7, Canada 31, Dominica 4, Ecuador 15, Finland 9, Guatemala 22, Honduras 3, "
     "Iceland 18, Jamaica 6, Kiribati 11, Latvia 5, Malawi 14, Nauru 2",
        "en"},
};

START_TEST(texts_are_good)
{
    add_page(good[_i].text, REPEAT);

    const layer_t *layer = text_layer_judge(&pages, arena);
    ck_assert_ptr_nonnull(layer);
    ck_assert_msg(layer[0] == LAYER_GOOD, "%s: %d", good[_i].text, layer[0]);
    ck_assert_str_eq(text_layer_language(&pages, layer), good[_i].language);
}
END_TEST

static const char *const broken[] = {
    /* Numbers of glyphs in place of letters. */
    "287ÿ0767192570ÿ74ÿ287ÿ07828780ÿ69975ÿ37960ÿ6597ÿ27ÿ2750ÿ728785ÿ50ÿ28909501ÿ287ÿ5738729",
    "!!/ÿ!/!/P/!/PEÿPEÿ!!/ÿEPE!!/EEÿ!/P/PÿPP/!!ÿ!/P/ÿ!PÿEP/EÿP!!/EPÿ/Eÿ!!/EP/EPÿ!!/ÿP/PE/!/",
    /* Letters that are all one alphabet farther. */
    "7KH GHOHJDWLRQ RI WKH LVODQGV WKDQNV \\RX 0U 3UHVLGHQW IRU WKH FRQYHQLQJ RI WKLV PHHWLQJ DQG",
    /* Glyphs without a name. */
    "the na�ons and communi�es of the islands, upheld with jus�ce and par�cipa�on in educa�on",
    "\xee\x80\x81\xee\x80\x82\xee\x80\x83 \xee\x80\x84\xee\x80\x85 \xee\x80\x86\xee\x80\x87 \xee\x80\x88 x",
    /* Spaces that are vowel marks. */
    "Theِ islandsِ ofِ theِ southِ thankِ youِ forِ theِ meetingِ andِ theِ report of theِ group",
    /* Digits and Latin letters where Arabic ones were. */
    "ﺘPﻜ0 ﺒﻌﺜﺓ ﺒﻠﺍﺩ 5ﻠDﺤﻴﺭﺍﺘ ﺍﻠGﻴﺩ ﺍﻠ7ﺌDﺴ ﻌﻠﻯ ﻌﻘﺩ ﻬﺫﻬ 0ﻠﺠﻠﺴﺓ ﻭﺘ5ﺤﺒ ﺒﺍﻠﺘﻘﺭﻴﺭ ﻭﺘﺅﻴﺩ ﻤG ﺠﺍﺀ ﻔﻴD",
    /* Letters lost: none of the small words is left, and no article. */
    "كر ب با ابحيرا اسي اريس ا ا ا اااس ورحب بارير وي ما ا ي ا ا و ما ره وم كم ا ا ي اا",
    "ЪЫЖЩ ЦЩФ ЪЖЩЫ ФЪЩЦ ЖЫЪ ЩЦФЖ ЪЫЦ ФЖЩ ЪЦЫ ЖФЩЪ ЫЦЖ ЩФЪ",
    "鑾鑿钁钂钃钄韱韲韴韷頀頄頇頉頋頍頎頖鑾鑿钁钂钃钄韱韲韴韷頀頄頇頉頋頍頎頖",
};

START_TEST(garbage_is_broken)
{
    add_page(broken[_i], REPEAT);
    ck_assert_msg(judge(0) == LAYER_BROKEN, "%s", broken[_i]);
}
END_TEST

/* "na ons", "con dence": glyphs for two letters that came out as nothing. */
START_TEST(lost_ligatures_are_broken)
{
    static const char lost[] =
        "The delega on of the islands thanks you, Mr. President, for the convening of this mee ng, and "
        "we look forward to the h report of the working group on the a airs of its members.";

    add_page(lost, 4 * REPEAT);
    ck_assert_int_eq(judge(0), LAYER_BROKEN);
}
END_TEST

START_TEST(a_page_of_little_text_is_scant)
{
    add_page(english, REPEAT);
    add_page("Page 2 of 3", 1);
    add_page("", 1);
    ck_assert_int_eq(judge(0), LAYER_GOOD);
    ck_assert_int_eq(judge(1), LAYER_SCANT);
    ck_assert_int_eq(judge(2), LAYER_SCANT);
}
END_TEST

/* Too short for a verdict of its own, it is what the others are. */
START_TEST(a_short_page_follows_the_others)
{
    static const char little[] =
        "5676898:6 <=> ?@A@ BC@ D8=EF: G7=C79HIJ BK:KL68C HMP V8C<7KW7: R8SF<TKU HM PQ7KCL 6E8 R8S_0123456789 "
        "X8:8C7T Y8<768 HMP 6E8:5676898:6 ?@A@BC@D8=EF:G7=C79HIJ";

    add_page(broken[0], REPEAT);
    add_page(little, 1);
    ck_assert_int_eq(judge(1), LAYER_BROKEN);
}
END_TEST

/* Garbage that has as many articles as a text by chance. */
START_TEST(a_few_good_pages_follow_many_broken_ones)
{
    static const char chance[] =
        "بلسثق الكقسم تضصثق فغعهخ حجدش سيبل التنمك طئءؤر ىةوزظ شسيبلا ثقفغع هخحجد";
    static const char garbage[] =
        "بلسثق كقسم تضصثق فغعهخ حجدش سيبل تنمك طئءؤر ىةوزظ شسيبلا ثقفغع هخحجد";

    for (size_t i = 0; i < 4; i++)
        add_page(garbage, REPEAT);
    add_page(chance, REPEAT);
    add_page(english, REPEAT); /* in another script, and other fonts */
    ck_assert_int_eq(judge(0), LAYER_BROKEN);
    ck_assert_int_eq(judge(4), LAYER_BROKEN);
    ck_assert_int_eq(judge(5), LAYER_GOOD);

    pages_init(&pages);
    add_page(garbage, REPEAT);
    add_page(chance, REPEAT);
    ck_assert_int_eq(judge(0), LAYER_BROKEN);
    ck_assert_int_eq(judge(1), LAYER_GOOD);
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("core");
    Suite *suite = suite_create("text_layer");

    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_loop_test(tc, texts_are_good, 0, sizeof good / sizeof good[0]);
    tcase_add_loop_test(tc, garbage_is_broken, 0, sizeof broken / sizeof broken[0]);
    tcase_add_test(tc, lost_ligatures_are_broken);
    tcase_add_test(tc, a_page_of_little_text_is_scant);
    tcase_add_test(tc, a_short_page_follows_the_others);
    tcase_add_test(tc, a_few_good_pages_follow_many_broken_ones);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
