/* address.c - see address.h */
#include "fetcher/address.h"

#include "base/buf.h"

#include <ctype.h>
#include <curl/curl.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static void free_url(CURLU **url)
{
    curl_url_cleanup(*url);
}

static void free_part(char **part)
{
    curl_free(*part);
}

#define FILE_SCHEME   "file://"
#define RECORD_SCHEME "warc://"

#define AUTO_URL  __attribute__((cleanup(free_url))) CURLU
#define AUTO_PART __attribute__((cleanup(free_part))) char

bool address_is_http(const char *text)
{
    return strncasecmp(text, "http://", 7) == 0 || strncasecmp(text, "https://", 8) == 0;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)tolower((unsigned char)c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* May stand in a path as it is: RFC 3986's pchar and '/'. */
static bool is_plain(unsigned char c)
{
    return isalnum(c) || (c != '\0' && strchr("-._~!$&'()*+,;=:@/", c) != NULL);
}

/* Every escape of a path is undone where it changes nothing, and made where it is due. */
static rap_code_t write_path(const char *path, rap_buf_t *out, rap_err_t *err)
{
    for (const char *at = path; *at != '\0'; at++) {
        int c = (unsigned char)*at;

        if (c == '%' && hex_digit(at[1]) >= 0 && hex_digit(at[2]) >= 0) {
            c = hex_digit(at[1]) * 16 + hex_digit(at[2]);
            at += 2;
            if (c == '/') /* part of a name there, not a separator */
                c = -1;
        }
        if (c >= 0 && is_plain((unsigned char)c))
            RAP_TRY(rap_buf_char(out, (char)c, err));
        else
            RAP_TRY(rap_buf_printf(out, err, "%%%02X", c < 0 ? '/' : c));
    }
    return RAP_OK;
}

/* Escapes stand, with capital digits; what cannot stand in an address is escaped. */
static rap_code_t write_query(const char *query, rap_buf_t *out, rap_err_t *err)
{
    for (const char *at = query; *at != '\0'; at++) {
        unsigned char c = (unsigned char)*at;

        if (c == '%' && hex_digit(at[1]) >= 0 && hex_digit(at[2]) >= 0) {
            RAP_TRY(rap_buf_printf(
                out, err, "%%%c%c", toupper((unsigned char)at[1]), toupper((unsigned char)at[2])));
            at += 2;
        } else if (c > ' ' && c < 127 && strchr("\"<>\\^`{|}", c) == NULL) {
            RAP_TRY(rap_buf_char(out, (char)c, err));
        } else {
            RAP_TRY(rap_buf_printf(out, err, "%%%02X", c));
        }
    }
    return RAP_OK;
}

static rap_code_t fail_url(CURLUcode rc, const char *text, rap_err_t *err)
{
    if (rc == CURLUE_OUT_OF_MEMORY)
        abort();
    return rap_fail(err, RAP_SYNTAX, "'%.120s' is no address: %s", text, curl_url_strerror(rc));
}

/* Part of the address, or NULL where it has none; `flags` as of curl_url_get(). */
static char *part_of(CURLU *url, CURLUPart part, unsigned flags)
{
    char *text = NULL;

    return curl_url_get(url, part, &text, flags) == CURLUE_OK ? text : NULL;
}

static rap_code_t check_parts(CURLU *url, const char *scheme, const char *text, rap_err_t *err)
{
    AUTO_PART *user = part_of(url, CURLUPART_USER, 0);

    if (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0)
        return rap_fail(err, RAP_UNSUPPORTED,
            "cannot fetch '%.120s': only http and https addresses are fetched", text);
    if (user != NULL)
        return rap_fail(err, RAP_UNSUPPORTED,
            "cannot fetch '%.120s': an address may not hold a name or a password", text);
    return RAP_OK;
}

static rap_code_t write_address(CURLU *url, const char *text, rap_buf_t *out, rap_err_t *err)
{
    AUTO_PART *scheme = part_of(url, CURLUPART_SCHEME, 0);
    AUTO_PART *host = part_of(url, CURLUPART_HOST, 0);
    AUTO_PART *port = part_of(url, CURLUPART_PORT, CURLU_NO_DEFAULT_PORT);
    AUTO_PART *path = part_of(url, CURLUPART_PATH, 0);
    AUTO_PART *query = part_of(url, CURLUPART_QUERY, 0);

    if (scheme == NULL || host == NULL || path == NULL)
        return rap_fail(err, RAP_SYNTAX, "'%.120s' is no address", text);
    RAP_TRY(check_parts(url, scheme, text, err));
    for (char *at = host; *at != '\0'; at++)
        *at = (char)tolower((unsigned char)*at);
    RAP_TRY(rap_buf_printf(out, err, "%s://%s", scheme, host));
    if (port != NULL)
        RAP_TRY(rap_buf_printf(out, err, ":%s", port));
    RAP_TRY(write_path(path, out, err));
    if (query == NULL)
        return RAP_OK;
    RAP_TRY(rap_buf_char(out, '?', err));
    return write_query(query, out, err);
}

static rap_code_t keep(const rap_buf_t *text, rap_arena_t *arena, const char **ret, rap_err_t *err)
{
    *ret = rap_arena_strndup(arena, text->data, text->len);
    return *ret != NULL ? RAP_OK : rap_fail(err, RAP_TOOBIG, "too many addresses at once");
}

static rap_code_t finish(
    CURLU *url, const char *text, rap_arena_t *arena, const char **ret, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) out;

    rap_buf_init(&out, ADDRESS_MAX);
    rap_code_t code = write_address(url, text, &out, err);
    if (code == RAP_TOOBIG)
        return rap_fail(
            err, RAP_TOOBIG, "the address '%.60s...' is longer than %d bytes", text, ADDRESS_MAX);
    RAP_TRY(code);
    return keep(&out, arena, ret, err);
}

