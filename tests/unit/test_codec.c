#include "base/codec.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- one table with a row of every kind ---- */

typedef struct leaf {
    const char *key; /* in a map; elsewhere a row of its own is not needed */
    int64_t n;
    const char *word;
} leaf_t;

typedef struct all {
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

/* What the presets give, as it is written; `REST` from the row `lane` on. */
#define REST    "\"lane\":\"bulk\",\"words\":[\"a\",\"b\"],\"leaf\":{\"n\":7},\"list\":[],\"map\":{}}"
#define NUMBERS "\"truth\":true,\"whole\":2,\"bytes\":67108864,\"time_ms\":30000,\"real\":0"

/* ---- messages ---- */

static const struct {
    const char *json;
    const char *again; /* as it is written, or NULL: as it was read */
} messages[] = {
    {"{}", "{" NUMBERS ",\"null_text\":null," REST},
    {" {} \n", "{" NUMBERS ",\"null_text\":null," REST},
    {"{\"truth\":null,\"whole\":null,\"words\":null,\"leaf\":null,\"maybe\":null,\"list\":null}",
        "{" NUMBERS ",\"null_text\":null," REST},
    {"{\"truth\":false,\"whole\":64,\"bytes\":1,\"time_ms\":10,\"real\":0.1,\"text\":\"a\","
     "\"null_text\":\"b\",\"lane\":\"live\",\"words\":[],\"leaf\":{\"n\":-9,\"word\":\"w\"},"
     "\"maybe\":{\"n\":7},\"list\":[{\"n\":1},{\"n\":2}],\"map\":{\"z\":{\"n\":1},\"a\":{\"n\":2}}}",
        NULL},
    {"{\"map\":{\"a\":null,\"b\\n\":{}},\"whole\":3,\"truth\":false}",
        "{\"truth\":false,\"whole\":3,\"bytes\":67108864,\"time_ms\":30000,\"real\":0,"
        "\"null_text\":null,\"lane\":\"bulk\",\"words\":[\"a\",\"b\"],\"leaf\":{\"n\":7},"
        "\"list\":[],\"map\":{\"a\":{\"n\":7},\"b\\n\":{\"n\":7}}}"},
    {"{\"bytes\":\"64M\",\"time_ms\":\"30s\"}", "{" NUMBERS ",\"null_text\":null," REST},
    {"{\"real\":1}", "{\"truth\":true,\"whole\":2,\"bytes\":67108864,\"time_ms\":30000,\"real\":1,"
                     "\"null_text\":null," REST},
    {"{\"text\":\"\\u00e9\\\"\\\\\\/\\b\\f\\n\"}",
        "{" NUMBERS ",\"text\":\"\u00e9\\\"\\\\/\\b\\f\\n\",\"null_text\":null," REST},
    {"{\"text\":\"\\r\\t\\u0001\\u001f\x7f\"}",
        "{" NUMBERS ",\"text\":\"\\r\\t\\u0001\\u001f\x7f\",\"null_text\":null," REST},
};

START_TEST(messages_are_read_and_written)
{
    rap_err_t err = {0};
    all_t got;
    rap_buf_t out;
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 20);
    const char *json = messages[_i].json;

    rap_buf_init(&out, 4096);
    ck_assert_msg(rap_codec_read(&all_table, &got, json, strlen(json), arena, &err) == RAP_OK, "%s",
        err.text);
    ck_assert_int_eq(rap_codec_write(&all_table, &got, &out, &err), RAP_OK);
    ck_assert_str_eq(out.data, messages[_i].again != NULL ? messages[_i].again : json);
    rap_buf_release(&out);
}
END_TEST

