/* decide.c - from cues to a stance.
 *
 * Each cue on an issue is a factor.  Approval and demands are positive, rejection, worry and absence
 * are negative, and two negatives make a positive: to regret the absence of a thing is to be for it.
 * The sign is then read for what the phrase names: what the proposition wants, a bad thing
 * that it is against (valence -1), or the contrary of what it wants.
 */
#include "classifier/analysis.h"

enum { MENTION_WORDS = 4 /* from "the reference to" to what is meant */ };

typedef struct factors {
    int hard, soft, fact, bad; /* rejections, worries, absences, harm that is stated */
    bool positive, open, neutral, directive, lenient, loose, weak_only;
    bool but;     /* something is taken back in a clause behind */
    bool refused; /* by a predicate: several of them are one refusal */
    bool mention; /* the words are rejected, not the thing */
    bool of_view; /* a verb with an object: it can answer a view */
    uint8_t strength, soft_strength, modality;
    int listed; /* how many issues the directive covers */
} factors_t;

/* What a phrase names: what the proposition wants, a bad thing that it is about, a bad thing that it
 * would remedy, one that it is blamed for, or the contrary of what it wants. */
typedef enum thing {
    THING_WANTED,
    THING_BAD,
    THING_PROBLEM,
    THING_GRIEVANCE,
    THING_CONTRARY
} thing_t;

static thing_t thing_of(const analysis_t *self, const mark_t *target)
{
    bool against = target->role == ROLE_CONTRARY || target->role == ROLE_DENIAL;

    if (target->role == ROLE_CLAIM)
        return THING_WANTED;
    if (target->role == ROLE_PROBLEM)
        return THING_PROBLEM;
    if (target->role == ROLE_GRIEVANCE)
        return THING_GRIEVANCE;
    if (target->role == ROLE_DENIAL || codebook_issue(self->codebook, target->ref)->valence > 0)
        return against ? THING_CONTRARY : THING_WANTED;
    return against ? THING_WANTED : THING_BAD;
}

/* How many of the targets stand in a list: with "and" or a comma before them. */
static int count_listed(const analysis_t *self, const view_t *view, uint64_t targets)
{
    int listed = 1;

    for (size_t i = 1; i < view->targets; i++) {
        const mark_t *before = view->target[i - 1], *target = view->target[i];
        bool joint = false;
        if ((targets & 1ull << i) == 0 || before->to > target->from)
            continue;
        for (size_t at = before->to; at < target->from; at++)
            joint |= self->folded.text[at] == ',' || self->folded.text[at] == '/';
        for (size_t k = 0; k < view->count; k++)
            joint |= view->mark[k].part == PART_AND && view->mark[k].word >= before->end &&
                     view->mark[k].end <= target->word;
        listed += joint;
    }
    return listed;
}

static void add_negated(factors_t *f, const codebook_cue_t *kind)
{
    switch ((codebook_direction_t)kind->direction) {
    case CUE_SUPPORT:
    case CUE_OPEN:
    case CUE_DEFEND:
        f->hard++;
        f->strength = f->strength < 2 ? 2 : f->strength;
        break;
    case CUE_DIRECTIVE:
        f->hard++;
        f->strength = kind->side == SIDE_SUBJECT && f->strength < 3 ? 2 : 3;
        break;
    case CUE_OPPOSE:
    case CUE_CONCERN:
    case CUE_MISPLACED:
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

static void add_worry(factors_t *f, const codebook_cue_t *kind)
{
    f->soft++;
    f->soft_strength = kind->strength > f->soft_strength ? kind->strength : f->soft_strength;
}

/* "X is wrong and has no place here" is one refusal; "we oppose deleting X" are two. */
static void add_refusal(factors_t *f, const codebook_cue_t *kind)
{
    bool predicate = kind->side == SIDE_SUBJECT && kind->strength > 1;

    f->hard += !(predicate && f->refused);
    f->refused |= predicate;
}

static void add_plain(factors_t *f, const codebook_cue_t *kind, thing_t thing, bool behind)
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
        add_refusal(f, kind);
        break;
    case CUE_MISPLACED:
        add_refusal(f, kind);
        f->mention = true;
        break;
    case CUE_DEFEND: /* who calls a bad thing lawful is against what speaks of it as bad */
        if (thing == THING_BAD || thing == THING_PROBLEM) {
            f->hard++;
            f->mention = true;
        } else {
            f->positive = true;
        }
        break;
    case CUE_CONCERN:
        add_worry(f, kind);
        break;
    case CUE_ABSENCE: /* "the draft lacks X": the draft falls short, X is wanted */
        if (behind || kind->side == SIDE_SUBJECT)
            f->fact++;
        else
            add_worry(f, kind);
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

/* Do words stand at the target that make it a matter of words: "the reference to X", "X be
 * mentioned"?  Who rejects those does not reject the thing. */
static bool is_mention(const view_t *view, const mark_t *target)
{
    for (size_t i = 0; i < view->count; i++) {
        const mark_t *mark = &view->mark[i];
        if (mark->part != PART_MENTION || mark->clause != target->clause)
            continue;
        if ((mark->end <= target->word && target->word - mark->end <= MENTION_WORDS) ||
            (mark->word >= target->end && mark->word - target->end <= 1))
            return true;
    }
    return false;
}

/* Does a condition begin before the target in its clause? */
static bool follows_if(const view_t *view, const mark_t *target)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->mark[i].part == PART_IF && view->mark[i].clause == target->clause &&
            view->mark[i].word < target->word)
            return true;
    return false;
}

