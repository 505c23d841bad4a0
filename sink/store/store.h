/* store.h - where records end, and where people's questions are answered.
 *
 * One SQLite file.  The writer's side (write.c) is the sink's; the reader's side (read.c for
 * many rows, document.c for one document) serves `rapporteur positions|show|status|trace`.  What
 * a person writes to a case in quarantine (cases_edit.c) is `rapporteur quarantine`'s, what a
 * person says of a position `rapporteur review`'s (review.h).
 * The schema, its migrations and its public views are in schema.c, the one place that knows
 * them.
 */
#ifndef RAP_SINK_STORE_STORE_H
#define RAP_SINK_STORE_STORE_H

#include "base/arena.h"
#include "base/db_rescue.h"
#include "base/err.h"
#include "proto/envelope.h"
#include "proto/order.h"
#include "proto/record.h"

typedef struct rap_store rap_store_t;

/* What put() found. */
enum { RAP_STORED_NEW, RAP_STORED_SAME, RAP_STORED_REPLACED };

typedef struct rap_stored {
    int what;            /* RAP_STORED_* */
    bool recorded;       /* the document stands as recorded, whatever this record says */
    const char *crowded; /* the source that has just gone over quarantine_max, or NULL; the
                            envelope's */
} rap_stored_t;

/* `url` is a path of a SQLite file.  The writer makes and migrates it; a reader is told
 * RAP_NOTFOUND before that, RAP_BUSY when it waits to be migrated, RAP_CONFIG when it is a
 * newer program's.  Of each source the first `quarantine_max` documents in quarantine are kept
 * whole, those after them without detail and last words. */
rap_code_t rap_store_open_write(
    rap_store_t **ret, const char *url, int64_t quarantine_max, rap_err_t *err) RAP_CHECKED;
rap_code_t rap_store_open_read(rap_store_t **ret, const char *url, rap_err_t *err) RAP_CHECKED;
void rap_store_destroy(rap_store_t **self);

/* Of a writer: what opening it found and repaired (base/db_rescue.h). */
const rap_rescue_t *rap_store_rescue(const rap_store_t *self);

/* One transaction holds the documents put between begin and commit; each document's rows
 * stand or fall together through a savepoint, so one bad record spoils no other.  `arena` is
 * for what put() needs meanwhile. */
rap_code_t rap_store_begin(rap_store_t *self, rap_err_t *err) RAP_CHECKED;
rap_code_t rap_store_put(rap_store_t *self, const rap_envelope_t *envelope,
    const rap_record_t *record, rap_arena_t *arena, rap_stored_t *ret, rap_err_t *err) RAP_CHECKED;
rap_code_t rap_store_commit(rap_store_t *self, rap_err_t *err) RAP_CHECKED;
void rap_store_rollback(rap_store_t *self);

/* ---- reading ---- */

typedef struct rap_store_filter {
    const char *party, *issue, *stance, *body, *session, *source, *since, *until; /* NULL: any */
    bool reported; /* also views of others that a speaker tells */
    int64_t limit; /* 0: all */
} rap_store_filter_t;

/* What a person said of a position (sink/store/review.h); all NULL: nothing, it is the machine's. */
typedef struct rap_store_reviewed {
    const char *how; /* accept fix */
    const char *by, *at;
} rap_store_reviewed_t;

/* One row of the view `positions`, borrowed until the callback returns. */
typedef struct rap_store_position {
    rap_position_t position;
    const char *document_id, *url, *body, *session, *delivered_on, *source, *language, *title;
    rap_store_reviewed_t reviewed;
} rap_store_position_t;

typedef rap_code_t rap_store_position_fn(
    const rap_store_position_t *row, void *arg, rap_err_t *err);

rap_code_t rap_store_positions(rap_store_t *self, const rap_store_filter_t *filter,
    rap_store_position_fn *fn, void *arg, rap_err_t *err) RAP_CHECKED;

/* A document with its statements and positions, by its id, an unambiguous prefix of it (8
 * digits or more), a statement id, a position id or an address.  RAP_NOTFOUND. */
typedef struct rap_store_capture {
    const char *url, *source, *fetched_at, *archive_file, *origin;
    int64_t archive_offset, http_status;
} rap_store_capture_t;

typedef struct rap_store_document {
    const char *document_id, *state, *supersedes, *superseded_by, *first_seen, *recorded_at;
    rap_record_t record;     /* statements, positions, candidates; or the quarantine */
    rap_array_t reviewed;    /* rap_store_reviewed_t: for each position */
    rap_array_t captures;    /* rap_store_capture_t */
    rap_envelope_t envelope; /* of the last write, with its trace */
} rap_store_document_t;

