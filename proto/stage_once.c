/* stage_once.c - a stage without a broker: tasks from files, results on standard output.
 *
 * A task goes through the same slot, handle() and endings as one that a broker gave: a record
 * that was read is packed first.  Only what becomes of its message differs: the records in its
 * outputs are unpacked and printed.
 */
#include "proto/stage_private.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    FILE_BYTES_MAX = 64 * 1024 * 1024,
    LINE_MAX_BYTES = 3 * RAP_RECORD_MAX, /* JSON, and texts with what is escaped in them */
    ENVELOPE_BYTES_MAX = 1024 * 1024,
    TRACE_SIZE = 56
};

#define NAME "once" /* the origin and the source of what came from nowhere */

/* At once: who reads them as they come sees a document's end before the next one's begins. */
static void print_line(rap_stage_t *self, const char *text, size_t len)
{
    rap_err_t err;

    if (fwrite(text, 1, len, self->out) == len && putc('\n', self->out) != EOF &&
        fflush(self->out) == 0)
        return;
    (void)rap_fail_sys(&err, rap_code_of_errno(errno), errno, "could not write to standard output");
    stage_end(self, &err);
}

static rap_code_t print_output(rap_stage_t *self, const rap_frame_t *payload,
    const rap_frame_t *body, rap_arena_t *arena, rap_err_t *err)
{
    const char *json = rap_frame_data(payload);
    size_t len = rap_frame_size(payload);
    RAP_AUTO_RELEASE(rap_buf) line;
    rap_record_t record;

    rap_buf_init(&line, LINE_MAX_BYTES);
    if (rap_frame_size(body) > 0) {
        RAP_TRY(rap_record_unpack(
            &record, json, len, rap_frame_data(body), rap_frame_size(body), arena, err));
        RAP_TRY(rap_record_write(&record, &line, err));
        json = line.data;
        len = line.len;
    }
    print_line(self, json, len);
    return RAP_OK;
}

static void print_outputs(rap_stage_t *self, slot_t *slot)
{
    rap_err_t err;

    for (size_t i = 0; i < slot->outputs; i++) {
        const rap_frame_t *frame = &slot->message->frame[2 + 4 * i];

        rap_arena_reset(slot->task.arena);
        if (print_output(self, &frame[2], &frame[3], slot->task.arena, &err) != RAP_OK)
            stage_end(self, &err); /* what was packed here cannot be wrong, but be too large */
    }
    rap_arena_reset(slot->task.arena);
}

void stage_once_ended(rap_stage_t *self, slot_t *slot, const rap_err_t *err)
{
    const rap_message_t *message = slot->message;

    if (message->command == RAP1_DONE) {
        print_outputs(self, slot);
    } else {
        rap_err_t told = *err;

        rap_text_tame(told.text); /* it may quote the document */
        print_line(self, rap_frame_data(&message->frame[2]), rap_frame_size(&message->frame[2]));
        (void)fprintf(
            stderr, "%s: %s: %s\n", self->process->type->program, self->operand, told.text);
        self->failures++;
    }
    slot_free(slot);
    rap_loop_stop(self->process->loop); /* of a task that was ended later */
}

/* As it came with the document before; a document of other bytes is another one. */
static rap_code_t read_envelope(rap_stage_t *self, slot_t *slot, rap_err_t *err)
{
    const char *path = self->process->common.envelope;
    RAP_AUTO_RELEASE(rap_buf) json;
    char id[RAP_HEX_SIZE];

    rap_buf_init(&json, ENVELOPE_BYTES_MAX);
    RAP_TRY(rap_file_read(path, &json, err));
    RAP_TRY(rap_envelope_read(&slot->task.envelope, json.data, json.len, slot->task.arena, err));
    rap_sha256(slot->task.body, slot->task.body_len, id);
    if (strcmp(id, slot->task.envelope.id) != 0)
        return rap_fail(err, RAP_SCHEMA, "'%s' is not of the bytes of '%s'", path, self->operand);
    return RAP_OK;
}

