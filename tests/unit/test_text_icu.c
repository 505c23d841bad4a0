#include "base/text.h"
#include "base/text_icu.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>

static rap_arena_t *arena;

static void setup(void)
{
    arena = rap_arena_new(8 << 20);
}

static void teardown(void)
{
    rap_arena_destroy(&arena);
}

/* clang-format off */
static const struct {
    const char *in, *out;
} nfc[] = {
    {"", ""},
    {"plain", "plain"},
    {"Coöperation, Türkiye", "Coöperation, Türkiye"},
    {"Co\x6f\xcc\x88peration", "Coöperation"},
    {"e\xcc\x81tat", "état"},
    {"\xe2\x84\xab", "Å"},                                  /* Angstrom sign */
    {"\xd9\x84\xd8\xa7\xd9\x94", "لأ"},                     /* alef and combining hamza */
    {"\xd0\xb8\xcc\x86", "й"},
};

static const struct {
    const char *in, *out;
} folds[] = {
    {"", ""},
    {"The  RUSSIAN\t\nFederation", "the russian federation"},
    {"STRASSE Straße", "strasse strasse"},
    {"TÜRKİYE Türkiye", "türkiye türkiye"},
    {"Объединённые ЁЛКИ", "объединенные елки"},
    {"ПОЗИЦИЯ ΌΣΟΣ", "позиция όσοσ"},
    {"Côte d’Ivoire “x”", "côte d'ivoire \"x\""},
    {"Guinea‑Bissau – non—state", "guinea-bissau - non-state"},
    {"co\xc2\xadoperation\xe2\x80\x8b", "cooperation"},
    {"a \xe2\x80\x8e b\xc2\xa0 c\xe3\x80\x80" "d", "a b c d"},
    {"الأُمَــم المتّحدة", "الامم المتحدة"},
    {"إستراتيجية آمنة", "استراتيجية امنة"},
    {"أولا، ثانيا؛", "اولا, ثانيا;"},
    {"中华人民共和国", "中华人民共和国"},
    {"\xef\xac\x81rst", "first"},                           /* ligature fi */
    {"  lead", " lead"},
    {"ＩＣＴ ２０２５", "ict 2025"},                        /* as wide as a Chinese character */
    /* not in form C: a letter and its marks are one letter */
    {"E\xcc\x81tat, e\xcc\x81tat", "état, état"},
    {"\xd0\x98\xcc\x86", "й"},
    {"\xd9\x88\xd9\x94", "ؤ"},                              /* waw and combining hamza */
    {"\xd8\xa7\xd9\x93", "ا"},                              /* alef and combining madda */
    {"x\xcc\x81\xcc\x81 y", "x\xcc\x81\xcc\x81 y"},           /* marks that no letter is made of */
};

static const char *const malformed[] = {"\xff", "a\xc3", "\xed\xa0\x80", "\xc0\x80", "\xf5\x80\x80\x80"};
/* clang-format on */

START_TEST(form_c)
{
    const char *out;
    size_t len;
    rap_err_t err;

    ck_assert_int_eq(rap_text_nfc(nfc[_i].in, strlen(nfc[_i].in), arena, &out, &len, &err), RAP_OK);
    ck_assert_uint_eq(len, strlen(nfc[_i].out));
    ck_assert_mem_eq(out, nfc[_i].out, len);
}
END_TEST

START_TEST(form_c_borrows)
{
    const char *in = "The State of Palestine, 中国, Россия", *out;
    size_t len;
    rap_err_t err;

    ck_assert_int_eq(rap_text_nfc(in, strlen(in), arena, &out, &len, &err), RAP_OK);
    ck_assert_ptr_eq(out, in);
    ck_assert_uint_eq(rap_arena_used(arena), 0);
}
END_TEST

START_TEST(folding)
{
    rap_folded_t out;
    rap_err_t err;

    ck_assert_int_eq(rap_text_fold(folds[_i].in, strlen(folds[_i].in), arena, &out, &err), RAP_OK);
    ck_assert_str_eq(out.text, folds[_i].out);
    ck_assert_uint_eq(out.len, strlen(folds[_i].out));
    ck_assert_uint_eq(out.origin[out.len], strlen(folds[_i].in));
    for (size_t i = 0; i < out.len; i++)
        ck_assert_uint_le(out.origin[i], out.origin[i + 1]);
}
END_TEST

