/* warc.h - WARC files (ISO 28500:2017, WARC/1.1 and what came before it), read record by record.
 *
 * A file is plain (.warc) or compressed (.warc.gz, a gzip member a record; one member for all
 * of them is read, too, but then a record has no place of its own).  A record is a head of
 * named fields and a block of bytes:
 *
 *     warc_next()   its head
 *     warc_read()   its block, in pieces, as long as somebody wants it
 *     warc_end()    passes over the rest of the block and checks how the record ends
 *
 * Nothing that a file says is believed: heads and lengths have limits, a member that
 * inflates to more than its record holds is damage, and memory is bounded whatever comes.
 * Used by the archive, by sources that are archives, and by `rapporteur archive`.
 */
#ifndef RAP_FETCHER_WARC_WARC_H
#define RAP_FETCHER_WARC_WARC_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WARC_HEAD_MAX = 64 * 1024 };
#define WARC_BLOCK_MAX (INT64_C(1) << 36) /* bytes; a record that says more is damaged */

/* What a record is; WARC_OTHER: of a type that the standard lets readers pass over. */
enum {
    WARC_INFO,
    WARC_RESPONSE,
    WARC_RESOURCE,
    WARC_REQUEST,
    WARC_METADATA,
    WARC_REVISIT,
    WARC_CONVERSION,
    WARC_CONTINUATION,
    WARC_OTHER
};
extern const char *const warc_type_names[]; /* up to WARC_CONTINUATION, then NULL */

/* A record's head.  The texts are NULL where it has no such field; identifiers and addresses
 * are without the angle brackets that stand around them.  Those of a record that was read
 * are valid until its reader goes to another. */
typedef struct warc_record {
    int type;
    const char *type_name; /* as written */
    const char *id;        /* "urn:uuid:..." */
    const char *date;
    const char *target; /* WARC-Target-URI */
    const char *peer;   /* WARC-IP-Address */
    const char *concurrent_to;
    const char *refers_to, *refers_to_target, *refers_to_date;
    const char *profile, *truncated, *protocol, *segment;
    const char *payload_digest, *block_digest;
    const char *file_name; /* of WARC_INFO */
    const char *media_type;
    int64_t length; /* bytes of the block */

    int64_t offset; /* where it can be read again: its member, or its first byte in a plain file */
    bool shared;    /* its member holds records before it: it has no place of its own */
} warc_record_t;

#define WARC_REVISIT_IDENTICAL    "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
#define WARC_REVISIT_NOT_MODIFIED "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

typedef struct warc_reader warc_reader_t;

/* RAP_NOTFOUND, RAP_IO.  Stands at the first record. */
rap_code_t warc_open(warc_reader_t **ret, const char *path, rap_err_t *err) RAP_CHECKED;
void warc_reader_destroy(warc_reader_t **self);

/* Goes to a place; what is there is found out by warc_next(). */
void warc_seek(warc_reader_t *self, int64_t offset);

/* The head of the next record; of the one that stands there, warc_end() must have been called or
 * nothing of it is left.  *ret_found is false at the file's end.  RAP_SYNTAX: no record, or a
 * damaged one, at warc_offset(); warc_is_torn() says whether the file just ended within it. */
rap_code_t warc_next(
    warc_reader_t *self, warc_record_t *ret, bool *ret_found, rap_err_t *err) RAP_CHECKED;

/* Up to `size` of the block's next bytes; *ret_len is 0 at the block's end only. */
rap_code_t warc_read(
    warc_reader_t *self, void *to, size_t size, size_t *ret_len, rap_err_t *err) RAP_CHECKED;

/* Passes over what is left of the block, then checks what the standard has behind it, and in a
 * compressed file the member's CRC.  RAP_SYNTAX as for warc_next(). */
rap_code_t warc_end(warc_reader_t *self, rap_err_t *err) RAP_CHECKED;

/* Where the record begins that was read last, or that is damaged. */
int64_t warc_offset(const warc_reader_t *self);

/* Behind a whole record: where it ends, which is where the next one begins. */
int64_t warc_end_offset(const warc_reader_t *self);

/* The file ended within the record, as after a writer's sudden death. */
bool warc_is_torn(const warc_reader_t *self);

/* After damage: goes to the next place behind warc_offset() where a record's head can be read.
 * *ret_found is false when there is none. */
rap_code_t warc_resync(warc_reader_t *self, bool *ret_found, rap_err_t *err) RAP_CHECKED;

/* ---- digests ---- */

/* "sha256:..." in hexadecimal or base32 as lower-case hexadecimal; false for any other algorithm and
 * for what is none.  Other writers use base32, and sha1, which is not known here. */
bool warc_digest_hex(const char *labelled, char ret[65]);

#endif
