/* The reader of JSON texts: what it takes, and what it says of what it does not take. */
#include "base/tree_private.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static rap_err_t err;
static rap_arena_t *arena;
static rap_node_t *root;

static void begin(void)
{
    arena = rap_arena_new(1 << 20);
    root = NULL;
}

static void end(void)
{
    rap_arena_destroy(&arena);
}

/* From a block of its own length, so that a sanitizer sees a byte read too far. */
static rap_code_t read_bytes(const char *bytes, size_t len, bool lines)
{
    char *copy = malloc(len > 0 ? len : 1);

    ck_assert_ptr_nonnull(copy);
    memcpy(copy, bytes, len);
    const rap_json_text_t text = {.name = "t", .bytes = copy, .len = len, .lines = lines};
    rap_code_t code = rap_json_read(&text, arena, &root, &err);
    free(copy); /* nothing points into it */
    return code;
}

static rap_code_t read_text(const char *text)
{
    return read_bytes(text, strlen(text), false);
}

static const struct {
    const char *json, *text;
} texts[] = {
    {"\"\"", ""},
    {"\"a\"", "a"},
    {"\"1234567\"", "1234567"},
    {"\"12345678\"", "12345678"},
    {"\"123456789 123456789 1234567\"", "123456789 123456789 1234567"},
    {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"},
    {"\"\\u0041\\u00e9\\u20AC\\ud83c\\udf0d.\"", "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x8c\x8d."},
    {"\"\\u0001\\u001f\\u007f\\uffff\"", "\x01\x1f\x7f\xef\xbf\xbf"},
    {"\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x8c\x8d\xc3\xa9\xe2\x82\xac\\\\\xc3\xa9\"",
        "\xc3\xa9\xe2\x82\xac\xf0\x9f\x8c\x8d\xc3\xa9\xe2\x82\xac\\\xc3\xa9"},
};

START_TEST(texts_are_what_was_meant)
{
    ck_assert_msg(read_text(texts[_i].json) == RAP_OK, "%s", err.text);
    ck_assert_int_eq(root->kind, RAP_NODE_TEXT);
    ck_assert_str_eq(root->text.bytes, texts[_i].text);
    ck_assert_uint_eq(root->text.len, strlen(texts[_i].text));
}
END_TEST

/* Each special character at each place of a word of eight bytes, between all others. */
START_TEST(special_characters_are_seen_everywhere)
{
    for (size_t at = 0; at < 24; at++)
        for (int c = 1; c < 0x80; c++) {
            char json[64] = "\"abcdefghijklmnopqrstuvwxy\"";

            json[1 + at] = (char)c;
            rap_arena_reset(arena);
            rap_code_t code = read_text(json);
            bool is_plain = c >= 0x20 && c != '"' && c != '\\';
            /* an escape takes the letter behind it, which may be one that may be escaped */
            bool is_escape = c == '\\' && strchr("bfnrt", json[2 + at]) != NULL;
            ck_assert_msg((code == RAP_OK) == (is_plain || is_escape), "%d at %zu", c, at);
            if (is_plain)
                ck_assert_mem_eq(root->text.bytes, json + 1, 25);
        }
}
END_TEST

static const struct {
    const char *json;
    int64_t whole;
} integers[] = {
    {"0", 0},
    {"-0", 0},
    {" 7 ", 7},
    {"-12", -12},
    {"9223372036854775807", INT64_MAX},
    {"-9223372036854775808", INT64_MIN},
};

START_TEST(whole_numbers_are_exact)
{
    ck_assert_msg(read_text(integers[_i].json) == RAP_OK, "%s", err.text);
    ck_assert_int_eq(root->kind, RAP_NODE_INT);
    ck_assert_int_eq(root->whole, integers[_i].whole);
}
END_TEST

static const struct {
    const char *json;
    double real;
} reals[] = {
    {"0.5", 0.5},
    {"-1.25e2", -125},
    {"1E+3", 1000},
    {"10e-1", 1},
    {"0e0", 0},
    {"1e-999", 0},
    {"123456789012345678901234567890.5", 123456789012345678901234567890.5},
};

START_TEST(other_numbers_are_near)
{
    ck_assert_msg(read_text(reals[_i].json) == RAP_OK, "%s", err.text);
    ck_assert_int_eq(root->kind, RAP_NODE_REAL);
    ck_assert(root->real == reals[_i].real);
}
END_TEST

START_TEST(lists_and_mappings_keep_their_order)
{
    const char json[] = " [ true , null,false,\n{ \"b\" : [ ] ,\"a\":{ } } ]\t";

    ck_assert_msg(read_bytes(json, sizeof json - 1, true) == RAP_OK, "%s", err.text);
    ck_assert_int_eq(root->kind, RAP_NODE_LIST);
    ck_assert_uint_eq(root->within.count, 4);
    const rap_node_t *node = root->within.first;
    ck_assert(node->kind == RAP_NODE_BOOL && node->truth && node->key == NULL);
    node = node->next;
    ck_assert_int_eq(node->kind, RAP_NODE_NULL);
    node = node->next;
    ck_assert(node->kind == RAP_NODE_BOOL && !node->truth);
    node = node->next;
    ck_assert_int_eq(node->kind, RAP_NODE_MAPPING);
    ck_assert_uint_eq(node->line, 2);
    ck_assert_ptr_null(node->next);
    ck_assert_str_eq(node->within.first->key, "b");
    ck_assert_int_eq(node->within.first->kind, RAP_NODE_LIST);
    ck_assert_str_eq(node->within.last->key, "a");
    ck_assert_uint_eq(node->within.last->within.count, 0);
}
END_TEST

static const struct {
    const char *json, *error;
} wrong[] = {
    {"", "t: byte 0: a value is expected"},
    {" \n", "t: byte 2: a value is expected"},
    {"tru", "t: byte 0: a value is expected"},
    {"nul", "t: byte 0: a value is expected"},
    {"True", "t: byte 0: a value is expected"},
    {"true1", "t: byte 4: more follows the value"},
    {"+1", "t: byte 0: a value is expected"},
    {".5", "t: byte 0: a value is expected"},
    {"-", "t: byte 1: a number lacks a digit"},
    {"-a", "t: byte 1: a number lacks a digit"},
    {"1.", "t: byte 2: a number lacks a digit"},
    {"1.e1", "t: byte 2: a number lacks a digit"},
    {"1e", "t: byte 2: a number lacks a digit"},
    {"1e+", "t: byte 3: a number lacks a digit"},
    {"01", "t: byte 1: more follows the value"},
    {"9223372036854775808", "t: byte 19: a number out of range"},
    {"-9223372036854775809", "t: byte 20: a number out of range"},
    {"1e999", "t: byte 5: a number out of range"},
    {"0.0000000000000000000000000000000000000000000000000000000000000001",
        "t: byte 66: a number of more than 64 characters"},
    {"\"", "t: byte 1: a text is not closed"},
    {"\"a", "t: byte 2: a text is not closed"},
    {"\"a\\", "t: byte 3: a text is not closed"},
    {"\"a\\\"", "t: byte 4: a text is not closed"},
    {"\"a\nb\"", "t: byte 2: a control character in a text"},
    {"\"\\x\"", "t: byte 2: an unknown escape in a text"},
    {"\"\\u12\"", "t: byte 3: four hexadecimal digits are expected"},
    {"\"\\u12g4\"", "t: byte 3: four hexadecimal digits are expected"},
    {"\"\\u0000\"", "t: byte 7: a text cannot hold the character NUL"},
    {"\"\\ud83c\"", "t: byte 7: half of a surrogate pair"},
    {"\"\\ud83c\\n\"", "t: byte 7: half of a surrogate pair"},
    {"\"\\ud83c\\u0041\"", "t: byte 13: half of a surrogate pair"},
    {"\"\\udf0d\"", "t: byte 7: half of a surrogate pair"},
    {"[", "t: byte 1: a value is expected"},
    {"[1", "t: byte 2: ',' or ']' is expected"},
    {"[1,]", "t: byte 3: a value is expected"},
    {"[1 2]", "t: byte 3: ',' or ']' is expected"},
    {"[1}", "t: byte 2: ',' or ']' is expected"},
    {"{", "t: byte 1: a key in quotes is expected"},
    {"{a:1}", "t: byte 1: a key in quotes is expected"},
    {"{\"a\"}", "t: byte 4: ':' is expected"},
    {"{\"a\":}", "t: byte 5: a value is expected"},
    {"{\"a\":1,}", "t: byte 7: a key in quotes is expected"},
    {"{\"a\":1]", "t: byte 6: ',' or '}' is expected"},
    {"{\"a\":1,\"b\":2,\"\\u0061\":3}", "t: byte 24: key 'a' stands twice in one mapping"},
    {"[] []", "t: byte 3: more follows the value"},
};

START_TEST(what_is_no_json_is_named)
{
    ck_assert_int_eq(read_text(wrong[_i].json), RAP_SYNTAX);
    ck_assert_str_eq(err.text, wrong[_i].error);
    ck_assert_ptr_null(root);
}
END_TEST

/* Every beginning of a text is wrong, and none is read beyond. */
START_TEST(no_beginning_is_a_whole)
{
    static const char json[] =
        "{\"a\":[1,-2.5e3,\"b\\u00e9\\ud83c\\udf0d\\n\",true,null],\"c\":{\"d\":\"efghijklmnop\"}}";

    for (size_t len = 0; len < sizeof json - 1; len++)
        ck_assert_msg(read_bytes(json, len, false) == RAP_SYNTAX, "%zu bytes are taken", len);
    ck_assert_int_eq(read_bytes(json, sizeof json - 1, false), RAP_OK);
}
END_TEST

/* Few keys are compared each with each, many are sorted; the later one of two is meant. */
START_TEST(a_key_that_stands_twice_is_found_among_many)
{
    for (int count = 2; count < 100; count += 7) {
        char json[4096] = "{", *out = json + 1, error[64];

        for (int i = 0; i < count; i++)
            out += sprintf(out, "\"k%d\":%d,\n", i * 101 % count, i);
        (void)sprintf(out, "\"x\":1}");
        rap_arena_reset(arena);
        ck_assert_msg(read_bytes(json, strlen(json), true) == RAP_OK, "%s", err.text);
        (void)sprintf(out, "\"k0\":1}");
        ck_assert_int_eq(read_bytes(json, strlen(json), true), RAP_SYNTAX);
        (void)snprintf(
            error, sizeof error, "t:%d: key 'k0' stands twice in one mapping", count + 1);
        ck_assert_str_eq(err.text, error);
    }
}
END_TEST

START_TEST(depth_is_bounded)
{
    char json[2 * RAP_TREE_DEPTH_MAX + 3];

    memset(json, '[', RAP_TREE_DEPTH_MAX + 1);
    memset(json + RAP_TREE_DEPTH_MAX + 1, ']', RAP_TREE_DEPTH_MAX + 1);
    ck_assert_int_eq(read_bytes(json + 1, 2 * RAP_TREE_DEPTH_MAX, false), RAP_OK);
    ck_assert_int_eq(read_bytes(json, 2 * RAP_TREE_DEPTH_MAX + 2, false), RAP_SYNTAX);
    ck_assert_str_eq(err.text, "t: byte 64: nested more than 64 deep");
}
END_TEST

START_TEST(the_arena_bounds_it)
{
    rap_code_t code = RAP_TOOBIG;

    for (size_t limit = 0; code == RAP_TOOBIG; limit++) {
        ck_assert_uint_lt(limit, 4096);
        rap_arena_destroy(&arena);
        arena = rap_arena_new(limit);
        code = read_text("{\"a\":[{\"b\":\"text\"},\"c\"]}");
        if (code != RAP_OK)
            ck_assert_str_eq(err.text, "t: more than the memory allowed");
    }
    ck_assert_int_eq(code, RAP_OK);
}
END_TEST

#define LOOP(tc, test, table) \
    tcase_add_loop_test(tc, test, 0, (int)(sizeof(table) / sizeof(table)[0]))

int main(void)
{
    Suite *suite = suite_create("json");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, begin, end);
    LOOP(tc, texts_are_what_was_meant, texts);
    tcase_add_test(tc, special_characters_are_seen_everywhere);
    LOOP(tc, whole_numbers_are_exact, integers);
    LOOP(tc, other_numbers_are_near, reals);
    tcase_add_test(tc, lists_and_mappings_keep_their_order);
    LOOP(tc, what_is_no_json_is_named, wrong);
    tcase_add_test(tc, no_beginning_is_a_whole);
    tcase_add_test(tc, a_key_that_stands_twice_is_found_among_many);
    tcase_add_test(tc, depth_is_bounded);
    tcase_add_test(tc, the_arena_bounds_it);
    suite_add_tcase(suite, tc);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