static const struct {
    const char *json;
    rap_code_t code;
    const char *error;
} bad_messages[] = {
    {"", RAP_SYNTAX, "all: byte 0: '[' or '{' expected near end of file"},
    {"{\"whole\":1", RAP_SYNTAX, "all: byte 10: '}' expected near end of file"},
    {"{\"whole\":1,\"whole\":1}", RAP_SYNTAX,
        "all: byte 18: duplicate object key near '\"whole\"'"},
    {"{} {}", RAP_SYNTAX, "all: byte 4: end of file expected near '{'"},
    {"{\"text\":\"\\u0000\"}", RAP_SYNTAX,
        "all: byte 16: \\u0000 is not allowed without JSON_ALLOW_NUL near '\"\\u0000\"'"},
    {"{\"\\u0000\":1}", RAP_SYNTAX,
        "all: byte 9: NUL byte in object key not supported near '\"\\u0000\"'"},
    {"{\"text\":\"\\udc00\"}", RAP_SYNTAX,
        "all: byte 16: invalid Unicode '\\uDC00' near '\"\\udc00\"'"},
    {"{\"text\":\"\\ud800\"}", RAP_SYNTAX,
        "all: byte 16: invalid Unicode '\\uD800' near '\"\\ud800\"'"},
    {"{\"text\":\"\xed\xa0\x80\"}", RAP_SYNTAX,
        "all: byte 9: unable to decode byte 0xed near '\"'"},
    {"{\"text\":\"\xc0\x80\"}", RAP_SYNTAX, "all: byte 9: unable to decode byte 0xc0 near '\"'"},
    {"{\"text\":\"\x01\"}", RAP_SYNTAX, "all: byte 9: control character 0x1 near '\"'"},
    {"\xef\xbb\xbf{}", RAP_SYNTAX, "all: byte 3: '[' or '{' expected near '\xef\xbb\xbf'"},
    {"{\"whole\":9223372036854775808}", RAP_SYNTAX,
        "all: byte 28: too big integer near '9223372036854775808'"},
    {"{\"whole\":99999999999999999999}", RAP_SYNTAX,
        "all: byte 29: too big integer near '99999999999999999999'"},
    {"{\"whole\":01}", RAP_SYNTAX, "all: byte 10: invalid token near '0'"},
    {"{\"real\":1e999}", RAP_SYNTAX, "all: byte 13: real number overflow near '1e999'"},
    {"{\"real\":.5}", RAP_SYNTAX, "all: byte 9: invalid token near '.'"},
    {"{\"real\":NaN}", RAP_SYNTAX, "all: byte 11: invalid token near 'NaN'"},
    {"{\"map\":{\"a\":{},\"b\":{},\"a\":{}}}", RAP_SYNTAX,
        "all: byte 25: duplicate object key near '\"a\"'"},
    {"{} ,", RAP_SYNTAX, "all: byte 4: end of file expected near ','"},
    {"{\"whole\":1,}", RAP_SYNTAX, "all: byte 12: string or '}' expected near '}'"},
    {"1", RAP_SYNTAX, "all: byte 1: '[' or '{' expected near '1'"},
    {"{'whole':1}", RAP_SYNTAX, "all: byte 2: string or '}' expected near '''"},
    {"[]", RAP_SCHEMA, "all: must be a mapping"},
    {"{\"wholes\":1}", RAP_SCHEMA, "all: unknown key 'wholes'; did you mean 'whole'?"},
    {"{\"frobnicate\":1}", RAP_SCHEMA, "all: unknown key 'frobnicate'"},
    {"{\"truth\":1}", RAP_SCHEMA, "all: truth: must be true or false"},
    {"{\"whole\":true}", RAP_SCHEMA, "all: whole: must be a whole number"},
    {"{\"whole\":\"1\"}", RAP_SCHEMA, "all: whole: must be a whole number"},
    {"{\"whole\":1.0}", RAP_SCHEMA, "all: whole: must be a whole number"},
    {"{\"whole\":0}", RAP_SCHEMA, "all: whole: 0 is less than 1"},
    {"{\"whole\":900}", RAP_SCHEMA, "all: whole: 900 is more than 64"},
    {"{\"bytes\":[]}", RAP_SCHEMA, "all: bytes: must be a number of bytes or a text like '64M'"},
    {"{\"bytes\":-1}", RAP_SCHEMA, "all: bytes: -1 is less than 0"},
    {"{\"bytes\":\"2G\"}", RAP_SCHEMA, "all: bytes: 2G is more than 1G"},
    {"{\"bytes\":\"2T\"}", RAP_SCHEMA, "all: bytes: '2T' has no known unit; the units are K, M, G"},
    {"{\"time_ms\":{}}", RAP_SCHEMA,
        "all: time_ms: must be a number of milliseconds or a text like '30s'"},
    {"{\"time_ms\":\"1d\"}", RAP_SCHEMA, "all: time_ms: 1d is more than 1h"},
    {"{\"time_ms\":5}", RAP_SCHEMA, "all: time_ms: 5ms is less than 10ms"},
    {"{\"real\":\"1\"}", RAP_SCHEMA, "all: real: must be a number"},
    {"{\"real\":1.5}", RAP_SCHEMA, "all: real: 1.5 is more than 1"},
    {"{\"real\":-1}", RAP_SCHEMA, "all: real: -1 is less than 0"},
    {"{\"text\":7}", RAP_SCHEMA, "all: text: must be a text: put it in quotes"},
    {"{\"text\":[]}", RAP_SCHEMA, "all: text: must be a text"},
    {"{\"text\":\"\"}", RAP_SCHEMA, "all: text: 0 bytes are fewer than 1"},
    {"{\"text\":\"0123456789\"}", RAP_SCHEMA, "all: text: 10 bytes are more than 9"},
    {"{\"lane\":\"slow\"}", RAP_SCHEMA, "all: lane: 'slow' is none of live, bulk"},
    {"{\"lane\":0}", RAP_SCHEMA, "all: lane: must be one word"},
    {"{\"words\":\"a\"}", RAP_SCHEMA, "all: words: must be a list of texts"},
    {"{\"words\":[\"a\",1]}", RAP_SCHEMA, "all: words[1]: must be a text: put it in quotes"},
    {"{\"words\":[\"a\",null]}", RAP_SCHEMA, "all: words[1]: must be a text: put it in quotes"},
    {"{\"words\":[\"\",\"\",\"\",\"\"]}", RAP_SCHEMA, "all: words: 4 items are more than 3"},
    {"{\"leaf\":{\"m\":1}}", RAP_SCHEMA, "all: leaf: unknown key 'm'; did you mean 'n'?"},
    {"{\"leaf\":[]}", RAP_SCHEMA, "all: leaf: must be a mapping"},
    {"{\"maybe\":{\"word\":\"123456789\"}}", RAP_SCHEMA,
        "all: maybe.word: 9 bytes are more than 8"},
    {"{\"list\":{}}", RAP_SCHEMA, "all: list: must be a list"},
    {"{\"list\":[{},{\"n\":\"x\"}]}", RAP_SCHEMA, "all: list[1].n: must be a whole number"},
    {"{\"list\":[{},{},{}]}", RAP_SCHEMA, "all: list: 3 items are more than 2"},
    {"{\"map\":[]}", RAP_SCHEMA, "all: map: must be a mapping"},
    {"{\"map\":{\"a\":{\"n\":\"x\"}}}", RAP_SCHEMA, "all: map.a.n: must be a whole number"},
};

