/* mail.c - see mail.h */
#include "parser/formats/mail.h"

#include <gmime/gmime.h>
#include <limits.h>
#include <string.h>

enum {
    DEPTH_MAX = 20, /* of parts in parts                                  */
    PARTS_MAX = 1000,
    LINES_MAX = 1500 * 1000,   /* GMime keeps every header, and a line may be one    */
    BOUNDARIES_MAX = 10 * 1000 /* lines that may begin a part                        */
};

typedef struct reader {
    rap_arena_t *arena;
    mail_t *mail;
    rap_err_t *err;
} reader_t;

/* Counts what GMime will need memory for. */
static rap_code_t check_size(const char *bytes, size_t len, rap_err_t *err)
{
    size_t lines = 0, boundaries = 0;

    for (const char *at = bytes, *end = bytes + len; at < end; lines++) {
        const char *next = memchr(at, '\n', (size_t)(end - at));

        boundaries += end - at > 2 && at[0] == '-' && at[1] == '-';
        at = next != NULL ? next + 1 : end;
    }
    if (lines > LINES_MAX || boundaries > BOUNDARIES_MAX)
        return rap_fail(err, RAP_TOOBIG, "the message has more than %d lines or %d parts",
            LINES_MAX, BOUNDARIES_MAX);
    return RAP_OK;
}

/* -- parts ------------------------------------------------------------------------------ */

static rap_code_t keep(const reader_t *self, const char *text, const char **ret)
{
    *ret = rap_arena_strdup(self->arena, text);
    return text == NULL || *ret != NULL ? RAP_OK : growing_full(self->err);
}

static bool is_text(const char *type)
{
    return strcmp(type, "text/plain") == 0 || strcmp(type, "text/html") == 0;
}

/* A part's bytes without their transfer encoding. */
static rap_code_t take_bytes(const reader_t *self, GMimePart *part, mail_part_t *ret)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    GMimeStream *stream = g_mime_stream_mem_new();
    const GByteArray *array;

    if (content != NULL)
        (void)g_mime_data_wrapper_write_to_stream(content, stream);
    array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    ret->len = array->len;
    ret->bytes =
        rap_arena_strndup(self->arena, array->len > 0 ? (const char *)array->data : "", array->len);
    g_object_unref(stream);
    return ret->bytes != NULL ? RAP_OK : growing_full(self->err);
}

static rap_code_t take_part(reader_t *self, GMimePart *part)
{
    GMimeObject *object = GMIME_OBJECT(part);
    GMimeContentType *type = g_mime_object_get_content_type(object);
    const char *disposition = g_mime_object_get_disposition(object);
    char *name = g_mime_content_type_get_mime_type(type), *lower = g_ascii_strdown(name, -1);
    mail_part_t ret = {
        .attached = disposition != NULL && g_ascii_strcasecmp(disposition, "attachment") == 0};

    g_free(name);
    rap_code_t code = keep(self, lower, &ret.type);
    g_free(lower);
    RAP_TRY(code);
    if (strcmp(ret.type, "application/pgp-encrypted") == 0 ||
        (strcmp(ret.type, "application/pkcs7-mime") == 0 &&
            g_mime_content_type_get_parameter(type, "smime-type") != NULL &&
            g_ascii_strcasecmp(
                g_mime_content_type_get_parameter(type, "smime-type"), "enveloped-data") == 0))
        self->mail->encrypted = true;
    ret.attached = ret.attached || !is_text(ret.type);
    RAP_TRY(keep(self, g_mime_content_type_get_parameter(type, "charset"), &ret.charset));
    RAP_TRY(keep(self, g_mime_part_get_filename(part), &ret.name));
    RAP_TRY(take_bytes(self, part, &ret));
    if (self->mail->part.count >= PARTS_MAX)
        return rap_fail(self->err, RAP_TOOBIG, "the message has more than %d parts", PARTS_MAX);
    return growing_append(&self->mail->part, self->arena, &ret, 1) ? RAP_OK
                                                                   : growing_full(self->err);
}

static rap_code_t take_object(reader_t *self, GMimeObject *object, int depth);

