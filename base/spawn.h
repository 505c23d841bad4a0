/* spawn.h - child processes, by posix_spawn (never fork: libraries may have threads). */
#ifndef RAP_BASE_SPAWN_H
#define RAP_BASE_SPAWN_H

#include "base/err.h"

#include <stddef.h>
#include <sys/types.h>

typedef struct rap_spawn {
    const char *path;        /* searched in PATH when it has no '/'                  */
    const char *const *argv; /* NULL-terminated, argv[0] included                    */
    int in;                  /* becomes descriptor 0; -1: /dev/null                  */
    int out;                 /* becomes 1; -1: /dev/null                             */
    int err;                 /* becomes 2; -1: shared with the parent                */
    int extra;               /* becomes 3, or -1                                     */
    const char *const *env;  /* NAME=VALUE, beside this process's own; NULL: none    */
    bool own_group;          /* out of the terminal's signals (Ctrl-C)               */
} rap_spawn_t;

/* The child starts with no signal blocked and default handlers, and all other
 * descriptors closed on exec (everything here is opened with O_CLOEXEC). */
rap_code_t rap_spawn(const rap_spawn_t *self, pid_t *ret_pid, rap_err_t *err) RAP_CHECKED;

/* waitpid without waiting: true when `pid` ended, *ret_status then as of wait(2).  A pid that
 * is no child of this process (any more) counts as ended, with exit 255. */
bool rap_spawn_ended(pid_t pid, int *ret_status);

/* The same, and what it used; zeros when it was no child of ours. */
struct rusage;
bool rap_spawn_reaped(pid_t pid, int *ret_status, struct rusage *ret_usage);

/* A descriptor that becomes readable when `pid` ends (pidfd_open(2)), for the loop; the
 * caller closes it. */
rap_code_t rap_spawn_watch(pid_t pid, int *ret_fd, rap_err_t *err) RAP_CHECKED;

/* Waits for `pid` to end.  Its exit code, or 128 and the signal's number, as a shell has it. */
int rap_spawn_wait(pid_t pid);

/* "exit 3", "signal 9 (KILL)" for a wait status. */
void rap_spawn_describe(int status, char *out, size_t size);

/* The kernel kills this process when its parent ends (prctl PR_SET_PDEATHSIG); also ends it
 * now if the parent is gone already.  For children, first thing in main. */
rap_code_t rap_spawn_die_with(pid_t parent, int signo, rap_err_t *err) RAP_CHECKED;

/* The path of a program that lies beside the running one ("rapporteur-parser" beside
 * "rapporteur"), into `out`. */
rap_code_t rap_spawn_sibling(
    const char *program, char *out, size_t size, rap_err_t *err) RAP_CHECKED;

#endif
