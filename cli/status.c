/* status.c - rapporteur status: what runs, what waits, what is stored. */
#include "proto/status.h"
#include "base/loop.h"
#include "base/program.h"
#include "cli/accounts.h"
#include "cli/ask.h"
#include "cli/command.h"
#include "cli/damage.h"
#include "cli/engines.h"
#include "cli/grid.h"
#include "cli/json.h"
#include "cli/language_models.h"
#include "cli/sandboxes.h"
#include "proto/header.h"
#include "sink/store/store.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum {
    ANSWER_MS = 1000,
    EVERY_MS = 2000,
    NUMBER_SIZE = 24,
    ANSWER_MAX = 16 * 1024 * 1024,
    EXIT_PROBLEM = 2
};

struct options {
    bool watch, counters;
};

static const rap_field_t fields[] = {
    {.name = "watch",
        .kind = RAP_KIND_BOOL,
        .offset = offsetof(struct options, watch),
        .letter = 'w',
        .help = "again every two seconds, until Ctrl-C"},
    {.name = "counters",
        .kind = RAP_KIND_BOOL,
        .offset = offsetof(struct options, counters),
        .help = "also what each process counts, as its last heartbeat said"},
    {.kind = RAP_KIND_END},
};

static const rap_table_t table = {"status", sizeof(struct options), fields, false};

/* What is there to tell; any part may be missing. */
struct picture {
    bool runs;
    rap_buf_t *json; /* the broker's answer */
    rap_status_t pipeline;
    bool stored;
    rap_store_counts_t store;
    rap_array_t accounts; /* struct fetcher_accounts */
    rap_array_t damages;  /* struct damage */
};

/* ---- looking ---- */

static rap_code_t look_at_store(
    const struct cli *cli, rap_arena_t *arena, struct picture *picture, rap_err_t *err)
{
    RAP_AUTO(rap_store) *store = NULL;

    rap_code_t code = rap_store_open_read(&store, cli->home.store, err);
    if (code == RAP_OK)
        code = rap_store_count(store, arena, &picture->store, err);
    picture->stored = code == RAP_OK;
    /* nothing was ever stored; or damage_read() tells */
    return code == RAP_NOTFOUND || code == RAP_DAMAGED ? RAP_OK : code;
}

/* ---- for programs ---- */

static json_t *count_json(const rap_store_count_t *count)
{
    json_t *object = json_object();

    json_set_text(object, "source", count->key);
    json_object_set_new(object, "documents", json_integer(count->documents));
    json_object_set_new(object, "recorded", json_integer(count->recorded));
    json_object_set_new(object, "quarantined", json_integer(count->quarantined));
    json_object_set_new(object, "dropped", json_integer(count->dropped));
    json_object_set_new(object, "brief", json_integer(count->brief));
    json_object_set_new(object, "recovered", json_integer(count->recovered));
    json_object_set_new(object, "captures", json_integer(count->captures));
    json_object_set_new(object, "statements", json_integer(count->statements));
    json_object_set_new(object, "positions", json_integer(count->positions));
    json_set_text(object, "last_recorded", count->last_recorded);
    return object;
}

static json_t *store_json(const rap_store_counts_t *counts)
{
    const rap_store_count_t *source = counts->sources.item;
    const rap_store_reason_t *reason = counts->reasons.item;
    json_t *sources = json_array(), *reasons = json_object(), *object = count_json(&counts->total);

    json_object_del(object, "source");
    for (size_t i = 0; i < counts->sources.count; i++)
        json_array_append_new(sources, count_json(&source[i]));
    for (size_t i = 0; i < counts->reasons.count; i++)
        json_object_set_new(reasons, reason[i].key, json_integer(reason[i].documents));
    json_object_set_new(object, "sources", sources);
    json_object_set_new(object, "quarantined_by", reasons);
    return object;
}

