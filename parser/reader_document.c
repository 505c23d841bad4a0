/* reader_document.c - a document on its way to the child, and the reply: see reader.h */
#include "parser/reader_private.h"

#include "base/codec.h"
#include "base/file.h"
#include "parser/sandbox_names.h"
#include "parser/wire.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/socket.h>

void *reader_tag(const reader_t *self)
{
    return self->tag;
}

void reader_document_ended(reader_t *self, const reader_result_t *result, const rap_err_t *err)
{
    const reader_why_t why = {.err = err, .last_words = &self->last_words.words};
    void *tag = self->tag;

    if (self->state != READER_ENDING) /* else it watches that the child leaves */
        reader_unwatch(self, &self->timer);
    self->tag = NULL;
    self->job = (reader_job_t){0};
    self->sent = 0;
    rap_buf_reset(&self->head);
    self->listener.ended(self->listener.arg, tag, result, err != NULL ? &why : NULL);
}

/* -- sending ---------------------------------------------------------------------------- */

static size_t to_send(const reader_t *self)
{
    return self->head.len + self->job.len + self->job.found_len;
}

/* What follows the bytes that were sent, up to the end of its part. */
static struct iovec rest(const reader_t *self)
{
    const struct iovec part[] = {rap_file_part(self->head.data, self->head.len),
        rap_file_part(self->job.body, self->job.len),
        rap_file_part(self->job.found, self->job.found_len)};
    size_t before = 0, i = 0;

    while (self->sent - before >= part[i].iov_len)
        before += part[i++].iov_len;
    return rap_file_part((const char *)part[i].iov_base + (self->sent - before),
        part[i].iov_len - (self->sent - before));
}

/* Sends what the socket takes; asks for room only while something is left. */
static void send_more(reader_t *self)
{
    while (self->serves && self->tag != NULL && self->sent < to_send(self)) {
        struct iovec part = rest(self);
        ssize_t sent = send(self->socket, part.iov_base, part.iov_len, MSG_NOSIGNAL);

        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            break; /* no room; or it is gone, which its exit tells */
        self->sent += (size_t)sent;
    }
    bool all = self->sent == to_send(self);
    rap_loop_set_events(self->loop, self->on_socket, (short)(all ? RAP_IN : RAP_IN | RAP_OUT));
}

/* The document's turn: at once, or when the child says that it serves. */
static void begin(reader_t *self)
{
    const rap_capsule_t capsule = {.time_ms = self->time_ms,
        .memory_bytes = self->memory_max,
        .output_bytes = RAP_RECORD_MAX,
        .documents = self->documents,
        .mode = sandbox_mode_names[self->options->sandbox],
        .sandbox = self->sandbox,
        .versions = self->hello.versions};

    reader_read_messages(self); /* what is still there is of the document before */
    last_words_begin(&self->last_words, self->pid, &capsule, rap_loop_now_ms(self->loop));
    reader_set_timer(self, self->time_ms);
    send_more(self);
}

/* -- the reply -------------------------------------------------------------------------- */

/* What a child that lives on leaves behind of a document that it could not read. */
static void keep_last_words(reader_t *self, const parser_reply_t *reply)
{
    reader_read_messages(self);
    if (reply->limit == WIRE_LIMIT_MEMORY || reply->limit == WIRE_LIMIT_SPACE)
        last_words_limit(&self->last_words,
            reply->limit == WIRE_LIMIT_SPACE ? "RLIMIT_AS" : "memory", self->memory_max);
    else if (reply->limit == WIRE_LIMIT_OUTPUT)
        last_words_limit(&self->last_words, "output", RAP_RECORD_MAX);
    last_words_alive(
        &self->last_words, self->pid, (int64_t)reply->peak_kib * 1024, rap_loop_now_ms(self->loop));
}

