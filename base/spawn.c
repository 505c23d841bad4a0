/* spawn.c - see spawn.h */
#include "base/spawn.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TARGETS = 4 }; /* descriptors 0 to 3 of the child */

/* The descriptors as the child will find them when its file actions run.  Those whose
 * numbers are targets themselves are moved out of the way first (`made`): otherwise
 * making 0 could overwrite what is to become 1. */
struct sources {
    int fd[TARGETS];
    bool made[TARGETS];
};

static void sources_release(struct sources *self)
{
    for (int i = 0; i < TARGETS; i++)
        if (self->made[i])
            close(self->fd[i]);
}

static rap_code_t sources_init(struct sources *self, const rap_spawn_t *spawn, rap_err_t *err)
{
    *self = (struct sources){.fd = {spawn->in, spawn->out, spawn->err, spawn->extra}};
    for (int i = 0; i < TARGETS; i++) {
        if (self->fd[i] < 0 || self->fd[i] >= TARGETS)
            continue;
        int moved = fcntl(self->fd[i], F_DUPFD_CLOEXEC, TARGETS);
        if (moved < 0) {
            int sys = errno;

            sources_release(self);
            return rap_fail_sys(err, RAP_IO, sys, "could not duplicate descriptor %d", i);
        }
        self->fd[i] = moved;
        self->made[i] = true;
    }
    return RAP_OK;
}

/* These calls fail for want of memory only, which ends the process as anywhere in base/. */
static void must(int sys)
{
    if (sys != 0)
        abort();
}

static void set_actions(posix_spawn_file_actions_t *actions, const struct sources *sources)
{
    must(posix_spawn_file_actions_init(actions));
    for (int target = 0; target < TARGETS; target++) {
        int fd = sources->fd[target];

        if (fd >= 0)
            must(posix_spawn_file_actions_adddup2(actions, fd, target));
        else if (target == STDIN_FILENO || target == STDOUT_FILENO)
            must(posix_spawn_file_actions_addopen(
                actions, target, "/dev/null", target == STDIN_FILENO ? O_RDONLY : O_WRONLY, 0));
    }
    /* what a shell or a service manager left open is no business of the child */
    must(posix_spawn_file_actions_addclosefrom_np(
        actions, sources->fd[TARGETS - 1] >= 0 ? TARGETS : TARGETS - 1));
}

static void set_attributes(posix_spawnattr_t *attr, bool own_group)
{
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    sigset_t none, all;

    sigemptyset(&none);
    sigfillset(&all);
    must(posix_spawnattr_init(attr));
    must(posix_spawnattr_setsigmask(attr, &none));
    must(posix_spawnattr_setsigdefault(attr, &all));
    if (own_group) {
        flags = (short)(flags | POSIX_SPAWN_SETPGROUP);
        must(posix_spawnattr_setpgroup(attr, 0));
    }
    must(posix_spawnattr_setflags(attr, flags));
}

static size_t count_of(char *const *list)
{
    size_t count = 0;

    while (list[count] != NULL)
        count++;
    return count;
}

/* The environment with `more`, which comes first and so is what is found; to be freed. */
static char **environment(const char *const *more)
{
    /* the strings are not changed: see below */
    char *const *first = (char *const *)(const void *)more;
    size_t added = count_of(first), own = count_of(environ);
    char **ret = calloc(added + own + 1, sizeof *ret);

    if (ret == NULL)
        abort();
    memcpy(ret, first, added * sizeof *ret);
    memcpy(ret + added, environ, own * sizeof *ret);
    return ret;
}

rap_code_t rap_spawn(const rap_spawn_t *self, pid_t *ret_pid, rap_err_t *err)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    struct sources sources;
    pid_t pid;

    RAP_TRY(sources_init(&sources, self, err));
    set_actions(&actions, &sources);
    set_attributes(&attr, self->own_group);
    /* the strings are not changed: the const is lost to an interface older than const */
    char *const *argv = (char *const *)(const void *)self->argv;
    char **env = self->env != NULL ? environment(self->env) : NULL;
    int sys = posix_spawnp(&pid, self->path, &actions, &attr, argv, env != NULL ? env : environ);
    free(env);
    posix_spawnattr_destroy(&attr);
    posix_spawn_file_actions_destroy(&actions);
    sources_release(&sources);
    if (sys != 0)
        return rap_fail_sys(err, rap_code_of_errno(sys), sys, "could not start '%s'", self->path);
    *ret_pid = pid;
    return RAP_OK;
}

bool rap_spawn_reaped(pid_t pid, int *ret_status, struct rusage *ret_usage)
{
    struct rusage usage = {0};
    int status;
    pid_t got;

    do
        got = wait4(pid, &status, WNOHANG, &usage);
    while (got < 0 && errno == EINTR);
    if (got == 0)
        return false;
    *ret_status = got == pid ? status : W_EXITCODE(255, 0);
    *ret_usage = usage;
    return true;
}

bool rap_spawn_ended(pid_t pid, int *ret_status)
{
    struct rusage usage;

    return rap_spawn_reaped(pid, ret_status, &usage);
}

rap_code_t rap_spawn_watch(pid_t pid, int *ret_fd, rap_err_t *err)
{
    long fd = syscall(SYS_pidfd_open, pid, 0); /* glibc 2.36 declares it, older ones do not */

    if (fd < 0)
        return rap_fail_sys(
            err, rap_code_of_errno(errno), errno, "could not watch process %ld", (long)pid);
    *ret_fd = (int)fd;
    return RAP_OK;
}

int rap_spawn_wait(pid_t pid)
{
    int status = 0;

    while (waitpid(pid, &status, 0) < 0)
        assert(errno == EINTR); /* anything else: not our child, or waited for already */
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void rap_spawn_describe(int status, char *out, size_t size)
{
    if (WIFSIGNALED(status)) {
        const char *name = sigabbrev_np(WTERMSIG(status));

        (void)snprintf(
            out, size, "signal %d (%s)", WTERMSIG(status), name != NULL ? name : "unnamed");
    } else {
        (void)snprintf(out, size, "exit %d", WEXITSTATUS(status));
    }
}

rap_code_t rap_spawn_die_with(pid_t parent, int signo, rap_err_t *err)
{
    if (prctl(PR_SET_PDEATHSIG, signo) != 0)
        return rap_fail_sys(err, RAP_INTERNAL, errno, "could not tie life to the parent's");
    if (getppid() != parent) /* it ended before the line above */
        (void)raise(signo);
    return RAP_OK;
}

rap_code_t rap_spawn_sibling(const char *program, char *out, size_t size, rap_err_t *err)
{
    char self[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);

    if (len < 0)
        return rap_fail_sys(err, RAP_IO, errno, "could not find out where this program lies");
    self[len] = '\0';
    char *slash = strrchr(self, '/');
    assert(slash != NULL); /* the kernel's path is absolute */
    *slash = '\0';
    int need = snprintf(out, size, "%s/%s", self, program);
    if (need < 0 || (size_t)need >= size)
        return rap_fail(err, RAP_TOOBIG, "path '%.60s.../%.60s' is too long", self, program);
    return RAP_OK;
}
