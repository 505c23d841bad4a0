/* codec_read.c - see codec.h: trees and messages into structs. */
#include "base/codec_private.h"

#include <assert.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/json_memory.h"
#include "base/node.h"

/* Where in the document a value stands: a chain on the stack, written out only when
 * something is wrong with it. */
typedef struct place {
    const struct place *up;
    const char *key; /* NULL: the item number `index` of a list, or the root */
    size_t index;
    unsigned line; /* 0 in a message */
} place_t;

typedef struct reader {
    const char *name; /* the file's or the message's */
    rap_arena_t *arena;
    rap_code_t misfit; /* RAP_CONFIG of a file, RAP_SCHEMA of a message */
    rap_err_t *err;
} reader_t;

static rap_code_t read_struct(reader_t *reader, const place_t *at, const rap_table_t *table,
    const rap_node_t *object, void *self);

/* "statements[3].parties[0].id" */
static size_t write_path(const place_t *at, char *out, size_t size)
{
    size_t len = at->up != NULL ? write_path(at->up, out, size) : 0;
    int more = 0;

    if (at->key != NULL)
        more = snprintf(out + len, size - len, "%s%s", len > 0 ? "." : "", at->key);
    else if (at->up != NULL)
        more = snprintf(out + len, size - len, "[%zu]", at->index);
    len += (size_t)more;
    return len < size ? len : size - 1;
}

/* Puts the place in front of what reader->err says. */
static rap_code_t located(reader_t *reader, const place_t *at)
{
    rap_err_t *err = reader->err;
    char path[160] = "";

    if (err->code == RAP_CONFIG)
        err->code = reader->misfit;
    if (write_path(at, path, sizeof path) > 0)
        rap_fail_prefix(err, "%s", path);
    if (at->line != 0)
        return rap_fail_prefix(err, "%s:%u", reader->name, at->line);
    return rap_fail_prefix(err, "%s", reader->name);
}

#define misfit(reader, at, ...) \
    (rap_fail((reader)->err, (reader)->misfit, __VA_ARGS__), located((reader), (at)))

static rap_code_t wrong_type(reader_t *reader, const char *what)
{
    return rap_fail(reader->err, reader->misfit, "must be %s", what);
}

static rap_code_t read_text(
    reader_t *reader, const rap_field_t *field, const rap_node_t *value, const char **ret)
{
    if (value->kind != RAP_NODE_TEXT)
        return wrong_type(reader, value->kind == RAP_NODE_MAP || value->kind == RAP_NODE_LIST
                                      ? "a text"
                                      : "a text: put it in quotes");
    RAP_TRY(rap_codec_check_len(field, value->count, reader->err));
    return rap_codec_copy(reader->arena, value->text, value->count, ret, reader->err);
}

static rap_code_t read_amount(
    reader_t *reader, const rap_field_t *field, const rap_node_t *value, int64_t *ret)
{
    if (value->kind == RAP_NODE_TEXT && field->kind != RAP_KIND_INT)
        return rap_codec_parse_unit(field, value->text, ret, reader->err);
    if (value->kind != RAP_NODE_INT) {
        if (field->kind == RAP_KIND_BYTES)
            return wrong_type(reader, "a number of bytes or a text like '64M'");
        if (field->kind == RAP_KIND_TIME)
            return wrong_type(reader, "a number of milliseconds or a text like '30s'");
        return wrong_type(reader, "a whole number");
    }
    RAP_TRY(rap_codec_check_int(field, value->whole, reader->err));
    *ret = value->whole;
    return RAP_OK;
}

static rap_code_t read_real(
    reader_t *reader, const rap_field_t *field, const rap_node_t *value, double *ret)
{
    if (value->kind != RAP_NODE_INT && value->kind != RAP_NODE_REAL)
        return wrong_type(reader, "a number");
    double number = value->kind == RAP_NODE_INT ? (double)value->whole : value->real;
    RAP_TRY(rap_codec_check_real(field, number, reader->err));
    *ret = number;
    return RAP_OK;
}

