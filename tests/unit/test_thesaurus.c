/* A thesaurus: its table, what is found with it, its file. */
#include "classifier/model/thesaurus.h"

#include "base/text_icu.h"
#include "classifier/codebook.h"
#include "classifier/model/thesaurus_hash.h"
#include "classify_case.h"
#include "tests/unit/suite.h"

#include <endian.h>
#include <unistd.h>

enum { ARENA_MAX = 16 << 20, PHRASE_MAX = 400 };

static rap_arena_t *arena;
static thesaurus_builder_t *builder;
static thesaurus_t made;
static rap_err_t err;

static void open_case(void)
{
    arena = rap_arena_new(ARENA_MAX);
    builder = thesaurus_builder_new();
    made = (thesaurus_t){0};
    err = (rap_err_t){0};
}

static void close_case(void)
{
    thesaurus_release(&made);
    thesaurus_builder_destroy(&builder);
    rap_arena_destroy(&arena);
}

static void must(rap_code_t code)
{
    if (code != RAP_OK)
        ck_abort_msg("%s", err.text);
}

/* ---- making and looking up ---- */

/* More phrases of the latest sense, with '|' between. */
static void also(int language, const char *phrases)
{
    char phrase[PHRASE_MAX];

    for (const char *at = phrases; *at != '\0';) {
        size_t len = strcspn(at, "|");
        (void)snprintf(phrase, sizeof phrase, "%.*s", (int)len, at);
        must(thesaurus_builder_add(builder, language, phrase, arena, &err));
        at += len + (at[len] == '|');
    }
}

static void sense(int language, const char *phrases)
{
    thesaurus_builder_sense(builder);
    also(language, phrases);
}

static void finish(void)
{
    thesaurus_release(&made);
    must(thesaurus_builder_finish(builder, &made, &err));
}

static const char *plain_of(const char *text, size_t *ret_len)
{
    rap_folded_t folded;

    must(rap_text_fold(text, strlen(text), arena, &folded, &err));
    const char *plain = match_plain(folded.text, folded.len, arena);
    ck_assert_ptr_nonnull(plain);
    *ret_len = folded.len;
    return plain;
}

static size_t find(int language, const char *text, uint16_t ret[THESAURUS_FOUND_MAX])
{
    size_t len;
    const char *plain = plain_of(text, &len);

    return thesaurus_find(&made, language, plain, 0, len, ret, 0);
}

/* "0 3": the numbers of the senses, as they were found. */
static const char *senses_of(int language, const char *text)
{
    uint16_t found[THESAURUS_FOUND_MAX];
    size_t count = find(language, text, found), len = 0;
    static char list[THESAURUS_FOUND_MAX * 6 + 1];

    list[0] = '\0';
    for (size_t i = 0; i < count; i++)
        len += (size_t)snprintf(
            list + len, sizeof list - len, i > 0 ? " %u" : "%u", (unsigned)found[i]);
    return list;
}

#define FINDS(language, text, senses) ck_assert_str_eq(senses_of((language), (text)), (senses))

START_TEST(a_word_is_whole_or_begun)
{
    sense(LANG_EN, "attack");
    sense(LANG_EN, "infiltrat*");
    sense(LANG_RU, "взлом*");
    sense(LANG_EN, "go*");
    finish();
    FINDS(LANG_EN, "The attack was over.", "0");
    FINDS(LANG_EN, "attack", "0");
    FINDS(LANG_EN, "Attacks, attacked, counterattack, attac.", "");
    FINDS(LANG_EN, "They infiltrate; infiltrators infiltrated.", "1");
    FINDS(LANG_EN, "infiltrat", "1");
    FINDS(LANG_EN, "infiltra reinfiltrate", "");
    FINDS(LANG_RU, "Взломщики", "2");
    FINDS(LANG_RU, "Это был взлом.", "2");
    FINDS(LANG_RU, "взло", "");
    FINDS(LANG_EN, "go", "3");
    FINDS(LANG_EN, "goes", "3");
    FINDS(LANG_EN, "g ago", "");
    FINDS(LANG_EN, "", "");
    FINDS(LANG_EN, " .,;! ", "");
}
END_TEST

START_TEST(a_star_is_inside_a_phrase_too)
{
    sense(LANG_FR, "acte* malveillant*");
    sense(LANG_EN, "prisoner* of war|prison*-camp*");
    sense(LANG_RU, "вредоносн* действ*");
    finish();
    FINDS(LANG_FR, "des actes malveillants", "0");
    FINDS(LANG_FR, "un acte malveillant", "0");
    FINDS(LANG_FR, "des actes très malveillants", "");
    FINDS(LANG_FR, "malveillants actes", "");
    FINDS(LANG_EN, "Prisoners of war were there.", "1");
    FINDS(LANG_EN, "a prisoner of war", "1");
    FINDS(LANG_EN, "prisoners-camps", "1");
    FINDS(LANG_EN, "a prisoner of wars", "");
    FINDS(LANG_EN, "prisoners of", "");
    FINDS(LANG_RU, "Вредоносными действиями", "2");
}
END_TEST

