#include "proto/life.h"

#include "fetcher/chronicle.h"
#include "fetcher/outbox.h"
#include "proto/accounts.h"
#include "proto/envelope.h"
#include "proto/polls.h"
#include "proto/rap1.h"
#include "tests/unit/frontier_case.h"
#include "tests/unit/suite.h"

static void happen(const char *url, const char *outcome, const char *document, bool dull)
{
    const chronicle_event_t event = {.url = url,
        .source = "s",
        .kind = RAP_LIFE_FETCH,
        .outcome = outcome,
        .document = document,
        .at = fake.wall,
        .status = 200,
        .ms = 7,
        .bytes = 12,
        .dull = dull};

    OK(chronicle_add(frontier, &event, &err));
}

static rap_life_t read_life(const char *url, const char *url_last, const char *id, const char *last)
{
    const rap_life_search_t search = {url, url_last, id, last};
    rap_life_t life;

    OK(rap_life_read(frontier_db(frontier), &search, arena, &life, &err));
    return life;
}

static rap_life_t life_of(const char *url)
{
    return read_life(url, url, NULL, NULL);
}

static int64_t rows(void)
{
    return number("SELECT count(*) FROM event");
}

START_TEST(an_event_is_read_as_it_was_written)
{
    const chronicle_event_t written = {.url = URL,
        .source = "s",
        .kind = RAP_LIFE_FETCH,
        .outcome = "retry",
        .reason = "http_503",
        .detail = "try later",
        .at = NOW,
        .status = 503,
        .ms = 0,
        .bytes = -1};

    OK(chronicle_add(frontier, &written, &err));
    rap_life_t life = life_of(URL);
    ck_assert_uint_eq(life.events.count, 1);
    const rap_life_event_t *event = life.events.item;
    ck_assert_str_eq(event->url, URL);
    ck_assert_str_eq(event->source, "s");
    ck_assert_str_eq(event->kind, "fetch");
    ck_assert_str_eq(event->outcome, "retry");
    ck_assert_str_eq(event->reason, "http_503");
    ck_assert_str_eq(event->detail, "try later");
    ck_assert_ptr_null(event->document);
    ck_assert_int_eq(event->first_at, NOW);
    ck_assert_int_eq(event->at, NOW);
    ck_assert_int_eq(event->times, 1);
    ck_assert_int_eq(event->status, 503);
    ck_assert_int_eq(event->ms, 0);
    ck_assert_int_eq(event->bytes, -1);
}
END_TEST

START_TEST(nothing_new_again_and_again_is_one_event)
{
    OK(frontier_begin(frontier, &err)); /* else each is synced */
    happen(URL, "new", ID1, false);
    for (int day = 0; day < 100; day++) {
        rap_clock_fake_advance(&fake, 1000);
        happen(URL, "unchanged", ID1, true);
        happen(URL "/other", "unchanged", ID1, true);
    }
    happen(URL, "unchanged", ID2, true); /* of another document */
    happen(URL, "unchanged", ID2, true);
    happen(URL, "new", ID1, false);
    happen(URL, "new", ID1, false); /* not dull: each for itself */
    happen(URL, "unchanged", ID1, true);
    OK(frontier_commit(frontier, &err));
    rap_life_t life = life_of(URL);
    const rap_life_event_t *event = life.events.item;
    ck_assert_uint_eq(life.events.count, 6);
    ck_assert_int_eq(event[1].times, 100);
    ck_assert_int_eq(event[1].first_at, NOW + 1000);
    ck_assert_int_eq(event[1].at, NOW + 100000);
    ck_assert_int_eq(event[2].times, 2);
    ck_assert_str_eq(event[2].document, ID2);
    ck_assert_int_eq(event[3].times, 1);
    ck_assert_int_eq(event[5].times, 1);
    ck_assert_int_eq(rows(), 7);
}
END_TEST

START_TEST(the_log_of_an_address_is_bounded)
{
    OK(frontier_begin(frontier, &err));
    for (int i = 0; i < CHRONICLE_EACH + 5; i++) {
        fake.wall = NOW + i;
        happen(URL, "retry", NULL, false);
        happen(URL "/other", "retry", NULL, false);
    }
    OK(frontier_commit(frontier, &err));
    rap_life_t life = life_of(URL);
    const rap_life_event_t *event = life.events.item;
    ck_assert_uint_eq(life.events.count, CHRONICLE_EACH);
    ck_assert_int_eq(event[0].at, NOW + 5);
    ck_assert_int_eq(rows(), (int64_t)2 * CHRONICLE_EACH);
}
END_TEST

