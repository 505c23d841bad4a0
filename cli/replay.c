/* replay.c - rapporteur replay: archived documents through today's code again. */
#include "cli/again.h"
#include "cli/grid.h"
#include "cli/json.h"
#include "cli/makers.h"
#include "cli/options.h"
#include "sink/store/store.h"

#include <stdio.h>

enum { OPERANDS_MAX = 4096, MANY = 1000, ORDER_ARENA_MAX = 256 << 20 };

static const char *const states[] = {"any", "recorded", "quarantined", NULL};

struct options {
    int stage; /* RAP_ORDER_* */
    const char *source, *since, *until, *body, *session, *party, *language;
    int state;
    const char *parser, *codebook, *engine, *where;
    bool not_current, dry_run, yes;
    int64_t limit;
};

#define AT(member)               offsetof(struct options, member)
#define TEXT(member, what, text) OPTION_TEXT(#member, AT(member), what, text)

static const rap_field_t fields[] = {
    {.name = "stage",
        .kind = RAP_KIND_CHOICE,
        .offset = AT(stage),
        .choices = rap_order_queue_names,
        .preset = "parser",
        .help =
            "where they begin: parser reads their bytes anew, classifier only their statements"},
    TEXT(source, "ID", "only what came from this source"),
    TEXT(since, "DATE", "only what was delivered (else: first seen) on this day or later"),
    TEXT(until, "DATE", "only what was delivered (else: first seen) on this day or earlier"),
    TEXT(body, "ID", "only what was said in this body"),
    TEXT(session, "TEXT", "only what was said in this session"),
    TEXT(party, "ID", "only statements of, or on behalf of, this party"),
    TEXT(language, "TAG", "only statements in this language: en, fr"),
    {.name = "state",
        .kind = RAP_KIND_CHOICE,
        .offset = AT(state),
        .choices = states,
        .preset = "any",
        .help = "only what is in this state"},
    TEXT(parser, "VERSION", "only what this parser made, named as --dry-run shows it"),
    TEXT(codebook, "VERSION", "only what was coded by this codebook, named in the same way"),
    TEXT(engine, "VERSION", "only what was coded by this engine, named in the same way"),
    {.name = "not_current",
        .kind = RAP_KIND_BOOL,
        .offset = AT(not_current),
        .help = "only what today's programs and codebook have neither made nor tried last"},
    {.name = "where",
        .kind = RAP_KIND_STRING,
        .offset = AT(where),
        .meta = "SQL",
        .help = "only documents for which this condition on the view 'documents' holds"},
    OPTION_LIMIT(AT(limit), "at most so many, the oldest first (0: all)"),
    {.name = "dry_run",
        .kind = RAP_KIND_BOOL,
        .offset = AT(dry_run),
        .letter = 'n',
        .help = "only list what would be replayed"},
    {.name = "yes",
        .kind = RAP_KIND_BOOL,
        .offset = AT(yes),
        .letter = 'y',
        .help = "even if they are more than 1000"},
    {.kind = RAP_KIND_END},
};

static const rap_table_t table = {"replay", sizeof(struct options), fields, false};

/* The documents that were chosen. */
struct picked {
    const char *document_id, *state, *source, *url, *parser, *codebook, *engine;
    struct picked *next;
};

struct choosing {
    const struct options *options;
    rap_arena_t *arena;
    struct picked *first, **last;
    int64_t count, without_bytes;
};

static rap_code_t on_chosen(const rap_store_chosen_t *chosen, void *arg, rap_err_t *err)
{
    struct choosing *self = arg;

    if (self->options->stage == RAP_ORDER_PARSE && !chosen->archived) {
        self->without_bytes++;
        return RAP_OK;
    }
    struct picked *picked = rap_arena_alloc(self->arena, sizeof *picked);
    if (picked == NULL)
        return rap_fail(err, RAP_TOOBIG, "too many documents at once; use --limit");
    picked->document_id = rap_arena_strdup(self->arena, chosen->document_id);
    if (self->options->dry_run) {
        picked->state = rap_arena_strdup(self->arena, chosen->state);
        picked->source = rap_arena_strdup(self->arena, chosen->source);
        picked->url = rap_arena_strdup(self->arena, chosen->url);
        picked->parser = rap_arena_strdup(self->arena, chosen->parser);
        picked->codebook = rap_arena_strdup(self->arena, chosen->codebook);
        picked->engine = rap_arena_strdup(self->arena, chosen->engine);
    }
    if (rap_arena_is_full(self->arena))
        return rap_fail(err, RAP_TOOBIG, "too many documents at once; use --limit");
    *self->last = picked;
    self->last = &picked->next;
    self->count++;
    return RAP_OK;
}

/* ---- the choice ---- */

/* Documents are named as for `rapporteur show`. */
static rap_code_t find_operands(
    struct cli *cli, rap_store_t *store, rap_strings_t *ret, rap_err_t *err)
{
    if (cli->operands == 0)
        return RAP_OK;
    ret->item = rap_arena_array(cli->arena, (size_t)cli->operands, sizeof *ret->item);
    if (ret->item == NULL)
        return rap_fail(err, RAP_USAGE, "too many documents at once; name them in parts");
    for (int i = 0; i < cli->operands; i++)
        RAP_TRY(rap_store_find(store, cli->operand[i], cli->arena, &ret->item[ret->count++], err));
    return RAP_OK;
}

