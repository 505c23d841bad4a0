/* sandbox.c - see sandbox.h */
#include "parser/sandbox.h"

#include "parser/sandbox_names.h"
#include "parser/sandbox_private.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

enum { FILES_MAX = 32 }; /* tables that Poppler opens when it needs them */

static rap_code_t limit(__rlimit_resource_t what, const char *name, rlim_t most, rap_err_t *err)
{
    struct rlimit both = {.rlim_cur = most, .rlim_max = most};

    if (setrlimit(what, &both) != 0)
        return rap_fail_sys(err, RAP_INTERNAL, errno, "could not limit %s", name);
    return RAP_OK;
}

static rap_code_t set_limits(rap_err_t *err)
{
    static const struct sigaction ignore = {.sa_handler = SIG_IGN};

    umask(077);
    /* A library that would write a file is told that it may not (EFBIG): it is not the end of the
     * reading. */
    (void)sigaction(SIGXFSZ, &ignore, NULL);
    RAP_TRY(limit(RLIMIT_FSIZE, "files' sizes", 0, err));
    RAP_TRY(limit(RLIMIT_CORE, "core dumps", 0, err));
    RAP_TRY(limit(RLIMIT_NOFILE, "open files", FILES_MAX, err));
    return SANDBOX_SANITIZED ? RAP_OK : limit(RLIMIT_NPROC, "processes", 0, err);
}

/* Last of all: the library that makes the filter does not survive a lack of memory. */
static rap_code_t limit_memory(int64_t memory_max, rap_err_t *err)
{
    return SANDBOX_SANITIZED ? RAP_OK : limit(RLIMIT_AS, "memory", (rlim_t)memory_max, err);
}

/* Nobody else of this user may look into it or drive it, and no program that it starts, if it
 * could, would have more rights than it has. */
static rap_code_t stand_alone(rap_err_t *err)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return rap_fail_sys(err, RAP_INTERNAL, errno, "could not set no_new_privs");
    if (!SANDBOX_SANITIZED && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) /* it looks for leaks so */
        return rap_fail_sys(err, RAP_INTERNAL, errno, "could not forbid to be traced");
    return RAP_OK;
}

static void took(sandbox_state_t *state, int piece, rap_code_t code)
{
    state->in_force[piece] = code == RAP_OK;
}

static void leave_out(sandbox_state_t *state, const char *why)
{
    for (int piece = SANDBOX_LIMITS + 1; piece < SANDBOX_PIECES; piece++)
        (void)rap_fail(&state->why[piece], RAP_CONFIG, "%s", why);
}

static rap_code_t require_all(const sandbox_state_t *state, rap_err_t *err)
{
    for (int piece = 0; piece < SANDBOX_PIECES; piece++)
        if (!state->in_force[piece])
            return rap_fail(err, RAP_CONFIG,
                "the sandbox cannot have %s (%s); 'sandbox: prefer' reads without it",
                sandbox_piece_names[piece], state->why[piece].text);
    return RAP_OK;
}

rap_code_t sandbox_enter(int mode, int64_t memory_max, sandbox_state_t *ret, rap_err_t *err)
{
    *ret = (sandbox_state_t){0};
    RAP_TRY(stand_alone(err));
    if (mode == SANDBOX_OFF) {
        leave_out(ret, "it is switched off");
        RAP_TRY(set_limits(err));
        ret->in_force[SANDBOX_LIMITS] = true;
        return limit_memory(memory_max, err);
    }
    took(ret, SANDBOX_NAMESPACES, namespaces_enter(&ret->why[SANDBOX_NAMESPACES]));
    took(ret, SANDBOX_LANDLOCK, landlock_enter(&ret->why[SANDBOX_LANDLOCK]));
    RAP_TRY(set_limits(err));
    ret->in_force[SANDBOX_LIMITS] = true;
    RAP_TRY(namespaces_drop_capabilities(err));
    took(ret, SANDBOX_SECCOMP, seccomp_enter(&ret->why[SANDBOX_SECCOMP]));
    if (mode == SANDBOX_REQUIRE)
        RAP_TRY(require_all(ret, err));
    return limit_memory(memory_max, err);
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
