#include "proto/envelope.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ID  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ID2 "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"

/* The members that must be there, without the braces. */
#define LEAST                                                                        \
    "\"id\":\"" ID "\",\"origin\":\"fetcher-1\",\"attempt\":1,\"source\":\"unoda\"," \
    "\"url\":\"https://example.org/a.pdf\",\"fetched_at\":\"2024-03-08T15:04:05Z\""

static rap_err_t err;
static rap_arena_t *arena;

static void begin(void)
{
    arena = rap_arena_new(1 << 20);
}

static void end(void)
{
    rap_arena_destroy(&arena);
}

static rap_envelope_t read_ok(const char *json)
{
    rap_envelope_t envelope;

    ck_assert_msg(
        rap_envelope_read(&envelope, json, strlen(json), arena, &err) == RAP_OK, "%s", err.text);
    return envelope;
}

static const char whole[] =
    "{\"id\":\"" ID "\",\"origin\":\"fetcher-1\",\"lane\":\"bulk\",\"attempt\":2,"
    "\"source\":\"unoda-oewg-ict\",\"url\":\"https://example.org/a.pdf\","
    "\"aliases\":[\"https://example.org/b.pdf\"],\"supersedes\":\"" ID2 "\","
    "\"fetched_at\":\"2024-03-08T15:04:05Z\",\"media_type\":\"application/pdf\","
    "\"http\":{\"status\":200,\"etag\":\"\\\"x\\\"\",\"last_modified\":\"Fri\","
    "\"tls_verified\":true},\"archive\":{\"file\":\"a.warc.gz\",\"offset\":12345},"
    "\"hints\":{\"title\":\"Statement\",\"delegation\":\"India\",\"session\":\"7\"},"
    "\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\","
    "\"trace\":[{\"stage\":\"fetcher\",\"worker\":\"fetcher-1\",\"at\":\"2024-03-08T15:04:06Z\","
    "\"ms\":182.5,\"attempt\":2,\"deliveries\":1}]}";

START_TEST(what_was_read_is_written_again)
{
    rap_envelope_t envelope = read_ok(whole);
    RAP_AUTO_RELEASE(rap_buf) buf;

    rap_buf_init(&buf, 4096);
    ck_assert_int_eq(envelope.lane, RAP_LANE_BULK);
    ck_assert_int_eq(envelope.http->status, 200);
    ck_assert_int_eq(envelope.archive->offset, 12345);
    ck_assert_str_eq(envelope.hints.delegation, "India");
    ck_assert_ptr_null(envelope.hints.body);
    ck_assert_uint_eq(envelope.aliases.count, 1);
    ck_assert_msg(rap_envelope_write(&envelope, &buf, &err) == RAP_OK, "%s", err.text);
    ck_assert_str_eq(buf.data, whole);
}
END_TEST

START_TEST(most_may_be_left_out)
{
    rap_envelope_t envelope = read_ok("{" LEAST ",\"unknown\":{}}");

    ck_assert_int_eq(envelope.lane, RAP_LANE_LIVE);
    ck_assert_ptr_null(envelope.http);
    ck_assert_ptr_null(envelope.archive);
    ck_assert_ptr_null(envelope.media_type);
    ck_assert_uint_eq(envelope.trace.count, 0);
}
END_TEST

static const struct {
    const char *json;
    rap_code_t code;
    const char *text;
} wrong[] = {
    {"{\"origin\":\"f\"}", RAP_SCHEMA, "envelope: 'id' is missing"},
    {"{" LEAST ",\"id\":\"" ID "\"}", RAP_SYNTAX, "envelope"},
    {"{" LEAST "} {}", RAP_SYNTAX, "envelope"},
    {"{" LEAST ",\"lane\":\"fast\"}", RAP_SCHEMA, "lane"},
    {"{" LEAST ",\"supersedes\":\"12\"}", RAP_SCHEMA,
        "envelope: 'supersedes' is not 64 hexadecimal digits"},
    {"{" LEAST ",\"http\":{\"status\":1000}}", RAP_SCHEMA, "status"},
    {"{" LEAST ",\"archive\":{}}", RAP_SCHEMA, "archive: 'file' is missing"},
    {"{\"id\":\"0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef\","
     "\"origin\":\"f\",\"attempt\":1,\"source\":\"s\",\"url\":\"u\",\"fetched_at\":\"t\"}",
        RAP_SCHEMA, "envelope: 'id' is not 64 hexadecimal digits"},
    {"{\"id\":\"" ID "\",\"origin\":\"a b\",\"attempt\":1,\"source\":\"s\",\"url\":\"u\","
     "\"fetched_at\":\"t\"}",
        RAP_SCHEMA, "envelope: 'origin' is not a name"},
    {"{\"id\":\"" ID "\",\"origin\":\"f\",\"attempt\":0,\"source\":\"s\",\"url\":\"u\","
     "\"fetched_at\":\"t\"}",
        RAP_SCHEMA, "attempt"},
    {"", RAP_SYNTAX, "envelope"},
    {"nonsense", RAP_SYNTAX, "envelope"},
};