START_TEST(a_bad_message_is_refused_and_changes_nothing)
{
    rap_err_t err = {0};
    all_t got, before;
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 20);
    const char *json = bad_messages[_i].json;

    memset(&before, 0x5a, sizeof before);
    memset(&got, 0x5a, sizeof got);
    ck_assert_int_eq(
        rap_codec_read(&all_table, &got, json, strlen(json), arena, &err), bad_messages[_i].code);
    ck_assert_str_eq(err.text, bad_messages[_i].error);
    ck_assert_mem_eq(&got, &before, sizeof got);
}
END_TEST

/* Two libraries read messages: what the first refuses, and a key that comes twice among many, the
 * second one judges; a long message leaves nothing behind for the next. */
START_TEST(a_long_mapping_is_read_and_may_have_no_key_twice)
{
    enum { KEYS = 1000 };
    static const char *const last[] = {"}}", ",\"k77\":{}}}"};
    rap_err_t err = {0};
    all_t got;
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 24);

    for (size_t i = 0; i < sizeof last / sizeof last[0]; i++) {
        rap_buf_t json;

        rap_buf_init(&json, 1 << 20);
        ck_assert_int_eq(rap_buf_text(&json, "{\"map\":{\"first\":{\"n\":5}", &err), RAP_OK);
        for (int key = 0; key < KEYS; key++)
            ck_assert_int_eq(rap_buf_printf(&json, &err, ",%300s\"k%d\":{}", "", key), RAP_OK);
        ck_assert_int_eq(rap_buf_text(&json, last[i], &err), RAP_OK);
        ck_assert_int_eq(rap_codec_read(&all_table, &got, json.data, json.len, arena, &err),
            i == 0 ? RAP_OK : RAP_SYNTAX);
        rap_buf_release(&json);
    }
    ck_assert_ptr_nonnull(strstr(err.text, "duplicate object key near '\"k77\"'"));
    ck_assert_uint_eq(got.map.count, KEYS + 1);
    ck_assert_str_eq(((const leaf_t *)got.map.item)[KEYS].key, "k999");
    ck_assert_int_eq(rap_codec_read(&all_table, &got, "{}", 2, arena, &err), RAP_OK);
    ck_assert_uint_eq(got.map.count, 0);
}
END_TEST

/* ---- required rows, open tables, lists with a least length ---- */

typedef struct part {
    const char *name;
} part_t;

typedef struct strict {
    const char *id;
    part_t part;
    rap_strings_t words;
    rap_array_t parts;
} strict_t;

static const rap_field_t part_fields[] = {
    {.name = "name",
        .kind = RAP_KIND_STRING,
        .offset = offsetof(part_t, name),
        .flags = RAP_REQUIRED},
    {.kind = RAP_KIND_END},
};
static const rap_table_t part_table = {"part", sizeof(part_t), part_fields, false};

static const rap_field_t strict_fields[] = {
    {.name = "id",
        .kind = RAP_KIND_STRING,
        .offset = offsetof(strict_t, id),
        .flags = RAP_REQUIRED},
    {.name = "words",
        .kind = RAP_KIND_STRINGS,
        .offset = offsetof(strict_t, words),
        .min = 1,
        .max = 2},
    {.name = "part",
        .kind = RAP_KIND_OBJECT,
        .offset = offsetof(strict_t, part),
        .table = &part_table},
    {.name = "parts",
        .kind = RAP_KIND_ARRAY,
        .offset = offsetof(strict_t, parts),
        .table = &part_table},
    {.kind = RAP_KIND_END},
};
static const rap_table_t strict_table = {"strict", sizeof(strict_t), strict_fields, true};

