/* probe.h - open addressing with linear probing, and deletion that leaves no tombstones. */
#ifndef BROKER_PROBE_H
#define BROKER_PROBE_H

#include <stdbool.h>
#include <stddef.h>

/* Slots behind a hole are looked at in turn until an empty one.  May what stands at `at`, and would
 * best stand at `home`, move to the hole?  Then its slot is the hole.  It may not if its home lies
 * between them, for it would not be found before it.  `mask` is the number of slots less one. */
static inline bool probe_may_move(size_t hole, size_t at, size_t home, size_t mask)
{
    return ((at - home) & mask) >= ((at - hole) & mask);
}

#endif
