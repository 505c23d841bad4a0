/* thesaurus_hash.h - how a chain of words becomes a number; who builds and who looks up agree on it. */
#ifndef RAP_CLASSIFIER_MODEL_THESAURUS_HASH_H
#define RAP_CLASSIFIER_MODEL_THESAURUS_HASH_H

#include "base/fnv.h"

#include <stddef.h>
#include <stdint.h>

/* What ends a word of a chain; no text has such bytes. */
enum { CHAIN_WHOLE = 0x101, CHAIN_STEM = 0x102 };

enum {
    CHAIN_WORDS_MAX = 6,
    CHAIN_STEM_LETTERS = 2,  /* that a stem has at least */
    CHAIN_CHARACTERS_MAX = 8 /* of a phrase without blanks */
};

/* Entries that are no sense. */
enum { SENSE_NONE = 0xffff, SENSE_MORE = 0xfffe /* the chain goes on */ };

static inline uint64_t chain_begin(int language)
{
    return rap_fnv_step(RAP_FNV_BASIS, (unsigned)language);
}

/* Well mixed: the lowest bits say where it stands, the highest 32 whether it does. */
static inline uint64_t chain_end(uint64_t hash)
{
    hash = (hash ^ hash >> 32) * 0x9e3779b97f4a7c15ull;
    return hash ^ hash >> 29;
}

/* Slots that are looked at for one hash, at most. */
enum { CHAIN_PROBES_MAX = 64 };

#endif
