/* json_memory.c - see json_memory.h */
#include "base/json_memory.h"

#include <assert.h>
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>

static _Thread_local struct {
    rap_arena_t *arena; /* kept for the next message */
    size_t left;
    bool begun, refused;
} memory;

void *json_memory_take(size_t size)
{
    assert(memory.begun);
    if (size > memory.left) {
        memory.refused = true;
        return NULL;
    }
    size_t used = rap_arena_used(memory.arena);
    void *piece = rap_arena_alloc(memory.arena, size);
    size_t taken = rap_arena_used(memory.arena) - used; /* rounded up */

    memory.left = taken < memory.left ? memory.left - taken : 0;
    return piece;
}

static void *take(size_t size)
{
    return memory.begun ? json_memory_take(size) : malloc(size);
}

static void give(void *piece)
{
    if (!memory.begun)
        free(piece);
}

/* What jansson allocated before came from malloc(), as what is allocated outside of a message
 * still does: so it does not matter when this happens. */
static void prepare(void)
{
    if (memory.arena != NULL)
        return;
    memory.arena = rap_arena_new(SIZE_MAX);
    json_set_alloc_funcs(take, give);
}

void json_memory_begin(const rap_arena_t *arena)
{
    assert(!memory.begun);
    prepare();
    memory.left = rap_arena_left(arena);
    memory.refused = false;
    memory.begun = true;
}

bool json_memory_enough(void)
{
    return !memory.refused;
}

void json_memory_end(void)
{
    assert(memory.begun);
    memory.begun = false;
    rap_arena_reset(memory.arena);
}
