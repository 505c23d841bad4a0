/* replay.c - see replay.h */
#include "fetcher/replay/replay.h"

#include "base/codec.h"
#include "base/program.h"
#include "base/text.h"
#include "fetcher/archive.h"
#include "fetcher/replay/orders.h"
#include "fetcher/resend.h"
#include "proto/order.h"
#include "proto/rap1.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    ARENA_MAX = 256 << 20, /* of one order: texts, and what is made of them to be sent */
    BODY_MAX = 1 << 30,
    STALL_MS = 1000,
    LOOK_MS = 1000,
    PROGRESS_MS = 200,
    EXIT_PROBLEM = 2
};

struct options {
    int64_t ahead;
    int64_t resend_after;
    int64_t wait_ms;
    int64_t total;
    bool json;
};

#define AT(member) offsetof(struct options, member)

static const rap_field_t fields[] = {
    {.name = "ahead",
        .kind = RAP_KIND_INT,
        .offset = AT(ahead),
        .min = 1,
        .max = 10000,
        .preset = "64",
        .meta = "N",
        .help = "documents without a receipt before the next one waits"},
    {.name = "resend_after",
        .kind = RAP_KIND_TIME,
        .offset = AT(resend_after),
        .min = 1,
        .max = INT64_C(7) * 24 * 3600 * 1000,
        .preset = "10m",
        .meta = "TIME",
        .help = "without a receipt, a document is sent again"},
    {.name = "wait",
        .kind = RAP_KIND_TIME,
        .offset = AT(wait_ms),
        .min = 1,
        .max = 24 * 3600 * 1000,
        .preset = "30s",
        .meta = "TIME",
        .help = "how long no broker may be there before this process gives up"},
    {.name = "total",
        .kind = RAP_KIND_INT,
        .offset = AT(total),
        .max = INT64_C(1) << 40,
        .flags = RAP_HIDDEN,
        .meta = "N",
        .help = "how many orders there are, for the progress on a terminal; 0: not known"},
    {.name = "json",
        .kind = RAP_KIND_BOOL,
        .offset = AT(json),
        .help = "print how the documents ended as JSON, one object a line"},
    {.kind = RAP_KIND_END},
};

static const rap_table_t table = {"replay", sizeof(struct options), fields, false};

struct replay {
    rap_stage_t *stage;
    const struct options *options;
    archive_t *archive;
    orders_t orders;
    bool opened;
    rap_arena_t *arena; /* of the order that is being sent */
    rap_watch_t input, resend, stall, look;
    int64_t away_ms; /* since when there is no session */
    int64_t ended, problems;
    bool on_terminal; /* standard error is one */
    bool has_lines;   /* and so is standard output, where each end is a line */
    bool draining;
    int64_t told_ms; /* when progress was last told */
};

static void pump(struct replay *self);

static int64_t now_ms(const struct replay *self)
{
    return rap_clock_mono_ms(rap_stage_clock(self->stage));
}

/* ---- what is told ---- */

static void tell_progress(struct replay *self, bool last)
{
    int64_t now = now_ms(self);
    char of[32] = "";

    if (!self->on_terminal || (!last && (self->has_lines || now - self->told_ms < PROGRESS_MS)))
        return;
    self->told_ms = now;
    if (self->options->total > 0)
        (void)snprintf(of, sizeof of, " of %" PRId64, self->options->total);
    (void)fprintf(stderr, "\r%" PRId64 "%s documents, %" PRId64 " not recorded%s", self->ended, of,
        self->problems, last ? "\n" : "");
}

static rap_code_t print_json(
    const item_t *item, const char *end, const char *reason, rap_err_t *err)
{
    const rap_order_end_t line = {item->document_id, end, reason};
    RAP_AUTO_RELEASE(rap_buf) json;

    rap_buf_init(&json, RAP1_HEADER_MAX);
    RAP_TRY(rap_codec_write(&rap_order_end_table, &line, &json, err));
    (void)printf("%s\n", json.data);
    return RAP_OK;
}