START_TEST(a_phrase_is_as_texts_are_written)
{
    sense(LANG_EN, "break-in|Points of Contact");
    sense(LANG_FR, "l'état d’urgence|Mise à l'arrêt");
    sense(LANG_FR, "s'introdui*");
    sense(LANG_ES, "AVERÍAS");
    sense(LANG_RU, "подъём");
    sense(LANG_FR, "re\xCC\x81seau"); /* e, and an acute accent that combines */
    finish();
    FINDS(LANG_EN, "a break-in", "0");
    FINDS(LANG_EN, "to break in", "0");
    FINDS(LANG_EN, "a BREAK\u2011IN.", "0");
    FINDS(LANG_EN, "breakin", "");
    FINDS(LANG_EN, "points  of\ncontact", "0");
    FINDS(LANG_FR, "L’ÉTAT D'URGENCE", "1");
    FINDS(LANG_FR, "l'etat d'urgence", "");
    FINDS(LANG_FR, "mise à l’arrêt", "1");
    FINDS(LANG_FR, "Ils s’introduisent", "2");
    FINDS(LANG_FR, "ils introduisent", "");
    FINDS(LANG_ES, "averías", "3");
    FINDS(LANG_ES, "averias", "");
    FINDS(LANG_RU, "Подъем", "4");
    FINDS(LANG_FR, "Réseau", "5");
    FINDS(LANG_FR, "RE\xCC\x81SEAU", "5");
}
END_TEST

START_TEST(a_chain_has_up_to_six_words)
{
    sense(LANG_EN, "one two three four five six");
    sense(LANG_EN, "four five");
    sense(LANG_FR, "un* de* tr* qu* ci* si*");
    finish();
    FINDS(LANG_EN, "one two three four five six", "0 1");
    FINDS(LANG_EN, "zero one one two three four five six seven", "0 1");
    FINDS(LANG_EN, "one two three four five", "1");
    FINDS(LANG_EN, "one two three four five sixty", "1");
    FINDS(LANG_EN, "one two three five six", "");
    FINDS(LANG_FR, "unis devant trois quais cinglants sinon", "2");
}
END_TEST

START_TEST(beginnings_of_chains_are_no_senses)
{
    sense(LANG_EN, "cyber attack* against hospitals");
    sense(LANG_EN, "cyber attack");
    sense(LANG_AR, "غرفة العمليات");
    sense(LANG_ZH, "网络 攻击");
    finish();
    FINDS(LANG_EN, "cyber", "");
    FINDS(LANG_EN, "cyber attacks", "");
    FINDS(LANG_EN, "cyber attacks against", "");
    FINDS(LANG_EN, "attack against hospitals", "");
    FINDS(LANG_EN, "cyber attack against", "1");
    FINDS(LANG_EN, "cyber attacks against hospitals", "0");
    FINDS(LANG_AR, "غرفة", "");
    FINDS(LANG_ZH, "网络", "");
}
END_TEST

START_TEST(languages_are_apart)
{
    sense(LANG_EN, "main");
    sense(LANG_FR, "main");
    sense(LANG_ES, "plan*");
    also(LANG_RU, "план*");
    finish();
    FINDS(LANG_EN, "main", "0");
    FINDS(LANG_FR, "main", "1");
    for (int language = LANG_ES; language < LANGS; language++)
        FINDS(language, "main", "");
    FINDS(LANG_ES, "los planes", "2");
    FINDS(LANG_RU, "планы", "2");
    FINDS(LANG_FR, "les planes", "");
    FINDS(LANG_ES, "планы", "");
}
END_TEST

START_TEST(a_word_has_two_senses)
{
    sense(LANG_EN, "light|lamp");
    sense(LANG_EN, "heavy");
    sense(LANG_EN, "light|light*");
    finish();
    FINDS(LANG_EN, "light", "2 0"); /* as a stem before as a word */
    FINDS(LANG_EN, "lights", "2");
    FINDS(LANG_EN, "lamp", "0");
}
END_TEST

START_TEST(a_sense_is_found_once_in_the_order_of_first_words)
{
    uint16_t found[THESAURUS_FOUND_MAX];
    size_t len;

    sense(LANG_EN, "apple|apples|apple tree");
    sense(LANG_EN, "pear");
    sense(LANG_EN, "plum");
    finish();
    FINDS(LANG_EN, "plum apple pear", "2 0 1");
    FINDS(LANG_EN, "pear, plum, pear, apples, apple tree, plum", "1 2 0");
    const char *plain = plain_of("apple pear plum", &len);
    ck_assert_uint_eq(thesaurus_find(&made, LANG_EN, plain, 6, len, found, 0), 2);
    ck_assert_uint_eq(found[0], 1);
    ck_assert_uint_eq(thesaurus_find(&made, LANG_EN, plain, 6, 10, found, 0), 1);
    ck_assert_uint_eq(thesaurus_find(&made, LANG_EN, plain, 6, 6, found, 0), 0);
    plain = plain_of("apple tree", &len);
    ck_assert_uint_eq(thesaurus_find(&made, LANG_EN, plain, 0, 5, found, 0), 1);
}
END_TEST

START_TEST(what_was_found_before_is_kept)
{
    uint16_t found[THESAURUS_FOUND_MAX] = {7, 1};
    size_t len;

    sense(LANG_EN, "apple");
    sense(LANG_EN, "pear");
    finish();
    const char *plain = plain_of("pear apple", &len);
    ck_assert_uint_eq(thesaurus_find(&made, LANG_EN, plain, 0, len, found, 2), 3);
    ck_assert_uint_eq(found[0], 7);
    ck_assert_uint_eq(found[1], 1);
    ck_assert_uint_eq(found[2], 0);
    for (size_t i = 0; i < THESAURUS_FOUND_MAX; i++)
        found[i] = (uint16_t)(100 + i);
    ck_assert_uint_eq(thesaurus_find(&made, LANG_EN, plain, 0, len, found, THESAURUS_FOUND_MAX),
        THESAURUS_FOUND_MAX);
    ck_assert_uint_eq(thesaurus_find(&made, LANG_EN, plain, 0, len, found, THESAURUS_FOUND_MAX - 1),
        THESAURUS_FOUND_MAX);
    ck_assert_uint_eq(found[THESAURUS_FOUND_MAX - 2], 100 + THESAURUS_FOUND_MAX - 2);
    ck_assert_uint_eq(found[THESAURUS_FOUND_MAX - 1], 1);
    thesaurus_release(&made);
    ck_assert_uint_eq(thesaurus_find(&made, LANG_EN, plain, 0, len, found, 5), 5);
}
END_TEST

