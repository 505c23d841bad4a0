/* report.c - see report.h */
#include "classifier/criticism/report.h"

#include "base/codec.h"
#include "base/text.h"
#include "classifier/evaluate/room.h"
#include "proto/row.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { CELL = 24, NUMBER = 6, WORDS_SHOWN = 160, DEBATES_MAX = 65536 };

/* ---- figures ---- */

/* Of the speeches in `speech` that are of the debate (SIZE_MAX: of all). */
typedef struct part {
    const criticism_tally_t *speech; /* `speeches` of them */
    size_t speeches;
    double *value[CRITICISM_METRICS]; /* room for a value a draw */
    int64_t *times;
} part_t;

static criticism_tally_t sum_of(const part_t *self, const int64_t *times)
{
    criticism_tally_t sum = {0};

    for (size_t i = 0; i < self->speeches; i++)
        criticism_add(&sum, &self->speech[i], times != NULL ? times[i] : 1);
    return sum;
}

static void take_figures(const part_t *self, draws_t draws, criticism_figures_t *ret)
{
    draws_state_t state = draws_begin(draws.seed);

    for (int64_t i = 0; i < draws.count; i++) {
        draws_next(&state, self->times, self->speeches);
        const criticism_tally_t sum = sum_of(self, self->times);
        for (int m = 0; m < CRITICISM_METRICS; m++)
            self->value[m][i] = criticism_figure(&sum, m);
    }
    ret->tally = sum_of(self, NULL);
    for (int m = 0; m < CRITICISM_METRICS; m++) {
        double low, high;
        draws_interval(self->value[m], draws.count, &low, &high);
        ret->figure[m] = (figure_t){criticism_name(m), criticism_figure(&ret->tally, m), low, high};
    }
}

static rap_code_t take_room(
    part_t *self, draws_t draws, size_t speeches, rap_arena_t *arena, rap_err_t *err)
{
    void *memory;

    RAP_TRY(room_take(arena, speeches, sizeof *self->times, &memory, err));
    self->times = memory;
    for (int m = 0; m < CRITICISM_METRICS; m++) {
        RAP_TRY(room_take(arena, (size_t)draws.count, sizeof(double), &memory, err));
        self->value[m] = memory;
    }
    return RAP_OK;
}

/* Speeches are in the order of their debates. */
static void take_debates(criticism_report_t *self, draws_t draws, part_t *part)
{
    const utterance_t *item = self->utterances->item;
    size_t begun = 0;

    for (size_t i = 1; i <= self->utterances->count; i++) {
        if (i < self->utterances->count && item[i].in_debate == item[begun].in_debate)
            continue;
        criticism_figures_t *debate = &self->debate[item[begun].in_debate];
        const criticism_tally_t *all = part->speech;
        part->speech += item[begun].within;
        part->speeches = item[i - 1].within - item[begun].within + 1;
        debate->debate = item[begun].debate;
        take_figures(part, draws, debate);
        part->speech = all;
        begun = i;
    }
}

rap_code_t criticism_report_make(
    criticism_report_t *self, draws_t draws, rap_arena_t *arena, rap_err_t *err)
{
    const utterances_t *utterances = self->utterances;
    part_t part = {.speeches = utterances->speeches};
    void *memory;

    RAP_TRY(take_room(&part, draws, utterances->speeches, arena, err));
    RAP_TRY(room_take(arena, utterances->speeches, sizeof(criticism_tally_t), &memory, err));
    criticism_tally_t *speech = memory;
    for (size_t i = 0; i < utterances->count; i++)
        criticism_count(
            &speech[utterances->item[i].within], utterances->item[i].critical, self->found[i]);
    part.speech = speech;
    RAP_TRY(room_take(arena, utterances->debates, sizeof *self->debate, &memory, err));
    self->debate = memory;
    take_figures(&part, draws, &self->all);
    take_debates(self, draws, &part);
    return RAP_OK;
}

/* ---- for people ---- */

static void print_debate(const criticism_figures_t *self)
{
    const figure_t *macro = &self->figure[CRITICISM_MACRO_F1];

    (void)printf("%-*.*s  %9" PRId64 "  %9" PRId64 "  %6" PRId64, CELL, CELL, self->debate,
        self->tally.sentences, self->tally.critical.wanted, self->tally.critical.found);
    figure_print((int)strlen(criticism_title(CRITICISM_MACRO_F1)), macro->value);
    figure_print_range(macro->low, macro->high);
    for (int m = CRITICISM_F1; m <= CRITICISM_NONE_F1; m++)
        figure_print((int)strlen(criticism_title(m)), self->figure[m].value);
    (void)printf("\n");
}

