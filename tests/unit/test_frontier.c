#include "fetcher/frontier.h"

#include "base/file.h"
#include "fetcher/accounts.h"
#include "fetcher/outbox.h"
#include "proto/rap1.h"
#include "tests/unit/frontier_case.h"
#include "tests/unit/suite.h"

static void reopen(void)
{
    frontier_destroy(&frontier);
    OK(frontier_open(&frontier, dir, "f-1", &fake.clock, &err));
}

static bool discover(const char *source, const char *url)
{
    bool is_new;

    const frontier_listing_t listing = {
        .source = source, .at = frontier_now(frontier), .recheck_ms = DAY};
    OK(frontier_discover(frontier, &listing, url, "{}", &is_new, &err));
    return is_new;
}

static int64_t account(const char *source, const char *name)
{
    rap_stmt_t *stmt;
    bool row;

    OK(rap_db_query(frontier_db(frontier), &stmt, &err,
        "SELECT value FROM counter WHERE source = ? AND name = ?", "ss", source, name));
    OK(rap_stmt_next(stmt, &row, &err));
    int64_t value = row ? rap_stmt_int(stmt, 0) : 0;
    rap_stmt_reset(stmt);
    return value;
}

/* The source's account as `rapporteur status` reads it; zeros where there is none. */
static rap_account_t read_account(const char *source, rap_arena_t *into)
{
    rap_array_t accounts;

    OK(rap_accounts_read(frontier_db(frontier), into, &accounts, &err));
    const rap_account_t *account = accounts.item;
    for (size_t i = 0; i < accounts.count; i++)
        if (strcmp(account[i].source, source) == 0)
            return account[i];
    return (rap_account_t){0};
}

static void balanced(const char *source, int64_t in_flight)
{
    RAP_AUTO(rap_arena) *into = rap_arena_new(64 * 1024);
    rap_account_t account = read_account(source, into);
    int64_t value;

    OK(account_in_flight(frontier, source, &value, &err));
    ck_assert_int_eq(value, in_flight);
    ck_assert_int_eq(account.in_flight, in_flight);
    ck_assert_int_eq(account.off, 0);
}

static int64_t hidden; /* an address that frontier_next() is told to pass over */

static bool is_hidden(const void *arg, int64_t address)
{
    (void)arg;
    return address == hidden;
}

/* The host's first address that waits, due or not. */
static bool next(frontier_address_t *ret, int64_t *ret_due)
{
    const frontier_search_t search = {.host = "a.example", .is_taken = is_hidden};

    OK(frontier_next(frontier, &search, arena, ret, &err));
    *ret_due = ret->next_due;
    return ret->id != 0;
}

static frontier_address_t due_now(void)
{
    frontier_address_t address = {0};
    int64_t due;

    ck_assert(next(&address, &due));
    ck_assert_int_le(due, fake.wall);
    return address;
}

static bool post(const char *document, const char *url, const char *refused)
{
    const outbox_row_t row = {.document = document,
        .url = url,
        .source = "s",
        .refused = refused,
        .queue = refused != NULL ? RAP_QUEUE_SINK : RAP_QUEUE_PARSER,
        .envelope = "{}",
        .payload = "",
        .has_body = refused == NULL,
        .place = {.file = "f-1/000001.rap", .offset = 7}};
    bool added;

    OK(outbox_add(frontier, &row, &added, &err));
    return added;
}

/* What a fetched address goes through. */
static void fetched(const char *url, const char *document)
{
    frontier_address_t address = due_now();

    ck_assert_str_eq(address.url, url);
    if (!address.open)
        OK(account_add(frontier, "s", RAP_ACCOUNT_DISCOVERED, 1, &err));
    post(document, url, NULL);
    OK(frontier_settle(frontier, address.id, document, "\"e\"", "then", NULL, &err));
}

static bool sendable(outbox_row_t *ret)
{
    bool found;

    OK(outbox_next(frontier, fake.mono, arena, ret, &found, &err));
    return found;
}

static bool receipt(const char *id, const char *url, int end)
{
    const rap_receipt_t it = {.origin = "f-1", .id = id, .url = url, .end = end};
    bool known;

    OK(outbox_receipt(frontier, &it, &known, &err));
    return known;
}

