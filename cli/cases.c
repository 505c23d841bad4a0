/* cases.c - see cases.h */
#include "cli/cases.h"

#include "base/clock.h"
#include "cli/json.h"

#include <string.h>

const char *const cases_state_names[] = {"open", "dropped", "any", NULL};

rap_code_t cases_filter(
    const struct case_options *options, rap_store_case_filter_t *ret, rap_err_t *err)
{
    int64_t ignored;

    if (options->since != NULL && rap_clock_parse_iso(options->since, &ignored, err) != RAP_OK)
        return rap_fail(
            err, RAP_USAGE, "--since: '%.40s' is no date such as 2024-03-08", options->since);
    *ret = (rap_store_case_filter_t){
        .stage = options->stage,
        .reason = options->reason,
        .source = options->source,
        .since = options->since,
        .version = options->version,
        .state = options->state == CASES_ANY ? NULL : cases_state_names[options->state],
        .limit = options->limit,
    };
    return RAP_OK;
}

rap_code_t cases_named(const struct cli *cli, rap_store_t *store, const char ***ret, rap_err_t *err)
{
    const char **ids = rap_arena_array(cli->arena, (size_t)cli->operands + 1, sizeof *ids);

    if (ids == NULL)
        return rap_fail(err, RAP_TOOBIG, "no memory left for %d ids", cli->operands);
    for (int i = 0; i < cli->operands; i++)
        RAP_TRY(rap_store_find(store, cli->operand[i], cli->arena, &ids[i], err));
    *ret = ids;
    return RAP_OK;
}

rap_code_t cases_json(const rap_store_case_t *row, json_t **ret, rap_err_t *err)
{
    json_t *why;

    RAP_TRY(json_of(&rap_quarantine_table, &row->why, &why, err));
    json_t *object = json_object();
    json_set_text(object, "document_id", row->document_id);
    json_set_text(object, "source", row->source);
    json_set_text(object, "url", row->url);
    json_set_text(object, "state", row->state);
    json_object_set_new(object, "tries", json_integer(row->tries));
    json_set_text(object, "first_at", row->first_at);
    json_object_update_missing(object, why);
    json_decref(why);
    json_object_set_new(object, "brief", json_boolean(row->brief));
    if (row->capsule != NULL) /* where the record had it */
        json_object_set_new(
            json_object_get(object, "last_words"), "capsule", json_loads(row->capsule, 0, NULL));
    json_set_text(object, "dropped_at", row->dropped_at);
    json_set_text(object, "dropped_why", row->dropped_why);
    json_set_text(object, "note", row->note);
    json_object_set_new(
        object, "hints", row->hints != NULL ? json_loads(row->hints, 0, NULL) : json_null());
    json_set_text(object, "edited_at", row->edited_at);
    *ret = object;
    return RAP_OK;
}
