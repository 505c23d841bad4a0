/* polls.c - see polls.h */
#include "proto/polls.h"

#include "proto/life.h"

static rap_code_t take_rows(rap_stmt_t *rows, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err)
{
    for (;;) {
        bool row;

        RAP_TRY(rap_stmt_next(rows, &row, err));
        if (!row)
            return RAP_OK;
        if (ret->item == NULL)
            ret->item = rap_arena_array(arena, (size_t)rap_stmt_int(rows, 0), sizeof(rap_poll_t));
        const char *source = rap_stmt_keep(rows, 1, arena);
        if (ret->item == NULL || source == NULL)
            return rap_fail(err, RAP_TOOBIG, "too many sources");
        ((rap_poll_t *)ret->item)[ret->count++] = (rap_poll_t){.source = source,
            .polled_at = rap_stmt_int(rows, 2),
            .document_at = rap_stmt_int(rows, 3),
            .next_due = rap_stmt_int(rows, 4),
            .failures = rap_stmt_int(rows, 5),
            .reason = rap_stmt_keep(rows, 6, arena)};
    }
}

rap_code_t rap_polls_read(rap_db_t *frontier, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err)
{
    rap_array_t polls = {0};
    rap_stmt_t *rows;

    RAP_TRY(rap_life_expect(frontier, err));
    RAP_TRY(rap_db_query(frontier, &rows, err,
        "SELECT count(*) OVER (), source_id, polled_at, document_at, next_due, failures, reason"
        " FROM source ORDER BY source_id",
        ""));
    rap_code_t code = take_rows(rows, arena, &polls, err);
    if (code != RAP_OK) {
        rap_stmt_reset(rows);
        return code;
    }
    *ret = polls;
    return RAP_OK;
}
