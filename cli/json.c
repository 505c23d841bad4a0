/* json.c - see json.h */
#include "cli/json.h"

#include "base/buf.h"
#include "base/codec.h"

#include <stdio.h>

enum { OBJECT_MAX = 64 * 1024 * 1024 };

rap_code_t json_of(const rap_table_t *table, const void *self, json_t **ret, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) text = {0};

    rap_buf_init(&text, OBJECT_MAX);
    RAP_TRY(rap_codec_write(table, self, &text, err));
    *ret = json_loadb(text.data, text.len, 0, NULL);
    return *ret != NULL ? RAP_OK : rap_fail(err, RAP_INTERNAL, "%s cannot be shown", table->name);
}

void json_set_text(json_t *object, const char *key, const char *text)
{
    json_object_set_new(object, key, text != NULL ? json_string(text) : json_null());
}

void json_set_document(json_t *position, const rap_store_position_t *row)
{
    json_set_text(position, "document_id", row->document_id);
    json_set_text(position, "body", row->body);
    json_set_text(position, "session", row->session);
    json_set_text(position, "delivered_on", row->delivered_on);
    json_set_text(position, "language", row->language);
    json_set_text(position, "title", row->title);
    json_set_text(position, "source", row->source);
    json_set_text(position, "url", row->url);
}

void json_set_reviewed(json_t *position, const rap_store_reviewed_t *reviewed)
{
    json_set_text(position, "reviewed", reviewed->how);
    json_set_text(position, "reviewed_by", reviewed->by);
    json_set_text(position, "reviewed_at", reviewed->at);
}

void json_print(json_t *object)
{
    (void)json_dumpf(object, stdout, JSON_COMPACT);
    (void)putchar('\n');
    json_decref(object);
}
