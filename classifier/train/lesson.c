/* lesson.c - see lesson.h */
#include "classifier/train/lesson.h"

#include "classifier/evaluate/room.h"
#include "classifier/model/learner.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Compared on the training set by cross-validation; cost and weight matter little, rarity does. */
static const learner_how_t issues_how = {.cost = 1, .positive = 4};
static const learner_how_t stances_how = {.cost = 0.5, .positive = 1};
#define RARITY 0.6
enum {
    ROWS_LEAST = 8,  /* what fewer rows have teaches nothing of others */
    PAIRS_LEAST = 4, /* likewise, of a feature that is crossed with an issue */
};
static const learner_how_t judges_how = {.logistic = true, .cost = 1, .positive = 1};

/* An issue that an example means. */
typedef struct pair {
    size_t example;
    const example_code_t *code;
} pair_t;

struct lesson {
    const examples_t *examples;
    model_t *model;
    learner_t *issues;  /* a row for each example, then for each saying */
    learner_t *stances; /* a row for each pair; features stand again for issues that are bad */
    pair_t *pair;
    size_t pairs;
    bool *is_of, *in; /* room for as many rows as there are */
    /* Of each bucket: what features are multiplied with (Sparck Jones 1972); 0: left out. */
    float *rarity;
    double *dense;          /* room for the weights of all stances */
    float *scores, *before; /* of an example, and of the sentence before it */
};

