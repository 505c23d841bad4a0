/* Pages drawn here and read by OCR, and what OCR found on its way between processes. */
#include "parser/ocr/languages.h"
#include "parser/ocr/left_out.h"
#include "parser/ocr/ocr.h"
#include "parser/ocr/upright.h"
#include "parser/ocr/words.h"
#include "parser/ocr_page.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_MAX = 256 << 20, PLENTY_MS = 120 * 1000, DPI = 300, FONT = 12 };

static rap_arena_t *arena;
static ocr_t *ocr;

static void set_up(void)
{
    arena = rap_arena_new(ARENA_MAX);
    ocr = ocr_open();
}

static void tear_down(void)
{
    ocr_close(&ocr);
    rap_arena_destroy(&arena);
}

static const char *const line[] = {"Mr Chair the delegation of the islands thanks you for",
    "convening this meeting and it is ready to work with all of",
    "the members of the group We support the report and we"};
enum { LINES = sizeof line / sizeof line[0], WORDS = 33, WORDS_RIGHT = 29 };

/* A page with these lines, so many degrees skew. */
static PIX *draw(double degrees)
{
    L_BMF *font = bmfCreate(NULL, FONT);
    PIX *page = pixCreate(1900, 800, 8);

    ck_assert(font != NULL && page != NULL);
    (void)pixSetAll(page);
    for (l_int32 i = 0; i < LINES; i++)
        ck_assert_int_eq(pixSetTextline(page, font, line[i], 0, 200, 300 + 80 * i, NULL, NULL), 0);
    bmfDestroy(&font);
    PIX *skew = pixRotate(
        page, (l_float32)(degrees * 3.14159 / 180), L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
    pixDestroy(&page);
    ck_assert_ptr_nonnull(skew);
    return skew;
}

/* Takes the page. */
static picture_t picture_of(PIX *page)
{
    picture_t ret = {.width = (size_t)pixGetWidth(page),
        .height = (size_t)pixGetHeight(page),
        .stride = (size_t)pixGetWidth(page),
        .dpi = DPI};

    ret.grey = rap_arena_array(arena, ret.height, ret.stride);
    ck_assert_ptr_nonnull(ret.grey);
    for (size_t y = 0; y < ret.height; y++)
        for (size_t x = 0; x < ret.width; x++) {
            l_uint32 grey;

            ck_assert_int_eq(pixGetPixel(page, (l_int32)x, (l_int32)y, &grey), 0);
            ret.grey[y * ret.stride + x] = (uint8_t)grey;
        }
    pixDestroy(&page);
    return ret;
}

static ocr_page_t read_page(PIX *page, ocr_hint_t hint, int64_t ms)
{
    const picture_t picture = picture_of(page);
    ocr_page_t ret = {.page = 7};
    rap_err_t err;

    ck_assert_msg(ocr_read(ocr, &picture, hint, ms, arena, &ret, &err) == RAP_OK, "%s", err.text);
    ck_assert_int_eq(ret.page, 7);
    return ret;
}

/* OCR may get a word wrong, and with another version of its data another one. */
static void is_what_was_drawn(const ocr_page_t *page)
{
    size_t right = 0, n = 0;
    char word[64];

    ck_assert_int_eq(page->state, OCR_PAGE_READ);
    for (size_t i = 0; i < LINES; i++)
        for (const char *at = line[i]; sscanf(at, "%63s", word) == 1; n++) {
            at = strstr(at, word) + strlen(word);
            right += n < page->words && page->word[n].len == strlen(word) &&
                     memcmp(page->word[n].text, word, strlen(word)) == 0;
        }
    ck_assert_uint_eq(n, WORDS);
    ck_assert_msg(right >= WORDS_RIGHT, "%zu of %zu words", right, n);
    for (size_t i = 0; i < page->words; i++) {
        const page_word_t *found = &page->word[i];

        ck_assert(found->confidence > 0 && found->confidence <= 1);
        ck_assert(found->x0 > 0 && found->x1 > found->x0 && found->x1 < page->width);
        ck_assert(found->y0 > 0 && found->y1 > found->y0 && found->y1 < page->height);
    }
}

START_TEST(a_skew_page_is_read)
{
    ocr_page_t page = read_page(draw(2), (ocr_hint_t){0}, PLENTY_MS);

    is_what_was_drawn(&page);
    ck_assert_uint_eq(page.hint.language, OCR_ENGLISH + 1);
    ck_assert_uint_eq(page.hint.turns, 0);
    /* The words of a line stand at one height, whatever letters they have. */
    ck_assert_double_eq(page.word[0].y1, page.word[1].y1);
    ck_assert_double_eq(page.word[0].size, page.word[WORDS - 1].size);
}
END_TEST

START_TEST(a_page_on_its_side_is_turned)
{
    PIX *upright = draw(0), *turned = pixRotateOrth(upright, 3);

    pixDestroy(&upright);
    ocr_page_t page = read_page(turned, (ocr_hint_t){0}, PLENTY_MS);
    is_what_was_drawn(&page);
    ck_assert_uint_eq(page.hint.turns, 1);
    ck_assert_uint_eq(page.hint.language, OCR_ENGLISH + 1);
    ck_assert(page.width > page.height);
}
END_TEST

/* Tesseract reads lines that run up or down, but has no place for their words: what it finds there does
 * not make the page upright. */
START_TEST(a_page_is_turned_though_its_lines_can_be_read_on_their_side)
{
    for (l_int32 turns = 1; turns < 4; turns += 2) {
        PIX *upright = draw(0), *turned = pixRotateOrth(upright, turns);

        pixDestroy(&upright);
        ocr_page_t page = read_page(turned, (ocr_hint_t){.language = OCR_ENGLISH + 1}, PLENTY_MS);
        is_what_was_drawn(&page);
        ck_assert_uint_eq(page.hint.turns, 4 - (uint32_t)turns);
    }
}
END_TEST

/* The share of black in a picture, in thousandths. */
static l_int32 black_of(PIX *picture)
{
    PIX *ink = pixThresholdToBinary(picture, 128);
    l_int32 pixels = 0;

    (void)pixCountPixels(ink, &pixels, NULL);
    l_int32 ret = 1000 * pixels / (pixGetWidth(picture) * pixGetHeight(picture));
    pixDestroy(&ink);
    return ret;
}

/* An emblem may have more ink than any line of a title page: beside it there are others to be read. */
START_TEST(strips_come_by_their_ink)
{
    PIX *page = pixCreate(700, 700, 8), *strip[3];
    BOX *emblem = boxCreate(300, 20, 100, 60), *text = boxCreate(100, 500, 100, 30);

    (void)pixSetAll(page);
    (void)pixClearInRect(page, emblem);
    (void)pixClearInRect(page, text);
    for (size_t i = 0; i < 3; i++)
        strip[i] = upright_strip(page, i);
    ck_assert_int_eq(black_of(strip[0]), 85); /* 6000 of 700 * 100 pixels */
    ck_assert_int_eq(black_of(strip[1]), 42);
    ck_assert_int_eq(black_of(strip[2]), 0);
    for (size_t i = 0; i < 3; i++)
        pixDestroy(&strip[i]);
    boxDestroy(&emblem);
    boxDestroy(&text);
    pixDestroy(&page);
}
END_TEST

/* -- lines that were passed over -------------------------------------------------------- */

static void draw_bar(PIX *page, l_int32 x, l_int32 y, l_int32 width, l_int32 height)
{
    BOX *box = boxCreate(x, y, width, height);

    (void)pixClearInRect(page, box); /* 0 is black, in grey */
    boxDestroy(&box);
}

/* Lines as bars 40 pixels high: all are known but the second and the one at the bottom.  What is no line is
 * a rule, a speck, a picture, and what stands in the margin. */
START_TEST(ink_where_no_line_was_read_is_found)
{
    PIX *page = pixCreate(1000, 1400, 8);
    tesseract_word_t word[8];
    left_out_t found[LEFT_OUT_MAX];
    size_t words = 0;

    (void)pixSetAll(page);
    for (l_int32 i = 0; i < 10; i++) {
        l_int32 y = 100 + 80 * i;

        draw_bar(page, 200, y, i == 1 ? 150 : 600, 40);
        if (i == 1 || i == 9)
            continue;
        word[words] = (tesseract_word_t){.text = "we",
            .len = 2,
            .line = words,
            .line_x0 = 200,
            .line_y0 = y + 4, /* the box lacks what hangs over */
            .line_x1 = 800,
            .line_y1 = y + 40};
        words++;
    }
    draw_bar(page, 200, 960, 600, 4);
    draw_bar(page, 500, 1020, 30, 36);
    draw_bar(page, 300, 1100, 200, 150);
    draw_bar(page, 20, 50, 60, 1300);
    ck_assert_uint_eq(left_out_find(page, word, words, found), 2);
    ck_assert_double_eq(left_out_line_height(word, words), 36);
    ck_assert(found[0].x0 == 200 && found[0].x1 == 350 && found[0].y0 == 180 && found[0].y1 == 220);
    ck_assert(found[0].box.x < 200 && found[0].box.width > 150 && found[0].box.y < 180);
    ck_assert(found[1].y0 == 820 && found[1].x1 == 800);
    ck_assert_uint_eq(left_out_find(page, word, 2, found), 0); /* too few to compare with */
    pixDestroy(&page);
}
END_TEST

START_TEST(an_empty_page_has_no_words)
{
    PIX *white = pixCreate(500, 500, 8);

    (void)pixSetAll(white);
    ocr_page_t page = read_page(white, (ocr_hint_t){0}, PLENTY_MS);
    ck_assert_int_eq(page.state, OCR_PAGE_READ);
    ck_assert_uint_eq(page.words, 0);
}
END_TEST

START_TEST(a_page_is_left_when_its_time_is_over)
{
    ocr_page_t page = read_page(draw(0), (ocr_hint_t){.language = OCR_ENGLISH + 1}, 0);

    ck_assert_int_eq(page.state, OCR_PAGE_OVERTIME);
    ck_assert_uint_eq(page.words, 0);
}
END_TEST

START_TEST(what_is_not_installed_is_named)
{
    const picture_t picture = picture_of(draw(0));
    ocr_page_t page = {.page = 1};
    rap_err_t err;

    ck_assert_int_eq(setenv("TESSDATA_PREFIX", "/nonexistent", 1), 0);
    ocr_t *none = ocr_open();
    ck_assert_int_eq(unsetenv("TESSDATA_PREFIX"), 0);
    ck_assert_str_eq(ocr_lacks(none), "tesseract-ocr-eng");
    ck_assert_int_eq(ocr_read(none, &picture, (ocr_hint_t){.language = ocr_language_of("fr")},
                         PLENTY_MS, arena, &page, &err),
        RAP_UNSUPPORTED);
    ck_assert_str_eq(err.text,
        "OCR has no data for the language 'fr'; install the package 'tesseract-ocr-fra' and try again");
    ck_assert_int_eq(
        ocr_read(none, &picture, (ocr_hint_t){0}, PLENTY_MS, arena, &page, &err), RAP_UNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(err.text, "'tesseract-ocr-eng' is not"));
    ocr_close(&none);
}
END_TEST

START_TEST(languages_are_known)
{
    ck_assert_uint_eq(ocr_language_of("en"), OCR_ENGLISH + 1);
    ck_assert_str_eq(ocr_languages[ocr_language_of("zh-Hans") - 1].data, "chi_sim");
    ck_assert_str_eq(ocr_languages[ocr_language_of("ar") - 1].package, "tesseract-ocr-ara");
    ck_assert_uint_eq(ocr_language_of("enm"), 0);
    ck_assert_uint_eq(ocr_language_of("de"), 0);
    ck_assert_uint_eq(ocr_language_of(NULL), 0);
}
END_TEST

/* -- words ------------------------------------------------------------------------------ */

/* A line of four words: its box, and what Tesseract makes of its font and its letters' feet. */
typedef struct shape {
    double y0, y1, size, base;
} shape_t;

static ocr_page_t make_words(const shape_t *shape, size_t lines, const char *language)
{
    growing_t words = {.size = sizeof(tesseract_word_t)};
    ocr_page_t ret = {.page = 1};
    rap_err_t err;

    for (size_t i = 0; i < 4 * lines; i++) {
        const shape_t *at = &shape[i / 4];
        tesseract_word_t *word = growing_add(&words, arena);

        ck_assert_ptr_nonnull(word);
        *word = (tesseract_word_t){.text = "\xd8\xa7\xd9\x84",
            .len = 4,
            .line = i / 4,
            .line_x0 = 300,
            .line_x1 = 2200,
            .line_y0 = at->y0,
            .line_y1 = at->y1,
            .base = at->base,
            .height = at->size,
            .confidence = 0.9};
    }
    *(tesseract_word_t *)growing_add(&words, arena) = (tesseract_word_t){.text = " ",
        .len = 1,
        .line = lines,
        .line_x1 = 600,
        .line_y1 = 600,
        .height = 100,
        .confidence = 0.95};
    ck_assert_int_eq(
        words_make(&words, ocr_language_of(language) - 1, 72.0 / DPI, arena, &ret, &err), RAP_OK);
    return ret;
}

/* Tesseract guesses sizes and feet of Arabic lines wildly; their boxes are as high as one another, but where
 * one takes in a part of its neighbour. */
START_TEST(arabic_lines_have_one_size)
{
    static const shape_t shape[] = {{500, 568, 16, 546}, {600, 668, 27, 660}, {700, 766, 11, 750},
        {800, 872, 16, 847}, {900, 1060, 40, 946}, {1000, 1068, 16, 1046}, {1300, 1500, 48, 1450}};
    ocr_page_t page = make_words(shape, 7, "ar");

    ck_assert_uint_eq(page.words, 28); /* a picture is no word */
    for (size_t i = 0; i < 24; i++)
        ck_assert_double_eq(page.word[i].size, page.word[0].size);
    ck_assert_double_eq_tol(page.word[4].y0 - page.word[0].y0, 24, 0.1);
    ck_assert_double_eq_tol(page.word[8].y0 - page.word[4].y0, 24, 0.1);
    ck_assert_double_ge(page.word[24].size, 2 * page.word[0].size); /* a title is large */
}
END_TEST

/* -- between processes ------------------------------------------------------------------ */

static rap_buf_t packed;

static void pack(void)
{
    page_word_t word[2] = {
        {.text = "we", .len = 2, .x0 = 1, .y0 = 2, .x1 = 3, .y1 = 4, .size = 12, .confidence = 0.5},
        {.text = "agree", .len = 5, .x1 = 9, .y1 = 4, .confidence = 1, .space_after = true}};
    const ocr_page_t page[] = {
        {.page = 3, .hint = {2, 1}, .width = 595, .height = 842, .word = word, .words = 2},
        {.page = 5, .state = OCR_PAGE_LOST}};
    rap_err_t err;

    rap_buf_init(&packed, 1 << 20);
    for (size_t i = 0; i < 2; i++)
        ck_assert_int_eq(ocr_page_pack(&page[i], &packed, &err), RAP_OK);
}

START_TEST(pages_are_packed_and_unpacked)
{
    ocr_hint_t hint = {0};
    ocr_pages_t pages;
    rap_err_t err;

    pack();
    ck_assert_msg(
        ocr_pages_unpack(packed.data, packed.len, arena, &pages, &err) == RAP_OK, "%s", err.text);
    ck_assert_uint_eq(pages.pages, 2);
    const ocr_page_t *three = ocr_pages_find(&pages, 3);
    ck_assert_uint_eq(three->words, 2);
    ck_assert_mem_eq(three->word[1].text, "agree", 5);
    ck_assert(three->word[0].confidence == 0.5 && three->word[0].x1 == 3);
    ck_assert(three->word[1].space_after && three->height == 842);
    ck_assert_int_eq(ocr_pages_find(&pages, 5)->state, OCR_PAGE_LOST);
    ck_assert_ptr_null(ocr_pages_find(&pages, 4));
    ck_assert(
        ocr_page_hint(packed.data, packed.len, &hint) && hint.language == 2 && hint.turns == 1);
    rap_buf_release(&packed);
}
END_TEST

/* Whatever is cut off or overwritten ends as an error or as pages, never beyond the bytes. */
START_TEST(nonsense_is_refused)
{
    ocr_pages_t pages;
    ocr_hint_t hint;
    rap_err_t err;
    size_t refused = 0;

    pack();
    for (size_t len = 1; len < packed.len; len++) {
        char *cut = malloc(len); /* so that a sanitizer sees a step too far */

        memcpy(cut, packed.data, len);
        refused += ocr_pages_unpack(cut, len, arena, &pages, &err) == RAP_SCHEMA;
        (void)ocr_page_hint(cut, len, &hint);
        free(cut);
    }
    ck_assert_uint_eq(refused, packed.len - 2); /* the first page alone is whole */
    for (size_t at = 0; at < packed.len; at++) {
        char was = packed.data[at];

        packed.data[at] = (char)0xff;
        (void)(ocr_pages_unpack(packed.data, packed.len, arena, &pages, &err) == RAP_OK);
        packed.data[at] = was;
    }
    rap_buf_release(&packed);
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("core");
    Suite *suite = suite_create("ocr");

    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, a_skew_page_is_read);
    tcase_add_test(tc, a_page_on_its_side_is_turned);
    tcase_add_test(tc, a_page_is_turned_though_its_lines_can_be_read_on_their_side);
    tcase_add_test(tc, strips_come_by_their_ink);
    tcase_add_test(tc, ink_where_no_line_was_read_is_found);
    tcase_add_test(tc, an_empty_page_has_no_words);
    tcase_add_test(tc, a_page_is_left_when_its_time_is_over);
    tcase_add_test(tc, what_is_not_installed_is_named);
    tcase_add_test(tc, languages_are_known);
    tcase_add_test(tc, arabic_lines_have_one_size);
    tcase_add_test(tc, pages_are_packed_and_unpacked);
    tcase_add_test(tc, nonsense_is_refused);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
