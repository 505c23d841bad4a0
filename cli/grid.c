/* grid.c - see grid.h */
#include "cli/grid.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_FIRST = 64, ELLIPSIS = 3 };

struct grid {
    const struct grid_column *column;
    size_t columns;
    size_t width[GRID_COLUMNS_MAX];
    char **cell; /* row after row */
    size_t rows;
    size_t room; /* in rows */
};

static void *must(void *p)
{
    if (p == NULL)
        abort();
    return p;
}

grid_t *grid_new(const struct grid_column *columns)
{
    grid_t *self = must(calloc(1, sizeof *self));

    self->column = columns;
    while (columns[self->columns].title != NULL && self->columns < GRID_COLUMNS_MAX) {
        self->width[self->columns] = strlen(columns[self->columns].title);
        self->columns++;
    }
    return self;
}

void grid_destroy(grid_t **self)
{
    if (*self == NULL)
        return;
    for (size_t i = 0; i < (*self)->rows * (*self)->columns; i++)
        free((*self)->cell[i]);
    free((void *)(*self)->cell);
    free(*self);
    *self = NULL;
}

const char *grid_safe(const char *text, rap_arena_t *arena)
{
    char *copy = must(rap_arena_strdup(arena, text));

    rap_text_tame(copy);
    return copy;
}

/* The cell as it will be printed: safe, and cut to the column's limit. */
static char *cut(const char *text, size_t most)
{
    size_t len = strlen(text);
    char *copy = must(malloc(len + ELLIPSIS + 1));

    memcpy(copy, text, len + 1);
    rap_text_tame(copy);
    if (most > ELLIPSIS && rap_text_points(copy, len) > most)
        memcpy(copy + rap_text_bytes(copy, len, most - ELLIPSIS), "...", ELLIPSIS + 1);
    return copy;
}

void grid_add(grid_t *self, const char *const *cells)
{
    if (self->rows == self->room) {
        self->room = self->room > 0 ? self->room * 2 : ROWS_FIRST;
        self->cell =
            must(reallocarray((void *)self->cell, self->room * self->columns, sizeof *self->cell));
    }
    char **row = self->cell + self->rows * self->columns;
    for (size_t i = 0; i < self->columns; i++) {
        row[i] = cut(cells[i] != NULL ? cells[i] : "-", self->column[i].most);
        size_t width = rap_text_points(row[i], strlen(row[i]));
        if (width > self->width[i])
            self->width[i] = width;
    }
    self->rows++;
}

size_t grid_rows(const grid_t *self)
{
    return self->rows;
}

static void print_cell(const grid_t *self, size_t i, const char *text, FILE *out)
{
    size_t width = rap_text_points(text, strlen(text));
    int pad = (int)(self->width[i] - width);
    bool last = i + 1 == self->columns;

    if (i > 0)
        (void)fputs("  ", out);
    if (self->column[i].numeric)
        (void)fprintf(out, "%*s%s", pad, "", text);
    else
        (void)fprintf(out, "%s%*s", text, last ? 0 : pad, "");
}

void grid_print(const grid_t *self, FILE *out)
{
    for (size_t i = 0; i < self->columns; i++)
        print_cell(self, i, self->column[i].title, out);
    (void)fputc('\n', out);
    for (size_t row = 0; row < self->rows; row++) {
        for (size_t i = 0; i < self->columns; i++)
            print_cell(self, i, self->cell[row * self->columns + i], out);
        (void)fputc('\n', out);
    }
}