START_TEST(one_process_a_name)
{
    frontier_t *second = NULL;

    ck_assert_int_eq(frontier_open(&second, dir, "f-1", &fake.clock, &err), RAP_BUSY);
    ck_assert_pstr_ne(strstr(err.text, "another fetcher named 'f-1' runs"), NULL);
    OK(frontier_open(&second, dir, "f-2", &fake.clock, &err));
    frontier_destroy(&second);
    (void)drop("f-2.db");
    (void)drop("f-2.db.lock");
    (void)drop("f-2.lock");
    reopen(); /* the lock goes with its holder */
}
END_TEST

START_TEST(an_address_is_new_once)
{
    frontier_address_t address;

    ck_assert(discover("s", URL));
    ck_assert(!discover("s", URL));
    ck_assert(!discover("t", URL)); /* who found it first keeps it */
    balanced("s", 1);
    balanced("t", 0);
    address = due_now();
    ck_assert_str_eq(address.url, URL);
    ck_assert_str_eq(address.source, "s");
    ck_assert_str_eq(address.host, "a.example");
    ck_assert(address.open && !address.forced);
    ck_assert_ptr_null(address.document);
}
END_TEST

START_TEST(what_is_under_way_is_passed_over)
{
    frontier_address_t address;
    int64_t first, due;

    ck_assert(discover("s", URL));
    first = due_now().id;
    hidden = first;
    ck_assert(!next(&address, &due));
    ck_assert(discover("s", URL "/b"));
    ck_assert_int_ne(due_now().id, first);
    ck_assert_str_eq(due_now().url, URL "/b");
    hidden = 0;
    ck_assert_int_eq(due_now().id, first);
}
END_TEST

START_TEST(from_discovery_to_receipt)
{
    outbox_row_t row;

    discover("s", URL);
    fetched(URL, ID1);
    balanced("s", 1);
    ck_assert(sendable(&row));
    ck_assert_str_eq(row.document, ID1);
    ck_assert_str_eq(row.queue, "parser");
    ck_assert(row.has_body);
    ck_assert_str_eq(row.place.file, "f-1/000001.rap");
    ck_assert_int_eq(row.place.offset, 7);
    ck_assert_int_eq(row.attempt, 1);
    ck_assert(!receipt(ID2, URL, RAP_END_RECORDED));
    ck_assert(!receipt(ID1, "https://a.example/2", RAP_END_RECORDED));
    ck_assert(receipt(ID1, URL, RAP_END_RECORDED));
    ck_assert(!receipt(ID1, URL, RAP_END_RECORDED)); /* of the second sending */
    ck_assert(!sendable(&row));
    ck_assert_int_eq(account("s", RAP_ACCOUNT_RECORDED), 1);
    balanced("s", 0);
}
END_TEST

static const struct {
    int end;
    const char *refused, *counted;
} ends[] = {
    {RAP_END_RECORDED, NULL, "recorded"},
    {RAP_END_DUPLICATE, NULL, "duplicate"},
    {RAP_END_QUARANTINED, NULL, "quarantined"},
    {RAP_END_QUARANTINED, "http_404", "refused:http_404"},
};

START_TEST(every_end_is_counted_as_what_it_is)
{
    discover("s", URL);
    frontier_address_t address = due_now();
    post(ID1, URL, ends[_i].refused);
    OK(frontier_settle(frontier, address.id, NULL, NULL, NULL, ends[_i].refused, &err));
    balanced("s", 1);
    ck_assert(receipt(ID1, URL, ends[_i].end));
    ck_assert_int_eq(account("s", ends[_i].counted), 1);
    balanced("s", 0);
}
END_TEST

START_TEST(broken_accounts_do_not_balance)
{
    RAP_AUTO(rap_arena) *into = rap_arena_new(64 * 1024);

    discover("s", URL);
    OK(account_add(frontier, "s", RAP_ACCOUNT_RECORDED, 1, &err));
    ck_assert_int_eq(read_account("s", into).off, -1);
}
END_TEST

