/* payload.h - what a record is about, out of its block: the body of an HTTP message, or all of it.
 *
 * Bytes are pushed in as they are read and come out at a function, so that nothing is held but
 * the message's head.  Programs write blocks in several ways: with the transfer-encoding in
 * them or undone, with the content-encoding in them or undone, and in both cases with the
 * fields in the head that spoke of it.  So what is not encoded as the head says is taken to
 * be decoded already.
 */
#ifndef RAP_FETCHER_WARC_PAYLOAD_H
#define RAP_FETCHER_WARC_PAYLOAD_H

#include "base/buf.h"
#include "base/err.h"
#include "fetcher/warc/warc.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    WARC_HTTP = 1,    /* the block is an HTTP message: its head is not part of the payload */
    WARC_UNCHUNK = 2, /* undo the transfer-encoding */
    WARC_DECODE = 4,  /* and the content-encoding (gzip, deflate) */
};

enum { WARC_HTTP_TEXT_MAX = 256 };

/* Of the message's head; all 0 where there is none. */
typedef struct warc_http {
    int status;                          /* 0: none, or a request */
    char media_type[WARC_HTTP_TEXT_MAX]; /* "" where not said, or too long */
    bool chunked;                        /* its head says so */
} warc_http_t;

typedef struct warc_payload warc_payload_t;
typedef rap_code_t warc_bytes_fn(void *arg, const void *bytes, size_t len, rap_err_t *err);

warc_payload_t *warc_payload_new(unsigned how, warc_bytes_fn *fn, void *arg);
void warc_payload_destroy(warc_payload_t **self);

/* What `fn` fails with; RAP_SYNTAX: no such message; RAP_UNSUPPORTED: an encoding that is not
 * known. */
rap_code_t warc_payload_add(
    warc_payload_t *self, const void *bytes, size_t len, rap_err_t *err) RAP_CHECKED;
/* All has come.  RAP_SYNTAX: it is not whole. */
rap_code_t warc_payload_end(warc_payload_t *self, rap_err_t *err) RAP_CHECKED;

/* Valid once the head has come; borrowed. */
const warc_http_t *warc_payload_http(const warc_payload_t *self);

/* WARC_HTTP for a record whose block is an HTTP message, else 0. */
unsigned warc_block_kind(const warc_record_t *record);

/* The payload of the record in hand, decoded and appended to `body`, whose maximum is the limit on
 * what it may inflate to (RAP_TOOBIG).  `head` gets the message's head, `http` what it says; both
 * may be NULL.  The record is read to its end and found whole. */
rap_code_t warc_read_payload(warc_reader_t *reader, const warc_record_t *record, rap_buf_t *body,
    rap_buf_t *head, warc_http_t *http, rap_err_t *err) RAP_CHECKED;

#endif
