/* quarantine_show.c - rapporteur quarantine show: all that is known of a case, and what to do. */
#include "base/codec.h"
#include "cli/archive.h"
#include "cli/cases.h"
#include "cli/grid.h"
#include "cli/json.h"
#include "cli/lines.h"
#include "proto/rap1.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { LINE_SIZE = 256, NUMBER_SIZE = 24, ID_SHOWN = 12, MS_PER_S = 1000 };

struct options {
    const char *bytes;
};

static const rap_field_t fields[] = {
    {.name = "bytes",
        .kind = RAP_KIND_STRING,
        .offset = offsetof(struct options, bytes),
        .meta = "FILE",
        .help = "write the document's bytes to this file too"},
    {.kind = RAP_KIND_END},
};

static const rap_table_t table = {"show", sizeof(struct options), fields, false};

/* All that the store has of it. */
struct picture {
    rap_store_document_t document;
    rap_store_case_t found;
    rap_array_t makings; /* rap_store_making_t */
};

static rap_code_t look(struct cli *cli, struct picture *ret, rap_err_t *err)
{
    RAP_AUTO(rap_store) *store = NULL;

    RAP_TRY(rap_store_open_read(&store, cli->home.store, err));
    RAP_TRY(rap_store_document(store, cli->operand[0], cli->arena, &ret->document, err));
    RAP_TRY(rap_store_case(store, ret->document.document_id, cli->arena, &ret->found, err));
    return rap_store_makings(store, ret->document.document_id, cli->arena, &ret->makings, err);
}

/* ---- what to do ---- */

static bool has_bytes(const rap_store_document_t *document)
{
    return document->envelope.archive != NULL;
}

static bool is_of_memory(const char *limit)
{
    return strcmp(limit, "memory") == 0 || strcmp(limit, "RLIMIT_AS") == 0;
}

static bool is_of_time(const char *limit)
{
    return strcmp(limit, "deadline") == 0 || strcmp(limit, "RLIMIT_CPU") == 0;
}

/* What to do next. */
struct advice {
    char command[LINE_SIZE];
    const char *when; /* NULL: now */
};

static bool is_of(const char *reason, const char *const *reasons)
{
    for (size_t i = 0; reasons[i] != NULL; i++)
        if (strcmp(reason, reasons[i]) == 0)
            return true;
    return false;
}

static void advise(const struct picture *picture, struct advice *ret)
{
    static const char *const of_content[] = {"no_text", "not_a_statement", NULL};
    static const char *const of_program[] = {
        "crashed", "malformed", "encrypted", "unsupported", "too_large", "timeout", NULL};
    const rap_last_words_t *words = &picture->found.last_words;
    const char *id = picture->document.document_id, *reason = picture->found.why.reason;
    const char *limit = words->limit != NULL ? words->limit : "";
    const char *what = "retry", *more = "";
    char with[NUMBER_SIZE + 16] = "";

    ret->when = NULL;
    if (strcmp(picture->found.state, "dropped") == 0) {
        what = "edit";
        more = " --open";
    } else if (!has_bytes(&picture->document)) {
        what = "drop";
        more = " --yes";
        ret->when = "it is asked for again when it is listed again; to hear no more of it";
    } else if (is_of_time(limit)) {
        (void)snprintf(with, sizeof with, " --timeout %" PRId64 "s",
            2 * ((words->limit_value + MS_PER_S - 1) / MS_PER_S));
    } else if (is_of_memory(limit)) {
        (void)snprintf(with, sizeof with, " --memory %" PRId64 "M", 2 * (words->limit_value >> 20));
    } else if (is_of(reason, of_content)) {
        what = "drop";
        more = " --yes";
        ret->when = "if it is no statement; else give hints with 'edit', then 'retry'";
    } else if (is_of(reason, of_program)) {
        ret->when = "when there is a newer parser";
    }
    (void)snprintf(ret->command, sizeof ret->command, "rapporteur quarantine %s %.*s%s%s", what,
        ID_SHOWN, id, more, with);
}

/* ---- for programs ---- */

