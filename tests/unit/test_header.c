#include "proto/header.h"

#include "base/codec.h"
#include "proto/status.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static rap_err_t err;
static rap_arena_t *arena;
static rap_message_t *message;

static void begin(void)
{
    arena = rap_arena_new(1 << 20);
    message = rap_message_new(RAP1_HELLO);
}

static void end(void)
{
    rap_message_destroy(&message);
    rap_arena_destroy(&arena);
}

START_TEST(a_hello_is_read_as_it_was_written)
{
    const char *holds[] = {"17", "18"};
    rap_hello_t read, hello = {.stage = "parser",
                          .worker = "parser-1",
                          .version = "0.1.0",
                          .started = 1700000000123,
                          .takes = "parser",
                          .gives = "classifier",
                          .credit = 4,
                          .holds = {holds, 2}};

    ck_assert_int_eq(rap_header_add(&rap_hello_table, &hello, message, &err), RAP_OK);
    ck_assert_uint_eq(message->count, 1);
    ck_assert_msg(
        rap_header_read(&rap_hello_table, &read, message, arena, &err) == RAP_OK, "%s", err.text);
    ck_assert_str_eq(read.stage, "parser");
    ck_assert_str_eq(read.worker, "parser-1");
    ck_assert_int_eq(read.started, 1700000000123);
    ck_assert_str_eq(read.takes, "parser");
    ck_assert_str_eq(read.gives, "classifier");
    ck_assert_int_eq(read.credit, 4);
    ck_assert_uint_eq(read.holds.count, 2);
    ck_assert_str_eq(read.holds.item[1], "18");
}
END_TEST

START_TEST(a_beat_carries_counters)
{
    rap_counter_t counters[] = {{"tasks_total{outcome=\"done\"}", 12}, {"in_hand", 1}};
    rap_beat_t read, beat = {.load = 0.25, .counters = {counters, 2}};

    ck_assert_int_eq(rap_header_add(&rap_beat_table, &beat, message, &err), RAP_OK);
    ck_assert_int_eq(rap_header_read(&rap_beat_table, &read, message, arena, &err), RAP_OK);
    ck_assert(read.load > 0.24 && read.load < 0.26);
    ck_assert_uint_eq(read.counters.count, 2);
    ck_assert_str_eq(((rap_counter_t *)read.counters.item)[0].name, counters[0].name);
    ck_assert_int_eq(((rap_counter_t *)read.counters.item)[0].value, 12);
}
END_TEST

static const struct {
    const rap_table_t *table;
    const char *json;
    rap_code_t code;
    const char *text;
} headers[] = {
    {&rap_welcome_table,
        "{\"epoch\":\"e1\",\"heartbeat_ms\":1000,\"lease_ms\":60000,\"max_message\":67108864}",
        RAP_OK, NULL},
    {&rap_welcome_table,
        "{\"epoch\":\"e1\",\"heartbeat_ms\":1000,\"lease_ms\":60000,\"max_message\":67108864,"
        "\"news\":[1,{}]}",
        RAP_OK, NULL}, /* a newer broker may say more */
    {&rap_welcome_table, "{\"heartbeat_ms\":1000,\"lease_ms\":60000,\"max_message\":67108864}",
        RAP_SCHEMA, "welcome: 'epoch' is missing"},
    {&rap_welcome_table,
        "{\"epoch\":\"e1\",\"heartbeat_ms\":0,\"lease_ms\":60000,\"max_message\":67108864}",
        RAP_SCHEMA, "heartbeat_ms"},
    {&rap_welcome_table,
        "{\"epoch\":7,\"heartbeat_ms\":1000,\"lease_ms\":60000,\"max_message\":67108864}",
        RAP_SCHEMA, "epoch"},
    {&rap_welcome_table, "{\"epoch\":", RAP_SYNTAX, "welcome"},
    {&rap_welcome_table, "[]", RAP_SCHEMA, "welcome"},
    {&rap_hello_table,
        "{\"stage\":\"s\",\"worker\":\"w\",\"version\":\"1\",\"started\":-1,"
        "\"credit\":1}",
        RAP_SCHEMA, "started"},
    {&rap_hello_table,
        "{\"stage\":\"s\",\"worker\":\"w\",\"version\":\"1\",\"started\":1,"
        "\"credit\":65537}",
        RAP_SCHEMA, "credit"},
    {&rap_hello_table,
        "{\"stage\":\"s\",\"worker\":\"w\",\"version\":\"1\",\"started\":1,"
        "\"credit\":1,\"takes\":null}",
        RAP_OK, NULL}, /* a source */
    {&rap_beat_table, "{}", RAP_OK, NULL},
    {&rap_beat_table, "{\"load\":1.5}", RAP_SCHEMA, "load"},
    {&rap_scale_table, "{\"stage\":\"parser\",\"count\":3}", RAP_OK, NULL},
    {&rap_scale_table, "{\"stage\":\"parser\",\"count\":257}", RAP_SCHEMA, "count"},
    {&rap_scale_table, "{\"count\":1}", RAP_SCHEMA, "scale: 'stage' is missing"},
};

