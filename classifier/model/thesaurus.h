/* thesaurus.h - which senses a sentence's words have: sets of words and short phrases that speak of one
 * thing, in the six languages of codebooks.
 *
 * What is learnt of a sense in one language holds in the others, and what is learnt of one word for those
 * that mean the like.  People write the words into data/lexica/thesaurus.yaml; who trains a model packs
 * them into a table that the model's file carries, so that who classifies reads no such file.
 *
 * The table has hashes and no words.  A phrase is a chain of words, each whole or, with a star, begun;
 * each beginning of a chain is an entry too, so that a text is looked up word by word.  Chinese, which
 * has no blanks, is looked up at each character; Arabic words also without what is written together
 * with them.
 *
 * A table may be of a file that somebody changed: no number in it is believed, and looking up ends.
 */
#ifndef RAP_CLASSIFIER_MODEL_THESAURUS_H
#define RAP_CLASSIFIER_MODEL_THESAURUS_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    THESAURUS_SLOT = 6,          /* bytes: a hash of 32 bits and a sense, little-endian */
    THESAURUS_BITS_MAX = 20,     /* of the number of slots */
    THESAURUS_SENSES_MAX = 4096, /* of a thesaurus */
    THESAURUS_FOUND_MAX = 64,    /* in one sentence; what is more is passed over */
};

typedef struct thesaurus {
    size_t senses;
    unsigned bits;       /* there are 2^bits slots; 0: no thesaurus */
    const uint8_t *slot; /* in the model's file, or `own` */
    uint8_t *own;
} thesaurus_t;

void thesaurus_release(thesaurus_t *self); /* idempotent */

/* Bytes of the slots. */
size_t thesaurus_bytes(const thesaurus_t *self);

/* Adds the senses of the words of match_plain()'s text from .. to, in the order of their first words,
 * to the `count` that are in `ret` of THESAURUS_FOUND_MAX, each once.  `language` is LANG_*.  How many
 * there are. */
size_t thesaurus_find(const thesaurus_t *self, int language, const char *plain, size_t from,
    size_t to, uint16_t *ret, size_t count);

/* ---- making (thesaurus_build.c) ---- */

typedef struct thesaurus_builder thesaurus_builder_t;
thesaurus_builder_t *thesaurus_builder_new(void);
void thesaurus_builder_destroy(thesaurus_builder_t **self);

/* One more sense, of which there are THESAURUS_SENSES_MAX at most; their numbers count from 0. */
void thesaurus_builder_sense(thesaurus_builder_t *self);

/* A phrase of the latest sense: "word", "word*" (any ending), several of them.  RAP_CONFIG for one that
 * has no word, too many, or a stem of fewer than two letters; RAP_TOOBIG past the arena's limit. */
rap_code_t thesaurus_builder_add(thesaurus_builder_t *self, int language, const char *phrase,
    rap_arena_t *scratch, rap_err_t *err) RAP_CHECKED;

/* What was added as a thesaurus that the caller releases.  RAP_TOOBIG where there are too many phrases
 * for a table, or too many senses for one phrase. */
rap_code_t thesaurus_builder_finish(
    thesaurus_builder_t *self, thesaurus_t *ret, rap_err_t *err) RAP_CHECKED;

/* All of a file like data/lexica/thesaurus.yaml (thesaurus_file.c), to be released by the caller;
 * `ret_name`, in the arena, is its id with its version.  RAP_CONFIG says "file: ..." for what does not
 * fit. */
rap_code_t thesaurus_open(thesaurus_t *ret, const char **ret_name, const char *path,
    rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

#endif
