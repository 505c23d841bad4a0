#include "base/spawn.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static rap_err_t err;

/* Until the child ends; its status. */
static int wait_for(pid_t pid)
{
    struct pollfd watch = {.events = POLLIN};
    int status = -1;

    ck_assert_int_eq(rap_spawn_watch(pid, &watch.fd, &err), RAP_OK);
    ck_assert_int_ne(fcntl(watch.fd, F_GETFD) & FD_CLOEXEC, 0);
    ck_assert_int_eq(poll(&watch, 1, 20000), 1);
    close(watch.fd);
    ck_assert(rap_spawn_ended(pid, &status));
    return status;
}

/* What the shell's `script` writes to `fd`, run with `spawn`'s other descriptors. */
static const char *shell(const char *script, rap_spawn_t spawn, int *which)
{
    static char text[4096];
    const char *argv[] = {"sh", "-c", script, NULL};
    size_t len = 0;
    ssize_t got;
    pid_t pid;
    int p[2];

    ck_assert_int_eq(pipe2(p, O_CLOEXEC), 0);
    spawn.path = "sh";
    spawn.argv = argv;
    if (which == NULL)
        spawn.out = p[1];
    else if (which[0] == 2)
        spawn.err = p[1];
    else
        spawn.extra = p[1];
    ck_assert_int_eq(rap_spawn(&spawn, &pid, &err), RAP_OK);
    close(p[1]);
    while ((got = read(p[0], text + len, sizeof text - 1 - len)) > 0)
        len += (size_t)got;
    text[len] = '\0';
    close(p[0]);
    ck_assert_int_eq(wait_for(pid), 0);
    return text;
}

static const rap_spawn_t nothing = {.in = -1, .out = -1, .err = -1, .extra = -1};

START_TEST(output_comes_from_the_right_descriptor)
{
    ck_assert_str_eq(shell("echo out", nothing, NULL), "out\n");
    ck_assert_str_eq(shell("echo error >&2; echo lost", nothing, (int[]){2}), "error\n");
    ck_assert_str_eq(shell("echo extra >&3; echo lost", nothing, (int[]){3}), "extra\n");
    ck_assert_str_eq(shell("cat; echo end", nothing, NULL), "end\n"); /* in: /dev/null */
}
END_TEST

START_TEST(the_child_has_no_other_descriptor)
{
    /* without O_CLOEXEC, as a shell would leave it */
    int leak = fcntl(STDERR_FILENO, F_DUPFD, 20);

    ck_assert_int_ge(leak, 20);
    /* 3 is the folder that ls itself reads */
    ck_assert_str_eq(shell("exec ls -C /proc/self/fd", nothing, NULL), "0  1  2  3\n");
    rap_spawn_t with = nothing;
    with.extra = STDERR_FILENO;
    ck_assert_str_eq(shell("exec ls -C /proc/self/fd", with, NULL), "0  1  2  3  4\n");
    close(leak);
}
END_TEST

/* Each case moves the pipe's ends onto low numbers in an order that a careless dup2 would
 * overwrite. */
static const struct {
    int in, out, err;
} overlaps[] = {{1, 0, 2}, {2, 1, 0}, {1, 2, 0}, {0, 1, 2}, {3, 0, 1}};

