/* The broker against scripted workers: real sockets, a clock that stands still until told. */
#include "broker/broker.h"

#include "base/codec.h"
#include "proto/header.h"
#include "proto/record.h"
#include "proto/status.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

enum { BEAT_MS = 1000, LEASE_MS = 60000, PATIENCE_MS = 5000, PARTIES = 16 };

struct party {
    rap_link_t *link;
    rap_message_t *message; /* the last one heard */
    int granted;            /* of a source, unused */
};

static char folder[32], endpoint[64];
static rap_clock_fake_t fake;
static rap_log_t *quiet;
static int nowhere;
static broker_options_t options;
static const char *queue_names[] = {"parser", "classifier", "sink"};
static rap_link_t *router;
static broker_t *broker;
static struct party party[PARTIES];
static size_t parties;
static rap_arena_t *arena;

static void start_broker(void)
{
    rap_err_t err;

    ck_assert_msg(
        rap_link_bind(&router,
            &(rap_link_config_t){
                .endpoint = endpoint, .max_frame_bytes = options.max_message, .queue_max = 1000},
            &err) == RAP_OK,
        "%s", err.text);
    ck_assert_msg(
        broker_new(&broker, &options, router, &fake.clock, quiet, &err) == RAP_OK, "%s", err.text);
}

static void stop_broker(void)
{
    broker_destroy(&broker);
    rap_link_destroy(&router);
}

static void setup(void)
{
    (void)snprintf(folder, sizeof folder, "/tmp/rapXXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(endpoint, sizeof endpoint, "ipc://%s/b", folder);
    rap_clock_fake_init(&fake, 1700000000000);
    nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    quiet = rap_log_new(nowhere, RAP_LOG_ERROR, &fake.clock);
    options = (broker_options_t){
        .heartbeat_ms = BEAT_MS,
        .lease_ms = LEASE_MS,
        .max_deliveries = 3,
        .queue_messages = 100,
        .queue_bytes = 1 << 20,
        .max_message = 1 << 20,
        .receipts = 1000,
        .receipts_bytes = 1 << 20,
        .queues = {queue_names, 3},
    };
    arena = rap_arena_new(1 << 20);
    parties = 0;
    start_broker();
}

static void teardown(void)
{
    for (size_t i = 0; i < parties; i++) {
        rap_message_destroy(&party[i].message);
        rap_link_destroy(&party[i].link);
    }
    stop_broker();
    rap_arena_destroy(&arena);
    rap_log_destroy(&quiet);
    close(nowhere);
    char path[64];
    static const char *const left[] = {"b", "b.lock"};

    for (size_t i = 0; i < 2; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, left[i]);
        unlink(path);
    }
    rmdir(folder);
}

/* ---- parties ---- */

static struct party *come(const char *name)
{
    rap_err_t err;
    struct party *self = &party[parties++];

    ck_assert_uint_le(parties, PARTIES);
    *self = (struct party){0};
    ck_assert_int_eq(rap_link_connect(&self->link,
                         &(rap_link_config_t){.endpoint = endpoint,
                             .identity = name,
                             .max_frame_bytes = 1 << 20,
                             .queue_max = 1000},
                         &err),
        RAP_OK);
    self->message = rap_message_new(RAP1_BEAT);
    return self;
}

static void leave(struct party *self)
{
    rap_link_destroy(&self->link);
    rap_message_destroy(&self->message);
}

/* Frames are texts, the last is NULL. */
static void say(struct party *self, rap1_command_t command, ...)
{
    rap_err_t err;
    rap_message_t *message = rap_message_new(command);
    va_list ap;

    va_start(ap, command);
    for (const char *text; (text = va_arg(ap, const char *)) != NULL;)
        rap_message_add_text(message, text);
    va_end(ap);
    for (int i = 0; rap_link_send(self->link, message, &err) == RAP_BUSY; i++) {
        ck_assert_int_lt(i, PATIENCE_MS);
        if (rap_link_event(self->link) == RAP_LINK_NONE)
            poll(NULL, 0, 1); /* not connected yet */
    }
    rap_message_destroy(&message);
}

/* Reads on both sides; true when the party got something that is not a beat or a grant. */
static bool turn(struct party *self)
{
    rap_err_t err;

    broker_read(broker);
    rap_code_t code = rap_link_receive(self->link, self->message, &err);

    if (code == RAP_BUSY) {
        poll(NULL, 0, 1);
        return false;
    }
    ck_assert_msg(code == RAP_OK, "%s", err.text);
    if (self->message->command == RAP1_GRANT) {
        int64_t n;

        ck_assert_int_eq(rap_message_number(self->message, 0, CREDIT_MAX, &n, &err), RAP_OK);
        self->granted += (int)n;
        return false;
    }
    return true;
}

/* The next message, which must be this command; grants are counted, beats passed over. */
static rap_message_t *hear(struct party *self, rap1_command_t command)
{
    for (int i = 0; !turn(self) || (self->message->command == RAP1_BEAT && command != RAP1_BEAT);
         i++)
        ck_assert_msg(i < PATIENCE_MS, "waited in vain for %s", rap1_command_name(command));
    ck_assert_msg(self->message->command == command, "heard %s '%.*s' instead of %s",
        rap1_command_name(self->message->command), (int)rap_frame_size(&self->message->frame[0]),
        rap_frame_data(&self->message->frame[0]), rap1_command_name(command));
    return self->message;
}

static const char *text(const struct party *self, size_t frame)
{
    static char out[64][1024];
    static size_t next;
    char *at = out[next++ % 64];

    ck_assert_uint_lt(frame, self->message->count);
    (void)snprintf(at, sizeof out[0], "%.*s", (int)rap_frame_size(&self->message->frame[frame]),
        rap_frame_data(&self->message->frame[frame]));
    return at;
}

/* All that it said was heard, and it was told nothing: the next word it hears is STATUS.  Twice,
 * for what the words before a STATUS bring about may be told after the answer. */
static rap_status_t status_of(struct party *self)
{
    rap_err_t err;
    rap_status_t status;

    say(self, RAP1_STATUS, NULL);
    hear(self, RAP1_STATUS);
    say(self, RAP1_STATUS, NULL);
    const rap_frame_t *json = &hear(self, RAP1_STATUS)->frame[0];

    rap_arena_reset(arena);
    ck_assert_msg(rap_codec_read(&rap_status_table, &status, rap_frame_data(json),
                      rap_frame_size(json), arena, &err) == RAP_OK,
        "%s", err.text);
    return status;
}

static const rap_queue_status_t *queue_of(const rap_status_t *status, const char *name)
{
    const rap_queue_status_t *queue = status->queues.item;

    for (size_t i = 0; i < status->queues.count; i++)
        if (strcmp(queue[i].queue, name) == 0)
            return &queue[i];
    ck_abort_msg("no queue '%s'", name);
}

static void hello(struct party *self, rap_hello_t header)
{
    rap_err_t err;
    rap_message_t *message = rap_message_new(RAP1_HELLO);
    char json[65536];

    header.stage = header.stage != NULL ? header.stage : header.takes ? header.takes : "fetcher";
    header.version = "0.1.0";
    header.started = header.started != 0 ? header.started : 1;
    ck_assert_int_eq(rap_header_add(&rap_hello_table, &header, message, &err), RAP_OK);
    (void)snprintf(json, sizeof json, "%.*s", (int)rap_frame_size(&message->frame[0]),
        rap_frame_data(&message->frame[0]));
    rap_message_destroy(&message);
    say(self, RAP1_HELLO, json, NULL);
}

static struct party *come_as(const char *name, const char *takes, const char *gives)
{
    struct party *self = come(name);

