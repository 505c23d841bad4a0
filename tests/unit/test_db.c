#include "base/db.h"

#include "base/file.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static char dir[64], path[128];
static rap_err_t err;

static const char *const steps[] = {
    "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL, score REAL, raw BLOB);"
    "CREATE TABLE child (of INTEGER REFERENCES t (id))",
    "ALTER TABLE t ADD COLUMN note TEXT; CREATE UNIQUE INDEX t_name ON t (name)",
};

static void setup(void)
{
    memcpy(dir, "/tmp/rap-db-XXXXXX", sizeof "/tmp/rap-db-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    ck_assert_int_eq(rap_file_join(path, sizeof path, dir, "test.db", &err), RAP_OK);
    err = (rap_err_t){0};
}

static void teardown(void)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    char name[160];

    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        (void)snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
        (void)unlink(name);
    }
    ck_assert_int_eq(rmdir(dir), 0);
}

static rap_db_t *open_db(void)
{
    rap_db_t *db = NULL;

    ck_assert_msg(rap_db_open(&db, path, RAP_DB_WRITE, 0, &err) == RAP_OK, "%s", err.text);
    ck_assert_msg(rap_db_migrate(db, steps, 2, &err) == RAP_OK, "%s", err.text);
    return db;
}

static int64_t number(rap_stmt_t *stmt)
{
    bool row;

    ck_assert_int_eq(rap_stmt_next(stmt, &row, &err), RAP_OK);
    ck_assert(row);
    int64_t n = rap_stmt_int(stmt, 0);
    rap_stmt_reset(stmt);
    return n;
}

static int64_t count(rap_db_t *db)
{
    rap_stmt_t *stmt;

    ck_assert_int_eq(rap_db_query(db, &stmt, &err, "SELECT count(*) FROM t", ""), RAP_OK);
    return number(stmt);
}

static rap_code_t insert(rap_db_t *db, const char *name)
{
    return rap_db_run(db, &err, "INSERT INTO t (name) VALUES (?)", "s", name);
}

START_TEST(what_is_bound_is_read_back)
{
    rap_db_t *db = open_db();
    rap_stmt_t *stmt, *again;
    bool row;

    ck_assert_int_eq(rap_db_run(db, &err, "INSERT INTO t (id, name, score, note) VALUES (?,?,?,?)",
                         "isds", INT64_C(1) << 40, "Ruritania", 0.25, NULL),
        RAP_OK);
    ck_assert_int_eq(rap_db_changes(db), 1);
    static const char query[] = "SELECT id, name, score, note FROM t WHERE name = ?";
    ck_assert_int_eq(rap_db_query(db, &stmt, &err, query, "s", "Ruritania"), RAP_OK);
    ck_assert_int_eq(rap_stmt_next(stmt, &row, &err), RAP_OK);
    ck_assert(row);
    ck_assert_int_eq(rap_stmt_int(stmt, 0), INT64_C(1) << 40);
    ck_assert_str_eq(rap_stmt_text(stmt, 1), "Ruritania");
    ck_assert_double_eq(rap_stmt_real(stmt, 2), 0.25);
    ck_assert_ptr_null(rap_stmt_text(stmt, 3));
    ck_assert_int_eq(rap_stmt_next(stmt, &row, &err), RAP_OK);
    ck_assert(!row);
    /* prepared once, and reset when it is asked for in the middle of its rows */
    ck_assert_int_eq(rap_db_query(db, &again, &err, query, "s", "Ruritania"), RAP_OK);
    ck_assert_ptr_eq(again, stmt);
    ck_assert_int_eq(rap_stmt_next(again, &row, &err), RAP_OK);
    ck_assert_int_eq(rap_db_query(db, &again, &err, query, "s", "nobody"), RAP_OK);
    ck_assert_int_eq(rap_stmt_next(again, &row, &err), RAP_OK);
    ck_assert(!row);
    rap_db_destroy(&db);
    ck_assert_ptr_null(db);
    rap_db_destroy(&db); /* idempotent */
}
END_TEST

