/* again.c - which documents are to be made again, and the orders that do it.  See store.h. */
#include "sink/store/store_private.h"

#include "base/codec.h"
#include "proto/process.h"

#include <stdlib.h>
#include <string.h>

/* ---- a person's condition ---- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort(const rap_strings_t *ids)
{
    if (ids->count > 0)
        qsort(ids->item, ids->count, sizeof *ids->item, by_text);
}

/* The ids of the documents for which the condition holds, sorted. */
static rap_code_t find_where(rap_store_t *self, const char *condition, rap_arena_t *arena,
    rap_strings_t *ret, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) sql;
    rap_stmt_t *rows;

    rap_buf_init(&sql, 1 << 20);
    /* the line end ends a comment that the condition may end in */
    RAP_TRY(rap_buf_printf(
        &sql, err, "SELECT count(*) OVER (), document_id FROM documents WHERE (%s\n)", condition));
    if (rap_db_foreign(self->db, &rows, sql.data, err) != RAP_OK ||
        store_read_ids(rows, arena, ret, err) != RAP_OK)
        return rap_fail_prefix(err, "--where");
    sort(ret);
    return RAP_OK;
}

static bool is_among(const rap_strings_t *ids, const char *id)
{
    return ids->count > 0 &&
           bsearch(&id, ids->item, ids->count, sizeof *ids->item, by_text) != NULL;
}

/* ---- the selection ---- */

/* What made the rows that stand, and what the last try came to: a failure of today's program
 * leaves a record of an older one in place, and to try again would change nothing. */
static const char select_sql[] =
    "SELECT d.document_id, d.state, d.source, d.url, m.parser, m.codebook, m.engine,"
    "  json_extract(d.envelope, '$.archive') IS NOT NULL OR EXISTS (SELECT 1 FROM capture AS c"
    "    WHERE c.document_id = d.document_id AND c.archive_file IS NOT NULL)"
    " FROM document AS d"
    " LEFT JOIN making AS m ON m.document_id = d.document_id AND m.n ="
    "   (SELECT max(n) FROM making WHERE document_id = d.document_id AND outcome <> 'kept')"
    " LEFT JOIN making AS l ON l.document_id = d.document_id AND l.n ="
    "   (SELECT max(n) FROM making WHERE document_id = d.document_id)"
    " WHERE (?1 IS NULL OR d.source = ?1)"
    " AND (?2 IS NULL OR d.state = ?2)"
    " AND ((?3 IS NULL AND ?4 IS NULL AND ?5 IS NULL AND ?6 IS NULL)"
    "   OR EXISTS (SELECT 1 FROM statement AS s WHERE s.document_id = d.document_id"
    "     AND (?3 IS NULL OR s.body = ?3)"
    "     AND (?4 IS NULL OR s.session = ?4)"
    "     AND (?5 IS NULL OR s.language = ?5)"
    "     AND (?6 IS NULL OR EXISTS (SELECT 1 FROM statement_party AS p"
    "       WHERE p.statement_id = s.statement_id AND p.party = ?6))))"
    " AND ((?7 IS NULL AND ?8 IS NULL) OR EXISTS ("
    "   SELECT 1 FROM ("
    "     SELECT coalesce(delivered_on, substr(d.first_seen, 1, 10)) AS day FROM statement"
    "       WHERE document_id = d.document_id"
    "     UNION ALL SELECT substr(d.first_seen, 1, 10) WHERE NOT EXISTS"
    "       (SELECT 1 FROM statement WHERE document_id = d.document_id))"
    "   WHERE (?7 IS NULL OR day >= ?7) AND (?8 IS NULL OR day <= ?8)))"
    " AND (?9 IS NULL OR m.parser = ?9)"
    " AND (?10 IS NULL OR m.codebook = ?10)"
    " AND (?11 IS NULL OR m.engine = ?11)"
    " AND NOT EXISTS (SELECT 1 FROM quarantined AS q"
    "   WHERE q.document_id = d.document_id AND q.state = 'dropped')"
    " AND (?12 IS NULL OR d.state = 'recorded')" /* to the classifier: what has statements */
    " AND (?13 IS NULL OR NOT CASE l.state WHEN 'recorded' THEN"
    "     (?12 IS NOT NULL OR l.parser IS ?14) AND l.codebook IS ?15 AND l.engine IS ?16"
    "   ELSE substr(l.parser, instr(l.parser, '@') + 1) IS ?17 END)"
    " ORDER BY d.first_seen, d.document_id";

static rap_code_t query(
    rap_store_t *self, const rap_store_choice_t *choice, rap_stmt_t **ret, rap_err_t *err)
{
    static const rap_store_makers_t nobody;
    const rap_store_makers_t *by = choice->not_by != NULL ? choice->not_by : &nobody;

    return rap_db_query(self->db, ret, err, select_sql, "sssssssssssssssss", choice->source,
        choice->state, choice->body, choice->session, choice->language, choice->party,
        choice->since, choice->until, choice->parser, choice->codebook, choice->engine,
        choice->queue == RAP_ORDER_CLASSIFY ? "" : NULL, choice->not_by != NULL ? "" : NULL,
        by->parser, by->codebook, by->engine, RAP_VERSION_TEXT);
}

