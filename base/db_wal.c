/* db_wal.c - is anything missing from a write-ahead log?
 *
 * SQLite reads its log up to the first frame whose checksum is wrong, and takes what follows for
 * the rest of a transaction that did not end.  After a kill it is; after damage it may be
 * transactions that were on the disk.  Each transaction is synced before the next is
 * written, so that only the last may be incomplete: two or more behind a wrong checksum
 * have been lost.  (https://sqlite.org/fileformat2.html#walformat)
 */
#include "base/db_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    HEAD_BYTES = 32,
    FRAME_HEAD_BYTES = 24,
    SUMMED_BYTES = 24,      /* of the head */
    FRAME_SUMMED_BYTES = 8, /* of a frame's head */
    PAGE_MIN = 512,
    PAGE_MAX = 65536
};

#define MAGIC_LITTLE 0x377f0682U
#define MAGIC_BIG    0x377f0683U

/* The two halves of a checksum, which runs on through the whole log. */
struct sum {
    bool big; /* byte order of the words that are summed */
    uint32_t a, b;
};

struct wal {
    int fd;
    const char *path;
    uint32_t page_bytes;
    unsigned char head[HEAD_BYTES];
    unsigned char *frame; /* head and page */
    struct sum sum;
};

static uint32_t big_endian(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static uint32_t little_endian(const unsigned char *at)
{
    return (uint32_t)at[3] << 24 | (uint32_t)at[2] << 16 | (uint32_t)at[1] << 8 | at[0];
}

static void add(struct sum *self, const unsigned char *bytes, size_t len)
{
    for (size_t i = 0; i + 8 <= len; i += 8) {
        self->a += (self->big ? big_endian(bytes + i) : little_endian(bytes + i)) + self->b;
        self->b += (self->big ? big_endian(bytes + i + 4) : little_endian(bytes + i + 4)) + self->a;
    }
}

static bool is(const struct sum *self, const unsigned char *written)
{
    return self->a == big_endian(written) && self->b == big_endian(written + 4);
}

static rap_code_t read_at(
    const struct wal *self, void *to, size_t len, int64_t offset, bool *ret_whole, rap_err_t *err)
{
    ssize_t got = pread(self->fd, to, len, offset);

    if (got < 0)
        return rap_fail_sys(
            err, rap_code_of_errno(errno), errno, "could not read '%s'", self->path);
    *ret_whole = got == (ssize_t)len;
    return RAP_OK;
}

/* A head whose checksum is wrong is damage, for it lies in one sector; one of zeros is a file
 * that grew and was not written. */
static bool read_head(struct wal *self, bool *ret_empty)
{
    static const unsigned char zeros[HEAD_BYTES];
    uint32_t magic = big_endian(self->head);

    self->page_bytes = big_endian(self->head + 8);
    self->sum = (struct sum){.big = magic == MAGIC_BIG};
    add(&self->sum, self->head, SUMMED_BYTES);
    *ret_empty = memcmp(self->head, zeros, HEAD_BYTES) == 0;
    return (magic == MAGIC_LITTLE || magic == MAGIC_BIG) && self->page_bytes >= PAGE_MIN &&
           self->page_bytes <= PAGE_MAX && is(&self->sum, self->head + SUMMED_BYTES);
}

/* Is this frame of this round of the log, and is all before it? */
static rap_code_t read_frame(
    struct wal *self, int64_t at, bool *sound, bool *ret_ours, bool *ret_whole, rap_err_t *err)
{
    size_t bytes = FRAME_HEAD_BYTES + (*sound ? (size_t)self->page_bytes : 0);
    const unsigned char *frame = self->frame;

    RAP_TRY(read_at(self, self->frame, bytes, at, ret_whole, err));
    *ret_ours = *ret_whole && memcmp(frame + 8, self->head + 16, 8) == 0;
    if (!*sound || !*ret_whole)
        return RAP_OK;
    add(&self->sum, frame, FRAME_SUMMED_BYTES);
    add(&self->sum, frame + FRAME_HEAD_BYTES, self->page_bytes);
    *sound = *ret_ours && is(&self->sum, frame + 16);
    return RAP_OK;
}

/* Transactions that end in frames behind the first wrong one.  Frames of an earlier round, with
 * which a log that began anew goes on, have another salt. */
static rap_code_t count_lost(struct wal *self, int64_t *ret, rap_err_t *err)
{
    bool sound = true, whole = true, ours;

    *ret = 0;
    for (int64_t at = HEAD_BYTES; whole; at += FRAME_HEAD_BYTES + (int64_t)self->page_bytes) {
        RAP_TRY(read_frame(self, at, &sound, &ours, &whole, err));
        if (!sound && ours && big_endian(self->frame + 4) != 0)
            ++*ret;
    }
    return RAP_OK;
}

static rap_code_t look(struct wal *self, int64_t *ret, rap_err_t *err)
{
    bool whole, empty = false;

    RAP_TRY(read_at(self, self->head, HEAD_BYTES, 0, &whole, err));
    if (!whole || !read_head(self, &empty)) {
        *ret = whole && !empty;
        return RAP_OK;
    }
    self->frame = malloc(FRAME_HEAD_BYTES + (size_t)self->page_bytes);
    if (self->frame == NULL)
        abort();
    rap_code_t code = count_lost(self, ret, err);
    free(self->frame);
    if (code == RAP_OK && *ret == 1)
        *ret = 0; /* one that did not end */
    return code;
}

rap_code_t rap_db_wal_lost(const char *path, int64_t *ret, rap_err_t *err)
{
    char name[PATH_MAX];
    struct wal wal = {.path = name};

    *ret = 0;
    if (snprintf(name, sizeof name, "%s-wal", path) >= (int)sizeof name)
        return rap_fail(err, RAP_TOOBIG, "path '%.60s...' is too long", path);
    wal.fd = open(name, O_RDONLY | O_CLOEXEC);
    if (wal.fd < 0 && errno == ENOENT)
        return RAP_OK;
    if (wal.fd < 0)
        return rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not open '%s'", name);
    rap_code_t code = look(&wal, ret, err);
    close(wal.fd);
    return code;
}
