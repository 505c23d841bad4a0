/* db.c - see db.h */
#include "base/db_private.h"

#include "base/hash.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DIGEST_DIGITS = 15 };

static rap_code_t check(const rap_db_t *self, int rc, rap_err_t *err)
{
    return rc == SQLITE_OK ? RAP_OK : rap_db_fail(self, rc, err);
}

rap_code_t rap_db_exec(rap_db_t *self, const char *sql, rap_err_t *err)
{
    return check(self, sqlite3_exec(self->handle, sql, NULL, NULL, NULL), err);
}

/* The first 60 bits of a SHA-256 over the values as texts, each behind its type. */
static void row_digest(sqlite3_context *context, int count, sqlite3_value **value)
{
    char hex[RAP_HEX_SIZE];
    rap_sha256_t sha;

    rap_sha256_init(&sha);
    for (int i = 0; i < count; i++) {
        const char type = (char)sqlite3_value_type(value[i]);
        const unsigned char *text = sqlite3_value_text(value[i]);

        rap_sha256_add(&sha, &type, 1);
        if (text != NULL)
            rap_sha256_add(&sha, text, (size_t)sqlite3_value_bytes(value[i]) + 1);
    }
    rap_sha256_end(&sha, hex);
    hex[DIGEST_DIGITS] = '\0';
    sqlite3_result_int64(context, (sqlite3_int64)strtoll(hex, NULL, 16));
}

