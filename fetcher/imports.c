/* imports.c - see imports.h */
#include "fetcher/imports.h"

rap_code_t imports_get(
    frontier_t *frontier, const char *source, const char *path, import_t *ret, rap_err_t *err)
{
    rap_stmt_t *stmt;
    bool row;

    *ret = (import_t){0};
    RAP_TRY(rap_db_query(frontier_db(frontier), &stmt, err,
        "SELECT size, changed_ms, offset, ended FROM import WHERE source = ? AND path = ?", "ss",
        source, path));
    RAP_TRY(rap_stmt_next(stmt, &row, err));
    if (row)
        *ret = (import_t){rap_stmt_int(stmt, 0), rap_stmt_int(stmt, 1), rap_stmt_int(stmt, 2),
            rap_stmt_int(stmt, 3) != 0};
    rap_stmt_reset(stmt);
    return RAP_OK;
}

rap_code_t imports_set(frontier_t *frontier, const char *source, const char *path,
    const import_t *import, rap_err_t *err)
{
    return rap_db_run(frontier_db(frontier), err,
        "INSERT OR REPLACE INTO import (source, path, size, changed_ms, offset, ended)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        "ssiiii", source, path, import->size, import->changed_ms, import->offset,
        (int64_t)import->ended);
}

rap_code_t imports_forget(frontier_t *frontier, const char *source, rap_err_t *err)
{
    return rap_db_run(
        frontier_db(frontier), err, "DELETE FROM import WHERE source = ?", "s", source);
}
