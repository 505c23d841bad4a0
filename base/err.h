/* err.h - one error type for every fallible call in the project.
 *
 * A fallible function returns rap_code_t (RAP_OK is 0) and takes `rap_err_t *err`
 * as its last parameter.  On success *err is untouched; on failure it holds the
 * code, the reason and the place.  The struct is a plain value owned by the
 * caller: no allocation, no ownership question, safe to keep on the stack.
 *
 * Who detects a failure sets it, callers may put context in front of it, and only
 * a process's top level (the stage loop, a subcommand) logs it, exactly once.
 */
#ifndef RAP_BASE_ERR_H
#define RAP_BASE_ERR_H

#include <stdbool.h>

/* What is to be done with the task in hand; the code decides, never the text. */
typedef enum rap_fate {
    RAP_FATE_DONE,   /* success: acknowledge                                       */
    RAP_FATE_RETRY,  /* may succeed later: back off, deliver again                 */
    RAP_FATE_REJECT, /* this document can never succeed: quarantine, acknowledge   */
    RAP_FATE_STOP,   /* this process cannot go on: exit, be restarted or repaired  */
} rap_fate_t;

/* The one table of codes.  `reason` is the word a quarantine record carries and a
 * person filters by; `exit` is the process's exit code (sysexits.h where it has one). */
/* clang-format off */
/*    code           fate    exit  reason      */
#define RAP_CODES(X)                                   \
    X(OK,            DONE,   0,    "ok")               \
    X(TIMEOUT,       RETRY,  75,   "timed_out")        \
    X(UNAVAILABLE,   RETRY,  75,   "unavailable")      \
    X(BUSY,          RETRY,  75,   "busy")             \
    X(IO,            RETRY,  75,   "io")               \
    X(FULL,          RETRY,  75,   "disk_full")        \
    X(SYNTAX,        REJECT, 1,    "malformed")        \
    X(SCHEMA,        REJECT, 1,    "bad_record")       \
    X(TOOBIG,        REJECT, 1,    "too_large")        \
    X(UNSUPPORTED,   REJECT, 1,    "unsupported")      \
    X(NOTFOUND,      REJECT, 1,    "not_found")        \
    X(NO_TEXT,       REJECT, 1,    "no_text")          \
    X(NOT_STATEMENT, REJECT, 1,    "not_a_statement")  \
    X(ENCRYPTED,     REJECT, 1,    "encrypted")        \
    X(OVERTIME,      REJECT, 1,    "timeout")          \
    X(CRASHED,       REJECT, 1,    "crashed")          \
    X(USAGE,         STOP,   64,   "usage")            \
    X(CONFIG,        STOP,   78,   "config")           \
    X(DAMAGED,       STOP,   75,   "damaged")          \
    X(CANCELLED,     STOP,   75,   "cancelled")        \
    X(INTERNAL,      STOP,   1,    "internal")
/* clang-format on */

typedef enum rap_code {
#define X(name, fate, exit, reason) RAP_##name,
    RAP_CODES(X)
#undef X
        RAP_CODE_COUNT
} rap_code_t;

typedef struct rap_err {
    rap_code_t code;
    int sys;          /* errno at the failing call, or 0                        */
    const char *file; /* where rap_fail() was called                            */
    int line;
    char text[256]; /* reason: lower case, no full stop, names in 'quotes'; UTF-8
                       whatever was put into it                                */
} rap_err_t;

#define RAP_CHECKED      __attribute__((warn_unused_result))
#define RAP_PRINTF(f, a) __attribute__((format(printf, f, a)))

/* Record a failure and return its code:
 *     return rap_fail(err, RAP_SYNTAX, "page %zu: bad cross reference", page);
 * rap_fail_sys() takes errno as an argument, so that it is read at the failing call, and
 * appends its meaning to the text. */
#define rap_fail(err, code, ...) \
    rap_failed(rap_fail_at((err), (code), 0, __FILE__, __LINE__, __VA_ARGS__))
#define rap_fail_sys(err, code, sys, ...) \
    rap_failed(rap_fail_at((err), (code), (sys), __FILE__, __LINE__, __VA_ARGS__))
rap_code_t rap_fail_at(rap_err_t *err, rap_code_t code, int sys, const char *file, int line,
    const char *fmt, ...) RAP_PRINTF(6, 7);

/* Tells the compiler and the analyzer what rap_fail_at() asserts: a failure is never RAP_OK,
 * so what a call writes on success is written when RAP_TRY goes on. */
static inline rap_code_t rap_failed(rap_code_t code)
{
    if (code == RAP_OK)
        __builtin_unreachable();
    return code;
}

/* The code for an errno: ENOSPC, EDQUOT and EFBIG are FULL, EAGAIN and EBUSY are BUSY, ENOENT is
 * NOTFOUND, everything else is IO. */
rap_code_t rap_code_of_errno(int sys);

/* Put context in front of an error on its way up: "document 91ab: page 3: ...".
 * The tail is cut where the text is full.  Returns err->code. */
rap_code_t rap_fail_prefix(rap_err_t *err, const char *fmt, ...) RAP_PRINTF(2, 3);

/* Propagate.  Resources are released by RAP_AUTO, so a plain return is safe. */
#define RAP_TRY(expr)                      \
    do {                                   \
        rap_code_t rap_try_code_ = (expr); \
        if (rap_try_code_ != RAP_OK)       \
            return rap_try_code_;          \
    } while (0)

/* Every destructor has the form foo_destroy(foo_t **self), which is exactly the
 * signature the cleanup attribute wants:  RAP_AUTO(rap_arena) *arena = ...;
 * RAP_AUTO_RELEASE is its twin for embedded values:  RAP_AUTO_RELEASE(rap_buf) buf; */
#define RAP_AUTO(cls)         __attribute__((cleanup(cls##_destroy))) cls##_t
#define RAP_AUTO_RELEASE(cls) __attribute__((cleanup(cls##_release))) cls##_t

rap_fate_t rap_code_fate(rap_code_t code);
int rap_code_exit(rap_code_t code);
const char *rap_code_name(rap_code_t code);   /* "TOOBIG"    */
const char *rap_code_reason(rap_code_t code); /* "too_large" */

#endif
