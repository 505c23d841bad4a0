/* sandbox.c - see sandbox.h */
#include "parser/sandbox.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAVE_SHADOW 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(HAVE_SHADOW)
static const bool has_shadow = true;
#else
static const bool has_shadow = false;
#endif

enum { FILES_MAX = 32 }; /* tables that Poppler opens when it needs them */

static rap_code_t limit(__rlimit_resource_t what, const char *name, rlim_t most, rap_err_t *err)
{
    struct rlimit both = {.rlim_cur = most, .rlim_max = most};

    if (setrlimit(what, &both) != 0)
        return rap_fail_sys(err, RAP_INTERNAL, errno, "could not limit %s", name);
    return RAP_OK;
}

rap_code_t sandbox_enter(int64_t memory_max, rap_err_t *err)
{
    static const struct sigaction ignore = {.sa_handler = SIG_IGN};

    umask(077);
    /* A library that would write a file is told that it may not (EFBIG): it is not the end of the
     * reading. */
    (void)sigaction(SIGXFSZ, &ignore, NULL);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return rap_fail_sys(err, RAP_INTERNAL, errno, "could not set no_new_privs");
    RAP_TRY(limit(RLIMIT_FSIZE, "files' sizes", 0, err));
    RAP_TRY(limit(RLIMIT_CORE, "core dumps", 0, err));
    RAP_TRY(limit(RLIMIT_NOFILE, "open files", FILES_MAX, err));
    return has_shadow ? RAP_OK : limit(RLIMIT_AS, "memory", (rlim_t)memory_max, err);
}

void sandbox_allow_cpu(int64_t ms)
{
    struct rlimit both;
    struct rusage used;

    if (getrlimit(RLIMIT_CPU, &both) != 0 || getrusage(RUSAGE_SELF, &used) != 0)
        return;
    both.rlim_cur =
        (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec + 2) + (rlim_t)(ms + 999) / 1000;
    (void)setrlimit(RLIMIT_CPU, &both);
}
