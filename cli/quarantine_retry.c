/* quarantine_retry.c - rapporteur quarantine retry: documents in quarantine are read once more. */
#include "cli/again.h"
#include "cli/cases.h"
#include "cli/grid.h"
#include "cli/json.h"
#include "cli/reproduce.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ORDER_ARENA_MAX = 64 << 20, OPERANDS_MAX = 4096, ID_SHOWN = 12 };

struct options {
    struct case_options cases;
    int64_t timeout_ms, memory_bytes;
    bool all, dry_run, reproduce;
};

#define AT(member) offsetof(struct options, member)

static const rap_field_t fields[] = {
    CASE_FIELDS(struct options),
    {.name = "timeout",
        .kind = RAP_KIND_TIME,
        .offset = AT(timeout_ms),
        .max = 24 * 3600 * 1000,
        .meta = "TIME",
        .help = "another time limit this once, where parser.time_limit is less; at most time_most"},
    {.name = "memory",
        .kind = RAP_KIND_BYTES,
        .offset = AT(memory_bytes),
        .max = INT64_C(1) << 40,
        .meta = "BYTES",
        .help = "another limit on memory, where memory_limit is less; at most memory_most"},
    {.name = "all", .kind = RAP_KIND_BOOL, .offset = AT(all), .help = "all open cases"},
    {.name = "dry_run",
        .kind = RAP_KIND_BOOL,
        .offset = AT(dry_run),
        .letter = 'n',
        .help = "only list what would be tried again"},
    {.name = "reproduce",
        .kind = RAP_KIND_BOOL,
        .offset = AT(reproduce),
        .help = "read the one document that is named here and now, as it was read when it failed"},
    {.kind = RAP_KIND_END},
};

static const rap_table_t table = {"retry", sizeof(struct options), fields, false};

/* A case that was chosen; in the command's arena. */
struct picked {
    const char *document_id, *reason, *url;
    struct picked *next;
};

struct choice {
    rap_arena_t *arena;
    struct picked *first, **last;
    int64_t count, without_bytes;
};

static rap_code_t pick(const rap_store_case_t *row, void *arg, rap_err_t *err)
{
    struct choice *self = arg;
    struct picked *picked = rap_arena_alloc(self->arena, sizeof *picked);

    if (picked == NULL)
        return rap_fail(err, RAP_USAGE, "too many documents at once; use --limit");
    picked->document_id = rap_arena_strdup(self->arena, row->document_id);
    picked->reason = rap_arena_strdup(self->arena, row->why.reason);
    picked->url = rap_arena_strdup(self->arena, row->url);
    if (picked->document_id == NULL || picked->reason == NULL || picked->url == NULL)
        return rap_fail(err, RAP_USAGE, "too many documents at once; use --limit");
    *self->last = picked;
    self->last = &picked->next;
    self->count++;
    return RAP_OK;
}

/* ---- the choice ---- */

static bool is_narrowed(const struct case_options *options)
{
    return options->stage != NULL || options->reason != NULL || options->source != NULL ||
           options->since != NULL || options->version != NULL || options->limit > 0 ||
           options->state != CASES_OPEN;
}

/* Who names a case means it, open or dropped. */
static rap_code_t choose_named(
    struct cli *cli, rap_store_t *store, struct choice *choice, rap_err_t *err)
{
    const char **ids;

    RAP_TRY(cases_named(cli, store, &ids, err));
    for (int i = 0; i < cli->operands; i++) {
        rap_store_case_t found;

        RAP_TRY(rap_store_case(store, ids[i], cli->arena, &found, err));
        RAP_TRY(pick(&found, choice, err));
    }
    return RAP_OK;
}

static rap_code_t choose(struct cli *cli, rap_store_t *store, struct choice *choice, rap_err_t *err)
{
    const struct options *options = cli->options;
    bool narrowed = is_narrowed(&options->cases);
    rap_store_case_filter_t filter;

    if (cli->operands > 0 && (narrowed || options->all))
        return rap_fail(err, RAP_USAGE, "name the documents or choose them by options, not both");
    if (cli->operands > 0)
        return choose_named(cli, store, choice, err);
    if (!narrowed && !options->all)
        return rap_fail(
            err, RAP_USAGE, "which documents? name them, choose them by options, or say --all");
    RAP_TRY(cases_filter(&options->cases, &filter, err));
    return rap_store_cases(store, &filter, pick, choice, err);
}

/* ---- orders ---- */

