/* db_rescue.c - see db_rescue.h
 *
 * A repair, in an order that can be cut off anywhere:
 *
 *   <file>.damaged        says why, and under what name the file is put aside
 *   rename                the file and its log to that name
 *   <file>.rescue         is made: the schema of the old version, its rows, the newer steps
 *   rename                <file>.rescue to <file>
 *   <file>.damaged        is taken away
 *
 * A new database is made in the same way, so that a file without bytes is one that lost them.
 */
#include "base/clock.h"
#include "base/db_private.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MARK_MAX = 1024, LOG_MAX = 1 << 30, LOCK_TRIES = 250, LOCK_TRY_MS = 20 };

static rap_code_t take_away(const char *path, rap_err_t *err)
{
    if (unlink(path) == 0 || errno == ENOENT)
        return RAP_OK;
    return rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not remove '%s'", path);
}

static rap_code_t write_mark(rap_db_repair_t *self, rap_err_t *err)
{
    char text[MARK_MAX];

    if (self->begun)
        return RAP_OK;
    int len = snprintf(text, sizeof text, "%.*s\n%s\n%s", (int)strcspn(self->rescue->why, "\n"),
        self->rescue->why, self->rescue->log_only ? "log" : "file", self->rescue->aside);
    return rap_file_replace(self->mark, text, (size_t)len, 0640, err);
}

/* The damaged file, to be read as far as possible; NULL when not even its tables can be listed. */
static sqlite3 *open_damaged(const char *path)
{
    sqlite3 *db = NULL;

    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK &&
        sqlite3_exec(db,
            /* with writable_schema, a table that cannot be understood hides no other */
            "PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF;"
            "PRAGMA writable_schema = ON; BEGIN; SELECT count(*) FROM sqlite_schema",
            NULL, NULL, NULL) == SQLITE_OK)
        return db;
    (void)sqlite3_close(db);
    return NULL;
}

/* With its log, or if that is what cannot be read, without. */
static sqlite3 *open_aside(const rap_db_repair_t *self, rap_err_t *err)
{
    char bad[PATH_MAX];
    sqlite3 *db = open_damaged(self->aside);

    if (db != NULL || !rap_db_exists(self->aside_wal) ||
        rap_db_beside(self->aside, "-wal.unread", bad, err) != RAP_OK ||
        rap_db_move(self->aside_wal, bad, err) != RAP_OK)
        return db;
    return open_damaged(self->aside);
}

/* The version whose tables the damaged file has; the newest when that cannot be told. */
static rap_code_t old_version(
    const rap_db_repair_t *self, sqlite3 *from, size_t *ret, rap_err_t *err)
{
    rap_db_versions_t versions = {0};

    RAP_TRY(rap_db_compare_schema(from, self->plan, -1, &versions, err));
    *ret = versions.best > 0 ? (size_t)versions.best : self->plan->n;
    return RAP_OK;
}

static rap_code_t note(rap_db_t *db, const rap_rescue_t *rescue, rap_err_t *err)
{
    char at[RAP_ISO_SIZE], tables[RAP_RESCUE_TABLES * (RAP_RESCUE_NAME + 48)];

    rap_clock_iso(rap_clock_wall_ms(&rap_clock_system), at);
    rap_rescue_tables(rescue, tables, sizeof tables);
    return rap_db_run(db, err,
        "INSERT INTO damage (at, why, aside, kept, lost, tables, note)"
        " VALUES (?, ?, ?, ?, nullif(?, -1), ?, ?)",
        "sssiiss", at, rescue->why, rescue->aside, rescue->kept, rescue->lost, tables,
        rescue->note);
}

/* What belongs to the repair as a whole: all of it, or the next start does it again. */
static rap_code_t finish(const rap_db_repair_t *self, rap_db_t *db, rap_err_t *err)
{
    RAP_TRY(rap_db_begin(db, err));
    rap_code_t code = RAP_OK;
    if (self->plan->finish != NULL)
        code = self->plan->finish(db, self->rescue, self->plan->arg, err);
    if (code == RAP_OK)
        code = note(db, self->rescue, err);
    if (code == RAP_OK)
        code = rap_db_commit(db, err);
    if (code != RAP_OK)
        rap_db_rollback(db);
    return code;
}

