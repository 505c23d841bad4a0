/* hop_link.c - two ends of a hop through the broker, over the link that all stages use.
 *
 *   bench_hop_link ack ENDPOINT          a worker that ends each task with a receipt, at once, and
 *                                        reads neither envelope nor body
 *   bench_hop_link put ENDPOINT QUEUE COUNT SIZE WINDOW
 *                                        a source: tasks, each to its receipt, WINDOW at a time
 *
 * SIZE is that of the body; an envelope of about 600 bytes goes beside it.  put prints "p50_us
 * p99_us a_second".
 */
#include "hop_times.h"

#include "proto/header.h"
#include "proto/link.h"
#include "proto/process.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

enum { QUEUE_MAX = 4096, SLOTS = 256 };

/* As long as a real one. */
static const char envelope[] =
    "{\"id\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\",\"origin\":"
    "\"fetcher-1\",\"lane\":\"live\",\"attempt\":1,\"source\":\"example\",\"url\":"
    "\"https://meetings.example.org/documents/2024/session-7/statement-of-example-land.pdf\","
    "\"aliases\":[],\"fetched_at\":\"2024-03-08T15:04:05Z\",\"media_type\":\"application/pdf\","
    "\"http\":{\"status\":200,\"etag\":\"\\\"5f3-61\\\"\",\"tls_verified\":true},\"hints\":{\"title\":"
    "\"Statement\",\"date\":\"2024-03-08\",\"language\":\"en\"},\"trace\":[{\"stage\":\"fetcher\","
    "\"worker\":\"fetcher-1\",\"at\":\"2024-03-08T15:04:05.120Z\",\"ms\":182.4}]}";
static const char receipt[] =
    "{\"origin\":\"fetcher-1\",\"id\":"
    "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\",\"end\":\"recorded\"}";

static void check(rap_code_t code, const rap_err_t *err)
{
    if (code != RAP_OK)
        die(err->text);
}

static void wait_for(rap_link_t *link, short events)
{
    zmq_pollitem_t item = {.socket = rap_link_socket(link), .events = events};

    (void)zmq_poll(&item, 1, -1);
}

static void say(rap_link_t *link, rap_message_t *message)
{
    rap_err_t err;
    rap_code_t code;

    while ((code = rap_link_send(link, message, &err)) == RAP_BUSY)
        wait_for(link, ZMQ_POLLOUT);
    check(code, &err);
}

static void wait_until_up(rap_link_t *link)
{
    zmq_pollitem_t item = {.socket = rap_link_monitor(link), .events = ZMQ_POLLIN};

    while (rap_link_event(link) != RAP_LINK_UP)
        (void)zmq_poll(&item, 1, -1);
}

/* False: nothing is there. */
static bool hear(rap_link_t *link, rap_message_t *message)
{
    rap_err_t err;
    rap_code_t code = rap_link_receive(link, message, &err);

    if (code == RAP_BUSY)
        return false;
    check(code, &err);
    if (message->command == RAP1_BYE)
        die("the broker says BYE");
    return true;
}

/* `takes` is NULL: a source. */
static rap_link_t *say_hello(const char *endpoint, const char *takes, rap_message_t *message)
{
    char name[32];
    rap_link_t *link;
    rap_err_t err;
    const rap_hello_t hello = {
        .stage = takes != NULL ? takes : "fetcher",
        .worker = name,
        .version = RAP_VERSION_TEXT,
        .started = (int64_t)time(NULL),
        .takes = takes,
        .credit = SLOTS,
    };

    (void)snprintf(name, sizeof name, "hop-%d", (int)getpid());
    check(rap_link_connect(&link,
              &(rap_link_config_t){.endpoint = endpoint,
                  .identity = name,
                  .max_frame_bytes = FRAME_MAX,
                  .queue_max = QUEUE_MAX},
              &err),
        &err);
    wait_until_up(link);
    rap_message_reset(message, RAP1_HELLO);
    check(rap_header_add(&rap_hello_table, &hello, message, &err), &err);
    say(link, message);
    while (!hear(link, message) || message->command != RAP1_WELCOME)
        wait_for(link, ZMQ_POLLIN);
    return link;
}

/* ---- a worker ---- */

static void give_credit(rap_link_t *link, rap_message_t *message, int64_t n)
{
    rap_message_reset(message, RAP1_CREDIT);
    rap_message_add_number(message, n);
    say(link, message);
}

