/* document.h - documents in WARC files: found by their place, read whole, and checked. */
#ifndef RAP_FETCHER_WARC_DOCUMENT_H
#define RAP_FETCHER_WARC_DOCUMENT_H

#include "base/buf.h"
#include "base/err.h"
#include "fetcher/warc/warc.h"

#include <stdint.h>

#define WARC_OPEN ".open" /* behind the name of a file that is being written */

/* The file of that name, sealed or still open.  RAP_NOTFOUND: neither is there. */
rap_code_t warc_open_file(warc_reader_t **ret, const char *path, rap_err_t *err) RAP_CHECKED;

/* The head of the record at the place.  RAP_NOTFOUND: there is none that has a document's bytes. */
rap_code_t warc_find_document(
    warc_reader_t *reader, int64_t offset, warc_record_t *ret, rap_err_t *err) RAP_CHECKED;

/* Does the record in hand hold what an address gave: a resource, or an answer with status 200?  The
 * beginning of its block is read. */
rap_code_t warc_is_document(
    warc_reader_t *reader, const warc_record_t *record, bool *ret, rap_err_t *err) RAP_CHECKED;

/* The decoded bytes of that document, appended to `body`.  RAP_SYNTAX: the record is damaged, or
 * their SHA-256 is not `id`; RAP_TOOBIG: more than the buffer's maximum.  A failure leaves the
 * buffer as it was. */
rap_code_t warc_read_document(warc_reader_t *reader, const warc_record_t *record, const char *id,
    rap_buf_t *body, rap_err_t *err) RAP_CHECKED;

/* How many digests were looked at. */
typedef struct warc_checked {
    int64_t good;
    int64_t unknown; /* of an algorithm other than SHA-256, or of what is not there */
} warc_checked_t;

/* Reads the record in hand to its end, and holds it against the standard: its length, its end, the
 * fields that its type must have, its digests.  *ret is added to.  RAP_SYNTAX: what is wrong. */
rap_code_t warc_check(warc_reader_t *reader, const warc_record_t *record, warc_checked_t *ret,
    rap_err_t *err) RAP_CHECKED;

#endif