    hello(self, (rap_hello_t){.worker = name, .takes = takes, .gives = gives, .credit = 64});
    hear(self, RAP1_WELCOME);
    return self;
}

/* Waits for a grant first. */
static void put(struct party *source, const char *queue, const char *body)
{
    for (int i = 0; source->granted == 0; i++) {
        ck_assert_msg(i < PATIENCE_MS, "waited in vain for a grant");
        ck_assert_msg(!turn(source) || source->message->command == RAP1_BEAT, "heard %s",
            rap1_command_name(source->message->command));
    }
    source->granted--;
    say(source, RAP1_PUT, queue, "{\"id\":1}", "", body, NULL);
}

/* A TASK with this body; returns its lease. */
static const char *given(struct party *worker, const char *body, const char *deliveries)
{
    hear(worker, RAP1_TASK);
    ck_assert_str_eq(text(worker, 4), body);
    ck_assert_str_eq(text(worker, 1), deliveries);
    return text(worker, 0);
}

static void is_alive(struct party *self)
{
    say(self, RAP1_BEAT, "{\"load\":0.5,\"counters\":[{\"name\":\"a_total\",\"value\":7}]}", NULL);
    status_of(self);
}

static void pass(int64_t ms)
{
    int64_t until = fake.mono + ms;

    while (fake.mono < until) {
        int64_t wake = broker_wake_ms(broker);

        ck_assert_int_ge(wake, fake.mono);
        rap_clock_fake_advance(&fake, wake < until ? wake - fake.mono : until - fake.mono);
        if (fake.mono == wake)
            broker_tick(broker);
    }
}

/* ---- rule 1: bounded ---- */

START_TEST(grants_end_where_the_queue_does)
{
    options.queue_messages = 4;
    stop_broker();
    start_broker();
    struct party *source = come_as("fetcher-1", NULL, "parser");

    for (int i = 0; i < 4; i++)
        put(source, "parser", i == 0 ? "a" : "b");
    rap_status_t status = status_of(source);
    ck_assert(queue_of(&status, "parser")->full);
    ck_assert_int_eq(queue_of(&status, "parser")->live, 4);
    ck_assert_int_eq(source->granted, 0);
    pass(2000);
    is_alive(source);
    status = status_of(source);
    ck_assert_int_eq(queue_of(&status, "parser")->full_ms, 2000);
    ck_assert_int_eq(queue_of(&status, "parser")->oldest_live_ms, 2000);

    struct party *parser = come_as("parser-1", "parser", NULL);
    say(parser, RAP1_CREDIT, "2", NULL);
    say(parser, RAP1_DONE, given(parser, "a", "0"), "0", NULL);
    const char *second = given(parser, "b", "0");
    status_of(parser);
    status_of(source);
    ck_assert_int_eq(source->granted, 0); /* three of four: not yet */
    say(parser, RAP1_DONE, second, "0", NULL);
    status = status_of(parser);
    ck_assert_int_eq(queue_of(&status, "parser")->full_ms, 0);
    put(source, "parser", "c");
}
END_TEST

START_TEST(a_full_sink_holds_up_its_feeders)
{
    options.queue_messages = 2;
    stop_broker();
    start_broker();
    struct party *source = come_as("fetcher-1", NULL, "parser");
    struct party *parser = come_as("parser-1", "parser", "sink");

    for (int i = 0; i < 2; i++) {
        put(source, "parser", "x");
        say(parser, RAP1_CREDIT, "1", NULL);
        say(parser, RAP1_DONE, given(parser, "x", "0"), "1", "sink", "{}", "{}", "", NULL);
        status_of(parser);
    }
    put(source, "parser", "third");
    rap_status_t status = status_of(source);

    ck_assert(queue_of(&status, "sink")->full);
    ck_assert_int_eq(queue_of(&status, "parser")->live, 1);
    say(parser, RAP1_CREDIT, "1", NULL);
    status_of(parser); /* it has credit, and is given nothing */
    struct party *sink = come_as("sink-1", "sink", NULL);

    say(sink, RAP1_CREDIT, "2", NULL);
    for (int i = 0; i < 2; i++)
        say(sink, RAP1_DONE, given(sink, "", "0"), "0", NULL);
    given(parser, "third", "0");
}
END_TEST

/* A site of unreadable documents, and a sink that is away. */
START_TEST(failures_fill_the_sink_as_outputs_do)
{
    options.queue_messages = 2;
    stop_broker();
    start_broker();
    struct party *source = come_as("fetcher-1", NULL, "parser");
    struct party *parser = come_as("parser-1", "parser", "classifier");

    for (int i = 0; i < 2; i++) {
        put(source, "parser", "x");
        say(parser, RAP1_CREDIT, "1", NULL);
        say(parser, RAP1_FAIL, given(parser, "x", "0"), "{}", "{}", NULL);
        status_of(parser);
    }
    put(source, "parser", "third");
    rap_status_t status = status_of(source);

    ck_assert(queue_of(&status, "sink")->full);
    ck_assert(!queue_of(&status, "classifier")->full);
    say(parser, RAP1_CREDIT, "1", NULL);
    status_of(parser); /* it has credit, and is given nothing */
}
END_TEST

/* A source whose grants are for a queue with room must not fill another without end. */
START_TEST(a_source_feeds_each_queue_that_it_puts_to)
{
    options.queue_messages = 3;
    stop_broker();
    start_broker();
    struct party *source = come_as("fetcher-1", NULL, "parser");

    for (int i = 0; i < 3; i++)
        put(source, "sink", "capture");
    rap_status_t status = status_of(source);

    ck_assert_int_eq(queue_of(&status, "sink")->live, 3);
    ck_assert_int_eq(queue_of(&status, "parser")->live, 0);
    ck_assert_int_eq(source->granted, 0);
}
END_TEST

START_TEST(bytes_bound_a_queue_as_well)
{
    static char large[200 * 1024];

    memset(large, 'x', sizeof large - 1);
    struct party *source = come_as("fetcher-1", NULL, "parser");

    for (int i = 0; i < 5; i++)
        put(source, "parser", large);
    rap_status_t status = status_of(source);
    ck_assert_int_le(queue_of(&status, "parser")->bytes, 1 << 20);
    put(source, "parser", large); /* some room is left: one more, as large as it may be */
    status = status_of(source);
    ck_assert(queue_of(&status, "parser")->full);
    ck_assert_int_eq(source->granted, 0);
}
END_TEST

/* ---- rule 2: pull ---- */

START_TEST(work_goes_where_credit_is)
{
    struct party *source = come_as("fetcher-1", NULL, "parser");
    struct party *slow = come_as("parser-1", "parser", NULL);
    struct party *quick = come_as("parser-2", "parser", NULL);

    say(slow, RAP1_CREDIT, "1", NULL);
    status_of(slow);
    put(source, "parser", "ocr");
    given(slow, "ocr", "0"); /* and it is long at it */
    for (int i = 0; i < 20; i++) {
        put(source, "parser", "text");
        say(quick, RAP1_CREDIT, "1", NULL);
        say(quick, RAP1_DONE, given(quick, "text", "0"), "0", NULL);
    }
    status_of(slow);
}
END_TEST

/* ---- rule 3: leases ---- */

/* Three tasks, of which "a" and "b" are given to the first worker. */
static struct party *work(struct party *source, const char **ret_a, const char **ret_b)
{
    struct party *first = come_as("parser-1", "parser", NULL);

    put(source, "parser", "a");
    put(source, "parser", "b");
    put(source, "parser", "c");
    status_of(source);
    say(first, RAP1_CREDIT, "2", NULL);
    *ret_a = given(first, "a", "0");
    *ret_b = given(first, "b", "0");
    return first;
}

