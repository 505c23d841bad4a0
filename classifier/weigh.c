/* weigh.c - what the rules found, before a model (model/model.h).
 *
 * Sentence by sentence the model says how probable each finding of the rules is, and names views that the
 * rules have no phrase for.  When all sentences are read, and it is known how much the rules found, each
 * finding gets its confidence, and perhaps another stance; what has too little goes to the review list, as
 * without a model.
 * Whose view it is stays with the rules: what is reported of others is not weighed, and what only the
 * model has is the speaker's.
 */
#include "classifier/analysis.h"

#include "classifier/model/model.h"

/* Less probable ones of the model's own are forgotten: nobody would want to review them ... */
#define CANDIDATE_LEAST 0.2
/* ... and these are not even counted as missed. */
#define MEANT_LEAST 0.2F
/* Views' worth of belief that the rules find in this statement what they find in others. */
#define COVERAGE_WEIGHT 1.0

struct weighing {
    reading_t reading;
    float scores[WEIGHTS_CLASSES_MAX];
    question_t question[MODEL_JUDGED_MAX];
    judged_t judged[MODEL_JUDGED_MAX];
    size_t count;
    double found, missed; /* expected numbers of views that the rules have, and have not */
};

rap_code_t weigh_prepare(analysis_t *self, rap_err_t *err)
{
    if (self->model == NULL)
        return RAP_OK;
    self->weighing = rap_arena_alloc(self->arena, sizeof *self->weighing);
    if (self->weighing == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room to weigh a sentence");
    RAP_TRY(reading_room(&self->weighing->reading, self->arena, err));
    return analysis_find_names(self, err);
}

double weigh_coverage(const analysis_t *self)
{
    const struct weighing *weighing = self->weighing;

    return (weighing->found + COVERAGE_WEIGHT * self->model->head.recall) /
           (weighing->found + weighing->missed + COVERAGE_WEIGHT);
}

/* ---- a sentence ---- */

static const judged_t *judged_of(const struct weighing *self, uint16_t issue)
{
    for (size_t i = 0; i < self->count; i++)
        if (self->judged[i].issue == issue)
            return &self->judged[i];
    return NULL;
}

/* Keeps what the model says of the finding. */
static rap_code_t note(
    const analysis_t *self, const judged_t *judged, finding_t *finding, rap_err_t *err)
{
    judged_t *kept = rap_arena_alloc(self->arena, sizeof *kept);

    if (kept == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for what the model says of a sentence");
    *kept = *judged;
    finding->judged = kept;
    return RAP_OK;
}

static bool is_said(const reading_t *reading, uint16_t issue)
{
    const said_t *said = reading_said(reading, issue);

    return said != NULL && said->own >= 0;
}

/* Where the rules have nothing. */
static rap_code_t add_candidate(
    analysis_t *self, const view_t *view, const judged_t *judged, findings_t *ret, rap_err_t *err)
{
    finding_t made = {.issue = judged->issue,
        .strength = 2,
        .modality = RAP_ASSERTS,
        .attribution = RAP_OWN,
        .first = (uint32_t)view->number,
        .last = (uint32_t)view->number,
        .by = BY_MODEL};

    if (judged->meant < MEANT_LEAST)
        return RAP_OK;
    self->weighing->missed += (double)judged->meant;
    RAP_TRY(note(self, judged, &made, err));
    return findings_add(self, ret, made, err);
}

static void judge(analysis_t *self, const view_t *view, const finding_t *finding, size_t count)
{
    struct weighing *weighing = self->weighing;

    reading_make(&weighing->reading, self, view, finding, count);
    weighing->count =
        model_questions(self->model, &weighing->reading, weighing->scores, weighing->question);
    for (size_t i = 0; i < weighing->count; i++)
        weighing->judged[i] = judges_answer(&self->model->judges, &weighing->question[i]);
}

rap_code_t weigh_sentence(
    analysis_t *self, const view_t *view, size_t before, findings_t *ret, rap_err_t *err)
{
    struct weighing *weighing = self->weighing;
    size_t rules = ret->count;

    if (self->model == NULL || !view->ours)
        return RAP_OK;
    judge(self, view, ret->item + before, rules - before);
    for (size_t i = before; i < rules; i++) {
        const judged_t *judged = judged_of(weighing, ret->item[i].issue);
        if (judged == NULL || ret->item[i].attribution != RAP_OWN)
            continue;
        weighing->found += (double)judged->meant;
        RAP_TRY(note(self, judged, &ret->item[i], err));
    }
    for (size_t i = 0; view->surely && i < weighing->count; i++)
        if (!is_said(&weighing->reading, weighing->judged[i].issue))
            RAP_TRY(add_candidate(self, view, &weighing->judged[i], ret, err));
    if (self->coverage >= 0)
        weigh_settle(self, before, ret);
    return RAP_OK;
}

/* ---- the statement ---- */

/* False: it is not worth a word. */
static bool settle(const analysis_t *self, double coverage, finding_t *finding)
{
    bool alone = finding->by == BY_MODEL;

    if (finding->judged == NULL)
        return true;
    const decision_t decided =
        model_decide(&self->model->head, finding->judged, alone ? -1 : finding->stance, coverage);
    if (alone && decided.confidence < CANDIDATE_LEAST)
        return false;
    if (alone)
        finding->weight = decided.confidence;
    else
        finding->by = BY_BOTH;
    finding->stance = (uint8_t)decided.stance;
    finding->confidence = decided.confidence;
    finding->judged = NULL;
    return true;
}

void weigh_settle(const analysis_t *self, size_t from, findings_t *ret)
{
    size_t kept = from;

    if (self->model == NULL)
        return;
    double coverage = self->coverage >= 0 ? self->coverage : weigh_coverage(self);
    for (size_t i = from; i < ret->count; i++)
        if (settle(self, coverage, &ret->item[i]))
            ret->item[kept++] = ret->item[i];
    ret->count = kept;
}