static json_t *making_json(const rap_store_making_t *making)
{
    json_t *object = json_object();

    json_object_set_new(object, "n", json_integer(making->n));
    json_set_text(object, "at", making->at);
    json_set_text(object, "why", making->why);
    json_set_text(object, "outcome", making->outcome);
    json_set_text(object, "state", making->state);
    json_set_text(object, "stage", making->stage);
    json_set_text(object, "reason", making->reason);
    json_set_text(object, "parser", making->parser);
    json_object_set_new(object, "attempt", json_integer(making->attempt));
    json_object_set_new(object, "timeout_ms", json_integer(making->timeout_ms));
    json_object_set_new(object, "memory_bytes", json_integer(making->memory_bytes));
    return object;
}

static rap_code_t print_json(const struct picture *picture, rap_err_t *err)
{
    const rap_store_making_t *making = picture->makings.item;
    json_t *object, *envelope, *makings = json_array();
    struct advice advice;

    for (size_t i = 0; i < picture->makings.count; i++)
        json_array_append_new(makings, making_json(&making[i]));
    rap_code_t code = cases_json(&picture->found, &object, err);
    if (code != RAP_OK) {
        json_decref(makings);
        return code;
    }
    json_object_set_new(object, "captures", lines_captures_json(&picture->document));
    json_object_set_new(object, "makings", makings);
    advise(picture, &advice);
    json_set_text(object, "next", advice.command);
    json_set_text(object, "next_when", advice.when);
    code = json_of(&rap_envelope_table, &picture->document.envelope, &envelope, err);
    if (code != RAP_OK) {
        json_decref(object);
        return code;
    }
    json_object_set_new(object, "envelope", envelope);
    json_print(object);
    return RAP_OK;
}

/* ---- for people ---- */

static void print_failure(const rap_store_case_t *found, rap_arena_t *arena)
{
    const rap_quarantine_t *why = &found->why;
    char text[LINE_SIZE];

    (void)snprintf(text, sizeof text, "%s in %s, by %s (%s)", why->at, why->stage,
        why->worker != NULL ? why->worker : "nobody known",
        why->version != NULL ? why->version : "version not known");
    lines_print("failed", text, arena);
    lines_print("reason", why->reason, arena);
    lines_print("detail", why->detail, arena);
    (void)snprintf(text, sizeof text, "%" PRId64 ", the first %s; deliveries lost before: %" PRId64,
        found->tries, found->first_at, why->deliveries);
    lines_print("tries", text, arena);
    if (found->brief)
        lines_print("kept", "in brief: its source had too many others in quarantine", arena);
}

static void print_limit(const rap_last_words_t *words, rap_arena_t *arena)
{
    char text[LINE_SIZE];

    if (words->limit == NULL)
        return;
    if (is_of_time(words->limit))
        (void)snprintf(
            text, sizeof text, "%s, %.1f s", words->limit, (double)words->limit_value / MS_PER_S);
    else
        (void)snprintf(
            text, sizeof text, "%s, %" PRId64 " MiB", words->limit, words->limit_value >> 20);
    lines_print("limit met", text, arena);
}

/* What it was read under and with. */
static rap_code_t print_capsule(const rap_store_case_t *found, rap_arena_t *arena, rap_err_t *err)
{
    char text[LINE_SIZE];
    rap_capsule_t capsule;

    if (found->capsule == NULL)
        return RAP_OK;
    RAP_TRY(rap_codec_read(
        &rap_capsule_table, &capsule, found->capsule, strlen(found->capsule), arena, err));
    (void)snprintf(text, sizeof text, "%.1f s, %" PRId64 " MiB", (double)capsule.time_ms / MS_PER_S,
        capsule.memory_bytes >> 20);
    lines_print("limits", text, arena);
    (void)snprintf(text, sizeof text, "%s (%s); document %" PRId64 " of its process",
        capsule.sandbox != NULL ? capsule.sandbox : "", capsule.mode != NULL ? capsule.mode : "",
        capsule.documents + 1);
    lines_print("sandbox", text, arena);
    lines_print("read with", capsule.versions, arena);
    return RAP_OK;
}

/* Line by line, as it was written. */
static void print_messages(const char *messages, rap_arena_t *arena)
{
    for (const char *at = messages; at != NULL && *at != '\0';) {
        size_t len = strcspn(at, "\n");
        const char *line = rap_arena_strndup(arena, at, len);

        if (line != NULL)
            lines_print(at == messages ? "messages" : "", line, arena);
        at += len + (at[len] == '\n');
    }
}

