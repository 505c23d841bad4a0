#include "parser/chars.h"
#include "parser/glyphs.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *in, *out;
} cleaned[] = {
    {"", ""},
    {"   ", ""},
    {"plain text", "plain text"},
    {"  two   spaces \t\n and\xc2\xa0more ", "two spaces and more"},
    {"e\xef\xac\x83"
     "cient \xef\xac\x81nal \xef\xac\x80",
        "efficient final ff"},
    {"co\xc2\xadoperate", "cooperate"},
    {"zero\xe2\x80\x8bwidth\xef\xbb\xbf \xe2\x80\x8fmark", "zerowidth mark"},
    {"\x01"
     "control\x7f",
        "control"},
    {"S T A T E M E N T", "STATEMENT"},
    {"S T A T E M E N T  B Y  T H E  EU", "STATEMENT BY THE EU"},
    {"N O T E  V E R B A L E", "NOTE VERBALE"},
    {"\xd0\x97 \xd0\x90 \xd0\xaf \xd0\x92 \xd0\x9b \xd0\x95 \xd0\x9d \xd0\x98 \xd0\x95",
        "\xd0\x97\xd0\x90\xd0\xaf\xd0\x92\xd0\x9b\xd0\x95\xd0\x9d\xd0\x98\xd0\x95"},
    {"Groups A B C met", "Groups A B C met"},
    {"Annexes A B C Dx", "Annexes A B C Dx"},
    {"caf\x65\xcc\x81", "caf\xc3\xa9"},
    {"\u0627\u0644\u0640\u0640\u0633\u0644\u0627\u0645", "\u0627\u0644\u0633\u0644\u0627\u0645"},
    {"\ufedf\ufea0\ufee8\ufe94", "\u0644\u062c\u0646\u0629"},
    {"\ufefb \ufef7\ufee3\ufee2", "\u0644\u0627 \u0644\u0623\u0645\u0645"},
    {"\ufdf2", "\u0627\u0644\u0644\u0647"},
    {"\ufdfa", "\ufdfa"},
    {"\u0628\ufe7e", "\u0628\u0652"},
    {"\u0633\u064e\u064e\u064e\u0644", "\u0633\u0644"},
    {"\u0633\u064e\u0651\u0644\u064e", "\u0633\u064e\u0651\u0644\u064e"},
    {"bad \xff byte", "bad \xef\xbf\xbd byte"},
    {"cut \xe2\x80", "cut \xef\xbf\xbd\xef\xbf\xbd"},
    {"\xed\xa0\x80 surrogate", "\xef\xbf\xbd surrogate"},
    {"\xf4\x90\x80\x80 too high", "\xef\xbf\xbd too high"},
};

START_TEST(text_is_cleaned)
{
    rap_arena_t *arena = rap_arena_new(1 << 20);
    rap_err_t err = {0};
    const char *text = NULL;
    size_t len = 0;

    ck_assert_int_eq(
        glyphs_clean(cleaned[_i].in, strlen(cleaned[_i].in), arena, &text, &len, &err), RAP_OK);
    ck_assert_uint_eq(len, strlen(cleaned[_i].out));
    ck_assert_msg(memcmp(text, cleaned[_i].out, len) == 0, "'%.*s' is not '%s'", (int)len, text,
        cleaned[_i].out);
    rap_arena_destroy(&arena);
}
END_TEST

START_TEST(too_much_text_is_too_big)
{
    rap_arena_t *arena = rap_arena_new(64);
    rap_err_t err = {0};
    char text[64];
    const char *ret = NULL;
    size_t len = 0;

    memset(text, '\t', sizeof text);
    ck_assert_int_eq(glyphs_clean(text, sizeof text, arena, &ret, &len, &err), RAP_TOOBIG);
    ck_assert_str_eq(err.text, "the document's text needs more memory than it may have");
    rap_arena_destroy(&arena);
}
END_TEST

static const struct {
    const char *text;
    size_t marker;
} items[] = {
    {"1. First", 3},
    {"12) Second", 4},
    {"(a) letter", 4},
    {"(iv) roman", 5},
    {"iv) roman", 4},
    {"a) letter", 3},
    {"- dash", 2},
    {"\xe2\x80\xa2 bullet", 4},
    {"\xe2\x80\xa2\tbullet", 4},
    {"\xe2\x80\x93 en dash", 4},
    {"2024. We say", 0},
    {"A. Guterres said", 0},
    {"H.E. Mr", 0},
    {"-word", 0},
    {"* * *", 0},
    {"(2021) year", 0},
    {"1.5 million", 0},
    {"1.", 0},
    {"", 0},
    {"(", 0},
    {"Mr. Chair", 0},
};

START_TEST(list_markers_are_known)
{
    ck_assert_uint_eq(chars_list_marker(items[_i].text, strlen(items[_i].text)), items[_i].marker);
}
END_TEST

START_TEST(last_meaning_looks_behind_quotes)
{
    static const struct {
        const char *text;
        uint32_t c;
    } row[] = {{"the end.\xe2\x80\x9d", '.'}, {"peace.1 ", '.'}, {"(said he)", 'e'}, {"12", '1'},
        {"", 0}, {"\xe3\x80\x82", 0x3002}};

    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        ck_assert_uint_eq(chars_last_meaning(row[i].text, strlen(row[i].text)), row[i].c);
}
END_TEST

/* Sorting the marks of one letter takes the square of their number. */
START_TEST(a_letter_has_so_many_marks)
{
    enum { MARKS = 100000, KEPT = 30, BYTES = 2 };
    rap_arena_t *arena = rap_arena_new(16 << 20);
    char *text = malloc(1 + (size_t)MARKS * BYTES);
    rap_err_t err = {0};
    const char *clean = NULL;
    size_t len = 0;

    ck_assert_ptr_nonnull(text);
    text[0] = 'x';
    for (size_t i = 0; i < MARKS; i++)
        memcpy(text + 1 + BYTES * i, i % 2 == 0 ? "\u0323" : "\u0307", BYTES);
    ck_assert_int_eq(
        glyphs_clean(text, 1 + (size_t)MARKS * BYTES, arena, &clean, &len, &err), RAP_OK);
    /* x with a dot above is one character */
    ck_assert_uint_eq(len, strlen("\u1e8b") + (KEPT - 1) * (size_t)BYTES);
    free(text);
    rap_arena_destroy(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("glyphs");
    TCase *tc = tcase_create("core");

    tcase_add_loop_test(tc, text_is_cleaned, 0, sizeof cleaned / sizeof *cleaned);
    tcase_add_test(tc, too_much_text_is_too_big);
    tcase_add_loop_test(tc, list_markers_are_known, 0, sizeof items / sizeof *items);
    tcase_add_test(tc, last_meaning_looks_behind_quotes);
    tcase_add_test(tc, a_letter_has_so_many_marks);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
