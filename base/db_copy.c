/* db_copy.c - every row that can be read of a damaged database.
 *
 * A table is read in the order of its key.  Where a page cannot be read, the next row behind it
 * is looked for: by rowid, with steps that grow and then shrink, so that a damaged leaf costs
 * its own rows and no others; a table without rowids is read from its other end instead, so
 * that what lies between the first and the last damaged page is lost.  Each row is put
 * into the new table alone, whose constraints decide; a value that is not of its column's type,
 * or no UTF-8, is damage too.
 *
 * How many rows there were is asked of every index in turn, for one of them may be sound.
 * (SQLite's own recovery extension is not part of Debian's library.)
 */
#include "base/db_private.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    COLUMNS_MAX = 64,
    ROW_MAX = 256 * 1024 * 1024, /* a length that damage made must not ask for all memory */
    SKIPS_MAX = 100000
};

/* Ours are counted from 1; one beyond is damage. */
static const int64_t rowid_max = INT64_C(1) << 61;

/* One table's way from `from` to `to`. */
struct copy {
    sqlite3 *from;
    rap_db_t *to;
    const char *table;
    int columns;                /* of the new table */
    char affinity[COLUMNS_MAX]; /* first letter of the declared type: T, I, R; or 0 */
    sqlite3_stmt *put;
};

/* Statements are made for one table each, so that rap_db_query() does not serve. */
static sqlite3_stmt *prepare(sqlite3 *db, const char *format, const char *a, const char *b)
{
    sqlite3_stmt *stmt = NULL;
    char *sql = sqlite3_mprintf(format, a, b);

    if (sql == NULL)
        abort();
    (void)sqlite3_prepare_v2(db, sql, -1, &stmt, NULL); /* NULL says that it cannot be done */
    sqlite3_free(sql);
    return stmt;
}

/* The first column of the first row, or `otherwise`. */
static int64_t number(
    sqlite3 *db, const char *format, const char *a, const char *b, int64_t otherwise)
{
    sqlite3_stmt *stmt = prepare(db, format, a, b);
    int64_t found = otherwise;

    if (stmt != NULL && sqlite3_step(stmt) == SQLITE_ROW)
        found = sqlite3_column_int64(stmt, 0);
    (void)sqlite3_finalize(stmt);
    return found;
}

/* ---- one row ---- */

static bool fits(const struct copy *self, sqlite3_stmt *row, int column, int value)
{
    int type = sqlite3_column_type(row, value);

    if (type == SQLITE_NULL)
        return true;
    if (type == SQLITE_TEXT) {
        const char *text = (const char *)sqlite3_column_text(row, value);

        return self->affinity[column] == 'T' && text != NULL &&
               rap_text_is_utf8(text, (size_t)sqlite3_column_bytes(row, value));
    }
    switch (self->affinity[column]) {
    case 'T':
        return false;
    case 'I':
        return type == SQLITE_INTEGER;
    case 'R':
        return type == SQLITE_INTEGER || type == SQLITE_FLOAT;
    default:
        return true;
    }
}

/* `first` is the row's first column of the table. */
static rap_code_t put_row(struct copy *self, sqlite3_stmt *row, int first, rap_err_t *err)
{
    int given = sqlite3_column_count(row) - first;

    (void)sqlite3_reset(self->put);
    for (int i = 0; i < self->columns; i++) {
        if (i < given && !fits(self, row, i, first + i))
            return RAP_OK;
        int rc = i < given
                     ? sqlite3_bind_value(self->put, i + 1, sqlite3_column_value(row, first + i))
                     : sqlite3_bind_null(self->put, i + 1);
        if (rc != SQLITE_OK)
            return rap_db_fail(self->to, rc, err);
    }
    int rc = sqlite3_step(self->put);
    return rc == SQLITE_DONE ? RAP_OK : rap_db_fail(self->to, rc, err);
}

/* ---- a table with rowids ---- */

