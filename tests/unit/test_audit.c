/* What the store says to who checks it, and which documents were found at an address. */
#include "tests/unit/store_case.h"
#include "tests/unit/suite.h"

#define ID1 "1111111111111111111111111111111111111111111111111111111111111111"
#define ID2 "2222222222222222222222222222222222222222222222222222222222222222"
#define ID3 "3333333333333333333333333333333333333333333333333333333333333333"
#define URL "https://a.example/"

static void put_at(const char *id, const char *url, const char *at, const rap_record_t *record)
{
    const rap_envelope_t envelope = {.id = id,
        .origin = "fetcher-1",
        .attempt = 1,
        .source = "made-up",
        .url = url,
        .fetched_at = at};
    rap_stored_t stored;

    ok(rap_store_begin(store, &err));
    ok(rap_store_put(store, &envelope, record, arena, &stored, &err));
    ok(rap_store_commit(store, &err));
}

static void put_result(const char *id, const char *url, const char *at)
{
    rap_document_t document = {.document_id = id, .parser = "parser@0.1.0"};
    const rap_record_t record = {.kind = RAP_RECORD_RESULT, .document = &document};

    put_at(id, url, at, &record);
}

static void put_failure(const char *id, const char *url, const char *reason, const char *at)
{
    rap_quarantine_t why = {.stage = "parser", .worker = "p", .reason = reason, .at = at};
    const rap_record_t record = {.kind = RAP_RECORD_QUARANTINE, .quarantine = &why};

    put_at(id, url, at, &record);
}

static rap_store_presence_t has(const char *id, const char *url)
{
    rap_store_presence_t presence = {0};

    ok(rap_store_has(store, id, url, &presence, &err));
    return presence;
}

START_TEST(what_is_there_and_how)
{
    put_result(ID1, URL "1", "2024-03-08T15:04:05Z");
    put_failure(ID2, URL "2", "no_text", "2024-03-08T15:04:05Z");
    ck_assert(has(ID1, NULL).there && has(ID1, NULL).recorded && !has(ID1, NULL).captured);
    ck_assert(has(ID1, URL "1").captured && !has(ID1, URL "2").captured);
    ck_assert(has(ID2, URL "2").there && has(ID2, URL "2").captured && !has(ID2, NULL).recorded);
    ck_assert(!has(ID3, URL "1").there && !has(ID3, URL "1").captured);
}
END_TEST

START_TEST(what_went_to_quarantine_lately)
{
    rap_store_recent_t recent;

    ok(rap_store_quarantined_since(store, "2024-03-08T00:00:00Z", arena, &recent, &err));
    ck_assert_int_eq(recent.documents, 0);
    ck_assert_ptr_null(recent.reason);
    put_failure(ID1, URL "1", "no_text", "2024-03-07T15:04:05Z");
    put_failure(ID2, URL "2", "timeout", "2024-03-08T15:04:05Z");
    put_failure(ID3, URL "3", "timeout", "2024-03-08T15:04:06Z");
    put_failure(ID1, URL "1", "timeout", "2024-03-08T15:04:07Z"); /* again, and no new case */
    ok(rap_store_quarantined_since(store, "2024-03-08T00:00:00Z", arena, &recent, &err));
    ck_assert_int_eq(recent.documents, 2);
    ck_assert_str_eq(recent.reason, "parser/timeout");
    ck_assert_int_eq(recent.reason_documents, 2);
    put_result(ID2, URL "2", "2024-03-09T00:00:00Z"); /* a retry went well */
    ok(rap_store_quarantined_since(store, "2024-03-07T00:00:00Z", arena, &recent, &err));
    ck_assert_int_eq(recent.documents, 2);
}
END_TEST

static rap_store_case_t case_of(const char *id)
{
    rap_store_case_t it = {0};

    ok(rap_store_case(store, id, arena, &it, &err));
    return it;
}

START_TEST(a_refusal_ends_when_its_address_gives_a_document)
{
    char refused[RAP_HEX_SIZE];

    rap_envelope_refused_id(URL "1", refused);
    put_failure(refused, URL "1", "http_404", "2024-03-08T00:00:00Z");
    put_result(ID1, URL "2", "2024-03-09T00:00:00Z"); /* at another address */
    ck_assert_str_eq(case_of(refused).state, "open");
    put_result(ID2, URL "1", "2024-03-09T00:00:00Z");
    ck_assert_str_eq(case_of(refused).state, "dropped");
    ck_assert_str_eq(case_of(refused).dropped_why, "the address gave a document later");

    /* one that is delivered late, after what came later */
    rap_envelope_refused_id(URL "3", refused);
    put_result(ID3, URL "3", "2024-03-09T00:00:00Z");
    put_failure(refused, URL "3", "http_404", "2024-03-08T00:00:00Z");
    ck_assert_str_eq(case_of(refused).state, "dropped");
    /* and one of an address that gave something before */
    rap_envelope_refused_id(URL "2", refused);
    put_failure(refused, URL "2", "http_404", "2024-03-10T00:00:00Z");
    ck_assert_str_eq(case_of(refused).state, "open");
}
END_TEST

static rap_strings_t captured(const char *url, const char *url_last)
{
    rap_strings_t ids;

    ok(rap_store_captured(store, url, url_last, arena, &ids, &err));
    return ids;
}

START_TEST(documents_by_their_addresses)
{
    const char *id;

    ck_assert_uint_eq(captured(URL, URL "~").count, 0);
    put_result(ID2, URL "1", "2024-03-08T15:04:05Z");
    put_result(ID1, URL "1", "2024-03-09T15:04:05Z");
    put_result(ID3, URL "2", "2024-03-07T15:04:05Z");
    put_result(ID3, URL "1", "2024-03-10T15:04:05Z");
    rap_strings_t ids = captured(URL "1", URL "1");
    ck_assert_uint_eq(ids.count, 3);
    ck_assert_str_eq(ids.item[0], ID2);
    ck_assert_str_eq(ids.item[1], ID1);
    ck_assert_str_eq(ids.item[2], ID3);
    ids = captured(URL, URL "~");
    ck_assert_uint_eq(ids.count, 3);
    ck_assert_str_eq(ids.item[0], ID3);
    ck_assert_uint_eq(captured("https://b.example/", "https://b.example/~").count, 0);
    ok(rap_store_find(store, "22222222", arena, &id, &err));
    ck_assert_str_eq(id, ID2);
    ck_assert_int_eq(rap_store_find(store, "2222222", arena, &id, &err), RAP_NOTFOUND);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("audit");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_test(tc, what_is_there_and_how);
    tcase_add_test(tc, what_went_to_quarantine_lately);
    tcase_add_test(tc, a_refusal_ends_when_its_address_gives_a_document);
    tcase_add_test(tc, documents_by_their_addresses);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
