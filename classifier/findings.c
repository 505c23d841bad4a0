/* findings.c - sentence by sentence: who is for what.
 *
 * A sentence that takes a side but names no issue ("We disagree.", "This is premature.") speaks of
 * what the sentence before it named, as long as the paragraph lasts.
 */
#include "classifier/analysis.h"

#include <string.h>

enum {
    CARRY_MAX = 16,      /* issues that wait for an answer           */
    CARRY_SENTENCES = 2, /* so many sentences long                 */
    SHORT_WORDS = 7,     /* a sentence that names a topic, or answers one */
};

/* What the latest sentence with issues named, and how it stood there. */
typedef struct carried {
    mark_t target;
    size_t sentence;
    verdict_t told; /* what others said of it there           */
    bool answered;  /* the speaker took a side there          */
    bool topic;     /* the sentence was hardly more than its name */
} carried_t;

typedef struct collecting {
    analysis_t *analysis;
    findings_t *findings;
    carried_t carried[CARRY_MAX];
    size_t count;
    uint32_t paragraph;
} collecting_t;

rap_code_t findings_add(analysis_t *self, findings_t *list, finding_t made, rap_err_t *err)
{
    if (list->count == list->cap) {
        size_t cap = list->cap * 2 + 64;
        finding_t *more = rap_arena_array(self->arena, cap, sizeof *more);
        if (more == NULL)
            return rap_fail(err, RAP_TOOBIG, "no room for more than %zu findings", list->cap);
        if (list->count > 0)
            memcpy(more, list->item, list->count * sizeof *more);
        list->item = more;
        list->cap = cap;
    }
    list->item[list->count++] = made;
    return RAP_OK;
}

/* One finding of the speaker, or one a holder of a reported view. */
static rap_code_t add_verdict(collecting_t *self, const mark_t *target, const verdict_t *verdict,
    const holders_t *holders, size_t first, size_t last, rap_err_t *err)
{
    finding_t made = {.issue = target->ref,
        .stance = (uint8_t)verdict->stance,
        .strength = verdict->strength,
        .modality = verdict->modality,
        .attribution = holders != NULL ? RAP_REPORTED : RAP_OWN,
        .confidence = verdict->confidence,
        .first = (uint32_t)first,
        .last = (uint32_t)last};
    size_t count = holders != NULL ? holders->count : 0;

    if (verdict->stance < 0)
        return RAP_OK;
    if (count == 0)
        return findings_add(self->analysis, self->findings, made, err);
    for (size_t i = 0; i < count; i++) {
        made.party = holders->party[i];
        RAP_TRY(findings_add(self->analysis, self->findings, made, err));
    }
    return RAP_OK;
}

/* Does a cue of the zone speak of the target? */
static bool is_governed(const view_t *view, size_t target, size_t zone)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->mark[i].part == PART_CUE && view->mark[i].zone == zone &&
            ((view->mark[i].right | view->mark[i].left) & 1ull << target) != 0)
            return true;
    return false;
}

/* Both views of one target: that of others, if it stands in their words, and the speaker's. */
static rap_code_t take_target(
    collecting_t *self, const view_t *view, size_t n, verdict_t *ret_own, rap_err_t *err)
{
    const mark_t *target = view->target[n];
    const zone_t *zone = target->zone > 0 ? &view->zone[target->zone - 1] : NULL;
    verdict_t told = {.stance = -1};

    ret_own->stance = -1;
    if (zone != NULL) {
        told = decide_reported(self->analysis, view, n);
        if (!zone->document)
            RAP_TRY(
                add_verdict(self, target, &told, &zone->holders, view->number, view->number, err));
    }
    if (zone == NULL || is_governed(view, n, 0))
        *ret_own = decide_own(self->analysis, view, n, &told);
    for (size_t i = 0; i < view->authoreds; i++)
        if ((view->authored[i].targets & 1ull << n) != 0) {
            bool contrary = decide_is_contrary(self->analysis, target);
            verdict_t made = {
                contrary ? RAP_STANCE_OPPOSE : RAP_STANCE_SUPPORT, 2, RAP_ASSERTS, 0.8};
            RAP_TRY(add_verdict(
                self, target, &made, &view->authored[i].holders, view->number, view->number, err));
        }
    if (self->count < CARRY_MAX)
        self->carried[self->count++] = (carried_t){.target = *target,
            .sentence = view->number,
            .told = told,
            .answered = ret_own->stance >= 0 && is_governed(view, n, 0),
            .topic = view->words <= SHORT_WORDS};
    return RAP_OK;
}

/* "Yes, but" on one issue in one sentence is a condition. */
static void join_halves(const analysis_t *self, const view_t *view, verdict_t *own)
{
    for (size_t i = 0; i < view->targets; i++)
        for (size_t k = 0; k < view->targets; k++)
            if (view->target[i]->ref == view->target[k]->ref &&
                view->target[i]->clause != view->target[k]->clause &&
                own[i].stance == RAP_STANCE_SUPPORT && own[i].strength > 1 &&
                own[k].stance == RAP_STANCE_CONCERN) {
                if (decide_is_bad(self, view->target[i])) {
                    own[k] = own[i]; /* worry, and a demand to act */
                    continue;
                }
                own[i].stance = own[k].stance = RAP_STANCE_CONDITIONAL;
                own[i].strength = own[k].strength = 2;
            }
}