START_TEST(headers_are_checked)
{
    max_align_t self[32];

    ck_assert_uint_le(headers[_i].table->size, sizeof self);
    rap_message_add_text(message, headers[_i].json);
    rap_code_t code = rap_header_read(headers[_i].table, self, message, arena, &err);
    ck_assert_msg(code == headers[_i].code, "%s: %s", headers[_i].json,
        code == RAP_OK ? "was taken" : err.text);
    if (headers[_i].text != NULL)
        ck_assert_msg(strstr(err.text, headers[_i].text) != NULL, "%s", err.text);
}
END_TEST

START_TEST(a_header_must_be_there_and_fit)
{
    static rap_counter_t counters[512];
    static char name[512][190];
    rap_beat_t beat = {.counters = {counters, 512}};

    ck_assert_int_eq(rap_header_read(&rap_beat_table, &beat, message, arena, &err), RAP_SYNTAX);
    ck_assert_str_eq(err.text, "beat: the header is missing");
    for (size_t i = 0; i < 512; i++) {
        (void)snprintf(name[i], sizeof name[i], "%0180zu", i);
        counters[i] = (rap_counter_t){name[i], 0};
    }
    beat.counters = (rap_array_t){counters, 512};
    ck_assert_int_eq(rap_header_add(&rap_beat_table, &beat, message, &err), RAP_TOOBIG);
    ck_assert_uint_eq(message->count, 0);
}
END_TEST

START_TEST(a_status_is_read_as_it_was_written)
{
    rap_queue_status_t queue = {.queue = "parser", .live = 3, .full = true, .rate = 1.5};
    rap_worker_status_t worker[] = {{.worker = "p1", .stage = "parser", .takes = "parser"},
        {.worker = "fetcher", .stage = "fetcher", .credit = 9}};
    rap_lease_status_t lease = {.lease = "5", .queue = "parser", .worker = "p1", .age_ms = 8};
    rap_status_t read, status = {.version = "0.1.0",
                           .epoch = "e",
                           .uptime_ms = 5,
                           .queues = {&queue, 1},
                           .workers = {worker, 2},
                           .leases = {&lease, 1},
                           .dropped_total = 2};
    RAP_AUTO_RELEASE(rap_buf) buf;

    rap_buf_init(&buf, RAP1_STATUS_MAX);
    ck_assert_int_eq(rap_codec_write(&rap_status_table, &status, &buf, &err), RAP_OK);
    ck_assert_ptr_nonnull(strstr(buf.data, "\"takes\":null"));
    ck_assert_msg(
        rap_codec_read(&rap_status_table, &read, buf.data, buf.len, arena, &err) == RAP_OK, "%s",
        err.text);
    ck_assert_int_eq(((rap_queue_status_t *)read.queues.item)[0].live, 3);
    ck_assert(((rap_queue_status_t *)read.queues.item)[0].full);
    ck_assert_ptr_null(((rap_worker_status_t *)read.workers.item)[1].takes);
    ck_assert_int_eq(((rap_lease_status_t *)read.leases.item)[0].age_ms, 8);
    ck_assert_int_eq(read.dropped_total, 2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("header");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, a_hello_is_read_as_it_was_written);
    tcase_add_test(tc, a_beat_carries_counters);
    tcase_add_loop_test(tc, headers_are_checked, 0, sizeof headers / sizeof *headers);
    tcase_add_test(tc, a_header_must_be_there_and_fit);
    tcase_add_test(tc, a_status_is_read_as_it_was_written);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
