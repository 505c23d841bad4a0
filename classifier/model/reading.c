/* reading.c - see reading.h */
#include "classifier/model/reading.h"

enum { SHORT_WORDS = 8 /* such a sentence may lean on the one before it */ };

rap_code_t reading_room(reading_t *self, bool scored, rap_arena_t *arena, rap_err_t *err)
{
    *self = (reading_t){.said = rap_arena_array(arena, READING_SAID_MAX, sizeof *self->said)};
    if (self->said == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for what the rules say of a sentence");
    return scored ? features_room_words(&self->features, arena, err)
                  : features_room(&self->features, arena, err);
}

const said_t *reading_said(const reading_t *self, size_t issue)
{
    for (size_t i = 0; i < self->count; i++)
        if (self->said[i].issue == issue)
            return &self->said[i];
    return NULL;
}

static said_t *say(reading_t *self, uint16_t issue)
{
    for (size_t i = 0; i < self->count; i++)
        if (self->said[i].issue == issue)
            return &self->said[i];
    if (self->count == READING_SAID_MAX)
        return NULL;
    said_t *made = &self->said[self->count++];
    *made = (said_t){.issue = issue, .own = -1, .reported = -1, .near = true};
    return made;
}

static void add_target(reading_t *self, const mark_t *target)
{
    said_t *said = say(self, target->ref);

    if (said == NULL)
        return;
    said->named = true;
    said->claimed |= target->role == ROLE_CLAIM || target->role == ROLE_DENIAL;
    said->near &= target->near;
    said->quoted |= target->zone != 0;
}

static void add_finding(reading_t *self, const finding_t *finding)
{
    said_t *said = say(self, finding->issue);

    if (said == NULL)
        return;
    if (finding->attribution == RAP_REPORTED) {
        if (said->reported >= 0 && said->reported_confidence >= (float)finding->confidence)
            return;
        said->reported = (int8_t)finding->stance;
        said->reported_confidence = (float)finding->confidence;
    } else if (said->own < 0 || said->confidence < (float)finding->confidence) {
        said->own = (int8_t)finding->stance;
        said->strength = finding->strength;
        said->confidence = (float)finding->confidence;
    }
}

/* A sentence that points back, or says little by itself, is read with the one before it. */
static void add_before(reading_t *self, const analysis_t *analysis, const view_t *view)
{
    if (view->number == 0 || !(view->points_back || view->words <= SHORT_WORDS))
        return;
    const sentence_t *before = view->sentence - 1;
    if (before->paragraph == view->sentence->paragraph && !before->heading)
        features_add_text(&self->features, analysis, before->from, before->to, FEATURES_BEFORE);
}

void reading_make(reading_t *self, const analysis_t *analysis, const view_t *view,
    const finding_t *finding, size_t count)
{
    features_clear(&self->features);
    self->count = 0;
    self->others = view->zones > 0;
    self->modal = view->modal;
    self->back = view->points_back;
    self->contrast = view->contrast;
    self->condition = self->negation = false;
    self->english = analysis->language == 1u << LANG_EN;
    for (size_t i = 0; i < view->count; i++) {
        self->condition |= view->mark[i].part == PART_IF || view->mark[i].part == PART_IF_WEAK;
        self->negation |= view->mark[i].part == PART_NOT;
        if (view->mark[i].part == PART_ISSUE)
            add_target(self, &view->mark[i]);
    }
    for (size_t i = 0; i < count; i++)
        add_finding(self, &finding[i]);
    features_add_text(
        &self->features, analysis, view->sentence->from, view->sentence->to, FEATURES_HERE);
    features_add_marks(&self->features, analysis, view);
    add_before(self, analysis, view);
}
