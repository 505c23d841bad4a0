/* captured.c - the store's answer about addresses: which documents were found there. */
#include "sink/store/store_private.h"

static void read_id(rap_stmt_t *row, rap_arena_t *arena, void *item)
{
    *(const char **)item = rap_stmt_keep(row, 1, arena);
}

rap_code_t store_read_ids(rap_stmt_t *rows, rap_arena_t *arena, rap_strings_t *ret, rap_err_t *err)
{
    rap_array_t ids;

    rap_code_t code = rap_stmt_list(rows, 0, sizeof(const char *), read_id, arena, &ids, err);
    if (code == RAP_TOOBIG)
        return rap_fail(err, code, "too many documents at once");
    RAP_TRY(code);
    *ret = (rap_strings_t){ids.item, ids.count};
    return RAP_OK;
}

rap_code_t rap_store_captured(rap_store_t *self, const char *url, const char *url_last,
    rap_arena_t *arena, rap_strings_t *ret, rap_err_t *err)
{
    rap_stmt_t *rows;

    RAP_TRY(rap_db_query(self->db, &rows, err,
        "SELECT count(*) OVER (), document_id FROM ("
        "  SELECT document_id, min(fetched_at) AS first FROM capture JOIN document"
        "    USING (document_id) WHERE capture.url BETWEEN ?1 AND ?2 GROUP BY document_id)"
        " ORDER BY first, document_id",
        "ss", url, url_last));
    return store_read_ids(rows, arena, ret, err);
}