/* Alternatives go from the poorest to the richest: of the texts the last is the one to read. */
static rap_code_t take_multipart(reader_t *self, GMimeMultipart *multipart, int depth)
{
    GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(multipart));
    bool alternative = g_mime_content_type_is_type(type, "multipart", "alternative");
    int count = g_mime_multipart_get_count(multipart), richest = -1;

    if (g_mime_content_type_is_type(type, "multipart", "encrypted"))
        self->mail->encrypted = true;
    for (int i = 0; i < count && alternative; i++) {
        GMimeContentType *own =
            g_mime_object_get_content_type(g_mime_multipart_get_part(multipart, i));

        if (g_mime_content_type_is_type(own, "text", "plain") ||
            g_mime_content_type_is_type(own, "text", "html") ||
            g_mime_content_type_is_type(own, "multipart", "*"))
            richest = i;
    }
    for (int i = 0; i < count; i++) {
        GMimeObject *part = g_mime_multipart_get_part(multipart, i);
        bool text = g_mime_content_type_is_type(g_mime_object_get_content_type(part), "text", "*");

        size_t first = self->mail->part.count;
        RAP_TRY(take_object(self, part, depth + 1));
        for (size_t k = first; alternative && text && i != richest && k < self->mail->part.count;
             k++)
            ((mail_part_t *)self->mail->part.item)[k].spare = true;
    }
    return RAP_OK;
}

static rap_code_t take_object(reader_t *self, GMimeObject *object, int depth)
{
    if (object == NULL)
        return RAP_OK;
    if (depth > DEPTH_MAX) /* what is in there may be the statement */
        return rap_fail(
            self->err, RAP_TOOBIG, "the message has parts more than %d deep in others", DEPTH_MAX);
    if (GMIME_IS_MULTIPART(object))
        return take_multipart(self, GMIME_MULTIPART(object), depth);
    if (GMIME_IS_MESSAGE_PART(object)) { /* one that was passed on */
        GMimeMessage *message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));

        return message != NULL ? take_object(self, g_mime_message_get_mime_part(message), depth + 1)
                               : RAP_OK;
    }
    return GMIME_IS_PART(object) ? take_part(self, GMIME_PART(object)) : RAP_OK;
}

/* -- headers ---------------------------------------------------------------------------- */

static const char *raw_header(GMimeMessage *message, const char *name)
{
    GMimeHeaderList *list = g_mime_object_get_header_list(GMIME_OBJECT(message));
    GMimeHeader *header = list != NULL ? g_mime_header_list_get_header(list, name) : NULL;

    return header != NULL ? g_mime_header_get_raw_value(header) : NULL;
}

static rap_code_t take_words(
    const reader_t *self, GMimeMessage *message, const char *name, const char **ret)
{
    const char *raw = raw_header(message, name), *text = NULL;

    if (raw == NULL)
        return RAP_OK;
    RAP_TRY(mail_words(raw, self->arena, &text, self->err));
    if (text[0] != '\0')
        *ret = text;
    return RAP_OK;
}

/* Of "Jane Doe <jane@mission.example>" the name, where there is one. */
static rap_code_t drop_address(const reader_t *self)
{
    const char *from = self->mail->from;
    const char *angle = from != NULL ? strrchr(from, '<') : NULL;

    if (angle == NULL)
        return RAP_OK;
    while (angle > from && strchr(" \"", angle[-1]) != NULL)
        angle--;
    from += strspn(from, " \"");
    if (angle <= from)
        return RAP_OK;
    self->mail->from = rap_arena_strndup(self->arena, from, (size_t)(angle - from));
    return self->mail->from != NULL ? RAP_OK : growing_full(self->err);
}

static rap_code_t take_date(const reader_t *self, GMimeMessage *message)
{
    const char *raw = raw_header(message, "Date");
    GDateTime *date = raw != NULL ? g_mime_utils_header_decode_date(raw) : NULL;

    if (date == NULL)
        return RAP_OK;
    char *text = g_date_time_format(date, "%Y-%m-%dT%H:%M:%S%:z");
    rap_code_t code = keep(self, text, &self->mail->date);
    g_free(text);
    g_date_time_unref(date);
    return code;
}

static rap_code_t take_message(reader_t *self, GMimeMessage *message)
{
    RAP_TRY(take_words(self, message, "Subject", &self->mail->subject));
    RAP_TRY(take_words(self, message, "From", &self->mail->from));
    RAP_TRY(drop_address(self));
    RAP_TRY(take_date(self, message));
    return take_object(self, g_mime_message_get_mime_part(message), 0);
}

rap_code_t mail_read(const char *bytes, size_t len, rap_arena_t *arena, mail_t *ret, rap_err_t *err)
{
    reader_t self = {.arena = arena, .mail = ret, .err = err};
    rap_code_t code;

    *ret = (mail_t){.part.size = sizeof(mail_part_t)};
    RAP_TRY(check_size(bytes, len, err));
    g_mime_init();
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, len);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    g_mime_parser_set_persist_stream(parser, FALSE);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    if (message != NULL)
        code = take_message(&self, message);
    else
        code = rap_fail(err, RAP_SYNTAX, "the message is damaged and cannot be taken apart");
    if (message != NULL)
        g_object_unref(message);
    g_object_unref(parser);
    g_object_unref(stream);
    return code;
}
