#include "base/file.h"
#include "sink/store/review.h"
#include "tests/unit/store_case.h"
#include "tests/unit/suite.h"

#include <dirent.h>

enum { DOCUMENTS = 40, PAGE = 4096, FILE_MAX = 1 << 24 };

static void generation(char out[64])
{
    RAP_AUTO(rap_db) *db = NULL;
    rap_stmt_t *stmt;
    bool row;

    ok(rap_db_open(&db, path, RAP_DB_READ, 100, &err));
    ok(rap_db_query(db, &stmt, &err, "SELECT generation FROM generations", ""));
    ok(rap_stmt_next(stmt, &row, &err));
    ck_assert(row);
    (void)snprintf(out, 64, "%s", rap_stmt_text(stmt, 0));
    rap_stmt_reset(stmt);
}

/* The i-th document, with something of everything. */
static int put_whole(struct fixture *f, int i)
{
    char bytes[32], url[64];

    (void)snprintf(bytes, sizeof bytes, "document %d", i);
    (void)snprintf(url, sizeof url, "https://a.example/%d", i);
    make(f, bytes, url);
    rap_position_t candidate = f->position[0];
    candidate.issue = "proc.consensus";
    ok(rap_position_id(&candidate, &f->statement, arena, &candidate.position_id, &err));
    f->record.candidates = (rap_array_t){&candidate, 1};
    int what = put(f);
    f->record.candidates = (rap_array_t){NULL, 0};
    return what;
}

static void fill(void)
{
    struct fixture f;

    for (int i = 0; i < DOCUMENTS; i++)
        ck_assert_int_eq(put_whole(&f, i), RAP_STORED_NEW);
}

static void execute(const char *sql)
{
    rap_db_t *db = NULL;

    rap_store_destroy(&store);
    ok(rap_db_open(&db, path, RAP_DB_WRITE, 100, &err));
    ok(rap_db_exec(db, sql, &err));
    rap_db_destroy(&db);
}

/* What a process leaves that met damage. */
static void mark_damaged(void)
{
    char mark[80];

    (void)snprintf(mark, sizeof mark, "%s.damaged", path);
    ok(rap_file_replace(mark, "found", 5, 0640, &err));
}

static void open_again(void)
{
    ok(rap_store_open_write(&store, path, QUARANTINE_MAX, &err));
}

static void remove_aside(void)
{
    char name[400];
    DIR *it = opendir(dir);

    ck_assert_ptr_nonnull(it);
    for (const struct dirent *entry; (entry = readdir(it)) != NULL;)
        if (strstr(entry->d_name, ".damaged-") != NULL) {
            (void)snprintf(name, sizeof name, "%s/%s", dir, entry->d_name);
            ck_assert_int_eq(unlink(name), 0);
        }
    closedir(it);
}

START_TEST(what_is_whole_stays)
{
    char before[64], after[64];

    fill();
    generation(before);
    rap_store_destroy(&store);
    mark_damaged();
    open_again();
    ck_assert(rap_store_rescue(store)->done);
    ck_assert_int_eq(rap_store_rescue(store)->lost, 0);
    ck_assert_int_eq(number("SELECT count(*) FROM documents"), DOCUMENTS);
    ck_assert_int_eq(number("SELECT count(*) FROM positions"), 2 * DOCUMENTS);
    generation(after);
    ck_assert_str_ne(before, after);
    remove_aside();
}
END_TEST

/* No fetcher could send it again. */
START_TEST(what_a_person_said_stays)
{
    struct fixture f;
    bool changed;

    fill();
    make(&f, "document 3", "https://a.example/3");
    ok(rap_store_begin(store, &err));
    ok(rap_store_rule(store, f.position[0].position_id,
        &(rap_ruling_t){.decision = RAP_REJECT, .by = "ann"}, arena, &changed, &err));
    ok(rap_store_commit(store, &err));
    execute("PRAGMA foreign_keys = OFF; DELETE FROM statement");
    mark_damaged();
    open_again();
    ck_assert_int_eq(number("SELECT count(*) FROM documents"), 0);
    ck_assert_int_eq(number("SELECT count(*) FROM verdicts WHERE orphaned = 'not_stored'"), 1);
    ck_assert_int_eq(put_whole(&f, 3), RAP_STORED_NEW);
    ck_assert_int_eq(number("SELECT count(*) FROM verdicts WHERE orphaned IS NULL"), 1);
    ck_assert_int_eq(number("SELECT count(*) FROM positions"), 1);
    remove_aside();
}
END_TEST