void criticism_report_print(const criticism_report_t *self)
{
    const utterances_t *utterances = self->utterances;

    (void)printf("sentences: %zu, in %zu speeches of %zu debates; criticism: %" PRId64
                 "; found: %" PRId64 "; with %s\n\n",
        utterances->count, utterances->speeches, utterances->debates,
        self->all.tally.critical.wanted, self->all.tally.critical.found, self->wording);
    (void)printf("%-*s  %*s  %14s\n", CELL, "FIGURE", NUMBER, "VALUE", "95 %");
    for (int m = 0; m < CRITICISM_METRICS; m++) {
        (void)printf("%-*s", CELL, criticism_title(m));
        figure_print(NUMBER, self->all.figure[m].value);
        figure_print_range(self->all.figure[m].low, self->all.figure[m].high);
        (void)printf("\n");
    }
    (void)printf("\n%-*s  %9s  %9s  %6s  %s  %14s  %s  %s\n", CELL, "DEBATE HELD BACK", "SENTENCES",
        "CRITICISM", "FOUND", criticism_title(CRITICISM_MACRO_F1), "95 %",
        criticism_title(CRITICISM_F1), criticism_title(CRITICISM_NONE_F1));
    for (size_t i = 0; i < utterances->debates; i++)
        print_debate(&self->debate[i]);
}

void criticism_report_differences(const criticism_report_t *self, rap_arena_t *arena)
{
    for (size_t i = 0; i < self->utterances->count; i++) {
        const utterance_t *item = &self->utterances->item[i];
        size_t len = rap_text_bytes(item->text, strlen(item->text), WORDS_SHOWN);
        char *shown = rap_arena_strndup(arena, item->text, len);

        if (shown == NULL || item->critical == self->found[i])
            continue;
        rap_text_tame(shown);
        (void)printf("%s %s  %s  \"%s%s\"\n", item->debate, item->speech,
            item->critical ? "not found " : "not wanted", shown,
            item->text[len] != '\0' ? "..." : "");
    }
}

/* ---- for programs ---- */

typedef struct debate {
    const char *debate;
    int64_t sentences, wanted, found;
    rap_array_t figures;
} debate_t;

typedef struct object {
    const char *task, *wording;
    int64_t speeches, sentences, wanted, found;
    rap_array_t figures, debates;
} object_t;

#define ROW_OF debate_t
static const rap_field_t debate_rows[] = {
    ROW_TEXT(debate, 1024, RAP_REQUIRED),
    ROW_INT(sentences, 0, INT64_MAX, 0),
    ROW_INT(wanted, 0, INT64_MAX, 0),
    ROW_INT(found, 0, INT64_MAX, 0),
    ROW_ARRAY(figures, figure_table, CRITICISM_METRICS),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t debate_table = {"debate", sizeof(debate_t), debate_rows, .open = true};

#define ROW_OF object_t
static const rap_field_t object_rows[] = {
    ROW_TEXT(task, 64, 0),
    ROW_TEXT(wording, 256, 0),
    ROW_INT(speeches, 0, INT64_MAX, 0),
    ROW_INT(sentences, 0, INT64_MAX, 0),
    ROW_INT(wanted, 0, INT64_MAX, 0),
    ROW_INT(found, 0, INT64_MAX, 0),
    ROW_ARRAY(figures, figure_table, CRITICISM_METRICS),
    ROW_ARRAY(debates, debate_table, DEBATES_MAX),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t object_table = {"report", sizeof(object_t), object_rows, .open = true};

/* A figure that could not be taken, since nothing was there to count, is left out. */
static rap_code_t add_figures(
    const criticism_figures_t *from, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err)
{
    RAP_TRY(room_take(arena, CRITICISM_METRICS, sizeof(figure_t), &ret->item, err));
    for (int m = 0; m < CRITICISM_METRICS; m++) {
        const figure_t *one = &from->figure[m];

        if (!isnan(one->value))
            ((figure_t *)ret->item)[ret->count++] =
                figure_of(one->name, one->value, one->low, one->high);
    }
    return RAP_OK;
}

rap_code_t criticism_report_json(
    const criticism_report_t *self, rap_arena_t *arena, rap_buf_t *out, rap_err_t *err)
{
    object_t object = {.task = "criticism",
        .wording = self->wording,
        .speeches = (int64_t)self->utterances->speeches,
        .sentences = self->all.tally.sentences,
        .wanted = self->all.tally.critical.wanted,
        .found = self->all.tally.critical.found};

    RAP_TRY(add_figures(&self->all, arena, &object.figures, err));
    RAP_TRY(
        room_take(arena, self->utterances->debates, sizeof(debate_t), &object.debates.item, err));
    object.debates.count = self->utterances->debates;
    for (size_t i = 0; i < object.debates.count; i++) {
        const criticism_figures_t *from = &self->debate[i];
        debate_t *to = (debate_t *)object.debates.item + i;

        *to = (debate_t){.debate = from->debate,
            .sentences = from->tally.sentences,
            .wanted = from->tally.critical.wanted,
            .found = from->tally.critical.found};
        RAP_TRY(add_figures(from, arena, &to->figures, err));
    }
    return rap_codec_write(&object_table, &object, out, err);
}
