/* stream.c - see stream.h */
#include "fetcher/warc/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { GZIP_ONLY = 16 + MAX_WBITS };

rap_code_t stream_open(stream_t *self, const char *path, rap_err_t *err)
{
    memset(self, 0, offsetof(stream_t, raw)); /* the rest is written before it is read */
    self->path = path;
    self->over = true;
    self->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (self->fd < 0)
        return rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not open '%s'", path);
    if (inflateInit2(&self->z, GZIP_ONLY) != Z_OK)
        abort();
    return RAP_OK;
}

void stream_close(stream_t *self)
{
    if (self->fd < 0)
        return;
    close(self->fd);
    self->fd = -1;
    (void)inflateEnd(&self->z);
}

void stream_seek(stream_t *self, int64_t offset)
{
    self->next = offset;
    self->raw_at = self->raw_len = 0;
    self->over = true;
    self->gzip = self->cut = false;
}

int64_t stream_offset(const stream_t *self)
{
    return self->next - (int64_t)(self->raw_len - self->raw_at);
}

rap_code_t stream_peek_at(
    const stream_t *self, int64_t offset, void *to, size_t size, size_t *ret_len, rap_err_t *err)
{
    size_t done = 0;

    while (done < size) {
        ssize_t got = pread(self->fd, (char *)to + done, size - done, offset + (int64_t)done);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return rap_fail_sys(
                err, rap_code_of_errno(errno), errno, "could not read '%s'", self->path);
        if (got == 0)
            break;
        done += (size_t)got;
    }
    *ret_len = done;
    return RAP_OK;
}

/* More raw bytes behind those that are unread; fewer than `want` at the file's end. */
static rap_code_t fill(stream_t *self, size_t want, rap_err_t *err)
{
    size_t left = self->raw_len - self->raw_at, got;

    if (left >= want)
        return RAP_OK;
    memmove(self->raw, self->raw + self->raw_at, left);
    self->raw_at = 0;
    self->raw_len = left;
    RAP_TRY(stream_peek_at(self, self->next, self->raw + left, STREAM_RAW_BYTES - left, &got, err));
    self->next += (int64_t)got;
    self->raw_len += got;
    return RAP_OK;
}

rap_code_t stream_begin(stream_t *self, bool *ret_found, rap_err_t *err)
{
    RAP_TRY(fill(self, 2, err));
    const unsigned char *at = self->raw + self->raw_at;
    size_t len = self->raw_len - self->raw_at;
    *ret_found = len > 0;
    self->gzip = len >= 2 && at[0] == 0x1f && at[1] == 0x8b;
    self->over = len == 0;
    if (self->gzip && inflateReset2(&self->z, GZIP_ONLY) != Z_OK)
        abort();
    return RAP_OK;
}

static rap_code_t read_plain(stream_t *self, void *to, size_t size, size_t *ret_len, rap_err_t *err)
{
    RAP_TRY(fill(self, 1, err));
    size_t len = self->raw_len - self->raw_at;
    if (len > size)
        len = size;
    memcpy(to, self->raw + self->raw_at, len);
    self->raw_at += len;
    self->over = self->cut = len == 0;
    *ret_len = len;
    return RAP_OK;
}

static rap_code_t inflate_some(stream_t *self, rap_err_t *err)
{
    RAP_TRY(fill(self, 1, err));
    self->z.next_in = self->raw + self->raw_at;
    self->z.avail_in = (uInt)(self->raw_len - self->raw_at);
    if (self->z.avail_in == 0) {
        self->cut = true;
        return rap_fail(err, RAP_SYNTAX, "the file ends within it");
    }
    int rc = inflate(&self->z, Z_NO_FLUSH);
    self->raw_at = self->raw_len - self->z.avail_in;
    if (rc == Z_MEM_ERROR)
        abort();
    if (rc == Z_STREAM_END)
        self->over = true;
    else if (rc != Z_OK)
        return rap_fail(err, RAP_SYNTAX, "it cannot be inflated: %s",
            self->z.msg != NULL ? self->z.msg : "a dictionary is missing");
    return RAP_OK;
}

rap_code_t stream_read(stream_t *self, void *to, size_t size, size_t *ret_len, rap_err_t *err)
{
    *ret_len = 0;
    if (self->over || size == 0)
        return RAP_OK;
    if (!self->gzip)
        return read_plain(self, to, size, ret_len, err);
    self->z.next_out = to;
    self->z.avail_out = size < UINT_MAX ? (uInt)size : UINT_MAX;
    uInt room = self->z.avail_out;
    while (self->z.avail_out == room && !self->over)
        RAP_TRY(inflate_some(self, err));
    *ret_len = room - self->z.avail_out;
    return RAP_OK;
}
