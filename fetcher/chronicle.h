/* chronicle.h - what happened to each address: requests, looks at listings, receipts.
 *
 * A log in the frontier's file, written in the transaction that makes it true, and read by
 * `rapporteur trace` (proto/life.h).  It is bounded: the last CHRONICLE_EACH events of an
 * address, and the last CHRONICLE_ALL of all.  Where nothing is new again and again, that is one
 * event with a count, so that a year of looking in vain does not push out what mattered.
 */
#ifndef RAP_FETCHER_CHRONICLE_H
#define RAP_FETCHER_CHRONICLE_H

#include "fetcher/frontier.h"

enum { CHRONICLE_EACH = 20, CHRONICLE_ALL = 100000 };

/* All texts borrowed. */
typedef struct chronicle_event {
    const char *url; /* of a listing that is a file: its path */
    const char *source;
    const char *kind;     /* RAP_LIFE_* of proto/life.h */
    const char *outcome;  /* a word */
    const char *reason;   /* another, or NULL */
    const char *document; /* id, or NULL */
    const char *detail;   /* for people, or NULL */
    int64_t at;           /* wall */
    int64_t status;       /* of HTTP; 0: none */
    int64_t ms, bytes;    /* of a request; -1: it was none */
    bool dull;            /* the same again is counted and not kept */
} chronicle_event_t;

rap_code_t chronicle_add(
    frontier_t *frontier, const chronicle_event_t *event, rap_err_t *err) RAP_CHECKED;

#endif
