/* read.c - the store's answers about many rows: positions by filter, and totals. */
#include "sink/store/store_private.h"

#include <string.h>

int store_choice(const char *word, const char *const *names, int otherwise)
{
    for (int i = 0; word != NULL && names[i] != NULL; i++)
        if (strcmp(word, names[i]) == 0)
            return i;
    return otherwise;
}

const char *store_text(rap_stmt_t *row, int column, rap_arena_t *arena)
{
    return arena != NULL ? rap_stmt_keep(row, column, arena) : rap_stmt_text(row, column);
}

/* ---- positions ---- */

void store_read_position(rap_stmt_t *row, rap_arena_t *arena, rap_store_position_t *ret)
{
    *ret = (rap_store_position_t){
        .position = {.position_id = store_text(row, 0, arena),
            .statement_id = store_text(row, 1, arena),
            .party = store_text(row, 3, arena),
            .issue = store_text(row, 4, arena),
            .stance = store_choice(rap_stmt_text(row, 5), rap_stance_names, RAP_STANCE_NEUTRAL),
            .strength = rap_stmt_int(row, 6),
            .modality = store_choice(rap_stmt_text(row, 7), rap_modality_names, RAP_ASSERTS),
            .confidence = rap_stmt_real(row, 8),
            .attribution = store_choice(rap_stmt_text(row, 9), rap_attribution_names, RAP_OWN),
            .evidence = {.exact = store_text(row, 10, arena),
                .prefix = store_text(row, 11, arena),
                .suffix = store_text(row, 12, arena),
                .start = rap_stmt_int(row, 13),
                .end = rap_stmt_int(row, 14),
                .page = rap_stmt_int(row, 15)},
            .codebook = store_text(row, 16, arena),
            .engine = store_text(row, 17, arena)},
        .document_id = store_text(row, 2, arena),
        .body = store_text(row, 18, arena),
        .session = store_text(row, 19, arena),
        .delivered_on = store_text(row, 20, arena),
        .language = store_text(row, 21, arena),
        .title = store_text(row, 22, arena),
        .source = store_text(row, 23, arena),
        .url = store_text(row, 24, arena),
        .reviewed = {store_text(row, 25, arena), store_text(row, 26, arena),
            store_text(row, 27, arena)},
    };
}

static const char positions_sql[] =
    "SELECT position_id, statement_id, document_id, party, issue, stance, strength, modality,"
    " confidence, attribution, exact, prefix, suffix, start, \"end\", page, codebook, engine,"
    " body, session, delivered_on, language, title, source, url, reviewed, reviewed_by, reviewed_at"
    " FROM positions"
    " WHERE (?1 IS NULL OR party = ?1)"
    " AND (?2 IS NULL OR issue = ?2 OR substr(issue, 1, length(?2) + 1) = ?2 || '.')"
    " AND (?3 IS NULL OR stance = ?3)"
    " AND (?4 IS NULL OR body = ?4)"
    " AND (?5 IS NULL OR session = ?5)"
    " AND (?6 IS NULL OR source = ?6)"
    " AND (?7 IS NULL OR delivered_on >= ?7)"
    " AND (?8 IS NULL OR delivered_on <= ?8)"
    " AND (?9 OR attribution = 'own')"
    " ORDER BY party IS NULL, party, issue, delivered_on, statement_id, start"
    " LIMIT ?10";

rap_code_t rap_store_positions(rap_store_t *self, const rap_store_filter_t *filter,
    rap_store_position_fn *fn, void *arg, rap_err_t *err)
{
    rap_stmt_t *rows;
    bool row;

    RAP_TRY(rap_db_query(self->db, &rows, err, positions_sql, "ssssssssii", filter->party,
        filter->issue, filter->stance, filter->body, filter->session, filter->source, filter->since,
        filter->until, (int64_t)filter->reported, filter->limit > 0 ? filter->limit : (int64_t)-1));
    for (;;) {
        RAP_TRY(rap_stmt_next(rows, &row, err));
        if (!row)
            return RAP_OK;
        rap_store_position_t position;
        store_read_position(rows, NULL, &position);
        rap_code_t code = fn(&position, arg, err);
        if (code != RAP_OK) {
            rap_stmt_reset(rows);
            return code;
        }
    }
}

