/* sandbox.h - what a process that reads hostile documents gives up before it does.
 *
 * One call, after everything that has to be opened is open.  It is made of pieces:
 *
 *   limits       sizes of files and memory, open files, no more processes, no core dumps
 *   namespaces   of users, networks and inter-process communication: there is no network
 *   landlock     files: only what libraries open while they read, and that only to be read
 *   seccomp      a list of allowed system calls; another one ends the process with SIGSYS
 *
 * The limits are everywhere.  A kernel or a container may lack or refuse the other three; then the
 * rest holds, and the caller learns what is missing and why.  A sanitizer's own calls are more
 * than can be allowed, so such a build has neither namespaces nor seccomp, and says so.
 */
#ifndef RAP_PARSER_SANDBOX_H
#define RAP_PARSER_SANDBOX_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum { SANDBOX_LIMITS, SANDBOX_NAMESPACES, SANDBOX_LANDLOCK, SANDBOX_SECCOMP, SANDBOX_PIECES };

/* What to do where a piece cannot be had: read without it, or not at all; or want only the limits. */
enum { SANDBOX_PREFER, SANDBOX_REQUIRE, SANDBOX_OFF };

typedef struct sandbox_state {
    bool in_force[SANDBOX_PIECES];
    rap_err_t why[SANDBOX_PIECES]; /* of those that are not */
} sandbox_state_t;

/* `memory_max` is the address space in bytes; it is not limited under AddressSanitizer, whose
 * shadow takes terabytes.  RAP_CONFIG when a piece is missing under SANDBOX_REQUIRE. */
rap_code_t sandbox_enter(
    int mode, int64_t memory_max, sandbox_state_t *ret, rap_err_t *err) RAP_CHECKED;

/* For the next document: SIGXCPU after `ms` of processor time from now, rounded up to seconds.
 * The parent's clock is what counts; this holds when the parent is stuck itself. */
void sandbox_allow_cpu(int64_t ms);

#endif
