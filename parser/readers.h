/* readers.h - several readers (reader.h), of which one is to be had. */
#ifndef RAP_PARSER_READERS_H
#define RAP_PARSER_READERS_H

#include "parser/reader.h"

enum { READERS_MAX = 64 };

typedef struct readers {
    reader_t *reader[READERS_MAX];
    size_t count;
} readers_t;

/* `count` of them, without a child yet; see reader_new(). */
void readers_open(readers_t *self, size_t count, rap_loop_t *loop, const reader_options_t *options,
    const reader_listener_t *listener, rap_metric_t *started);
void readers_close(readers_t *self);

/* One for that document.  NULL: there is none yet; one that is ready but has other limits than the
 * document is to have makes way. */
reader_t *readers_for(const readers_t *self, const rap_envelope_t *envelope);

bool readers_are_busy(const readers_t *self); /* each with something in hand */

void readers_renew(const readers_t *self); /* reader_renew() of all */

#endif
