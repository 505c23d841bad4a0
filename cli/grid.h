/* grid.h - aligned columns for people.
 *
 * Rows are collected, then printed with each column as wide as its widest cell, but no wider
 * than the column's own limit; longer cells end in "...".  Bytes that could drive a terminal are
 * made harmless, since cells hold text from strangers.  Widths are counted in code points.
 */
#ifndef RAP_CLI_GRID_H
#define RAP_CLI_GRID_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { GRID_COLUMNS_MAX = 12 };

struct grid_column {
    const char *title;
    size_t most;  /* code points; 0: no limit */
    bool numeric; /* right-aligned */
};

typedef struct grid grid_t;

/* The columns (a row with title NULL ends them) are borrowed. */
grid_t *grid_new(const struct grid_column *columns);
void grid_destroy(grid_t **self);

/* One cell a column, NULL shown as "-"; copied. */
void grid_add(grid_t *self, const char *const *cells);
size_t grid_rows(const grid_t *self);
void grid_print(const grid_t *self, FILE *out);

/* A copy in the arena that is safe for a terminal: control characters become spaces, bytes
 * that are not UTF-8 '?'. */
const char *grid_safe(const char *text, rap_arena_t *arena);

#endif
