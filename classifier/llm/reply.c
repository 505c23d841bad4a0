/* reply.c - see reply.h */
#include "classifier/llm/reply.h"

#include "base/codec.h"
#include "proto/row.h"

#include <string.h>

enum { TEXT_MAX = 16 * 1024, CONTENT_MAX = 128 * 1024, CHOICES_MAX = 8, TOKENS_MAX = 1 << 30 };

typedef struct call {
    const char *type;
} call_t;

typedef struct message {
    const char *content;
    rap_array_t tool_calls; /* call_t */
} message_t;

typedef struct choice {
    message_t message;
    const char *finish_reason;
} choice_t;

typedef struct usage {
    int64_t total_tokens;
} usage_t;

typedef struct completion {
    rap_array_t choices; /* choice_t */
    usage_t *usage;      /* NULL: not said */
} completion_t;

typedef struct positions {
    rap_array_t positions; /* candidate_t */
} positions_t;

/* Open: servers say more than we ask.  What we ask for has its type and its limit. */
#define TABLE(name, type, rows)                \
    {                                          \
        name, sizeof(type), rows, .open = true \
    }

#define ROW_OF call_t
static const rap_field_t call_rows[] = {ROW_TEXT(type, TEXT_MAX, 0), ROW_END};
#undef ROW_OF
static const rap_table_t call_table = TABLE("tool call", call_t, call_rows);

#define ROW_OF message_t
static const rap_field_t message_rows[] = {
    ROW_TEXT(content, CONTENT_MAX, 0), ROW_ARRAY(tool_calls, call_table, CHOICES_MAX), ROW_END};
#undef ROW_OF
static const rap_table_t message_table = TABLE("message", message_t, message_rows);

#define ROW_OF choice_t
static const rap_field_t choice_rows[] = {
    ROW_OBJECT(message, message_table), ROW_TEXT(finish_reason, TEXT_MAX, 0), ROW_END};
#undef ROW_OF
static const rap_table_t choice_table = TABLE("choice", choice_t, choice_rows);

#define ROW_OF usage_t
static const rap_field_t usage_rows[] = {ROW_INT(total_tokens, 0, TOKENS_MAX, 0), ROW_END};
#undef ROW_OF
static const rap_table_t usage_table = TABLE("usage", usage_t, usage_rows);

#define ROW_OF completion_t
static const rap_field_t completion_rows[] = {
    ROW_ARRAY(choices, choice_table, CHOICES_MAX), ROW_OPTIONAL(usage, usage_table), ROW_END};
#undef ROW_OF
static const rap_table_t completion_table = TABLE("answer", completion_t, completion_rows);

#define ROW_OF candidate_t
static const rap_field_t candidate_rows[] = {ROW_TEXT(issue, TEXT_MAX, RAP_REQUIRED),
    ROW_TEXT(stance, TEXT_MAX, RAP_REQUIRED), ROW_TEXT(holder, TEXT_MAX, RAP_REQUIRED),
    ROW_TEXT(quote, TEXT_MAX, RAP_REQUIRED), ROW_END};
#undef ROW_OF
static const rap_table_t candidate_table = TABLE("position", candidate_t, candidate_rows);

#define ROW_OF positions_t
static const rap_field_t positions_rows[] = {
    ROW_ARRAY(positions, candidate_table, REPLY_CANDIDATES_MAX), ROW_END};
#undef ROW_OF
static const rap_table_t positions_table = TABLE("content", positions_t, positions_rows);

rap_code_t reply_read(
    reply_t *self, const char *body, size_t len, rap_arena_t *arena, rap_err_t *err)
{
    completion_t completion = {0};
    positions_t positions = {0};

    RAP_TRY(rap_codec_read(&completion_table, &completion, body, len, arena, err));
    self->tokens = completion.usage != NULL ? completion.usage->total_tokens : 0;
    if (completion.choices.count == 0)
        return rap_fail(err, RAP_SCHEMA, "answer: it has no choices");
    const choice_t *choice = completion.choices.item;
    if (choice->message.tool_calls.count > 0)
        return rap_fail(err, RAP_SCHEMA, "answer: it calls a tool; none was offered");
    if (choice->finish_reason != NULL && strcmp(choice->finish_reason, "stop") != 0)
        return rap_fail(
            err, RAP_SCHEMA, "answer: it ended with '%.40s', not by itself", choice->finish_reason);
    if (choice->message.content == NULL)
        return rap_fail(err, RAP_SCHEMA, "answer: it has no content");
    const char *content = choice->message.content;
    RAP_TRY(rap_codec_read(&positions_table, &positions, content, strlen(content), arena, err));
    self->candidates = positions.positions;
    return RAP_OK;
}
