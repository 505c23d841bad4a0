/* document.c - the store's answer about one document: everything it holds of it. */
#include "sink/store/store_private.h"

#include <string.h>

enum { PREFIX_MIN = 8 };

/* What the reading functions below share. */
struct reader {
    rap_db_t *db;
    rap_arena_t *arena;
};

/* ---- finding it ---- */

/* An address stands for what was last found there; ids and their prefixes for themselves. */
static const char find_sql[] =
    "SELECT document_id FROM document WHERE document_id = ?1"
    " UNION SELECT document_id FROM statement WHERE statement_id = ?1"
    " UNION SELECT document_id FROM position JOIN statement USING (statement_id)"
    "   WHERE position_id = ?1"
    " UNION SELECT document_id FROM candidate JOIN statement USING (statement_id)"
    "   WHERE position_id = ?1"
    " UNION SELECT s.document_id FROM verdict_at AS v JOIN statement AS s USING (statement_id)"
    "   WHERE length(?1) >= ?2 AND v.to_id >= ?1 AND v.to_id < ?1 || 'g'"
    " UNION SELECT document_id FROM (SELECT document_id FROM capture JOIN document"
    "   USING (document_id) WHERE capture.url = ?1 ORDER BY fetched_at DESC LIMIT 1)"
    " UNION SELECT document_id FROM document"
    "   WHERE length(?1) >= ?2 AND document_id >= ?1 AND document_id < ?1 || 'g'"
    " UNION SELECT document_id FROM position JOIN statement USING (statement_id)"
    "   WHERE length(?1) >= ?2 AND position_id >= ?1 AND position_id < ?1 || 'g'"
    " UNION SELECT document_id FROM candidate JOIN statement USING (statement_id)"
    "   WHERE length(?1) >= ?2 AND position_id >= ?1 AND position_id < ?1 || 'g'"
    " LIMIT 2";

static rap_code_t find(
    const struct reader *self, const char *what, const char **ret_id, rap_err_t *err)
{
    rap_stmt_t *rows;
    bool row;

    RAP_TRY(rap_db_query(self->db, &rows, err, find_sql, "si", what, (int64_t)PREFIX_MIN));
    RAP_TRY(rap_stmt_next(rows, &row, err));
    if (!row)
        return rap_fail(err, RAP_NOTFOUND,
            "nothing is stored under '%.80s'; give an address, or an id or its first %d digits",
            what, PREFIX_MIN);
    *ret_id = rap_stmt_keep(rows, 0, self->arena);
    RAP_TRY(rap_stmt_next(rows, &row, err));
    if (row) {
        rap_stmt_reset(rows);
        return rap_fail(err, RAP_USAGE,
            "'%.80s' means more than one document; give a document's id, or more of it", what);
    }
    return RAP_OK;
}

rap_code_t rap_store_find(
    rap_store_t *self, const char *what, rap_arena_t *arena, const char **ret_id, rap_err_t *err)
{
    const struct reader reader = {.db = self->db, .arena = arena};
    const char *id;

    RAP_TRY(find(&reader, what, &id, err));
    if (id == NULL)
        return rap_fail(err, RAP_TOOBIG, "no memory left for a document's id");
    *ret_id = id;
    return RAP_OK;
}

/* ---- lists ---- */

/* Runs `sql` with the one text bound. */
static rap_code_t read_list(const struct reader *self, const char *sql, const char *key,
    size_t size, rap_item_fn *fn, rap_array_t *ret, rap_err_t *err)
{
    rap_stmt_t *rows;

    RAP_TRY(rap_db_query(self->db, &rows, err, sql, "s", key));
    rap_code_t code = rap_stmt_list(rows, 0, size, fn, self->arena, ret, err);
    if (code == RAP_TOOBIG)
        return rap_fail(err, code, "the document is too large to show");
    return code;
}

static void read_capture(rap_stmt_t *row, rap_arena_t *arena, void *item)
{
    *(rap_store_capture_t *)item = (rap_store_capture_t){
        .url = rap_stmt_keep(row, 1, arena),
        .source = rap_stmt_keep(row, 2, arena),
        .fetched_at = rap_stmt_keep(row, 3, arena),
        .origin = rap_stmt_keep(row, 4, arena),
        .http_status = rap_stmt_int(row, 5),
        .archive_file = rap_stmt_keep(row, 6, arena),
        .archive_offset = rap_stmt_int(row, 7),
    };
}

