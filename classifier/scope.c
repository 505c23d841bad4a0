/* scope.c - which cue speaks of which issue.
 *
 * After NegEx and ConText (Chapman 2001, Harkema 2009): a trigger reaches the words behind it, or
 * before it, up to a border.  Borders are clauses; a verb behind "and" or a comma takes over from
 * the one before it.  A cue that finds nothing on its side of its clause looks further, but only
 * at issues that no other cue speaks of.
 */
#include "classifier/analysis.h"

#include <string.h>

enum {
    NEGATION_WORDS = 4,
    JOINT_WORDS = 1,
    CLOSE_WORDS = 14,
    PREDICATE_WORDS = 5,
    TOPIC_WORD = 2, /* "Third, on": where a topic is announced */
};

/* ---- negation ---- */

/* Is a thought begun by one comma between the two?  Two of them hold a mere insertion. */
static bool is_past_comma(const analysis_t *self, const mark_t *negation, const mark_t *mark)
{
    int commas = 0;

    for (size_t at = negation->to; at < mark->from; at++)
        commas += self->folded.text[at] == ',';
    return commas == 1;
}

static void negate(const analysis_t *self, view_t *view, size_t n)
{
    const mark_t *negation = &view->mark[n];
    mark_t *nearest = NULL;

    for (size_t i = 0; i < view->count; i++) {
        mark_t *mark = &view->mark[i];
        if ((mark->part != PART_CUE && mark->part != PART_ISSUE) || mark->word < negation->end ||
            mark->clause != negation->clause || mark->word - negation->end > NEGATION_WORDS ||
            is_past_comma(self, negation, mark))
            continue;
        /* Of two at one place the cue is meant. */
        if (nearest == NULL || mark->word < nearest->word ||
            (mark->word == nearest->word && mark->part == PART_CUE))
            nearest = mark;
    }
    if (nearest == NULL)
        return;
    nearest->negated = !nearest->negated;
    /* Two phrases of one issue side by side are one thing: "rather than writing new ones". */
    for (mark_t *mark = nearest + 1; mark < view->mark + view->count; mark++)
        if (mark->part == PART_ISSUE && nearest->part == PART_ISSUE && mark->ref == nearest->ref &&
            mark->clause == nearest->clause && mark->word <= nearest->end + 1)
            mark->negated = nearest->negated;
}

/* ---- reach ---- */

static const codebook_cue_t *cue_of(const analysis_t *self, const mark_t *mark)
{
    return codebook_cue(self->codebook, mark->ref);
}

/* Does the cue begin a new member: does "and" or a comma stand right before it, in Arabic as a letter
 * of the same word? */
static bool is_joined(const analysis_t *self, const view_t *view, const mark_t *cue)
{
    static const char waw[] = "و";
    const char *text = self->folded.text;
    size_t at = cue->from, len = sizeof waw - 1;

    if (at >= view->sentence->from + len && memcmp(text + at - len, waw, len) == 0)
        return true;
    for (size_t i = 0; i < view->count; i++) {
        const mark_t *mark = &view->mark[i];
        if (mark->part == PART_AND && mark->end <= cue->word &&
            cue->word - mark->end <= JOINT_WORDS)
            return true;
    }
    while (at > view->sentence->from && text[at - 1] == ' ')
        at--;
    return at > view->sentence->from && text[at - 1] == ',';
}

/* The word at which another verb takes over from `cue`. */
static uint16_t right_limit(const analysis_t *self, const view_t *view, const mark_t *cue)
{
    for (size_t i = 0; i < view->count; i++) {
        const mark_t *next = &view->mark[i];
        if (next->part == PART_CUE && next->word >= cue->end && next->clause == cue->clause &&
            cue_of(self, next)->side != SIDE_SUBJECT && is_joined(self, view, next))
            return next->word;
    }
    return UINT16_MAX;
}

/* Is the target before `cue` the object of an earlier verb, and `cue` another's? */
static bool is_cut_off(
    const analysis_t *self, const view_t *view, const mark_t *target, const mark_t *cue)
{
    bool earlier = false, joint = false;

    for (size_t i = 0; i < view->count; i++) {
        const mark_t *mark = &view->mark[i];
        if (mark->clause != cue->clause)
            continue;
        earlier |= mark->part == PART_CUE && mark->end <= target->word &&
                   cue_of(self, mark)->side != SIDE_SUBJECT && cue_of(self, mark)->strength > 1;
        joint |= mark->part == PART_AND && mark->word >= target->end && mark->end <= cue->word;
    }
    return earlier && joint;
}