START_TEST(origin_finds_the_source)
{
    const char *in = "«Straße»  co\xc2\xadop TÜRKİYE";
    rap_folded_t out;
    rap_err_t err;

    ck_assert_int_eq(rap_text_fold(in, strlen(in), arena, &out, &err), RAP_OK);
    size_t coop = (size_t)(strstr(out.text, "coop") - out.text);
    size_t end = coop + 4;
    ck_assert_uint_eq(out.origin[coop], (size_t)(strstr(in, "co\xc2\xad") - in));
    ck_assert_uint_eq(out.origin[end], (size_t)(strstr(in, " T") - in));
    size_t name = (size_t)(strstr(out.text, "türkiye") - out.text);
    ck_assert_uint_eq(out.origin[name], (size_t)(strstr(in, "TÜ") - in));
    ck_assert_uint_eq(out.origin[name + strlen("türkiye")], strlen(in));
}
END_TEST

START_TEST(origin_of_what_was_composed)
{
    const char *in = "De l\xe2\x80\x99"
                     "E\xcc\x81tat, na\xc3\xaf"
                     "f";
    rap_folded_t out;
    rap_err_t err;

    ck_assert_int_eq(rap_text_fold(in, strlen(in), arena, &out, &err), RAP_OK);
    ck_assert_str_eq(out.text, "de l'état, naïf");
    size_t state = (size_t)(strstr(out.text, "état") - out.text);
    ck_assert_uint_eq(out.origin[state], (size_t)(strstr(in, "E\xcc\x81") - in));
    ck_assert_uint_eq(out.origin[state + strlen("état")], (size_t)(strstr(in, ", na") - in));
    ck_assert_uint_eq(out.origin[out.len], strlen(in));
}
END_TEST

/* Letters whose folded form is known are folded as ICU folds them. */
START_TEST(letters_fold_as_icu_folds_them)
{
    static const struct {
        UChar32 first, last;
    } ranges[] = {{'!', '~'}, {0xC0, 0x24F}, {0x400, 0x4FF}, {0x5D0, 0x5EA}, {0x620, 0x63F},
        {0x641, 0x64A}, {0x3001, 0x303F}, {0x4E00, 0x9FFF}, {0xFF01, 0xFF0C}};
    static const UChar32 ours[] = {0x130, 0x401, 0x451, 0x622, 0x623, 0x625};

    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        for (UChar32 c = ranges[i].first; c <= ranges[i].last; c++) {
            UChar wide[2], folded[8];
            char in[4], expected[20];
            int32_t n = 0, len;
            UErrorCode status = U_ZERO_ERROR;
            rap_folded_t out;
            rap_err_t err;
            bool is_ours = false;

            for (size_t k = 0; k < sizeof ours / sizeof *ours; k++)
                is_ours |= c == ours[k];
            if (is_ours)
                continue;
            U16_APPEND_UNSAFE(wide, n, c);
            len = u_strFoldCase(folded, 8, wide, n, U_FOLD_CASE_DEFAULT, &status);
            u_strToUTF8(expected, sizeof expected, NULL, folded, len, &status);
            ck_assert(U_SUCCESS(status));
            ck_assert_int_eq(
                rap_text_fold(in, rap_text_put(in, (uint32_t)c), arena, &out, &err), RAP_OK);
            ck_assert_str_eq(out.text, expected);
            rap_arena_reset(arena);
        }
}
END_TEST