START_TEST(a_silent_worker_loses_its_tasks)
{
    const char *lease_a, *lease_b;
    struct party *source = come_as("fetcher-1", NULL, "parser");
    struct party *first = work(source, &lease_a, &lease_b);
    struct party *second = come_as("parser-2", "parser", NULL);

    pass(2000);
    is_alive(second);
    is_alive(source);
    pass(1000);
    rap_status_t status = status_of(source);
    ck_assert_int_eq(queue_of(&status, "parser")->leased, 2); /* three heartbeats are not over */
    pass(100);
    say(second, RAP1_CREDIT, "3", NULL);
    const char *lease = given(second, "a", "1"); /* before "c", and counted */

    status_of(second); /* it may have killed its worker: it comes alone */
    say(second, RAP1_DONE, lease, "0", NULL);
    lease = given(second, "b", "1");
    status_of(second);
    say(second, RAP1_DONE, lease, "0", NULL);
    given(second, "c", "0");
    status = status_of(source);
    ck_assert_int_eq(queue_of(&status, "parser")->lost_total, 2);
    ck_assert_uint_eq(status.workers.count, 2); /* the silent one is forgotten */

    /* what it says then is not believed, and never makes an output */
    say(first, RAP1_DONE, lease_a, "1", "sink", "{}", "{}", "", NULL);
    hear(first, RAP1_BYE);
    ck_assert_str_eq(text(first, 0), "hello");
    hello(first, (rap_hello_t){.worker = "parser-1", .takes = "parser", .credit = 1});
    hear(first, RAP1_WELCOME);
    say(first, RAP1_DONE, lease_a, "1", "sink", "{}", "{}", "", NULL);
    say(first, RAP1_FAIL, lease_b, "{}", "{}", NULL);
    say(first, RAP1_RETRY, lease_b, "0", "io: x", NULL);
    status = status_of(first);
    ck_assert_int_eq(queue_of(&status, "sink")->live, 0);
    ck_assert_int_eq(queue_of(&status, "parser")->leased, 1);
    ck_assert_int_eq(broker->stale_total, 3);
}
END_TEST

START_TEST(a_lease_that_runs_out_is_lost)
{
    const char *lease_a, *lease_b;
    struct party *source = come_as("fetcher-1", NULL, "parser");
    struct party *first = work(source, &lease_a, &lease_b);

    for (int64_t ms = 0; ms < LEASE_MS; ms += 2000) {
        pass(2000);
        is_alive(first);
        is_alive(source);
    }
    rap_status_t status = status_of(source);
    ck_assert_int_eq(queue_of(&status, "parser")->leased, 0);
    say(first, RAP1_DONE, lease_a, "1", "sink", "{}", "{}", "", NULL); /* too late */
    say(first, RAP1_CREDIT, "2", NULL);
    say(first, RAP1_DONE, given(first, "b", "1"), "0", NULL);
    given(first, "a", "1");
    status = status_of(first);
    ck_assert_int_eq(queue_of(&status, "sink")->live, 0);
}
END_TEST

/* With nobody to be alone with, a lost task does not hold up the others for ever. */
START_TEST(a_suspect_waits_only_so_long_for_an_idle_worker)
{
    const char *lease_a, *lease_b;
    struct party *source = come_as("fetcher-1", NULL, "parser");
    struct party *first = work(source, &lease_a, &lease_b);
    struct party *second = come_as("parser-2", "parser", NULL);

    say(second, RAP1_CREDIT, "3", NULL);
    given(second, "c", "0"); /* and is long at it */
    leave(first);
    for (int i = 0; i < 13; i++) {
        pass(1000);
        is_alive(second);
        is_alive(source);
    }
    pass(1000);
    given(second, "a", "1");
    given(second, "b", "1");
}
END_TEST

START_TEST(bye_gives_tasks_back_uncounted)
{
    const char *lease_a, *lease_b;
    struct party *source = come_as("fetcher-1", NULL, "parser");
    struct party *first = work(source, &lease_a, &lease_b);
    struct party *second = come_as("parser-2", "parser", NULL);

    say(first, RAP1_BYE, "shutdown", NULL);
    ck_assert(rap_frame_is(&hear(first, RAP1_BYE)->frame[0], "shutdown"));
    say(first, RAP1_BYE, "shutdown", NULL);
    status_of(first); /* a stranger's is not answered, or two could go on for ever */
    say(second, RAP1_CREDIT, "3", NULL);
    given(second, "a", "0");
    given(second, "b", "0");
    given(second, "c", "0");
    rap_status_t status = status_of(second);
    ck_assert_int_eq(queue_of(&status, "parser")->lost_total, 0);
}
END_TEST

/* A worker with this name dies with the task in hand. */
static void die_with(const char *name, const char *takes, const char *deliveries)
{
    struct party *worker = come_as(name, takes, NULL);

    say(worker, RAP1_CREDIT, "1", NULL);
    hear(worker, RAP1_TASK);
    ck_assert_str_eq(text(worker, 1), deliveries);
    leave(worker);
    pass(3100);
}

START_TEST(three_losses_make_a_quarantine_record)
{
    rap_record_t record;
    rap_err_t err;
    struct party *source = come_as("fetcher-1", NULL, "parser");

    put(source, "parser/bulk", "poison");
    status_of(source);
    die_with("parser-1", "parser", "0");
    die_with("parser-2", "parser", "1");
    die_with("parser-3", "parser", "2");
    struct party *sink = come_as("sink-1", "sink", NULL);

    say(sink, RAP1_CREDIT, "1", NULL);
    given(sink, "", "0"); /* without its body */
    ck_assert_str_eq(text(sink, 2), "{\"id\":1}");
    ck_assert_int_eq(
        rap_record_read(&record, text(sink, 3), strlen(text(sink, 3)), arena, &err), RAP_OK);
    ck_assert_int_eq(record.kind, RAP_RECORD_QUARANTINE);
    ck_assert_str_eq(record.quarantine->stage, "parser");
    ck_assert_str_eq(record.quarantine->worker, "parser-3");
    ck_assert_str_eq(record.quarantine->reason, "worker_lost");
    ck_assert_int_eq(record.quarantine->deliveries, 3);
    rap_status_t status = status_of(sink);
    ck_assert_int_eq(queue_of(&status, "parser")->failed_total, 1);
    ck_assert_int_eq(queue_of(&status, "parser")->bulk, 0);
}
END_TEST

/* One of two kills; the other one only happened to be there. */
START_TEST(a_loss_in_company_is_not_counted)
{
    struct party *source = come_as("fetcher-1", NULL, "parser");
    struct party *worker = come_as("parser-1", "parser", NULL);

    put(source, "parser", "poison");
    put(source, "parser", "bystander");
    status_of(source);
    say(worker, RAP1_CREDIT, "2", NULL);
    given(worker, "poison", "0");
    given(worker, "bystander", "0");
    leave(worker);
    pass(3100);
    die_with("parser-2", "parser", "1");
    die_with("parser-3", "parser", "2");
    rap_status_t status = status_of(source);
    ck_assert_int_eq(queue_of(&status, "parser")->failed_total, 0);
    die_with("parser-4", "parser", "3");
    status = status_of(source);
    ck_assert_int_eq(queue_of(&status, "parser")->failed_total, 1);
    ck_assert_int_eq(queue_of(&status, "parser")->lost_total, 5);
    worker = come_as("parser-5", "parser", NULL);
    say(worker, RAP1_CREDIT, "2", NULL);
    say(worker, RAP1_DONE, given(worker, "bystander", "1"), "0", NULL);
    status = status_of(worker);
    ck_assert_int_eq(queue_of(&status, "parser")->done_total, 2);
    ck_assert_int_eq(queue_of(&status, "parser")->live, 0);
}
END_TEST

