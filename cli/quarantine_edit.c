/* quarantine_edit.c - rapporteur quarantine edit|drop: what a person knows of a case. */
#include "base/clock.h"
#include "base/text.h"
#include "cli/cases.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NOTE_MAX = 4096, HINTS_MAX = 32, HINT_MAX = 4096 };

/* ---- edit ---- */

struct edit_options {
    const char *note;
    rap_strings_t hint;
    bool open;
};

static const rap_field_t edit_fields[] = {
    {.name = "note",
        .kind = RAP_KIND_STRING,
        .offset = offsetof(struct edit_options, note),
        .max = NOTE_MAX,
        .meta = "TEXT",
        .help = "what a person has to say of it; empty: nothing any more"},
    {.name = "hint",
        .kind = RAP_KIND_STRINGS,
        .offset = offsetof(struct edit_options, hint),
        .max = HINTS_MAX,
        .flags = RAP_ONE_EACH,
        .meta = "KEY=VALUE",
        .help = "what a person knows better, for the next retry; an empty VALUE takes it back"},
    {.name = "open",
        .kind = RAP_KIND_BOOL,
        .offset = offsetof(struct edit_options, open),
        .help = "open a case again that was dropped"},
    {.kind = RAP_KIND_END},
};

static const rap_table_t edit_table = {"edit", sizeof(struct edit_options), edit_fields, false};

static rap_code_t unknown_hint(const char *key, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) list;

    rap_buf_init(&list, sizeof err->text);
    for (const rap_field_t *field = rap_hints_table.fields; field->kind != RAP_KIND_END; field++)
        RAP_TRY(rap_buf_printf(
            &list, err, "%s%s", field == rap_hints_table.fields ? "" : ", ", field->name));
    return rap_fail(err, RAP_USAGE, "there is no hint '%.40s'; there are %s", key, list.data);
}

static rap_code_t check_hint(const char *key, const char *value, rap_err_t *err)
{
    const rap_field_t *field = rap_hints_table.fields;
    int64_t ignored;

    while (field->kind != RAP_KIND_END && strcmp(field->name, key) != 0)
        field++;
    if (field->kind == RAP_KIND_END)
        return unknown_hint(key, err);
    if (strlen(value) > HINT_MAX || !rap_text_is_utf8(value, strlen(value)))
        return rap_fail(err, RAP_USAGE, "hint '%s' is no text of at most %d bytes", key, HINT_MAX);
    if (strcmp(key, "date") == 0 && value[0] != '\0' &&
        rap_clock_parse_iso(value, &ignored, err) != RAP_OK)
        return rap_fail(
            err, RAP_USAGE, "hint 'date': '%.40s' is no date such as 2024-03-08", value);
    return RAP_OK;
}

/* The hints as a JSON object, the caller's to free(); with null for what is taken back. */
static rap_code_t hints_json(
    const rap_strings_t *hints, rap_arena_t *arena, char **ret, rap_err_t *err)
{
    json_auto_t *object = json_object();

    for (size_t i = 0; i < hints->count; i++) {
        size_t len = strcspn(hints->item[i], "=");
        const char *key = rap_arena_strndup(arena, hints->item[i], len);

        if (key == NULL)
            return rap_fail(err, RAP_TOOBIG, "no memory left for a hint");
        if (hints->item[i][len] == '\0')
            return rap_fail(err, RAP_USAGE, "hint '%.40s' is not KEY=VALUE", key);
        const char *value = hints->item[i] + len + 1;
        RAP_TRY(check_hint(key, value, err));
        json_object_set_new(object, key, value[0] != '\0' ? json_string(value) : json_null());
    }
    *ret = json_dumps(object, JSON_COMPACT);
    if (*ret == NULL)
        abort();
    return RAP_OK;
}

