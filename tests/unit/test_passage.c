/* Phrases in made-up texts of several scripts: found where words begin, or anywhere where words are not
 * parted. */
#include "parser/structure/passage.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/passage_case.h"
#include "tests/unit/suite.h"

/* clang-format off */
static const struct {
    const char *text, *phrase;
    size_t start, len; /* bytes of the folded text; nowhere: no bytes */
} cases[] = {
    {"On behalf of my country", "my country", 13, 10},
    {"On behalf of my country", "half of", 0, 0},
    {"On behalf of my country", "my countr", 0, 0},
    {"On behalf of my countries", "my countr*", 13, 12},
    {"Mr. Chair", "mr.", 0, 3},
    {"to the Chair", "chair*", 7, 5},
    {"to the Chair", "chair, ", 0, 0},
    {"by us", "us", 3, 2},
    {"bus stop", "us", 0, 0},
    {"we, the peoples", ",", 2, 1},
    {"h.e. Roe", "h*", 0, 1},
    {"Roe's statement", "'s statement", 3, 12},
    {"the 79th session", "79th session", 4, 12},
    {"the 79th session", "9th", 0, 0},
    {"Kenya - on behalf", " - ", 5, 3},
    {"La délégation", "delegation", 3, 10},
    {"наша страна", "страна", 9, 12},
    {"заграница", "граница", 0, 0},
    {"نشكر وبلادي", "بلادي", 11, 10},
    {"二〇二五年我国代表团", "我国", 15, 6},
    {"第七十九届会议", "十九", 6, 6},
    {"", "chair", 0, 0},
};
/* clang-format on */

START_TEST(phrases_are_found)
{
    const char *const list[] = {"no such words", cases[_i].phrase, NULL};
    passage_t text = passage(cases[_i].text);
    span_t one, any, all = passage_span(&text);
    bool found = cases[_i].len > 0;

    ck_assert_msg(passage_find(&text, all, cases[_i].phrase, &one) == found, "%s", cases[_i].text);
    ck_assert(passage_find_any(&text, all, list, &any) == found);
    if (!found)
        return;
    ck_assert_uint_eq(one.start, cases[_i].start);
    ck_assert_uint_eq(one.end - one.start, cases[_i].len);
    ck_assert(any.start == one.start && any.end == one.end);
    ck_assert(passage_has_at(&text, one.start, list, &any) && any.end == one.end);
}
END_TEST

/* In a text longer than those that are searched for a list in one go, and in parts of it. */
START_TEST(long_texts_are_searched_in_parts)
{
    const char *const list[] = {"in the name of", "on behalf of", "on behalf", NULL};
    char text[1024];
    size_t at = 0;
    span_t hit;

    for (int i = 0; i < 40; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "we say no more of it. ");
    (void)snprintf(text + at, sizeof text - at, "On behalf of Kenya");
    passage_t made = passage(text);
    ck_assert(passage_find_any(&made, passage_span(&made), list, &hit));
    ck_assert(hit.start == at && hit.end == at + strlen("on behalf of"));
    ck_assert(passage_find_any(&made, (span_t){at - 10, made.folded.len}, list, &hit));
    ck_assert(hit.start == at && hit.end == at + strlen("on behalf of"));
    ck_assert(passage_find_any(&made, (span_t){at - 10, at + strlen("on behalf")}, list, &hit));
    ck_assert(hit.start == at && hit.end == at + strlen("on behalf"));
    ck_assert(!passage_find_any(&made, (span_t){0, at + 1}, list, &hit));
    ck_assert(!passage_find_any(&made, (span_t){at + 1, made.folded.len}, list, &hit));
}
END_TEST

static const struct {
    const char *text;
    size_t words;
} counts[] = {
    {"", 0},
    {"My country, Kenya, has 3 points.", 5},
    {"Моя страна поддерживает проект.", 4},
    {"中方感谢主席", 3},
};

START_TEST(words_are_counted)
{
    passage_t text = passage(counts[_i].text);

    ck_assert_uint_eq(passage_words(&text, passage_span(&text)), counts[_i].words);
}
END_TEST

START_TEST(words_are_counted_in_a_part)
{
    passage_t text = passage("We thank the Chair for this draft");

    ck_assert_uint_eq(passage_words(&text, (span_t){3, 18}), 3);
    ck_assert_uint_eq(passage_words(&text, (span_t){4, 17}), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("passage");
    TCase *tc = tcase_create("core");

    add_passage_fixture(tc);
    tcase_add_loop_test(tc, phrases_are_found, 0, sizeof cases / sizeof *cases);
    tcase_add_test(tc, long_texts_are_searched_in_parts);
    tcase_add_loop_test(tc, words_are_counted, 0, sizeof counts / sizeof *counts);
    tcase_add_test(tc, words_are_counted_in_a_part);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
