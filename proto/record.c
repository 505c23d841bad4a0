/* record.c - see record.h.  What a table cannot say of a record is in record_check.c. */
#include "proto/record.h"

#include "base/codec.h"
#include "base/hash.h"
#include "proto/rap1.h"
#include "proto/record_private.h"
#include "proto/row.h"

#include <string.h>

enum {
    QUOTE_MAX = 64 * 1024,
    TITLE_MAX = 4096,
    URL_MAX = 8192,
    WORD_MAX = 256,
    STATEMENTS_MAX = 1024,
    PARTIES_MAX = 256,
    MISCOUNTS_MAX = 64,
    PARAGRAPHS_MAX = 65536,
    POSITIONS_MAX = 16384,
    NUMBER_MAX = 1000000000
};

const char *const rap_record_kind_names[] = {"result", "quarantine", "capture", NULL};
const char *const rap_role_names[] = {"speaker", "on_behalf_of", "co_sponsor", "aligned", NULL};
const char *const rap_statement_kind_names[] = {"national", "group", "joint", "right_of_reply",
    "explanation_of_vote", "chair", "secretariat", "stakeholder", "report", "interview", NULL};
const char *const rap_stance_names[] = {
    "support", "oppose", "conditional", "concern", "neutral", NULL};
const char *const rap_modality_names[] = {
    "asserts", "co_sponsor", "aligns", "votes", "explains_vote", "dissociates", NULL};
const char *const rap_attribution_names[] = {"own", "reported", NULL};
const char *const rap_date_from_names[] = {"document", "listing", "address", "metadata", NULL};

