/* features.h - a sentence as numbers for a linear model.
 *
 * Features have no names: each is hashed to one of FEATURES_BUCKETS numbers (Weinberger et al. 2009), so
 * that a model knows no vocabulary and its size has a limit.  They come in blocks, each of a length of
 * its own whatever the sentence's:
 *
 *   words    1 to 3 words in a row, as the matching sees them; in Chinese 1 to 3 characters
 *   letters  3 to 5 letters in a row within a word, its ends marked; not in Chinese
 *   before   1 and 2 words of the sentence before, and behind: of the one after
 *   marks    what the rules saw: issues and how they are named, cues, negations, words of others
 *   senses   what the words mean, by a thesaurus, and each of them with the next few that the sentence
 *            has not had before
 *
 * What a stance towards an issue looks like is another matter for each issue: to call what there is enough is
 * praise of a list and a no to a treaty.  So senses, and marks that are of no issue, are kept once more, to be
 * crossed with an issue: each is a feature of its own then.
 *
 * Names of parties are all the same word, so that nothing is learnt of who says what.
 */
#ifndef RAP_CLASSIFIER_MODEL_FEATURES_H
#define RAP_CLASSIFIER_MODEL_FEATURES_H

#include "classifier/analysis.h"

enum {
    FEATURES_VERSION = 4, /* raised with any change of what is hashed, or how */
    FEATURES_BITS = 18,
    FEATURES_BUCKETS = 1 << FEATURES_BITS,
    FEATURES_MAX = 16384, /* of a sentence; what is more is passed over */
    FEATURES_WORDS_MAX = 2048,
    FEATURES_CROSSED_MAX = 4096,
    FEATURES_LETTERS_MAX = 138, /* of a word */
    FEATURES_BLOCKS_MAX = 8,
};

typedef struct feature {
    uint32_t bucket;
    float value;
} feature_t;

/* A word, of the folded text, whose letters are features. */
typedef struct feature_word {
    const char *text;
    uint32_t len;
    uint64_t hash;
} feature_word_t;

/* Features that all have one value. */
typedef struct feature_block {
    size_t end; /* behind its last */
    float value;
} feature_block_t;

typedef struct features {
    feature_t *item;
    size_t count;
    feature_block_t
        block[FEATURES_BLOCKS_MAX]; /* in the order of the items, until they are sorted */
    size_t blocks;
    feature_word_t *word; /* their letters are a block that is not among the items; NULL: it is */
    size_t words;
    float letters;   /* the value of each feature of that block */
    uint32_t *cross; /* buckets of what an issue is crossed with */
    size_t crosses;
} features_t;

/* Room for a sentence, in the arena.  RAP_TOOBIG past its limit. */
rap_code_t features_room(features_t *self, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;
/* The same, for one that is only scored: its words are kept instead of their letters (words.h). */
rap_code_t features_room_words(features_t *self, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;
/* For the next sentence. */
void features_clear(features_t *self);

typedef enum features_place { FEATURES_HERE, FEATURES_BEFORE, FEATURES_BEHIND } features_place_t;

/* The words of the folded text from .. to, as those of the sentence (once) or of a neighbour. */
void features_add_text(
    features_t *self, const analysis_t *analysis, size_t from, size_t to, features_place_t place);

/* The buckets of a word's letters; how many. */
size_t features_letters(const char *text, size_t len, uint32_t ret[FEATURES_LETTERS_MAX]);

/* What the rules marked in the sentence. */
void features_add_marks(features_t *self, const analysis_t *analysis, const view_t *view);

/* Puts the features in order, those of one bucket added up; there are no blocks any more. */
void features_sort(features_t *self);

/* Sorts them, and copies them to where they can stay.  RAP_TOOBIG past the arena's limit. */
rap_code_t features_keep(
    features_t *self, rap_arena_t *arena, features_t *ret, rap_err_t *err) RAP_CHECKED;

/* The feature that is nothing but the issue itself. */
feature_t features_issue(const char *id);

/* The buckets of the sentence's features crossed with the issue; how many, and the value that each has. */
size_t features_cross(
    const features_t *self, const char *id, uint32_t ret[FEATURES_CROSSED_MAX], float *ret_value);

#endif
