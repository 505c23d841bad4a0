/* review_read.c - the store's answers about what waits for a person, and what people said. */
#include "base/text.h"
#include "sink/store/review_private.h"

#include <string.h>

enum { PREFIX_MIN = 8 };

const char *const rap_decision_names[] = {"accept", "reject", "fix", NULL};
const char *const rap_review_names[] = {
    "open", "accepted", "fixed", "rejected", "orphaned", "judged", "any", NULL};

/* Columns of all questions below: a position's, its surroundings, then its verdict's.  `list` gives a
 * row's coding, reason, orphaned and verdict_id, and whether it waits, if it has no verdict. */
/* clang-format off */
#define AROUND "240" /* RAP_REVIEW_AROUND */
#define QUESTION(list) \
    "SELECT r.position_id, r.statement_id, coalesce(s.document_id, v.document_id), r.party," \
    " r.issue, r.stance, r.strength, r.modality, r.confidence, r.attribution, r.exact, r.prefix," \
    " r.suffix, r.start, r.\"end\", r.page, r.codebook, r.engine, s.body, s.session," \
    " s.delivered_on, coalesce(s.language, v.language), s.title, d.source," \
    " coalesce(d.url, v.url), NULL, NULL, NULL, r.reason," \
    " substr(s.text, max(r.start + 1 - " AROUND ", 1), min(r.start, " AROUND "))," \
    " substr(s.text, r.\"end\" + 1, " AROUND "), r.state, r.orphaned, v.decision, v.reviewed_by," \
    " v.reviewed_at, v.note, v.document_id, v.text_sha256, v.url, v.language, v.spoke, v.judged_id," \
    " v.start, v.to_id, v.to_party, v.to_issue, v.to_stance, v.to_exact, v.to_start, v.ended_by," \
    " v.ended_at, v.verdict_id" \
    " FROM (" list ") AS r LEFT JOIN statement AS s ON s.statement_id = r.statement_id" \
    " LEFT JOIN document AS d ON d.document_id = s.document_id" \
    " LEFT JOIN verdict AS v ON v.verdict_id = r.verdict_id"
enum { COLUMN_REASON = 28, COLUMN_BEFORE, COLUMN_AFTER, COLUMN_STATE, COLUMN_ORPHANED,
    COLUMN_DECISION, COLUMN_BY, COLUMN_AT, COLUMN_NOTE, COLUMN_DOCUMENT, COLUMN_TEXT, COLUMN_URL,
    COLUMN_LANGUAGE, COLUMN_SPOKE, COLUMN_JUDGED, COLUMN_START, COLUMN_TO_ID, COLUMN_TO_PARTY,
    COLUMN_TO_ISSUE, COLUMN_TO_STANCE, COLUMN_TO_EXACT, COLUMN_TO_START, COLUMN_ENDED_BY,
    COLUMN_ENDED_AT, COLUMN_VERDICT };

#define CODING \
    "party, issue, stance, strength, modality, confidence, attribution, exact, prefix, suffix," \
    " start, \"end\", page, codebook, engine, reason"
#define OPEN \
    "SELECT position_id, min(statement_id) AS statement_id, " CODING ", 0 AS state," \
    " NULL AS orphaned, NULL AS verdict_id FROM candidates GROUP BY position_id"
#define JUDGED \
    "SELECT position_id, statement_id, " CODING ", 1 AS state, orphaned, verdict_id FROM verdicts"
#define EVER \
    "SELECT coalesce(to_id, judged_id) AS position_id, NULL AS statement_id, party, issue, stance," \
    " strength, modality, confidence, attribution, exact, prefix, suffix, start," \
    " start + length(exact) AS \"end\", page, codebook, engine, reason, 1 AS state," \
    " NULL AS orphaned, verdict_id FROM verdict"
#define FILTER \
    " WHERE (?1 IS NULL OR r.issue = ?1 OR substr(r.issue, 1, length(?1) + 1) = ?1 || '.')" \
    " AND (?2 IS NULL OR r.party = ?2)" \
    " AND (?3 IS NULL OR s.body = ?3)" \
    " AND (?4 IS NULL OR s.session = ?4)" \
    " AND (?5 IS NULL OR s.language = ?5 OR v.language = ?5)"
