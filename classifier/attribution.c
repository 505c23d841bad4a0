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

/* A named party at the head of its clause, with others beside it, and a verb behind. */
static bool is_subject(const view_t *view, size_t n, holders_t *ret, size_t *ret_last)
{
    const mark_t *first = &view->mark[n], *last = first;

    for (size_t i = 0; i < n; i++) {
        const mark_t *mark = &view->mark[i];
        bool heads = mark->part == PART_OWN || mark->part == PART_CUE || mark->part == PART_BY ||
                     mark->part == PART_PARTY || mark->part == PART_ISSUE ||
                     mark->part == PART_LIKE || mark->part == PART_COURTESY;
        if (heads && mark->clause == first->clause)
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
    return has_part(view, PART_VERB, last->end, last->end + PARTY_WORDS);
}

static void find_zones(view_t *view)
{
    for (size_t i = 0; i < view->count; i++) {
        const mark_t *mark = &view->mark[i];
        bool opens = mark->part == PART_SAYS;
        holders_t holders = {0};
        size_t last = i;

        if (mark->part == PART_WHO) {
            int from = mark->end, to = mark->end + VERB_WORDS;
            opens = has_part(view, PART_VERB, from, to) || has_part(view, PART_CUE, from, to) ||
                    has_part(view, PART_SAYS, from, to);
        } else if (mark->part == PART_PARTY && !mark->adjective) {
            opens = is_subject(view, i, &holders, &last);
        }
        if (!opens || is_likeness(view, mark))
            continue;
        zone_t *zone = add_zone(view, mark);
        if (zone != NULL)
            zone->holders = holders;
    }
    for (size_t z = 0; z < view->zones; z++)
        for (size_t i = 0; i < view->count; i++)
            if (view->mark[i].word >= view->zone[z].word && view->mark[i].word < view->zone[z].end)
                view->mark[i].zone = (uint8_t)(z + 1);
}

/* ---- things of others ---- */

/* The issues nearest to the frame that spans words from .. end: before it, else behind. */
static uint64_t things(const view_t *view, const mark_t *frame, uint16_t end)
{
    uint64_t found = 0;
    int nearest = -1;

    for (size_t i = 0; i < view->targets; i++) {
        const mark_t *target = view->target[i];
        if (target->from < frame->to && target->to > frame->from)
            return 1ull << i; /* "the Indian proposal" may itself be a phrase of the issue */
        if (target->end <= frame->word && frame->word - target->end <= THING_BEFORE &&
            target->word >= nearest) {
            nearest = target->word;
            found = 1ull << i;
        }
    }
    for (size_t i = 0; i < view->targets && found == 0; i++)
        if (view->target[i]->word >= end && view->target[i]->word - end <= THING_BEHIND)
            found = 1ull << i;
    return found;
}

static void add_authored(view_t *view, uint64_t targets, const holders_t *holders)
{
    if (targets != 0 && view->authoreds < ZONES_MAX)
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
        if (mark->word >= end + BY_WORDS || mark->part == PART_ISSUE || mark->part == PART_CUE)
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
    add_authored(view, things(view, party, party->end), &holders);
}

void attribution_find(view_t *view)
{
    find_zones(view);
    for (size_t i = 0; i < view->count; i++) {
        if (view->mark[i].part == PART_BY)
            by_frame(view, i);
        else if (view->mark[i].part == PART_PARTY)
            work_frame(view, i);
    }
}
