/* chronicle.c - see chronicle.h */
#include "fetcher/chronicle.h"

/* The address's newest event once more.  False: this is another one. */
static rap_code_t count_again(
    rap_db_t *db, const chronicle_event_t *event, bool *ret_counted, rap_err_t *err)
{
    RAP_TRY(rap_db_run(db, err,
        "UPDATE event SET times = times + 1, at = ?, ms = nullif(?, -1), bytes = nullif(?, -1),"
        " detail = ? WHERE event_id = (SELECT max(event_id) FROM event WHERE url = ?)"
        " AND source = ? AND kind = ? AND outcome = ? AND reason IS ? AND status IS nullif(?, 0)"
        " AND document_id IS ?",
        "iiissssssis", event->at, event->ms, event->bytes, event->detail, event->url, event->source,
        event->kind, event->outcome, event->reason, event->status, event->document));
    *ret_counted = rap_db_changes(db) > 0;
    return RAP_OK;
}

/* Ids rise, so that the oldest are the smallest. */
static rap_code_t forget_old(rap_db_t *db, const char *url, rap_err_t *err)
{
    RAP_TRY(rap_db_run(db, err,
        "DELETE FROM event WHERE event_id <= (SELECT max(event_id) FROM event) - ?", "i",
        (int64_t)CHRONICLE_ALL));
    return rap_db_run(db, err,
        "DELETE FROM event WHERE url = ? AND event_id <="
        " (SELECT event_id FROM event WHERE url = ? ORDER BY event_id DESC LIMIT 1 OFFSET ?)",
        "ssi", url, url, (int64_t)CHRONICLE_EACH);
}

rap_code_t chronicle_add(frontier_t *frontier, const chronicle_event_t *event, rap_err_t *err)
{
    rap_db_t *db = frontier_db(frontier);
    bool counted = false;

    if (event->dull)
        RAP_TRY(count_again(db, event, &counted, err));
    if (counted)
        return RAP_OK;
    RAP_TRY(rap_db_run(db, err,
        "INSERT INTO event (url, source, kind, outcome, reason, document_id, detail, first_at, at,"
        " times, status, ms, bytes)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, nullif(?, 0), nullif(?, -1), nullif(?, -1))",
        "sssssssiiiii", event->url, event->source, event->kind, event->outcome, event->reason,
        event->document, event->detail, event->at, event->at, event->status, event->ms,
        event->bytes));
    return forget_old(db, event->url, err);
}