/* Long runs are folded in one go; where they begin and end must not matter. */
START_TEST(a_text_folds_the_same_wherever_it_stands)
{
    const char *in =
        "The  UNITED\nNations: «Öffentlich» ПРАВО и\tправо Ё 中国 the AIM of a LONG Run Of Text.";
    const char *folded =
        "the united nations: «öffentlich» право и право е 中国 the aim of a long run of text.";
    char text[200], expected[200];

    for (int lead = 0; lead < 20; lead++) {
        rap_folded_t out;
        rap_err_t err;

        (void)snprintf(text, sizeof text, "%.*s%s", lead, "XXXXXXXXXXXXXXXXXXXX", in);
        (void)snprintf(expected, sizeof expected, "%.*s%s", lead, "xxxxxxxxxxxxxxxxxxxx", folded);
        ck_assert_int_eq(rap_text_fold(text, strlen(text), arena, &out, &err), RAP_OK);
        ck_assert_str_eq(out.text, expected);
        for (size_t i = 0; i < out.len; i++) /* what folds to itself came from itself */
            if ((out.text[i] & 0x80) == 0 && out.text[i] != ' ')
                ck_assert_int_eq(out.text[i] | 0x20, text[out.origin[i]] | 0x20);
    }
}
END_TEST

START_TEST(endless_marks_are_composed_piece_by_piece)
{
    char in[1 + 2 * 500];
    rap_folded_t out;
    rap_err_t err;

    in[0] = 'E';
    for (size_t i = 0; i < 500; i++)
        memcpy(in + 1 + 2 * i, "\xcc\x81", 2);
    ck_assert_int_eq(rap_text_fold(in, sizeof in, arena, &out, &err), RAP_OK);
    ck_assert_uint_eq(out.len, sizeof in - 1); /* the first mark went into the letter */
    ck_assert_mem_eq(out.text, "é\xcc\x81", 4);
}
END_TEST

START_TEST(bare_letters)
{
    const char *in = "RÉPUBLIQUE de Côte d’Ivoire, España, Москвой, Ł";
    rap_folded_t out;
    rap_err_t err;

    ck_assert_int_eq(rap_text_fold_bare(in, strlen(in), arena, &out, &err), RAP_OK);
    ck_assert_str_eq(out.text, "republique de cote d'ivoire, espana, москвой, ł");
    ck_assert_uint_eq(out.origin[strlen("republique de c")], (size_t)(strstr(in, "ôte") - in));
    ck_assert_uint_eq(out.origin[out.len], strlen(in));
}
END_TEST

START_TEST(malformed_is_refused)
{
    const char *text = malformed[_i], *out;
    size_t len;
    rap_folded_t folded;
    rap_err_t err;

    ck_assert_int_eq(rap_text_nfc(text, strlen(text), arena, &out, &len, &err), RAP_SYNTAX);
    ck_assert_int_eq(rap_text_fold(text, strlen(text), arena, &folded, &err), RAP_SYNTAX);
}
END_TEST

START_TEST(a_nul_is_refused)
{
    rap_folded_t folded;
    rap_err_t err;

    ck_assert_int_eq(rap_text_fold("a\0b", 3, arena, &folded, &err), RAP_SYNTAX);
}
END_TEST

START_TEST(growth_is_bounded_by_the_arena)
{
    /* U+0390 folds to three code points: the worst growth there is. */
    size_t count = 1 << 20;
    char *in = malloc(2 * count);
    ck_assert_ptr_nonnull(in);
    for (size_t i = 0; i < count; i++)
        memcpy(in + 2 * i, "\xce\x90", 2);
    rap_folded_t folded;
    rap_err_t err;

    ck_assert_int_eq(rap_text_fold(in, 2000, arena, &folded, &err), RAP_OK);
    ck_assert_uint_eq(folded.len, 6000);
    ck_assert_int_eq(rap_text_fold(in, 2 * count, arena, &folded, &err), RAP_TOOBIG);
    free(in);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text_icu");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, form_c, 0, sizeof nfc / sizeof *nfc);
    tcase_add_test(tc, form_c_borrows);
    tcase_add_loop_test(tc, folding, 0, sizeof folds / sizeof *folds);
    tcase_add_test(tc, origin_finds_the_source);
    tcase_add_test(tc, origin_of_what_was_composed);
    tcase_add_test(tc, letters_fold_as_icu_folds_them);
    tcase_add_test(tc, a_text_folds_the_same_wherever_it_stands);
    tcase_add_test(tc, endless_marks_are_composed_piece_by_piece);
    tcase_add_test(tc, bare_letters);
    tcase_add_loop_test(tc, malformed_is_refused, 0, sizeof malformed / sizeof *malformed);
    tcase_add_test(tc, a_nul_is_refused);
    tcase_add_test(tc, growth_is_bounded_by_the_arena);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
