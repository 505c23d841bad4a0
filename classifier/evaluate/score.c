/* score.c - see score.h */
#include "classifier/evaluate/score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MILLION 1e6

/* clang-format off */
static const struct {
    const char *name, *title;
    bool low_is_good;
} metrics[SCORE_METRICS] = {
    [SCORE_ISSUE_F1] = {"issue_f1", "issue F1", false},
    [SCORE_ISSUE_MACRO] = {"issue_macro_f1", "issue F1, macro", false},
    [SCORE_STANCE_MACRO] = {"stance_macro_f1", "stance F1, macro", false},
    [SCORE_TUPLE_F1] = {"tuple_f1", "tuple F1", false},
    [SCORE_TUPLE_PRECISION] = {"tuple_precision", "tuple precision", false},
    [SCORE_TUPLE_RECALL] = {"tuple_recall", "tuple recall", false},
    [SCORE_OWN_F1] = {"own_f1", "tuple F1, own views", false},
    [SCORE_SIDES_MACRO] = {"three_way_macro_f1", "three-way F1, macro", false},
    [SCORE_ATTRIBUTION] = {"attribution_accuracy", "attribution right", false},
    [SCORE_MISHELD] = {"wrong_holders", "wrong holders", true},
    [SCORE_FLIPPED] = {"flips", "flips", true},
    [SCORE_OVERLAP] = {"evidence_overlap", "evidence overlap", false},
    [SCORE_CALIBRATION] = {"calibration_error", "calibration error", true},
};
/* clang-format on */

const char *score_name(int metric)
{
    return metrics[metric].name;
}

const char *score_title(int metric)
{
    return metrics[metric].title;
}

bool score_low_is_good(int metric)
{
    return metrics[metric].low_is_good;
}

/* ---- figures ---- */

#define NONE ((double)NAN)

static double share(int64_t part, int64_t of)
{
    return of > 0 ? (double)part / (double)of : NONE;
}

double score_f1(const tally_part_t *part)
{
    return share(2 * part->right, part->found + part->wanted);
}

struct mean {
    double sum;
    int64_t count;
};

static void take(struct mean *mean, double value)
{
    if (isnan(value))
        return;
    mean->sum += value;
    mean->count++;
}

static double mean_of(const struct mean *mean)
{
    return mean->count > 0 ? mean->sum / (double)mean->count : NONE;
}

static double stance_macro(const tally_t *sum)
{
    struct mean mean = {0};

    for (int s = 0; s < TALLY_STANCES; s++) {
        tally_part_t part = {.right = sum->stances[s][s]};

        for (int t = 0; t <= TALLY_NONE; t++)
            part.wanted += sum->stances[s][t];
        for (int t = 0; t < TALLY_STANCES; t++)
            part.found += sum->stances[t][s];
        take(&mean, score_f1(&part));
    }
    return mean_of(&mean);
}

static double sides_macro(const tally_t *sum)
{
    struct mean mean = {0};

    for (int i = 0; i < TALLY_SIDES; i++)
        take(&mean, score_f1(&sum->sides[i]));
    return mean_of(&mean);
}

static double calibration_error(const tally_t *sum)
{
    double error = 0;

    for (int i = 0; i < TALLY_BINS; i++)
        error += fabs((double)sum->bin[i].millionths / MILLION - (double)sum->bin[i].right);
    return sum->tuples.found > 0 ? error / (double)sum->tuples.found : NONE;
}

tally_t score_sum(const score_run_t *run, const int64_t *choose)
{
    tally_t sum = {0};

    for (size_t i = 0; i < run->statements; i++)
        tally_add(&sum, &run->tally[i], choose != NULL ? choose[i] : 1);
    return sum;
}

tally_part_t score_issue(const score_run_t *run, size_t n, const int64_t *choose)
{
    tally_part_t part = {0};

    for (size_t i = 0; i < run->statements; i++) {
        const tally_part_t *one = &run->by_issue[i * run->issues + n];
        int64_t times = choose != NULL ? choose[i] : 1;

        part.right += times * one->right;
        part.found += times * one->found;
        part.wanted += times * one->wanted;
    }
    return part;
}

