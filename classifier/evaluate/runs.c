/* runs.c - see runs.h */
#include "classifier/evaluate/runs.h"

#include "base/codec.h"
#include "base/file.h"
#include "base/lines.h"
#include "classifier/classify.h"
#include "classifier/evaluate/room.h"
#include "proto/row.h"

#include <string.h>

enum { FILE_MAX = 1 << 30, FILE_MODE = 0644, ID_MAX = 256, POSITIONS_MAX = 16384 };

typedef struct saved {
    const char *id;
    rap_array_t positions;
} saved_t;

#define ROW_OF saved_t
static const rap_field_t saved_rows[] = {
    ROW_TEXT(id, ID_MAX, RAP_REQUIRED),
    ROW_ARRAY(positions, rap_position_table, POSITIONS_MAX),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t saved_table = {"line", sizeof(saved_t), saved_rows, .open = true};

static const gold_item_t *item_at(const runs_corpus_t *self, size_t i)
{
    return (const gold_item_t *)self->items.item + i;
}

/* ---- what was wanted ---- */

static size_t count_codes(const runs_corpus_t *self)
{
    size_t count = 0;

    for (size_t i = 0; i < self->items.count; i++)
        count += item_at(self, i)->gold.codes.count;
    return count;
}

static void add_issue(rap_strings_t *issues, const char *issue)
{
    for (size_t i = 0; i < issues->count; i++)
        if (strcmp(issues->item[i], issue) == 0)
            return;
    issues->item[issues->count++] = issue;
}

rap_code_t runs_prepare(runs_corpus_t *self, rap_err_t *err)
{
    size_t known = codebook_issue_count(self->engine->codebook);
    void *memory;

    RAP_TRY(
        room_take(self->arena, known + count_codes(self), sizeof *self->issues.item, &memory, err));
    self->issues = (rap_strings_t){.item = memory};
    for (size_t i = 0; i < known; i++)
        self->issues.item[self->issues.count++] = codebook_issue(self->engine->codebook, i)->id;
    RAP_TRY(room_take(self->arena, self->items.count, sizeof *self->wanted, &memory, err));
    self->wanted = memory;
    for (size_t i = 0; i < self->items.count; i++) {
        RAP_TRY(views_wanted(self->engine->codebook, self->engine->parties, item_at(self, i),
            self->arena, &self->wanted[i], err));
        for (size_t k = 0; k < self->wanted[i].count; k++)
            add_issue(&self->issues, self->wanted[i].item[k].issue);
    }
    return RAP_OK;
}

/* ---- runs ---- */

static rap_code_t open_run(const runs_corpus_t *self, runs_run_t *ret, rap_err_t *err)
{
    void *memory;

    *ret = (runs_run_t){0};
    RAP_TRY(room_take(self->arena, self->items.count, sizeof *ret->positions, &memory, err));
    ret->positions = memory;
    RAP_TRY(room_take(self->arena, self->items.count, sizeof *ret->found, &memory, err));
    ret->found = memory;
    return RAP_OK;
}

/* Once the positions are there. */
static rap_code_t count_run(const runs_corpus_t *self, runs_run_t *run, rap_err_t *err)
{
    size_t issues = self->issues.count;
    tally_part_t *part;
    tally_t *tally;
    void *memory;

    RAP_TRY(room_take(self->arena, self->items.count, sizeof *tally, &memory, err));
    tally = memory;
    RAP_TRY(room_take(self->arena, self->items.count * issues, sizeof *part, &memory, err));
    part = memory;
    for (size_t i = 0; i < self->items.count; i++) {
        RAP_TRY(views_found(self->engine->codebook, item_at(self, i), &run->positions[i],
            self->arena, &run->found[i], err));
        tally_views(&tally[i], &self->wanted[i], &run->found[i]);
        for (size_t k = 0; k < issues; k++)
            part[i * issues + k] =
                tally_issue(self->issues.item[k], &self->wanted[i], &run->found[i]);
    }
    run->score = (score_run_t){
        .tally = tally, .by_issue = part, .statements = self->items.count, .issues = issues};
    return RAP_OK;
}

rap_code_t runs_classify(const runs_corpus_t *self, runs_run_t *ret, rap_err_t *err)
{
    rap_array_t aside;

    RAP_TRY(open_run(self, ret, err));
    for (size_t i = 0; i < self->items.count; i++) {
        const gold_item_t *item = item_at(self, i);
        rap_statement_t statement;
        rap_code_t code = gold_statement(item, self->engine->parties, self->arena, &statement, err);

        if (code == RAP_OK)
            code =
                classify_statement(self->engine, &statement, self->arena, &ret->positions[i], err);
        if (code == RAP_OK)
            code =
                classify_set_aside(&ret->positions[i], self->threshold, self->arena, &aside, err);
        if (code != RAP_OK)
            return rap_fail_prefix(err, "'%.80s'", item->id);
    }
    return count_run(self, ret, err);
}

/* ---- files ---- */

rap_code_t runs_save(
    const runs_corpus_t *self, const runs_run_t *run, const char *path, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) buf;

    rap_buf_init(&buf, FILE_MAX);
    for (size_t i = 0; i < self->items.count; i++) {
        saved_t saved = {.id = item_at(self, i)->id, .positions = run->positions[i]};

        RAP_TRY(rap_codec_write(&saved_table, &saved, &buf, err));
        RAP_TRY(rap_buf_char(&buf, '\n', err));
    }
    return rap_file_replace(path, buf.data, buf.len, FILE_MODE, err);
}

struct loading {
    const runs_corpus_t *corpus;
    runs_run_t *run;
    bool *there; /* for each item */
};

static rap_code_t take_saved(void *arg, const void *object, rap_err_t *err)
{
    struct loading *self = arg;
    const saved_t *saved = object;

    (void)err;
    for (size_t i = 0; i < self->corpus->items.count; i++) {
        if (strcmp(item_at(self->corpus, i)->id, saved->id) != 0)
            continue;
        self->run->positions[i] = saved->positions;
        self->there[i] = true;
    }
    return RAP_OK;
}

rap_code_t runs_load(const runs_corpus_t *self, const char *path, runs_run_t *ret, rap_err_t *err)
{
    struct loading loading = {.corpus = self, .run = ret};
    void *memory;

    RAP_TRY(open_run(self, ret, err));
    RAP_TRY(room_take(self->arena, self->items.count, sizeof *loading.there, &memory, err));
    loading.there = memory;
    RAP_TRY(rap_lines_each(path, &saved_table, self->arena, take_saved, &loading, err));
    for (size_t i = 0; i < self->items.count; i++)
        if (!loading.there[i])
            return rap_fail(err, RAP_NOTFOUND,
                "%.120s: '%.80s' is not in it; save a run over the same statements", path,
                item_at(self, i)->id);
    return count_run(self, ret, err);
}
