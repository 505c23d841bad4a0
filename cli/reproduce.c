/* reproduce.c - see reproduce.h */
#include "cli/reproduce.h"

#include "base/codec.h"
#include "base/file.h"
#include "base/spawn.h"
#include "cli/archive.h"
#include "cli/cases.h"
#include "cli/grid.h"
#include "cli/json.h"
#include "cli/lines.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    ARGUMENT_SIZE = 32,
    VALUE_SIZE = 64,
    LINE_SIZE = 256,
    SAID_MAX = 64 * 1024,
    ANSWER_MAX = 3 * RAP_RECORD_MAX,
    ANSWER_ARENA = 1 << 30,
    ENVELOPE_MAX = 1024 * 1024,
    MS_PER_S = 1000,
    EXIT_PROBLEM = 2
};

#define PARSER        "rapporteur-parser"
#define ENVELOPE_PATH "/dev/fd/3" /* where rap_spawn() puts its `extra` */

/* What happened, then or now. */
struct outcome {
    const char *reason; /* NULL: it was read */
    const char *detail, *version;
    const rap_last_words_t *words; /* NULL: none */
    rap_capsule_t *capsule;        /* NULL: none */
};

/* Files of one run that only its processes see. */
struct files {
    int body, envelope, answer, said;
};

/* ---- then ---- */

static rap_code_t look(struct cli *cli, const char *text, rap_store_document_t *ret,
    rap_store_case_t *ret_case, rap_err_t *err)
{
    RAP_AUTO(rap_store) *store = NULL;

    RAP_TRY(rap_store_open_read(&store, cli->home.store, err));
    RAP_TRY(rap_store_document(store, text, cli->arena, ret, err));
    return rap_store_case(store, ret->document_id, cli->arena, ret_case, err);
}

static rap_code_t open_capsule(
    const rap_store_case_t *found, rap_arena_t *arena, struct outcome *ret, rap_err_t *err)
{
    rap_capsule_t *capsule = rap_arena_alloc(arena, sizeof *capsule);

    if (found->capsule == NULL)
        return rap_fail(err, RAP_NOTFOUND,
            "'%.12s' has no capsule: it %s; 'rapporteur quarantine retry %.12s' tries it again",
            found->document_id,
            found->brief                              ? "is kept in brief"
            : strcmp(found->why.stage, "parser") == 0 ? "failed before a process read it"
                                                      : "did not fail in the parser",
            found->document_id);
    if (capsule == NULL)
        return rap_fail(err, RAP_TOOBIG, "no memory left for a capsule");
    RAP_TRY(rap_codec_read(
        &rap_capsule_table, capsule, found->capsule, strlen(found->capsule), arena, err));
    *ret = (struct outcome){.reason = found->why.reason,
        .detail = found->why.detail,
        .version = found->why.version,
        .words = &found->last_words,
        .capsule = capsule};
    return RAP_OK;
}

/* ---- now ---- */

static void close_files(struct files *self)
{
    int *const all[] = {&self->body, &self->envelope, &self->answer, &self->said};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (*all[i] >= 0)
            close(*all[i]);
        *all[i] = -1;
    }
}

/* A file with these bytes, read from its beginning. */
static rap_code_t make_file(
    const char *name, const void *bytes, size_t len, int *ret, rap_err_t *err)
{
    *ret = memfd_create(name, MFD_CLOEXEC);
    if (*ret < 0)
        return rap_fail_sys(err, RAP_IO, errno, "could not make a file for the %s", name);
    RAP_TRY(rap_file_write_all(*ret, bytes, len, err));
    if (lseek(*ret, 0, SEEK_SET) != 0)
        return rap_fail_sys(err, RAP_IO, errno, "could not go back in the %s", name);
    return RAP_OK;
}