START_TEST(accounts_are_read_source_by_source)
{
    RAP_AUTO(rap_arena) *into = rap_arena_new(64 * 1024);
    RAP_AUTO(rap_arena) *small = rap_arena_new(64);
    rap_array_t accounts;

    OK(rap_accounts_read(frontier_db(frontier), into, &accounts, &err));
    ck_assert_uint_eq(accounts.count, 0);
    discover("b", URL);
    for (int i = 0; i < 3; i++)
        OK(account_refused(frontier, "a", i < 2 ? "http_404" : "robots", &err));
    OK(account_add(frontier, "a", ACCOUNT_FETCHED, 7, &err)); /* not in the equation */
    OK(account_add(frontier, "a", RAP_ACCOUNT_DISCOVERED, 3, &err));
    OK(rap_accounts_read(frontier_db(frontier), into, &accounts, &err));
    ck_assert_uint_eq(accounts.count, 2);
    const rap_account_t *account = accounts.item;
    const rap_refusal_t *refusal = account[0].refusals.item;
    ck_assert_str_eq(account[0].source, "a");
    ck_assert_int_eq(account[0].refused, 3);
    ck_assert_int_eq(account[0].off, 0);
    ck_assert_uint_eq(account[0].refusals.count, 2);
    ck_assert_str_eq(refusal[0].reason, "http_404");
    ck_assert_int_eq(refusal[0].documents, 2);
    ck_assert_str_eq(account[1].source, "b");
    ck_assert_uint_eq(account[1].refusals.count, 0);
    ck_assert_int_eq(account[1].in_flight, 1);
    ck_assert_int_eq(rap_accounts_read(frontier_db(frontier), small, &accounts, &err), RAP_TOOBIG);
}
END_TEST

START_TEST(a_listed_address_is_asked_again_after_a_time)
{
    frontier_address_t address;
    int64_t due;

    discover("s", URL);
    fetched(URL, ID1);
    ck_assert(receipt(ID1, URL, RAP_END_RECORDED));
    rap_clock_fake_advance(&fake, DAY - 1);
    discover("s", URL);
    ck_assert(!next(&address, &due));
    rap_clock_fake_advance(&fake, 1);
    discover("t", URL); /* not its affair */
    ck_assert(!next(&address, &due));
    discover("s", URL);
    address = due_now();
    ck_assert(!address.open);
    ck_assert_str_eq(address.document, ID1);
    ck_assert_str_eq(address.etag, "\"e\"");
    ck_assert_str_eq(address.last_modified, "then");
    balanced("s", 0); /* asking again is no new case ... */
    fetched(URL, ID2);
    balanced("s", 1); /* ... new bytes are */
    ck_assert_int_eq(account("s", RAP_ACCOUNT_DISCOVERED), 2);
}
END_TEST

START_TEST(an_unchanged_listing_names_what_it_named)
{
    frontier_address_t address;
    int64_t due;

    discover("s", "https://a.example/old");
    fetched("https://a.example/old", ID1);
    rap_clock_fake_advance(&fake, 1000);
    discover("s", URL); /* the listing names only this one now */
    fetched(URL, ID2);
    OK(frontier_relist(frontier, "s", DAY, &err));
    ck_assert(!next(&address, &due)); /* asked a moment ago */
    rap_clock_fake_advance(&fake, DAY);
    OK(frontier_relist(frontier, "t", DAY, &err));
    ck_assert(!next(&address, &due));
    OK(frontier_relist(frontier, "s", DAY, &err));
    address = due_now();
    ck_assert_str_eq(address.url, URL);
    OK(frontier_settle(frontier, address.id, ID2, NULL, NULL, NULL, &err));
    ck_assert(!next(&address, &due));
}
END_TEST

START_TEST(a_listing_from_the_future_is_not_the_last_one)
{
    frontier_address_t address;
    int64_t due;

    fake.wall = NOW + 365 * DAY; /* as the clock said, before it was set right */
    discover("s", "https://a.example/old");
    fetched("https://a.example/old", ID1);
    fake.wall = NOW;
    discover("s", URL);
    fetched(URL, ID2);
    OK(frontier_source_set(frontier, "s", &(frontier_source_t){.listed_at = NOW}, &err));
    fake.wall = NOW + DAY;
    OK(frontier_relist(frontier, "s", DAY, &err));
    address = due_now();
    ck_assert_str_eq(address.url, URL);
    OK(frontier_settle(frontier, address.id, ID2, NULL, NULL, NULL, &err));
    ck_assert(!next(&address, &due));
}
END_TEST

