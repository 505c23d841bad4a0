/* names.c - open addressing, linear probing, deletion by shifting back: no tombstones. */
#include "broker/names.h"

#include "base/fnv.h"
#include "base/retry.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 16 };

struct slot {
    const char *name; /* NULL: empty */
    size_t len;
    void *thing;
};

struct names {
    struct slot *slot;
    size_t mask; /* slots - 1, a power of two less one */
    size_t count;
    uint64_t key;
};

static struct slot *slots_new(size_t count)
{
    struct slot *slot = calloc(count, sizeof *slot);

    if (slot == NULL)
        abort();
    return slot;
}

names_t *names_new(void)
{
    names_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    self->slot = slots_new(FIRST_SLOTS);
    self->mask = FIRST_SLOTS - 1;
    self->key = (uint64_t)rap_random(NULL) << 32 | rap_random(NULL);
    return self;
}

void names_destroy(names_t **self)
{
    if (*self != NULL) {
        free((*self)->slot);
        free(*self);
        *self = NULL;
    }
}

size_t names_count(const names_t *self)
{
    return self->count;
}

/* From a random start, and with a finish that spreads the high bits. */
static size_t home_of(const names_t *self, const char *name, size_t len)
{
    uint64_t h = rap_fnv(self->key, name, len);

    h ^= h >> 32;
    h *= 0x9e3779b97f4a7c15u;
    return (size_t)(h >> 32) & self->mask;
}

/* The slot of the name, or the empty one where it would stand. */
static size_t look_up(const names_t *self, const char *name, size_t len)
{
    size_t at = home_of(self, name, len);

    while (self->slot[at].name != NULL &&
           (self->slot[at].len != len || memcmp(self->slot[at].name, name, len) != 0))
        at = (at + 1) & self->mask;
    return at;
}

void *names_find(const names_t *self, const char *name, size_t len)
{
    return self->slot[look_up(self, name, len)].thing;
}

static void grow(names_t *self)
{
    struct slot *old = self->slot;
    size_t slots = self->mask + 1;

    self->slot = slots_new(slots * 2);
    self->mask = slots * 2 - 1;
    for (size_t i = 0; i < slots; i++)
        if (old[i].name != NULL)
            self->slot[look_up(self, old[i].name, old[i].len)] = old[i];
    free(old);
}

void names_add(names_t *self, const char *name, size_t len, void *thing)
{
    assert(thing != NULL);
    if ((self->count + 1) * 2 > self->mask)
        grow(self);
    size_t at = look_up(self, name, len);

    assert(self->slot[at].name == NULL);
    self->slot[at] = (struct slot){.name = name, .len = len, .thing = thing};
    self->count++;
}

/* May what stands at `at`, and would best stand at `home`, move to the hole before it?  Not if its
 * home lies between them, for it would not be found before it. */
static bool may_move(const names_t *self, size_t hole, size_t at, size_t home)
{
    return ((at - home) & self->mask) >= ((at - hole) & self->mask);
}

/* Leaves no tombstones: what stands behind the hole, up to an empty slot, is moved to it if it may,
 * and then its slot is the hole. */
void names_remove(names_t *self, const char *name, size_t len)
{
    size_t hole = look_up(self, name, len);

    if (self->slot[hole].name == NULL)
        return;
    self->count--;
    for (size_t at = (hole + 1) & self->mask; self->slot[at].name != NULL;
         at = (at + 1) & self->mask) {
        size_t home = home_of(self, self->slot[at].name, self->slot[at].len);

        if (may_move(self, hole, at, home)) {
            self->slot[hole] = self->slot[at];
            hole = at;
        }
    }
    self->slot[hole] = (struct slot){.name = NULL};
}