/* "knowledge that governments lack": what is lacking is not said of what comes before. */
static bool is_relative(
    const view_t *view, const mark_t *target, const mark_t *cue, const codebook_cue_t *kind)
{
    if (kind->side != SIDE_OBJECT)
        return false;
    for (size_t i = 0; i < view->count; i++)
        if (view->mark[i].part == PART_BACK && view->mark[i].word >= target->end &&
            view->mark[i].end <= cue->word)
            return true;
    return false;
}

/* "As regards X, Y must ...": is the target what is announced, and the cue behind the comma about
 * something that is named there? */
static bool is_topic(
    const analysis_t *self, const view_t *view, const mark_t *target, const mark_t *cue)
{
    bool announced = false, another = false;
    const char *comma = NULL;

    if (target->to < cue->from) /* they may overlap */
        comma = memchr(self->folded.text + target->to, ',', cue->from - target->to);
    if (comma == NULL)
        return false;
    for (size_t i = 0; i < view->count && view->mark[i].word <= TOPIC_WORD; i++)
        announced |= view->mark[i].part == PART_TOPIC && view->mark[i].end <= target->word;
    for (size_t i = 0; i < view->targets; i++)
        another |= view->target[i]->clause == cue->clause && view->target[i]->ref != target->ref &&
                   self->folded.text + view->target[i]->from > comma;
    return announced && another;
}

/* Others' cues reach their own words only; the speaker's reach everything. */
static bool may_reach(const mark_t *cue, const mark_t *target)
{
    return cue->zone == 0 || cue->zone == target->zone;
}

/* A verb in passing ("to combat", "to promote") speaks of what is right behind it. */
static bool is_close(const view_t *view, const mark_t *cue, const mark_t *target)
{
    if (target->word > cue->end + CLOSE_WORDS)
        return false;
    for (size_t i = 0; i < view->count; i++)
        if (view->mark[i].part == PART_OWN && view->mark[i].word >= cue->end &&
            view->mark[i].word < target->word)
            return false;
    return true;
}

/* One that turns its subject ("X must not be weakened") stands right behind it, or behind another
 * cue that speaks of it. */
static bool is_predicate(const analysis_t *self, const view_t *view, const mark_t *cue, size_t n)
{
    if (cue_of(self, cue)->side != SIDE_SUBJECT)
        return false;
    if (cue->word <= view->target[n]->end + PREDICATE_WORDS)
        return true;
    for (const mark_t *mark = view->mark; mark < cue; mark++)
        if (mark->part == PART_CUE && (mark->left & 1ull << n) != 0 && mark->end <= cue->word &&
            cue->word - mark->end <= JOINT_WORDS && cue_of(self, mark)->side != SIDE_OBJECT)
            return true;
    return false;
}

static void reach(const analysis_t *self, view_t *view, mark_t *cue)
{
    const codebook_cue_t *kind = cue_of(self, cue);
    uint16_t limit = right_limit(self, view, cue);
    bool left =
        kind->side != SIDE_OBJECT || kind->direction == CUE_ABSENCE || kind->direction == CUE_HARM;

    cue->right = cue->left = 0;
    cue->loose = false;
    /* "X must not lead to Y": Y is refused, X is not. */
    for (size_t i = 0; i < view->targets && kind->side == SIDE_BOTH; i++)
        if (kind->direction == CUE_OPPOSE && view->target[i]->clause == cue->clause &&
            view->target[i]->word >= cue->end && view->target[i]->word < limit)
            left = false;
    for (size_t i = 0; i < view->targets; i++) {
        const mark_t *target = view->target[i];
        if (target->clause != cue->clause || !may_reach(cue, target))
            continue;
        if (target->word >= cue->word && target->to > cue->to && target->word < limit &&
            kind->side != SIDE_SUBJECT && (kind->strength > 1 || is_close(view, cue, target)))
            cue->right |= 1ull << i;
        else if ((kind->strength > 1 || is_predicate(self, view, cue, i)) &&
                 target->word < cue->word && left && !is_topic(self, view, target, cue) &&
                 !is_cut_off(self, view, target, cue) && !is_relative(view, target, cue, kind))
            cue->left |= 1ull << i;
    }
}