static rap_code_t take_sentence(collecting_t *self, const view_t *view, rap_err_t *err)
{
    verdict_t own[TARGETS_MAX];

    self->count = 0;
    for (size_t i = 0; i < view->targets; i++)
        RAP_TRY(take_target(self, view, i, &own[i], err));
    join_halves(self->analysis, view, own);
    for (size_t i = 0; i < view->targets; i++)
        RAP_TRY(add_verdict(self, view->target[i], &own[i], NULL, view->number, view->number, err));
    return RAP_OK;
}

/* Is there a cue that can answer what came before? */
static bool can_answer(const collecting_t *self, const view_t *view)
{
    const analysis_t *analysis = self->analysis;

    if (view->courtesy || self->count == 0)
        return false;
    if (view->number - self->carried[0].sentence > CARRY_SENTENCES)
        return false;
    if (!view->points_back && view->words > SHORT_WORDS && !self->carried[0].topic)
        return false;
    for (size_t i = 0; i < view->count; i++) {
        const mark_t *mark = &view->mark[i];
        if (mark->part != PART_CUE)
            continue;
        const codebook_cue_t *kind = codebook_cue(analysis->codebook, mark->ref);
        if (kind->direction != CUE_BAD && kind->direction != CUE_NEUTRAL && kind->strength > 1)
            return true;
    }
    return false;
}

/* Puts a carried issue into the view, in a clause and zone, as what their cues speak of. */
static bool place(view_t *view, const carried_t *carried, uint8_t clause, size_t zone)
{
    mark_t *mark = &view->mark[view->count];
    bool any = false;

    *mark = carried->target;
    mark->part = PART_ISSUE;
    mark->negated = false;
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
        any |= cue->right != 0;
    }
    return any;
}

static rap_code_t answer_reported(
    collecting_t *self, view_t *view, carried_t *carried, rap_err_t *err)
{
    for (size_t zone = 1; zone <= view->zones; zone++) {
        const zone_t *at = &view->zone[zone - 1];
        uint8_t clause = 0;
        for (size_t i = 0; i < view->count; i++)
            if (view->mark[i].part == PART_CUE && view->mark[i].zone == zone)
                clause = view->mark[i].clause;
        if (at->document || !(place(view, carried, clause, zone) || at->against))
            continue;
        carried->told = decide_reported(self->analysis, view, 0);
        RAP_TRY(add_verdict(self, view->target[0], &carried->told, &at->holders, carried->sentence,
            view->number, err));
    }
    return RAP_OK;
}

/* The speaker's own, clause by clause: "balanced, but it could be stronger". */
static rap_code_t answer_own(collecting_t *self, view_t *view, carried_t *carried, rap_err_t *err)
{
    verdict_t best = {.stance = -1};
    bool yes = false, but = false;
    uint8_t clauses = view->count > 0 ? view->mark[view->count - 1].clause : 0;

    for (unsigned clause = 0; clause <= clauses; clause++) {
        if (!place(view, carried, (uint8_t)clause, 0))
            continue;
        verdict_t made = decide_own(self->analysis, view, 0, &carried->told);
        if (made.stance < 0)
            continue;
        yes |= made.stance == RAP_STANCE_SUPPORT;
        but |= made.stance == RAP_STANCE_CONCERN;
        if (best.stance < 0 || made.confidence > best.confidence)
            best = made;
    }
    if (best.stance < 0 || (carried->answered && best.stance != RAP_STANCE_CONDITIONAL))
        return RAP_OK;
    if (yes && but && carried->told.stance < 0)
        best.stance = decide_is_bad(self->analysis, view->target[0]) ? RAP_STANCE_SUPPORT
                                                                     : RAP_STANCE_CONDITIONAL;
    best.confidence -= 0.1;
    RAP_TRY(add_verdict(self, view->target[0], &best, NULL, carried->sentence, view->number, err));
    carried->answered = true;
    return RAP_OK;
}

/* A sentence without issues: its cues are taken for what waits for an answer. */
static rap_code_t answer(collecting_t *self, view_t *view, rap_err_t *err)
{
    for (size_t k = 0; k < self->count && view->count < MARKS_MAX; k++) {
        RAP_TRY(answer_reported(self, view, &self->carried[k], err));
        RAP_TRY(answer_own(self, view, &self->carried[k], err));
    }
    return RAP_OK;
}

rap_code_t findings_collect(analysis_t *self, findings_t *ret, rap_err_t *err)
{
    collecting_t collecting = {.analysis = self, .findings = ret};
    view_t view;

    for (size_t i = 0; i < self->sentences.count; i++) {
        const sentence_t *sentence = &self->sentences.item[i];
        if (sentence->paragraph != collecting.paragraph) {
            collecting.paragraph = sentence->paragraph;
            collecting.count = 0;
        }
        marks_make(self, i, &view);
        if (sentence->heading)
            continue;
        attribution_find(self, &view);
        scope_resolve(self, &view);
        if (view.targets > 0)
            RAP_TRY(take_sentence(&collecting, &view, err));
        else if (can_answer(&collecting, &view))
            RAP_TRY(answer(&collecting, &view, err));
    }
    return RAP_OK;
}
