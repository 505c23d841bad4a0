#include "base/tree.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/codec.h"
#include "base/file.h"
#include "tests/unit/suite.h"

/* ---- what a plain or quoted scalar is: read through a row of each kind ---- */

typedef struct scalar {
    bool truth;
    int64_t whole;
    double real;
    const char *text;
} scalar_t;

static const rap_field_t scalar_fields[] = {
    {.name = "truth", .kind = RAP_KIND_BOOL, .offset = offsetof(scalar_t, truth)},
    {.name = "whole", .kind = RAP_KIND_INT, .offset = offsetof(scalar_t, whole)},
    {.name = "real", .kind = RAP_KIND_REAL, .offset = offsetof(scalar_t, real)},
    {.name = "text", .kind = RAP_KIND_STRING, .offset = offsetof(scalar_t, text)},
    {.kind = RAP_KIND_END},
};
static const rap_table_t scalar_table = {"scalar", sizeof(scalar_t), scalar_fields, false};

static const struct {
    const char *yaml;
    const char *json; /* of what was read, or NULL: an error of the codec */
} scalars[] = {
    {"truth: true", "{\"truth\":true,\"whole\":0,\"real\":0}"},
    {"truth: TRUE", "{\"truth\":true,\"whole\":0,\"real\":0}"},
    {"truth: True", "{\"truth\":true,\"whole\":0,\"real\":0}"},
    {"truth: false", "{\"truth\":false,\"whole\":0,\"real\":0}"},
    {"truth: tRUE", NULL},
    {"truth: yes", NULL},
    {"truth: on", NULL},
    {"truth: 'true'", NULL},
    {"truth: ~", "{\"truth\":false,\"whole\":0,\"real\":0}"},
    {"truth:", "{\"truth\":false,\"whole\":0,\"real\":0}"},
    {"truth: null", "{\"truth\":false,\"whole\":0,\"real\":0}"},
    {"whole: 12", "{\"truth\":false,\"whole\":12,\"real\":0}"},
    {"whole: +12", "{\"truth\":false,\"whole\":12,\"real\":0}"},
    {"whole: -12", "{\"truth\":false,\"whole\":-12,\"real\":0}"},
    {"whole: 012", "{\"truth\":false,\"whole\":12,\"real\":0}"},
    {"whole: 0o17", "{\"truth\":false,\"whole\":15,\"real\":0}"},
    {"whole: 0xfF", "{\"truth\":false,\"whole\":255,\"real\":0}"},
    {"whole: 0o18", NULL},
    {"whole: -0x1", NULL},
    {"whole: 1_000", NULL},
    {"whole: 1.0", NULL},
    {"whole: -a", NULL},
    {"whole: 9223372036854775807", "{\"truth\":false,\"whole\":9223372036854775807,\"real\":0}"},
    {"real: 1", "{\"truth\":false,\"whole\":0,\"real\":1}"},
    {"real: .5", "{\"truth\":false,\"whole\":0,\"real\":0.5}"},
    {"real: 5.", "{\"truth\":false,\"whole\":0,\"real\":5}"},
    {"real: -1.25e2", "{\"truth\":false,\"whole\":0,\"real\":-125}"},
    {"real: 1E+3", "{\"truth\":false,\"whole\":0,\"real\":1000}"},
    {"real: 1e", NULL},
    {"real: .", NULL},
    {"real: 1.2.3", NULL},
    {"text: NO", "{\"truth\":false,\"whole\":0,\"real\":0,\"text\":\"NO\"}"},
    {"text: yes", "{\"truth\":false,\"whole\":0,\"real\":0,\"text\":\"yes\"}"},
    {"text: '012'", "{\"truth\":false,\"whole\":0,\"real\":0,\"text\":\"012\"}"},
    {"text: \"a\\u00e9\\n\"", "{\"truth\":false,\"whole\":0,\"real\":0,\"text\":\"a\u00e9\\n\"}"},
    {"text: |\n  a\n  b\n", "{\"truth\":false,\"whole\":0,\"real\":0,\"text\":\"a\\nb\\n\"}"},
    {"text: 2024-03-08", "{\"truth\":false,\"whole\":0,\"real\":0,\"text\":\"2024-03-08\"}"},
    {"text: ''", "{\"truth\":false,\"whole\":0,\"real\":0,\"text\":\"\"}"},
    {"text: >\n  1\n", "{\"truth\":false,\"whole\":0,\"real\":0,\"text\":\"1\\n\"}"},
    {"text: 1", NULL},
    {"{text: a, whole: 1}", "{\"truth\":false,\"whole\":1,\"real\":0,\"text\":\"a\"}"},
    {"", "{\"truth\":false,\"whole\":0,\"real\":0}"},
    {"# nothing\n", "{\"truth\":false,\"whole\":0,\"real\":0}"},
    {"---\n", "{\"truth\":false,\"whole\":0,\"real\":0}"},
    {"%YAML 1.2\n---\nwhole: 1\n...\n", "{\"truth\":false,\"whole\":1,\"real\":0}"},
    {"\xef\xbb\xbfwhole: 1", "{\"truth\":false,\"whole\":1,\"real\":0}"},
};