static const struct {
    const char *json;
    const char *error; /* NULL: it is taken */
} strict_messages[] = {
    {"{\"id\":\"a\",\"part\":{\"name\":\"b\"}}", NULL},
    {"{\"new\":[1,{}],\"id\":\"a\",\"other\":null,\"part\":{\"name\":\"b\"}}", NULL},
    {"{}", "strict: 'id' is missing"},
    {"{\"id\":null}", "strict: 'id' is missing"},
    {"{\"id\":\"a\"}", "strict: part: 'name' is missing"},
    {"{\"id\":\"a\",\"part\":{}}", "strict: part: 'name' is missing"},
    {"{\"id\":\"a\",\"part\":{\"name\":\"b\",\"new\":1}}", "strict: part: unknown key 'new'"},
    {"{\"id\":\"a\",\"words\":[]}", "strict: words: 0 items are fewer than 1"},
    {"{\"parts\":[{\"name\":\"x\"},{}]}", "strict: parts[1]: 'name' is missing"},
    {"{\"parts\":[null]}", "strict: parts[0]: 'name' is missing"},
};

START_TEST(required_rows_are_missed)
{
    rap_err_t err = {0};
    strict_t got;
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 20);
    const char *json = strict_messages[_i].json;
    rap_code_t code = rap_codec_read(&strict_table, &got, json, strlen(json), arena, &err);

    if (strict_messages[_i].error == NULL) {
        ck_assert_msg(code == RAP_OK, "%s", err.text);
        return;
    }
    ck_assert_int_eq(code, RAP_SCHEMA);
    ck_assert_str_eq(err.text, strict_messages[_i].error);
}
END_TEST

#define SOME_OF_EACH                                                   \
    "{\"truth\":true,\"words\":[\"abc\",\"def\"],\"maybe\":{\"n\":1}," \
    "\"list\":[{},{}],\"map\":{\"key\":{}},\"text\":\"text\"}"

START_TEST(the_arena_bounds_a_message)
{
    static const char json[] = SOME_OF_EACH;
    rap_err_t err = {0};
    all_t got;
    rap_code_t code = RAP_TOOBIG;
    size_t limit = 0;

    /* one byte more each time: every allocation fails once */
    for (; code == RAP_TOOBIG && limit < 8192; limit++) {
        RAP_AUTO(rap_arena) *arena = rap_arena_new(limit);

        code = rap_codec_read(&all_table, &got, json, sizeof json - 1, arena, &err);
        if (code == RAP_TOOBIG)
            ck_assert_ptr_nonnull(strstr(err.text, "more than the memory allowed"));
    }
    ck_assert_int_eq(code, RAP_OK);
    ck_assert_uint_gt(limit, sizeof got);
}
END_TEST

static size_t heap(void)
{
    struct mallinfo2 info = mallinfo2(); /* under a sanitizer it is all zero */

    return info.uordblks + info.hblkhd;
}

/* A message of 4 MiB takes fourteen times as much to be read. */
START_TEST(a_long_message_leaves_no_memory_behind)
{
    enum { LONG = 4 << 20 };
    rap_err_t err = {0};
    all_t got;
    RAP_AUTO_RELEASE(rap_buf) json;
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 20);

    rap_buf_init(&json, LONG + 64);
    ck_assert_int_eq(rap_buf_printf(&json, &err, "{\"text\":\"%0*d\"}", (int)LONG, 0), RAP_OK);
    size_t before = heap();
    ck_assert_int_eq(
        rap_codec_read(&all_table, &got, json.data, json.len, arena, &err), RAP_SCHEMA);
    ck_assert_uint_lt(heap(), before + LONG);
}
END_TEST

START_TEST(the_arena_bounds_what_is_made_of_a_tree)
{
    static const char json[] = SOME_OF_EACH;
    rap_err_t err = {0};
    all_t got;
    rap_code_t code = RAP_TOOBIG;
    size_t limit = 0;
    RAP_AUTO(rap_tree) *tree = NULL;

    ck_assert_int_eq(rap_tree_json(&tree, "t", json, sizeof json - 1, &err), RAP_OK);
    for (; code == RAP_TOOBIG && limit < 4096; limit++) {
        RAP_AUTO(rap_arena) *arena = rap_arena_new(limit);

        code = rap_codec_tree(&all_table, &got, tree, arena, &err);
        if (code == RAP_TOOBIG)
            ck_assert_ptr_nonnull(strstr(err.text, "more than the memory allowed"));
    }
    ck_assert_int_eq(code, RAP_OK);
    ck_assert_uint_gt(limit, sizeof got);
}
END_TEST