/* One value that holds no others; the complaint comes without a place. */
static rap_code_t read_scalar(
    reader_t *reader, const rap_field_t *field, const rap_node_t *value, void *out)
{
    switch ((int)field->kind) {
    case RAP_KIND_BOOL:
        if (value->kind != RAP_NODE_BOOL)
            return wrong_type(reader, "true or false");
        *(bool *)out = value->truth;
        return RAP_OK;
    case RAP_KIND_INT:
    case RAP_KIND_BYTES:
    case RAP_KIND_TIME:
        return read_amount(reader, field, value, out);
    case RAP_KIND_REAL:
        return read_real(reader, field, value, out);
    case RAP_KIND_CHOICE:
        if (value->kind != RAP_NODE_TEXT)
            return wrong_type(reader, "one word");
        return rap_codec_parse_choice(field, value->text, out, reader->err);
    case RAP_KIND_STRING:
        return read_text(reader, field, value, out);
    default:
        return rap_fail(reader->err, RAP_INTERNAL, "'%s' has no kind", field->name);
    }
}

/* The place of a member or item within `at`. */
static place_t place_of(const place_t *at, const rap_node_t *node, size_t index)
{
    return (place_t){.up = at, .key = node->key, .index = index, .line = node->line};
}

/* Room for the items of a list or a mapping, checked against the row. */
static rap_code_t make_items(reader_t *reader, const place_t *at, const rap_field_t *field,
    size_t count, size_t size, void **ret)
{
    if (rap_codec_check_count(field, count, reader->err) != RAP_OK ||
        rap_codec_alloc(reader->arena, count, size, ret, reader->err) != RAP_OK)
        return located(reader, at);
    return RAP_OK;
}

/* `node` is the first of what is within `value`, of those that follow, too. */
static rap_code_t read_strings(reader_t *reader, const place_t *at, const rap_field_t *field,
    const rap_node_t *value, const rap_node_t *node, rap_strings_t *out)
{
    void *items = NULL;

    if (value->kind != RAP_NODE_LIST)
        return misfit(reader, at, "must be a list of texts");
    RAP_TRY(make_items(reader, at, field, value->count, sizeof *out->item, &items));
    out->item = items;
    for (size_t i = 0; i < value->count; i++, node = node->next) {
        place_t item = place_of(at, node, i);

        if (read_text(reader, field, node, &out->item[i]) != RAP_OK)
            return located(reader, &item);
    }
    out->count = value->count;
    return RAP_OK;
}

static rap_code_t read_array(reader_t *reader, const place_t *at, const rap_field_t *field,
    const rap_node_t *value, const rap_node_t *node, rap_array_t *out)
{
    size_t size = field->table->size;

    if (value->kind != RAP_NODE_LIST)
        return misfit(reader, at, "must be a list");
    RAP_TRY(make_items(reader, at, field, value->count, size, &out->item));
    for (size_t i = 0; i < value->count; i++, node = node->next) {
        place_t item = place_of(at, node, i);

        RAP_TRY(read_struct(reader, &item, field->table, node, (char *)out->item + i * size));
    }
    out->count = value->count;
    return RAP_OK;
}

static rap_code_t read_map(reader_t *reader, const place_t *at, const rap_field_t *field,
    const rap_node_t *value, const rap_node_t *node, rap_array_t *out)
{
    size_t size = field->table->size;

    if (value->kind != RAP_NODE_MAP)
        return misfit(reader, at, "must be a mapping");
    RAP_TRY(make_items(reader, at, field, value->count, size, &out->item));
    for (size_t i = 0; i < value->count; i++, node = node->next) {
        place_t item = place_of(at, node, i);
        char *self = (char *)out->item + i * size;

        RAP_TRY(read_struct(reader, &item, field->table, node, self));
        if (rap_codec_copy(reader->arena, node->key, strlen(node->key), (const char **)(void *)self,
                reader->err) != RAP_OK)
            return located(reader, &item);
    }
    out->count = value->count;
    return RAP_OK;
}

static rap_code_t read_items(reader_t *reader, const place_t *at, const rap_field_t *field,
    const rap_node_t *value, void *out)
{
    rap_node_t *first = rap_node_open(value);
    rap_code_t code;

    if (field->kind == RAP_KIND_STRINGS)
        code = read_strings(reader, at, field, value, first, out);
    else if (field->kind == RAP_KIND_ARRAY)
        code = read_array(reader, at, field, value, first, out);
    else
        code = read_map(reader, at, field, value, first, out);
    rap_node_close(value, first);
    return code;
}