/* A sink whose disk stalls for longer than three heartbeats, each time it commits. */
START_TEST(a_worker_that_comes_back_was_not_killed)
{
    struct party *source = come_as("fetcher-1", NULL, "sink");
    const rap_hello_t header = {.worker = "sink-1", .takes = "sink", .credit = 1};
    struct party *sink = come_as("sink-1", "sink", NULL);
    const char *deliveries[] = {"0", "1", "2", "3", "4"};

    put(source, "sink", "x");
    for (int i = 0; i < 3; i++) { /* as often as it may be lost */
        say(sink, RAP1_CREDIT, "1", NULL);
        given(sink, "x", deliveries[i]);
        pass(3100);
        hello(sink, header);
        hear(sink, RAP1_WELCOME);
    }
    rap_status_t status = status_of(source);
    ck_assert_int_eq(queue_of(&status, "sink")->lost_total, 3);
    ck_assert_int_eq(queue_of(&status, "sink")->failed_total, 0);
    for (int i = 3; i < 6; i++) { /* which is not for ever */
        say(sink, RAP1_CREDIT, "1", NULL);
        hear(sink, RAP1_TASK);
        pass(3100);
        hello(sink, header);
        hear(sink, RAP1_WELCOME);
    }
    status = status_of(source);
    ck_assert_int_eq(queue_of(&status, "sink")->lost_total, 6);
    ck_assert_int_eq(queue_of(&status, "sink")->failed_total, 1);
}
END_TEST

/* It is another process: the one before it died of something. */
START_TEST(a_worker_in_its_place_spares_nothing)
{
    struct party *source = come_as("fetcher-1", NULL, "parser");

    put(source, "parser", "x");
    for (int i = 0; i < 3; i++) {
        struct party *worker = come("parser-1");

        hello(
            worker, (rap_hello_t){
                        .worker = "parser-1", .takes = "parser", .credit = 1, .started = 100 + i});
        hear(worker, RAP1_WELCOME);
        say(worker, RAP1_CREDIT, "1", NULL);
        hear(worker, RAP1_TASK);
        leave(worker);
        pass(3100);
    }
    rap_status_t status = status_of(source);
    ck_assert_int_eq(queue_of(&status, "parser")->failed_total, 1);
}
END_TEST

START_TEST(a_quarantine_record_that_kills_is_dropped)
{
    struct party *source = come_as("fetcher-1", NULL, "sink");

    put(source, "sink", "poison");
    status_of(source);
    for (int round = 0; round < 2; round++) { /* the task, then the record in its place */
        die_with("sink-1", "sink", "0");
        die_with("sink-2", "sink", "1");
        rap_status_t status = status_of(source);
        ck_assert_int_eq(queue_of(&status, "sink")->live, 1);
        die_with("sink-3", "sink", "2");
    }
    rap_status_t status = status_of(source);
    ck_assert_int_eq(queue_of(&status, "sink")->live, 0);
    ck_assert_int_eq(status.dropped_total, 1);
}
END_TEST

START_TEST(a_fail_becomes_a_task_of_the_sink)
{
    const char *lease_a, *lease_b;
    struct party *source = come_as("fetcher-1", NULL, "parser");
    struct party *first = work(source, &lease_a, &lease_b);
    struct party *sink = come_as("sink-1", "sink", NULL);

    say(first, RAP1_FAIL, lease_a, "{\"id\":1,\"trace\":[]}", "{\"kind\":\"quarantine\"}", NULL);
    say(sink, RAP1_CREDIT, "1", NULL);
    const char *lease = given(sink, "", "0");
    ck_assert_str_eq(text(sink, 2), "{\"id\":1,\"trace\":[]}");
    ck_assert_str_eq(text(sink, 3), "{\"kind\":\"quarantine\"}");
    rap_status_t status = status_of(sink);
    ck_assert_int_eq(queue_of(&status, "parser")->failed_total, 1);
    /* if the sink fails with it as well, there is nothing left to try */
    say(sink, RAP1_FAIL, lease, "{}", "{}", NULL);
    status = status_of(sink);
    ck_assert_int_eq(status.dropped_total, 1);
    ck_assert_int_eq(queue_of(&status, "sink")->live, 0);
}
END_TEST

START_TEST(a_retry_comes_back_in_its_time)
{
    const char *lease_a, *lease_b;
    struct party *source = come_as("fetcher-1", NULL, "parser");
    struct party *first = work(source, &lease_a, &lease_b);

    say(first, RAP1_RETRY, lease_a, "500", "busy: locked", NULL);
    say(first, RAP1_RETRY, lease_b, "9223372036854775807", "busy: locked", NULL);
    rap_status_t status = status_of(first);
    ck_assert_int_eq(queue_of(&status, "parser")->delayed, 2);
    ck_assert_int_eq(queue_of(&status, "parser")->retried_total, 2);
    pass(500);
    say(first, RAP1_CREDIT, "2", NULL);
    given(first, "c", "0");
    given(first, "a", "1");                       /* behind what was there */
    for (int minute = 0; minute < 60; minute++) { /* and at the latest after an hour */
        rap_clock_fake_advance(&fake, 60000);
        broker_tick(broker); /* a stall that long is forgiven */
    }
    status = status_of(source);
    ck_assert_int_eq(queue_of(&status, "parser")->delayed, 0);
}
END_TEST

START_TEST(a_returned_task_is_as_it_was)
{
    const char *lease_a, *lease_b;
    struct party *source = come_as("fetcher-1", NULL, "parser");
    struct party *first = work(source, &lease_a, &lease_b);

    say(first, RAP1_RETRY, lease_b, "0", "returned", NULL);
    rap_status_t status = status_of(first);
    ck_assert_int_eq(queue_of(&status, "parser")->retried_total, 0);
    ck_assert_int_eq(queue_of(&status, "parser")->delayed, 0);
    ck_assert_int_eq(queue_of(&status, "parser")->live, 2);
    say(first, RAP1_CREDIT, "2", NULL);
    given(first, "b", "0"); /* before what was behind it, and not counted */
    given(first, "c", "0");
}
END_TEST

/* ---- HELLO again ---- */

START_TEST(a_lost_connection_keeps_what_it_holds)
{
    const char *lease_a, *lease_b, *held[1];
    struct party *source = come_as("fetcher-1", NULL, "parser");
    struct party *first = work(source, &lease_a, &lease_b);

    held[0] = lease_a;
    hello(first,
        (rap_hello_t){.worker = "parser-1", .takes = "parser", .credit = 2, .holds = {held, 1}});
    hear(first, RAP1_WELCOME);
    say(first, RAP1_CREDIT, "1", NULL);
    say(first, RAP1_DONE, lease_a, "1", "sink", "{}", "{}", "", NULL);
    given(first, "b", "1"); /* the one that it did not get */
    rap_status_t status = status_of(first);
    ck_assert_int_eq(queue_of(&status, "sink")->live, 1);
    ck_assert_int_eq(queue_of(&status, "parser")->leased, 1);
}
END_TEST

START_TEST(the_newer_process_has_the_name)
{
    const char *lease_a, *lease_b, *held[1];
    struct party *source = come_as("fetcher-1", NULL, "parser");
    struct party *first = work(source, &lease_a, &lease_b);

    held[0] = lease_a;
    hello(first, (rap_hello_t){.worker = "parser-1",
                     .takes = "parser",
                     .started = 2,
                     .credit = 2,
                     .holds = {held, 1}});
    hear(first, RAP1_WELCOME);
    rap_status_t status = status_of(source);
    ck_assert_int_eq(queue_of(&status, "parser")->leased, 0);
    ck_assert_int_eq(queue_of(&status, "parser")->lost_total, 2);
    hello(first, (rap_hello_t){.worker = "parser-1", .takes = "parser", .started = 1});
    hear(first, RAP1_BYE);
    ck_assert_str_eq(text(first, 0), "replaced: a newer process has this name");
}
END_TEST

