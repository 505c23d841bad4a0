/* archive.h - every byte that was fetched, kept as it came, before anything is done with it.
 *
 * A record is one document with how it was asked for and answered.  Records are appended;
 * archive_sync() makes all that were appended durable; only then may a place in the archive
 * be written down elsewhere.  One writer per folder (the frontier's lock sees to it).
 */
#ifndef RAP_FETCHER_ARCHIVE_H
#define RAP_FETCHER_ARCHIVE_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct archive archive_t;

/* All texts borrowed.  Heads are as on the wire, NULL where there was none (a local file). */
typedef struct archive_record {
    const char *id;         /* SHA-256 of the body */
    const char *url;        /* as asked for */
    const char *fetched_at; /* ISO 8601 */
    const char *media_type; /* as answered, or NULL */
    const char *peer;       /* the address that answered, or NULL */
    const char *request;    /* head */
    size_t request_len;
    const char *response; /* head */
    size_t response_len;
    const void *body;
    size_t body_len;
} archive_record_t;

enum { ARCHIVE_FILE_SIZE = 128 };

typedef struct archive_place {
    char file[ARCHIVE_FILE_SIZE]; /* relative to the home's archive/ */
    int64_t offset;
} archive_place_t;

/* What opening found of an earlier end in the middle of a write. */
typedef struct archive_repair {
    int64_t cut_bytes; /* taken off the newest file: an incomplete last record      */
    bool set_aside;    /* the newest file is damaged within; it is kept, a new one begun */
} archive_repair_t;

/* `root` is the home's archive/, `name` the fetcher's folder in it.  A file is closed once it
 * has more than `file_max_bytes`. */
rap_code_t archive_open(archive_t **ret, const char *root, const char *name, int64_t file_max_bytes,
    archive_repair_t *ret_repair, rap_err_t *err) RAP_CHECKED;
/* Only to read from, beside whoever writes: nothing is made, locked or repaired. */
void archive_open_read(archive_t **ret, const char *root);
void archive_destroy(archive_t **self);

/* RAP_FULL, RAP_IO; what was written of the record is taken off again. */
rap_code_t archive_append(archive_t *self, const archive_record_t *record,
    archive_place_t *ret_place, rap_err_t *err) RAP_CHECKED;
rap_code_t archive_sync(archive_t *self, rap_err_t *err) RAP_CHECKED;

/* Takes off what was appended since the last sync. */
void archive_rollback(archive_t *self);

/* The body at a place, appended to `body`.  RAP_NOTFOUND: no such file or record;
 * RAP_SYNTAX: damaged, its SHA-256 is not `id`; RAP_TOOBIG past the buffer's maximum. */
rap_code_t archive_read(archive_t *self, const archive_place_t *place, const char *id,
    rap_buf_t *body, rap_err_t *err) RAP_CHECKED;

#endif
