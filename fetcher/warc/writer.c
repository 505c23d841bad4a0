/* writer.c - see writer.h */
#include "fetcher/warc/writer.h"

#include "base/file.h"
#include "base/hash.h"
#include "fetcher/warc/head.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

enum {
    OUT_BYTES = 64 * 1024,
    GZIP_WINDOW = 16 + MAX_WBITS,
    MEMORY_LEVEL = 8,
    /* What is so large is compressed already (scans, office files), and its writer is a loop
     * that must not stand still: it is stored. */
    STORED_FROM_BYTES = 8 * 1024 * 1024
};

struct warc_writer {
    z_stream z;
    rap_buf_t head;
    unsigned char out[OUT_BYTES];
};

warc_writer_t *warc_writer_new(void)
{
    warc_writer_t *self = calloc(1, sizeof *self);

    /* the fastest level: statements are mostly PDF, of which the slowest takes no more off */
    if (self == NULL || deflateInit2(&self->z, Z_BEST_SPEED, Z_DEFLATED, GZIP_WINDOW, MEMORY_LEVEL,
                            Z_DEFAULT_STRATEGY) != Z_OK)
        abort();
    rap_buf_init(&self->head, WARC_HEAD_MAX);
    return self;
}

void warc_writer_destroy(warc_writer_t **self)
{
    if (*self == NULL)
        return;
    (void)deflateEnd(&(*self)->z);
    rap_buf_release(&(*self)->head);
    free(*self);
    *self = NULL;
}

static rap_code_t deflate_to(
    warc_writer_t *self, int fd, const void *bytes, size_t len, int flush, rap_err_t *err)
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
            RAP_TRY(rap_file_write_all(fd, self->out, sizeof self->out - self->z.avail_out, err));
        } while (self->z.avail_out == 0);
        at = at != NULL ? at + given : NULL;
        len -= given;
    } while (len > 0);
    return RAP_OK;
}

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

static void restart(warc_writer_t *self, int64_t block_bytes)
{
    int level = block_bytes < STORED_FROM_BYTES ? Z_BEST_SPEED : Z_NO_COMPRESSION;

    if (deflateReset(&self->z) != Z_OK ||
        deflateParams(&self->z, level, Z_DEFAULT_STRATEGY) != Z_OK)
        abort();
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
    restart(self, whole.length);
    RAP_TRY(deflate_to(self, fd, self->head.data, self->head.len, Z_NO_FLUSH, err));
    for (size_t i = 0; i < parts; i++)
        RAP_TRY(deflate_to(self, fd, part[i].iov_base, part[i].iov_len, Z_NO_FLUSH, err));
    return deflate_to(self, fd, "\r\n\r\n", 4, Z_FINISH, err);
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