START_TEST(a_failure_is_postponed)
{
    frontier_address_t address;
    int64_t due;

    discover("s", URL);
    address = due_now();
    OK(frontier_postpone(frontier, address.id, NOW + 5000, &err));
    ck_assert(next(&address, &due));
    ck_assert_int_eq(due, NOW + 5000);
    ck_assert_int_eq(address.failures, 1);
    ck_assert(address.open);
    ck_assert(!discover("s", URL)); /* listing it again changes nothing */
    ck_assert(next(&address, &due));
    ck_assert_int_eq(due, NOW + 5000);
    OK(frontier_settle(frontier, address.id, ID1, NULL, NULL, NULL, &err));
    ck_assert(!next(&address, &due));
}
END_TEST

START_TEST(what_a_person_hands_in_is_due_whatever_is_known)
{
    frontier_address_t address;
    int64_t waiting;

    OK(frontier_demand(frontier, URL, "{\"title\":\"x\"}", &err));
    balanced(SOURCE_MANUAL, 1);
    address = due_now();
    ck_assert(address.open && address.forced);
    ck_assert_str_eq(address.hints, "{\"title\":\"x\"}");
    OK(frontier_demand(frontier, URL, "{}", &err)); /* twice in one line: one case */
    balanced(SOURCE_MANUAL, 1);
    discover("s", "https://a.example/2");
    OK(frontier_waiting(frontier, true, &waiting, &err));
    ck_assert_int_eq(waiting, 1);
    OK(frontier_waiting(frontier, false, &waiting, &err));
    ck_assert_int_eq(waiting, 2);
    OK(account_refused(frontier, SOURCE_MANUAL, "io", &err));
    OK(frontier_settle(frontier, address.id, NULL, NULL, NULL, "io", &err));
    balanced(SOURCE_MANUAL, 0);
    OK(frontier_demand(frontier, URL, "{}", &err)); /* again later: another case */
    balanced(SOURCE_MANUAL, 1);
    ck_assert_int_eq(account(SOURCE_MANUAL, RAP_ACCOUNT_DISCOVERED), 2);
}
END_TEST

START_TEST(a_second_address_waits_for_the_first)
{
    outbox_row_t row;

    ck_assert(post(ID1, URL, NULL));
    ck_assert(post(ID1, "https://a.example/2", NULL));
    ck_assert(sendable(&row));
    ck_assert_str_eq(row.url, URL);
    OK(outbox_sent(frontier, row.id, fake.mono + 1000, &err));
    ck_assert(!sendable(&row));
    ck_assert(receipt(ID1, URL, RAP_END_RECORDED));
    ck_assert(sendable(&row));
    ck_assert_str_eq(row.url, "https://a.example/2");
}
END_TEST

START_TEST(the_same_case_twice_is_a_duplicate)
{
    int64_t count;

    ck_assert(post(ID1, URL, NULL));
    ck_assert(!post(ID1, URL, NULL));
    ck_assert_int_eq(account("s", RAP_ACCOUNT_DUPLICATE), 1);
    OK(outbox_count(frontier, &count, &err));
    ck_assert_int_eq(count, 1);
}
END_TEST

START_TEST(what_has_no_receipt_is_sent_again)
{
    outbox_row_t row;
    int64_t at;

    post(ID1, URL, NULL);
    OK(outbox_next_try(frontier, &at, &err));
    ck_assert_int_eq(at, INT64_MAX);
    ck_assert(sendable(&row));
    OK(outbox_sent(frontier, row.id, fake.mono + 1000, &err));
    OK(outbox_next_try(frontier, &at, &err));
    ck_assert_int_eq(at, 1000);
    rap_clock_fake_advance(&fake, 999);
    ck_assert(!sendable(&row));
    rap_clock_fake_advance(&fake, 1);
    ck_assert(sendable(&row));
    ck_assert_int_eq(row.attempt, 2);
    OK(outbox_sent(frontier, row.id, fake.mono + 1000, &err));
    ck_assert(!sendable(&row));
    OK(outbox_forget_sent(frontier, &err)); /* a new broker: at once */
    ck_assert(sendable(&row));
    ck_assert_int_eq(row.attempt, 3);
    reopen(); /* a new process: at once, too */
    ck_assert(sendable(&row));
    ck_assert_int_ge(row.attempt, 2);
}
END_TEST