static rap_code_t read_field(reader_t *reader, const place_t *at, const rap_field_t *field,
    const rap_node_t *value, void *self)
{
    void *out = rap_codec_at(field, self);

    switch ((int)field->kind) {
    case RAP_KIND_STRINGS:
    case RAP_KIND_ARRAY:
    case RAP_KIND_MAP:
        return read_items(reader, at, field, value, out);
    case RAP_KIND_OBJECT:
        return read_struct(reader, at, field->table, value, out);
    case RAP_KIND_OPTIONAL:
        if (rap_codec_alloc(reader->arena, 1, field->table->size, out, reader->err) != RAP_OK)
            return located(reader, at);
        return read_struct(reader, at, field->table, value, *(void **)out);
    default:
        return read_scalar(reader, field, value, out) == RAP_OK ? RAP_OK : located(reader, at);
    }
}

static rap_code_t unknown_key(reader_t *reader, const place_t *at, const rap_table_t *table)
{
    const char *near = rap_codec_nearest_key(at->key, table);
    place_t around = *at->up;

    around.line = at->line; /* the mapping, but the line of the key */
    if (near == NULL)
        return misfit(reader, &around, "unknown key '%.60s'", at->key);
    return misfit(reader, &around, "unknown key '%.60s'; did you mean '%s'?", at->key, near);
}

/* The row of `key`.  Rows are tried from *cursor on, since messages are written in the
 * order of their tables; then the first try hits. */
static const rap_field_t *find_field(const rap_table_t *table, const char *key, size_t *cursor)
{
    size_t start = *cursor, i = start;

    do {
        if (table->fields[i].kind == RAP_KIND_END) {
            i = 0;
            continue;
        }
        if (strcmp(table->fields[i].name, key) == 0) {
            *cursor = i + 1;
            return &table->fields[i];
        }
        i++;
    } while (i != start);
    return NULL;
}

/* What stood in no key: the default, or a complaint. */
static rap_code_t read_absent(
    reader_t *reader, const place_t *at, const rap_field_t *field, void *self)
{
    if ((field->flags & RAP_REQUIRED) != 0)
        return misfit(reader, at, "'%s' is missing", field->name);
    if (field->kind == RAP_KIND_OBJECT) { /* its own rows may be required */
        place_t member = {.up = at, .key = field->name, .line = at->line};
        return read_struct(reader, &member, field->table, NULL, rap_codec_at(field, self));
    }
    if (rap_codec_preset(field, self, reader->arena, reader->err) != RAP_OK)
        return located(reader, at);
    return RAP_OK;
}

static rap_code_t read_members(reader_t *reader, const place_t *at, const rap_table_t *table,
    const rap_node_t *value, void *self)
{
    uint64_t seen = 0;
    size_t cursor = 0;

    for (; value != NULL; value = value->next) {
        const rap_field_t *field = find_field(table, value->key, &cursor);
        place_t member = place_of(at, value, 0);

        if (field == NULL && !table->open)
            return unknown_key(reader, &member, table);
        if (field != NULL && value->kind != RAP_NODE_NULL) {
            seen |= UINT64_C(1) << (field - table->fields);
            RAP_TRY(read_field(reader, &member, field, value, self));
        }
    }
    for (size_t i = 0; table->fields[i].kind != RAP_KIND_END; i++) {
        assert(i < 64);
        if ((seen >> i & 1) == 0)
            RAP_TRY(read_absent(reader, at, &table->fields[i], self));
    }
    return RAP_OK;
}

/* `self` is zeroed.  A NULL object has no members. */
static rap_code_t read_struct(reader_t *reader, const place_t *at, const rap_table_t *table,
    const rap_node_t *object, void *self)
{
    static const rap_node_t nothing = {.kind = RAP_NODE_NULL};

    if (object == NULL)
        object = &nothing;
    if (object->kind != RAP_NODE_MAP && object->kind != RAP_NODE_NULL)
        return misfit(reader, at, "must be a mapping");
    rap_node_t *first = rap_node_open(object);
    rap_code_t code = read_members(reader, at, table, first, self);
    rap_node_close(object, first);
    return code;
}