/* Does the target itself stand in a condition ("provided that X"), and not as what must not be? */
static bool is_condition(const view_t *view, const mark_t *target)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->mark[i].part == PART_NOT && view->mark[i].clause == target->clause &&
            view->mark[i].word < target->word)
            return false;
    return follows_if(view, target);
}

static factors_t gather(const analysis_t *self, const view_t *view, size_t n, size_t zone)
{
    factors_t f = {.modality = RAP_ASSERTS, .weak_only = true};
    thing_t thing = thing_of(self, view->target[n]);
    uint64_t bit = 1ull << n;
    bool stands = is_condition(view, view->target[n]);
    bool claims = view->target[n]->role == ROLE_CLAIM || view->target[n]->role == ROLE_DENIAL;
    bool speaks_alone = claims && view->target[n]->zone == zone; /* what others claim is answered */

    for (size_t i = 0; i < view->count; i++) {
        const mark_t *mark = &view->mark[i];
        if (mark->part != PART_CUE || mark->zone != zone || ((mark->right | mark->left) & bit) == 0)
            continue;
        /* It needs no cue from another clause. */
        if (mark->loose && (speaks_alone || (stands && mark->clause != view->target[n]->clause)))
            continue;
        const codebook_cue_t *kind = codebook_cue(self->codebook, mark->ref);
        if (mark->but)
            f.but = true;
        else if (mark->negated)
            add_negated(&f, kind);
        else
            add_plain(&f, kind, thing, (mark->right & bit) != 0);
        if (kind->direction == CUE_DIRECTIVE && (mark->right & bit) != 0)
            f.listed = count_listed(self, view, mark->right);
        if (kind->modality != RAP_ASSERTS)
            f.modality = kind->modality;
        if (kind->strength > 1)
            f.mention |= is_mention(view, view->target[n]);
        f.of_view |= kind->side == SIDE_OBJECT && kind->strength > 1;
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

static verdict_t verdict(int stance, int strength, double confidence)
{
    return (verdict_t){.stance = stance,
        .strength = (uint8_t)strength,
        .modality = RAP_ASSERTS,
        .confidence = confidence};
}

/* Thanks and the like, in the clause. */
bool decide_has_courtesy(const view_t *view, uint8_t clause)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->mark[i].part == PART_COURTESY && view->mark[i].clause == clause)
            return true;
    return false;
}

static bool has_negation(const view_t *view)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->mark[i].part == PART_NOT)
            return true;
    return false;
}

/* "Without X, nothing will change": the sentence begins with the negation of the target. */
static bool opens_without(const view_t *view, const mark_t *target)
{
    return view->count > 0 && view->mark[0].part == PART_NOT && view->mark[0].word == 0 &&
           view->mark[0].clause == target->clause && view->words > target->end + 3u;
}