static rap_code_t make_files(
    struct cli *cli, const rap_store_document_t *document, struct files *ret, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) body;
    RAP_AUTO_RELEASE(rap_buf) json;
    rap_envelope_t envelope = document->envelope;

    envelope.again = NULL; /* limits are given on the command line */
    rap_buf_init(&body, ARCHIVE_BODY_MAX);
    rap_buf_init(&json, ENVELOPE_MAX);
    RAP_TRY(archive_bytes(cli, document->document_id, &body, err));
    RAP_TRY(rap_envelope_write(&envelope, &json, err));
    RAP_TRY(make_file("document", body.data, body.len, &ret->body, err));
    RAP_TRY(make_file("envelope", json.data, json.len, &ret->envelope, err));
    RAP_TRY(make_file("answer", "", 0, &ret->answer, err));
    return make_file("messages", "", 0, &ret->said, err);
}

static rap_code_t run_parser(const struct cli *cli, const rap_capsule_t *capsule,
    const struct files *files, int *ret_exit, rap_err_t *err)
{
    char path[RAP_PATH_MAX], time[ARGUMENT_SIZE], memory[ARGUMENT_SIZE];
    const char *const argv[] = {PARSER, "--once", "--home", cli->home.dir, "--envelope",
        ENVELOPE_PATH, "--time-limit", time, "--memory-limit", memory, "--sandbox",
        capsule->mode != NULL ? capsule->mode : "prefer", "-", NULL};
    const rap_spawn_t spawn = {.path = path,
        .argv = argv,
        .in = files->body,
        .out = files->answer,
        .err = files->said,
        .extra = files->envelope};
    pid_t pid;

    (void)snprintf(time, sizeof time, "%" PRId64 "ms", capsule->time_ms);
    (void)snprintf(memory, sizeof memory, "%" PRId64, capsule->memory_bytes);
    RAP_TRY(rap_spawn_sibling(PARSER, path, sizeof path, err));
    RAP_TRY(rap_spawn(&spawn, &pid, err));
    *ret_exit = rap_spawn_wait(pid);
    return RAP_OK;
}

static rap_code_t read_back(int fd, const char *name, rap_buf_t *out, rap_err_t *err)
{
    bool end = false;

    if (lseek(fd, 0, SEEK_SET) != 0)
        return rap_fail_sys(err, RAP_IO, errno, "could not go back in the %s", name);
    while (!end)
        RAP_TRY(rap_file_read_next(fd, name, out, &end, err));
    return RAP_OK;
}

/* It ended without a record: it was told to end, or cannot even start. */
static rap_code_t no_answer(int said, int ended, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) text;
    rap_err_t ignored;

    rap_buf_init(&text, SAID_MAX);
    (void)(read_back(said, "messages", &text, &ignored) == RAP_OK);
    while (text.len > 0 && text.data[text.len - 1] == '\n')
        text.data[--text.len] = '\0';
    const char *line = text.len > 0 ? strrchr(text.data, '\n') : NULL;
    return rap_fail(err, RAP_UNAVAILABLE, "%s ended with %d without an answer: %.180s", PARSER,
        ended,
        line != NULL   ? line + 1
        : text.len > 0 ? text.data
                       : "it said nothing");
}

static rap_code_t take_answer(
    const struct files *files, int ended, rap_arena_t *arena, struct outcome *ret, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) json;
    rap_record_t record;

    rap_buf_init(&json, ANSWER_MAX);
    RAP_TRY(read_back(files->answer, "answer", &json, err));
    if (json.len == 0)
        return no_answer(files->said, ended, err);
    RAP_TRY(rap_record_read(&record, json.data, json.len, arena, err));
    *ret = (struct outcome){.version = RAP_RECORD_PARSER};
    if (record.kind != RAP_RECORD_QUARANTINE)
        return RAP_OK;
    const rap_quarantine_t *why = record.quarantine;
    *ret = (struct outcome){.reason = why->reason,
        .detail = why->detail,
        .version = why->version,
        .words = why->last_words,
        .capsule = why->last_words != NULL ? why->last_words->capsule : NULL};
    if (strcmp(why->reason, rap_code_reason(RAP_UNAVAILABLE)) == 0)
        return rap_fail(err, RAP_UNAVAILABLE, "%s; try again", why->detail);
    return RAP_OK;
}

/* ---- the two compared ---- */

