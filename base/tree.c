/* tree.c - see tree.h */
#include "base/tree.h"

#include <assert.h>
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "base/tree_private.h"

/* Walks a JSON text that jansson has accepted, only to count its lines. */
typedef struct scan {
    rap_tree_t *tree;
    const char *at, *end;
    unsigned line;
} scan_t;

static rap_tree_t *tree_new(const char *name)
{
    rap_tree_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort(); /* policy: out of memory is a crash */
    /* No limit of its own: lines are proportional to the text, whose size the caller bounds. */
    self->arena = rap_arena_new(SIZE_MAX);
    self->name = rap_arena_strdup(self->arena, name);
    return self;
}

void rap_tree_destroy(rap_tree_t **self)
{
    assert(self != NULL);
    if (*self == NULL)
        return;
    json_decref((*self)->root);
    rap_arena_destroy(&(*self)->arena);
    free(*self);
    *self = NULL;
}

rap_tree_line_t *rap_tree_add_line(rap_tree_t *self, rap_tree_line_t *parent, unsigned line)
{
    rap_tree_line_t *node = rap_arena_alloc(self->arena, sizeof *node);

    assert(node != NULL);
    node->line = line;
    if (parent == NULL)
        self->lines = node;
    else if (parent->last == NULL)
        parent->first = node;
    else
        parent->last->next = node;
    if (parent != NULL)
        parent->last = node;
    return node;
}

unsigned rap_tree_line_at(const char *text, size_t offset)
{
    unsigned line = 1;

    for (size_t i = 0; i < offset; i++)
        line += text[i] == '\n';
    return line;
}

/* Malformed UTF-8 is found line by line, since a sequence never spans a line end. */
static rap_code_t check_utf8(const char *name, const char *text, size_t len, rap_err_t *err)
{
    unsigned line = 1;

    for (size_t i = 0; i < len; line++) {
        const char *end = memchr(text + i, '\n', len - i);
        size_t size = (end != NULL ? (size_t)(end - text) : len) - i;

        if (!rap_text_is_utf8(text + i, size))
            return rap_fail(err, RAP_SYNTAX, "%s:%u: the line is not UTF-8 text", name, line);
        i += size + 1;
    }
    return RAP_OK;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_space(scan_t *scan)
{
    for (; scan->at < scan->end && is_space(*scan->at); scan->at++)
        scan->line += *scan->at == '\n';
}

/* To the next value, key or closing bracket. */
static void skip_between(scan_t *scan)
{
    skip_space(scan);
    if (scan->at < scan->end && (*scan->at == ',' || *scan->at == ':')) {
        scan->at++;
        skip_space(scan);
    }
}

/* Past a string, a number or a word. */
static void skip_scalar(scan_t *scan)
{
    if (*scan->at == '"') {
        for (scan->at++; *scan->at != '"'; scan->at++)
            scan->at += *scan->at == '\\';
        scan->at++;
        return;
    }
    while (scan->at < scan->end && !is_space(*scan->at) && strchr(",:]}", *scan->at) == NULL)
        scan->at++;
}

static rap_code_t scan_value(
    scan_t *scan, json_t *value, rap_tree_line_t *node, unsigned depth, rap_err_t *err)
{
    skip_between(scan);
    if (!json_is_object(value) && !json_is_array(value)) {
        skip_scalar(scan);
        return RAP_OK;
    }
    if (depth == RAP_TREE_DEPTH_MAX)
        return rap_fail(err, RAP_SYNTAX, "%s:%u: nested more than %d deep", scan->tree->name,
            scan->line, RAP_TREE_DEPTH_MAX);
    scan->at++;
    for (size_t i = 0; i < json_array_size(value); i++) {
        skip_between(scan);
        RAP_TRY(scan_value(scan, json_array_get(value, i),
            rap_tree_add_line(scan->tree, node, scan->line), depth + 1, err));
    }
    const char *key;
    json_t *member;
    json_object_foreach(value, key, member)
    {
        skip_between(scan);
        rap_tree_line_t *line = rap_tree_add_line(scan->tree, node, scan->line);
        skip_scalar(scan); /* the key */
        RAP_TRY(scan_value(scan, member, line, depth + 1, err));
    }
    skip_between(scan);
    scan->at++;
    return RAP_OK;
}

static rap_code_t read_json(rap_tree_t *self, const char *text, size_t len, rap_err_t *err)
{
    scan_t scan = {.tree = self, .at = text, .end = text + len, .line = 1};
    json_error_t error;

    skip_space(&scan);
    if (scan.at == scan.end) {
        self->root = json_object();
        rap_tree_add_line(self, NULL, 1);
        return RAP_OK;
    }
    self->root = json_loadb(text, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (self->root == NULL)
        return rap_fail(err, RAP_SYNTAX, "%s:%d: %s", self->name, error.line, error.text);
    return scan_value(&scan, self->root, rap_tree_add_line(self, NULL, scan.line), 0, err);
}

typedef rap_code_t reader_fn(rap_tree_t *self, const char *text, size_t len, rap_err_t *err);

static rap_code_t read_with(reader_fn *reader, rap_tree_t **ret, const char *name, const char *text,
    size_t len, rap_err_t *err)
{
    RAP_TRY(check_utf8(name, text, len, err));

    rap_tree_t *self = tree_new(name);
    rap_code_t code = reader(self, text, len, err);
    if (code == RAP_OK)
        *ret = self;
    else
        rap_tree_destroy(&self);
    return code;
}

rap_code_t rap_tree_json(
    rap_tree_t **ret, const char *name, const char *text, size_t len, rap_err_t *err)
{
    return read_with(read_json, ret, name, text, len, err);
}

rap_code_t rap_tree_yaml(
    rap_tree_t **ret, const char *name, const char *text, size_t len, rap_err_t *err)
{
    return read_with(rap_tree_read_yaml, ret, name, text, len, err);
}

rap_code_t rap_tree_yaml_file(rap_tree_t **ret, const char *path, size_t max_bytes, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) text;

    rap_buf_init(&text, max_bytes);
    RAP_TRY(rap_file_read(path, &text, err));
    return rap_tree_yaml(ret, path, text.data, text.len, err);
}