static rap_code_t set_up(rap_db_t *self, rap_db_mode_t mode, int busy_ms, rap_err_t *err)
{
    RAP_TRY(check(self, sqlite3_extended_result_codes(self->handle, 1), err));
    RAP_TRY(check(self, sqlite3_busy_timeout(self->handle, busy_ms), err));
    RAP_TRY(check(self,
        sqlite3_create_function_v2(self->handle, "row_digest", -1,
            SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL, row_digest, NULL, NULL,
            NULL),
        err));
    /* one small process among many: at most 4 MiB of pages, none mapped, a log that shrinks
     * again; pages are looked at for damage as they are read; what a savepoint may have to undo stays in memory, since a file of its own costs
     * more writes than the log; schema_version is read to find out now whether the file is a
     * database */
    RAP_TRY(rap_db_exec(self,
        "PRAGMA mmap_size = 0; PRAGMA cache_size = -4096; PRAGMA foreign_keys = ON;"
        "PRAGMA cell_size_check = ON;"
        "PRAGMA journal_size_limit = 4194304; PRAGMA temp_store = MEMORY; PRAGMA schema_version",
        err));
    if (mode == RAP_DB_READ)
        return rap_db_exec(self, "PRAGMA query_only = ON", err);
    return rap_db_exec(self, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", err);
}

rap_code_t rap_db_open(
    rap_db_t **ret, const char *path, rap_db_mode_t mode, int busy_ms, rap_err_t *err)
{
    int flags =
        mode == RAP_DB_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;

    if (mode == RAP_DB_READ && access(path, F_OK) != 0 && errno == ENOENT)
        return rap_fail(err, RAP_NOTFOUND, "there is no database '%s'", path);
    RAP_AUTO(rap_db) *self = calloc(1, sizeof *self);
    if (self == NULL || (self->path = strdup(path)) == NULL)
        abort();
    self->lock = -1;
    RAP_TRY(
        check(self, sqlite3_open_v2(path, &self->handle, flags | SQLITE_OPEN_NOMUTEX, NULL), err));
    RAP_TRY(set_up(self, mode, busy_ms, err));
    *ret = self;
    self = NULL;
    return RAP_OK;
}

void rap_db_destroy(rap_db_t **self)
{
    assert(self != NULL);
    if (*self == NULL)
        return;
    for (size_t i = 0; i < (*self)->count; i++) {
        (void)sqlite3_finalize((*self)->stmt[i]->handle); /* repeats the last step's code */
        free((*self)->stmt[i]->own);
        free((*self)->stmt[i]);
    }
    int rc = sqlite3_close((*self)->handle);
    assert(rc == SQLITE_OK); /* nothing is left open */
    (void)rc;
    if ((*self)->lock >= 0)
        close((*self)->lock);
    free((*self)->stmt);
    free((*self)->mark);
    free((*self)->path);
    free(*self);
    *self = NULL;
}

const char *rap_db_path(const rap_db_t *self)
{
    return self->path;
}

static rap_stmt_t *keep(rap_db_t *self, const char *sql, sqlite3_stmt *handle)
{
    if (self->count == self->cap) {
        self->cap = self->cap == 0 ? 16 : self->cap * 2;
        self->stmt = reallocarray(self->stmt, self->cap, sizeof(rap_stmt_t *));
    }
    rap_stmt_t *stmt = calloc(1, sizeof *stmt);
    if (self->stmt == NULL || stmt == NULL)
        abort();
    *stmt = (rap_stmt_t){.db = self, .sql = sql, .handle = handle};
    self->stmt[self->count++] = stmt;
    return stmt;
}

static rap_code_t prepare(rap_db_t *self, const char *sql, rap_stmt_t **ret, rap_err_t *err)
{
    sqlite3_stmt *handle = NULL;

    for (size_t i = 0; i < self->count; i++)
        if (self->stmt[i]->sql == sql) {
            assert(strcmp(sqlite3_sql(self->stmt[i]->handle), sql) == 0); /* a literal */
            *ret = self->stmt[i];
            return RAP_OK;
        }
    RAP_TRY(check(self,
        sqlite3_prepare_v3(self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL), err));
    assert(handle != NULL); /* an empty text is no statement */
    *ret = keep(self, sql, handle);
    return RAP_OK;
}

/* ---- statements of others ---- */

static int may_only_read(void *arg, int action, const char *one, const char *function,
    const char *database, const char *trigger)
{
    (void)arg;
    (void)one;
    (void)database;
    (void)trigger;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_FUNCTION:
        return strcmp(function, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
    default:
        return SQLITE_DENY;
    }
}

static bool is_blank(const char *text)
{
    return text == NULL || text[strspn(text, " \t\r\n;")] == '\0';
}

rap_code_t rap_db_foreign(rap_db_t *self, rap_stmt_t **ret, const char *sql, rap_err_t *err)
{
    sqlite3_stmt *handle = NULL;
    const char *rest = NULL;
    char *own = strdup(sql);

    if (own == NULL)
        abort();
    (void)sqlite3_set_authorizer(self->handle, may_only_read, NULL);
    int rc = sqlite3_prepare_v3(self->handle, own, -1, 0, &handle, &rest);
    (void)sqlite3_set_authorizer(self->handle, NULL, NULL);

    const char *wrong = NULL;
    if (rc != SQLITE_OK)
        wrong = sqlite3_errmsg(self->handle);
    else if (handle == NULL || !is_blank(rest))
        wrong = "it is not one statement";
    else if (sqlite3_bind_parameter_count(handle) > 0)
        wrong = "it has a parameter, which nobody fills in";
    if (wrong != NULL) {
        bool passes = rc != SQLITE_OK && (rc & 0xff) != SQLITE_ERROR && (rc & 0xff) != SQLITE_AUTH;
        rap_code_t code = passes ? rap_db_fail(self, rc, err)
                                 : rap_fail(err, RAP_USAGE, "this SQL cannot be used: %s", wrong);

        (void)sqlite3_finalize(handle);
        free(own);
        return code;
    }
    *ret = keep(self, own, handle);
    (*ret)->own = own;
    return RAP_OK;
}

static int bind_one(sqlite3_stmt *handle, int at, char type, va_list *ap)
{
    switch (type) {
    case 's':
        return sqlite3_bind_text(handle, at, va_arg(*ap, const char *), -1, SQLITE_STATIC);
    case 'i':
        return sqlite3_bind_int64(handle, at, va_arg(*ap, int64_t));
    case 'd':
        return sqlite3_bind_double(handle, at, va_arg(*ap, double));
    default:
        abort(); /* a bug in the caller */
    }
}

static rap_code_t query(rap_db_t *self, rap_stmt_t **ret, rap_err_t *err, const char *sql,
    const char *types, va_list *ap)
{
    rap_stmt_t *stmt;

    RAP_TRY(prepare(self, sql, &stmt, err));
    rap_stmt_reset(stmt);
    assert((size_t)sqlite3_bind_parameter_count(stmt->handle) == strlen(types));
    for (int i = 0; types[i] != '\0'; i++)
        RAP_TRY(check(self, bind_one(stmt->handle, i + 1, types[i], ap), err));
    *ret = stmt;
    return RAP_OK;
}

rap_code_t rap_db_query(
    rap_db_t *self, rap_stmt_t **ret, rap_err_t *err, const char *sql, const char *types, ...)
{
    va_list ap;

    va_start(ap, types);
    rap_code_t code = query(self, ret, err, sql, types, &ap);
    va_end(ap);
    return code;
}

rap_code_t rap_db_run(rap_db_t *self, rap_err_t *err, const char *sql, const char *types, ...)
{
    rap_stmt_t *stmt = NULL;
    bool row = true;
    va_list ap;

    va_start(ap, types);
    rap_code_t code = query(self, &stmt, err, sql, types, &ap);
    va_end(ap);
    while (code == RAP_OK && row)
        code = rap_stmt_next(stmt, &row, err);
    return code;
}

rap_code_t rap_stmt_next(rap_stmt_t *self, bool *ret_row, rap_err_t *err)
{
    int rc = sqlite3_step(self->handle);

    if (rc == SQLITE_ROW) {
        *ret_row = true;
        return RAP_OK;
    }
    rap_code_t code = rc == SQLITE_DONE ? RAP_OK : rap_db_fail(self->db, rc, err);
    rap_stmt_reset(self);
    if (code == RAP_OK)
        *ret_row = false;
    return code;
}

void rap_stmt_reset(rap_stmt_t *self)
{
    (void)sqlite3_reset(self->handle); /* its code is that of the last step, told already */
    (void)sqlite3_clear_bindings(self->handle);
}

const char *rap_stmt_text(rap_stmt_t *self, int column)
{
    return (const char *)sqlite3_column_text(self->handle, column);
}

const char *rap_stmt_keep(rap_stmt_t *self, int column, rap_arena_t *arena)
{
    return rap_arena_strdup(arena, rap_stmt_text(self, column));
}

int64_t rap_stmt_int(rap_stmt_t *self, int column)
{
    return sqlite3_column_int64(self->handle, column);
}

double rap_stmt_real(rap_stmt_t *self, int column)
{
    return sqlite3_column_double(self->handle, column);
}

int64_t rap_db_changes(const rap_db_t *self)
{
    return sqlite3_changes64(self->handle);
}

rap_code_t rap_db_begin(rap_db_t *self, rap_err_t *err)
{
    if (self->mark != NULL && access(self->mark, F_OK) == 0)
        return rap_fail(err, RAP_DAMAGED,
            "database '%s' is damaged, as another process found; it is repaired when all that "
            "write it have started again",
            self->path);
    return rap_db_exec(self, "BEGIN IMMEDIATE", err);
}

rap_code_t rap_db_commit(rap_db_t *self, rap_err_t *err)
{
    return rap_db_exec(self, "COMMIT", err);
}

void rap_db_rollback(rap_db_t *self)
{
    if (sqlite3_get_autocommit(self->handle) == 0)
        (void)sqlite3_exec(self->handle, "ROLLBACK", NULL, NULL, NULL);
}

rap_code_t rap_db_version(rap_db_t *self, size_t *ret, rap_err_t *err)
{
    rap_stmt_t *stmt;
    bool row;

    RAP_TRY(rap_db_query(self, &stmt, err, "PRAGMA user_version", ""));
    RAP_TRY(rap_stmt_next(stmt, &row, err));
    int64_t version = row ? rap_stmt_int(stmt, 0) : 0;
    rap_stmt_reset(stmt);
    if (version < 0)
        return rap_fail(err, RAP_CONFIG, "database '%s' is not one of this program", self->path);
    *ret = (size_t)version;
    return RAP_OK;
}

static rap_code_t fail_newer(const rap_db_t *self, size_t version, size_t n, rap_err_t *err)
{
    return rap_fail(err, RAP_CONFIG,
        "database '%s' has schema version %zu, newer than the %zu this program knows; "
        "use a newer program",
        self->path, version, n);
}

rap_code_t rap_db_expect(rap_db_t *self, size_t n, rap_err_t *err)
{
    size_t version = 0;

    RAP_TRY(rap_db_version(self, &version, err));
    if (version > n)
        return fail_newer(self, version, n, err);
    if (version == 0)
        return rap_fail(err, RAP_NOTFOUND, "nothing was ever stored in '%s'", self->path);
    if (version < n)
        return rap_fail(err, RAP_BUSY,
            "database '%s' has the older schema version %zu; the program that writes it "
            "brings it to %zu when it starts",
            self->path, version, n);
    return RAP_OK;
}

/* The version is read again under the lock: another process may have been first. */
static rap_code_t step_up(rap_db_t *self, const char *const *steps, size_t n, rap_err_t *err)
{
    char pragma[64];
    size_t version = 0;

    RAP_TRY(rap_db_version(self, &version, err));
    if (version >= n)
        return rap_db_commit(self, err);
    RAP_TRY(rap_db_exec(self, steps[version], err));
    (void)snprintf(pragma, sizeof pragma, "PRAGMA user_version = %zu", version + 1);
    RAP_TRY(rap_db_exec(self, pragma, err));
    return rap_db_commit(self, err);
}

rap_code_t rap_db_migrate(rap_db_t *self, const char *const *steps, size_t n, rap_err_t *err)
{
    for (;;) {
        size_t version = 0;

        RAP_TRY(rap_db_version(self, &version, err));
        if (version > n)
            return fail_newer(self, version, n, err);
        if (version == n)
            return RAP_OK;
        RAP_TRY(rap_db_begin(self, err));
        if (step_up(self, steps, n, err) != RAP_OK) {
            rap_db_rollback(self);
            return rap_fail_prefix(err, "schema step %zu", version + 1);
        }
    }
}