/* What no row asks for takes memory while it is read. */
START_TEST(the_arena_bounds_what_is_passed_over)
{
    enum { ITEMS = 10000, LIMIT = 1 << 18 };
    static const char head[] = "{\"id\":\"a\",\"part\":{\"name\":\"b\"},\"new\":[0";
    rap_err_t err = {0};
    strict_t got;
    rap_buf_t json;
    RAP_AUTO(rap_arena) *arena = rap_arena_new(LIMIT);

    rap_buf_init(&json, 1 << 20);
    ck_assert_int_eq(rap_buf_text(&json, head, &err), RAP_OK);
    for (int i = 0; i < ITEMS; i++)
        ck_assert_int_eq(rap_buf_text(&json, ",{}", &err), RAP_OK);
    ck_assert_int_eq(rap_buf_text(&json, "]}", &err), RAP_OK);
    ck_assert_int_eq(
        rap_codec_read(&strict_table, &got, json.data, json.len, arena, &err), RAP_TOOBIG);
    ck_assert_str_eq(err.text, "strict: more than the memory allowed");
    ck_assert_uint_eq(rap_arena_used(arena), 0);
    rap_buf_release(&json);
}
END_TEST

/* What was kept before a message was read is let go of after, and the other way round. */
START_TEST(a_tree_outlives_messages)
{
    static const char json[] = SOME_OF_EACH;
    rap_err_t err = {0};
    all_t got;
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 20);
    rap_tree_t *before, *after;

    ck_assert_int_eq(rap_tree_json(&before, "t", json, sizeof json - 1, &err), RAP_OK);
    ck_assert_int_eq(rap_codec_read(&all_table, &got, json, sizeof json - 1, arena, &err), RAP_OK);
    ck_assert_int_eq(rap_tree_json(&after, "t", json, sizeof json - 1, &err), RAP_OK);
    ck_assert_int_eq(
        rap_codec_read(&all_table, &got, "{\"real\":0.1", 11, arena, &err), RAP_SYNTAX);
    ck_assert_int_eq(rap_codec_tree(&all_table, &got, before, arena, &err), RAP_OK);
    ck_assert_str_eq(got.text, "text");
    rap_tree_destroy(&before);
    ck_assert_int_eq(rap_codec_tree(&all_table, &got, after, arena, &err), RAP_OK);
    ck_assert_str_eq(got.text, "text");
    rap_tree_destroy(&after);
}
END_TEST

/* ---- writing ---- */

static const struct {
    double value;
    const char *json;
} reals[] = {
    {0.0, "0"},
    {-0.0, "-0"},
    {0.1, "0.1"},
    {1.0 / 3, "0.333333333333333"},
    {0.1 + 0.2, "0.30000000000000004"},
    {1e300, "1e+300"},
    {5e-324, "4.94065645841247e-324"},
    {182.4, "182.4"},
    {123456789012345678.0, "1.2345678901234568e+17"},
};

typedef struct number {
    double value;
} number_t;

static const rap_field_t number_fields[] = {
    {.name = "value", .kind = RAP_KIND_REAL, .offset = offsetof(number_t, value)},
    {.kind = RAP_KIND_END},
};
static const rap_table_t number_table = {"number", sizeof(number_t), number_fields, false};

START_TEST(reals_read_back_the_same)
{
    number_t number = {reals[_i].value}, again;
    rap_err_t err = {0};
    rap_buf_t out;
    RAP_AUTO(rap_arena) *arena = rap_arena_new(4096);

    rap_buf_init(&out, 4096);
    ck_assert_int_eq(rap_codec_write(&number_table, &number, &out, &err), RAP_OK);
    ck_assert_msg(strncmp(out.data + 9, reals[_i].json, strlen(reals[_i].json)) == 0, "%s not %s",
        out.data, reals[_i].json);
    ck_assert_int_eq(rap_codec_read(&number_table, &again, out.data, out.len, arena, &err), RAP_OK);
    ck_assert(number.value == again.value);
    rap_buf_release(&out);
}
END_TEST

static void assert_not_written(const rap_table_t *table, const void *self, const char *error)
{
    rap_err_t err = {0};
    rap_buf_t out;

    rap_buf_init(&out, 4096);
    ck_assert_int_eq(rap_buf_text(&out, "kept", &err), RAP_OK);
    ck_assert_int_eq(rap_codec_write(table, self, &out, &err), RAP_SCHEMA);
    ck_assert_str_eq(err.text, error);
    ck_assert_str_eq(out.data, "kept"); /* nothing half written */
    rap_buf_release(&out);
}