/* Tells what the reply, which is whole, says of the document. */
static void tell(reader_t *self, const parser_reply_t *reply)
{
    const char *text = self->in.data + sizeof *reply;
    const reader_result_t result = {.kind = reply->kind,
        .json = &self->json,
        .texts = text + reply->len,
        .texts_len = reply->texts_len};
    rap_err_t err;

    rap_buf_reset(&self->json);
    if (reply->code != RAP_OK)
        (void)rap_fail(&err, (rap_code_t)reply->code, "%.*s", (int)reply->len, text);
    else if (rap_buf_add(&self->json, text, reply->len, &err) == RAP_OK) {
        reader_document_ended(self, &result, NULL);
        return;
    }
    reader_document_ended(self, NULL, &err);
}

static void answered_nonsense(reader_t *self, const parser_reply_t *reply)
{
    rap_err_t err;

    (void)rap_fail(&err, RAP_CRASHED, "the reader answered nonsense (code %u, %u and %u bytes)",
        reply->code, reply->len, reply->texts_len);
    reader_fail(self, &err);
}

static void take_hello(reader_t *self, const parser_reply_t *reply)
{
    rap_err_t err;

    rap_arena_reset(self->arena);
    if (rap_codec_read(&parser_hello_table, &self->hello, self->in.data + sizeof *reply, reply->len,
            self->arena, &err) != RAP_OK) {
        answered_nonsense(self, reply);
        return;
    }
    self->serves = true;
    rap_buf_reset(&self->in);
    hello_list(&self->hello.in_force, self->sandbox, sizeof self->sandbox);
    if (self->listener.serves != NULL)
        self->listener.serves(self->listener.arg, &self->hello);
    if (self->tag != NULL)
        begin(self);
}

/* A whole reply is there. */
static void take_reply(reader_t *self, const parser_reply_t *reply)
{
    if (!self->serves) {
        take_hello(self, reply);
        return;
    }
    self->documents++;
    /* After a limit or a damaged file the child may not be what it was. */
    bool renew = self->renew || self->documents >= self->options->documents ||
                 reply->code == RAP_TOOBIG || reply->code == RAP_SYNTAX;
    if (reply->code != RAP_OK)
        keep_last_words(self, reply);
    self->state = READER_IDLE;
    if (renew)
        reader_end_child(self, true);
    tell(self, reply);
    rap_buf_reset(&self->in);
    if (self->state == READER_IDLE)
        self->listener.ready(self->listener.arg);
}

/* A page is what was asked for, or a document is, which may want its pages once. */
static bool is_of_the_kind(const reader_t *self, uint32_t kind)
{
    if (self->job.page > 0)
        return kind == WIRE_PAGE;
    return kind == WIRE_RECORD || (kind == WIRE_WANTED && self->job.found_len == 0);
}

/* The child may be in a document's hands: it gets no fate but that of the document. */
static bool is_sane(const reader_t *self, const parser_reply_t *reply)
{
    if (self->in.len > sizeof *reply + reply->len + (size_t)reply->texts_len)
        return false; /* nobody asked for the rest */
    if (!self->serves)
        return reply->code == RAP_OK && reply->len <= WIRE_HELLO_MAX && reply->texts_len == 0;
    if (self->tag == NULL || self->sent < to_send(self))
        return false;
    if (reply->code == RAP_OK)
        return is_of_the_kind(self, reply->kind) && reply->len <= RAP_RECORD_MAX &&
               reply->texts_len <= RAP_RECORD_MAX;
    return reply->code < RAP_CODE_COUNT && reply->len <= WIRE_REASON_MAX && reply->texts_len == 0 &&
           rap_code_fate((rap_code_t)reply->code) == RAP_FATE_REJECT;
}

/* The child closed its end.  It is ending, and its exit will tell why; if it only pretends to,
 * the clock ends it. */
static void lose_socket(reader_t *self)
{
    reader_unwatch(self, &self->on_socket);
    if (self->state == READER_IDLE)
        reader_end_child(self, false);
}

