/* buf.h - a growable byte buffer that cannot outgrow the maximum it was born with.
 *
 * Always NUL-terminated behind its bytes, so that `data` is a C string where the bytes
 * hold no NUL.  A call that would pass the maximum changes nothing and says RAP_TOOBIG.
 */
#ifndef RAP_BASE_BUF_H
#define RAP_BASE_BUF_H

#include "base/err.h"

#include <stddef.h>

typedef struct rap_buf {
    char *data; /* owned; never NULL after init */
    size_t len;
    size_t cap;
    size_t max;
} rap_buf_t;

void rap_buf_init(rap_buf_t *self, size_t max_bytes);
void rap_buf_release(rap_buf_t *self); /* idempotent */
void rap_buf_reset(rap_buf_t *self);   /* empty; keeps its memory */

rap_code_t rap_buf_add(rap_buf_t *self, const void *bytes, size_t len, rap_err_t *err) RAP_CHECKED;
rap_code_t rap_buf_text(rap_buf_t *self, const char *text, rap_err_t *err) RAP_CHECKED;
rap_code_t rap_buf_char(rap_buf_t *self, char c, rap_err_t *err) RAP_CHECKED;
rap_code_t rap_buf_printf(rap_buf_t *self, rap_err_t *err, const char *fmt, ...)
    RAP_PRINTF(3, 4) RAP_CHECKED;

/* Room for `len` more bytes, for a read() straight into it; then rap_buf_grew(), with 0 when
 * nothing came of it, which sets the NUL again. */
rap_code_t rap_buf_room(rap_buf_t *self, size_t len, char **ret_at, rap_err_t *err) RAP_CHECKED;
void rap_buf_grew(rap_buf_t *self, size_t len);

/* Drops the first `len` bytes, which must be there. */
void rap_buf_drop(rap_buf_t *self, size_t len);

/* Hands the memory to the caller, who frees it with free(); the buffer is empty after. */
char *rap_buf_take(rap_buf_t *self, size_t *ret_len);

#endif
