#include "base/text.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BYTES(text) (text), sizeof(text) - 1

static const struct {
    const char *bytes;
    size_t len;
    bool good;
    const char *mended; /* of the part before a NUL */
    const char *what;
} texts[] = {
    {BYTES(""), true, "", "nothing"},
    {BYTES("abc \x7f\x01"), true, "abc \x7f\x01", "ASCII"},
    {BYTES("\xc2\x80 \xdf\xbf"), true, "\xc2\x80 \xdf\xbf", "two bytes, first and last"},
    {BYTES("\xe0\xa0\x80 \xef\xbf\xbf"), true, "\xe0\xa0\x80 \xef\xbf\xbf", "three bytes"},
    {BYTES("\xed\x9f\xbf \xee\x80\x80"), true, "\xed\x9f\xbf \xee\x80\x80", "around surrogates"},
    {BYTES("\xf0\x90\x80\x80 \xf4\x8f\xbf\xbf"), true, "\xf0\x90\x80\x80 \xf4\x8f\xbf\xbf",
        "four bytes, first and last"},
    {BYTES("a\0b"), false, "a", "NUL"},
    {BYTES("\x80"), false, "?", "a lone continuation"},
    {BYTES("a\xbf\xbf"), false, "a\x3f\x3f", "two of them"},
    {BYTES("\xc0\x80"), false, "\x3f\x3f", "overlong NUL"},
    {BYTES("\xc1\xbf"), false, "\x3f\x3f", "overlong, two bytes"},
    {BYTES("\xe0\x9f\xbf"), false, "\x3f\x3f\x3f", "overlong, three bytes"},
    {BYTES("\xf0\x8f\xbf\xbf"), false, "\x3f\x3f\x3f\x3f", "overlong, four bytes"},
    {BYTES("\xed\xa0\x80"), false, "\x3f\x3f\x3f", "first surrogate"},
    {BYTES("\xed\xbf\xbf"), false, "\x3f\x3f\x3f", "last surrogate"},
    {BYTES("\xf4\x90\x80\x80"), false, "\x3f\x3f\x3f\x3f", "above U+10FFFF"},
    {BYTES("\xf5\x80\x80\x80"), false, "\x3f\x3f\x3f\x3f", "first byte too high"},
    {BYTES("\xff\xfe"), false, "\x3f\x3f", "never in UTF-8"},
    {BYTES("\xc3"), false, "?", "cut after one of two"},
    {BYTES("\xc3z"), false, "?z", "no second byte"},
    {BYTES("\xc3\xc3\xa9"), false, "?\xc3\xa9", "a first byte for a second"},
    {BYTES("\xe2\x82"), false, "\x3f\x3f", "cut after two of three"},
    {BYTES("\xe2\x82z"), false, "\x3f\x3fz", "no third byte"},
    {BYTES("\xf0\x9f\x98"), false, "\x3f\x3f\x3f", "cut after three of four"},
    {BYTES("\xf0\x9f\x98z"), false, "\x3f\x3f\x3fz", "no fourth byte"},
    {BYTES("\xf0\x9fz\x80"), false, "\x3f\x3fz?", "no third byte of four"},
};

START_TEST(utf8_is_told_from_what_is_not)
{
    char text[32];

    ck_assert_msg(
        rap_text_is_utf8(texts[_i].bytes, texts[_i].len) == texts[_i].good, "%s", texts[_i].what);
    memcpy(text, texts[_i].bytes, texts[_i].len + 1);
    rap_text_mend(text);
    ck_assert_str_eq(text, texts[_i].mended);
    ck_assert(rap_text_is_utf8(text, strlen(text)));
}
END_TEST

/* One byte that does not belong is found wherever it stands in a long text. */
START_TEST(no_byte_hides_in_a_long_text)
{
    static const char wrong[] = {'\0', '\x80', '\xff'};
    char text[40];

    for (size_t len = 1; len <= sizeof text; len++)
        for (size_t at = 0; at < len; at++)
            for (size_t i = 0; i < sizeof wrong; i++) {
                memset(text, 'x', len);
                ck_assert(rap_text_is_utf8(text, len));
                ck_assert(rap_text_is_ascii(text, len));
                text[at] = wrong[i];
                ck_assert(!rap_text_is_utf8(text, len));
                ck_assert(rap_text_is_ascii(text, len) == (wrong[i] == '\0'));
            }
}
END_TEST

