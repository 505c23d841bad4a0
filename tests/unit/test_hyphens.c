#include "parser/hyphens.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A document's lines, and what the hyphen of line 0 means. */
static const struct {
    const char *lines[8];
    bool keep;
} documents[] = {
    /* the joined word stands elsewhere */
    {{"we support coop-", "eration, and cooperation alone"}, false},
    /* the hyphenated word does */
    {{"a decision-", "making body, since decision-making is slow"}, true},
    {{"a decision-", "making body; Decision-Making"}, true},
    /* both halves are words, and the whole is not */
    {{"the open-", "minded group is open to minded people"}, true},
    /* capitals and digits do not come from a machine */
    {{"in the ICT-", "related field"}, true},
    {{"during COVID-", "19"}, true},
    {{"the Secretary-", "General"}, true},
    {{"a state-of-the-", "art rule"}, true},
    /* nothing is known: few hyphens are real ones */
    {{"a rights-", "based order", "line", "line", "line", "line", "line", "line"}, true},
    /* but where a machine parted words, it parted this one too */
    {{"a guar-", "antee of com-", "mon rules, common to all", "line"}, false},
    {{"a guar-", "antee and a mech-", "anism for", "all"}, false},
    /* soft hyphens are never kept */
    {{"a guar\xc2\xad", "antee", "line", "line"}, false},
    /* other scripts */
    {{"\xd0\xb3\xd0\xbe\xd1\x81\xd1\x83-",
         "\xd0\xb4\xd0\xb0\xd1\x80\xd1\x81\xd1\x82\xd0\xb2\xd0\xbe",
         "\xd0\xb3\xd0\xbe\xd1\x81\xd1\x83\xd0\xb4\xd0\xb0\xd1\x80\xd1\x81\xd1\x82\xd0\xb2\xd0\xbe"},
        false},
    {{"\xd0\x98\xd0\x9a\xd0\xa2-", "\xd1\x81\xd1\x80\xd0\xb5\xd0\xb4\xd1\x8b"}, true},
};

START_TEST(the_document_decides)
{
    rap_arena_t *arena = rap_arena_new(1 << 20);
    hyphens_t *hyphens = hyphens_new(arena);
    const char *const *line = documents[_i].lines;
    rap_err_t err;

    for (size_t i = 0; i < 8 && line[i] != NULL; i++)
        ck_assert_int_eq(hyphens_learn(hyphens, line[i], strlen(line[i]), &err), RAP_OK);
    ck_assert_msg(hyphens_keep(hyphens, line[0], strlen(line[0]), line[1], strlen(line[1])) ==
                      documents[_i].keep,
        "'%s' '%s'", line[0], line[1]);
    rap_arena_destroy(&arena);
}
END_TEST

START_TEST(only_a_hyphen_behind_a_word_parts_it)
{
    static const struct {
        const char *text;
        size_t bytes;
    } row[] = {{"coop-", 1}, {"coop\xe2\x80\x90", 3}, {"coop\xc2\xad", 2}, {"coop -", 0},
        {"coop\xe2\x80\x93", 0}, {"coop", 0}, {"-", 0}, {"", 0}};

    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        ck_assert_uint_eq(hyphens_ends(row[i].text, strlen(row[i].text)), row[i].bytes);
}
END_TEST

/* More words than the set begins with. */
START_TEST(many_words_are_remembered)
{
    rap_arena_t *arena = rap_arena_new(1 << 24);
    hyphens_t *hyphens = hyphens_new(arena);
    rap_err_t err;

    for (int i = 0; i < 5000; i++) {
        char *line = rap_arena_alloc(arena, 32);

        (void)snprintf(line, 32, "word%dx whole%dx", i, i);
        ck_assert_int_eq(hyphens_learn(hyphens, line, strlen(line), &err), RAP_OK);
    }
    ck_assert(!hyphens_keep(hyphens, "wo-", 3, "rd4711x", 7));
    ck_assert(!hyphens_keep(hyphens, "wo-", 3, "rd0x", 4));
    rap_arena_destroy(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hyphens");
    TCase *tc = tcase_create("core");

    tcase_add_loop_test(tc, the_document_decides, 0, sizeof documents / sizeof *documents);
    tcase_add_test(tc, only_a_hyphen_behind_a_word_parts_it);
    tcase_add_test(tc, many_words_are_remembered);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
