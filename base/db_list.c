/* db_list.c - all rows of a statement as a list.  See db.h. */
#include "base/db.h"

static rap_code_t read_rows(rap_stmt_t *rows, size_t most, size_t size, rap_item_fn *fn,
    rap_arena_t *arena, rap_array_t *list, rap_err_t *err)
{
    size_t count = 0;

    for (;;) {
        bool row;

        RAP_TRY(rap_stmt_next(rows, &row, err));
        if (!row)
            return RAP_OK;
        if (list->item == NULL) {
            count = (size_t)rap_stmt_int(rows, 0);
            if (most > 0 && count > most)
                return rap_fail(err, RAP_TOOBIG, "%zu rows, at most %zu are read", count, most);
            list->item = rap_arena_array(arena, count, size);
        }
        if (list->item != NULL && list->count < count)
            fn(rows, arena, (char *)list->item + size * list->count++);
        else if (list->item != NULL)
            return rap_fail(err, RAP_INTERNAL, "more rows than were counted");
        if (rap_arena_is_full(arena))
            return rap_fail(err, RAP_TOOBIG, "the rows need more memory than is allowed");
    }
}

rap_code_t rap_stmt_list(rap_stmt_t *self, size_t most, size_t size, rap_item_fn *fn,
    rap_arena_t *arena, rap_array_t *ret, rap_err_t *err)
{
    rap_array_t list = {0};

    rap_code_t code = read_rows(self, most, size, fn, arena, &list, err);
    if (code != RAP_OK) {
        rap_stmt_reset(self);
        return code;
    }
    *ret = list;
    return RAP_OK;
}