/* The text without the blanks that people and pages leave around addresses. */
static const char *trim(const char *text, rap_arena_t *arena)
{
    size_t len;

    text += strspn(text, " \t\r\n\f");
    for (len = strlen(text); len > 0 && strchr(" \t\r\n\f", text[len - 1]) != NULL; len--)
        ;
    return rap_arena_strndup(arena, text, len);
}

rap_code_t address_canonical(
    const char *base, const char *text, rap_arena_t *arena, const char **ret, rap_err_t *err)
{
    AUTO_URL *url = curl_url();
    const char *trimmed = trim(text, arena);

    if (url == NULL)
        abort();
    if (trimmed == NULL || strlen(trimmed) > ADDRESS_MAX)
        return rap_fail(
            err, RAP_TOOBIG, "the address '%.60s...' is longer than %d bytes", text, ADDRESS_MAX);
    if (trimmed[0] == '\0')
        return rap_fail(err, RAP_SYNTAX, "an empty text is no address");
    if (base != NULL) {
        CURLUcode rc = curl_url_set(url, CURLUPART_URL, base, CURLU_URLENCODE);
        if (rc != CURLUE_OK)
            return fail_url(rc, base, err);
    }
    CURLUcode rc =
        curl_url_set(url, CURLUPART_URL, trimmed, CURLU_URLENCODE | CURLU_NON_SUPPORT_SCHEME);
    if (rc != CURLUE_OK)
        return fail_url(rc, trimmed, err);
    return finish(url, trimmed, arena, ret, err);
}

