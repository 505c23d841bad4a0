/* report.c - see report.h */
#include "classifier/train/report.h"

#include "base/codec.h"
#include "classifier/evaluate/room.h"
#include "proto/row.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

typedef struct row {
    const char *language; /* NULL: all */
    const char *by;       /* "rules", "model" */
    int64_t sentences;
    double issue_f1, stance_macro_f1, tuple_f1, tuple_precision, tuple_recall, calibration_error;
} row_t;

typedef struct object {
    const char *model, *codebook, *training_sha256, *grouped_by, *file;
    int64_t sentences, folds, bytes;
    double threshold, trust;
    rap_array_t figures;
} object_t;

#define ROW_OF row_t
static const rap_field_t row_rows[] = {
    ROW_TEXT(language, 0, 0),
    ROW_TEXT(by, 0, RAP_REQUIRED),
    ROW_INT(sentences, 0, INT64_MAX, 0),
    ROW_REAL(issue_f1, 0, 1, 0),
    ROW_REAL(stance_macro_f1, 0, 1, 0),
    ROW_REAL(tuple_f1, 0, 1, 0),
    ROW_REAL(tuple_precision, 0, 1, 0),
    ROW_REAL(tuple_recall, 0, 1, 0),
    ROW_REAL(calibration_error, 0, 1, 0),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t row_table = {"figures", sizeof(row_t), row_rows, .open = true};

enum { ROWS_MAX = (CROSS_LANGUAGES_MAX + 1) * CROSS_KINDS };

#define ROW_OF object_t
static const rap_field_t object_rows[] = {
    ROW_TEXT(model, 0, 0),
    ROW_TEXT(codebook, 0, RAP_REQUIRED),
    ROW_TEXT(training_sha256, 0, RAP_REQUIRED),
    ROW_INT(sentences, 0, INT64_MAX, 0),
    ROW_REAL(threshold, 0, 1, 0),
    ROW_REAL(trust, 0, 1000, 0),
    ROW_TEXT(grouped_by, 0, 0),
    ROW_INT(folds, 0, INT64_MAX, 0),
    ROW_ARRAY(figures, row_table, ROWS_MAX),
    ROW_TEXT(file, 0, 0),
    ROW_INT(bytes, 0, INT64_MAX, 0),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t object_table = {"training", sizeof(object_t), object_rows, .open = true};

static const char *const kind_names[] = {[CROSS_RULES] = "rules", [CROSS_MODEL] = "model"};

static double known(double value)
{
    return isnan(value) ? 0 : value;
}

static row_t row_of(const char *language, int kind, const cross_counts_t *counts)
{
    const tally_part_t *tuples = &counts->tuples;

    return (row_t){.language = language,
        .by = kind_names[kind],
        .sentences = counts->sentences,
        .issue_f1 = known(score_f1(&counts->issues)),
        .stance_macro_f1 = cross_stance_macro(counts),
        .tuple_f1 = known(score_f1(tuples)),
        .tuple_precision = tuples->found > 0 ? (double)tuples->right / (double)tuples->found : 0,
        .tuple_recall = tuples->wanted > 0 ? (double)tuples->right / (double)tuples->wanted : 0,
        .calibration_error = known(cross_calibration_error(counts))};
}

static size_t make_rows(const training_t *self, row_t *ret)
{
    size_t count = 0;

    for (int kind = 0; kind < CROSS_KINDS; kind++)
        ret[count++] = row_of(NULL, kind, &self->cross->all[kind]);
    for (size_t i = 0; i < self->cross->languages; i++)
        for (int kind = 0; kind < CROSS_KINDS; kind++)
            ret[count++] = row_of(
                self->cross->language[i].language, kind, &self->cross->language[i].counts[kind]);
    return count;
}

static void print_calibration(const cross_counts_t *counts)
{
    (void)printf("\nCONFIDENCE   VIEWS   MEAN  RIGHT\n");
    for (int i = 0; i < TALLY_BINS; i++) {
        const tally_bin_t *bin = &counts->bin[i];

        if (bin->found > 0)
            (void)printf("%.1f .. %.1f  %6" PRId64 "  %5.3f  %5.3f\n", i / (double)TALLY_BINS,
                (i + 1) / (double)TALLY_BINS, bin->found,
                (double)bin->millionths / 1e6 / (double)bin->found,
                (double)bin->right / (double)bin->found);
    }
}

void training_print(const training_t *self)
{
    row_t row[ROWS_MAX];
    size_t rows = make_rows(self, row);

    (void)printf("%" PRId64 " sentences, %zu folds by %s, for %s\n\n", self->model->head.sentences,
        self->cross->folds, self->by, self->model->head.codebook_name);
    (void)printf("LANGUAGE  BY     SENTENCES  ISSUE F1  STANCE F1  TUPLE F1  PRECISION  RECALL  "
                 "CALIBRATION ERROR\n");
    for (size_t i = 0; i < rows; i++)
        (void)printf("%-8s  %-5s  %9" PRId64 "  %8.3f  %9.3f  %8.3f  %9.3f  %6.3f  %17.3f\n",
            row[i].language != NULL ? row[i].language : "all", row[i].by, row[i].sentences,
            row[i].issue_f1, row[i].stance_macro_f1, row[i].tuple_f1, row[i].tuple_precision,
            row[i].tuple_recall, row[i].calibration_error);
    print_calibration(&self->cross->all[CROSS_MODEL]);
    if (self->file != NULL)
        (void)printf(
            "\nwrote %s, %" PRId64 " bytes, of %s\n", self->file, self->bytes, self->model->engine);
}

rap_code_t training_json(const training_t *self, rap_arena_t *arena, rap_buf_t *out, rap_err_t *err)
{
    void *rows;

    RAP_TRY(room_take(arena, ROWS_MAX, sizeof(row_t), &rows, err));
    object_t object = {.model = self->file != NULL ? self->model->engine : NULL,
        .codebook = self->model->head.codebook_name,
        .training_sha256 = self->model->head.training_sha256,
        .sentences = self->model->head.sentences,
        .threshold = self->model->head.threshold,
        .trust = self->model->head.trust,
        .grouped_by = self->by,
        .folds = (int64_t)self->cross->folds,
        .figures = {rows, make_rows(self, rows)},
        .file = self->file,
        .bytes = self->bytes};
    return rap_codec_write(&object_table, &object, out, err);
}
