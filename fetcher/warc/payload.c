/* payload.c - see payload.h
 *
 * Three steps, each of which may be left out:
 *     message  -> its head, then bytes ->  unchunk  -> bytes ->  decode  -> bytes -> `fn`
 */
#include "fetcher/warc/payload.h"

#include "fetcher/warc/http_field.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#define ZLIB_CONST
#include <zlib.h>

enum { PIECE_BYTES = 16 * 1024, LINE_MAX_BYTES = 256, SIZE_DIGITS = 15 };

/* Where the undoing of a chunked body stands. */
enum { CHUNK_FIRST, CHUNK_SIZE, CHUNK_DATA, CHUNK_DATA_END, CHUNK_TRAILER, CHUNK_DONE, CHUNK_NONE };

enum { CODE_NONE, CODE_UNSURE, CODE_GZIP, CODE_DEFLATE, CODE_DONE };

struct warc_payload {
    unsigned how;
    warc_bytes_fn *fn;
    void *arg;

    bool in_head;
    rap_buf_t head;
    warc_http_t http;

    int chunk;
    int64_t chunk_left;
    char line[LINE_MAX_BYTES]; /* of the chunked body */
    size_t line_len;

    int code;
    bool deflate; /* else gzip, while unsure */
    z_stream z;
    bool z_ready;
};

warc_payload_t *warc_payload_new(unsigned how, warc_bytes_fn *fn, void *arg)
{
    warc_payload_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    self->how = how;
    self->fn = fn;
    self->arg = arg;
    self->in_head = (how & WARC_HTTP) != 0;
    self->chunk = CHUNK_NONE;
    rap_buf_init(&self->head, WARC_HEAD_MAX);
    return self;
}

void warc_payload_destroy(warc_payload_t **self)
{
    if (*self == NULL)
        return;
    if ((*self)->z_ready)
        (void)inflateEnd(&(*self)->z);
    rap_buf_release(&(*self)->head);
    free(*self);
    *self = NULL;
}

const warc_http_t *warc_payload_http(const warc_payload_t *self)
{
    return &self->http;
}

/* ---- content-encoding ---- */

static void start_inflate(warc_payload_t *self, int code, int window_bits)
{
    self->code = code;
    if (inflateInit2(&self->z, window_bits) != Z_OK)
        abort();
    self->z_ready = true;
}

/* By its first byte.  A zlib head is 0x78 nearly always; some servers send "deflate" without one,
 * and a text that is no such thing begins with neither. */
static void be_sure(warc_payload_t *self, unsigned char first)
{
    if (!self->deflate && first == 0x1f)
        start_inflate(self, CODE_GZIP, 16 + MAX_WBITS);
    else if (self->deflate && (first & 0x0f) == Z_DEFLATED)
        start_inflate(self, CODE_DEFLATE, MAX_WBITS);
    else
        self->code = CODE_NONE; /* decoded already */
}

static rap_code_t inflate_all(
    warc_payload_t *self, const unsigned char *bytes, size_t len, rap_err_t *err)
{
    char piece[PIECE_BYTES];

    while (len > 0 && self->code != CODE_DONE) {
        uInt given = len < PIECE_BYTES ? (uInt)len : PIECE_BYTES;

        self->z.next_in = bytes;
        self->z.avail_in = given;
        do {
            self->z.next_out = (unsigned char *)piece;
            self->z.avail_out = sizeof piece;
            int rc = inflate(&self->z, Z_NO_FLUSH);
            if (rc == Z_MEM_ERROR)
                abort();
            if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
                return rap_fail(err, RAP_SYNTAX, "its body cannot be inflated: %s",
                    self->z.msg != NULL ? self->z.msg : "a dictionary is missing");
            RAP_TRY(self->fn(self->arg, piece, sizeof piece - self->z.avail_out, err));
            if (rc == Z_STREAM_END)
                self->code = CODE_DONE; /* what may follow is no part of it */
        } while (self->z.avail_out == 0 && self->code != CODE_DONE);
        bytes += given;
        len -= given;
    }
    return RAP_OK;
}

static rap_code_t decode(warc_payload_t *self, const char *bytes, size_t len, rap_err_t *err)
{
    if (len > 0 && self->code == CODE_UNSURE)
        be_sure(self, (unsigned char)bytes[0]);
    if (len == 0 || self->code == CODE_DONE)
        return RAP_OK;
    if (self->code == CODE_NONE)
        return self->fn(self->arg, bytes, len, err);
    return inflate_all(self, (const unsigned char *)bytes, len, err);
}

/* ---- transfer-encoding ---- */

static bool read_size(const char *line, int64_t *ret)
{
    size_t digits = strspn(line, "0123456789abcdefABCDEF");
    int64_t value = 0;

    if (digits == 0 || digits > SIZE_DIGITS || strchr("; \t", line[digits]) == NULL)
        return false;
    for (size_t i = 0; i < digits; i++) {
        int c = tolower((unsigned char)line[i]);

        value = value * 16 + (c <= '9' ? c - '0' : c - 'a' + 10);
    }
    *ret = value;
    return true;
}

