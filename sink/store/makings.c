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
    size_t count = record->candidates.count;

    for (size_t i = 0; i < record->statements.count; i++)
        count += statement[i].parties.count + statement[i].miscounts.count +
                 statement[i].paragraphs.count;
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

/* A row before its trace is decoded. */
struct told {
    rap_store_making_t making;
    const char *trace; /* JSON */
};

static void read_making(rap_stmt_t *row, rap_arena_t *arena, void *item)
{
    struct told *told = item;

    told->trace = rap_stmt_keep(row, 19, arena);
    told->making = (rap_store_making_t){
        .n = rap_stmt_int(row, 1),
        .at = rap_stmt_keep(row, 2, arena),
        .why = rap_stmt_keep(row, 3, arena),
        .outcome = rap_stmt_keep(row, 4, arena),
        .state = rap_stmt_keep(row, 5, arena),
        .stage = rap_stmt_keep(row, 6, arena),
        .reason = rap_stmt_keep(row, 7, arena),
        .deliveries = rap_stmt_int(row, 8),
        .parser = rap_stmt_keep(row, 9, arena),
        .codebook = rap_stmt_keep(row, 10, arena),
        .engine = rap_stmt_keep(row, 11, arena),
        .record_sha256 = rap_stmt_keep(row, 12, arena),
        .statements = rap_stmt_int(row, 13),
        .positions = rap_stmt_int(row, 14),
        .attempt = rap_stmt_int(row, 15),
        .timeout_ms = rap_stmt_int(row, 16),
        .memory_bytes = rap_stmt_int(row, 17),
        .note = rap_stmt_keep(row, 18, arena),
    };
}

static rap_code_t decode_traces(
    const rap_array_t *list, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err)
{
    const struct told *told = list->item;
    rap_store_making_t *making = rap_arena_array(arena, list->count, sizeof *making);

    if (making == NULL)
        return rap_fail(err, RAP_TOOBIG, "too many makings");
    for (size_t i = 0; i < list->count; i++) {
        rap_trace_t trace;

        RAP_TRY(rap_codec_read(
            &rap_trace_table, &trace, told[i].trace, strlen(told[i].trace), arena, err));
        making[i] = told[i].making;
        making[i].trace = trace.trace;
    }
    *ret = (rap_array_t){making, list->count};
    return RAP_OK;
}

rap_code_t rap_store_makings(rap_store_t *self, const char *document_id, rap_arena_t *arena,
    rap_array_t *ret, rap_err_t *err)
{
    rap_array_t list;
    rap_stmt_t *rows;

    RAP_TRY(rap_db_query(self->db, &rows, err, makings_sql, "s", document_id));
    rap_code_t code = rap_stmt_list(rows, 0, sizeof(struct told), read_making, arena, &list, err);
    if (code == RAP_OK)
        code = decode_traces(&list, arena, ret, err);
    if (code == RAP_TOOBIG)
        return rap_fail(err, code, "the document's story is too long to tell");
    return code;
}
