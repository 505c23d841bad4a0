/* db_private.h - what the files about databases share; nobody else knows SQLite. */
#ifndef RAP_BASE_DB_PRIVATE_H
#define RAP_BASE_DB_PRIVATE_H

#include "base/db.h"
#include "base/db_rescue.h"
#include "base/file.h"

#include <sqlite3.h>

struct rap_stmt {
    rap_db_t *db;
    const char *sql; /* the literal's address is the key */
    char *own;       /* of a foreign one, its text; it is no other's key */
    sqlite3_stmt *handle;
};

struct rap_db {
    sqlite3 *handle;
    char *path;
    rap_stmt_t **stmt; /* each at an address of its own, for callers hold them */
    size_t count;
    size_t cap;
    char *mark; /* file that says that this one is to be repaired, or NULL */
    int lock;   /* of all who write, or -1 */
};

/* ---- db_fail.c ---- */

/* Turns what SQLite said last into our error. */
rap_code_t rap_db_fail(const rap_db_t *self, int rc, rap_err_t *err);

/* How many schema steps it has had; RAP_CONFIG when that is no number of ours. */
rap_code_t rap_db_version(rap_db_t *self, size_t *ret, rap_err_t *err) RAP_CHECKED;

/* ---- db_wal.c ---- */

/* How many transactions the write-ahead log of `path` surely had that SQLite will not find in it
 * any more: those that follow, each written after the one before it was on the disk, on
 * the first place where a checksum is wrong.  0 when there is no log. */
rap_code_t rap_db_wal_lost(const char *path, int64_t *ret, rap_err_t *err) RAP_CHECKED;

/* ---- db_schema.c ---- */

/* What a schema tells of the version it is of. */
typedef struct rap_db_versions {
    int64_t best; /* the newest whose parts are all there */
    bool is_said; /* the version that the file says looks like that, too */
    bool is_same; /* nothing else is there */
} rap_db_versions_t;

/* `said` is the version that the file says, or -1. */
rap_code_t rap_db_compare_schema(sqlite3 *db, const rap_db_plan_t *plan, int64_t said,
    rap_db_versions_t *ret, rap_err_t *err) RAP_CHECKED;

/* ---- db_sound.c ---- */

/* A file that is looked at, and what stands beside it. */
typedef struct rap_db_repair {
    const rap_db_plan_t *plan;
    rap_rescue_t *rescue;
    char dir[PATH_MAX];
    char mark[PATH_MAX], fresh[PATH_MAX], wal[PATH_MAX], shm[PATH_MAX];
    char aside[PATH_MAX], aside_wal[PATH_MAX];
    char aside_prefix[NAME_MAX]; /* of the names under which repairs put this file aside */
    bool begun; /* the mark says under what name the file is, or was to be, put aside */
} rap_db_repair_t;

/* Fills in the names; `plan` and `rescue` are there. */
rap_code_t rap_db_repair_init(rap_db_repair_t *self, rap_err_t *err) RAP_CHECKED;

/* Alone with the file: what is wrong with it goes into `rescue`. */
rap_code_t rap_db_look(rap_db_repair_t *self, rap_err_t *err) RAP_CHECKED;

bool rap_db_exists(const char *path);
/* One that is no file, or may not be read, stops SQLite whatever is in it; none is usable. */
bool rap_db_is_usable(const char *path);
rap_code_t rap_db_beside(
    const char *path, const char *suffix, char ret[PATH_MAX], rap_err_t *err) RAP_CHECKED;
/* What is not there need not be moved. */
rap_code_t rap_db_move(const char *from, const char *to, rap_err_t *err) RAP_CHECKED;
/* The index of the log is made anew from it; one that stands in the way goes. */
rap_code_t rap_db_drop_index(const rap_db_repair_t *self, rap_err_t *err) RAP_CHECKED;

/* ---- db_aside.c ---- */

/* Takes away what the oldest repairs put aside, so that RAP_RESCUE_ASIDES stay with this one;
 * how many files went is written into `rescue`.  What cannot be taken away stays. */
void rap_db_limit_asides(const rap_db_repair_t *self);

/* ---- db_copy.c ---- */

/* Every row that can be read of the tables of `to`, from a damaged database; what came of each
 * table is written into `rescue`.  Errors are those of writing. */
rap_code_t rap_db_copy_rows(
    sqlite3 *from, rap_db_t *to, rap_rescue_t *rescue, rap_err_t *err) RAP_CHECKED;

#endif