static rap_code_t run_edit(struct cli *cli, rap_err_t *err)
{
    const struct edit_options *options = cli->options;
    rap_store_edit_t edit = {.note = options->note, .open = options->open};
    RAP_AUTO(rap_store) *store = NULL;
    const char *id;
    char *hints = NULL;

    if (options->note == NULL && options->hint.count == 0 && !options->open)
        return rap_fail(err, RAP_USAGE, "nothing to change; give --note, --hint or --open");
    if (options->note != NULL && !rap_text_is_utf8(options->note, strlen(options->note)))
        return rap_fail(err, RAP_USAGE, "the note is not UTF-8");
    if (options->hint.count > 0)
        RAP_TRY(hints_json(&options->hint, cli->arena, &hints, err));
    edit.hints = hints;
    rap_code_t code = rap_store_open_edit(&store, cli->home.store, err);
    if (code == RAP_OK)
        code = rap_store_find(store, cli->operand[0], cli->arena, &id, err);
    if (code == RAP_OK)
        code = rap_store_edit_case(store, id, &edit, err);
    free(hints);
    RAP_TRY(code);
    (void)fprintf(stderr, "edited; 'rapporteur quarantine show %.12s' shows it\n", id);
    return RAP_OK;
}

const struct command cli_quarantine_edit = {
    .name = "quarantine edit",
    .summary = "write down what a person knows of a case",
    .operands = "ID|ADDRESS",
    .least = 1,
    .most = 1,
    .about =
        "Writes a note to a case, or hints: what the listing should have said of the document.\n"
        "The parser weighs hints against what the document itself says.  They are kept for the\n"
        "next 'rapporteur quarantine retry'.  Keys: title, delegation, date, body, session,\n"
        "meeting, agenda_item, language, place, kind, speaker, root.",
    .options = &edit_table,
    .run = run_edit,
};

/* ---- drop ---- */

struct drop_options {
    bool yes;
    const char *why;
};

static const rap_field_t drop_fields[] = {
    {.name = "yes",
        .kind = RAP_KIND_BOOL,
        .offset = offsetof(struct drop_options, yes),
        .help = "do it; without this nothing is changed"},
    {.name = "why",
        .kind = RAP_KIND_STRING,
        .offset = offsetof(struct drop_options, why),
        .max = NOTE_MAX,
        .meta = "TEXT",
        .help = "the reason, kept with the case"},
    {.kind = RAP_KIND_END},
};

static const rap_table_t drop_table = {"drop", sizeof(struct drop_options), drop_fields, false};

/* All of them or none. */
static rap_code_t drop_all(const struct cli *cli, rap_store_t *store, const char *why,
    int64_t *ret_dropped, rap_err_t *err)
{
    const char **ids;
    int64_t dropped = 0;

    RAP_TRY(cases_named(cli, store, &ids, err));
    RAP_TRY(rap_store_begin(store, err));
    for (int i = 0; i < cli->operands; i++) {
        bool was_open;

        rap_code_t code = rap_store_drop_case(store, ids[i], why, &was_open, err);
        if (code != RAP_OK) {
            rap_store_rollback(store);
            return code;
        }
        dropped += was_open;
    }
    RAP_TRY(rap_store_commit(store, err));
    *ret_dropped = dropped;
    return RAP_OK;
}

static rap_code_t run_drop(struct cli *cli, rap_err_t *err)
{
    const struct drop_options *options = cli->options;
    RAP_AUTO(rap_store) *store = NULL;
    int64_t dropped;

    if (!options->yes)
        return rap_fail(err, RAP_USAGE,
            "%d case%s would be closed for good; add --yes if that is meant", cli->operands,
            cli->operands == 1 ? "" : "s");
    if (options->why != NULL && !rap_text_is_utf8(options->why, strlen(options->why)))
        return rap_fail(err, RAP_USAGE, "the reason is not UTF-8");
    RAP_TRY(rap_store_open_edit(&store, cli->home.store, err));
    RAP_TRY(drop_all(cli, store, options->why, &dropped, err));
    (void)fprintf(stderr, "%" PRId64 " case%s dropped\n", dropped, dropped == 1 ? "" : "s");
    return RAP_OK;
}

const struct command cli_quarantine_drop = {
    .name = "quarantine drop",
    .summary = "close cases that are not worth another try",
    .operands = "ID|ADDRESS...",
    .least = 1,
    .most = 4096,
    .about =
        "Closes cases: they are no longer listed and not counted as open.  Nothing is deleted;\n"
        "'quarantine list --state dropped' lists them, 'quarantine edit ID --open' opens one\n"
        "again.  All the documents named are dropped, or none.",
    .options = &drop_table,
    .run = run_drop,
};