/* What is lost, and of how many documents. */
static const struct {
    const char *sql;
    int documents;
} losses[] = {
    {"PRAGMA foreign_keys = OFF; DELETE FROM statement WHERE rowid = 3", 1},
    {"PRAGMA foreign_keys = OFF; DELETE FROM document WHERE rowid IN (3, 4)", 2},
    {"DELETE FROM position WHERE rowid IN (5, 6)", 1},
    {"DELETE FROM statement_party WHERE statement_id ="
     " (SELECT statement_id FROM statement WHERE rowid = 3)",
        1},
    {"DELETE FROM paragraph WHERE statement_id ="
     " (SELECT statement_id FROM statement WHERE rowid = 4)",
        1},
    {"DELETE FROM miscount WHERE statement_id ="
     " (SELECT statement_id FROM statement WHERE rowid = 5)",
        1},
    {"DELETE FROM candidate WHERE rowid = 8", 1},
    {"DELETE FROM capture WHERE url LIKE '%/7'", 1},
    {"DELETE FROM making", DOCUMENTS},
    {"UPDATE statement SET text = 'We prefer a vote to violence' WHERE rowid IN (1, 9)", 2},
    {"UPDATE statement SET text = CAST(text AS BLOB) WHERE rowid = 2", 1},
};

START_TEST(a_document_that_misses_anything_goes)
{
    static const char *const orphans =
        "SELECT (SELECT count(*) FROM statement WHERE document_id NOT IN"
        "    (SELECT document_id FROM document))"
        " + (SELECT count(*) FROM paragraph WHERE statement_id NOT IN"
        "    (SELECT statement_id FROM statement))"
        " + (SELECT count(*) FROM position WHERE statement_id NOT IN"
        "    (SELECT statement_id FROM statement))"
        " + (SELECT count(*) FROM candidate WHERE statement_id NOT IN"
        "    (SELECT statement_id FROM statement))"
        " + (SELECT count(*) FROM miscount WHERE statement_id NOT IN"
        "    (SELECT statement_id FROM statement))"
        " + (SELECT count(*) FROM statement_party WHERE statement_id NOT IN"
        "    (SELECT statement_id FROM statement))";
    struct fixture f;

    fill();
    execute(losses[_i].sql);
    int gone = losses[_i].documents;
    mark_damaged();
    open_again();
    ck_assert_int_eq(number("SELECT count(*) FROM documents"), DOCUMENTS - gone);
    ck_assert_int_eq(number("SELECT count(*) FROM statements"), DOCUMENTS - gone);
    ck_assert_int_eq(number(orphans), 0);
    /* and comes again whole */
    for (int i = 0; i < DOCUMENTS; i++)
        gone -= put_whole(&f, i) == RAP_STORED_NEW;
    ck_assert_int_eq(gone, 0);
    ck_assert_int_eq(number("SELECT count(*) FROM positions"), 2 * DOCUMENTS);
    remove_aside();
}
END_TEST

START_TEST(a_damaged_store_is_told_of)
{
    rap_buf_t bytes;
    rap_store_t *reader = NULL;

    fill();
    rap_store_destroy(&store);
    rap_buf_init(&bytes, FILE_MAX);
    ok(rap_file_read(path, &bytes, &err));
    memset(bytes.data, 'x', PAGE);
    ok(rap_file_replace(path, bytes.data, bytes.len, 0640, &err));
    rap_buf_release(&bytes);
    ck_assert_int_eq(rap_store_open_read(&reader, path, &err), RAP_DAMAGED);
    ck_assert_ptr_nonnull(strstr(err.text, "it is repaired when the pipeline starts again"));
    open_again();
    ck_assert_int_eq(number("SELECT count(*) FROM documents"), 0);
    ck_assert_int_eq(number("SELECT count(*) FROM damages WHERE lost IS NULL"
                            " AND note LIKE '%fetchers send again%'"),
        1);
    remove_aside();
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("core");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_test(tc, what_is_whole_stays);
    tcase_add_test(tc, what_a_person_said_stays);
    tcase_add_loop_test(
        tc, a_document_that_misses_anything_goes, 0, sizeof losses / sizeof losses[0]);
    tcase_add_test(tc, a_damaged_store_is_told_of);
    Suite *suite = suite_create("store_rescue");
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
