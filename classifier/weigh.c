/* weigh.c - what the rules found, before a model (model/model.h).
 *
 * Sentence by sentence the model says how probable each finding of the rules is, and names views that the
 * rules have no phrase for.  When all sentences are read, and it is known how much the rules found, each
 * finding gets its confidence, and perhaps another stance; what has too little goes to the review list, as
 * without a model.
 * What the rules take for a view of others the model does not judge.  It may find more of them; whose they
 * are it does not know, so that those are of others without a name.  That a directive supports all that it
 * lists is for the codebook to say, so that the model makes such a finding surer but never less sure.
 * All of this is for statements on our subject.  Of another one each finding's confidence, whoever found it, is
 * weighed with how far the statement is believed to be on it.
 */
#include "classifier/analysis.h"

#include "classifier/model/model.h"

/* A statement is not ours if its sentences' mean score is lower, and surely ours if it is higher; a few
 * sentences prove less, as if so many more had scored nothing. */
#define SUBJECT_LEAST 0.1
#define SUBJECT_MOST  0.33
#define SUBJECT_DOUBT 8.0
/* Where our subject is one of many, or none, what only the model sees is seldom ours: its odds are changed by
 * so much.  What the rules find there stands, but in sentences whose score is below SENTENCE_LEAST. */
#define ELSEWHERE      0.25
#define SENTENCE_LEAST (-1.0F)
/* Less probable ones of the model's own, and of the rules' where our subject is one of many, are forgotten: nobody
 * would want to review them ... */
#define CANDIDATE_LEAST 0.2
#define REPORTED_LEAST  0.3
/* ... and these are not even counted as missed. */
#define MEANT_LEAST 0.2F
/* Views' worth of belief that the rules find in this statement what they find in others. */
#define COVERAGE_WEIGHT 1.0

struct weighing {
    reading_t reading;
    float scores[2][WEIGHTS_ROOM]; /* of sentences with even and with odd numbers */
    size_t scored;                 /* 1 + the latest sentence that has some */
    question_t question[MODEL_JUDGED_MAX];
    judged_t judged[MODEL_JUDGED_MAX];
    size_t count;
    double found, missed; /* expected numbers of views that the rules have, and have not */
    double subject;       /* sum of the sentences' scores: are they about ours? */
    size_t sentences;     /* that were scored */
};

rap_code_t weigh_prepare(analysis_t *self, rap_err_t *err)
{
    if (self->model == NULL)
        return RAP_OK;
    self->weighing = rap_arena_alloc(self->arena, sizeof *self->weighing);
    if (self->weighing == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room to weigh a sentence");
    RAP_TRY(reading_room(&self->weighing->reading, true, self->arena, err));
    return analysis_find_names(self, err);
}

void weigh_begin(analysis_t *self)
{
    struct weighing *weighing = self->weighing;

    if (weighing == NULL)
        return;
    weighing->scored = weighing->sentences = 0;
    weighing->found = weighing->missed = weighing->subject = 0;
}

double weigh_coverage(const analysis_t *self)
{
    const struct weighing *weighing = self->weighing;

    return (weighing->found + COVERAGE_WEIGHT * self->model->head.recall) /
           (weighing->found + weighing->missed + COVERAGE_WEIGHT);
}

double weigh_belief(const analysis_t *self)
{
    const struct weighing *weighing = self->weighing;

    if (!self->open)
        return self->body == BODY_OURS;
    double mean = weighing->subject / ((double)weighing->sentences + SUBJECT_DOUBT);
    double belief = (mean - SUBJECT_LEAST) / (SUBJECT_MOST - SUBJECT_LEAST);
    return belief < 0 ? 0 : belief > 1 ? 1 : belief;
}

/* ---- a sentence ---- */

static const judged_t *judged_of(const struct weighing *self, uint16_t issue)
{
    for (size_t i = 0; i < self->count; i++)
        if (self->judged[i].issue == issue)
            return &self->judged[i];
    return NULL;
}

/* What the model says, for as long as the statement is in hand. */
static rap_code_t keep(
    const analysis_t *self, const judged_t *judged, const judged_t **ret, rap_err_t *err)
{
    judged_t *kept = rap_arena_alloc(self->arena, sizeof *kept);

    if (kept == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for what the model says of a sentence");
    *kept = *judged;
    *ret = kept;
    return RAP_OK;
}

static rap_code_t add_candidate(analysis_t *self, const view_t *view, const judged_t *judged,
    int attribution, findings_t *ret, rap_err_t *err)
{
    finding_t made = {.issue = judged->issue,
        .strength = 2,
        .modality = RAP_ASSERTS,
        .attribution = (uint8_t)attribution,
        .first = (uint32_t)view->number,
        .last = (uint32_t)view->number,
        .by = BY_MODEL,
        .far = !view->surely,
        .judged = judged};

    return findings_add(self, ret, made, err);
}

/* Where the rules have nothing. */
static rap_code_t add_candidates(
    analysis_t *self, const view_t *view, const judged_t *judged, findings_t *ret, rap_err_t *err)
{
    const said_t *said = reading_said(&self->weighing->reading, judged->issue);
    bool own = said == NULL || said->own < 0, reported = said == NULL || said->reported < 0;
    const judged_t *kept;

    if (judged->meant < MEANT_LEAST || (!own && !reported))
        return RAP_OK;
    RAP_TRY(keep(self, judged, &kept, err));
    if (own) {
        self->weighing->missed += (double)judged->meant;
        RAP_TRY(add_candidate(self, view, kept, RAP_OWN, ret, err));
    }
    return reported ? add_candidate(self, view, kept, RAP_REPORTED, ret, err) : RAP_OK;
}

/* Of the sentence before in the paragraph; NULL: none, or it is not about our subject. */
static const float *scores_before(const analysis_t *self, const view_t *view)
{
    const struct weighing *weighing = self->weighing;

    if (view->number == 0 || weighing->scored != view->number ||
        view->sentence[-1].paragraph != view->sentence->paragraph)
        return NULL;
    return weighing->scores[(view->number - 1) % 2];
}

/* Of the sentence, which has its scores. */
static float subject_of(const analysis_t *self, const view_t *view)
{
    return self->weighing->scores[view->number % 2][model_subject_class(self->model)];
}

/* The stances are only asked for where somebody will look at them. */
static judged_t answer(const analysis_t *self, const view_t *view, question_t *question)
{
    const struct weighing *weighing = self->weighing;
    const judges_t *judges = &self->model->judges;
    float meant = judges_meant(judges, question);

    if (meant < MEANT_LEAST && reading_said(&weighing->reading, question->issue) == NULL)
        return (judged_t){.issue = question->issue, .meant = meant};
    model_ask_stances(
        self->model, &weighing->reading, weighing->scores[view->number % 2], question);
    return judges_answer(judges, question);
}

static void judge(analysis_t *self, const view_t *view, const finding_t *finding, size_t count)
{
    struct weighing *weighing = self->weighing;

    reading_make(&weighing->reading, self, view, finding, count);
    weighing->count = model_questions(self->model, &weighing->reading, scores_before(self, view),
        weighing->scores[view->number % 2], weighing->question);
    weighing->scored = view->number + 1;
    weighing->sentences++;
    weighing->subject += (double)subject_of(self, view);
    for (size_t i = 0; i < weighing->count; i++)
        weighing->judged[i] = answer(self, view, &weighing->question[i]);
}

/* By its own words: a target may be one that a sentence before has named. */
static bool names_an_issue(const view_t *view)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->mark[i].part == PART_ISSUE)
            return true;
    return false;
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
        RAP_TRY(keep(self, judged, &ret->item[i].judged, err));
    }
    /* "We do not agree": the rules know with what, and such a sentence is about nothing else. */
    bool answer = rules > before && !names_an_issue(view);
    for (size_t i = 0; (view->surely || self->open) && !answer && i < weighing->count; i++)
        RAP_TRY(add_candidates(self, view, &weighing->judged[i], ret, err));
    for (size_t i = before; i < ret->count; i++)
        ret->item[i].subject = subject_of(self, view);
    if (self->coverage >= 0)
        weigh_settle(self, before, ret);
    return RAP_OK;
}

