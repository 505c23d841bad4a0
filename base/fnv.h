/* fnv.h - the hash FNV-1a, in 64 bits (Fowler, Noll and Vo; RFC 9923).
 *
 * For tables in memory and for features of a model: who chooses the input can choose what collides, and
 * nobody's identity is made of it (base/hash.h).  A caller that takes its lowest bits mixes it first.
 */
#ifndef RAP_BASE_FNV_H
#define RAP_BASE_FNV_H

#include <stddef.h>
#include <stdint.h>

/* What a hash begins with. */
#define RAP_FNV_BASIS UINT64_C(0xcbf29ce484222325)

/* One byte more, or one number that stands for one. */
static inline uint64_t rap_fnv_step(uint64_t hash, uint64_t unit)
{
    return (hash ^ unit) * UINT64_C(0x100000001b3);
}

static inline uint64_t rap_fnv(uint64_t hash, const void *bytes, size_t len)
{
    const unsigned char *at = bytes;

    for (size_t i = 0; i < len; i++)
        hash = rap_fnv_step(hash, at[i]);
    return hash;
}

#endif