/* One thing that is to be the same; its values as a person reads them, "" where there is none. */
struct line {
    const char *name;
    char then[VALUE_SIZE], now[VALUE_SIZE];
};

enum { LINE_REASON, LINE_SIGNAL, LINE_EXIT, LINE_LIMIT, LINES };

static void set_text(char out[VALUE_SIZE], const char *text)
{
    (void)snprintf(out, VALUE_SIZE, "%s", text != NULL ? text : "");
}

static void fill(const struct outcome *outcome, struct line line[LINES], bool now)
{
    const rap_last_words_t *words = outcome->words;

#define CELL(n) (now ? line[n].now : line[n].then)
    set_text(CELL(LINE_REASON), outcome->reason != NULL ? outcome->reason : "recorded");
    set_text(CELL(LINE_SIGNAL), words != NULL ? words->signal : NULL);
    set_text(CELL(LINE_LIMIT), words != NULL ? words->limit : NULL);
    if (words != NULL && words->exit_code >= 0)
        (void)snprintf(CELL(LINE_EXIT), VALUE_SIZE, "%" PRId64, words->exit_code);
#undef CELL
}

static size_t count_differences(const struct line line[LINES])
{
    size_t count = 0;

    for (size_t i = 0; i < LINES; i++)
        count += strcmp(line[i].then, line[i].now) != 0;
    return count;
}

/* ---- for programs ---- */

static rap_code_t outcome_json(const struct outcome *outcome, json_t **ret, rap_err_t *err)
{
    rap_last_words_t words = {.exit_code = -1};
    rap_quarantine_t why = {.stage = "parser", .at = "", .version = outcome->version};

    if (outcome->words != NULL)
        words = *outcome->words;
    words.capsule = outcome->capsule;
    why.reason = outcome->reason != NULL ? outcome->reason : "";
    why.detail = outcome->detail;
    why.last_words = outcome->words != NULL ? &words : NULL;
    RAP_TRY(json_of(&rap_quarantine_table, &why, ret, err));
    json_object_del(*ret, "at");
    if (outcome->reason == NULL)
        json_object_set_new(*ret, "reason", json_null());
    json_object_set_new(
        *ret, "outcome", json_string(outcome->reason != NULL ? "quarantined" : "recorded"));
    return RAP_OK;
}

static rap_code_t print_json(const char *id, const struct outcome *then, const struct outcome *now,
    const struct line line[LINES], rap_err_t *err)
{
    json_t *was, *is, *differs = json_array();

    for (size_t i = 0; i < LINES; i++)
        if (strcmp(line[i].then, line[i].now) != 0)
            json_array_append_new(differs, json_string(line[i].name));
    rap_code_t code = outcome_json(then, &was, err);
    if (code == RAP_OK && (code = outcome_json(now, &is, err)) != RAP_OK)
        json_decref(was);
    if (code != RAP_OK) {
        json_decref(differs);
        return code;
    }
    json_print(json_pack("{s:s, s:b, s:o, s:o, s:o}", "document_id", id, "same",
        json_array_size(differs) == 0, "differs", differs, "then", was, "now", is));
    return RAP_OK;
}

/* ---- for people ---- */

static void add_row(grid_t *grid, const char *name, const char *then, const char *now)
{
    const char *cells[] = {name, then[0] != '\0' ? then : "-", now[0] != '\0' ? now : "-"};

    grid_add(grid, cells);
}

static void add_used(grid_t *grid, const struct outcome *then, const struct outcome *now)
{
    const struct outcome *of[] = {then, now};
    char time[2][VALUE_SIZE] = {"", ""}, memory[2][VALUE_SIZE] = {"", ""};

    for (size_t i = 0; i < 2; i++) {
        if (of[i]->words == NULL)
            continue;
        (void)snprintf(time[i], VALUE_SIZE, "%.2f s of %.2f s",
            (double)of[i]->words->cpu_ms / MS_PER_S, (double)of[i]->words->wall_ms / MS_PER_S);
        (void)snprintf(memory[i], VALUE_SIZE, "%" PRId64 " MiB", of[i]->words->memory_bytes >> 20);
    }
    add_row(grid, "processor time", time[0], time[1]);
    add_row(grid, "memory", memory[0], memory[1]);
}