static void print_text(item_t *item, const char *end, const char *reason)
{
    rap_text_tame(item->url);
    if (reason != NULL)
        (void)printf("%s(%s)  %s  %s\n", end, reason, item->url, item->document_id);
    else
        (void)printf("%s  %s  %s\n", end, item->url, item->document_id);
}

/* Takes the item away. */
static void end_item(struct replay *self, item_t *item, const char *end, const char *reason)
{
    rap_err_t err;

    if (!self->options->json)
        print_text(item, end, reason);
    else if (print_json(item, end, reason, &err) != RAP_OK)
        rap_stage_stop(self->stage, &err);
    self->ended++;
    if (strcmp(end, rap_end_names[RAP_END_RECORDED]) != 0) {
        self->problems++;
        rap_stage_process(self->stage)->exit = EXIT_PROBLEM;
    }
    orders_remove(&self->orders, &item);
    tell_progress(self, false);
}

/* ---- one order ---- */

static void keep_names(item_t *item, const rap_envelope_t *envelope)
{
    (void)snprintf(item->document_id, sizeof item->document_id, "%s", envelope->id);
    item->url = strdup(envelope->url);
    if (item->url == NULL)
        abort();
    rap_envelope_new_trace(item->traceparent);
}

static rap_code_t read_order(struct replay *self, item_t *item, rap_order_t *ret, rap_err_t *err)
{
    rap_arena_reset(self->arena);
    if (rap_order_read(ret, item->line, item->len, self->arena, err) != RAP_OK) {
        (void)rap_fail_prefix(err, "%s:%" PRId64, self->orders.name, item->number);
        return err->code = RAP_USAGE; /* no document is at fault, but who wrote the line */
    }
    if (item->document_id[0] == '\0')
        keep_names(item, &ret->envelope);
    return RAP_OK;
}

/* What is to be sent besides the envelope. */
static rap_code_t fill(struct replay *self, const rap_order_t *order, rap_buf_t *payload,
    rap_buf_t *body, rap_err_t *err)
{
    const rap_archive_at_t *at = order->envelope.archive;
    archive_place_t place;

    if (order->queue == RAP_ORDER_CLASSIFY)
        return rap_record_pack(order->record, payload, body, err);
    if (at == NULL)
        return rap_fail(err, RAP_NOTFOUND, "the order names no place in the archive");
    place.offset = at->offset;
    (void)snprintf(place.file, sizeof place.file, "%s", at->file);
    return archive_read(self->archive, &place, order->envelope.id, body, err);
}

static rap_code_t put(struct replay *self, item_t *item, rap_order_t *order, rap_buf_t *payload,
    const rap_buf_t *body, rap_err_t *err)
{
    rap_envelope_t *envelope = &order->envelope;

    envelope->lane = RAP_LANE_BULK;
    envelope->attempt = item->attempt + 1;
    envelope->trace = (rap_array_t){0};
    envelope->traceparent = item->traceparent;
    RAP_TRY(rap_stage_put(self->stage, rap_order_queue_names[order->queue], envelope, payload,
        body->data, body->len, err));
    item->attempt++;
    item->next_try = now_ms(self) + resend_wait_ms(self->options->resend_after, item->attempt);
    if (item->attempt > 1)
        rap_log(rap_stage_log(self->stage), RAP_LOG_INFO, RAP_EVENT("replay.resent"),
            RAP_S("doc", item->document_id), RAP_I("attempt", item->attempt));
    return RAP_OK;
}

/* RAP_BUSY: no grant is left.  Another error is not the document's. */
static rap_code_t send(struct replay *self, item_t *item, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) payload;
    RAP_AUTO_RELEASE(rap_buf) body;
    rap_order_t order;

    rap_buf_init(&payload, RAP_RECORD_MAX);
    rap_buf_init(&body, BODY_MAX);
    RAP_TRY(read_order(self, item, &order, err));
    rap_code_t code = fill(self, &order, &payload, &body, err);
    const char *end = "unreadable";

    if (code == RAP_OK) {
        code = put(self, item, &order, &payload, &body, err);
        end = "refused";
    }
    if (code == RAP_OK || rap_code_fate(code) != RAP_FATE_REJECT)
        return code;
    rap_log(rap_stage_log(self->stage), RAP_LOG_ERROR, RAP_EVENT("replay.not_sent"), RAP_E(err),
        RAP_S("doc", item->document_id), RAP_S("url", item->url));
    end_item(self, item, end, rap_code_reason(code));
    return RAP_OK;
}

