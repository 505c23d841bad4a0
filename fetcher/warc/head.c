/* head.c - see head.h */
#include "fetcher/warc/head.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

const char *const warc_type_names[] = {"warcinfo", "response", "resource", "request", "metadata",
    "revisit", "conversion", "continuation", NULL};

enum { REQUIRED = 1, BRACKETS = 2 };

/* The fields that are read and written, in the order they are written in. */
static const struct row {
    const char *name;
    size_t offset;
    unsigned flags;
} rows[] = {
#define ROW(name, member, flags)                         \
    {                                                    \
        (name), offsetof(warc_record_t, member), (flags) \
    }
    ROW("WARC-Type", type_name, REQUIRED),
    ROW("WARC-Record-ID", id, REQUIRED | BRACKETS),
    ROW("WARC-Date", date, REQUIRED),
    ROW("WARC-Filename", file_name, 0),
    ROW("WARC-Target-URI", target, 0),
    ROW("WARC-IP-Address", peer, 0),
    ROW("WARC-Protocol", protocol, 0),
    ROW("WARC-Concurrent-To", concurrent_to, BRACKETS),
    ROW("WARC-Profile", profile, 0),
    ROW("WARC-Refers-To", refers_to, BRACKETS),
    ROW("WARC-Refers-To-Target-URI", refers_to_target, 0),
    ROW("WARC-Refers-To-Date", refers_to_date, 0),
    ROW("WARC-Truncated", truncated, 0),
    ROW("WARC-Segment-Number", segment, 0),
    ROW("WARC-Payload-Digest", payload_digest, 0),
    ROW("WARC-Block-Digest", block_digest, 0),
    ROW("Content-Type", media_type, 0),
#undef ROW
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static const char **text_at(warc_record_t *record, const struct row *row)
{
    return (const char **)(void *)((char *)record + row->offset);
}

/* ---- reading ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The value without the blanks around it. */
static char *trim(char *text)
{
    size_t len;

    text += strspn(text, " \t");
    for (len = strlen(text); len > 0 && is_blank(text[len - 1]); len--)
        ;
    text[len] = '\0';
    return text;
}

/* Around identifiers by the standard, around addresses by some programs. */
static const char *without_brackets(char *text)
{
    size_t len = strlen(text);

    if (len < 2 || text[0] != '<' || text[len - 1] != '>')
        return text;
    text[len - 1] = '\0';
    return text + 1;
}

static rap_code_t parse_length(const char *text, int64_t *ret, rap_err_t *err)
{
    int64_t value = 0;

    if (*ret >= 0)
        return rap_fail(err, RAP_SYNTAX, "it has two lengths");
    for (const char *at = text; *at != '\0'; at++) {
        if (*at < '0' || *at > '9' || value > (INT64_MAX - 9) / 10)
            return rap_fail(err, RAP_SYNTAX, "its length '%.40s' is no number", text);
        value = value * 10 + (*at - '0');
    }
    if (text[0] == '\0')
        return rap_fail(err, RAP_SYNTAX, "its length is empty");
    *ret = value;
    return RAP_OK;
}

/* Where a field stands twice, the first is taken; only one that decides where the record
 * ends, or what it is, must be alone. */
static rap_code_t take_field(warc_record_t *ret, const char *name, char *value, rap_err_t *err)
{
    if (strcasecmp(name, "Content-Length") == 0)
        return parse_length(value, &ret->length, err);
    for (size_t i = 0; i < ROWS; i++) {
        if (strcasecmp(name, rows[i].name) != 0)
            continue;
        const char **to = text_at(ret, &rows[i]);
        if (*to != NULL && (rows[i].flags & REQUIRED) != 0)
            return rap_fail(err, RAP_SYNTAX, "it has two fields '%s'", rows[i].name);
        if (*to == NULL)
            *to = without_brackets(value);
        break;
    }
    return RAP_OK;
}

/* The next line, ended by a NUL in place of its line end; a line that begins with a blank goes on
 * with the one before it. */
static char *next_line(char **at, const char *end)
{
    char *line = *at, *to = line;

    while (to < end) {
        char *eol = memchr(to, '\n', (size_t)(end - to));

        if (eol == NULL)
            return NULL;
        *at = eol + 1;
        bool crlf = eol > line && eol[-1] == '\r';
        bool empty = eol == line || (crlf && eol - 1 == line);
        if (empty || *at >= end || !is_blank(**at)) {
            *(crlf ? eol - 1 : eol) = '\0';
            return line;
        }
        *eol = ' '; /* folded */
        if (crlf)
            eol[-1] = ' ';
        to = *at;
    }
    return NULL;
}

static rap_code_t check_version(const char *line, rap_err_t *err)
{
    size_t digits = strncmp(line, "WARC/", 5) == 0 ? strspn(line + 5, "0123456789.") : 0;

    if (digits == 0 || line[5 + digits] != '\0')
        return rap_fail(err, RAP_SYNTAX, "there is no WARC record");
    if ((line[5] != '0' && line[5] != '1') || line[6] != '.')
        return rap_fail(err, RAP_SYNTAX, "'%.20s' is a version that is not known", line);
    return RAP_OK;
}

static int type_of(const char *name)
{
    for (int i = 0; warc_type_names[i] != NULL; i++)
        if (strcasecmp(name, warc_type_names[i]) == 0)
            return i;
    return WARC_OTHER;
}

static rap_code_t check_whole(warc_record_t *record, rap_err_t *err)
{
    for (size_t i = 0; i < ROWS; i++)
        if ((rows[i].flags & REQUIRED) != 0 && *text_at(record, &rows[i]) == NULL)
            return rap_fail(err, RAP_SYNTAX, "its field '%s' is missing", rows[i].name);
    if (record->length < 0)
        return rap_fail(err, RAP_SYNTAX, "its field 'Content-Length' is missing");
    if (record->length > WARC_BLOCK_MAX)
        return rap_fail(err, RAP_SYNTAX, "its block is larger than any");
    record->type = type_of(record->type_name);
    return RAP_OK;
}

rap_code_t warc_head_parse(char *text, size_t len, warc_record_t *ret, rap_err_t *err)
{
    warc_record_t record = {.length = -1, .offset = ret->offset, .shared = ret->shared};
    char *at = text;

    if (memchr(text, '\0', len) != NULL)
        return rap_fail(err, RAP_SYNTAX, "its head holds a NUL");
    char *line = next_line(&at, text + len);
    RAP_TRY(check_version(line != NULL ? line : "", err));
    while ((line = next_line(&at, text + len)) != NULL && line[0] != '\0') {
        char *colon = strchr(line, ':');

        if (colon == NULL || colon == line)
            return rap_fail(err, RAP_SYNTAX, "its head has a line without a name");
        *colon = '\0';
        RAP_TRY(take_field(&record, line, trim(colon + 1), err));
    }
    if (line == NULL)
        return rap_fail(err, RAP_SYNTAX, "its head has no end");
    RAP_TRY(check_whole(&record, err));
    *ret = record;
    return RAP_OK;
}

/* ---- writing ---- */

rap_code_t warc_head_write(const warc_record_t *record, rap_buf_t *out, rap_err_t *err)
{
    warc_record_t named = *record;

    named.type_name = warc_type_names[record->type];
    RAP_TRY(rap_buf_text(out, "WARC/1.1\r\n", err));
    for (size_t i = 0; i < ROWS; i++) {
        const char *text = *text_at(&named, &rows[i]);
        bool brackets = (rows[i].flags & BRACKETS) != 0;

        if (text != NULL)
            RAP_TRY(rap_buf_printf(out, err, "%s: %s%.*s%s\r\n", rows[i].name, brackets ? "<" : "",
                (int)strcspn(text, "\r\n"), text, brackets ? ">" : ""));
    }
    return rap_buf_printf(out, err, "Content-Length: %" PRId64 "\r\n\r\n", record->length);
}
