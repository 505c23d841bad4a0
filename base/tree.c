/* tree.c - see tree.h */
#include "base/tree.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "base/tree_private.h"

enum { FEW = 32 }; /* keys that are compared each with each */

static rap_tree_t *tree_new(const char *name)
{
    rap_tree_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort(); /* policy: out of memory is a crash */
    /* No limit of its own: nodes are proportional to the text, whose size the caller bounds. */
    self->arena = rap_arena_new(SIZE_MAX);
    self->name = rap_arena_strdup(self->arena, name);
    return self;
}

void rap_tree_destroy(rap_tree_t **self)
{
    assert(self != NULL);
    if (*self == NULL)
        return;
    rap_arena_destroy(&(*self)->arena);
    free(*self);
    *self = NULL;
}

rap_node_t *rap_node_new(rap_tree_t *tree, rap_node_kind_t kind, unsigned line)
{
    rap_node_t *node = rap_arena_alloc(tree->arena, sizeof *node);

    assert(node != NULL);
    node->kind = kind;
    node->line = line;
    return node;
}

void rap_node_add(rap_node_t *parent, rap_node_t *node)
{
    if (parent->within.first == NULL)
        parent->within.first = node;
    else
        parent->within.last->next = node;
    parent->within.last = node;
    parent->within.count++;
}

static int by_key(const void *a, const void *b)
{
    const rap_node_t *const *left = a, *const *right = b;

    return strcmp((*left)->key, (*right)->key);
}

/* Of many keys, where comparing each with each would take a hostile text's time. */
static const rap_node_t *twice_of_many(const rap_node_t *mapping)
{
    size_t count = mapping->within.count, i = 0;
    const rap_node_t **member = calloc(count, sizeof *member), *twice = NULL;

    if (member == NULL)
        abort();
    for (const rap_node_t *node = mapping->within.first; node != NULL; node = node->next)
        member[i++] = node;
    qsort(member, count, sizeof *member, by_key);
    for (i = 1; i < count && twice == NULL; i++)
        if (strcmp(member[i - 1]->key, member[i]->key) == 0)
            twice = member[i - 1]->line > member[i]->line ? member[i - 1] : member[i];
    free(member);
    return twice;
}

const rap_node_t *rap_node_twice(const rap_node_t *mapping)
{
    const rap_node_t *first = mapping->within.first;

    if (mapping->within.count > FEW)
        return twice_of_many(mapping);
    for (const rap_node_t *node = first; node != NULL; node = node->next)
        for (const rap_node_t *before = first; before != node; before = before->next)
            if (before->key[0] == node->key[0] && strcmp(before->key, node->key) == 0)
                return node;
    return NULL;
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

static bool is_empty(const char *text, size_t len)
{
    size_t i = 0;

    while (i < len && (text[i] == ' ' || (text[i] >= '\t' && text[i] <= '\r')))
        i++;
    return i == len;
}

static rap_code_t read_json(rap_tree_t *self, const char *text, size_t len, rap_err_t *err)
{
    const rap_json_text_t json = {.name = self->name, .bytes = text, .len = len, .lines = true};

    if (!is_empty(text, len))
        return rap_json_read(&json, self->arena, &self->root, err);
    self->root = rap_node_new(self, RAP_NODE_MAPPING, 1);
    return RAP_OK;
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
