/* Phrases, and where they stand in texts. */
#include "classifier/match.h"

#include "base/text_icu.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PHRASES_MAX = 8 };

static const struct {
    const char *phrase[PHRASES_MAX]; /* NULL ends them */
    const char *text;
    const char *found; /* "number:text|" of each, by place, longest first */
} cases[] = {
    /* whole words */
    {{"fund"}, "a fund, the funds and refund", "0:fund|"},
    {{"fund"}, "fund", "0:fund|"},
    {{"fund", "trust fund"}, "(trust fund)", "1:trust fund|0:fund|"},
    {{"no"}, "no, not now; No.", "0:no|0:no|"},
    /* any ending */
    {{"fund*"}, "a fund, the funds and refund", "0:fund|0:funds|"},
    {{"join* consensus"}, "joined consensus, join consensus, joinery of consensus",
        "0:joined consensus|0:join consensus|"},
    {{"politici*"}, "politicised", "0:politicised|"},
    /* one to three words */
    {{"hold ~ accountable"}, "hold them accountable", "0:hold them accountable|"},
    {{"hold ~ accountable"}, "hold all of them accountable", "0:hold all of them accountable|"},
    {{"hold ~ accountable"}, "hold accountable", ""},
    {{"hold ~ accountable"}, "hold each and every one accountable", ""},
    {{"hold ~ accountable"}, "hold them, accountable", ""},
    {{"could support ~ if"}, "could support it if", "0:could support it if|"},
    {{"a* ~ b* c"}, "art but c", ""},
    {{"a* ~ b* c"}, "art is bright c", "0:art is bright c|"},
    /* hyphens, apostrophes, capitals, line ends */
    {{"legally binding"}, "Legally-binding", "0:legally-binding|"},
    {{"legally-binding"}, "LEGALLY\nBINDING", "0:legally binding|"},
    {{"chair's draft"}, "the Chair\xe2\x80\x99s draft", "0:chair's draft|"},
    {{"programs/funds"}, "programs/funds", "0:programs/funds|"},
    {{"rules norms"}, "rules, norms", ""},
    {{"rules, norms"}, "rules, norms", "0:rules, norms|"},
    {{"rules, norms"}, "rules norms", ""},
    {{"rev.1"}, "Rev.1", "0:rev.1|"},
    {{"action"},
        "\xc2\xab"
        "action\xc2\xbb",
        "0:action|"},
    /* what nobody sees, and what looks alike */
    {{"cooperation"}, "co\xc2\xadoperation", "0:cooperation|"},
    {{"non state actors"}, "non\xe2\x80\x91state actors", "0:non-state actors|"},
    {{"so called"},
        "\xe2\x80\x9cso\xe2\x80\x94"
        "called\xe2\x80\x9d",
        "0:so-called|"},
    {{"état"},
        "l\xe2\x80\x99"
        "E\xcc\x81tat",
        "0:état|"},
    {{"الامم المتحدة"}, "الأُمَــم المتّحدة", "0:الامم المتحدة|"},
    {{"مسؤول"}, "مسو\xd9\x94ول", "0:مسؤول|"},
    /* where phrases and texts end */
    {{"a fund"}, "a fund", "0:a fund|"},
    {{"a fund"}, "a fun", ""},
    {{"a fund for"}, "a fund fo", ""},
    {{"a", "a*", "a ~ b"}, "a x b", "2:a x b|0:a|1:a|"},
    {{"no"}, "No", "0:no|"},
    {{"fund", "fund of funds", "fund of fools"}, "fund of funds", "1:fund of funds|0:fund|"},
    /* other scripts */
    {{"приветству*"}, "Мы приветствуем это.", "0:приветствуем|"},
    {{"ne ~ pas"}, "il ne faut pas", "0:ne faut pas|"},
    {{"république"}, "la RÉPUBLIQUE", "0:république|"},
    {{"支持"}, "我们支持。", "0:支持|"},
    {{"ict"}, "ＩＣＴ", "0:ict|"},
    {{"支持", "我们支持", "ict"}, "ICT，我们支持ICT", "2:ict|1:我们支持|0:支持|"},
    {{"网络攻击", "攻击"}, "反对网络攻击", "0:网络攻击|1:攻击|"},
    {{"نؤيد"}, "ونؤيد", "0:نؤيد|"},
    {{"صندوق"}, "وبالصندوق صندوقنا", "0:صندوق|0:صندوق|"},
    {{"صندوق"}, "مصندوق", ""},
    {{"صندوق"}, "وفبالصندوق", ""}, /* five letters before it */
    {{"صندوق"}, "5صندوق", ""},
    {{"صك* ملزم*"}, "صكا ملزما وبالصك ملزمة", "0:صكا ملزما|0:صك ملزمة|"},
    {{"صك* ملزم*"}, "صكان كان ملزمين", ""},
    {{"نعرب ~ عن"}, "ونعرب مرة اخرى عن", "0:نعرب مرة اخرى عن|"},
    {{"نعرب ~ عن"}, "نعرب عن", ""},
    {{"لا"}, "ولا خلال الاعمال لاحق لا", "0:لا|0:لا|"},
    {{"ينبغي الا"}, "ينبغي الاخذ ينبغي الا", "0:ينبغي الا|"}, /* "should take" is no "should not" */
    {{"تهديد"}, "التهديدات تهديدها تهديدي تهديدبار", "0:تهديد|0:تهديد|0:تهديد|"},
    {{"لا"}, "الا", ""}, /* "except": an alef alone is no article */
    {{"بل", "ندعم"}, "سبل وسندعم بل", "1:ندعم|0:بل|"},
    /* suffixes of one another, found all */
    {{"a b c", "b c", "c", "b"}, "a b c", "0:a b c|1:b c|3:b|2:c|"},
    {{"the new body", "new bodies"}, "the new bodies", "1:new bodies|"},
    {{"x"}, "", ""},
};