/* What is behind `to` is no part of a chain. */
START_TEST(a_chain_ends_where_the_sentence_does)
{
    static const char text[] = "cyber attack";
    uint16_t found[THESAURUS_FOUND_MAX];
    size_t len;

    sense(LANG_EN, text);
    sense(LANG_ZH, "网络攻击");
    finish();
    const char *plain = plain_of(text, &len);
    ck_assert_uint_eq(thesaurus_find(&made, LANG_EN, plain, 0, len, found, 0), 1);
    for (size_t to = 0; to < len; to++)
        ck_assert_uint_eq(thesaurus_find(&made, LANG_EN, plain, 0, to, found, 0), 0);
    plain = plain_of("网络攻击", &len);
    ck_assert_uint_eq(thesaurus_find(&made, LANG_ZH, plain, 0, len, found, 0), 1);
    for (size_t to = 0; to < len; to++)
        ck_assert_uint_eq(thesaurus_find(&made, LANG_ZH, plain, 0, to, found, 0), 0);
}
END_TEST

START_TEST(arabic_words_are_found_without_what_is_written_with_them)
{
    sense(LANG_AR, "مستشفى");
    sense(LANG_AR, "هجوم");
    sense(LANG_AR, "مستودع بيانات");
    sense(LANG_AR, "حرب");
    sense(LANG_AR, "رد");
    sense(LANG_FR, "مستشفى"); /* only Arabic is written so */
    finish();
    FINDS(LANG_AR, "مستشفى", "0");
    FINDS(LANG_AR, "المستشفى", "0");
    FINDS(LANG_AR, "والمستشفى", "0");
    FINDS(LANG_AR, "وبالمستشفى", "0");
    FINDS(LANG_AR, "وللمستشفى", "0");
    FINDS(LANG_AR, "فكالمستشفى", "0");
    FINDS(LANG_AR, "لمستشفى", "0");
    FINDS(LANG_AR, "سمستشفى", "");
    FINDS(LANG_AR, "الهجوم على المستشفى", "1 0");
    FINDS(LANG_AR, "والمستودع للبيانات", "2");
    FINDS(LANG_AR, "هُجُومٌ", "1"); /* with vowel marks */
    FINDS(LANG_AR, "والحرب", "3");
    FINDS(LANG_AR, "الرد", "4");
    FINDS(LANG_AR, "برد", ""); /* what is left would be too short */
    FINDS(LANG_AR, "رد", "4");
    FINDS(LANG_FR, "مستشفى", "5");
    FINDS(LANG_FR, "المستشفى", "");
    FINDS(LANG_FR, "مستشفىها", "");
    FINDS(LANG_EN, "المستشفى", "");
    FINDS(LANG_AR, "ال و وال", "");
}
END_TEST

START_TEST(arabic_words_are_found_without_their_endings)
{
    static const char *const forms[] = {"برنامجه", "برنامجي", "برنامجها", "برنامجهم", "برنامجنا",
        "برنامجكم", "برنامجهما", "وببرنامجها", "لبرنامجنا", "برنامجات", "برنامجين", "برنامجان"};

    sense(LANG_AR, "برنامج");
    sense(LANG_AR, "مهندس");
    sense(LANG_AR, "يد");
    sense(LANG_AR, "برنامج وطني");
    finish();
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        ck_assert_msg(strcmp(senses_of(LANG_AR, forms[i]), "0") == 0, "%s", forms[i]);
    FINDS(LANG_AR, "مهندسون", "1");
    FINDS(LANG_AR, "المهندسين", "1");
    FINDS(LANG_AR, "والمهندسات", "1");
    FINDS(LANG_AR, "مهندسة", "1");
    FINDS(LANG_AR, "يده", ""); /* what is left would be too short */
    FINDS(LANG_AR, "برنامجنا الوطني", "0 3");
    FINDS(LANG_AR, "برنامجسس", "");
}
END_TEST

START_TEST(alef_forms_are_one_letter)
{
    sense(LANG_AR, "أمن");
    sense(LANG_AR, "اخرون|إنترنت");
    finish();
    FINDS(LANG_AR, "امن", "0");
    FINDS(LANG_AR, "الأمن", "0");
    FINDS(LANG_AR, "والامن", "0");
    FINDS(LANG_AR, "آخرون", "1");
    FINDS(LANG_AR, "الإنترنت", "1");
    FINDS(LANG_AR, "الانترنت", "1");
}
END_TEST

START_TEST(chinese_is_found_in_the_middle_of_a_text)
{
    static const char longest[] = "关键信息基础设施"; /* eight characters, of three bytes each */
    char phrase[sizeof longest];

    for (size_t n = 1; n <= CHAIN_CHARACTERS_MAX; n++) {
        (void)snprintf(phrase, sizeof phrase, "%.*s", (int)(3 * n), longest);
        sense(LANG_ZH, phrase);
    }
    sense(LANG_ZH, "设施安全");
    finish();
    FINDS(LANG_ZH, "我们保护关键信息基础设施。", "0 1 2 3 4 5 6 7");
    FINDS(LANG_ZH, "关键信息基础设施安全", "0 1 2 3 4 5 6 7 8");
    FINDS(LANG_ZH, "保护关键信息", "0 1 2 3");
    FINDS(LANG_ZH, "相关的", "0");
    FINDS(LANG_ZH, "键信息基础设施", "");
    FINDS(LANG_ZH, "设施，安全", "");
    FINDS(LANG_EN, "关键信息基础设施", "");
}
END_TEST

