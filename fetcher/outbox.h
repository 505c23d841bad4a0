/* outbox.h - what has been fetched and has no receipt yet.
 *
 * A row is committed before anything is sent, and goes when its receipt comes.  It is sent
 * when the broker grants; again after a time without a receipt, or at once when the broker
 * is a new one.  When it is to be sent again is this process's own memory; a new process
 * sends all that is there.
 *
 * A row for bytes that another row is already on its way with (a second address of one
 * document) waits until that one has ended, so that the sink knows the document first.
 */
#ifndef RAP_FETCHER_OUTBOX_H
#define RAP_FETCHER_OUTBOX_H

#include "base/arena.h"
#include "base/err.h"
#include "fetcher/archive.h"
#include "fetcher/frontier.h"
#include "proto/stage.h"

#include <stdbool.h>
#include <stdint.h>

/* In SQL: what a row's digest must be, which is over all that is sent; `row` is "" or "alias.". */
#define OUTBOX_DIGEST(row)                                                                         \
    "row_digest(" row "document_id, " row "url, " row "source, " row "refused, " row "queue, " row \
    "envelope, " row "payload, " row "archive_file, " row "archive_offset)"

typedef struct outbox_row {
    int64_t id;
    const char *document; /* the envelope's id */
    const char *url;
    const char *source;
    const char *refused; /* the reason, when it is a record of a refused address */
    const char *queue;
    const char *envelope; /* JSON */
    const char *payload;  /* JSON, or "" */
    bool has_body;        /* in the archive, at `place` */
    archive_place_t place;
    int64_t attempt; /* of the sending that is to come, from 1 */
} outbox_row_t;

/* One that is already there (same document and address) takes its place: the case counts
 * as a duplicate now, and *ret_added is false. */
rap_code_t outbox_add(
    frontier_t *frontier, const outbox_row_t *row, bool *ret_added, rap_err_t *err) RAP_CHECKED;

/* The oldest row that may be sent at `mono_ms`, if there is one. */
rap_code_t outbox_next(frontier_t *frontier, int64_t mono_ms, rap_arena_t *arena, outbox_row_t *ret,
    bool *ret_found, rap_err_t *err) RAP_CHECKED;
rap_code_t outbox_sent(
    frontier_t *frontier, int64_t id, int64_t next_try_mono_ms, rap_err_t *err) RAP_CHECKED;

/* Writes down how often and when each was sent, for who asks where a document is.  Nothing depends on
 * it, so it is done with the next step of the intake. */
rap_code_t outbox_note_sent(frontier_t *frontier, rap_err_t *err) RAP_CHECKED;

/* When the first of those that were sent is to be sent again; INT64_MAX: none was. */
rap_code_t outbox_next_try(frontier_t *frontier, int64_t *ret_mono_ms, rap_err_t *err) RAP_CHECKED;

/* The broker is new: nothing counts as sent. */
rap_code_t outbox_forget_sent(frontier_t *frontier, rap_err_t *err) RAP_CHECKED;

/* Takes the row away and counts its end.  False: there is no such row, as after the
 * receipt of a document that was sent twice. */
rap_code_t outbox_receipt(frontier_t *frontier, const rap_receipt_t *receipt, bool *ret_known,
    rap_err_t *err) RAP_CHECKED;

/* Its bytes cannot be read from the archive: the address is open again and due now. */
rap_code_t outbox_lost(frontier_t *frontier, const outbox_row_t *row, rap_err_t *err) RAP_CHECKED;

/* Replaces refused, queue, payload and body of the row by those given. */
rap_code_t outbox_change(frontier_t *frontier, const outbox_row_t *row, rap_err_t *err) RAP_CHECKED;

rap_code_t outbox_count(frontier_t *frontier, int64_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