START_TEST(scalars_follow_the_core_schema)
{
    rap_err_t err = {0};
    scalar_t got = {0};
    rap_buf_t out;
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 20);
    RAP_AUTO(rap_tree) *tree = NULL;

    ck_assert_msg(
        rap_tree_yaml(&tree, "t", scalars[_i].yaml, strlen(scalars[_i].yaml), &err) == RAP_OK,
        "%s: %s", scalars[_i].yaml, err.text);
    rap_code_t code = rap_codec_tree(&scalar_table, &got, tree, arena, &err);
    if (scalars[_i].json == NULL) {
        ck_assert_msg(code == RAP_CONFIG, "'%s' was taken", scalars[_i].yaml);
        return;
    }
    ck_assert_msg(code == RAP_OK, "%s: %s", scalars[_i].yaml, err.text);
    rap_buf_init(&out, 4096);
    ck_assert_int_eq(rap_codec_write(&scalar_table, &got, &out, &err), RAP_OK);
    ck_assert_str_eq(out.data, scalars[_i].json);
    rap_buf_release(&out);
}
END_TEST

/* ---- malformed texts ---- */

static const struct {
    const char *text;
    const char *error;
} bad_yaml[] = {
    {"a: 1\nb: &x 2\n", "t:2: anchor '&x': anchors are not taken, write the value out"},
    {"a: &x [1]\n", "t:1: anchor '&x': anchors are not taken, write the value out"},
    {"a: &x {b: 1}\n", "t:1: anchor '&x': anchors are not taken, write the value out"},
    {"a:\n  - *x\n", "t:2: alias '*x': aliases are not taken, write the value out"},
    {"a: !!str 1\n", "t:1: tag 'tag:yaml.org,2002:str': tags are not taken, quote a text instead"},
    {"a: 1\nb: 2\na: 3\n", "t:3: key 'a' stands twice in one mapping"},
    {"a: 1\n---\nb: 2\n", "t:2: a second document: write one a file"},
    {"a: 99999999999999999999\n",
        "t:1: 99999999999999999999 is a number out of range: quote it if it is a text"},
    {"a: -.inf\n", "t:1: -.inf is a number out of range: quote it if it is a text"},
    {"a: .NaN\n", "t:1: .NaN is a number out of range: quote it if it is a text"},
    {"a: 1e999\n", "t:1: 1e999 is a number out of range: quote it if it is a text"},
    {"a: \"b\\0\"\n", "t:1: a text cannot hold the character NUL"},
    {"? [a]\n: 1\n", "t:1: a key must be a text, not a list or a mapping"},
    {"a: 1\nb: \"\xc3(\"\n", "t:2: the line is not UTF-8 text"},
    {"a: 1\n\nb: \x01\n", "t:3: control characters are not allowed"},
    {"a: [1\nb: 2\n", "t:2: did not find expected ',' or ']' while parsing a flow sequence"},
    {"a: b: c\n", "t:1: mapping values are not allowed in this context"},
    {"\tq: 1\n",
        "t:1: found character that cannot start any token while scanning for the next token"},
};

START_TEST(malformed_yaml_is_refused_with_its_line)
{
    rap_err_t err = {0};
    rap_tree_t *tree = NULL;

    ck_assert_int_eq(
        rap_tree_yaml(&tree, "t", bad_yaml[_i].text, strlen(bad_yaml[_i].text), &err), RAP_SYNTAX);
    ck_assert_str_eq(err.text, bad_yaml[_i].error);
    ck_assert_ptr_null(tree);
}
END_TEST

/* ---- JSON files ---- */

static const struct {
    const char *text;
    rap_code_t code;
    const char *error;
} json_texts[] = {
    {"", RAP_OK, NULL},
    {" \n ", RAP_OK, NULL},
    {"{}", RAP_OK, NULL},
    {"{\"text\": \"a\\\\\\\"}\", \"whole\": -1, \"truth\": true}\n", RAP_OK, NULL},
    {"{\n\"text\": \"a\\\"\",\n\"whole\"\n:\n[\n1,{\"x\":\n2}]}", RAP_CONFIG,
        "t:3: whole: must be a whole number"},
    {"{\"truth\": [[], {}, 1e3, null, \"]\"],\n\"real\":\n\"x\"}", RAP_CONFIG,
        "t:1: truth: must be true or false"},
    {"{\"truth\": false,\n\n\"real\":\n\"x\"}", RAP_CONFIG, "t:3: real: must be a number"},
    {"\n\n[1]", RAP_CONFIG, "t:3: must be a mapping"},
    {"12", RAP_CONFIG, "t:1: must be a mapping"},
    {", ,", RAP_SYNTAX, "t:1: unexpected token near ','"},
    {"{\n\"a\": 1,\n\"a\": 2}", RAP_SYNTAX, "t:3: duplicate object key near '\"a\"'"},
    {"{\n", RAP_SYNTAX, "t:2: string or '}' expected near end of file"},
    {"{}\n{}", RAP_SYNTAX, "t:2: end of file expected near '{'"},
    {"{\n\"a\": \"\xff\"}", RAP_SYNTAX, "t:2: the line is not UTF-8 text"},
};

