/* learner.c - see learner.h */
#include "classifier/model/learner.h"

#include <linear.h>
#include <stdlib.h>
#include <string.h>

/* Where to stop; more changes no figure. */
#define PRECISION          0.5
#define LOGISTIC_PRECISION 0.01

struct learner {
    size_t width;
    struct feature_node **row;
    size_t count, cap;
};

static void *must(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

learner_t *learner_new(size_t width)
{
    learner_t *self = must(calloc(1, sizeof *self));

    self->width = width;
    return self;
}

void learner_destroy(learner_t **self)
{
    if (*self == NULL)
        return;
    for (size_t i = 0; i < (*self)->count; i++)
        free((*self)->row[i]);
    free((*self)->row);
    free(*self);
    *self = NULL;
}

size_t learner_count(const learner_t *self)
{
    return self->count;
}

/* liblinear counts from 1, and takes the bias for one feature more. */
void learner_add(learner_t *self, const feature_t *feature, size_t count, size_t again)
{
    size_t times = again > 0 ? 2 : 1, n = 0;
    struct feature_node *row = must(calloc(count * times + 2, sizeof *row));

    for (size_t t = 0; t < times; t++)
        for (size_t i = 0; i < count; i++)
            row[n++] = (struct feature_node){
                (int)(feature[i].bucket + t * again + 1), (double)feature[i].value};
    row[n++] = (struct feature_node){(int)self->width + 1, 1};
    row[n] = (struct feature_node){-1, 0};
    if (self->count == self->cap) {
        self->cap = self->cap * 2 + 1024;
        self->row = must(realloc(self->row, self->cap * sizeof(struct feature_node *)));
    }
    self->row[self->count++] = row;
}

static void be_quiet(const char *text)
{
    (void)text;
}

static void take_weights(
    const learner_t *self, const struct model *model, double *ret_weight, double *ret_bias)
{
    /* The first row's class is the positive one. */
    double sign = model->nr_class == 2 && model->label[0] < 0 ? -1 : 1;

    for (size_t i = 0; i < self->width; i++)
        ret_weight[i] = sign * model->w[i];
    *ret_bias = sign * model->w[self->width];
}

void learner_fit(const learner_t *self, const bool *is_of, const bool *in, learner_how_t how,
    double *ret_weight, double *ret_bias)
{
    double *label = must(calloc(self->count + 1, sizeof *label));
    struct feature_node **row = must(calloc(self->count + 1, sizeof(struct feature_node *)));
    int positive = 1;
    size_t count = 0, of = 0;

    for (size_t i = 0; i < self->count; i++) {
        if (in != NULL && !in[i])
            continue;
        label[count] = is_of[i] ? 1 : -1;
        of += is_of[i];
        row[count++] = self->row[i];
    }
    memset(ret_weight, 0, self->width * sizeof *ret_weight);
    *ret_bias = of == 0 ? -1 : 1;
    if (of > 0 && of < count) {
        const struct problem problem = {
            .l = (int)count, .n = (int)self->width + 1, .y = label, .x = row, .bias = 1};
        const struct parameter parameter = {
            .solver_type = how.logistic ? L2R_LR : L2R_L2LOSS_SVC_DUAL,
            .eps = how.logistic ? LOGISTIC_PRECISION : PRECISION,
            .C = how.cost,
            .nr_weight = 1,
            .weight_label = &positive,
            .weight = &how.positive};

        set_print_string_function(be_quiet);
        /* liblinear shuffles by rand(): always alike. */
        srand(1); /* NOLINT(cert-msc32-c,cert-msc51-cpp) */
        struct model *model = train(&problem, &parameter);
        take_weights(self, model, ret_weight, ret_bias);
        free_and_destroy_model(&model);
    }
    free(label);
    free(row);
}

double learner_score(const learner_t *self, size_t n, const double *weight, double bias)
{
    double score = bias;

    for (const struct feature_node *node = self->row[n]; node->index != -1; node++)
        if (node->index <= (int)self->width)
            score += weight[node->index - 1] * node->value;
    return score;
}