static const struct {
    const char *what, *stage, *worker, *takes, *gives, *bye;
} refused[] = {
    {"another name", "parser", "parser-2", "parser", "sink", "refused: "},
    {"no such queue to take", "parser", "parser-1", "nowhere", "sink", "refused: "},
    {"no such queue to give", "parser", "parser-1", "parser", "nowhere", "refused: "},
    {"a stage that is no name", "pars er", "parser-1", "parser", "sink", "refused: "},
};

START_TEST(a_hello_that_cannot_be_met)
{
    struct party *worker = come("parser-1");

    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        hello(worker, (rap_hello_t){.stage = refused[i].stage,
                          .worker = refused[i].worker,
                          .takes = refused[i].takes,
                          .gives = refused[i].gives});
        hear(worker, RAP1_BYE);
        ck_assert_msg(strncmp(text(worker, 0), refused[i].bye, strlen(refused[i].bye)) == 0,
            "%s: %s", refused[i].what, text(worker, 0));
    }
    rap_status_t status = status_of(worker);
    ck_assert_uint_eq(status.workers.count, 0);
}
END_TEST

/* ---- rule 4: two lanes ---- */

START_TEST(live_goes_first_and_bulk_is_not_starved)
{
    char order[17] = "";
    struct party *source = come_as("fetcher-1", NULL, "parser");
    struct party *parser = come_as("parser-1", "parser", "sink");

    for (int i = 0; i < 13; i++)
        put(source, i < 4 ? "parser/bulk" : "parser", i < 4 ? "b" : "l");
    status_of(source);
    for (int i = 0; i < 13; i++) {
        say(parser, RAP1_CREDIT, "1", NULL);
        hear(parser, RAP1_TASK);
        order[i] = text(parser, 4)[0];
        say(parser, RAP1_DONE, text(parser, 0), "1", "sink", "{}", "{}", text(parser, 4), NULL);
    }
    ck_assert_str_eq(order, "lllllllbllbbb");
    /* outputs are in the lane of their task */
    rap_status_t status = status_of(parser);
    ck_assert_int_eq(queue_of(&status, "sink")->live, 9);
    ck_assert_int_eq(queue_of(&status, "sink")->bulk, 4);
}
END_TEST

static struct party *come_in_bulk(const char *name)
{
    struct party *self = come(name);

    hello(self,
        (rap_hello_t){.worker = name, .gives = "parser", .credit = 64, .lane = RAP_LANE_BULK});
    hear(self, RAP1_WELCOME);
    return self;
}

/* A source of the bulk lane uses every grant it gets; one of the live lane comes after it. */
START_TEST(bulk_leaves_room_for_live_tasks)
{
    options.queue_messages = 8;
    stop_broker();
    start_broker();
    struct party *bulk = come_in_bulk("replay-1");

    for (int i = 0; i < 4; i++)
        put(bulk, "parser", "b"); /* the lane is the source's */
    rap_status_t status = status_of(bulk);
    ck_assert_int_eq(queue_of(&status, "parser")->bulk, 4);
    ck_assert_int_eq(bulk->granted, 0);
    ck_assert(!queue_of(&status, "parser")->full);

    struct party *live = come_as("fetcher-1", NULL, "parser");
    struct party *parser = come_as("parser-1", "parser", NULL);
    put(live, "parser", "l");
    status_of(live);
    say(parser, RAP1_CREDIT, "1", NULL);
    say(parser, RAP1_DONE, given(parser, "l", "0"), "0", NULL);
    status_of(parser);
    status_of(bulk);
    ck_assert_int_eq(bulk->granted, 0); /* a live task that ended makes no room for bulk */
    for (int i = 0; i < 2; i++) {
        say(parser, RAP1_CREDIT, "1", NULL);
        say(parser, RAP1_DONE, given(parser, "b", "0"), "0", NULL);
        status_of(parser);
    }
    put(bulk, "parser/bulk", "b");
}
END_TEST

/* Grants that a source of the bulk lane does not use are none of the live lane's room. */
START_TEST(grants_of_bulk_starve_nobody)
{
    options.queue_messages = 4;
    options.queue_bytes = 64 << 20; /* so that messages decide */
    stop_broker();
    start_broker();
    struct party *bulk = come_in_bulk("replay-1");

    status_of(bulk);
    ck_assert_int_eq(bulk->granted, 2);
    struct party *live = come_as("fetcher-1", NULL, "parser");

    put(live, "parser", "l");
    put(live, "parser", "l");
    status_of(live);
    ck_assert_int_eq(live->granted, 1); /* all room is promised; who has none gets one more */
    put(bulk, "parser", "b");
    put(bulk, "parser", "b");
    rap_status_t status = status_of(bulk);
    ck_assert_int_eq(queue_of(&status, "parser")->live + queue_of(&status, "parser")->bulk, 4);
}
END_TEST

/* Nor do grants that a live source does not use keep a replay out. */
START_TEST(grants_of_live_starve_no_bulk)
{
    options.queue_messages = 20;
    options.queue_bytes = 64 << 20;
    stop_broker();
    start_broker();
    struct party *live = come_as("fetcher-1", NULL, "parser");

    status_of(live);
    ck_assert_int_eq(live->granted, 10); /* and keeps them */
    struct party *bulk = come_in_bulk("replay-1");
    status_of(bulk);
    ck_assert_int_eq(bulk->granted, 10);
    for (int i = 0; i < 10; i++)
        put(bulk, "parser", "b");
    for (int i = 0; i < 10; i++)
        put(live, "parser", "l");
    rap_status_t status = status_of(live);
    ck_assert_int_eq(queue_of(&status, "parser")->live, 10);
    ck_assert_int_eq(queue_of(&status, "parser")->bulk, 10);
}
END_TEST

/* Without a replay a live source fills all of a queue. */
START_TEST(live_tasks_may_have_all_of_a_queue)
{
    options.queue_messages = 20;
    options.queue_bytes = 64 << 20;
    stop_broker();
    start_broker();
    struct party *live = come_as("fetcher-1", NULL, "parser");

    for (int i = 0; i < 20; i++)
        put(live, "parser", "l");
    rap_status_t status = status_of(live);
    ck_assert_int_eq(queue_of(&status, "parser")->live, 20);
    ck_assert_int_eq(live->granted, 0);
}
END_TEST

/* What bulk tasks bring about fills half of the next queue, and then waits, alone. */
START_TEST(bulk_waits_for_its_half_further_on)
{
    options.queue_messages = 4;
    stop_broker();
    start_broker();
    struct party *bulk = come_in_bulk("replay-1");
    struct party *live = come_as("fetcher-1", NULL, "parser");
    struct party *parser = come_as("parser-1", "parser", "sink");

    for (int i = 0; i < 3; i++) {
        put(bulk, "parser", "b");
        say(parser, RAP1_CREDIT, "1", NULL);
        if (i < 2)
            say(parser, RAP1_DONE, given(parser, "b", "0"), "1", "sink", "{}", "{}", "", NULL);
        status_of(parser);
    }
    rap_status_t status = status_of(parser); /* it has a credit, but no task */
    ck_assert_int_eq(queue_of(&status, "sink")->bulk, 2);
    ck_assert_int_eq(queue_of(&status, "parser")->bulk, 1);
    put(live, "parser", "l");
    status_of(live);
    given(parser, "l", "0");
}
END_TEST