START_TEST(json_is_read_with_its_lines)
{
    rap_err_t err = {0};
    scalar_t got;
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 20);
    RAP_AUTO(rap_tree) *tree = NULL;
    const char *text = json_texts[_i].text;

    rap_code_t code = rap_tree_json(&tree, "t", text, strlen(text), &err);
    if (code == RAP_OK)
        code = rap_codec_tree(&scalar_table, &got, tree, arena, &err);
    ck_assert_msg(code == json_texts[_i].code, "%s", err.text);
    if (code != RAP_OK)
        ck_assert_str_eq(err.text, json_texts[_i].error);
}
END_TEST

/* ---- limits ---- */

typedef rap_code_t read_fn(
    rap_tree_t **ret, const char *name, const char *text, size_t len, rap_err_t *err);

START_TEST(depth_is_bounded)
{
    read_fn *const readers[] = {rap_tree_yaml, rap_tree_json};
    char text[2 * RAP_TREE_DEPTH_MAX + 3];
    rap_err_t err = {0};

    for (size_t depth = RAP_TREE_DEPTH_MAX; depth <= RAP_TREE_DEPTH_MAX + 1; depth++)
        for (size_t i = 0; i < 2; i++) {
            RAP_AUTO(rap_tree) *tree = NULL;

            memset(text, '[', depth);
            memset(text + depth, ']', depth);
            rap_code_t code = readers[i](&tree, "t", text, 2 * depth, &err);
            ck_assert_int_eq(code, depth <= RAP_TREE_DEPTH_MAX ? RAP_OK : RAP_SYNTAX);
        }
    ck_assert_str_eq(err.text, "t:1: nested more than 64 deep");
}
END_TEST

START_TEST(a_tree_keeps_its_name)
{
    static const rap_field_t no_fields[] = {{.kind = RAP_KIND_END}};
    static const rap_table_t table = {.name = "none", .size = 1, .fields = no_fields};
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 16);
    RAP_AUTO(rap_tree) *tree = NULL;
    rap_err_t err = {0};
    char name[] = "name", nothing;

    ck_assert_int_eq(rap_tree_yaml(&tree, name, "a: 1\nb:\n", 8, &err), RAP_OK);
    name[0] = 'x'; /* it has its own */
    ck_assert_int_eq(rap_codec_tree(&table, &nothing, tree, arena, &err), RAP_CONFIG);
    ck_assert_str_eq(err.text, "name:1: unknown key 'a'");
    rap_tree_destroy(&tree);
    ck_assert_ptr_null(tree);
    rap_tree_destroy(&tree); /* idempotent */
}
END_TEST

START_TEST(files_are_read_and_bounded)
{
    char path[] = "/tmp/rap-test-tree-XXXXXX";
    int fd = mkstemp(path);
    rap_err_t err = {0};
    RAP_AUTO(rap_tree) *tree = NULL;

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(rap_file_write_all(fd, "a: 1\nb: *x", 10, &err), RAP_OK);
    ck_assert_int_eq(rap_tree_yaml_file(&tree, path, 4, &err), RAP_TOOBIG);
    ck_assert_int_eq(rap_tree_yaml_file(&tree, path, 100, &err), RAP_SYNTAX);
    ck_assert_msg(strncmp(err.text, path, strlen(path)) == 0 &&
                      strncmp(err.text + strlen(path), ":2: alias", 9) == 0,
        "%s", err.text);
    ck_assert_int_eq(rap_file_replace(path, "a: 1\n", 5, 0600, &err), RAP_OK);
    ck_assert_int_eq(rap_tree_yaml_file(&tree, path, 5, &err), RAP_OK);
    (void)close(fd);
    (void)unlink(path);
    rap_tree_destroy(&tree);
    ck_assert_int_eq(rap_tree_yaml_file(&tree, path, 100, &err), RAP_NOTFOUND);
    ck_assert_ptr_null(tree);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tree");
    TCase *tc = tcase_create("core");
    enum { SCALARS = sizeof scalars / sizeof scalars[0] };
    enum { BAD_YAML = sizeof bad_yaml / sizeof bad_yaml[0] };

    tcase_add_loop_test(tc, scalars_follow_the_core_schema, 0, SCALARS);
    tcase_add_loop_test(tc, malformed_yaml_is_refused_with_its_line, 0, BAD_YAML);
    tcase_add_loop_test(
        tc, json_is_read_with_its_lines, 0, (int)(sizeof json_texts / sizeof json_texts[0]));
    tcase_add_test(tc, depth_is_bounded);
    tcase_add_test(tc, a_tree_keeps_its_name);
    tcase_add_test(tc, files_are_read_and_bounded);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