/* ---- the statement ---- */

/* If the statement is about our subject. */
static decision_t decide_ours(const analysis_t *self, const finding_t *finding, double coverage)
{
    const model_head_t *head = &self->model->head;
    const decision_t rules = {finding->stance, finding->confidence};

    if (finding->judged == NULL)
        return rules;
    if (finding->attribution == RAP_REPORTED)
        return model_decide_reported(head, finding->judged, coverage);
    decision_t decided = model_decide(
        head, finding->judged, finding->by == BY_MODEL ? -1 : finding->stance, coverage);
    return finding->listed && decided.confidence < rules.confidence ? rules : decided;
}

/* If it is about something else. */
static decision_t decide_elsewhere(const finding_t *finding, decision_t ours)
{
    if (finding->far || finding->subject < SENTENCE_LEAST)
        return (decision_t){finding->stance, 0};
    if (finding->by == BY_MODEL)
        return (decision_t){ours.stance, model_odds(ours.confidence, ELSEWHERE)};
    return (decision_t){finding->stance, finding->confidence};
}

/* The mean of both, weighed by belief; of two stances the one with the larger part, and no more than that. */
static decision_t decide(
    const analysis_t *self, const finding_t *finding, double coverage, double belief)
{
    decision_t ours = decide_ours(self, finding, coverage);
    decision_t elsewhere = decide_elsewhere(finding, ours);

    ours.confidence *= belief;
    elsewhere.confidence *= 1 - belief;
    decision_t surer = ours.confidence >= elsewhere.confidence ? ours : elsewhere;
    if (ours.stance == elsewhere.stance)
        surer.confidence = ours.confidence + elsewhere.confidence;
    return surer;
}

/* False: it is not worth a word. */
static bool settle(const analysis_t *self, double coverage, double belief, finding_t *finding)
{
    bool ours = self->body == BODY_OURS, alone = finding->by == BY_MODEL;

    if (finding->judged == NULL && ours)
        return true;
    decision_t decided = decide(self, finding, coverage, belief);
    double least = alone && finding->attribution == RAP_REPORTED ? REPORTED_LEAST : CANDIDATE_LEAST;
    if ((alone || !ours) && decided.confidence < least)
        return false;
    if (!alone && finding->judged != NULL)
        finding->by = BY_BOTH;
    finding->weight = decided.confidence;
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
    bool known = self->coverage >= 0;
    double coverage = known ? self->coverage : weigh_coverage(self);
    double belief = known ? self->belief : weigh_belief(self);
    for (size_t i = from; i < ret->count; i++)
        if (settle(self, coverage, belief, &ret->item[i]))
            ret->item[kept++] = ret->item[i];
    ret->count = kept;
}
