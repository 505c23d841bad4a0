/* What a codebook may not be, and what ours is. */
#include "base/buf.h"
#include "classifier/codebook.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD      "id: test\nversion: 2.1.0\nissues:\n"
#define ISSUE(id) "  - id: " id "\n    agenda_item: a\n    title: t\n    proposition: p\n"

static const struct {
    const char *yaml, *text;
} wrong[] = {
    {"id: test\n", "c.yaml:1: 'version' is missing"},
    {HEAD ISSUE("a.b") "    phrase: {en: [x]}\n",
        "c.yaml:8: issues[0]: unknown key 'phrase'; did you mean 'phrases'?"},
    {HEAD ISSUE("a.b") "    phrases: {de: [x]}\n", "c.yaml:8: issues[0].phrases: unknown key 'de'"},
    {HEAD ISSUE("a.b"), "c.yaml:4: 'a.b' has no phrases"},
    {HEAD ISSUE("a.b") "    phrases: {en: [\"\"]}\n", "c.yaml:4: an empty phrase"},
    {HEAD ISSUE("a.b") "    phrases: {en: [\"~ x\"]}\n",
        "c.yaml:4: '~ x' begins or ends with a gap"},
    {HEAD ISSUE("a.b") "    valence: 2\n    phrases: {en: [x]}\n",
        "c.yaml:8: issues[0].valence: 2 is more than 1"},
    {HEAD ISSUE("a.b") "    valence: 0\n    phrases: {en: [x]}\n",
        "c.yaml:4: valence: 1 or -1 is wanted"},
    {HEAD ISSUE("a.b") "    phrases: {en: [x]}\n" ISSUE("a.b") "    phrases: {en: [y]}\n",
        "c.yaml:4: a second issue is called 'a.b'"},
    {HEAD ISSUE("a.b") "    phrases: {en: [x, two words]}\n" ISSUE(
         "a.c") "    phrases: {en: [Two-Words]}\n",
        "c.yaml:9: 'Two-Words' also stands under 'a.b'; take one away, or list it under 'shared'"},
    {HEAD ISSUE("a.b") "    yields: [a.x]\n    phrases: {en: [x]}\n",
        "c.yaml:4: yields: no issue is called 'a.x'"},
    {HEAD ISSUE("a.b") "    near:\n      - {phrases: [x], with: []}\n",
        "c.yaml:4: near: 'phrases' and 'with' need at least one each"},
    {HEAD ISSUE("a.b") "    near:\n      - {phrases: [x], with: [y], as: phrase}\n",
        "c.yaml:9: issues[0].near[0].as: 'phrase' is none of phrases, claims, contrary, denials,"
        " problems, grievances"},
    {"cues:\n  - {direction: suport, en: [x]}\n" HEAD ISSUE("a.b") "    phrases: {en: [x]}\n",
        "c.yaml:2: cues[0].direction: 'suport' is none of support, oppose, concern, directive,"
        " open, absence, bad, harm, misplaced, defend, neutral"},
    {"terminators: {en: [\"*\"]}\n" HEAD ISSUE("a.b") "    phrases: {en: [x]}\n",
        "c.yaml: '*' begins or ends with a gap"},
};

START_TEST(mistakes_are_told_with_their_place)
{
    codebook_t *codebook = NULL;
    rap_err_t err = {0};

    ck_assert_int_eq(
        codebook_read(&codebook, "c.yaml", wrong[_i].yaml, strlen(wrong[_i].yaml), &err),
        RAP_CONFIG);
    ck_assert_str_eq(err.text, wrong[_i].text);
    ck_assert_ptr_null(codebook);
}
END_TEST

START_TEST(a_shared_phrase_means_both)
{
    static const char yaml[] = "shared: [x]\n" HEAD ISSUE("a.b") "    phrases: {en: [x]}\n" ISSUE(
        "a.c") "    yields: [a]\n    phrases: {en: [x], fr: [z]}\n" ISSUE("b.c") "    phrases: {fr: [x]}\n";
    RAP_AUTO(codebook) *codebook = NULL;
    rap_err_t err = {0};
    size_t count;

    if (codebook_read(&codebook, "c.yaml", yaml, strlen(yaml), &err) != RAP_OK)
        ck_abort_msg("%s", err.text);
    ck_assert_str_eq(codebook_name(codebook), "test@2.1.0");
    const codebook_meaning_t *meaning = codebook_meanings(codebook, 0, &count);
    ck_assert_uint_eq(count, 3);
    for (uint16_t i = 0; i < 3; i++) {
        ck_assert_uint_eq(meaning[i].part, PART_ISSUE);
        ck_assert_uint_eq(meaning[i].ref, i);
        ck_assert_uint_eq(meaning[i].languages, i < 2 ? 1u << LANG_EN : 1u << LANG_FR);
    }
    const codebook_issue_t *issue = codebook_issue(codebook, 1);
    ck_assert_uint_eq(issue->yields_count, 1); /* not before itself */
    ck_assert_uint_eq(issue->yields[0], 0);
}
END_TEST

/* How many phrases the codebook's match finds in a text in Arabic. */
static size_t hits_in(const codebook_t *codebook, const char *text)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 20);
    match_hits_t hits = {0};
    rap_err_t err;
    const char *plain = match_plain(text, strlen(text), arena);

    ck_assert_int_eq(
        match_scan(codebook_match(codebook), LANG_AR, plain, strlen(text), arena, &hits, &err),
        RAP_OK);
    return hits.count;
}