static rap_code_t print_last_words(
    const rap_store_case_t *found, rap_arena_t *arena, rap_err_t *err)
{
    const rap_last_words_t *words = &found->last_words;
    char text[LINE_SIZE];

    if (found->why.last_words == NULL)
        return RAP_OK;
    (void)printf("\nlast words\n");
    if (words->signal != NULL)
        (void)snprintf(text, sizeof text, "signal %s", words->signal);
    else if (words->exit_code >= 0)
        (void)snprintf(text, sizeof text, "exit code %" PRId64, words->exit_code);
    else
        (void)snprintf(text, sizeof text, "nothing: the process lives");
    lines_print("ended by", text, arena);
    print_limit(words, arena);
    (void)snprintf(text, sizeof text,
        "%.2f s of processor time in %.2f s; the process at most %" PRId64 " MiB",
        (double)words->cpu_ms / MS_PER_S, (double)words->wall_ms / MS_PER_S,
        words->memory_bytes >> 20);
    lines_print("used", text, arena);
    print_messages(words->messages, arena);
    return print_capsule(found, arena, err);
}

static void print_tries(const rap_array_t *makings)
{
    static const struct grid_column columns[] = {{.title = "N", .numeric = true}, {.title = "WHEN"},
        {.title = "WHY"}, {.title = "OUTCOME"}, {.title = "REASON"}, {.title = "VERSION"},
        {.title = "ATTEMPT", .numeric = true}, {.title = NULL}};
    const rap_store_making_t *making = makings->item;
    RAP_AUTO(grid) *grid = grid_new(columns);
    char n[NUMBER_SIZE], attempt[NUMBER_SIZE];

    for (size_t i = 0; i < makings->count; i++) {
        (void)snprintf(n, sizeof n, "%" PRId64, making[i].n);
        (void)snprintf(attempt, sizeof attempt, "%" PRId64, making[i].attempt);
        const char *cells[] = {n, making[i].at, making[i].why, making[i].outcome,
            making[i].reason != NULL ? making[i].reason : making[i].state, making[i].parser,
            attempt};
        grid_add(grid, cells);
    }
    (void)printf("\nwhat was tried\n");
    grid_print(grid, stdout);
}

static void print_person(const rap_store_case_t *found, rap_arena_t *arena)
{
    if (found->note == NULL && found->hints == NULL && found->dropped_at == NULL)
        return;
    (void)printf("\nfrom people\n");
    lines_print("note", found->note, arena);
    lines_print("hints", found->hints, arena);
    lines_print("edited", found->edited_at, arena);
    lines_print("dropped", found->dropped_at, arena);
    lines_print("because", found->dropped_why, arena);
}

static rap_code_t print_case(const struct picture *picture, rap_arena_t *arena, rap_err_t *err)
{
    struct advice advice;
    char bytes[LINE_SIZE];

    (void)printf("document %s\n", picture->document.document_id);
    lines_print("case", picture->found.state, arena);
    print_failure(&picture->found, arena);
    lines_captures(&picture->document, arena);
    (void)snprintf(bytes, sizeof bytes, "rapporteur archive extract %.*s -o FILE", ID_SHOWN,
        picture->document.document_id);
    lines_print(
        "bytes", has_bytes(&picture->document) ? bytes : "none: it could not be downloaded", arena);
    RAP_TRY(print_last_words(&picture->found, arena, err));
    print_tries(&picture->makings);
    print_person(&picture->found, arena);
    advise(picture, &advice);
    (void)printf("\nnext: %s\n", advice.command);
    if (advice.when != NULL)
        (void)printf("      %s\n", advice.when);
    return RAP_OK;
}

static rap_code_t run(struct cli *cli, rap_err_t *err)
{
    const struct options *options = cli->options;
    struct picture picture;

    RAP_TRY(look(cli, &picture, err));
    if (options->bytes != NULL)
        RAP_TRY(archive_extract(cli, picture.document.document_id, options->bytes, err));
    if (cli->common.json)
        return print_json(&picture, err);
    return print_case(&picture, cli->arena, err);
}

const struct command cli_quarantine_show = {
    .name = "quarantine show",
    .summary = "show all that is known of a case, and the next command to run",
    .operands = "ID|ADDRESS",
    .least = 1,
    .most = 1,
    .about =
        "Shows a document in quarantine: why it is there, the last words of the process that\n"
        "read it, where its bytes are, each try, what people wrote to it, and what to do next.\n"
        "It is named as for 'rapporteur show'.",
    .options = &table,
    .run = run,
};
