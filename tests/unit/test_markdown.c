#include "parser/formats/markdown.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *text, *plain;
    bool bold, italic;
} inlines[] = {
    {"We **agree** with _this_.", "We agree with this.", false, false},
    {"**STATEMENT**", "STATEMENT", true, false},
    {"_Check against delivery_", "Check against delivery", false, true},
    {"***Both***", "Both", true, true},
    {"_**Both**_", "Both", true, true},
    {"**a** and **b**", "a and b", false, false},
    {"5 * 3 * 2, snake_case_name", "5 * 3 * 2, snake_case_name", false, false},
    {"an *open one", "an *open one", false, false},
    {"*a *b*", "*a b", false, false},
    {"\\*no\\* and 4\\. item", "*no* and 4. item", false, false},
    {"see [the report](http://a.example/r), please", "see the report, please", false, false},
    {"![emblem](e.png)Text", "Text", false, false},
    {"[a [b](c) d](e)", "a b d", false, false},
    {"[a] [b](c)", "[a] b", false, false},
    {"[a](b", "[a](b", false, false},
    {"]](a)[", "]](a)[", false, false},
    {"", "", false, false},
};

START_TEST(marks_with_a_partner_are_taken_out)
{
    char text[128];
    markdown_style_t style;

    (void)snprintf(text, sizeof text, "%s", inlines[_i].text);
    size_t len = markdown_inline(text, strlen(text), &style);
    ck_assert_mem_eq(text, inlines[_i].plain, len);
    ck_assert_uint_eq(len, strlen(inlines[_i].plain));
    ck_assert_int_eq(style.bold, inlines[_i].bold);
    ck_assert_int_eq(style.italic, inlines[_i].italic);
}
END_TEST

/* More marks than are kept in mind: the innermost ones go, and nothing else is lost. */
START_TEST(many_marks_are_text)
{
    enum { MARKS = 1000, KEPT = 32, PIECE = 3 };
    char text[2 * PIECE * MARKS];
    markdown_style_t style;

    for (size_t i = 0; i < MARKS; i++) {
        memcpy(text + PIECE * i, " *a", PIECE);
        memcpy(text + PIECE * (MARKS + i), "a* ", PIECE);
    }
    size_t len = markdown_inline(text, sizeof text, &style);
    ck_assert_uint_eq(len, sizeof text - 2 * KEPT);
    ck_assert(!style.bold && !style.italic);

    memset(text, '[', sizeof text / 2);
    memset(text + sizeof text / 2, ']', sizeof text / 2);
    ck_assert_uint_eq(markdown_inline(text, sizeof text, &style), sizeof text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("markdown");
    TCase *tc = tcase_create("markdown");

    tcase_add_loop_test(
        tc, marks_with_a_partner_are_taken_out, 0, sizeof inlines / sizeof *inlines);
    tcase_add_test(tc, many_marks_are_text);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
