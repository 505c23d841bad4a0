/* reader_document.c - a document on its way to the child, and the reply: see reader.h */
#include "parser/reader_private.h"

#include "base/codec.h"
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
    self->body = NULL;
    self->body_len = self->sent = 0;
    rap_buf_reset(&self->head);
    self->listener.ended(self->listener.arg, tag, result, err != NULL ? &why : NULL);
}

/* -- sending ---------------------------------------------------------------------------- */

/* Sends what the socket takes; asks for room only while something is left. */
static void send_more(reader_t *self)
{
    while (self->serves && self->tag != NULL && self->sent < self->head.len + self->body_len) {
        bool in_head = self->sent < self->head.len;
        const char *at =
            in_head ? self->head.data + self->sent : self->body + (self->sent - self->head.len);
        size_t left =
            in_head ? self->head.len - self->sent : self->head.len + self->body_len - self->sent;
        ssize_t sent = send(self->socket, at, left, MSG_NOSIGNAL);

        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            break; /* no room; or it is gone, which its exit tells */
        self->sent += (size_t)sent;
    }
    bool all = self->sent == self->head.len + self->body_len;
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
    const reader_result_t result = {
        .json = &self->json, .texts = text + reply->len, .texts_len = reply->texts_len};
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

/* The child may be in a document's hands: it gets no fate but that of the document. */
static bool is_sane(const reader_t *self, const parser_reply_t *reply)
{
    if (self->in.len > sizeof *reply + reply->len + (size_t)reply->texts_len)
        return false; /* nobody asked for the rest */
    if (!self->serves)
        return reply->code == RAP_OK && reply->len <= WIRE_HELLO_MAX && reply->texts_len == 0;
    if (self->tag == NULL || self->sent < self->head.len + self->body_len)
        return false;
    if (reply->code == RAP_OK)
        return reply->len <= RAP_RECORD_MAX && reply->texts_len <= RAP_RECORD_MAX;
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

rap_code_t reader_read(reader_t *self, void *tag, const rap_envelope_t *envelope, const void *body,
    size_t len, rap_err_t *err)
{
    parser_request_t request = {.body_len = (uint32_t)len};

    assert(reader_is_ready(self) && reader_suits(self, envelope) && tag != NULL);
    self->time_ms = limit_for(&self->options->time_ms, limits_asked(envelope).timeout_ms);
    self->memory_max = memory_for(self, envelope);
    request.time_ms = (uint32_t)self->time_ms;
    if (len > INT_MAX)
        return rap_fail(err, RAP_TOOBIG, "the document has more than %d bytes", INT_MAX);
    RAP_TRY(rap_buf_add(&self->head, &request, sizeof request, err));
    rap_code_t code = rap_envelope_write(envelope, &self->head, err);
    if (code == RAP_OK && self->state == READER_NONE)
        code = reader_start_child(self, err);
    if (code != RAP_OK) {
        rap_buf_reset(&self->head);
        return code;
    }
    request.envelope_len = (uint32_t)(self->head.len - sizeof request);
    memcpy(self->head.data, &request, sizeof request);
    self->tag = tag;
    self->body = body;
    self->body_len = len;
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
    rap_buf_reset(&self->head);
    if (self->state != READER_ENDING)
        reader_end_child(self, false);
}
