/* The sandbox, from within: each attempt to break out is made by a process of its own that has
 * entered it. */
#include "parser/sandbox.h"
#include "parser/sandbox_names.h"
#include "tests/refuse.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MEMORY_MAX ((int64_t)512 << 20)

enum { WORKED = 200, NOT_ENTERED = 201, SAID_MAX = 512 };

/* Does it; errno and a result below 0 when it was refused. */
typedef long attempt_fn(void);

/* How the process of an attempt ended, and what it said. */
typedef struct end {
    int signal; /* 0: none */
    int error;  /* errno that the attempt got, or WORKED */
    char said[SAID_MAX];
} end_t;

static void close_pipe(int ends[2])
{
    close(ends[0]);
    close(ends[1]);
}

/* Runs in the process of the attempt. */
static void make_attempt(int mode, attempt_fn *attempt, void (*before)(void))
{
    sandbox_state_t state;
    rap_err_t err;

    if (before != NULL)
        before();
    if (sandbox_enter(mode, MEMORY_MAX, &state, &err) != RAP_OK) {
        (void)!write(STDERR_FILENO, err.text, strlen(err.text));
        _exit(NOT_ENTERED);
    }
    errno = 0;
    long got = attempt();
    _exit(got < 0 ? errno : WORKED);
}

static end_t run(int mode, attempt_fn *attempt, void (*before)(void))
{
    end_t end = {0};
    int ends[2], status;
    size_t len = 0;
    ssize_t got;

    ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        ck_assert_int_eq(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
        make_attempt(mode, attempt, before);
    }
    close(ends[1]);
    ends[1] = -1;
    while (len < SAID_MAX - 1 && (got = read(ends[0], end.said + len, SAID_MAX - 1 - len)) > 0)
        len += (size_t)got;
    close_pipe(ends);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    end.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    end.error = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    ck_assert_msg(end.error != NOT_ENTERED, "not entered: %s", end.said);
    return end;
}

/* What a process has that enters it so, where `without` is refused to it (NULL: nothing); `code` is
 * what it is told. */
static sandbox_state_t state_of(int mode, const char *without, rap_code_t code)
{
    sandbox_state_t *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int status;

    ck_assert(shared != MAP_FAILED);
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        rap_err_t err;

        if (without != NULL && !refuse(without))
            _exit(NOT_ENTERED);
        _exit((int)sandbox_enter(mode, MEMORY_MAX, shared, &err));
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), code);
    sandbox_state_t state = *shared;
    (void)munmap(shared, sizeof *shared);
    return state;
}

/* What this machine and this build have not cannot be tried. */
static bool has(int piece)
{
    sandbox_state_t state = state_of(SANDBOX_PREFER, NULL, RAP_OK);

    if (!state.in_force[piece])
        (void)fprintf(stderr, "not tried: no %s here: %s\n", sandbox_piece_names[piece],
            state.why[piece].text);
    return state.in_force[piece];
}

/* ---- attempts ---- */

static long open_passwd(void)
{
    return open("/etc/passwd", O_RDONLY | O_CLOEXEC);
}