START_TEST(chinese_is_found_among_latin_letters)
{
    sense(LANG_ZH, "IP地址");
    sense(LANG_ZH, "5G网络安全");
    sense(LANG_ZH, "攻击");
    sense(LANG_ZH, "ddos");
    finish();
    FINDS(LANG_ZH, "通过IP地址连接", "0");
    FINDS(LANG_ZH, "通过 IP 地址连接", "0");
    FINDS(LANG_ZH, "ＩＰ地址", "0");
    FINDS(LANG_ZH, "建设5G网络安全体系", "1");
    FINDS(LANG_ZH, "建设15G网络安全体系", "");
    FINDS(LANG_ZH, "遭受DDoS攻击之后", "3 2");
    FINDS(LANG_ZH, "IP网址", "");
}
END_TEST

START_TEST(chinese_goes_on_with_latin_letters)
{
    sense(LANG_ZH, "使用VPN");
    sense(LANG_ZH, "第51条");
    sense(LANG_ZH, "使用 VPN 连接");
    finish();
    FINDS(LANG_ZH, "使用 VPN", "0");
    FINDS(LANG_ZH, "使用VPN", "0");
    FINDS(LANG_ZH, "人们使用VPN连接", "0 2");
    FINDS(LANG_ZH, "《宪章》第51条规定", "1");
    FINDS(LANG_ZH, "《宪章》第 51 条规定", "1");
    FINDS(LANG_ZH, "第512条", "");
    FINDS(LANG_ZH, "使用", "");
}
END_TEST

START_TEST(more_senses_than_there_is_room_for_are_passed_over)
{
    enum { MANY = THESAURUS_FOUND_MAX + 40 };
    char text[MANY * 8], word[8];
    uint16_t found[THESAURUS_FOUND_MAX + 1];
    size_t len = 0;

    for (int i = 0; i < MANY; i++) {
        (void)snprintf(word, sizeof word, "word%d", i);
        sense(LANG_EN, word);
        len += (size_t)snprintf(text + len, sizeof text - len, "%s ", word);
    }
    finish();
    found[THESAURUS_FOUND_MAX] = 12345;
    ck_assert_uint_eq(find(LANG_EN, text, found), THESAURUS_FOUND_MAX);
    for (size_t i = 0; i < THESAURUS_FOUND_MAX; i++)
        ck_assert_uint_eq(found[i], i);
    ck_assert_uint_eq(found[THESAURUS_FOUND_MAX], 12345);
}
END_TEST

/* ---- making ---- */

static void refuses(int language, const char *phrase, const char *why)
{
    ck_assert_int_eq(thesaurus_builder_add(builder, language, phrase, arena, &err), RAP_CONFIG);
    ck_assert_str_eq(err.text, why);
}

START_TEST(a_phrase_that_does_not_fit_is_refused)
{
    rap_arena_t *small = rap_arena_new(16);

    thesaurus_builder_sense(builder);
    refuses(LANG_EN, "", "it has no word");
    refuses(LANG_EN, "   ", "it has no word");
    refuses(LANG_EN, " - -", "it has no word");
    refuses(LANG_EN, "*", "a star stands alone");
    refuses(LANG_EN, "a word *", "a star stands alone");
    refuses(LANG_EN, "... !", "it has no word");
    refuses(LANG_EN, "one two three four five six seven", "it has more than 6 words");
    refuses(LANG_EN, "one-two-three-four-five-six-seven", "it has more than 6 words");
    refuses(LANG_FR, "l'un d'eux n'est qu'ici", "it has more than 6 words");
    refuses(LANG_EN, "a*", "'a*' would be nearly any word");
    refuses(LANG_FR, "É*", "'é*' would be nearly any word");
    refuses(LANG_FR, "un mot d'o*", "'o*' would be nearly any word");
    refuses(LANG_ZH, "攻击*", "'攻击' has a star, or more than 8 characters");
    refuses(LANG_ZH, "关键信息基础设施们",
        "'关键信息基础设施们' has a star, or more than 8 characters");
    ck_assert_int_eq(thesaurus_builder_add(builder, LANG_EN, "a word", small, &err), RAP_TOOBIG);
    rap_arena_destroy(&small);

    finish(); /* what was refused left no sense behind */
    FINDS(LANG_EN, "one two three four five six seven a word", "");
    FINDS(LANG_FR, "l'un d'eux n'est qu'ici, un mot d'or", "");
    FINDS(LANG_ZH, "关键信息基础设施们攻击", "");
}
END_TEST

START_TEST(senses_are_numbered_as_they_are_made)
{
    for (size_t i = 0; i < 5; i++)
        sense(LANG_EN, i == 3 ? "word" : "");
    finish();
    ck_assert_uint_eq(made.senses, 5);
    ck_assert_uint_eq(thesaurus_bytes(&made), (size_t)THESAURUS_SLOT << made.bits);
    FINDS(LANG_EN, "a word", "3");
    thesaurus_release(&made);
    thesaurus_release(&made);
    ck_assert_uint_eq(thesaurus_bytes(&made), 0);
    FINDS(LANG_EN, "a word", "");
}
END_TEST