/* A line of the chunked body is complete. */
static rap_code_t take_line(warc_payload_t *self, rap_err_t *err)
{
    size_t len = self->line_len;

    if (len > 0 && self->line[len - 1] == '\r')
        len--;
    self->line[len] = '\0';
    self->line_len = 0;
    switch (self->chunk) {
    case CHUNK_DATA_END:
        self->chunk = CHUNK_SIZE;
        return len == 0 ? RAP_OK : rap_fail(err, RAP_SYNTAX, "a chunk of its body is too long");
    case CHUNK_TRAILER:
        if (len == 0)
            self->chunk = CHUNK_DONE;
        return RAP_OK;
    default:
        if (!read_size(self->line, &self->chunk_left))
            return rap_fail(err, RAP_SYNTAX, "a chunk of its body has no length");
        self->chunk = self->chunk_left > 0 ? CHUNK_DATA : CHUNK_TRAILER;
        return RAP_OK;
    }
}

/* The first line tells whether the body is chunked at all: what was held back goes on as it is. */
static rap_code_t not_chunked(warc_payload_t *self, rap_err_t *err)
{
    self->chunk = CHUNK_NONE;
    return decode(self, self->line, self->line_len, err);
}

static bool begins_with_size(const warc_payload_t *self)
{
    char line[LINE_MAX_BYTES + 1];
    int64_t size;
    size_t len = self->line_len;

    memcpy(line, self->line, len);
    if (len > 0 && line[len - 1] == '\r')
        len--;
    line[len] = '\0';
    return read_size(line, &size);
}

static rap_code_t add_line(warc_payload_t *self, char c, rap_err_t *err)
{
    bool first = self->chunk == CHUNK_FIRST;

    if (c == '\n' && (!first || begins_with_size(self)))
        return take_line(self, err);
    if (self->line_len + 1 < sizeof self->line)
        self->line[self->line_len++] = c;
    else if (!first && self->chunk != CHUNK_TRAILER)
        return rap_fail(err, RAP_SYNTAX, "a chunk of its body has a length too long");
    if (first && (c == '\n' || self->line_len + 1 == sizeof self->line))
        return not_chunked(self, err);
    return RAP_OK;
}

static rap_code_t unchunk(warc_payload_t *self, const char *bytes, size_t len, rap_err_t *err)
{
    while (len > 0 && self->chunk != CHUNK_DONE && self->chunk != CHUNK_NONE) {
        size_t step = 1;

        if (self->chunk == CHUNK_DATA) {
            step = self->chunk_left < (int64_t)len ? (size_t)self->chunk_left : len;
            RAP_TRY(decode(self, bytes, step, err));
            self->chunk_left -= (int64_t)step;
            if (self->chunk_left == 0)
                self->chunk = CHUNK_DATA_END;
        } else {
            RAP_TRY(add_line(self, *bytes, err));
        }
        bytes += step;
        len -= step;
    }
    return self->chunk == CHUNK_NONE ? decode(self, bytes, len, err) : RAP_OK;
}

/* ---- the message's head ---- */

/* Length of the head that ends in the buffer, with the empty line; 0: it does not yet. */
static size_t head_end(const rap_buf_t *head, size_t from)
{
    for (const char *at = head->data + from; (at = strchr(at, '\n')) != NULL; at++) {
        if (at[1] == '\n')
            return (size_t)(at + 2 - head->data);
        if (at[1] == '\r' && at[2] == '\n')
            return (size_t)(at + 3 - head->data);
    }
    return 0;
}

static bool is_word(const char *value, size_t len, const char *word)
{
    return len == strlen(word) && strncasecmp(value, word, len) == 0;
}

static rap_code_t take_coding(warc_payload_t *self, const char *value, size_t len, rap_err_t *err)
{
    if ((self->how & WARC_DECODE) == 0 || len == 0 || is_word(value, len, "identity"))
        return RAP_OK;
    self->deflate = is_word(value, len, "deflate");
    if (!self->deflate && !is_word(value, len, "gzip") && !is_word(value, len, "x-gzip"))
        return rap_fail(err, RAP_UNSUPPORTED, "its body is encoded as '%.*s', which is not known",
            (int)(len < 40 ? len : 40), value);
    self->code = CODE_UNSURE;
    return RAP_OK;
}

