/* orders.c - see orders.h */
#include "fetcher/replay/orders.h"

#include "base/file.h"
#include "proto/order.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BYTES_MAX = 64 << 20 }; /* of lines in hand, before one more */

rap_code_t orders_open(orders_t *self, const char *path, rap_err_t *err)
{
    *self = (orders_t){.name = "standard input", .fd = STDIN_FILENO};
    self->last = &self->first;
    if (strcmp(path, "-") != 0) {
        self->name = path;
        /* without O_NONBLOCK a FIFO's open would wait for who writes to it */
        self->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (self->fd < 0)
            return rap_fail_sys(
                err, rap_code_of_errno(errno), errno, "could not open '%.150s'", path);
        self->owned = true;
    }
    rap_buf_init(&self->buf, RAP_ORDER_MAX);
    return RAP_OK;
}

void orders_close(orders_t *self)
{
    while (self->first != NULL) {
        item_t *item = self->first;

        orders_remove(self, &item);
    }
    rap_buf_release(&self->buf);
    if (self->owned)
        close(self->fd);
    self->owned = false;
}

bool orders_want_more(const orders_t *self, size_t count_max)
{
    return self->count < count_max && (self->count == 0 || self->bytes < BYTES_MAX);
}

static void add(orders_t *self, const char *line, size_t len)
{
    item_t *item = calloc(1, sizeof *item);

    self->lines++;
    if (item == NULL || (item->line = malloc(len)) == NULL)
        abort();
    memcpy(item->line, line, len);
    item->len = len;
    item->number = self->lines;
    *self->last = item;
    self->last = &item->next;
    self->count++;
    self->bytes += len;
}

void orders_take(orders_t *self, size_t count_max)
{
    size_t used = 0;

    while (used < self->buf.len && orders_want_more(self, count_max)) {
        const char *line = self->buf.data + used;
        size_t from = self->looked > used ? self->looked - used : 0;
        const char *end = memchr(line + from, '\n', self->buf.len - used - from);

        if (end == NULL && !self->end) {
            self->looked = self->buf.len;
            break;
        }
        size_t len = end != NULL ? (size_t)(end - line) : self->buf.len - used;
        if (len > 0)
            add(self, line, len);
        else
            self->lines++;
        used += len + (end != NULL);
        self->looked = used;
    }
    rap_buf_drop(&self->buf, used);
    self->looked = self->looked > used ? self->looked - used : 0;
}

rap_code_t orders_read(orders_t *self, rap_err_t *err)
{
    return rap_file_read_next(self->fd, self->name, &self->buf, &self->end, err);
}

bool orders_done(const orders_t *self)
{
    return self->end && self->buf.len == 0 && self->count == 0;
}

void orders_remove(orders_t *self, item_t **item)
{
    item_t **at = &self->first;

    while (*at != *item)
        at = &(*at)->next;
    *at = (*item)->next;
    if (self->last == &(*item)->next)
        self->last = at;
    self->count--;
    self->bytes -= (*item)->len;
    free((*item)->line);
    free((*item)->url);
    free(*item);
    *item = NULL;
}