rap_code_t address_rehost(
    const char *address, const char *host, rap_arena_t *arena, const char **ret, rap_err_t *err)
{
    AUTO_URL *url = curl_url();

    if (url == NULL)
        abort();
    CURLUcode rc = curl_url_set(url, CURLUPART_URL, address, 0);
    if (rc == CURLUE_OK)
        rc = curl_url_set(url, CURLUPART_HOST, host, 0);
    AUTO_PART *port = part_of(url, CURLUPART_PORT, CURLU_NO_DEFAULT_PORT);
    if (rc == CURLUE_OK && port == NULL)
        rc = curl_url_set(url, CURLUPART_SCHEME, "https", 0);
    if (rc != CURLUE_OK)
        return fail_url(rc, address, err);
    return finish(url, address, arena, ret, err);
}

void address_host(const char *address, char ret[ADDRESS_HOST_MAX])
{
    const char *start = strstr(address, "://");

    ret[0] = '\0';
    if (start != NULL)
        (void)snprintf(ret, ADDRESS_HOST_MAX, "%.*s", (int)strcspn(start + 3, "/?#"), start + 3);
}

/* The path made absolute, as it stands in an address. */
static rap_code_t write_file(const char *path, rap_buf_t *out, rap_err_t *err)
{
    char cwd[ADDRESS_MAX];
    /* links are followed, so that two names of one file are one address */
    char *real = realpath(path, NULL);
    rap_code_t code = RAP_OK;

    if (real != NULL)
        code = write_path(real, out, err);
    if (real == NULL && path[0] != '/') {
        if (getcwd(cwd, sizeof cwd) == NULL)
            return rap_fail_sys(err, RAP_IO, errno, "could not find the current folder");
        code = write_path(cwd, out, err);
        if (code == RAP_OK)
            code = rap_buf_char(out, '/', err);
    }
    if (code == RAP_OK && real == NULL)
        code = write_path(path, out, err);
    free(real);
    return code;
}

rap_code_t address_of_file(const char *path, rap_arena_t *arena, const char **ret, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) out;

    rap_buf_init(&out, ADDRESS_MAX);
    RAP_TRY(rap_buf_text(&out, FILE_SCHEME, err));
    RAP_TRY(write_file(path, &out, err));
    return keep(&out, arena, ret, err);
}

/* The path of an address of that scheme; it ends at `end`. */
static char *read_path(const char *address, const char *end, rap_arena_t *arena)
{
    char *path = rap_arena_strndup(arena, address, (size_t)(end - address));
    char *to = path;

    for (const char *at = path; path != NULL && *at != '\0'; at++, to++) {
        *to = *at;
        if (*at == '%' && hex_digit(at[1]) >= 0 && hex_digit(at[2]) >= 0) {
            *to = (char)(hex_digit(at[1]) * 16 + hex_digit(at[2]));
            at += 2;
        }
    }
    if (path != NULL)
        *to = '\0';
    return path;
}

const char *address_to_path(const char *address, rap_arena_t *arena)
{
    size_t scheme = sizeof FILE_SCHEME - 1;

    if (strncmp(address, FILE_SCHEME "/", scheme + 1) != 0)
        return NULL;
    return read_path(address + scheme, address + strlen(address), arena);
}

rap_code_t address_of_record(
    const char *path, int64_t offset, rap_arena_t *arena, const char **ret, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) out;

    rap_buf_init(&out, ADDRESS_MAX);
    RAP_TRY(rap_buf_text(&out, RECORD_SCHEME, err));
    RAP_TRY(write_file(path, &out, err));
    RAP_TRY(rap_buf_printf(&out, err, "#%" PRId64, offset)); /* a '#' of the path is escaped */
    return keep(&out, arena, ret, err);
}

bool address_to_record(
    const char *address, rap_arena_t *arena, const char **ret_path, int64_t *ret_offset)
{
    size_t scheme = sizeof RECORD_SCHEME - 1;
    const char *mark = strrchr(address, '#');

    if (strncmp(address, RECORD_SCHEME "/", scheme + 1) != 0 || mark == NULL)
        return false;
    *ret_path = read_path(address + scheme, mark, arena);
    *ret_offset = strtoll(mark + 1, NULL, 10);
    return *ret_path != NULL;
}
