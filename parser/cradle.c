/* cradle.c - see cradle.h */
#include "parser/cradle.h"

#include "parser/wire.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* False: nobody is there any more. */
static bool take_request(parser_birth_t *ret, int given[WIRE_GIVEN])
{
    union {
        struct cmsghdr head; /* for its alignment */
        char room[CMSG_SPACE(WIRE_GIVEN * sizeof *given)];
    } control;
    struct iovec part = {ret, sizeof *ret};
    struct msghdr message = {.msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.room,
        .msg_controllen = sizeof control.room};
    ssize_t got;

    do
        got = recvmsg(WIRE_DESCRIPTOR, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    const struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    if (got != (ssize_t)sizeof *ret || head == NULL || head->cmsg_type != SCM_RIGHTS ||
        head->cmsg_len != CMSG_LEN(WIRE_GIVEN * sizeof *given))
        return false;
    memcpy(given, CMSG_DATA(head), WIRE_GIVEN * sizeof *given);
    return true;
}

/* fork() with another parent, which the C library has no function for. */
static pid_t copy_for_parent(void)
{
    return (pid_t)syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0L, 0L, 0L, 0L);
}

/* What it was given takes the place of what it has as a copy. */
static rap_code_t take_descriptors(const int given[WIRE_GIVEN], rap_err_t *err)
{
    if (dup2(given[0], WIRE_DESCRIPTOR) < 0 || dup2(given[1], STDERR_FILENO) < 0)
        return rap_fail_sys(err, RAP_IO, errno, "could not take the descriptors");
    return RAP_OK;
}

static void close_all(const int given[WIRE_GIVEN])
{
    for (int i = 0; i < WIRE_GIVEN; i++)
        close(given[i]);
}

rap_code_t cradle_serve(int64_t *ret_memory_max, bool *ret_born, rap_err_t *err)
{
    parser_birth_t birth;
    int given[WIRE_GIVEN];

    *ret_born = false;
    while (take_request(&birth, given)) {
        pid_t pid = copy_for_parent();
        parser_born_t born = {.pid = pid, .sys = pid < 0 ? errno : 0};

        if (pid == 0) {
            *ret_born = true;
            *ret_memory_max = birth.memory_max;
            RAP_TRY(take_descriptors(given, err));
        }
        close_all(given);
        if (pid == 0 || send(WIRE_DESCRIPTOR, &born, sizeof born, MSG_NOSIGNAL) < 0)
            break;
    }
    return RAP_OK;
}
