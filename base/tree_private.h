/* tree_private.h - what tree.c, its two readers and the codec share: values as nodes.
 *
 * A node is a value of a JSON or YAML text, in an arena with all that it points to.  Members of
 * a mapping and items of a list are a chain, in the order of the text.
 */
#ifndef RAP_BASE_TREE_PRIVATE_H
#define RAP_BASE_TREE_PRIVATE_H

#include "base/arena.h"
#include "base/tree.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum rap_node_kind {
    RAP_NODE_NULL,
    RAP_NODE_BOOL,
    RAP_NODE_INT,
    RAP_NODE_REAL,
    RAP_NODE_TEXT,
    RAP_NODE_LIST,
    RAP_NODE_MAPPING
} rap_node_kind_t;

typedef struct rap_node {
    rap_node_kind_t kind;
    unsigned line;         /* of a member's key, of an item's first character; in a message 0 */
    const char *key;       /* of a mapping's member */
    struct rap_node *next; /* in the same list or mapping */
    union {
        bool truth;
        int64_t whole;
        double real;
        struct {
            const char *bytes; /* a NUL behind them, none in them */
            size_t len;
        } text;
        struct {
            struct rap_node *first, *last;
            size_t count;
        } within;
    };
} rap_node_t;

struct rap_tree {
    const char *name;
    rap_node_t *root;
    rap_arena_t *arena; /* name and nodes */
};

/* Of a tree, whose arena has no limit. */
rap_node_t *rap_node_new(rap_tree_t *tree, rap_node_kind_t kind, unsigned line);

/* Puts `node` at the end of a list or a mapping. */
void rap_node_add(rap_node_t *parent, rap_node_t *node);

/* A member of the mapping whose key stands in it before, or NULL. */
const rap_node_t *rap_node_twice(const rap_node_t *mapping);

/* The first character that cannot stand for itself in a JSON text (a quote, a backslash, a control
 * character), or `end`. */
const char *rap_json_special(const char *at, const char *end);

/* One JSON value (RFC 8259) with nothing but space around it.  The text must be UTF-8 without NUL.
 * RAP_SYNTAX; RAP_TOOBIG when the arena's limit is reached.  Errors say "name:line: ..." when
 * `lines` is set, which nodes then have; else "name: byte N: ...". */
typedef struct rap_json_text {
    const char *name;
    const char *bytes;
    size_t len;
    bool lines;
} rap_json_text_t;

rap_code_t rap_json_read(
    const rap_json_text_t *text, rap_arena_t *arena, rap_node_t **ret, rap_err_t *err) RAP_CHECKED;

/* Fills an empty tree. */
rap_code_t rap_tree_read_yaml(
    rap_tree_t *self, const char *text, size_t len, rap_err_t *err) RAP_CHECKED;

/* Line number of the byte at `offset`, from 1. */
unsigned rap_tree_line_at(const char *text, size_t offset);

#endif
