/* refuse.h - a kernel that lacks or refuses a piece of the sandbox, made of one that has it: a
 * filter that answers the piece's system calls with an error, as containers do. */
#ifndef RAP_TESTS_REFUSE_H
#define RAP_TESTS_REFUSE_H

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* "namespaces", "landlock" or "seccomp" is not to be had from now on, by this process and those
 * that it starts.  False: there is no such piece, or the filter cannot be set. */
static inline bool refuse(const char *piece)
{
    const bool seccomp = strcmp(piece, "seccomp") == 0;
    const unsigned int call = strcmp(piece, "namespaces") == 0 ? SYS_unshare
                              : strcmp(piece, "landlock") == 0 ? SYS_landlock_create_ruleset
                                                               : SYS_seccomp;
    const unsigned int error =
        SECCOMP_RET_ERRNO | (strcmp(piece, "namespaces") == 0 ? EPERM : ENOSYS);
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 4, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, seccomp ? SYS_prctl : SYS_unshare, 0, 2),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PR_SET_SECCOMP, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, error),
    };
    const struct sock_fprog program = {sizeof code / sizeof code[0], code};

    if (!seccomp && call == SYS_seccomp)
        return false;
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

#endif
