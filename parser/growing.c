/* growing.c - see growing.h */
#include "parser/growing.h"

#include <string.h>

enum { FIRST_ROOM = 16 };

void *growing_add(growing_t *self, rap_arena_t *arena)
{
    if (self->count == self->room) {
        size_t room = self->room > 0 ? self->room * 2 : FIRST_ROOM;
        void *item = rap_arena_array(arena, room, self->size);

        if (item == NULL)
            return NULL;
        if (self->count > 0)
            memcpy(item, self->item, self->count * self->size);
        self->item = item;
        self->room = room;
    }
    return (char *)self->item + self->count++ * self->size;
}

rap_code_t growing_full(rap_err_t *err)
{
    return rap_fail(err, RAP_TOOBIG, "the document's text needs more memory than it may have");
}
