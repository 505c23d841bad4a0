/* columns.c - see columns.h
 *
 * One pass over the rows carries the open gutters with it: each is a strip that no piece has
 * crossed since the row it began in.  A row narrows strips, splits them or ends them, and its
 * own gaps begin new ones.  When a strip ends, the band of rows that it ran through is looked
 * at once: is there enough text on both sides, side by side?  Then the band is read column by
 * column, each side by the same procedure, and the pass goes on below it.
 */
#include "parser/columns.h"

#include <string.h>

enum {
    GUTTERS_MAX = 32,
    DEPTH_MAX = 6,
    AHEAD = 8 /* rows below a wide gap that show whether a gutter goes on there */
};

static const double GAP_EM = 0.8;      /* narrower is a space between words            */
static const double NARROW_EM = 2.5;   /* a side that narrow holds markers, no text    */
static const double DETACHED_EM = 2.2; /* rows that far apart are not of one band      */
static const double BLOCK_EM = 3;      /* rows that far apart begin another block      */

/* How wide a gutter must be for the rows that stand on both of its sides: in a page, and in a part
 * of one, where wide spaces between words are more likely. */
static const struct {
    size_t rows;
    double width_em, part_em;
} support[] = {{8, 0.8, 1.2}, {4, 1.2, 2.5}, {2, 1.8, 3}};

typedef struct gutter {
    double x0, x1;
    size_t from; /* index in the region's rows */
} gutter_t;

typedef struct region {
    const size_t *piece; /* indices, sorted by row and x */
    size_t count;
    uint32_t column;
    unsigned depth;
} region_t;

typedef struct span {
    size_t first, end; /* of region_t.piece */
} span_t;

typedef struct order {
    const column_piece_t *piece;
    double em;
    rap_arena_t *arena;
    growing_t *lines;
    uint32_t *columns;
} order_t;

/* What is known of the strip [x0, x1] between rows `from` and `to`. */
typedef struct band {
    double x0, x1;
    size_t from, to; /* rows, `to` exclusive */
    size_t both;     /* rows of the weaker side where the sides overlap */
} band_t;

typedef struct sides {
    size_t first[2], last[2]; /* row that holds text of the side */
    size_t rows[2];
    double width[2];
} sides_t;

static rap_code_t order_region(order_t *self, const region_t *region, rap_err_t *err);

static void look_at_row(const order_t *self, const region_t *region, const span_t *row, size_t r,
    double middle, sides_t *sides)
{
    bool has[2] = {false, false};

    for (size_t i = row[r].first; i < row[r].end; i++) {
        const column_piece_t *piece = &self->piece[region->piece[i]];
        size_t side = piece->x0 < middle ? 0 : 1;
        double width = piece->x1 - piece->x0;

        has[side] = true;
        if (width > sides->width[side])
            sides->width[side] = width;
    }
    for (size_t side = 0; side < 2; side++) {
        if (!has[side])
            continue;
        if (sides->rows[side]++ == 0)
            sides->first[side] = r;
        sides->last[side] = r;
    }
}

static double top_of(const order_t *self, const region_t *region, const span_t *row, size_t r)
{
    return self->piece[region->piece[row[r].first]].y0;
}

/* Cuts what only looks like a part of the band: rows of one side alone, above or below where
 * both sides are, that stand apart from it. */
static void trim(const order_t *self, const region_t *region, const span_t *row, band_t *band,
    size_t low, size_t high)
{
    double apart = self->em * DETACHED_EM;
    size_t from = low, to = high + 1;

    while (from > band->from &&
           top_of(self, region, row, from) - top_of(self, region, row, from - 1) < apart)
        from--;
    while (
        to < band->to && top_of(self, region, row, to) - top_of(self, region, row, to - 1) < apart)
        to++;
    band->from = from;
    band->to = to;
}

/* Do the rows of `band` hold two columns that stand side by side? */
static bool is_band(const order_t *self, const region_t *region, const span_t *row, band_t *band)
{
    sides_t all = {0}, shared = {0};
    double middle = (band->x0 + band->x1) / 2;

    for (size_t r = band->from; r < band->to; r++)
        look_at_row(self, region, row, r, middle, &all);
    if (all.rows[0] == 0 || all.rows[1] == 0)
        return false;

    size_t low = all.first[0] > all.first[1] ? all.first[0] : all.first[1];
    size_t high = all.last[0] < all.last[1] ? all.last[0] : all.last[1];
    for (size_t r = low; r <= high && low <= high; r++)
        look_at_row(self, region, row, r, middle, &shared);
    band->both = shared.rows[0] < shared.rows[1] ? shared.rows[0] : shared.rows[1];
    if (all.width[0] < NARROW_EM * self->em || all.width[1] < NARROW_EM * self->em)
        return false;
    for (size_t i = 0; i < sizeof support / sizeof *support; i++)
        if (band->both >= support[i].rows &&
            band->x1 - band->x0 >=
                (region->depth > 0 ? support[i].part_em : support[i].width_em) * self->em) {
            trim(self, region, row, band, low, high);
            return true;
        }
    return false;
}

