/* outbox.c - see outbox.h */
#include "fetcher/outbox.h"

#include "base/fault.h"
#include "fetcher/accounts.h"
#include "fetcher/chronicle.h"
#include "proto/life.h"

#include <stdio.h>
#include <string.h>

rap_code_t outbox_add(
    frontier_t *frontier, const outbox_row_t *row, bool *ret_added, rap_err_t *err)
{
    rap_db_t *db = frontier_db(frontier);

    RAP_FAULT("outbox.add.before");
    RAP_TRY(rap_db_run(db, err,
        "INSERT OR IGNORE INTO outbox (document_id, url, source, refused, queue, envelope,"
        " payload, archive_file, archive_offset, added_at, digest)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,"
        "   row_digest(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9))",
        "ssssssssii", row->document, row->url, row->source, row->refused, row->queue, row->envelope,
        row->payload, row->has_body ? row->place.file : NULL, row->place.offset,
        frontier_now(frontier)));
    RAP_FAULT("outbox.add.after");
    *ret_added = rap_db_changes(db) > 0;
    return *ret_added ? RAP_OK : account_add(frontier, row->source, RAP_ACCOUNT_DUPLICATE, 1, err);
}

static rap_code_t keep_row(rap_stmt_t *stmt, rap_arena_t *arena, outbox_row_t *ret, rap_err_t *err)
{
    *ret = (outbox_row_t){.id = rap_stmt_int(stmt, 0),
        .document = rap_stmt_keep(stmt, 1, arena),
        .url = rap_stmt_keep(stmt, 2, arena),
        .source = rap_stmt_keep(stmt, 3, arena),
        .refused = rap_stmt_keep(stmt, 4, arena),
        .queue = rap_stmt_keep(stmt, 5, arena),
        .envelope = rap_stmt_keep(stmt, 6, arena),
        .payload = rap_stmt_keep(stmt, 7, arena),
        .has_body = rap_stmt_text(stmt, 8) != NULL,
        .attempt = rap_stmt_int(stmt, 10)};
    if (ret->has_body) {
        (void)snprintf(ret->place.file, ARCHIVE_FILE_SIZE, "%s", rap_stmt_text(stmt, 8));
        ret->place.offset = rap_stmt_int(stmt, 9);
    }
    if (ret->envelope == NULL || ret->payload == NULL)
        return rap_fail(err, RAP_TOOBIG, "an outbox row does not fit in memory");
    return RAP_OK;
}

rap_code_t outbox_next(frontier_t *frontier, int64_t mono_ms, rap_arena_t *arena, outbox_row_t *ret,
    bool *ret_found, rap_err_t *err)
{
    rap_stmt_t *stmt;
    rap_code_t code = RAP_OK;
    bool changed;

    RAP_TRY(rap_db_query(frontier_db(frontier), &stmt, err,
        "SELECT o.outbox_id, o.document_id, o.url, o.source, o.refused, o.queue, o.envelope,"
        " o.payload, o.archive_file, o.archive_offset, o.attempt + ifnull(s.sends, 0) + 1,"
        " o.digest <> " OUTBOX_DIGEST(
            "o.") " FROM outbox AS o LEFT JOIN sent AS s ON s.outbox_id = o.outbox_id"
                  /* so, and not by AND: SQLite would ask of each row on its way first for others of
                     the same document */
                  " WHERE CASE WHEN ifnull(s.next_try, 0) <= ? THEN NOT EXISTS"
                  "   (SELECT 1 FROM outbox AS e"
                  "   WHERE e.document_id = o.document_id AND e.outbox_id < o.outbox_id) END"
                  " ORDER BY o.outbox_id LIMIT 1",
        "i", mono_ms));
    RAP_TRY(rap_stmt_next(stmt, ret_found, err));
    changed = *ret_found && rap_stmt_int(stmt, 11) != 0;
    if (*ret_found && !changed)
        code = keep_row(stmt, arena, ret, err);
    rap_stmt_reset(stmt);
    return changed ? rap_db_damaged(
                         frontier_db(frontier), "a row of the outbox is not what was written", err)
                   : code;
}

