/* supervisor.c - see supervisor.h
 *
 * A child's life: idle -> starting -> (READY on its pipe) running -> ended -> waiting for its
 * restart -> starting ...  `wanted` says whether it should be there at all: scaling down and the
 * drain clear it.  The end of a process comes as a readable pidfd, its READY as a byte
 * on a pipe; both are watches of the one loop.
 */
#include "cli/supervisor.h"

#include "base/fault.h"
#include "base/retry.h"
#include "base/spawn.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { GROUPS_MAX = 8, NAME_SIZE = 64, SETTLED_MS = 60000, AGAIN_MS = 1000 };

static const rap_retry_t restarts = {.base_ms = 200, .cap_ms = 30000};

struct child {
    supervisor_t *supervisor;
    struct group *group;
    char name[NAME_SIZE];
    bool wanted;
    pid_t pid; /* 0: does not run */
    int pid_fd, ready_fd;
    rap_watch_t pid_watch, ready_watch, restart;
    int64_t started_ms;
    unsigned failures; /* ends in a row that nobody asked for */
    bool ready;
};

struct group {
    struct supervisor_group type;
    struct child child[SUPERVISOR_EACH_MAX];
};

struct supervisor {
    rap_process_t *process;
    int64_t drain_ms;
    struct group *group[GROUPS_MAX];
    size_t groups;
    bool told_ready;
    bool draining;
    int64_t drain_since_ms;
    bool killed;
    size_t drain_group; /* the group that is being drained */
    rap_watch_t drain_timer;
    int exit;
};

static rap_code_t start_child(struct child *child, rap_err_t *err);
static void drain_next(supervisor_t *self);

supervisor_t *supervisor_new(rap_process_t *process, int64_t drain_ms)
{
    supervisor_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    self->process = process;
    self->drain_ms = drain_ms;
    return self;
}

void supervisor_add(supervisor_t *self, const struct supervisor_group *type)
{
    struct group *group = calloc(1, sizeof *group);

    assert(self->groups < GROUPS_MAX && type->count <= SUPERVISOR_EACH_MAX);
    if (group == NULL)
        abort();
    group->type = *type;
    for (size_t i = 0; i < SUPERVISOR_EACH_MAX; i++) {
        struct child *child = &group->child[i];

        *child = (struct child){.supervisor = self, .group = group, .pid_fd = -1, .ready_fd = -1};
        (void)snprintf(child->name, sizeof child->name, "%s-%zu", type->stage, i + 1);
        child->wanted = i < (size_t)type->count;
    }
    if (type->name != NULL)
        (void)snprintf(group->child[0].name, NAME_SIZE, "%s", type->name);
    self->group[self->groups++] = group;
}

/* ---- one child ---- */