static rap_code_t fill_envelope(rap_stage_t *self, slot_t *slot, rap_err_t *err)
{
    if (self->process->common.envelope != NULL)
        return read_envelope(self, slot, err);

    rap_arena_t *arena = slot->task.arena;
    char path[PATH_MAX], url[PATH_MAX + 8], id[RAP_HEX_SIZE], trace[TRACE_SIZE];

    if (realpath(self->operand, path) == NULL)
        (void)snprintf(path, sizeof path, "%s", self->operand);
    (void)snprintf(url, sizeof url, "file:");
    stage_copy_utf8(url + strlen(url), sizeof url - strlen(url), path);
    rap_envelope_new_trace(trace);
    rap_sha256(slot->task.body, slot->task.body_len, id);
    slot->task.envelope = (rap_envelope_t){.id = rap_arena_strdup(arena, id),
        .origin = NAME,
        .attempt = 1,
        .source = NAME,
        .url = rap_arena_strdup(arena, url),
        .fetched_at = slot->begun_at,
        .traceparent = rap_arena_strdup(arena, trace)};
    if (slot->task.envelope.id == NULL || slot->task.envelope.url == NULL ||
        slot->task.envelope.traceparent == NULL)
        return rap_fail(err, RAP_TOOBIG, "no memory left for an envelope");
    return RAP_OK;
}

/* Hands out a task whose reading went as *err says, and waits for its end. */
static rap_code_t handle(rap_stage_t *self, slot_t *slot, const rap_err_t *failed, rap_err_t *err)
{
    if (failed != NULL)
        rap_task_end(self, &slot->task, failed);
    else
        slot_handle(self, slot);
    while (slot->state == SLOT_IN_HAND && !self->over)
        RAP_TRY(rap_loop_run(self->process->loop, err));
    return RAP_OK;
}

/* The bytes become the frame; gives their number. */
static size_t take_frame(rap_frame_t *frame, rap_buf_t *bytes)
{
    size_t len;
    char *taken = rap_buf_take(bytes, &len);

    rap_frame_take(frame, &taken, len);
    return len;
}

static rap_code_t do_body(
    rap_stage_t *self, rap_buf_t *body, const rap_err_t *failed, rap_err_t *err)
{
    slot_t *slot = slot_begin(self);
    rap_err_t mine;

    slot->task.body_len = take_frame(&slot->body, body);
    slot->task.body = rap_frame_data(&slot->body);
    if (fill_envelope(self, slot, &mine) != RAP_OK && failed == NULL)
        failed = &mine;
    if (failed != NULL)
        slot->task.envelope.id = NULL; /* of what was read of it, if anything */
    return handle(self, slot, failed, err);
}

static rap_code_t pack(slot_t *slot, const rap_record_t *record, rap_err_t *err)
{
    rap_task_t *task = &slot->task;
    RAP_AUTO_RELEASE(rap_buf) json;
    RAP_AUTO_RELEASE(rap_buf) texts;

    rap_buf_init(&json, RAP_RECORD_MAX);
    rap_buf_init(&texts, RAP_RECORD_MAX);
    RAP_TRY(rap_record_pack(record, &json, &texts, err));
    task->payload_len = take_frame(&slot->payload, &json);
    task->payload = rap_frame_data(&slot->payload);
    task->body_len = take_frame(&slot->body, &texts);
    task->body = rap_frame_data(&slot->body);
    return RAP_OK;
}

/* A record that is no result goes through as it is. */
static rap_code_t pass_on(
    rap_stage_t *self, rap_task_t *task, const char *line, size_t len, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) as_it_is;

    rap_buf_init(&as_it_is, len);
    RAP_TRY(rap_buf_add(&as_it_is, line, len, err));
    RAP_TRY(rap_task_emit(self, task, NAME, &as_it_is, NULL, 0, err));
    rap_task_done(self, task);
    return RAP_OK;
}

static rap_code_t do_record(rap_stage_t *self, const char *line, size_t len, rap_err_t *err)
{
    slot_t *slot = slot_begin(self);
    rap_task_t *task = &slot->task;
    rap_record_t record = {0};
    rap_err_t mine;

    rap_code_t code = fill_envelope(self, slot, &mine);
    if (code == RAP_OK)
        code = rap_record_read(&record, line, len, task->arena, &mine);
    if (code == RAP_OK && record.kind != RAP_RECORD_RESULT) {
        code = pass_on(self, task, line, len, &mine);
        if (code == RAP_OK)
            return RAP_OK;
    }
    if (code == RAP_OK)
        code = pack(slot, &record, &mine);
    task->envelope.id = code == RAP_OK ? record.document->document_id : NULL;
    return handle(self, slot, code == RAP_OK ? NULL : &mine, err);
}