rap_code_t outbox_sent(frontier_t *frontier, int64_t id, int64_t next_try_mono_ms, rap_err_t *err)
{
    RAP_TRY(rap_db_run(frontier_db(frontier), err,
        "INSERT INTO sent VALUES (?, 1, ?)"
        " ON CONFLICT (outbox_id) DO UPDATE SET sends = sends + 1, next_try = excluded.next_try",
        "ii", id, next_try_mono_ms));
    return rap_db_run(frontier_db(frontier), err,
        "INSERT INTO sending VALUES (?, 1, ?)"
        " ON CONFLICT (outbox_id) DO UPDATE SET sends = sends + 1, sent_at = excluded.sent_at",
        "ii", id, frontier_now(frontier));
}

rap_code_t outbox_note_sent(frontier_t *frontier, rap_err_t *err)
{
    /* so, and not by a join, which SQLite takes for a look at every row of the outbox */
    RAP_TRY(rap_db_run(frontier_db(frontier), err,
        "UPDATE outbox SET"
        " sends = sends + (SELECT n.sends FROM sending AS n WHERE n.outbox_id = outbox.outbox_id),"
        " sent_at = (SELECT n.sent_at FROM sending AS n WHERE n.outbox_id = outbox.outbox_id)"
        " WHERE outbox_id IN (SELECT outbox_id FROM sending)",
        ""));
    return rap_db_run(frontier_db(frontier), err, "DELETE FROM sending", "");
}

rap_code_t outbox_next_try(frontier_t *frontier, int64_t *ret_mono_ms, rap_err_t *err)
{
    rap_stmt_t *stmt;
    bool row;

    RAP_TRY(rap_db_query(frontier_db(frontier), &stmt, err,
        "SELECT ifnull(min(next_try), ?) FROM sent", "i", INT64_MAX));
    RAP_TRY(rap_stmt_next(stmt, &row, err));
    *ret_mono_ms = row ? rap_stmt_int(stmt, 0) : INT64_MAX;
    rap_stmt_reset(stmt);
    return RAP_OK;
}

rap_code_t outbox_forget_sent(frontier_t *frontier, rap_err_t *err)
{
    return rap_db_run(frontier_db(frontier), err, "UPDATE sent SET next_try = 0", "");
}

/* Counts the end, and logs it. */
static rap_code_t count_end(
    frontier_t *frontier, const rap_receipt_t *receipt, rap_stmt_t *stmt, rap_err_t *err)
{
    static const char *const ends[] = {[RAP_END_RECORDED] = RAP_ACCOUNT_RECORDED,
        [RAP_END_QUARANTINED] = RAP_ACCOUNT_QUARANTINED,
        [RAP_END_DUPLICATE] = RAP_ACCOUNT_DUPLICATE};
    const char *source = rap_stmt_text(stmt, 1), *refused = rap_stmt_text(stmt, 2);

    RAP_TRY(chronicle_add(frontier,
        &(chronicle_event_t){.url = receipt->url,
            .source = source,
            .kind = RAP_LIFE_RECEIPT,
            .outcome = rap_end_names[receipt->end],
            .reason = receipt->reason,
            .document = receipt->id,
            .at = frontier_now(frontier),
            .ms = -1,
            .bytes = -1},
        err));
    return refused != NULL ? account_refused(frontier, source, refused, err)
                           : account_add(frontier, source, ends[receipt->end], 1, err);
}

static rap_code_t take_away(frontier_t *frontier, int64_t id, rap_err_t *err)
{
    rap_db_t *db = frontier_db(frontier);

    RAP_TRY(rap_db_run(db, err, "DELETE FROM outbox WHERE outbox_id = ?", "i", id));
    RAP_TRY(rap_db_run(db, err, "DELETE FROM sending WHERE outbox_id = ?", "i", id));
    return rap_db_run(db, err, "DELETE FROM sent WHERE outbox_id = ?", "i", id);
}