/* Only its document's id. */
rap_code_t rap_store_find(rap_store_t *self, const char *what, rap_arena_t *arena,
    const char **ret_id, rap_err_t *err) RAP_CHECKED;
rap_code_t rap_store_document(rap_store_t *self, const char *what, rap_arena_t *arena,
    rap_store_document_t *ret, rap_err_t *err) RAP_CHECKED;

/* The ids of the documents that were found at addresses from `url` to `url_last`, by the order of
 * their bytes; the first found comes first. */
rap_code_t rap_store_captured(rap_store_t *self, const char *url, const char *url_last,
    rap_arena_t *arena, rap_strings_t *ret, rap_err_t *err) RAP_CHECKED;

/* Each time something was made of the document, in order: rap_store_making_t, in the arena. */
typedef struct rap_store_making {
    int64_t n; /* from 1 */
    const char *at;
    const char *why;     /* live replay retry */
    const char *outcome; /* new replaced same kept: of a failure that left the record as it was */
    const char *state;   /* recorded quarantined */
    const char *stage, *reason; /* of a quarantine */
    int64_t deliveries;
    const char *parser, *codebook, *engine;
    const char *record_sha256;
    int64_t statements, positions, attempt;
    int64_t timeout_ms, memory_bytes; /* limits it was given for once; 0: none */
    const char *note;                 /* a person's, of the case that this closed */
    rap_array_t trace;                /* rap_hop_t */
} rap_store_making_t;

rap_code_t rap_store_makings(rap_store_t *self, const char *document_id, rap_arena_t *arena,
    rap_array_t *ret, rap_err_t *err) RAP_CHECKED;

/* ---- making documents again ---- */

/* What today's programs call themselves in the rows that they make. */
typedef struct rap_store_makers {
    const char *parser, *codebook, *engine;
} rap_store_makers_t;

/* Documents to be sent again.  What a person dropped from quarantine is left out. */
typedef struct rap_store_choice {
    int queue;                  /* RAP_ORDER_*: to the classifier goes what is recorded */
    const char *source, *state; /* NULL here and below: any */
    const char *body, *session, *language, *party; /* of one of its statements, all together */
    const char *since, *until;              /* delivered, or first seen where no day is known */
    const char *parser, *codebook, *engine; /* that made the rows which stand */
    const rap_store_makers_t *not_by;       /* neither made nor last tried by these */
    const char *where;                      /* a condition in SQL upon the view `documents` */
    rap_strings_t ids;                      /* of documents; none: any.  Is put in order */
    int64_t limit;                          /* 0: all.  What cannot be sent does not count */
} rap_store_choice_t;

/* Borrowed until the callback returns. */
typedef struct rap_store_chosen {
    const char *document_id, *state, *source, *url, *parser, *codebook, *engine;
    bool archived; /* its bytes are, so that it can go to the parser */
} rap_store_chosen_t;

typedef rap_code_t rap_store_chosen_fn(const rap_store_chosen_t *chosen, void *arg, rap_err_t *err);

/* The oldest first.  RAP_USAGE: the condition is no condition, or does more than read. */
rap_code_t rap_store_choose(rap_store_t *self, const rap_store_choice_t *choice, rap_arena_t *arena,
    rap_store_chosen_fn *fn, void *arg, rap_err_t *err) RAP_CHECKED;

/* The order for one document: its last envelope, with the hints that a person gave it in
 * quarantine; to the classifier with its statements.  `why` is RAP_AGAIN_*; limits are the
 * caller's to add.  RAP_NOTFOUND: there is nothing that could be sent. */
rap_code_t rap_store_order(rap_store_t *self, const char *document_id, int queue, int why,
    rap_arena_t *arena, rap_order_t *ret, rap_err_t *err) RAP_CHECKED;

/* ---- cases: documents in quarantine ---- */

typedef struct rap_store_case_filter {
    const char *document_id;
    const char *stage, *reason, *source, *since; /* NULL: any; since when it failed last */
    const char *version;                         /* "parser@0.1.0", or only its number */
    const char *state;                           /* open dropped; NULL: any */
    int64_t limit;                               /* 0: all */
} rap_store_case_filter_t;

