/* utterances.h - sentences of speeches, of which people said whether they criticise somebody.
 *
 * A file is a table (base/csv.h) with the columns of UNSCon (Zaczynska et al. 2024), a sentence a row:
 *
 *   basename       the debate
 *   speech_id      the speech in it
 *   file_id        the part of the speech; parts are in the order of their names, and the first party that
 *                  is named there speaks: "spch004_New_Zealand_01"
 *   sentence_text  the sentence; those of a part are in order
 *   A0             a negative evaluation, direct or indirect; "_" or empty: none
 *   B1             a challenge or a correction of what somebody said; "_" or empty: none
 *
 * Other columns are passed over.
 */
#ifndef RAP_CLASSIFIER_CRITICISM_UTTERANCES_H
#define RAP_CLASSIFIER_CRITICISM_UTTERANCES_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct utterance {
    const char *debate, *speech, *part, *text;
    bool critical; /* any of the four */
    size_t in_debate,
        within;  /* numbers of its debate and, counted through all debates, of its speech */
    size_t line; /* among all rows */
} utterance_t;

typedef struct utterances {
    utterance_t *item; /* by debate and speech, in the order in which they were said */
    size_t count, debates, speeches;
} utterances_t;

/* All rows of the files, in the arena. */
rap_code_t utterances_read(utterances_t *ret, char *const *file, size_t files, rap_arena_t *arena,
    rap_err_t *err) RAP_CHECKED;

#endif
