/* What is done to the Arabic words of a page before they become lines.  A letter is given with its
 * width in hundredths of an em, from left to right, as the page shows it. */
#include "parser/arabic.h"
#include "parser/chars.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE = 20 };

static rap_arena_t *arena;
static arabic_t *arabic;
static growing_t list;
static double x;

static void setup(void)
{
    arena = rap_arena_new(1 << 20);
    arabic = arabic_new(arena);
    list = (growing_t){.size = sizeof(page_word_t)};
    x = 100;
}

static void teardown(void)
{
    rap_arena_destroy(&arena);
}

/* A word, then a gap of half an em. */
static void put_at(double foot, const char *text, const int *width, size_t widths)
{
    page_word_t *word = growing_add(&list, arena);
    double *edge = rap_arena_array(arena, strlen(text) + 1, sizeof *edge);
    size_t n = 0;

    edge[0] = x;
    for (const char *at = text, *end = text + strlen(text); at < end; n++) {
        (void)chars_next(&at, end);
        ck_assert_uint_lt(n, widths);
        edge[n + 1] = edge[n] + width[n] / 100.0 * SIZE;
    }
    *word = (page_word_t){.text = text,
        .len = strlen(text),
        .x0 = x,
        .x1 = edge[n],
        .y0 = foot - SIZE,
        .y1 = foot,
        .size = SIZE,
        .edge = edge};
    x = edge[n] + SIZE / 2.0;
}

#define WIDTHS(...)    (const int[]){__VA_ARGS__}, sizeof((int[]){__VA_ARGS__}) / sizeof(int)
#define PUT(text, ...) put_at(100, text, WIDTHS(__VA_ARGS__))

static const page_word_t *mended(size_t i)
{
    return (const page_word_t *)list.item + i;
}

static void mend(void)
{
    rap_err_t err;

    ck_assert_int_eq(arabic_mend(arabic, &list, &err), RAP_OK);
}

static void is_word(size_t i, const char *text)
{
    const page_word_t *word = mended(i);

    ck_assert_msg(word->len == strlen(text) && memcmp(word->text, text, word->len) == 0,
        "word %zu is '%.*s', not '%s'", i, (int)word->len, word->text, text);
}

/* As seen from the left: meem, lam, sa, lam, alef is "al-salam" without its alef.  The two letters
 * of one glyph come in reading order, and are equally wide. */
START_TEST(letters_of_one_glyph_are_put_as_seen)
{
    PUT("\u0645\u0627\u0639\u0644\u0627", 30, 25, 38, 22, 19); /* no glyph of two letters */
    PUT("\u0645\u0644\u0627\u0633\u0644\u0627", 30, 28, 28, 50, 22, 19);
    PUT("\u0645\u0644\u0644\u0623", 30, 22, 27, 27);
    PUT("\u0629\u0644\u0627\u0648", 24, 27, 28, 30); /* drawn closer */
    mend();
    is_word(0, "\u0645\u0627\u0639\u0644\u0627");
    is_word(1, "\u0645\u0627\u0644\u0633\u0644\u0627");
    is_word(2, "\u0645\u0644\u0623\u0644");
    is_word(3, "\u0629\u0627\u0644\u0648");
}
END_TEST

/* In some fonts fa and ya are one glyph too; letters that are as wide by themselves are not. */
START_TEST(other_glyphs_need_evidence)
{
    PUT("\u064a\u0628\u0641\u0631", 52, 20, 26, 30);
    PUT("\u0641\u064a", 33, 33);
    PUT("\u0628\u0645\u0628", 20, 20, 20);
    PUT("\u0645\u0631\u0628", 20, 30, 21);
    mend();
    is_word(1, "\u064a\u0641");
    is_word(2, "\u0628\u0645\u0628");
}
END_TEST

START_TEST(the_name_of_god_is_one_glyph)
{
    PUT("\u0627\u0644\u0644\u0647", 21, 21, 21, 21);
    PUT("\u0647\u0644\u0644\u0627", 25, 22, 20, 13);
    mend();
    is_word(0, "\u0647\u0644\u0644\u0627");
    is_word(1, "\u0647\u0644\u0644\u0627");
}
END_TEST

START_TEST(a_hamza_without_width_is_no_second_alef)
{
    PUT("\u0649\u0644\u0625\u0627", 40, 16, 0, 16);
    mend();
    is_word(0, "\u0649\u0644\u0625");
}
END_TEST

/* The word's last letter is as narrow as in the middle of words: it goes on. */
START_TEST(stretched_words_show_that_they_are_cut)
{
    PUT("\u0642\u0628\u0631", 62, 20, 30); /* qaf at its end ... */
    PUT("\u0631\u0642\u0628", 30, 25, 20); /* ... and in the middle */
    PUT("\u0631\u0642\u0628", 30, 25, 20);
    PUT("\u0642\u0628", 25, 20);
    PUT("\u0645\u0628", 25, 20); /* meem is not much wider at its end */
    mend();
    ck_assert(!mended(0)->cut);
    ck_assert(!mended(1)->cut);
    ck_assert(mended(3)->cut);
    ck_assert(!mended(4)->cut);
    ck_assert(mended(0)->whole);
    ck_assert(!mended(3)->whole);
}
END_TEST

START_TEST(marks_go_to_their_letters)
{
    PUT("\u062f\u0644\u0628", 30, 20, 25); /* at 100, 106 and 110 */
    double end = x;
    x = 107;
    put_at(98, "\u064e", WIDTHS(0));
    x = 140;
    put_at(98, "\u0650", WIDTHS(0)); /* beside any word */
    x = end;
    PUT("\u062f", 30);
    mend();
    is_word(0, "\u062f\u064e\u0644\u0628");
    ck_assert_uint_eq(mended(1)->len, 0);
    is_word(2, "\u0650");
}
END_TEST

START_TEST(marks_in_other_scripts_are_spaces)
{
    PUT("our\u0650house\u0650", 50, 50, 50, 20, 50, 50, 50, 50, 50, 20);
    PUT("\u0650", 20);
    mend();
    is_word(0, "our");
    ck_assert_double_eq_tol(mended(0)->x1, 130, 0.01);
    ck_assert(mended(0)->space_after);
    ck_assert_uint_eq(mended(1)->len, 0);
    is_word(2, "house");
    ck_assert_double_eq_tol(mended(2)->x0, 134, 0.01);
}
END_TEST

START_TEST(words_without_edges_stay_as_they_are)
{
    PUT("\u0645\u0644\u0627", 30, 28, 28);
    ((page_word_t *)list.item)->edge = NULL;
    mend();
    is_word(0, "\u0645\u0644\u0627");
}
END_TEST

START_TEST(memory_has_a_limit)
{
    rap_arena_t *small = rap_arena_new(64);

    ck_assert_ptr_null(arabic_new(small));
    rap_arena_destroy(&small);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("arabic");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, letters_of_one_glyph_are_put_as_seen);
    tcase_add_test(tc, other_glyphs_need_evidence);
    tcase_add_test(tc, the_name_of_god_is_one_glyph);
    tcase_add_test(tc, a_hamza_without_width_is_no_second_alef);
    tcase_add_test(tc, stretched_words_show_that_they_are_cut);
    tcase_add_test(tc, marks_go_to_their_letters);
    tcase_add_test(tc, marks_in_other_scripts_are_spaces);
    tcase_add_test(tc, words_without_edges_stay_as_they_are);
    tcase_add_test(tc, memory_has_a_limit);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
