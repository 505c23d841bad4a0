#include "fetcher/recall.h"

#include "fetcher/accounts.h"
#include "fetcher/outbox.h"
#include "proto/envelope.h"
#include "proto/rap1.h"
#include "tests/unit/frontier_case.h"
#include "tests/unit/suite.h"

static char store_path[96];
static rap_db_t *store;

static void setup(void)
{
    set_up();
    (void)snprintf(store_path, sizeof store_path, "%s/store.db", dir);
}

static void teardown(void)
{
    rap_db_destroy(&store);
    (void)drop("store.db");
    (void)drop("store.db-wal");
    (void)drop("store.db-shm");
    tear_down();
}

/* Of the store, what a fetcher looks at. */
static void make_store(void)
{
    OK(rap_db_open(&store, store_path, RAP_DB_WRITE, 100, &err));
    OK(rap_db_exec(store,
        "CREATE TABLE documents (document_id TEXT); CREATE TABLE captures (document_id, url);"
        "CREATE TABLE generations (generation TEXT); INSERT INTO generations VALUES ('first')",
        &err));
}

static void in_store(const char *sql)
{
    OK(rap_db_exec(store, sql, &err));
}

/* An address that showed a document, which was sent and has its receipt. */
static void fetch(const char *url, const char *id)
{
    RAP_AUTO_RELEASE(rap_buf) json;
    bool ignored;
    const archive_place_t place = {"f-1/a.warc.gz", 7};
    const rap_envelope_t envelope = {.id = id,
        .origin = "f-1",
        .attempt = 1,
        .source = "s",
        .url = url,
        .fetched_at = "2024-03-08T15:04:05Z"};
    const frontier_listing_t listing = {.source = "s", .at = NOW, .recheck_ms = DAY};

    rap_buf_init(&json, 4096);
    OK(rap_envelope_write(&envelope, &json, &err));
    outbox_row_t row = {.document = id,
        .url = url,
        .source = "s",
        .queue = RAP_QUEUE_PARSER,
        .envelope = json.data,
        .payload = "",
        .has_body = number("SELECT count(*) FROM document") == 0,
        .place = place};
    OK(frontier_discover(frontier, &listing, url, "{}", &ignored, &err));
    if (row.has_body)
        OK(frontier_add_document(frontier, id, &place, 3, &err));
    OK(outbox_add(frontier, &row, &ignored, &err));
    OK(rap_db_run(frontier_db(frontier), &err,
        "UPDATE address SET open = 0, next_due = NULL, checked_at = ?, document_id = ?"
        " WHERE url = ?",
        "iss", NOW, id, url));
    const rap_receipt_t receipt = {
        .id = id, .url = url, .end = row.has_body ? RAP_END_RECORDED : RAP_END_DUPLICATE};
    OK(outbox_receipt(frontier, &receipt, &ignored, &err));
}

static recall_look_t look(int64_t since)
{
    recall_look_t found;

    OK(recall_look(frontier, store_path, since, &found, &err));
    return found;
}

static recall_done_t send(int64_t documents)
{
    recall_done_t done;

    OK(frontier_begin(frontier, &err));
    OK(recall_send(frontier, documents, &done, &err));
    OK(frontier_commit(frontier, &err));
    return done;
}

static void balanced(void)
{
    rap_array_t accounts;

    OK(rap_accounts_read(frontier_db(frontier), arena, &accounts, &err));
    ck_assert_uint_eq(accounts.count, 1);
    ck_assert_int_eq(((rap_account_t *)accounts.item)->off, 0);
}

START_TEST(a_store_that_was_never_there_is_not_missed)
{
    fetch("http://a.example/1", ID1);
    ck_assert(look(0).resolved);
    make_store();
    in_store("INSERT INTO documents VALUES ('" ID1 "');"
             "INSERT INTO captures VALUES ('" ID1 "', 'http://a.example/1')");
    recall_look_t found = look(0);
    ck_assert(found.resolved && found.other);
    ck_assert_int_eq(found.missing, 0);
    found = look(0);
    ck_assert(found.resolved && !found.other);
    rap_db_destroy(&store);
    ck_assert_int_eq(unlink(store_path), 0);
    ck_assert(!look(0).resolved); /* it was, and its sink will make it anew */
}
END_TEST

