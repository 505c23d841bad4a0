/* attribution.c - in whose words a mark stands.
 *
 * Three shapes are known.  A zone: "some delegations argue that ...", "attempts by ... to ...", or a
 * named party with a verb of opinion; from there on the sentence is theirs, up to where the
 * speaker is named again.  A thing of others: "the proposal of X for ...", "the X proposal", which
 * leaves the sentence to the speaker and tells, beside it, that X is for the thing.  And a
 * likeness ("like many delegations, we ..."), which opens no zone.
 */
#include "classifier/analysis.h"

#include <string.h>

enum {
    VERB_WORDS = 6,    /* from "some delegations" to their verb               */
    PARTY_WORDS = 3,   /* from a party's name to its verb                     */
    BY_WORDS = 8,      /* from "proposal of" to who is behind it              */
    THING_BEFORE = 12, /* from the thing to "put forward by"                 */
    THING_BEHIND = 16, /* from who is behind it to the thing                 */
    LIKE_WORDS = 3,
    CLOSE_WORDS = 3,
};

bool attribution_is_own(const rap_statement_t *statement, const char *party)
{
    const rap_party_role_t *item = statement->parties.item;

    for (size_t i = 0; i < statement->parties.count; i++)
        if ((item[i].role == RAP_ROLE_SPEAKER || item[i].role == RAP_ROLE_ON_BEHALF_OF) &&
            strcmp(item[i].id, party) == 0)
            return true;
    return false;
}

static void add_holder(holders_t *holders, const char *party)
{
    for (size_t i = 0; i < holders->count; i++)
        if (strcmp(holders->party[i], party) == 0)
            return;
    if (holders->count < HOLDERS_MAX)
        holders->party[holders->count++] = party;
}

/* Is there a mark of `part` that starts in words from .. to? */
static bool has_part(const view_t *view, codebook_part_t part, int from, int to)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->mark[i].part == part && view->mark[i].word >= from && view->mark[i].word < to)
            return true;
    return false;
}

/* "like", or the like, within the words before. */
static bool is_likeness(const view_t *view, const mark_t *frame)
{
    for (size_t i = 0; i < view->count; i++) {
        const mark_t *mark = &view->mark[i];
        if (mark->part == PART_LIKE && mark->word <= frame->word &&
            mark->end + LIKE_WORDS >= frame->word)
            return true;
    }
    return false;
}

/* Where the words of others end: where the speaker is named at the head of a clause, or the
 * sentence's end. */
static uint16_t zone_end(const view_t *view, const mark_t *frame)
{
    uint8_t clause = frame->clause;

    for (size_t i = 0; i < view->count; i++) {
        const mark_t *mark = &view->mark[i];
        if (mark->word < frame->end)
            continue;
        if (mark->part == PART_OWN && mark->clause > clause)
            return mark->word;
    }
    return (uint16_t)view->words;
}

static zone_t *add_zone(view_t *view, const mark_t *frame)
{
    for (size_t i = 0; i < view->zones; i++)
        if (frame->word < view->zone[i].end)
            return NULL; /* within another */
    if (view->zones == ZONES_MAX)
        return NULL;
    zone_t *zone = &view->zone[view->zones++];
    *zone = (zone_t){.word = frame->word, .end = zone_end(view, frame)};
    return zone;
}

/* Does a cue that is a verb start in words from .. to? */
static bool has_verb_cue(const analysis_t *self, const view_t *view, int from, int to)
{
    for (size_t i = 0; i < view->count; i++) {
        const mark_t *mark = &view->mark[i];
        if (mark->part != PART_CUE || mark->word < from || mark->word >= to)
            continue;
        const codebook_cue_t *cue = codebook_cue(self->codebook, mark->ref);
        if (cue->side == SIDE_OBJECT && cue->strength > 1 && cue->direction != CUE_NEUTRAL)
            return true;
    }
    return false;
}

/* A verb of opinion as the sentence's first word and the party behind it, as Arabic has it ("proposed
 * Kenya"), or NULL.  "And", which is written together with it, is no word of its own: it only moves
 * the verb's beginning. */