static void read_party(rap_stmt_t *row, rap_arena_t *arena, void *item)
{
    *(rap_party_role_t *)item = (rap_party_role_t){
        .id = rap_stmt_keep(row, 1, arena),
        .role = store_choice(rap_stmt_text(row, 2), rap_role_names, RAP_ROLE_SPEAKER),
    };
}

static void read_miscount(rap_stmt_t *row, rap_arena_t *arena, void *item)
{
    (void)arena;
    *(rap_miscount_t *)item = (rap_miscount_t){
        .role = store_choice(rap_stmt_text(row, 1), rap_role_names, RAP_ROLE_SPEAKER),
        .said = rap_stmt_int(row, 2),
        .found = rap_stmt_int(row, 3),
    };
}

static void read_paragraph(rap_stmt_t *row, rap_arena_t *arena, void *item)
{
    rap_ocr_t *ocr = NULL;

    if (rap_stmt_int(row, 6) != 0 && (ocr = rap_arena_alloc(arena, sizeof *ocr)) != NULL)
        *ocr = (rap_ocr_t){rap_stmt_real(row, 7), rap_stmt_int(row, 8) != 0};
    *(rap_paragraph_t *)item = (rap_paragraph_t){.n = rap_stmt_int(row, 1),
        .page = rap_stmt_int(row, 2),
        .start = rap_stmt_int(row, 3),
        .end = rap_stmt_int(row, 4),
        .language = rap_stmt_keep(row, 5, arena),
        .ocr = ocr};
}

static void read_statement(rap_stmt_t *row, rap_arena_t *arena, void *item)
{
    const char *name = rap_stmt_keep(row, 10, arena), *title = rap_stmt_keep(row, 11, arena);
    rap_speaker_t *speaker = NULL;

    if (name != NULL || title != NULL) {
        speaker = rap_arena_alloc(arena, sizeof *speaker);
        if (speaker != NULL)
            *speaker = (rap_speaker_t){name, title};
    }
    *(rap_statement_t *)item = (rap_statement_t){
        .statement_id = rap_stmt_keep(row, 1, arena),
        .kind =
            store_choice(rap_stmt_text(row, 2), rap_statement_kind_names, RAP_STATEMENT_NATIONAL),
        .body = rap_stmt_keep(row, 3, arena),
        .session = rap_stmt_keep(row, 4, arena),
        .meeting = rap_stmt_keep(row, 5, arena),
        .agenda_item = rap_stmt_keep(row, 6, arena),
        .delivered_on = rap_stmt_keep(row, 7, arena),
        .date_from =
            store_choice(rap_stmt_text(row, 8), rap_date_from_names, RAP_DATE_FROM_DOCUMENT),
        .place = rap_stmt_keep(row, 9, arena),
        .speaker = speaker,
        .language = rap_stmt_keep(row, 12, arena),
        .title = rap_stmt_keep(row, 13, arena),
        .text = rap_stmt_keep(row, 14, arena),
        .text_sha256 = rap_stmt_keep(row, 15, arena),
    };
}

static void read_position(rap_stmt_t *row, rap_arena_t *arena, void *item)
{
    *(rap_position_t *)item = (rap_position_t){
        .position_id = rap_stmt_keep(row, 1, arena),
        .statement_id = rap_stmt_keep(row, 2, arena),
        .party = rap_stmt_keep(row, 3, arena),
        .issue = rap_stmt_keep(row, 4, arena),
        .stance = store_choice(rap_stmt_text(row, 5), rap_stance_names, RAP_STANCE_NEUTRAL),
        .strength = rap_stmt_int(row, 6),
        .modality = store_choice(rap_stmt_text(row, 7), rap_modality_names, RAP_ASSERTS),
        .confidence = rap_stmt_real(row, 8),
        .attribution = store_choice(rap_stmt_text(row, 9), rap_attribution_names, RAP_OWN),
        .evidence = {.exact = rap_stmt_keep(row, 10, arena),
            .prefix = rap_stmt_keep(row, 11, arena),
            .suffix = rap_stmt_keep(row, 12, arena),
            .start = rap_stmt_int(row, 13),
            .end = rap_stmt_int(row, 14),
            .page = rap_stmt_int(row, 15)},
        .codebook = rap_stmt_keep(row, 16, arena),
        .engine = rap_stmt_keep(row, 17, arena),
        .reason = rap_stmt_keep(row, 18, arena),
    };
}

/* What holds, and who said so. */
struct decided {
    rap_position_t position;
    rap_store_reviewed_t reviewed;
};

