/* recall.h - what the store no longer has is sent again.
 *
 * A store that was repaired, made anew or put back from a backup lacks documents of which this
 * fetcher has receipts, and nobody else would notice.  Its view `generations` tells that it is
 * another one than the last time; then, and at each start for what is of the last day, the
 * fetcher compares what must be there with the store's views `documents` and `captures`.  What is
 * missing is written down, and sent again from the archive as the outbox has room, on the
 * bulk lane; an address whose document cannot be made up from what is known is asked again.
 *
 * Only the store of this home is looked at.  One that is not there, or cannot be read now, is
 * looked at later.
 */
#ifndef RAP_FETCHER_RECALL_H
#define RAP_FETCHER_RECALL_H

#include "base/db.h"
#include "fetcher/frontier.h"

enum { RECALL_GENERATION_SIZE = 80 };

/* What a look came to. */
typedef struct recall_look {
    bool resolved;   /* false: the store could not be asked; look again soon */
    bool other;      /* it is another store than the last time */
    int64_t missing; /* documents and addresses that it must have, and has not */
} recall_look_t;

/* Compares, and writes down what is missing, in a transaction of its own.  `since` (ms since 1970) is
 * for a store that is the same as the last time; another one is compared whole. */
rap_code_t recall_look(frontier_t *frontier, const char *store, int64_t since, recall_look_t *ret,
    rap_err_t *err) RAP_CHECKED;

/* What became of what was missing. */
typedef struct recall_done {
    int64_t sent;    /* put into the outbox */
    int64_t asked;   /* addresses to be asked again */
    int64_t lost;    /* neither: nobody knows where they are from */
    int64_t waiting; /* still written down */
} recall_done_t;

/* Takes up to `documents` of what is written down on its way; within a transaction. */
rap_code_t recall_send(
    frontier_t *frontier, int64_t documents, recall_done_t *ret, rap_err_t *err) RAP_CHECKED;

rap_code_t recall_waiting(frontier_t *frontier, int64_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
