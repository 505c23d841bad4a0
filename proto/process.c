/* process.c - see process.h
 *
 * The command line is read three times: alone, for what needs no home (--help), then with
 * the environment, for where the home is, and at last on top of the home's file.
 */
#include "proto/process.h"

#include "base/codec.h"
#include "base/fault.h"
#include "base/file.h"
#include "base/opt.h"
#include "base/program.h"
#include "base/spawn.h"
#include "base/text.h"
#include "proto/rap1.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    ARENA_MAX = 16 * 1024 * 1024,
    CONFIG_MAX = 1024 * 1024, /* bytes of rapporteur.yaml */
    SETS = 4
};

#define AT(member) offsetof(rap_common_t, member)

static const rap_field_t pipeline_fields[] = {
    {.name = "endpoint",
        .kind = RAP_KIND_STRING,
        .offset = AT(endpoint),
        .max = 512,
        .meta = "ADDRESS",
        .help = "where the broker listens (default: a socket in the home)"},
    {.name = "log_level",
        .kind = RAP_KIND_CHOICE,
        .offset = AT(log_level),
        .preset = "notice",
        .choices = rap_level_names,
        .help = "least important level of what is logged"},
    {.kind = RAP_KIND_END},
};

const rap_table_t rap_common_table = {
    .name = "pipeline", .size = AT(home), .fields = pipeline_fields};

static const rap_field_t process_fields[] = {
    {.name = "home",
        .kind = RAP_KIND_STRING,
        .offset = AT(home),
        .max = RAP_PATH_MAX,
        .letter = 'H',
        .meta = "DIR",
        .help = "the home (default: RAPPORTEUR_HOME, the current folder, " RAP_HOME_DEFAULT ")"},
    {.name = "name",
        .kind = RAP_KIND_STRING,
        .offset = AT(name),
        .max = RAP1_NAME_MAX,
        .meta = "NAME",
        .help = "what this process is called (default: its program and process id)"},
    {.name = "ready_fd",
        .kind = RAP_KIND_INT,
        .offset = AT(ready_fd),
        .min = -1,
        .max = 65535,
        .preset = "-1",
        .meta = "FD",
        .help = "write READY to this descriptor once the process serves"},
    {.name = "parent",
        .kind = RAP_KIND_INT,
        .offset = AT(parent),
        .max = INT_MAX,
        .preset = "0",
        .meta = "PID",
        .flags = RAP_HIDDEN,
        .help = "the process to end with; 0: none"},
    {.name = "once",
        .kind = RAP_KIND_BOOL,
        .offset = AT(once),
        .help = "do what there is to do now, and end; a stage does its operands, without a broker"},
    {.name = "envelope",
        .kind = RAP_KIND_STRING,
        .offset = AT(envelope),
        .max = RAP_PATH_MAX,
        .meta = "FILE",
        .flags = RAP_HIDDEN,
        .help = "with --once, what travels with the one document, as JSON; else it is made up"},
    {.name = "check",
        .kind = RAP_KIND_BOOL,
        .offset = AT(check),
        .help = "read the configuration, say what is wrong with it, and end"},
    {.name = "sample",
        .kind = RAP_KIND_BOOL,
        .offset = AT(sample),
        .help = "print this process's section of rapporteur.yaml, and end"},
    {.name = "man_options",
        .kind = RAP_KIND_BOOL,
        .offset = AT(man_options),
        .flags = RAP_HIDDEN,
        .help = "print the options as a part of the manual page, and end"},
    {.name = "help",
        .kind = RAP_KIND_BOOL,
        .offset = AT(help),
        .letter = 'h',
        .help = "print this, and end"},
    {.name = "version",
        .kind = RAP_KIND_BOOL,
        .offset = AT(version),
        .letter = 'V',
        .help = "print the version, and end"},
    {.kind = RAP_KIND_END},
};

static const rap_table_t process_table = {
    .name = "process", .size = sizeof(rap_common_t), .fields = process_fields};

/* The sections that rapporteur.yaml may have.  Each process reads its own; the others are
 * only known by name here, so that a misspelt one is not passed over. */
#define SECTIONS(X) \
    X(pipeline) X(run) X(broker) X(fetcher) X(parser) X(classifier) X(sink) X(replay)

struct section {
    char none;
};

struct sections {
#define X(name) struct section *name;
    SECTIONS(X)
#undef X
};

