/* tree_private.h - what tree.c, tree_yaml.c and the codec share: the tree from inside.
 *
 * The values are jansson's.  jansson knows no lines and shares its true, false and null, so
 * the lines are a tree of their own beside it: a node per member or item, in the same
 * order as jansson keeps them (the order of insertion).
 */
#ifndef RAP_BASE_TREE_PRIVATE_H
#define RAP_BASE_TREE_PRIVATE_H

#include "base/arena.h"
#include "base/tree.h"

#include <jansson.h>

typedef struct rap_tree_line {
    unsigned line;                      /* of a member's key, of an item's first character */
    struct rap_tree_line *first, *last; /* members or items within */
    struct rap_tree_line *next;
} rap_tree_line_t;

struct rap_tree {
    const char *name;
    json_t *root;           /* owned */
    rap_tree_line_t *lines; /* of the root */
    rap_arena_t *arena;     /* name and lines */
};

/* One more member of `parent`; of the root when `parent` is NULL. */
rap_tree_line_t *rap_tree_add_line(rap_tree_t *self, rap_tree_line_t *parent, unsigned line);

/* Fills an empty tree from YAML. */
rap_code_t rap_tree_read_yaml(rap_tree_t *self, const char *text, size_t len, rap_err_t *err);

/* Line number of the byte at `offset`, from 1. */
unsigned rap_tree_line_at(const char *text, size_t offset);

#endif
