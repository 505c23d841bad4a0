/* polls.h - when a fetcher last heard of each source, as its frontier says: for `rapporteur check`.
 * Times are ms since 1970, 0 where there is none. */
#ifndef RAP_PROTO_POLLS_H
#define RAP_PROTO_POLLS_H

#include "base/arena.h"
#include "base/db.h"
#include "base/field.h"

#include <stdint.h>

typedef struct rap_poll {
    const char *source;
    int64_t polled_at;   /* its listing was last read well   */
    int64_t document_at; /* it last gave a new document      */
    int64_t next_due;    /* it is looked at next             */
    int64_t failures;    /* looks that failed, since the last that went well */
    const char *reason;  /* of the last of them, or NULL     */
} rap_poll_t;

/* Every source that was ever looked at, by source, in the arena: rap_poll_t.  RAP_NOTFOUND when the
 * database is no frontier, or one that keeps no times yet. */
rap_code_t rap_polls_read(
    rap_db_t *frontier, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