rap_code_t outbox_receipt(
    frontier_t *frontier, const rap_receipt_t *receipt, bool *ret_known, rap_err_t *err)
{
    rap_db_t *db = frontier_db(frontier);
    rap_stmt_t *stmt;

    RAP_TRY(rap_db_query(db, &stmt, err,
        "SELECT outbox_id, source, refused FROM outbox WHERE document_id = ? AND url = ?", "ss",
        receipt->id, receipt->url));
    RAP_TRY(rap_stmt_next(stmt, ret_known, err));
    if (!*ret_known)
        return RAP_OK;
    int64_t id = rap_stmt_int(stmt, 0);
    rap_code_t code = count_end(frontier, receipt, stmt, err);
    rap_stmt_reset(stmt);
    RAP_TRY(code);
    /* one more address of the bytes says nothing of how they ended */
    RAP_TRY(rap_db_run(db, err,
        "UPDATE document SET ended = ?1, reason = ?2 WHERE document_id = ?3"
        " AND (ended IS NULL OR ?4 = 0)",
        "sssi", rap_end_names[receipt->end], receipt->reason, receipt->id,
        (int64_t)(receipt->end == RAP_END_DUPLICATE)));
    /* should the store lose it, it can be sent again */
    RAP_TRY(rap_db_run(db, err,
        "UPDATE document SET envelope = o.envelope FROM outbox AS o"
        " WHERE o.outbox_id = ? AND o.archive_file IS NOT NULL"
        " AND document.document_id = o.document_id",
        "i", id));
    RAP_FAULT("outbox.clear.before");
    RAP_TRY(take_away(frontier, id, err));
    RAP_FAULT("outbox.clear.after");
    return RAP_OK;
}

rap_code_t outbox_lost(frontier_t *frontier, const outbox_row_t *row, rap_err_t *err)
{
    rap_db_t *db = frontier_db(frontier);

    RAP_TRY(take_away(frontier, row->id, err));
    RAP_TRY(chronicle_add(frontier,
        &(chronicle_event_t){.url = row->url,
            .source = row->source,
            .kind = RAP_LIFE_LOST,
            .outcome = "archive_lost",
            .document = row->document,
            .at = frontier_now(frontier),
            .ms = -1,
            .bytes = -1},
        err));
    RAP_TRY(rap_db_run(db, err, "DELETE FROM document WHERE document_id = ?", "s", row->document));
    RAP_TRY(
        rap_db_run(db, err, "UPDATE address SET " FRONTIER_ASK_AGAIN "? WHERE url = ? AND open = 0",
            "is", frontier_now(frontier), row->url));
    if (rap_db_changes(db) > 0)
        return RAP_OK;
    /* the address is open for newer bytes already, and these are gone: one case ends here */
    return account_refused(frontier, row->source, "archive_lost", err);
}

rap_code_t outbox_change(frontier_t *frontier, const outbox_row_t *row, rap_err_t *err)
{
    return rap_db_run(frontier_db(frontier), err,
        "UPDATE outbox SET refused = ?1, queue = ?2, payload = ?3, archive_file = ?4,"
        " archive_offset = ?5, digest = row_digest(document_id, url, source, ?1, ?2, envelope, ?3,"
        "   ?4, ?5) WHERE outbox_id = ?6",
        "ssssii", row->refused, row->queue, row->payload, row->has_body ? row->place.file : NULL,
        row->place.offset, row->id);
}

rap_code_t outbox_count(frontier_t *frontier, int64_t *ret, rap_err_t *err)
{
    rap_stmt_t *stmt;
    bool row;

    RAP_TRY(rap_db_query(frontier_db(frontier), &stmt, err, "SELECT count(*) FROM outbox", ""));
    RAP_TRY(rap_stmt_next(stmt, &row, err));
    *ret = row ? rap_stmt_int(stmt, 0) : 0;
    rap_stmt_reset(stmt);
    return RAP_OK;
}