static void *must(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

enum { STANCES_WIDTH = 2 * FEATURES_BUCKETS };

static bool is_bad(const lesson_t *self, size_t issue)
{
    return self->model->bad[self->model->class_of[issue]];
}

/* ---- rows ---- */

static void count_rows(const features_t *features, uint32_t *rows)
{
    for (size_t i = 0; i < features->count; i++)
        rows[features->item[i].bucket]++;
}

static const char *issue_id(const lesson_t *self, size_t issue)
{
    return self->model->head.issues.item[self->model->class_of[issue]];
}

static void count_pairs(const lesson_t *self, const example_t *example, uint32_t *pairs)
{
    uint32_t crossed[FEATURES_CROSSED_MAX];
    float value;

    for (size_t k = 0; k < example->codes; k++) {
        size_t count = features_cross(
            &example->reading.features, issue_id(self, example->code[k].issue), crossed, &value);
        for (size_t i = 0; i < count; i++)
            pairs[crossed[i]]++;
    }
}

/* What only pairs have is as rare as the issue; it weighs the same. */
static void find_pairs_rarity(lesson_t *self)
{
    uint32_t *pairs = must(calloc(FEATURES_BUCKETS, sizeof *pairs));

    for (size_t i = 0; i < self->examples->count; i++)
        count_pairs(self, &self->examples->item[i], pairs);
    for (size_t b = 0; b < FEATURES_BUCKETS; b++)
        if (pairs[b] >= PAIRS_LEAST && self->rarity[b] <= 0)
            self->rarity[b] = 1;
    /* An issue's own feature is in no sentence. */
    for (size_t c = 0; c < self->model->head.issues.count; c++)
        self->rarity[features_issue(self->model->head.issues.item[c]).bucket] = 1;
    free(pairs);
}

static void find_rarity(lesson_t *self)
{
    const examples_t *examples = self->examples;
    uint32_t *rows = must(calloc(FEATURES_BUCKETS, sizeof *rows));
    double all = (double)(examples->count + examples->sayings);

    for (size_t i = 0; i < examples->count; i++)
        count_rows(&examples->item[i].reading.features, rows);
    for (size_t i = 0; i < examples->sayings; i++)
        count_rows(&examples->saying[i].features, rows);
    for (size_t b = 0; b < FEATURES_BUCKETS; b++)
        if (rows[b] >= ROWS_LEAST)
            self->rarity[b] = (float)pow(log((all + 1) / (rows[b] + 1)) / log(all + 1), RARITY);
    free(rows);
    find_pairs_rarity(self);
}

static void add_row(lesson_t *self, learner_t *learner, const features_t *from, size_t again)
{
    feature_t *item = must(calloc(from->count + 1, sizeof *item));
    size_t count = 0;

    for (size_t i = 0; i < from->count; i++) {
        float rarity = self->rarity[from->item[i].bucket];
        if (rarity > 0)
            item[count++] = (feature_t){from->item[i].bucket, from->item[i].value * rarity};
    }
    learner_add(learner, item, count, again);
    free(item);
}

/* A model knows nothing of rarity: weights are for features as they come. */
static void fold_rarity(const lesson_t *self, double *dense)
{
    for (size_t b = 0; b < FEATURES_BUCKETS; b++)
        dense[b] *= (double)self->rarity[b];
}

static void cross(features_t *self, const features_t *from, const char *id)
{
    uint32_t crossed[FEATURES_CROSSED_MAX];
    float value;
    size_t count = features_cross(from, id, crossed, &value);

    for (size_t i = 0; i < count; i++)
        self->item[self->count++] = (feature_t){crossed[i], value};
}

/* The sentence's features, the issue, and both crossed. */
static void add_pair(lesson_t *self, size_t example, const example_code_t *code)
{
    const features_t *from = &self->examples->item[example].reading.features;
    feature_t *item = must(calloc(from->count + from->crosses + 1, sizeof *item));
    features_t all = {.item = item, .count = from->count};

    if (from->count > 0)
        memcpy(item, from->item, from->count * sizeof *item);
    item[all.count++] = features_issue(issue_id(self, code->issue));
    cross(&all, from, issue_id(self, code->issue));
    features_sort(&all);
    add_row(self, self->stances, &all, is_bad(self, code->issue) ? FEATURES_BUCKETS : 0);
    free(item);
    self->pair[self->pairs++] = (pair_t){example, code};
}

static void add_rows(lesson_t *self)
{
    for (size_t i = 0; i < self->examples->count; i++) {
        const example_t *item = &self->examples->item[i];

        add_row(self, self->issues, &item->reading.features, 0);
        for (size_t k = 0; k < item->codes; k++)
            add_pair(self, i, &item->code[k]);
    }
    for (size_t i = 0; i < self->examples->sayings; i++)
        add_row(self, self->issues, &self->examples->saying[i].features, 0);
}

lesson_t *lesson_new(const examples_t *examples, model_t *model)
{
    lesson_t *self = must(calloc(1, sizeof *self));
    size_t pairs = 0, rows = examples->count + examples->sayings;

    for (size_t i = 0; i < examples->count; i++)
        pairs += examples->item[i].codes;
    rows = pairs > rows ? pairs : rows;
    *self = (lesson_t){.examples = examples,
        .model = model,
        .issues = learner_new(FEATURES_BUCKETS),
        .stances = learner_new(STANCES_WIDTH),
        .pair = must(calloc(pairs + 1, sizeof *self->pair)),
        .is_of = must(calloc(rows + 1, sizeof *self->is_of)),
        .in = must(calloc(rows + 1, sizeof *self->in)),
        .rarity = must(calloc(FEATURES_BUCKETS, sizeof *self->rarity)),
        .dense = must(calloc((size_t)MODEL_STANCES * STANCES_WIDTH, sizeof *self->dense)),
        .scores = must(calloc(WEIGHTS_ROOM, sizeof *self->scores)),
        .before = must(calloc(WEIGHTS_ROOM, sizeof *self->before))};
    find_rarity(self);
    add_rows(self);
    return self;
}

void lesson_destroy(lesson_t **self)
{
    if (*self == NULL)
        return;
    learner_destroy(&(*self)->issues);
    learner_destroy(&(*self)->stances);
    free((*self)->pair);
    free((*self)->is_of);
    free((*self)->in);
    free((*self)->rarity);
    free((*self)->dense);
    free((*self)->scores);
    free((*self)->before);
    free(*self);
    *self = NULL;
}

/* ---- scores ---- */

/* What the codebook says is always learnt from. */
static void learn_issues(lesson_t *self, const bool *in, weights_builder_t *builder)
{
    const examples_t *examples = self->examples;
    double bias;

    for (size_t i = 0; i < examples->count + examples->sayings; i++)
        self->in[i] = i >= examples->count || in == NULL || in[i];
    for (size_t c = 0; c < self->model->head.issues.count; c++) {
        for (size_t i = 0; i < examples->count; i++)
            self->is_of[i] = example_code(&examples->item[i], self->model->issue_of[c]) != NULL;
        for (size_t i = 0; i < examples->sayings; i++)
            self->is_of[examples->count + i] =
                examples->saying[i].issue == self->model->issue_of[c];
        learner_fit(self->issues, self->is_of, self->in, issues_how, self->dense, &bias);
        fold_rarity(self, self->dense);
        weights_builder_add(builder, self->dense, bias);
    }
}

static void learn_stances(lesson_t *self, const bool *in, int view, weights_builder_t *builder)
{
    double bias[MODEL_STANCES];

    for (size_t i = 0; i < self->pairs; i++)
        self->in[i] = in == NULL || in[self->pair[i].example];
    for (size_t s = 0; s < MODEL_STANCES; s++) {
        for (size_t i = 0; i < self->pairs; i++)
            self->is_of[i] = self->pair[i].code->stance[view] == s;
        learner_fit(self->stances, self->is_of, self->in, stances_how,
            self->dense + s * STANCES_WIDTH, &bias[s]);
        fold_rarity(self, self->dense + s * STANCES_WIDTH);
        fold_rarity(self, self->dense + s * STANCES_WIDTH + FEATURES_BUCKETS);
    }
    for (size_t s = 0; s < MODEL_STANCES; s++)
        weights_builder_add(builder, self->dense + s * STANCES_WIDTH, bias[s]);
    for (size_t s = 0; s < MODEL_STANCES; s++)
        weights_builder_add(builder, self->dense + s * STANCES_WIDTH + FEATURES_BUCKETS, 0);
}

/* Both kinds of statements count alike, however many of either there are.  Without any of one kind nothing is
 * learnt, and the model does not tell. */
static void learn_subject(lesson_t *self, const bool *in, weights_builder_t *builder)
{
    const examples_t *examples = self->examples;
    size_t ours = 0, others = 0;
    double bias;

    for (size_t i = 0; i < examples->count + examples->sayings; i++) {
        self->in[i] = i < examples->count && (in == NULL || in[i]);
        self->is_of[i] = self->in[i] && !examples->item[i].elsewhere;
        ours += self->in[i] && self->is_of[i];
        others += self->in[i] && !self->is_of[i];
    }
    const learner_how_t how = {
        .cost = 1, .positive = ours > 0 && others > 0 ? (double)others / (double)ours : 1};
    learner_fit(self->issues, self->is_of, self->in, how, self->dense, &bias);
    fold_rarity(self, self->dense);
    weights_builder_add(builder, self->dense, ours > 0 && others > 0 ? bias : 0);
}

void lesson_learn(lesson_t *self, const bool *in)
{
    RAP_AUTO(weights_builder) *builder = weights_builder_new();

    learn_issues(self, in, builder);
    for (int view = 0; view < MODEL_VIEWS; view++)
        learn_stances(self, in, view, builder);
    learn_subject(self, in, builder);
    weights_release(&self->model->weights);
    weights_builder_finish(builder, &self->model->weights);
}

/* ---- judges ---- */

rap_code_t lesson_sheet(
    lesson_t *self, size_t example, rap_arena_t *arena, sheet_t *ret, rap_err_t *err)
{
    const example_t *item = &self->examples->item[example];
    question_t question[MODEL_JUDGED_MAX];
    void *memory;

    if (item->has_before)
        weights_score(&self->model->weights, &item->before, self->before);
    ret->count = model_questions(self->model, &item->reading,
        item->has_before ? self->before : NULL, self->scores, question);
    for (size_t i = 0; i < ret->count; i++)
        model_ask_stances(self->model, &item->reading, self->scores, &question[i]);
    RAP_TRY(room_take(arena, ret->count, sizeof *question, &memory, err));
    ret->question = memory;
    memcpy(memory, question, ret->count * sizeof *question);
    return RAP_OK;
}

static void add_inputs(learner_t *learner, const float *input, size_t count)
{
    feature_t feature[JUDGE_ISSUE_INPUTS + JUDGE_STANCE_INPUTS];

    for (size_t i = 0; i < count; i++)
        feature[i] = (feature_t){(uint32_t)i, input[i]};
    learner_add(learner, feature, count, 0);
}

static void fit_judge(const learner_t *learner, const bool *is_of, size_t inputs, float *ret)
{
    double weight[JUDGE_ISSUE_INPUTS + JUDGE_STANCE_INPUTS], bias;

    learner_fit(learner, is_of, NULL, judges_how, weight, &bias);
    for (size_t i = 0; i < inputs; i++)
        ret[i] = (float)(weight[i] + (i == 0 ? bias : 0)); /* the first input is 1 */
}

/* Of all questions, or of those about an issue that is meant. */
static size_t count_questions(const lesson_t *self, const sheet_t *sheet)
{
    size_t count = 0;

    for (size_t i = 0; i < self->examples->count; i++)
        count += sheet[i].count;
    return count;
}

static void judge_issues(lesson_t *self, const sheet_t *sheet, const bool *in, judges_t *ret)
{
    RAP_AUTO(learner) *learner = learner_new(JUDGE_ISSUE_INPUTS);
    bool *is_of = must(calloc(count_questions(self, sheet) + 1, sizeof *is_of));

    for (size_t i = 0; i < self->examples->count; i++)
        for (size_t k = 0; (in == NULL || in[i]) && k < sheet[i].count; k++) {
            const question_t *question = &sheet[i].question[k];
            is_of[learner_count(learner)] =
                example_code(&self->examples->item[i], question->issue) != NULL;
            add_inputs(learner, question->meant, JUDGE_ISSUE_INPUTS);
        }
    fit_judge(learner, is_of, JUDGE_ISSUE_INPUTS, ret->issue);
    free(is_of);
}

static void judge_stances(
    lesson_t *self, const sheet_t *sheet, const bool *in, int view, judges_t *ret)
{
    RAP_AUTO(learner) *learner = learner_new(JUDGE_STANCE_INPUTS);
    size_t room = count_questions(self, sheet) + 1;
    bool *is_of = must(calloc(room, sizeof *is_of));
    uint8_t *stance = must(calloc(room, sizeof *stance));

    for (size_t i = 0; i < self->examples->count; i++)
        for (size_t k = 0; (in == NULL || in[i]) && k < sheet[i].count; k++) {
            const question_t *question = &sheet[i].question[k];
            const example_code_t *code = example_code(&self->examples->item[i], question->issue);
            if (code == NULL)
                continue;
            stance[learner_count(learner)] = code->stance[view];
            add_inputs(learner, question->stance[view], JUDGE_STANCE_INPUTS);
        }
    for (size_t s = 0; s < MODEL_STANCES; s++) {
        for (size_t i = 0; i < learner_count(learner); i++)
            is_of[i] = stance[i] == s;
        fit_judge(learner, is_of, JUDGE_STANCE_INPUTS, ret->stance[view][s]);
    }
    free(is_of);
    free(stance);
}

void lesson_judges(lesson_t *self, const sheet_t *sheet, const bool *in, judges_t *ret)
{
    judge_issues(self, sheet, in, ret);
    for (int view = 0; view < MODEL_VIEWS; view++)
        judge_stances(self, sheet, in, view, ret);
}
