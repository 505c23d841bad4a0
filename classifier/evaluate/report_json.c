/* report_json.c - an evaluation for programs.  See report.h. */
#include "classifier/evaluate/report.h"

#include "base/codec.h"
#include "classifier/evaluate/figures.h"
#include "classifier/evaluate/room.h"
#include "proto/row.h"

#include <math.h>
#include <string.h>

enum { ISSUES_MAX = 65536, LANGUAGES_MAX = 1024 };

typedef struct language {
    const char *language;
    int64_t statements;
    rap_array_t figures;
} language_t;

typedef struct issue {
    const char *issue;
    int64_t wanted, found, right;
} issue_t;

typedef struct level {
    double from, to;
    int64_t found, right;
    double mean;
} level_t;

typedef struct object {
    int64_t statements, wanted, found;
    const char *engine, *codebook;
    rap_array_t figures, before, change, languages, issues, calibration;
} object_t;

#define FIGURES SCORE_METRICS
#define ROW_OF  language_t
static const rap_field_t language_rows[] = {
    ROW_TEXT(language, 64, RAP_REQUIRED),
    ROW_INT(statements, 0, INT64_MAX, 0),
    ROW_ARRAY(figures, figure_table, FIGURES),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t language_table = {
    "language", sizeof(language_t), language_rows, .open = true};

#define ROW_OF issue_t
static const rap_field_t issue_rows[] = {
    ROW_TEXT(issue, 256, RAP_REQUIRED),
    ROW_INT(wanted, 0, INT64_MAX, 0),
    ROW_INT(found, 0, INT64_MAX, 0),
    ROW_INT(right, 0, INT64_MAX, 0),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t issue_table = {"issue", sizeof(issue_t), issue_rows, .open = true};

#define ROW_OF level_t
static const rap_field_t level_rows[] = {
    ROW_REAL(from, 0, 1, 0),
    ROW_REAL(to, 0, 1, 0),
    ROW_INT(found, 0, INT64_MAX, 0),
    ROW_INT(right, 0, INT64_MAX, 0),
    ROW_REAL(mean, 0, 1, 0),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t level_table = {"level", sizeof(level_t), level_rows, .open = true};

#define ROW_OF object_t
static const rap_field_t object_rows[] = {
    ROW_INT(statements, 0, INT64_MAX, 0),
    ROW_INT(wanted, 0, INT64_MAX, 0),
    ROW_INT(found, 0, INT64_MAX, 0),
    ROW_TEXT(engine, 256, 0),
    ROW_TEXT(codebook, 256, 0),
    ROW_ARRAY(figures, figure_table, FIGURES),
    ROW_ARRAY(before, figure_table, FIGURES),
    ROW_ARRAY(change, figure_table, FIGURES),
    ROW_ARRAY(languages, language_table, LANGUAGES_MAX),
    ROW_ARRAY(issues, issue_table, ISSUES_MAX),
    ROW_ARRAY(calibration, level_table, TALLY_BINS),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t object_table = {"report", sizeof(object_t), object_rows, .open = true};

static rap_code_t array(
    const report_t *self, size_t count, size_t size, rap_array_t *ret, rap_err_t *err)
{
    *ret = (rap_array_t){0};
    return room_take(self->corpus->arena, count, size, &ret->item, err);
}

/* A figure that could not be taken, since nothing was there to count, is left out. */
static rap_code_t add_figures(
    const report_t *self, const score_interval_t *from, rap_array_t *ret, rap_err_t *err)
{
    RAP_TRY(array(self, SCORE_METRICS, sizeof(figure_t), ret, err));
    figure_t *item = ret->item;

    for (int m = 0; m < SCORE_METRICS; m++) {
        double value = from->at.value[m];

        if (isnan(value))
            continue;
        item[ret->count++] =
            figure_of(score_name(m), value, from->low.value[m], from->high.value[m]);
    }
    return RAP_OK;
}

static rap_code_t add_overall(const report_t *self, object_t *object, rap_err_t *err)
{
    score_interval_t before, now, change;

    if (self->before == NULL) {
        score_intervals(&self->now->score, NULL, self->draws, &now, NULL, NULL);
        return add_figures(self, &now, &object->figures, err);
    }
    score_intervals(&self->before->score, &self->now->score, self->draws, &before, &now, &change);
    RAP_TRY(add_figures(self, &now, &object->figures, err));
    RAP_TRY(add_figures(self, &before, &object->before, err));
    return add_figures(self, &change, &object->change, err);
}

static bool is_there(const rap_array_t *languages, const char *language)
{
    const language_t *item = languages->item;

    for (size_t i = 0; i < languages->count; i++)
        if (strcmp(item[i].language, language) == 0)
            return true;
    return false;
}

static rap_code_t add_language(
    const report_t *self, const char *language, int64_t *choose, language_t *ret, rap_err_t *err)
{
    const gold_item_t *item = self->corpus->items.item;
    score_interval_t score;

    *ret = (language_t){.language = language};
    for (size_t i = 0; i < self->corpus->items.count; i++) {
        choose[i] = item[i].language != NULL && strcmp(item[i].language, language) == 0;
        ret->statements += choose[i];
    }
    score_of(&self->now->score, choose, &score.at);
    score.low = score.high = score.at;
    return add_figures(self, &score, &ret->figures, err);
}

static rap_code_t add_languages(const report_t *self, object_t *object, rap_err_t *err)
{
    const gold_item_t *item = self->corpus->items.item;
    size_t items = self->corpus->items.count;
    rap_array_t choose;

    RAP_TRY(array(self, items, sizeof(int64_t), &choose, err));
    RAP_TRY(array(self, items, sizeof(language_t), &object->languages, err));
    language_t *language = object->languages.item;
    for (size_t i = 0; i < items && object->languages.count < LANGUAGES_MAX; i++)
        if (item[i].language != NULL && !is_there(&object->languages, item[i].language))
            RAP_TRY(add_language(
                self, item[i].language, choose.item, &language[object->languages.count++], err));
    return RAP_OK;
}

static rap_code_t add_issues(const report_t *self, object_t *object, rap_err_t *err)
{
    const score_run_t *run = &self->now->score;

    RAP_TRY(array(self, run->issues, sizeof(issue_t), &object->issues, err));
    issue_t *issue = object->issues.item;
    for (size_t k = 0; k < run->issues; k++) {
        tally_part_t part = score_issue(run, k, NULL);

        if (part.wanted + part.found > 0)
            issue[object->issues.count++] = (issue_t){.issue = self->corpus->issues.item[k],
                .wanted = part.wanted,
                .found = part.found,
                .right = part.right};
    }
    return RAP_OK;
}

static rap_code_t add_calibration(
    const report_t *self, const tally_t *sum, object_t *object, rap_err_t *err)
{
    RAP_TRY(array(self, TALLY_BINS, sizeof(level_t), &object->calibration, err));
    level_t *level = object->calibration.item;
    for (int i = 0; i < TALLY_BINS; i++) {
        const tally_bin_t *bin = &sum->bin[i];

        if (bin->found > 0)
            level[object->calibration.count++] = (level_t){.from = i / (double)TALLY_BINS,
                .to = (i + 1) / (double)TALLY_BINS,
                .found = bin->found,
                .right = bin->right,
                .mean = (double)bin->millionths / 1e6 / (double)bin->found};
    }
    return RAP_OK;
}

rap_code_t report_json(const report_t *self, rap_buf_t *out, rap_err_t *err)
{
    const tally_t sum = score_sum(&self->now->score, NULL);
    object_t object = {.statements = (int64_t)self->corpus->items.count,
        .engine = engine_name(self->corpus->engine),
        .codebook = codebook_name(self->corpus->engine->codebook),
        .wanted = sum.tuples.wanted,
        .found = sum.tuples.found};

    RAP_TRY(add_overall(self, &object, err));
    RAP_TRY(add_languages(self, &object, err));
    RAP_TRY(add_issues(self, &object, err));
    RAP_TRY(add_calibration(self, &sum, &object, err));
    return rap_codec_write(&object_table, &object, out, err);
}