/* The rows as they stand: each is one line. */
static rap_code_t emit_rows(order_t *self, const region_t *region, const span_t *row, size_t from,
    size_t to, rap_err_t *err)
{
    for (size_t r = from; r < to; r++) {
        column_line_t *line = growing_add(self->lines, self->arena);

        if (line == NULL)
            return growing_full(err);
        *line = (column_line_t){.piece = region->piece + row[r].first,
            .pieces = row[r].end - row[r].first,
            .column = region->column,
            .beside = region->depth > 0};
    }
    return RAP_OK;
}

/* Both sides of a band, the left one first. */
static rap_code_t emit_band(
    order_t *self, const region_t *region, const span_t *row, const band_t *band, rap_err_t *err)
{
    size_t first = row[band->from].first, end = row[band->to - 1].end;
    double middle = (band->x0 + band->x1) / 2;

    for (size_t side = 0; side < 2; side++) {
        size_t *index = rap_arena_array(self->arena, end - first, sizeof *index);
        size_t count = 0;

        if (index == NULL)
            return growing_full(err);
        for (size_t i = first; i < end; i++)
            if ((self->piece[region->piece[i]].x0 < middle) == (side == 0))
                index[count++] = region->piece[i];

        region_t part = {.piece = index,
            .count = count,
            .column = (*self->columns)++,
            .depth = region->depth + 1};
        RAP_TRY(order_region(self, &part, err));
    }
    return RAP_OK;
}

/* What the pieces of a row leave of [x0, x1], from left to right: at most `max` strips. */
static size_t subtract(const order_t *self, const region_t *region, span_t row, gutter_t gutter,
    gutter_t *ret, size_t max)
{
    double at = gutter.x0, least = GAP_EM * self->em;
    size_t n = 0;

    for (size_t i = row.first; i < row.end && n < max; i++) {
        const column_piece_t *piece = &self->piece[region->piece[i]];

        if (piece->x1 <= at || piece->x0 >= gutter.x1)
            continue;
        if (piece->x0 - at >= least)
            ret[n++] = (gutter_t){at, piece->x0, gutter.from};
        if (piece->x1 > at)
            at = piece->x1;
    }
    if (n < max && gutter.x1 - at >= least)
        ret[n++] = (gutter_t){at, gutter.x1, gutter.from};
    return n;
}

static bool lies_in(const gutter_t *inner, size_t count, const gutter_t *outer)
{
    for (size_t i = 0; i < count; i++)
        if (inner[i].x0 >= outer->x0 && inner[i].x1 <= outer->x1)
            return true;
    return false;
}

/* Below a wide gap there may be another layout: a head's gutter is not that of the columns below
 * it, even if their first rows happen to leave it open. */
static bool ends_at_gap(const order_t *self, const region_t *region, const span_t *row, size_t rows,
    size_t r, gutter_t gutter)
{
    gutter_t open[GUTTERS_MAX] = {gutter};
    size_t opens = 1;

    if (r == gutter.from || r == rows ||
        top_of(self, region, row, r) - top_of(self, region, row, r - 1) < BLOCK_EM * self->em)
        return false;
    for (size_t k = r; k < rows && k < r + AHEAD; k++) {
        gutter_t next[GUTTERS_MAX];
        size_t nexts = 0;

        for (size_t g = 0; g < opens; g++)
            nexts += subtract(self, region, row[k], open[g], next + nexts, GUTTERS_MAX - nexts);
        if (nexts == 0)
            return true;
        memcpy(open, next, nexts * sizeof *next);
        opens = nexts;
    }
    return false;
}

/* Spaces between words may happen to stand one below the other for some rows of a column: is there
 * a gutter that parts these rows better, and is still open? */
static bool is_river(const order_t *self, const region_t *region, const span_t *row,
    const band_t *band, const gutter_t *open, size_t opens)
{
    for (size_t g = 0; g < opens; g++) {
        band_t other = {open[g].x0, open[g].x1, open[g].from, band->to, 0};

        if (other.from <= band->from && other.x1 - other.x0 >= band->x1 - band->x0 &&
            is_band(self, region, row, &other) && other.both >= band->both)
            return true;
    }
    return false;
}

