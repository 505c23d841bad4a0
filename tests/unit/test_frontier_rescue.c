#include "fetcher/frontier_rescue.h"

#include "fetcher/accounts.h"
#include "fetcher/outbox.h"
#include "proto/rap1.h"
#include "tests/unit/frontier_case.h"
#include "tests/unit/suite.h"

static void execute(const char *sql)
{
    OK(rap_db_exec(frontier_db(frontier), sql, &err));
}

/* The address of a source's document number `n`, discovered and fetched. */
static void fetch(const char *name, const char *document, bool ended)
{
    char url[64];
    bool ignored;
    const archive_place_t place = {"f-1/a.warc.gz", 0};

    (void)snprintf(url, sizeof url, "https://a.example/%s", name);
    const frontier_listing_t listing = {.source = "s", .at = NOW, .recheck_ms = DAY};
    const outbox_row_t row = {.document = document,
        .url = url,
        .source = "s",
        .queue = RAP_QUEUE_PARSER,
        .envelope = "{}",
        .payload = ""};
    OK(frontier_discover(frontier, &listing, url, "{}", &ignored, &err));
    if (document == NULL)
        return;
    OK(frontier_add_document(frontier, document, &place, 3, &err));
    OK(outbox_add(frontier, &row, &ignored, &err));
    OK(rap_db_run(frontier_db(frontier), &err,
        "UPDATE address SET open = 0, next_due = NULL, document_id = ? WHERE url = ?", "ss",
        document, url));
    const rap_receipt_t receipt = {.id = document, .url = url, .end = RAP_END_RECORDED};
    if (ended)
        OK(outbox_receipt(frontier, &receipt, &ignored, &err));
}

static bool is_none_taken(const void *arg, int64_t address)
{
    (void)arg;
    (void)address;
    return false;
}

static void fill(void)
{
    fetch("ended", "d1", true);
    fetch("flying", "d2", false);
    fetch("flying-too", "d3", false);
    fetch("open", NULL, false);
    OK(frontier_source_set(frontier, "s",
        &(frontier_source_t){.etag = "\"e\"", .definition = "d", .next_due = NOW + DAY}, &err));
}

static void rescue(rap_rescue_t *self)
{
    self->done = true;
    OK(frontier_begin(frontier, &err));
    OK(frontier_after_rescue(frontier_db(frontier), self, &fake.clock, &err));
    OK(frontier_commit(frontier, &err));
}

static void balanced(int64_t in_flight)
{
    rap_array_t accounts;

    OK(rap_accounts_read(frontier_db(frontier), arena, &accounts, &err));
    ck_assert_uint_eq(accounts.count, 1);
    const rap_account_t *account = accounts.item;
    ck_assert_int_eq(account->off, 0);
    ck_assert_int_eq(account->in_flight, in_flight);
}

START_TEST(what_was_in_a_lost_outbox_is_asked_again)
{
    rap_rescue_t all = {.tables = 1, .table = {{"outbox", 1, 1}}};

    fill();
    execute("DELETE FROM outbox WHERE document_id = 'd2'");
    rescue(&all);
    ck_assert_int_eq(number("SELECT count(*) FROM address WHERE open = 1"), 2);
    ck_assert_int_eq(
        number("SELECT forced FROM address WHERE url LIKE '%/flying' AND document_id IS NULL"), 1);
    ck_assert_int_eq(
        number("SELECT count(*) FROM address WHERE url LIKE '%/ended' AND open = 0"), 1);
    ck_assert_int_eq(number("SELECT count(*) FROM source WHERE next_due = 0 AND etag IS NULL"
                            " AND definition IS NULL"),
        1);
    ck_assert_ptr_nonnull(strstr(all.note, "1 addresses are asked again"));
    balanced(3);
}
END_TEST

START_TEST(an_outbox_that_is_whole_is_sent_as_it_is)
{
    rap_rescue_t all = {.tables = 2, .table = {{"outbox", 2, 0}, {"document", 1, 2}}};

    fill();
    execute("DELETE FROM document");
    rescue(&all);
    ck_assert_int_eq(number("SELECT count(*) FROM address WHERE open = 1"), 1);
    balanced(3);
}
END_TEST