typedef struct rap_store_case {
    const char *document_id, *source, *url;
    rap_quarantine_t why;        /* of the last try; with last words, unless none were heard */
    rap_last_words_t last_words; /* without their capsule: */
    const char *capsule;         /* JSON by rap_capsule_table, or NULL */
    const char *state;           /* open dropped */
    const char *first_at, *dropped_at, *dropped_why;
    const char *note, *hints, *edited_at; /* a person's; hints: JSON by rap_hints_table, or NULL */
    int64_t tries;
    bool brief; /* kept without detail and last words: its source had quarantine_max others */
} rap_store_case_t;

/* Each is borrowed until the callback returns.  Newest first. */
typedef rap_code_t rap_store_case_fn(const rap_store_case_t *row, void *arg, rap_err_t *err);

rap_code_t rap_store_cases(rap_store_t *self, const rap_store_case_filter_t *filter,
    rap_store_case_fn *fn, void *arg, rap_err_t *err) RAP_CHECKED;

/* One, in the arena.  RAP_NOTFOUND when the document is not in quarantine. */
rap_code_t rap_store_case(rap_store_t *self, const char *document_id, rap_arena_t *arena,
    rap_store_case_t *ret, rap_err_t *err) RAP_CHECKED;

/* The source with the most cases that are kept in brief; NULL when none has any. */
rap_code_t rap_store_crowded(rap_store_t *self, rap_arena_t *arena, const char **ret_source,
    int64_t *ret_cases, rap_err_t *err) RAP_CHECKED;

/* For what people write beside the sink: the store must be there and as new as this program, as
 * for a reader.  One transaction (rap_store_begin()) for what belongs together. */
rap_code_t rap_store_open_edit(rap_store_t **ret, const char *url, rap_err_t *err) RAP_CHECKED;

/* NULL: as it was; an empty note is none. */
typedef struct rap_store_edit {
    const char *note;
    const char *hints; /* JSON object: what it names is set, or with null taken back */
    bool open;         /* takes back a drop */
} rap_store_edit_t;

/* RAP_NOTFOUND when the document is not in quarantine. */
rap_code_t rap_store_edit_case(rap_store_t *self, const char *document_id,
    const rap_store_edit_t *edit, rap_err_t *err) RAP_CHECKED;
/* Closed; *ret_was_open is false when it was closed before, which changes nothing. */
rap_code_t rap_store_drop_case(rap_store_t *self, const char *document_id, const char *why,
    bool *ret_was_open, rap_err_t *err) RAP_CHECKED;

/* ---- totals ---- */

/* Totals, in all and per source. */
typedef struct rap_store_count {
    const char *key; /* source id */
    int64_t documents, recorded, quarantined, captures, statements, positions;
    int64_t dropped;   /* of the quarantined: cases that a person closed */
    int64_t brief;     /* of the quarantined: kept without detail, over quarantine_max */
    int64_t recovered; /* of the recorded: were in quarantine until a retry or a replay */
    const char *last_recorded;
} rap_store_count_t;

typedef struct rap_store_counts {
    rap_store_count_t total;
    rap_array_t sources; /* rap_store_count_t */
    rap_array_t reasons; /* rap_store_reason_t */
} rap_store_counts_t;

typedef struct rap_store_reason {
    const char *key;   /* "stage/reason" */
    int64_t documents; /* open cases */
} rap_store_reason_t;

rap_code_t rap_store_count(
    rap_store_t *self, rap_arena_t *arena, rap_store_counts_t *ret, rap_err_t *err) RAP_CHECKED;

/* ---- checking ---- */

/* What is read until rap_store_rollback() is of one moment, that of the first reading; and many
 * readings cost less so. */
rap_code_t rap_store_begin_read(rap_store_t *self, rap_err_t *err) RAP_CHECKED;

/* What the store has of a document, and of one address of it. */
typedef struct rap_store_presence {
    bool there, recorded; /* else quarantined */
    bool captured;        /* at the address that was asked for */
} rap_store_presence_t;

/* `url` may be NULL. */
rap_code_t rap_store_has(rap_store_t *self, const char *id, const char *url,
    rap_store_presence_t *ret, rap_err_t *err) RAP_CHECKED;

/* Documents that first went to quarantine at `since` (ISO 8601) or later and are open cases still. */
typedef struct rap_store_recent {
    int64_t documents;
    const char *reason; /* the most frequent "stage/reason", or NULL */
    int64_t reason_documents;
} rap_store_recent_t;

rap_code_t rap_store_quarantined_since(rap_store_t *self, const char *since, rap_arena_t *arena,
    rap_store_recent_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
