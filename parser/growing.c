/* growing.c - see growing.h */
#include "parser/growing.h"

#include <stdint.h>
#include <string.h>

enum { FIRST_ROOM = 16 };

/* Room for `count` more items. */
static bool make_room(growing_t *self, rap_arena_t *arena, size_t count)
{
    size_t room = self->room > 0 ? self->room : FIRST_ROOM;

    if (count <= self->room - self->count)
        return true;
    if (count > SIZE_MAX / 4 - self->count)
        return false;
    while (room - self->count < count)
        room *= 2;
    void *item = rap_arena_array(arena, room, self->size);
    if (item == NULL)
        return false;
    if (self->count > 0)
        memcpy(item, self->item, self->count * self->size);
    self->item = item;
    self->room = room;
    return true;
}

void *growing_add(growing_t *self, rap_arena_t *arena)
{
    if (!make_room(self, arena, 1))
        return NULL;
    return (char *)self->item + self->count++ * self->size;
}

bool growing_append(growing_t *self, rap_arena_t *arena, const void *items, size_t count)
{
    if (!make_room(self, arena, count))
        return false;
    if (count > 0)
        memcpy((char *)self->item + self->count * self->size, items, count * self->size);
    self->count += count;
    return true;
}

rap_code_t growing_full(rap_err_t *err)
{
    return rap_fail(err, RAP_TOOBIG, "the document's text needs more memory than it may have");
}
