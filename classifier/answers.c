/* answers.c - sentences that take a side and name no issue.
 *
 * "We disagree." and "This is premature." speak of what the sentence before them named; what a
 * paragraph announced as its topic ("On stakeholders.") is meant as long as it lasts.
 */
#include "classifier/analysis.h"

enum {
    CARRY_SENTENCES = 2, /* so far a sentence is answered       */
    SHORT_WORDS = 7,     /* a sentence that names a topic, or answers one */
    TOPIC_WORD = 3,      /* "Third, on": where a topic is announced       */
    TOPIC_WORDS = 10,    /* from "as regards" to what is announced        */
    THANKS_WORDS = 4,    /* from thanks to what belongs to them           */
};

static bool is_topic(const view_t *view, size_t n, const verdict_t *own)
{
    if (view->words <= SHORT_WORDS)
        return true;
    for (size_t i = 0; own->stance < 0 && i < view->count; i++) {
        const mark_t *mark = &view->mark[i];
        int gap = view->target[n]->word - mark->end;
        if (mark->part == PART_TOPIC && mark->word <= TOPIC_WORD && gap >= 0 && gap <= TOPIC_WORDS)
            return true;
    }
    return false;
}

/* Of an issue that a sentence names twice, what it says of it by one of the names holds for both. */
static bool takes_the_place(carried_t *kept, const carried_t *made)
{
    if (kept->sentence != made->sentence || kept->target.ref != made->target.ref ||
        kept->told.stance >= 0 || made->told.stance >= 0 ||
        (kept->own.stance >= 0) == (made->own.stance >= 0))
        return false;
    if (made->own.stance >= 0)
        *kept = *made;
    return true;
}

void carry_keep(
    carry_t *self, const view_t *view, size_t n, const verdict_t *told, const verdict_t *own)
{
    bool topic = is_topic(view, n, own);
    const carried_t made = {*view->target[n], view->number, *told, *own, topic};
    size_t kept = 0;

    for (size_t i = 0; i < self->count; i++)
        if (self->item[i].sentence == view->number || (self->item[i].topic && !topic))
            self->item[kept++] = self->item[i];
    self->count = kept;
    for (size_t i = 0; i < kept; i++)
        if (takes_the_place(&self->item[i], &made))
            return;
    if (self->count < CARRY_MAX)
        self->item[self->count++] = made;
}

/* Do thanks, or the like, stand close before the cue? */
static bool has_thanks(const view_t *view, const mark_t *cue)
{
    for (size_t i = 0; i < view->count; i++) {
        const mark_t *mark = &view->mark[i];
        if (mark->part == PART_COURTESY && mark->word <= cue->end &&
            cue->word - mark->end <= THANKS_WORDS)
            return true;
    }
    return false;
}

/* Is it a cue that can answer what came before?  Thanks are not meant as one. */
static bool is_answer(const analysis_t *self, const view_t *view, const mark_t *mark)
{
    if (mark->part != PART_CUE)
        return false;
    const codebook_cue_t *kind = codebook_cue(self->codebook, mark->ref);
    if (kind->direction == CUE_SUPPORT && has_thanks(view, mark))
        return false;
    return kind->direction != CUE_BAD && kind->direction != CUE_NEUTRAL && kind->strength > 1;
}

static bool has_answer(const analysis_t *self, const view_t *view)
{
    for (size_t i = 0; i < view->count; i++)
        if (is_answer(self, view, &view->mark[i]) || view->mark[i].part == PART_CRITICS)
            return true;
    return false;
}

/* "to give it up": a verb in passing answers only where what was named is its object. */
static bool has_pronoun(const view_t *view, const mark_t *cue)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->mark[i].part == PART_BACK && view->mark[i].word > cue->word &&
            view->mark[i].word <= cue->end)
            return true;
    return false;
}

/* Puts a carried issue into the view, in a clause and zone, as what their cues speak of. */
static bool place(
    const analysis_t *self, view_t *view, const carried_t *carried, uint8_t clause, size_t zone)
{
    mark_t *mark = &view->mark[view->count];
    bool any = false;

    *mark = carried->target;
    mark->part = PART_ISSUE;
    mark->negated = false;
    mark->word = mark->end = UINT16_MAX; /* near nothing */
    mark->clause = clause;
    mark->zone = (uint8_t)zone;
    view->target[0] = mark;
    view->targets = 1;
    for (size_t i = 0; i < view->count; i++) {
        mark_t *cue = &view->mark[i];
        if (cue->part != PART_CUE)
            continue;
        cue->right = cue->zone == zone && cue->clause == clause;
        cue->left = 0;
        const codebook_cue_t *kind = codebook_cue(self->codebook, cue->ref);
        if ((kind->direction == CUE_SUPPORT && has_thanks(view, cue)) ||
            (kind->side == SIDE_OBJECT && kind->strength == 1 && !has_pronoun(view, cue)))
            cue->right = 0;
        any |= cue->right != 0;
    }
    return any;
}

typedef struct answering {
    analysis_t *analysis;
    view_t *view;
    findings_t *findings;
    bool took;
} answering_t;