static const mark_t *verb_before(const view_t *view, const mark_t *party)
{
    for (size_t i = 0; party->word == 1 && i < view->count; i++)
        if (view->mark[i].part == PART_VERB && view->mark[i].end == 1)
            return &view->mark[i];
    return NULL;
}

/* A named party at the head of its clause, with others beside it, and a verb behind or before. */
static bool is_subject(
    const analysis_t *self, const view_t *view, size_t n, holders_t *ret, size_t *ret_last)
{
    const mark_t *first = &view->mark[n], *last = first;
    const mark_t *verb = verb_before(view, first);

    for (size_t i = 0; i < n; i++) {
        const mark_t *mark = &view->mark[i];
        bool heads = mark->part == PART_OWN || mark->part == PART_CUE || mark->part == PART_BY ||
                     mark->part == PART_PARTY || mark->part == PART_ISSUE ||
                     mark->part == PART_LIKE || mark->part == PART_COURTESY;
        bool is_verb = verb != NULL && mark->word == verb->word;
        if (heads && !is_verb && mark->clause == first->clause)
            return false;
    }
    ret->count = 0;
    add_holder(ret, first->party);
    *ret_last = n;
    for (size_t i = n + 1; i < view->count; i++) {
        const mark_t *mark = &view->mark[i];
        if (mark->part == PART_PARTY && mark->word <= last->end + 2) {
            add_holder(ret, mark->party);
            last = mark;
            *ret_last = i;
        }
    }
    return verb != NULL || has_part(view, PART_VERB, last->end, last->end + PARTY_WORDS) ||
           has_verb_cue(self, view, last->end, last->end + 1);
}

/* "some delegations": they hold a view if a verb of opinion or a cue says so. */
static bool has_opinion(const analysis_t *self, const view_t *view, const mark_t *people)
{
    int from = people->end, to = people->end + VERB_WORDS;

    return has_verb_cue(self, view, from, to) || has_part(view, PART_VERB, from, to) ||
           has_part(view, PART_SAYS, from, to);
}

/* A text as the subject, at the head of a sentence in which the speaker is not named, and a
 * verb right behind it: "It invites States to ...", "Paragraph 5 describes ...". */
static bool is_document(const analysis_t *self, const view_t *view, const mark_t *subject)
{
    if (subject->word > 2 || view->own)
        return false;
    for (size_t i = 0; i < view->count; i++) {
        const mark_t *mark = &view->mark[i];
        if (mark->word < subject->end || mark->word > subject->end + 1)
            continue;
        if (mark->part == PART_TELLS)
            return true;
        if (mark->part != PART_CUE)
            continue;
        const codebook_cue_t *cue = codebook_cue(self->codebook, mark->ref);
        if (cue->side == SIDE_OBJECT && cue->strength > 1 &&
            (cue->direction == CUE_SUPPORT || cue->direction == CUE_DIRECTIVE ||
                cue->direction == CUE_OPPOSE))
            return true;
    }
    return false;
}

/* Do words of others begin with this mark? */
static bool opens_zone(const analysis_t *self, const view_t *view, size_t n, zone_t *made)
{
    const mark_t *mark = &view->mark[n];
    size_t last;

    switch (mark->part) {
    case PART_SAYS:
        return true;
    case PART_EFFORT:
        made->effort = true;
        return true;
    case PART_CRITICS:
        made->against = true;
        return true;
    case PART_WHO:
        return has_opinion(self, view, mark);
    case PART_PARTY:
        return !mark->adjective && is_subject(self, view, n, &made->holders, &last);
    case PART_DOCUMENT:
        made->document = true;
        return is_document(self, view, mark);
    default:
        return false;
    }
}

/* What is tried is told by the others' verbs, what is thought of it by the speaker's: "attempts
 * by some to impose X are unacceptable". */
static bool is_speakers(const analysis_t *self, const zone_t *zone, const mark_t *mark)
{
    if (!zone->effort || mark->part != PART_CUE)
        return false;
    const codebook_cue_t *cue = codebook_cue(self->codebook, mark->ref);
    return cue->side != SIDE_OBJECT &&
           (cue->direction == CUE_OPPOSE || cue->direction == CUE_CONCERN);
}

