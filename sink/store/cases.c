/* cases.c - documents in quarantine, each a case that stays until the document is recorded.
 *
 * The case of a document that fails again keeps what a person wrote to it, its first date and the
 * number of its tries; the rest is that of the last failure.
 */
#include "base/clock.h"
#include "base/codec.h"
#include "sink/store/store_private.h"

enum { CAPSULE_MAX = 64 * 1024 };

/* Is there room for the whole of this case?  One that was kept whole stays so. */
static rap_code_t has_room(rap_store_t *self, const rap_envelope_t *envelope, bool *ret_room,
    bool *ret_first, rap_err_t *err)
{
    static const char sql[] =
        "SELECT (SELECT count(*) FROM quarantined"
        "    WHERE source = ?1 AND brief = 0 AND document_id <> ?2),"
        "  (SELECT count(*) FROM quarantined WHERE source = ?1 AND brief = 1),"
        "  EXISTS (SELECT 1 FROM quarantined WHERE document_id = ?2 AND brief = 0)";
    rap_stmt_t *found;
    bool row;

    RAP_TRY(rap_db_query(self->db, &found, err, sql, "ss", envelope->source, envelope->id));
    RAP_TRY(rap_stmt_next(found, &row, err));
    *ret_room =
        row && (rap_stmt_int(found, 0) < self->quarantine_max || rap_stmt_int(found, 2) != 0);
    *ret_first = row && rap_stmt_int(found, 1) == 0;
    rap_stmt_reset(found);
    return RAP_OK;
}

rap_code_t store_put_case(rap_store_t *self, const rap_envelope_t *envelope,
    const rap_quarantine_t *why, const char **ret_crowded, rap_err_t *err)
{
    static const rap_last_words_t none = {
        .exit_code = -1, .cpu_ms = -1, .wall_ms = -1, .memory_bytes = -1};
    static const char sql[] =
        "INSERT INTO quarantined (document_id, stage, worker, reason, detail, deliveries, at,"
        " source, version, first_at, brief, signal, exit_code, limit_hit, limit_value, cpu_ms,"
        " wall_ms, memory_bytes, messages, capsule)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?7, ?10, ?11, nullif(?12, -1), ?13,"
        " CASE WHEN ?13 IS NULL THEN NULL ELSE ?14 END, nullif(?15, -1), nullif(?16, -1),"
        " nullif(?17, -1), ?18, ?19)"
        " ON CONFLICT (document_id) DO UPDATE SET stage = excluded.stage,"
        " worker = excluded.worker, reason = excluded.reason, detail = excluded.detail,"
        " deliveries = excluded.deliveries, at = excluded.at, version = excluded.version,"
        " brief = excluded.brief, signal = excluded.signal, exit_code = excluded.exit_code,"
        " limit_hit = excluded.limit_hit, limit_value = excluded.limit_value,"
        " cpu_ms = excluded.cpu_ms, wall_ms = excluded.wall_ms,"
        " memory_bytes = excluded.memory_bytes, messages = excluded.messages,"
        " capsule = excluded.capsule, tries = tries + 1";
    const rap_last_words_t *words = why->last_words != NULL ? why->last_words : &none;
    RAP_AUTO_RELEASE(rap_buf) capsule;
    bool room, first;

    rap_buf_init(&capsule, CAPSULE_MAX);
    RAP_TRY(has_room(self, envelope, &room, &first, err));
    if (!room) {
        words = &none;
        *ret_crowded = first ? envelope->source : NULL;
    }
    if (words->capsule != NULL)
        RAP_TRY(rap_codec_write(&rap_capsule_table, words->capsule, &capsule, err));
    return rap_db_run(self->db, err, sql, "sssssisssisisiiiiss", envelope->id, why->stage,
        why->worker, why->reason, room ? why->detail : NULL, why->deliveries, why->at,
        envelope->source, why->version, (int64_t)!room, words->signal, words->exit_code,
        words->limit, words->limit_value, words->cpu_ms, words->wall_ms, words->memory_bytes,
        words->messages, capsule.len > 0 ? capsule.data : NULL);
}

/* Either may come first: a refusal may be delivered after what the address gave later. */
rap_code_t store_close_refusal(rap_store_t *self, const rap_envelope_t *envelope, rap_err_t *err)
{
    char id[RAP_HEX_SIZE], now[RAP_ISO_SIZE];
    static const char sql[] =
        "UPDATE quarantined SET state = 'dropped', dropped_at = ?3,"
        " dropped_why = 'the address gave a document later'"
        " WHERE document_id = ?1 AND state = 'open' AND EXISTS"
        "  (SELECT 1 FROM capture AS c WHERE c.url = ?2 AND c.document_id <> ?1"
        "     AND c.fetched_at >= quarantined.at)";

    rap_envelope_refused_id(envelope->url, id);
    rap_clock_iso(rap_clock_wall_ms(&rap_clock_system), now);
    return rap_db_run(self->db, err, sql, "sss", id, envelope->url, now);
}

rap_code_t store_close_case(rap_store_t *self, const char *document_id, rap_err_t *err)
{
    return rap_db_run(
        self->db, err, "DELETE FROM quarantined WHERE document_id = ?1", "s", document_id);
}
