/* A tiny stage and a scripted broker, on one loop and in one thread.  The clock is a fake one
 * and stands still, until a test needs time to pass: then it moves by STEP_MS whenever the
 * broker heard nothing for a while and nothing is on its way, so that what was said arrives in
 * the same moment however slow the machine is. */
#include "proto/stage_private.h"

#include "base/codec.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { STEP_MS = 250, QUIET_TICKS = 3, LOST_TICKS = 50, MESSAGE_MAX = 8 << 20 };

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ENVELOPE                                                                  \
    "{\"id\":\"" ID "\",\"origin\":\"fetcher-1\",\"attempt\":1,\"source\":\"s\"," \
    "\"url\":\"https://example.org/a\",\"fetched_at\":\"2024-03-08T15:04:05Z\"}"
#define WELCOME(epoch)                                                                  \
    "{\"epoch\":\"" epoch "\",\"heartbeat_ms\":1000,\"lease_ms\":5000,\"max_message\":" \
    "8388608}"

/* ---- the stage ---- */

typedef rap_code_t handle_fn(rap_task_t *task, rap_err_t *err);

static struct {
    handle_fn *handle;
    rap_stage_t *stage;
    rap_task_t *task[16]; /* of a stage with `later` */
    int tasks;
    int cancelled, drained, reloaded, closed, epochs, finishes;
    int64_t granted;
    char receipts[256];
    bool finished;
} tiny;

static rap_code_t tiny_open(rap_stage_t *stage, const void *options, void **ret, rap_err_t *err)
{
    (void)options;
    (void)err;
    tiny.stage = stage;
    *ret = &tiny;
    return RAP_OK;
}

static rap_code_t tiny_handle(void *self, rap_task_t *task, rap_err_t *err)
{
    ck_assert_ptr_eq(self, &tiny);
    tiny.task[tiny.tasks++ % 16] = task;
    return tiny.handle(task, err);
}

static void tiny_cancel(void *self, rap_task_t *task)
{
    (void)self;
    (void)task;
    tiny.cancelled++;
}

static void tiny_drain(void *self)
{
    (void)self;
    tiny.drained++;
}

static void tiny_reload(void *self)
{
    (void)self;
    tiny.reloaded++;
}

static void tiny_close(void **self)
{
    *self = NULL;
    tiny.closed++;
}

static void tiny_granted(void *self, int64_t n)
{
    (void)self;
    tiny.granted += n;
}

static void tiny_receipt(void *self, const rap_receipt_t *receipt)
{
    size_t len = strlen(tiny.receipts);

    (void)self;
    (void)snprintf(tiny.receipts + len, sizeof tiny.receipts - len, "%s %s %s;", receipt->origin,
        rap_end_names[receipt->end], receipt->reason != NULL ? receipt->reason : "-");
}

static void tiny_epoch(void *self)
{
    (void)self;
    tiny.epochs++;
}

static bool tiny_finished(void *self)
{
    (void)self;
    tiny.finishes++;
    return tiny.finished;
}

static rap_stage_type_t type;

static rap_code_t done(rap_task_t *task, rap_err_t *err)
{
    (void)task;
    (void)err;
    return RAP_OK;
}

/* ---- the broker ---- */

typedef void react_fn(rap_message_t *message);

static char dir[32], endpoint[64];
static rap_clock_fake_t clock_;
static rap_process_t process;
static rap_stage_options_t options;
static rap_err_t err; /* of the broker and the checks */
static rap_err_t why; /* of the stage */
static FILE *log_file;

static struct {
    rap_link_t *link;
    rap_watch_t watch;
    rap_message_t *in;
    react_fn *react;
    int timer, hellos, queue_max;
    bool awake;        /* time passes */
    bool ending;       /* the stage has ended: only to hear what it said last */
    int quiet;         /* ticks since it heard something */
    int64_t told, got; /* messages, of all its links */
    int deaf;          /* ticks until it reads again */
    char heard[4096];  /* one line a message, BEATs left out */
} broker;

static void tell(rap1_command_t command, ...)
{
    RAP_AUTO(rap_message) *message = rap_message_new(command);
    const char *text;
    va_list args;

    rap_frame_copy(&message->peer, "tiny-1", 6);
    va_start(args, command);
    while ((text = va_arg(args, const char *)) != NULL)
        rap_message_add_text(message, text);
    va_end(args);
    ck_assert_msg(rap_link_send(broker.link, message, &err) == RAP_OK, "%s", err.text);
    broker.told++;
}

static void task(const char *lease, const char *deliveries)
{
    tell(RAP1_TASK, lease, deliveries, ENVELOPE, "{\"kind\":\"capture\"}", "the body", NULL);
}

static void beat(void)
{
    RAP_AUTO(rap_message) *message = rap_message_new(RAP1_BEAT);

    rap_frame_copy(&message->peer, "tiny-1", 6);
    rap_message_add_text(message, "{}");
    if (rap_link_send(broker.link, message, &err) == RAP_OK) /* it may be gone already */
        broker.told++;
}

/* Command and the frames that are short and no JSON. */
static void note(const rap_message_t *message)
{
    size_t len = strlen(broker.heard);

    if (message->command == RAP1_BEAT)
        return;
    len += (size_t)snprintf(
        broker.heard + len, sizeof broker.heard - len, "%s", rap1_command_name(message->command));
    for (size_t i = 0; i < message->count; i++) {
        const char *text = rap_frame_data(&message->frame[i]);
        int size = (int)rap_frame_size(&message->frame[i]);

        if (size > 40 || (size > 0 && text[0] == '{'))
            continue;
        len += (size_t)snprintf(broker.heard + len, sizeof broker.heard - len, " %.*s", size, text);
    }
    (void)snprintf(broker.heard + len, sizeof broker.heard - len, "\n");
}

static void on_broker(rap_loop_t *loop, short revents, void *arg)
{
    (void)loop;
    (void)revents;
    (void)arg;
    while (broker.link != NULL && rap_link_receive(broker.link, broker.in, &err) == RAP_OK) {
        broker.quiet = 0;
        broker.got++;
        if (broker.in->command == RAP1_HELLO)
            broker.hellos++;
        note(broker.in);
        broker.react(broker.in);
    }
}

static void broker_start(void)
{
    ck_assert_msg(rap_link_bind(&broker.link,
                      &(rap_link_config_t){.endpoint = endpoint,
                          .max_frame_bytes = MESSAGE_MAX,
                          .queue_max = broker.queue_max > 0 ? broker.queue_max : 100},
                      &err) == RAP_OK,
        "%s", err.text);
    broker.watch =
        rap_loop_socket(process.loop, rap_link_socket(broker.link), RAP_IN, on_broker, NULL);
}