static void print_json(const struct picture *picture)
{
    json_t *object = json_object();

    json_object_set_new(object, "running", json_boolean(picture->runs));
    json_object_set_new(object, "pipeline",
        picture->runs ? json_loadb(picture->json->data, picture->json->len, 0, NULL) : json_null());
    json_object_set_new(
        object, "sandbox", picture->runs ? sandboxes_json(&picture->pipeline) : json_null());
    json_object_set_new(
        object, "engines", picture->runs ? engines_json(&picture->pipeline) : json_null());
    json_object_set_new(object, "language_models",
        picture->runs ? language_models_json(&picture->pipeline) : json_null());
    json_object_set_new(
        object, "store", picture->stored ? store_json(&picture->store) : json_null());
    json_object_set_new(object, "accounts", accounts_json(&picture->accounts));
    json_object_set_new(object, "accounts_total", accounts_total_json(&picture->accounts));
    json_object_set_new(object, "balanced", json_boolean(accounts_balance(&picture->accounts)));
    json_object_set_new(object, "damage", damage_json(&picture->damages));
    json_print(object);
}

/* ---- for people ---- */

static const char *number(int64_t n, char out[NUMBER_SIZE])
{
    (void)snprintf(out, NUMBER_SIZE, "%lld", (long long)n);
    return out;
}

static void print_queues(const rap_status_t *status)
{
    static const struct grid_column columns[] = {{.title = "QUEUE"},
        {.title = "WAITING", .numeric = true}, {.title = "BULK", .numeric = true},
        {.title = "IN HAND", .numeric = true}, {.title = "LATER", .numeric = true},
        {.title = "KIB", .numeric = true}, {.title = "OLDEST MS", .numeric = true},
        {.title = "DONE", .numeric = true}, {.title = "PER S", .numeric = true}, {.title = "STATE"},
        {.title = NULL}};
    const rap_queue_status_t *queue = status->queues.item;
    RAP_AUTO(grid) *grid = grid_new(columns);
    char cell[8][NUMBER_SIZE];

    for (size_t i = 0; i < status->queues.count; i++) {
        (void)snprintf(cell[7], NUMBER_SIZE, "%.1f", queue[i].rate);
        const char *cells[] = {queue[i].queue, number(queue[i].live, cell[0]),
            number(queue[i].bulk, cell[1]), number(queue[i].leased, cell[2]),
            number(queue[i].delayed, cell[3]), number(queue[i].bytes / 1024, cell[4]),
            number(queue[i].oldest_ms, cell[5]), number(queue[i].done_total, cell[6]), cell[7],
            queue[i].full ? "full: its feeders wait" : "open"};
        grid_add(grid, cells);
    }
    grid_print(grid, stdout);
}

static void print_workers(const rap_status_t *status)
{
    static const struct grid_column columns[] = {{.title = "WORKER"}, {.title = "STAGE"},
        {.title = "IN HAND", .numeric = true}, {.title = "CREDIT", .numeric = true},
        {.title = "DONE", .numeric = true}, {.title = "RETRIED", .numeric = true},
        {.title = "FAILED", .numeric = true}, {.title = "LOST", .numeric = true},
        {.title = "SILENT MS", .numeric = true}, {.title = NULL}};
    const rap_worker_status_t *worker = status->workers.item;
    RAP_AUTO(grid) *grid = grid_new(columns);
    char cell[7][NUMBER_SIZE];

    for (size_t i = 0; i < status->workers.count; i++) {
        bool source = worker[i].takes == NULL;
        const char *cells[] = {worker[i].worker, worker[i].stage, number(worker[i].leased, cell[0]),
            number(worker[i].credit, cell[1]),
            number(source ? worker[i].put_total : worker[i].done_total, cell[2]),
            number(worker[i].retried_total, cell[3]), number(worker[i].failed_total, cell[4]),
            number(worker[i].lost_total, cell[5]), number(worker[i].silent_ms, cell[6])};
        grid_add(grid, cells);
    }
    grid_print(grid, stdout);
}

