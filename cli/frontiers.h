/* frontiers.h - the fetchers' databases in a home's state/, opened for reading one by one. */
#ifndef RAP_CLI_FRONTIERS_H
#define RAP_CLI_FRONTIERS_H

#include "base/arena.h"
#include "base/db.h"
#include "proto/home.h"

enum { FRONTIERS_MAX = 1024 };

/* Of one fetcher.  RAP_NOTFOUND says that the database is no frontier, or not one yet: it is passed
 * over; any other failure ends it all, but that RAP_DAMAGED is returned when the rest were seen. */
typedef rap_code_t frontier_fn(const char *fetcher, rap_db_t *db, void *arg, rap_err_t *err);

/* Calls `fn` for each, in the order of their names, which live in the arena.  A home in which
 * nothing ever ran has none. */
rap_code_t frontiers_each(const rap_home_t *home, rap_arena_t *arena, frontier_fn *fn, void *arg,
    rap_err_t *err) RAP_CHECKED;

#endif
