/* tally.c - see tally.h */
#include "classifier/criticism/tally.h"

#include <math.h>

static const struct {
    const char *name, *title;
} metrics[CRITICISM_METRICS] = {
    [CRITICISM_MACRO_F1] = {"macro_f1", "F1, macro"},
    [CRITICISM_F1] = {"criticism_f1", "F1, criticism"},
    [CRITICISM_NONE_F1] = {"none_f1", "F1, none"},
    [CRITICISM_PRECISION] = {"criticism_precision", "precision, criticism"},
    [CRITICISM_RECALL] = {"criticism_recall", "recall, criticism"},
};

const char *criticism_name(int metric)
{
    return metrics[metric].name;
}

const char *criticism_title(int metric)
{
    return metrics[metric].title;
}

void criticism_count(criticism_tally_t *self, bool wanted, bool found)
{
    self->sentences++;
    self->critical.wanted += wanted;
    self->critical.found += found;
    self->critical.right += wanted && found;
}

void criticism_add(criticism_tally_t *self, const criticism_tally_t *other, int64_t times)
{
    self->sentences += times * other->sentences;
    self->critical.wanted += times * other->critical.wanted;
    self->critical.found += times * other->critical.found;
    self->critical.right += times * other->critical.right;
}

static double none_f1(const criticism_tally_t *self)
{
    const tally_part_t *critical = &self->critical;
    const tally_part_t none = {
        .right = self->sentences - critical->wanted - critical->found + critical->right,
        .found = self->sentences - critical->found,
        .wanted = self->sentences - critical->wanted};

    return score_f1(&none);
}

static double or_zero(double value)
{
    return isnan(value) ? 0 : value;
}

double criticism_macro(const criticism_tally_t *self)
{
    return (or_zero(score_f1(&self->critical)) + or_zero(none_f1(self))) / 2;
}

static double share(int64_t part, int64_t of)
{
    return of > 0 ? (double)part / (double)of : (double)NAN;
}

double criticism_figure(const criticism_tally_t *self, int metric)
{
    const tally_part_t *critical = &self->critical;

    switch (metric) {
    case CRITICISM_MACRO_F1:
        return self->sentences > 0 ? criticism_macro(self) : (double)NAN;
    case CRITICISM_F1:
        return score_f1(critical);
    case CRITICISM_NONE_F1:
        return none_f1(self);
    case CRITICISM_PRECISION:
        return share(critical->right, critical->found);
    default:
        return share(critical->right, critical->wanted);
    }
}