START_TEST(an_uncommitted_step_never_was)
{
    frontier_address_t address;
    int64_t due, count;

    OK(frontier_begin(frontier, &err));
    discover("s", URL);
    post(ID1, URL, NULL);
    frontier_rollback(frontier);
    ck_assert(!next(&address, &due));
    OK(outbox_count(frontier, &count, &err));
    ck_assert_int_eq(count, 0);
    balanced("s", 0);
    OK(frontier_begin(frontier, &err));
    discover("s", URL);
    reopen(); /* as after a kill */
    ck_assert(!next(&address, &due));
    OK(frontier_begin(frontier, &err));
    discover("s", URL);
    OK(frontier_commit(frontier, &err));
    reopen();
    (void)due_now();
}
END_TEST

START_TEST(times_from_before_the_clock_was_set_back_have_come)
{
    frontier_address_t address;
    int64_t due;

    ck_assert_int_eq(frontier_due(frontier, 0, DAY), 0);
    ck_assert_int_eq(frontier_due(frontier, NOW - 1, DAY), NOW - 1);
    ck_assert_int_eq(frontier_due(frontier, NOW + DAY, DAY), NOW + DAY);
    ck_assert_int_eq(frontier_due(frontier, NOW + DAY + 1, DAY), NOW);

    /* known addresses, one named again by a listing, the other by one that did not change */
    for (int unchanged = 0; unchanged < 2; unchanged++) {
        fake.wall = NOW;
        discover("s", URL);
        address = due_now();
        OK(frontier_settle(frontier, address.id, ID1, NULL, NULL, NULL, &err));
        fake.wall = NOW - 365 * DAY;
        if (unchanged)
            OK(frontier_relist(frontier, "s", DAY, &err));
        else
            discover("s", URL);
        ck_assert(next(&address, &due));
        ck_assert_int_eq(due, fake.wall);
        OK(frontier_settle(frontier, address.id, ID1, NULL, NULL, NULL, &err));
        /* and once it was asked, at the usual time */
        fake.wall += DAY - 1;
        OK(frontier_relist(frontier, "s", DAY, &err));
        ck_assert(!next(&address, &due));
        fake.wall += 1;
        OK(frontier_relist(frontier, "s", DAY, &err));
        address = due_now();
        OK(frontier_settle(frontier, address.id, ID1, NULL, NULL, NULL, &err));
    }
}
END_TEST

START_TEST(lost_bytes_are_fetched_again)
{
    const archive_place_t place = {.file = "f-1/000001.rap", .offset = 7};
    archive_place_t found_place;
    outbox_row_t row;
    bool found;

    discover("s", URL);
    OK(frontier_add_document(frontier, ID1, &place, 3, &err));
    fetched(URL, ID1);
    ck_assert(sendable(&row));
    OK(outbox_lost(frontier, &row, &err));
    balanced("s", 1);
    ck_assert(!sendable(&row));
    OK(frontier_document(frontier, ID1, &found_place, &found, &err));
    ck_assert(!found);
    frontier_address_t address = due_now();
    ck_assert(address.open && address.forced);
    ck_assert_ptr_null(address.document);
    ck_assert_ptr_null(address.etag);
}
END_TEST

START_TEST(a_document_is_where_it_was_put)
{
    const archive_place_t place = {.file = "f-1/000003.rap", .offset = 1234567890123};
    archive_place_t got;
    bool found;

    OK(frontier_document(frontier, ID1, &got, &found, &err));
    ck_assert(!found);
    OK(frontier_add_document(frontier, ID1, &place, 3, &err));
    OK(frontier_document(frontier, ID1, &got, &found, &err));
    ck_assert(found);
    ck_assert_str_eq(got.file, place.file);
    ck_assert_int_eq(got.offset, place.offset);
}
END_TEST