#define ROW_OF rap_document_t
static const rap_field_t document_rows[] = {
    ROW_TEXT(document_id, RAP_HEX_SIZE - 1, RAP_REQUIRED),
    ROW_TEXT(media_type, WORD_MAX, 0),
    ROW_INT(pages, 0, NUMBER_MAX, 0),
    ROW_INT(ocr_pages, 0, NUMBER_MAX, 0),
    ROW_INT(unread_pages, 0, NUMBER_MAX, 0),
    ROW_TEXT(parser, WORD_MAX, RAP_REQUIRED),
    ROW_TEXT(codebook, WORD_MAX, 0),
    ROW_TEXT(engine, WORD_MAX, 0),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t document_table = {
    "document", sizeof(rap_document_t), document_rows, .open = true};

#define ROW_OF rap_party_role_t
static const rap_field_t party_rows[] = {
    ROW_TEXT(id, RAP1_NAME_MAX, RAP_REQUIRED),
    ROW_CHOICE(role, rap_role_names, RAP_REQUIRED),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t party_table = {
    "party", sizeof(rap_party_role_t), party_rows, .open = true};

#define ROW_OF rap_miscount_t
static const rap_field_t miscount_rows[] = {
    ROW_CHOICE(role, rap_role_names, RAP_REQUIRED),
    ROW_INT(said, 0, NUMBER_MAX, RAP_REQUIRED),
    ROW_INT(found, 0, NUMBER_MAX, RAP_REQUIRED),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t miscount_table = {
    "miscount", sizeof(rap_miscount_t), miscount_rows, .open = true};

#define ROW_OF rap_speaker_t
static const rap_field_t speaker_rows[] = {
    ROW_TEXT(name, TITLE_MAX, RAP_KEEP_NULL),
    ROW_TEXT(title, TITLE_MAX, RAP_KEEP_NULL),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t speaker_table = {
    "speaker", sizeof(rap_speaker_t), speaker_rows, .open = true};

#define ROW_OF rap_ocr_t
static const rap_field_t ocr_rows[] = {
    ROW_REAL(confidence, 0, 1, RAP_REQUIRED),
    ROW_BOOL(doubtful),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t ocr_table = {"ocr", sizeof(rap_ocr_t), ocr_rows, .open = true};

#define ROW_OF rap_paragraph_t
static const rap_field_t paragraph_rows[] = {
    ROW_INT(n, 1, NUMBER_MAX, RAP_REQUIRED),
    ROW_INT(page, 0, NUMBER_MAX, 0),
    ROW_INT(start, 0, NUMBER_MAX, RAP_REQUIRED),
    ROW_INT(end, 0, NUMBER_MAX, RAP_REQUIRED),
    ROW_TEXT(language, WORD_MAX, 0),
    ROW_OPTIONAL(ocr, ocr_table),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t paragraph_table = {
    "paragraph", sizeof(rap_paragraph_t), paragraph_rows, .open = true};

/* A statement up to its text. */
#define STATEMENT_ROWS                                                                            \
    ROW_TEXT(statement_id, WORD_MAX, RAP_REQUIRED), ROW_ARRAY(parties, party_table, PARTIES_MAX), \
        ROW_ARRAY(miscounts, miscount_table, MISCOUNTS_MAX),                                      \
        ROW_CHOICE(kind, rap_statement_kind_names, RAP_REQUIRED),                                 \
        ROW_TEXT(body, WORD_MAX, RAP_KEEP_NULL), ROW_TEXT(session, WORD_MAX, RAP_KEEP_NULL),      \
        ROW_TEXT(meeting, WORD_MAX, RAP_KEEP_NULL),                                               \
        ROW_TEXT(agenda_item, TITLE_MAX, RAP_KEEP_NULL),                                          \
        ROW_TEXT(delivered_on, WORD_MAX, RAP_KEEP_NULL),                                          \
        ROW_CHOICE(date_from, rap_date_from_names, 0), ROW_TEXT(place, WORD_MAX, RAP_KEEP_NULL),  \
        ROW_OPTIONAL(speaker, speaker_table), ROW_TEXT(language, WORD_MAX, RAP_KEEP_NULL),        \
        ROW_TEXT(title, TITLE_MAX, RAP_KEEP_NULL),                                                \
        ROW_ARRAY(paragraphs, paragraph_table, PARAGRAPHS_MAX)

#define ROW_OF rap_statement_t
static const rap_field_t statement_rows[] = {
    STATEMENT_ROWS,
    ROW_TEXT(text, RECORD_TEXT_MAX, RAP_REQUIRED),
    ROW_TEXT(text_sha256, RAP_HEX_SIZE - 1, RAP_REQUIRED),
    ROW_END,
};
static const rap_field_t packed_statement_rows[] = {
    STATEMENT_ROWS,
    ROW_TEXT(text_sha256, RAP_HEX_SIZE - 1, RAP_REQUIRED),
    ROW_END,
};
#undef ROW_OF
const rap_table_t rap_statement_table = {
    "statement", sizeof(rap_statement_t), statement_rows, .open = true};
static const rap_table_t packed_statement_table = {
    "statement", sizeof(rap_statement_t), packed_statement_rows, .open = true};

#define ROW_OF rap_evidence_t
static const rap_field_t evidence_rows[] = {
    ROW_TEXT(exact, QUOTE_MAX, RAP_REQUIRED),
    ROW_TEXT(prefix, TITLE_MAX, 0),
    ROW_TEXT(suffix, TITLE_MAX, 0),
    ROW_INT(start, 0, NUMBER_MAX, RAP_REQUIRED),
    ROW_INT(end, 0, NUMBER_MAX, RAP_REQUIRED),
    ROW_INT(page, 0, NUMBER_MAX, 0),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t evidence_table = {
    "evidence", sizeof(rap_evidence_t), evidence_rows, .open = true};

#define ROW_OF rap_position_t
static const rap_field_t position_rows[] = {
    ROW_TEXT(position_id, RAP_HEX_SIZE - 1, RAP_REQUIRED),
    ROW_TEXT(statement_id, WORD_MAX, RAP_REQUIRED),
    ROW_TEXT(party, RAP1_NAME_MAX, RAP_KEEP_NULL),
    ROW_TEXT(issue, WORD_MAX, RAP_REQUIRED),
    ROW_CHOICE(stance, rap_stance_names, RAP_REQUIRED),
    ROW_INT(strength, 1, 3, RAP_REQUIRED),
    ROW_CHOICE(modality, rap_modality_names, RAP_REQUIRED),
    ROW_REAL(confidence, 0, 1, RAP_REQUIRED),
    ROW_CHOICE(attribution, rap_attribution_names, RAP_REQUIRED),
    ROW_OBJECT(evidence, evidence_table),
    ROW_TEXT(codebook, WORD_MAX, RAP_REQUIRED),
    ROW_TEXT(engine, WORD_MAX, RAP_REQUIRED),
    ROW_TEXT(reason, WORD_MAX, 0),
    ROW_END,
};
#undef ROW_OF
const rap_table_t rap_position_table = {
    "position", sizeof(rap_position_t), position_rows, .open = true};

#define ROW_OF rap_capsule_t
static const rap_field_t capsule_rows[] = {
    ROW_INT(time_ms, 0, INT64_MAX, 0),
    ROW_INT(memory_bytes, 0, INT64_MAX, 0),
    ROW_INT(output_bytes, 0, INT64_MAX, 0),
    ROW_INT(documents, 0, INT64_MAX, 0),
    ROW_TEXT(mode, RAP1_NAME_MAX, 0),
    ROW_TEXT(sandbox, WORD_MAX, 0),
    ROW_TEXT(versions, TITLE_MAX, 0),
    ROW_END,
};
#undef ROW_OF
const rap_table_t rap_capsule_table = {
    "capsule", sizeof(rap_capsule_t), capsule_rows, .open = true};

#define ROW_OF rap_last_words_t
static const rap_field_t last_words_rows[] = {
    ROW_TEXT(signal, RAP1_NAME_MAX, 0),
    ROW_INT(exit_code, -1, 255, 0),
    ROW_TEXT(limit, RAP1_NAME_MAX, 0),
    ROW_INT(limit_value, 0, INT64_MAX, 0),
    ROW_INT(wall_ms, 0, INT64_MAX, 0),
    ROW_INT(cpu_ms, 0, INT64_MAX, 0),
    ROW_INT(memory_bytes, 0, INT64_MAX, 0),
    ROW_TEXT(messages, TITLE_MAX, 0),
    ROW_OPTIONAL(capsule, rap_capsule_table),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t last_words_table = {
    "last_words", sizeof(rap_last_words_t), last_words_rows, .open = true};

#define ROW_OF rap_quarantine_t
static const rap_field_t quarantine_rows[] = {
    ROW_TEXT(stage, RAP1_NAME_MAX, RAP_REQUIRED),
    ROW_TEXT(worker, RAP1_NAME_MAX, 0),
    ROW_TEXT(reason, RAP1_NAME_MAX, RAP_REQUIRED),
    ROW_TEXT(detail, TITLE_MAX, 0),
    ROW_INT(deliveries, 0, INT64_MAX, 0),
    ROW_TEXT(at, WORD_MAX, RAP_REQUIRED),
    ROW_TEXT(version, WORD_MAX, 0),
    ROW_OPTIONAL(last_words, last_words_table),
    ROW_TEXT(document_id, WORD_MAX, 0),
    ROW_TEXT(url, URL_MAX, 0),
    ROW_END,
};
#undef ROW_OF
const rap_table_t rap_quarantine_table = {
    "quarantine", sizeof(rap_quarantine_t), quarantine_rows, .open = true};

#define RECORD_ROWS(statement_table)                                                               \
    ROW_CHOICE(kind, rap_record_kind_names, RAP_REQUIRED), ROW_OPTIONAL(document, document_table), \
        ROW_ARRAY(statements, statement_table, STATEMENTS_MAX),                                    \
        ROW_ARRAY(positions, rap_position_table, POSITIONS_MAX),                                   \
        ROW_ARRAY(candidates, rap_position_table, POSITIONS_MAX),                                  \
        ROW_OPTIONAL(quarantine, rap_quarantine_table)

#define ROW_OF rap_record_t
static const rap_field_t record_rows[] = {
    RECORD_ROWS(rap_statement_table),
    ROW_END,
};
static const rap_field_t packed_record_rows[] = {
    RECORD_ROWS(packed_statement_table),
    ROW_END,
};
#undef ROW_OF
const rap_table_t rap_record_table = {"record", sizeof(rap_record_t), record_rows, .open = true};
const rap_table_t record_packed_table = {
    "record", sizeof(rap_record_t), packed_record_rows, .open = true};

rap_code_t rap_record_read(
    rap_record_t *self, const char *json, size_t len, rap_arena_t *arena, rap_err_t *err)
{
    rap_record_t read;

    RAP_TRY(rap_codec_read(&rap_record_table, &read, json, len, arena, err));
    RAP_TRY(rap_record_check(&read, arena, err));
    *self = read;
    return RAP_OK;
}

rap_code_t rap_record_write(const rap_record_t *self, rap_buf_t *out, rap_err_t *err)
{
    return rap_codec_write(&rap_record_table, self, out, err);
}

rap_code_t rap_position_id(const rap_position_t *self, const rap_statement_t *statement,
    rap_arena_t *arena, const char **ret, rap_err_t *err)
{
    char hex[RAP_HEX_SIZE];
    const char *const parts[] = {
        statement->text_sha256,
        self->codebook,
        self->engine,
        self->party != NULL ? self->party : "",
        self->issue,
        rap_attribution_names[self->attribution],
        rap_stance_names[self->stance],
        rap_modality_names[self->modality],
        NULL,
    };

    rap_sha256_parts(hex, parts);
    const char *id = rap_arena_strndup(arena, hex, RAP_HEX_SIZE - 1);
    if (id == NULL)
        return rap_fail(err, RAP_TOOBIG, "record: no memory left for a position's id");
    *ret = id;
    return RAP_OK;
}
