/* readers.c - see readers.h */
#include "parser/readers.h"

#include <assert.h>

void readers_open(readers_t *self, size_t count, rap_loop_t *loop, const reader_options_t *options,
    const reader_listener_t *listener, rap_metric_t *started)
{
    assert(count > 0 && count <= READERS_MAX);
    for (self->count = 0; self->count < count; self->count++)
        self->reader[self->count] = reader_new(loop, options, listener, started);
}

void readers_close(readers_t *self)
{
    for (size_t i = 0; i < self->count; i++)
        reader_destroy(&self->reader[i]);
    self->count = 0;
}

reader_t *readers_for(const readers_t *self, const rap_envelope_t *envelope)
{
    reader_t *other = NULL;

    for (size_t i = 0; i < self->count; i++) {
        reader_t *reader = self->reader[i];

        if (!reader_is_ready(reader))
            continue;
        if (reader_suits(reader, envelope))
            return reader;
        other = reader;
    }
    if (other != NULL)
        reader_renew(other);
    return NULL;
}

bool readers_are_busy(const readers_t *self)
{
    for (size_t i = 0; i < self->count; i++)
        if (reader_tag(self->reader[i]) == NULL)
            return false;
    return true;
}

void readers_renew(const readers_t *self)
{
    for (size_t i = 0; i < self->count; i++)
        reader_renew(self->reader[i]);
}
