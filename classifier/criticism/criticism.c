/* criticism.c - see criticism.h */
#include "classifier/criticism/criticism.h"

#include "classifier/criticism/report.h"
#include "classifier/criticism/rows.h"
#include "classifier/criticism/trial.h"
#include "classifier/evaluate/room.h"

#include <stdio.h>

enum { REPORT_MAX = 16 << 20 };

static rap_code_t add_rows(learner_t *learner, const criticism_options_t *options,
    const utterances_t *utterances, criticism_report_t *report, rap_arena_t *arena, rap_err_t *err)
{
    RAP_AUTO(wording) *wording = NULL;
    RAP_AUTO(rap_parties) *parties = NULL;
    char path[RAP_PATH_MAX];

    RAP_TRY(rap_home_data(options->home, "lexica/criticism.yaml", path, err));
    RAP_TRY(wording_open(&wording, path, err));
    RAP_TRY(rap_home_data(options->home, "parties.yaml", path, err));
    RAP_TRY(rap_parties_open(&parties, path, err));
    report->wording = rap_arena_strdup(arena, wording_name(wording));
    if (report->wording == NULL)
        return room_none(err);
    const rows_from_t from = {utterances, wording, parties};
    return rows_add(learner, &from, arena, err);
}

static rap_code_t print_report(const criticism_report_t *report, const criticism_options_t *options,
    rap_arena_t *arena, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) json;

    rap_buf_init(&json, REPORT_MAX);
    if (options->show && !options->json) {
        criticism_report_differences(report, arena);
        (void)printf("\n");
    }
    if (!options->json) {
        criticism_report_print(report);
        return RAP_OK;
    }
    RAP_TRY(criticism_report_json(report, arena, &json, err));
    (void)printf("%s\n", json.data);
    return RAP_OK;
}

rap_code_t criticism_evaluate(const criticism_options_t *options, char *const *file, size_t files,
    rap_arena_t *arena, rap_err_t *err)
{
    RAP_AUTO(learner) *learner = learner_new(rows_width());
    utterances_t utterances;
    criticism_report_t report = {.utterances = &utterances};
    void *found;

    RAP_TRY(utterances_read(&utterances, file, files, arena, err));
    if (utterances.count == 0)
        return rap_fail(err, RAP_USAGE, "there are no sentences in '%.120s'", file[0]);
    if (utterances.debates < 2)
        return rap_fail(err, RAP_USAGE,
            "the sentences are all of one debate; there is nothing to hold back, give another");
    RAP_TRY(add_rows(learner, options, &utterances, &report, arena, err));
    RAP_TRY(room_take(arena, utterances.count, sizeof(bool), &found, err));
    trial_run(learner, rows_width(), &utterances, found);
    report.found = found;
    RAP_TRY(criticism_report_make(&report, options->draws, arena, err));
    return print_report(&report, options, arena, err);
}
