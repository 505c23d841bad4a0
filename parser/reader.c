/* reader.c - see reader.h
 *
 *            read                 reply                   limit, renew, anything wrong
 *   NONE ----------> BUSY <-------------------> IDLE     BUSY, IDLE --------> ENDING
 *     ^                          read                                            |
 *     +------------------------- the child's exit -------------------------------+
 *
 * An exit is learnt from a pidfd, so its status is known before a reason is given.
 */
#include "parser/reader.h"

#include "base/spawn.h"
#include "parser/last_words.h"
#include "parser/wire.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    PIECE = 64 * 1024, /* bytes read at once: most replies are one piece  */
    REPLY_MAX = sizeof(parser_reply_t) + 2 * RAP_RECORD_MAX,
    ARGUMENT_MAX = 32,
    START_MS = 30 * 1000, /* a child that takes longer to start has no share of the machine */
    LEAVE_MS = 2000       /* a child that is told to end well may take that long */
};

typedef enum state { NONE, IDLE, BUSY, ENDING } state_t;

struct reader {
    rap_loop_t *loop;
    const reader_options_t *options;
    reader_listener_t listener;
    rap_metric_t *started;

    state_t state;
    pid_t pid;
    int socket, messages, exit; /* descriptors; -1: closed */
    rap_watch_t on_socket, on_messages, on_exit, timer;
    bool serves; /* it has said that it does */
    bool renew;
    int64_t documents;  /* it has read */
    int64_t memory_max; /* its limit */
    last_words_t last_words;

    void *tag; /* the document in hand */
    int64_t time_ms;
    rap_buf_t head; /* request and envelope */
    const char *body;
    size_t body_len, sent; /* sent: of head and body together */
    rap_buf_t in;          /* reply, with its texts */
    rap_buf_t json;        /* of the reply in hand */
    rap_err_t why;         /* why the document ends, where that is known before the exit */
};

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void unwatch(reader_t *self, rap_watch_t *watch)
{
    if (*watch != 0)
        rap_loop_remove(self->loop, *watch);
    *watch = 0;
}

reader_t *reader_new(rap_loop_t *loop, const reader_options_t *options,
    const reader_listener_t *listener, rap_metric_t *started)
{
    reader_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    self->loop = loop;
    self->options = options;
    self->listener = *listener;
    self->started = started;
    self->socket = self->messages = self->exit = -1;
    rap_buf_init(&self->head, sizeof(parser_request_t) + WIRE_ENVELOPE_MAX);
    rap_buf_init(&self->in, REPLY_MAX + PIECE);
    rap_buf_init(&self->json, RAP_RECORD_MAX);
    return self;
}

bool reader_is_ready(const reader_t *self)
{
    return self->state == NONE || self->state == IDLE;
}

void *reader_tag(const reader_t *self)
{
    return self->tag;
}

/* -- the document's end ----------------------------------------------------------------- */

static void document_ended(reader_t *self, const reader_result_t *result, const rap_err_t *err)
{
    const reader_why_t why = {.err = err, .last_words = &self->last_words.words};
    void *tag = self->tag;

    if (self->state != ENDING) /* else it watches that the child leaves */
        unwatch(self, &self->timer);
    self->tag = NULL;
    self->body = NULL;
    self->body_len = self->sent = 0;
    rap_buf_reset(&self->head);
    self->listener.ended(self->listener.arg, tag, result, err != NULL ? &why : NULL);
}

static void on_time(rap_loop_t *loop, void *arg);

static void set_timer(reader_t *self, int64_t ms)
{
    unwatch(self, &self->timer);
    self->timer = rap_loop_timer(self->loop, ms, 0, on_time, self);
}

/* Ends the child: if it is well by closing its socket, which it answers by leaving, else by
 * force. */
static void end_child(reader_t *self, bool well)
{
    unwatch(self, &self->on_socket);
    unwatch(self, &self->timer);
    close_fd(&self->socket);
    if (well)
        set_timer(self, LEAVE_MS);
    else
        (void)kill(self->pid, SIGKILL);
    self->state = ENDING;
}

static void fail(reader_t *self, const rap_err_t *why)
{
    self->why = *why;
    end_child(self, false);
}

/* What the exit of a child says, that had a document in hand or was to get one. */
static void judge_exit(reader_t *self, int status, rap_err_t *err)
{
    const char *line = last_words_line(&self->last_words);
    char how[64];

    rap_spawn_describe(status, how, sizeof how);
    if (self->why.code != RAP_OK)
        *err = self->why;
    else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) /* not by us: no document can */
        (void)rap_fail(err, RAP_UNAVAILABLE, "%s was killed from outside", PARSER_CHILD);
    else if (!self->serves)
        (void)rap_fail(err, RAP_CONFIG, "%s could not start (%s): %s", PARSER_CHILD, how,
            line[0] != '\0' ? line : "raise memory_limit, perhaps");
    else if (WIFEXITED(status) && WEXITSTATUS(status) == WIRE_EXIT_MEMORY) {
        last_words_limit(&self->last_words, "RLIMIT_AS", self->memory_max);
        (void)rap_fail(err, RAP_TOOBIG,
            "reading it takes more than the %" PRId64 " MiB of memory_limit",
            self->memory_max >> 20);
    } else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) {
        last_words_limit(&self->last_words, "RLIMIT_CPU", self->time_ms);
        (void)rap_fail(err, RAP_OVERTIME, "reading took more than %" PRId64 " s of processor time",
            self->time_ms / 1000);
    } else
        (void)rap_fail(
            err, RAP_CRASHED, "reading ended with %s%s%s", how, line[0] != '\0' ? ": " : "", line);
}

