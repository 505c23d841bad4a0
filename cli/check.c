/* check.c - rapporteur check: is all well?  For monitoring, in one line. */
#include "cli/check.h"

#include "base/clock.h"
#include "cli/command.h"

#include <signal.h>
#include <unistd.h>

enum { UNKNOWN_EXIT = 3, MS_PER_S = 1000, PER_CENT = 100 };

#define AT(member) offsetof(struct check_options, member)
#define DAYS_365   (INT64_C(365) * 24 * 3600 * 1000)
#define TIME(member, value, text)                                                      \
    {                                                                                  \
        .name = #member, .kind = RAP_KIND_TIME, .offset = AT(member), .max = DAYS_365, \
        .preset = (value), .meta = "TIME", .help = (text)                              \
    }
#define COUNT(member, most, value, what, text)                                      \
    {                                                                               \
        .name = #member, .kind = RAP_KIND_INT, .offset = AT(member), .max = (most), \
        .preset = (value), .meta = (what), .help = (text)                           \
    }

static const rap_field_t fields[] = {
    {.name = "deep",
        .kind = RAP_KIND_BOOL,
        .offset = AT(deep),
        .help = "also that every address a fetcher is done with is in the store"},
    {.name = "running",
        .kind = RAP_KIND_BOOL,
        .offset = AT(running),
        .preset = "true",
        .help = "a pipeline must run; --no-running for homes that 'run --once' fills"},
    TIME(full_warning, "5m", "a queue is full for longer"),
    TIME(full_critical, "30m", "the same, critical"),
    TIME(age_warning, "10m", "a live task waits for longer"),
    TIME(age_critical, "1h", "the same, critical"),
    COUNT(disk_warning, PER_CENT, "10", "PERCENT", "less of the disk is free"),
    COUNT(disk_critical, PER_CENT, "5", "PERCENT", "the same, critical"),
    TIME(quarantine_window, "1d", "the time in which documents that go to quarantine are counted"),
    COUNT(quarantine_warning, INT64_C(1000000000), "10", "N", "more of them than this"),
    COUNT(quarantine_critical, INT64_C(1000000000), "100", "N", "the same, critical"),
    COUNT(poll_failures, INT64_C(1000000), "5", "N",
        "a source's listing could not be read so often in a row (0: not watched)"),
    {.name = "timeout",
        .kind = RAP_KIND_TIME,
        .offset = AT(timeout),
        .min = MS_PER_S,
        .max = DAYS_365,
        .preset = "10s",
        .letter = 't',
        .meta = "TIME",
        .help = "give up after this, as UNKNOWN"},
    {.name = "verbose",
        .kind = RAP_KIND_BOOL,
        .offset = AT(verbose),
        .letter = 'v',
        .help = "a line for each finding behind the first line"},
    {.kind = RAP_KIND_END},
};

static const rap_table_t table = {"check", sizeof(struct check_options), fields, false};

static const struct {
    const char *subject;
    check_fn *look;
    const char *next;
} parts[] = {
    {"pipeline", check_pipeline, "rapporteur status"},
    {"accounts", check_accounts, "rapporteur status"},
    {"store", check_stored, "rapporteur validate"},
    {"quarantine", check_quarantine, "rapporteur validate"},
    {"sources", check_sources, "rapporteur validate"},
    {"damage", check_damage, "rapporteur status"},
    {"disk", check_disk, "df"},
};

/* In a handler only what is safe there: the words are ready. */
static void on_alarm(int signo)
{
    static const char late[] =
        "RAPPORTEUR UNKNOWN - not done in time, see --timeout (next: rapporteur status)\n";

    (void)signo;
    if (write(STDOUT_FILENO, late, sizeof late - 1) < 0)
        _exit(UNKNOWN_EXIT);
    _exit(UNKNOWN_EXIT);
}

static rap_code_t set_alarm(int64_t timeout_ms, rap_err_t *err)
{
    const struct sigaction action = {.sa_handler = on_alarm};

    if (sigaction(SIGALRM, &action, NULL) != 0)
        return rap_fail(err, RAP_INTERNAL, "could not set the time limit");
    (void)alarm((unsigned)((timeout_ms + MS_PER_S - 1) / MS_PER_S));
    return RAP_OK;
}

/* What cannot be looked at for now is unknown; what never can be is broken. */
static void look_at(struct check *self, size_t part)
{
    rap_err_t err;

    if (parts[part].look(self, &err) == RAP_OK)
        return;
    verdict_problem(self->verdict,
        rap_code_fate(err.code) == RAP_FATE_RETRY ? VERDICT_UNKNOWN : VERDICT_CRITICAL,
        "unreadable", parts[part].subject, parts[part].next, "%s", err.text);
}

static rap_code_t run(struct cli *cli, rap_err_t *err)
{
    const struct check_options *options = cli->options;
    RAP_AUTO(verdict) *verdict = verdict_new();
    struct check check = {.home = &cli->home,
        .options = options,
        .arena = cli->arena,
        .verdict = verdict,
        .now = rap_clock_wall_ms(&rap_clock_system)};

    RAP_TRY(set_alarm(options->timeout, err));
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        look_at(&check, i);
    cli->exit = verdict_print(verdict, cli->common.json, options->verbose);
    return RAP_OK;
}

const struct command cli_check = {
    .name = "check",
    .summary = "is all well?  in one line, for monitoring",
    .operands = "",
    .about =
        "A plugin for Nagios, Icinga and their kin: one line with what is wrong, the command to\n"
        "run next and measures; exit code 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, which is also\n"
        "that of wrong usage.  Looks at the running pipeline, at the accounts of the fetchers, at\n"
        "whether the store has what they call stored, at the sources' silence (expect in their\n"
        "definitions), at quarantine and at the disk.  Thresholds of 0 alert at once.",
    .options = &table,
    .run = run,
    .complain = verdict_print_unknown,
};