static void print_counters(const rap_status_t *status)
{
    static const struct grid_column columns[] = {{.title = "WORKER"}, {.title = "COUNTER"},
        {.title = "VALUE", .numeric = true}, {.title = NULL}};
    const rap_worker_status_t *worker = status->workers.item;
    RAP_AUTO(grid) *grid = grid_new(columns);

    for (size_t i = 0; i < status->workers.count; i++) {
        const rap_counter_t *counter = worker[i].counters.item;

        for (size_t k = 0; k < worker[i].counters.count; k++) {
            char value[NUMBER_SIZE];
            const char *cells[] = {
                worker[i].worker, counter[k].name, number(counter[k].value, value)};

            grid_add(grid, cells);
        }
    }
    (void)putchar('\n');
    grid_print(grid, stdout);
}

static void add_count(grid_t *grid, const rap_store_count_t *count)
{
    char cell[6][NUMBER_SIZE];
    const char *cells[] = {count->key, number(count->documents, cell[0]),
        number(count->recorded, cell[1]), number(count->quarantined, cell[2]),
        number(count->captures, cell[3]), number(count->statements, cell[4]),
        number(count->positions, cell[5]), count->last_recorded};

    grid_add(grid, cells);
}

/* What the columns do not say of the quarantine, and how it goes with the accounts: these count an
 * end once, when its receipt comes, and a retry has no receipt of its fetcher's. */
static void print_quarantine(const rap_store_counts_t *counts)
{
    const rap_store_count_t *source = counts->sources.item;
    const rap_store_reason_t *reason = counts->reasons.item;

    if (counts->total.quarantined > 0)
        (void)printf("\nquarantined:");
    for (size_t i = 0; i < counts->reasons.count; i++)
        (void)printf("%s %s %lld", i > 0 ? "," : "", reason[i].key, (long long)reason[i].documents);
    if (counts->total.dropped > 0)
        (void)printf("%s dropped %lld", counts->reasons.count > 0 ? ";" : "",
            (long long)counts->total.dropped);
    if (counts->total.quarantined > 0)
        (void)putchar('\n');
    for (size_t i = 0; i < counts->sources.count; i++)
        if (source[i].brief > 0)
            (void)printf("quarantine is full for source %s: %lld documents are kept without"
                         " detail\n",
                source[i].key, (long long)source[i].brief);
    if (counts->total.recovered > 0)
        (void)printf("recovered: %lld of the documents that the accounts count as quarantined were"
                     " recorded later\n",
            (long long)counts->total.recovered);
}

static void print_store(const rap_store_counts_t *counts)
{
    static const struct grid_column columns[] = {{.title = "SOURCE"},
        {.title = "DOCUMENTS", .numeric = true}, {.title = "RECORDED", .numeric = true},
        {.title = "QUARANTINED", .numeric = true}, {.title = "CAPTURES", .numeric = true},
        {.title = "STATEMENTS", .numeric = true}, {.title = "POSITIONS", .numeric = true},
        {.title = "LAST"}, {.title = NULL}};
    const rap_store_count_t *source = counts->sources.item;
    RAP_AUTO(grid) *grid = grid_new(columns);

    for (size_t i = 0; i < counts->sources.count; i++)
        add_count(grid, &source[i]);
    add_count(grid, &counts->total);
    grid_print(grid, stdout);
    print_quarantine(counts);
}

