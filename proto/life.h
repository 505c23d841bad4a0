/* life.h - what a fetcher knows of an address or a document, as its frontier says.
 *
 * The fetcher writes it (fetcher/frontier.h, outbox.h, chronicle.h); here is what reads it, for
 * `rapporteur trace`, which opens each state/<fetcher>.db for reading.  Times are ms since 1970,
 * 0 where there is none.
 */
#ifndef RAP_PROTO_LIFE_H
#define RAP_PROTO_LIFE_H

#include "base/arena.h"
#include "base/db.h"
#include "base/field.h"

#include <stdbool.h>
#include <stdint.h>

/* Kinds of events. */
#define RAP_LIFE_FETCH   "fetch"   /* the address was asked              */
#define RAP_LIFE_POLL    "poll"    /* the listing at the address was     */
#define RAP_LIFE_RECEIPT "receipt" /* the sink told of a document's end  */
#define RAP_LIFE_LOST    "lost"    /* the archive could not give it back */

typedef struct rap_life_event {
    const char *url, *source;
    const char *kind;              /* RAP_LIFE_* */
    const char *outcome;           /* "new", "unchanged", "retry", "refused", "recorded", ... */
    const char *reason, *document; /* or NULL */
    const char *detail;            /* or NULL */
    int64_t first_at, at;          /* of the first and the last of `times` */
    int64_t times;
    int64_t status;    /* of HTTP; 0: none */
    int64_t ms, bytes; /* -1: not measured */
} rap_life_event_t;

typedef struct rap_life_address {
    const char *url, *source;
    const char *document; /* of the bytes last seen there, or NULL */
    const char *reason;   /* why it was refused the last time, or NULL */
    bool open;            /* discovered, and neither in the outbox nor ended */
    int64_t discovered_at, listed_at, checked_at;
    int64_t next_due; /* when it is asked next; 0: when it is listed again */
    int64_t failures; /* in a row */
} rap_life_address_t;

/* A row of the outbox: in flight. */
typedef struct rap_life_parcel {
    const char *document, *url, *source;
    const char *queue;   /* it is sent to */
    const char *refused; /* the reason, when it is the record of a refusal */
    int64_t added_at, sends, sent_at;
} rap_life_parcel_t;

/* Bytes in the archive. */
typedef struct rap_life_document {
    const char *document, *archive_file;
    int64_t archive_offset, bytes, added_at;
    const char *ended, *reason; /* as the last receipt said, or NULL */
} rap_life_document_t;

typedef struct rap_life {
    rap_array_t addresses, events, parcels, documents; /* each by time */
} rap_life_t;

enum { RAP_LIFE_ROWS_MAX = 10000 };

/* Which: addresses from `url` to `url_last`, and documents from `id` to `id_last`, by the order of
 * their bytes; NULL: none.  What belongs to them is found with them. */
typedef struct rap_life_search {
    const char *url, *url_last;
    const char *id, *id_last;
} rap_life_search_t;

/* RAP_NOTFOUND: the database is no frontier, or one that keeps no log yet. */
rap_code_t rap_life_expect(rap_db_t *db, rap_err_t *err) RAP_CHECKED;

/* All texts in the arena.  RAP_NOTFOUND as above; RAP_TOOBIG: more than RAP_LIFE_ROWS_MAX rows of one sort, or than the arena holds. */
rap_code_t rap_life_read(rap_db_t *frontier, const rap_life_search_t *search, rap_arena_t *arena,
    rap_life_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