/* Of the words of a row, in its document (?5) or in the text of its statement (?6). */
#define OF_WORDS \
    " WHERE " STORE_SAME_WORDS("v.") " AND (v.document_id = ?5 OR v.text_sha256 =" \
    "   (SELECT text_sha256 FROM statement WHERE statement_id = ?6))"
/* clang-format on */
_Static_assert(RAP_REVIEW_AROUND == 240, "as in AROUND");

/* One row, with room for what it points to. */
struct found {
    rap_store_review_t review;
    rap_verdict_t verdict;
    rap_position_t decided;
};

static rap_evidence_t evidence_of(const char *exact, int64_t start)
{
    rap_evidence_t evidence = {.exact = exact, .start = start};

    if (exact != NULL)
        evidence.end = start + (int64_t)rap_text_points(exact, strlen(exact));
    return evidence;
}

static void read_decided(rap_stmt_t *row, rap_arena_t *arena, struct found *ret)
{
    ret->decided = ret->review.row.position;
    ret->decided.position_id = store_text(row, COLUMN_TO_ID, arena);
    ret->decided.party = store_text(row, COLUMN_TO_PARTY, arena);
    ret->decided.issue = store_text(row, COLUMN_TO_ISSUE, arena);
    ret->decided.stance =
        store_choice(rap_stmt_text(row, COLUMN_TO_STANCE), rap_stance_names, RAP_STANCE_NEUTRAL);
    ret->decided.evidence =
        evidence_of(store_text(row, COLUMN_TO_EXACT, arena), rap_stmt_int(row, COLUMN_TO_START));
    ret->decided.reason = NULL;
}

/* After the position. */
static void read_verdict(rap_stmt_t *row, rap_arena_t *arena, struct found *ret)
{
    rap_verdict_t *verdict = &ret->verdict;

    *verdict = (rap_verdict_t){
        .decision =
            store_choice(rap_stmt_text(row, COLUMN_DECISION), rap_decision_names, RAP_REJECT),
        .reviewed_by = store_text(row, COLUMN_BY, arena),
        .reviewed_at = store_text(row, COLUMN_AT, arena),
        .note = store_text(row, COLUMN_NOTE, arena),
        .document_id = store_text(row, COLUMN_DOCUMENT, arena),
        .text_sha256 = store_text(row, COLUMN_TEXT, arena),
        .url = store_text(row, COLUMN_URL, arena),
        .language = store_text(row, COLUMN_LANGUAGE, arena),
        .spoke = rap_stmt_int(row, COLUMN_SPOKE) != 0,
        .judged = ret->review.row.position,
        .ended_by = store_text(row, COLUMN_ENDED_BY, arena),
        .ended_at = store_text(row, COLUMN_ENDED_AT, arena),
    };
    verdict->judged.position_id = store_text(row, COLUMN_JUDGED, arena);
    verdict->judged.evidence.start = rap_stmt_int(row, COLUMN_START);
    verdict->judged.evidence.end =
        evidence_of(verdict->judged.evidence.exact, verdict->judged.evidence.start).end;
    if (verdict->decision != RAP_REJECT) {
        read_decided(row, arena, ret);
        verdict->decided = &ret->decided;
    }
    ret->review.verdict = verdict;
}

static int state_of(const rap_store_review_t *review, int64_t listed)
{
    static const int states[] = {[RAP_ACCEPT] = RAP_REVIEW_ACCEPTED,
        [RAP_REJECT] = RAP_REVIEW_REJECTED,
        [RAP_FIX] = RAP_REVIEW_FIXED};

    if (review->verdict == NULL)
        return listed == 0 ? RAP_REVIEW_OPEN : RAP_REVIEW_PUBLISHED;
    return review->orphaned != NULL ? RAP_REVIEW_ORPHANED : states[review->verdict->decision];
}

static void read_row(rap_stmt_t *row, rap_arena_t *arena, struct found *ret)
{
    rap_store_review_t *review = &ret->review;

    *ret = (struct found){0};
    store_read_position(row, arena, &review->row);
    review->row.position.reason = store_text(row, COLUMN_REASON, arena);
    review->before = store_text(row, COLUMN_BEFORE, arena);
    review->after = store_text(row, COLUMN_AFTER, arena);
    review->orphaned = store_text(row, COLUMN_ORPHANED, arena);
    if (rap_stmt_text(row, COLUMN_DECISION) != NULL)
        read_verdict(row, arena, ret);
    review->state = state_of(review, rap_stmt_int(row, COLUMN_STATE));
}