START_TEST(the_whole_log_is_bounded)
{
    happen(URL, "new", ID1, false);
    OK(rap_db_run(frontier_db(frontier), &err,
        "INSERT INTO event (event_id, url, source, kind, outcome, first_at, at, times)"
        " VALUES (?, 'x', 's', 'fetch', 'new', 1, 1, 1)",
        "i", (int64_t)CHRONICLE_ALL));
    happen("y", "new", ID1, false); /* the row too many */
    ck_assert_int_eq(rows(), 2);
    ck_assert_uint_eq(life_of(URL).events.count, 0);
    ck_assert_uint_eq(life_of("x").events.count, 1);
}
END_TEST

/* One address that gave two documents, the second at its second try, and is in flight. */
static void live(void)
{
    const archive_place_t place = {.file = "f-1/000001.rap", .offset = 7};
    const frontier_listing_t listing = {.source = "s", .at = NOW};
    const outbox_row_t row = {.document = ID2,
        .url = URL,
        .source = "s",
        .queue = RAP_QUEUE_PARSER,
        .envelope = "{}",
        .payload = "",
        .has_body = true,
        .place = place};
    bool is_new, added;

    OK(frontier_discover(frontier, &listing, URL, "{}", &is_new, &err));
    OK(frontier_discover(frontier, &listing, "https://b.example/", "{}", &is_new, &err));
    happen(URL, "new", ID1, false);
    happen(URL, "retry", NULL, false);
    happen(URL, "new", ID2, false);
    OK(frontier_add_document(frontier, ID1, &place, 3, &err));
    OK(frontier_add_document(frontier, ID2, &place, 4, &err));
    OK(frontier_settle(frontier, 1, ID2, NULL, NULL, NULL, &err));
    OK(outbox_add(frontier, &row, &added, &err));
}

START_TEST(an_address_is_found_with_all_that_is_its)
{
    live();
    rap_life_t life = life_of(URL);
    const rap_life_address_t *address = life.addresses.item;
    const rap_life_document_t *document = life.documents.item;
    ck_assert_uint_eq(life.addresses.count, 1);
    ck_assert_str_eq(address->url, URL);
    ck_assert_str_eq(address->document, ID2);
    ck_assert_int_eq(address->discovered_at, NOW);
    ck_assert(!address->open);
    ck_assert_uint_eq(life.events.count, 3);
    ck_assert_uint_eq(life.parcels.count, 1);
    ck_assert_uint_eq(life.documents.count, 2);
    ck_assert_str_eq(document[0].archive_file, "f-1/000001.rap");
    ck_assert_int_eq(document[0].archive_offset, 7);
    ck_assert_ptr_null(document[0].ended);
    /* and what begins as it does, with the rest of what is there */
    ck_assert_uint_eq(read_life("https://", "https:0", NULL, NULL).addresses.count, 2);
    ck_assert_uint_eq(life_of("https://a.example/2").addresses.count, 0);
}
END_TEST

START_TEST(a_document_is_found_with_its_addresses)
{
    live();
    rap_life_t life = read_life(NULL, NULL, ID2, ID2);
    ck_assert_uint_eq(life.addresses.count, 1);
    ck_assert_uint_eq(life.events.count, 2); /* and not what was there before */
    ck_assert_uint_eq(life.parcels.count, 1);
    ck_assert_uint_eq(life.documents.count, 1);
    life = read_life(NULL, NULL, "11111111", "11111111g");
    ck_assert_uint_eq(life.addresses.count, 1); /* by what is remembered of it */
    ck_assert_uint_eq(life.events.count, 2);
    ck_assert_uint_eq(life.parcels.count, 0);
    life = read_life(NULL, NULL, "33333333", "33333333g");
    ck_assert_uint_eq(life.addresses.count + life.events.count + life.documents.count, 0);
}
END_TEST

