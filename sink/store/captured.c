/* captured.c - the store's answer about addresses: which documents were found there. */
#include "sink/store/store_private.h"

static rap_code_t take_rows(
    rap_stmt_t *rows, rap_arena_t *arena, rap_strings_t *ret, rap_err_t *err)
{
    for (;;) {
        bool row;

        RAP_TRY(rap_stmt_next(rows, &row, err));
        if (!row)
            return RAP_OK;
        if (ret->item == NULL)
            ret->item = rap_arena_array(arena, (size_t)rap_stmt_int(rows, 0), sizeof *ret->item);
        const char *id = rap_stmt_keep(rows, 1, arena);
        if (ret->item == NULL || id == NULL)
            return rap_fail(err, RAP_TOOBIG, "too many documents were found there");
        ret->item[ret->count++] = id;
    }
}

rap_code_t rap_store_captured(rap_store_t *self, const char *url, const char *url_last,
    rap_arena_t *arena, rap_strings_t *ret, rap_err_t *err)
{
    rap_strings_t ids = {0};
    rap_stmt_t *rows;

    RAP_TRY(rap_db_query(self->db, &rows, err,
        "SELECT count(*) OVER (), document_id FROM ("
        "  SELECT document_id, min(fetched_at) AS first FROM capture JOIN document"
        "    USING (document_id) WHERE capture.url BETWEEN ?1 AND ?2 GROUP BY document_id)"
        " ORDER BY first, document_id",
        "ss", url, url_last));
    rap_code_t code = take_rows(rows, arena, &ids, err);
    if (code != RAP_OK) {
        rap_stmt_reset(rows);
        return code;
    }
    *ret = ids;
    return RAP_OK;
}