START_TEST(descriptors_may_overlap)
{
    const char *argv[] = {"sh", "-c", "read x; echo out $x; echo err $x >&2", NULL};
    int saved[4], in[2], out[2], error[2];
    char text[32];
    pid_t pid;

    ck_assert_int_eq(pipe2(in, O_CLOEXEC), 0);
    ck_assert_int_eq(pipe2(out, O_CLOEXEC), 0);
    ck_assert_int_eq(pipe2(error, O_CLOEXEC), 0);
    ck_assert_int_eq(write(in[1], "word\n", 5), 5);
    close(in[1]);
    /* the test's own 0 to 3 are put aside while the pipes stand there */
    int parts[3] = {fcntl(in[0], F_DUPFD_CLOEXEC, 30), fcntl(out[1], F_DUPFD_CLOEXEC, 30),
        fcntl(error[1], F_DUPFD_CLOEXEC, 30)};
    int readers[2] = {fcntl(out[0], F_DUPFD_CLOEXEC, 30), fcntl(error[0], F_DUPFD_CLOEXEC, 30)};
    close(in[0]);
    close(out[0]);
    close(out[1]);
    close(error[0]);
    close(error[1]);
    for (int i = 0; i < 4; i++)
        saved[i] = fcntl(i, F_DUPFD_CLOEXEC, 30);
    dup3(parts[0], overlaps[_i].in, O_CLOEXEC);
    dup3(parts[1], overlaps[_i].out, O_CLOEXEC);
    dup3(parts[2], overlaps[_i].err, O_CLOEXEC);
    rap_spawn_t spawn = {.path = "/bin/sh",
        .argv = argv,
        .in = overlaps[_i].in,
        .out = overlaps[_i].out,
        .err = overlaps[_i].err,
        .extra = -1};
    rap_code_t code = rap_spawn(&spawn, &pid, &err);
    for (int i = 0; i < 4; i++) {
        close(i);
        if (saved[i] >= 0) {
            dup2(saved[i], i);
            close(saved[i]);
        }
    }
    for (int i = 0; i < 3; i++)
        close(parts[i]);
    ck_assert_int_eq(code, RAP_OK);
    for (int i = 0; i < 2; i++) {
        memset(text, 0, sizeof text);
        ck_assert_int_eq(read(readers[i], text, sizeof text - 1), 9);
        ck_assert_str_eq(text, i == 0 ? "out word\n" : "err word\n");
        close(readers[i]);
    }
    ck_assert_int_eq(wait_for(pid), 0);
}
END_TEST

static const struct {
    const char *script, *told;
    int code; /* as a shell has it */
} ends[] = {
    {"exit 0", "exit 0", 0},
    {"exit 3", "exit 3", 3},
    {"kill -9 $$", "signal 9 (KILL)", 137},
    {"kill -TERM $$", "signal 15 (TERM)", 143},
    {"kill -34 $$", "signal 34 (unnamed)", 162},
};

START_TEST(ends_are_described)
{
    const char *argv[] = {"sh", "-c", ends[_i].script, NULL};
    rap_spawn_t spawn = nothing;
    char text[32];
    pid_t pid;

    spawn.path = "sh";
    spawn.argv = argv;
    ck_assert_int_eq(rap_spawn(&spawn, &pid, &err), RAP_OK);
    rap_spawn_describe(wait_for(pid), text, sizeof text);
    ck_assert_str_eq(text, ends[_i].told);
    ck_assert_int_eq(rap_spawn(&spawn, &pid, &err), RAP_OK);
    ck_assert_int_eq(rap_spawn_wait(pid), ends[_i].code);
}
END_TEST

START_TEST(signals_are_as_if_new)
{
    static const struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction before;
    sigset_t set, mask;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    ck_assert_int_eq(pthread_sigmask(SIG_BLOCK, &set, &mask), 0);
    ck_assert_int_eq(sigaction(SIGPIPE, &ignore, &before), 0);
    const char *text =
        shell("exec sed -n 's/^Sig\\(Blk\\|Ign\\):.//p' /proc/self/status", nothing, NULL);
    char *second;
    ck_assert_uint_eq(strtoull(text, &second, 16), 0);
    ck_assert_int_eq(*second, '\n');
    /* 32 and 33 are the C library's own and stay as the test was given them */
    ck_assert_uint_eq(strtoull(second, NULL, 16) & 0x7fffffff, 0);
    ck_assert_int_eq(sigaction(SIGPIPE, &before, NULL), 0);
    ck_assert_int_eq(pthread_sigmask(SIG_SETMASK, &mask, NULL), 0);
}
END_TEST

