/* cross.c - see cross.h */
#include "classifier/train/cross.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const cross_by_names[] = {"line", "document", "delegation", "hand", NULL};

/* ---- folds ---- */

static const char *group_of(const example_t *example, cross_by_t by)
{
    const char *group = by == CROSS_BY_DOCUMENT     ? example->document
                        : by == CROSS_BY_DELEGATION ? example->delegation
                        : by == CROSS_BY_HAND       ? example->hand
                                                    : NULL;

    return group != NULL ? group : example->id;
}

/* Groups in the order of their hashes: which lines are neighbours means nothing then. */
typedef struct group {
    char hash[RAP_HEX_SIZE];
    size_t example;
} group_t;

static int compare_groups(const void *a, const void *b)
{
    const group_t *x = a, *y = b;
    int by = strcmp(x->hash, y->hash);

    return by != 0 ? by : (x->example > y->example) - (x->example < y->example);
}

size_t cross_deal(const examples_t *examples, cross_by_t by, size_t most, size_t *ret_fold)
{
    group_t *group = calloc(examples->count + 1, sizeof *group);
    size_t groups = 0;

    if (group == NULL)
        abort();
    for (size_t i = 0; i < examples->count; i++) {
        const char *name = group_of(&examples->item[i], by);
        rap_sha256(name, strlen(name), group[i].hash);
        group[i].example = i;
    }
    if (examples->count > 1)
        qsort(group, examples->count, sizeof *group, compare_groups);
    for (size_t i = 0; i < examples->count; i++) {
        groups += i == 0 || strcmp(group[i].hash, group[i - 1].hash) != 0;
        ret_fold[group[i].example] = (groups - 1) % most;
    }
    free(group);
    return groups < most ? groups : most;
}

static void choose(const examples_t *examples, const size_t *fold, size_t out, bool *ret_in)
{
    for (size_t i = 0; i < examples->count; i++)
        ret_in[i] = fold[i] != out;
}

rap_code_t cross_sheets(lesson_t *lesson, const examples_t *examples, const size_t *fold,
    size_t folds, cross_progress_fn *progress, sheet_t *ret, rap_err_t *err)
{
    bool *in = calloc(examples->count + 1, sizeof *in);
    rap_code_t code = RAP_OK;

    if (in == NULL)
        abort();
    for (size_t f = 0; f < folds && code == RAP_OK; f++) {
        choose(examples, fold, f, in);
        lesson_learn(lesson, in);
        for (size_t i = 0; i < examples->count && code == RAP_OK; i++)
            if (!in[i])
                code = lesson_sheet(lesson, i, examples->arena, &ret[i], err);
        progress(f + 1, folds);
    }
    free(in);
    return code;
}

/* ---- counting ---- */

/* Worry about a bad thing shares the proposition. */
static int side_of(const model_t *model, size_t issue, int stance)
{
    return stance == RAP_STANCE_CONCERN && model->bad[model->class_of[issue]] ? RAP_STANCE_SUPPORT
                                                                              : stance;
}

/* Of one issue in one sentence: what was wanted, and what was found; RAP_STANCE_NEUTRAL is none. */
typedef struct compared {
    bool meant, found;
    int want[MODEL_VIEWS], got[MODEL_VIEWS];
    double confidence;
} compared_t;

static void count_tuple(cross_counts_t *counts, int want, int got, double confidence)
{
    bool right = want == got && want != RAP_STANCE_NEUTRAL;

    counts->tuples.wanted += want != RAP_STANCE_NEUTRAL;
    counts->tuples.right += right;
    if (got == RAP_STANCE_NEUTRAL)
        return;
    counts->tuples.found++;
    int level = (int)(confidence * TALLY_BINS);
    tally_bin_t *bin = &counts->bin[level >= TALLY_BINS ? TALLY_BINS - 1 : level];
    bin->found++;
    bin->right += right;
    bin->millionths += (int64_t)(confidence * 1e6 + 0.5);
}

static void count_issue(cross_counts_t *counts, const compared_t *compared)
{
    counts->issues.wanted += compared->meant;
    counts->issues.found += compared->found;
    counts->issues.right += compared->meant && compared->found;
    for (int view = 0; view < MODEL_VIEWS; view++)
        count_tuple(counts, compared->want[view], compared->got[view], compared->confidence);
    for (int s = 0; compared->meant && s < TALLY_STANCES; s++) {
        counts->stances[s].wanted += compared->want[MODEL_OWN] == s;
        counts->stances[s].found += compared->got[MODEL_OWN] == s;
        counts->stances[s].right += compared->want[MODEL_OWN] == s && compared->got[MODEL_OWN] == s;
    }
}

static int stance_or_none(int stance)
{
    return stance < 0 ? RAP_STANCE_NEUTRAL : stance;
}

static const question_t *question_of(const sheet_t *sheet, size_t issue)
{
    for (size_t i = 0; i < sheet->count; i++)
        if (sheet->question[i].issue == issue)
            return &sheet->question[i];
    return NULL;
}

static compared_t compare(const model_t *model, const example_t *example, size_t issue)
{
    const example_code_t *code = example_code(example, issue);
    compared_t ret = {.meant = false};

    for (int view = 0; view < MODEL_VIEWS; view++) {
        ret.want[view] =
            code == NULL ? RAP_STANCE_NEUTRAL : side_of(model, issue, code->stance[view]);
        ret.got[view] = RAP_STANCE_NEUTRAL;
        ret.meant |= ret.want[view] != RAP_STANCE_NEUTRAL;
    }
    return ret;
}