/* No cue: what the phrase says alone. */
static verdict_t bare(
    const analysis_t *self, const view_t *view, const mark_t *target, const factors_t *f)
{
    thing_t thing = thing_of(self, target);
    bool claims = target->role == ROLE_CLAIM || target->role == ROLE_DENIAL;
    bool bad = thing == THING_BAD || thing == THING_PROBLEM;

    if (f->neutral || decide_has_courtesy(view, target->clause))
        return verdict(-1, 0, 0);
    if (thing == THING_GRIEVANCE)
        return verdict(RAP_STANCE_OPPOSE, 2, 0.6);
    if (target->negated && thing == THING_WANTED && !claims && opens_without(view, target))
        return verdict(RAP_STANCE_SUPPORT, 2, 0.55);
    if (target->negated && follows_if(view, target)) /* a condition about something else */
        return verdict(-1, 0, 0);
    if (claims || (target->negated && !bad && !target->near)) {
        bool against = (thing == THING_CONTRARY) != target->negated;
        return verdict(against ? RAP_STANCE_OPPOSE : RAP_STANCE_SUPPORT, 2, claims ? 0.7 : 0.5);
    }
    if (f->bad > 0 && thing != THING_WANTED && !target->negated)
        return verdict(RAP_STANCE_SUPPORT, 2, 0.7);
    if (thing == THING_BAD && !target->negated &&
        !codebook_issue(self->codebook, target->ref)->silent)
        return verdict(RAP_STANCE_SUPPORT, 1, 0.5);
    if (thing == THING_WANTED && is_condition(view, target))
        return verdict(RAP_STANCE_SUPPORT, 2, 0.6);
    if (thing == THING_WANTED && !has_negation(view) && is_conditional(view, target, false))
        return verdict(RAP_STANCE_CONDITIONAL, 2, 0.55);
    return verdict(-1, 0, 0);
}

static verdict_t negative(thing_t thing, const factors_t *f)
{
    bool bad = thing == THING_BAD || thing == THING_PROBLEM;

    if (thing == THING_GRIEVANCE)
        return verdict(RAP_STANCE_OPPOSE, f->strength, 0.75);
    if (f->hard == 0 && f->directive && bad) /* worry, and a demand to act */
        return verdict(RAP_STANCE_SUPPORT, 3, 0.8);
    if (f->hard > 0) {
        bool against = thing == THING_WANTED || (bad && f->mention);
        return verdict(against ? RAP_STANCE_OPPOSE : RAP_STANCE_SUPPORT, f->strength, 0.85);
    }
    if (f->soft > 0) {
        bool remedied = thing == THING_CONTRARY || thing == THING_PROBLEM;
        return remedied ? verdict(RAP_STANCE_SUPPORT, f->strength, 0.8)
                        : verdict(RAP_STANCE_CONCERN, f->soft_strength, 0.8);
    }
    return thing == THING_CONTRARY ? verdict(-1, 0, 0)
                                   : verdict(RAP_STANCE_SUPPORT, f->strength, 0.65);
}

static verdict_t positive(thing_t thing, const factors_t *f)
{
    /* Who demands what is held against it, or has a doubt of it in passing ("cannot be taken for granted"). */
    if (thing == THING_GRIEVANCE && (f->directive || (f->lenient && f->weak_only)))
        return verdict(RAP_STANCE_OPPOSE, f->directive ? 3 : 2, 0.7);
    int strength = f->lenient && !f->directive ? 1 : f->strength; /* "we do not deny that" */

    return verdict(thing == THING_CONTRARY ? RAP_STANCE_OPPOSE : RAP_STANCE_SUPPORT, strength,
        f->weak_only || f->lenient ? 0.6 : 0.85);
}

/* The sign of what the cues say of the thing, apart from what the thing is. */
typedef enum sign { SIGN_NONE, SIGN_PLUS, SIGN_MINUS } sign_t;

static sign_t sign_of(const factors_t *f)
{
    bool sided = f->positive || f->open || f->lenient || f->hard + f->soft + f->fact > 0;

    if (!sided)
        return SIGN_NONE;
    /* Two worries are one, two absences are one; a rejection of a rejection is none. */
    return (f->hard + (f->soft > 0) + (f->fact > 0)) % 2 == 1 ? SIGN_MINUS : SIGN_PLUS;
}

