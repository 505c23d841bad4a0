/* write.c - a document's rows, whole or not at all.  See store.h.
 *
 * A record that says what the store already holds changes nothing but its captures, and those only
 * once: that makes a second delivery harmless.  What counts as the same is the hash over everything
 * that made and came out of the record: parser, statements, codebook, engine, positions.  What
 * stays when rows are replaced is in makings.c and cases.c.
 */
#include "base/clock.h"
#include "base/fault.h"
#include "base/hash.h"
#include "sink/store/schema.h"
#include "sink/store/store_private.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A writer waits briefly, since its wait holds up the heartbeats of its process, and three missed
 * ones cost it its leases; a person who reads may wait. */
enum { WRITE_BUSY_MS = 250, READ_BUSY_MS = 2000, ENVELOPE_MAX = 64 * 1024 };

/* Of the hash over a record. */
enum { FIXED_PARTS = 5, STATEMENT_PARTS = 14, MISCOUNT_PARTS = 2, POSITION_PARTS = 4 };

static rap_store_t *store_new(rap_db_t **db)
{
    rap_store_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    self->db = *db;
    *db = NULL;
    return self;
}

rap_code_t rap_store_open_write(
    rap_store_t **ret, const char *url, int64_t quarantine_max, rap_err_t *err)
{
    RAP_AUTO(rap_db) *db = NULL;
    rap_rescue_t rescue;

    RAP_TRY(store_open_sound(&db, url, WRITE_BUSY_MS, &rescue, err));
    *ret = store_new(&db);
    (*ret)->rescue = rescue;
    (*ret)->quarantine_max = quarantine_max;
    return RAP_OK;
}

rap_code_t rap_store_open_read(rap_store_t **ret, const char *url, rap_err_t *err)
{
    RAP_AUTO(rap_db) *db = NULL;

    rap_code_t code = rap_db_open(&db, url, RAP_DB_READ, READ_BUSY_MS, err);
    if (code == RAP_OK)
        code = rap_db_expect(db, store_schema_count, err);
    if (code == RAP_NOTFOUND)
        return rap_fail(err, code,
            "nothing is stored in '%s' yet; 'rapporteur run' or 'rapporteur fetch' fills it", url);
    RAP_TRY(code);
    *ret = store_new(&db);
    return RAP_OK;
}

void rap_store_destroy(rap_store_t **self)
{
    if (*self == NULL)
        return;
    rap_db_destroy(&(*self)->db);
    free(*self);
    *self = NULL;
}

rap_code_t rap_store_begin(rap_store_t *self, rap_err_t *err)
{
    RAP_FAULT("store.begin.before");
    RAP_TRY(rap_db_begin(self->db, err));
    RAP_FAULT("store.begin.after");
    return RAP_OK;
}

rap_code_t rap_store_commit(rap_store_t *self, rap_err_t *err)
{
    RAP_FAULT("store.commit.before");
    RAP_TRY(rap_db_commit(self->db, err));
    RAP_FAULT("store.commit.after");
    return RAP_OK;
}

void rap_store_rollback(rap_store_t *self)
{
    rap_db_rollback(self->db);
}

/* ---- what a record amounts to ---- */

/* Two failures are the same only if they are one message, delivered twice. */
static void quarantine_hash(const rap_quarantine_t *why, char ret[RAP_HEX_SIZE])
{
    const char *parts[] = {rap_record_kind_names[RAP_RECORD_QUARANTINE], why->stage, why->reason,
        why->at, why->worker, NULL};

    rap_sha256_parts(ret, parts);
}

/* Parts of a hash, in the arena. */
struct parts {
    const char **item;
    size_t count, room;
};

static void add(struct parts *self, const char *text)
{
    assert(self->count < self->room);
    self->item[self->count++] = text != NULL ? text : "";
}

/* Nothing where there is none, as of most statements. */
static rap_code_t add_miscounts(
    struct parts *self, const rap_statement_t *statement, rap_arena_t *arena, rap_err_t *err)
{
    enum { NUMBERS_SIZE = 64 };
    const rap_miscount_t *miscount = statement->miscounts.item;

    for (size_t i = 0; i < statement->miscounts.count; i++) {
        char *numbers = rap_arena_alloc(arena, NUMBERS_SIZE);

        if (numbers == NULL)
            return rap_fail(err, RAP_TOOBIG, "document memory limit reached");
        (void)snprintf(numbers, NUMBERS_SIZE, "%lld of %lld", (long long)miscount[i].found,
            (long long)miscount[i].said);
        add(self, rap_role_names[miscount[i].role]);
        add(self, numbers);
    }
    return RAP_OK;
}

