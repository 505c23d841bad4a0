#include "base/text_icu.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

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
    {"中华人民共和国", "中华人民共和国"},
    {"\xef\xac\x81rst", "first"},                           /* ligature fi */
    {"  lead", " lead"},
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
    tcase_add_test(tc, bare_letters);
    tcase_add_loop_test(tc, malformed_is_refused, 0, sizeof malformed / sizeof *malformed);
    tcase_add_test(tc, a_nul_is_refused);
    tcase_add_test(tc, growth_is_bounded_by_the_arena);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