/* What remains to be said of any verdict: conditions, lists, and how sure it is. */
static verdict_t finish(const analysis_t *self, const view_t *view, const mark_t *target,
    const factors_t *f, sign_t sign, verdict_t made)
{
    bool agrees = made.stance == RAP_STANCE_SUPPORT && !f->directive;
    bool refuses = made.stance == RAP_STANCE_OPPOSE;
    bool only_open = f->open && !f->positive && f->hard + f->soft + f->fact == 0;

    if (made.stance < 0)
        return made;
    bool bound = sign != SIGN_NONE && (agrees || refuses) && is_conditional(view, target, f->open);
    bool qualified = agrees && f->but && !decide_is_bad(self, target);
    if (bound || qualified) {
        made.stance = RAP_STANCE_CONDITIONAL;
        made.strength = 2;
    } else if (agrees && only_open) {
        made.stance = RAP_STANCE_CONDITIONAL;
        made.strength = 2;
        made.confidence -= 0.2;
    }
    made.listed = f->directive && f->listed >= 3;
    if (made.listed)
        made.strength = 1;
    if (made.strength == 0)
        made.strength = 1;
    made.confidence -= (f->loose ? 0.1 : 0) + (target->near ? 0.1 : 0);
    made.modality = f->modality;
    return made;
}

static verdict_t decide(const analysis_t *self, const view_t *view, size_t n, size_t zone)
{
    const mark_t *target = view->target[n];
    thing_t thing = thing_of(self, target);
    factors_t f = gather(self, view, n, zone);

    if (target->negated && f.loose) /* "Without X ..., we propose ...": two thoughts */
        return verdict(-1, 0, 0);
    f.hard += target->negated && sign_of(&f) != SIGN_NONE;
    sign_t sign = sign_of(&f);
    verdict_t made = sign == SIGN_NONE    ? bare(self, view, target, &f)
                     : sign == SIGN_MINUS ? negative(thing, &f)
                                          : positive(thing, &f);
    return finish(self, view, target, &f, sign, made);
}

verdict_t decide_reported(const analysis_t *self, const view_t *view, size_t n)
{
    const mark_t *target = view->target[n];
    const zone_t *zone = &view->zone[target->zone - 1];
    thing_t thing = thing_of(self, target);
    verdict_t made = decide(self, view, n, target->zone);

    /* A bad thing that others are said to do is no view that they hold. */
    if (zone->effort && thing == THING_BAD)
        return verdict(-1, 0, 0);
    if (zone->against)
        return verdict(RAP_STANCE_OPPOSE, 2, 0.7);
    if (made.stance >= 0)
        return made;
    /* Without a cue: who speaks of a thing is for it, unless he calls it bad. */
    if (thing == THING_PROBLEM)
        return made;
    bool against = thing == THING_CONTRARY ||
                   (thing == THING_WANTED && gather(self, view, n, target->zone).bad > 0);
    return verdict(against ? RAP_STANCE_OPPOSE : RAP_STANCE_SUPPORT, 2, 0.65);
}

/* The speaker agrees with what was told, or does not. */
static verdict_t answer(int told, const factors_t *f, sign_t sign)
{
    bool against = told == RAP_STANCE_OPPOSE || told == RAP_STANCE_CONCERN;

    if (sign == SIGN_PLUS)
        return verdict(told, f->strength, 0.75);
    if (against)
        return verdict(RAP_STANCE_SUPPORT, f->strength, 0.75);
    return verdict(f->hard > 0 ? RAP_STANCE_OPPOSE : RAP_STANCE_CONCERN, f->strength, 0.8);
}

verdict_t decide_own(
    const analysis_t *self, const view_t *view, size_t n, const verdict_t *answered)
{
    if (answered->stance < 0)
        return decide(self, view, n, 0);

    factors_t f = gather(self, view, n, 0);
    sign_t sign = sign_of(&f);
    if (sign == SIGN_NONE)
        return verdict(-1, 0, 0);
    if (!f.of_view) /* "they are worth it": the thing is meant, not what others said of it */
        return decide(self, view, n, 0);
    return finish(self, view, view->target[n], &f, sign, answer(answered->stance, &f, sign));
}

bool decide_is_bad(const analysis_t *self, const mark_t *target)
{
    thing_t thing = thing_of(self, target);

    return thing == THING_BAD || thing == THING_PROBLEM;
}

bool decide_is_contrary(const analysis_t *self, const mark_t *target)
{
    return thing_of(self, target) == THING_CONTRARY;
}
