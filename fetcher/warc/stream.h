/* stream.h - a file as a stream of bytes, gzip members inflated one at a time.  For reader.c. */
#ifndef RAP_FETCHER_WARC_STREAM_H
#define RAP_FETCHER_WARC_STREAM_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zlib.h>

enum { STREAM_RAW_BYTES = 64 * 1024 };

typedef struct stream {
    int fd;
    const char *path;       /* borrowed */
    int64_t next;           /* of the file, behind what is in `raw` */
    size_t raw_at, raw_len; /* what is unread of it */
    bool gzip;              /* a member is being read; else the bytes as they are */
    bool over;              /* that member has ended, or the file */
    bool cut;               /* the file ended within a member */
    z_stream z;
    unsigned char raw[STREAM_RAW_BYTES];
} stream_t;

/* RAP_NOTFOUND, RAP_IO. */
rap_code_t stream_open(stream_t *self, const char *path, rap_err_t *err) RAP_CHECKED;
void stream_close(stream_t *self);

void stream_seek(stream_t *self, int64_t offset);
/* Of the next byte of the file. */
int64_t stream_offset(const stream_t *self);

/* Looks what is next: a gzip member, plain bytes, or (*ret_found false) nothing more. */
rap_code_t stream_begin(stream_t *self, bool *ret_found, rap_err_t *err) RAP_CHECKED;

/* Up to `size` bytes; *ret_len is 0 where the member, or the plain file, ends.  RAP_SYNTAX: it is
 * damaged, or the file ends within it. */
rap_code_t stream_read(
    stream_t *self, void *to, size_t size, size_t *ret_len, rap_err_t *err) RAP_CHECKED;

/* Bytes of the file at a place, the stream left as it is; fewer than asked for at its end. */
rap_code_t stream_peek_at(const stream_t *self, int64_t offset, void *to, size_t size,
    size_t *ret_len, rap_err_t *err) RAP_CHECKED;

#endif
