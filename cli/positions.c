/* positions.c - rapporteur positions: who stands where, on what, in which words. */
#include "base/codec.h"
#include "base/program.h"
#include "cli/command.h"
#include "cli/grid.h"
#include "cli/json.h"
#include "cli/options.h"
#include "sink/store/store.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { QUOTE_MIN = 30, QUOTE_DEFAULT = 72, FIXED_WIDTH = 91, NAME_WIDTH = 16 };

struct options {
    const char *party, *issue, *body, *session, *source, *since, *until;
    const char *stance;
    bool reported;
    bool full;
    int64_t limit;
};

#define AT(member)               offsetof(struct options, member)
#define TEXT(member, what, text) OPTION_TEXT(#member, AT(member), what, text)

static const rap_field_t fields[] = {
    TEXT(party, "ID", "only this party: RU, G:EU"),
    TEXT(issue, "ID", "only this issue, or this group of issues: proc.majority_vote, proc"),
    TEXT(stance, "WORD", "only this stance: support, oppose, conditional, concern"),
    TEXT(body, "ID", "only what was said in this body"),
    TEXT(session, "TEXT", "only what was said in this session"),
    TEXT(source, "ID", "only what came from this source"),
    TEXT(since, "DATE", "only what was delivered on this day (2024-03-08) or later"),
    TEXT(until, "DATE", "only what was delivered on this day or earlier"),
    {.name = "reported",
        .kind = RAP_KIND_BOOL,
        .offset = AT(reported),
        .help = "also the views of others that speakers tell of"},
    {.name = "full",
        .kind = RAP_KIND_BOOL,
        .offset = AT(full),
        .help = "whole quotations, each position in lines of its own"},
    OPTION_LIMIT(AT(limit), "at most so many (0: all)"),
    {.kind = RAP_KIND_END},
};

static const rap_table_t table = {"positions", sizeof(struct options), fields, false};

struct listing {
    struct cli *cli;
    const struct options *options;
    grid_t *grid; /* NULL with --json or --full */
    int64_t rows, reviewed;
};

static const char *party_of(const rap_position_t *position)
{
    return position->party != NULL ? position->party : "(others)";
}

static rap_code_t print_json(const rap_store_position_t *row, rap_err_t *err)
{
    json_t *object;

    RAP_TRY(json_of(&rap_position_table, &row->position, &object, err));
    json_set_document(object, row);
    json_set_reviewed(object, &row->reviewed);
    json_print(object);
    return RAP_OK;
}

static void print_full(struct listing *self, const rap_store_position_t *row)
{
    const rap_position_t *position = &row->position;
    rap_arena_t *arena = self->cli->arena;

    (void)printf("%s%s  %s  %s (strength %lld, %s%s)\n", self->rows > 1 ? "\n" : "",
        grid_safe(party_of(position), arena), grid_safe(position->issue, arena),
        rap_stance_names[position->stance], (long long)position->strength,
        rap_modality_names[position->modality],
        position->attribution == RAP_REPORTED ? ", reported" : "");
    (void)printf("  \"%s\"\n", grid_safe(position->evidence.exact, arena));
    (void)printf("  %s  %s, session %s", row->delivered_on != NULL ? row->delivered_on : "no date",
        grid_safe(row->body != NULL ? row->body : "-", arena),
        grid_safe(row->session != NULL ? row->session : "-", arena));
    if (position->evidence.page > 0) /* texts and web pages have none */
        (void)printf(", page %lld", (long long)position->evidence.page);
    (void)printf("\n  %s\n  position %.16s by %s, %s\n", grid_safe(row->url, arena),
        position->position_id, position->engine, position->codebook);
    if (row->reviewed.by != NULL)
        (void)printf("  reviewed by %s at %s\n", grid_safe(row->reviewed.by, arena),
            grid_safe(row->reviewed.at, arena));
}

static rap_code_t on_row(const rap_store_position_t *row, void *arg, rap_err_t *err)
{
    struct listing *self = arg;
    const rap_position_t *position = &row->position;

    self->rows++;
    self->reviewed += row->reviewed.by != NULL;
    if (self->cli->common.json)
        return print_json(row, err);
    if (self->options->full) {
        print_full(self, row);
        return RAP_OK;
    }
    const char *cells[] = {party_of(position), position->issue, rap_stance_names[position->stance],
        row->delivered_on, row->reviewed.by, position->evidence.exact, row->url};
    grid_add(self->grid, cells);
    return RAP_OK;
}

/* What a terminal leaves for the quotation; addresses are last and may wrap. */
static size_t quote_width(void)
{
    struct winsize size;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return QUOTE_DEFAULT;
    return size.ws_col > FIXED_WIDTH + QUOTE_MIN ? (size_t)size.ws_col - FIXED_WIDTH : QUOTE_MIN;
}

static rap_code_t check_stance(const char *stance, rap_err_t *err)
{
    if (stance == NULL)
        return RAP_OK;
    for (size_t i = 0; rap_stance_names[i] != NULL; i++)
        if (strcmp(stance, rap_stance_names[i]) == 0)
            return RAP_OK;
    return rap_fail(err, RAP_USAGE,
        "there is no stance '%.40s'; there are support, oppose, conditional, concern", stance);
}

static rap_code_t check(const struct options *options, rap_err_t *err)
{
    RAP_TRY(check_stance(options->stance, err));
    RAP_TRY(option_check_day(options->since, err));
    return option_check_day(options->until, err);
}

static rap_code_t run(struct cli *cli, rap_err_t *err)
{
    const struct options *options = cli->options;
    const rap_store_filter_t filter = {.party = options->party,
        .issue = options->issue,
        .stance = options->stance,
        .body = options->body,
        .session = options->session,
        .source = options->source,
        .since = options->since,
        .until = options->until,
        .reported = options->reported,
        .limit = options->limit};
    const struct grid_column columns[] = {{.title = "PARTY"}, {.title = "ISSUE"},
        {.title = "STANCE"}, {.title = "DATE"}, {.title = "REVIEWED BY", .most = NAME_WIDTH},
        {.title = "QUOTATION", .most = quote_width()}, {.title = "ADDRESS"}, {.title = NULL}};
    bool as_grid = !cli->common.json && !options->full;
    RAP_AUTO(rap_store) *store = NULL;
    RAP_AUTO(grid) *grid = as_grid ? grid_new(columns) : NULL;
    struct listing listing = {.cli = cli, .options = options, .grid = grid};

    RAP_TRY(check(options, err));
    RAP_TRY(rap_store_open_read(&store, cli->home.store, err));
    RAP_TRY(rap_store_positions(store, &filter, on_row, &listing, err));
    if (as_grid && listing.rows > 0)
        grid_print(grid, stdout);
    if (cli->common.json)
        return RAP_OK;
    RAP_TRY(rap_program_flush(err)); /* before the last word, on a terminal that shows both */
    (void)fprintf(stderr,
        "%s%lld position%s, %lld reviewed and the others coded by machine; 'rapporteur show ID' has "
        "the text\n",
        listing.rows > 0 ? "\n" : "", (long long)listing.rows, listing.rows == 1 ? "" : "s",
        (long long)listing.reviewed);
    return RAP_OK;
}

const struct command cli_positions = {
    .name = "positions",
    .summary = "list positions: party, issue, stance, quotation, address",
    .operands = "",
    .about =
        "Lists the positions in the store, as people corrected them ('rapporteur review').  The\n"
        "views of others that a speaker only reports are left out unless --reported asks for them.",
    .options = &table,
    .run = run,
};