START_TEST(a_source_s_state_lasts)
{
    const frontier_source_t set = {.etag = "\"x\"",
        .definition = ID1,
        .next_due = NOW + 1,
        .failures = 2,
        .reason = "http_503"};
    frontier_source_t state;

    OK(frontier_source_get(frontier, "s", arena, &state, &err));
    ck_assert_int_eq(state.next_due, 0);
    OK(frontier_source_set(frontier, "s", &set, &err));
    reopen();
    OK(frontier_source_get(frontier, "s", arena, &state, &err));
    ck_assert_str_eq(state.etag, "\"x\"");
    ck_assert_ptr_null(state.last_modified);
    ck_assert_str_eq(state.definition, ID1);
    ck_assert_int_eq(state.next_due, NOW + 1);
    ck_assert_int_eq(state.failures, 2);
    ck_assert_int_eq(state.polled_at, 0);
    ck_assert_str_eq(state.reason, "http_503");

    /* what it gave stays through the next look */
    OK(frontier_source_gave(frontier, "s", &err));
    OK(frontier_source_set(frontier, "s", &(frontier_source_t){.polled_at = NOW}, &err));
    OK(frontier_source_get(frontier, "s", arena, &state, &err));
    ck_assert_int_eq(state.polled_at, NOW);
    ck_assert_ptr_null(state.reason);
    ck_assert_int_eq(number("SELECT document_at FROM source WHERE source_id = 's'"), NOW);
}
END_TEST

START_TEST(accounts_become_metrics)
{
    RAP_AUTO(rap_metrics) *metrics = rap_metrics_new();
    rap_buf_t text;

    discover("s", URL);
    OK(account_refused(frontier, "t", "http_404", &err));
    OK(accounts_publish(frontier, metrics, &err));
    discover("s", "https://a.example/2");
    OK(accounts_publish(frontier, metrics, &err));
    rap_buf_init(&text, 4096);
    OK(rap_metrics_prometheus(metrics, "", &text, &err));
    ck_assert_pstr_ne(strstr(text.data, "discovered_total{source=\"s\"} 2\n"), NULL);
    ck_assert_pstr_ne(strstr(text.data, "in_flight{source=\"s\"} 2\n"), NULL);
    ck_assert_pstr_ne(
        strstr(text.data, "refused_total{source=\"t\",reason=\"http_404\"} 1\n"), NULL);
    rap_buf_release(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("frontier");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_test(tc, one_process_a_name);
    tcase_add_test(tc, an_address_is_new_once);
    tcase_add_test(tc, times_from_before_the_clock_was_set_back_have_come);
    tcase_add_test(tc, what_is_under_way_is_passed_over);
    tcase_add_test(tc, from_discovery_to_receipt);
    tcase_add_loop_test(
        tc, every_end_is_counted_as_what_it_is, 0, (int)(sizeof ends / sizeof ends[0]));
    tcase_add_test(tc, broken_accounts_do_not_balance);
    tcase_add_test(tc, accounts_are_read_source_by_source);
    tcase_add_test(tc, a_listed_address_is_asked_again_after_a_time);
    tcase_add_test(tc, an_unchanged_listing_names_what_it_named);
    tcase_add_test(tc, a_listing_from_the_future_is_not_the_last_one);
    tcase_add_test(tc, a_failure_is_postponed);
    tcase_add_test(tc, what_a_person_hands_in_is_due_whatever_is_known);
    tcase_add_test(tc, a_second_address_waits_for_the_first);
    tcase_add_test(tc, the_same_case_twice_is_a_duplicate);
    tcase_add_test(tc, what_has_no_receipt_is_sent_again);
    tcase_add_test(tc, an_uncommitted_step_never_was);
    tcase_add_test(tc, lost_bytes_are_fetched_again);
    tcase_add_test(tc, a_document_is_where_it_was_put);
    tcase_add_test(tc, a_source_s_state_lasts);
    tcase_add_test(tc, accounts_become_metrics);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
