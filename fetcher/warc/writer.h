/* writer.h - WARC/1.1 records, each a gzip member of its own. */
#ifndef RAP_FETCHER_WARC_WRITER_H
#define RAP_FETCHER_WARC_WRITER_H

#include "base/buf.h"
#include "base/err.h"
#include "fetcher/warc/warc.h"

#include <stddef.h>
#include <sys/uio.h>

enum {
    WARC_ID_SIZE = 46,    /* "urn:uuid:" and 36 digits, and a NUL */
    WARC_DIGEST_SIZE = 72 /* "sha256:" and 64 digits, and a NUL */
};

typedef struct warc_writer warc_writer_t;

warc_writer_t *warc_writer_new(void);
void warc_writer_destroy(warc_writer_t **self);

/* Appends the record to the descriptor: its head with the block's length and digest, which are set
 * here (a block digest that is given is taken), and the block, of `parts` parts.  Type, id and date
 * are needed.  RAP_FULL, RAP_IO: some of it may have been written. */
rap_code_t warc_write(warc_writer_t *self, int fd, const warc_record_t *record,
    const struct iovec *part, size_t parts, rap_err_t *err) RAP_CHECKED;

/* A new id, random as of RFC 4122. */
void warc_new_id(char out[WARC_ID_SIZE]);

/* Labels a SHA-256 in hexadecimal. */
void warc_label(const char *hex, char out[WARC_DIGEST_SIZE]);

/* Appends a line of application/warc-fields; a value that is NULL is left out, line ends in one are
 * cut off with what follows. */
rap_code_t warc_add_field(
    rap_buf_t *fields, const char *name, const char *value, rap_err_t *err) RAP_CHECKED;

#endif
