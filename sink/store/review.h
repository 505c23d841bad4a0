/* review.h - what people say of positions, and what waits for them to say it.
 *
 * A verdict is about words: a quotation, with an issue and a party, in a text.  It is kept beside the
 * rows that a machine made and never in them, so that whatever makes those anew leaves it alone; the
 * views apply it where its words stand (docs/review.md).  `rapporteur review` writes verdicts into
 * a store of rap_store_open_edit(), between rap_store_begin() and rap_store_commit().
 */
#ifndef RAP_SINK_STORE_REVIEW_H
#define RAP_SINK_STORE_REVIEW_H

#include "sink/store/store.h"

/* Code points of the text that are shown on either side of a quotation. */
enum { RAP_REVIEW_AROUND = 240 };

enum { RAP_ACCEPT, RAP_REJECT, RAP_FIX };
extern const char *const rap_decision_names[]; /* accept reject fix */

typedef struct rap_verdict {
    int decision;                          /* RAP_ACCEPT, RAP_REJECT, RAP_FIX */
    const char *reviewed_by, *reviewed_at; /* a name, ISO 8601 */
    const char *note;                      /* why; NULL: not said */
    const char *document_id, *text_sha256; /* where it was said */
    const char *url, *language;            /* of that; NULL: not known */
    bool spoke; /* the party was one of the statement's: it must be so where it applies */
    rap_position_t judged;           /* as the machine gave it */
    rap_position_t *decided;         /* what holds instead; NULL when it was rejected */
    const char *ended_by, *ended_at; /* who took it back or overruled it; NULL: it stands */
} rap_verdict_t;

/* For JSON lines; without the end. */
extern const rap_table_t rap_verdict_table;

/* ---- reading ---- */

enum {
    RAP_REVIEW_OPEN,     /* waits for a person */
    RAP_REVIEW_ACCEPTED, /* here and below: has a verdict */
    RAP_REVIEW_FIXED,    /* */
    RAP_REVIEW_REJECTED, /* */
    RAP_REVIEW_ORPHANED, /* it applies to nothing that is shown: see `orphaned` */
    RAP_REVIEW_JUDGED,   /* of a filter: any of those with a verdict */
    RAP_REVIEW_ANY,      /* of a filter */
    RAP_REVIEW_PUBLISHED /* the machine's position, of which nobody said anything; never listed */
};
/* open accepted fixed rejected orphaned judged any */
extern const char *const rap_review_names[];

typedef struct rap_store_review_filter {
    const char *issue, *party, *body, *session,
        *language; /* NULL: any; an issue, or a group of them */
    int state;     /* RAP_REVIEW_* */
    int64_t limit; /* 0: all */
} rap_store_review_filter_t;

typedef struct rap_store_review {
    int state;
    rap_store_position_t
        row; /* what the machine thinks, and where; with a verdict its position_id is
                                 that of what holds */
    const char *before, *after;   /* the text around the quotation; NULL: it is not there */
    const char *orphaned;         /* not_stored words_gone other_party superseded; NULL: no */
    const rap_verdict_t *verdict; /* NULL: none stands */
} rap_store_review_t;

/* Borrowed until the callback returns. */
typedef rap_code_t rap_store_review_fn(const rap_store_review_t *review, void *arg, rap_err_t *err);

/* What waits, the surest first and the same words once; then verdicts, the last first. */
rap_code_t rap_store_reviews(rap_store_t *self, const rap_store_review_filter_t *filter,
    rap_store_review_fn *fn, void *arg, rap_err_t *err) RAP_CHECKED;

/* One by its id, or the first digits of it (8 or more): that of a candidate or a position, of what was
 * judged, or of what holds.  In the arena.  RAP_NOTFOUND; RAP_USAGE when it means more than one. */
rap_code_t rap_store_review(rap_store_t *self, const char *id, rap_arena_t *arena,
    rap_store_review_t *ret, rap_err_t *err) RAP_CHECKED;

/* All that was ever said of the same words, in order. */
rap_code_t rap_store_review_history(rap_store_t *self, const rap_store_review_t *review,
    rap_store_review_fn *fn, void *arg, rap_err_t *err) RAP_CHECKED;

/* ---- writing ---- */

typedef struct rap_ruling {
    int decision;
    const char *by, *note;                         /* `note` may be NULL */
    const char *stance, *issue, *party, *evidence; /* of a fix; NULL: as it was */
    bool overrule;                                 /* also where another person said otherwise */
} rap_ruling_t;

/* Says it of one.  *ret_changed is false when it was said before, which changes nothing.  RAP_USAGE: a
 * fix that fixes nothing, a quotation that is not in the text, another person's verdict. */
rap_code_t rap_store_rule(rap_store_t *self, const char *id, const rap_ruling_t *ruling,
    rap_arena_t *arena, bool *ret_changed, rap_err_t *err) RAP_CHECKED;

/* Takes back what was said of it.  RAP_NOTFOUND when nothing was; RAP_USAGE as above. */
rap_code_t rap_store_unrule(rap_store_t *self, const char *id, const char *by, bool overrule,
    rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* One from elsewhere.  Of two about the same words in the same text the later one stands.  *ret_added is
 * false when it is known.  RAP_SCHEMA: it is none. */
rap_code_t rap_store_take_verdict(rap_store_t *self, const rap_verdict_t *verdict,
    rap_arena_t *arena, bool *ret_added, rap_err_t *err) RAP_CHECKED;

#endif