/* A bulk task that may have killed its worker waits for an idle one; live ones go on. */
START_TEST(a_suspect_of_bulk_holds_up_no_live_task)
{
    struct party *bulk = come_in_bulk("replay-1");
    struct party *live = come_as("fetcher-1", NULL, "parser");
    struct party *doomed = come_as("parser-1", "parser", NULL);

    put(bulk, "parser", "poison");
    status_of(bulk);
    say(doomed, RAP1_CREDIT, "1", NULL);
    given(doomed, "poison", "0");
    struct party *busy = come_as("parser-2", "parser", NULL);
    put(live, "parser", "l");
    status_of(live);
    say(busy, RAP1_CREDIT, "20", NULL);
    given(busy, "l", "0");
    leave(doomed);
    pass(2000);
    is_alive(busy);
    is_alive(live);
    is_alive(bulk);
    pass(1100); /* the poisonous one is back, first in its lane */
    for (int i = 0; i < 12; i++) {
        put(live, "parser", "l");
        status_of(live);
        given(busy, "l", "0");
    }
}
END_TEST

/* ---- rule 5: receipts ---- */

START_TEST(receipts_go_to_who_put_the_task)
{
    struct party *one = come_as("fetcher-1", NULL, "sink");
    struct party *two = come_as("fetcher-2", NULL, "sink");
    struct party *sink = come_as("sink-1", "sink", NULL);

    put(one, "sink", "1");
    status_of(one);
    put(two, "sink", "2");
    status_of(two);
    say(sink, RAP1_CREDIT, "2", NULL);
    const char *first = given(sink, "1", "0"), *second = given(sink, "2", "0");
    say(sink, RAP1_DONE, second, "0", "{\"id\":\"2a\"}", "{\"id\":\"2b\"}", NULL);
    hear(two, RAP1_RECEIPT);
    ck_assert_uint_eq(two->message->count, 2); /* one message for both */
    ck_assert_str_eq(text(two, 0), "{\"id\":\"2a\"}");
    ck_assert_str_eq(text(two, 1), "{\"id\":\"2b\"}");
    status_of(one);

    /* the first source is away when its receipt comes */
    leave(one);
    pass(2000);
    is_alive(sink);
    pass(1100);
    say(sink, RAP1_DONE, first, "0", "{\"id\":\"1\"}", NULL);
    rap_status_t status = status_of(sink);
    ck_assert_int_eq(status.receipts_waiting, 1);
    ck_assert_int_eq(status.receipts_dropped_total, 0);
    one = come("fetcher-1");
    hello(one, (rap_hello_t){.worker = "fetcher-1", .started = 2, .gives = "sink", .credit = 1});
    hear(one, RAP1_WELCOME);
    hear(one, RAP1_RECEIPT);
    ck_assert_str_eq(text(one, 0), "{\"id\":\"1\"}");
    ck_assert_uint_eq(receipts_waiting(broker->receipts), 0);
}
END_TEST

/* ---- rule 6: epochs ---- */

/* Its connection went down and came up again; what is said before that may be lost. */
static void comes_back(struct party *self)
{
    bool down = false;

    for (int i = 0; i < PATIENCE_MS; i++) {
        rap_link_event_t event = rap_link_event(self->link);

        down = down || event == RAP_LINK_DOWN;
        if (down && event == RAP_LINK_UP)
            return;
        if (event == RAP_LINK_NONE)
            poll(NULL, 0, 1);
    }
    ck_abort_msg("waited in vain for the connection");
}

START_TEST(a_new_broker_has_a_new_epoch)
{
    rap_err_t err;
    rap_welcome_t before, after;
    struct party *source = come("fetcher-1");
    struct party *sink = come("sink-1");

    for (int round = 0; round < 2; round++) {
        hello(source, (rap_hello_t){.worker = "fetcher-1", .gives = "sink", .credit = 8});
        hear(source, RAP1_WELCOME);
        ck_assert_int_eq(rap_header_read(&rap_welcome_table, round == 0 ? &before : &after,
                             source->message, arena, &err),
            RAP_OK);
        ck_assert_int_eq(before.heartbeat_ms, BEAT_MS);
        ck_assert_int_eq(before.lease_ms, LEASE_MS);
        ck_assert_int_eq(before.max_message, 1 << 20);
        hello(sink, (rap_hello_t){.worker = "sink-1", .takes = "sink", .credit = 1});
        hear(sink, RAP1_WELCOME);
        put(source, "sink", "x");
        say(sink, RAP1_CREDIT, "1", NULL);
        const char *lease = given(sink, "x", "0");

        if (round == 0) {
            stop_broker(); /* which forgets all */
            start_broker();
            comes_back(source);
            comes_back(sink);
            say(sink, RAP1_DONE, lease, "0", "{}", NULL);
            hear(sink, RAP1_BYE);
            ck_assert_str_eq(text(sink, 0), "hello");
        }
    }
    ck_assert_str_ne(before.epoch, after.epoch);
}
END_TEST

/* ---- rule 7: versions and malformed messages ---- */

static const struct {
    const char *what;
    const char *frame[6]; /* NULL: the last was it */
    const char *bye;      /* how its reason begins */
} malformed[] = {
    {"another protocol", {"MDPC01", "x"}, "version: this broker speaks RAP1"},
    {"another version", {"RAP2", "HELLO", "{}"}, "version: "},
    {"an empty frame", {""}, "version: "},
    {"no command", {"RAP1"}, "malformed: "},
    {"an unknown command", {"RAP1", "JUMP"}, "malformed: "},
    {"a command in small letters", {"RAP1", "hello", "{}"}, "malformed: "},
    {"too few frames", {"RAP1", "PUT", "parser"}, "malformed: "},
    {"too many frames", {"RAP1", "CREDIT", "1", "2"}, "malformed: "},
    {"a HELLO that is not JSON", {"RAP1", "HELLO", "{\"stage\": \"par"}, "malformed: "},
    {"a HELLO without keys", {"RAP1", "HELLO", "{}"}, "malformed: "},
    {"a broker's word", {"RAP1", "GRANT", "5"}, "malformed: not a worker's word"},
    {"a supervisor's word", {"RAP1", "SCALE", "{}"}, "malformed: "},
    {"an answer to STATUS", {"RAP1", "STATUS", "{}"}, "malformed: "},
    {"work of a stranger", {"RAP1", "CREDIT", "1"}, "hello"},
    {"a beat of a stranger", {"RAP1", "BEAT", "{}"}, "hello"},
};

static void *raw_connect(void *context, const char *name)
{
    void *socket = zmq_socket(context, ZMQ_DEALER);
    int linger = 0;

    ck_assert_int_eq(zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger), 0);
    ck_assert_int_eq(zmq_setsockopt(socket, ZMQ_ROUTING_ID, name, strlen(name)), 0);
    ck_assert_int_eq(zmq_connect(socket, endpoint), 0);
    return socket;
}

/* The reason of the BYE that comes. */
static void raw_hear_bye(void *socket, char *reason, size_t size)
{
    char frame[3][512];
    int n = 0;

    for (int i = 0; n < 3; i++) {
        int len = zmq_recv(socket, frame[n], sizeof frame[n] - 1, ZMQ_DONTWAIT);

        if (len >= 0) {
            frame[n++][len] = '\0';
            continue;
        }
        ck_assert_int_lt(i, PATIENCE_MS);
        broker_read(broker);
        poll(NULL, 0, 1);
    }
    ck_assert_str_eq(frame[0], "RAP1");
    ck_assert_str_eq(frame[1], "BYE");
    (void)snprintf(reason, size, "%s", frame[2]);
}

