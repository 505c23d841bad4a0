/* views.c - see views.h */
#include "classifier/evaluate/views.h"

#include "base/text.h"
#include "classifier/evaluate/room.h"

#include <string.h>

static const char own[] = "speaker";

bool view_same_holder(const view_t *a, const view_t *b)
{
    if (a->reported != b->reported || (a->holder == NULL) != (b->holder == NULL))
        return false;
    return a->holder == NULL || strcmp(a->holder, b->holder) == 0;
}

const view_t *views_find(const views_t *self, const view_t *view)
{
    for (size_t i = 0; i < self->count; i++) {
        const view_t *item = &self->item[i];

        if (item->stance == view->stance && strcmp(item->issue, view->issue) == 0 &&
            view_same_holder(item, view))
            return item;
    }
    return NULL;
}

static int valence_of(const codebook_t *codebook, const char *issue)
{
    for (size_t i = 0; i < codebook_issue_count(codebook); i++)
        if (strcmp(codebook_issue(codebook, i)->id, issue) == 0)
            return codebook_issue(codebook, i)->valence;
    return 1;
}

static bool is_disputed(const gold_item_t *item, const char *issue)
{
    for (size_t i = 0; i < item->gold.disputed.count; i++)
        if (strcmp(item->gold.disputed.item[i], issue) == 0)
            return true;
    return false;
}

/* Of two that are the same the surer one counts. */
static void add(const codebook_t *codebook, const gold_item_t *item, views_t *views, view_t view)
{
    if (view.stance == RAP_STANCE_NEUTRAL || is_disputed(item, view.issue))
        return;
    if (view.stance == RAP_STANCE_CONCERN && valence_of(codebook, view.issue) < 0)
        view.stance = RAP_STANCE_SUPPORT;
    const view_t *there = views_find(views, &view);
    if (there == NULL)
        views->item[views->count++] = view;
    else if (view.confidence > there->confidence)
        views->item[there - views->item] = view;
}

static rap_code_t make_room(views_t *views, size_t count, rap_arena_t *arena, rap_err_t *err)
{
    void *memory;

    RAP_TRY(room_take(arena, count, sizeof *views->item, &memory, err));
    *views = (views_t){.item = memory};
    return RAP_OK;
}

static void place(view_t *view, const char *text, const char *quote)
{
    const char *at = quote != NULL && *quote != '\0' ? strstr(text, quote) : NULL;

    if (at == NULL)
        return;
    view->placed = true;
    view->start = (int64_t)rap_text_points(text, (size_t)(at - text));
    view->end = view->start + (int64_t)rap_text_points(quote, strlen(quote));
}

rap_code_t views_wanted(const codebook_t *codebook, const rap_parties_t *parties,
    const gold_item_t *item, rap_arena_t *arena, views_t *ret, rap_err_t *err)
{
    const gold_code_t *code = item->gold.codes.item;

    RAP_TRY(make_room(ret, item->gold.codes.count, arena, err));
    for (size_t i = 0; i < item->gold.codes.count; i++, code++) {
        view_t view = {.issue = code->issue,
            .stance = code->stance,
            .reported = code->attribution == GOLD_REPORTED,
            .confidence = 1,
            .words = code->quote};

        if (!view.reported)
            view.holder = own;
        else if (code->party != NULL)
            view.holder = gold_party(parties, code->party, arena);
        place(&view, item->text, code->quote);
        add(codebook, item, ret, view);
    }
    return RAP_OK;
}

rap_code_t views_found(const codebook_t *codebook, const gold_item_t *item,
    const rap_array_t *positions, rap_arena_t *arena, views_t *ret, rap_err_t *err)
{
    const rap_position_t *position = positions->item;

    RAP_TRY(make_room(ret, positions->count, arena, err));
    for (size_t i = 0; i < positions->count; i++, position++) {
        bool reported = position->attribution == RAP_REPORTED;

        add(codebook, item, ret,
            (view_t){.issue = position->issue,
                .stance = position->stance,
                .holder = reported ? position->party : own,
                .reported = reported,
                .placed = true,
                .start = position->evidence.start,
                .end = position->evidence.end,
                .confidence = position->confidence,
                .words = position->evidence.exact});
    }
    return RAP_OK;
}
