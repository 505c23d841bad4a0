/* archive_http.c - see archive_http.h */
#include "fetcher/archive_http.h"

#include "fetcher/warc/http_field.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define PREFIX "X-Archive-Orig-"

typedef struct line {
    const char *text;
    size_t len; /* with its line end */
} line_t;

/* The next line of the head; false behind its end. */
static bool next_line(const char **at, const char *end, line_t *ret)
{
    const char *eol = *at < end ? memchr(*at, '\n', (size_t)(end - *at)) : NULL;

    if (eol == NULL)
        return false;
    *ret = (line_t){*at, (size_t)(eol + 1 - *at)};
    *at = eol + 1;
    return true;
}

static bool has_field(const line_t *line, const char *name)
{
    size_t len;

    return http_field_value(line->text, line->len, name, &len) != NULL;
}

static bool is_untrue(const line_t *line, size_t body_len)
{
    char text[24];
    size_t len;
    const char *length = http_field_value(line->text, line->len, "Content-Length", &len);

    if (length == NULL)
        return has_field(line, "Content-Encoding") || has_field(line, "Transfer-Encoding");
    (void)snprintf(text, sizeof text, "%zu", body_len);
    return len != strlen(text) || memcmp(length, text, len) != 0;
}

/* At the beginning of an answer, behind the last blank of a request. */
static const char *version_of(const line_t *line)
{
    const char *blank = memrchr(line->text, ' ', line->len);

    return blank == NULL || strncmp(line->text, "HTTP/", 5) == 0 ? line->text : blank + 1;
}

/* "HTTP/2 200" as "HTTP/1.1 200", "GET / HTTP/2" as "GET / HTTP/1.1". */
static rap_code_t write_first(
    const line_t *line, rap_buf_t *out, const char **ret_protocol, rap_err_t *err)
{
    static const struct {
        const char *version, *protocol;
    } others[] = {{"HTTP/2", "h2"}, {"HTTP/3", "h3"}};

    const char *at = version_of(line), *end = line->text + line->len;

    *ret_protocol = NULL;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        size_t len = strlen(others[i].version);

        if (strncmp(at, others[i].version, len) != 0 || strchr(" \r\n", at[len]) == NULL)
            continue;
        *ret_protocol = others[i].protocol;
        RAP_TRY(rap_buf_add(out, line->text, (size_t)(at - line->text), err));
        RAP_TRY(rap_buf_text(out, "HTTP/1.1", err));
        return rap_buf_add(out, at + len, (size_t)(end - at) - len, err);
    }
    return rap_buf_add(out, line->text, line->len, err);
}

static rap_code_t write_head(const char *head, size_t len, const size_t *body_len, rap_buf_t *out,
    const char **ret_protocol, rap_err_t *err)
{
    const char *at = head, *end = head + len;
    line_t line;

    *ret_protocol = NULL;
    if (next_line(&at, end, &line))
        RAP_TRY(write_first(&line, out, ret_protocol, err));
    while (next_line(&at, end, &line) && line.text[0] != '\r' && line.text[0] != '\n') {
        if (body_len != NULL && is_untrue(&line, *body_len))
            RAP_TRY(rap_buf_text(out, PREFIX, err));
        RAP_TRY(rap_buf_add(out, line.text, line.len, err));
    }
    return rap_buf_text(out, "\r\n", err); /* trailing fields of a chunked body are not kept */
}

rap_code_t archive_http_response(const char *head, size_t len, size_t body_len, rap_buf_t *out,
    const char **ret_protocol, rap_err_t *err)
{
    return write_head(head, len, &body_len, out, ret_protocol, err);
}

rap_code_t archive_http_bare(
    const char *head, size_t len, rap_buf_t *out, const char **ret_protocol, rap_err_t *err)
{
    return write_head(head, len, NULL, out, ret_protocol, err);
}
