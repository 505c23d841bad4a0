/* utterances.c - see utterances.h */
#include "classifier/criticism/utterances.h"

#include "base/csv.h"
#include "classifier/evaluate/room.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 1024 };
enum { DEBATE, SPEECH, PART, TEXT, EVALUATION, ANSWER };

static const char *const columns[] = {[DEBATE] = "basename",
    [SPEECH] = "speech_id",
    [PART] = "file_id",
    [TEXT] = "sentence_text",
    [EVALUATION] = "A0",
    [ANSWER] = "B1",
    NULL};

struct reading {
    utterances_t *utterances;
    rap_arena_t *arena;
    size_t room;
};

static rap_code_t grow(struct reading *self, rap_err_t *err)
{
    utterances_t *to = self->utterances;
    size_t room = self->room > 0 ? self->room * 2 : FIRST_ROOM;
    void *wide;

    RAP_TRY(room_take(self->arena, room, sizeof *to->item, &wide, err));
    if (to->count > 0)
        memcpy(wide, to->item, to->count * sizeof *to->item);
    to->item = wide;
    self->room = room;
    return RAP_OK;
}

static bool is_annotated(const char *cell)
{
    return cell[0] != '\0' && strcmp(cell, "_") != 0;
}

static rap_code_t add_row(void *arg, const char *const *cell, rap_err_t *err)
{
    struct reading *self = arg;
    utterances_t *to = self->utterances;

    if (to->count == self->room)
        RAP_TRY(grow(self, err));
    to->item[to->count] = (utterance_t){.debate = cell[DEBATE],
        .speech = cell[SPEECH],
        .part = cell[PART],
        .text = cell[TEXT],
        .critical = is_annotated(cell[EVALUATION]) || is_annotated(cell[ANSWER]),
        .line = to->count};
    to->count++;
    return RAP_OK;
}

static int compare_speeches(const utterance_t *a, const utterance_t *b)
{
    int by = strcmp(a->debate, b->debate);

    return by != 0 ? by : strcmp(a->speech, b->speech);
}

static int compare(const void *a, const void *b)
{
    const utterance_t *x = a, *y = b;
    int by = compare_speeches(x, y);

    if (by == 0)
        by = strcmp(x->part, y->part);
    return by != 0 ? by : (x->line > y->line) - (x->line < y->line);
}

static void number(utterances_t *self)
{
    for (size_t i = 0; i < self->count; i++) {
        utterance_t *item = &self->item[i];

        self->debates += i == 0 || strcmp(item[-1].debate, item->debate) != 0;
        self->speeches += i == 0 || compare_speeches(item - 1, item) != 0;
        item->in_debate = self->debates - 1;
        item->within = self->speeches - 1;
    }
}

rap_code_t utterances_read(
    utterances_t *ret, char *const *file, size_t files, rap_arena_t *arena, rap_err_t *err)
{
    struct reading reading = {.utterances = ret, .arena = arena};

    *ret = (utterances_t){0};
    for (size_t i = 0; i < files; i++)
        RAP_TRY(rap_csv_each(file[i], columns, arena, add_row, &reading, err));
    if (ret->count > 1)
        qsort(ret->item, ret->count, sizeof *ret->item, compare);
    number(ret);
    return RAP_OK;
}
