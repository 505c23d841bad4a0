/* hosts.c - see hosts.h */
#include "fetcher/hosts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void hosts_release(hosts_t *self)
{
    for (size_t i = 0; i < self->count; i++) {
        free(self->host[i]->name);
        free(self->host[i]);
    }
    free(self->host);
    *self = (hosts_t){0};
}

/* Where the name is, or belongs. */
static size_t place_of(const hosts_t *self, const char *name)
{
    size_t low = 0, high = self->count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (strcmp(self->host[mid]->name, name) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

host_t *hosts_get(hosts_t *self, const char *name)
{
    size_t at = place_of(self, name);

    if (at < self->count && strcmp(self->host[at]->name, name) == 0)
        return self->host[at];
    if (self->count == self->cap) {
        self->cap = self->cap > 0 ? self->cap * 2 : 16;
        self->host = reallocarray(self->host, self->cap, sizeof(host_t *));
    }
    host_t *host = calloc(1, sizeof *host);
    if (self->host == NULL || host == NULL || (host->name = strdup(name)) == NULL)
        abort();
    host->due_ms = INT64_MAX;
    memmove(self->host + at + 1, self->host + at, (self->count - at) * sizeof(host_t *));
    self->host[at] = host;
    self->count++;
    return host;
}

void host_due(host_t *self, int64_t due_ms)
{
    if (due_ms < self->due_ms)
        self->due_ms = due_ms;
}

void host_begin(host_t *self, int64_t now_ms, int64_t delay_ms)
{
    self->active++;
    if (now_ms + delay_ms > self->next_ok_ms)
        self->next_ok_ms = now_ms + delay_ms;
}

void host_end(host_t *self)
{
    assert(self->active > 0);
    self->active--;
}

void host_pause(host_t *self, int64_t until_ms)
{
    if (until_ms > self->next_ok_ms)
        self->next_ok_ms = until_ms;
}