static const rap_field_t no_fields[] = {{.kind = RAP_KIND_END}};
static const rap_table_t section_table = {
    .name = "section", .size = sizeof(struct section), .fields = no_fields, .open = true};
static const rap_field_t sections_fields[] = {
#define X(section)                                    \
    {.name = #section,                                \
        .kind = RAP_KIND_OPTIONAL,                    \
        .offset = offsetof(struct sections, section), \
        .table = &section_table},
    SECTIONS(X)
#undef X
        {.kind = RAP_KIND_END},
};
static const rap_table_t sections_table = {
    .name = "rapporteur.yaml", .size = sizeof(struct sections), .fields = sections_fields};

static void sets_of(rap_process_t *self, rap_optset_t sets[SETS])
{
    size_t n = 0;

    if (self->type->options != NULL)
        sets[n++] = (rap_optset_t){self->type->options, self->options};
    sets[n++] = (rap_optset_t){&rap_common_table, &self->common};
    sets[n++] = (rap_optset_t){&process_table, &self->common};
    sets[n] = (rap_optset_t){0};
}

static rap_code_t read_file(rap_process_t *self, rap_err_t *err)
{
    const rap_table_t *own = self->type->options;

    RAP_TRY(rap_codec_section(
        &rap_common_table, &self->common, self->config, rap_common_table.name, self->arena, err));
    if (own == NULL)
        return RAP_OK;
    return rap_codec_section(own, self->options, self->config, own->name, self->arena, err);
}

static rap_code_t read_presets(rap_process_t *self, rap_err_t *err)
{
    const rap_table_t *own = self->type->options;

    RAP_TRY(rap_codec_presets(&rap_common_table, &self->common, self->arena, err));
    if (own == NULL)
        return RAP_OK;
    return rap_codec_presets(own, self->options, self->arena, err);
}

/* Every option, from the weakest of its sources to the strongest. */
static rap_code_t read_options(
    rap_process_t *self, bool environment, int argc, char **argv, rap_err_t *err)
{
    rap_optset_t sets[SETS];
    int first;

    sets_of(self, sets);
    /* this table's struct contains that of `pipeline`, which is therefore read after it */
    RAP_TRY(rap_codec_presets(&process_table, &self->common, self->arena, err));
    RAP_TRY(self->config != NULL ? read_file(self, err) : read_presets(self, err));
    if (environment)
        RAP_TRY(rap_opt_environment(sets, self->arena, err));
    RAP_TRY(rap_opt_argv(sets, argc, argv, false, self->arena, &first, err));
    self->operands = argc - first;
    self->operand = argv + first;
    return RAP_OK;
}

static rap_code_t read_config(rap_process_t *self, rap_err_t *err)
{
    struct sections sections;

    RAP_TRY(rap_tree_yaml_file(&self->config, self->home.config, CONFIG_MAX, err));
    return rap_codec_tree(&sections_table, &sections, self->config, self->arena, err);
}

/* With --once a home is used if there is one; it must be there if it was named. */
static rap_code_t find_home(rap_process_t *self, rap_err_t *err)
{
    rap_code_t code = rap_home_find(&self->home, self->common.home, err);

    self->has_home = code == RAP_OK;
    return self->common.once && self->common.home == NULL ? RAP_OK : code;
}

static rap_code_t set_name(rap_process_t *self, rap_err_t *err)
{
    const char *name = self->common.name != NULL ? self->common.name : self->type->name;

    if (name != NULL && !rap1_is_name(name, strlen(name)))
        return rap_fail(
            err, RAP_USAGE, "'%s' cannot be a name; use letters, digits, '.', '_' and '-'", name);
    if (name != NULL)
        (void)snprintf(self->name, sizeof self->name, "%s", name);
    else
        (void)snprintf(
            self->name, sizeof self->name, "%s-%ld", rap_process_stage(self), (long)getpid());
    return RAP_OK;
}

static rap_code_t check_line(rap_process_t *self, rap_err_t *err)
{
    int ready_fd = (int)self->common.ready_fd;

    if (self->operands > 0 && self->type->operands == NULL)
        return rap_fail(
            err, RAP_USAGE, "operand '%s' is one too many; see --help", self->operand[0]);
    if (ready_fd >= 0 && fcntl(ready_fd, F_SETFD, FD_CLOEXEC) != 0)
        return rap_fail(err, RAP_USAGE, "--ready-fd %d is not an open descriptor", ready_fd);
    return set_name(self, err);
}