/* ---- many ---- */

static rap_code_t each(
    rap_stmt_t *rows, rap_store_review_fn *fn, void *arg, int64_t *left, rap_err_t *err)
{
    struct found found;
    bool row;

    for (;;) {
        RAP_TRY(rap_stmt_next(rows, &row, err));
        if (!row)
            return RAP_OK;
        read_row(rows, NULL, &found);
        rap_code_t code = fn(&found.review, arg, err);
        if (code != RAP_OK) {
            rap_stmt_reset(rows);
            return code;
        }
        --*left;
    }
}

rap_code_t rap_store_reviews(rap_store_t *self, const rap_store_review_filter_t *filter,
    rap_store_review_fn *fn, void *arg, rap_err_t *err)
{
    static const char open_sql[] =
        QUESTION(OPEN) FILTER " ORDER BY r.confidence DESC, r.position_id LIMIT ?6";
    static const char judged_sql[] = QUESTION(JUDGED) FILTER
        " AND (?7 IS NULL OR ?7 = CASE WHEN r.orphaned IS NOT NULL THEN 'orphaned'"
        "   WHEN v.decision = 'accept' THEN 'accepted' WHEN v.decision = 'fix' THEN 'fixed'"
        "   ELSE 'rejected' END)"
        " ORDER BY v.reviewed_at DESC, v.verdict_id DESC LIMIT ?6";
    int64_t left = filter->limit > 0 ? filter->limit : INT64_MAX;
    rap_stmt_t *rows;

    if (filter->state == RAP_REVIEW_OPEN || filter->state == RAP_REVIEW_ANY) {
        RAP_TRY(rap_db_query(self->db, &rows, err, open_sql, "sssssi", filter->issue, filter->party,
            filter->body, filter->session, filter->language, left));
        RAP_TRY(each(rows, fn, arg, &left, err));
    }
    if (filter->state == RAP_REVIEW_OPEN || left == 0)
        return RAP_OK;
    RAP_TRY(rap_db_query(self->db, &rows, err, judged_sql, "sssssis", filter->issue, filter->party,
        filter->body, filter->session, filter->language, left,
        filter->state < RAP_REVIEW_JUDGED ? rap_review_names[filter->state] : NULL));
    return each(rows, fn, arg, &left, err);
}

/* ---- one ---- */

static rap_code_t full_id(
    rap_store_t *self, const char *id, rap_arena_t *arena, const char **ret, rap_err_t *err)
{
    static const char sql[] =
        "SELECT position_id FROM candidate WHERE position_id >= ?1 AND position_id < ?1 || 'g'"
        " UNION SELECT position_id FROM position WHERE position_id >= ?1 AND position_id < ?1 || 'g'"
        " UNION SELECT judged_id FROM verdict"
        "   WHERE stands = 1 AND judged_id >= ?1 AND judged_id < ?1 || 'g'"
        " UNION SELECT to_id FROM verdict WHERE stands = 1 AND to_id >= ?1 AND to_id < ?1 || 'g'"
        " LIMIT 2";
    rap_stmt_t *rows;
    bool row = false;

    *ret = NULL;
    if (strlen(id) < PREFIX_MIN)
        return rap_fail(err, RAP_USAGE, "'%.80s' is too short; give %d digits of an id or more", id,
            PREFIX_MIN);
    RAP_TRY(rap_db_query(self->db, &rows, err, sql, "s", id));
    RAP_TRY(rap_stmt_next(rows, &row, err));
    if (!row)
        return rap_fail(err, RAP_NOTFOUND,
            "there is no candidate and no position '%.80s'; 'rapporteur review list' and 'rapporteur "
            "positions --full' have their ids",
            id);
    *ret = rap_stmt_keep(rows, 0, arena);
    RAP_TRY(rap_stmt_next(rows, &row, err));
    if (row) {
        rap_stmt_reset(rows);
        return rap_fail(err, RAP_USAGE, "'%.80s' means more than one; give more of it", id);
    }
    return *ret != NULL ? RAP_OK : rap_fail(err, RAP_TOOBIG, "no memory left for an id");
}