static rap_code_t add_statement(
    struct parts *self, const rap_statement_t *statement, rap_arena_t *arena, rap_err_t *err)
{
    const rap_party_role_t *party = statement->parties.item;
    const rap_speaker_t *speaker = statement->speaker;
    const char *const field[] = {statement->statement_id, statement->text_sha256,
        rap_statement_kind_names[statement->kind], statement->body, statement->session,
        statement->meeting, statement->agenda_item, statement->delivered_on,
        statement->delivered_on != NULL ? rap_date_from_names[statement->date_from] : NULL,
        statement->place, speaker != NULL ? speaker->name : NULL,
        speaker != NULL ? speaker->title : NULL, statement->language, statement->title};

    _Static_assert(sizeof field / sizeof field[0] == STATEMENT_PARTS, "one part a field");
    for (size_t i = 0; i < STATEMENT_PARTS; i++)
        add(self, field[i]);
    for (size_t i = 0; i < statement->parties.count; i++) {
        add(self, party[i].id);
        add(self, rap_role_names[party[i].role]);
    }
    return add_miscounts(self, statement, arena, err);
}

static void add_positions(struct parts *self, const rap_array_t *positions)
{
    const rap_position_t *position = positions->item;

    for (size_t i = 0; i < positions->count; i++) {
        add(self, position[i].statement_id);
        add(self, position[i].position_id);
        add(self, position[i].codebook);
        add(self, position[i].engine);
    }
}

static size_t count_parts(const rap_record_t *record)
{
    const rap_statement_t *statement = record->statements.item;
    size_t count =
        FIXED_PARTS + (record->positions.count + record->candidates.count) * POSITION_PARTS;

    for (size_t i = 0; i < record->statements.count; i++)
        count += STATEMENT_PARTS + 2 * statement[i].parties.count +
                 MISCOUNT_PARTS * statement[i].miscounts.count;
    return count;
}

/* Also what a data file without a version of its own decides: parties, bodies, hints. */
static rap_code_t result_hash(
    const rap_record_t *record, rap_arena_t *arena, char ret[RAP_HEX_SIZE], rap_err_t *err)
{
    const rap_statement_t *statements = record->statements.item;
    const rap_document_t *document = record->document;
    struct parts parts = {.room = count_parts(record)};

    parts.item = rap_arena_array(arena, parts.room + 1, sizeof *parts.item);
    if (parts.item == NULL)
        return rap_fail(err, RAP_TOOBIG, "document memory limit reached");
    add(&parts, rap_record_kind_names[record->kind]);
    add(&parts, document->parser);
    add(&parts, document->codebook);
    add(&parts, document->engine);
    for (size_t i = 0; i < record->statements.count; i++)
        RAP_TRY(add_statement(&parts, &statements[i], arena, err));
    add_positions(&parts, &record->positions);
    if (record->candidates.count > 0) { /* one that becomes a position is a change */
        add(&parts, "candidates");
        add_positions(&parts, &record->candidates);
    }
    parts.item[parts.count] = NULL;
    rap_sha256_parts(ret, parts.item);
    return RAP_OK;
}

static rap_code_t record_hash(
    const rap_record_t *record, rap_arena_t *arena, char ret[RAP_HEX_SIZE], rap_err_t *err)
{
    if (record->kind == RAP_RECORD_RESULT)
        return result_hash(record, arena, ret, err);
    quarantine_hash(record->quarantine, ret);
    return RAP_OK;
}

/* ---- rows ---- */

static rap_code_t put_capture(rap_store_t *self, const rap_envelope_t *envelope, rap_err_t *err)
{
    const rap_archive_at_t *archive = envelope->archive;
    static const char sql[] =
        "INSERT INTO capture (document_id, url, fetched_at, source, origin, http_status,"
        " archive_file, archive_offset)"
        " VALUES (?1, ?2, ?3, ?4, ?5, nullif(?6, 0), ?7, CASE WHEN ?7 IS NULL THEN NULL ELSE ?8 END)"
        " ON CONFLICT DO NOTHING";

    return rap_db_run(self->db, err, sql, "sssssisi", envelope->id, envelope->url,
        envelope->fetched_at, envelope->source, envelope->origin,
        envelope->http != NULL ? envelope->http->status : (int64_t)0,
        archive != NULL ? archive->file : NULL, archive != NULL ? archive->offset : (int64_t)0);
}