static void find_zones(const analysis_t *self, view_t *view)
{
    for (size_t i = 0; i < view->count; i++) {
        const mark_t *mark = &view->mark[i];
        zone_t made = {0};

        if (!opens_zone(self, view, i, &made) || is_likeness(view, mark))
            continue;
        const mark_t *verb = mark->part == PART_PARTY ? verb_before(view, mark) : NULL;
        zone_t *zone = add_zone(view, mark);
        if (zone == NULL)
            continue;
        made.word = verb != NULL ? verb->word : zone->word;
        made.end = zone->end;
        *zone = made;
    }
    for (size_t z = 0; z < view->zones; z++)
        for (size_t i = 0; i < view->count; i++) {
            mark_t *mark = &view->mark[i];
            if (mark->word >= view->zone[z].word && mark->word < view->zone[z].end &&
                !is_speakers(self, &view->zone[z], mark))
                mark->zone = (uint8_t)(z + 1);
        }
}

/* ---- things of others ---- */

/* The issue nearest before `word`, at most `words` away, or none. */
static uint64_t thing_before(const view_t *view, int word, int words)
{
    for (size_t i = view->targets; i > 0; i--) {
        const mark_t *target = view->target[i - 1];
        if (target->end <= word && word - target->end <= words)
            return 1ull << (i - 1);
    }
    return 0;
}

static uint64_t thing_behind(const view_t *view, int word, int words)
{
    for (size_t i = 0; i < view->targets; i++)
        if (view->target[i]->word >= word && view->target[i]->word - word <= words)
            return 1ull << i;
    return 0;
}

/* What the frame that spans words from .. end is about: what stands right before it ("the portal put
 * forward by"), else what is behind ("the proposal of X for a portal"), else what is before. */
static uint64_t things(const view_t *view, const mark_t *frame, uint16_t end)
{
    uint64_t found = thing_before(view, frame->word, CLOSE_WORDS);

    for (size_t i = 0; i < view->targets; i++)
        if (view->target[i]->from < frame->to && view->target[i]->to > frame->from)
            return 1ull << i; /* "the Indian proposal" may itself be a phrase of the issue */
    if (found == 0)
        found = thing_behind(view, end, THING_BEHIND);
    return found != 0 ? found : thing_before(view, frame->word, THING_BEFORE);
}

static void add_authored(view_t *view, uint64_t targets, const holders_t *holders)
{
    if ((targets != 0 || view->targets == 0) && view->authoreds < ZONES_MAX)
        view->authored[view->authoreds++] = (authored_t){targets, *holders};
}

/* "proposal of" and who is behind it. */
static void by_frame(view_t *view, size_t n)
{
    const mark_t *frame = &view->mark[n];
    holders_t holders = {0};
    bool people = false, own = false;
    uint16_t end = frame->end;

    for (size_t i = n + 1; i < view->count; i++) {
        const mark_t *mark = &view->mark[i];
        if (mark->word < frame->end)
            continue;
        if (mark->word >= end + BY_WORDS || mark->clause != frame->clause ||
            mark->part == PART_ISSUE || mark->part == PART_CUE)
            break;
        if (mark->part == PART_PARTY) {
            add_holder(&holders, mark->party);
            end = mark->end;
        }
        people |= mark->part == PART_PEOPLE || mark->part == PART_WHO;
        own |= mark->part == PART_OWN;
    }
    if (own || (holders.count == 0 && !people) || is_likeness(view, frame))
        return;
    add_authored(view, things(view, frame, end), &holders);
}

/* "the Indian proposal", "India's proposal". */
static void work_frame(view_t *view, size_t n)
{
    const mark_t *party = &view->mark[n];
    holders_t holders = {0};

    if (!has_part(view, PART_WORK, party->end, party->end + 3) || party->zone != 0)
        return;
    add_holder(&holders, party->party);
    uint64_t found = thing_behind(view, party->end, THING_BEHIND);
    add_authored(view, found != 0 ? found : things(view, party, party->end), &holders);
}

void attribution_find(const analysis_t *self, view_t *view)
{
    find_zones(self, view);
    for (size_t i = 0; i < view->count; i++) {
        if (view->mark[i].part == PART_BY)
            by_frame(view, i);
        else if (view->mark[i].part == PART_PARTY)
            work_frame(view, i);
    }
}