START_TEST(what_json_cannot_say_is_not_written)
{
    const char *words[] = {"a", "\xed\xa0\x80"};
    leaf_t leaf = {.key = "k", .word = "\xff"};

    assert_not_written(&number_table, &(number_t){HUGE_VAL},
        "number: value: JSON has no number that is not finite");
    assert_not_written(&all_table, &(all_t){.lane = 2}, "all: lane: 2 is none of its 2 choices");
    assert_not_written(&all_table, &(all_t){.lane = -1}, "all: lane: -1 is none of its 2 choices");
    assert_not_written(
        &all_table, &(all_t){.words = {words, 2}}, "all: words: the text is not UTF-8");
    assert_not_written(
        &all_table, &(all_t){.map = {&leaf, 1}}, "all: map: word: the text is not UTF-8");
    leaf.key = "\xc3";
    assert_not_written(&all_table, &(all_t){.map = {&leaf, 1}}, "all: map: the text is not UTF-8");
}
END_TEST

START_TEST(what_no_reader_takes_does_not_fit)
{
    const char *words[] = {"a", "b", "c", "d"};
    leaf_t leaf[3] = {{.key = "k", .word = "123456789"}};
    const struct {
        all_t all;
        const char *text;
    } cases[] = {
        {{.text = "123456789", .words = {words, 3}, .list = {leaf + 1, 2}}, NULL},
        {{.text = "1234567890"}, "all: text: 10 bytes are more than 9"},
        {{.words = {words, 4}}, "all: words: 4 items are more than 3"},
        {{.list = {leaf, 3}}, "all: list: 3 items are more than 2"},
        {{.list = {leaf, 1}}, "all: list: word: 9 bytes are more than 8"},
        {{.map = {leaf, 1}}, "all: map: word: 9 bytes are more than 8"},
        {{.leaf = leaf[0]}, "all: leaf: word: 9 bytes are more than 8"},
        {{.maybe = leaf}, "all: maybe: word: 9 bytes are more than 8"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rap_err_t err = {0};

        ck_assert_int_eq(rap_codec_fits(&all_table, &cases[i].all, &err),
            cases[i].text == NULL ? RAP_OK : RAP_TOOBIG);
        if (cases[i].text != NULL)
            ck_assert_str_eq(err.text, cases[i].text);
    }
}
END_TEST

START_TEST(the_buffer_bounds_what_is_written)
{
    const char *words[] = {"\"a\"", "b"};
    leaf_t leaf[] = {{.key = "k"}, {.key = "l\n"}};
    all_t all = {.text = "t\n", .words = {words, 2}, .list = {leaf, 2}, .map = {leaf, 2}};
    rap_err_t err = {0};
    rap_code_t code = RAP_TOOBIG;

    for (size_t max = 1; code == RAP_TOOBIG; max++) {
        rap_buf_t out;

        rap_buf_init(&out, max);
        code = rap_codec_write(&all_table, &all, &out, &err);
        ck_assert_uint_eq(out.len, code == RAP_OK ? max : 0);
        rap_buf_release(&out);
    }
    ck_assert_int_eq(code, RAP_OK);
}
END_TEST

/* ---- files ---- */

static const struct {
    const char *yaml;
    const char *error; /* NULL: it is taken */
} files[] = {
    {"part: {whole: 3}\n", NULL},
    {"part:\n", NULL},
    {"other: 1\n", NULL},
    {"", NULL},
    {"part:\n  whole: 3\n  list:\n    - n: 1\n    -\n", NULL},
    {"part: 1\n", "f:1: part: must be a mapping"},
    {"- part\n", "f:1: must be a mapping"},
    {"\n\npart:\n  whole: 3\n  slotz: 1\n", "f:5: part: unknown key 'slotz'"},
    {"part:\n  whole: 3\n  lanes: live\n", "f:3: part: unknown key 'lanes'; did you mean 'lane'?"},
    {"part:\n  whole:\n    900\n", "f:2: part.whole: 900 is more than 64"},
    {"part:\n  words:\n    - a\n    - 7\n", "f:4: part.words[1]: must be a text: put it in quotes"},
    {"part:\n  list:\n    - n: 1\n    - word: a\n      m: 1\n",
        "f:5: part.list[1]: unknown key 'm'; did you mean 'n'?"},
    {"part:\n  map:\n    a:\n      n: 1\n    b: {n: x}\n",
        "f:5: part.map.b.n: must be a whole number"},
    {"part:\n  leaf:\n\n    word: 2024\n", "f:4: part.leaf.word: must be a text: put it in quotes"},
};

START_TEST(files_are_read_by_section_with_lines)
{
    rap_err_t err = {0};
    all_t got = {0};
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 20);
    RAP_AUTO(rap_tree) *tree = NULL;
    const char *yaml = files[_i].yaml;

    ck_assert_int_eq(rap_tree_yaml(&tree, "f", yaml, strlen(yaml), &err), RAP_OK);
    rap_code_t code = rap_codec_section(&all_table, &got, tree, "part", arena, &err);
    if (files[_i].error == NULL) {
        ck_assert_msg(code == RAP_OK, "%s", err.text);
        ck_assert(got.truth); /* a preset */
        return;
    }
    ck_assert_int_eq(code, RAP_CONFIG);
    ck_assert_str_eq(err.text, files[_i].error);
}
END_TEST

