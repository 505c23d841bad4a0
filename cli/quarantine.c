/* quarantine.c - rapporteur quarantine: documents that could not be read; and the list of them. */
#include "base/program.h"
#include "cli/cases.h"
#include "cli/grid.h"
#include "cli/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { KINDS_MAX = 64, NUMBER_SIZE = 24, ID_SHOWN = 12, DETAIL_MAX = 48 };

struct options {
    struct case_options cases;
};

static const rap_field_t fields[] = {CASE_FIELDS(struct options), {.kind = RAP_KIND_END}};

static const rap_table_t table = {"list", sizeof(struct options), fields, false};

/* How many of a stage and a reason. */
struct kind {
    const char *stage, *reason;
    int64_t cases;
};

struct listing {
    struct cli *cli;
    grid_t *grid;
    struct kind kind[KINDS_MAX];
    size_t kinds;
    int64_t cases, dropped, brief, others;
};

static void count(struct listing *self, const rap_store_case_t *row)
{
    self->cases++;
    self->dropped += strcmp(row->state, "dropped") == 0;
    self->brief += row->brief;
    for (size_t i = 0; i < self->kinds; i++)
        if (strcmp(self->kind[i].stage, row->why.stage) == 0 &&
            strcmp(self->kind[i].reason, row->why.reason) == 0) {
            self->kind[i].cases++;
            return;
        }
    struct kind kind = {.stage = rap_arena_strdup(self->cli->arena, row->why.stage),
        .reason = rap_arena_strdup(self->cli->arena, row->why.reason),
        .cases = 1};
    if (self->kinds < KINDS_MAX && kind.stage != NULL && kind.reason != NULL)
        self->kind[self->kinds++] = kind;
    else
        self->others++;
}

static rap_code_t on_case(const rap_store_case_t *row, void *arg, rap_err_t *err)
{
    struct listing *self = arg;
    char id[ID_SHOWN + 1], tries[NUMBER_SIZE];
    json_t *object;

    count(self, row);
    if (self->cli->common.json) {
        RAP_TRY(cases_json(row, &object, err));
        json_print(object);
        return RAP_OK;
    }
    (void)snprintf(id, sizeof id, "%s", row->document_id);
    (void)snprintf(tries, sizeof tries, "%" PRId64, row->tries);
    const char *cells[] = {id, row->why.at, row->why.stage, row->why.reason, row->source, tries,
        strcmp(row->state, "open") == 0 ? row->why.detail : row->dropped_why, row->url};
    grid_add(self->grid, cells);
    return RAP_OK;
}

static void print_totals(const struct listing *self)
{
    (void)fprintf(stderr, "%s%" PRId64 " document%s in quarantine", self->cases > 0 ? "\n" : "",
        self->cases, self->cases == 1 ? "" : "s");
    for (size_t i = 0; i < self->kinds; i++)
        (void)fprintf(stderr, "%s %s/%s %" PRId64, i == 0 ? ":" : ",",
            grid_safe(self->kind[i].stage, self->cli->arena),
            grid_safe(self->kind[i].reason, self->cli->arena), self->kind[i].cases);
    if (self->others > 0)
        (void)fprintf(stderr, ", others %" PRId64, self->others);
    if (self->dropped > 0)
        (void)fprintf(stderr, "; dropped %" PRId64, self->dropped);
    if (self->brief > 0)
        (void)fprintf(stderr, "; without detail, over quarantine_max, %" PRId64, self->brief);
    (void)fputs(self->cases > 0 ? "; 'rapporteur quarantine show ID' tells more\n" : "\n", stderr);
}

static rap_code_t run_list(struct cli *cli, rap_err_t *err)
{
    static const struct grid_column columns[] = {{.title = "ID"}, {.title = "WHEN"},
        {.title = "STAGE"}, {.title = "REASON"}, {.title = "SOURCE"},
        {.title = "TRIES", .numeric = true}, {.title = "DETAIL", .most = DETAIL_MAX},
        {.title = "ADDRESS"}, {.title = NULL}};
    const struct options *options = cli->options;
    RAP_AUTO(rap_store) *store = NULL;
    RAP_AUTO(grid) *grid = grid_new(columns);
    struct listing listing = {.cli = cli, .grid = grid};
    rap_store_case_filter_t filter;

    RAP_TRY(cases_filter(&options->cases, &filter, err));
    RAP_TRY(rap_store_open_read(&store, cli->home.store, err));
    RAP_TRY(rap_store_cases(store, &filter, on_case, &listing, err));
    if (cli->common.json)
        return RAP_OK;
    if (listing.cases > 0)
        grid_print(grid, stdout);
    RAP_TRY(rap_program_flush(err)); /* before the last word, on a terminal that shows both */
    print_totals(&listing);
    return RAP_OK;
}

const struct command cli_quarantine_list = {
    .name = "quarantine list",
    .summary = "list the documents in quarantine, the last failure first",
    .operands = "",
    .about = "Lists the documents that could not be read, the last failure first.  Cases that a\n"
             "person has dropped are left out unless --state asks for them.",
    .options = &table,
    .run = run_list,
};

static const struct command *const parts[] = {&cli_quarantine_list, &cli_quarantine_show,
    &cli_quarantine_retry, &cli_quarantine_edit, &cli_quarantine_drop, NULL};

const struct command cli_quarantine = {
    .name = "quarantine",
    .summary = "documents that could not be read: list, show, retry, edit, drop",
    .operands = "PART",
    .about = "Documents that could not be read are kept in quarantine, each as a case, with the\n"
             "reason, what the process that read them left behind, and their bytes.  A case stays\n"
             "until its document is recorded.",
    .parts = parts,
};