static rap_code_t configure(rap_process_t *self, int argc, char **argv, rap_err_t *err)
{
    RAP_TRY(read_options(self, true, argc, argv, err));
    rap_code_t code = find_home(self, err);
    if (code == RAP_OK && self->has_home)
        code = read_config(self, err);
    if (code == RAP_OK && self->has_home)
        code = read_options(self, true, argc, argv, err);
    if (code != RAP_OK && code != RAP_USAGE)
        return err->code = RAP_CONFIG; /* malformed, unreadable: the same to who must mend it */
    RAP_TRY(code);
    self->endpoint = self->common.endpoint;
    if (self->endpoint == NULL && self->has_home)
        self->endpoint = self->home.endpoint;
    return check_line(self, err);
}

static void print_help(rap_process_t *self)
{
    const rap_process_type_t *type = self->type;
    rap_optset_t sets[SETS];

    sets_of(self, sets);
    printf("Usage: %s [OPTION...]%s%s\n%s\n\nOptions:\n", type->program,
        type->operands != NULL ? " " : "", type->operands != NULL ? type->operands : "",
        type->summary);
    rap_opt_help(sets, stdout);
    printf("\nWhat --sample prints can stand in rapporteur.yaml; the command line wins.\n"
           "\nExit codes:\n"
           "   0  success\n"
           "   1  failure\n"
           "  64  wrong usage\n"
           "  75  stopped by what may pass: try again\n"
           "  78  wrong configuration\n");
}

static void print_man_options(rap_process_t *self)
{
    rap_optset_t sets[SETS];

    sets_of(self, sets);
    rap_opt_man(sets, stdout);
}

/* What is asked of the program and not of the pipeline.  True: it was that. */
static bool answer(rap_process_t *self)
{
    if (self->common.help)
        print_help(self);
    else if (self->common.man_options)
        print_man_options(self);
    else if (self->common.version)
        printf("%s %s\n", self->type->program, RAP_VERSION_TEXT);
    else if (self->common.sample && self->type->options != NULL)
        rap_opt_sample(self->type->options, stdout);
    else
        return self->common.sample;
    return true;
}

static void on_signal(rap_loop_t *loop, int signo, void *arg)
{
    rap_process_t *self = arg;

    rap_log(self->log, RAP_LOG_NOTICE, RAP_EVENT("process.signal"),
        RAP_S("signal", sigabbrev_np(signo)));
    if (self->on_signal != NULL)
        self->on_signal(self, signo);
    else if (signo != SIGHUP)
        rap_loop_stop(loop);
}

static rap_code_t run(rap_process_t *self, rap_err_t *err)
{
    sigset_t set;

    RAP_TRY(rap_fault_arm(self->name, err));
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    RAP_TRY(rap_loop_signals(self->loop, &set, on_signal, self, err));
    /* a supervisor that was killed left nobody to start the home's pipeline again beside these;
     * by force, for the next one must not find their sockets and locks taken */
    if (self->common.parent > 0)
        RAP_TRY(rap_spawn_die_with((pid_t)self->common.parent, SIGKILL, err));
    if (self->has_home && !self->common.once)
        RAP_TRY(rap_home_make(&self->home, err));
    return self->type->run(self, err);
}

static int exit_code(const rap_process_t *self, rap_code_t code)
{
    return code == RAP_OK ? self->exit : rap_code_exit(code);
}

/* A single task is run by a person or a script, who see its end without being told. */
static void log_end(rap_process_t *self, rap_code_t code, const rap_err_t *err)
{
    int64_t exit = exit_code(self, code);
    rap_level_t quiet = self->common.once ? RAP_LOG_INFO : RAP_LOG_NOTICE;

    if (code == RAP_OK)
        rap_log(self->log, quiet, RAP_EVENT("process.end"), RAP_S("code", rap_code_name(code)),
            RAP_I("exit", exit));
    else
        rap_log(self->log, code == RAP_CANCELLED ? RAP_LOG_NOTICE : RAP_LOG_ERROR,
            RAP_EVENT("process.end"), RAP_E(err), RAP_I("exit", exit));
}

/* A process that is woken by a message waits for its turn instead of breaking into that of another:
 * then it finds several messages, and both find their caches warm.  That counts where more
 * wants to run than there are processors; else it runs as soon as ever.  Threads and children
 * inherit it. */
static void wait_for_turns(void)
{
    static const struct sched_param none;

    if (sched_getscheduler(0) == SCHED_OTHER) /* else somebody chose */
        (void)sched_setscheduler(0, SCHED_BATCH, &none);
}

