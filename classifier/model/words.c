/* words.c - see words.h */
#include "classifier/model/words.h"

#include <stdlib.h>
#include <string.h>

enum {
    PLACES = 4096,
    TEXT_MAX = 31, /* bytes of a word that is kept */
};

/* Its text is compared, since a hash can be made to fit. */
typedef struct place {
    uint8_t len; /* 0: empty */
    char text[TEXT_MAX];
} place_t;

struct words {
    size_t classes;
    place_t *place;
    int16_t *sums; /* of each place, by class */
};

/* A sum is of so many weights. */
_Static_assert(FEATURES_LETTERS_MAX * 128 <= INT16_MAX, "the letters of a word fit");

static void *must(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

words_t *words_new(size_t classes)
{
    words_t *self = must(calloc(1, sizeof *self));

    self->classes = classes;
    return self;
}

/* Not before there is something to read: who waits for work is to be small. */
static void unfold(words_t *self)
{
    if (self->place != NULL)
        return;
    self->place = must(calloc(PLACES, sizeof *self->place));
    self->sums = must(calloc(PLACES * self->classes, sizeof *self->sums));
}

void words_destroy(words_t **self)
{
    if (*self == NULL)
        return;
    free((*self)->place);
    free((*self)->sums);
    free(*self);
    *self = NULL;
}

static void sum_letters(const weights_t *weights, const feature_word_t *word, int32_t *sums)
{
    uint32_t bucket[FEATURES_LETTERS_MAX];
    size_t count = features_letters(word->text, word->len, bucket);

    weights_sum_all(weights, bucket, count, sums);
}

static void keep(words_t *self, size_t at, const weights_t *weights, const feature_word_t *word)
{
    int32_t sums[WEIGHTS_ROOM] = {0};
    place_t *place = &self->place[at];
    int16_t *to = self->sums + at * self->classes;

    sum_letters(weights, word, sums);
    for (size_t c = 0; c < self->classes; c++)
        to[c] = (int16_t)sums[c];
    place->len = (uint8_t)word->len;
    memcpy(place->text, word->text, word->len);
}

/* In steps of a length that a compiler knows, so that it does several at once. */
static void add(const int16_t *from, size_t classes, int32_t *restrict sums)
{
    enum { STEP = 8 };
    size_t c = 0;

    for (; c + STEP <= classes; c += STEP)
        for (size_t i = 0; i < STEP; i++)
            sums[c + i] += from[c + i];
    for (; c < classes; c++)
        sums[c] += from[c];
}

static void sum_word(
    words_t *self, const weights_t *weights, const feature_word_t *word, int32_t *restrict sums)
{
    size_t at = (word->hash ^ word->hash >> 32) % PLACES;

    if (word->len == 0 || word->len > TEXT_MAX) {
        sum_letters(weights, word, sums);
        return;
    }
    if (self->place[at].len != word->len ||
        memcmp(self->place[at].text, word->text, word->len) != 0)
        keep(self, at, weights, word);
    add(self->sums + at * self->classes, self->classes, sums);
}

void words_score(words_t *self, const weights_t *weights, const features_t *features, float *ret)
{
    int32_t sums[WEIGHTS_ROOM] = {0};

    weights_score(weights, features, ret);
    if (features->words == 0)
        return;
    unfold(self);
    for (size_t i = 0; i < features->words; i++)
        sum_word(self, weights, &features->word[i], sums);
    for (size_t c = 0; c < weights->classes; c++)
        ret[c] += features->letters * (float)sums[c] * weights->scale[c];
}