START_TEST(what_was_sent_is_written_down)
{
    outbox_row_t row;
    bool found, known;

    live();
    OK(outbox_next(frontier, fake.mono, arena, &row, &found, &err));
    OK(outbox_sent(frontier, row.id, fake.mono + 1, &err));
    fake.wall += 500;
    OK(outbox_sent(frontier, row.id, fake.mono + 1, &err));
    const rap_life_parcel_t *parcel = life_of(URL).parcels.item;
    ck_assert_int_eq(parcel->sends, 0);
    ck_assert_int_eq(parcel->sent_at, 0);
    OK(outbox_note_sent(frontier, &err));
    OK(outbox_note_sent(frontier, &err)); /* once */
    parcel = life_of(URL).parcels.item;
    ck_assert_int_eq(parcel->sends, 2);
    ck_assert_int_eq(parcel->sent_at, NOW + 500);
    OK(outbox_sent(frontier, row.id, fake.mono + 1, &err));
    OK(outbox_note_sent(frontier, &err));
    parcel = life_of(URL).parcels.item;
    ck_assert_int_eq(parcel->sends, 3);

    /* and so is the receipt */
    const rap_receipt_t receipt = {
        .origin = "f-1", .id = ID2, .url = URL, .end = RAP_END_QUARANTINED, .reason = "no_text"};
    OK(outbox_receipt(frontier, &receipt, &known, &err));
    rap_life_t life = life_of(URL);
    const rap_life_event_t *event = life.events.item;
    const rap_life_document_t *document = life.documents.item;
    ck_assert_uint_eq(life.parcels.count, 0);
    ck_assert_str_eq(event[3].kind, "receipt");
    ck_assert_str_eq(event[3].outcome, "quarantined");
    ck_assert_str_eq(event[3].reason, "no_text");
    ck_assert_str_eq(event[3].document, ID2);
    ck_assert_int_eq(event[3].ms, -1);
    ck_assert_str_eq(document[1].ended, "quarantined");
    ck_assert_str_eq(document[1].reason, "no_text");
}
END_TEST

START_TEST(polls_say_when_a_source_was_heard_of)
{
    const frontier_source_t well = {.next_due = NOW + 5, .polled_at = NOW};
    const frontier_source_t ill = {.next_due = NOW + 6, .failures = 3, .reason = "http_503"};
    RAP_AUTO(rap_arena) *small = rap_arena_new(64);
    rap_array_t polls;

    OK(rap_polls_read(frontier_db(frontier), arena, &polls, &err));
    ck_assert_uint_eq(polls.count, 0);
    OK(frontier_source_set(frontier, "b", &ill, &err));
    OK(frontier_source_set(frontier, "a", &well, &err));
    OK(frontier_source_gave(frontier, "a", &err));
    OK(rap_polls_read(frontier_db(frontier), arena, &polls, &err));
    const rap_poll_t *poll = polls.item;
    ck_assert_uint_eq(polls.count, 2);
    ck_assert_str_eq(poll[0].source, "a");
    ck_assert_int_eq(poll[0].polled_at, NOW);
    ck_assert_int_eq(poll[0].document_at, NOW);
    ck_assert_int_eq(poll[0].next_due, NOW + 5);
    ck_assert_int_eq(poll[0].failures, 0);
    ck_assert_ptr_null(poll[0].reason);
    ck_assert_int_eq(poll[1].polled_at, 0);
    ck_assert_int_eq(poll[1].document_at, 0);
    ck_assert_int_eq(poll[1].failures, 3);
    ck_assert_str_eq(poll[1].reason, "http_503");
    ck_assert_int_eq(rap_polls_read(frontier_db(frontier), small, &polls, &err), RAP_TOOBIG);
}
END_TEST

/* "1:recorded 2@https://a.example/1 ", by the id's first digit. */
static char said[256];

static rap_code_t say_end(const rap_account_end_t *end, void *arg, rap_err_t *error)
{
    size_t used = strlen(said);

    (void)arg;
    if (end->end != NULL && strcmp(end->end, "duplicate") == 0)
        return rap_fail(error, RAP_IO, "enough");
    (void)snprintf(said + used, sizeof said - used, "%.1s%s%s ", end->document,
        end->url != NULL ? "@" : ":", end->url != NULL ? end->url : end->end);
    return RAP_OK;
}

static void tell(const char *id, int end)
{
    const rap_receipt_t receipt = {.origin = "f-1", .id = id, .url = URL, .end = end};
    bool known;

    OK(outbox_receipt(frontier, &receipt, &known, &err));
    ck_assert(known);
}