static rap_code_t put_document(rap_store_t *self, const struct store_making *making, rap_err_t *err)
{
    const rap_envelope_t *envelope = making->envelope;
    const rap_record_t *record = making->record;
    const rap_document_t *document = record->document;
    char now[RAP_ISO_SIZE];
    RAP_AUTO_RELEASE(rap_buf) json = {0};
    static const char sql[] =
        "INSERT INTO document (document_id, state, record_sha256, source, url, media_type, pages,"
        " parser, first_seen, recorded_at, envelope, ocr_pages, unread_pages)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?13, ?14)"
        " ON CONFLICT (document_id) DO UPDATE SET"
        " recovered = recovered OR (?12 AND state <> excluded.state), state = excluded.state,"
        " record_sha256 = excluded.record_sha256, media_type = excluded.media_type,"
        " pages = excluded.pages, parser = excluded.parser, ocr_pages = excluded.ocr_pages,"
        " unread_pages = excluded.unread_pages,"
        " recorded_at = excluded.recorded_at, envelope = excluded.envelope";

    rap_buf_init(&json, ENVELOPE_MAX);
    RAP_TRY(rap_envelope_write(envelope, &json, err));
    rap_clock_iso(rap_clock_wall_ms(&rap_clock_system), now);
    return rap_db_run(self->db, err, sql, "ssssssissssiii", envelope->id,
        record->kind == RAP_RECORD_RESULT ? "recorded" : "quarantined", making->hash,
        envelope->source, envelope->url,
        document != NULL ? document->media_type : envelope->media_type,
        document != NULL ? document->pages : (int64_t)0, document != NULL ? document->parser : NULL,
        envelope->fetched_at, now, json.data, (int64_t)(envelope->again != NULL),
        document != NULL ? document->ocr_pages : (int64_t)0,
        document != NULL ? document->unread_pages : (int64_t)0);
}

static rap_code_t put_parties(rap_store_t *self, const rap_statement_t *statement, rap_err_t *err)
{
    const rap_party_role_t *party = statement->parties.item;
    static const char sql[] =
        "INSERT INTO statement_party (statement_id, n, party, role) VALUES (?1, ?2, ?3, ?4)";

    for (size_t i = 0; i < statement->parties.count; i++)
        RAP_TRY(rap_db_run(self->db, err, sql, "siss", statement->statement_id, (int64_t)i + 1,
            party[i].id, rap_role_names[party[i].role]));
    return RAP_OK;
}

static rap_code_t put_miscounts(rap_store_t *self, const rap_statement_t *statement, rap_err_t *err)
{
    const rap_miscount_t *miscount = statement->miscounts.item;
    static const char sql[] = "INSERT INTO miscount (statement_id, n, role, said, found)"
                              " VALUES (?1, ?2, ?3, ?4, ?5)";

    for (size_t i = 0; i < statement->miscounts.count; i++)
        RAP_TRY(rap_db_run(self->db, err, sql, "sisii", statement->statement_id, (int64_t)i + 1,
            rap_role_names[miscount[i].role], miscount[i].said, miscount[i].found));
    return RAP_OK;
}

static rap_code_t put_paragraphs(
    rap_store_t *self, const rap_statement_t *statement, rap_err_t *err)
{
    const rap_paragraph_t *paragraph = statement->paragraphs.item;
    static const char sql[] =
        "INSERT INTO paragraph (statement_id, n, page, start, \"end\", language, confidence, doubtful)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, CASE WHEN ?7 THEN ?8 END, ?9)";

    for (size_t i = 0; i < statement->paragraphs.count; i++) {
        const rap_ocr_t *ocr = paragraph[i].ocr;

        RAP_TRY(rap_db_run(self->db, err, sql, "siiiisidi", statement->statement_id, paragraph[i].n,
            paragraph[i].page, paragraph[i].start, paragraph[i].end, paragraph[i].language,
            (int64_t)(ocr != NULL), ocr != NULL ? ocr->confidence : 0.0,
            (int64_t)(ocr != NULL && ocr->doubtful)));
    }
    return RAP_OK;
}

