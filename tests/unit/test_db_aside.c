#include "base/db_rescue.h"

#include "base/file.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OLD = 2001, FUTURE = 2999, NAME_SIZE = 128 };

static char dir[64], path[128];
static rap_err_t err;

static const char *const steps[] = {"CREATE TABLE t (id INTEGER PRIMARY KEY);" RAP_DAMAGE_TABLE};

static void setup(void)
{
    memcpy(dir, "/tmp/rap-aside-XXXXXX", sizeof "/tmp/rap-aside-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    ck_assert_int_eq(rap_file_join(path, sizeof path, dir, "test.db", &err), RAP_OK);
}

static void teardown(void)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 20);
    rap_strings_t names;
    char file[PATH_MAX];

    ck_assert_int_eq(rap_file_names(dir, "", arena, &names, &err), RAP_OK);
    for (size_t i = 0; i < names.count; i++) {
        ck_assert_int_eq(rap_file_join(file, sizeof file, dir, names.item[i], &err), RAP_OK);
        ck_assert_int_eq(unlink(file), 0);
    }
    ck_assert_int_eq(rmdir(dir), 0);
}

static void put(const char *name, const char *text)
{
    char file[PATH_MAX];

    ck_assert_int_eq(rap_file_join(file, sizeof file, dir, name, &err), RAP_OK);
    ck_assert_int_eq(rap_file_replace(file, text, strlen(text), 0640, &err), RAP_OK);
}

static bool is_there(const char *name)
{
    char file[PATH_MAX];

    ck_assert_int_eq(rap_file_join(file, sizeof file, dir, name, &err), RAP_OK);
    return access(file, F_OK) == 0;
}

/* What a repair on that day of February put aside. */
static void aside_name(char ret[NAME_SIZE], int year, int day, const char *part)
{
    (void)snprintf(ret, NAME_SIZE, "test.db.damaged-%04d-02-%02dT04:05:06.007Z%s", year, day, part);
}

static void put_asides(int year, int count)
{
    static const char *const part[] = {"", "-wal", "-wal.unread"};
    char name[NAME_SIZE];

    for (int day = 1; day <= count; day++)
        for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
            aside_name(name, year, day, part[i]);
            put(name, "damaged");
        }
}

static void open_it(rap_rescue_t *rescue)
{
    const rap_db_plan_t plan = {.path = path, .busy_ms = 100, .steps = steps, .n = 1};
    rap_db_t *db = NULL;

    ck_assert_msg(rap_db_open_sound(&db, &plan, rescue, &err) == RAP_OK, "%s", err.text);
    rap_db_destroy(&db);
}

START_TEST(the_newest_stay)
{
    rap_rescue_t rescue;
    char name[NAME_SIZE];

    put_asides(OLD, RAP_RESCUE_ASIDES + 2);
    put("test.db", "no database");
    open_it(&rescue);
    ck_assert(rescue.done);
    ck_assert(is_there(rescue.aside));
    ck_assert_uint_eq(rescue.removed, 9); /* three parts of three */
    for (int day = 1; day <= RAP_RESCUE_ASIDES + 2; day++) {
        aside_name(name, OLD, day, "");
        ck_assert_int_eq(is_there(name), day > 3);
        aside_name(name, OLD, day, "-wal.unread");
        ck_assert_int_eq(is_there(name), day > 3);
    }
    open_it(&rescue);
    ck_assert(!rescue.done);
    ck_assert_uint_eq(rescue.removed, 0);
}
END_TEST

START_TEST(as_many_as_are_allowed_stay)
{
    rap_rescue_t rescue;

    put_asides(OLD, RAP_RESCUE_ASIDES - 1);
    put("test.db", "no database");
    open_it(&rescue);
    ck_assert(rescue.done);
    ck_assert_uint_eq(rescue.removed, 0);
}
END_TEST

START_TEST(a_clock_that_was_put_back_costs_not_the_new_one)
{
    rap_rescue_t rescue;
    char name[NAME_SIZE];

    put_asides(FUTURE, RAP_RESCUE_ASIDES);
    put("test.db", "no database");
    open_it(&rescue);
    ck_assert(rescue.done);
    ck_assert(is_there(rescue.aside));
    ck_assert_uint_eq(rescue.removed, 3);
    aside_name(name, FUTURE, 1, "");
    ck_assert(!is_there(name));
}
END_TEST

START_TEST(what_no_repair_named_is_left_alone)
{
    static const char *const other[] = {"test.db.damaged-mine", "test.db.damaged-2001",
        "test.db.damaged-2001-02-01T04:05:06.007Z.gz", "test.db.damaged-2001-02-31T04:05:06.007Z",
        "test.db.bak", "other.db.damaged-2001-02-01T04:05:06.007Z"};
    rap_rescue_t rescue;

    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
        put(other[i], "of a person");
    put_asides(OLD, RAP_RESCUE_ASIDES);
    put("test.db", "no database");
    open_it(&rescue);
    ck_assert_uint_eq(rescue.removed, 3);
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
        ck_assert_msg(is_there(other[i]), "%s", other[i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("db_aside");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, the_newest_stay);
    tcase_add_test(tc, as_many_as_are_allowed_stay);
    tcase_add_test(tc, a_clock_that_was_put_back_costs_not_the_new_one);
    tcase_add_test(tc, what_no_repair_named_is_left_alone);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
