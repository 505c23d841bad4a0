/* nursery.c - see nursery.h */
#include "parser/nursery.h"

#include "base/spawn.h"
#include "parser/last_words.h"
#include "parser/sandbox_names.h"
#include "parser/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    ARGUMENT_MAX = 32,
    START_S = 30 /* longer, and it has no share of the machine */
};

struct nursery {
    const char *home;
    int sandbox;
    pid_t pid;            /* 0: there is none */
    int socket, messages; /* messages: its standard error */
};

nursery_t *nursery_new(const char *home, int sandbox)
{
    nursery_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    self->home = home;
    self->sandbox = sandbox;
    return self;
}

/* How it ended; it is killed if it has not. */
static int end(nursery_t *self)
{
    int status = 0;

    (void)kill(self->pid, SIGKILL); /* of no effect on one that has ended itself */
    while (waitpid(self->pid, &status, 0) < 0 && errno == EINTR)
        ;
    close(self->socket);
    self->pid = 0;
    return status;
}

void nursery_renew(nursery_t *self)
{
    if (self->pid == 0)
        return;
    (void)end(self);
    close(self->messages);
}

void nursery_destroy(nursery_t **self)
{
    if (*self == NULL)
        return;
    nursery_renew(*self);
    free(*self);
    *self = NULL;
}

static rap_code_t spawn(nursery_t *self, int socket, int messages, rap_err_t *err)
{
    char path[PATH_MAX], parent[ARGUMENT_MAX];
    const char *argv[] = {PARSER_CHILD, "--parent", parent, "--sandbox",
        sandbox_mode_names[self->sandbox], self->home != NULL ? "--home" : NULL, self->home, NULL};
    /* One page is read by one process: as many at once as there are to be. */
    static const char *const env[] = {"OMP_THREAD_LIMIT=1", NULL};
    rap_spawn_t child = {.path = path,
        .argv = argv,
        .in = -1,
        .out = -1,
        .err = messages,
        .extra = socket,
        .env = env,
        .own_group = true};

    (void)snprintf(parent, sizeof parent, "%d", (int)getpid());
    RAP_TRY(rap_spawn_sibling(PARSER_CHILD, path, sizeof path, err));
    return rap_spawn(&child, &self->pid, err);
}

static rap_code_t start(nursery_t *self, rap_err_t *err)
{
    const struct timeval most = {.tv_sec = START_S};
    int ends[2], pipe_ends[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return rap_fail_sys(err, RAP_IO, errno, "could not make a socket for %s", PARSER_CHILD);
    if (pipe2(pipe_ends, O_CLOEXEC) != 0) {
        int sys = errno;

        close(ends[0]);
        close(ends[1]);
        return rap_fail_sys(err, RAP_IO, sys, "could not make a pipe for %s", PARSER_CHILD);
    }
    (void)setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
    rap_code_t code = spawn(self, ends[1], pipe_ends[1], err);
    close(ends[1]);
    close(pipe_ends[1]);
    if (code != RAP_OK) {
        close(ends[0]);
        close(pipe_ends[0]);
        return code;
    }
    self->socket = ends[0];
    self->messages = pipe_ends[0];
    return RAP_OK;
}

static ssize_t send_request(const nursery_t *self, parser_birth_t birth, int socket, int messages)
{
    const int given[WIRE_GIVEN] = {socket, messages};
    union {
        struct cmsghdr head; /* for its alignment */
        char room[CMSG_SPACE(sizeof given)];
    } control = {0};
    struct iovec part = {&birth, sizeof birth};
    struct msghdr message = {.msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.room,
        .msg_controllen = sizeof control.room};
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    ssize_t sent;

    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof given);
    memcpy(CMSG_DATA(head), given, sizeof given);
    do
        sent = sendmsg(self->socket, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent;
}

/* Waits for the answer.  0, or what is wrong with the process: ECONNRESET where it has ended. */
static int ask(
    const nursery_t *self, int64_t memory_max, int socket, int messages, parser_born_t *ret)
{
    ssize_t got = send_request(self, (parser_birth_t){memory_max}, socket, messages);

    if (got < 0)
        return errno == EPIPE ? ECONNRESET : errno;
    do
        got = recv(self->socket, ret, sizeof *ret, 0);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return errno;
    return got == (ssize_t)sizeof *ret ? 0 : ECONNRESET;
}

/* It has ended, or is made to: why there is no reader. */
static rap_code_t fail(nursery_t *self, int sys, rap_err_t *err)
{
    last_words_t last_words = {0};
    char how[64];
    int status = end(self);

    last_words_reset(&last_words);
    (void)fcntl(self->messages, F_SETFL, O_NONBLOCK); /* a copy of it may hold the other end */
    (void)last_words_hear(&last_words, self->messages);
    close(self->messages);
    if (sys == EAGAIN)
        return rap_fail(err, RAP_TIMEOUT, "%s did not start within %d s", PARSER_CHILD, START_S);
    if (sys != ECONNRESET)
        return rap_fail_sys(err, RAP_IO, sys, "could not talk to %s", PARSER_CHILD);
    rap_spawn_describe(status, how, sizeof how);
    if (WIFSIGNALED(status))
        return rap_fail(err, RAP_UNAVAILABLE, "%s was ended from outside (%s)", PARSER_CHILD, how);
    return rap_fail(err, RAP_CONFIG, "%s could not start (%s): %s", PARSER_CHILD, how,
        last_words_line(&last_words));
}

rap_code_t nursery_bear(
    nursery_t *self, int64_t memory_max, int socket, int messages, pid_t *ret_pid, rap_err_t *err)
{
    parser_born_t born = {0};

    for (bool is_new = false;;) {
        if (self->pid == 0) {
            RAP_TRY(start(self, err));
            is_new = true;
        }
        int sys = ask(self, memory_max, socket, messages, &born);
        if (sys == 0)
            break;
        rap_code_t code = fail(self, sys, err);
        if (is_new || code != RAP_UNAVAILABLE)
            return code;
    }
    if (born.sys != 0)
        return rap_fail_sys(err, RAP_UNAVAILABLE, (int)born.sys, "could not start a reader");
    *ret_pid = (pid_t)born.pid;
    return RAP_OK;
}