START_TEST(many_statements_are_kept)
{
    /* as many addresses as there are texts */
    static char sql[40][32];
    rap_db_t *db = open_db();
    rap_stmt_t *stmt[40], *again;

    for (int i = 0; i < 40; i++) {
        (void)snprintf(sql[i], sizeof sql[i], "SELECT %d FROM t", i);
        ck_assert_int_eq(rap_db_query(db, &stmt[i], &err, sql[i], ""), RAP_OK);
    }
    for (int i = 0; i < 40; i++) {
        ck_assert_int_eq(rap_db_query(db, &again, &err, sql[i], ""), RAP_OK);
        ck_assert_ptr_eq(again, stmt[i]);
    }
    rap_db_destroy(&db);
}
END_TEST

/* Of a person's own making: it may read all that is there, and nothing else. */
START_TEST(foreign_statements_only_read)
{
    static const struct {
        const char *sql, *text; /* NULL: it is taken */
    } cases[] = {
        {"SELECT count(*) FROM t WHERE name LIKE 'R%'", NULL},
        {"WITH RECURSIVE n (i) AS (SELECT 1 UNION SELECT i + 1 FROM n WHERE i < 9)"
         " SELECT max(i) FROM n; ",
            NULL},
        {"DELETE FROM t", "not authorized"},
        {"INSERT INTO t (name) VALUES ('x')", "not authorized"},
        {"DROP TABLE t", "not authorized"},
        {"PRAGMA user_version = 9", "not authorized"},
        {"ATTACH '/tmp/x' AS x", "not authorized"},
        {"BEGIN", "not authorized"},
        {"SELECT load_extension('x')", "not authorized"},
        {"SELECT 1; SELECT 2", "it is not one statement"},
        {"", "it is not one statement"},
        {" -- nothing", "it is not one statement"},
        {"SELECT ?", "it has a parameter"},
        {"SELECT nowhere", "no such column: nowhere"},
        {"SELEC", "syntax error"},
    };
    rap_db_t *db = open_db();

    ck_assert_int_eq(insert(db, "Ruritania"), RAP_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char sql[200];
        rap_stmt_t *stmt;

        (void)snprintf(sql, sizeof sql, "%s", cases[i].sql);
        rap_code_t code = rap_db_foreign(db, &stmt, sql, &err);
        memset(sql, 'x', sizeof sql - 1); /* it was copied */
        if (cases[i].text == NULL) {
            ck_assert_msg(code == RAP_OK, "%s", err.text);
            ck_assert_int_eq(number(stmt), i == 0 ? 1 : 9);
            continue;
        }
        ck_assert_msg(code == RAP_USAGE && strstr(err.text, cases[i].text) != NULL, "%s: %s",
            cases[i].sql, code == RAP_OK ? "taken" : err.text);
    }
    ck_assert_int_eq(insert(db, "Graustark"), RAP_OK); /* others are not bound by that */
    rap_db_destroy(&db);
}
END_TEST

START_TEST(a_database_is_set_for_safety)
{
    static const struct {
        const char *pragma, *value;
    } settings[] = {
        {"PRAGMA journal_mode", "wal"},
        {"PRAGMA synchronous", "2"}, /* FULL */
        {"PRAGMA foreign_keys", "1"},
        {"PRAGMA mmap_size", "0"},
        {"PRAGMA user_version", "2"},
    };
    rap_db_t *db = open_db();
    rap_stmt_t *stmt;
    bool row;

    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        ck_assert_int_eq(rap_db_query(db, &stmt, &err, settings[i].pragma, ""), RAP_OK);
        ck_assert_int_eq(rap_stmt_next(stmt, &row, &err), RAP_OK);
        ck_assert_str_eq(rap_stmt_text(stmt, 0), settings[i].value);
        rap_stmt_reset(stmt);
    }
    rap_db_destroy(&db);
}
END_TEST

