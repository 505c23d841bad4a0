/* words.h - what the letters of a word say to a model, kept for when the word comes again.
 *
 * Most words of a statement were met before, and a word is some twenty features whose rows of weights lie
 * far apart.  Their sum is kept, in a table of a fixed size where a word takes the place of another; what is
 * scored does not depend on what is in it.
 */
#ifndef RAP_CLASSIFIER_MODEL_WORDS_H
#define RAP_CLASSIFIER_MODEL_WORDS_H

#include "classifier/model/weights.h"

typedef struct words words_t;

/* Empty, for weights of so many classes. */
words_t *words_new(size_t classes);
void words_destroy(words_t **self);

/* weights_score(), and what the letters of the words say that the features keep.  The weights are always the
 * same. */
void words_score(words_t *self, const weights_t *weights, const features_t *features, float *ret);

#endif
