/* findings.c - sentence by sentence: who is for what. */
#include "classifier/analysis.h"

#include <string.h>

typedef struct collecting {
    analysis_t *analysis;
    findings_t *findings;
    carry_t carry;
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

rap_code_t findings_add_verdict(analysis_t *self, findings_t *list, const finding_t *base,
    const verdict_t *verdict, const holders_t *holders, rap_err_t *err)
{
    finding_t made = *base;
    size_t count = holders != NULL ? holders->count : 0;

    if (verdict->stance < 0)
        return RAP_OK;
    made.stance = (uint8_t)verdict->stance;
    made.strength = verdict->strength;
    made.modality = verdict->modality;
    made.attribution = holders != NULL ? RAP_REPORTED : RAP_OWN;
    made.confidence = made.weight = verdict->confidence;
    made.listed = verdict->listed;
    if (count == 0)
        return findings_add(self, list, made, err);
    for (size_t i = 0; i < count; i++) {
        made.party = holders->party[i];
        RAP_TRY(findings_add(self, list, made, err));
    }
    return RAP_OK;
}

static rap_code_t add(collecting_t *self, const view_t *view, const mark_t *target,
    const verdict_t *verdict, const holders_t *holders, rap_err_t *err)
{
    const finding_t base = {.issue = target->ref,
        .first = (uint32_t)view->number,
        .last = (uint32_t)view->number,
        .far = target->far};

    return findings_add_verdict(self->analysis, self->findings, &base, verdict, holders, err);
}

/* Does a cue of the speaker's speak of the target? */
static bool is_governed(const view_t *view, size_t target)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->mark[i].part == PART_CUE && view->mark[i].zone == 0 &&
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
    verdict_t told = {.stance = -1}, said = {.stance = -1};
    bool governed = is_governed(view, n);

    ret_own->stance = -1;
    if (zone != NULL) {
        told = decide_reported(self->analysis, view, n);
        if (!zone->document)
            RAP_TRY(add(self, view, target, &told, &zone->holders, err));
    }
    if (zone == NULL || governed)
        *ret_own = decide_own(self->analysis, view, n, &told);
    for (size_t i = 0; i < view->authoreds; i++)
        if ((view->authored[i].targets & 1ull << n) != 0) {
            bool contrary = decide_is_contrary(self->analysis, target);
            verdict_t made = {
                contrary ? RAP_STANCE_OPPOSE : RAP_STANCE_SUPPORT, 2, RAP_ASSERTS, 0.8, false};
            RAP_TRY(add(self, view, target, &made, &view->authored[i].holders, err));
        }
    if (governed || target->role == ROLE_GRIEVANCE)
        said = *ret_own;
    carry_keep(&self->carry, view, n, &told, &said);
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

    for (size_t i = 0; i < view->targets; i++)
        RAP_TRY(take_target(self, view, i, &own[i], err));
    join_halves(self->analysis, view, own);
    for (size_t i = 0; i < view->targets; i++)
        RAP_TRY(add(self, view, view->target[i], &own[i], NULL, err));
    return RAP_OK;
}

rap_code_t findings_collect(analysis_t *self, findings_t *ret, rap_err_t *err)
{
    collecting_t collecting = {.analysis = self, .findings = ret};
    view_t view;

    for (size_t i = 0; i < self->sentences.count; i++) {
        const sentence_t *sentence = &self->sentences.item[i];
        size_t before = ret->count;

        if (self->breath.draw != NULL)
            self->breath.draw(self->breath.arg);
        if (sentence->paragraph != collecting.paragraph) {
            collecting.paragraph = sentence->paragraph;
            collecting.carry.count = 0;
        }
        marks_make(self, i, &view);
        if (sentence->heading)
            continue;
        attribution_find(self, &view);
        scope_resolve(self, &view);
        if (view.targets > 0)
            RAP_TRY(take_sentence(&collecting, &view, err));
        else
            RAP_TRY(answers_take(self, &collecting.carry, &view, ret, err));
        RAP_TRY(weigh_sentence(self, &view, before, ret, err));
        if (self->witness.saw != NULL)
            RAP_TRY(self->witness.saw(
                self->witness.arg, self, &view, ret->item + before, ret->count - before, err));
    }
    return RAP_OK;
}
