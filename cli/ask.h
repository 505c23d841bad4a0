/* ask.h - one question to a running process of the pipeline, one answer. */
#ifndef RAP_CLI_ASK_H
#define RAP_CLI_ASK_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "proto/home.h"
#include "proto/rap1.h"
#include "proto/status.h"

#include <stdint.h>

/* Sends `command` (with `header` as its only frame, or none when NULL) to `endpoint` and
 * appends the JSON that answers it under the same command.  RAP_UNAVAILABLE when nobody answers within
 * `wait_ms`, at once when nobody listens.  When the answer is BYE, with its reason: RAP_USAGE for `refused`, RAP_BUSY for
 * `shutdown`, else RAP_CONFIG. */
rap_code_t ask(const char *endpoint, rap1_command_t command, const char *header, int64_t wait_ms,
    rap_buf_t *ret_json, rap_err_t *err) RAP_CHECKED;

/* What the home's broker says of itself, as it came in `json` and in the arena.  *ret_runs is false
 * when nobody answers. */
rap_code_t ask_status(const rap_home_t *home, int64_t wait_ms, rap_arena_t *arena, rap_buf_t *json,
    rap_status_t *ret, bool *ret_runs, rap_err_t *err) RAP_CHECKED;

#endif