/* Takes those out of the choice that cannot be ordered: mostly, there are no bytes of them. */
static rap_code_t write_orders(
    struct cli *cli, rap_store_t *store, struct choice *choice, struct again *again, rap_err_t *err)
{
    const struct options *options = cli->options;
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ORDER_ARENA_MAX);
    rap_limits_t limits = {
        .timeout_ms = options->timeout_ms, .memory_bytes = options->memory_bytes};
    bool has_limits = limits.timeout_ms > 0 || limits.memory_bytes > 0;

    for (struct picked **at = &choice->first; *at != NULL;) {
        rap_order_t order;

        rap_arena_reset(arena);
        rap_code_t code = rap_store_order(
            store, (*at)->document_id, RAP_ORDER_PARSE, RAP_AGAIN_RETRY, arena, &order, err);
        if (code == RAP_OK) {
            order.envelope.again->limits = has_limits ? &limits : NULL;
            code = again_add(again, &order, err);
        }
        if (code == RAP_OK) {
            at = &(*at)->next;
            continue;
        }
        if (code == RAP_NOTFOUND)
            choice->without_bytes++;
        else if (!again_leaves_out(cli, (*at)->document_id, err))
            return code;
        choice->count--;
        *at = (*at)->next;
    }
    return RAP_OK;
}

static void list(const struct cli *cli, const struct choice *choice)
{
    static const struct grid_column columns[] = {
        {.title = "ID"}, {.title = "REASON"}, {.title = "ADDRESS"}, {.title = NULL}};
    RAP_AUTO(grid) *grid = grid_new(columns);
    char id[ID_SHOWN + 1];

    for (const struct picked *picked = choice->first; picked != NULL; picked = picked->next) {
        if (cli->common.json) {
            json_print(json_pack("{s:s, s:s, s:s}", "document_id", picked->document_id, "reason",
                picked->reason, "url", picked->url));
            continue;
        }
        (void)snprintf(id, sizeof id, "%s", picked->document_id);
        const char *cells[] = {id, picked->reason, picked->url};
        grid_add(grid, cells);
    }
    if (!cli->common.json && choice->count > 0)
        grid_print(grid, stdout);
}

static void tell_count(const struct options *options, const struct choice *choice)
{
    (void)fflush(stdout); /* before the last word, on a terminal that shows both */
    (void)fprintf(stderr, "%" PRId64 " document%s %s tried again", choice->count,
        choice->count == 1 ? "" : "s",
        options->dry_run     ? "would be"
        : choice->count == 1 ? "is"
                             : "are");
    if (choice->without_bytes > 0)
        (void)fprintf(
            stderr, "; %" PRId64 " more have no bytes in the archive", choice->without_bytes);
    (void)fputc('\n', stderr);
}

static rap_code_t retry(struct cli *cli, rap_store_t *store, struct choice *choice, rap_err_t *err)
{
    const struct options *options = cli->options;
    struct again again;

    RAP_TRY(again_open(&again, &cli->home, err));
    rap_code_t code = write_orders(cli, store, choice, &again, err);
    if (code == RAP_OK) {
        if (options->dry_run)
            list(cli, choice);
        tell_count(options, choice);
        if (!options->dry_run && choice->count > 0)
            again_run(&again, cli, "rapporteur quarantine retry");
    }
    again_close(&again);
    return code;
}

static rap_code_t reproduce_one(struct cli *cli, rap_err_t *err)
{
    const struct options *options = cli->options;

    if (cli->operands != 1 || is_narrowed(&options->cases) || options->all)
        return rap_fail(err, RAP_USAGE, "--reproduce takes one document, by its name");
    if (options->timeout_ms > 0 || options->memory_bytes > 0 || options->dry_run)
        return rap_fail(err, RAP_USAGE,
            "--reproduce reads under the limits of then; leave out --timeout, --memory and --dry-run");
    return reproduce(cli, cli->operand[0], err);
}

static rap_code_t run(struct cli *cli, rap_err_t *err)
{
    const struct options *options = cli->options;
    struct choice choice = {.arena = cli->arena};
    RAP_AUTO(rap_store) *store = NULL;

    if (options->reproduce)
        return reproduce_one(cli, err);
    choice.last = &choice.first;
    RAP_TRY(rap_store_open_read(&store, cli->home.store, err));
    RAP_TRY(choose(cli, store, &choice, err));
    return retry(cli, store, &choice, err);
}

const struct command cli_quarantine_retry = {
    .name = "quarantine retry",
    .summary = "read documents once more, with today's programs, hints or other limits",
    .operands = "[ID|ADDRESS...]",
    .most = OPERANDS_MAX,
    .about =
        "Sends documents in quarantine through the pipeline again: those that are named as for\n"
        "'rapporteur show', those that the options choose, or all.  Their bytes come from the\n"
        "archive; hints that a person gave go with them.  Live documents go first.  What can be read\n"
        "now is recorded and leaves the quarantine; the rest stays, with one try more.\n"
        "\n"
        "A running pipeline is used; without one, its processes run until all is done.  Exit code\n"
        "2 when one was not recorded, 75 when it was cut off: run it again.\n"
        "\n"
        "With --reproduce nothing is recorded: the document is read in place, under the limits and\n"
        "in the sandbox of the time when it failed, by today's program, and what happened then and\n"
        "now is shown.  Exit code 0 when that is the same, 2 when it is not.",
    .options = &table,
    .run = run,
};
