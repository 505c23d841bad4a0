/* entries.h - a codebook as a set of lines, each a path and a value, so that two can be compared. */
#ifndef RAP_CLASSIFIER_CODEBOOKS_ENTRIES_H
#define RAP_CLASSIFIER_CODEBOOKS_ENTRIES_H

#include "classifier/codebook_file.h"

/* "issues[law.ihl].phrases.en: armed conflict", sorted, each once.  Members of lists are named by their
 * `id`, cues by direction, side, strength and modality, others by their number from 1; keys that have
 * their default are left out.  RAP_TOOBIG past the arena's limit. */
rap_code_t entries_of(const file_codebook_t *codebook, rap_arena_t *arena, rap_strings_t *ret,
    rap_err_t *err) RAP_CHECKED;

#endif