START_TEST(what_does_not_fit_is_told)
{
    rap_envelope_t envelope = {.id = "as it was"};
    rap_code_t code =
        rap_envelope_read(&envelope, wrong[_i].json, strlen(wrong[_i].json), arena, &err);

    ck_assert_int_eq(code, wrong[_i].code);
    ck_assert_msg(strstr(err.text, wrong[_i].text) != NULL, "%s", err.text);
    ck_assert_str_eq(envelope.id, "as it was");
}
END_TEST

START_TEST(why_it_travels_again_is_said)
{
    rap_limits_t limits = {.timeout_ms = 120000, .memory_bytes = (int64_t)2 << 30};
    rap_again_t again = {.why = RAP_AGAIN_RETRY, .limits = &limits};
    rap_envelope_t envelope = read_ok(whole), read;
    rap_buf_t buf;

    ck_assert_ptr_null(envelope.again);
    envelope.again = &again;
    rap_buf_init(&buf, 1 << 16);
    ck_assert_int_eq(rap_envelope_write(&envelope, &buf, &err), RAP_OK);
    ck_assert_int_eq(rap_envelope_read(&read, buf.data, buf.len, arena, &err), RAP_OK);
    ck_assert_int_eq(read.again->why, RAP_AGAIN_RETRY);
    ck_assert_int_eq(read.again->limits->timeout_ms, 120000);
    ck_assert_int_eq(read.again->limits->memory_bytes, (int64_t)2 << 30);
    rap_buf_release(&buf);
}
END_TEST

START_TEST(hops_are_added_in_order)
{
    rap_envelope_t envelope = read_ok(whole), first = envelope;
    rap_hop_t hop = {"parser", "parser-1", "2024-03-08T15:04:07Z", 4, 2, 1};

    ck_assert_int_eq(rap_envelope_add_hop(&envelope, &hop, arena, &err), RAP_OK);
    ck_assert_uint_eq(envelope.trace.count, 2);
    ck_assert_uint_eq(first.trace.count, 1); /* a copy of it is not touched */
    ck_assert_str_eq(((rap_hop_t *)envelope.trace.item)[0].stage, "fetcher");
    ck_assert_str_eq(((rap_hop_t *)envelope.trace.item)[1].stage, "parser");
    while (envelope.trace.count < 64)
        ck_assert_int_eq(rap_envelope_add_hop(&envelope, &hop, arena, &err), RAP_OK);
    ck_assert_int_eq(rap_envelope_add_hop(&envelope, &hop, arena, &err), RAP_TOOBIG);
    rap_arena_t *small = rap_arena_new(8);
    ck_assert_int_eq(rap_envelope_add_hop(&first, &hop, small, &err), RAP_TOOBIG);
    rap_arena_destroy(&small);
}
END_TEST

START_TEST(traces_are_new_and_well_formed)
{
    char one[56], two[56];

    rap_envelope_new_trace(one);
    rap_envelope_new_trace(two);
    ck_assert_uint_eq(strlen(one), 55);
    ck_assert_uint_eq(strspn(one, "0123456789abcdef-"), 55);
    ck_assert(one[2] == '-' && one[35] == '-' && one[52] == '-');
    ck_assert(strncmp(one, "00-", 3) == 0 && strcmp(one + 52, "-01") == 0);
    ck_assert_str_ne(one, two);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("envelope");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, what_was_read_is_written_again);
    tcase_add_test(tc, most_may_be_left_out);
    tcase_add_loop_test(tc, what_does_not_fit_is_told, 0, sizeof wrong / sizeof *wrong);
    tcase_add_test(tc, why_it_travels_again_is_said);
    tcase_add_test(tc, hops_are_added_in_order);
    tcase_add_test(tc, traces_are_new_and_well_formed);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
