/* polls.c - see polls.h */
#include "proto/polls.h"

#include "proto/life.h"

static void read_poll(rap_stmt_t *row, rap_arena_t *arena, void *item)
{
    *(rap_poll_t *)item = (rap_poll_t){.source = rap_stmt_keep(row, 1, arena),
        .polled_at = rap_stmt_int(row, 2),
        .document_at = rap_stmt_int(row, 3),
        .next_due = rap_stmt_int(row, 4),
        .failures = rap_stmt_int(row, 5),
        .reason = rap_stmt_keep(row, 6, arena)};
}

rap_code_t rap_polls_read(rap_db_t *frontier, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err)
{
    rap_stmt_t *rows;

    RAP_TRY(rap_life_expect(frontier, err));
    RAP_TRY(rap_db_query(frontier, &rows, err,
        "SELECT count(*) OVER (), source_id, polled_at, document_at, next_due, failures, reason"
        " FROM source ORDER BY source_id",
        ""));
    return rap_stmt_list(rows, 0, sizeof(rap_poll_t), read_poll, arena, ret, err);
}
