#include "proto/link.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

enum { WAIT_MS = 10000, FRAME_MAX = 1 << 20 };

static char dir[32];
static char endpoint[64];
static rap_err_t err;

static void make_dir(void)
{
    (void)snprintf(dir, sizeof dir, "/tmp/rap-link-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    (void)snprintf(endpoint, sizeof endpoint, "ipc://%s/broker", dir);
}

static void remove_dir(void)
{
    char path[80];

    (void)snprintf(path, sizeof path, "%s/broker.lock", dir);
    unlink(path);
    ck_assert_int_eq(rmdir(dir), 0); /* the socket's file is gone with its link */
}

static rap_link_t *bind_wide(const char *at, int queue_max)
{
    rap_link_t *link = NULL;

    ck_assert_msg(rap_link_bind(&link,
                      &(rap_link_config_t){
                          .endpoint = at, .max_frame_bytes = FRAME_MAX, .queue_max = queue_max},
                      &err) == RAP_OK,
        "%s", err.text);
    return link;
}

static rap_link_t *connect_wide(const char *name, const char *at, int queue_max)
{
    rap_link_t *link = NULL;

    ck_assert_msg(rap_link_connect(&link,
                      &(rap_link_config_t){.endpoint = at,
                          .identity = name,
                          .max_frame_bytes = FRAME_MAX,
                          .queue_max = queue_max},
                      &err) == RAP_OK,
        "%s", err.text);
    return link;
}

static rap_link_t *bind_at(const char *at)
{
    return bind_wide(at, 10);
}

static rap_link_t *connect_as(const char *name, const char *at)
{
    return connect_wide(name, at, 10);
}

static void wait_for(void *socket, short events)
{
    zmq_pollitem_t item = {.socket = socket, .events = events};

    ck_assert_int_eq(zmq_poll(&item, 1, WAIT_MS), 1);
}

static void wait_event(rap_link_t *link, rap_link_event_t event)
{
    wait_for(rap_link_monitor(link), ZMQ_POLLIN);
    ck_assert_int_eq(rap_link_event(link), event);
}

static void send_ok(rap_link_t *link, rap_message_t *message)
{
    ck_assert_msg(rap_link_send(link, message, &err) == RAP_OK, "%s", err.text);
    ck_assert_uint_eq(message->count, 0);
}

static void receive_ok(rap_link_t *link, rap_message_t *message)
{
    wait_for(rap_link_socket(link), ZMQ_POLLIN);
    ck_assert_msg(rap_link_receive(link, message, &err) == RAP_OK, "%s", err.text);
}

START_TEST(a_message_goes_there_and_back)
{
    rap_link_t *broker = bind_at(endpoint);
    rap_link_t *worker = connect_as("w1", endpoint);
    rap_message_t *message = rap_message_new(RAP1_TASK);
    static char big[100000];

    wait_event(worker, RAP_LINK_UP);
    ck_assert_int_eq(rap_link_event(worker), RAP_LINK_NONE);
    rap_message_reset(message, RAP1_PUT);
    rap_message_add_text(message, "parser");
    rap_message_add_text(message, "{}");
    rap_message_add(message, "", 0);
    rap_message_add(message, big, sizeof big);
    send_ok(worker, message);

    receive_ok(broker, message);
    ck_assert(rap_frame_is(&message->peer, "w1"));
    ck_assert_int_eq(message->command, RAP1_PUT);
    ck_assert_uint_eq(message->count, 4);
    ck_assert(rap_frame_is(&message->frame[0], "parser"));
    ck_assert_uint_eq(rap_frame_size(&message->frame[2]), 0);
    ck_assert_uint_eq(rap_frame_size(&message->frame[3]), sizeof big);
    ck_assert_int_eq(rap_link_receive(broker, message, &err), RAP_BUSY);

    rap_frame_copy(&message->peer, "w1", 2);
    message->command = RAP1_GRANT;
    rap_message_add_number(message, 9223372036854775807);
    send_ok(broker, message);
    receive_ok(worker, message);
    int64_t n = 0;
    ck_assert_int_eq(rap_message_number(message, 0, INT64_MAX, &n, &err), RAP_OK);
    ck_assert_int_eq(n, INT64_MAX);
    rap_message_destroy(&message);
    rap_link_destroy(&worker);
    rap_link_destroy(&broker);
    rap_link_destroy(&broker);
}
END_TEST

/* A frame that is handed on keeps its bytes where they are. */
START_TEST(frames_are_handed_on_not_copied)
{
    char *bytes = malloc(1000);
    const char *at = bytes;
    rap_frame_t first, second, third;
    rap_message_t *message = rap_message_new(RAP1_BYE);

    memset(bytes, 'x', 1000);
    rap_frame_take(&first, &bytes, 1000);
    ck_assert_ptr_null(bytes);
    rap_frame_share(&second, &first);
    rap_frame_init(&third);
    rap_frame_move(&third, &first);
    ck_assert_uint_eq(rap_frame_size(&first), 0);
    rap_message_add_frame(message, &third);
    ck_assert_uint_eq(rap_frame_size(&third), 0);
    ck_assert_ptr_eq(rap_frame_data(&message->frame[0]), at);
    ck_assert_ptr_eq(rap_frame_data(&second), at);
    rap_frame_release(&first);
    rap_frame_release(&second);
    rap_frame_release(&third);
    rap_message_destroy(&message);
    rap_message_destroy(&message);
}
END_TEST

START_TEST(nothing_is_queued_for_a_broker_that_is_away)
{
    rap_link_t *worker = connect_as("w1", endpoint);
    rap_message_t *message = rap_message_new(RAP1_BYE);

    rap_message_add_text(message, "shutdown");
    ck_assert_int_eq(rap_link_send(worker, message, &err), RAP_BUSY);
    ck_assert_uint_eq(message->count, 1);

    rap_link_t *broker = bind_at(endpoint);
    wait_event(worker, RAP_LINK_UP);
    send_ok(worker, message);
    receive_ok(broker, message);
    rap_link_destroy(&broker);
    wait_event(worker, RAP_LINK_DOWN);
    rap_message_reset(message, RAP1_BYE);
    rap_message_add_text(message, "stale");
    ck_assert_int_eq(rap_link_send(worker, message, &err), RAP_BUSY);

    broker = bind_at(endpoint); /* the connection comes back by itself */
    wait_event(worker, RAP_LINK_UP);
    rap_message_reset(message, RAP1_BYE);
    rap_message_add_text(message, "fresh");
    send_ok(worker, message);
    receive_ok(broker, message);
    ck_assert(rap_frame_is(&message->frame[0], "fresh"));
    rap_message_destroy(&message);
    rap_link_destroy(&worker);
    rap_link_destroy(&broker);
}
END_TEST

/* The next broker answers it with BYE; it must not stand behind the HELLO. */
START_TEST(what_a_dying_broker_was_told_comes_before_all_else)
{
    rap_link_t *broker = bind_at(endpoint);
    rap_link_t *worker = connect_as("w1", endpoint);
    rap_message_t *message = rap_message_new(RAP1_BYE);

    wait_event(worker, RAP_LINK_UP);
    rap_link_destroy(&broker);
    wait_for(rap_link_monitor(worker), ZMQ_POLLIN); /* it is gone, and we did not look yet */
    rap_message_add_text(message, "stale");
    send_ok(worker, message);
    ck_assert_int_eq(rap_link_event(worker), RAP_LINK_DOWN);
    broker = bind_at(endpoint);
    wait_event(worker, RAP_LINK_UP);
    rap_message_add_text(message, "fresh");
    send_ok(worker, message);
    receive_ok(broker, message);
    ck_assert(rap_frame_is(&message->frame[0], "stale"));
    receive_ok(broker, message);
    ck_assert(rap_frame_is(&message->frame[0], "fresh"));
    rap_message_destroy(&message);
    rap_link_destroy(&worker);
    rap_link_destroy(&broker);
}
END_TEST

/* libzmq looks what came of its connections before every hundredth frame that is read. */
START_TEST(a_connection_that_goes_breaks_no_message)
{
    enum { MESSAGES = 120 };
    rap_link_t *broker = bind_wide(endpoint, MESSAGES);
    rap_link_t *worker = connect_wide("w1", endpoint, MESSAGES);
    rap_message_t *message = rap_message_new(RAP1_TASK);

    wait_event(worker, RAP_LINK_UP);
    rap_message_reset(message, RAP1_BYE);
    rap_message_add_text(message, "hello");
    send_ok(worker, message); /* so that the broker knows whom it has */
    receive_ok(broker, message);
    for (int i = 0; i < MESSAGES; i++) {
        rap_message_reset(message, RAP1_TASK);
        rap_frame_copy(&message->peer, "w1", 2);
        rap_message_add_number(message, i + 1);
        rap_message_add_number(message, 0);
        rap_message_add_text(message, "{}");
        rap_message_add_text(message, "{}");
        rap_message_add(message, "", 0);
        send_ok(broker, message);
    }
    wait_for(rap_link_socket(worker), ZMQ_POLLIN);
    rap_link_destroy(&broker); /* it lingers until all is sent */
    wait_for(rap_link_monitor(worker), ZMQ_POLLIN);
    for (int i = 0; i < MESSAGES; i++)
        receive_ok(worker, message);
    ck_assert_int_eq(rap_link_event(worker), RAP_LINK_DOWN);
    ck_assert_int_eq(rap_link_receive(worker, message, &err), RAP_BUSY);
    rap_message_destroy(&message);
    rap_link_destroy(&worker);
}
END_TEST

START_TEST(a_full_socket_is_busy_and_keeps_the_message)
{
    rap_link_t *broker = bind_at(endpoint);
    rap_link_t *worker = connect_as("w1", endpoint);
    rap_message_t *message = rap_message_new(RAP1_PUT);
    static char big[FRAME_MAX / 2];
    rap_code_t code = RAP_OK;
    int sent = 0;

    wait_event(worker, RAP_LINK_UP);
    while (code == RAP_OK && sent < 1000) {
        rap_message_reset(message, RAP1_PUT);
        rap_message_add_text(message, "parser");
        rap_message_add_text(message, "{}");
        rap_message_add(message, "", 0);
        rap_message_add(message, big, sizeof big);
        code = rap_link_send(worker, message, &err);
        sent += code == RAP_OK;
    }
    ck_assert_int_eq(code, RAP_BUSY);
    ck_assert_uint_eq(message->count, 4);
    for (int i = 0; i < sent; i++)
        receive_ok(broker, message);
    rap_message_destroy(&message);
    rap_link_destroy(&worker);
    rap_link_destroy(&broker);
}
END_TEST

START_TEST(a_peer_that_is_gone_is_not_found)
{
    rap_link_t *broker = bind_at(endpoint);
    rap_message_t *message = rap_message_new(RAP1_GRANT);

    rap_frame_copy(&message->peer, "nobody", 6);
    rap_message_add_number(message, 1);
    ck_assert_int_eq(rap_link_send(broker, message, &err), RAP_NOTFOUND);
    ck_assert_uint_eq(message->count, 0);
    ck_assert_uint_eq(rap_frame_size(&message->peer), 0);
    rap_message_destroy(&message);
    rap_link_destroy(&broker);
}
END_TEST

START_TEST(a_name_that_comes_back_takes_over)
{
    rap_link_t *broker = bind_at(endpoint);
    rap_link_t *old = connect_as("w1", endpoint);
    rap_message_t *message = rap_message_new(RAP1_BEAT);

    wait_event(old, RAP_LINK_UP);
    rap_message_add_text(message, "{\"old\":1}");
    send_ok(old, message);
    receive_ok(broker, message);

    rap_link_t *new = connect_as("w1", endpoint);
    wait_event(new, RAP_LINK_UP);
    rap_message_reset(message, RAP1_BEAT);
    rap_message_add_text(message, "{\"new\":1}");
    send_ok(new, message);
    receive_ok(broker, message);
    ck_assert(rap_frame_is(&message->frame[0], "{\"new\":1}"));
    rap_message_reset(message, RAP1_BYE);
    rap_frame_copy(&message->peer, "w1", 2);
    rap_message_add_text(message, "hello");
    send_ok(broker, message);
    receive_ok(new, message);
    ck_assert_int_eq(rap_link_receive(old, message, &err), RAP_BUSY);
    rap_link_destroy(&old);
    rap_message_destroy(&message);
    rap_link_destroy(&new);
    rap_link_destroy(&broker);
}
END_TEST

START_TEST(a_link_can_be_made_anew)
{
    rap_link_t *broker = bind_at(endpoint);
    rap_link_t *worker = connect_as("w1", endpoint);
    rap_message_t *message = rap_message_new(RAP1_CREDIT);

    wait_event(worker, RAP_LINK_UP);
    for (int i = 0; i < 3; i++) {
        rap_link_reconnect(worker);
        ck_assert_int_eq(rap_link_send(worker, message, &err), RAP_BUSY);
        wait_for(rap_link_monitor(worker), ZMQ_POLLIN);
        while (rap_link_event(worker) != RAP_LINK_UP)
            wait_for(rap_link_monitor(worker), ZMQ_POLLIN);
        rap_message_add_number(message, i);
        message->command = RAP1_CREDIT;
        send_ok(worker, message);
        receive_ok(broker, message);
        int64_t n = -1;
        ck_assert_int_eq(rap_message_number(message, 0, 10, &n, &err), RAP_OK);
        ck_assert_int_eq(n, i);
        rap_message_reset(message, RAP1_CREDIT);
    }
    rap_message_destroy(&message);
    rap_link_destroy(&worker);
    rap_link_destroy(&broker);
}
END_TEST

/* What a stranger may send, frame by frame; NULL closes a message. */
static const struct {
    rap_code_t code;
    const char *text;
    const char *frame[8];
} strange[] = {
    {RAP_UNSUPPORTED, "another protocol than RAP1", {"RAP2", "HELLO", "{}"}},
    {RAP_UNSUPPORTED, "another protocol than RAP1", {"GET / HTTP/1.1"}},
    {RAP_SYNTAX, "a message without a command", {"RAP1"}},
    {RAP_SYNTAX, "unknown command of 5 bytes", {"RAP1", "HALLO", "x", "y", "z"}},
    {RAP_SYNTAX, "HELLO: 2 frames instead of 1 to 1", {"RAP1", "HELLO", "{}", "{}"}},
    {RAP_SYNTAX, "TASK: 4 frames instead of 5 to 5", {"RAP1", "TASK", "1", "0", "{}", "{}"}},
    {RAP_TOOBIG, "CREDIT: frame 1 has 20 bytes, more than 19",
        {"RAP1", "CREDIT", "12345678901234567890"}},
    {RAP_SYNTAX, "DONE: the number of outputs is not 0 to 16", {"RAP1", "DONE", "1", "17"}},
    {RAP_SYNTAX, "DONE: the number of outputs is not 0 to 16", {"RAP1", "DONE", "1", "01"}},
    {RAP_SYNTAX, "DONE: the number of outputs is not 0 to 16", {"RAP1", "DONE", "1", "-1"}},
    {RAP_SYNTAX, "DONE: the number of outputs is not 0 to 16", {"RAP1", "DONE", "1", ""}},
    {RAP_SYNTAX, "DONE: 5 frames for 1 outputs", {"RAP1", "DONE", "1", "1", "q", "{}", "{}"}},
};

START_TEST(strange_messages_are_read_away)
{
    rap_link_t *broker = bind_at(endpoint);
    void *ctx = zmq_ctx_new();
    void *peer = zmq_socket(ctx, ZMQ_DEALER);
    rap_message_t *message = rap_message_new(RAP1_BEAT);

    zmq_setsockopt(peer, ZMQ_ROUTING_ID, "stranger", 8);
    ck_assert_int_eq(zmq_connect(peer, endpoint), 0);
    for (size_t i = 0; strange[_i].frame[i] != NULL; i++) {
        const char *text = strange[_i].frame[i];
        int more = strange[_i].frame[i + 1] != NULL ? ZMQ_SNDMORE : 0;

        ck_assert_int_ge(zmq_send(peer, text, strlen(text), more), 0);
    }
    zmq_send(peer, "RAP1", 4, ZMQ_SNDMORE);
    zmq_send(peer, "STATUS", 6, 0);
    wait_for(rap_link_socket(broker), ZMQ_POLLIN);
    ck_assert_int_eq(rap_link_receive(broker, message, &err), strange[_i].code);
    ck_assert_str_eq(err.text, strange[_i].text);
    ck_assert(rap_frame_is(&message->peer, "stranger"));
    receive_ok(broker, message);
    ck_assert_int_eq(message->command, RAP1_STATUS);
    rap_message_destroy(&message);
    rap_link_destroy(&broker);
    zmq_close(peer);
    zmq_ctx_term(ctx);
}
END_TEST

START_TEST(a_flood_of_frames_is_read_away)
{
    rap_link_t *broker = bind_at(endpoint);
    void *ctx = zmq_ctx_new();
    void *peer = zmq_socket(ctx, ZMQ_DEALER);
    rap_message_t *message = rap_message_new(RAP1_BEAT);

    ck_assert_int_eq(zmq_connect(peer, endpoint), 0);
    zmq_send(peer, "RAP1", 4, ZMQ_SNDMORE);
    zmq_send(peer, "RECEIPT", 7, ZMQ_SNDMORE);
    for (int i = 0; i < 1000; i++)
        zmq_send(peer, "{}", 2, i < 999 ? ZMQ_SNDMORE : 0);
    wait_for(rap_link_socket(broker), ZMQ_POLLIN);
    ck_assert_int_eq(rap_link_receive(broker, message, &err), RAP_SYNTAX);
    ck_assert_str_eq(err.text, "more than 256 frames");
    zmq_send(peer, "", 0, 0);
    wait_for(rap_link_socket(broker), ZMQ_POLLIN);
    ck_assert_int_eq(rap_link_receive(broker, message, &err), RAP_UNSUPPORTED);
    rap_message_destroy(&message);
    rap_link_destroy(&broker);
    zmq_close(peer);
    zmq_ctx_term(ctx);
}
END_TEST

START_TEST(a_done_carries_outputs_and_receipts)
{
    rap_message_t *message = rap_message_new(RAP1_DONE);

    rap_message_add_number(message, 7);
    rap_message_add_number(message, 1);
    for (int i = 0; i < 4; i++)
        rap_message_add_text(message, "{}");
    ck_assert_int_eq(rap_message_check(message, &err), RAP_OK);
    for (int i = 0; i < RAP1_RECEIPTS_MAX; i++)
        rap_message_add_text(message, "{}");
    ck_assert_int_eq(rap_message_check(message, &err), RAP_OK);
    rap_message_add_text(message, "{}");
    ck_assert_int_eq(rap_message_check(message, &err), RAP_SYNTAX);
    ck_assert_str_eq(err.text, "DONE: 129 receipts are more than 128");
    rap_message_destroy(&message);
}
END_TEST

static const struct {
    const char *text;
    int64_t max, n;
    const char *error;
} numbers[] = {
    {"0", 10, 0, NULL},
    {"10", 10, 10, NULL},
    {"9223372036854775807", INT64_MAX, INT64_MAX, NULL},
    {"11", 10, 0, "GRANT: frame 1 is more than 10"},
    {"9223372036854775808", INT64_MAX, 0, "GRANT: frame 1 is not a number"},
    {"", 10, 0, "GRANT: frame 1 is not a number"},
    {"007", 10, 0, "GRANT: frame 1 is not a number"},
    {"+7", 10, 0, "GRANT: frame 1 is not a number"},
    {" 7", 10, 0, "GRANT: frame 1 is not a number"},
    {"7x", 10, 0, "GRANT: frame 1 is not a number"},
    {"99999999999999999999", INT64_MAX, 0, "GRANT: frame 1 is not a number"},
};

START_TEST(numbers_are_decimal_and_bounded)
{
    rap_message_t *message = rap_message_new(RAP1_GRANT);
    int64_t n = -5;

    rap_message_add_text(message, numbers[_i].text);
    rap_code_t code = rap_message_number(message, 0, numbers[_i].max, &n, &err);
    if (numbers[_i].error == NULL) {
        ck_assert_int_eq(code, RAP_OK);
        ck_assert_int_eq(n, numbers[_i].n);
    } else {
        ck_assert_int_eq(code, RAP_SCHEMA);
        ck_assert_str_eq(err.text, numbers[_i].error);
        ck_assert_int_eq(n, -5);
    }
    ck_assert_int_eq(rap_message_number(message, 1, 10, &n, &err), RAP_SCHEMA);
    rap_message_destroy(&message);
}
END_TEST

static const struct {
    const char *endpoint, *error;
} refused[] = {
    {"tcp://10.0.0.1:5555", "refused: without encryption"},
    {"tcp://0.0.0.0:5555", "refused: without encryption"},
    {"tcp://*:5555", "refused: without encryption"},
    {"tcp://[::]:5555", "refused: without encryption"},
    {"tcp://localhost:5555", "refused: without encryption"},
    {"tcp://127.0.0.1:0;10.0.0.1:5555", "refused: without encryption"},
    {"tcp://10.0.0.1:0;127.0.0.1:5555", "refused: without encryption"},
    {"tcp://127.0.0.1", "refused: without encryption"},
    {"tcp://127.0.0.1:", "refused: without encryption"},
    {"tcp://[::1:5555", "refused: without encryption"},
    {"http://127.0.0.1:80", "is neither ipc:// nor tcp://"},
    {"", "is neither ipc:// nor tcp://"},
    {"ipc:///tmp/0123456789012345678901234567890123456789012345678901234567890123456789"
     "012345678901234567890123456789012345678",
        "longer than 107 bytes; use a home with a shorter path"},
    {"ipc:///nowhere/at/all", "could not create '/nowhere/at/all.lock'"},
};

START_TEST(endpoints_that_are_open_to_others_are_refused)
{
    rap_link_t *link = NULL;
    rap_link_config_t config = {.endpoint = refused[_i].endpoint,
        .identity = "w1",
        .max_frame_bytes = FRAME_MAX,
        .queue_max = 10};

    ck_assert_int_eq(rap_link_bind(&link, &config, &err), RAP_CONFIG);
    ck_assert_msg(strstr(err.text, refused[_i].error) != NULL, "%s", err.text);
    if (strncmp(refused[_i].endpoint, "ipc:///nowhere", 14) != 0)
        ck_assert_int_eq(rap_link_connect(&link, &config, &err), RAP_CONFIG);
    ck_assert_ptr_null(link);
}
END_TEST

START_TEST(loopback_addresses_are_served)
{
    static const char *const at[] = {"tcp://127.0.0.1:*", "tcp://127.1.2.3:*", "tcp://[::1]:*"};
    rap_link_t *link = NULL;
    rap_code_t code = rap_link_bind(&link,
        &(rap_link_config_t){.endpoint = at[_i], .max_frame_bytes = FRAME_MAX, .queue_max = 10},
        &err);

    if (_i == 2 && code != RAP_OK)
        ck_assert_msg(strstr(err.text, "cannot listen") != NULL, "%s", err.text); /* no IPv6 */
    else
        ck_assert_msg(code == RAP_OK, "%s", err.text);
    rap_link_destroy(&link);
}
END_TEST

START_TEST(an_endpoint_in_use_is_told)
{
    rap_link_t *first = bind_at(endpoint), *second = NULL;
    rap_link_config_t config = {
        .endpoint = endpoint, .max_frame_bytes = FRAME_MAX, .queue_max = 10};

    ck_assert_int_eq(rap_link_bind(&second, &config, &err), RAP_CONFIG);
    ck_assert_msg(strstr(err.text, "is in use: another process serves this home; stop it first"),
        "%s", err.text);
    rap_link_destroy(&first);
    ck_assert_int_eq(rap_link_bind(&second, &config, &err), RAP_OK);
    rap_link_destroy(&second);

    first = bind_at("tcp://127.0.0.1:*");
    char at[80];
    size_t size = sizeof at;
    ck_assert_int_eq(zmq_getsockopt(rap_link_socket(first), ZMQ_LAST_ENDPOINT, at, &size), 0);
    config.endpoint = at;
    ck_assert_int_eq(rap_link_bind(&second, &config, &err), RAP_CONFIG);
    ck_assert_msg(strstr(err.text, "in use; stop the process"), "%s", err.text);
    rap_link_destroy(&first);
}
END_TEST

/* Of several frames, so that one of them is often still on its way. */
static void send_task(rap_link_t *broker, const char *peer)
{
    RAP_AUTO(rap_message) *message = rap_message_new(RAP1_TASK);
    static char body[3000];

    rap_frame_copy(&message->peer, peer, strlen(peer));
    rap_message_add_number(message, 1);
    rap_message_add_number(message, 0);
    for (int i = 0; i < 3; i++)
        rap_message_add(message, body, sizeof body);
    send_ok(broker, message);
}

static void send_fail(rap_link_t *worker)
{
    RAP_AUTO(rap_message) *message = rap_message_new(RAP1_FAIL);
    static char body[3000];

    rap_message_add_number(message, 1);
    rap_message_add_text(message, "{}");
    rap_message_add(message, body, sizeof body);
    send_ok(worker, message);
}

static void tell_bye(rap_link_t *link, const char *peer)
{
    RAP_AUTO(rap_message) *message = rap_message_new(RAP1_BYE);

    if (peer != NULL)
        rap_frame_copy(&message->peer, peer, strlen(peer));
    rap_message_add_text(message, RAP1_BYE_SHUTDOWN);
    ck_assert_int_eq(rap_link_send(link, message, &err), RAP_OK);
}

/* What libzmq forgets of a message is a leak that AddressSanitizer sees when this test's process
 * ends: without the farewells, in most of its runs. */
START_TEST(nothing_is_on_its_way_after_a_farewell)
{
    for (int round = 0; round < 300; round++) {
        rap_link_t *broker = bind_wide(endpoint, 1000);
        rap_link_t *worker = connect_wide("w1", endpoint, 1000);
        rap_message_t *message = rap_message_new(RAP1_BEAT);

        wait_event(worker, RAP_LINK_UP);
        send_fail(worker);
        receive_ok(broker, message);
        for (int i = 0; i < 20; i++) {
            send_task(broker, "w1");
            send_fail(worker);
        }
        tell_bye(broker, "w1");
        tell_bye(worker, NULL);
        rap_link_farewell(worker, 1);
        rap_link_destroy(&worker);
        rap_link_destroy(&broker);
        rap_message_destroy(&message);
    }
}
END_TEST

START_TEST(a_name_must_be_plain)
{
    rap_link_t *link = NULL;
    rap_link_config_t config = {
        .endpoint = endpoint, .identity = "a name", .max_frame_bytes = FRAME_MAX, .queue_max = 10};

    ck_assert_int_eq(rap_link_connect(&link, &config, &err), RAP_CONFIG);
    ck_assert_msg(strstr(err.text, "name 'a name' is not 1 to 63"), "%s", err.text);
}
END_TEST

#define COUNT(list) (sizeof(list) / sizeof *(list))

int main(void)
{
    Suite *suite = suite_create("link");
    TCase *tc = tcase_create("core");

    tcase_set_timeout(tc, 30);
    tcase_add_checked_fixture(tc, make_dir, remove_dir);
    tcase_add_test(tc, a_message_goes_there_and_back);
    tcase_add_test(tc, frames_are_handed_on_not_copied);
    tcase_add_test(tc, nothing_is_queued_for_a_broker_that_is_away);
    tcase_add_test(tc, what_a_dying_broker_was_told_comes_before_all_else);
    tcase_add_test(tc, a_connection_that_goes_breaks_no_message);
    tcase_add_test(tc, a_full_socket_is_busy_and_keeps_the_message);
    tcase_add_test(tc, a_peer_that_is_gone_is_not_found);
    tcase_add_test(tc, a_name_that_comes_back_takes_over);
    tcase_add_test(tc, a_link_can_be_made_anew);
    tcase_add_loop_test(tc, strange_messages_are_read_away, 0, COUNT(strange));
    tcase_add_test(tc, a_flood_of_frames_is_read_away);
    tcase_add_test(tc, a_done_carries_outputs_and_receipts);
    tcase_add_loop_test(tc, numbers_are_decimal_and_bounded, 0, COUNT(numbers));
    tcase_add_loop_test(tc, endpoints_that_are_open_to_others_are_refused, 0, COUNT(refused));
    tcase_add_loop_test(tc, loopback_addresses_are_served, 0, 3);
    tcase_add_test(tc, an_endpoint_in_use_is_told);
    tcase_add_test(tc, nothing_is_on_its_way_after_a_farewell);
    tcase_add_test(tc, a_name_must_be_plain);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
