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

static rap_code_t read_damages(
    rap_stmt_t *stmt, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err)
{
    for (;;) {
        bool row;

        RAP_TRY(rap_stmt_next(stmt, &row, err));
        if (!row)
            return RAP_OK;
        if (ret->item == NULL)
            ret->item = rap_arena_array(arena, (size_t)rap_stmt_int(stmt, 7), sizeof(rap_damage_t));
        if (ret->item == NULL)
            return rap_fail(err, RAP_TOOBIG, "too much damage to tell");
        ((rap_damage_t *)ret->item)[ret->count++] =
            (rap_damage_t){rap_stmt_keep(stmt, 0, arena), rap_stmt_keep(stmt, 1, arena),
                rap_stmt_keep(stmt, 2, arena), rap_stmt_keep(stmt, 5, arena),
                rap_stmt_keep(stmt, 6, arena), rap_stmt_int(stmt, 3), rap_stmt_int(stmt, 4)};
    }
}

rap_code_t rap_damage_read(rap_db_t *db, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err)
{
    rap_array_t damages = {0};
    rap_stmt_t *stmt;
    bool row;

    *ret = damages;
    RAP_TRY(rap_db_query(db, &stmt, err,
        "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'damage'", ""));
    RAP_TRY(rap_stmt_next(stmt, &row, err));
    rap_stmt_reset(stmt);
    if (!row)
        return RAP_OK;
    RAP_TRY(rap_db_query(db, &stmt, err,
        "SELECT at, why, aside, kept, ifnull(lost, -1), tables, note, count(*) OVER () FROM damage"
        " ORDER BY damage_id",
        ""));
    rap_code_t code = read_damages(stmt, arena, &damages, err);
    if (code != RAP_OK) {
        rap_stmt_reset(stmt);
        return code;
    }
    *ret = damages;
    return RAP_OK;
}