static void compare_rules(const model_t *model, const said_t *said, size_t issue, compared_t *to)
{
    if (said == NULL)
        return;
    to->got[MODEL_OWN] = side_of(model, issue, stance_or_none(said->own));
    to->got[MODEL_REPORTED] = side_of(model, issue, stance_or_none(said->reported));
    to->confidence = (double)(said->own >= 0 ? said->confidence : said->reported_confidence);
}

static void compare_model(const model_t *model, const judges_t *judges, const sheet_t *sheet,
    const said_t *said, size_t issue, compared_t *to)
{
    const question_t *question = question_of(sheet, issue);

    if (said != NULL)
        to->got[MODEL_REPORTED] = side_of(model, issue, stance_or_none(said->reported));
    to->confidence = said != NULL ? (double)said->reported_confidence : 0;
    if (question == NULL)
        return;
    const judged_t judged = judges_answer(judges, question);
    if (to->got[MODEL_REPORTED] == RAP_STANCE_NEUTRAL) {
        const decision_t told = model_decide_reported(&model->head, &judged, model->head.recall);
        if (told.confidence >= model->head.threshold) {
            to->got[MODEL_REPORTED] = side_of(model, issue, told.stance);
            to->confidence = told.confidence;
        }
    }
    const decision_t decided =
        model_decide(&model->head, &judged, said != NULL ? said->own : -1, model->head.recall);
    if (decided.confidence < model->head.threshold)
        return;
    to->got[MODEL_OWN] = side_of(model, issue, decided.stance);
    to->confidence = decided.confidence;
}

static void count_example(const model_t *model, const judges_t *judges, const example_t *example,
    const sheet_t *sheet, cross_counts_t counts[CROSS_KINDS])
{
    for (int kind = 0; kind < CROSS_KINDS; kind++)
        counts[kind].sentences++;
    for (size_t issue = 0; issue < model->known; issue++) {
        const said_t *said = reading_said(&example->reading, issue);

        for (int kind = 0; kind < CROSS_KINDS; kind++) {
            compared_t compared = compare(model, example, issue);
            if (kind == CROSS_RULES)
                compare_rules(model, said, issue, &compared);
            else
                compare_model(model, judges, sheet, said, issue, &compared);
            for (int view = 0; view < MODEL_VIEWS; view++)
                compared.found |= compared.got[view] != RAP_STANCE_NEUTRAL;
            count_issue(&counts[kind], &compared);
        }
    }
}

static void add_part(tally_part_t *to, const tally_part_t *from)
{
    to->right += from->right;
    to->found += from->found;
    to->wanted += from->wanted;
}

static void add_counts(cross_counts_t *to, const cross_counts_t *from)
{
    to->sentences += from->sentences;
    add_part(&to->issues, &from->issues);
    add_part(&to->tuples, &from->tuples);
    for (int s = 0; s < TALLY_STANCES; s++)
        add_part(&to->stances[s], &from->stances[s]);
    for (int i = 0; i < TALLY_BINS; i++) {
        to->bin[i].found += from->bin[i].found;
        to->bin[i].right += from->bin[i].right;
        to->bin[i].millionths += from->bin[i].millionths;
    }
}

static cross_counts_t *counts_of(cross_result_t *self, const char *language)
{
    for (size_t i = 0; i < self->languages; i++)
        if (strcmp(self->language[i].language, language) == 0)
            return self->language[i].counts;
    if (self->languages == CROSS_LANGUAGES_MAX)
        return NULL;
    self->language[self->languages].language = language;
    return self->language[self->languages++].counts;
}

void cross_count(lesson_t *lesson, const examples_t *examples, const model_t *model,
    const sheet_t *sheet, const size_t *fold, size_t folds, cross_result_t *ret)
{
    bool *in = calloc(examples->count + 1, sizeof *in);
    judges_t judges;

    if (in == NULL)
        abort();
    *ret = (cross_result_t){.folds = folds};
    for (size_t f = 0; f < folds; f++) {
        choose(examples, fold, f, in);
        lesson_judges(lesson, sheet, in, &judges);
        for (size_t i = 0; i < examples->count; i++) {
            cross_counts_t counts[CROSS_KINDS] = {0};
            cross_counts_t *language = counts_of(ret, examples->item[i].language);
            if (in[i])
                continue;
            count_example(model, &judges, &examples->item[i], &sheet[i], counts);
            for (int kind = 0; kind < CROSS_KINDS; kind++) {
                add_counts(&ret->all[kind], &counts[kind]);
                if (language != NULL)
                    add_counts(&language[kind], &counts[kind]);
            }
        }
    }
    free(in);
}

/* ---- figures ---- */

double cross_stance_macro(const cross_counts_t *counts)
{
    double sum = 0;

    for (int s = 0; s < TALLY_STANCES; s++) {
        double f1 = score_f1(&counts->stances[s]);
        sum += isnan(f1) ? 0 : f1;
    }
    return sum / TALLY_STANCES;
}

double cross_calibration_error(const cross_counts_t *counts)
{
    double error = 0;

    for (int i = 0; i < TALLY_BINS; i++)
        error += fabs((double)counts->bin[i].millionths / 1e6 - (double)counts->bin[i].right);
    return counts->tuples.found > 0 ? error / (double)counts->tuples.found : (double)NAN;
}
