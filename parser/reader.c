/* reader.c - see reader.h
 *
 *            read                 reply                   limit, renew, anything wrong
 *   NONE ----------> BUSY <-------------------> IDLE     BUSY, IDLE --------> ENDING
 *     ^                          read                                            |
 *     +------------------------- the child's exit -------------------------------+
 *
 * An exit is learnt from a pidfd, so its status is known before a reason is given.
 */
#include "parser/reader_private.h"

#include "base/spawn.h"
#include "parser/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    HELLO_ARENA = 64 * 1024,
    LEAVE_MS = 2000 /* a child that is told to end well may take that long */
};

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void reader_unwatch(reader_t *self, rap_watch_t *watch)
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
    rap_buf_init(&self->in, READER_REPLY_MAX + READER_PIECE);
    rap_buf_init(&self->json, RAP_RECORD_MAX);
    self->arena = rap_arena_new(HELLO_ARENA);
    return self;
}

bool reader_is_ready(const reader_t *self)
{
    return self->state == READER_NONE || self->state == READER_IDLE;
}

/* -- the child's end -------------------------------------------------------------------- */

static void on_time(rap_loop_t *loop, void *arg);

void reader_set_timer(reader_t *self, int64_t ms)
{
    reader_unwatch(self, &self->timer);
    self->timer = rap_loop_timer(self->loop, ms, 0, on_time, self);
}

void reader_end_child(reader_t *self, bool well)
{
    reader_unwatch(self, &self->on_socket);
    reader_unwatch(self, &self->timer);
    close_fd(&self->socket);
    if (well)
        reader_set_timer(self, LEAVE_MS);
    else
        (void)kill(self->pid, SIGKILL);
    self->state = READER_ENDING;
}

void reader_fail(reader_t *self, const rap_err_t *why)
{
    self->why = *why;
    reader_end_child(self, false);
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
    } else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
        (void)rap_fail(err, RAP_CRASHED, "reading ended with %s, for a forbidden system call%s%s",
            how, line[0] != '\0' ? ": " : "", line);
    else
        (void)rap_fail(
            err, RAP_CRASHED, "reading ended with %s%s%s", how, line[0] != '\0' ? ": " : "", line);
}

/* -- what the loop tells ---------------------------------------------------------------- */

void reader_read_messages(reader_t *self)
{
    if (self->messages < 0 || last_words_hear(&self->last_words, self->messages))
        return;
    reader_unwatch(self, &self->on_messages);
    close_fd(&self->messages);
}

static void on_messages(rap_loop_t *loop, short revents, void *arg)
{
    (void)loop;
    (void)revents;
    reader_read_messages(arg);
}

static void forget_child(reader_t *self)
{
    reader_unwatch(self, &self->on_socket);
    reader_unwatch(self, &self->on_messages);
    reader_unwatch(self, &self->on_exit);
    reader_unwatch(self, &self->timer);
    close_fd(&self->socket);
    close_fd(&self->messages);
    close_fd(&self->exit);
    rap_buf_release(&self->in); /* may be large, and nobody may come for long */
    rap_buf_init(&self->in, READER_REPLY_MAX + READER_PIECE);
    self->pid = 0;
    self->state = READER_NONE;
}

/* The next document is not to wait for a child's start because the one before ended it.  What
 * hinders the start now is told when there is a document. */
static void start_next(reader_t *self)
{
    rap_err_t ignored;

    (void)(reader_start(self, &ignored) == RAP_OK);
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
    reader_read_messages(self);
    last_words_exit(&self->last_words, status, &usage, rap_loop_now_ms(self->loop));
    judge_exit(self, status, &err);
    bool served = self->serves; /* else it would not the next time */
    forget_child(self);
    if (self->tag != NULL)
        reader_document_ended(self, NULL, &err);
    else if (!served && !self->renew && self->listener.no_child != NULL)
        self->listener.no_child(self->listener.arg, &err);
    if (self->state == READER_NONE)
        self->listener.ready(self->listener.arg);
    if (served && self->options->eager)
        start_next(self);
}

static void on_time(rap_loop_t *loop, void *arg)
{
    reader_t *self = arg;
    rap_err_t err;

    (void)loop;
    self->timer = 0;
    if (self->state == READER_ENDING) {
        (void)kill(self->pid, SIGKILL);
        return;
    }
    if (self->serves) {
        last_words_limit(&self->last_words, "deadline", self->time_ms);
        (void)rap_fail(
            &err, RAP_OVERTIME, "reading took more than %g s", (double)self->time_ms / 1000);
    } else /* the machine is to blame, not the document */
        (void)rap_fail(&err, RAP_TIMEOUT, "%s did not start within %d s", PARSER_CHILD,
            READER_START_MS / 1000);
    reader_fail(self, &err);
}

/* -- starting a child ------------------------------------------------------------------- */

rap_code_t reader_start_child(reader_t *self, rap_err_t *err)
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
    rap_code_t code = nursery_bear(
        self->options->nursery, self->memory_max, ends[1], pipe_ends[1], &self->pid, err);
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
    self->state = READER_IDLE;
    self->serves = self->renew = false;
    self->documents = 0;
    self->why = (rap_err_t){0};
    last_words_reset(&self->last_words);
    self->on_socket = rap_loop_fd(self->loop, self->socket, RAP_IN, reader_on_socket, self);
    self->on_messages = rap_loop_fd(self->loop, self->messages, RAP_IN, on_messages, self);
    self->on_exit = rap_loop_fd(self->loop, self->exit, RAP_IN, on_child_exit, self);
    return RAP_OK;
}

rap_code_t reader_start(reader_t *self, rap_err_t *err)
{
    if (self->state != READER_NONE)
        return RAP_OK;
    self->memory_max = self->options->memory.usual;
    return reader_start_child(self, err);
}

void reader_renew(reader_t *self)
{
    self->renew = true;
    if (self->state == READER_IDLE)
        reader_end_child(self, true);
}

void reader_destroy(reader_t **self)
{
    if (*self == NULL)
        return;
    if ((*self)->state != READER_NONE) {
        (void)kill((*self)->pid, SIGKILL);
        (void)rap_spawn_wait((*self)->pid);
        forget_child(*self);
    }
    rap_buf_release(&(*self)->head);
    rap_buf_release(&(*self)->in);
    rap_buf_release(&(*self)->json);
    rap_arena_destroy(&(*self)->arena);
    free(*self);
    *self = NULL;
}