static void print_text(const char *id, const struct outcome *then, const struct outcome *now,
    const struct line line[LINES], rap_arena_t *arena)
{
    static const struct grid_column columns[] = {
        {.title = ""}, {.title = "THEN"}, {.title = "NOW"}, {.title = NULL}};
    const rap_capsule_t *capsule = then->capsule;
    RAP_AUTO(grid) *grid = grid_new(columns);
    char text[LINE_SIZE];

    (void)printf("document %s\n", id);
    (void)snprintf(text, sizeof text,
        "%.1f s, %" PRId64 " MiB of memory, %" PRId64 " MiB of output",
        (double)capsule->time_ms / MS_PER_S, capsule->memory_bytes >> 20,
        capsule->output_bytes >> 20);
    lines_print("limits", text, arena);
    (void)snprintf(text, sizeof text, "%s (%s)", capsule->sandbox != NULL ? capsule->sandbox : "",
        capsule->mode != NULL ? capsule->mode : "");
    lines_print("sandbox", text, arena);
    lines_print("detail then", then->detail, arena);
    lines_print("detail now", now->detail, arena);
    (void)putchar('\n');
    for (size_t i = 0; i < LINES; i++)
        add_row(grid, line[i].name, line[i].then, line[i].now);
    add_used(grid, then, now);
    add_row(grid, "program", then->version != NULL ? then->version : "",
        now->version != NULL ? now->version : "");
    grid_print(grid, stdout);
}

static void tell_change(const char *what, const char *then, const char *now)
{
    if (then != NULL && now != NULL && strcmp(then, now) != 0)
        (void)fprintf(stderr, "%s then: %s\n%s now: %s\n", what, then, what, now);
}

/* The last word, and what may have made the difference. */
static void print_verdict(
    const struct outcome *then, const struct outcome *now, const struct line line[LINES])
{
    const rap_capsule_t none = {0}, *is = now->capsule != NULL ? now->capsule : &none;

    (void)fflush(stdout); /* before it, on a terminal that shows both */
    if (count_differences(line) == 0) {
        (void)fputs("\nthe same happened: it is reproduced\n", stderr);
        return;
    }
    (void)fputs("\nsomething else happened\n", stderr);
    tell_change("program", then->version, now->version);
    tell_change("read with", then->capsule->versions, is->versions);
    tell_change("sandbox", then->capsule->sandbox, is->sandbox);
    if (then->capsule->documents > 0)
        (void)fprintf(stderr,
            "its process had read %" PRId64 " documents before it then, none now\n",
            then->capsule->documents);
}

rap_code_t reproduce(struct cli *cli, const char *text, rap_err_t *err)
{
    struct line line[LINES] = {[LINE_REASON] = {.name = "reason"},
        [LINE_SIGNAL] = {.name = "signal"},
        [LINE_EXIT] = {.name = "exit code"},
        [LINE_LIMIT] = {.name = "limit met"}};
    struct files files = {-1, -1, -1, -1};
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ANSWER_ARENA);
    struct outcome then = {0}, now = {0};
    rap_store_document_t document;
    rap_store_case_t found;
    int ended = 0;

    RAP_TRY(look(cli, text, &document, &found, err));
    RAP_TRY(open_capsule(&found, cli->arena, &then, err));
    rap_code_t code = make_files(cli, &document, &files, err);
    if (code == RAP_OK)
        code = run_parser(cli, then.capsule, &files, &ended, err);
    if (code == RAP_OK)
        code = take_answer(&files, ended, arena, &now, err);
    close_files(&files);
    RAP_TRY(code);

    fill(&then, line, false);
    fill(&now, line, true);
    if (cli->common.json)
        RAP_TRY(print_json(document.document_id, &then, &now, line, err));
    else
        print_text(document.document_id, &then, &now, line, cli->arena);
    print_verdict(&then, &now, line);
    cli->exit = count_differences(line) == 0 ? 0 : EXIT_PROBLEM;
    return RAP_OK;
}
