/* orders.h - lines of orders, read as fast as they are wanted and kept until they are done.
 *
 * In memory alone: what is lost with the process is ordered again by who ordered it.
 */
#ifndef RAP_FETCHER_REPLAY_ORDERS_H
#define RAP_FETCHER_REPLAY_ORDERS_H

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct item {
    struct item *next; /* in the order of the lines */
    char *line;
    size_t len;
    int64_t number; /* of the line, from 1 */
    /* set by who sends it: */
    char document_id[RAP_HEX_SIZE]; /* "" before the first sending */
    char *url;
    char traceparent[56];
    int64_t attempt;  /* sendings so far */
    int64_t next_try; /* monotonic; 0: now */
} item_t;

typedef struct orders {
    const char *name; /* of the file, for errors */
    int fd;
    bool owned; /* the descriptor is ours to close */
    bool end;   /* of the file */
    rap_buf_t buf;
    size_t looked; /* bytes of it without a line end */
    item_t *first, **last;
    int64_t lines;
    size_t count; /* in hand */
    size_t bytes; /* of their lines */
} orders_t;

/* `path` is borrowed; "-" is standard input.  RAP_NOTFOUND, RAP_IO. */
rap_code_t orders_open(orders_t *self, const char *path, rap_err_t *err) RAP_CHECKED;
void orders_close(orders_t *self);

/* Is there room for one more in hand? */
bool orders_want_more(const orders_t *self, size_t count_max);

/* One read(2), when the descriptor is readable.  RAP_BUSY: there was nothing; RAP_TOOBIG: a line
 * is longer than an order may be. */
rap_code_t orders_read(orders_t *self, rap_err_t *err) RAP_CHECKED;

/* Takes in hand what has been read, as far as there is room. */
void orders_take(orders_t *self, size_t count_max);

/* All was read and all is done. */
bool orders_done(const orders_t *self);

/* Takes it away and frees it. */
void orders_remove(orders_t *self, item_t **item);

#endif
