/* db_rescue.h - a database that is damaged does not stop who needs it.
 *
 * Who writes a database opens it here.  The first of them looks whether it is sound: the whole
 * of a small file, a large one only after an end that was not a calm one, and in any case
 * when a process met damage and left word of it.  A damaged file is put aside as
 * "<file>.damaged-<time>", with its log; what can be read of it is copied, row by row, into a
 * new one, which takes its place when it is whole.  What was saved and what was lost is counted,
 * and kept in the table `damage`.  Files that were put aside are for a person to look at and
 * remove; only those of the RAP_RESCUE_ASIDES newest repairs are kept.
 *
 * Processes that write one database hold a lock together, "<file>.lock"; a repair wants it
 * alone.  A process that meets damage ends (RAP_DAMAGED), and so do the others at their next
 * transaction; whoever starts again first repairs.  A kill in the middle of a repair
 * loses nothing: the next start goes on with it.
 */
#ifndef RAP_BASE_DB_RESCUE_H
#define RAP_BASE_DB_RESCUE_H

#include "base/arena.h"
#include "base/db.h"
#include "base/field.h"

#include <limits.h>
#include <stdint.h>

enum { RAP_RESCUE_TABLES = 32, RAP_RESCUE_NAME = 64, RAP_RESCUE_WHY = 160 };

/* Of so many repairs of one database, the newest, what was put aside is kept. */
enum { RAP_RESCUE_ASIDES = 8 };

/* Part of the schema of every database that is opened here. */
#define RAP_DAMAGE_TABLE                                                   \
    "CREATE TABLE damage ("                                                \
    "  damage_id INTEGER PRIMARY KEY,"                                     \
    "  at TEXT NOT NULL,"                                                  \
    "  why TEXT NOT NULL,"                                                 \
    "  aside TEXT NOT NULL,"   /* file beside the database */              \
    "  kept INTEGER NOT NULL," /* rows */                                  \
    "  lost INTEGER,"          /* rows; NULL: they cannot be counted */    \
    "  tables TEXT NOT NULL,"  /* where: "outbox 3 of 40, address some" */ \
    "  note TEXT NOT NULL);"   /* what is done about it */

typedef struct rap_rescue_table {
    char name[RAP_RESCUE_NAME];
    int64_t kept, lost; /* rows; lost is -1 when it cannot be counted */
} rap_rescue_table_t;

typedef struct rap_rescue {
    bool done;                /* false: nothing was wrong, and nothing below counts */
    bool log_only;            /* the file is sound; transactions at the end of its log are gone */
    char why[RAP_RESCUE_WHY]; /* what was found */
    char aside[NAME_MAX + 1]; /* the name of what was put aside */
    int64_t kept, lost;       /* of all tables; lost is -1 when one cannot be counted */
    rap_rescue_table_t table[RAP_RESCUE_TABLES];
    size_t tables;
    char note[RAP_RESCUE_WHY]; /* what is done about it, as the plan's `finish` says */
    size_t removed; /* files that older repairs had put aside; counts also if `done` is false */
} rap_rescue_t;

/* Called at the end of a rescue, in its last transaction, with foreign keys off: puts right
 * what no longer fits together.  NULL where there is nothing to do. */
typedef rap_code_t rap_rescue_fn(rap_db_t *db, rap_rescue_t *rescue, void *arg, rap_err_t *err);

typedef struct rap_db_plan {
    const char *path;
    int busy_ms; /* as of rap_db_open() */
    const char *const *steps;
    size_t n; /* as of rap_db_migrate() */
    rap_rescue_fn *finish;
    void *arg;
} rap_db_plan_t;

/* Opens for writing, after a repair if one is needed, and brings the schema up to date.
 * RAP_BUSY: a repair is under way, or waits until others have ended. */
rap_code_t rap_db_open_sound(rap_db_t **ret, const rap_db_plan_t *plan, rap_rescue_t *ret_rescue,
    rap_err_t *err) RAP_CHECKED;

/* May rows of this table have been lost? */
bool rap_rescue_lost(const rap_rescue_t *self, const char *table);

/* "outbox 3 of 40, address some": the tables that lost rows. */
void rap_rescue_tables(const rap_rescue_t *self, char *out, size_t size);

/* ---- what is remembered ---- */

typedef struct rap_damage {
    const char *at, *why, *aside, *tables, *note;
    int64_t kept, lost; /* lost: -1 when it could not be counted */
} rap_damage_t;

/* The rows of `damage`, oldest first, in the arena; none where there is no such table. */
rap_code_t rap_damage_read(
    rap_db_t *db, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
