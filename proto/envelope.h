/* envelope.h - what travels with a document through every stage.
 *
 * `id` is the document's identity, the SHA-256 of its bytes: the same bytes at two addresses
 * are one document with two captures, new bytes at a known address a new document that
 * supersedes the old one.  A document without bytes (a refused or failed download) has the
 * SHA-256 of "url:" and its address.
 */
#ifndef RAP_PROTO_ENVELOPE_H
#define RAP_PROTO_ENVELOPE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/field.h"
#include "base/hash.h"

#include <stdbool.h>
#include <stdint.h>

enum { RAP_LANE_LIVE, RAP_LANE_BULK, RAP_LANES };
extern const char *const rap_lane_names[]; /* live bulk */

typedef struct rap_http {
    int64_t status;
    const char *etag;
    const char *last_modified;
    bool tls_verified;
} rap_http_t;

typedef struct rap_archive_at {
    const char *file; /* relative to the home's archive/ */
    int64_t offset;
} rap_archive_at_t;

/* What the listing said of the document; the parser weighs it against the document. */
typedef struct rap_hints {
    const char *title, *delegation, *date, *body, *session, *meeting, *agenda_item, *language;
    const char *place, *kind, *speaker;
    const char *root; /* XPath: where in a web page its text is */
} rap_hints_t;

typedef struct rap_hop {
    const char *stage, *worker, *at; /* ISO 8601 */
    double ms;                       /* spent in the stage */
    int64_t attempt;                 /* the sending it was part of, from 1 */
    int64_t deliveries;              /* how often the broker had given the task out before */
} rap_hop_t;

/* Why a document travels that has reached an end before. */
enum { RAP_AGAIN_REPLAY, RAP_AGAIN_RETRY };
extern const char *const rap_again_names[]; /* replay retry */

/* For this one time, where a stage is configured to less; it grants no more than its own maximum.
 * 0: as configured. */
typedef struct rap_limits {
    int64_t timeout_ms, memory_bytes;
} rap_limits_t;

typedef struct rap_again {
    int why;              /* RAP_AGAIN_* */
    rap_limits_t *limits; /* NULL: as configured */
} rap_again_t;

typedef struct rap_envelope {
    const char *id;     /* 64 hexadecimal digits */
    const char *origin; /* the fetcher that owns the document and waits for its receipt */
    int lane;           /* RAP_LANE_* */
    int64_t attempt;    /* how often the fetcher has sent it, from 1 */
    const char *source; /* id of its source definition */
    const char *url;
    rap_strings_t aliases;  /* other addresses of the same bytes */
    const char *supersedes; /* id of the document that was at `url` before, or NULL */
    const char *fetched_at; /* ISO 8601 */
    const char *media_type; /* as the server or the file's name said; the parser sniffs */
    rap_http_t *http;       /* NULL for local files */
    rap_archive_at_t *archive;
    rap_hints_t hints;
    rap_again_t *again;      /* NULL: it comes from where it was found */
    const char *traceparent; /* W3C Trace Context, version 00 */
    rap_array_t trace;       /* rap_hop_t, in order */
} rap_envelope_t;

extern const rap_table_t rap_envelope_table;
extern const rap_table_t rap_hints_table;

/* `{"trace": [...]}`: an envelope's trace alone, as the store gives it. */
typedef struct rap_trace {
    rap_array_t trace; /* rap_hop_t */
} rap_trace_t;

extern const rap_table_t rap_trace_table;

/* What the table cannot say: the shapes of `id`, `supersedes` and `origin`.  RAP_SCHEMA. */
rap_code_t rap_envelope_check(const rap_envelope_t *self, rap_err_t *err) RAP_CHECKED;

/* Decodes into the arena and checks. */
rap_code_t rap_envelope_read(rap_envelope_t *self, const char *json, size_t len, rap_arena_t *arena,
    rap_err_t *err) RAP_CHECKED;
rap_code_t rap_envelope_write(
    const rap_envelope_t *self, rap_buf_t *out, rap_err_t *err) RAP_CHECKED;

/* Adds a hop; all strings borrowed, the list is copied within the arena. */
rap_code_t rap_envelope_add_hop(
    rap_envelope_t *self, const rap_hop_t *hop, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* The id of a document without bytes, the record of an address that gave none. */
void rap_envelope_refused_id(const char *url, char ret_id[RAP_HEX_SIZE]);

/* A new traceparent (random trace and span ids), for a document's first sending. */
void rap_envelope_new_trace(char ret_traceparent[56]);

#endif