/* Reads into new memory first, so that *self changes as a whole or not at all. */
static rap_code_t read_whole(reader_t *reader, const place_t *at, const rap_table_t *table,
    const rap_node_t *root, void *self)
{
    void *fresh;

    if (rap_codec_alloc(reader->arena, 1, table->size, &fresh, reader->err) != RAP_OK)
        return located(reader, at);
    RAP_TRY(read_struct(reader, at, table, root, fresh));
    memcpy(self, fresh, table->size);
    return RAP_OK;
}

rap_code_t rap_codec_tree(const rap_table_t *table, void *self, const rap_tree_t *tree,
    rap_arena_t *arena, rap_err_t *err)
{
    reader_t reader = {tree->name, arena, RAP_CONFIG, err};
    const rap_node_t root = rap_node_root(tree->root, tree->lines);
    place_t at = {.line = root.line};

    return read_whole(&reader, &at, table, &root, self);
}

/* `value` is the first of the sections. */
static rap_code_t read_section(reader_t *reader, const place_t *top, const rap_table_t *table,
    void *self, const rap_node_t *value, const char *section)
{
    for (; value != NULL; value = value->next) {
        place_t at = place_of(top, value, 0);

        if (strcmp(value->key, section) == 0 && value->kind != RAP_NODE_NULL)
            return read_whole(reader, &at, table, value, self);
    }
    return rap_codec_presets(table, self, reader->arena, reader->err);
}

rap_code_t rap_codec_section(const rap_table_t *table, void *self, const rap_tree_t *tree,
    const char *section, rap_arena_t *arena, rap_err_t *err)
{
    reader_t reader = {tree->name, arena, RAP_CONFIG, err};
    const rap_node_t root = rap_node_root(tree->root, tree->lines);
    place_t top = {.line = root.line};

    if (root.kind != RAP_NODE_MAP)
        return misfit(&reader, &top, "must be a mapping");
    rap_node_t *first = rap_node_open(&root);
    rap_code_t code = read_section(&reader, &top, table, self, first, section);
    rap_node_close(&root, first);
    return code;
}

rap_code_t rap_codec_presets(
    const rap_table_t *table, void *self, rap_arena_t *arena, rap_err_t *err)
{
    void *fresh;

    RAP_TRY(rap_codec_alloc(arena, 1, table->size, &fresh, err));
    for (const rap_field_t *field = table->fields; field->kind != RAP_KIND_END; field++)
        RAP_TRY(rap_codec_preset(field, fresh, arena, err));
    memcpy(self, fresh, table->size);
    return RAP_OK;
}

static rap_code_t fail_memory(const reader_t *reader)
{
    return rap_fail(reader->err, RAP_TOOBIG, "%s: more than the memory allowed", reader->name);
}

/* What is no JSON for one of them is judged by the other, which says where it is wrong.  Its tree
 * is left in json_memory.h's arena: nobody lets go of it. */
static rap_code_t judge_message(reader_t *reader, const char *json, size_t len, rap_node_t *ret)
{
    json_error_t error;
    json_t *root = json_loadb(json, len, JSON_REJECT_DUPLICATES, &error);

    if (!json_memory_enough())
        return fail_memory(reader);
    if (root == NULL)
        return rap_fail(
            reader->err, RAP_SYNTAX, "%s: byte %d: %s", reader->name, error.position, error.text);
    *ret = rap_node_root(root, NULL);
    return RAP_OK;
}

static rap_code_t read_message(
    reader_t *reader, const rap_table_t *table, void *self, const char *json, size_t len)
{
    const rap_node_t *root = rap_node_read(json, len);
    rap_node_t judged;
    place_t at = {0};

    if (!json_memory_enough())
        return fail_memory(reader);
    if (root == NULL) {
        RAP_TRY(judge_message(reader, json, len, &judged));
        root = &judged;
    }
    return read_whole(reader, &at, table, root, self);
}

rap_code_t rap_codec_read(const rap_table_t *table, void *self, const char *json, size_t len,
    rap_arena_t *arena, rap_err_t *err)
{
    reader_t reader = {table->name, arena, RAP_SCHEMA, err};

    json_memory_begin(arena);
    rap_code_t code = read_message(&reader, table, self, json, len);
    rap_node_done();
    json_memory_end();
    return code;
}
