/* seccomp.c - the sandbox's filter of system calls: see sandbox.h
 *
 * What is on no list ends the process at once.  Calls that break out of a reader, if they are let
 * through, are named: they end it as well, but its last words say which one it was.  What
 * libraries try and do without is answered with an error.
 */
#include "parser/sandbox_private.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct call {
    int number;
    const char *name;
} call_t;

#define CALL(name)            \
    {                         \
        SCMP_SYS(name), #name \
    }
#define COUNT(list) (sizeof(list) / sizeof(list)[0])

/* clang-format off */
static const int allowed[] = {
    /* descriptors that are open, and files by name: which ones is Landlock's affair */
    SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(readv), SCMP_SYS(write), SCMP_SYS(writev),
    SCMP_SYS(lseek), SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(stat),
    SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(fstatfs), SCMP_SYS(statfs), SCMP_SYS(access),
    SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
    SCMP_SYS(getdents64), SCMP_SYS(fadvise64), SCMP_SYS(poll), SCMP_SYS(ppoll),
    /* memory; mmap and mprotect below */
    SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk),
    /* time, identity, chance */
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday), SCMP_SYS(time),
    SCMP_SYS(times), SCMP_SYS(getrusage), SCMP_SYS(getrandom), SCMP_SYS(getpid),
    SCMP_SYS(gettid), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid),
    SCMP_SYS(getcwd), SCMP_SYS(uname), SCMP_SYS(sysinfo), SCMP_SYS(getcpu),
    SCMP_SYS(sched_getaffinity),
    /* the C library's own */
    SCMP_SYS(futex), SCMP_SYS(sched_yield), SCMP_SYS(rseq), SCMP_SYS(set_robust_list),
    SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(restart_syscall), SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

/* Tried by libraries, and done without. */
static const struct {
    int number, error;
} answered[] = {
    {SCMP_SYS(clone3), ENOSYS}, /* the C library then makes the older call, which is refused */
    {SCMP_SYS(openat2), ENOSYS}, {SCMP_SYS(ioctl), ENOTTY}, {SCMP_SYS(prctl), EPERM},
    {SCMP_SYS(creat), EACCES}, {SCMP_SYS(mkdir), EACCES}, {SCMP_SYS(mkdirat), EACCES},
    {SCMP_SYS(unlink), EACCES}, {SCMP_SYS(unlinkat), EACCES}, {SCMP_SYS(rename), EACCES},
    {SCMP_SYS(renameat2), EACCES}, {SCMP_SYS(chmod), EACCES}, {SCMP_SYS(utimensat), EACCES},
};

static const call_t refused[] = {
    CALL(socket), CALL(socketpair), CALL(connect), CALL(bind), CALL(listen), CALL(accept),
    CALL(accept4), CALL(sendto), CALL(sendmsg), CALL(recvfrom), CALL(recvmsg), CALL(execve),
    CALL(execveat), CALL(fork), CALL(vfork), CALL(clone), CALL(ptrace), CALL(process_vm_readv),
    CALL(process_vm_writev), CALL(pidfd_open), CALL(pidfd_getfd), CALL(kill), CALL(tkill),
    CALL(io_uring_setup), CALL(io_uring_enter), CALL(io_uring_register), CALL(unshare),
    CALL(setns), CALL(mount), CALL(chroot), CALL(bpf), CALL(perf_event_open), CALL(userfaultfd),
    CALL(memfd_create), CALL(keyctl), CALL(add_key), CALL(request_key), CALL(init_module),
    CALL(finit_module), CALL(seccomp), CALL(shmget), CALL(shmat), CALL(mq_open),
};
/* clang-format on */

/* Refused when they ask for memory that can be executed. */
static const call_t executable[] = {CALL(mmap), CALL(mprotect)};
enum { ARG_PROT = 2 };

/* SYS_SECCOMP of the kernel, which the C library has not. */
enum { BY_FILTER = 1 };

static const char *name_of(int number)
{
    for (size_t i = 0; i < COUNT(refused); i++)
        if (refused[i].number == number)
            return refused[i].name;
    for (size_t i = 0; i < COUNT(executable); i++)
        if (executable[i].number == number)
            return executable[i].name;
    return NULL;
}

static void say(const char *text)
{
    (void)!write(STDERR_FILENO, text, strlen(text));
}