static rap_code_t choose(
    struct cli *cli, rap_store_t *store, struct choosing *choosing, rap_err_t *err)
{
    const struct options *options = cli->options;
    rap_store_makers_t today;
    rap_store_choice_t choice = {.queue = options->stage,
        .source = options->source,
        .state = options->state > 0 ? states[options->state] : NULL,
        .body = options->body,
        .session = options->session,
        .language = options->language,
        .party = options->party,
        .since = options->since,
        .until = options->until,
        .parser = options->parser,
        .codebook = options->codebook,
        .engine = options->engine,
        .where = options->where,
        .limit = options->limit};

    RAP_TRY(option_check_day(options->since, err));
    RAP_TRY(option_check_day(options->until, err));
    if (options->not_current) {
        RAP_TRY(makers_of_today(cli, &today, err));
        choice.not_by = &today;
    }
    RAP_TRY(find_operands(cli, store, &choice.ids, err));
    return rap_store_choose(store, &choice, cli->arena, on_chosen, choosing, err);
}

/* ---- what would go ---- */

static void print_json(const struct picked *picked)
{
    json_t *object = json_object();

    json_set_text(object, "document_id", picked->document_id);
    json_set_text(object, "state", picked->state);
    json_set_text(object, "source", picked->source);
    json_set_text(object, "url", picked->url);
    json_set_text(object, "parser", picked->parser);
    json_set_text(object, "codebook", picked->codebook);
    json_set_text(object, "engine", picked->engine);
    json_print(object);
}

static void list(const struct cli *cli, const struct choosing *choosing)
{
    static const struct grid_column columns[] = {{.title = "DOCUMENT", .most = 16},
        {.title = "STATE"}, {.title = "PARSER"}, {.title = "CODEBOOK"}, {.title = "ENGINE"},
        {.title = "ADDRESS"}, {.title = NULL}};
    RAP_AUTO(grid) *grid = grid_new(columns);
    char id[17];

    for (const struct picked *picked = choosing->first; picked != NULL; picked = picked->next) {
        if (cli->common.json) {
            print_json(picked);
            continue;
        }
        (void)snprintf(id, sizeof id, "%s", picked->document_id);
        const char *cells[] = {
            id, picked->state, picked->parser, picked->codebook, picked->engine, picked->url};
        grid_add(grid, cells);
    }
    if (!cli->common.json && choosing->count > 0)
        grid_print(grid, stdout);
}

static void tell_count(const struct options *options, const struct choosing *choosing)
{
    (void)fflush(stdout); /* before the last word, on a terminal that shows both */
    (void)fprintf(stderr, "%lld document%s%s to the %s%s", (long long)choosing->count,
        choosing->count == 1 ? "" : "s", options->dry_run ? " would go" : "",
        rap_order_queue_names[options->stage], choosing->without_bytes > 0 ? "; " : "\n");
    if (choosing->without_bytes > 0)
        (void)fprintf(
            stderr, "%lld more have no bytes in the archive\n", (long long)choosing->without_bytes);
}

/* ---- the replay ---- */

static rap_code_t write_orders(struct cli *cli, rap_store_t *store, const struct choosing *choosing,
    struct again *again, rap_err_t *err)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ORDER_ARENA_MAX);
    rap_order_t order;

    for (const struct picked *picked = choosing->first; picked != NULL; picked = picked->next) {
        rap_arena_reset(arena);
        rap_code_t code = rap_store_order(store, picked->document_id, choosing->options->stage,
            RAP_AGAIN_REPLAY, arena, &order, err);
        if (code == RAP_OK)
            code = again_add(again, &order, err);
        if (code != RAP_OK && !again_leaves_out(cli, picked->document_id, err))
            return code;
    }
    return RAP_OK;
}

static rap_code_t replay(
    struct cli *cli, rap_store_t *store, const struct choosing *choosing, rap_err_t *err)
{
    struct again again;

    RAP_TRY(again_open(&again, &cli->home, err));
    rap_code_t code = write_orders(cli, store, choosing, &again, err);
    if (code == RAP_OK)
        again_run(&again, cli, "rapporteur replay");
    again_close(&again);
    return code;
}

static rap_code_t run(struct cli *cli, rap_err_t *err)
{
    const struct options *options = cli->options;
    struct choosing choosing = {.options = options, .arena = cli->arena};
    RAP_AUTO(rap_store) *store = NULL;

    choosing.last = &choosing.first;
    RAP_TRY(rap_store_open_read(&store, cli->home.store, err));
    RAP_TRY(choose(cli, store, &choosing, err));
    if (options->dry_run)
        list(cli, &choosing);
    tell_count(options, &choosing);
    if (options->dry_run || choosing.count == 0)
        return RAP_OK;
    if (choosing.count > MANY && !options->yes)
        return rap_fail(err, RAP_USAGE,
            "%lld documents are many; look at them with --dry-run, then say --yes or --limit N",
            (long long)choosing.count);
    return replay(cli, store, &choosing, err);
}

const struct command cli_replay = {
    .name = "replay",
    .summary = "make archived documents again, with today's code and codebook",
    .operands = "[ID|ADDRESS...]",
    .most = OPERANDS_MAX,
    .about =
        "Sends documents through the pipeline again, from the archive and without downloading:\n"
        "all of them, those that the options choose, or those that are named as for 'rapporteur\n"
        "show'.  Live documents go first.  What comes out takes the place of what is stored, a\n"
        "document at a time; a failure leaves a record as it is, and 'rapporteur trace' tells of it.\n"
        "\n"
        "A running pipeline is used; without one, its processes run until all is done.  Exit code\n"
        "2 when one was not recorded, 75 when it was cut off: run it again.",
    .options = &table,
    .run = run,
};
