/* db_damage.c - what is remembered of a rescue.  See db_rescue.h. */
#include "base/db_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bool rap_rescue_lost(const rap_rescue_t *self, const char *table)
{
    if (!self->done || self->log_only)
        return self->done;
    for (size_t i = 0; i < self->tables; i++)
        if (strcmp(self->table[i].name, table) == 0)
            return self->table[i].lost != 0;
    return true; /* nothing of it could be read */
}

void rap_rescue_tables(const rap_rescue_t *self, char *out, size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < self->tables && used < size; i++) {
        const rap_rescue_table_t *table = &self->table[i];
        int64_t all = table->lost + table->kept;
        int n = 0;

        if (table->lost > 0)
            n = snprintf(out + used, size - used, "%s%s %" PRId64 " of %" PRId64,
                used > 0 ? ", " : "", table->name, table->lost, all);
        else if (table->lost < 0)
            n = snprintf(out + used, size - used, "%s%s some", used > 0 ? ", " : "", table->name);
        used += n > 0 ? (size_t)n : 0;
    }
}

static void read_damage(rap_stmt_t *row, rap_arena_t *arena, void *item)
{
    *(rap_damage_t *)item = (rap_damage_t){.at = rap_stmt_keep(row, 1, arena),
        .why = rap_stmt_keep(row, 2, arena),
        .aside = rap_stmt_keep(row, 3, arena),
        .kept = rap_stmt_int(row, 4),
        .lost = rap_stmt_int(row, 5),
        .tables = rap_stmt_keep(row, 6, arena),
        .note = rap_stmt_keep(row, 7, arena)};
}

rap_code_t rap_damage_read(rap_db_t *db, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err)
{
    rap_stmt_t *stmt;
    bool row;

    *ret = (rap_array_t){0};
    RAP_TRY(rap_db_query(db, &stmt, err,
        "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'damage'", ""));
    RAP_TRY(rap_stmt_next(stmt, &row, err));
    rap_stmt_reset(stmt);
    if (!row)
        return RAP_OK;
    RAP_TRY(rap_db_query(db, &stmt, err,
        "SELECT count(*) OVER (), at, why, aside, kept, ifnull(lost, -1), tables, note FROM damage"
        " ORDER BY damage_id",
        ""));
    return rap_stmt_list(stmt, 0, sizeof(rap_damage_t), read_damage, arena, ret, err);
}
