/* db_sound.c - what is wrong with a database, if anything is?  See db_rescue.h. */
#include "base/clock.h"
#include "base/db_private.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MIB (1024 * 1024)

enum { MARK_MAX = 1024 };

/* Of a file up to this size everything is looked at, at each start: a fifth of a second. */
static const int64_t small_bytes = 64 * MIB;
/* Up to this size its pages are, after an end that was not a calm one. */
static const int64_t large_bytes = 1024 * (int64_t)MIB;

/* ---- names ---- */

rap_code_t rap_db_beside(const char *path, const char *suffix, char ret[PATH_MAX], rap_err_t *err)
{
    int len = snprintf(ret, PATH_MAX, "%s%s", path, suffix);

    if (len < 0 || len >= PATH_MAX)
        return rap_fail(err, RAP_TOOBIG, "path '%.60s...' is too long", path);
    return RAP_OK;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

static rap_code_t set_aside_name(rap_db_repair_t *self, const char *name, rap_err_t *err)
{
    (void)snprintf(self->rescue->aside, sizeof self->rescue->aside, "%s", name);
    RAP_TRY(rap_file_join(self->aside, PATH_MAX, self->dir, self->rescue->aside, err));
    return rap_db_beside(self->aside, "-wal", self->aside_wal, err);
}

rap_code_t rap_db_repair_init(rap_db_repair_t *self, rap_err_t *err)
{
    const char *path = self->plan->path, *name = base_name(path);
    char at[RAP_ISO_SIZE], aside[NAME_MAX + 1];

    (void)snprintf(self->dir, PATH_MAX, "%.*s", (int)(name - path), path);
    if (self->dir[0] == '\0')
        (void)snprintf(self->dir, PATH_MAX, ".");
    RAP_TRY(rap_db_beside(path, ".damaged", self->mark, err));
    RAP_TRY(rap_db_beside(path, ".rescue", self->fresh, err));
    RAP_TRY(rap_db_beside(path, "-wal", self->wal, err));
    RAP_TRY(rap_db_beside(path, "-shm", self->shm, err));
    rap_clock_iso(rap_clock_wall_ms(&rap_clock_system), at);
    (void)snprintf(self->aside_prefix, sizeof self->aside_prefix, "%.200s.damaged-", name);
    (void)snprintf(aside, sizeof aside, "%.210s%s", self->aside_prefix, at);
    return set_aside_name(self, aside, err);
}

bool rap_db_exists(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0;
}

rap_code_t rap_db_move(const char *from, const char *to, rap_err_t *err)
{
    if (rename(from, to) == 0 || errno == ENOENT)
        return RAP_OK;
    return rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not put '%s' aside", from);
}

/* ---- looking ---- */

static void found(rap_rescue_t *rescue, const char *what)
{
    rescue->done = true;
    (void)snprintf(rescue->why, sizeof rescue->why, "%.*s", (int)sizeof rescue->why - 1, what);
}

bool rap_db_is_usable(const char *path)
{
    struct stat st;

    if (lstat(path, &st) != 0)
        return errno == ENOENT;
    return S_ISREG(st.st_mode) && access(path, R_OK | W_OK) == 0;
}

/* NULL: none. */
static const char *check_to_run(int64_t bytes, bool calm)
{
    if (bytes <= small_bytes)
        return "PRAGMA integrity_check(1)";
    return !calm && bytes <= large_bytes ? "PRAGMA quick_check(1)" : NULL;
}

/* A version that does not go with its schema would have steps done again. */
static rap_code_t check_schema(rap_db_repair_t *self, rap_db_t *db, rap_err_t *err)
{
    rap_db_versions_t versions = {0};
    size_t said = 0;

    rap_code_t code = rap_db_version(db, &said, err);
    if (code != RAP_OK && code != RAP_CONFIG)
        return code;
    RAP_TRY(rap_db_compare_schema(
        db->handle, self->plan, code == RAP_OK ? (int64_t)said : -1, &versions, err));
    bool newer = code == RAP_OK && said > self->plan->n;
    if (!versions.is_said && (!newer || versions.is_same))
        found(self->rescue, "its schema is not that of its version");
    return RAP_OK;
}

static rap_code_t check_pages(
    rap_db_repair_t *self, rap_db_t *db, const char *check, rap_err_t *err)
{
    rap_stmt_t *stmt;
    bool row;

    if (check == NULL)
        return RAP_OK;
    RAP_TRY(rap_db_query(db, &stmt, err, check, ""));
    RAP_TRY(rap_stmt_next(stmt, &row, err));
    if (row && strcmp(rap_stmt_text(stmt, 0), "ok") != 0)
        found(self->rescue, rap_stmt_text(stmt, 0));
    rap_stmt_reset(stmt);
    return RAP_OK;
}

/* What SQLite itself says of the file; damage met on the way is an answer, not an error. */
static rap_code_t ask_sqlite(rap_db_repair_t *self, const char *check, rap_err_t *err)
{
    RAP_AUTO(rap_db) *db = NULL;

    rap_code_t code = rap_db_open(&db, self->plan->path, RAP_DB_WRITE, self->plan->busy_ms, err);
    if (code == RAP_OK) /* what is damaged is kept as it is */
        (void)sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (code == RAP_OK)
        code = check_pages(self, db, check, err);
    if (code == RAP_OK && !self->rescue->done)
        code = check_schema(self, db, err);
    if (code != RAP_DAMAGED)
        return code;
    found(self->rescue, err->text);
    return RAP_OK;
}

rap_code_t rap_db_drop_index(const rap_db_repair_t *self, rap_err_t *err)
{
    char unread[PATH_MAX];

    if (rap_db_is_usable(self->shm))
        return RAP_OK;
    RAP_TRY(rap_db_beside(self->aside, "-shm.unread", unread, err));
    return rap_db_move(self->shm, unread, err);
}

static rap_code_t look_at_log(rap_db_repair_t *self, rap_err_t *err)
{
    int64_t lost = 1;

    if (rap_db_is_usable(self->wal))
        RAP_TRY(rap_db_wal_lost(self->plan->path, &lost, err));
    if (lost == 0)
        return RAP_OK;
    found(self->rescue, "its write-ahead log is damaged");
    self->rescue->log_only = true;
    return RAP_OK;
}

static rap_code_t look_at_file(rap_db_repair_t *self, rap_err_t *err)
{
    const char *path = self->plan->path;
    struct stat st;

    if (stat(path, &st) != 0)
        return errno == ENOENT ? RAP_OK
                               : rap_fail_sys(err, rap_code_of_errno(errno), errno,
                                     "could not open database '%s'", path);
    if (!rap_db_is_usable(path))
        return rap_fail(err, RAP_IO, "database '%s' is no file that can be read and written", path);
    if (st.st_size == 0) {
        found(self->rescue, "it has no bytes any more");
        return RAP_OK;
    }
    RAP_TRY(look_at_log(self, err));
    if (self->rescue->done)
        return RAP_OK;
    RAP_TRY(rap_db_drop_index(self, err));
    return ask_sqlite(self, check_to_run(st.st_size, !rap_db_exists(self->wal)), err);
}

/* The mark is one line, why; then, once a repair has begun, what it put aside: "log" or "file",
 * and under what name. */
rap_code_t rap_db_look(rap_db_repair_t *self, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) mark = {0};

    rap_buf_init(&mark, MARK_MAX);
    if (!rap_db_exists(self->mark))
        return look_at_file(self, err);
    RAP_TRY(rap_file_read(self->mark, &mark, err));
    char *what = strchr(mark.data, '\n');
    char *name = what != NULL ? strchr(what + 1, '\n') : NULL;
    if (name != NULL) {
        *what++ = *name++ = '\0';
        self->begun = true;
        self->rescue->log_only = strcmp(what, "log") == 0;
        RAP_TRY(set_aside_name(self, base_name(name), err));
    }
    found(self->rescue, mark.len > 0 ? mark.data : "it was damaged");
    return RAP_OK;
}
