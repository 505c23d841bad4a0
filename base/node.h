/* node.h - values as the codec walks them, whichever library has read them.
 *
 * A file's tree is jansson's (base/tree_private.h), with lines beside it; a message is read by
 * simdjson, which is some ten times as fast, and by jansson where simdjson refuses it: see
 * docs/decisions/json-reader.md.  A message's nodes live from json_memory_begin() to
 * json_memory_end(), its texts to rap_node_done().  Of a tree there are only the nodes within what
 * is open: a file can have a hundred thousand values.
 */
#ifndef RAP_BASE_NODE_H
#define RAP_BASE_NODE_H

#include "base/tree_private.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum rap_node_kind {
    RAP_NODE_NULL,
    RAP_NODE_BOOL,
    RAP_NODE_INT,
    RAP_NODE_REAL,
    RAP_NODE_TEXT,
    RAP_NODE_LIST,
    RAP_NODE_MAP
} rap_node_kind_t;

typedef struct rap_node {
    rap_node_kind_t kind;
    unsigned line;   /* of a file; 0: of a message */
    const char *key; /* of a member */
    size_t count;    /* items or members within; bytes of a text */
    union {
        bool truth;
        int64_t whole;
        double real;
        const char *text;
        struct rap_node *first;       /* of what is within; in a message */
        const rap_tree_line_t *lines; /* in a tree; NULL: it has none */
    };
    struct rap_node *next; /* behind it in the same list or mapping */
    json_t *tree;          /* NULL: of a message, or nothing is within */
} rap_node_t;

/* What jansson has read; `lines` is NULL in a message. */
rap_node_t rap_node_root(json_t *value, const rap_tree_line_t *lines);

/* The first of what is within a list or a mapping, NULL: nothing.  Whoever opens it closes it. */
rap_node_t *rap_node_open(const rap_node_t *self);
void rap_node_close(const rap_node_t *self, rap_node_t *first);

/* What simdjson reads in a message.  NULL for all that jansson must judge: what is malformed, a
 * key that comes twice, a text with a NUL, a number too large, and memory that does not do. */
rap_node_t *rap_node_read(const char *json, size_t len);

/* The message's texts are gone, and what memory is too much to keep for the next one. */
void rap_node_done(void);

#ifdef __cplusplus
}
#endif

#endif