static void broker_stop(void)
{
    rap_loop_remove(process.loop, broker.watch);
    rap_link_destroy(&broker.link);
}

/* Is something on its way?  What went down with a connection will never come, so it is waited
 * for only so long. */
static bool is_quiet(void)
{
    rap_link_counts_t stage = {0};

    if (tiny.stage != NULL && tiny.stage->link != NULL)
        stage = rap_link_counts(tiny.stage->link);
    return broker.quiet >=
           (stage.received == broker.told && stage.sent == broker.got ? QUIET_TICKS : LOST_TICKS);
}

static void on_time(rap_loop_t *loop, short revents, void *arg)
{
    uint64_t ticks;

    (void)loop;
    (void)revents;
    (void)arg;
    if (read(broker.timer, &ticks, sizeof ticks) != sizeof ticks)
        return;
    broker.quiet++;
    if (broker.ending && (strstr(broker.heard, "BYE") != NULL || broker.quiet >= LOST_TICKS))
        rap_loop_stop(process.loop);
    else if (broker.awake && is_quiet())
        rap_clock_fake_advance(&clock_, STEP_MS);
    if (broker.deaf > 0 && --broker.deaf == 0)
        rap_loop_set_events(process.loop, broker.watch, RAP_IN);
}

static void sign(int signo)
{
    process.on_signal(&process, signo);
}

static int64_t metric(const char *name)
{
    return rap_metric_value(rap_metrics_counter(process.metrics, name, ""));
}

/* ---- the frame of every test ---- */

