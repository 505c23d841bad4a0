/* examples.c - see examples.h */
#include "classifier/train/examples.h"

#include "base/lines.h"
#include "classifier/evaluate/room.h"
#include "proto/row.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_MAX = 256, TEXT_MAX = 16384, CODES_MAX = 64, SCRATCH_MAX = 64 << 20 };

typedef struct label {
    const char *issue;
    int stance;
    bool reported;
} label_t;

typedef struct line {
    const char *id, *language, *hand, *about, *document, *delegation, *before, *text;
    bool elsewhere;
    rap_array_t codes;
} line_t;

#define ROW_OF label_t
static const rap_field_t label_rows[] = {
    ROW_TEXT(issue, WORD_MAX, RAP_REQUIRED),
    ROW_CHOICE(stance, rap_stance_names, RAP_REQUIRED),
    ROW_BOOL(reported),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t label_table = {"code", sizeof(label_t), label_rows, .open = true};

#define ROW_OF line_t
static const rap_field_t line_rows[] = {
    ROW_TEXT(id, WORD_MAX, RAP_REQUIRED),
    ROW_TEXT(language, WORD_MAX, RAP_REQUIRED),
    ROW_TEXT(hand, WORD_MAX, 0),
    ROW_TEXT(about, WORD_MAX, 0),
    ROW_TEXT(document, WORD_MAX, 0),
    ROW_TEXT(delegation, WORD_MAX, 0),
    ROW_BOOL(elsewhere),
    ROW_TEXT(before, TEXT_MAX, 0),
    ROW_TEXT(text, TEXT_MAX, RAP_REQUIRED),
    ROW_ARRAY(codes, label_table, CODES_MAX),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t line_table = {"line", sizeof(line_t), line_rows, .open = true};

typedef struct reading_lines {
    examples_t *examples;
    const engine_t *engine;
    const thesaurus_t *thesaurus;
    rap_arena_t *scratch; /* of one line */
    rap_array_t lines;    /* line_t, by id when all are there */
    size_t cap;
} reading_lines_t;

/* ---- lines ---- */

static rap_code_t take_line(void *arg, const void *object, rap_err_t *err)
{
    reading_lines_t *self = arg;
    const line_t *line = object;

    if (self->lines.count == self->cap) {
        size_t cap = self->cap * 2 + 1024;
        void *wide;

        RAP_TRY(room_take(self->examples->arena, cap, sizeof *line, &wide, err));
        if (self->lines.count > 0)
            memcpy(wide, self->lines.item, self->lines.count * sizeof *line);
        self->lines.item = wide;
        self->cap = cap;
    }
    const label_t *label = line->codes.item;
    for (size_t i = 0; i < line->codes.count; i++) {
        bool known = false;
        for (size_t k = 0; k < codebook_issue_count(self->engine->codebook); k++)
            known |= strcmp(codebook_issue(self->engine->codebook, k)->id, label[i].issue) == 0;
        if (!known)
            return rap_fail(err, RAP_SCHEMA, "'%.80s' is no issue of %s", label[i].issue,
                codebook_name(self->engine->codebook));
    }
    ((line_t *)self->lines.item)[self->lines.count++] = *line;
    return RAP_OK;
}

static int compare_lines(const void *a, const void *b)
{
    return strcmp(((const line_t *)a)->id, ((const line_t *)b)->id);
}

/* Of what a line says, in the order of the ids, so that the order of files and lines does not matter. */
static void hash_lines(const reading_lines_t *self, char *ret_hex)
{
    rap_sha256_t sum;

    rap_sha256_init(&sum);
    for (size_t i = 0; i < self->lines.count; i++) {
        const line_t *line = (const line_t *)self->lines.item + i;
        const label_t *label = line->codes.item;
        const char *const part[] = {line->id, line->language, line->hand, line->document,
            line->delegation, line->before, line->text};

        for (size_t k = 0; k < sizeof part / sizeof *part; k++)
            rap_sha256_add(
                &sum, part[k] != NULL ? part[k] : "", part[k] != NULL ? strlen(part[k]) + 1 : 1);
        for (size_t k = 0; k < line->codes.count; k++) {
            const char how[] = {(char)label[k].stance, (char)label[k].reported, 0};
            rap_sha256_add(&sum, label[k].issue, strlen(label[k].issue) + 1);
            rap_sha256_add(&sum, how, sizeof how);
        }
    }
    rap_sha256_end(&sum, ret_hex);
}

/* ---- codes ---- */

const example_code_t *example_code(const example_t *self, size_t issue)
{
    for (size_t i = 0; i < self->codes; i++)
        if (self->code[i].issue == issue)
            return &self->code[i];
    return NULL;
}

double examples_recall(const examples_t *self)
{
    size_t views = 0, found = 0;

    for (size_t i = 0; i < self->count; i++)
        for (size_t k = 0; k < self->item[i].codes; k++) {
            const example_code_t *code = &self->item[i].code[k];
            const said_t *said = reading_said(&self->item[i].reading, code->issue);
            views += code->stance[MODEL_OWN] != RAP_STANCE_NEUTRAL;
            found +=
                code->stance[MODEL_OWN] != RAP_STANCE_NEUTRAL && said != NULL && said->own >= 0;
        }
    return views > 0 ? (double)found / (double)views : 0;
}

static uint16_t issue_of(const codebook_t *codebook, const char *id)
{
    uint16_t i = 0;

    while (strcmp(codebook_issue(codebook, i)->id, id) != 0)
        i++; /* take_line() has looked: it is there */
    return i;
}

/* One for each issue: of two stances of the speaker's the first. */
static rap_code_t set_codes(
    reading_lines_t *self, const line_t *line, example_t *to, rap_err_t *err)
{
    const label_t *label = line->codes.item;
    void *memory;

    RAP_TRY(room_take(self->examples->arena, line->codes.count, sizeof *to->code, &memory, err));
    to->code = memory;
    for (size_t i = 0; i < line->codes.count; i++) {
        uint16_t issue = issue_of(self->engine->codebook, label[i].issue);
        size_t n = 0;
        while (n < to->codes && to->code[n].issue != issue)
            n++;
        if (n == to->codes)
            to->code[to->codes++] =
                (example_code_t){issue, {RAP_STANCE_NEUTRAL, RAP_STANCE_NEUTRAL}};
        uint8_t *stance = &to->code[n].stance[label[i].reported ? MODEL_REPORTED : MODEL_OWN];
        if (*stance == RAP_STANCE_NEUTRAL)
            *stance = (uint8_t)label[i].stance;
    }
    return RAP_OK;
}

/* ---- readings ---- */

typedef struct seeing {
    reading_t reading, before; /* in the scratch */
    size_t sentence;           /* the one that is meant */
    bool has_before;
} seeing_t;

static rap_code_t saw(void *arg, const analysis_t *analysis, const view_t *view,
    const finding_t *finding, size_t count, rap_err_t *err)
{
    seeing_t *self = arg;

    (void)err;
    if (view->number == self->sentence)
        reading_make(&self->reading, analysis, view, finding, count);
    if (view->number + 1 == self->sentence) {
        reading_make(&self->before, analysis, view, finding, count);
        self->has_before = true;
    }
    return RAP_OK;
}

/* The sentences of the text as one: it was written as one, whatever its full stops look like. */
static void join_sentences(analysis_t *analysis, size_t from)
{
    sentences_t *list = &analysis->sentences;
    size_t first = 0;

    while (first + 1 < list->count && list->item[first].start < from)
        first++;
    list->item[first].end = list->item[list->count - 1].end;
    list->item[first].to = list->item[list->count - 1].to;
    list->count = first + 1;
    for (size_t i = 0; i < list->count; i++)
        list->item[i].heading = false;
}

static rap_code_t keep(seeing_t *seen, rap_arena_t *arena, example_t *ret, rap_err_t *err)
{
    reading_t *reading = &seen->reading;
    void *memory;

    ret->has_before = seen->has_before;
    if (seen->has_before)
        RAP_TRY(features_keep(&seen->before.features, arena, &ret->before, err));
    ret->reading = *reading;
    RAP_TRY(features_keep(&reading->features, arena, &ret->reading.features, err));
    RAP_TRY(room_take(arena, reading->count, sizeof(said_t), &memory, err));
    ret->reading.said = memory;
    if (reading->count > 0)
        memcpy(memory, reading->said, reading->count * sizeof(said_t));
    return RAP_OK;
}

static rap_code_t read_line(
    reading_lines_t *self, const line_t *line, example_t *ret, rap_err_t *err)
{
    const char *before = line->before != NULL ? line->before : "";
    size_t len = strlen(before), size = len + strlen(line->text) + 2;
    char *text = rap_arena_alloc(self->scratch, size);
    rap_statement_t statement = {
        .statement_id = line->id, .language = line->language, .text = text};
    analysis_t analysis = {.codebook = self->engine->codebook,
        .parties = self->engine->parties,
        .thesaurus = self->thesaurus,
        .engine = ENGINE_RULES,
        .statement = &statement,
        .arena = self->scratch,
        .body = BODY_OURS};
    seeing_t seeing = {0};
    findings_t findings = {0};

    if (text == NULL)
        return room_none(err);
    (void)snprintf(text, size, "%s%s%s", before, len > 0 ? " " : "", line->text);
    RAP_TRY(analysis_open(&analysis, err));
    if (analysis.sentences.count == 0)
        return rap_fail(err, RAP_SCHEMA, "'%.80s' has no words", line->id);
    join_sentences(&analysis, len + (len > 0));
    seeing.sentence = analysis.sentences.count - 1;
    analysis.witness = (witness_t){saw, &seeing};
    RAP_TRY(marks_prepare(&analysis, err));
    RAP_TRY(analysis_find_names(&analysis, err));
    RAP_TRY(reading_room(&seeing.reading, false, self->scratch, err));
    RAP_TRY(reading_room(&seeing.before, false, self->scratch, err));
    RAP_TRY(findings_collect(&analysis, &findings, err));
    return keep(&seeing, self->examples->arena, ret, err);
}

static rap_code_t make_examples(reading_lines_t *self, rap_err_t *err)
{
    const line_t *line = self->lines.item;
    void *memory;

    RAP_TRY(room_take(self->examples->arena, self->lines.count, sizeof(example_t), &memory, err));
    self->examples->item = memory;
    for (size_t i = 0; i < self->lines.count; i++, line++) {
        example_t *to = &self->examples->item[self->examples->count];

        if (i > 0 && strcmp(line[-1].id, line->id) == 0)
            return rap_fail(err, RAP_SCHEMA, "'%.80s' is there twice", line->id);
        *to = (example_t){.id = line->id,
            .language = line->language,
            .hand = line->hand,
            .document = line->document,
            .delegation = line->delegation,
            .elsewhere = line->elsewhere};
        rap_arena_reset(self->scratch);
        RAP_TRY(set_codes(self, line, to, err));
        RAP_TRY(read_line(self, line, to, err));
        self->examples->count++;
    }
    return RAP_OK;
}

rap_code_t examples_read(
    examples_t *ret, const examples_from_t *from, rap_arena_t *arena, rap_err_t *err)
{
    RAP_AUTO(rap_arena) *scratch = rap_arena_new(SCRATCH_MAX);
    reading_lines_t reading = {
        .examples = ret, .engine = from->engine, .thesaurus = from->thesaurus, .scratch = scratch};

    *ret = (examples_t){.arena = arena};
    for (size_t i = 0; i < from->files; i++)
        RAP_TRY(rap_lines_each(from->file[i], &line_table, arena, take_line, &reading, err));
    if (reading.lines.count > 1)
        qsort(reading.lines.item, reading.lines.count, sizeof(line_t), compare_lines);
    hash_lines(&reading, ret->sha256);
    RAP_TRY(make_examples(&reading, err));
    return sayings_read(ret, from, err);
}