/* True while there may be more. */
static bool receive(reader_t *self)
{
    parser_reply_t reply;
    rap_err_t err;
    char *at;

    if (rap_buf_room(&self->in, READER_PIECE, &at, &err) != RAP_OK)
        return false; /* never: a whole reply leaves room for a piece */
    ssize_t got = recv(self->socket, at, READER_PIECE, 0);
    if (got <= 0) {
        if (got == 0 || (errno != EAGAIN && errno != EINTR))
            lose_socket(self);
        return got < 0 && errno == EINTR;
    }
    rap_buf_grew(&self->in, (size_t)got);
    if (self->in.len < sizeof reply)
        return true;
    memcpy(&reply, self->in.data, sizeof reply);
    if (!is_sane(self, &reply)) {
        answered_nonsense(self, &reply);
        return false;
    }
    if (self->in.len < sizeof reply + reply.len + (size_t)reply.texts_len)
        return true;
    take_reply(self, &reply);
    return false;
}

void reader_on_socket(rap_loop_t *loop, short revents, void *arg)
{
    reader_t *self = arg;

    (void)loop;
    if ((revents & RAP_OUT) != 0)
        send_more(self);
    if ((revents & (RAP_IN | RAP_ERR)) != 0)
        while (self->socket >= 0 && receive(self))
            ;
}

/* -- a document ------------------------------------------------------------------------- */

static int64_t memory_for(const reader_t *self, const rap_envelope_t *envelope)
{
    return limit_for(&self->options->memory, limits_asked(envelope).memory_bytes);
}

bool reader_suits(const reader_t *self, const rap_envelope_t *envelope)
{
    return self->state == READER_NONE || self->memory_max == memory_for(self, envelope);
}

/* By the wall clock.  A page that runs over its time is left by the child itself, with what it has
 * read; this is for one that does not even come to that. */
static int64_t time_for(const reader_t *self, const reader_job_t *job)
{
    int64_t asked = limits_asked(job->envelope).timeout_ms;

    if (job->page == 0)
        return limit_for(&self->options->time_ms, asked);
    return limit_for(&self->options->page_ms, asked) + limit_for(&self->options->time_ms, asked);
}

static rap_code_t write_head(reader_t *self, rap_err_t *err)
{
    const reader_job_t *job = &self->job;
    parser_request_t request = {.body_len = (uint32_t)job->len,
        .ocr_len = (uint32_t)job->found_len,
        .time_ms = (uint32_t)self->time_ms,
        .page = job->page,
        .page_ms =
            (uint32_t)limit_for(&self->options->page_ms, limits_asked(job->envelope).timeout_ms),
        .language = job->hint.language,
        .turns = job->hint.turns};

    if (job->len > INT_MAX || job->found_len > INT_MAX)
        return rap_fail(err, RAP_TOOBIG, "the document has more than %d bytes", INT_MAX);
    RAP_TRY(rap_buf_add(&self->head, &request, sizeof request, err));
    RAP_TRY(rap_envelope_write(job->envelope, &self->head, err));
    request.envelope_len = (uint32_t)(self->head.len - sizeof request);
    memcpy(self->head.data, &request, sizeof request);
    return RAP_OK;
}

rap_code_t reader_read(reader_t *self, void *tag, const reader_job_t *job, rap_err_t *err)
{
    assert(reader_is_ready(self) && reader_suits(self, job->envelope) && tag != NULL);
    self->time_ms = time_for(self, job);
    self->memory_max = memory_for(self, job->envelope);
    self->job = *job;
    rap_code_t code = write_head(self, err);
    if (code == RAP_OK && self->state == READER_NONE)
        code = reader_start_child(self, err);
    if (code != RAP_OK) {
        rap_buf_reset(&self->head);
        self->job = (reader_job_t){0};
        return code;
    }
    self->tag = tag;
    self->sent = 0;
    self->state = READER_BUSY;
    if (self->serves)
        begin(self);
    else
        reader_set_timer(self, READER_START_MS);
    return RAP_OK;
}

void reader_cancel(reader_t *self)
{
    if (self->tag == NULL)
        return;
    self->tag = NULL;
    self->job = (reader_job_t){0};
    rap_buf_reset(&self->head);
    if (self->state != READER_ENDING)
        reader_end_child(self, false);
}
