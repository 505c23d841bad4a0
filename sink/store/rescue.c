/* rescue.c - a store that lost rows: what is no longer whole goes, so that it comes again.
 *
 * A document of which anything is missing would be taken for whole: the fetcher that owns it looks
 * for documents, not for their sentences.  So it is taken away with all that hangs on it, but
 * for the history of its makings.  The store then gets a new generation, and fetchers
 * that see one send again what they miss in it.
 */
#include "base/db_rescue.h"
#include "sink/store/schema.h"
#include "sink/store/store_private.h"

#include <stdio.h>
#include <string.h>

/* What the last writing of each document said that it has. */
static const char find_broken[] =
    "CREATE TEMP TABLE broken (document_id TEXT PRIMARY KEY) WITHOUT ROWID;"
    "INSERT INTO broken SELECT document_id FROM document AS d WHERE"
    "  NOT EXISTS (SELECT 1 FROM capture AS c"
    "    WHERE c.document_id = d.document_id AND c.url = d.url)"
    "  OR CASE state"
    "    WHEN 'quarantined' THEN NOT EXISTS ("
    "      SELECT 1 FROM quarantined AS q WHERE q.document_id = d.document_id)"
    "    ELSE ifnull((SELECT m.statements FROM making AS m WHERE m.document_id = d.document_id"
    "        AND m.outcome IN ('new', 'replaced') ORDER BY m.n DESC LIMIT 1), -1)"
    "        <> (SELECT count(*) FROM statement AS s WHERE s.document_id = d.document_id)"
    "      OR ifnull((SELECT m.positions FROM making AS m WHERE m.document_id = d.document_id"
    "        AND m.outcome IN ('new', 'replaced') ORDER BY m.n DESC LIMIT 1), -1)"
    "        <> (SELECT count(*) FROM position AS p JOIN statement AS s USING (statement_id)"
    "          WHERE s.document_id = d.document_id)"
    "      OR (SELECT m.parts FROM making AS m WHERE m.document_id = d.document_id"
    "        AND m.outcome IN ('new', 'replaced') ORDER BY m.n DESC LIMIT 1)"
    "        <> (SELECT count(*) FROM statement_party AS p JOIN statement AS s USING (statement_id)"
    "          WHERE s.document_id = d.document_id)"
    "        + (SELECT count(*) FROM miscount AS p JOIN statement AS s USING (statement_id)"
    "          WHERE s.document_id = d.document_id)"
    "        + (SELECT count(*) FROM paragraph AS p JOIN statement AS s USING (statement_id)"
    "          WHERE s.document_id = d.document_id)"
    "        + (SELECT count(*) FROM candidate AS p JOIN statement AS s USING (statement_id)"
    "          WHERE s.document_id = d.document_id)"
    "    END;";

/* Each with what hangs on it; also what hung on rows that could not be read. */
static const char take_away[] =
    "DELETE FROM document WHERE document_id IN (SELECT document_id FROM broken);"
    "DELETE FROM statement WHERE document_id NOT IN (SELECT document_id FROM document);"
    "DELETE FROM quarantined WHERE document_id NOT IN (SELECT document_id FROM document);"
    "DELETE FROM statement_party WHERE statement_id NOT IN (SELECT statement_id FROM statement);"
    "DELETE FROM miscount WHERE statement_id NOT IN (SELECT statement_id FROM statement);"
    "DELETE FROM paragraph WHERE statement_id NOT IN (SELECT statement_id FROM statement);"
    "DELETE FROM position WHERE statement_id NOT IN (SELECT statement_id FROM statement);"
    "DELETE FROM candidate WHERE statement_id NOT IN (SELECT statement_id FROM statement);"
    "DROP TABLE broken;"
    "UPDATE generation SET id = lower(hex(randomblob(16)));";

/* A text that is not its digest's any more: nothing in the file's form tells of it. */
static rap_code_t find_changed_texts(rap_db_t *db, rap_err_t *err)
{
    rap_stmt_t *rows;
    char hex[RAP_HEX_SIZE];
    bool row;

    RAP_TRY(
        rap_db_query(db, &rows, err, "SELECT document_id, text, text_sha256 FROM statement", ""));
    for (;;) {
        RAP_TRY(rap_stmt_next(rows, &row, err));
        if (!row)
            return RAP_OK;
        const char *text = rap_stmt_text(rows, 1);
        rap_sha256(text, strlen(text), hex);
        if (strcmp(hex, rap_stmt_text(rows, 2)) == 0)
            continue;
        rap_code_t code = rap_db_run(
            db, err, "INSERT OR IGNORE INTO broken VALUES (?)", "s", rap_stmt_text(rows, 0));
        if (code != RAP_OK) {
            rap_stmt_reset(rows);
            return code;
        }
    }
}

static rap_code_t count_broken(rap_db_t *db, int64_t *ret, rap_err_t *err)
{
    rap_stmt_t *rows;
    bool row;

    RAP_TRY(rap_db_query(db, &rows, err, "SELECT count(*) FROM broken", ""));
    RAP_TRY(rap_stmt_next(rows, &row, err));
    *ret = row ? rap_stmt_int(rows, 0) : 0;
    rap_stmt_reset(rows);
    return RAP_OK;
}

static rap_code_t after_rescue(rap_db_t *db, rap_rescue_t *rescue, void *arg, rap_err_t *err)
{
    int64_t broken;

    (void)arg;
    RAP_TRY(rap_db_exec(db, find_broken, err));
    RAP_TRY(find_changed_texts(db, err));
    RAP_TRY(count_broken(db, &broken, err));
    RAP_TRY(rap_db_exec(db, take_away, err));
    (void)snprintf(rescue->note, sizeof rescue->note,
        "%lld documents were no longer whole and are taken away; fetchers send again what is not "
        "there",
        (long long)broken);
    return RAP_OK;
}

rap_code_t store_open_sound(
    rap_db_t **ret, const char *url, int busy_ms, rap_rescue_t *ret_rescue, rap_err_t *err)
{
    const rap_db_plan_t plan = {.path = url,
        .busy_ms = busy_ms,
        .steps = store_schema_steps,
        .n = store_schema_count,
        .finish = after_rescue};

    return rap_db_open_sound(ret, &plan, ret_rescue, err);
}

const rap_rescue_t *rap_store_rescue(const rap_store_t *self)
{
    return &self->rescue;
}
