/* db.h - SQLite, with our errors and our lifetimes.
 *
 * Statements are prepared once, kept by the database and found again by their text's
 * address, so they are string literals.  Busy, locked, full and read-only conditions
 * become BUSY, FULL and IO; a file that is damaged or no database is DAMAGED (db_rescue.h).
 */
#ifndef RAP_BASE_DB_H
#define RAP_BASE_DB_H

#include "base/arena.h"
#include "base/err.h"
#include "base/field.h"

#include <stddef.h>
#include <stdint.h>

typedef struct rap_db rap_db_t;
typedef struct rap_stmt rap_stmt_t; /* owned by its rap_db_t */

typedef enum rap_db_mode {
    RAP_DB_WRITE, /* made if absent; WAL, synchronous=FULL, foreign keys on */
    RAP_DB_READ,  /* RAP_NOTFOUND if absent; cannot write                   */
} rap_db_mode_t;

/* `busy_ms` is how long a call waits for a lock before it says RAP_BUSY. */
rap_code_t rap_db_open(
    rap_db_t **ret, const char *path, rap_db_mode_t mode, int busy_ms, rap_err_t *err) RAP_CHECKED;
void rap_db_destroy(rap_db_t **self);
const char *rap_db_path(const rap_db_t *self);

/* Runs steps[user_version..n), each in a transaction of its own that also raises
 * user_version.  A database newer than `n` steps is RAP_CONFIG and is not touched. */
rap_code_t rap_db_migrate(
    rap_db_t *self, const char *const *steps, size_t n, rap_err_t *err) RAP_CHECKED;

/* Is the database at exactly `n` steps?  For readers, who cannot migrate: RAP_NOTFOUND when it
 * has none yet, RAP_BUSY when it is older, RAP_CONFIG when it is newer. */
rap_code_t rap_db_expect(rap_db_t *self, size_t n, rap_err_t *err) RAP_CHECKED;

/* For who finds that a row is not what was written, which SQLite cannot know: as if it had met the
 * damage itself.  Returns RAP_DAMAGED. */
rap_code_t rap_db_damaged(rap_db_t *self, const char *what, rap_err_t *err) RAP_CHECKED;

/* One or more statements without results.  Beside SQLite's own functions there is row_digest(...): an
 * integer over any number of values, for a column that tells whether the others of its row have
 * changed by themselves. */
rap_code_t rap_db_exec(rap_db_t *self, const char *sql, rap_err_t *err) RAP_CHECKED;

/* BEGIN IMMEDIATE; COMMIT; ROLLBACK (which cannot fail and may be called without a BEGIN). */
rap_code_t rap_db_begin(rap_db_t *self, rap_err_t *err) RAP_CHECKED;
rap_code_t rap_db_commit(rap_db_t *self, rap_err_t *err) RAP_CHECKED;
void rap_db_rollback(rap_db_t *self);

/* The statement, reset and with its parameters bound in order.  `types` has a letter for
 * each: 's' const char * (NULL is SQL NULL), 'i' int64_t, 'd' double.  Texts are borrowed until the
 * statement is run to its end. */
rap_code_t rap_db_query(rap_db_t *self, rap_stmt_t **ret, rap_err_t *err, const char *sql,
    const char *types, ...) RAP_CHECKED;

/* A statement that a person wrote a part of, or all: one SELECT, which may read whatever the file
 * holds and nothing else, neither write, attach, load nor set.  Copied, prepared anew at each
 * call.  RAP_USAGE says what is wrong with it. */
rap_code_t rap_db_foreign(
    rap_db_t *self, rap_stmt_t **ret, const char *sql, rap_err_t *err) RAP_CHECKED;

/* rap_db_query() and run to the end, rows ignored. */
rap_code_t rap_db_run(
    rap_db_t *self, rap_err_t *err, const char *sql, const char *types, ...) RAP_CHECKED;

/* The next row, if there is one; after *ret_row = false the statement is reset. */
rap_code_t rap_stmt_next(rap_stmt_t *self, bool *ret_row, rap_err_t *err) RAP_CHECKED;
void rap_stmt_reset(rap_stmt_t *self); /* for who stops early */

/* Of the current row, borrowed until the next call on the statement. */
const char *rap_stmt_text(rap_stmt_t *self, int column); /* NULL for SQL NULL */
/* A copy that outlives the row; NULL for SQL NULL, and when the arena is full. */
const char *rap_stmt_keep(rap_stmt_t *self, int column, rap_arena_t *arena);
int64_t rap_stmt_int(rap_stmt_t *self, int column);
double rap_stmt_real(rap_stmt_t *self, int column);

/* Makes an item, which is zeroed, of the current row; its texts go to the arena. */
typedef void rap_item_fn(rap_stmt_t *row, rap_arena_t *arena, void *item);

/* All rows as items of `size` bytes, in the arena.  The first column of every row is the number of
 * rows, "count(*) OVER ()": so one statement, of one moment, tells both.  RAP_TOOBIG: there are more
 * than `most` (0: any number), or the arena could not hold an item or one of its texts. */
rap_code_t rap_stmt_list(rap_stmt_t *self, size_t most, size_t size, rap_item_fn *fn,
    rap_arena_t *arena, rap_array_t *ret, rap_err_t *err) RAP_CHECKED;

/* Rows changed by the last statement. */
int64_t rap_db_changes(const rap_db_t *self);

#endif
