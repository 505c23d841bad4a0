/* audit.c - the store's answers to who checks it against the fetchers, and watches quarantine. */
#include "sink/store/store_private.h"

rap_code_t rap_store_begin_read(rap_store_t *self, rap_err_t *err)
{
    return rap_db_exec(self->db, "BEGIN", err);
}

rap_code_t rap_store_has(
    rap_store_t *self, const char *id, const char *url, rap_store_presence_t *ret, rap_err_t *err)
{
    rap_stmt_t *row;
    bool found;
    static const char sql[] = "SELECT state = 'recorded', ?2 IS NOT NULL AND EXISTS"
                              "   (SELECT 1 FROM capture WHERE document_id = ?1 AND url = ?2)"
                              " FROM document WHERE document_id = ?1";

    RAP_TRY(rap_db_query(self->db, &row, err, sql, "ss", id, url));
    RAP_TRY(rap_stmt_next(row, &found, err));
    *ret = (rap_store_presence_t){0};
    if (found)
        *ret = (rap_store_presence_t){.there = true,
            .recorded = rap_stmt_int(row, 0) != 0,
            .captured = rap_stmt_int(row, 1) != 0};
    rap_stmt_reset(row);
    return RAP_OK;
}

static rap_code_t keep_reason(
    rap_stmt_t *row, rap_arena_t *arena, rap_store_recent_t *ret, rap_err_t *err)
{
    ret->documents += rap_stmt_int(row, 1);
    if (ret->reason != NULL) /* the first one is the most frequent */
        return RAP_OK;
    ret->reason = rap_stmt_keep(row, 0, arena);
    ret->reason_documents = rap_stmt_int(row, 1);
    return ret->reason != NULL ? RAP_OK : rap_fail(err, RAP_TOOBIG, "no room for a reason");
}

rap_code_t rap_store_quarantined_since(rap_store_t *self, const char *since, rap_arena_t *arena,
    rap_store_recent_t *ret, rap_err_t *err)
{
    rap_stmt_t *rows;
    bool row;

    *ret = (rap_store_recent_t){0};
    RAP_TRY(rap_db_query(self->db, &rows, err,
        "SELECT stage || '/' || reason, count(*) AS n FROM quarantined"
        " WHERE first_at >= ? AND state = 'open'"
        " GROUP BY 1 ORDER BY n DESC, 1",
        "s", since));
    for (;;) {
        RAP_TRY(rap_stmt_next(rows, &row, err));
        if (!row)
            return RAP_OK;
        rap_code_t code = keep_reason(rows, arena, ret, err);
        if (code != RAP_OK) {
            rap_stmt_reset(rows);
            return code;
        }
    }
}
