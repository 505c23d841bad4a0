/* db_schema.c - which version is a schema of?
 *
 * A database says its version in four bytes; the names of its tables, columns, indexes and
 * views tell it, too.  Where the two do not agree, one of them is damaged.
 */
#include "base/db_private.h"

#include <string.h>

enum { SIGNATURE_MAX = 64 * 1024 };

/* Names alone: how SQLite writes down a definition may change with its version. */
static const char signature_sql[] =
    "SELECT group_concat(type || ' ' || name || '(' || coalesce("
    "  CASE type WHEN 'table' THEN"
    "    (SELECT group_concat(c.name) FROM pragma_table_info(s.name) AS c) END, '') || ')', ';')"
    " FROM (SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'"
    "   ORDER BY type, name) AS s";

/* Into `ret`, empty when it cannot be read. */
static void read_signature(sqlite3 *db, rap_buf_t *ret)
{
    sqlite3_stmt *stmt = NULL;
    rap_err_t ignored;

    rap_buf_reset(ret);
    if (sqlite3_prepare_v2(db, signature_sql, -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_text(stmt, 0) != NULL &&
        rap_buf_text(ret, (const char *)sqlite3_column_text(stmt, 0), &ignored) != RAP_OK)
        rap_buf_reset(ret);
    (void)sqlite3_finalize(stmt);
}

/* Is every part of `wanted` in `all`?  A person may have added a view or an index. */
static bool has_all(const char *all, const char *wanted)
{
    while (*wanted != '\0') {
        size_t len = strcspn(wanted, ";");
        const char *at = memmem(all, strlen(all), wanted, len);

        while (at != NULL && !((at == all || at[-1] == ';') && (at[len] == ';' || at[len] == '\0')))
            at = memmem(at + 1, strlen(at + 1), wanted, len);
        if (at == NULL)
            return false;
        wanted += len + (wanted[len] == ';');
    }
    return true;
}

rap_code_t rap_db_compare_schema(
    sqlite3 *db, const rap_db_plan_t *plan, int64_t said, rap_db_versions_t *ret, rap_err_t *err)
{
    RAP_AUTO(rap_db) *model = NULL;
    RAP_AUTO_RELEASE(rap_buf) wanted = {0};
    RAP_AUTO_RELEASE(rap_buf) got = {0};
    RAP_AUTO_RELEASE(rap_buf) best = {0};

    rap_buf_init(&wanted, SIGNATURE_MAX);
    rap_buf_init(&got, SIGNATURE_MAX);
    rap_buf_init(&best, SIGNATURE_MAX);
    read_signature(db, &got);
    RAP_TRY(rap_db_open(&model, ":memory:", RAP_DB_WRITE, 0, err));
    for (size_t n = 0; n <= plan->n; n++) {
        if (n > 0)
            RAP_TRY(rap_db_migrate(model, plan->steps, n, err));
        read_signature(model->handle, &wanted);
        if (!has_all(got.data, wanted.data))
            continue;
        bool other = strcmp(wanted.data, best.data) != 0; /* a step may change data alone */
        ret->best = (int64_t)n;
        ret->is_said = said == (int64_t)n || (ret->is_said && !other);
        ret->is_same = strcmp(wanted.data, got.data) == 0;
        rap_buf_reset(&best);
        RAP_TRY(rap_buf_text(&best, wanted.data, err));
    }
    return RAP_OK;
}