START_TEST(a_long_path_is_cut_not_overrun)
{
    char yaml[600];
    rap_err_t err = {0};
    all_t got = {0};
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 20);
    RAP_AUTO(rap_tree) *tree = NULL;

    (void)snprintf(yaml, sizeof yaml, "map: {%0500d: {n: x}}", 1);
    ck_assert_int_eq(rap_tree_yaml(&tree, "f", yaml, strlen(yaml), &err), RAP_OK);
    ck_assert_int_eq(rap_codec_tree(&all_table, &got, tree, arena, &err), RAP_CONFIG);
    ck_assert_ptr_nonnull(strstr(err.text, "00: must be a whole number"));
}
END_TEST

/* ---- what a person writes ---- */

static const struct {
    const char *row;
    const char *text;
    const char *json; /* of the row, or the error */
    bool taken;
} texts[] = {
    {"truth", "yes", "\"truth\":true", true},
    {"truth", "on", "\"truth\":true", true},
    {"truth", "1", "\"truth\":true", true},
    {"truth", "true", "\"truth\":true", true},
    {"truth", "no", "\"truth\":false", true},
    {"truth", "Yes", "'Yes' is neither yes nor no", false},
    {"truth", "", "'' is neither yes nor no", false},
    {"whole", "12", "\"whole\":12", true},
    {"whole", "", "'' is not a number", false},
    {"whole", "-", "'-' is not a number in range", false},
    {"whole", " 1", "' 1' is not a number", false},
    {"whole", "1x", "'1x' is not a number", false},
    {"whole", "99999999999999999999", "'99999999999999999999' is not a number in range", false},
    {"whole", "-1", "-1 is less than 1", false},
    {"bytes", "512", "\"bytes\":512", true},
    {"bytes", "3K", "\"bytes\":3072", true},
    {"bytes", "1G", "\"bytes\":1073741824", true},
    {"bytes", "1GB", "'1GB' has no known unit; the units are K, M, G", false},
    {"bytes", "9223372036854775807G", "'9223372036854775807G' is not a number in range", false},
    {"time_ms", "250ms", "\"time_ms\":250", true},
    {"time_ms", "15m", "\"time_ms\":900000", true},
    {"time_ms", "1h", "\"time_ms\":3600000", true},
    {"time_ms", "2h", "2h is more than 1h", false},
    {"time_ms", "1 s", "'1 s' has no known unit; the units are ms, s, m, h, d", false},
    {"real", "0.25", "\"real\":0.25", true},
    {"real", "1e-3", "\"real\":0.001", true},
    {"real", "nan", "must be a finite number", false},
    {"real", "1,5", "'1,5' is not a number", false},
    {"real", "", "'' is not a number", false},
    {"text", "a, b", "\"text\":\"a, b\"", true},
    {"text", "", "0 bytes are fewer than 1", false},
    {"lane", "live", "\"lane\":\"live\"", true},
    {"lane", "liv", "'liv' is none of live, bulk", false},
    {"words", "", "\"words\":[]", true},
    {"words", " a ,b  c, ", "\"words\":[\"a\",\"b  c\",\"\"]", true},
    {"words", "a,b,c,d", "4 items are more than 3", false},
    {"leaf", "x", "'leaf' cannot be one word; set it in the file", false},
};

static const rap_field_t *row(const char *name)
{
    const rap_field_t *field = all_fields;

    while (strcmp(field->name, name) != 0)
        field++;
    return field;
}

START_TEST(texts_are_read_by_their_row)
{
    const rap_field_t *field = row(texts[_i].row);
    all_t got = {0};
    rap_err_t err = {0};
    rap_buf_t out;
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 20);
    rap_code_t code = rap_codec_text(field, &got, texts[_i].text, arena, &err);

    if (!texts[_i].taken) {
        ck_assert_int_eq(code, RAP_CONFIG);
        ck_assert_str_eq(err.text, texts[_i].json);
        return;
    }
    ck_assert_msg(code == RAP_OK, "%s", err.text);
    rap_buf_init(&out, 4096);
    ck_assert_int_eq(rap_codec_write(&all_table, &got, &out, &err), RAP_OK);
    ck_assert_msg(strstr(out.data, texts[_i].json) != NULL, "%s", out.data);
    rap_buf_release(&out);
}
END_TEST

START_TEST(a_bad_default_is_named)
{
    static const rap_field_t bad_fields[] = {
        {.name = "value", .kind = RAP_KIND_REAL, .preset = "much"},
        {.kind = RAP_KIND_END},
    };
    static const rap_table_t bad_table = {"bad", sizeof(number_t), bad_fields, false};
    number_t number;
    rap_err_t err = {0};
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 20);

    ck_assert_int_eq(rap_codec_presets(&bad_table, &number, arena, &err), RAP_CONFIG);
    ck_assert_str_eq(err.text, "the default of 'value': 'much' is not a number");
    ck_assert_int_eq(rap_codec_read(&bad_table, &number, "{}", 2, arena, &err), RAP_SCHEMA);
    ck_assert_str_eq(err.text, "bad: the default of 'value': 'much' is not a number");
}
END_TEST