START_TEST(transactions_are_whole)
{
    rap_db_t *db = open_db();

    rap_db_rollback(db); /* without a BEGIN it does nothing */
    ck_assert_int_eq(rap_db_begin(db, &err), RAP_OK);
    ck_assert_int_eq(insert(db, "a"), RAP_OK);
    ck_assert_int_eq(rap_db_commit(db, &err), RAP_OK);
    ck_assert_int_eq(rap_db_begin(db, &err), RAP_OK);
    ck_assert_int_eq(insert(db, "b"), RAP_OK);
    rap_db_rollback(db);
    ck_assert_int_eq(count(db), 1);
    ck_assert_int_eq(rap_db_begin(db, &err), RAP_OK);
    ck_assert_int_eq(insert(db, "c"), RAP_OK);
    rap_db_destroy(&db); /* not committed */
    db = open_db();
    ck_assert_int_eq(count(db), 1);
    ck_assert_int_eq(rap_db_commit(db, &err), RAP_INTERNAL); /* no BEGIN: a bug */
    rap_db_destroy(&db);
}
END_TEST

static const struct {
    const char *sql;
    rap_code_t code;
    const char *said;
} faults[] = {
    {"INSERT INTO t (name) VALUES (NULL)", RAP_SCHEMA, "NOT NULL constraint failed: t.name"},
    {"INSERT INTO child VALUES (7)", RAP_SCHEMA, "FOREIGN KEY constraint failed"},
    {"INSERT INTO t (id, name) VALUES ('x', 'x')", RAP_SCHEMA, "datatype mismatch"},
    {"INSERT INTO t (name) VALUES (zeroblob(1100000000))", RAP_TOOBIG, "too big"},
    {"SELECT * FROM nowhere", RAP_INTERNAL, "no such table: nowhere"},
};

START_TEST(a_fault_names_the_database_and_what_it_is)
{
    rap_db_t *db = open_db();
    rap_stmt_t *stmt;
    bool row;

    ck_assert_int_eq(rap_db_exec(db, faults[_i].sql, &err), faults[_i].code);
    ck_assert_ptr_nonnull(strstr(err.text, path));
    ck_assert_msg(strstr(err.text, faults[_i].said) != NULL, "%s", err.text);
    rap_code_t code = rap_db_query(db, &stmt, &err, faults[_i].sql, "");
    if (code == RAP_OK)
        code = rap_stmt_next(stmt, &row, &err);
    ck_assert_int_eq(code, faults[_i].code);
    rap_db_destroy(&db);
}
END_TEST

START_TEST(a_locked_database_is_busy)
{
    rap_db_t *a = open_db();
    rap_db_t *b = open_db();

    ck_assert_int_eq(rap_db_begin(a, &err), RAP_OK);
    ck_assert_int_eq(rap_db_begin(b, &err), RAP_BUSY);
    ck_assert_ptr_nonnull(strstr(err.text, "is locked by another process"));
    ck_assert_int_eq(insert(b, "b"), RAP_BUSY);
    ck_assert_int_eq(count(b), 0); /* readers are not held up */
    ck_assert_int_eq(insert(a, "a"), RAP_OK);
    ck_assert_int_eq(rap_db_commit(a, &err), RAP_OK);
    ck_assert_int_eq(insert(b, "b"), RAP_OK);
    ck_assert_int_eq(count(a), 2);
    rap_db_destroy(&a);
    rap_db_destroy(&b);
}
END_TEST