START_TEST(a_group_of_its_own)
{
    const char *argv[] = {"cat", NULL};
    int p[2], status;
    pid_t pid;

    for (int own = 0; own < 2; own++) {
        ck_assert_int_eq(pipe2(p, O_CLOEXEC), 0);
        rap_spawn_t spawn = nothing;
        spawn.path = "cat";
        spawn.argv = argv;
        spawn.in = p[0];
        spawn.own_group = own == 1;
        ck_assert_int_eq(rap_spawn(&spawn, &pid, &err), RAP_OK);
        ck_assert_int_eq(getpgid(pid), own == 1 ? pid : getpgrp());
        ck_assert(!rap_spawn_ended(pid, &status));
        close(p[0]);
        close(p[1]);
        ck_assert_int_eq(wait_for(pid), 0);
    }
}
END_TEST

START_TEST(the_end_says_what_was_used)
{
    const char *argv[] = {"true", NULL};
    rap_spawn_t spawn = nothing;
    struct rusage usage;
    int status, fd;
    pid_t pid;

    spawn.path = "true";
    spawn.argv = argv;
    ck_assert_int_eq(rap_spawn(&spawn, &pid, &err), RAP_OK);
    ck_assert_int_eq(rap_spawn_watch(pid, &fd, &err), RAP_OK);
    struct pollfd end = {.fd = fd, .events = POLLIN};
    ck_assert_int_eq(poll(&end, 1, -1), 1);
    close(fd);
    ck_assert(rap_spawn_reaped(pid, &status, &usage));
    ck_assert_int_eq(status, 0);
    ck_assert_int_gt(usage.ru_maxrss, 0);
}
END_TEST

START_TEST(what_is_no_program_is_said)
{
    const char *argv[] = {"x", NULL};
    rap_spawn_t spawn = nothing;
    pid_t pid = 77;

    spawn.argv = argv;
    spawn.path = "rap-no-such-program";
    ck_assert_int_eq(rap_spawn(&spawn, &pid, &err), RAP_NOTFOUND);
    ck_assert_str_eq(err.text, "could not start 'rap-no-such-program': No such file or directory");
    spawn.path = "/etc/passwd";
    ck_assert_int_eq(rap_spawn(&spawn, &pid, &err), RAP_IO);
    spawn.in = 2; /* must be moved out of the way: a closed one cannot be */
    int saved = fcntl(2, F_DUPFD_CLOEXEC, 30);
    close(2);
    rap_code_t code = rap_spawn(&spawn, &pid, &err);
    dup2(saved, 2);
    close(saved);
    ck_assert_int_eq(code, RAP_IO);
    ck_assert_int_eq(pid, 77);
}
END_TEST

START_TEST(a_stranger_counts_as_ended)
{
    struct rusage usage = {.ru_maxrss = 7};
    int status = 0, fd;

    ck_assert(rap_spawn_ended(1, &status));
    ck_assert_int_eq(WEXITSTATUS(status), 255);
    ck_assert(rap_spawn_reaped(1, &status, &usage));
    ck_assert_int_eq(usage.ru_maxrss, 0);
    ck_assert_int_ne(rap_spawn_watch(INT_MAX, &fd, &err), RAP_OK);
}
END_TEST

START_TEST(a_sibling_lies_beside_this_program)
{
    char path[PATH_MAX];

    ck_assert_int_eq(rap_spawn_sibling("test_spawn", path, sizeof path, &err), RAP_OK);
    ck_assert_int_eq(access(path, X_OK), 0);
    ck_assert_int_eq(rap_spawn_sibling("test_spawn", path, 10, &err), RAP_TOOBIG);
}
END_TEST

/* The program calls itself: "parent" starts "child", and ends once that is tied to it.  The
 * pipe that both hold as descriptor 3 closes when both are gone. */