static rap_arena_t *arena;

static rap_folded_t fold(const char *text)
{
    rap_folded_t folded;
    rap_err_t err;

    ck_assert_int_eq(rap_text_fold(text, strlen(text), arena, &folded, &err), RAP_OK);
    return folded;
}

START_TEST(phrases_are_found)
{
    match_builder_t *builder = match_builder_new();
    rap_folded_t text = fold(cases[_i].text);
    char found[500] = "";
    match_hits_t hits;
    rap_err_t err;

    for (uint32_t i = 0; i < PHRASES_MAX && cases[_i].phrase[i] != NULL; i++) {
        rap_folded_t phrase = fold(cases[_i].phrase[i]);
        uint32_t number;
        ck_assert_int_eq(
            match_builder_add(builder, phrase.text, phrase.len, 1, &number, &err), RAP_OK);
        ck_assert_uint_eq(number, i);
    }
    match_t *match = match_new(builder);
    match_builder_destroy(&builder);
    const char *plain = match_plain(text.text, text.len, arena);
    ck_assert_int_eq(match_scan(match, 0, plain, text.len, arena, &hits, &err), RAP_OK);
    for (size_t i = 0; i < hits.count; i++) {
        size_t used = strlen(found);
        (void)snprintf(found + used, sizeof found - used, "%u:%.*s|", hits.item[i].phrase,
            (int)(hits.item[i].end - hits.item[i].start), text.text + hits.item[i].start);
    }
    ck_assert_str_eq(found, cases[_i].found);
    match_destroy(&match);
    match_destroy(&match); /* idempotent */
}
END_TEST

START_TEST(the_same_phrase_has_one_number)
{
    static const char *const same[] = {"legally binding", "legally-binding", "(legally binding)"};
    match_builder_t *builder = match_builder_new();
    rap_err_t err;
    uint32_t number = 9;

    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        ck_assert_int_eq(
            match_builder_add(builder, same[i], strlen(same[i]), 1, &number, &err), RAP_OK);
        ck_assert_uint_eq(number, 0);
    }
    ck_assert_int_eq(match_builder_add(builder, "binding", 7, 1, &number, &err), RAP_OK);
    ck_assert_uint_eq(number, 1);
    match_builder_destroy(&builder);
    match_builder_destroy(&builder);
}
END_TEST

/* A phrase is found in the sets that it was put in, at once or later. */
START_TEST(each_set_has_its_phrases)
{
    static const struct {
        const char *phrase;
        unsigned sets;
    } added[] = {{"norms", 1u << 0}, {"la norma*", 1u << 2}, {"cyber", 1u << 0 | 1u << 2},
        {"规范", 1u << 5}, {"norms", 1u << 5}, {"nobody's", 0}};
    static const uint32_t wanted[MATCH_SETS] = {2, 0, 2, 0, 0, 2}; /* hits */
    RAP_AUTO(match_builder) *builder = match_builder_new();
    const char *text = "cyber norms, las normas, la normativa, 国家规范 nobody's";
    match_hits_t hits;
    uint32_t number;
    rap_err_t err;

    for (size_t i = 0; i < sizeof added / sizeof *added; i++)
        ck_assert_int_eq(match_builder_add(builder, added[i].phrase, strlen(added[i].phrase),
                             added[i].sets, &number, &err),
            RAP_OK);
    ck_assert_uint_eq(number, 4);
    RAP_AUTO(match) *match = match_new(builder);
    const char *plain = match_plain(text, strlen(text), arena);
    for (unsigned set = 0; set < MATCH_SETS; set++) {
        ck_assert_int_eq(match_scan(match, set, plain, strlen(text), arena, &hits, &err), RAP_OK);
        ck_assert_uint_eq(hits.count, wanted[set]);
    }
}
END_TEST