static rap_code_t take_line_of_head(
    warc_payload_t *self, const char *line, size_t len, rap_err_t *err)
{
    const char *value;
    size_t value_len;

    if ((value = http_field_value(line, len, "Content-Type", &value_len)) != NULL) {
        http_field_keep(value, value_len, self->http.media_type, WARC_HTTP_TEXT_MAX);
    } else if ((value = http_field_value(line, len, "Transfer-Encoding", &value_len)) != NULL) {
        self->http.chunked = is_word(value, value_len, "chunked");
        if (self->http.chunked && (self->how & WARC_UNCHUNK) != 0)
            self->chunk = CHUNK_FIRST;
    } else if ((value = http_field_value(line, len, "Content-Encoding", &value_len)) != NULL) {
        return take_coding(self, value, value_len, err);
    }
    return RAP_OK;
}

/* "HTTP/1.1 200 OK"; a request has no status. */
static int status_of(const char *line)
{
    const char *at = strncmp(line, "HTTP/", 5) == 0 ? strchr(line, ' ') : NULL;

    if (at == NULL || strspn(at + 1, "0123456789") != 3)
        return 0;
    return (at[1] - '0') * 100 + (at[2] - '0') * 10 + (at[3] - '0');
}

static rap_code_t read_head(warc_payload_t *self, rap_err_t *err)
{
    const char *end = self->head.data + self->head.len;

    self->in_head = false;
    if (memchr(self->head.data, '\0', self->head.len) != NULL)
        return rap_fail(err, RAP_SYNTAX, "the HTTP head in it holds a NUL");
    self->http.status = status_of(self->head.data);
    for (const char *at = self->head.data; at < end;) {
        const char *eol = memchr(at, '\n', (size_t)(end - at));
        size_t len = (size_t)((eol != NULL ? eol : end) - at);

        RAP_TRY(take_line_of_head(self, at, len, err));
        at += len + 1;
    }
    return RAP_OK;
}

static rap_code_t add_head(warc_payload_t *self, const char **bytes, size_t *len, rap_err_t *err)
{
    size_t before = self->head.len, room = self->head.max - before;
    size_t taken = *len < room ? *len : room;

    RAP_TRY(rap_buf_add(&self->head, *bytes, taken, err));
    size_t end = head_end(&self->head, before > 2 ? before - 2 : 0);
    if (end == 0) {
        if (self->head.len == self->head.max)
            return rap_fail(err, RAP_SYNTAX, "the HTTP head in it has no end");
        *bytes += taken;
        *len -= taken;
        return RAP_OK;
    }
    *bytes += end - before;
    *len -= end - before;
    self->head.len = end;
    self->head.data[end] = '\0';
    return read_head(self, err);
}

rap_code_t warc_payload_add(warc_payload_t *self, const void *bytes, size_t len, rap_err_t *err)
{
    const char *at = bytes;

    if (self->in_head)
        RAP_TRY(add_head(self, &at, &len, err));
    return self->in_head || len == 0 ? RAP_OK : unchunk(self, at, len, err);
}

rap_code_t warc_payload_end(warc_payload_t *self, rap_err_t *err)
{
    if (self->in_head)
        return rap_fail(err, RAP_SYNTAX, "it ends within its HTTP head");
    if (self->chunk == CHUNK_FIRST)
        RAP_TRY(not_chunked(self, err));
    if (self->chunk != CHUNK_NONE && self->chunk != CHUNK_DONE)
        return rap_fail(err, RAP_SYNTAX, "it ends within a chunk of its body");
    if (self->code == CODE_GZIP || self->code == CODE_DEFLATE)
        return rap_fail(err, RAP_SYNTAX, "its encoded body is not whole");
    return RAP_OK;
}

/* ---- all of a record ---- */

unsigned warc_block_kind(const warc_record_t *record)
{
    static const char http[] = "application/http";

    return record->media_type != NULL && strncasecmp(record->media_type, http, sizeof http - 1) == 0
               ? WARC_HTTP
               : 0;
}

static rap_code_t add_to_buffer(void *arg, const void *bytes, size_t len, rap_err_t *err)
{
    return rap_buf_add(arg, bytes, len, err);
}

static rap_code_t pump(warc_reader_t *reader, warc_payload_t *payload, rap_err_t *err)
{
    char piece[PIECE_BYTES];
    size_t len;

    for (;;) {
        RAP_TRY(warc_read(reader, piece, sizeof piece, &len, err));
        if (len == 0)
            return warc_payload_end(payload, err);
        RAP_TRY(warc_payload_add(payload, piece, len, err));
    }
}

rap_code_t warc_read_payload(warc_reader_t *reader, const warc_record_t *record, rap_buf_t *body,
    rap_buf_t *head, warc_http_t *http, rap_err_t *err)
{
    RAP_AUTO(warc_payload) *payload =
        warc_payload_new(warc_block_kind(record) | WARC_UNCHUNK | WARC_DECODE, add_to_buffer, body);

    RAP_TRY(pump(reader, payload, err));
    if (head != NULL)
        RAP_TRY(rap_buf_add(head, payload->head.data, payload->head.len, err));
    if (http != NULL)
        *http = payload->http;
    return warc_end(reader, err);
}
