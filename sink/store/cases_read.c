/* cases_read.c - the store's answers about documents in quarantine. */
#include "sink/store/store_private.h"

static const char cases_sql[] =
    "SELECT q.document_id, d.source, d.url, q.stage, q.worker, q.reason, q.detail, q.deliveries,"
    " q.at, q.version, q.tries, q.first_at, q.brief, q.signal, coalesce(q.exit_code, -1),"
    " q.limit_hit, q.limit_value, q.cpu_ms, q.wall_ms, q.memory_bytes, q.messages, q.state,"
    " q.dropped_at, q.dropped_why, q.note, q.hints, q.edited_at,"
    " q.wall_ms IS NOT NULL, q.capsule"
    " FROM quarantined AS q JOIN document AS d USING (document_id)"
    " WHERE (?1 IS NULL OR q.document_id = ?1)"
    " AND (?2 IS NULL OR q.stage = ?2)"
    " AND (?3 IS NULL OR q.reason = ?3)"
    " AND (?4 IS NULL OR q.source = ?4)"
    " AND (?5 IS NULL OR q.at >= ?5)"
    " AND (?6 IS NULL OR q.version = ?6 OR substr(q.version, -length(?6) - 1) = '@' || ?6)"
    " AND (?7 IS NULL OR q.state = ?7)"
    " ORDER BY q.at DESC, q.document_id LIMIT ?8";

static void read_case(rap_stmt_t *row, rap_arena_t *arena, rap_store_case_t *ret)
{
    *ret = (rap_store_case_t){
        .document_id = store_text(row, 0, arena),
        .source = store_text(row, 1, arena),
        .url = store_text(row, 2, arena),
        .why = {.stage = store_text(row, 3, arena),
            .worker = store_text(row, 4, arena),
            .reason = store_text(row, 5, arena),
            .detail = store_text(row, 6, arena),
            .deliveries = rap_stmt_int(row, 7),
            .at = store_text(row, 8, arena),
            .version = store_text(row, 9, arena)},
        .tries = rap_stmt_int(row, 10),
        .first_at = store_text(row, 11, arena),
        .brief = rap_stmt_int(row, 12) != 0,
        .last_words = {.signal = store_text(row, 13, arena),
            .exit_code = rap_stmt_int(row, 14),
            .limit = store_text(row, 15, arena),
            .limit_value = rap_stmt_int(row, 16),
            .cpu_ms = rap_stmt_int(row, 17),
            .wall_ms = rap_stmt_int(row, 18),
            .memory_bytes = rap_stmt_int(row, 19),
            .messages = store_text(row, 20, arena)},
        .state = store_text(row, 21, arena),
        .dropped_at = store_text(row, 22, arena),
        .dropped_why = store_text(row, 23, arena),
        .note = store_text(row, 24, arena),
        .hints = store_text(row, 25, arena),
        .edited_at = store_text(row, 26, arena),
        .capsule = store_text(row, 28, arena),
    };
    ret->why.last_words = rap_stmt_int(row, 27) != 0 ? &ret->last_words : NULL;
}

static rap_code_t find_cases(
    rap_store_t *self, const rap_store_case_filter_t *filter, rap_stmt_t **ret, rap_err_t *err)
{
    return rap_db_query(self->db, ret, err, cases_sql, "sssssssi", filter->document_id,
        filter->stage, filter->reason, filter->source, filter->since, filter->version,
        filter->state, filter->limit > 0 ? filter->limit : (int64_t)-1);
}

rap_code_t rap_store_cases(rap_store_t *self, const rap_store_case_filter_t *filter,
    rap_store_case_fn *fn, void *arg, rap_err_t *err)
{
    rap_store_case_t found;
    rap_stmt_t *rows;
    bool row;

    RAP_TRY(find_cases(self, filter, &rows, err));
    for (;;) {
        RAP_TRY(rap_stmt_next(rows, &row, err));
        if (!row)
            return RAP_OK;
        read_case(rows, NULL, &found);
        rap_code_t code = fn(&found, arg, err);
        if (code != RAP_OK) {
            rap_stmt_reset(rows);
            return code;
        }
    }
}

rap_code_t rap_store_case(rap_store_t *self, const char *document_id, rap_arena_t *arena,
    rap_store_case_t *ret, rap_err_t *err)
{
    const rap_store_case_filter_t filter = {.document_id = document_id};
    rap_stmt_t *rows;
    bool row;

    RAP_TRY(find_cases(self, &filter, &rows, err));
    RAP_TRY(rap_stmt_next(rows, &row, err));
    if (!row)
        return rap_fail(err, RAP_NOTFOUND,
            "'%.12s' is not in quarantine; 'rapporteur show %.12s' tells what it is", document_id,
            document_id);
    read_case(rows, arena, ret);
    rap_stmt_reset(rows);
    if (rap_arena_is_full(arena))
        return rap_fail(err, RAP_TOOBIG, "no memory left for a case");
    return RAP_OK;
}

rap_code_t rap_store_crowded(rap_store_t *self, rap_arena_t *arena, const char **ret_source,
    int64_t *ret_cases, rap_err_t *err)
{
    rap_stmt_t *found;
    bool row;

    *ret_source = NULL;
    *ret_cases = 0;
    RAP_TRY(rap_db_query(self->db, &found, err,
        "SELECT source, count(*) FROM quarantined WHERE brief = 1 GROUP BY 1 ORDER BY 2 DESC, 1"
        " LIMIT 1",
        ""));
    RAP_TRY(rap_stmt_next(found, &row, err));
    if (!row)
        return RAP_OK;
    *ret_source = rap_stmt_keep(found, 0, arena);
    *ret_cases = rap_stmt_int(found, 1);
    rap_stmt_reset(found);
    return *ret_source != NULL ? RAP_OK : rap_fail(err, RAP_TOOBIG, "no memory left for a source");
}
