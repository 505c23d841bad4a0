/* csv.h - tables of text with the names of their columns in the first line (RFC 4180).
 *
 * Cells are parted by commas; one that holds a comma, a line end or a quotation mark stands in quotation
 * marks, its own doubled.  Lines end with LF or CRLF; empty ones are passed over.
 */
#ifndef RAP_BASE_CSV_H
#define RAP_BASE_CSV_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

enum { RAP_CSV_COLUMNS_MAX = 256 };

/* The cells of one row that were asked for, in the order in which they were; in the arena. */
typedef rap_code_t rap_csv_take_fn(void *arg, const char *const *cell, rap_err_t *err);

/* All rows of the file that was read, in order, up to the first error, which then says "file:line: ...".
 * `column` has the names of the columns that are wanted, then NULL; others are passed over.  RAP_SCHEMA for
 * a file without one of them, or with a row that has not as many cells as the first; RAP_SYNTAX for
 * what is no such table, or not UTF-8. */
rap_code_t rap_csv_of(const char *path, const rap_buf_t *file, const char *const *column,
    rap_arena_t *arena, rap_csv_take_fn *take, void *arg, rap_err_t *err) RAP_CHECKED;

/* The same, and reads the file, which is no longer than those of base/lines.h. */
rap_code_t rap_csv_each(const char *path, const char *const *column, rap_arena_t *arena,
    rap_csv_take_fn *take, void *arg, rap_err_t *err) RAP_CHECKED;

#endif
