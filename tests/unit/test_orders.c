#include "fetcher/replay/orders.h"
#include "proto/order.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ID "91ab000000000000000000000000000000000000000000000000000000000000"
#define ENVELOPE    \
    "{\"id\":\"" ID \
    "\",\"origin\":\"f\",\"attempt\":1,\"source\":\"s\",\"url\":\"u\",\"fetched_at\":\"2024-03-08T00:00:00Z\",\"archive\":{\"file\":\"f/1\",\"offset\":7}}"

static orders_t orders;
static int out;
static rap_err_t err;

static void set_up(void)
{
    int fd[2];
    static char path[32]; /* borrowed */

    ck_assert_int_eq(pipe2(fd, O_CLOEXEC | O_NONBLOCK), 0);
    (void)snprintf(path, sizeof path, "/dev/fd/%d", fd[0]);
    ck_assert_msg(orders_open(&orders, path, &err) == RAP_OK, "%s", err.text);
    close(fd[0]);
    out = fd[1];
}

static void tear_down(void)
{
    orders_close(&orders);
    if (out >= 0)
        close(out);
}

static void say(const char *text)
{
    ck_assert_int_eq(write(out, text, strlen(text)), (ssize_t)strlen(text));
    ck_assert_int_eq(orders_read(&orders, &err), RAP_OK);
}

static void say_end(void)
{
    close(out);
    out = -1;
    ck_assert_int_eq(orders_read(&orders, &err), RAP_OK);
    ck_assert(orders.end);
}

/* "1:one 3:two": what is in hand. */
static const char *in_hand(void)
{
    static char text[256];
    size_t len = 0;

    text[0] = '\0';
    for (const item_t *item = orders.first; item != NULL; item = item->next)
        len += (size_t)snprintf(text + len, sizeof text - len, "%s%d:%.*s", len > 0 ? " " : "",
            (int)item->number, (int)item->len, item->line);
    return text;
}

START_TEST(lines_come_in_pieces)
{
    ck_assert_int_eq(orders_read(&orders, &err), RAP_BUSY);
    say("on");
    orders_take(&orders, 10);
    ck_assert_str_eq(in_hand(), "");
    say("e\n\ntwo\nthr");
    orders_take(&orders, 10);
    ck_assert_str_eq(in_hand(), "1:one 3:two");
    say("ee\nfour");
    orders_take(&orders, 10);
    ck_assert_str_eq(in_hand(), "1:one 3:two 4:three");
    say_end();
    orders_take(&orders, 10);
    ck_assert_str_eq(in_hand(), "1:one 3:two 4:three 5:four"); /* its end is the file's */
    ck_assert_uint_eq(orders.bytes, 15);
}
END_TEST

START_TEST(no_more_in_hand_than_is_wanted)
{
    say("a\nb\nc\nd\n");
    orders_take(&orders, 2);
    ck_assert_str_eq(in_hand(), "1:a 2:b");
    ck_assert(!orders_want_more(&orders, 2));
    item_t *item = orders.first->next;

    orders_remove(&orders, &item);
    ck_assert_ptr_null(item);
    ck_assert(orders_want_more(&orders, 2));
    orders_take(&orders, 2);
    ck_assert_str_eq(in_hand(), "1:a 3:c");
    item = orders.first;
    orders_remove(&orders, &item);
    item = orders.first;
    orders_remove(&orders, &item);
    say_end();
    ck_assert(!orders_done(&orders)); /* one was read and not taken */
    orders_take(&orders, 2);
    ck_assert_str_eq(in_hand(), "4:d");
    item = orders.first;
    orders_remove(&orders, &item);
    ck_assert(orders_done(&orders));
    ck_assert_uint_eq(orders.bytes, 0);
}
END_TEST

START_TEST(a_file_that_is_not_there)
{
    orders_t none;

    ck_assert_int_eq(orders_open(&none, "/nowhere/orders", &err), RAP_NOTFOUND);
    ck_assert_ptr_nonnull(strstr(err.text, "could not open '/nowhere/orders'"));
}
END_TEST