/* "A voluntary fund", "an international committee", each also with articles and behind "to". */
START_TEST(arabic_issues_have_other_forms)
{
    static const char yaml[] =
        HEAD ISSUE("a.b") "    phrases: {ar: [صندوق طوعي, لجنة دولية, برنامج]}\n";
    static const char *const found[] = {"صندوق طوعي", "بالصندوق الطوعي", "للصندوق الطوعي",
        "اللجنة الدولية", "للجنة الدولية", "وللجنة الدولية", "للبرنامج"};
    static const char *const missed[] = {"صندوق الطوعي", "للصندوق"};
    RAP_AUTO(codebook) *codebook = NULL;
    rap_err_t err = {0};

    if (codebook_read(&codebook, "c.yaml", yaml, strlen(yaml), &err) != RAP_OK)
        ck_abort_msg("%s", err.text);
    for (size_t i = 0; i < sizeof found / sizeof *found; i++)
        ck_assert_msg(hits_in(codebook, found[i]) == 1, "%s", found[i]);
    for (size_t i = 0; i < sizeof missed / sizeof *missed; i++)
        ck_assert_msg(hits_in(codebook, missed[i]) == 0, "%s", missed[i]);
}
END_TEST

/* Vowel marks, which folding takes away, make a phrase of 80 letters longer than the room for its forms. */
START_TEST(a_form_is_whole_or_not_there)
{
    enum { LETTERS = 80, LETTER = 2 };
    RAP_AUTO(codebook) *codebook = NULL;
    RAP_AUTO_RELEASE(rap_buf) yaml;
    char text[(LETTERS + 2) * LETTER + 1] = "";
    rap_err_t err = {0};

    rap_buf_init(&yaml, 1 << 16);
    ck_assert_int_eq(
        rap_buf_text(&yaml, HEAD ISSUE("a.b") "    phrases: {ar: [\"ال", &err), RAP_OK);
    for (int i = 0; i < LETTERS; i++)
        ck_assert_int_eq(rap_buf_text(&yaml, "ب\u064b\u064c", &err), RAP_OK);
    ck_assert_int_eq(rap_buf_text(&yaml, "\"]}\n", &err), RAP_OK);
    if (codebook_read(&codebook, "c.yaml", yaml.data, yaml.len, &err) != RAP_OK)
        ck_abort_msg("%s", err.text);
    memcpy(text, "لل", 2 * LETTER);
    for (size_t len = 2 * LETTER; len + LETTER < sizeof text; len += LETTER) {
        memcpy(text + len, "ب", LETTER);
        ck_assert_uint_eq(hits_in(codebook, text), 0);
    }
    memcpy(text, "ال", 2 * LETTER);
    ck_assert_uint_eq(hits_in(codebook, text), 1);
}
END_TEST

START_TEST(ours_is_whole)
{
    RAP_AUTO(codebook) *codebook = NULL;
    const char *dir = getenv("RAP_SOURCE_DIR");
    rap_err_t err = {0};
    char path[1024];

    (void)snprintf(
        path, sizeof path, "%s/data/codebooks/un-ict-security.yaml", dir != NULL ? dir : ".");
    if (codebook_open(&codebook, path, &err) != RAP_OK)
        ck_abort_msg("%s", err.text);
    ck_assert_str_eq(codebook_name(codebook), "un-ict-security@1.0.0+diplomacy.1.0.0");
    ck_assert_uint_eq(codebook_issue_count(codebook), 66);
    ck_assert_int_eq(codebook_body(codebook, "oewg-ict-2021"), BODY_OURS);
    ck_assert_int_eq(codebook_body(codebook, "ga-first-committee"), BODY_MIXED);
    ck_assert_int_eq(codebook_body(codebook, NULL), BODY_MIXED);
    ck_assert_int_eq(codebook_body(codebook, "poa-small-arms"), BODY_OTHER);
    ck_assert_uint_lt(codebook_bytes(codebook), 4 << 20);
}
END_TEST

static const struct {
    const char *tag;
    int language;
} tags[] = {{"en", LANG_EN}, {"fr", LANG_FR}, {"zh-Hant", LANG_ZH}, {"ar-SA", LANG_AR},
    {"es", LANG_ES}, {"ru", LANG_RU}, {"de", LANG_EN}, {"fro", LANG_EN}, {"", LANG_EN},
    {NULL, LANG_EN}};

START_TEST(languages_by_their_tags)
{
    ck_assert_int_eq(codebook_language(tags[_i].tag), tags[_i].language);
}
END_TEST

#define COUNT(list) (int)(sizeof(list) / sizeof *(list))

int main(void)
{
    Suite *suite = suite_create("codebook");
    TCase *tc = tcase_create("core");

    tcase_add_loop_test(tc, mistakes_are_told_with_their_place, 0, COUNT(wrong));
    tcase_add_test(tc, a_shared_phrase_means_both);
    tcase_add_test(tc, arabic_issues_have_other_forms);
    tcase_add_test(tc, a_form_is_whole_or_not_there);
    tcase_add_test(tc, ours_is_whole);
    tcase_add_loop_test(tc, languages_by_their_tags, 0, COUNT(tags));
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