static rap_code_t do_records(rap_stage_t *self, const rap_buf_t *lines, rap_err_t *err)
{
    const char *at = lines->data, *end = lines->data + lines->len;

    while (at < end && !self->over) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));

        if (line_end == NULL)
            line_end = end;
        if (line_end > at)
            RAP_TRY(do_record(self, at, (size_t)(line_end - at), err));
        at = line_end + 1;
    }
    return RAP_OK;
}

/* ---- reading ----
 *
 * On the loop, so that a terminal or a pipe that nobody writes to does not keep signals out. */

struct reading {
    const char *name;
    int fd;
    rap_buf_t *buf;
    bool end;
    rap_code_t code;
    rap_err_t *err;
};

static void on_readable(rap_loop_t *loop, short events, void *arg)
{
    struct reading *self = arg;

    (void)events;
    rap_code_t code = rap_file_read_next(self->fd, self->name, self->buf, &self->end, self->err);
    if (code == RAP_BUSY)
        return;
    self->code = code;
    if (code != RAP_OK || self->end)
        rap_loop_stop(loop);
}

/* Until the end, an error (`reading->code`), or a signal; fails only as the loop does. */
static rap_code_t read_to_end(rap_stage_t *self, struct reading *reading, rap_err_t *err)
{
    rap_loop_t *loop = self->process->loop;
    rap_watch_t watch = rap_loop_fd(loop, reading->fd, RAP_IN, on_readable, reading);
    rap_code_t code = RAP_OK;

    while (code == RAP_OK && reading->code == RAP_OK && !reading->end && !self->over)
        code = rap_loop_run(loop, err);
    rap_loop_remove(loop, watch);
    return code;
}

static rap_code_t read_operand(
    rap_stage_t *self, rap_buf_t *buf, rap_code_t *ret_code, rap_err_t *failed, rap_err_t *err)
{
    struct reading reading = {
        .name = "standard input", .fd = STDIN_FILENO, .buf = buf, .err = failed};
    bool is_file = strcmp(self->operand, "-") != 0;

    if (is_file) {
        /* without O_NONBLOCK a FIFO's open would wait for who writes to it */
        reading.name = self->operand;
        reading.fd = open(self->operand, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (reading.fd < 0) {
            *ret_code = rap_fail_sys(
                failed, rap_code_of_errno(errno), errno, "could not open '%s'", self->operand);
            return RAP_OK;
        }
    }
    rap_code_t code = read_to_end(self, &reading, err);
    if (is_file)
        close(reading.fd);
    *ret_code = reading.code;
    return code;
}

static rap_code_t do_operand(rap_stage_t *self, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) buf;
    rap_err_t failed;
    rap_code_t code;

    rap_buf_init(&buf, FILE_BYTES_MAX);
    RAP_TRY(read_operand(self, &buf, &code, &failed, err));
    if (self->over)
        return RAP_OK;
    if (code != RAP_OK)
        rap_buf_reset(&buf);
    if (code == RAP_OK && self->type->once_payload)
        return do_records(self, &buf, err);
    return do_body(self, &buf, code == RAP_OK ? NULL : &failed, err);
}

static void stop_loop(rap_loop_t *loop, void *arg)
{
    (void)arg;
    rap_loop_stop(loop);
}

/* A stage that never waits sees its signals here. */
static rap_code_t look_for_signals(rap_stage_t *self, rap_err_t *err)
{
    rap_loop_timer(self->process->loop, 0, 0, stop_loop, NULL);
    return rap_loop_run(self->process->loop, err);
}

rap_code_t stage_once(rap_stage_t *self, rap_err_t *err)
{
    rap_process_t *process = self->process;

    if (self->type->takes == NULL && self->type->once == NULL)
        return rap_fail(err, RAP_USAGE, "%s does nothing without a broker; leave out --once",
            process->type->program);
    if (self->type->takes == NULL)
        return self->type->once(self->self, process->operands, process->operand, self->out, err);
    if (process->operands == 0)
        return rap_fail(err, RAP_USAGE, "no FILE is given; '-' is standard input");
    for (int i = 0; i < process->operands && !self->over; i++) {
        self->operand = process->operand[i];
        RAP_TRY(do_operand(self, err));
        RAP_TRY(look_for_signals(self, err));
    }
    stage_drop_all(self);
    process->exit = self->failures > 0;
    return RAP_OK;
}
