/* frontier_case.h - a fetcher's frontier in a folder of its own, and a clock that a test sets. */
#ifndef RAP_TESTS_FRONTIER_CASE_H
#define RAP_TESTS_FRONTIER_CASE_H

#include "fetcher/frontier.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOW ((int64_t)1709910245000) /* 2024-03-08T15:04:05Z */
#define DAY ((int64_t)24 * 3600 * 1000)
#define ID1 "1111111111111111111111111111111111111111111111111111111111111111"
#define ID2 "2222222222222222222222222222222222222222222222222222222222222222"
#define URL "https://a.example/1"

static char dir[64];
static rap_err_t err;
static frontier_t *frontier;
static rap_arena_t *arena;
static rap_clock_fake_t fake;

#define OK(call) ck_assert_msg((call) == RAP_OK, "%s", err.text)

static void set_up(void)
{
    (void)snprintf(dir, sizeof dir, "/tmp/rap-frontier-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    rap_clock_fake_init(&fake, NOW);
    arena = rap_arena_new(1 << 24);
    err = (rap_err_t){0};
    OK(frontier_open(&frontier, dir, "f-1", &fake.clock, &err));
}

/* Was there such a file in the folder?  There is none any more. */
static bool drop(const char *name)
{
    char path[128];

    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    return unlink(path) == 0;
}

/* What else a test leaves in the folder it drops before. */
static void tear_down(void)
{
    frontier_destroy(&frontier);
    rap_arena_destroy(&arena);
    (void)drop("f-1.db");
    (void)drop("f-1.db-wal");
    (void)drop("f-1.db-shm");
    (void)drop("f-1.db.lock");
    (void)drop("f-1.lock");
    ck_assert_int_eq(rmdir(dir), 0);
}

/* Of the first row, or -1. */
static inline int64_t number(const char *sql)
{
    rap_stmt_t *stmt;
    bool row;

    OK(rap_db_query(frontier_db(frontier), &stmt, &err, sql, ""));
    OK(rap_stmt_next(stmt, &row, &err));
    int64_t value = row ? rap_stmt_int(stmt, 0) : -1;
    rap_stmt_reset(stmt);
    return value;
}

#endif