/* Or models of the same lines would differ. */
START_TEST(the_same_phrases_make_the_same_table)
{
    thesaurus_t first;

    sense(LANG_EN, "attack*|cyber attack|strike against");
    sense(LANG_EN, "attack*|hospital");
    must(thesaurus_builder_finish(builder, &first, &err));
    thesaurus_builder_destroy(&builder);
    builder = thesaurus_builder_new();
    sense(LANG_EN, "strike against|cyber-attack|Attack*|attack*|strike  against");
    sense(LANG_EN, "hospital|attack*");
    finish();
    ck_assert_uint_eq(first.bits, made.bits);
    ck_assert_mem_eq(first.slot, made.slot, thesaurus_bytes(&made));
    thesaurus_release(&first);
}
END_TEST

START_TEST(a_table_that_would_be_too_crowded_is_refused)
{
    enum { MOST = CHAIN_PROBES_MAX - 1 };

    for (int i = 0; i < MOST; i++)
        sense(LANG_EN, "word");
    finish();
    ck_assert_int_eq(strncmp(senses_of(LANG_EN, "word"), "0 1 2 3 ", 8), 0);
    thesaurus_release(&made);
    sense(LANG_EN, "word");
    ck_assert_int_eq(thesaurus_builder_finish(builder, &made, &err), RAP_TOOBIG);
    ck_assert_str_eq(
        err.text, "64 phrases and beginnings of phrases are too many, or have too many senses");
    ck_assert_ptr_null(made.own);
    ck_assert_uint_eq(made.bits, 0);
    FINDS(LANG_EN, "word", "");
}
END_TEST

/* ---- tables of a file that somebody changed ---- */

/* xorshift, of Marsaglia. */
static uint32_t random_number(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t)(*state >> 32);
}

static const char *const hostile_texts[] = {
    "aa aa aa aa aa aa aa aa, bb bb aa bb aa aa aa aa bb aa",
    "We supported the attack* on hospitals' points-of-contact directories in 2026.",
    "وبالمستشفيات والهجمات على البرنامجين وللبيانات الوطنية",
    "我们保护关键信息基础设施，使用VPN和IP地址连接5G网络。",
};
enum { HOSTILE_TEXTS = sizeof hostile_texts / sizeof *hostile_texts };

/* What must be true of whatever is found; the most senses of a language. */
static size_t try_table(const thesaurus_t *table, const char *plain, size_t len)
{
    uint16_t found[THESAURUS_FOUND_MAX + 1];
    size_t most = 0;

    found[THESAURUS_FOUND_MAX] = 12345;
    for (int language = 0; language < LANGS; language++) {
        size_t count = thesaurus_find(table, language, plain, 0, len, found, 0);

        ck_assert_uint_le(count, THESAURUS_FOUND_MAX);
        ck_assert_uint_eq(found[THESAURUS_FOUND_MAX], 12345);
        for (size_t i = 0; i < count; i++) {
            ck_assert_uint_lt(found[i], table->senses);
            for (size_t k = 0; k < i; k++)
                ck_assert_uint_ne(found[i], found[k]);
        }
        most = count > most ? count : most;
    }
    return most;
}

static void try_random_bytes(unsigned bits, int times, uint64_t *state)
{
    size_t bytes = (size_t)THESAURUS_SLOT << bits, len;
    uint8_t *slot = malloc(bytes); /* not of the arena: so that AddressSanitizer knows its end */
    char junk[600];

    ck_assert_ptr_nonnull(slot);
    for (int n = 0; n < times; n++) {
        thesaurus_t table = {.senses = random_number(state) % 100, .bits = bits, .slot = slot};

        for (size_t i = 0; i < bytes; i++)
            slot[i] = (uint8_t)random_number(state);
        for (size_t i = 0; i < sizeof junk; i++)
            junk[i] = (char)(random_number(state) | 1);
        for (size_t i = 0; i < HOSTILE_TEXTS; i++) {
            const char *plain = plain_of(hostile_texts[i], &len);
            (void)try_table(&table, plain, len);
        }
        (void)try_table(&table, junk, sizeof junk);
    }
    free(slot);
}

START_TEST(bytes_at_random_do_no_harm)
{
    uint64_t state = 20261130;

    try_random_bytes(4, 300, &state);
    try_random_bytes(9, 20, &state);
    try_random_bytes(THESAURUS_BITS_MAX, 1, &state);
}
END_TEST

static void set_slot(uint8_t *slot, size_t n, uint32_t hash, uint16_t meaning)
{
    hash = htole32(hash);
    meaning = htole16(meaning);
    memcpy(slot + n * THESAURUS_SLOT, &hash, sizeof hash);
    memcpy(slot + n * THESAURUS_SLOT + sizeof hash, &meaning, sizeof meaning);
}

/* The hashes of "aa", "aa aa" and so on, whole and begun: as many as two for each length. */
enum { AA_HASHES = 2 * CHAIN_WORDS_MAX };
static void hash_aa(uint32_t ret[AA_HASHES])
{
    uint64_t hash = chain_begin(LANG_EN);

    for (int n = 0; n < CHAIN_WORDS_MAX; n++) {
        hash = rap_fnv_step(rap_fnv_step(hash, 'a'), 'a');
        ret[2 * n] = (uint32_t)(chain_end(rap_fnv_step(hash, CHAIN_STEM)) >> 32);
        hash = rap_fnv_step(hash, CHAIN_WHOLE);
        ret[2 * n + 1] = (uint32_t)(chain_end(hash) >> 32);
    }
}

