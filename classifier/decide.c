/* decide.c - from cues to a stance.
 *
 * Each cue on an issue is a factor.  Approval and demands are positive, rejection, worry and absence
 * are negative, and two negatives make a positive: to regret the absence of a thing is to be for it.
 * The sign is then read for what the phrase names: what the proposition wants, a bad thing
 * that it is against (valence -1), or the contrary of what it wants.
 */
#include "classifier/analysis.h"

typedef struct factors {
    int hard, soft, fact, bad; /* rejections, worries, absences, harm that is stated */
    bool positive, open, neutral, directive, lenient, loose, weak_only;
    uint8_t strength, modality;
    int listed; /* how many issues the directive covers */
} factors_t;

typedef enum thing { THING_WANTED, THING_BAD, THING_CONTRARY } thing_t;

static thing_t thing_of(const analysis_t *self, const mark_t *target)
{
    bool against = target->role == ROLE_CONTRARY || target->role == ROLE_DENIAL;

    if (target->role == ROLE_CLAIM)
        return THING_WANTED;
    if (target->role == ROLE_DENIAL || codebook_issue(self->codebook, target->ref)->valence > 0)
        return against ? THING_CONTRARY : THING_WANTED;
    return against ? THING_WANTED : THING_BAD;
}

static int count_bits(uint64_t bits)
{
    return __builtin_popcountll(bits);
}

static void add_negated(factors_t *f, const codebook_cue_t *kind)
{
    switch ((codebook_direction_t)kind->direction) {
    case CUE_SUPPORT:
    case CUE_OPEN:
        f->hard++;
        f->strength = f->strength < 2 ? 2 : f->strength;
        break;
    case CUE_DIRECTIVE:
        f->hard++;
        f->strength = 3;
        break;
    case CUE_OPPOSE:
    case CUE_CONCERN:
        f->lenient = true;
        break;
    case CUE_ABSENCE:
    case CUE_BAD:
    case CUE_HARM:
    case CUE_NEUTRAL:
    default:
        break;
    }
}

static void add_plain(factors_t *f, const codebook_cue_t *kind, bool behind)
{
    switch ((codebook_direction_t)kind->direction) {
    case CUE_SUPPORT:
        f->positive = true;
        break;
    case CUE_OPEN:
        f->open = true;
        break;
    case CUE_DIRECTIVE:
        f->positive = f->directive = true;
        break;
    case CUE_OPPOSE:
        f->hard++;
        break;
    case CUE_CONCERN:
        f->soft++;
        break;
    case CUE_ABSENCE: /* "the draft lacks X": the draft falls short, X is wanted */
        if (behind || kind->side == SIDE_SUBJECT)
            f->fact++;
        else
            f->soft++;
        break;
    case CUE_HARM: /* "X undermines Y": X is bad, Y is wanted */
        if (behind)
            f->fact++;
        else
            f->bad++;
        break;
    case CUE_BAD:
        f->bad++;
        break;
    case CUE_NEUTRAL:
    default:
        f->neutral = true;
        return;
    }
    f->strength = kind->strength > f->strength ? kind->strength : f->strength;
}

static factors_t gather(const analysis_t *self, const view_t *view, size_t n, size_t zone)
{
    factors_t f = {.modality = RAP_ASSERTS, .weak_only = true};
    uint64_t bit = 1ull << n;

    for (size_t i = 0; i < view->count; i++) {
        const mark_t *mark = &view->mark[i];
        if (mark->part != PART_CUE || mark->zone != zone || ((mark->right | mark->left) & bit) == 0)
            continue;
        const codebook_cue_t *kind = codebook_cue(self->codebook, mark->ref);
        if (mark->negated)
            add_negated(&f, kind);
        else
            add_plain(&f, kind, (mark->right & bit) != 0);
        if (kind->direction == CUE_DIRECTIVE && (mark->right & bit) != 0)
            f.listed = count_bits(mark->right);
        if (kind->modality != RAP_ASSERTS)
            f.modality = kind->modality;
        f.loose |= mark->loose;
        f.weak_only &= kind->strength == 1 || kind->direction == CUE_BAD;
    }
    return f;
}

/* Is there a condition in a clause near that of the target? */
static bool is_conditional(const view_t *view, const mark_t *target, bool open)
{
    for (size_t i = 0; i < view->count; i++) {
        const mark_t *mark = &view->mark[i];
        int away = mark->clause - target->clause;
        if (mark->clause == target->clause || away < -2 || away > 2 ||
            (target->zone != mark->zone && target->zone != 0))
            continue;
        if (mark->part == PART_IF || (mark->part == PART_IF_WEAK && (open || view->modal)))
            return true;
    }
    return false;
}