/* To read it made an index, and a log where there was none. */
static void tidy(const rap_db_repair_t *self)
{
    char index[PATH_MAX];
    struct stat st;
    rap_err_t ignored;

    if (rap_db_beside(self->aside, "-shm", index, &ignored) == RAP_OK)
        (void)unlink(index);
    if (lstat(self->aside_wal, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == 0)
        (void)unlink(self->aside_wal);
}

static rap_code_t copy_rows(sqlite3 *from, rap_db_t *to, rap_rescue_t *rescue, rap_err_t *err)
{
    RAP_TRY(rap_db_begin(to, err));
    RAP_TRY(rap_db_copy_rows(from, to, rescue, err));
    return rap_db_commit(to, err);
}

static rap_code_t copy_from(rap_db_repair_t *self, rap_db_t *to, rap_err_t *err)
{
    sqlite3 *from = open_aside(self, err);
    size_t version = self->plan->n;

    rap_code_t code = from == NULL ? RAP_OK : old_version(self, from, &version, err);
    if (code == RAP_OK)
        code = rap_db_migrate(to, self->plan->steps, version, err);
    if (code == RAP_OK && from != NULL)
        code = copy_rows(from, to, self->rescue, err);
    self->rescue->lost = from == NULL ? -1 : self->rescue->lost;
    (void)sqlite3_close(from);
    tidy(self);
    return code;
}

/* Makes `fresh`, of what is aside or of nothing.  Nobody sees it before it is whole and on the
 * disk, so it needs no log of its own. */
static rap_code_t build(rap_db_repair_t *self, rap_err_t *err)
{
    RAP_AUTO(rap_db) *db = NULL;

    RAP_TRY(take_away(self->fresh, err));
    RAP_TRY(rap_db_open(&db, self->fresh, RAP_DB_WRITE, self->plan->busy_ms, err));
    RAP_TRY(rap_db_exec(db,
        "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF", err));
    if (self->rescue->done)
        RAP_TRY(copy_from(self, db, err));
    RAP_TRY(rap_db_migrate(db, self->plan->steps, self->plan->n, err));
    return self->rescue->done ? finish(self, db, err) : RAP_OK;
}

static rap_code_t sync_file(const char *path, rap_err_t *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 || fsync(fd) != 0) {
        int sys = errno;

        if (fd >= 0)
            close(fd);
        return rap_fail_sys(err, rap_code_of_errno(sys), sys, "could not bring '%s' to disk", path);
    }
    close(fd);
    return RAP_OK;
}

static rap_code_t put_in_place(rap_db_repair_t *self, rap_err_t *err)
{
    RAP_TRY(build(self, err));
    RAP_TRY(sync_file(self->fresh, err));
    if (rename(self->fresh, self->plan->path) != 0)
        return rap_fail_sys(
            err, rap_code_of_errno(errno), errno, "could not rename '%s'", self->fresh);
    return rap_file_sync_dir(self->dir, err);
}

static rap_code_t repair_file(rap_db_repair_t *self, rap_err_t *err)
{
    if (self->begun && rap_db_exists(self->aside) && rap_db_exists(self->plan->path)) {
        self->rescue->done = false; /* it was, but for the mark */
        return RAP_OK;
    }
    RAP_TRY(rap_db_move(self->plan->path, self->aside, err));
    RAP_TRY(rap_db_move(self->wal, self->aside_wal, err));
    RAP_TRY(rap_db_drop_index(self, err));
    RAP_TRY(take_away(self->shm, err));
    RAP_TRY(rap_file_sync_dir(self->dir, err));
    return put_in_place(self, err);
}

/* The log as it was, before SQLite writes over it. */
static rap_code_t repair_log(rap_db_repair_t *self, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) bytes = {0};

    if (!rap_db_is_usable(self->wal)) {
        RAP_TRY(rap_db_move(self->wal, self->aside_wal, err));
    } else if (!rap_db_exists(self->aside_wal)) {
        rap_buf_init(&bytes, LOG_MAX);
        RAP_TRY(rap_file_read(self->wal, &bytes, err));
        RAP_TRY(rap_file_replace(self->aside_wal, bytes.data, bytes.len, 0640, err));
    }
    self->rescue->lost = -1;
    RAP_TRY(rap_db_drop_index(self, err));
    return rap_file_sync_dir(self->dir, err);
}

