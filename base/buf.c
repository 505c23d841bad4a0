/* buf.c - see buf.h */
#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SIZE = 64 };

static char *allocate(void *old, size_t size)
{
    char *data = realloc(old, size);

    if (data == NULL)
        abort(); /* policy: out of memory is a crash, the queue redelivers */
    return data;
}

void rap_buf_init(rap_buf_t *self, size_t max_bytes)
{
    assert(max_bytes < SIZE_MAX / 2);
    *self = (rap_buf_t){.data = allocate(NULL, FIRST_SIZE), .cap = FIRST_SIZE, .max = max_bytes};
    self->data[0] = '\0';
}

void rap_buf_release(rap_buf_t *self)
{
    free(self->data);
    *self = (rap_buf_t){0};
}

void rap_buf_reset(rap_buf_t *self)
{
    self->len = 0;
    self->data[0] = '\0';
}

rap_code_t rap_buf_room(rap_buf_t *self, size_t len, char **ret_at, rap_err_t *err)
{
    if (len > self->max - self->len)
        return rap_fail(err, RAP_TOOBIG, "more than the %zu bytes allowed", self->max);

    size_t need = self->len + len + 1;
    if (need > self->cap) {
        size_t cap = self->cap * 2 > need ? self->cap * 2 : need;
        if (cap > self->max + 1)
            cap = self->max + 1;
        self->data = allocate(self->data, cap);
        self->cap = cap;
    }
    *ret_at = self->data + self->len;
    return RAP_OK;
}

void rap_buf_grew(rap_buf_t *self, size_t len)
{
    assert(len < self->cap - self->len);
    self->len += len;
    self->data[self->len] = '\0';
}

rap_code_t rap_buf_add(rap_buf_t *self, const void *bytes, size_t len, rap_err_t *err)
{
    char *at;

    RAP_TRY(rap_buf_room(self, len, &at, err));
    if (len > 0)
        memcpy(at, bytes, len);
    rap_buf_grew(self, len);
    return RAP_OK;
}

rap_code_t rap_buf_text(rap_buf_t *self, const char *text, rap_err_t *err)
{
    return rap_buf_add(self, text, strlen(text), err);
}

rap_code_t rap_buf_char(rap_buf_t *self, char c, rap_err_t *err)
{
    return rap_buf_add(self, &c, 1, err);
}

rap_code_t rap_buf_printf(rap_buf_t *self, rap_err_t *err, const char *fmt, ...)
{
    va_list ap, again;
    char *at;

    va_start(ap, fmt);
    va_copy(again, ap);
    int len = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    assert(len >= 0);

    rap_code_t code = rap_buf_room(self, (size_t)len, &at, err);
    if (code == RAP_OK) {
        (void)vsnprintf(at, (size_t)len + 1, fmt, again);
        rap_buf_grew(self, (size_t)len);
    }
    va_end(again);
    return code;
}

void rap_buf_drop(rap_buf_t *self, size_t len)
{
    assert(len <= self->len);
    memmove(self->data, self->data + len, self->len - len);
    self->len -= len;
    self->data[self->len] = '\0';
}

char *rap_buf_take(rap_buf_t *self, size_t *ret_len)
{
    size_t max = self->max;
    char *data = self->data;

    *ret_len = self->len;
    rap_buf_init(self, max);
    return data;
}