static const struct {
    const char *text;
    size_t points;
    size_t bytes[7]; /* before each point, and behind the last */
} counts[] = {
    {"", 0, {0}},
    {"abc", 3, {0, 1, 2, 3}},
    {"a\xc3\xa9z", 3, {0, 1, 3, 4}},
    {"\xd0\xbe\xd0\xb1\xd1\x8b\xd1\x87\xd0\xb0\xd0\xb9", 6, {0, 2, 4, 6, 8, 10, 12}},
    {"\xe2\x82\xac\xf0\x9f\x98\x80\xc3\xa9.", 4, {0, 3, 7, 9, 10}},
    {"\xe6\x88\x91\xe5\x9b\xbd\xe4\xbb\xa3\xe8\xa1\xa8\xe5\x9b\xa2", 5, {0, 3, 6, 9, 12, 15}},
    {"\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80", 5,
        {0, 4, 8, 12, 16, 20}},
};

START_TEST(points_and_bytes_agree)
{
    const char *text = counts[_i].text;
    size_t len = strlen(text);

    ck_assert_uint_eq(rap_text_points(text, len), counts[_i].points);
    for (size_t point = 0; point <= counts[_i].points; point++) {
        ck_assert_uint_eq(rap_text_bytes(text, len, point), counts[_i].bytes[point]);
        ck_assert_uint_eq(rap_text_points(text, counts[_i].bytes[point]), point);
    }
    ck_assert_uint_eq(rap_text_bytes(text, len, counts[_i].points + 9), len);
}
END_TEST

START_TEST(points_are_written)
{
    static const struct {
        uint32_t point;
        const char *text;
    } put[] = {{'a', "a"}, {0x7f, "\x7f"}, {0x80, "\xc2\x80"}, {0x7ff, "\xdf\xbf"},
        {0x800, "\xe0\xa0\x80"}, {0xffff, "\xef\xbf\xbf"}, {0x10000, "\xf0\x90\x80\x80"},
        {0x10ffff, "\xf4\x8f\xbf\xbf"}};

    for (size_t i = 0; i < sizeof put / sizeof *put; i++) {
        char text[4];
        ck_assert_uint_eq(rap_text_put(text, put[i].point), strlen(put[i].text));
        ck_assert_mem_eq(text, put[i].text, strlen(put[i].text));
    }
}
END_TEST

static const struct {
    const char *text, *tame;
} wild[] = {
    {"", ""},
    {"plain, caf\xc3\xa9", "plain, caf\xc3\xa9"},
    {"a\x1b[31mb\a\t\n\x7f", "a [31mb    "},
    {"csi \xc2\x9b"
     "1m",
        "csi   1m"},                          /* C1 in UTF-8 */
    {"no-break\xc2\xa0", "no-break\xc2\xa0"}, /* the first behind C1 */
    {"raw \x9b"
     "1m \xc3\xa9",
        "raw ?1m ??"},
};

START_TEST(control_characters_are_tamed)
{
    char text[64];

    (void)snprintf(text, sizeof text, "%s", wild[_i].text);
    rap_text_tame(text);
    ck_assert_str_eq(text, wild[_i].tame);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text");
    TCase *tc = tcase_create("core");

    tcase_add_loop_test(
        tc, utf8_is_told_from_what_is_not, 0, (int)(sizeof texts / sizeof texts[0]));
    tcase_add_test(tc, no_byte_hides_in_a_long_text);
    tcase_add_loop_test(tc, points_and_bytes_agree, 0, (int)(sizeof counts / sizeof counts[0]));
    tcase_add_test(tc, points_are_written);
    tcase_add_loop_test(tc, control_characters_are_tamed, 0, (int)(sizeof wild / sizeof wild[0]));
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