/* ---- all of them ---- */

/* The first that may be sent, or NULL; then *ret_next is when the next one may, or INT64_MAX. */
static item_t *find_due(const struct replay *self, int64_t *ret_next)
{
    int64_t now = now_ms(self);

    *ret_next = INT64_MAX;
    for (item_t *item = self->orders.first; item != NULL; item = item->next) {
        if (item->next_try <= now)
            return item;
        if (item->next_try < *ret_next)
            *ret_next = item->next_try;
    }
    return NULL;
}

static void on_resend(rap_loop_t *loop, void *arg)
{
    struct replay *self = arg;

    (void)loop;
    self->resend = 0;
    pump(self);
}

static void on_stall_over(rap_loop_t *loop, void *arg)
{
    struct replay *self = arg;

    (void)loop;
    self->stall = 0;
    pump(self);
}

static void fail(struct replay *self, const rap_err_t *err)
{
    if (rap_code_fate(err->code) != RAP_FATE_RETRY) {
        rap_stage_stop(self->stage, err);
        return;
    }
    if (err->code != RAP_BUSY) /* else the connection is about to be found gone */
        rap_log(
            rap_stage_log(self->stage), RAP_LOG_WARNING, RAP_EVENT("replay.stalled"), RAP_E(err));
    self->stall = rap_loop_timer(rap_stage_loop(self->stage), STALL_MS, 0, on_stall_over, self);
}

static void send_due(struct replay *self)
{
    rap_loop_t *loop = rap_stage_loop(self->stage);
    int64_t next;
    rap_err_t err;

    rap_loop_remove(loop, self->resend);
    self->resend = 0;
    while (rap_stage_credit(self->stage) > 0) {
        item_t *item = find_due(self, &next);

        if (item == NULL) {
            if (next < INT64_MAX)
                self->resend = rap_loop_timer(loop, next - now_ms(self), 0, on_resend, self);
            return;
        }
        rap_code_t code = send(self, item, &err);
        if (code == RAP_BUSY && rap_stage_credit(self->stage) == 0)
            return; /* the next grant wakes us */
        if (code != RAP_OK) {
            fail(self, &err);
            return;
        }
    }
}

static void watch_input(struct replay *self)
{
    size_t ahead = (size_t)self->options->ahead;
    bool more = !self->orders.end && orders_want_more(&self->orders, ahead);

    rap_loop_set_events(rap_stage_loop(self->stage), self->input, more ? RAP_IN : 0);
}

static void pump(struct replay *self)
{
    if (self->draining || self->stall != 0)
        return;
    orders_take(&self->orders, (size_t)self->options->ahead);
    send_due(self);
    watch_input(self);
}

static void on_input(rap_loop_t *loop, short events, void *arg)
{
    struct replay *self = arg;
    rap_err_t err;

    (void)loop;
    (void)events;
    rap_code_t code = orders_read(&self->orders, &err);
    if (code == RAP_BUSY)
        return;
    if (code != RAP_OK) {
        rap_stage_stop(self->stage, &err);
        return;
    }
    if (self->orders.end) {
        rap_loop_remove(loop, self->input);
        self->input = 0;
    }
    pump(self);
    if (orders_done(&self->orders))
        rap_stage_stop(self->stage, NULL); /* there was nothing, or the end came last */
}

/* Without a broker nothing here will ever end. */
static void on_look(rap_loop_t *loop, void *arg)
{
    struct replay *self = arg;
    int64_t now = now_ms(self);
    rap_err_t err;

    (void)loop;
    if (rap_stage_is_welcome(self->stage)) {
        self->away_ms = now;
        return;
    }
    if (now - self->away_ms < self->options->wait_ms)
        return;
    (void)rap_fail(&err, RAP_UNAVAILABLE,
        "no broker answers; start the pipeline with 'rapporteur run', then try again");
    rap_stage_stop(self->stage, &err);
}

