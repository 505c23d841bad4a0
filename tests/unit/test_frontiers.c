#include "cli/frontiers.h"

#include "base/file.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char dir[] = "/tmp/rap-fro-XXXXXX";
static rap_home_t home;
static rap_arena_t *arena;
static rap_err_t err;

static const char *path_of(const char *name)
{
    static char path[RAP_PATH_MAX];

    ck_assert_int_eq(rap_file_join(path, sizeof path, dir, name, &err), RAP_OK);
    return path;
}

static void make(const char *name)
{
    RAP_AUTO(rap_db) *db = NULL;

    ck_assert_int_eq(rap_db_open(&db, path_of(name), RAP_DB_WRITE, 0, &err), RAP_OK);
    ck_assert_int_eq(rap_db_exec(db, "CREATE TABLE t (id INTEGER)", &err), RAP_OK);
}

static void setup(void)
{
    memcpy(dir + sizeof dir - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(dir));
    arena = rap_arena_new(1 << 16);
    err = (rap_err_t){0};
    (void)snprintf(home.state, sizeof home.state, "%s", dir);
    (void)snprintf(home.store, sizeof home.store, "%s/store.db", dir);
}

static void teardown(void)
{
    static const char *const names[] = {"a", "b", "c", "store"};
    static const char *const suffixes[] = {".db", ".db-wal", ".db-shm"};
    char name[16];

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        for (size_t k = 0; k < sizeof suffixes / sizeof suffixes[0]; k++) {
            (void)snprintf(name, sizeof name, "%s%s", names[i], suffixes[k]);
            (void)unlink(path_of(name));
        }
    ck_assert_int_eq(rmdir(dir), 0);
    rap_arena_destroy(&arena);
}

struct seen {
    char names[16];
    const char *foreign; /* the one that is no frontier */
};

static rap_code_t see(const char *fetcher, rap_db_t *db, void *arg, rap_err_t *why)
{
    struct seen *self = arg;

    ck_assert_ptr_nonnull(db);
    strncat(self->names, fetcher, sizeof self->names - strlen(self->names) - 1);
    if (strcmp(fetcher, self->foreign) == 0)
        return rap_fail(why, RAP_NOTFOUND, "no frontier");
    return RAP_OK;
}

START_TEST(all_are_seen_but_the_store)
{
    struct seen seen = {.foreign = "b"};

    make("a.db");
    make("b.db");
    make("c.db");
    make("store.db");
    ck_assert_int_eq(frontiers_each(&home, arena, see, &seen, &err), RAP_OK);
    ck_assert_str_eq(seen.names, "abc");
}
END_TEST

/* Whatever comes behind it. */
START_TEST(a_damaged_one_is_told_when_the_rest_were_seen)
{
    static const char garbage[] = "this is no database, and was one before it was written over";
    struct seen seen = {.foreign = "b"};

    ck_assert_int_eq(
        rap_file_replace(path_of("a.db"), garbage, sizeof garbage, 0600, &err), RAP_OK);
    make("b.db");
    make("c.db");
    ck_assert_int_eq(frontiers_each(&home, arena, see, &seen, &err), RAP_DAMAGED);
    ck_assert_str_eq(seen.names, "bc");
    ck_assert_int_eq(err.code, RAP_DAMAGED);
    ck_assert_msg(strstr(err.text, "'a.db'") != NULL, "%s", err.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("frontiers");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, all_are_seen_but_the_store);
    tcase_add_test(tc, a_damaged_one_is_told_when_the_rest_were_seen);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
