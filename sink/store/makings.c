/* makings.c - what was made of a document, time after time: rows that are only added. */
#include "base/clock.h"
#include "base/codec.h"
#include "sink/store/store_private.h"

#include <string.h>

enum { ENVELOPE_MAX = 64 * 1024 };

static const char *const outcomes[] = {"new", "replaced", "same", "kept"};

const char *store_sent_at(const rap_envelope_t *envelope)
{
    const rap_hop_t *hop = envelope->trace.item;

    return envelope->trace.count > 0 ? hop->at : NULL;
}

/* What made the positions; a record of before the classifier said so tells it by its first one. */
static const char *maker_of(const char *said, const rap_record_t *record, bool of_codebook)
{
    const rap_position_t *position = record->positions.item;

    if (said != NULL || record->positions.count == 0)
        return said;
    return of_codebook ? position->codebook : position->engine;
}

static int64_t count_parts(const rap_record_t *record)
{
    const rap_statement_t *statement = record->statements.item;
    size_t count = 0;

    for (size_t i = 0; i < record->statements.count; i++)
        count += statement[i].parties.count + statement[i].paragraphs.count;
    return (int64_t)count;
}

rap_code_t store_put_making(rap_store_t *self, const struct store_making *making, rap_err_t *err)
{
    static const rap_quarantine_t no_quarantine = {.deliveries = -1};
    static const rap_document_t no_document;
    static const rap_limits_t no_limits;
    static const char sql[] =
        "INSERT INTO making (document_id, n, at, sent_at, why, outcome, state, stage, reason,"
        " deliveries, parser, codebook, engine, record_sha256, statements, positions, attempt,"
        " parts, timeout_ms, memory_bytes, note, trace)"
        " VALUES (?1, 1 + (SELECT count(*) FROM making WHERE document_id = ?1), ?2, ?3, ?4, ?5,"
        " ?6, ?7, ?8, nullif(?9, -1), ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,"
        " nullif(?18, 0), nullif(?19, 0), CASE WHEN ?6 = 'recorded' THEN"
        "   (SELECT q.note FROM quarantined AS q WHERE q.document_id = ?1) END,"
        " json_extract(?20, '$.trace'))";
    const rap_envelope_t *envelope = making->envelope;
    const rap_record_t *record = making->record;
    bool made = record->kind == RAP_RECORD_RESULT;
    const rap_quarantine_t *why = made ? &no_quarantine : record->quarantine;
    const rap_document_t *document = made ? record->document : &no_document;
    const rap_again_t *again = envelope->again;
    const rap_limits_t *limits =
        again != NULL && again->limits != NULL ? again->limits : &no_limits;
    RAP_AUTO_RELEASE(rap_buf) json = {0};
    char now[RAP_ISO_SIZE];

    rap_buf_init(&json, ENVELOPE_MAX);
    RAP_TRY(
        rap_codec_write(&rap_trace_table, &(rap_trace_t){.trace = envelope->trace}, &json, err));
    rap_clock_iso(rap_clock_wall_ms(&rap_clock_system), now);
    return rap_db_run(self->db, err, sql, "ssssssssissssiiiiiis", envelope->id, now,
        store_sent_at(envelope), again != NULL ? rap_again_names[again->why] : "live",
        outcomes[making->outcome], made ? "recorded" : "quarantined", why->stage, why->reason,
        why->deliveries, made ? document->parser : why->version,
        maker_of(document->codebook, record, true), maker_of(document->engine, record, false),
        making->hash, (int64_t)record->statements.count, (int64_t)record->positions.count,
        envelope->attempt, count_parts(record), limits->timeout_ms, limits->memory_bytes,
        json.data);
}

/* ---- reading ---- */

static const char makings_sql[] =
    "SELECT count(*) OVER (), n, at, why, outcome, state, stage, reason, deliveries, parser,"
    " codebook, engine, record_sha256, statements, positions, attempt, timeout_ms, memory_bytes,"
    " note, json_object('trace', json(trace))"
    " FROM makings WHERE document_id = ?1 ORDER BY n";

static rap_code_t read_making(
    rap_stmt_t *row, rap_arena_t *arena, rap_store_making_t *ret, rap_err_t *err)
{
    rap_code_t full = RAP_OK;
    rap_trace_t trace;

    *ret = (rap_store_making_t){
        .n = rap_stmt_int(row, 1),
        .at = store_keep(row, 2, arena, &full),
        .why = store_keep(row, 3, arena, &full),
        .outcome = store_keep(row, 4, arena, &full),
        .state = store_keep(row, 5, arena, &full),
        .stage = store_keep(row, 6, arena, &full),
        .reason = store_keep(row, 7, arena, &full),
        .deliveries = rap_stmt_int(row, 8),
        .parser = store_keep(row, 9, arena, &full),
        .codebook = store_keep(row, 10, arena, &full),
        .engine = store_keep(row, 11, arena, &full),
        .record_sha256 = store_keep(row, 12, arena, &full),
        .statements = rap_stmt_int(row, 13),
        .positions = rap_stmt_int(row, 14),
        .attempt = rap_stmt_int(row, 15),
        .timeout_ms = rap_stmt_int(row, 16),
        .memory_bytes = rap_stmt_int(row, 17),
        .note = store_keep(row, 18, arena, &full),
    };
    const char *json = store_keep(row, 19, arena, &full);
    if (full != RAP_OK || json == NULL)
        return rap_fail(err, RAP_TOOBIG, "the document's story is too long to tell");
    RAP_TRY(rap_codec_read(&rap_trace_table, &trace, json, strlen(json), arena, err));
    ret->trace = trace.trace;
    return RAP_OK;
}

static rap_code_t read_makings(
    rap_stmt_t *rows, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err)
{
    size_t most = 0;
    bool row;

    for (;;) {
        RAP_TRY(rap_stmt_next(rows, &row, err));
        if (!row)
            return RAP_OK;
        if (ret->item == NULL) {
            most = (size_t)rap_stmt_int(rows, 0);
            ret->item = rap_arena_array(arena, most, sizeof(rap_store_making_t));
            if (ret->item == NULL)
                return rap_fail(err, RAP_TOOBIG, "the document's story is too long to tell");
        }
        if (ret->count == most) /* the count and the rows are of one statement, so of one moment */
            return rap_fail(err, RAP_INTERNAL, "more makings than were counted");
        RAP_TRY(read_making(rows, arena, (rap_store_making_t *)ret->item + ret->count, err));
        ret->count++;
    }
}

rap_code_t rap_store_makings(rap_store_t *self, const char *document_id, rap_arena_t *arena,
    rap_array_t *ret, rap_err_t *err)
{
    rap_array_t makings = {0};
    rap_stmt_t *rows;

    RAP_TRY(rap_db_query(self->db, &rows, err, makings_sql, "s", document_id));
    rap_code_t code = read_makings(rows, arena, &makings, err);
    if (code != RAP_OK) {
        rap_stmt_reset(rows);
        return code;
    }
    *ret = makings;
    return RAP_OK;
}
