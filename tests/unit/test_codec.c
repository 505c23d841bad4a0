#include "base/codec.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- one table with a row of every kind ---- */

typedef struct leaf {
    const char *key; /* in a map; elsewhere a row of its own is not needed */
    int64_t n;
    const char *word;
} leaf_t;

typedef struct tree {
    bool truth;
    int64_t whole, bytes, time_ms;
    double real;
    const char *text, *null_text;
    int lane;
    rap_strings_t words;
    leaf_t leaf, *maybe;
    rap_array_t list, map;
} all_t;

static const char *const lanes[] = {"live", "bulk", NULL};

static const rap_field_t leaf_fields[] = {
    {.name = "n", .kind = RAP_KIND_INT, .offset = offsetof(leaf_t, n), .preset = "7"},
    {.name = "word", .kind = RAP_KIND_STRING, .offset = offsetof(leaf_t, word), .max = 8},
    {.kind = RAP_KIND_END},
};
static const rap_table_t leaf_table = {"leaf", sizeof(leaf_t), leaf_fields, false};

static const rap_field_t all_fields[] = {
    {.name = "truth", .kind = RAP_KIND_BOOL, .offset = offsetof(all_t, truth), .preset = "yes"},
    {.name = "whole",
        .kind = RAP_KIND_INT,
        .offset = offsetof(all_t, whole),
        .min = 1,
        .max = 64,
        .preset = "2"},
    {.name = "bytes",
        .kind = RAP_KIND_BYTES,
        .offset = offsetof(all_t, bytes),
        .max = 1 << 30,
        .preset = "64M"},
    {.name = "time_ms",
        .kind = RAP_KIND_TIME,
        .offset = offsetof(all_t, time_ms),
        .min = 10,
        .max = 3600000,
        .preset = "30s"},
    {.name = "real", .kind = RAP_KIND_REAL, .offset = offsetof(all_t, real), .max = 1},
    {.name = "text", .kind = RAP_KIND_STRING, .offset = offsetof(all_t, text), .min = 1, .max = 9},
    {.name = "null_text",
        .kind = RAP_KIND_STRING,
        .offset = offsetof(all_t, null_text),
        .flags = RAP_KEEP_NULL},
    {.name = "lane",
        .kind = RAP_KIND_CHOICE,
        .offset = offsetof(all_t, lane),
        .choices = lanes,
        .preset = "bulk"},
    {.name = "words",
        .kind = RAP_KIND_STRINGS,
        .offset = offsetof(all_t, words),
        .max = 3,
        .preset = "a, b"},
    {.name = "leaf",
        .kind = RAP_KIND_OBJECT,
        .offset = offsetof(all_t, leaf),
        .table = &leaf_table},
    {.name = "maybe",
        .kind = RAP_KIND_OPTIONAL,
        .offset = offsetof(all_t, maybe),
        .table = &leaf_table},
    {.name = "list",
        .kind = RAP_KIND_ARRAY,
        .offset = offsetof(all_t, list),
        .max = 2,
        .table = &leaf_table},
    {.name = "map", .kind = RAP_KIND_MAP, .offset = offsetof(all_t, map), .table = &leaf_table},
    {.kind = RAP_KIND_END},
};
static const rap_table_t all_table = {"all", sizeof(all_t), all_fields, false};

#define REST "\"lane\":\"bulk\",\"words\":[\"a\",\"b\"],\"leaf\":{\"n\":7},\"list\":[],\"map\":{}}"

START_TEST(presets_fill_what_is_absent)
{
    rap_err_t err = {0};
    all_t got;
    rap_buf_t out;
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 20);

    rap_buf_init(&out, 4096);
    ck_assert_int_eq(rap_codec_read(&all_table, &got, "{}", 2, arena, &err), RAP_OK);
    ck_assert_int_eq(rap_codec_write(&all_table, &got, &out, &err), RAP_OK);
    ck_assert_str_eq(out.data,
        "{\"truth\":true,\"whole\":2,\"bytes\":67108864,\"time_ms\":30000,\"real\":0,"
        "\"null_text\":null," REST);
    rap_buf_release(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("codec");
    TCase *tc = tcase_create("core");

    tcase_add_test(tc, presets_fill_what_is_absent);
    suite_add_tcase(suite, tc);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