START_TEST(numbers_without_bounds_have_none)
{
    static const rap_field_t free_row = {.name = "n", .kind = RAP_KIND_INT};
    static const rap_field_t least = {.name = "n", .kind = RAP_KIND_INT, .min = 1};
    static const rap_field_t negative = {.name = "n", .kind = RAP_KIND_INT, .min = -5};
    int64_t n;
    rap_err_t err = {0};

    ck_assert_int_eq(rap_codec_text(&free_row, &n, "-9223372036854775808", NULL, &err), RAP_OK);
    ck_assert_int_eq(n, INT64_MIN);
    ck_assert_int_eq(rap_codec_text(&least, &n, "9223372036854775807", NULL, &err), RAP_OK);
    ck_assert_int_eq(rap_codec_text(&least, &n, "0", NULL, &err), RAP_CONFIG);
    ck_assert_int_eq(rap_codec_text(&negative, &n, "-5", NULL, &err), RAP_OK);
    ck_assert_int_eq(rap_codec_text(&negative, &n, "1", NULL, &err), RAP_CONFIG);
}
END_TEST

static const struct {
    const char *word;
    const char *nearest;
} words[] = {
    {"slotz", "slots"},
    {"slto", "slots"},
    {"lost", "slots"},
    {"pase", "pace"},
    {"paec", "pace"},
    {"loglevel", "log_level"},
    {"x", NULL},
    {"", NULL},
    {"frobnicate", NULL},
    {"a_word_that_is_very_much_longer_than_any_that_a_table_would_ever_have", NULL},
};

START_TEST(the_nearest_word_is_found)
{
    static const char *const known[] = {"pace", "slots", "log_level",
        "another_word_that_is_very_much_longer_than_any_that_a_table_would_have", NULL};
    const char *nearest = rap_codec_nearest(words[_i].word, known);

    if (words[_i].nearest == NULL)
        ck_assert_msg(nearest == NULL, "%s", nearest);
    else
        ck_assert_str_eq(nearest, words[_i].nearest);
}
END_TEST

#define LOOP(tc, test, table) \
    tcase_add_loop_test((tc), test, 0, (int)(sizeof(table) / sizeof((table)[0])))

START_TEST(one_item_each_keeps_its_commas)
{
    const rap_field_t field = {
        .name = "hint", .kind = RAP_KIND_STRINGS, .max = 3, .flags = RAP_ONE_EACH};
    rap_arena_t *arena = rap_arena_new(1 << 12);
    rap_strings_t got = {0};
    rap_err_t err;

    ck_assert_int_eq(rap_codec_text(&field, &got, "title=A, B", arena, &err), RAP_OK);
    ck_assert_uint_eq(got.count, 1);
    ck_assert_str_eq(got.item[0], "title=A, B");
    ck_assert_int_eq(rap_codec_text(&field, &got, "", arena, &err), RAP_OK);
    ck_assert_uint_eq(got.count, 0);
    rap_arena_destroy(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("codec");
    TCase *tc = tcase_create("core");

    LOOP(tc, messages_are_read_and_written, messages);
    LOOP(tc, a_bad_message_is_refused_and_changes_nothing, bad_messages);
    LOOP(tc, required_rows_are_missed, strict_messages);
    tcase_add_test(tc, a_long_mapping_is_read_and_may_have_no_key_twice);
    tcase_add_test(tc, the_arena_bounds_a_message);
    tcase_add_test(tc, a_long_message_leaves_no_memory_behind);
    tcase_add_test(tc, the_arena_bounds_what_is_made_of_a_tree);
    tcase_add_test(tc, the_arena_bounds_what_is_passed_over);
    tcase_add_test(tc, a_tree_outlives_messages);
    LOOP(tc, reals_read_back_the_same, reals);
    tcase_add_test(tc, what_json_cannot_say_is_not_written);
    tcase_add_test(tc, what_no_reader_takes_does_not_fit);
    tcase_add_test(tc, the_buffer_bounds_what_is_written);
    LOOP(tc, files_are_read_by_section_with_lines, files);
    tcase_add_test(tc, a_long_path_is_cut_not_overrun);
    LOOP(tc, texts_are_read_by_their_row, texts);
    tcase_add_test(tc, a_bad_default_is_named);
    tcase_add_test(tc, one_item_each_keeps_its_commas);
    tcase_add_test(tc, numbers_without_bounds_have_none);
    LOOP(tc, the_nearest_word_is_found, words);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