/* Copies from behind `*last` up to the end (false) or to where reading fails (true). */
static rap_code_t copy_run(struct copy *self, int64_t *last, bool *ret_failed, rap_err_t *err)
{
    sqlite3_stmt *rows = prepare(self->from,
        "SELECT rowid, * FROM \"%w\" NOT INDEXED WHERE rowid > ?1 ORDER BY rowid", self->table, "");
    rap_code_t code = RAP_OK;
    int rc = SQLITE_ERROR;

    if (rows != NULL)
        (void)sqlite3_bind_int64(rows, 1, *last);
    while (code == RAP_OK && rows != NULL && (rc = sqlite3_step(rows)) == SQLITE_ROW) {
        int64_t id = sqlite3_column_int64(rows, 0);

        if (id <= *last) {
            rc = SQLITE_CORRUPT;
            break;
        }
        *last = id;
        code = put_row(self, rows, 1, err);
    }
    *ret_failed = rc != SQLITE_DONE;
    (void)sqlite3_finalize(rows);
    return code;
}

/* Can the first row behind `base` be found, or that there is none? */
static bool is_readable(sqlite3_stmt *probe, int64_t base)
{
    (void)sqlite3_reset(probe);
    (void)sqlite3_bind_int64(probe, 1, base);
    int rc = sqlite3_step(probe);
    bool readable =
        rc == SQLITE_DONE || (rc == SQLITE_ROW && sqlite3_column_int64(probe, 0) > base);
    (void)sqlite3_reset(probe);
    return readable;
}

/* Moves `*last` to the least base behind it from where reading goes on; false: there is none. */
static bool skip(const struct copy *self, int64_t *last)
{
    sqlite3_stmt *probe = prepare(self->from,
        "SELECT rowid FROM \"%w\" NOT INDEXED WHERE rowid > ?1 ORDER BY rowid LIMIT 1", self->table,
        "");
    int64_t below = 0, step = 1; /* from *last; `below` is too little */

    if (*last > rowid_max)
        step = rowid_max;
    while (probe != NULL && step < rowid_max && !is_readable(probe, *last + step)) {
        below = step;
        step *= 2;
    }
    bool found = probe != NULL && step < rowid_max;
    while (found && step - below > 1) {
        int64_t middle = below + (step - below) / 2;

        if (is_readable(probe, *last + middle))
            step = middle;
        else
            below = middle;
    }
    (void)sqlite3_finalize(probe);
    *last += found ? step : 0;
    return found;
}

static rap_code_t copy_by_rowid(struct copy *self, rap_err_t *err)
{
    int64_t last = -1; /* ours count from 1 */
    bool failed = true;

    for (int skips = 0; failed && skips < SKIPS_MAX; skips++) {
        RAP_TRY(copy_run(self, &last, &failed, err));
        failed = failed && skip(self, &last);
    }
    return RAP_OK;
}

/* ---- a table without ---- */

static rap_code_t copy_one_way(
    struct copy *self, const char *order, bool *ret_failed, rap_err_t *err)
{
    sqlite3_stmt *rows =
        prepare(self->from, "SELECT * FROM \"%w\" NOT INDEXED ORDER BY %s", self->table, order);
    rap_code_t code = RAP_OK;
    int rc = SQLITE_ERROR;

    while (code == RAP_OK && rows != NULL && (rc = sqlite3_step(rows)) == SQLITE_ROW)
        code = put_row(self, rows, 0, err);
    *ret_failed = rc != SQLITE_DONE;
    (void)sqlite3_finalize(rows);
    return code;
}

/* The key's columns as an ORDER BY, each with `suffix`; freed by sqlite3_free(). */
static char *key_order(const struct copy *self, const char *suffix)
{
    sqlite3_stmt *columns = prepare(self->to->handle,
        "SELECT group_concat('\"' || name || '\"%s', ', ') FROM"
        " (SELECT name FROM pragma_table_info('%q') WHERE pk > 0 ORDER BY pk)",
        suffix, self->table);
    char *order = NULL;

    if (columns != NULL && sqlite3_step(columns) == SQLITE_ROW)
        order = sqlite3_mprintf("%s", sqlite3_column_text(columns, 0));
    (void)sqlite3_finalize(columns);
    return order != NULL ? order : sqlite3_mprintf("1");
}

static rap_code_t copy_by_key(struct copy *self, rap_err_t *err)
{
    char *up = key_order(self, ""), *down = key_order(self, " DESC");
    bool failed = false, ignored;

    if (up == NULL || down == NULL)
        abort();
    rap_code_t code = copy_one_way(self, up, &failed, err);
    if (code == RAP_OK && failed)
        code = copy_one_way(self, down, &ignored, err);
    sqlite3_free(up);
    sqlite3_free(down);
    return code;
}

/* ---- a table ---- */