static rap_code_t put_statement(rap_store_t *self, const rap_document_t *document,
    const char *document_id, const rap_statement_t *statement, rap_err_t *err)
{
    const rap_speaker_t *speaker = statement->speaker;
    static const char sql[] =
        "INSERT INTO statement (statement_id, document_id, kind, body, session, meeting,"
        " agenda_item, delivered_on, date_from, place, speaker_name, speaker_title, language,"
        " title, text, text_sha256, parser)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, CASE WHEN ?8 IS NULL THEN NULL ELSE ?9 END,"
        " ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)";

    RAP_TRY(rap_db_run(self->db, err, sql, "sssssssssssssssss", statement->statement_id,
        document_id, rap_statement_kind_names[statement->kind], statement->body, statement->session,
        statement->meeting, statement->agenda_item, statement->delivered_on,
        rap_date_from_names[statement->date_from], statement->place,
        speaker != NULL ? speaker->name : NULL, speaker != NULL ? speaker->title : NULL,
        statement->language, statement->title, statement->text, statement->text_sha256,
        document->parser));
    RAP_TRY(put_parties(self, statement, err));
    RAP_TRY(put_miscounts(self, statement, err));
    return put_paragraphs(self, statement, err);
}

/* A row of `position` or of `candidate`, which has a column more. */
/* clang-format off */
#define CODING_INSERT(table, column, value) \
    "INSERT INTO " table " (statement_id, position_id, party, issue, stance, strength, modality," \
    " confidence, attribution, exact, prefix, suffix, start, \"end\", page, codebook, engine" column ")" \
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, coalesce(?11, ''), coalesce(?12, '')," \
    " ?13, ?14, ?15, ?16, ?17" value ")"
#define CODING_TYPES "sssssisdssssiiiss"
#define CODING_VALUES(p) \
    (p)->statement_id, (p)->position_id, (p)->party, (p)->issue, rap_stance_names[(p)->stance], \
    (p)->strength, rap_modality_names[(p)->modality], (p)->confidence, \
    rap_attribution_names[(p)->attribution], (p)->evidence.exact, (p)->evidence.prefix, \
    (p)->evidence.suffix, (p)->evidence.start, (p)->evidence.end, (p)->evidence.page, \
    (p)->codebook, (p)->engine
/* clang-format on */

static rap_code_t put_position(rap_store_t *self, const rap_position_t *position, rap_err_t *err)
{
    static const char sql[] = CODING_INSERT("position", "", "");

    return rap_db_run(self->db, err, sql, CODING_TYPES, CODING_VALUES(position));
}

static rap_code_t put_candidate(rap_store_t *self, const rap_position_t *position, rap_err_t *err)
{
    static const char sql[] = CODING_INSERT("candidate", ", reason", ", ?18");

    return rap_db_run(
        self->db, err, sql, CODING_TYPES "s", CODING_VALUES(position), position->reason);
}

/* ---- one document ---- */

/* What the store has of it: nothing as long as `state` is NULL. */
struct found {
    const char *state, *hash;
    bool known; /* this message was put before */
};

static rap_code_t look_up(rap_store_t *self, const struct store_making *making, rap_arena_t *arena,
    struct found *ret, rap_err_t *err)
{
    rap_stmt_t *found;
    bool row;
    static const char sql[] =
        "SELECT state, record_sha256, EXISTS (SELECT 1 FROM making AS m"
        "   WHERE m.document_id = ?1 AND m.record_sha256 = ?2 AND m.sent_at IS ?3)"
        " FROM document WHERE document_id = ?1";

    RAP_TRY(rap_db_query(self->db, &found, err, sql, "sss", making->envelope->id, making->hash,
        store_sent_at(making->envelope)));
    RAP_TRY(rap_stmt_next(found, &row, err));
    if (row)
        *ret = (struct found){.state = rap_stmt_keep(found, 0, arena),
            .hash = rap_stmt_keep(found, 1, arena),
            .known = rap_stmt_int(found, 2) != 0};
    rap_stmt_reset(found);
    if (row && (ret->state == NULL || ret->hash == NULL))
        return rap_fail(err, RAP_TOOBIG, "document memory limit reached");
    return RAP_OK;
}

/* What the classifier made of the statements, which are there. */
static rap_code_t put_codings(rap_store_t *self, const rap_record_t *record, rap_err_t *err)
{
    const rap_position_t *positions = record->positions.item;
    const rap_position_t *candidates = record->candidates.item;

    for (size_t i = 0; i < record->positions.count; i++)
        RAP_TRY(put_position(self, &positions[i], err));
    for (size_t i = 0; i < record->candidates.count; i++)
        RAP_TRY(put_candidate(self, &candidates[i], err));
    return RAP_OK;
}