/* ---- proto/order.h ---- */

static const struct {
    const char *json, *text; /* of the error; NULL: none */
} lines[] = {
    {"{\"queue\":\"parser\",\"envelope\":" ENVELOPE "}", NULL},
    {"{\"queue\":\"classifier\",\"envelope\":" ENVELOPE ",\"record\":{\"kind\":\"result\","
     "\"document\":{\"document_id\":\"" ID "\",\"parser\":\"p@1\"}}}",
        NULL},
    {"{\"queue\":\"classifier\",\"envelope\":" ENVELOPE "}", "'record' is no result"},
    {"{\"queue\":\"classifier\",\"envelope\":" ENVELOPE ",\"record\":{\"kind\":\"capture\"}}",
        "'record' is no result"},
    {"{\"queue\":\"classifier\",\"envelope\":" ENVELOPE ",\"record\":{\"kind\":\"result\"}}",
        "record"},
    {"{\"queue\":\"sink\",\"envelope\":" ENVELOPE "}", "'sink' is none of parser, classifier"},
    {"{\"queue\":\"parser\"}", "'envelope' is missing"},
    {"{\"queue\":\"parser\",\"envelope\":{\"id\":\"" ID
     "\",\"origin\":\"f\",\"attempt\":1,\"source\":\"s\","
     "\"url\":\"u\",\"fetched_at\":\"t\"}}",
        "'envelope.archive' is missing"},
    {"{\"queue\":\"parser\",\"envelope\":{\"id\":\"x\",\"origin\":\"f\",\"attempt\":1,\"source\":\"s\","
     "\"url\":\"u\",\"fetched_at\":\"t\"}}",
        "'id' is not 64 hexadecimal digits"},
    {"nothing", "order: "},
};

START_TEST(orders_are_checked)
{
    rap_arena_t *arena = rap_arena_new(1 << 20);
    rap_order_t order;
    rap_code_t code = rap_order_read(&order, lines[_i].json, strlen(lines[_i].json), arena, &err);

    if (lines[_i].text == NULL)
        ck_assert_msg(code == RAP_OK, "%s", err.text);
    else
        ck_assert_msg(code != RAP_OK && strstr(err.text, lines[_i].text) != NULL, "%s: %s",
            lines[_i].json, code == RAP_OK ? "taken" : err.text);
    rap_arena_destroy(&arena);
}
END_TEST

START_TEST(what_is_written_is_read)
{
    rap_arena_t *arena = rap_arena_new(1 << 20);
    rap_archive_at_t at = {.file = "f/1", .offset = 7};
    const rap_order_t order = {.queue = RAP_ORDER_PARSE,
        .envelope = {.id = ID,
            .origin = "f",
            .attempt = 1,
            .source = "s",
            .url = "u",
            .fetched_at = "t",
            .hints = {.title = "T"},
            .archive = &at}};
    rap_order_t read;
    rap_buf_t json;

    rap_buf_init(&json, 10000);
    ck_assert_int_eq(rap_order_write(&order, &json, &err), RAP_OK);
    ck_assert_msg(
        rap_order_read(&read, json.data, json.len, arena, &err) == RAP_OK, "%s", err.text);
    ck_assert_str_eq(read.envelope.archive->file, "f/1");
    ck_assert_int_eq(read.envelope.archive->offset, 7);
    ck_assert_str_eq(read.envelope.hints.title, "T");
    ck_assert_ptr_null(read.record);
    rap_buf_release(&json);
    rap_arena_destroy(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("orders");
    TCase *tcase = tcase_create("all");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, lines_come_in_pieces);
    tcase_add_test(tcase, no_more_in_hand_than_is_wanted);
    tcase_add_test(tcase, a_file_that_is_not_there);
    tcase_add_loop_test(tcase, orders_are_checked, 0, sizeof lines / sizeof lines[0]);
    tcase_add_test(tcase, what_is_written_is_read);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