START_TEST(ends_are_what_must_be_stored)
{
    char refused[RAP_HEX_SIZE], expected[sizeof said];
    rap_db_t *db = frontier_db(frontier);

    live(); /* one in the outbox */
    said[0] = '\0';
    OK(rap_accounts_ends(db, true, 0, say_end, NULL, &err));
    ck_assert_str_eq(said, "");
    tell(ID2, RAP_END_RECORDED);
    OK(rap_accounts_ends(db, false, 0, say_end, NULL, &err));
    ck_assert_str_eq(said, "2:recorded ");
    said[0] = '\0';
    OK(rap_accounts_ends(db, true, 0, say_end, NULL, &err));
    ck_assert_str_eq(said, "2:recorded 2@" URL " ");
    /* a refused address has a record of its own, a file that could not be read has none */
    OK(frontier_settle(frontier, 2, NULL, NULL, NULL, "http_404", &err));
    OK(frontier_demand(frontier, "file:///x", "{}", &err));
    OK(frontier_settle(frontier, 3, NULL, NULL, NULL, "io", &err));
    said[0] = '\0';
    OK(rap_accounts_ends(db, true, 0, say_end, NULL, &err));
    rap_envelope_refused_id("https://b.example/", refused);
    (void)snprintf(
        expected, sizeof expected, "2:recorded 2@" URL " %.1s@https://b.example/ ", refused);
    ck_assert_str_eq(said, expected);
    OK(rap_db_run(db, &err, "UPDATE document SET ended = 'duplicate'", ""));
    ck_assert_int_eq(rap_accounts_ends(db, false, 0, say_end, NULL, &err), RAP_IO);
}
END_TEST

START_TEST(one_more_address_does_not_hide_an_end)
{
    const outbox_row_t again = {.document = ID2,
        .url = URL,
        .source = "s",
        .queue = RAP_QUEUE_SINK,
        .envelope = "{}",
        .payload = "{}"};
    bool added;

    live();
    tell(ID2, RAP_END_QUARANTINED);
    OK(outbox_add(frontier, &again, &added, &err));
    tell(ID2, RAP_END_DUPLICATE);
    const rap_life_document_t *document = life_of(URL).documents.item;
    ck_assert_str_eq(document[1].ended, "quarantined");
    OK(outbox_add(frontier, &again, &added, &err));
    tell(ID2, RAP_END_RECORDED);
    document = life_of(URL).documents.item;
    ck_assert_str_eq(document[1].ended, "recorded");
}
END_TEST

START_TEST(what_is_no_frontier_is_not_there)
{
    rap_db_t *db = NULL;
    const rap_life_search_t search = {.url = URL, .url_last = URL};
    rap_array_t polls;
    rap_life_t life;
    char path[128];

    (void)snprintf(path, sizeof path, "%s/x.db", dir);
    OK(rap_db_open(&db, path, RAP_DB_WRITE, 0, &err));
    ck_assert_int_eq(rap_life_read(db, &search, arena, &life, &err), RAP_NOTFOUND);
    ck_assert_int_eq(rap_polls_read(db, arena, &polls, &err), RAP_NOTFOUND);
    ck_assert_int_eq(rap_accounts_ends(db, true, 0, say_end, NULL, &err), RAP_NOTFOUND);
    rap_db_destroy(&db);
    (void)drop("x.db");
}
END_TEST

START_TEST(too_much_is_said)
{
    const rap_life_search_t search = {.url = URL, .url_last = URL};
    RAP_AUTO(rap_arena) *small = rap_arena_new(64);
    rap_life_t life;

    live();
    ck_assert_int_eq(rap_life_read(frontier_db(frontier), &search, small, &life, &err), RAP_TOOBIG);
    OK(rap_db_run(frontier_db(frontier), &err,
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
        " INSERT INTO event (url, source, kind, outcome, first_at, at, times)"
        " SELECT ?, 's', 'fetch', 'new', i, i, 1 FROM n",
        "is", (int64_t)RAP_LIFE_ROWS_MAX + 1, URL));
    ck_assert_int_eq(rap_life_read(frontier_db(frontier), &search, arena, &life, &err), RAP_TOOBIG);
    ck_assert_pstr_ne(strstr(err.text, "name one address or one id"), NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("life");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_test(tc, an_event_is_read_as_it_was_written);
    tcase_add_test(tc, nothing_new_again_and_again_is_one_event);
    tcase_add_test(tc, the_log_of_an_address_is_bounded);
    tcase_add_test(tc, the_whole_log_is_bounded);
    tcase_add_test(tc, an_address_is_found_with_all_that_is_its);
    tcase_add_test(tc, a_document_is_found_with_its_addresses);
    tcase_add_test(tc, what_was_sent_is_written_down);
    tcase_add_test(tc, polls_say_when_a_source_was_heard_of);
    tcase_add_test(tc, ends_are_what_must_be_stored);
    tcase_add_test(tc, one_more_address_does_not_hide_an_end);
    tcase_add_test(tc, what_is_no_frontier_is_not_there);
    tcase_add_test(tc, too_much_is_said);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