static long list_root(void)
{
    return open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static long open_to_write(void)
{
    return open("/dev/null", O_WRONLY | O_CLOEXEC);
}

static long open_for_both(void)
{
    return open("/usr/share/poppler", O_RDWR | O_CLOEXEC);
}

static long make_file(void)
{
    return open("/tmp/rapporteur-escaped", O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
}

static long make_folder(void)
{
    return syscall(SYS_mkdirat, AT_FDCWD, "/tmp/rapporteur-escaped", 0700);
}

static long open_other_way(void)
{
    static const uint64_t how[3] = {O_RDONLY, 0, 0};

    return syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", how, sizeof how);
}

static long thread_new_way(void)
{
    return syscall(SYS_clone3, NULL, 0);
}

static long socket_inet(void)
{
    return socket(AF_INET, SOCK_STREAM, 0);
}

static long socket_unix(void)
{
    return socket(AF_UNIX, SOCK_STREAM, 0);
}

static long socket_pair(void)
{
    int ends[2];

    return socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
}

static long exec_shell(void)
{
    char name[] = "sh", *argv[] = {name, NULL};

    return execv("/bin/sh", argv);
}

static long fork_once(void)
{
    return fork();
}

static long vfork_once(void)
{
    return syscall(SYS_fork);
}

static long trace_other(void)
{
    return ptrace(PTRACE_ATTACH, 1, NULL, NULL);
}

static long trace_me(void)
{
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static long map(int prot)
{
    void *at = mmap(NULL, 4096, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return at == MAP_FAILED ? -1 : 0;
}

static long map_executable(void)
{
    return map(PROT_READ | PROT_EXEC);
}

static long map_all(void)
{
    return map(PROT_READ | PROT_WRITE | PROT_EXEC);
}

static long make_executable(void)
{
    void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return at == MAP_FAILED ? 0 : mprotect(at, 4096, PROT_READ | PROT_EXEC);
}

static long kill_other(void)
{
    return kill(1, 0);
}

static long stop_self(void)
{
    return raise(SIGSTOP);
}

static long handle_refusal(void)
{
    return syscall(SYS_rt_sigaction, SIGSYS, NULL, NULL, 8);
}

static long io_uring(void)
{
    char params[256] = {0};

    return syscall(SYS_io_uring_setup, 1, params);
}

static long memory_file(void)
{
    return memfd_create("x", 0);
}

static long shared_memory(void)
{
    return shmget(IPC_PRIVATE, 4096, 0600);
}

static long new_namespace(void)
{
    return unshare(CLONE_NEWUSER);
}

static long filter_anew(void)
{
    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, NULL);
}

static long read_other(void)
{
    char byte = 0;
    struct iovec here = {.iov_base = &byte, .iov_len = 1}, there = here;

    return process_vm_readv(1, &here, 1, &there, 1, 0);
}

static long set_hostname(void)
{
    return sethostname("x", 1);
}

static long much_memory(void)
{
    volatile size_t much = (size_t)MEMORY_MAX + ((size_t)64 << 20);
    void *at = malloc(much);
    long got = at == NULL ? -1 : 0;

    free(at);
    return got;
}

static long more_memory(void)
{
    const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};

    return setrlimit(RLIMIT_AS, &all);
}

static long many_files(void)
{
    for (int i = 0; i < 64; i++)
        if (open("/usr/share/fonts", O_RDONLY | O_DIRECTORY | O_CLOEXEC) < 0)
            return -1;
    return 0;
}

static long connect_out(void)
{
    struct sockaddr_in there = {
        .sin_family = AF_INET, .sin_port = htons(80), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    return fd < 0 ? -1 : connect(fd, (const struct sockaddr *)&there, sizeof there);
}

/* A file that was open before. */
static int open_before = -1;

static long write_file(void)
{
    return write(open_before, "x", 1);
}

/* ---- what is allowed ---- */

static long read_poppler(void)
{
    int fd = open("/usr/share/poppler/nameToUnicode/Greek", O_RDONLY | O_CLOEXEC);
    char piece[64];

    return fd < 0 ? (errno == ENOENT ? 0 : -1) : read(fd, piece, sizeof piece);
}

static long read_fonts(void)
{
    int fd = open("/usr/share/fonts", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    return fd < 0 && errno == ENOENT ? 0 : fd;
}

static long some_memory(void)
{
    volatile size_t some = (size_t)MEMORY_MAX / 8;
    char *at = malloc(some);

    if (at != NULL)
        memset(at, 1, some);
    free(at);
    return at == NULL ? -1 : 0;
}

static long limit_time(void)
{
    struct rlimit now;

    sandbox_allow_cpu(5000);
    return getrlimit(RLIMIT_CPU, &now) == 0 && now.rlim_cur != RLIM_INFINITY ? 0 : -1;
}

static long tell_time(void)
{
    struct timespec now;

    return clock_gettime(CLOCK_REALTIME, &now);
}

static long abort_self(void)
{
    abort();
}

/* ---- what the filter does ---- */

static const struct {
    const char *name; /* that the last words have; NULL: nothing */
    attempt_fn *attempt;
} killed[] = {
    {"socket", socket_inet},
    {"socket", socket_unix},
    {"socketpair", socket_pair},
    {"execve", exec_shell},
    {"clone", fork_once},
    {"fork", vfork_once},
    {"ptrace", trace_me},
    {"ptrace", trace_other},
    {"mmap", map_executable},
    {"mmap", map_all},
    {"mprotect", make_executable},
    {"kill", kill_other},
    {"io_uring_setup", io_uring},
    {"memfd_create", memory_file},
    {"shmget", shared_memory},
    {"unshare", new_namespace},
    {"seccomp", filter_anew},
    {"process_vm_readv", read_other},
    {NULL, stop_self},
    {NULL, handle_refusal},
    {NULL, set_hostname},
};

START_TEST(calls_that_break_out_end_the_process)
{
    char wanted[SAID_MAX] = "";

    if (!has(SANDBOX_SECCOMP))
        return;
    end_t end = run(SANDBOX_PREFER, killed[_i].attempt, NULL);
    if (killed[_i].name != NULL)
        (void)snprintf(
            wanted, sizeof wanted, "the sandbox refuses the system call '%s'\n", killed[_i].name);
    ck_assert_int_eq(end.signal, SIGSYS);
    ck_assert_str_eq(end.said, wanted);
}
END_TEST

static const struct {
    attempt_fn *attempt;
    int error;
} answered[] = {
    {open_to_write, EACCES},
    {open_for_both, EACCES},
    {make_file, EACCES},
    {make_folder, EACCES},
    {open_other_way, ENOSYS},
    {thread_new_way, ENOSYS},
};

START_TEST(what_libraries_try_is_answered)
{
    if (!has(SANDBOX_SECCOMP))
        return;
    end_t end = run(SANDBOX_PREFER, answered[_i].attempt, NULL);
    ck_assert_int_eq(end.signal, 0);
    ck_assert_int_eq(end.error, answered[_i].error);
}
END_TEST

/* ---- what the others do, without the filter ---- */

static void no_filter(void)
{
    open_before = memfd_create("file", MFD_CLOEXEC);
    if (open_before < 0 || !refuse("seccomp"))
        _exit(NOT_ENTERED);
}

static void namespaces_alone(void)
{
    if (!refuse("landlock")) /* whose newer versions know networks, too */
        _exit(NOT_ENTERED);
    no_filter();
}

/* A root's rights to reach others must be gone for it to be the namespace that keeps it in. */
static const struct {
    int piece;
    attempt_fn *attempt;
    int error;
} held[] = {
    {SANDBOX_LANDLOCK, open_passwd, EACCES},
    {SANDBOX_LANDLOCK, list_root, EACCES},
    {SANDBOX_LANDLOCK, open_to_write, EACCES},
    {SANDBOX_LANDLOCK, make_file, EACCES},
    {SANDBOX_LANDLOCK, exec_shell, EACCES},
    {SANDBOX_NAMESPACES, connect_out, ENETUNREACH},
    {SANDBOX_NAMESPACES, set_hostname, EPERM},
    {SANDBOX_NAMESPACES, trace_other, EPERM},
    {SANDBOX_LIMITS, write_file, EFBIG},
    {SANDBOX_LIMITS, many_files, EMFILE},
};

START_TEST(each_piece_holds_alone)
{
    if (!has(held[_i].piece))
        return;
    end_t end = run(SANDBOX_PREFER, held[_i].attempt,
        held[_i].piece == SANDBOX_NAMESPACES ? namespaces_alone : no_filter);
    ck_assert_int_eq(end.signal, 0);
    ck_assert_int_eq(end.error, held[_i].error);
}
END_TEST

START_TEST(memory_is_limited_with_and_without_the_filter)
{
    if (!has(SANDBOX_SECCOMP)) /* nor is memory, where there is a shadow */
        return;
    ck_assert_int_eq(run(SANDBOX_PREFER, much_memory, NULL).error, ENOMEM);
    ck_assert_int_eq(run(SANDBOX_OFF, much_memory, NULL).error, ENOMEM);
    ck_assert_int_eq(run(SANDBOX_PREFER, more_memory, NULL).error, EPERM);
}
END_TEST

START_TEST(what_reading_needs_is_allowed)
{
    static const struct {
        const char *name;
        attempt_fn *attempt;
    } needed[] = {{"poppler", read_poppler}, {"fonts", read_fonts}, {"memory", some_memory},
        {"limit", limit_time}, {"time", tell_time}};

    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        end_t end = run(SANDBOX_PREFER, needed[i].attempt, NULL);

        ck_assert_msg(end.signal == 0 && end.error == WORKED, "%s: signal %d, error %d, %s",
            needed[i].name, end.signal, end.error, end.said);
    }
    ck_assert_int_eq(run(SANDBOX_PREFER, abort_self, NULL).signal, SIGABRT);
}
END_TEST

/* ---- degraded ---- */

START_TEST(a_missing_piece_is_told_and_the_others_hold)
{
    const int piece = _i;
    const sandbox_state_t whole = state_of(SANDBOX_PREFER, NULL, RAP_OK);

    if (!has(piece))
        return;
    sandbox_state_t state = state_of(SANDBOX_PREFER, sandbox_piece_names[piece], RAP_OK);
    for (int other = 0; other < SANDBOX_PIECES; other++)
        ck_assert_int_eq(state.in_force[other], other != piece && whole.in_force[other]);
    ck_assert_str_ne(state.why[piece].text, "");

    (void)state_of(SANDBOX_REQUIRE, sandbox_piece_names[piece], RAP_CONFIG);
}
END_TEST

START_TEST(switched_off_only_the_limits_are_left)
{
    sandbox_state_t state = state_of(SANDBOX_OFF, NULL, RAP_OK);

    ck_assert(state.in_force[SANDBOX_LIMITS]);
    for (int piece = SANDBOX_LIMITS + 1; piece < SANDBOX_PIECES; piece++) {
        ck_assert(!state.in_force[piece]);
        ck_assert_str_eq(state.why[piece].text, "it is switched off");
    }
    ck_assert_int_eq(run(SANDBOX_OFF, open_passwd, NULL).error, WORKED);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sandbox");
    TCase *tcase = tcase_create("sandbox");

    tcase_add_loop_test(
        tcase, calls_that_break_out_end_the_process, 0, (int)(sizeof killed / sizeof killed[0]));
    tcase_add_loop_test(
        tcase, what_libraries_try_is_answered, 0, (int)(sizeof answered / sizeof answered[0]));
    tcase_add_loop_test(tcase, each_piece_holds_alone, 0, (int)(sizeof held / sizeof held[0]));
    tcase_add_test(tcase, memory_is_limited_with_and_without_the_filter);
    tcase_add_test(tcase, what_reading_needs_is_allowed);
    tcase_add_loop_test(
        tcase, a_missing_piece_is_told_and_the_others_hold, SANDBOX_NAMESPACES, SANDBOX_PIECES);
    tcase_add_test(tcase, switched_off_only_the_limits_are_left);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
