/* receipts.h - what documents came to, told to the sources that put them.
 *
 * An origin is a source by name, here or away.  It lives as long as something refers to it: the
 * source's session, a task of its, or receipts that wait for it to come back.  A source that is
 * away can be waited for only so long: of each the newest receipts are kept, of those that are
 * away the ones that were heard of last, and of all of them so many bytes; the others go,
 * counted.  That is no harm, since a source sends again what has no receipt.
 */
#ifndef BROKER_RECEIPTS_H
#define BROKER_RECEIPTS_H

#include "proto/link.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct receipts receipts_t;
typedef struct origin origin_t;

enum { RECEIPTS_BATCH = 249 }; /* in one message */

typedef struct receipts_limits {
    size_t kept;  /* receipts an origin */
    size_t away;  /* origins that only their receipts keep */
    size_t bytes; /* of all receipts, as RECEIPT_COST and their texts */
} receipts_limits_t;

enum { RECEIPT_COST = 128 }; /* bytes that one takes beside its text */

receipts_t *receipts_new(receipts_limits_t limits);
void receipts_destroy(receipts_t **self); /* and all origins; nobody refers to one any more */

/* The origin of that name, made if need be; one more reference, which origin_release() ends. */
origin_t *receipts_origin(receipts_t *self, const char *name, size_t len);
origin_t *origin_refer(origin_t *self); /* one more reference */
void origin_release(origin_t **self);   /* NULL-safe */

/* A receipt for it; copied, since a frame as it came may hold on to a whole buffer of the
 * socket's.  For want of bytes, receipts of origins that are away go first, those that were heard
 * of last at the end, and then this one's oldest. */
void origin_add(origin_t *self, const rap_frame_t *receipt);

/* Adds its oldest receipts, shared, to the message; returns how many (at most RECEIPTS_BATCH).
 * origin_sent() takes as many away once the message has gone. */
size_t origin_fill(const origin_t *self, rap_message_t *message);
void origin_sent(origin_t *self, size_t count);

size_t origin_waiting(const origin_t *self);
size_t receipts_waiting(const receipts_t *self);  /* of all origins */
int64_t receipts_dropped(const receipts_t *self); /* since the start */

#endif