/* What no cue of the same holder speaks of, `before` or behind the cue. */
static uint64_t free_targets(
    const analysis_t *self, const view_t *view, const mark_t *cue, bool before, int clauses)
{
    uint64_t found = 0, taken = 0;

    for (size_t i = 0; i < view->count; i++) {
        const mark_t *mark = &view->mark[i];
        if (mark->part != PART_CUE || mark->zone != cue->zone || mark->loose)
            continue;
        codebook_direction_t direction = (codebook_direction_t)cue_of(self, mark)->direction;
        if (direction != CUE_BAD && direction != CUE_NEUTRAL)
            taken |= mark->right | mark->left;
    }
    for (size_t i = 0; i < view->targets; i++) {
        const mark_t *target = view->target[i];
        int away = before ? cue->clause - target->clause : target->clause - cue->clause;
        bool side = before ? target->word < cue->word : target->word >= cue->word;
        if (side && away >= 0 && away <= clauses && may_reach(cue, target))
            found |= 1ull << i;
    }
    return found & ~taken;
}

/* "X is good, but it could be stronger": what the clause before spoke of, by others' cues. */
static void take_back(const analysis_t *self, view_t *view, mark_t *cue)
{
    codebook_direction_t direction = (codebook_direction_t)cue_of(self, cue)->direction;
    bool against = (direction == CUE_CONCERN && !cue->negated) ||
                   (direction == CUE_OPPOSE && !cue->negated) ||
                   (direction == CUE_SUPPORT && cue->negated);
    bool joint = false;

    for (size_t i = 0; i < view->count; i++)
        joint |= view->mark[i].part == PART_BREAK && view->mark[i].clause == cue->clause &&
                 view->mark[i].end <= cue->word;
    if (!against || !joint)
        return;
    for (size_t i = 0; i < view->targets; i++)
        if (view->target[i]->clause + 1 == cue->clause && may_reach(cue, view->target[i]))
            cue->left |= 1ull << i;
    cue->but = cue->left != 0;
}

/* Does "it", or the like, stand before the cue in its clause? */
static bool points_back(const view_t *view, const mark_t *cue)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->mark[i].part == PART_BACK && view->mark[i].clause == cue->clause &&
            view->mark[i].end <= cue->word)
            return true;
    return false;
}

static void reach_further(const analysis_t *self, view_t *view, mark_t *cue)
{
    const codebook_cue_t *kind = cue_of(self, cue);
    bool before_first = kind->side != SIDE_SUBJECT;

    if ((cue->right | cue->left) != 0 || kind->direction == CUE_BAD ||
        kind->direction == CUE_NEUTRAL || kind->direction == CUE_HARM ||
        kind->direction == CUE_ABSENCE || kind->strength == 1)
        return;
    if (kind->side == SIDE_SUBJECT && points_back(view, cue)) {
        take_back(self, view, cue);
        if (cue->but)
            return;
    }
    for (int clauses = 0; clauses <= 2; clauses++) {
        uint64_t before = free_targets(self, view, cue, true, clauses);
        uint64_t behind = free_targets(self, view, cue, false, clauses);
        if ((before | behind) == 0)
            continue;
        if (before != 0 && (before_first || behind == 0))
            cue->left = before;
        else
            cue->right = behind;
        cue->loose = true;
        return;
    }
    take_back(self, view, cue);
}

/* Does the cue have an object of our subject right behind it ("combating cyberthreats")? */
static bool has_object(const view_t *view, const mark_t *cue)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->mark[i].part == PART_DOMAIN && view->mark[i].word == cue->end)
            return true;
    return false;
}

/* "We see no reason to give it up": a verb behind one that reached over a border goes along. */
static void follow(const analysis_t *self, view_t *view, mark_t *cue)
{
    const codebook_cue_t *kind = cue_of(self, cue);

    if ((cue->right | cue->left) != 0 || kind->direction != CUE_OPPOSE || kind->strength > 1 ||
        has_object(view, cue))
        return;
    for (size_t i = 0; i < view->count; i++) {
        const mark_t *first = &view->mark[i];
        if (first->part == PART_CUE && first->loose && !first->but &&
            first->clause == cue->clause && first->zone == cue->zone && first->end <= cue->word) {
            cue->left = first->left;
            cue->right = first->right;
            cue->loose = true;
        }
    }
}

void scope_resolve(const analysis_t *self, view_t *view)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->mark[i].part == PART_NOT)
            negate(self, view, i);
    for (size_t i = 0; i < view->count; i++)
        if (view->mark[i].part == PART_CUE)
            reach(self, view, &view->mark[i]);
    for (size_t i = 0; i < view->count; i++)
        if (view->mark[i].part == PART_CUE)
            reach_further(self, view, &view->mark[i]);
    for (size_t i = 0; i < view->count; i++)
        if (view->mark[i].part == PART_CUE)
            follow(self, view, &view->mark[i]);
}