/* ---- the stage ---- */

static void replay_granted(void *arg, int64_t n)
{
    (void)n;
    pump(arg);
}

static void replay_receipt(void *arg, const rap_receipt_t *receipt)
{
    struct replay *self = arg;
    bool kept = receipt->end == RAP_END_RECORDED && receipt->reason != NULL;
    const char *end = kept ? "kept" : rap_end_names[receipt->end];
    rap_err_t err;

    for (item_t *item = self->orders.first, *next; item != NULL; item = next) {
        next = item->next;
        if (strcmp(item->document_id, receipt->id) == 0 && receipt->url != NULL &&
            strcmp(item->url, receipt->url) == 0)
            end_item(self, item, end, receipt->reason);
    }
    if (rap_program_flush(&err) != RAP_OK) {
        rap_stage_stop(self->stage, &err);
        return;
    }
    pump(self);
}

static void replay_epoch(void *arg)
{
    struct replay *self = arg;

    for (item_t *item = self->orders.first; item != NULL; item = item->next)
        item->next_try = 0;
    pump(self);
}

static void replay_drain(void *arg)
{
    struct replay *self = arg;

    self->draining = true;
}

static bool replay_finished(void *arg)
{
    struct replay *self = arg;
    bool done = orders_done(&self->orders);

    if (!done && self->draining)
        rap_stage_process(self->stage)->exit = rap_code_exit(RAP_CANCELLED);
    return done || self->draining;
}

static void replay_close(void **arg)
{
    struct replay *self = *arg;
    rap_loop_t *loop = rap_stage_loop(self->stage);

    tell_progress(self, true);
    rap_loop_remove(loop, self->input);
    rap_loop_remove(loop, self->resend);
    rap_loop_remove(loop, self->stall);
    rap_loop_remove(loop, self->look);
    if (self->opened)
        orders_close(&self->orders);
    archive_destroy(&self->archive);
    rap_arena_destroy(&self->arena);
    free(self);
    *arg = NULL;
}

static rap_code_t begin(struct replay *self, rap_err_t *err)
{
    const rap_process_t *process = rap_stage_process(self->stage);
    rap_loop_t *loop = rap_stage_loop(self->stage);

    if (process->operands != 1)
        return rap_fail(err, RAP_USAGE, "one FILE of orders is read; '-' is standard input");
    RAP_TRY(orders_open(&self->orders, process->operand[0], err));
    self->opened = true;
    archive_open_read(&self->archive, process->home.archive);
    self->input = rap_loop_fd(loop, self->orders.fd, RAP_IN, on_input, self);
    self->look = rap_loop_timer(loop, LOOK_MS, LOOK_MS, on_look, self);
    return RAP_OK;
}

static rap_code_t replay_open(
    rap_stage_t *stage, const void *options, void **ret_self, rap_err_t *err)
{
    struct replay *self = calloc(1, sizeof *self);
    void *it = self;

    if (self == NULL)
        abort();
    self->stage = stage;
    self->options = options;
    self->arena = rap_arena_new(ARENA_MAX);
    self->away_ms = now_ms(self);
    self->on_terminal = isatty(STDERR_FILENO) == 1;
    self->has_lines = isatty(STDOUT_FILENO) == 1;
    rap_code_t code = begin(self, err);
    if (code != RAP_OK) {
        self->on_terminal = false; /* nothing to tell */
        replay_close(&it);
        return code;
    }
    *ret_self = self;
    return RAP_OK;
}

const rap_stage_type_t replay_stage = {
    .name = "replay",
    .summary =
        "Sends archived documents through the pipeline again, behind all others, and prints how\n"
        "each ended, one JSON object a line.  'rapporteur replay' writes the orders that it reads.",
    .operands = "FILE",
    .gives = RAP_QUEUE_PARSER,
    .options = &table,
    .slots = 32,
    .lane = RAP_LANE_BULK,
    .passing = true,
    .open = replay_open,
    .drain = replay_drain,
    .close = replay_close,
    .granted = replay_granted,
    .receipt = replay_receipt,
    .epoch = replay_epoch,
    .finished = replay_finished,
};