static rap_code_t add(answering_t *self, const carried_t *carried, const verdict_t *made,
    const holders_t *holders, rap_err_t *err)
{
    const finding_t base = {.issue = carried->target.ref,
        .first = (uint32_t)carried->sentence,
        .last = (uint32_t)self->view->number,
        .far = carried->target.far};

    self->took |= made->stance >= 0;
    return findings_add_verdict(self->analysis, self->findings, &base, made, holders, err);
}

static rap_code_t answer_reported(answering_t *self, carried_t *carried, rap_err_t *err)
{
    view_t *view = self->view;

    for (size_t zone = 1; zone <= view->zones; zone++) {
        const zone_t *at = &view->zone[zone - 1];
        uint8_t clause = 0;
        for (size_t i = 0; i < view->count; i++)
            if (view->mark[i].part == PART_CUE && view->mark[i].zone == zone)
                clause = view->mark[i].clause;
        if (at->document || !(place(self->analysis, view, carried, clause, zone) || at->against))
            continue;
        carried->told = decide_reported(self->analysis, view, 0);
        RAP_TRY(add(self, carried, &carried->told, &at->holders, err));
    }
    for (size_t i = 0; i < view->authoreds; i++) {
        const verdict_t made = {RAP_STANCE_SUPPORT, 2, RAP_ASSERTS, 0.6, false};
        RAP_TRY(add(self, carried, &made, &view->authored[i].holders, err));
    }
    return RAP_OK;
}

/* The verdict of the surest clause; "balanced, but it could be stronger" is a condition. */
static verdict_t own_verdict(answering_t *self, const carried_t *carried)
{
    view_t *view = self->view;
    verdict_t best = {.stance = -1};
    bool yes = false, but = false;
    uint8_t clauses = view->count > 0 ? view->mark[view->count - 1].clause : 0;

    for (unsigned clause = 0; clause <= clauses; clause++) {
        if (!place(self->analysis, view, carried, (uint8_t)clause, 0))
            continue;
        verdict_t made = decide_own(self->analysis, view, 0, &carried->told);
        if (made.stance < 0)
            continue;
        yes |= made.stance == RAP_STANCE_SUPPORT;
        but |= made.stance == RAP_STANCE_CONCERN;
        if (best.stance < 0 || made.confidence > best.confidence)
            best = made;
    }
    if (yes && but && carried->told.stance < 0)
        best.stance = decide_is_bad(self->analysis, &carried->target) ? RAP_STANCE_SUPPORT
                                                                      : RAP_STANCE_CONDITIONAL;
    best.confidence -= 0.1;
    return best;
}

static rap_code_t answer_own(answering_t *self, carried_t *carried, rap_err_t *err)
{
    verdict_t made = own_verdict(self, carried);
    bool agreed = carried->own.stance == RAP_STANCE_SUPPORT && carried->own.strength > 1;
    bool plainly =
        agreed || (carried->own.stance == RAP_STANCE_OPPOSE && carried->own.strength > 1);

    if (made.stance < 0)
        return RAP_OK;
    /* Yes in one sentence and "however" in the next. */
    bool against = made.stance == RAP_STANCE_CONCERN || made.stance == RAP_STANCE_OPPOSE;
    if (agreed && self->view->contrast && against &&
        !decide_is_bad(self->analysis, &carried->target))
        made.stance = RAP_STANCE_CONDITIONAL;
    bool answered = carried->own.stance >= 0 && (plainly || !self->view->contrast);
    bool another = made.stance != carried->own.stance && made.stance != RAP_STANCE_CONDITIONAL;
    if (answered && another && !carried->topic)
        return RAP_OK;
    if (answered)
        made.confidence -= 0.1;
    carried->own = made;
    return add(self, carried, &made, NULL, err);
}

static rap_code_t answer(answering_t *self, carried_t *carried, rap_err_t *err)
{
    if (self->view->count == MARKS_MAX)
        return RAP_OK;
    RAP_TRY(answer_reported(self, carried, err));
    return answer_own(self, carried, err);
}

rap_code_t answers_take(
    analysis_t *self, carry_t *carry, view_t *view, findings_t *ret, rap_err_t *err)
{
    answering_t answering = {.analysis = self, .view = view, .findings = ret};
    size_t latest = 0;

    if (carry->count == 0 || !(has_answer(self, view) || view->authoreds > 0))
        return RAP_OK;
    for (size_t i = 0; i < carry->count; i++)
        latest = carry->item[i].sentence > latest ? carry->item[i].sentence : latest;
    bool near = view->number - latest <= CARRY_SENTENCES &&
                (view->points_back || view->words <= SHORT_WORDS);
    for (size_t i = 0; i < carry->count; i++)
        if (carry->item[i].sentence == latest && (near || carry->item[i].topic))
            RAP_TRY(answer(&answering, &carry->item[i], err));
    for (size_t i = 0; i < carry->count && !answering.took; i++)
        if (carry->item[i].sentence != latest && carry->item[i].topic)
            RAP_TRY(answer(&answering, &carry->item[i], err));
    return RAP_OK;
}
