/* weights.c - see weights.h */
#include "classifier/model/weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VALUE_MAX = 127, VALUE_LEAST = 3 /* what is nearer to zero says nothing */ };

static void *must(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

void weights_release(weights_t *self)
{
    free(self->scale);
    free(self->bias);
    free(self->first);
    free(self->own);
    *self = (weights_t){0};
}

/* ---- scores ---- */

/* Rows stand anywhere in megabytes: those of features to come are fetched while others are added up. */
static void fetch_ahead(const weights_t *self, const features_t *features, size_t i)
{
    enum { FIRST_AHEAD = 64, ROWS_AHEAD = 32, LINE = 64 };

    if (i + FIRST_AHEAD < features->count)
        __builtin_prefetch(&self->first[features->item[i + FIRST_AHEAD].bucket]);
    if (i + ROWS_AHEAD < features->count) {
        const uint8_t *row = self->row + self->first[features->item[i + ROWS_AHEAD].bucket];

        __builtin_prefetch(row);
        __builtin_prefetch(row + LINE);
    }
}

/* In steps of a length that a compiler knows, so that it does several at once. */
static void sum_whole(const uint8_t *row, size_t classes, int32_t *restrict sums)
{
    enum { STEP = 16 };
    size_t c = 0;

    for (; c + STEP <= classes; c += STEP)
        for (size_t i = 0; i < STEP; i++)
            sums[c + i] += (int8_t)row[c + i];
    for (; c < classes; c++)
        sums[c] += (int8_t)row[c];
}

void weights_sum(const weights_t *self, uint32_t bucket, int32_t *restrict sums)
{
    const uint8_t *row = self->row + self->first[bucket];
    size_t len = self->first[bucket + 1] - self->first[bucket];

    if (len == weights_whole_row(self->classes))
        sum_whole(row, self->classes, sums);
    else
        for (size_t w = 0; w + 1 < len; w += 2)
            sums[row[w]] += (int8_t)row[w + 1];
}

void weights_sum_all(
    const weights_t *self, const uint32_t *bucket, size_t count, int32_t *restrict sums)
{
    for (size_t i = 0; i < count; i++)
        __builtin_prefetch(&self->first[bucket[i]]);
    for (size_t i = 0; i < count; i++)
        __builtin_prefetch(self->row + self->first[bucket[i]]);
    for (size_t i = 0; i < count; i++)
        weights_sum(self, bucket[i], sums);
}

/* Adds the sums to the scores, and sets them back. */
static void add_sums(
    const weights_t *self, float value, int32_t *restrict sums, float *restrict ret)
{
    for (size_t c = 0; c < self->classes; c++)
        ret[c] += value * (float)sums[c];
    memset(sums, 0, WEIGHTS_ROOM * sizeof *sums);
}

/* Features of one value are added up as they are. */
void weights_score(const weights_t *self, const features_t *features, float *ret)
{
    int32_t sums[WEIGHTS_ROOM] = {0};
    size_t at = 0;

    for (size_t c = 0; c < self->classes; c++)
        ret[c] = 0;
    for (size_t b = 0; b < features->blocks; b++) {
        for (; at < features->block[b].end; at++) {
            fetch_ahead(self, features, at);
            weights_sum(self, features->item[at].bucket, sums);
        }
        add_sums(self, features->block[b].value, sums, ret);
    }
    for (; at < features->count; at++) {
        fetch_ahead(self, features, at);
        weights_sum(self, features->item[at].bucket, sums);
        add_sums(self, features->item[at].value, sums, ret);
    }
    for (size_t c = 0; c < self->classes; c++)
        ret[c] = ret[c] * self->scale[c] + self->bias[c];
}

void weights_add(const weights_t *self, feature_t feature, size_t from, size_t to, float *scores)
{
    const uint8_t *row = self->row + self->first[feature.bucket];
    size_t len = self->first[feature.bucket + 1] - self->first[feature.bucket];
    bool whole = len == weights_whole_row(self->classes);

    for (size_t w = 0; w + 1 < len; w += whole ? 1 : 2) {
        size_t class = whole ? w : row[w];
        int8_t value = (int8_t)(whole ? row[w] : row[w + 1]);
        if (class >= from && class < to)
            scores[class] += feature.value * (float)value * self->scale[class];
    }
}

/* ---- making ---- */

typedef struct column {
    float scale, bias;
    int8_t *value; /* FEATURES_BUCKETS */
} column_t;

struct weights_builder {
    column_t column[WEIGHTS_CLASSES_MAX];
    size_t classes;
};

weights_builder_t *weights_builder_new(void)
{
    return must(calloc(1, sizeof(weights_builder_t)));
}

void weights_builder_destroy(weights_builder_t **self)
{
    if (*self == NULL)
        return;
    for (size_t c = 0; c < (*self)->classes; c++)
        free((*self)->column[c].value);
    free(*self);
    *self = NULL;
}

void weights_builder_add(weights_builder_t *self, const double *dense, double bias)
{
    double most = 0;

    if (self->classes == WEIGHTS_CLASSES_MAX)
        abort(); /* who trains has looked */
    column_t *column = &self->column[self->classes++];
    for (size_t b = 0; b < FEATURES_BUCKETS; b++)
        most = fmax(most, fabs(dense[b]));
    column->bias = (float)bias;
    column->scale = (float)(most / VALUE_MAX);
    column->value = must(calloc(FEATURES_BUCKETS, 1));
    for (size_t b = 0; b < FEATURES_BUCKETS && most > 0; b++) {
        long value = lround(dense[b] / most * VALUE_MAX);
        if (value >= VALUE_LEAST || value <= -VALUE_LEAST)
            column->value[b] = (int8_t)value;
    }
}

/* The bucket's row into `ret`, which has room for a whole one; its length. */
static size_t make_row(const weights_builder_t *self, size_t bucket, uint8_t *ret)
{
    size_t whole = weights_whole_row(self->classes), len = 0;

    for (size_t c = 0; c < self->classes; c++)
        len += self->column[c].value[bucket] != 0 ? 2 : 0;
    if (len > whole) {
        memset(ret, 0, whole);
        for (size_t c = 0; c < self->classes; c++)
            ret[c] = (uint8_t)self->column[c].value[bucket];
        return whole;
    }
    len = 0;
    for (size_t c = 0; c < self->classes; c++)
        if (self->column[c].value[bucket] != 0) {
            ret[len++] = (uint8_t)c;
            ret[len++] = (uint8_t)self->column[c].value[bucket];
        }
    return len;
}

void weights_builder_finish(const weights_builder_t *self, weights_t *ret)
{
    uint8_t row[WEIGHTS_ROOM];
    uint32_t bytes = 0;

    *ret = (weights_t){.classes = self->classes,
        .scale = must(calloc(self->classes + 1, sizeof *ret->scale)),
        .bias = must(calloc(self->classes + 1, sizeof *ret->bias)),
        .first = must(calloc(FEATURES_BUCKETS + 1, sizeof *ret->first))};
    for (size_t c = 0; c < self->classes; c++) {
        ret->scale[c] = self->column[c].scale;
        ret->bias[c] = self->column[c].bias;
    }
    for (size_t b = 0; b < FEATURES_BUCKETS; b++) {
        ret->first[b] = bytes;
        bytes += (uint32_t)make_row(self, b, row);
    }
    ret->first[FEATURES_BUCKETS] = bytes;
    ret->own = must(calloc(bytes + 1, 1));
    ret->row = ret->own;
    for (size_t b = 0; b < FEATURES_BUCKETS; b++)
        memcpy(ret->own + ret->first[b], row, make_row(self, b, row));
}
