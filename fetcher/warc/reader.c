/* reader.c - see warc.h
 *
 * `window` holds inflated bytes that are read and not yet given away: the beginnings of blocks
 * that came with their heads, and of records that share a member with the one before.
 */
#include "fetcher/warc/head.h"
#include "fetcher/warc/stream.h"
#include "fetcher/warc/warc.h"

#include <stdlib.h>
#include <string.h>

enum {
    PIECE_BYTES = 4096,
    SCAN_BYTES = 64 * 1024,
    TRAILER_BYTES = 4,
    TRIES_MAX = 1 << 16 /* places where a record may begin, looked at in one file */
};

struct warc_reader {
    stream_t stream;
    char *path;
    int64_t offset;     /* of the record in hand */
    int64_t block_left; /* of its block; -1: there is none in hand */
    bool compressed;    /* the file begins with a gzip member */
    unsigned tries;
    size_t window_at, window_len;
    char window[WARC_HEAD_MAX];
    char head[WARC_HEAD_MAX + 1]; /* of the record in hand, as the parser left it */
};

rap_code_t warc_open(warc_reader_t **ret, const char *path, rap_err_t *err)
{
    RAP_AUTO(warc_reader) *self = malloc(sizeof *self);
    unsigned char magic[2];
    size_t len;

    if (self == NULL)
        abort();
    /* Not as a whole: zeroing its buffers takes longer than reading a document through them. */
    self->stream.fd = -1;
    self->path = strdup(path);
    if (self->path == NULL)
        abort();
    self->offset = 0;
    self->tries = 0;
    self->window_at = self->window_len = 0;
    self->head[0] = '\0';
    RAP_TRY(stream_open(&self->stream, self->path, err));
    RAP_TRY(stream_peek_at(&self->stream, 0, magic, sizeof magic, &len, err));
    self->compressed = len == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
    self->block_left = -1;
    *ret = self;
    self = NULL;
    return RAP_OK;
}

void warc_reader_destroy(warc_reader_t **self)
{
    if (*self == NULL)
        return;
    stream_close(&(*self)->stream);
    free((*self)->path);
    free(*self);
    *self = NULL;
}

void warc_seek(warc_reader_t *self, int64_t offset)
{
    stream_seek(&self->stream, offset);
    self->window_at = self->window_len = 0;
    self->block_left = -1;
    self->offset = offset;
}

int64_t warc_offset(const warc_reader_t *self)
{
    return self->offset;
}

static size_t in_window(const warc_reader_t *self)
{
    return self->window_len - self->window_at;
}

int64_t warc_end_offset(const warc_reader_t *self)
{
    return stream_offset(&self->stream) - (self->stream.gzip ? 0 : (int64_t)in_window(self));
}

bool warc_is_torn(const warc_reader_t *self)
{
    return self->stream.cut;
}

/* ---- heads ---- */

/* Some more bytes into the window; *ret_more is false where there are none. */
static rap_code_t widen(warc_reader_t *self, bool *ret_more, rap_err_t *err)
{
    size_t len, room;

    if (self->window_at > 0) {
        memmove(self->window, self->window + self->window_at, in_window(self));
        self->window_len -= self->window_at;
        self->window_at = 0;
    }
    room = sizeof self->window - self->window_len;
    RAP_TRY(stream_read(&self->stream, self->window + self->window_len,
        room < PIECE_BYTES ? room : PIECE_BYTES, &len, err));
    self->window_len += len;
    *ret_more = len > 0;
    return RAP_OK;
}