START_TEST(a_child_dies_with_its_parent)
{
    char self[PATH_MAX];
    const char *argv[] = {"test_spawn", "parent", NULL};
    rap_spawn_t spawn = nothing;
    struct pollfd watch = {.events = POLLIN};
    char c;
    int p[2];
    pid_t pid;

    ck_assert_int_eq(rap_spawn_sibling("test_spawn", self, sizeof self, &err), RAP_OK);
    ck_assert_int_eq(pipe2(p, O_CLOEXEC), 0);
    spawn.path = self;
    spawn.argv = argv;
    spawn.extra = p[1];
    ck_assert_int_eq(rap_spawn(&spawn, &pid, &err), RAP_OK);
    close(p[1]);
    ck_assert_int_eq(wait_for(pid), 0);
    watch.fd = p[0];
    ck_assert_int_eq(poll(&watch, 1, 20000), 1);
    ck_assert_int_eq(read(p[0], &c, 1), 0);
    close(p[0]);
}
END_TEST

START_TEST(a_child_whose_parent_is_gone_ends_at_once)
{
    char self[PATH_MAX];
    const char *argv[] = {"test_spawn", "late", NULL};
    rap_spawn_t spawn = nothing;
    pid_t pid;

    ck_assert_int_eq(rap_spawn_sibling("test_spawn", self, sizeof self, &err), RAP_OK);
    spawn.path = self;
    spawn.argv = argv;
    ck_assert_int_eq(rap_spawn(&spawn, &pid, &err), RAP_OK);
    ck_assert_int_eq(WTERMSIG(wait_for(pid)), SIGKILL);
    ck_assert_int_eq(rap_spawn_die_with(getppid(), -1, &err), RAP_INTERNAL);
}
END_TEST

static int be_parent(void)
{
    const char *argv[] = {"test_spawn", "child", NULL};
    rap_spawn_t spawn = {.argv = argv, .in = -1, .err = -1, .extra = 3};
    char self[PATH_MAX], c;
    int p[2];
    pid_t pid;

    if (rap_spawn_sibling("test_spawn", self, sizeof self, &err) != RAP_OK ||
        pipe2(p, O_CLOEXEC) != 0)
        return 1;
    spawn.path = self;
    spawn.out = p[1];
    if (rap_spawn(&spawn, &pid, &err) != RAP_OK)
        return 1;
    return read(p[0], &c, 1) == 1 ? 0 : 1;
}

/* What argv[1] says, when this program is its own child. */
static int act(const char *role)
{
    if (strcmp(role, "parent") == 0)
        return be_parent();
    /* a process id past the kernel's limit is nobody's parent */
    pid_t parent = strcmp(role, "late") == 0 ? 1 << 23 : getppid();
    if (rap_spawn_die_with(parent, SIGKILL, &err) != RAP_OK || write(STDOUT_FILENO, "t", 1) != 1)
        return 1;
    (void)pause();
    return 1;
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return act(argv[1]);

    Suite *suite = suite_create("spawn");
    TCase *tc = tcase_create("core");

    tcase_set_timeout(tc, 30);
    tcase_add_test(tc, output_comes_from_the_right_descriptor);
    tcase_add_test(tc, the_child_has_no_other_descriptor);
    tcase_add_loop_test(
        tc, descriptors_may_overlap, 0, (int)(sizeof overlaps / sizeof overlaps[0]));
    tcase_add_loop_test(tc, ends_are_described, 0, (int)(sizeof ends / sizeof ends[0]));
    tcase_add_test(tc, signals_are_as_if_new);
    tcase_add_test(tc, a_group_of_its_own);
    tcase_add_test(tc, the_end_says_what_was_used);
    tcase_add_test(tc, what_is_no_program_is_said);
    tcase_add_test(tc, a_stranger_counts_as_ended);
    tcase_add_test(tc, a_sibling_lies_beside_this_program);
    tcase_add_test(tc, a_child_dies_with_its_parent);
    tcase_add_test(tc, a_child_whose_parent_is_gone_ends_at_once);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