/* All slots are taken, and by hashes that the text has. */
static size_t try_full(unsigned bits, size_t senses, const char *plain, size_t len)
{
    size_t slots = (size_t)1 << bits;
    uint8_t *slot = malloc(slots * THESAURUS_SLOT);
    uint64_t state = 20261130 + bits;
    uint32_t hash[AA_HASHES];

    ck_assert_ptr_nonnull(slot);
    hash_aa(hash);
    for (size_t i = 0; i < slots; i++) {
        uint16_t meaning = (uint16_t)(random_number(&state) % (senses + 9));
        bool more = random_number(&state) % 2 == 0;
        set_slot(slot, i, hash[random_number(&state) % AA_HASHES], more ? SENSE_MORE : meaning);
    }
    thesaurus_t table = {.senses = senses, .bits = bits, .slot = slot};
    size_t most = try_table(&table, plain, len);
    free(slot);
    return most;
}

START_TEST(a_table_without_an_empty_slot_is_left_again)
{
    enum { WORDS = 20000 };
    char *text = rap_arena_alloc(arena, 3 * WORDS + 1);
    size_t len;

    for (size_t i = 0; i < WORDS; i++)
        memcpy(text + 3 * i, "aa ", 3);
    const char *plain = plain_of(text, &len);
    for (unsigned bits = 1; bits <= THESAURUS_BITS_MAX; bits++) {
        size_t found = try_full(bits, 7, plain, len);
        ck_assert_uint_le(found, 7);
        if (bits >= 6)
            ck_assert_uint_gt(found, 0);
    }
    ck_assert_uint_eq(try_full(4, 0, plain, len), 0);
    ck_assert_uint_eq(try_full(THESAURUS_BITS_MAX, 0, plain, len), 0);
}
END_TEST

/* A chain that goes on, where it belongs. */
static void put_chain(uint8_t *slot, unsigned bits, uint64_t hash)
{
    uint64_t key = chain_end(hash);
    size_t mask = ((size_t)1 << bits) - 1, at = (size_t)key & mask;
    uint16_t meaning;

    for (;; at = (at + 1) & mask) {
        memcpy(&meaning, slot + at * THESAURUS_SLOT + sizeof(uint32_t), sizeof meaning);
        if (le16toh(meaning) == SENSE_NONE)
            break;
    }
    set_slot(slot, at, (uint32_t)(key >> 32), SENSE_MORE);
}

static uint8_t *empty_table(unsigned bits)
{
    size_t bytes = (size_t)THESAURUS_SLOT << bits;
    uint8_t *slot = rap_arena_alloc(arena, bytes);

    memset(slot, 0xff, bytes);
    return slot;
}

/* Each beginning of the word is a chain's: what is behind it is not searched for each time. */
START_TEST(a_word_without_an_end_is_left_again)
{
    enum { LETTERS = 1 << 20, STEMS = 60000, BITS = 17 };
    uint8_t *slot = empty_table(BITS);
    char *plain = rap_arena_alloc(arena, LETTERS + 1);
    uint64_t hash = chain_begin(LANG_EN);

    memset(plain, 'a', LETTERS);
    for (int i = 0; i < STEMS; i++) {
        hash = rap_fnv_step(hash, 'a');
        put_chain(slot, BITS, rap_fnv_step(hash, CHAIN_STEM));
    }
    thesaurus_t table = {.senses = 1, .bits = BITS, .slot = slot};
    ck_assert_uint_eq(try_table(&table, plain, LETTERS), 0);
}
END_TEST

/* Each beginning of a word with each of the next is a chain: of one sentence only so much is looked at. */
START_TEST(chains_of_all_beginnings_are_left_again)
{
    enum { LETTERS = 700, WORDS = 200, BITS = THESAURUS_BITS_MAX };
    uint8_t *slot = empty_table(BITS);
    char *plain = rap_arena_alloc(arena, (LETTERS + 1) * WORDS + 1);
    uint64_t first = chain_begin(LANG_EN);

    memset(plain, 'a', (LETTERS + 1) * WORDS);
    for (size_t i = 1; i <= WORDS; i++)
        plain[i * (LETTERS + 1) - 1] = ' ';
    for (int i = 0; i < LETTERS; i++) {
        first = rap_fnv_step(first, 'a');
        uint64_t second = rap_fnv_step(first, CHAIN_STEM);
        put_chain(slot, BITS, second);
        for (int k = 0; k < LETTERS; k++) {
            second = rap_fnv_step(second, 'a');
            put_chain(slot, BITS, rap_fnv_step(second, CHAIN_STEM));
        }
    }
    thesaurus_t table = {.senses = 1, .bits = BITS, .slot = slot};
    ck_assert_uint_eq(try_table(&table, plain, (LETTERS + 1) * WORDS), 0);
}
END_TEST

/* All slots answer to the text's word, some with senses that are none. */
START_TEST(a_sense_that_there_is_not_is_passed_over)
{
    uint8_t slot[THESAURUS_SLOT << 4];
    uint32_t hash[AA_HASHES];
    const uint16_t meanings[] = {3, 2, 0xfffd, SENSE_MORE, 0, 2};
    size_t len;

    hash_aa(hash);
    for (size_t i = 0; i < 16; i++)
        set_slot(slot, i, hash[1], meanings[i % (sizeof meanings / sizeof *meanings)]);
    thesaurus_t table = {.senses = 3, .bits = 4, .slot = slot};
    const char *plain = plain_of("aa aa", &len);
    ck_assert_uint_eq(try_table(&table, plain, len), 2);
    table.senses = 1;
    ck_assert_uint_eq(try_table(&table, plain, len), 1);
    table.senses = 0;
    ck_assert_uint_eq(try_table(&table, plain, len), 0);
}
END_TEST