static void read_decided(rap_stmt_t *row, rap_arena_t *arena, void *item)
{
    struct decided *decided = item;

    read_position(row, arena, &decided->position);
    decided->reviewed = (rap_store_reviewed_t){
        .how = rap_stmt_keep(row, 19, arena),
        .by = rap_stmt_keep(row, 20, arena),
        .at = rap_stmt_keep(row, 21, arena),
    };
}

/* ---- the document ---- */

static const char captures_sql[] =
    "SELECT count(*) OVER (), url, source, fetched_at, origin, http_status, archive_file,"
    " archive_offset FROM capture WHERE document_id = ?1 ORDER BY fetched_at, url";
static const char statements_sql[] =
    "SELECT count(*) OVER (), statement_id, kind, body, session, meeting, agenda_item,"
    " delivered_on, date_from, place, speaker_name, speaker_title, language, title, text,"
    " text_sha256 FROM statement WHERE document_id = ?1 ORDER BY rowid";
static const char parties_sql[] =
    "SELECT count(*) OVER (), party, role FROM statement_party WHERE statement_id = ?1 ORDER BY n";
static const char miscounts_sql[] =
    "SELECT count(*) OVER (), role, said, found FROM miscount WHERE statement_id = ?1 ORDER BY n";
static const char paragraphs_sql[] =
    "SELECT count(*) OVER (), n, page, start, \"end\", language, confidence IS NOT NULL, confidence,"
    " doubtful FROM paragraph"
    " WHERE statement_id = ?1 ORDER BY n";
#define POSITION_ORDER " ORDER BY statement_id, start, issue, party, position_id"
static const char positions_sql[] =
    "SELECT count(*) OVER (), position_id, statement_id, party, issue, stance, strength, modality,"
    " confidence, attribution, exact, prefix, suffix, start, \"end\", page, codebook, engine,"
    " NULL, reviewed, reviewed_by, reviewed_at FROM decided WHERE document_id = ?1" POSITION_ORDER;
static const char candidates_sql[] =
    "SELECT count(*) OVER (), position_id, statement_id, party, issue, stance, strength, modality,"
    " confidence, attribution, exact, prefix, suffix, start, \"end\", page, codebook, engine,"
    " reason FROM candidates WHERE document_id = ?1" POSITION_ORDER;
static const char document_sql[] =
    "SELECT d.state, v.supersedes, v.superseded_by, d.first_seen, d.recorded_at, d.envelope,"
    " d.media_type, d.pages, d.parser, d.ocr_pages, d.unread_pages"
    " FROM document AS d JOIN documents AS v USING (document_id) WHERE d.document_id = ?1";

/* What made it. */
static rap_code_t read_maker(
    const struct reader *self, rap_stmt_t *row, rap_store_document_t *ret, rap_err_t *err)
{
    ret->record.kind = RAP_RECORD_RESULT;
    ret->record.document = rap_arena_alloc(self->arena, sizeof *ret->record.document);
    if (ret->record.document == NULL)
        return rap_fail(err, RAP_TOOBIG, "the document is too large to show");
    *ret->record.document = (rap_document_t){.document_id = ret->document_id,
        .media_type = rap_stmt_keep(row, 6, self->arena),
        .pages = rap_stmt_int(row, 7),
        .parser = rap_stmt_keep(row, 8, self->arena),
        .ocr_pages = rap_stmt_int(row, 9),
        .unread_pages = rap_stmt_int(row, 10)};
    return RAP_OK;
}

/* Why there is nothing of it. */
static rap_code_t read_why(
    rap_store_t *store, rap_arena_t *arena, rap_store_document_t *ret, rap_err_t *err)
{
    rap_store_case_t *found = rap_arena_alloc(arena, sizeof *found);

    if (found == NULL)
        return rap_fail(err, RAP_TOOBIG, "the document is too large to show");
    RAP_TRY(rap_store_case(store, ret->document_id, arena, found, err));
    ret->record.kind = RAP_RECORD_QUARANTINE;
    ret->record.quarantine = &found->why;
    return RAP_OK;
}