static rap_code_t make_sound(rap_db_repair_t *self, rap_err_t *err)
{
    RAP_TRY(rap_db_look(self, err));
    if (!self->rescue->done)
        return rap_db_exists(self->plan->path) ? RAP_OK : put_in_place(self, err);
    RAP_TRY(write_mark(self, err));
    self->begun = true;
    return self->rescue->log_only ? repair_log(self, err) : repair_file(self, err);
}

/* In the file that is in use again; `aside` is the log's name. */
static rap_code_t finish_log(rap_db_repair_t *self, rap_db_t *db, rap_err_t *err)
{
    char *name = self->rescue->aside;
    size_t len = strlen(name);

    (void)snprintf(name + len, sizeof self->rescue->aside - len, "-wal");
    RAP_TRY(rap_db_exec(db, "PRAGMA foreign_keys = OFF", err));
    RAP_TRY(finish(self, db, err));
    return rap_db_exec(db, "PRAGMA foreign_keys = ON", err);
}

static rap_code_t open_final(rap_db_repair_t *self, rap_db_t **ret, rap_err_t *err)
{
    const rap_db_plan_t *plan = self->plan;
    RAP_AUTO(rap_db) *db = NULL;

    RAP_TRY(rap_db_open(&db, plan->path, RAP_DB_WRITE, plan->busy_ms, err));
    RAP_TRY(rap_db_migrate(db, plan->steps, plan->n, err));
    if (self->rescue->done && self->rescue->log_only)
        RAP_TRY(finish_log(self, db, err));
    if (self->begun) {
        rap_db_limit_asides(self);
        RAP_TRY(take_away(self->mark, err));
        RAP_TRY(rap_file_sync_dir(self->dir, err));
    }
    db->mark = strdup(self->mark);
    if (db->mark == NULL)
        abort();
    *ret = db;
    db = NULL;
    return RAP_OK;
}

/* ---- all who write ---- */

/* Alone if nobody else writes, else together with them, unless a repair waits for all of them to
 * end.  One that was killed may not be quite gone. */
static rap_code_t take_lock(
    const rap_db_repair_t *self, int *ret_fd, bool *ret_alone, rap_err_t *err)
{
    char lock[PATH_MAX];

    RAP_TRY(rap_db_beside(self->plan->path, ".lock", lock, err));
    int fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (fd < 0)
        return rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not open '%s'", lock);
    for (int tries = 0; tries < LOCK_TRIES; tries++) {
        *ret_alone = flock(fd, LOCK_EX | LOCK_NB) == 0;
        if (*ret_alone || (!rap_db_exists(self->mark) && flock(fd, LOCK_SH | LOCK_NB) == 0)) {
            *ret_fd = fd;
            return RAP_OK;
        }
        (void)poll(NULL, 0, LOCK_TRY_MS);
    }
    close(fd);
    return rap_fail(err, RAP_BUSY,
        "database '%s' is damaged, and is repaired when all processes that write it have ended",
        self->plan->path);
}

static rap_code_t open_locked(rap_db_repair_t *self, bool alone, rap_db_t **ret, rap_err_t *err)
{
    if (alone)
        RAP_TRY(make_sound(self, err));
    return open_final(self, ret, err);
}

rap_code_t rap_db_open_sound(
    rap_db_t **ret, const rap_db_plan_t *plan, rap_rescue_t *ret_rescue, rap_err_t *err)
{
    rap_db_repair_t self = {.plan = plan, .rescue = ret_rescue};
    bool alone;
    int fd;

    *ret_rescue = (rap_rescue_t){0};
    RAP_TRY(rap_db_repair_init(&self, err));
    RAP_TRY(take_lock(&self, &fd, &alone, err));
    rap_code_t code = open_locked(&self, alone, ret, err);
    if (code == RAP_OK && flock(fd, LOCK_SH) != 0)
        code = rap_fail_sys(err, RAP_IO, errno, "could not share '%s'", plan->path);
    if (code != RAP_OK) {
        close(fd);
        return code;
    }
    (*ret)->lock = fd;
    return RAP_OK;
}
