/* growing.h - arrays in a document's arena that grow by doubling.
 *
 * What is outgrown stays in the arena until it is reset, so an array costs at most twice
 * its final size.
 */
#ifndef RAP_PARSER_GROWING_H
#define RAP_PARSER_GROWING_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct growing {
    void *item;
    size_t count, room;
    size_t size; /* of an item in bytes */
} growing_t;

/* Room for one more item, zeroed and counted: its address, good until the next call.
 * NULL when the arena's limit is reached. */
void *growing_add(growing_t *self, rap_arena_t *arena);

/* The same for `count` items at once, copied from `items`; false in place of NULL. */
bool growing_append(growing_t *self, rap_arena_t *arena, const void *items, size_t count);

/* What a caller says then. */
rap_code_t growing_full(rap_err_t *err);

#endif