static rap_code_t read_row(
    const struct reader *self, rap_stmt_t *row, rap_store_document_t *ret, rap_err_t *err)
{
    ret->state = rap_stmt_keep(row, 0, self->arena);
    ret->supersedes = rap_stmt_keep(row, 1, self->arena);
    ret->superseded_by = rap_stmt_keep(row, 2, self->arena);
    ret->first_seen = rap_stmt_keep(row, 3, self->arena);
    ret->recorded_at = rap_stmt_keep(row, 4, self->arena);

    const char *envelope = rap_stmt_keep(row, 5, self->arena);
    if (ret->state == NULL || envelope == NULL)
        return rap_fail(err, RAP_TOOBIG, "the document is too large to show");
    RAP_TRY(rap_envelope_read(&ret->envelope, envelope, strlen(envelope), self->arena, err));
    return read_maker(self, row, ret, err);
}

static rap_code_t read_document(
    const struct reader *self, rap_store_document_t *ret, rap_err_t *err)
{
    rap_stmt_t *rows;
    bool row;

    RAP_TRY(rap_db_query(self->db, &rows, err, document_sql, "s", ret->document_id));
    RAP_TRY(rap_stmt_next(rows, &row, err));
    if (!row)
        return rap_fail(err, RAP_NOTFOUND, "the document is gone");
    rap_code_t code = read_row(self, rows, ret, err);
    rap_stmt_reset(rows);
    return code;
}

/* Of each statement who takes part in it, which lists are not as long as they should be, and its
 * paragraphs. */
static rap_code_t read_parts(
    const struct reader *self, const rap_array_t *statements, rap_err_t *err)
{
    rap_statement_t *statement = statements->item;

    for (size_t i = 0; i < statements->count; i++) {
        RAP_TRY(read_list(self, parties_sql, statement[i].statement_id, sizeof(rap_party_role_t),
            read_party, &statement[i].parties, err));
        RAP_TRY(read_list(self, miscounts_sql, statement[i].statement_id, sizeof(rap_miscount_t),
            read_miscount, &statement[i].miscounts, err));
        RAP_TRY(read_list(self, paragraphs_sql, statement[i].statement_id, sizeof(rap_paragraph_t),
            read_paragraph, &statement[i].paragraphs, err));
    }
    return RAP_OK;
}

static rap_code_t read_positions(
    const struct reader *self, rap_store_document_t *ret, rap_err_t *err)
{
    rap_array_t list;

    RAP_TRY(read_list(
        self, positions_sql, ret->document_id, sizeof(struct decided), read_decided, &list, err));
    const struct decided *decided = list.item;
    rap_position_t *position = rap_arena_array(self->arena, list.count + 1, sizeof *position);
    rap_store_reviewed_t *reviewed = rap_arena_array(self->arena, list.count + 1, sizeof *reviewed);
    if (position == NULL || reviewed == NULL)
        return rap_fail(err, RAP_TOOBIG, "the document is too large to show");
    for (size_t i = 0; i < list.count; i++) {
        position[i] = decided[i].position;
        reviewed[i] = decided[i].reviewed;
    }
    ret->record.positions = (rap_array_t){position, list.count};
    ret->reviewed = (rap_array_t){reviewed, list.count};
    return read_list(self, candidates_sql, ret->document_id, sizeof(rap_position_t), read_position,
        &ret->record.candidates, err);
}

rap_code_t store_read_document(rap_store_t *self, const char *what, enum store_parts parts,
    rap_arena_t *arena, rap_store_document_t *ret, rap_err_t *err)
{
    const struct reader reader = {.db = self->db, .arena = arena};
    rap_store_document_t out = {0};

    RAP_TRY(rap_store_find(self, what, arena, &out.document_id, err));
    RAP_TRY(read_document(&reader, &out, err));
    if (strcmp(out.state, "quarantined") == 0)
        RAP_TRY(read_why(self, arena, &out, err));
    RAP_TRY(read_list(&reader, captures_sql, out.document_id, sizeof(rap_store_capture_t),
        read_capture, &out.captures, err));
    if (parts >= STORE_STATEMENTS) {
        RAP_TRY(read_list(&reader, statements_sql, out.document_id, sizeof(rap_statement_t),
            read_statement, &out.record.statements, err));
        RAP_TRY(read_parts(&reader, &out.record.statements, err));
    }
    if (parts >= STORE_ALL)
        RAP_TRY(read_positions(&reader, &out, err));
    if (rap_arena_is_full(arena))
        return rap_fail(err, RAP_TOOBIG, "the document is too large to show");
    *ret = out;
    return RAP_OK;
}

rap_code_t rap_store_document(rap_store_t *self, const char *what, rap_arena_t *arena,
    rap_store_document_t *ret, rap_err_t *err)
{
    return store_read_document(self, what, STORE_ALL, arena, ret, err);
}