/* The call was not made.  The process ends all the same: the handler is gone, and to raise this
 * signal is on no list. */
static void on_refused(int signo, siginfo_t *info, void *context)
{
    const char *name = info->si_code == BY_FILTER ? name_of(info->si_syscall) : NULL;

    (void)context;
    if (name != NULL) {
        say("the sandbox refuses the system call '");
        say(name);
        say("'\n");
    }
    (void)raise(signo);
}

static int allow_files(scmp_filter_ctx filter)
{
    static const struct {
        int number;
        unsigned int flags; /* which argument has them */
    } opens[] = {{SCMP_SYS(open), 1}, {SCMP_SYS(openat), 2}};
    const uint64_t writes = O_ACCMODE | O_CREAT | O_TRUNC;
    int failed = 0;

    for (size_t i = 0; i < COUNT(opens); i++) {
        const unsigned int at = opens[i].flags;

        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, opens[i].number, 1,
            SCMP_CMP(at, SCMP_CMP_MASKED_EQ, writes, O_RDONLY));
        failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), opens[i].number, 1,
            SCMP_CMP(at, SCMP_CMP_MASKED_EQ, O_WRONLY, O_WRONLY));
        failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), opens[i].number, 1,
            SCMP_CMP(at, SCMP_CMP_MASKED_EQ, O_RDWR, O_RDWR));
        failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), opens[i].number, 1,
            SCMP_CMP(at, SCMP_CMP_MASKED_EQ, O_CREAT, O_CREAT));
        failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), opens[i].number, 1,
            SCMP_CMP(at, SCMP_CMP_MASKED_EQ, O_TRUNC, O_TRUNC));
    }
    return failed;
}

/* What depends on an argument. */
static int allow_some(scmp_filter_ctx filter)
{
    static const int descriptor_commands[] = {F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC};
    int failed = allow_files(filter);

    for (size_t i = 0; i < COUNT(executable); i++) {
        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, executable[i].number, 1,
            SCMP_CMP(ARG_PROT, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
        failed |= seccomp_rule_add(filter, SCMP_ACT_TRAP, executable[i].number, 1,
            SCMP_CMP(ARG_PROT, SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
    }
    for (size_t i = 0; i < COUNT(descriptor_commands); i++)
        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
            SCMP_A1(SCMP_CMP_EQ, (scmp_datum_t)descriptor_commands[i], 0));
    /* its own limits, which only go down, and its own abort() */
    failed |= seccomp_rule_add(
        filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, SCMP_A0(SCMP_CMP_EQ, 0, 0));
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 2,
        SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0), SCMP_A2(SCMP_CMP_EQ, SIGABRT, 0));
    failed |= seccomp_rule_add(
        filter, SCMP_ACT_ALLOW, SCMP_SYS(rt_sigaction), 1, SCMP_A0(SCMP_CMP_NE, SIGSYS, 0));
    return failed;
}

static int fill(scmp_filter_ctx filter)
{
    int failed = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);

    (void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2); /* a tree: it is only faster */
    for (size_t i = 0; i < COUNT(allowed); i++)
        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
    for (size_t i = 0; i < COUNT(answered); i++)
        failed |= seccomp_rule_add(
            filter, SCMP_ACT_ERRNO((uint32_t)answered[i].error), answered[i].number, 0);
    for (size_t i = 0; i < COUNT(refused); i++)
        failed |= seccomp_rule_add(filter, SCMP_ACT_TRAP, refused[i].number, 0);
    return failed | allow_some(filter);
}

rap_code_t seccomp_enter(rap_err_t *err)
{
    const struct sigaction told = {
        .sa_sigaction = on_refused, .sa_flags = SA_SIGINFO | (int)SA_RESETHAND};

    if (SANDBOX_SANITIZED)
        return rap_fail(err, RAP_CONFIG, "this build has a sanitizer");
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    int failed = filter == NULL || sigaction(SIGSYS, &told, NULL) != 0 ? -ENOMEM : fill(filter);
    if (failed != 0) {
        seccomp_release(filter);
        return rap_fail(err, RAP_CONFIG, "the filter cannot be made for this machine");
    }
    failed = seccomp_load(filter);
    seccomp_release(filter);
    if (failed != 0)
        return rap_fail_sys(err, RAP_CONFIG, -failed, "the kernel takes no filter");
    return RAP_OK;
}