static const struct {
    const char *phrase, *text;
} wrong[] = {
    {"", "an empty phrase"},
    {"...", "an empty phrase"},
    {"* word", "'* word' begins or ends with a gap"},
    {"~ word", "'~ word' begins or ends with a gap"},
    {"word ~", "'word ~' begins or ends with a gap"},
    {"a* b* c* d* e* f* g", "'a* b* c* d* e* f* g' has more than 6 parts"},
};

START_TEST(wrong_phrases_are_refused)
{
    match_builder_t *builder = match_builder_new();
    rap_err_t err = {0};
    uint32_t number;

    ck_assert_int_eq(
        match_builder_add(builder, wrong[_i].phrase, strlen(wrong[_i].phrase), 1, &number, &err),
        RAP_CONFIG);
    ck_assert_str_eq(err.text, wrong[_i].text);
    match_builder_destroy(&builder);
}
END_TEST

/* Many phrases, against a search by hand. */
START_TEST(nothing_is_missed_among_many)
{
    enum { WORDS = 40, TEXT = 400 };
    match_builder_t *builder = match_builder_new();
    char phrase[WORDS * WORDS][16], text[TEXT * 4 + 1] = "";
    uint32_t number, seed = 1;
    size_t expected = 0;
    match_hits_t hits;
    rap_err_t err;

    for (int i = 0; i < WORDS * WORDS; i++) {
        (void)snprintf(phrase[i], sizeof phrase[i], "w%d w%d", i / WORDS, i % WORDS);
        ck_assert_int_eq(
            match_builder_add(builder, phrase[i], strlen(phrase[i]), 1, &number, &err), RAP_OK);
    }
    for (int i = 0; i < TEXT; i++) {
        seed = seed * 1103515245u + 12345u;
        size_t used = strlen(text);
        (void)snprintf(text + used, sizeof text - used, "w%u ", seed / 65536 % (WORDS + 10));
    }
    match_t *match = match_new(builder);
    match_builder_destroy(&builder);
    const char *plain = match_plain(text, strlen(text), arena);
    ck_assert_int_eq(match_scan(match, 0, plain, strlen(text), arena, &hits, &err), RAP_OK);
    for (int i = 0; i < WORDS * WORDS; i++)
        for (const char *at = text; (at = strstr(at, phrase[i])) != NULL; at++)
            expected += at[strlen(phrase[i])] == ' ' && (at == text || at[-1] == ' ');
    ck_assert_uint_gt(expected, 100);
    ck_assert_uint_eq(hits.count, expected);
    match_destroy(&match);
}
END_TEST

/* So many that the builder gives up nearly full places: each phrase is still found, in tables that are
 * still dense. */
START_TEST(many_phrases_have_dense_tables)
{
    enum { PHRASES = 20000, LETTERS = 8, PER_PHRASE = 50 };
    RAP_AUTO(match_builder) *builder = match_builder_new();
    char(*phrase)[LETTERS + 1] = calloc(PHRASES, sizeof *phrase);
    uint32_t number, seed = 1, wanted = 0;
    rap_err_t err;

    ck_assert_ptr_nonnull(phrase);
    for (int i = 0; i < PHRASES; i++) {
        for (int k = 0; k < LETTERS; k++) {
            seed = seed * 1103515245u + 12345u;
            phrase[i][k] = (char)('a' + seed / 65536 % 26);
        }
        ck_assert_int_eq(match_builder_add(builder, phrase[i], LETTERS, 1, &number, &err), RAP_OK);
        ck_assert_uint_eq(number, wanted++);
    }
    RAP_AUTO(match) *match = match_new(builder);
    ck_assert_uint_lt(match_bytes(match), (size_t)PHRASES * PER_PHRASE);
    for (uint32_t i = 0; i < PHRASES; i++) {
        match_hits_t hits;
        rap_arena_reset(arena);
        const char *plain = match_plain(phrase[i], LETTERS, arena);
        ck_assert_int_eq(match_scan(match, 0, plain, LETTERS, arena, &hits, &err), RAP_OK);
        ck_assert_uint_eq(hits.count, 1);
        ck_assert_uint_eq(hits.item[0].phrase, i);
    }
    free(phrase);
}
END_TEST

static void setup(void)
{
    arena = rap_arena_new(1 << 24);
}

static void teardown(void)
{
    rap_arena_destroy(&arena);
}

#define COUNT(list) (int)(sizeof(list) / sizeof *(list))

int main(void)
{
    Suite *suite = suite_create("match");
    TCase *tc = tcase_create("core");

    tcase_add_unchecked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, phrases_are_found, 0, COUNT(cases));
    tcase_add_test(tc, the_same_phrase_has_one_number);
    tcase_add_test(tc, each_set_has_its_phrases);
    tcase_add_loop_test(tc, wrong_phrases_are_refused, 0, COUNT(wrong));
    tcase_add_test(tc, nothing_is_missed_among_many);
    tcase_add_test(tc, many_phrases_have_dense_tables);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