/* -- what the loop tells ---------------------------------------------------------------- */

static void read_messages(reader_t *self)
{
    if (self->messages < 0 || last_words_hear(&self->last_words, self->messages))
        return;
    unwatch(self, &self->on_messages);
    close_fd(&self->messages);
}

static void on_messages(rap_loop_t *loop, short revents, void *arg)
{
    (void)loop;
    (void)revents;
    read_messages(arg);
}

static void forget_child(reader_t *self)
{
    unwatch(self, &self->on_socket);
    unwatch(self, &self->on_messages);
    unwatch(self, &self->on_exit);
    unwatch(self, &self->timer);
    close_fd(&self->socket);
    close_fd(&self->messages);
    close_fd(&self->exit);
    rap_buf_release(&self->in); /* may be large, and nobody may come for long */
    rap_buf_init(&self->in, REPLY_MAX + PIECE);
    self->pid = 0;
    self->state = NONE;
}

static rap_code_t start_child(reader_t *self, rap_err_t *err);

/* The next document is not to wait for a child's start because the one before ended it.  What
 * hinders the start now is told when there is a document. */
static void start_next(reader_t *self)
{
    rap_err_t ignored;

    if (self->state != NONE)
        return;
    self->memory_max = self->options->memory.usual;
    (void)(start_child(self, &ignored) == RAP_OK);
}

static void on_child_exit(rap_loop_t *loop, short revents, void *arg)
{
    reader_t *self = arg;
    rap_err_t err = {0};
    struct rusage usage;
    int status;

    (void)loop;
    (void)revents;
    if (!rap_spawn_reaped(self->pid, &status, &usage))
        return;
    read_messages(self);
    last_words_exit(&self->last_words, status, &usage, rap_loop_now_ms(self->loop));
    judge_exit(self, status, &err);
    bool served = self->serves; /* else it would not the next time */
    forget_child(self);
    if (self->tag != NULL)
        document_ended(self, NULL, &err);
    if (self->state == NONE)
        self->listener.ready(self->listener.arg);
    if (served)
        start_next(self);
}

static void on_time(rap_loop_t *loop, void *arg)
{
    reader_t *self = arg;
    rap_err_t err;

    (void)loop;
    self->timer = 0;
    if (self->state == ENDING) {
        (void)kill(self->pid, SIGKILL);
        return;
    }
    if (self->serves) {
        last_words_limit(&self->last_words, "deadline", self->time_ms);
        (void)rap_fail(
            &err, RAP_OVERTIME, "reading took more than %g s", (double)self->time_ms / 1000);
    } else /* the machine is to blame, not the document */
        (void)rap_fail(
            &err, RAP_TIMEOUT, "%s did not start within %d s", PARSER_CHILD, START_MS / 1000);
    fail(self, &err);
}

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
    read_messages(self); /* what is still there is of the document before */
    last_words_begin(&self->last_words, self->pid, rap_loop_now_ms(self->loop));
    set_timer(self, self->time_ms);
    send_more(self);
}

/* What a child that lives on leaves behind of a document that it could not read. */
static void keep_last_words(reader_t *self, const parser_reply_t *reply)
{
    read_messages(self);
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
        document_ended(self, &result, NULL);
        return;
    }
    document_ended(self, NULL, &err);
}

/* A whole reply is there. */
static void take_reply(reader_t *self, const parser_reply_t *reply)
{
    if (!self->serves) {
        self->serves = true;
        rap_buf_reset(&self->in);
        if (self->tag != NULL)
            begin(self);
        return;
    }
    self->documents++;
    /* After a limit or a damaged file the child may not be what it was. */
    bool renew = self->renew || self->documents >= self->options->documents ||
                 reply->code == RAP_TOOBIG || reply->code == RAP_SYNTAX;
    if (reply->code != RAP_OK)
        keep_last_words(self, reply);
    self->state = IDLE;
    if (renew)
        end_child(self, true);
    tell(self, reply);
    rap_buf_reset(&self->in);
    if (self->state == IDLE)
        self->listener.ready(self->listener.arg);
}

/* The child may be in a document's hands: it gets no fate but that of the document. */
static bool is_sane(const reader_t *self, const parser_reply_t *reply)
{
    if (self->in.len > sizeof *reply + reply->len + (size_t)reply->texts_len)
        return false; /* nobody asked for the rest */
    if (!self->serves)
        return reply->code == RAP_OK && reply->len == 0 && reply->texts_len == 0;
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
    unwatch(self, &self->on_socket);
    if (self->state == IDLE)
        end_child(self, false);
}