/* How many rows there were, as far as anything of it can still say; -1: nothing can. */
static int64_t expected_rows(const struct copy *self)
{
    sqlite3_stmt *indexes = prepare(self->to->handle,
        "SELECT name FROM pragma_index_list('%q') WHERE partial = 0", self->table, "");
    int64_t found = number(self->from, "SELECT count(*) FROM \"%w\"", self->table, "", -1);

    while (found < 0 && indexes != NULL && sqlite3_step(indexes) == SQLITE_ROW)
        found = number(self->from, "SELECT count(*) FROM \"%w\" INDEXED BY \"%w\"", self->table,
            (const char *)sqlite3_column_text(indexes, 0), -1);
    (void)sqlite3_finalize(indexes);
    return found;
}

/* "INSERT OR IGNORE INTO t VALUES (?, ?, ...)"; a row that is there already, as a table read from
 * both ends has some, is passed over. */
static rap_code_t prepare_put(struct copy *self, rap_err_t *err)
{
    char marks[2 * COLUMNS_MAX] = "?";
    sqlite3_stmt *all = prepare(self->to->handle, "SELECT * FROM \"%w\"", self->table, "");

    if (all == NULL)
        return rap_fail(err, RAP_INTERNAL, "the new table '%s' cannot be read", self->table);
    self->columns = sqlite3_column_count(all);
    if (self->columns > COLUMNS_MAX) {
        (void)sqlite3_finalize(all);
        return rap_fail(err, RAP_INTERNAL, "table '%s' has too many columns", self->table);
    }
    for (int i = 0; i < self->columns; i++) {
        const char *type = sqlite3_column_decltype(all, i);

        self->affinity[i] = type != NULL ? type[0] : '\0';
        if (i > 0) {
            marks[2 * i - 1] = ',';
            marks[2 * i] = '?';
        }
    }
    (void)sqlite3_finalize(all);
    self->put =
        prepare(self->to->handle, "INSERT OR IGNORE INTO \"%w\" VALUES (%s)", self->table, marks);
    return self->put != NULL
               ? RAP_OK
               : rap_fail(err, RAP_INTERNAL, "the new table '%s' cannot be written", self->table);
}

static rap_code_t copy_table(struct copy *self, rap_rescue_table_t *ret, rap_err_t *err)
{
    RAP_TRY(prepare_put(self, err));
    sqlite3_stmt *by_rowid = prepare(self->to->handle, "SELECT rowid FROM \"%w\"", self->table, "");
    rap_code_t code = by_rowid != NULL ? copy_by_rowid(self, err) : copy_by_key(self, err);
    (void)sqlite3_finalize(by_rowid);
    (void)sqlite3_finalize(self->put);
    RAP_TRY(code);
    int64_t expected = expected_rows(self);
    ret->kept = number(self->to->handle, "SELECT count(*) FROM \"%w\"", self->table, "", 0);
    if (expected < 0)
        ret->lost = -1;
    else
        ret->lost = expected > ret->kept ? expected - ret->kept : 0;
    return RAP_OK;
}

/* Names are read first: a table that is being written cannot be listed. */
static size_t list_tables(rap_db_t *db, rap_rescue_table_t table[RAP_RESCUE_TABLES])
{
    sqlite3_stmt *names = prepare(db->handle,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%%'", "",
        "");
    size_t n = 0;

    while (names != NULL && n < RAP_RESCUE_TABLES && sqlite3_step(names) == SQLITE_ROW)
        (void)snprintf(table[n++].name, RAP_RESCUE_NAME, "%s", sqlite3_column_text(names, 0));
    (void)sqlite3_finalize(names);
    return n;
}

rap_code_t rap_db_copy_rows(sqlite3 *from, rap_db_t *to, rap_rescue_t *rescue, rap_err_t *err)
{
    (void)sqlite3_limit(from, SQLITE_LIMIT_LENGTH, ROW_MAX);
    rescue->tables = list_tables(to, rescue->table);
    for (size_t i = 0; i < rescue->tables; i++) {
        rap_rescue_table_t *table = &rescue->table[i];

        RAP_TRY(
            copy_table(&(struct copy){.from = from, .to = to, .table = table->name}, table, err));
        rescue->kept += table->kept;
        if (table->lost < 0 || rescue->lost < 0)
            rescue->lost = -1;
        else
            rescue->lost += table->lost;
    }
    return RAP_OK;
}