static void forget_fd(struct child *child, int *fd, rap_watch_t *watch)
{
    rap_loop_remove(child->supervisor->process->loop, *watch);
    *watch = 0;
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* Everything that shall run runs and serves: said once. */
static void tell_ready(supervisor_t *self)
{
    if (self->told_ready || self->draining)
        return;
    for (size_t g = 0; g < self->groups; g++)
        for (size_t i = 0; i < SUPERVISOR_EACH_MAX; i++)
            if (self->group[g]->child[i].wanted && !self->group[g]->child[i].ready)
                return;
    self->told_ready = true;
    rap_process_ready(self->process);
}

static void on_ready(rap_loop_t *loop, short events, void *arg)
{
    struct child *child = arg;
    char word[16];

    (void)loop;
    (void)events;
    if (read(child->ready_fd, word, sizeof word) > 0) {
        child->ready = true;
        tell_ready(child->supervisor);
    }
    forget_fd(child, &child->ready_fd, &child->ready_watch);
}

static void on_restart(rap_loop_t *loop, void *arg)
{
    struct child *child = arg;
    rap_err_t err;

    (void)loop;
    child->restart = 0;
    if (!child->wanted || child->supervisor->draining)
        return;
    RAP_FAULT("run.restart.before");
    if (start_child(child, &err) == RAP_OK) {
        RAP_FAULT("run.restart.after");
        return;
    }
    rap_log(child->supervisor->process->log, RAP_LOG_ERROR, RAP_EVENT("run.cannot_start"),
        RAP_S("name", child->name), RAP_E(&err));
    child->supervisor->exit = rap_code_exit(err.code);
    supervisor_stop(child->supervisor);
}

static void restart_later(struct child *child, const char *how)
{
    rap_process_t *process = child->supervisor->process;
    int64_t lived = rap_loop_now_ms(process->loop) - child->started_ms;

    if (lived > SETTLED_MS)
        child->failures = 0;
    int64_t wait_ms = rap_retry_delay_ms(&restarts, ++child->failures);
    rap_log(process->log, RAP_LOG_WARNING, RAP_EVENT("run.restart"), RAP_S("name", child->name),
        RAP_S("ended", how), RAP_I("failures", child->failures), RAP_I("wait_ms", wait_ms));
    child->restart = rap_loop_timer(process->loop, wait_ms, 0, on_restart, child);
}

/* A finite process has done its work; the pipeline ends with the last of them. */
static void finish(struct child *child, int code)
{
    supervisor_t *self = child->supervisor;

    child->wanted = false;
    if (code > self->exit)
        self->exit = code;
    for (size_t i = 0; i < SUPERVISOR_EACH_MAX; i++)
        if (child->group->child[i].wanted)
            return;
    supervisor_stop(self);
}

static void after_end(struct child *child, int status)
{
    supervisor_t *self = child->supervisor;
    bool exited = WIFEXITED(status);
    int code = exited ? WEXITSTATUS(status) : -1;
    char how[64];

    rap_spawn_describe(status, how, sizeof how);
    if (self->draining) {
        drain_next(self);
    } else if (code == rap_code_exit(RAP_CONFIG) || code == rap_code_exit(RAP_USAGE)) {
        rap_log(self->process->log, RAP_LOG_ERROR, RAP_EVENT("run.refused"),
            RAP_S("name", child->name), RAP_S("ended", how));
        self->exit = code;
        child->wanted = false;
        supervisor_stop(self);
    } else if (exited && child->group->type.finite) {
        finish(child, code);
    } else if (child->wanted) {
        restart_later(child, how);
    } else {
        rap_log(self->process->log, RAP_LOG_INFO, RAP_EVENT("run.ended"),
            RAP_S("name", child->name), RAP_S("ended", how));
    }
}

static void on_end(rap_loop_t *loop, short events, void *arg)
{
    struct child *child = arg;
    int status;

    (void)loop;
    (void)events;
    if (!rap_spawn_ended(child->pid, &status))
        return;
    child->pid = 0;
    child->ready = false;
    forget_fd(child, &child->pid_fd, &child->pid_watch);
    forget_fd(child, &child->ready_fd, &child->ready_watch);
    after_end(child, status);
}

/* program --home H --name N --ready-fd 3 --parent P extra..., to be freed. */
static const char **make_argv(const struct child *child, const char *program, const char *parent)
{
    const char *own[] = {program, "--home", child->supervisor->process->home.dir, "--name",
        child->name, "--ready-fd", "3", "--parent", parent};
    const char *const *extra = child->group->type.extra;
    size_t argc = sizeof own / sizeof own[0], more = 0;

    while (extra != NULL && extra[more] != NULL)
        more++;
    const char **argv = reallocarray(NULL, argc + more + 1, sizeof *argv);
    if (argv == NULL)
        abort();
    memcpy(argv, own, sizeof own);
    for (size_t i = 0; i < more; i++)
        argv[argc++] = extra[i];
    argv[argc] = NULL;
    return argv;
}

static rap_code_t spawn_child(struct child *child, int ready_fd, rap_err_t *err)
{
    char program[NAME_SIZE], path[RAP_PATH_MAX], parent[24];

    (void)snprintf(program, sizeof program, "rapporteur-%s", child->group->type.stage);
    (void)snprintf(parent, sizeof parent, "%ld", (long)getpid());
    RAP_TRY(rap_spawn_sibling(program, path, sizeof path, err));
    const char **argv = make_argv(child, program, parent);
    const rap_spawn_t spawn = {.path = path,
        .argv = argv,
        .in = -1,
        .out = STDOUT_FILENO,
        .err = -1,
        .extra = ready_fd,
        .own_group = true};
    rap_code_t code = rap_spawn(&spawn, &child->pid, err);
    free((void *)argv);
    return code;
}

static rap_code_t start_child(struct child *child, rap_err_t *err)
{
    rap_loop_t *loop = child->supervisor->process->loop;
    int ready[2];

    if (pipe2(ready, O_CLOEXEC | O_NONBLOCK) != 0)
        return rap_fail_sys(err, RAP_IO, errno, "could not make a pipe");
    rap_code_t code = spawn_child(child, ready[1], err);
    close(ready[1]);
    child->ready_fd = ready[0];
    if (code == RAP_OK)
        code = rap_spawn_watch(child->pid, &child->pid_fd, err);
    if (code != RAP_OK) {
        close(ready[0]);
        child->ready_fd = -1;
        return code;
    }
    child->started_ms = rap_loop_now_ms(loop);
    child->ready_watch = rap_loop_fd(loop, child->ready_fd, RAP_IN, on_ready, child);
    child->pid_watch = rap_loop_fd(loop, child->pid_fd, RAP_IN, on_end, child);
    rap_log(child->supervisor->process->log, RAP_LOG_INFO, RAP_EVENT("run.started"),
        RAP_S("name", child->name), RAP_I("pid", child->pid));
    return RAP_OK;
}

rap_code_t supervisor_start(supervisor_t *self, rap_err_t *err)
{
    for (size_t g = self->groups; g-- > 0;)
        for (size_t i = 0; i < SUPERVISOR_EACH_MAX; i++)
            if (self->group[g]->child[i].wanted) {
                RAP_FAULT("run.start.before");
                RAP_TRY(start_child(&self->group[g]->child[i], err));
                RAP_FAULT("run.start.after");
            }
    return RAP_OK;
}

/* ---- scaling ---- */

static struct group *find_group(supervisor_t *self, const char *stage)
{
    for (size_t g = 0; g < self->groups; g++)
        if (strcmp(self->group[g]->type.stage, stage) == 0)
            return self->group[g];
    return NULL;
}

static void unwant(struct child *child)
{
    child->wanted = false;
    rap_loop_remove(child->supervisor->process->loop, child->restart);
    child->restart = 0;
    if (child->pid > 0)
        (void)kill(child->pid, SIGTERM);
}

rap_code_t supervisor_scale(
    supervisor_t *self, const char *stage, int64_t count, int64_t *ret_was, rap_err_t *err)
{
    struct group *group = find_group(self, stage);

    if (group == NULL)
        return rap_fail(err, RAP_NOTFOUND, "there is no stage '%.40s'", stage);
    if (group->type.name != NULL || group->type.finite)
        return rap_fail(err, RAP_USAGE, "the number of '%.40s' is fixed", stage);
    if (count < 0 || count > SUPERVISOR_EACH_MAX)
        return rap_fail(
            err, RAP_USAGE, "%lld is not between 0 and %d", (long long)count, SUPERVISOR_EACH_MAX);
    if (self->draining)
        return rap_fail(err, RAP_BUSY, "the pipeline is ending");

    *ret_was = group->type.count;
    group->type.count = count;
    for (size_t i = 0; i < SUPERVISOR_EACH_MAX; i++) {
        struct child *child = &group->child[i];
        bool wanted = i < (size_t)count;

        if (!wanted && child->wanted)
            unwant(child);
        child->wanted = wanted;
        /* one that still drains from an earlier scaling is started by its end */
        if (wanted && child->pid == 0 && child->restart == 0)
            RAP_TRY(start_child(child, err));
    }
    return RAP_OK;
}

/* ---- the drain ---- */

static void signal_group(struct group *group, int signo)
{
    for (size_t i = 0; i < SUPERVISOR_EACH_MAX; i++)
        if (group->child[i].pid > 0)
            (void)kill(group->child[i].pid, signo);
}

void supervisor_reload(supervisor_t *self)
{
    for (size_t g = 0; g < self->groups; g++)
        signal_group(self->group[g], SIGHUP);
}

static void cancel_restarts(supervisor_t *self)
{
    for (size_t g = 0; g < self->groups; g++)
        for (size_t i = 0; i < SUPERVISOR_EACH_MAX; i++) {
            struct child *child = &self->group[g]->child[i];

            rap_loop_remove(self->process->loop, child->restart);
            child->restart = 0;
        }
}

static bool runs(const struct group *group)
{
    for (size_t i = 0; i < SUPERVISOR_EACH_MAX; i++)
        if (group->child[i].pid > 0)
            return true;
    return false;
}

static void kill_all(supervisor_t *self)
{
    self->killed = true;
    for (size_t g = 0; g < self->groups; g++)
        signal_group(self->group[g], SIGKILL);
}

static void on_drain_over(rap_loop_t *loop, void *arg)
{
    supervisor_t *self = arg;

    (void)loop;
    self->drain_timer = 0;
    rap_log(self->process->log, RAP_LOG_WARNING, RAP_EVENT("run.drain_over"),
        RAP_I("drain_ms", self->drain_ms));
    kill_all(self);
}

/* Goes on from the group that has ended to the next that runs; stops the loop behind the last. */
static void drain_next(supervisor_t *self)
{
    while (self->drain_group < self->groups && !runs(self->group[self->drain_group])) {
        self->drain_group++;
        if (self->drain_group < self->groups && !self->killed)
            signal_group(self->group[self->drain_group], SIGTERM);
    }
    if (self->drain_group < self->groups)
        return;
    rap_loop_remove(self->process->loop, self->drain_timer);
    self->drain_timer = 0;
    rap_loop_stop(self->process->loop);
}

void supervisor_stop(supervisor_t *self)
{
    int64_t now_ms = rap_loop_now_ms(self->process->loop);

    if (self->draining) {
        /* timeout(1) and shells signal the process and its group: that is one wish, not two */
        if (now_ms - self->drain_since_ms >= AGAIN_MS)
            kill_all(self);
        return;
    }
    RAP_FAULT("run.drain.before");
    self->draining = true;
    self->drain_since_ms = now_ms;
    rap_log(self->process->log, RAP_LOG_NOTICE, RAP_EVENT("run.drain"));
    self->drain_timer = rap_loop_timer(self->process->loop, self->drain_ms, 0, on_drain_over, self);
    cancel_restarts(self);
    signal_group(self->group[0], SIGTERM);
    RAP_FAULT("run.drain.after");
    drain_next(self);
}

int supervisor_exit(const supervisor_t *self)
{
    return self->killed && self->exit == 0 ? rap_code_exit(RAP_TIMEOUT) : self->exit;
}

void supervisor_destroy(supervisor_t **self)
{
    if (*self == NULL)
        return;
    for (size_t g = 0; g < (*self)->groups; g++) {
        struct group *group = (*self)->group[g];

        for (size_t i = 0; i < SUPERVISOR_EACH_MAX; i++) {
            struct child *child = &group->child[i];

            if (child->pid > 0) {
                (void)kill(child->pid, SIGKILL);
                (void)waitpid(child->pid, NULL, 0);
            }
            forget_fd(child, &child->pid_fd, &child->pid_watch);
            forget_fd(child, &child->ready_fd, &child->ready_watch);
        }
        free(group);
    }
    free(*self);
    *self = NULL;
}