/* The gutters that are open below a row. */
typedef struct gutters {
    gutter_t item[GUTTERS_MAX];
    size_t count;
} gutters_t;

/* Row `r` narrows, parts and ends gutters.  True with *ret when one that ends has parted a band. */
static bool pass_row(const order_t *self, const region_t *region, const span_t *row, size_t rows,
    size_t r, gutters_t *open, band_t *ret)
{
    gutters_t next = {.count = 0};
    band_t ended[GUTTERS_MAX];
    size_t ends = 0;
    bool found = false;

    for (size_t g = 0; g < open->count; g++) {
        const gutter_t *gutter = &open->item[g];
        bool end = r == rows || ends_at_gap(self, region, row, rows, r, *gutter);
        size_t n = end ? 0
                       : subtract(self, region, row[r], *gutter, next.item + next.count,
                             GUTTERS_MAX - next.count);

        next.count += n;
        if (n == 0)
            ended[ends++] = (band_t){gutter->x0, gutter->x1, gutter->from, r, 0};
    }
    for (size_t i = 0; i < ends; i++)
        if (is_band(self, region, row, &ended[i]) && (!found || ended[i].both > ret->both) &&
            !is_river(self, region, row, &ended[i], next.item, next.count)) {
            *ret = ended[i];
            found = true;
        }
    *open = next;
    return found;
}

/* The pass over the rows from `begin`.  True with *ret when a band was found. */
static bool find_band(const order_t *self, const region_t *region, const span_t *row, size_t rows,
    size_t begin, band_t *ret)
{
    gutters_t open = {.count = 0};
    gutter_t whole = {1e9, -1e9, 0};

    for (size_t i = 0; i < region->count; i++) {
        const column_piece_t *piece = &self->piece[region->piece[i]];

        whole.x0 = piece->x0 < whole.x0 ? piece->x0 : whole.x0;
        whole.x1 = piece->x1 > whole.x1 ? piece->x1 : whole.x1;
    }
    for (size_t r = begin; r <= rows; r++) {
        if (pass_row(self, region, row, rows, r, &open, ret))
            return true;
        if (r == rows)
            break;

        gutter_t gap[GUTTERS_MAX];
        whole.from = r;
        size_t gaps = subtract(self, region, row[r], whole, gap, GUTTERS_MAX);
        for (size_t g = 0; g < gaps && open.count < GUTTERS_MAX; g++)
            if (!lies_in(open.item, open.count, &gap[g]))
                open.item[open.count++] = gap[g];
    }
    return false;
}

/* The region's pieces as rows. */
static span_t *rows_of(const order_t *self, const region_t *region, size_t *ret_rows)
{
    span_t *row = rap_arena_array(self->arena, region->count + 1, sizeof *row);
    size_t rows = 0;

    if (row == NULL)
        return NULL;
    for (size_t i = 0; i < region->count; i++) {
        if (i == 0 || self->piece[region->piece[i]].row != self->piece[region->piece[i - 1]].row)
            row[rows++].first = i;
        row[rows - 1].end = i + 1;
    }
    *ret_rows = rows;
    return row;
}

static rap_code_t order_region(order_t *self, const region_t *region, rap_err_t *err)
{
    size_t rows = 0, at = 0;
    span_t *row = rows_of(self, region, &rows);
    band_t band;

    if (row == NULL)
        return growing_full(err);
    while (
        region->depth < DEPTH_MAX && at < rows && find_band(self, region, row, rows, at, &band)) {
        RAP_TRY(emit_rows(self, region, row, at, band.from, err));
        RAP_TRY(emit_band(self, region, row, &band, err));
        at = band.to;
    }
    return emit_rows(self, region, row, at, rows, err);
}

rap_code_t columns_order(const column_piece_t *piece, size_t pieces, double em, rap_arena_t *arena,
    growing_t *ret_lines, uint32_t *columns, rap_err_t *err)
{
    size_t *index = rap_arena_array(arena, pieces + 1, sizeof *index);
    order_t self = {
        .piece = piece, .em = em, .arena = arena, .lines = ret_lines, .columns = columns};

    if (index == NULL)
        return growing_full(err);
    for (size_t i = 0; i < pieces; i++)
        index[i] = i;

    region_t page = {.piece = index, .count = pieces, .column = (*columns)++};
    return order_region(&self, &page, err);
}
