#include "base/db.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdlib.h>

struct named {
    int64_t id;
    const char *name;
};

static rap_err_t err;
static rap_db_t *db;
static rap_arena_t *arena;

static void setup(void)
{
    err = (rap_err_t){0};
    arena = rap_arena_new(4096);
    ck_assert_int_eq(rap_db_open(&db, ":memory:", RAP_DB_WRITE, 0, &err), RAP_OK);
    ck_assert_int_eq(rap_db_exec(db, "CREATE TABLE t (id INTEGER, name TEXT)", &err), RAP_OK);
}

static void teardown(void)
{
    rap_db_destroy(&db);
    rap_arena_destroy(&arena);
}

static void insert(int64_t id, const char *name)
{
    ck_assert_int_eq(rap_db_run(db, &err, "INSERT INTO t VALUES (?, ?)", "is", id, name), RAP_OK);
}

static void read_named(rap_stmt_t *row, rap_arena_t *to, void *item)
{
    *(struct named *)item =
        (struct named){.id = rap_stmt_int(row, 1), .name = rap_stmt_keep(row, 2, to)};
}

static rap_code_t list_named(size_t most, rap_arena_t *to, rap_array_t *ret)
{
    rap_stmt_t *stmt;

    ck_assert_int_eq(
        rap_db_query(db, &stmt, &err, "SELECT count(*) OVER (), id, name FROM t ORDER BY id", ""),
        RAP_OK);
    return rap_stmt_list(stmt, most, sizeof(struct named), read_named, to, ret, &err);
}

START_TEST(every_row_becomes_an_item)
{
    rap_array_t list;

    ck_assert_int_eq(list_named(0, arena, &list), RAP_OK);
    ck_assert_uint_eq(list.count, 0);
    insert(7, "first");
    insert(8, NULL);
    ck_assert_int_eq(list_named(2, arena, &list), RAP_OK);
    ck_assert_uint_eq(list.count, 2);
    const struct named *named = list.item;
    ck_assert_int_eq(named[0].id, 7);
    ck_assert_str_eq(named[0].name, "first");
    ck_assert_int_eq(named[1].id, 8);
    ck_assert_ptr_null(named[1].name);
}
END_TEST

/* And leaves the list as it was, and the statement for its next use. */
START_TEST(too_much_is_refused)
{
    RAP_AUTO(rap_arena) *items = rap_arena_new(sizeof(struct named));
    RAP_AUTO(rap_arena) *texts = rap_arena_new(2 * sizeof(struct named));
    rap_array_t list = {.count = 42};

    insert(7, "a name for which there is no room behind the items");
    insert(8, NULL);
    ck_assert_int_eq(list_named(1, arena, &list), RAP_TOOBIG);
    ck_assert_int_eq(list_named(0, items, &list), RAP_TOOBIG);
    ck_assert_int_eq(list_named(0, texts, &list), RAP_TOOBIG);
    ck_assert_uint_eq(list.count, 42);
    insert(9, "third");
    ck_assert_int_eq(list_named(0, arena, &list), RAP_OK);
    ck_assert_uint_eq(list.count, 3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("db_list");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, every_row_becomes_an_item);
    tcase_add_test(tc, too_much_is_refused);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