/* ---- many phrases ---- */

/* Letters that are all one word's, and none that Arabic writes before or behind a word. */
static const struct alphabet {
    uint32_t first, count, shortest;
} alphabets[LANGS] = {
    [LANG_EN] = {'a', 26, 7},
    [LANG_FR] = {0xe0, 22, 7},
    [LANG_ES] = {'a', 26, 7},
    [LANG_RU] = {0x430, 32, 7},
    [LANG_AR] = {0x62b, 16, 8},
    [LANG_ZH] = {0x4e00, 20000, 3},
};

/* Appends a word that was made up. */
static size_t put_word(char *text, int language, uint64_t *state)
{
    const struct alphabet *alphabet = &alphabets[language];
    size_t letters = alphabet->shortest + random_number(state) % 4, len = 0;

    for (size_t i = 0; i < letters; i++)
        len += rap_text_put(text + len, alphabet->first + random_number(state) % alphabet->count);
    text[len] = '\0';
    return len;
}

static void put_words(char *text, int words, int language, uint64_t *state)
{
    for (size_t len = 0; words > 0; words--) {
        len += put_word(text + len, language, state);
        if (words > 1)
            text[len++] = ' ';
    }
}

enum { MANY_SENSES = 2000, MANY_BYTES = 256 };

/* The phrase of a sense: every third with a star at its end, which Chinese has not. */
static bool put_phrase(char *text, size_t number, int language)
{
    uint64_t state = (number * LANGS + (size_t)language + 1) * 0x9e3779b97f4a7c15u;

    put_words(text, 1 + (int)(number % 4), language, &state);
    return number % 3 == 0 && language != LANG_ZH;
}

static void build_many(void)
{
    char phrase[MANY_BYTES];

    for (size_t i = 0; i < MANY_SENSES; i++) {
        thesaurus_builder_sense(builder);
        for (int language = 0; language < LANGS; language++) {
            size_t len = put_phrase(phrase, i, language) ? strlen(phrase) : 0;

            if (len > 0)
                (void)snprintf(phrase + len, sizeof phrase - len, "*");
            must(thesaurus_builder_add(builder, language, phrase, arena, &err));
            rap_arena_reset(arena);
        }
    }
    finish();
}

START_TEST(thousands_of_phrases_are_all_found_again)
{
    char text[MANY_BYTES], sense_number[16];

    build_many();
    for (size_t i = 0; i < MANY_SENSES; i++)
        for (int language = 0; language < LANGS; language++) {
            bool star = put_phrase(text, i, language);
            uint64_t state = i + 1;

            rap_arena_reset(arena);
            (void)snprintf(sense_number, sizeof sense_number, "%zu", i);
            FINDS(language, text, sense_number);
            FINDS((language + 1) % LANGS, text, "");
            (void)put_word(text + strlen(text), language, &state);
            FINDS(language, text, star || language == LANG_ZH ? sense_number : "");
        }
}
END_TEST

START_TEST(words_that_were_not_given_are_not_found)
{
    enum { SENTENCES = 1000, WORDS = 8 };
    char text[WORDS * MANY_BYTES];
    uint64_t state = 30112026;

    build_many();
    for (int i = 0; i < SENTENCES; i++)
        for (int language = 0; language < LANGS; language++) {
            rap_arena_reset(arena);
            put_words(text, WORDS, language, &state);
            FINDS(language, text, "");
        }
}
END_TEST

/* ---- the file ---- */

#define HEAD "id: words\nversion: 1.2.0\nsenses:\n"

static rap_code_t open_yaml(const char *yaml, const char **ret_name, const char **ret_path)
{
    char path[] = "/tmp/test_thesaurus.XXXXXX";
    int fd = mkstemp(path);

    ck_assert_int_ge(fd, 0);
    must(rap_file_write_all(fd, yaml, strlen(yaml), &err));
    close(fd);
    thesaurus_release(&made);
    rap_code_t code = thesaurus_open(&made, ret_name, path, arena, &err);
    unlink(path);
    *ret_path = rap_arena_strdup(arena, path);
    return code;
}

/* "FILE" in `why` stands for the file's name. */
static void refuses_file(const char *yaml, const char *why)
{
    const char *name, *path;
    char text[sizeof err.text];

    ck_assert_int_eq(open_yaml(yaml, &name, &path), RAP_CONFIG);
    ck_assert_ptr_null(made.own);
    (void)snprintf(text, sizeof text, "%s%s", path, why);
    ck_assert_str_eq(err.text, text);
}

START_TEST(a_file_has_senses_in_six_languages)
{
    const char *name, *path;

    must(
        open_yaml(HEAD "  - name: attack\n    en: [attack*, strike against]\n    zh: [攻击]\n"
                       "  - name: nothing yet\n"
                       "  - name: water\n    fr: [eau, \"l'eau\"]\n    es: [agua]\n    ru: [вод*]\n"
                       "    ar: [ماء]\n    en: [water]\n",
            &name, &path));
    ck_assert_str_eq(name, "words@1.2.0");
    ck_assert_uint_eq(made.senses, 3);
    FINDS(LANG_EN, "attacks on water", "0 2");
    FINDS(LANG_FR, "de l’eau", "2");
    FINDS(LANG_ES, "agua", "2");
    FINDS(LANG_RU, "воды", "2");
    FINDS(LANG_AR, "والماء", "2");
    FINDS(LANG_ZH, "网络攻击", "0");
}
END_TEST