static void print_picture(const struct cli *cli, const struct picture *picture)
{
    const struct options *options = cli->options;

    if (picture->runs) {
        (void)printf("pipeline in %s: running for %lld s, epoch %.16s\n\n", cli->home.dir,
            (long long)(picture->pipeline.uptime_ms / 1000), picture->pipeline.epoch);
        if (picture->pipeline.dropped_total > 0)
            (void)printf("tasks given up without a record: %lld; see task.dropped in the log\n\n",
                (long long)picture->pipeline.dropped_total);
        print_queues(&picture->pipeline);
        (void)putchar('\n');
        print_workers(&picture->pipeline);
        sandboxes_print(&picture->pipeline);
        engines_print(&picture->pipeline);
        language_models_print(&picture->pipeline);
        if (options->counters)
            print_counters(&picture->pipeline);
    } else {
        (void)printf("pipeline in %s: not running; 'rapporteur run' starts it\n", cli->home.dir);
    }
    (void)putchar('\n');
    if (picture->stored)
        print_store(&picture->store);
    else
        (void)puts("store: nothing yet");
    accounts_print(&picture->accounts);
    damage_print(&picture->damages);
}

static void judge(struct cli *cli, const struct picture *picture)
{
    bool balanced = accounts_balance(&picture->accounts);

    cli->exit = balanced && damage_open(&picture->damages) == 0 ? 0 : EXIT_PROBLEM;
    if (!balanced)
        (void)fputs("rapporteur: THE ACCOUNTS DO NOT BALANCE: documents were lost or counted"
                    " twice; see 'off' above\n",
            stderr);
}

static rap_code_t tell(struct cli *cli, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) json = {0};
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ANSWER_MAX);
    struct picture picture = {.json = &json};

    rap_buf_init(&json, ANSWER_MAX);
    RAP_TRY(ask_status(
        &cli->home, ANSWER_MS, arena, picture.json, &picture.pipeline, &picture.runs, err));
    RAP_TRY(look_at_store(cli, arena, &picture, err));
    rap_code_t code = accounts_read(&cli->home, arena, &picture.accounts, err);
    if (code != RAP_DAMAGED) /* damage_read() tells */
        RAP_TRY(code);
    RAP_TRY(damage_read(&cli->home, arena, &picture.damages, err));
    if (cli->common.json)
        print_json(&picture);
    else
        print_picture(cli, &picture);
    judge(cli, &picture);
    return RAP_OK;
}

/* ---- again and again ---- */

struct watching {
    struct cli *cli;
    rap_code_t code;
    rap_err_t *err;
};

static void on_tick(rap_loop_t *loop, void *arg)
{
    struct watching *self = arg;

    if (!self->cli->common.json && isatty(STDOUT_FILENO))
        (void)fputs("\033[H\033[2J", stdout);
    self->code = tell(self->cli, self->err);
    if (self->code == RAP_OK)
        self->code = rap_program_flush(self->err);
    if (self->code != RAP_OK)
        rap_loop_stop(loop);
}

static void on_signal(rap_loop_t *loop, int signo, void *arg)
{
    (void)signo;
    (void)arg;
    rap_loop_stop(loop);
}

static rap_code_t watch(struct cli *cli, rap_err_t *err)
{
    RAP_AUTO(rap_loop) *loop = rap_loop_new(&rap_clock_system);
    struct watching self = {.cli = cli, .err = err};
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    RAP_TRY(rap_loop_signals(loop, &set, on_signal, NULL, err));
    rap_loop_timer(loop, 0, EVERY_MS, on_tick, &self);
    RAP_TRY(rap_loop_run(loop, err));
    return self.code;
}

static rap_code_t run(struct cli *cli, rap_err_t *err)
{
    const struct options *options = cli->options;

    return options->watch ? watch(cli, err) : tell(cli, err);
}

const struct command cli_status = {
    .name = "status",
    .summary = "what runs, what waits, what is stored",
    .operands = "",
    .about =
        "Shows the queues and workers of the running pipeline, and what the store holds, by\n"
        "source.  Works, and says so, while no pipeline runs.  Each source's account stands\n"
        "below, fetcher by fetcher: discovered = recorded + duplicate + in flight +\n"
        "quarantined + refused.  Exit code 2 when one does not balance, or when a database was\n"
        "damaged and what was put aside of it is still there.",
    .options = &table,
    .run = run,
};
