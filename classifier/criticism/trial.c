/* trial.c - see trial.h */
#include "classifier/criticism/trial.h"

#include "classifier/criticism/tally.h"

#include <stdlib.h>
#include <string.h>

enum {
    PARTS = 5, /* that the others are cut into, by speech, to choose a threshold */
    CUT_FIRST = 30,
    CUT_LAST = 95, /* cuts tried: per cent of the scores below */
    CUTS = CUT_LAST - CUT_FIRST + 1,
    SMOOTH = 3, /* cuts to each side that a cut is averaged with */
};

/* Cost and kind matter little, what the rows hold does (docs/accuracy.md). */
static const learner_how_t how = {.logistic = true, .cost = 0.5, .positive = 1};

static void *must(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

/* ---- the threshold ---- */

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double macro_over(
    double threshold, const double *score, const bool *is_of, const bool *in, size_t count)
{
    criticism_tally_t tally = {0};

    for (size_t i = 0; i < count; i++)
        if (in[i])
            criticism_count(&tally, is_of[i], score[i] > threshold);
    return criticism_macro(&tally);
}

double trial_threshold(const double *score, const bool *is_of, const bool *in, size_t count)
{
    double *sorted = must(calloc(count + 1, sizeof *sorted)), cut[CUTS], macro[CUTS];
    double best = -1, ret = 0;
    size_t scores = 0;

    for (size_t i = 0; i < count; i++)
        if (in[i])
            sorted[scores++] = score[i];
    if (scores > 1)
        qsort(sorted, scores, sizeof *sorted, compare);
    for (int c = 0; c < CUTS; c++) {
        cut[c] = sorted[scores * (size_t)(CUT_FIRST + c) / 100];
        macro[c] = macro_over(cut[c], score, is_of, in, count);
    }
    for (int c = 0; c < CUTS; c++) {
        double mean = 0;
        for (int k = c - SMOOTH; k <= c + SMOOTH; k++)
            mean += macro[k < 0 ? 0 : k >= CUTS ? CUTS - 1 : k] / (2 * SMOOTH + 1);
        if (mean > best) {
            best = mean;
            ret = cut[c];
        }
    }
    free(sorted);
    return ret;
}

/* ---- the trial ---- */

struct trial {
    const learner_t *learner;
    const utterances_t *utterances;
    bool *critical, *in, *part; /* of each sentence */
    double *score;
    double *weight, bias;
};

static void learn(struct trial *self, const bool *in)
{
    learner_fit(self->learner, self->critical, in, how, self->weight, &self->bias);
}

static void score(struct trial *self, size_t sentence)
{
    self->score[sentence] = learner_score(self->learner, sentence, self->weight, self->bias);
}

/* Each part of what is `in` by what was learnt from the other parts. */
static void score_parts(struct trial *self)
{
    const utterance_t *item = self->utterances->item;
    size_t count = self->utterances->count;

    for (size_t p = 0; p < PARTS; p++) {
        for (size_t i = 0; i < count; i++)
            self->part[i] = self->in[i] && item[i].within % PARTS != p;
        learn(self, self->part);
        for (size_t i = 0; i < count; i++)
            if (self->in[i] && !self->part[i])
                score(self, i);
    }
}

static void try_debate(struct trial *self, size_t debate, bool *ret_found)
{
    const utterance_t *item = self->utterances->item;
    size_t count = self->utterances->count;

    for (size_t i = 0; i < count; i++)
        self->in[i] = item[i].in_debate != debate;
    score_parts(self);
    double threshold = trial_threshold(self->score, self->critical, self->in, count);
    learn(self, self->in);
    for (size_t i = 0; i < count; i++)
        if (!self->in[i]) {
            score(self, i);
            ret_found[i] = self->score[i] > threshold;
        }
}

void trial_run(
    const learner_t *learner, size_t width, const utterances_t *utterances, bool *ret_found)
{
    size_t room = utterances->count + 1;
    struct trial self = {.learner = learner,
        .utterances = utterances,
        .critical = must(calloc(room, sizeof *self.critical)),
        .in = must(calloc(room, sizeof *self.in)),
        .part = must(calloc(room, sizeof *self.part)),
        .score = must(calloc(room, sizeof *self.score)),
        .weight = must(calloc(width, sizeof *self.weight))};

    for (size_t i = 0; i < utterances->count; i++)
        self.critical[i] = utterances->item[i].critical;
    for (size_t debate = 0; debate < utterances->debates; debate++)
        try_debate(&self, debate, ret_found);
    free(self.critical);
    free(self.in);
    free(self.part);
    free(self.score);
    free(self.weight);
}