static double issue_macro(const score_run_t *run, const int64_t *choose)
{
    struct mean mean = {0};

    for (size_t k = 0; k < run->issues; k++) {
        tally_part_t part = score_issue(run, k, choose);

        take(&mean, score_f1(&part));
    }
    return mean_of(&mean);
}

void score_of(const score_run_t *run, const int64_t *choose, score_t *ret)
{
    const tally_t sum = score_sum(run, choose);
    double *value = ret->value;

    value[SCORE_ISSUE_F1] = score_f1(&sum.issues);
    value[SCORE_ISSUE_MACRO] = issue_macro(run, choose);
    value[SCORE_STANCE_MACRO] = stance_macro(&sum);
    value[SCORE_TUPLE_F1] = score_f1(&sum.tuples);
    value[SCORE_TUPLE_PRECISION] = share(sum.tuples.right, sum.tuples.found);
    value[SCORE_TUPLE_RECALL] = share(sum.tuples.right, sum.tuples.wanted);
    value[SCORE_OWN_F1] = score_f1(&sum.own);
    value[SCORE_SIDES_MACRO] = sides_macro(&sum);
    value[SCORE_ATTRIBUTION] = share(sum.attributed, sum.alike);
    value[SCORE_MISHELD] = share(sum.misheld, sum.tuples.found);
    value[SCORE_FLIPPED] = share(sum.flipped, sum.tuples.found);
    value[SCORE_OVERLAP] =
        sum.placed > 0 ? (double)sum.overlap / MILLION / (double)sum.placed : NONE;
    value[SCORE_CALIBRATION] = calibration_error(&sum);
}

/* ---- intervals ---- */

/* Values of one figure, a draw each. */
struct sample {
    double *value[SCORE_METRICS];
    int64_t count;
};

static void *must(void *memory)
{
    if (memory == NULL)
        abort(); /* out of memory */
    return memory;
}

static void sample_open(struct sample *self, int64_t count)
{
    *self = (struct sample){.count = count};
    for (int m = 0; m < SCORE_METRICS; m++)
        self->value[m] = must(calloc((size_t)count + 1, sizeof *self->value[m]));
}

static void sample_close(struct sample *self)
{
    for (int m = 0; m < SCORE_METRICS; m++)
        free(self->value[m]);
}

static void sample_set(struct sample *self, int64_t draw, const score_t *score)
{
    for (int m = 0; m < SCORE_METRICS; m++)
        self->value[m][draw] = score->value[m];
}

static void sample_interval(struct sample *self, score_interval_t *ret)
{
    for (int m = 0; m < SCORE_METRICS; m++)
        draws_interval(self->value[m], self->count, &ret->low.value[m], &ret->high.value[m]);
}

static void subtract(const score_t *a, const score_t *b, score_t *ret)
{
    for (int m = 0; m < SCORE_METRICS; m++)
        ret->value[m] = b->value[m] - a->value[m];
}

void score_intervals(const score_run_t *a, const score_run_t *b, draws_t draws,
    score_interval_t *ret_a, score_interval_t *ret_b, score_interval_t *ret_difference)
{
    draws_state_t state = draws_begin(draws.seed);
    int64_t *choose = must(calloc(a->statements + 1, sizeof *choose));
    struct sample one, two, difference;
    score_t of_a, of_b, of_both;

    sample_open(&one, draws.count);
    sample_open(&two, draws.count);
    sample_open(&difference, draws.count);
    for (int64_t i = 0; i < draws.count; i++) {
        draws_next(&state, choose, a->statements);
        score_of(a, choose, &of_a);
        sample_set(&one, i, &of_a);
        if (b == NULL)
            continue;
        score_of(b, choose, &of_b);
        sample_set(&two, i, &of_b);
        subtract(&of_a, &of_b, &of_both);
        sample_set(&difference, i, &of_both);
    }
    score_of(a, NULL, &ret_a->at);
    sample_interval(&one, ret_a);
    if (b != NULL) {
        score_of(b, NULL, &ret_b->at);
        sample_interval(&two, ret_b);
        subtract(&ret_a->at, &ret_b->at, &ret_difference->at);
        sample_interval(&difference, ret_difference);
    }
    sample_close(&one);
    sample_close(&two);
    sample_close(&difference);
    free(choose);
}