void rap_process_tell_rescue(
    const rap_process_t *self, const char *path, const rap_rescue_t *rescue)
{
    char tables[RAP_RESCUE_TABLES * RAP_RESCUE_NAME];

    if (rescue->removed > 0)
        rap_log(self->log, RAP_LOG_WARNING, RAP_EVENT("database.aside_removed"),
            RAP_S("file", path), RAP_I("removed", (int64_t)rescue->removed),
            RAP_I("kept", RAP_RESCUE_ASIDES));
    if (!rescue->done)
        return;
    rap_rescue_tables(rescue, tables, sizeof tables);
    rap_log(self->log, RAP_LOG_ERROR, RAP_EVENT("database.repaired"), RAP_S("file", path),
        RAP_S("why", rescue->why), RAP_S("aside", rescue->aside), RAP_I("kept", rescue->kept),
        RAP_I("lost", rescue->lost), RAP_S("tables", tables), RAP_S("text", rescue->note));
}

static rap_code_t serve(rap_process_t *self)
{
    rap_err_t err = {0};

    if (!self->common.once) /* nobody waits for one message */
        wait_for_turns();
    self->log =
        rap_log_new(STDERR_FILENO, rap_level_of_choice(self->common.log_level), self->clock);
    rap_log_bind(self->log, "process", self->name);
    self->loop = rap_loop_new(self->clock);
    self->metrics = rap_metrics_new();
    rap_code_t code = run(self, &err);
    log_end(self, code, &err);
    rap_metrics_destroy(&self->metrics);
    rap_loop_destroy(&self->loop);
    rap_log_destroy(&self->log);
    return code;
}

/* Returns the code to end with; *err is set and to be told where `ret_told` is false. */
static rap_code_t live(rap_process_t *self, int argc, char **argv, bool *ret_told, rap_err_t *err)
{
    RAP_TRY(read_options(self, false, argc, argv, err));
    if (answer(self))
        return rap_program_flush(err);
    RAP_TRY(configure(self, argc, argv, err));
    if (self->common.check) {
        if (self->type->check != NULL)
            RAP_TRY(self->type->check(self, err));
        printf("%s: the configuration in '%s' is right\n", self->type->program,
            self->has_home ? self->home.config : "");
        return rap_program_flush(err);
    }
    *ret_told = true;
    return serve(self);
}

int rap_process_main(const rap_process_type_t *type, int argc, char **argv)
{
    static const struct sigaction ignore = {.sa_handler = SIG_IGN};
    rap_process_t self = {.type = type, .clock = &rap_clock_system};
    rap_err_t err = {0};
    bool told = false;

    (void)sigaction(SIGPIPE, &ignore, NULL); /* a peer that left is an EPIPE, not our end */
    (void)sigaction(SIGXFSZ, &ignore, NULL); /* a limit on files an EFBIG, as a full disk */
    self.arena = rap_arena_new(ARENA_MAX);
    if (type->options != NULL)
        self.options = rap_arena_alloc(self.arena, type->options->size);
    rap_code_t code = live(&self, argc, argv, &told, &err);
    rap_text_tame(err.text); /* it may quote a file or an address of strangers */
    if (code != RAP_OK && !told)
        (void)fprintf(stderr, "%s: %s\n", type->program, err.text);
    rap_tree_destroy(&self.config);
    rap_arena_destroy(&self.arena);
    return exit_code(&self, code);
}

const char *rap_process_stage(const rap_process_t *self)
{
    const char *end = strpbrk(self->type->program, "- ");

    return end != NULL ? end + 1 : self->type->program;
}

void rap_process_ready(rap_process_t *self)
{
    static const char text[] = "READY\n";
    int fd = (int)self->common.ready_fd;
    rap_err_t err;

    if (self->is_ready)
        return;
    self->is_ready = true;
    rap_log(self->log, RAP_LOG_NOTICE, RAP_EVENT("process.ready"),
        RAP_S("version", RAP_VERSION_TEXT), RAP_I("pid", getpid()),
        RAP_S("endpoint", self->endpoint));
    if (fd < 0)
        return;
    if (rap_file_write_all(fd, text, sizeof text - 1, &err) != RAP_OK)
        rap_log(self->log, RAP_LOG_WARNING, RAP_EVENT("process.ready_lost"), RAP_E(&err));
    close(fd);
}
