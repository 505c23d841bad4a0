/* columns.h - the order in which the pieces of a page are read.
 *
 * A page's rows are cut into pieces at wide gaps.  Where a gutter, a strip without ink, stays
 * open over several rows with text on both sides, what stands left of it is read before what
 * stands right of it; everywhere else the pieces of a row belong together.
 */
#ifndef RAP_PARSER_COLUMNS_H
#define RAP_PARSER_COLUMNS_H

#include "base/arena.h"
#include "base/err.h"
#include "parser/growing.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct column_piece {
    size_t row;          /* from 0, top down */
    size_t first, count; /* its words, for the caller */
    double x0, x1, y0, y1;
} column_piece_t;

/* One line: pieces of one row that belong together, by index, left to right. */
typedef struct column_line {
    const size_t *piece;
    size_t pieces;
    uint32_t column; /* from 0 */
    bool beside;     /* another column stands beside this one */
} column_line_t;

/* `piece` is sorted by row, then by x0; `em` is the page's usual font size.  Appends
 * column_line_t to `ret_lines` in reading order, and counts *columns up. */
rap_code_t columns_order(const column_piece_t *piece, size_t pieces, double em, rap_arena_t *arena,
    growing_t *ret_lines, uint32_t *columns, rap_err_t *err) RAP_CHECKED;

#endif