/* The first row of an answer, in the arena; *ret is NULL when there is none. */
static rap_code_t read_one(
    rap_stmt_t *rows, rap_arena_t *arena, rap_store_review_t **ret, rap_err_t *err)
{
    struct found *found = rap_arena_alloc(arena, sizeof *found);
    bool row;

    *ret = NULL;
    if (found == NULL) {
        rap_stmt_reset(rows);
        return rap_fail(err, RAP_TOOBIG, "no memory left for a verdict");
    }
    RAP_TRY(rap_stmt_next(rows, &row, err));
    if (!row)
        return RAP_OK;
    read_row(rows, arena, found);
    rap_stmt_reset(rows);
    if (rap_arena_is_full(arena))
        return rap_fail(err, RAP_TOOBIG, "no memory left for a verdict");
    *ret = &found->review;
    return RAP_OK;
}

/* The machine's row, as long as there is one. */
static rap_code_t find_coded(
    rap_store_t *self, const char *id, rap_arena_t *arena, rap_store_review_t **ret, rap_err_t *err)
{
    static const char sql[] =
        QUESTION("SELECT position_id, statement_id, " CODING
                 ", NOT EXISTS (SELECT 1 FROM candidates AS c WHERE c.position_id = ?1) AS state,"
                 " NULL AS orphaned, NULL AS verdict_id"
                 " FROM (SELECT * FROM candidate UNION ALL SELECT *, NULL FROM position)"
                 " WHERE position_id = ?1 ORDER BY statement_id LIMIT 1");
    rap_stmt_t *rows;

    RAP_TRY(rap_db_query(self->db, &rows, err, sql, "s", id));
    return read_one(rows, arena, ret, err);
}

static rap_code_t find_verdict(rap_store_t *self, const rap_store_review_t *about,
    rap_arena_t *arena, rap_store_review_t **ret, rap_err_t *err)
{
    static const char sql[] = QUESTION(JUDGED) OF_WORDS
        " ORDER BY v.text_sha256 IS NOT (SELECT text_sha256 FROM statement"
        "   WHERE statement_id = ?6), v.verdict_id DESC LIMIT 1";
    const rap_position_t *position = &about->row.position;
    rap_stmt_t *rows;

    RAP_TRY(rap_db_query(self->db, &rows, err, sql, STORE_WORDS_TYPES "ss", STORE_WORDS(position),
        about->row.document_id, position->statement_id));
    return read_one(rows, arena, ret, err);
}

rap_code_t store_find_review(
    rap_store_t *self, const char *id, rap_arena_t *arena, struct store_review *ret, rap_err_t *err)
{
    static const char sql[] = QUESTION(
        JUDGED) " WHERE v.to_id = ?1 OR v.judged_id = ?1 ORDER BY v.verdict_id DESC LIMIT 1";
    const char *full;
    rap_stmt_t *rows;

    *ret = (struct store_review){0};
    RAP_TRY(full_id(self, id, arena, &full, err));
    RAP_TRY(find_coded(self, full, arena, &ret->coded, err));
    if (ret->coded != NULL)
        return find_verdict(self, ret->coded, arena, &ret->judged, err);
    RAP_TRY(rap_db_query(self->db, &rows, err, sql, "s", full));
    RAP_TRY(read_one(rows, arena, &ret->judged, err));
    if (ret->judged == NULL)
        return rap_fail(err, RAP_NOTFOUND, "'%.80s' has just gone; look at the list again", id);
    return RAP_OK;
}

rap_code_t rap_store_review(
    rap_store_t *self, const char *id, rap_arena_t *arena, rap_store_review_t *ret, rap_err_t *err)
{
    struct store_review found;

    RAP_TRY(store_find_review(self, id, arena, &found, err));
    *ret = found.judged != NULL ? *found.judged : *found.coded;
    return RAP_OK;
}

rap_code_t rap_store_review_history(rap_store_t *self, const rap_store_review_t *review,
    rap_store_review_fn *fn, void *arg, rap_err_t *err)
{
    static const char sql[] = QUESTION(EVER) OF_WORDS " ORDER BY v.verdict_id";
    const rap_position_t *position = &review->row.position;
    int64_t left = INT64_MAX;
    rap_stmt_t *rows;

    RAP_TRY(rap_db_query(self->db, &rows, err, sql, STORE_WORDS_TYPES "ss", STORE_WORDS(position),
        review->row.document_id, position->statement_id));
    return each(rows, fn, arg, &left, err);
}