/* Length of the head in the window with the empty line behind it; 0: it is not all there. */
static size_t head_length(const warc_reader_t *self)
{
    const char *start = self->window + self->window_at;
    const char *end = self->window + self->window_len;

    for (const char *at = start; (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++) {
        if (at + 1 < end && at[1] == '\n')
            return (size_t)(at + 2 - start);
        if (at + 2 < end && at[1] == '\r' && at[2] == '\n')
            return (size_t)(at + 3 - start);
    }
    return 0;
}

/* Nothing but a record begins with these: no need to look for the end of anything else. */
static rap_code_t check_magic(const warc_reader_t *self, rap_err_t *err)
{
    static const char magic[] = "WARC/";
    size_t len = in_window(self);

    if (len > sizeof magic - 1)
        len = sizeof magic - 1;
    if (memcmp(self->window + self->window_at, magic, len) != 0)
        return rap_fail(err, RAP_SYNTAX, "there is no WARC record");
    return RAP_OK;
}

static rap_code_t read_head(warc_reader_t *self, size_t *ret_len, rap_err_t *err)
{
    bool more = true;
    size_t len;

    RAP_TRY(check_magic(self, err));
    while ((len = head_length(self)) == 0) {
        if (in_window(self) == sizeof self->window)
            return rap_fail(
                err, RAP_SYNTAX, "its head is longer than %d bytes", (int)WARC_HEAD_MAX);
        RAP_TRY(widen(self, &more, err));
        if (!more)
            return rap_fail(err, RAP_SYNTAX, "it ends within its head");
        RAP_TRY(check_magic(self, err));
    }
    memcpy(self->head, self->window + self->window_at, len);
    self->head[len] = '\0';
    self->window_at += len;
    *ret_len = len;
    return RAP_OK;
}

static rap_code_t next_record(
    warc_reader_t *self, warc_record_t *ret, bool *ret_found, rap_err_t *err)
{
    warc_record_t record = {.shared = self->stream.gzip && in_window(self) > 0};
    bool more = in_window(self) > 0;
    size_t len;

    self->stream.cut = false;
    if (!more) {
        self->offset = stream_offset(&self->stream);
        RAP_TRY(stream_begin(&self->stream, &more, err));
    } else if (!self->stream.gzip) {
        self->offset = warc_end_offset(self);
    }
    *ret_found = more;
    if (!more)
        return RAP_OK;
    if (in_window(self) == 0)
        RAP_TRY(widen(self, &more, err));
    RAP_TRY(read_head(self, &len, err));
    record.offset = self->offset;
    RAP_TRY(warc_head_parse(self->head, len, &record, err));
    self->block_left = record.length;
    *ret = record;
    return RAP_OK;
}

rap_code_t warc_next(warc_reader_t *self, warc_record_t *ret, bool *ret_found, rap_err_t *err)
{
    if (self->block_left >= 0)
        RAP_TRY(warc_end(self, err));
    rap_code_t code = next_record(self, ret, ret_found, err);
    if (code == RAP_SYNTAX)
        self->block_left = -1;
    return code;
}

/* ---- blocks ---- */

rap_code_t warc_read(warc_reader_t *self, void *to, size_t size, size_t *ret_len, rap_err_t *err)
{
    size_t len = in_window(self);

    if (self->block_left < (int64_t)size)
        size = self->block_left > 0 ? (size_t)self->block_left : 0;
    *ret_len = 0;
    if (size == 0)
        return RAP_OK;
    if (len > 0) {
        len = len < size ? len : size;
        memcpy(to, self->window + self->window_at, len);
        self->window_at += len;
    } else {
        RAP_TRY(stream_read(&self->stream, to, size, &len, err));
        if (len == 0)
            return rap_fail(err, RAP_SYNTAX, "it ends within its block");
    }
    self->block_left -= (int64_t)len;
    *ret_len = len;
    return RAP_OK;
}

static rap_code_t skip_block(warc_reader_t *self, rap_err_t *err)
{
    char piece[PIECE_BYTES];
    size_t len;

    do
        RAP_TRY(warc_read(self, piece, sizeof piece, &len, err));
    while (len > 0);
    return RAP_OK;
}

rap_code_t warc_end(warc_reader_t *self, rap_err_t *err)
{
    bool more = true;

    RAP_TRY(skip_block(self, err));
    while (in_window(self) < TRAILER_BYTES) {
        RAP_TRY(widen(self, &more, err));
        if (!more)
            return rap_fail(err, RAP_SYNTAX, "it ends without two empty lines");
    }
    if (memcmp(self->window + self->window_at, "\r\n\r\n", TRAILER_BYTES) != 0)
        return rap_fail(err, RAP_SYNTAX, "its block is not as long as its head says");
    self->window_at += TRAILER_BYTES;
    self->block_left = -1;
    /* a member's end has its CRC, and must be seen to be checked */
    return in_window(self) > 0 || !self->stream.gzip ? RAP_OK : widen(self, &more, err);
}

/* ---- after damage ---- */

/* The first place in [from, the file's end) that has the bytes which begin a record. */
static rap_code_t find_start(
    const warc_reader_t *self, int64_t from, int64_t *ret, bool *ret_found, rap_err_t *err)
{
    static const char gzip[] = {0x1f, (char)0x8b, 0x08}, plain[] = {'W', 'A', 'R', 'C', '/'};
    const char *magic = self->compressed ? gzip : plain;
    size_t magic_len = self->compressed ? sizeof gzip : sizeof plain, len;
    char chunk[SCAN_BYTES];

    *ret_found = false;
    do {
        RAP_TRY(stream_peek_at(&self->stream, from, chunk, sizeof chunk, &len, err));
        const char *at = memmem(chunk, len, magic, magic_len);
        if (at != NULL) {
            *ret = from + (at - chunk);
            *ret_found = true;
            return RAP_OK;
        }
        from += SCAN_BYTES - (int64_t)magic_len; /* chunks overlap: none is missed at a border */
    } while (len == sizeof chunk);
    return RAP_OK;
}

rap_code_t warc_resync(warc_reader_t *self, bool *ret_found, rap_err_t *err)
{
    int64_t from = self->offset + 1, at = 0;
    warc_record_t record;
    rap_err_t why;

    for (; self->tries < TRIES_MAX; self->tries++) {
        RAP_TRY(find_start(self, from, &at, ret_found, err));
        if (!*ret_found)
            return RAP_OK;
        warc_seek(self, at);
        rap_code_t code = next_record(self, &record, ret_found, &why);
        if (code == RAP_OK) {
            warc_seek(self, at);
            return RAP_OK;
        }
        if (code != RAP_SYNTAX) {
            *err = why;
            return code;
        }
        from = at + 1;
    }
    *ret_found = false;
    return RAP_OK;
}
