/* lines.h - files with a JSON object on each line. */
#ifndef RAP_BASE_LINES_H
#define RAP_BASE_LINES_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/field.h"

/* One line, decoded by the table into the arena, which the callee may reset when it is done. */
typedef rap_code_t rap_lines_take_fn(void *arg, const void *object, rap_err_t *err);

/* All lines of the file that are not empty, in order, up to the first error, which then says
 * "file:line: ...". */
rap_code_t rap_lines_each(const char *path, const rap_table_t *table, rap_arena_t *arena,
    rap_lines_take_fn *take, void *arg, rap_err_t *err) RAP_CHECKED;

/* The same of a file that was read; `path` is for messages. */
rap_code_t rap_lines_of(const char *path, const rap_buf_t *file, const rap_table_t *table,
    rap_arena_t *arena, rap_lines_take_fn *take, void *arg, rap_err_t *err) RAP_CHECKED;

enum { RAP_LINES_FILE_MAX = 1 << 30 }; /* bytes */

#endif
