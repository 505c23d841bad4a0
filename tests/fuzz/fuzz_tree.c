/* Invariants: no text crashes a reader; reading the same text twice gives the same struct or
 * the same complaint; what was read is written, read back and written the same; a text that
 * is taken both as a file and as a message means the same in both. */
#include "base/codec.h"
#include "base/tree.h"
#include "tests/fuzz/check.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_MAX = 1 << 24, JSON_MAX = 1 << 24 };

typedef struct inner {
    const char *key; /* of a map */
    int64_t n;
    const char *s;
} inner_t;

typedef struct outer {
    bool b;
    int64_t i, y, t;
    double r;
    const char *s;
    int c;
    rap_strings_t l;
    inner_t o, *p;
    rap_array_t a, m;
} outer_t;

static const char *const words[] = {"x", "yy", "null", NULL};

static const rap_field_t inner_fields[] = {
    {.name = "n", .kind = RAP_KIND_INT, .offset = offsetof(inner_t, n), .preset = "7"},
    {.name = "s", .kind = RAP_KIND_STRING, .offset = offsetof(inner_t, s), .flags = RAP_KEEP_NULL},
    {.kind = RAP_KIND_END},
};
static const rap_table_t inner_table = {"inner", sizeof(inner_t), inner_fields, true};

#define ROW(member, k, ...)                                                                     \
    {                                                                                           \
        .name = #member, .kind = RAP_KIND_##k, .offset = offsetof(outer_t, member), __VA_ARGS__ \
    }

static const rap_field_t outer_fields[] = {
    ROW(b, BOOL, .preset = "yes"),
    ROW(i, INT, .preset = "1"),
    ROW(y, BYTES, .preset = "1K"),
    ROW(t, TIME, .preset = "1s"),
    ROW(r, REAL, .min = -100, .max = 100),
    ROW(s, STRING, .max = 100),
    ROW(c, CHOICE, .choices = words),
    ROW(l, STRINGS, .max = 9, .preset = "a,b"),
    ROW(o, OBJECT, .table = &inner_table),
    ROW(p, OPTIONAL, .table = &inner_table),
    ROW(a, ARRAY, .table = &inner_table),
    ROW(m, MAP, .table = &inner_table),
    {.kind = RAP_KIND_END},
};
static const rap_table_t outer_table = {"outer", sizeof(outer_t), outer_fields, false};

/* The end of one reading: what was understood as JSON, or the complaint. */
typedef struct end {
    rap_code_t code;
    rap_buf_t text;
} end_t;

typedef rap_code_t tree_fn(
    rap_tree_t **ret, const char *name, const char *text, size_t len, rap_err_t *err);

/* By a tree, or as a message when `reader` is NULL. */
static end_t read_once(tree_fn *reader, const char *text, size_t len)
{
    rap_err_t err = {0};
    end_t end;
    outer_t outer;
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ARENA_MAX);
    RAP_AUTO(rap_tree) *tree = NULL;

    rap_buf_init(&end.text, JSON_MAX);
    end.code = RAP_OK;
    if (reader != NULL) {
        end.code = reader(&tree, "t", text, len, &err);
        if (end.code == RAP_OK)
            end.code = rap_codec_tree(&outer_table, &outer, tree, arena, &err);
    } else {
        end.code = rap_codec_read(&outer_table, &outer, text, len, arena, &err);
    }
    if (end.code == RAP_OK)
        check(rap_codec_write(&outer_table, &outer, &end.text, &err) == RAP_OK);
    else
        check(end.code == err.code && rap_buf_text(&end.text, err.text, &err) == RAP_OK);
    return end;
}

static bool is_same(const end_t *a, const end_t *b)
{
    return a->code == b->code && strcmp(a->text.data, b->text.data) == 0;
}

static end_t read_twice(tree_fn *reader, const char *text, size_t len)
{
    end_t end = read_once(reader, text, len);
    end_t again = read_once(reader, text, len);

    check(is_same(&end, &again));
    rap_buf_release(&again.text);
    if (end.code == RAP_OK) {
        again = read_once(NULL, end.text.data, end.text.len);
        check(is_same(&end, &again));
        rap_buf_release(&again.text);
    }
    return end;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    end_t yaml = read_twice(rap_tree_yaml, text, size);
    end_t json = read_twice(rap_tree_json, text, size);
    end_t message = read_twice(NULL, text, size);

    if (json.code == RAP_OK && message.code == RAP_OK)
        check(is_same(&json, &message));
    rap_buf_release(&yaml.text);
    rap_buf_release(&json.text);
    rap_buf_release(&message.text);
    return 0;
}
