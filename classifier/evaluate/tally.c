/* tally.c - see tally.h */
#include "classifier/evaluate/tally.h"

#include <assert.h>
#include <string.h>

enum { MILLION = 1000000 };

static_assert(sizeof(tally_t) % sizeof(int64_t) == 0, "counts, and nothing else");

void tally_add(tally_t *self, const tally_t *other, int64_t times)
{
    int64_t *to = (int64_t *)self;
    const int64_t *from = (const int64_t *)other;

    for (size_t i = 0; i < sizeof *self / sizeof *to; i++)
        to[i] += from[i] * times;
}

static void count(tally_part_t *part, bool wanted, bool found)
{
    part->wanted += wanted;
    part->found += found;
    part->right += wanted && found;
}

static bool has_issue(const views_t *views, const char *issue, size_t until)
{
    for (size_t i = 0; i < until; i++)
        if (strcmp(views->item[i].issue, issue) == 0)
            return true;
    return false;
}

tally_part_t tally_issue(const char *issue, const views_t *wanted, const views_t *found)
{
    tally_part_t part = {0};

    count(&part, has_issue(wanted, issue, wanted->count), has_issue(found, issue, found->count));
    return part;
}

/* RAP_STANCE_* of the speaker's own view of the issue, or TALLY_NONE.  Of several the first. */
static int own_stance(const views_t *views, const char *issue)
{
    for (size_t i = 0; i < views->count; i++)
        if (!views->item[i].reported && strcmp(views->item[i].issue, issue) == 0)
            return views->item[i].stance;
    return TALLY_NONE;
}

static bool is_for(int stance)
{
    return stance == RAP_STANCE_SUPPORT || stance == RAP_STANCE_CONDITIONAL;
}

static bool is_against(int stance)
{
    return stance == RAP_STANCE_OPPOSE || stance == RAP_STANCE_CONCERN;
}

static void tally_one_issue(
    tally_t *self, const char *issue, const views_t *wanted, const views_t *found)
{
    int want = own_stance(wanted, issue), got = own_stance(found, issue);
    tally_part_t part = tally_issue(issue, wanted, found);

    self->issues.wanted += part.wanted;
    self->issues.found += part.found;
    self->issues.right += part.right;
    count(&self->sides[0], is_for(want), is_for(got));
    count(&self->sides[1], is_against(want), is_against(got));
}

static void tally_issues(tally_t *self, const views_t *wanted, const views_t *found)
{
    for (size_t i = 0; i < wanted->count; i++)
        if (!has_issue(wanted, wanted->item[i].issue, i))
            tally_one_issue(self, wanted->item[i].issue, wanted, found);
    for (size_t i = 0; i < found->count; i++)
        if (!has_issue(found, found->item[i].issue, i) &&
            !has_issue(wanted, found->item[i].issue, wanted->count))
            tally_one_issue(self, found->item[i].issue, wanted, found);
}

static void tally_overlap(tally_t *self, const view_t *want, const view_t *got)
{
    int64_t start = want->start > got->start ? want->start : got->start;
    int64_t end = want->end < got->end ? want->end : got->end;
    int64_t both = want->end - want->start + got->end - got->start;

    if (!want->placed || !got->placed || both <= 0)
        return;
    self->placed++;
    if (end <= start)
        return;
    self->overlap += 2 * (end - start) * MILLION / both;
}

static void tally_wanted(tally_t *self, const view_t *want, const views_t *found)
{
    const view_t *same = views_find(found, want);
    int stance = TALLY_NONE;

    self->tuples.wanted++;
    self->own.wanted += !want->reported;
    if (same != NULL) {
        self->tuples.right++;
        self->own.right += !want->reported;
        stance = same->stance;
        tally_overlap(self, want, same);
    }
    for (size_t i = 0; i < found->count && stance == TALLY_NONE; i++)
        if (strcmp(found->item[i].issue, want->issue) == 0 &&
            view_same_holder(&found->item[i], want))
            stance = found->item[i].stance;
    self->stances[want->stance][stance]++;
}

static bool is_flip(int a, int b)
{
    return (a == RAP_STANCE_SUPPORT && b == RAP_STANCE_OPPOSE) ||
           (a == RAP_STANCE_OPPOSE && b == RAP_STANCE_SUPPORT);
}

static void tally_found(tally_t *self, const view_t *got, const views_t *wanted)
{
    bool right = views_find(wanted, got) != NULL;
    bool alike = false, attributed = false, held = false, flipped = false;
    int level = (int)(got->confidence * TALLY_BINS);
    tally_bin_t *bin = &self->bin[level < 0 ? 0 : level >= TALLY_BINS ? TALLY_BINS - 1 : level];

    for (size_t i = 0; i < wanted->count; i++) {
        const view_t *want = &wanted->item[i];
        bool same = view_same_holder(want, got);

        if (strcmp(want->issue, got->issue) != 0)
            continue;
        held = held || same;
        flipped = flipped || (same && is_flip(want->stance, got->stance));
        if (want->stance != got->stance)
            continue;
        alike = true;
        attributed = attributed || want->reported == got->reported;
    }
    self->tuples.found++;
    self->own.found += !got->reported;
    self->alike += alike;
    self->attributed += attributed;
    self->misheld += alike && !held;
    self->flipped += flipped;
    bin->found++;
    bin->right += right;
    bin->millionths += (int64_t)(got->confidence * MILLION + 0.5);
}

void tally_views(tally_t *self, const views_t *wanted, const views_t *found)
{
    *self = (tally_t){0};
    tally_issues(self, wanted, found);
    for (size_t i = 0; i < wanted->count; i++)
        tally_wanted(self, &wanted->item[i], found);
    for (size_t i = 0; i < found->count; i++)
        tally_found(self, &found->item[i], wanted);
}