START_TEST(malformed_messages_are_answered)
{
    void *context = zmq_ctx_new();
    void *socket = raw_connect(context, "stranger");
    char reason[512];

    for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++) {
        for (size_t f = 0; malformed[i].frame[f] != NULL; f++)
            ck_assert_int_ge(zmq_send(socket, malformed[i].frame[f], strlen(malformed[i].frame[f]),
                                 malformed[i].frame[f + 1] != NULL ? ZMQ_SNDMORE : 0),
                0);
        raw_hear_bye(socket, reason, sizeof reason);
        ck_assert_msg(strncmp(reason, malformed[i].bye, strlen(malformed[i].bye)) == 0, "%s: %s",
            malformed[i].what, reason);
    }
    ck_assert_int_eq(broker->malformed_total, sizeof malformed / sizeof malformed[0] - 2);
    zmq_close(socket);
    zmq_ctx_term(context);
}
END_TEST

static int logged(FILE *file, const char *text)
{
    char line[1024];
    int n = 0;

    rewind(file);
    while (fgets(line, sizeof line, file) != NULL)
        n += strstr(line, text) != NULL;
    return n;
}

START_TEST(a_peer_is_complained_of_once_a_minute)
{
    FILE *file = tmpfile();

    ck_assert_ptr_nonnull(file);
    stop_broker();
    rap_log_destroy(&quiet);
    quiet = rap_log_new(fileno(file), RAP_LOG_WARNING, &fake.clock);
    start_broker();
    struct party *one = come("stranger-1"), *two = come("stranger-2");

    for (int minute = 0; minute < 2; minute++) {
        for (int i = 0; i < 5; i++) {
            say(one, RAP1_GRANT, "1", NULL);
            hear(one, RAP1_BYE);
        }
        say(two, RAP1_GRANT, "1", NULL);
        hear(two, RAP1_BYE);
        ck_assert_int_eq(logged(file, "worker=stranger-1 "), minute + 1);
        ck_assert_int_eq(logged(file, "worker=stranger-2 "), minute + 1);
        rap_clock_fake_advance(&fake, 59999);
        say(one, RAP1_GRANT, "1", NULL);
        hear(one, RAP1_BYE);
        ck_assert_int_eq(logged(file, "worker=stranger-1 "), minute + 1);
        rap_clock_fake_advance(&fake, 1);
    }
    ck_assert_int_eq(broker->malformed_total, 14);
    (void)fclose(file);
}
END_TEST

START_TEST(a_header_over_64_kib_is_malformed)
{
    struct party *worker = come_as("parser-1", "parser", NULL);
    char *long_text = malloc(RAP1_HEADER_MAX + 2);

    memset(long_text, ' ', RAP1_HEADER_MAX + 1);
    long_text[RAP1_HEADER_MAX + 1] = '\0';
    say(worker, RAP1_BEAT, long_text, NULL);
    hear(worker, RAP1_BYE);
    ck_assert_int_eq(strncmp(text(worker, 0), "malformed: ", 11), 0);
    rap_status_t status = status_of(worker);
    ck_assert_uint_eq(status.workers.count, 1); /* the rest stands */
    ck_assert_int_eq(status.malformed_total, 1);
    free(long_text);
}
END_TEST

START_TEST(what_breaks_the_rules_of_its_state)
{
    struct party *source = come_as("fetcher-1", NULL, "parser");
    struct party *worker = come_as("parser-1", "parser", NULL);

    status_of(source);
    ck_assert_int_eq(source->granted, 1);
    hello(source, (rap_hello_t){.worker = "fetcher-1", .gives = "parser", .credit = 0});
    hear(source, RAP1_WELCOME);
    put(source, "parser", "x"); /* with a grant that is void since the HELLO */
    hear(source, RAP1_BYE);
    ck_assert_str_eq(text(source, 0), "malformed: PUT without a grant");
    hello(source, (rap_hello_t){.worker = "fetcher-1", .gives = "parser", .credit = 1});
    hear(source, RAP1_WELCOME);
    put(source, "nowhere", "x");
    hear(source, RAP1_BYE);
    ck_assert_str_eq(text(source, 0), "malformed: PUT to a queue that is not there");
    put(source, "parser", "x"); /* the grant was used; this is the next one */
    say(source, RAP1_CREDIT, "1", NULL);
    hear(source, RAP1_BYE);
    ck_assert_str_eq(text(source, 0), "malformed: not a source's word");
    say(worker, RAP1_PUT, "parser", "{}", "", "", NULL);
    hear(worker, RAP1_BYE);
    ck_assert_str_eq(text(worker, 0), "malformed: only a source's word");
    say(worker, RAP1_CREDIT, "65537", NULL);
    hear(worker, RAP1_BYE);
    say(worker, RAP1_CREDIT, "1", NULL);
    const char *lease = given(worker, "x", "0");

    say(worker, RAP1_DONE, "x", "0", NULL);
    hear(worker, RAP1_BYE);
    say(worker, RAP1_DONE, lease, "0", NULL); /* the lease still stands */
    rap_status_t status = status_of(worker);
    ck_assert_int_eq(queue_of(&status, "parser")->done_total, 1);
    ck_assert_int_eq(status.malformed_total, 6);
}
END_TEST

/* Who says that it is done with a task, but not how, has no more of it: it comes again now. */
START_TEST(a_malformed_end_is_a_loss)
{
    struct party *source = come_as("fetcher-1", NULL, "parser");
    struct party *worker = come_as("parser-1", "parser", NULL);
    struct party *thief = come_as("parser-2", "parser", NULL);

    put(source, "parser", "x");
    say(worker, RAP1_CREDIT, "3", NULL);
    const char *lease = given(worker, "x", "0");
    say(thief, RAP1_RETRY, lease, "-1", "io: x", NULL); /* of a lease that it does not hold */
    status_of(thief);
    say(worker, RAP1_RETRY, lease, "-1", "io: x", NULL);
    hear(worker, RAP1_BYE);
    lease = given(worker, "x", "1");
    say(worker, RAP1_DONE, lease, "1", "nowhere", "{}", "", "", NULL);
    hear(worker, RAP1_BYE);
    lease = given(worker, "x", "2");
    say(worker, RAP1_DONE, lease, "4", "sink", NULL); /* its frames are not even so many */
    hear(worker, RAP1_BYE);
    rap_status_t status = status_of(worker);
    ck_assert_int_eq(queue_of(&status, "parser")->leased, 0);
    ck_assert_int_eq(queue_of(&status, "parser")->lost_total, 3);
    ck_assert_int_eq(queue_of(&status, "sink")->live, 1); /* as worker_lost */
}
END_TEST

/* Only who holds a lease can end it. */
START_TEST(a_lease_of_another_is_no_lease)
{
    const char *lease_a, *lease_b;
    struct party *source = come_as("fetcher-1", NULL, "parser");

    work(source, &lease_a, &lease_b);
    struct party *thief = come_as("parser-2", "parser", NULL);

    say(thief, RAP1_DONE, lease_a, "1", "sink", "{}", "{}", "", NULL);
    rap_status_t status = status_of(thief);
    ck_assert_int_eq(queue_of(&status, "sink")->live, 0);
    ck_assert_int_eq(queue_of(&status, "parser")->leased, 2);
}
END_TEST

/* ---- beats, a stall, an end ---- */

