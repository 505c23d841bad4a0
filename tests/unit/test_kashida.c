/* Strokes between the parts of stretched words, in a drawn page of 400 by 100 points. */
#include "parser/kashida.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <math.h>
#include <string.h>

enum { SIZE = 20, WIDTH = 400 * KASHIDA_DPI / 72, HEIGHT = 100 * KASHIDA_DPI / 72 };

static rap_arena_t *arena;
static rap_err_t err;
static growing_t list;
static uint8_t grey[WIDTH * HEIGHT];
static const picture_t picture = {
    .grey = grey, .width = WIDTH, .height = HEIGHT, .stride = WIDTH, .dpi = KASHIDA_DPI};

#define BEH_AT_END "\u0644\u0628" /* as seen: its left end may go on */
#define REH_AT_END "\u0631\u0628" /* may not */

static void put(const char *text, double x0, double x1)
{
    page_word_t *word = growing_add(&list, arena);

    *word = (page_word_t){
        .text = text, .len = strlen(text), .x0 = x0, .x1 = x1, .y0 = 40, .y1 = 60, .size = SIZE};
}

/* Three words from left to right, the gaps 5 points wide.  Letters' widths told that the first two are one;
 * the picture has to tell of the last two. */
static void setup(void)
{
    arena = rap_arena_new(1 << 20);
    list = (growing_t){.size = sizeof(page_word_t)};
    memset(grey, 255, sizeof grey);
    put(BEH_AT_END, 100, 130);
    put(BEH_AT_END, 135, 165);
    put(BEH_AT_END, 170, 200);
    ((page_word_t *)list.item)[1].cut = true;
}

static void teardown(void)
{
    rap_arena_destroy(&arena);
}

static void ink(double x0, double x1, double y0, double y1)
{
    const double scale = KASHIDA_DPI / 72.0;

    for (size_t y = (size_t)(y0 * scale); y < (size_t)(y1 * scale); y++)
        memset(grey + y * WIDTH + (size_t)(x0 * scale), 30,
            (size_t)(x1 * scale) - (size_t)(x0 * scale));
}

/* How many gaps were looked at; is the word at the right end cut? */
static size_t look(bool *ret_cut)
{
    kashida_gap_t *gap;
    size_t count;

    ck_assert_msg(kashida_gaps(&list, arena, &gap, &count, &err) == RAP_OK, "%s", err.text);
    if (count > 0)
        kashida_look(gap, count, &picture);
    *ret_cut = ((const page_word_t *)list.item)[2].cut;
    return count;
}

/* What is drawn about the gap from 165 to 170, and whether it is a stroke. */
static const struct {
    double x0, x1, y0, y1;
    bool stroke;
} drawn[] = {
    {0, 0, 0, 0, false}, {160, 175, 54, 55, true}, {164.5, 170.5, 54, 55, true},
    {160, 168, 54, 55, false}, /* a letter's tail */
    {100, 200, 57, 58, false}, /* under the whole line */
    {135, 200, 57, 58, false}, /* under both words */
    {10, 390, 57, 58, false},  /* under the page's line */
    {160, 175, 45, 58, false}, /* a block */
    {160, 175, 70, 71, false}, /* elsewhere */
};

START_TEST(a_stroke_is_told_from_lines_and_tails)
{
    bool cut;

    if (drawn[_i].x1 > 0)
        ink(drawn[_i].x0, drawn[_i].x1, drawn[_i].y0, drawn[_i].y1);
    ck_assert_uint_eq(look(&cut), 2);
    ck_assert_int_eq(cut, drawn[_i].stroke);
}
END_TEST

/* Ink that would be a stroke between words that join. */
static void expect_no_stroke(void)
{
    bool cut;

    ink(160, 175, 54, 55);
    ck_assert_uint_eq(look(&cut), 1);
    ck_assert(!cut);
}

START_TEST(letters_that_do_not_join_have_no_stroke)
{
    ((page_word_t *)list.item)[2].text = REH_AT_END;
    expect_no_stroke();
}
END_TEST

START_TEST(a_letter_with_its_tail_has_no_stroke)
{
    ((page_word_t *)list.item)[2].whole = true;
    expect_no_stroke();
}
END_TEST

START_TEST(a_page_that_shows_no_stretched_word_is_not_drawn)
{
    bool cut;

    ((page_word_t *)list.item)[1].cut = false;
    ck_assert_uint_eq(look(&cut), 0);
}
END_TEST

START_TEST(other_rows_and_far_words_are_no_neighbours)
{
    page_word_t *word = list.item;
    bool cut;

    word[1].y0 += 10;
    word[1].y1 += 10;
    put(BEH_AT_END, 300, 330);
    word = list.item;
    word[3].cut = true;
    ink(165, 300, 54, 55);
    ck_assert_uint_eq(look(&cut), 0);
}
END_TEST

START_TEST(boxes_that_cannot_be_are_passed_over)
{
    page_word_t *word = list.item;
    bool cut;

    word[0].y1 = (double)INFINITY;
    word[2].x0 = (double)NAN;
    ck_assert_uint_eq(look(&cut), 0);
    word[2].x0 = 170;
    for (size_t i = 0; i < list.count; i++) { /* beyond the picture */
        word[i].y0 = -15000;
        word[i].y1 = 15000;
    }
    ck_assert_uint_eq(look(&cut), 2);
    ck_assert(!cut);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("kashida");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, a_stroke_is_told_from_lines_and_tails, 0, sizeof drawn / sizeof *drawn);
    tcase_add_test(tc, letters_that_do_not_join_have_no_stroke);
    tcase_add_test(tc, a_letter_with_its_tail_has_no_stroke);
    tcase_add_test(tc, a_page_that_shows_no_stretched_word_is_not_drawn);
    tcase_add_test(tc, other_rows_and_far_words_are_no_neighbours);
    tcase_add_test(tc, boxes_that_cannot_be_are_passed_over);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