/* ---- totals ---- */

static void add_count(rap_store_count_t *total, const rap_store_count_t *one)
{
    total->documents += one->documents;
    total->recorded += one->recorded;
    total->quarantined += one->quarantined;
    total->captures += one->captures;
    total->statements += one->statements;
    total->positions += one->positions;
    total->dropped += one->dropped;
    total->brief += one->brief;
    total->recovered += one->recovered;
    if (one->last_recorded != NULL &&
        (total->last_recorded == NULL || strcmp(one->last_recorded, total->last_recorded) > 0))
        total->last_recorded = one->last_recorded;
}

/* A source that has only captures (its bytes came from elsewhere first) is a source too. */
static const char sources_sql[] =
    "SELECT count(*) OVER (), s.source,"
    " (SELECT count(*) FROM document AS d WHERE d.source = s.source),"
    " (SELECT count(*) FROM document AS d WHERE d.source = s.source AND d.state = 'recorded'),"
    " (SELECT count(*) FROM document AS d WHERE d.source = s.source AND d.state = 'quarantined'),"
    " (SELECT count(*) FROM capture AS c WHERE c.source = s.source),"
    " (SELECT count(*) FROM statement AS t JOIN document AS d USING (document_id)"
    "    WHERE d.source = s.source),"
    " (SELECT count(*) FROM position AS p JOIN statement AS t USING (statement_id)"
    "    JOIN document AS d USING (document_id) WHERE d.source = s.source),"
    " (SELECT max(recorded_at) FROM document AS d WHERE d.source = s.source),"
    " (SELECT count(*) FROM quarantined AS q WHERE q.source = s.source AND q.state = 'dropped'),"
    " (SELECT count(*) FROM quarantined AS q WHERE q.source = s.source AND q.brief = 1),"
    " (SELECT count(*) FROM document AS d WHERE d.source = s.source AND d.recovered = 1)"
    " FROM (SELECT source FROM document UNION SELECT source FROM capture) AS s ORDER BY 2";

static void read_count(rap_stmt_t *row, rap_arena_t *arena, void *item)
{
    *(rap_store_count_t *)item = (rap_store_count_t){
        .key = rap_stmt_keep(row, 1, arena),
        .documents = rap_stmt_int(row, 2),
        .recorded = rap_stmt_int(row, 3),
        .quarantined = rap_stmt_int(row, 4),
        .captures = rap_stmt_int(row, 5),
        .statements = rap_stmt_int(row, 6),
        .positions = rap_stmt_int(row, 7),
        .last_recorded = rap_stmt_keep(row, 8, arena),
        .dropped = rap_stmt_int(row, 9),
        .brief = rap_stmt_int(row, 10),
        .recovered = rap_stmt_int(row, 11),
    };
}

static const char reasons_sql[] =
    "SELECT count(*) OVER (), stage || '/' || reason, count(*) FROM quarantined"
    " WHERE state = 'open' GROUP BY 2 ORDER BY 3 DESC, 2";

static void read_reason(rap_stmt_t *row, rap_arena_t *arena, void *item)
{
    *(rap_store_reason_t *)item = (rap_store_reason_t){
        .key = rap_stmt_keep(row, 1, arena), .documents = rap_stmt_int(row, 2)};
}

rap_code_t rap_store_count(
    rap_store_t *self, rap_arena_t *arena, rap_store_counts_t *ret, rap_err_t *err)
{
    rap_store_counts_t counts = {.total = {.key = "total"}};
    rap_stmt_t *rows;

    RAP_TRY(rap_db_query(self->db, &rows, err, sources_sql, ""));
    RAP_TRY(
        rap_stmt_list(rows, 0, sizeof(rap_store_count_t), read_count, arena, &counts.sources, err));
    RAP_TRY(rap_db_query(self->db, &rows, err, reasons_sql, ""));
    RAP_TRY(rap_stmt_list(
        rows, 0, sizeof(rap_store_reason_t), read_reason, arena, &counts.reasons, err));
    for (size_t i = 0; i < counts.sources.count; i++)
        add_count(&counts.total, (const rap_store_count_t *)counts.sources.item + i);
    *ret = counts;
    return RAP_OK;
}
