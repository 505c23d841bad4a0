#include "parser/formats/charset.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>

enum { BYTES_MAX = 8192 };

/* As long as a short statement's first paragraphs: what the detector has to tell them by. */
static const char english[] =
    "Mr. Chair,\n\nWe thank you for convening this meeting \u2013 and for "
    "the draft \u201creport\u201d that you have given to us.\n";
static const char french[] =
    "Monsieur le Pr\u00e9sident,\n\nNous vous remercions d\u2019avoir convoqu\u00e9 cette r\u00e9union, "
    "et nous f\u00e9licitons la d\u00e9l\u00e9gation qui pr\u00e9side pour la qualit\u00e9 du projet.\n";
static const char russian[] =
    "Уважаемый господин Председатель,\n\nМы благодарим Вас за созыв этого заседания и "
    "поддерживаем представленный проект доклада, который отвечает интересам всех государств.\n";
static const char arabic[] =
    "السيد الرئيس،\n\nنشكركم على عقد هذا الاجتماع ونعرب عن تقديرنا للجهود التي بذلتموها من أجل "
    "إعداد مشروع التقرير الذي يعكس مصالح جميع الدول.\n";
static const char chinese[] = "主席先生，\n\n我们感谢你召开本次会议，并支持你提出的报告草案。"
                              "中国代表团愿意同各方一道，为达成共识作出努力。\n";
static const char traditional[] = "主席先生，\n\n我們感謝你召開本次會議，並支持你提出的報告草案。"
                                  "我國代表團願意同各方一道，為達成共識作出努力。\n";
static const char japanese[] = "議長、\n\n本会合の開催に感謝いたします。我が国は、議長が提出された"
                               "報告書案を支持し、合意の形成に努力する用意があります。\n";

static const struct {
    const char *text, *charset;
    const char *mark; /* bytes in front */
    size_t mark_len;
    bool told; /* else the bytes alone have to do */
} encoded[] = {
    {english, "UTF-8", "", 0, false},
    {english, "UTF-8", "\xef\xbb\xbf", 3, false},
    {english, "UTF-16LE", "\xff\xfe", 2, false},
    {english, "UTF-16BE", "\xfe\xff", 2, false},
    {english, "UTF-32LE", "\xff\xfe\0\0", 4, false},
    {english, "UTF-32BE", "\0\0\xfe\xff", 4, false},
    {english, "UTF-16LE", "", 0, false},
    {english, "UTF-16BE", "", 0, false},
    {english, "UTF-32LE", "", 0, false},
    {english, "UTF-32BE", "", 0, false},
    {russian, "UTF-16LE", "", 0, false},
    {russian, "UTF-16BE", "", 0, false},
    {arabic, "UTF-16LE", "", 0, false},
    {chinese, "UTF-16LE", "", 0, false},
    {chinese, "UTF-16BE", "", 0, false},
    {english, "windows-1252", "", 0, false},
    {french, "windows-1252", "", 0, false},
    {french, "windows-1252", "", 0, true},
    {russian, "windows-1251", "", 0, false},
    {russian, "windows-1251", "", 0, true},
    {russian, "KOI8-R", "", 0, false},
    {russian, "ISO-8859-5", "", 0, false},
    {russian, "IBM866", "", 0, true},
    {arabic, "windows-1256", "", 0, false},
    {arabic, "ISO-8859-6", "", 0, false},
    {chinese, "GB18030", "", 0, false},
    {chinese, "GB18030", "", 0, true},
    {traditional, "Big5", "", 0, false},
    {japanese, "Shift_JIS", "", 0, false},
    {japanese, "EUC-JP", "", 0, false},
    {japanese, "ISO-2022-JP", "", 0, true},
    {english, "UTF-7", "", 0, true},
};

static size_t encode(const char *text, const char *charset, char *out, size_t size)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t len =
        ucnv_convert(charset, "UTF-8", out, (int32_t)size, text, (int32_t)strlen(text), &status);

    ck_assert_msg(U_SUCCESS(status), "%s: %s", charset, u_errorName(status));
    return (size_t)len;
}

START_TEST(a_text_is_the_same_in_every_encoding)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 20);
    char bytes[BYTES_MAX];
    const char *text = NULL;
    size_t len = encoded[_i].mark_len;
    rap_err_t err = {0};

    memcpy(bytes, encoded[_i].mark, len);
    len += encode(encoded[_i].text, encoded[_i].charset, bytes + len, sizeof bytes - len);
    ck_assert_msg(charset_is_text(bytes, len), "%s is taken for no text", encoded[_i].charset);
    ck_assert_int_eq(charset_decode(bytes, len, encoded[_i].told ? encoded[_i].charset : NULL,
                         arena, &text, &len, &err),
        RAP_OK);
    ck_assert_msg(len == strlen(encoded[_i].text) && memcmp(text, encoded[_i].text, len) == 0,
        "%s: '%.*s'", encoded[_i].charset, (int)len, text);
}
END_TEST

/* Bytes that are no text are none in UTF-16 either. */
static const struct {
    const char *bytes;
    size_t len;
} binary[] = {
    {"\x01\x02\x03\x04", 4},
    {"\0\0\0\0 \0 \0", 8},         /* NUL */
    {"a\0b\0c\0\n\0\xff\xff", 10}, /* no character */
    {"a\0b\0c\0d\0e\0f\0", 12},    /* no space, no line end */
    {"\x7f"
     "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0 \0",
        22},
};

START_TEST(binary_files_are_no_text)
{
    ck_assert(!charset_is_text(binary[_i].bytes, binary[_i].len));
}
END_TEST

/* A text that was cut in the middle of a character is read up to there. */
START_TEST(half_a_character_is_marked)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 20);
    static const char cut[] = "\xff\xfew\0e\0 \0a\0g\0r\0e\0e";
    const char *text = NULL;
    size_t len = 0;
    rap_err_t err = {0};

    ck_assert_int_eq(charset_decode(cut, sizeof cut - 1, NULL, arena, &text, &len, &err), RAP_OK);
    ck_assert_uint_eq(len, strlen("we agre\ufffd"));
    ck_assert_mem_eq(text, "we agre\ufffd", len);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("charset");
    TCase *tc = tcase_create("charset");

    tcase_add_loop_test(
        tc, a_text_is_the_same_in_every_encoding, 0, sizeof encoded / sizeof *encoded);
    tcase_add_loop_test(tc, binary_files_are_no_text, 0, sizeof binary / sizeof *binary);
    tcase_add_test(tc, half_a_character_is_marked);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
