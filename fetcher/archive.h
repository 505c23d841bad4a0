/* archive.h - every byte that was fetched, kept as it came, before anything is done with it.
 *
 * Files of WARC/1.1 records (docs/archive.md), one folder a fetcher:
 *
 *     archive/<fetcher>/<fetcher>-20240308150405-000001.warc.gz        sealed: never written again
 *     archive/<fetcher>/<fetcher>-20240309081500-000002.warc.gz.open   being written
 *
 * A capture is what one request brought: response (of a local file, resource), request and what
 * we know of it (metadata).  Where the bytes are in the archive already, a revisit stands in the
 * response's place and says which record has them.  Captures are appended; archive_sync() makes
 * all that were appended durable; only then may a place in the archive be written down
 * elsewhere.  A place names the file as it is once sealed; who reads it need not care.
 * One writer per folder (the frontier's lock sees to it).
 */
#ifndef RAP_FETCHER_ARCHIVE_H
#define RAP_FETCHER_ARCHIVE_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct archive archive_t;

enum { ARCHIVE_FILE_SIZE = 192, ARCHIVE_TEXT_SIZE = 80 };

typedef struct archive_place {
    char file[ARCHIVE_FILE_SIZE]; /* relative to the home's archive/ */
    int64_t offset;
} archive_place_t;

/* The record that has a document's bytes, for those that refer to it. */
typedef struct archive_original {
    char id[ARCHIVE_TEXT_SIZE];
    char date[ARCHIVE_TEXT_SIZE];
    char *url; /* owned */
} archive_original_t;

/* All texts borrowed.  Heads are as on the wire, NULL where there was none (a local file). */
typedef struct archive_record {
    const char *id;         /* SHA-256 of the body */
    const char *url;        /* that answered, after redirects */
    const char *fetched_at; /* ISO 8601 */
    const char *media_type; /* of a local file, or NULL */
    const char *peer;       /* the address that answered, or NULL */
    const char *request;    /* head */
    size_t request_len;
    const char *response; /* head */
    size_t response_len;
    const void *body; /* decoded */
    size_t body_len;
    const char *truncated; /* why the body is not whole ("length", "time", "disconnect"), or NULL */

    const archive_original_t *original; /* not NULL: the body is there, do not write it again */
    bool not_modified;                  /* the server said so, and sent none */

    /* what else is known: */
    const char *source;
    const char *via;  /* the address that was asked for, where it is another */
    const char *hops; /* the redirects between, one a line: status, blank, address; or NULL */
    const char *tls;  /* "verified", or NULL */
    int64_t took_ms;
    const char *imported; /* where it stood in another archive, or NULL */
} archive_record_t;

/* What opening found of an earlier end in the middle of a write. */
typedef struct archive_repair {
    int64_t cut_bytes;              /* taken off: records that are not whole, never acknowledged */
    char cut_to[ARCHIVE_FILE_SIZE]; /* the file they lie in now, relative to archive/ */
    bool set_aside; /* a file is damaged within what was acknowledged: sealed as it is */
} archive_repair_t;

typedef struct archive_config {
    const char *root;           /* the home's archive/ */
    const char *name;           /* of the fetcher: the folder in it */
    const char *contact;        /* of its operator, for the files' heads; or NULL */
    int64_t file_max_bytes;     /* a file that has more is sealed */
    const rap_clock_t *clock;   /* borrowed */
    const archive_place_t *end; /* as of archive_end() when last written down; NULL: not known */
} archive_config_t;

/* RAP_IO and the like.  The texts are copied. */
rap_code_t archive_open(archive_t **ret, const archive_config_t *config,
    archive_repair_t *ret_repair, rap_err_t *err) RAP_CHECKED;
/* Only to read from, beside whoever writes: nothing is made, locked or repaired. */
void archive_open_read(archive_t **ret, const char *root);
void archive_destroy(archive_t **self);

/* RAP_FULL, RAP_IO; what was written of the capture is taken off again. */
rap_code_t archive_append(archive_t *self, const archive_record_t *record,
    archive_place_t *ret_place, rap_err_t *err) RAP_CHECKED;
rap_code_t archive_sync(archive_t *self, rap_err_t *err) RAP_CHECKED;

/* Takes off what was appended since the last sync. */
void archive_rollback(archive_t *self);

/* Where the next capture will stand.  Behind it, at the next start, nothing was acknowledged.
 * False: no file was begun. */
bool archive_end(const archive_t *self, archive_place_t *ret);

/* The body at a place, appended to `body`.  RAP_NOTFOUND: no such file or record;
 * RAP_SYNTAX: damaged, its SHA-256 is not `id`; RAP_TOOBIG past the buffer's maximum. */
rap_code_t archive_read(archive_t *self, const archive_place_t *place, const char *id,
    rap_buf_t *body, rap_err_t *err) RAP_CHECKED;

/* What a revisit of the record at a place says of it.  RAP_NOTFOUND, RAP_SYNTAX: there is none. */
rap_code_t archive_original(archive_t *self, const archive_place_t *place, archive_original_t *ret,
    rap_err_t *err) RAP_CHECKED;
void archive_original_release(archive_original_t *self);

#endif
