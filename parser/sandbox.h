/* sandbox.h - what a process that reads hostile documents gives up before it does.
 *
 * One call, after everything that has to be opened is open.  Limits and no_new_privs so far; a
 * filter on system calls and on files joins here.
 */
#ifndef RAP_PARSER_SANDBOX_H
#define RAP_PARSER_SANDBOX_H

#include "base/err.h"

#include <stdint.h>

/* `memory_max` is the address space in bytes; it is not limited under AddressSanitizer, whose
 * shadow takes terabytes. */
rap_code_t sandbox_enter(int64_t memory_max, rap_err_t *err) RAP_CHECKED;

/* For the next document: SIGXCPU after `ms` of processor time from now, rounded up to seconds.
 * The parent's clock is what counts; this holds when the parent is stuck itself. */
void sandbox_allow_cpu(int64_t ms);

#endif