/* Does the target itself stand in a condition ("provided that X")? */
static bool is_condition(const view_t *view, const mark_t *target)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->mark[i].part == PART_IF && view->mark[i].clause == target->clause &&
            view->mark[i].word < target->word)
            return true;
    return false;
}

static verdict_t verdict(int stance, int strength, double confidence)
{
    return (verdict_t){stance, (uint8_t)strength, RAP_ASSERTS, confidence};
}

/* No cue: what the phrase says alone. */
static verdict_t bare(const view_t *view, const mark_t *target, thing_t thing, const factors_t *f)
{
    bool claims = target->role == ROLE_CLAIM || target->role == ROLE_DENIAL;

    if (f->neutral || view->courtesy)
        return verdict(-1, 0, 0);
    if (claims || (target->negated && thing != THING_BAD)) {
        bool against = (thing == THING_CONTRARY) != target->negated;
        return verdict(against ? RAP_STANCE_OPPOSE : RAP_STANCE_SUPPORT, 2, claims ? 0.7 : 0.5);
    }
    if (thing == THING_BAD && !target->negated)
        return verdict(RAP_STANCE_SUPPORT, f->bad > 0 ? 2 : 1, f->bad > 0 ? 0.7 : 0.5);
    if (thing == THING_CONTRARY && f->bad > 0)
        return verdict(RAP_STANCE_SUPPORT, 2, 0.6);
    if (thing == THING_WANTED && is_condition(view, target))
        return verdict(RAP_STANCE_SUPPORT, 2, 0.6);
    return verdict(-1, 0, 0);
}

static verdict_t negative(const view_t *view, thing_t thing, const factors_t *f)
{
    if (f->hard > 0) {
        bool against = thing == THING_WANTED || (thing == THING_BAD && view->mention);
        return verdict(against ? RAP_STANCE_OPPOSE : RAP_STANCE_SUPPORT, f->strength, 0.85);
    }
    if (f->soft > 0)
        return thing == THING_CONTRARY ? verdict(RAP_STANCE_SUPPORT, f->strength, 0.7)
                                       : verdict(RAP_STANCE_CONCERN, f->strength, 0.8);
    return thing == THING_CONTRARY ? verdict(-1, 0, 0)
                                   : verdict(RAP_STANCE_SUPPORT, f->strength, 0.65);
}

static verdict_t positive(thing_t thing, const factors_t *f)
{
    return verdict(thing == THING_CONTRARY ? RAP_STANCE_OPPOSE : RAP_STANCE_SUPPORT, f->strength,
        f->weak_only ? 0.6 : 0.85);
}

verdict_t decide_target(
    const analysis_t *self, const view_t *view, size_t n, size_t zone, bool contrary)
{
    const mark_t *target = view->target[n];
    thing_t thing = thing_of(self, target);
    factors_t f = gather(self, view, n, zone);
    verdict_t made;

    bool sided = f.positive || f.open || f.lenient || f.hard + f.soft + f.fact > 0;
    if (contrary && sided)
        f.hard++;
    f.hard += target->negated && sided;
    /* Two worries are one, two absences are one; a rejection of a rejection is none. */
    int negatives = f.hard + (f.soft > 0) + (f.fact > 0);
    if (!sided)
        made = bare(view, target, thing, &f);
    else if (negatives % 2 == 1)
        made = negative(view, thing, &f);
    else if (negatives == 0 && !f.positive && !f.open)
        made = thing == THING_WANTED && f.neutral ? verdict(-1, 0, 0) : positive(thing, &f);
    else
        made = positive(thing, &f);
    if (made.stance < 0)
        return made;

    bool agrees = made.stance == RAP_STANCE_SUPPORT && sided && !f.directive;
    bool refuses = made.stance == RAP_STANCE_OPPOSE && sided;
    if ((agrees || refuses) && is_conditional(view, target, f.open)) {
        made.stance = RAP_STANCE_CONDITIONAL;
        made.strength = 2;
    } else if (agrees && f.open && !f.positive && negatives == 0) {
        made.stance = RAP_STANCE_CONDITIONAL;
        made.strength = 2;
        made.confidence -= 0.2;
    }
    if (f.directive && f.listed >= 3)
        made.strength = 1;
    if (made.strength == 0)
        made.strength = 1;
    made.confidence -= f.loose ? 0.1 : 0;
    made.confidence -= target->near ? 0.1 : 0;
    made.modality = f.modality;
    return made;
}