START_TEST(a_file_that_does_not_fit_is_refused)
{
    refuses_file(HEAD "  - name: one\n  - name: two\n  - name: one\n    en: [word]\n",
        ": sense 'one' stands there twice");
    refuses_file(HEAD "  - name: one\n    de: [Wort]\n", ":5: senses[0]: unknown key 'de'");
    refuses_file("id: words\nversion: 1.2.0\nwords: []\n", ":3: unknown key 'words'");
    refuses_file(HEAD "  - name: one\n    en: [word]\n    fr: [un mot, a*]\n",
        ": sense 'one', fr: 'a*': 'a*' would be nearly any word");
    refuses_file(HEAD
        "  - name: one\n    en: [word]\n  - name: two\n    zh: [关键信息基础设施们]\n",
        ": sense 'two', zh: '关键信息基础设施们': '关键信息基础设施们' has a star, or more than 8 "
        "characters");
    refuses_file(HEAD "  - name: one\n    ar: [\"\"]\n", ": sense 'one', ar: '': it has no word");
}
END_TEST

START_TEST(a_file_that_is_not_there_is_not_found)
{
    const char *name;

    ck_assert_int_eq(
        thesaurus_open(&made, &name, "/nowhere/thesaurus.yaml", arena, &err), RAP_NOTFOUND);
}
END_TEST

static bool is_among(const uint16_t *list, size_t count, uint16_t wanted)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == wanted)
            return true;
    return false;
}

START_TEST(the_shipped_file_knows_a_hospital_in_every_language)
{
    static const char *const texts[LANGS] = {
        [LANG_EN] = "The hospital was closed for a day.",
        [LANG_FR] = "L’hôpital a fermé pendant un jour.",
        [LANG_ES] = "El hospital cerró durante un día.",
        [LANG_RU] = "Больница была закрыта один день.",
        [LANG_AR] = "وبالمستشفى يوم واحد.",
        [LANG_ZH] = "这家医院关闭了一天。",
    };
    uint16_t found[LANGS][THESAURUS_FOUND_MAX];
    size_t count[LANGS], shared = 0;
    const char *name;
    char path[1024];

    case_path("data/lexica/thesaurus.yaml", path, sizeof path);
    must(thesaurus_open(&made, &name, path, arena, &err));
    ck_assert_int_eq(strncmp(name, "thesaurus@", 10), 0);
    for (int language = 0; language < LANGS; language++)
        count[language] = find(language, texts[language], found[language]);
    for (size_t i = 0; i < count[LANG_EN]; i++) {
        bool everywhere = true;
        for (int language = LANG_EN + 1; language < LANGS; language++)
            everywhere &= is_among(found[language], count[language], found[LANG_EN][i]);
        shared += everywhere;
    }
    ck_assert_uint_ge(shared, 1);
    for (int language = 0; language < LANGS; language++)
        FINDS((language + 3) % LANGS, texts[language], "");
}
END_TEST

static void add_finding_tests(TCase *tests)
{
    tcase_add_test(tests, a_word_is_whole_or_begun);
    tcase_add_test(tests, a_star_is_inside_a_phrase_too);
    tcase_add_test(tests, a_phrase_is_as_texts_are_written);
    tcase_add_test(tests, a_chain_has_up_to_six_words);
    tcase_add_test(tests, beginnings_of_chains_are_no_senses);
    tcase_add_test(tests, languages_are_apart);
    tcase_add_test(tests, a_word_has_two_senses);
    tcase_add_test(tests, a_sense_is_found_once_in_the_order_of_first_words);
    tcase_add_test(tests, what_was_found_before_is_kept);
    tcase_add_test(tests, a_chain_ends_where_the_sentence_does);
    tcase_add_test(tests, arabic_words_are_found_without_what_is_written_with_them);
    tcase_add_test(tests, arabic_words_are_found_without_their_endings);
    tcase_add_test(tests, alef_forms_are_one_letter);
    tcase_add_test(tests, chinese_is_found_in_the_middle_of_a_text);
    tcase_add_test(tests, chinese_is_found_among_latin_letters);
    tcase_add_test(tests, chinese_goes_on_with_latin_letters);
    tcase_add_test(tests, more_senses_than_there_is_room_for_are_passed_over);
}

int main(void)
{
    Suite *suite = suite_create("thesaurus");
    TCase *tests = tcase_create("thesaurus");

    tcase_add_checked_fixture(tests, open_case, close_case);
    add_finding_tests(tests);
    tcase_add_test(tests, a_phrase_that_does_not_fit_is_refused);
    tcase_add_test(tests, senses_are_numbered_as_they_are_made);
    tcase_add_test(tests, the_same_phrases_make_the_same_table);
    tcase_add_test(tests, a_table_that_would_be_too_crowded_is_refused);
    tcase_add_test(tests, bytes_at_random_do_no_harm);
    tcase_add_test(tests, a_table_without_an_empty_slot_is_left_again);
    tcase_add_test(tests, a_word_without_an_end_is_left_again);
    tcase_add_test(tests, chains_of_all_beginnings_are_left_again);
    tcase_add_test(tests, a_sense_that_there_is_not_is_passed_over);
    tcase_add_test(tests, thousands_of_phrases_are_all_found_again);
    tcase_add_test(tests, words_that_were_not_given_are_not_found);
    tcase_add_test(tests, a_file_has_senses_in_six_languages);
    tcase_add_test(tests, a_file_that_does_not_fit_is_refused);
    tcase_add_test(tests, a_file_that_is_not_there_is_not_found);
    tcase_add_test(tests, the_shipped_file_knows_a_hospital_in_every_language);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