static rap_code_t put_rows(
    rap_store_t *self, const struct store_making *making, rap_stored_t *ret, rap_err_t *err)
{
    const rap_envelope_t *envelope = making->envelope;
    const rap_record_t *record = making->record;
    const rap_statement_t *statements = record->statements.item;

    RAP_TRY(put_document(self, making, err));
    RAP_TRY(rap_db_run(
        self->db, err, "DELETE FROM statement WHERE document_id = ?1", "s", envelope->id));
    RAP_TRY(store_put_making(self, making, err));
    if (record->kind == RAP_RECORD_QUARANTINE)
        return store_put_case(self, envelope, record->quarantine, &ret->crowded, err);
    RAP_TRY(store_close_case(self, envelope->id, err));
    for (size_t i = 0; i < record->statements.count; i++)
        RAP_TRY(put_statement(self, record->document, envelope->id, &statements[i], err));
    return put_codings(self, record, err);
}

/* A live document that comes again because a receipt was lost leaves no making; one that was
 * made again on purpose does, even when that changed nothing. */
static rap_code_t put_news(rap_store_t *self, const rap_envelope_t *envelope,
    const rap_record_t *record, rap_arena_t *arena, rap_stored_t *ret, rap_err_t *err)
{
    struct store_making making = {.envelope = envelope, .record = record};
    struct found found = {.state = NULL};

    RAP_TRY(record_hash(record, arena, making.hash, err));
    RAP_TRY(look_up(self, &making, arena, &found, err));
    ret->recorded = record->kind == RAP_RECORD_RESULT ||
                    (found.state != NULL && strcmp(found.state, "recorded") == 0);
    if (found.known)
        return RAP_OK;
    making.outcome = STORE_REPLACED;
    if (found.state == NULL)
        making.outcome = STORE_NEW;
    else if (record->kind == RAP_RECORD_RESULT && strcmp(found.hash, making.hash) == 0)
        making.outcome = STORE_SAME;
    else if (record->kind == RAP_RECORD_QUARANTINE && ret->recorded)
        making.outcome = STORE_KEPT; /* a later failure to read the same bytes unmakes nothing */

    if (making.outcome == STORE_SAME && envelope->again == NULL)
        return RAP_OK;
    if (making.outcome == STORE_SAME || making.outcome == STORE_KEPT)
        return store_put_making(self, &making, err);
    ret->what = making.outcome == STORE_NEW ? RAP_STORED_NEW : RAP_STORED_REPLACED;
    return put_rows(self, &making, ret, err);
}

static rap_code_t put_record(rap_store_t *self, const rap_envelope_t *envelope,
    const rap_record_t *record, rap_arena_t *arena, rap_stored_t *ret, rap_err_t *err)
{
    *ret = (rap_stored_t){.what = RAP_STORED_SAME};
    RAP_TRY(put_capture(self, envelope, err));
    if (record->kind != RAP_RECORD_CAPTURE)
        RAP_TRY(put_news(self, envelope, record, arena, ret, err));
    return store_close_refusal(self, envelope, err);
}

static rap_code_t check_shape(const rap_record_t *record, rap_err_t *err)
{
    if (record->kind == RAP_RECORD_QUARANTINE && record->quarantine == NULL)
        return rap_fail(err, RAP_SCHEMA, "record: a quarantine without its reason");
    if (record->kind == RAP_RECORD_RESULT && record->document == NULL)
        return rap_fail(err, RAP_SCHEMA, "record: a result without its document");
    return RAP_OK;
}

rap_code_t rap_store_put(rap_store_t *self, const rap_envelope_t *envelope,
    const rap_record_t *record, rap_arena_t *arena, rap_stored_t *ret, rap_err_t *err)
{
    RAP_TRY(check_shape(record, err));
    RAP_FAULT("store.put.before");
    RAP_TRY(rap_db_exec(self->db, "SAVEPOINT document", err));

    rap_code_t code = put_record(self, envelope, record, arena, ret, err);
    RAP_FAULT("store.put.after");
    if (code == RAP_OK)
        return rap_db_exec(self->db, "RELEASE document", err);

    rap_err_t undo; /* the first failure is the one to report */
    if (rap_db_exec(self->db, "ROLLBACK TO document; RELEASE document", &undo) != RAP_OK)
        rap_store_rollback(self); /* then nothing of the batch stands, and its commit fails */
    return code;
}