/* True while there may be more. */
static bool receive(reader_t *self)
{
    parser_reply_t reply;
    rap_err_t err;
    char *at;

    if (rap_buf_room(&self->in, PIECE, &at, &err) != RAP_OK)
        return false; /* never: a whole reply leaves room for a piece */
    ssize_t got = recv(self->socket, at, PIECE, 0);
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
        (void)rap_fail(&err, RAP_CRASHED, "the reader answered nonsense (code %u, %u and %u bytes)",
            reply.code, reply.len, reply.texts_len);
        fail(self, &err);
        return false;
    }
    if (self->in.len < sizeof reply + reply.len + (size_t)reply.texts_len)
        return true;
    take_reply(self, &reply);
    return false;
}

static void on_socket(rap_loop_t *loop, short revents, void *arg)
{
    reader_t *self = arg;

    (void)loop;
    if ((revents & RAP_OUT) != 0)
        send_more(self);
    if ((revents & (RAP_IN | RAP_ERR)) != 0)
        while (self->socket >= 0 && receive(self))
            ;
}

/* -- starting a child ------------------------------------------------------------------- */

static rap_code_t spawn(reader_t *self, int socket, int messages, rap_err_t *err)
{
    char path[PATH_MAX], parent[ARGUMENT_MAX], memory[ARGUMENT_MAX];
    const char *argv[] = {PARSER_CHILD, "--parent", parent, "--memory-max", memory,
        self->options->home != NULL ? "--home" : NULL, self->options->home, NULL};
    rap_spawn_t child = {.path = path,
        .argv = argv,
        .in = -1,
        .out = -1,
        .err = messages,
        .extra = socket,
        .own_group = true};

    (void)snprintf(parent, sizeof parent, "%d", (int)getpid());
    (void)snprintf(memory, sizeof memory, "%" PRId64, self->memory_max);
    RAP_TRY(rap_spawn_sibling(PARSER_CHILD, path, sizeof path, err));
    return rap_spawn(&child, &self->pid, err);
}

static rap_code_t start_child(reader_t *self, rap_err_t *err)
{
    int ends[2], pipe_ends[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return rap_fail_sys(err, RAP_IO, errno, "could not make a socket for the reader");
    if (pipe2(pipe_ends, O_CLOEXEC) != 0) {
        int sys = errno;

        close(ends[0]);
        close(ends[1]);
        return rap_fail_sys(err, RAP_IO, sys, "could not make a pipe for the reader");
    }
    self->socket = ends[0];
    self->messages = pipe_ends[0];
    (void)fcntl(self->socket, F_SETFL, O_NONBLOCK);
    (void)fcntl(self->messages, F_SETFL, O_NONBLOCK);
    rap_code_t code = spawn(self, ends[1], pipe_ends[1], err);
    close(ends[1]);
    close(pipe_ends[1]);
    if (code == RAP_OK && (code = rap_spawn_watch(self->pid, &self->exit, err)) != RAP_OK) {
        (void)kill(self->pid, SIGKILL);
        (void)rap_spawn_wait(self->pid);
    }
    if (code != RAP_OK) {
        forget_child(self);
        return code;
    }
    rap_metric_add(self->started, 1);
    self->state = IDLE;
    self->serves = self->renew = false;
    self->documents = 0;
    self->why = (rap_err_t){0};
    last_words_reset(&self->last_words);
    self->on_socket = rap_loop_fd(self->loop, self->socket, RAP_IN, on_socket, self);
    self->on_messages = rap_loop_fd(self->loop, self->messages, RAP_IN, on_messages, self);
    self->on_exit = rap_loop_fd(self->loop, self->exit, RAP_IN, on_child_exit, self);
    return RAP_OK;
}

/* -- a document --------------------------------------------------------------------------- */

static int64_t memory_for(const reader_t *self, const rap_envelope_t *envelope)
{
    return limit_for(&self->options->memory, limits_asked(envelope).memory_bytes);
}

bool reader_suits(const reader_t *self, const rap_envelope_t *envelope)
{
    return self->state == NONE || self->memory_max == memory_for(self, envelope);
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
    if (code == RAP_OK && self->state == NONE)
        code = start_child(self, err);
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
    self->state = BUSY;
    if (self->serves)
        begin(self);
    else
        set_timer(self, START_MS);
    return RAP_OK;
}

void reader_cancel(reader_t *self)
{
    if (self->tag == NULL)
        return;
    self->tag = NULL;
    rap_buf_reset(&self->head);
    if (self->state != ENDING)
        end_child(self, false);
}

void reader_renew(reader_t *self)
{
    self->renew = true;
    if (self->state == IDLE)
        end_child(self, true);
}

void reader_destroy(reader_t **self)
{
    if (*self == NULL)
        return;
    if ((*self)->state != NONE) {
        (void)kill((*self)->pid, SIGKILL);
        (void)rap_spawn_wait((*self)->pid);
        forget_child(*self);
    }
    rap_buf_release(&(*self)->head);
    rap_buf_release(&(*self)->in);
    rap_buf_release(&(*self)->json);
    free(*self);
    *self = NULL;
}