START_TEST(a_document_that_is_missing_is_sent_from_the_archive)
{
    make_store();
    fetch("http://a.example/1", ID1);
    ck_assert_int_eq(look(0).missing, 2); /* itself and its address */
    recall_done_t done = send(10);
    ck_assert_int_eq(done.sent, 1);
    ck_assert_int_eq(done.asked, 0);
    ck_assert_int_eq(done.waiting, 0);
    ck_assert_int_eq(number("SELECT count(*) FROM outbox WHERE archive_offset = 7"
                            " AND document_id = '" ID1 "' AND url = 'http://a.example/1'"
                            " AND json_extract(envelope, '$.lane') = 'bulk'"),
        1);
    ck_assert_int_eq(number("SELECT count(*) FROM document WHERE ended IS NULL"), 1);
    balanced();
    /* it is on its way: nothing is called stored */
    in_store("UPDATE generations SET generation = 'second'");
    recall_look_t found = look(0);
    ck_assert(found.other);
    ck_assert_int_eq(found.missing, 0);
}
END_TEST

START_TEST(an_address_that_is_missing_is_asked_again)
{
    make_store();
    fetch("http://a.example/1", ID1);
    fetch("http://a.example/2", ID1);
    in_store("INSERT INTO documents VALUES ('" ID1 "');"
             "INSERT INTO captures VALUES ('" ID1 "', 'http://a.example/1')");
    ck_assert_int_eq(look(0).missing, 1);
    recall_done_t done = send(10);
    ck_assert_int_eq(done.sent, 0);
    ck_assert_int_eq(done.asked, 1);
    ck_assert_int_eq(number("SELECT count(*) FROM address WHERE url LIKE '%/2' AND open = 1"
                            " AND forced = 1 AND next_due IS NOT NULL"),
        1);
    balanced();
}
END_TEST

START_TEST(a_document_of_which_little_is_known_is_asked_for)
{
    make_store();
    fetch("http://a.example/1", ID1);
    OK(rap_db_exec(frontier_db(frontier), "UPDATE document SET envelope = NULL", &err));
    ck_assert_int_eq(look(0).missing, 2);
    recall_done_t done = send(10);
    ck_assert_int_eq(done.sent, 0);
    ck_assert_int_eq(done.asked, 1);
    ck_assert_int_eq(done.lost, 0);
    balanced();
}
END_TEST

START_TEST(what_nobody_knows_is_told)
{
    make_store();
    fetch("http://a.example/1", ID1);
    OK(rap_db_exec(frontier_db(frontier),
        "UPDATE document SET envelope = 'no JSON'; DELETE FROM address", &err));
    ck_assert_int_eq(look(0).missing, 1);
    ck_assert_int_eq(send(10).lost, 1);
    ck_assert_int_eq(send(10).lost, 0);
}
END_TEST

START_TEST(a_part_at_a_time)
{
    int64_t waiting;

    make_store();
    fetch("http://a.example/1", ID1);
    OK(rap_db_exec(frontier_db(frontier),
        "INSERT INTO recall VALUES ('" ID1 "', ''), ('" ID1 "', 'http://a.example/1'),"
        " ('" ID2 "', '')",
        &err));
    OK(recall_waiting(frontier, &waiting, &err));
    ck_assert_int_eq(waiting, 2);
    ck_assert_int_eq(send(1).waiting, 1);
    ck_assert_int_eq(send(1).waiting, 0);
}
END_TEST

START_TEST(of_the_same_store_only_what_is_new_is_compared)
{
    make_store();
    ck_assert(look(0).other);
    fetch("http://a.example/1", ID1);
    ck_assert_int_eq(look(NOW + 1).missing, 0);
    ck_assert_int_eq(look(NOW).missing, 2);
    OK(rap_db_exec(frontier_db(frontier), "DELETE FROM recall", &err));
    in_store("UPDATE generations SET generation = 'second'");
    ck_assert_int_eq(look(NOW + 1).missing, 2);
}
END_TEST

START_TEST(a_store_that_cannot_be_asked_is_asked_later)
{
    FILE *file = fopen(store_path, "w");

    ck_assert_ptr_nonnull(file);
    for (int i = 0; i < 1000; i++)
        (void)fputs("no database", file);
    (void)fclose(file);
    fetch("http://a.example/1", ID1);
    ck_assert(!look(0).resolved);
    ck_assert_int_eq(number("SELECT count(*) FROM recall"), 0);
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_store_that_was_never_there_is_not_missed);
    tcase_add_test(tc, a_document_that_is_missing_is_sent_from_the_archive);
    tcase_add_test(tc, an_address_that_is_missing_is_asked_again);
    tcase_add_test(tc, a_document_of_which_little_is_known_is_asked_for);
    tcase_add_test(tc, what_nobody_knows_is_told);
    tcase_add_test(tc, a_part_at_a_time);
    tcase_add_test(tc, of_the_same_store_only_what_is_new_is_compared);
    tcase_add_test(tc, a_store_that_cannot_be_asked_is_asked_later);
    Suite *suite = suite_create("recall");
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