static void beat(rap_link_t *link, rap_message_t *message)
{
    rap_message_reset(message, RAP1_BEAT);
    rap_message_add_text(message, "{}");
    say(link, message);
}

/* Like the stage loop: all that is there, then credit for it.  Until it is killed. */
static void ack(const char *endpoint)
{
    rap_message_t *in = rap_message_new(RAP1_BEAT), *out = rap_message_new(RAP1_BEAT);
    rap_link_t *link = say_hello(endpoint, RAP_QUEUE_SINK, out);
    int64_t done;

    give_credit(link, out, SLOTS);
    for (;;) {
        for (done = 0; hear(link, in);) {
            if (in->command != RAP1_TASK)
                continue;
            rap_message_reset(out, RAP1_DONE);
            rap_message_add_frame(out, &in->frame[0]);
            rap_message_add_number(out, 0);
            rap_message_add(out, receipt, sizeof receipt - 1);
            say(link, out);
            done++;
        }
        if (done > 0)
            give_credit(link, out, done);
        else
            beat(link, out); /* an answer to the broker's, which keeps who says something */
        wait_for(link, ZMQ_POLLIN);
    }
}

/* ---- a source ---- */

struct source {
    rap_link_t *link;
    rap_message_t *in, *out;
    const char *queue;
    char *body;
    size_t size;
    int64_t granted, sent, back;
    double *at; /* when each was put; receipts come in order: one worker, one lane */
};

/* True: a receipt came. */
static bool take(struct source *self)
{
    int64_t n = 0, before = self->back;
    rap_err_t err;

    while (hear(self->link, self->in)) {
        if (self->in->command == RAP1_GRANT) {
            check(rap_message_number(self->in, 0, COUNT_MAX, &n, &err), &err);
            self->granted += n;
        } else if (self->in->command == RAP1_RECEIPT) {
            for (size_t i = 0; i < self->in->count; i++, self->back++)
                self->at[self->back] = now_us() - self->at[self->back];
        }
    }
    return self->back > before;
}

static void put_one(struct source *self)
{
    rap_message_reset(self->out, RAP1_PUT);
    rap_message_add_text(self->out, self->queue);
    rap_message_add(self->out, envelope, sizeof envelope - 1);
    rap_message_add(self->out, "", 0);
    rap_message_add(self->out, self->body, self->size);
    self->at[self->sent++] = now_us();
    say(self->link, self->out);
    self->granted--;
}

/* COUNT of them behind the warm-up, whose end is a time and a number of receipts. */
static void put_all(struct source *self, int64_t count, int64_t window)
{
    double begun = 0;
    int64_t warm = 0, all = WARM_UP + count;

    while (self->back < all) {
        while (self->granted > 0 && self->sent - self->back < window && self->sent < all)
            put_one(self);
        if (!take(self))
            wait_for(self->link, ZMQ_POLLIN);
        if (warm == 0 && self->back >= WARM_UP) {
            begun = now_us();
            warm = self->back;
        }
    }
    tell(self->at + warm, all - warm, now_us() - begun);
}

static void put(const char *endpoint, const char *queue, int64_t count, size_t size, int64_t window)
{
    struct source self = {
        .in = rap_message_new(RAP1_BEAT),
        .out = rap_message_new(RAP1_BEAT),
        .queue = queue,
        .body = allocate(size, 1),
        .size = size,
        .at = allocate((size_t)(count + WARM_UP), sizeof(double)),
    };

    memset(self.body, 'x', size);
    self.link = say_hello(endpoint, NULL, self.out);
    put_all(&self, count, window);
    rap_message_reset(self.out, RAP1_BYE);
    rap_message_add_text(self.out, RAP1_BYE_SHUTDOWN);
    say(self.link, self.out);
    rap_link_destroy(&self.link);
    rap_message_destroy(&self.in);
    rap_message_destroy(&self.out);
    free(self.at);
    free(self.body);
}

int main(int argc, char **argv)
{
    const char *role = argc > 2 ? argv[1] : "";

    if (strcmp(role, "ack") == 0 && argc == 3)
        ack(argv[2]);
    else if (strcmp(role, "put") == 0 && argc == 7)
        put(argv[2], argv[3], number(argv[4], COUNT_MAX), (size_t)number(argv[5], FRAME_MAX),
            number(argv[6], SLOTS));
    else
        die("usage: see the head of tests/bench/hop_link.c");
    return 0;
}