START_TEST(beats_are_sent_to_who_hears_nothing)
{
    struct party *worker = come_as("parser-1", "parser", NULL);

    pass(1000);
    hear(worker, RAP1_BEAT);
    ck_assert_str_eq(text(worker, 0), "{\"load\":0,\"counters\":[]}");
    rap_status_t status = status_of(worker);
    ck_assert_uint_eq(status.workers.count, 1);
}
END_TEST

START_TEST(a_broker_that_was_stopped_blames_nobody)
{
    const char *lease_a, *lease_b;
    struct party *source = come_as("fetcher-1", NULL, "parser");
    struct party *first = work(source, &lease_a, &lease_b);

    rap_clock_fake_advance(&fake, 30000);
    broker_tick(broker);
    rap_status_t status = status_of(first);
    ck_assert_uint_eq(status.workers.count, 2);
    ck_assert_int_eq(queue_of(&status, "parser")->leased, 2);
}
END_TEST

START_TEST(all_are_told_when_it_leaves)
{
    struct party *source = come_as("fetcher-1", NULL, "parser");
    struct party *worker = come_as("parser-1", "parser", NULL);

    broker_leave(broker);
    hear(source, RAP1_BYE);
    ck_assert_str_eq(text(source, 0), "shutdown");
    hear(worker, RAP1_BYE);
}
END_TEST

START_TEST(status_tells_all)
{
    const char *lease_a, *lease_b;
    struct party *source = come_as("fetcher-1", NULL, "parser");
    struct party *first = work(source, &lease_a, &lease_b);

    pass(2000);
    is_alive(first);
    rap_status_t status = status_of(source);
    const rap_worker_status_t *worker = status.workers.item;
    const rap_counter_t *counter = worker[0].counters.item;
    const rap_lease_status_t *lease = status.leases.item;
    const rap_queue_status_t *queue = queue_of(&status, "parser");

    ck_assert_str_eq(status.version, "0.1.0");
    ck_assert_str_eq(status.epoch, broker->epoch);
    ck_assert_int_eq(status.uptime_ms, 2000);
    ck_assert_int_eq(queue->live, 1);
    ck_assert_int_eq(queue->leased, 2);
    ck_assert_int_eq(queue->messages_max, 100);
    ck_assert_int_eq(queue->bytes_max, 1 << 20);
    ck_assert_int_eq(queue->bytes, 27); /* {"id":1} and a letter, three times */
    ck_assert_int_eq(queue->oldest_ms, 2000);
    ck_assert_int_eq(queue->put_total, 3);
    ck_assert_uint_eq(status.workers.count, 2);
    ck_assert_str_eq(worker[0].worker, "parser-1");
    ck_assert_str_eq(worker[0].takes, "parser");
    ck_assert_int_eq(worker[0].leased, 2);
    ck_assert(worker[0].load == 0.5);
    ck_assert_uint_eq(worker[0].counters.count, 1);
    ck_assert_str_eq(counter->name, "a_total");
    ck_assert_int_eq(counter->value, 7);
    ck_assert_uint_eq(worker[1].counters.count, 0); /* it has said no BEAT yet */
    ck_assert_int_eq(worker[0].since_ms, 2000);
    ck_assert_int_eq(worker[0].silent_ms, 0);
    ck_assert_str_eq(worker[1].stage, "fetcher");
    ck_assert_ptr_null(worker[1].takes);
    ck_assert_int_eq(worker[1].put_total, 3);
    ck_assert_uint_eq(status.leases.count, 2);
    ck_assert_str_eq(lease[0].lease, lease_a);
    ck_assert_int_eq(lease[0].age_ms, 2000);
}
END_TEST

static const struct {
    const char *names[3];
    const char *text;
} bad_queues[] = {
    {{"parser", "sink", "par ser"}, "broker.queues: 'par ser' is not a name"},
    {{"parser", "sink", "parser"}, "broker.queues: 'parser' stands there twice"},
    {{"parser", "classifier", "sing"},
        "broker.queues: 'sink' is missing; quarantine records go there"},
};

START_TEST(queues_must_make_sense)
{
    for (size_t i = 0; i < sizeof bad_queues / sizeof bad_queues[0]; i++) {
        rap_err_t err;
        broker_t *none = NULL;
        const char *names[3];

        memcpy(names, bad_queues[i].names, sizeof names);
        broker_options_t bad = options;
        bad.queues = (rap_strings_t){names, 3};
        ck_assert_int_eq(broker_new(&none, &bad, router, &fake.clock, quiet, &err), RAP_CONFIG);
        ck_assert_str_eq(err.text, bad_queues[i].text);
        ck_assert_ptr_null(none);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("broker");
    TCase *tcase = tcase_create("all");

    tcase_set_timeout(tcase, 30);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, grants_end_where_the_queue_does);
    tcase_add_test(tcase, a_full_sink_holds_up_its_feeders);
    tcase_add_test(tcase, failures_fill_the_sink_as_outputs_do);
    tcase_add_test(tcase, a_source_feeds_each_queue_that_it_puts_to);
    tcase_add_test(tcase, bytes_bound_a_queue_as_well);
    tcase_add_test(tcase, work_goes_where_credit_is);
    tcase_add_test(tcase, a_silent_worker_loses_its_tasks);
    tcase_add_test(tcase, a_lease_that_runs_out_is_lost);
    tcase_add_test(tcase, a_suspect_waits_only_so_long_for_an_idle_worker);
    tcase_add_test(tcase, bye_gives_tasks_back_uncounted);
    tcase_add_test(tcase, three_losses_make_a_quarantine_record);
    tcase_add_test(tcase, a_loss_in_company_is_not_counted);
    tcase_add_test(tcase, a_worker_that_comes_back_was_not_killed);
    tcase_add_test(tcase, a_worker_in_its_place_spares_nothing);
    tcase_add_test(tcase, a_quarantine_record_that_kills_is_dropped);
    tcase_add_test(tcase, a_fail_becomes_a_task_of_the_sink);
    tcase_add_test(tcase, a_retry_comes_back_in_its_time);
    tcase_add_test(tcase, a_returned_task_is_as_it_was);
    tcase_add_test(tcase, a_lost_connection_keeps_what_it_holds);
    tcase_add_test(tcase, the_newer_process_has_the_name);
    tcase_add_test(tcase, a_hello_that_cannot_be_met);
    tcase_add_test(tcase, live_goes_first_and_bulk_is_not_starved);
    tcase_add_test(tcase, bulk_leaves_room_for_live_tasks);
    tcase_add_test(tcase, grants_of_bulk_starve_nobody);
    tcase_add_test(tcase, grants_of_live_starve_no_bulk);
    tcase_add_test(tcase, live_tasks_may_have_all_of_a_queue);
    tcase_add_test(tcase, bulk_waits_for_its_half_further_on);
    tcase_add_test(tcase, a_suspect_of_bulk_holds_up_no_live_task);
    tcase_add_test(tcase, receipts_go_to_who_put_the_task);
    tcase_add_test(tcase, a_new_broker_has_a_new_epoch);
    tcase_add_test(tcase, malformed_messages_are_answered);
    tcase_add_test(tcase, a_peer_is_complained_of_once_a_minute);
    tcase_add_test(tcase, a_header_over_64_kib_is_malformed);
    tcase_add_test(tcase, what_breaks_the_rules_of_its_state);
    tcase_add_test(tcase, a_malformed_end_is_a_loss);
    tcase_add_test(tcase, a_lease_of_another_is_no_lease);
    tcase_add_test(tcase, beats_are_sent_to_who_hears_nothing);
    tcase_add_test(tcase, a_broker_that_was_stopped_blames_nobody);
    tcase_add_test(tcase, all_are_told_when_it_leaves);
    tcase_add_test(tcase, status_tells_all);
    tcase_add_test(tcase, queues_must_make_sense);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
