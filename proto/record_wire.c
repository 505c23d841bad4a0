/* record_wire.c - see record.h: a record as it travels between stages.
 *
 * Reading and writing JSON costs some two hundred times as much a byte as copying it, and half
 * of a record is text that no hop changes.  So texts stand beside the JSON, each closed by
 * a NUL, and are used where they lie.
 */
#include "proto/record_private.h"

#include "base/codec.h"
#include "base/text.h"

#include <string.h>

static rap_code_t add_texts(const rap_record_t *self, rap_buf_t *texts, rap_err_t *err)
{
    const rap_statement_t *statement = self->statements.item;

    for (size_t i = 0; i < self->statements.count; i++, statement++) {
        size_t len = strlen(statement->text);

        if (len > RECORD_TEXT_MAX)
            return rap_fail(err, RAP_TOOBIG, "record: the text of '%s' has more than %d bytes",
                statement->statement_id, RECORD_TEXT_MAX);
        if (!rap_text_is_utf8(statement->text, len))
            return rap_fail(
                err, RAP_SCHEMA, "record: the text of '%s' is not UTF-8", statement->statement_id);
        RAP_TRY(rap_buf_add(texts, statement->text, len + 1, err));
    }
    return RAP_OK;
}

rap_code_t rap_record_pack(
    const rap_record_t *self, rap_buf_t *json, rap_buf_t *texts, rap_err_t *err)
{
    RAP_TRY(rap_codec_fits(&record_packed_table, self, err));
    RAP_TRY(rap_codec_write(&record_packed_table, self, json, err));
    return texts != NULL ? add_texts(self, texts, err) : RAP_OK;
}

/* Each statement's text is what stands before the next NUL; nothing stands behind the last. */
static rap_code_t find_texts(rap_record_t *self, const char *texts, size_t len, rap_err_t *err)
{
    rap_statement_t *statement = self->statements.item;

    for (size_t i = 0; i < self->statements.count; i++, statement++) {
        const char *end = len > 0 ? memchr(texts, '\0', len) : NULL;

        if (end == NULL)
            return rap_fail(
                err, RAP_SCHEMA, "record: the text of '%s' is missing", statement->statement_id);
        size_t text_len = (size_t)(end - texts);
        if (text_len > RECORD_TEXT_MAX)
            return rap_fail(err, RAP_SCHEMA, "record: the text of '%s' has more than %d bytes",
                statement->statement_id, RECORD_TEXT_MAX);
        if (!rap_text_is_utf8(texts, text_len))
            return rap_fail(
                err, RAP_SCHEMA, "record: the text of '%s' is not UTF-8", statement->statement_id);
        statement->text = texts;
        texts = end + 1;
        len -= text_len + 1;
    }
    if (len > 0)
        return rap_fail(
            err, RAP_SCHEMA, "record: %zu bytes of the body are no statement's text", len);
    return RAP_OK;
}

rap_code_t rap_record_unpack(rap_record_t *self, const char *json, size_t json_len,
    const char *texts, size_t texts_len, rap_arena_t *arena, rap_err_t *err)
{
    rap_record_t read;

    RAP_TRY(rap_codec_read(&record_packed_table, &read, json, json_len, arena, err));
    RAP_TRY(find_texts(&read, texts, texts_len, err));
    RAP_TRY(rap_record_check(&read, arena, err));
    *self = read;
    return RAP_OK;
}