START_TEST(a_document_of_several_addresses_is_asked_at_each)
{
    rap_rescue_t all = {.tables = 1, .table = {{"outbox", 0, -1}}};

    fetch("one", "d1", true);
    fetch("two", "d1", true);
    fetch("three", "d3", true);
    rescue(&all);
    ck_assert_int_eq(number("SELECT count(*) FROM address WHERE open = 1"), 2);
    balanced(2);
}
END_TEST

START_TEST(lost_numbers_are_made_up_for_where_all_can_see_it)
{
    rap_rescue_t all = {.tables = 1, .table = {{"outbox", 2, 0}}};

    fill();
    execute("DELETE FROM address WHERE url LIKE '%/open'"); /* it was in flight */
    rescue(&all);
    balanced(2);
    ck_assert_int_eq(
        number("SELECT value FROM counter WHERE name = 'refused:frontier_damaged'"), 1);
    ck_assert_ptr_nonnull(strstr(all.note, "1 documents are written off"));

    execute("DELETE FROM counter WHERE name = 'discovered'");
    rescue(&all);
    balanced(2);
    ck_assert_int_eq(number("SELECT value FROM counter WHERE name = 'discovered'"), 4);
}
END_TEST

START_TEST(what_is_not_as_it_was_written_is_damage)
{
    rap_rescue_t all = {.tables = 1, .table = {{"outbox", 2, 0}}};
    const frontier_search_t search = {.host = "a.example", .is_taken = is_none_taken};
    frontier_address_t address;
    outbox_row_t row;
    bool found;

    fill();
    OK(outbox_next(frontier, 0, arena, &row, &found, &err));
    OK(frontier_next(frontier, &search, arena, &address, &err));
    execute("UPDATE outbox SET envelope = '{\"x\":1}' WHERE document_id = 'd2'");
    ck_assert_int_eq(outbox_next(frontier, 0, arena, &row, &found, &err), RAP_DAMAGED);
    ck_assert_ptr_nonnull(strstr(err.text, "a row of the outbox is not what was written"));
    execute("UPDATE address SET url = 'https://a.example/opem' WHERE url LIKE '%/open'");
    ck_assert_int_eq(frontier_next(frontier, &search, arena, &address, &err), RAP_DAMAGED);
    ck_assert_int_eq(frontier_begin(frontier, &err), RAP_DAMAGED); /* the next start repairs */
    ck_assert(drop("f-1.db.damaged"));

    rescue(&all);
    ck_assert_int_eq(number("SELECT count(*) FROM outbox"), 1);
    ck_assert_int_eq(number("SELECT count(*) FROM address WHERE url LIKE '%/opem'"), 0);
    ck_assert_int_eq(
        number("SELECT forced FROM address WHERE url LIKE '%/flying' AND open = 1"), 1);
    balanced(2);
}
END_TEST

START_TEST(an_earlier_moment_needs_no_repair)
{
    rap_rescue_t log = {.log_only = true};

    fill();
    rescue(&log);
    ck_assert_int_eq(number("SELECT count(*) FROM source WHERE etag IS NOT NULL"), 1);
    ck_assert_int_eq(number("SELECT count(*) FROM address WHERE open = 1"), 1);
    balanced(3);
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_test(tc, what_was_in_a_lost_outbox_is_asked_again);
    tcase_add_test(tc, an_outbox_that_is_whole_is_sent_as_it_is);
    tcase_add_test(tc, a_document_of_several_addresses_is_asked_at_each);
    tcase_add_test(tc, lost_numbers_are_made_up_for_where_all_can_see_it);
    tcase_add_test(tc, what_is_not_as_it_was_written_is_damage);
    tcase_add_test(tc, an_earlier_moment_needs_no_repair);
    Suite *suite = suite_create("frontier_rescue");
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
