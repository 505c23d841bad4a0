/* writer.c - see writer.h */
#include "fetcher/warc/writer.h"

#include "base/file.h"
#include "base/hash.h"
#include "fetcher/warc/head.h"

#include <assert.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

enum {
    /* The fastest: statements are mostly PDF, of which the slowest takes no more off. */
    LEVEL = 1,
    /* libdeflate wants a record as a whole, and is three times as fast; larger ones go through
     * zlib in pieces. */
    WHOLE_MAX_BYTES = 1024 * 1024,
    /* What is so large is compressed already (scans, office files), and its writer is a loop
     * that must not stand still: it is stored. */
    STORED_FROM_BYTES = 8 * 1024 * 1024,
    PIECE_BYTES = 32 * 1024,
    GZIP_WINDOW = 16 + MAX_WBITS,
    MEMORY_LEVEL = 8
};

static const char record_end[] = "\r\n\r\n";

struct warc_writer {
    struct libdeflate_compressor *compressor;
    rap_buf_t head, whole, packed;
};

warc_writer_t *warc_writer_new(void)
{
    warc_writer_t *self = calloc(1, sizeof *self);

    if (self == NULL || (self->compressor = libdeflate_alloc_compressor(LEVEL)) == NULL)
        abort();
    rap_buf_init(&self->head, WARC_HEAD_MAX);
    rap_buf_init(&self->whole, WARC_HEAD_MAX + WHOLE_MAX_BYTES + sizeof record_end);
    rap_buf_init(&self->packed, libdeflate_gzip_compress_bound(self->compressor, self->whole.max));
    return self;
}

void warc_writer_destroy(warc_writer_t **self)
{
    if (*self == NULL)
        return;
    libdeflate_free_compressor((*self)->compressor);
    rap_buf_release(&(*self)->head);
    rap_buf_release(&(*self)->whole);
    rap_buf_release(&(*self)->packed);
    free(*self);
    *self = NULL;
}

/* ---- at once ---- */

static rap_code_t write_whole(
    warc_writer_t *self, int fd, const struct iovec *part, size_t parts, rap_err_t *err)
{
    rap_buf_t *whole = &self->whole;
    char *out;

    rap_buf_reset(whole);
    rap_buf_reset(&self->packed);
    RAP_TRY(rap_buf_add(whole, self->head.data, self->head.len, err));
    for (size_t i = 0; i < parts; i++)
        RAP_TRY(rap_buf_add(whole, part[i].iov_base, part[i].iov_len, err));
    RAP_TRY(rap_buf_text(whole, record_end, err));
    size_t most = libdeflate_gzip_compress_bound(self->compressor, whole->len);
    RAP_TRY(rap_buf_room(&self->packed, most, &out, err));
    size_t len = libdeflate_gzip_compress(self->compressor, whole->data, whole->len, out, most);
    assert(len > 0); /* there was room for it */
    return rap_file_write_all(fd, out, len, err);
}

/* ---- in pieces ---- */

typedef struct pieces {
    z_stream z;
    int fd;
    unsigned char out[PIECE_BYTES];
} pieces_t;

static rap_code_t deflate_to(
    pieces_t *self, const void *bytes, size_t len, int flush, rap_err_t *err)
{
    const unsigned char *at = bytes;

    do {
        uInt given = len < UINT32_MAX ? (uInt)len : UINT32_MAX;

        self->z.next_in = at;
        self->z.avail_in = given;
        do {
            self->z.next_out = self->out;
            self->z.avail_out = sizeof self->out;
            (void)deflate(&self->z, len == given ? flush : Z_NO_FLUSH);
            RAP_TRY(
                rap_file_write_all(self->fd, self->out, sizeof self->out - self->z.avail_out, err));
        } while (self->z.avail_out == 0);
        at = at != NULL ? at + given : NULL;
        len -= given;
    } while (len > 0);
    return RAP_OK;
}

static rap_code_t deflate_all(
    pieces_t *self, const rap_buf_t *head, const struct iovec *part, size_t parts, rap_err_t *err)
{
    RAP_TRY(deflate_to(self, head->data, head->len, Z_NO_FLUSH, err));
    for (size_t i = 0; i < parts; i++)
        RAP_TRY(deflate_to(self, part[i].iov_base, part[i].iov_len, Z_NO_FLUSH, err));
    return deflate_to(self, record_end, strlen(record_end), Z_FINISH, err);
}

static rap_code_t write_pieces(const warc_writer_t *self, int fd, int level,
    const struct iovec *part, size_t parts, rap_err_t *err)
{
    pieces_t pieces = {.fd = fd};

    if (deflateInit2(&pieces.z, level, Z_DEFLATED, GZIP_WINDOW, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        abort(); /* out of memory */
    rap_code_t code = deflate_all(&pieces, &self->head, part, parts, err);
    (void)deflateEnd(&pieces.z);
    return code;
}

/* ---- a record ---- */

static void digest_parts(const struct iovec *part, size_t parts, char out[WARC_DIGEST_SIZE])
{
    rap_sha256_t hash;
    char hex[RAP_HEX_SIZE];

    rap_sha256_init(&hash);
    for (size_t i = 0; i < parts; i++)
        rap_sha256_add(&hash, part[i].iov_base, part[i].iov_len);
    rap_sha256_end(&hash, hex);
    warc_label(hex, out);
}

rap_code_t warc_write(warc_writer_t *self, int fd, const warc_record_t *record,
    const struct iovec *part, size_t parts, rap_err_t *err)
{
    warc_record_t whole = *record;
    char digest[WARC_DIGEST_SIZE];

    whole.length = 0;
    for (size_t i = 0; i < parts; i++)
        whole.length += (int64_t)part[i].iov_len;
    if (whole.block_digest == NULL) {
        digest_parts(part, parts, digest);
        whole.block_digest = digest;
    }
    rap_buf_reset(&self->head);
    RAP_TRY(warc_head_write(&whole, &self->head, err));
    if (whole.length <= WHOLE_MAX_BYTES)
        return write_whole(self, fd, part, parts, err);
    return write_pieces(
        self, fd, whole.length < STORED_FROM_BYTES ? LEVEL : Z_NO_COMPRESSION, part, parts, err);
}

void warc_new_id(char out[WARC_ID_SIZE])
{
    unsigned char id[16];

    arc4random_buf(id, sizeof id);
    id[6] = (unsigned char)((id[6] & 0x0f) | 0x40); /* random */
    id[8] = (unsigned char)((id[8] & 0x3f) | 0x80); /* as of the RFC */
    (void)snprintf(out, WARC_ID_SIZE,
        "urn:uuid:%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", id[0],
        id[1], id[2], id[3], id[4], id[5], id[6], id[7], id[8], id[9], id[10], id[11], id[12],
        id[13], id[14], id[15]);
}

void warc_label(const char *hex, char out[WARC_DIGEST_SIZE])
{
    (void)snprintf(out, WARC_DIGEST_SIZE, "sha256:%.64s", hex);
}

rap_code_t warc_add_field(rap_buf_t *fields, const char *name, const char *value, rap_err_t *err)
{
    if (value == NULL)
        return RAP_OK;
    return rap_buf_printf(fields, err, "%s: %.*s\r\n", name, (int)strcspn(value, "\r\n"), value);
}
