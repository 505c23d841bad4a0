/* store_private.h - what the writing and the reading half of the SQLite store share. */
#ifndef RAP_SINK_STORE_STORE_PRIVATE_H
#define RAP_SINK_STORE_STORE_PRIVATE_H

#include "base/db.h"
#include "base/db_rescue.h"
#include "base/hash.h"
#include "sink/store/store.h"

struct rap_store {
    rap_db_t *db;
    int64_t quarantine_max; /* of a writer: cases of one source that are kept whole */
    rap_rescue_t rescue;    /* of a writer: what opening it found and repaired */
};

/* One writing of a document's rows, as the view `makings` shows it. */
enum { STORE_NEW, STORE_REPLACED, STORE_SAME, STORE_KEPT };

struct store_making {
    const rap_envelope_t *envelope;
    const rap_record_t *record;
    char hash[RAP_HEX_SIZE];
    int outcome; /* STORE_* */
};

/* When the message set out, which tells it from others of its document; NULL: not known. */
const char *store_sent_at(const rap_envelope_t *envelope);

/* makings.c; needs the document's row, and the case's, if this closes one. */
rap_code_t store_put_making(
    rap_store_t *self, const struct store_making *making, rap_err_t *err) RAP_CHECKED;

/* rap_store_document() with less: a head is all but statements and positions. */
enum store_parts { STORE_HEAD, STORE_STATEMENTS, STORE_ALL };
rap_code_t store_read_document(rap_store_t *self, const char *what, enum store_parts parts,
    rap_arena_t *arena, rap_store_document_t *ret, rap_err_t *err) RAP_CHECKED;

/* cases.c.  *ret_crowded becomes the source that this case is the first one too many of. */
rap_code_t store_put_case(rap_store_t *self, const rap_envelope_t *envelope,
    const rap_quarantine_t *why, const char **ret_crowded, rap_err_t *err) RAP_CHECKED;
/* The case of an address that was refused, once the address has given a document. */
rap_code_t store_close_refusal(
    rap_store_t *self, const rap_envelope_t *envelope, rap_err_t *err) RAP_CHECKED;
rap_code_t store_close_case(rap_store_t *self, const char *document_id, rap_err_t *err) RAP_CHECKED;

/* rescue.c; for writing, after a repair if one is needed. */
rap_code_t store_open_sound(rap_db_t **ret, const char *url, int busy_ms, rap_rescue_t *ret_rescue,
    rap_err_t *err) RAP_CHECKED;

/* read.c: of a row that begins with the columns position_id, statement_id, document_id, party, issue,
 * stance, strength, modality, confidence, attribution, exact, prefix, suffix, start, end, page,
 * codebook, engine, body, session, delivered_on, language, title, source, url, reviewed, reviewed_by,
 * reviewed_at.  Texts as of store_text(). */
void store_read_position(rap_stmt_t *row, rap_arena_t *arena, rap_store_position_t *ret);

/* The row's own or, with an arena, a copy that outlives it. */
const char *store_text(rap_stmt_t *row, int column, rap_arena_t *arena);

/* Index of `word` in `names`, or `otherwise` when it is NULL or not among them. */
int store_choice(const char *word, const char *const *names, int otherwise);

/* captured.c; the second column of each row, the first being their number. */
rap_code_t store_read_ids(
    rap_stmt_t *rows, rap_arena_t *arena, rap_strings_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