static void begin(void)
{
    static const struct itimerspec every_10_ms = {{0, 10000000}, {0, 10000000}};

    memset(&tiny, 0, sizeof tiny);
    memset(&broker, 0, sizeof broker);
    memset(&process, 0, sizeof process);
    (void)snprintf(dir, sizeof dir, "/tmp/rap-stage-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    (void)snprintf(endpoint, sizeof endpoint, "ipc://%s/broker", dir);
    rap_clock_fake_init(&clock_, 1709910245000); /* 2024-03-08T15:04:05Z */
    clock_.mono = 5000;
    static rap_process_type_t process_type = {.program = "rapporteur-tiny"};
    log_file = tmpfile();
    ck_assert_ptr_nonnull(log_file);
    process.type = &process_type;
    process.endpoint = endpoint;
    process.clock = &clock_.clock;
    process.common.ready_fd = -1;
    (void)snprintf(process.name, sizeof process.name, "tiny-1");
    process.loop = rap_loop_new(process.clock);
    process.log = rap_log_new(fileno(log_file), RAP_LOG_DEBUG, process.clock);
    process.metrics = rap_metrics_new();
    options = (rap_stage_options_t){.slots = 2, .arena = 1 << 20, .drain_ms = 2000, .retries = 8};
    type = (rap_stage_type_t){.name = "tiny",
        .takes = "tiny",
        .gives = "next",
        .open = tiny_open,
        .handle = tiny_handle,
        .cancel = tiny_cancel,
        .drain = tiny_drain,
        .reload = tiny_reload,
        .close = tiny_close,
        .granted = tiny_granted,
        .receipt = tiny_receipt,
        .epoch = tiny_epoch};
    tiny.handle = done;
    broker.in = rap_message_new(RAP1_BEAT);
    broker.timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    ck_assert_int_eq(timerfd_settime(broker.timer, 0, &every_10_ms, NULL), 0);
    rap_loop_fd(process.loop, broker.timer, RAP_IN, on_time, NULL);
    broker_start();
}

static void end(void)
{
    char path[80];

    broker_stop();
    close(broker.timer);
    rap_message_destroy(&broker.in);
    rap_metrics_destroy(&process.metrics);
    rap_log_destroy(&process.log);
    rap_loop_destroy(&process.loop);
    (void)fclose(log_file);
    (void)snprintf(path, sizeof path, "%s/broker.lock", dir);
    unlink(path);
    rmdir(dir);
}

static void hear_the_end(void)
{
    if (broker.link == NULL)
        return;
    rap_loop_set_events(process.loop, broker.watch, RAP_IN);
    broker.ending = true;
    broker.quiet = 0;
    ck_assert_msg(rap_loop_run(process.loop, &err) == RAP_OK, "%s", err.text);
}

static rap_code_t serve_with(react_fn *react, int queue_max)
{
    rap_stage_t *stage = stage_new(&type, &process, &options, NULL);

    if (queue_max > 0)
        stage->queue_max = queue_max;
    broker.react = react;
    rap_code_t code = stage_serve(stage, &why);
    hear_the_end();
    stage_destroy(&stage);
    return code;
}

static void serve(react_fn *react)
{
    rap_code_t code = serve_with(react, 0);

    ck_assert_msg(code == RAP_OK, "%s", why.text);
    ck_assert_int_eq(tiny.closed, 1);
}

static int logged(const char *text)
{
    char line[1024];
    int n = 0;

    rewind(log_file);
    while (fgets(line, sizeof line, log_file) != NULL)
        n += strstr(line, text) != NULL;
    return n;
}

/* ---- session ---- */

static void check_hello(rap_message_t *message)
{
    rap_arena_t *arena = rap_arena_new(1 << 16);
    rap_hello_t hello;

    if (message->command == RAP1_HELLO) {
        ck_assert(rap_frame_is(&message->peer, "tiny-1"));
        ck_assert_int_eq(rap_header_read(&rap_hello_table, &hello, message, arena, &err), RAP_OK);
        ck_assert_str_eq(hello.stage, "tiny");
        ck_assert_str_eq(hello.worker, "tiny-1");
        ck_assert_str_eq(hello.takes, "tiny");
        ck_assert_str_eq(hello.gives, "next");
        ck_assert_int_eq(hello.credit, 2);
        ck_assert_int_eq(hello.started, 5000); /* whatever the wall clock says */
        ck_assert_uint_eq(hello.holds.count, 0);
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
    } else if (message->command == RAP1_CREDIT) {
        ck_assert(process.is_ready);
        sign(SIGHUP);
        sign(SIGTERM);
    }
    rap_arena_destroy(&arena);
}

START_TEST(a_session_has_a_beginning_and_an_end)
{
    serve(check_hello);
    ck_assert_str_eq(broker.heard, "HELLO\nCREDIT 2\nBYE shutdown\n");
    ck_assert_int_eq(tiny.reloaded, 1);
    ck_assert_int_eq(tiny.drained, 1);
    ck_assert_int_eq(tiny.epochs, 1);
}
END_TEST

static void beat_twice(rap_message_t *message)
{
    static int beats;
    rap_arena_t *arena = rap_arena_new(1 << 16);
    rap_beat_t said;

    if (message->command == RAP1_HELLO) {
        beats = 0;
        broker.awake = true;
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
    } else if (message->command == RAP1_BEAT) {
        beat();
        ck_assert_int_eq(rap_header_read(&rap_beat_table, &said, message, arena, &err), RAP_OK);
        const rap_counter_t *counter = said.counters.item;
        bool found = false;
        for (size_t i = 0; i < said.counters.count; i++)
            found =
                found || (strcmp(counter[i].name, "welcomes_total") == 0 && counter[i].value == 1);
        ck_assert_msg(found, "%.*s", (int)rap_frame_size(&message->frame[0]),
            rap_frame_data(&message->frame[0]));
        if (++beats == 5)
            sign(SIGINT);
    }
    rap_arena_destroy(&arena);
}

START_TEST(beats_carry_the_counters)
{
    serve(beat_twice);
    ck_assert_int_eq(broker.hellos, 1);
}
END_TEST

static void be_silent(rap_message_t *message)
{
    if (message->command == RAP1_HELLO && broker.hellos == 1)
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
    else if (message->command == RAP1_HELLO)
        sign(SIGTERM);
    else if (message->command == RAP1_CREDIT)
        broker.awake = true;
}

START_TEST(a_silent_broker_is_called_again)
{
    serve(be_silent);
    ck_assert_int_eq(logged("the broker is silent"), 1);
    ck_assert_ptr_nonnull(strstr(broker.heard, "HELLO\nCREDIT 2\nHELLO\n"));
}
END_TEST

static void start_anew(rap_loop_t *loop, void *arg)
{
    (void)loop;
    (void)arg;
    broker_stop();
    broker_start();
}

static void die_once(rap_message_t *message)
{
    if (message->command == RAP1_HELLO && broker.hellos == 1)
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
    else if (message->command == RAP1_HELLO)
        tell(RAP1_WELCOME, WELCOME("e2"), NULL);
    else if (message->command == RAP1_CREDIT && broker.hellos == 1)
        rap_loop_timer(process.loop, 0, 0, start_anew, NULL);
    else if (message->command == RAP1_CREDIT)
        sign(SIGTERM);
}

START_TEST(a_new_broker_is_greeted)
{
    serve(die_once);
    ck_assert_str_eq(broker.heard, "HELLO\nCREDIT 2\nHELLO\nCREDIT 2\nBYE shutdown\n");
    ck_assert_int_eq(tiny.epochs, 2);
    ck_assert_int_eq(logged("event=stage.away"), 1);
}
END_TEST

static void go_and_come(rap_message_t *message)
{
    if (message->command == RAP1_HELLO && broker.hellos == 1) {
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
        tell(RAP1_BYE, "shutdown", NULL);
        broker.awake = true;
    } else if (message->command == RAP1_HELLO && broker.hellos == 2) {
        tell(RAP1_BYE, "hello: who are you", NULL);
    } else if (message->command == RAP1_HELLO && broker.hellos == 3) {
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
        tell(RAP1_BYE, "malformed: your last message", NULL); /* goes on */
    } else if (message->command == RAP1_BEAT && broker.hellos == 3) {
        tell(RAP1_BYE, "hello", NULL); /* the last HELLO is a while ago: answered at once */
    } else if (message->command == RAP1_HELLO) {
        sign(SIGTERM);
        sign(SIGTERM);
    }
}

START_TEST(byes_are_obeyed)
{
    serve(go_and_come);
    ck_assert_int_eq(broker.hellos, 4);
    ck_assert_int_eq(tiny.epochs, 1);
    ck_assert_int_eq(logged("event=stage.bye "), 4);
}
END_TEST

static const char *const sent_away[] = {"version: this broker speaks RAP1",
    "replaced: a newer process has this name", "refused: no such queue"};
static int which;

static void send_away(rap_message_t *message)
{
    if (message->command == RAP1_HELLO)
        tell(RAP1_BYE, sent_away[which], NULL);
}

START_TEST(who_is_sent_away_ends)
{
    which = _i;
    ck_assert_int_eq(serve_with(send_away, 0), RAP_CONFIG);
    ck_assert_msg(strstr(why.text, "the broker sends 'tiny-1' away: ") != NULL, "%s", why.text);
    ck_assert_ptr_nonnull(strstr(why.text, sent_away[_i]));
    ck_assert_int_eq(tiny.closed, 1);
}
END_TEST

/* ---- endings ---- */

static rap_code_t emit_one(rap_task_t *given, rap_err_t *mine)
{
    rap_buf_t payload;
    rap_code_t code;

    ck_assert_str_eq(given->envelope.id, ID);
    ck_assert_uint_eq(given->payload_len, strlen("{\"kind\":\"capture\"}"));
    ck_assert_uint_eq(given->body_len, 8);
    ck_assert_mem_eq(given->body, "the body", 8);
    ck_assert_int_eq(given->deliveries, 3);
    rap_clock_fake_advance(&clock_, 7);
    rap_buf_init(&payload, 100);
    ck_assert_int_eq(rap_buf_text(&payload, "{\"n\":1}", mine), RAP_OK);
    code = rap_task_emit(tiny.stage, given, "next", &payload, given->body, given->body_len, mine);
    ck_assert_uint_eq(payload.len, 0);
    rap_buf_release(&payload);
    return code;
}

static void check_output(rap_message_t *message)
{
    rap_arena_t *arena = rap_arena_new(1 << 16);
    rap_envelope_t envelope;

    if (message->command == RAP1_HELLO)
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
    else if (message->command == RAP1_CREDIT && rap_frame_is(&message->frame[0], "2"))
        task("77", "3");
    else if (message->command == RAP1_CREDIT)
        sign(SIGTERM);
    else if (message->command == RAP1_DONE) {
        ck_assert_uint_eq(message->count, 6);
        ck_assert_int_eq(rap_envelope_read(&envelope, rap_frame_data(&message->frame[3]),
                             rap_frame_size(&message->frame[3]), arena, &err),
            RAP_OK);
        ck_assert_uint_eq(envelope.trace.count, 1);
        const rap_hop_t *hop = envelope.trace.item;
        ck_assert_str_eq(hop->stage, "tiny");
        ck_assert_str_eq(hop->worker, "tiny-1");
        ck_assert_int_eq(strncmp(hop->at, "2024-03-08T15:0", 15), 0);
        ck_assert(hop->ms > 6 && hop->ms < 8);
        ck_assert(rap_frame_is(&message->frame[4], "{\"n\":1}"));
        ck_assert(rap_frame_is(&message->frame[5], "the body"));
    }
    rap_arena_destroy(&arena);
}

START_TEST(an_output_goes_out_with_done)
{
    tiny.handle = emit_one;
    serve(check_output);
    ck_assert_str_eq(
        broker.heard, "HELLO\nCREDIT 2\nDONE 77 1 next the body\nCREDIT 1\nBYE shutdown\n");
    ck_assert_int_eq(metric("tasks_total{outcome=\"done\"}"), 1);
}
END_TEST

static rap_code_t receipt_then_output(rap_task_t *given, rap_err_t *mine)
{
    rap_receipt_t receipt = {.origin = "fetcher-1",
        .id = ID,
        .end = RAP_END_QUARANTINED,
        .reason = "no_text",
        .url = "https://example.org/a"};
    int n = 0;

    RAP_TRY(rap_task_receipt(tiny.stage, given, &receipt, mine));
    RAP_TRY(rap_task_receipt(tiny.stage, given, &receipt, mine));
    for (; n < RAP1_OUTPUTS_MAX; n++)
        RAP_TRY(rap_task_emit(tiny.stage, given, "next", NULL, "other", 5, mine));
    ck_assert_int_eq(rap_task_emit(tiny.stage, given, "next", NULL, NULL, 0, mine), RAP_TOOBIG);
    ck_assert_int_eq(
        rap_task_emit(tiny.stage, given, "no queue", NULL, NULL, 0, mine), RAP_INTERNAL);
    for (n = 2; n < RAP1_RECEIPTS_MAX; n++)
        RAP_TRY(rap_task_receipt(tiny.stage, given, &receipt, mine));
    ck_assert_int_eq(rap_task_receipt(tiny.stage, given, &receipt, mine), RAP_TOOBIG);
    return RAP_OK;
}

static void check_receipts(rap_message_t *message)
{
    if (message->command == RAP1_HELLO) {
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
    } else if (message->command == RAP1_CREDIT) {
        if (tiny.tasks == 0)
            task("1", "0");
    } else if (message->command == RAP1_DONE) {
        ck_assert(rap_frame_is(&message->frame[1], "16"));
        ck_assert_uint_eq(message->count, 2 + 4 * 16 + RAP1_RECEIPTS_MAX);
        for (size_t i = 2; i < 2 + 64; i += 4) {
            ck_assert(rap_frame_is(&message->frame[i], "next"));
            ck_assert(rap_frame_is(&message->frame[i + 3], "other"));
        }
        for (size_t i = 2 + 64; i < message->count; i++)
            ck_assert(rap_frame_is(&message->frame[i],
                "{\"origin\":\"fetcher-1\",\"id\":\"" ID "\",\"end\":\"quarantined\","
                "\"reason\":\"no_text\",\"url\":\"https://example.org/a\"}"));
        sign(SIGTERM);
    }
}

START_TEST(receipts_stand_behind_all_outputs)
{
    tiny.handle = receipt_then_output;
    serve(check_receipts);
    ck_assert_int_eq(metric("tasks_total{outcome=\"done\"}"), 1);
}
END_TEST

/* What handle() returns, and what the broker is told of it. */
static const struct {
    rap_code_t code;
    const char *deliveries, *gives, *heard;
} fates[] = {
    {RAP_OK, "0", "next", "DONE 5 0"},
    {RAP_IO, "0", "next", "RETRY 5 N io: it went wrong"},
    {RAP_BUSY, "6", "next", "RETRY 5 N busy: it went wrong"},
    {RAP_BUSY, "7", "next", "FAIL 5 busy"},
    {RAP_BUSY, "700", NULL, "RETRY 5 N busy: it went wrong"}, /* the last stage never stops */
    {RAP_NO_TEXT, "1", "next", "FAIL 5 no_text"},
    {RAP_CRASHED, "0", NULL, "FAIL 5 crashed"},
};
static int fate;
static char fate_heard[128];

static rap_code_t fail_by_fate(rap_task_t *given, rap_err_t *mine)
{
    rap_err_t ignored;

    /* of a task that is not done nothing goes out */
    ck_assert_int_eq(rap_task_emit(tiny.stage, given, "next", NULL, NULL, 0, &ignored), RAP_OK);
    if (fates[fate].code != RAP_OK)
        return rap_fail(mine, fates[fate].code, "it went wrong");
    ck_assert_int_eq(given->deliveries, 0);
    return RAP_OK;
}

static rap_code_t done_bare(rap_task_t *given, rap_err_t *mine)
{
    (void)given;
    (void)mine;
    return RAP_OK;
}

static void hear_fate(rap_message_t *message)
{
    rap_arena_t *arena = rap_arena_new(1 << 16);
    rap_envelope_t envelope;
    rap_record_t record;
    int64_t ms;

    if (message->command == RAP1_HELLO) {
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
    } else if (message->command == RAP1_CREDIT && tiny.tasks == 0) {
        task("5", fates[fate].deliveries);
    } else if (message->command == RAP1_DONE) {
        (void)snprintf(fate_heard, sizeof fate_heard, "DONE 5 %.*s",
            (int)rap_frame_size(&message->frame[1]), rap_frame_data(&message->frame[1]));
        sign(SIGTERM);
    } else if (message->command == RAP1_RETRY) {
        ck_assert_int_eq(rap_message_number(message, 1, 60000, &ms, &err), RAP_OK);
        (void)snprintf(fate_heard, sizeof fate_heard, "RETRY 5 N %.*s",
            (int)rap_frame_size(&message->frame[2]), rap_frame_data(&message->frame[2]));
        sign(SIGTERM);
    } else if (message->command == RAP1_FAIL) {
        ck_assert_int_eq(rap_envelope_read(&envelope, rap_frame_data(&message->frame[1]),
                             rap_frame_size(&message->frame[1]), arena, &err),
            RAP_OK);
        ck_assert_uint_eq(envelope.trace.count, 1); /* where it failed is part of its way */
        const rap_hop_t *hop = envelope.trace.item;
        ck_assert_str_eq(hop->worker, "tiny-1");
        ck_assert_int_eq(hop->attempt, 1);
        ck_assert_int_eq(hop->deliveries, strtol(fates[fate].deliveries, NULL, 10));
        ck_assert_int_eq(rap_record_read(&record, rap_frame_data(&message->frame[2]),
                             rap_frame_size(&message->frame[2]), arena, &err),
            RAP_OK);
        ck_assert_str_eq(record.quarantine->version, "tiny@" RAP_VERSION_TEXT);
        ck_assert_str_eq(record.quarantine->stage, "tiny");
        ck_assert_str_eq(record.quarantine->worker, "tiny-1");
        ck_assert_str_eq(record.quarantine->detail, "it went wrong");
        (void)snprintf(fate_heard, sizeof fate_heard, "FAIL 5 %s", record.quarantine->reason);
        sign(SIGTERM);
    }
    rap_arena_destroy(&arena);
}

START_TEST(the_code_decides_the_ending)
{
    fate = _i;
    tiny.handle = fates[_i].code == RAP_OK ? done_bare : fail_by_fate;
    type.gives = fates[_i].gives;
    serve(hear_fate);
    ck_assert_str_eq(fate_heard, fates[_i].heard);
}
END_TEST

static rap_code_t cannot_go_on(rap_task_t *given, rap_err_t *mine)
{
    (void)given;
    return rap_fail(mine, RAP_CONFIG, "no codebook");
}

static void give_one(rap_message_t *message)
{
    if (message->command == RAP1_HELLO)
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
    else if (message->command == RAP1_CREDIT && tiny.tasks == 0)
        task("5", "0");
    else if (message->command != RAP1_BEAT && message->command != RAP1_CREDIT)
        sign(SIGTERM);
}

/* The first of two tasks is stuck: the second one is given back, and no more is taken until the
 * first ends. */
static rap_task_t *first_task;

static rap_code_t keep_first(rap_task_t *given, rap_err_t *unused)
{
    (void)unused;
    if (tiny.tasks == 1) {
        first_task = given;
        return RAP_OK;
    }
    rap_stage_hold(tiny.stage, 0);
    rap_task_return(tiny.stage, given);
    return RAP_OK;
}

static void give_two(rap_message_t *message)
{
    if (message->command == RAP1_HELLO)
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
    else if (message->command == RAP1_CREDIT && tiny.tasks == 0) {
        task("5", "0");
        task("6", "0");
    } else if (message->command == RAP1_RETRY)
        rap_stage_hold(tiny.stage, SIZE_MAX);
    else if (message->command == RAP1_CREDIT && first_task != NULL) {
        rap_task_done(tiny.stage, first_task);
        first_task = NULL;
        sign(SIGTERM);
    }
}

START_TEST(what_waits_behind_another_can_be_given_back)
{
    tiny.handle = keep_first;
    type.later = true;
    serve(give_two);
    ck_assert_msg(
        strstr(broker.heard, "HELLO\nCREDIT 2\nRETRY 6 0 returned\nCREDIT 1\n") == broker.heard,
        "%s", broker.heard);
    ck_assert_int_eq(metric("tasks_total{outcome=\"returned\"}"), 1);
    ck_assert_int_eq(metric("tasks_total{outcome=\"retried\"}"), 0);
}
END_TEST

START_TEST(a_process_that_cannot_go_on_gives_the_lease_back)
{
    tiny.handle = cannot_go_on;
    ck_assert_int_eq(serve_with(give_one, 0), RAP_CONFIG);
    ck_assert_str_eq(why.text, "no codebook");
    ck_assert_str_eq(broker.heard, "HELLO\nCREDIT 2\nBYE shutdown\n");
    ck_assert_int_eq(tiny.cancelled, 1);
}
END_TEST

static rap_code_t end_it_itself(rap_task_t *given, rap_err_t *mine)
{
    (void)rap_fail(mine, RAP_SYNTAX, "b\xc3\xa4r cut in \xc3");
    rap_task_retry(tiny.stage, given, 1234, mine);
    return RAP_OK;
}

static void hear_retry(rap_message_t *message)
{
    give_one(message);
    if (message->command == RAP1_RETRY)
        ck_assert(rap_frame_is(&message->frame[1], "1234"));
}

START_TEST(handle_may_end_a_task_itself)
{
    tiny.handle = end_it_itself;
    serve(hear_retry);
    ck_assert_int_eq(metric("tasks_total{outcome=\"retried\"}"), 1);
    ck_assert_int_eq(metric("tasks_total{outcome=\"done\"}"), 0);
}
END_TEST

static int64_t sent(void)
{
    return rap_link_counts(tiny.stage->link).sent;
}

static rap_code_t take_long(rap_task_t *given, rap_err_t *unused)
{
    int64_t before = sent();

    (void)given;
    (void)unused;
    rap_stage_breathe(tiny.stage); /* it said HELLO not long ago */
    ck_assert_int_eq(sent(), before);
    for (int64_t beats = 1; beats <= 2; beats++) { /* after a third one the broker were silent */
        rap_clock_fake_advance(&clock_, 999);
        rap_stage_breathe(tiny.stage);
        ck_assert_int_eq(sent(), before + beats - 1);
        rap_clock_fake_advance(&clock_, 1);
        rap_stage_breathe(tiny.stage);
        rap_stage_breathe(tiny.stage);
        ck_assert_int_eq(sent(), before + beats);
    }
    return RAP_OK;
}

START_TEST(a_long_task_lets_the_stage_breathe)
{
    tiny.handle = take_long;
    serve(give_one);
    ck_assert_int_eq(metric("tasks_total{outcome=\"done\"}"), 1);
}
END_TEST

static rap_code_t fail_with_bytes(rap_task_t *given, rap_err_t *mine)
{
    (void)given;
    return rap_fail(mine, RAP_SYNTAX, "b\xc3\xa4r cut in \xc3");
}

static void hear_question_marks(rap_message_t *message)
{
    give_one(message);
    if (message->command == RAP1_FAIL) {
        char record[1024];

        (void)snprintf(record, sizeof record, "%.*s", (int)rap_frame_size(&message->frame[2]),
            rap_frame_data(&message->frame[2]));
        ck_assert_msg(strstr(record, "\"detail\":\"b\xc3\xa4r cut in ?\"") != NULL, "%s", record);
    }
}

START_TEST(an_error_in_any_bytes_is_recorded)
{
    tiny.handle = fail_with_bytes;
    serve(hear_question_marks);
    ck_assert_int_eq(metric("tasks_total{outcome=\"failed\"}"), 1);
}
END_TEST

static rap_code_t emit_too_much(rap_task_t *given, rap_err_t *mine)
{
    static char body[MESSAGE_MAX + 1];

    return rap_task_emit(tiny.stage, given, "next", NULL, body, sizeof body, mine);
}

START_TEST(an_output_that_is_too_large_fails_its_task)
{
    tiny.handle = emit_too_much;
    serve(give_one);
    ck_assert_int_eq(metric("tasks_total{outcome=\"failed\"}"), 1);
    ck_assert_int_eq(logged("more than the broker takes"), 1);
}
END_TEST

/* ---- nonsense from the broker ---- */

static void talk_nonsense(rap_message_t *message)
{
    if (message->command == RAP1_HELLO) {
        tell(RAP1_WELCOME, "{\"epoch\":", NULL);
        tell(RAP1_TASK, "1", "0", ENVELOPE, "", "", NULL); /* before WELCOME */
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
    } else if (message->command == RAP1_CREDIT && broker.told == 3) { /* the first credit */
        tell(RAP1_TASK, "1", NULL);
        tell(RAP1_TASK, "one", "0", ENVELOPE, "", "", NULL);
        tell(RAP1_TASK, "1", "-1", ENVELOPE, "", "", NULL);
        tell(RAP1_GRANT, "1", NULL);
        tell(RAP1_RECEIPT, "{}", NULL);
        tell(RAP1_CREDIT, "1", NULL);
        tell(RAP1_STATUS, NULL);
        tell(RAP1_TASK, "4", "0", "no envelope", "", "", NULL);
        task("5", "0");
    } else if (message->command == RAP1_DONE) {
        sign(SIGTERM);
    }
}

START_TEST(nonsense_is_counted_and_told_once)
{
    serve(talk_nonsense);
    ck_assert_int_eq(metric("malformed_total"), 9);
    ck_assert_int_eq(logged("event=stage.malformed"), 1);
    ck_assert_ptr_nonnull(strstr(broker.heard, "FAIL 4 no envelope\n"));
    ck_assert_ptr_nonnull(strstr(broker.heard, "DONE 5 0\n"));
    ck_assert_int_eq(tiny.tasks, 1);
}
END_TEST

static void give_too_many(rap_message_t *message)
{
    if (message->command == RAP1_HELLO) {
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
    } else if (message->command == RAP1_CREDIT && tiny.tasks == 0) {
        task("1", "0");
        task("2", "0");
        task("3", "0");
        broker.awake = true;
    } else if (message->command == RAP1_BEAT) {
        ck_assert_int_eq(tiny.tasks, 2);
        rap_task_done(tiny.stage, tiny.task[0]);
        rap_task_done(tiny.stage, tiny.task[1]);
        sign(SIGTERM);
    }
}

START_TEST(tasks_without_credit_are_not_taken)
{
    type.later = true;
    serve(give_too_many);
    ck_assert_int_eq(metric("malformed_total"), 1);
    ck_assert_ptr_nonnull(strstr(broker.heard, "DONE 1 0\nCREDIT 1\nDONE 2 0\n"));
}
END_TEST

/* ---- epochs, leases, drain ---- */

static void change_epoch(rap_message_t *message)
{
    static int credits;

    if (message->command == RAP1_HELLO) {
        credits = 0;
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
    } else if (message->command == RAP1_CREDIT) {
        credits++;
        if (credits == 1) {
            task("1", "0");
            task("2", "0");
            tell(RAP1_WELCOME, WELCOME("e1"), NULL); /* the same: nothing is lost */
            tell(RAP1_WELCOME, WELCOME("e2"), NULL);
        } else {
            ck_assert(rap_frame_is(&message->frame[0], "2"));
            sign(SIGTERM);
        }
    }
}

START_TEST(a_new_epoch_drops_what_is_in_hand)
{
    type.later = true;
    serve(change_epoch);
    ck_assert_int_eq(tiny.tasks, 2);
    ck_assert_int_eq(tiny.cancelled, 2);
    ck_assert_int_eq(tiny.epochs, 2);
    ck_assert_ptr_null(strstr(broker.heard, "DONE"));
    ck_assert_int_eq(metric("tasks_total{outcome=\"cancelled\"}"), 2);
}
END_TEST

/* A broker that was slow answers each of two HELLOs, the second after it was told of credit. */
static void welcome_twice(rap_message_t *message)
{
    if (message->command == RAP1_HELLO && broker.hellos == 1) {
        broker.awake = true;
    } else if (message->command == RAP1_HELLO) {
        broker.awake = false;
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
    } else if (message->command == RAP1_CREDIT && tiny.tasks == 0) {
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
        task("1", "0");
        task("2", "0");
    } else if (message->command == RAP1_DONE && rap_frame_is(&message->frame[0], "2")) {
        sign(SIGTERM);
    }
}

START_TEST(credit_is_given_once)
{
    serve(welcome_twice);
    ck_assert_msg(
        strstr(broker.heard, "HELLO\nHELLO\nCREDIT 2\nDONE 1 0\n") != NULL, "%s", broker.heard);
    ck_assert_int_eq(metric("malformed_total"), 0);
}
END_TEST

static void forget_the_lease(rap_message_t *message)
{
    if (message->command == RAP1_HELLO) {
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
    } else if (message->command == RAP1_CREDIT && tiny.tasks == 0) {
        task("1", "0");
        broker.awake = true;
    } else if (message->command == RAP1_BEAT) {
        beat();
    } else if (message->command == RAP1_CREDIT) {
        ck_assert(rap_frame_is(&message->frame[0], "1"));
        sign(SIGTERM);
    }
}

START_TEST(a_task_that_takes_too_long_is_dropped)
{
    type.later = true;
    serve(forget_the_lease);
    ck_assert_int_eq(tiny.cancelled, 1);
    ck_assert_int_eq(logged("event=task.lease_over"), 1);
}
END_TEST

static void hold_on(rap_message_t *message)
{
    rap_arena_t *arena = rap_arena_new(1 << 16);
    rap_hello_t hello;

    if (message->command == RAP1_HELLO && broker.hellos == 1) {
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
    } else if (message->command == RAP1_HELLO) {
        ck_assert_int_eq(rap_header_read(&rap_hello_table, &hello, message, arena, &err), RAP_OK);
        ck_assert_uint_eq(hello.holds.count, 2);
        ck_assert_str_eq(hello.holds.item[0], "11");
        ck_assert_str_eq(hello.holds.item[1], "12");
        broker.awake = false;
        rap_task_done(tiny.stage, tiny.task[0]); /* waits until it is welcome again */
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
    } else if (message->command == RAP1_CREDIT && tiny.tasks == 0) {
        task("11", "0");
        task("12", "0");
        broker.awake = true;
    } else if (message->command == RAP1_DONE && rap_frame_is(&message->frame[0], "11")) {
        sign(SIGTERM);
        rap_task_done(tiny.stage, tiny.task[1]);
    }
    rap_arena_destroy(&arena);
}

START_TEST(a_lost_connection_loses_no_task)
{
    type.later = true;
    serve(hold_on);
    ck_assert_int_eq(tiny.cancelled, 0);
    ck_assert_msg(strstr(broker.heard, "HELLO\nDONE 11 0\nCREDIT 1\nDONE 12 0\nBYE") != NULL, "%s",
        broker.heard);
}
END_TEST

static void drain_in_order(rap_message_t *message)
{
    if (message->command == RAP1_HELLO) {
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
    } else if (message->command == RAP1_CREDIT && tiny.tasks == 0) {
        task("1", "0");
        broker.awake = true;
    } else if (message->command == RAP1_BEAT) {
        beat();
        if (tiny.drained == 0) {
            sign(SIGTERM);
            task("2", "0"); /* it is not begun any more */
        } else {
            rap_task_done(tiny.stage, tiny.task[0]);
        }
    }
}

START_TEST(draining_ends_what_is_in_hand)
{
    type.later = true;
    serve(drain_in_order);
    ck_assert_int_eq(tiny.tasks, 1);
    ck_assert_int_eq(tiny.cancelled, 0);
    ck_assert_str_eq(broker.heard, "HELLO\nCREDIT 2\nDONE 1 0\nBYE shutdown\n");
}
END_TEST

static int signals;

static void drain_in_vain(rap_message_t *message)
{
    if (message->command == RAP1_BEAT) {
        beat();
        if (tiny.drained == 0)
            for (int i = 0; i < signals; i++)
                sign(SIGTERM);
    } else {
        drain_in_order(message);
    }
}

START_TEST(draining_has_an_end)
{
    type.later = true;
    signals = _i;
    serve(drain_in_vain);
    ck_assert_int_eq(tiny.cancelled, 1);
    ck_assert_str_eq(broker.heard, "HELLO\nCREDIT 2\nBYE shutdown\n");
    ck_assert_int_eq(logged("event=stage.drain_over"), signals == 1);
}
END_TEST

/* ---- back-pressure ---- */

enum { BIG = 4 << 20, BATCH = 3, TASKS = 12 };

static void end_all(void)
{
    static char body[BIG];

    rap_loop_set_events(process.loop, broker.watch, 0);
    broker.awake = false; /* no beat is missed meanwhile */
    broker.deaf = 10;
    for (int i = 0; i < TASKS; i++) {
        ck_assert_int_eq(
            rap_task_emit(tiny.stage, tiny.task[i], "next", NULL, body, BIG, &err), RAP_OK);
        rap_task_done(tiny.stage, tiny.task[i]);
    }
}

static void do_not_read(rap_message_t *message)
{
    static int given, dones;

    if (message->command == RAP1_HELLO) {
        given = dones = 0;
        broker.awake = true;
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
    } else if (message->command == RAP1_BEAT && given < TASKS) {
        beat();
        for (int i = 0; i < BATCH; i++) {
            char lease[8];

            (void)snprintf(lease, sizeof lease, "%d", given++);
            task(lease, "0");
        }
    } else if (message->command == RAP1_BEAT && dones == 0 && tiny.tasks == TASKS) {
        end_all();
    } else if (message->command == RAP1_DONE && ++dones == TASKS) {
        sign(SIGTERM);
    }
}

START_TEST(what_finds_no_room_waits_in_order)
{
    broker_stop();
    broker.queue_max = 6; /* and what the kernel takes: less than all of them */
    broker_start();
    options.slots = TASKS;
    type.later = true;
    ck_assert_int_eq(serve_with(do_not_read, 1), RAP_OK);
    for (int i = 0; i < TASKS; i++) {
        char line[64];

        (void)snprintf(line, sizeof line, "DONE %d 1 next \n", i);
        ck_assert_msg(strstr(broker.heard, line) != NULL, "%s", broker.heard);
    }
    ck_assert_int_eq(metric("tasks_total{outcome=\"done\"}"), TASKS);
}
END_TEST

/* ---- a source ---- */

static rap_envelope_t envelope = {.id = ID,
    .origin = "tiny-1",
    .lane = RAP_LANE_BULK,
    .attempt = 1,
    .source = "s",
    .url = "https://example.org/a",
    .fetched_at = "2024-03-08T15:04:05Z"};

static void as_source(void)
{
    type.takes = NULL;
    type.finished = tiny_finished;
}

static void put_granted(void *self, int64_t n)
{
    rap_err_t mine;
    rap_buf_t payload;

    tiny_granted(self, n);
    rap_buf_init(&payload, 100);
    while (rap_stage_credit(tiny.stage) > 0) {
        ck_assert_int_eq(rap_buf_text(&payload, "{}", &mine), RAP_OK);
        ck_assert_msg(
            rap_stage_put(tiny.stage, "parser", &envelope, &payload, "body", 4, &mine) == RAP_OK,
            "%s", mine.text);
        ck_assert_uint_eq(payload.len, 0);
        envelope.lane = RAP_LANE_LIVE;
    }
    ck_assert_int_eq(
        rap_stage_put(tiny.stage, "parser", &envelope, NULL, NULL, 0, &mine), RAP_BUSY);
    rap_buf_release(&payload);
}

static void grant_two(rap_message_t *message)
{
    static int puts;

    if (message->command == RAP1_HELLO) {
        puts = 0;
        tell(RAP1_GRANT, "5", NULL); /* not before WELCOME */
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
        tell(RAP1_GRANT, "many", NULL);
        tell(RAP1_TASK, "1", "0", ENVELOPE, "", "", NULL);
        tell(RAP1_GRANT, "2", NULL);
    } else if (message->command == RAP1_PUT) {
        char text[512];

        (void)snprintf(text, sizeof text, "%.*s", (int)rap_frame_size(&message->frame[1]),
            rap_frame_data(&message->frame[1]));
        ck_assert_msg(strstr(text, "\"trace\":[{\"stage\":\"tiny\"") != NULL, "%s", text);
        ck_assert(rap_frame_is(&message->frame[2], "{}"));
        if (++puts == 2) {
            tell(RAP1_RECEIPT, "{\"origin\":\"tiny-1\",\"id\":\"" ID "\",\"end\":\"recorded\"}",
                "nonsense",
                "{\"origin\":\"tiny-1\",\"id\":\"" ID "\",\"end\":\"quarantined\","
                "\"reason\":\"no_text\"}",
                NULL);
            tell(RAP1_WELCOME, WELCOME("e2"), NULL);
        }
    }
}

static void finish_with_second(void *self)
{
    tiny_epoch(self);
    tiny.finished = tiny.epochs == 2;
}

START_TEST(a_source_puts_what_is_granted)
{
    as_source();
    type.epoch = finish_with_second;
    type.granted = put_granted;
    envelope.lane = RAP_LANE_BULK;
    serve(grant_two);
    ck_assert_str_eq(broker.heard, "HELLO\nPUT parser/bulk body\nPUT parser body\nBYE shutdown\n");
    ck_assert_int_eq(tiny.granted, 2);
    ck_assert_str_eq(tiny.receipts, "tiny-1 recorded -;tiny-1 quarantined no_text;");
    ck_assert_int_eq(tiny.epochs, 2);
    ck_assert_int_eq(metric("malformed_total"), 4);
    ck_assert_int_eq(metric("puts_total"), 2);
}
END_TEST

/* A source that was silent, as when its machine slept: what it puts is dropped, and it is told so. */
static void forget_it(rap_message_t *message)
{
    if (message->command == RAP1_HELLO) {
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
        if (broker.hellos == 1)
            tell(RAP1_GRANT, "1", NULL);
        broker.awake = true;
    } else if (message->command == RAP1_PUT) {
        tell(RAP1_BYE, "hello", NULL);
    }
}

START_TEST(a_source_that_was_forgotten_sends_again)
{
    as_source();
    type.epoch = finish_with_second;
    type.granted = put_granted;
    serve(forget_it);
    ck_assert_int_eq(broker.hellos, 2);
    ck_assert_int_eq(tiny.epochs, 2);
    ck_assert_str_eq(tiny.receipts, "");
}
END_TEST

static void put_nonsense(void *self, int64_t n)
{
    static char body[MESSAGE_MAX + 1];
    rap_envelope_t nonsense = envelope;
    rap_err_t mine;

    (void)self;
    (void)n;
    ck_assert_int_eq(
        rap_stage_put(tiny.stage, "parser", &envelope, NULL, body, sizeof body, &mine), RAP_TOOBIG);
    nonsense.url = "bytes \xff";
    ck_assert_int_eq(
        rap_stage_put(tiny.stage, "parser", &nonsense, NULL, NULL, 0, &mine), RAP_SCHEMA);
    ck_assert_int_eq(rap_stage_credit(tiny.stage), 2); /* nothing was used up */
    rap_stage_stop(tiny.stage, NULL);
}

START_TEST(a_put_that_cannot_be_sent_uses_no_grant)
{
    as_source();
    type.finished = NULL;
    type.granted = put_nonsense;
    serve(grant_two);
    ck_assert_str_eq(broker.heard, "HELLO\nBYE shutdown\n");
    ck_assert_int_eq(tiny.drained, 1);
}
END_TEST

static void drain_source(rap_message_t *message)
{
    if (message->command == RAP1_HELLO) {
        broker.awake = true;
        tell(RAP1_WELCOME, WELCOME("e1"), NULL);
    } else if (message->command == RAP1_BEAT) {
        beat();
        if (tiny.drained == 0)
            sign(SIGTERM);
        else
            tiny.finished = true;
    }
}

START_TEST(a_source_may_end_its_downloads_first)
{
    as_source();
    serve(drain_source);
    ck_assert_int_eq(tiny.drained, 1);
    ck_assert_int_gt(tiny.finishes, 1);
    ck_assert_str_eq(broker.heard, "HELLO\nBYE shutdown\n");
}
END_TEST

/* ---- starting ---- */

static rap_code_t open_and_stop(rap_stage_t *stage, const void *opts, void **ret, rap_err_t *mine)
{
    rap_err_t enough;

    (void)tiny_open(stage, opts, ret, mine);
    ck_assert_ptr_eq(rap_stage_process(stage), &process);
    ck_assert_ptr_eq(rap_stage_loop(stage), process.loop);
    ck_assert_ptr_eq(rap_stage_log(stage), process.log);
    ck_assert_ptr_eq(rap_stage_metrics(stage), process.metrics);
    ck_assert_ptr_eq(rap_stage_clock(stage), process.clock);
    (void)rap_fail(&enough, RAP_CONFIG, "it is enough");
    rap_stage_stop(stage, &enough);
    return RAP_OK;
}

START_TEST(open_may_end_the_process)
{
    type.open = open_and_stop;
    ck_assert_int_eq(serve_with(give_one, 0), RAP_CONFIG);
    ck_assert_str_eq(why.text, "it is enough");
    ck_assert_int_eq(tiny.closed, 1);
}
END_TEST

START_TEST(what_is_wrong_at_the_start_is_told)
{
    static char name[] = "a.pdf", *operand[] = {name};

    process.operands = 1;
    process.operand = operand;
    ck_assert_int_eq(serve_with(give_one, 0), RAP_USAGE);
    ck_assert_str_eq(why.text, "'a.pdf' is not read without --once");
    process.operands = 0;
    process.endpoint = "tcp://192.0.2.1:5555";
    ck_assert_int_eq(serve_with(give_one, 0), RAP_CONFIG);
    ck_assert_int_eq(tiny.closed, 1);
}
END_TEST

#define COUNT(list) (sizeof(list) / sizeof *(list))

static Suite *make_suite(void)
{
    Suite *suite = suite_create("stage");
    TCase *tc = tcase_create("serve");

    tcase_set_timeout(tc, 30);
    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, a_session_has_a_beginning_and_an_end);
    tcase_add_test(tc, beats_carry_the_counters);
    tcase_add_test(tc, a_silent_broker_is_called_again);
    tcase_add_test(tc, a_new_broker_is_greeted);
    tcase_add_test(tc, byes_are_obeyed);
    tcase_add_loop_test(tc, who_is_sent_away_ends, 0, COUNT(sent_away));
    tcase_add_test(tc, an_output_goes_out_with_done);
    tcase_add_test(tc, receipts_stand_behind_all_outputs);
    tcase_add_loop_test(tc, the_code_decides_the_ending, 0, COUNT(fates));
    tcase_add_test(tc, what_waits_behind_another_can_be_given_back);
    tcase_add_test(tc, a_process_that_cannot_go_on_gives_the_lease_back);
    tcase_add_test(tc, handle_may_end_a_task_itself);
    tcase_add_test(tc, a_long_task_lets_the_stage_breathe);
    tcase_add_test(tc, an_error_in_any_bytes_is_recorded);
    tcase_add_test(tc, an_output_that_is_too_large_fails_its_task);
    tcase_add_test(tc, nonsense_is_counted_and_told_once);
    tcase_add_test(tc, tasks_without_credit_are_not_taken);
    tcase_add_test(tc, a_new_epoch_drops_what_is_in_hand);
    tcase_add_test(tc, credit_is_given_once);
    tcase_add_test(tc, a_task_that_takes_too_long_is_dropped);
    tcase_add_test(tc, a_lost_connection_loses_no_task);
    tcase_add_test(tc, draining_ends_what_is_in_hand);
    tcase_add_loop_test(tc, draining_has_an_end, 1, 3);
    tcase_add_test(tc, what_finds_no_room_waits_in_order);
    tcase_add_test(tc, a_source_puts_what_is_granted);
    tcase_add_test(tc, a_source_that_was_forgotten_sends_again);
    tcase_add_test(tc, a_put_that_cannot_be_sent_uses_no_grant);
    tcase_add_test(tc, a_source_may_end_its_downloads_first);
    tcase_add_test(tc, open_may_end_the_process);
    tcase_add_test(tc, what_is_wrong_at_the_start_is_told);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