static rap_store_chosen_t read_row(rap_stmt_t *row)
{
    return (rap_store_chosen_t){.document_id = rap_stmt_text(row, 0),
        .state = rap_stmt_text(row, 1),
        .source = rap_stmt_text(row, 2),
        .url = rap_stmt_text(row, 3),
        .parser = rap_stmt_text(row, 4),
        .codebook = rap_stmt_text(row, 5),
        .engine = rap_stmt_text(row, 6),
        .archived = rap_stmt_int(row, 7) != 0};
}

static rap_code_t tell_rows(rap_stmt_t *rows, const rap_store_choice_t *choice,
    const rap_strings_t *where, rap_store_chosen_fn *fn, void *arg, rap_err_t *err)
{
    bool row;

    for (int64_t told = 0; choice->limit == 0 || told < choice->limit;) {
        RAP_TRY(rap_stmt_next(rows, &row, err));
        if (!row)
            break;
        const rap_store_chosen_t chosen = read_row(rows);

        if ((choice->where != NULL && !is_among(where, chosen.document_id)) ||
            (choice->ids.count > 0 && !is_among(&choice->ids, chosen.document_id)))
            continue;
        told += choice->queue == RAP_ORDER_CLASSIFY || chosen.archived;
        RAP_TRY(fn(&chosen, arg, err));
    }
    return RAP_OK;
}

rap_code_t rap_store_choose(rap_store_t *self, const rap_store_choice_t *choice, rap_arena_t *arena,
    rap_store_chosen_fn *fn, void *arg, rap_err_t *err)
{
    rap_strings_t where = {0};
    rap_stmt_t *rows;

    if (choice->where != NULL)
        RAP_TRY(find_where(self, choice->where, arena, &where, err));
    sort(&choice->ids);
    RAP_TRY(query(self, choice, &rows, err));
    rap_code_t code = tell_rows(rows, choice, &where, fn, arg, err);
    rap_stmt_reset(rows);
    return code;
}

/* ---- an order ---- */

/* A capture that the archive has, for an envelope that does not say where. */
static void find_place(
    const rap_store_document_t *document, rap_archive_at_t *at, rap_archive_at_t **ret)
{
    const rap_store_capture_t *capture = document->captures.item;

    for (size_t i = 0; i < document->captures.count; i++)
        if (capture[i].archive_file != NULL) {
            *at = (rap_archive_at_t){capture[i].archive_file, capture[i].archive_offset};
            *ret = at;
            return;
        }
}

/* What a person says of a document in quarantine counts in place of what its listing said. */
static rap_code_t apply_hints(
    rap_store_t *self, const char *id, rap_arena_t *arena, rap_hints_t *hints, rap_err_t *err)
{
    rap_stmt_t *rows;
    bool row;

    RAP_TRY(rap_db_query(self->db, &rows, err,
        "SELECT hints FROM quarantined WHERE document_id = ? AND hints IS NOT NULL", "s", id));
    RAP_TRY(rap_stmt_next(rows, &row, err));
    if (!row)
        return RAP_OK;
    const char *json = rap_stmt_text(rows, 0);
    rap_code_t code = rap_codec_read(&rap_hints_table, hints, json, strlen(json), arena, err);
    rap_stmt_reset(rows);
    return code;
}

rap_code_t rap_store_order(rap_store_t *self, const char *document_id, int queue, int why,
    rap_arena_t *arena, rap_order_t *ret, rap_err_t *err)
{
    enum store_parts parts = queue == RAP_ORDER_CLASSIFY ? STORE_STATEMENTS : STORE_HEAD;
    rap_store_document_t document;

    RAP_TRY(store_read_document(self, document_id, parts, arena, &document, err));
    rap_archive_at_t *at = rap_arena_alloc(arena, sizeof *at);
    rap_again_t *again = rap_arena_alloc(arena, sizeof *again);
    rap_record_t *record = rap_arena_alloc(arena, sizeof *record);
    rap_order_t order = {.queue = queue, .envelope = document.envelope};

    if (at == NULL || again == NULL || record == NULL)
        return rap_fail(err, RAP_TOOBIG, "the document is too large to be sent again");
    if (order.envelope.archive == NULL)
        find_place(&document, at, &order.envelope.archive);
    RAP_TRY(apply_hints(self, document.document_id, arena, &order.envelope.hints, err));
    again->why = why;
    order.envelope.again = again;
    order.envelope.trace = (rap_array_t){0};
    if (queue == RAP_ORDER_CLASSIFY) {
        if (document.record.kind != RAP_RECORD_RESULT)
            return rap_fail(err, RAP_NOTFOUND,
                "document '%.16s' has no statements to classify; it goes to the parser",
                document.document_id);
        *record = (rap_record_t){.kind = RAP_RECORD_RESULT,
            .document = document.record.document,
            .statements = document.record.statements};
        order.record = record;
    } else if (order.envelope.archive == NULL) {
        return rap_fail(err, RAP_NOTFOUND, "document '%.16s' has no bytes in the archive",
            document.document_id);
    }
    *ret = order;
    return RAP_OK;
}
