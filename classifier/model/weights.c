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
    if (self->file.bytes == NULL)
        free(self->weight);
    rap_mapped_release(&self->file);
    *self = (weights_t){0};
}

/* ---- scores ---- */

void weights_score(const weights_t *self, const features_t *features, float *ret)
{
    for (size_t c = 0; c < self->classes; c++)
        ret[c] = 0;
    for (size_t i = 0; i < features->count; i++) {
        const feature_t *feature = &features->item[i];
        uint32_t end = self->first[feature->bucket + 1];

        for (uint32_t w = self->first[feature->bucket]; w < end; w++)
            ret[self->weight[w].class] += feature->value * (float)self->weight[w].value;
    }
    for (size_t c = 0; c < self->classes; c++)
        ret[c] = ret[c] * self->scale[c] + self->bias[c];
}

void weights_add(const weights_t *self, feature_t feature, size_t from, size_t to, float *scores)
{
    uint32_t end = self->first[feature.bucket + 1];

    for (uint32_t w = self->first[feature.bucket]; w < end; w++) {
        size_t class = self->weight[w].class;
        if (class >= from && class < to)
            scores[class] += feature.value * (float)self->weight[w].value * self->scale[class];
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
    column->scale = most > 0 ? (float)(most / VALUE_MAX) : 1;
    column->value = must(calloc(FEATURES_BUCKETS, 1));
    for (size_t b = 0; b < FEATURES_BUCKETS && most > 0; b++) {
        long value = lround(dense[b] / most * VALUE_MAX);
        if (value >= VALUE_LEAST || value <= -VALUE_LEAST)
            column->value[b] = (int8_t)value;
    }
}

static size_t count_weights(const weights_builder_t *self)
{
    size_t count = 0;

    for (size_t c = 0; c < self->classes; c++)
        for (size_t b = 0; b < FEATURES_BUCKETS; b++)
            count += self->column[c].value[b] != 0;
    return count;
}

void weights_builder_finish(const weights_builder_t *self, weights_t *ret)
{
    uint32_t count = 0;

    *ret = (weights_t){.classes = self->classes,
        .scale = must(calloc(self->classes + 1, sizeof *ret->scale)),
        .bias = must(calloc(self->classes + 1, sizeof *ret->bias)),
        .first = must(calloc(FEATURES_BUCKETS + 1, sizeof *ret->first)),
        .weight = must(calloc(count_weights(self) + 1, sizeof *ret->weight))};
    for (size_t c = 0; c < self->classes; c++) {
        ret->scale[c] = self->column[c].scale;
        ret->bias[c] = self->column[c].bias;
    }
    for (size_t b = 0; b < FEATURES_BUCKETS; b++) {
        ret->first[b] = count;
        for (size_t c = 0; c < self->classes; c++)
            if (self->column[c].value[b] != 0)
                ret->weight[count++] = (weight_t){(uint8_t)c, self->column[c].value[b]};
    }
    ret->first[FEATURES_BUCKETS] = count;
}