START_TEST(a_busy_call_waits_as_long_as_told)
{
    struct timespec before, after;
    rap_db_t *a = open_db();
    rap_db_t *b = NULL;

    ck_assert_int_eq(rap_db_open(&b, path, RAP_DB_WRITE, 60, &err), RAP_OK);
    ck_assert_int_eq(rap_db_begin(a, &err), RAP_OK);
    clock_gettime(CLOCK_MONOTONIC, &before);
    ck_assert_int_eq(rap_db_begin(b, &err), RAP_BUSY);
    clock_gettime(CLOCK_MONOTONIC, &after);
    ck_assert_int_ge(
        (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000, 50);
    rap_db_destroy(&b);
    rap_db_destroy(&a);
}
END_TEST

/* Of 8 KB each: more than the cache holds, so that an INSERT meets the limit, or less, so that
 * the COMMIT does. */
static const int rows_until_full[] = {800, 60};

/* A limit on the size of files is, for SQLite, a disk that takes no more. */
START_TEST(a_full_disk_is_full_and_loses_nothing)
{
    static const struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction before;
    struct rlimit limit, small;
    char name[8000];
    rap_db_t *db = open_db();
    rap_code_t code = RAP_OK;

    ck_assert_int_eq(insert(db, "before"), RAP_OK);
    ck_assert_int_eq(sigaction(SIGXFSZ, &ignore, &before), 0);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    small = (struct rlimit){.rlim_cur = (rlim_t)256 * 1024, .rlim_max = limit.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    ck_assert_int_eq(rap_db_begin(db, &err), RAP_OK);
    for (int i = 0; i < rows_until_full[_i] && code == RAP_OK; i++) {
        (void)snprintf(name, 10, "%09d", i % 1000);
        name[9] = 'x';
        code = insert(db, name);
    }
    ck_assert((code == RAP_OK) == (_i == 1));
    if (code == RAP_OK)
        code = rap_db_commit(db, &err);
    rap_db_rollback(db);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert_int_eq(sigaction(SIGXFSZ, &before, NULL), 0);
    ck_assert_msg(code == RAP_FULL, "%s: %s", rap_code_name(code), err.text);
    ck_assert_int_eq(err.sys, EFBIG);
    ck_assert_ptr_nonnull(strstr(err.text, "no space left for database"));
    ck_assert_ptr_nonnull(strstr(err.text, path));
    ck_assert_ptr_nonnull(strstr(err.text, "; raise the limit on the size of files"));
    ck_assert_int_eq(count(db), 1);
    ck_assert_int_eq(insert(db, "after"), RAP_OK);
    rap_db_destroy(&db);
}
END_TEST

START_TEST(sqlite_s_own_limit_is_full_too)
{
    rap_db_t *db = open_db();

    ck_assert_int_eq(rap_db_exec(db, "PRAGMA max_page_count = 8", &err), RAP_OK);
    ck_assert_int_eq(
        rap_db_exec(db, "INSERT INTO t (name, raw) VALUES ('x', zeroblob(100000))", &err),
        RAP_FULL);
    ck_assert_ptr_nonnull(strstr(err.text, "; make room on its disk"));
    rap_db_destroy(&db);
}
END_TEST

START_TEST(a_file_that_is_no_database_is_not_touched)
{
    char text[5000];
    rap_db_mode_t mode = _i == 0 ? RAP_DB_WRITE : RAP_DB_READ;
    rap_db_t *db = NULL;
    rap_buf_t buf;

    memset(text, 'n', sizeof text);
    ck_assert_int_eq(rap_file_replace(path, text, sizeof text, 0600, &err), RAP_OK);
    ck_assert_int_eq(rap_db_open(&db, path, mode, 0, &err), RAP_DAMAGED);
    ck_assert_ptr_null(db);
    ck_assert_ptr_nonnull(strstr(err.text, path));
    ck_assert_ptr_nonnull(strstr(err.text, "is repaired when the pipeline starts again"));
    rap_buf_init(&buf, sizeof text);
    ck_assert_int_eq(rap_file_read(path, &buf, &err), RAP_OK);
    ck_assert_uint_eq(buf.len, sizeof text);
    ck_assert_mem_eq(buf.data, text, sizeof text);
    rap_buf_release(&buf);
}
END_TEST

START_TEST(a_damaged_database_is_told)
{
    rap_db_t *db = open_db();
    rap_buf_t buf;

    for (int i = 0; i < 50; i++)
        ck_assert_int_eq(
            rap_db_run(db, &err, "INSERT INTO t (name, raw) VALUES (?, zeroblob(3000))", "s",
                (char[]){(char)('0' + i), '\0'}),
            RAP_OK);
    rap_db_destroy(&db);
    rap_buf_init(&buf, 1 << 20);
    ck_assert_int_eq(rap_file_read(path, &buf, &err), RAP_OK);
    memset(buf.data + 4096, 0x5a, buf.len - 4096); /* all but the first page */
    ck_assert_int_eq(rap_file_replace(path, buf.data, buf.len, 0600, &err), RAP_OK);
    rap_buf_release(&buf);
    ck_assert_int_eq(rap_db_open(&db, path, RAP_DB_WRITE, 0, &err), RAP_OK);
    ck_assert_int_eq(rap_db_exec(db, "SELECT sum(id) FROM t", &err), RAP_DAMAGED);
    ck_assert_ptr_nonnull(strstr(err.text, "is damaged"));
    rap_db_destroy(&db);
}
END_TEST

START_TEST(what_cannot_be_opened_is_said)
{
    rap_db_t *db = NULL;

    ck_assert_int_eq(rap_db_open(&db, path, RAP_DB_READ, 0, &err), RAP_NOTFOUND);
    ck_assert_ptr_nonnull(strstr(err.text, "there is no database"));
    ck_assert_int_ne(access(path, F_OK), 0); /* and none was made */
    ck_assert_int_eq(rap_db_open(&db, "/nowhere/at/all.db", RAP_DB_WRITE, 0, &err), RAP_NOTFOUND);
    ck_assert_int_eq(rap_db_open(&db, dir, RAP_DB_WRITE, 0, &err), RAP_IO);
    ck_assert_ptr_null(db);
}
END_TEST

START_TEST(a_reader_reads_while_another_writes)
{
    rap_db_t *db = open_db();
    rap_db_t *reader = NULL;

    ck_assert_int_eq(insert(db, "a"), RAP_OK);
    ck_assert_int_eq(rap_db_open(&reader, path, RAP_DB_READ, 0, &err), RAP_OK);
    ck_assert_int_eq(rap_db_begin(db, &err), RAP_OK);
    ck_assert_int_eq(insert(db, "b"), RAP_OK);
    ck_assert_int_eq(count(reader), 1);
    ck_assert_int_eq(rap_db_commit(db, &err), RAP_OK);
    ck_assert_int_eq(count(reader), 2);
    ck_assert_int_eq(insert(reader, "c"), RAP_IO);
    ck_assert_ptr_nonnull(strstr(err.text, "could not write database"));
    rap_db_destroy(&db);
    rap_db_destroy(&reader);
    /* and after all writers have gone */
    ck_assert_int_eq(rap_db_open(&reader, path, RAP_DB_READ, 0, &err), RAP_OK);
    ck_assert_int_eq(count(reader), 2);
    rap_db_destroy(&reader);
}
END_TEST

START_TEST(migrations_run_once_and_in_order)
{
    rap_db_t *db = NULL;

    ck_assert_int_eq(rap_db_open(&db, path, RAP_DB_WRITE, 0, &err), RAP_OK);
    ck_assert_int_eq(rap_db_migrate(db, steps, 1, &err), RAP_OK);
    ck_assert_int_eq(insert(db, "kept"), RAP_OK);
    ck_assert_int_eq(rap_db_migrate(db, steps, 2, &err), RAP_OK);
    ck_assert_int_eq(rap_db_migrate(db, steps, 2, &err), RAP_OK);
    ck_assert_int_eq(rap_db_exec(db, "SELECT note FROM t", &err), RAP_OK);
    ck_assert_int_eq(count(db), 1);
    rap_db_destroy(&db);
}
END_TEST

START_TEST(a_failed_migration_leaves_the_step_before)
{
    static const char *const bad[] = {
        "CREATE TABLE a (x)", "CREATE TABLE b (x); CREATE TABLE a (x)"};
    rap_db_t *db = NULL;

    ck_assert_int_eq(rap_db_open(&db, path, RAP_DB_WRITE, 0, &err), RAP_OK);
    ck_assert_int_eq(rap_db_migrate(db, bad, 2, &err), RAP_INTERNAL);
    ck_assert_ptr_nonnull(strstr(err.text, "schema step 2: "));
    ck_assert_int_eq(rap_db_exec(db, "SELECT * FROM a", &err), RAP_OK);
    ck_assert_int_eq(rap_db_exec(db, "SELECT * FROM b", &err), RAP_INTERNAL);
    ck_assert_int_eq(rap_db_migrate(db, bad, 1, &err), RAP_OK); /* it is at version 1 */
    rap_db_destroy(&db);
}
END_TEST

START_TEST(a_newer_or_foreign_schema_is_refused)
{
    static const struct {
        const char *pragma, *said;
    } versions[] = {
        {"PRAGMA user_version = 3", "has schema version 3, newer than the 2"},
        {"PRAGMA user_version = -1", "is not one of this program"},
    };
    rap_db_t *db = open_db();

    ck_assert_int_eq(rap_db_exec(db, versions[_i].pragma, &err), RAP_OK);
    ck_assert_int_eq(rap_db_migrate(db, steps, 2, &err), RAP_CONFIG);
    ck_assert_msg(strstr(err.text, versions[_i].said) != NULL, "%s", err.text);
    rap_db_destroy(&db);
}
END_TEST

START_TEST(a_reader_is_told_of_another_schema)
{
    static const struct {
        const char *pragma;
        rap_code_t code;
    } versions[] = {
        {"PRAGMA user_version = 0", RAP_NOTFOUND},
        {"PRAGMA user_version = 1", RAP_BUSY},
        {"PRAGMA user_version = 2", RAP_OK},
        {"PRAGMA user_version = 3", RAP_CONFIG},
        {"PRAGMA user_version = -1", RAP_CONFIG},
    };
    rap_db_t *db = open_db();

    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        ck_assert_int_eq(rap_db_exec(db, versions[i].pragma, &err), RAP_OK);
        ck_assert_int_eq(rap_db_expect(db, 2, &err), versions[i].code);
    }
    rap_db_destroy(&db);
}
END_TEST

struct migrant {
    pthread_t thread;
    pthread_barrier_t *start;
    rap_code_t code;
};

static void *migrate(void *arg)
{
    struct migrant *self = arg;
    rap_err_t mine;
    rap_db_t *db = NULL;

    (void)pthread_barrier_wait(self->start);
    self->code = rap_db_open(&db, path, RAP_DB_WRITE, 5000, &mine);
    if (self->code == RAP_OK)
        self->code = rap_db_migrate(db, steps, 2, &mine);
    rap_db_destroy(&db);
    return NULL;
}

/* Both see version 0; one of them finds the work done when it gets the lock. */
START_TEST(two_that_migrate_at_once_both_succeed)
{
    pthread_barrier_t start;
    struct migrant migrant[2];
    rap_db_t *db = NULL; /* sets the journal's mode beforehand: that is not the race */

    ck_assert_int_eq(rap_db_open(&db, path, RAP_DB_WRITE, 0, &err), RAP_OK);
    ck_assert_int_eq(pthread_barrier_init(&start, NULL, 2), 0);
    for (int i = 0; i < 2; i++) {
        migrant[i].start = &start;
        ck_assert_int_eq(pthread_create(&migrant[i].thread, NULL, migrate, &migrant[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(pthread_join(migrant[i].thread, NULL), 0);
        ck_assert_int_eq(migrant[i].code, RAP_OK);
    }
    ck_assert_int_eq(count(db), 0);
    rap_db_destroy(&db);
    ck_assert_int_eq(pthread_barrier_destroy(&start), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("db");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, what_is_bound_is_read_back);
    tcase_add_test(tc, many_statements_are_kept);
    tcase_add_test(tc, foreign_statements_only_read);
    tcase_add_test(tc, a_database_is_set_for_safety);
    tcase_add_test(tc, transactions_are_whole);
    tcase_add_loop_test(
        tc, a_fault_names_the_database_and_what_it_is, 0, (int)(sizeof faults / sizeof faults[0]));
    tcase_add_test(tc, a_locked_database_is_busy);
    tcase_add_test(tc, a_busy_call_waits_as_long_as_told);
    tcase_add_loop_test(tc, a_full_disk_is_full_and_loses_nothing, 0, 2);
    tcase_add_test(tc, sqlite_s_own_limit_is_full_too);
    tcase_add_loop_test(tc, a_file_that_is_no_database_is_not_touched, 0, 2);
    tcase_add_test(tc, a_damaged_database_is_told);
    tcase_add_test(tc, what_cannot_be_opened_is_said);
    tcase_add_test(tc, a_reader_reads_while_another_writes);
    tcase_add_test(tc, migrations_run_once_and_in_order);
    tcase_add_test(tc, a_failed_migration_leaves_the_step_before);
    tcase_add_loop_test(tc, a_newer_or_foreign_schema_is_refused, 0, 2);
    tcase_add_test(tc, a_reader_is_told_of_another_schema);
    tcase_add_test(tc, two_that_migrate_at_once_both_succeed);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
