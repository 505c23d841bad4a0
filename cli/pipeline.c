/* pipeline.c - see pipeline.h */
#include "cli/pipeline.h"

#include "base/file.h"
#include "cli/ask.h"
#include "cli/supervisor.h"
#include "proto/header.h"
#include "proto/link.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    CONTROL_QUEUE = 64,
    CONTROL_ARENA = 1024 * 1024,
    ANSWER_MS = 500,
    STATUS_MAX = 16 * 1024 * 1024
};

#define AT(member) offsetof(struct pipeline_options, member)
#define COUNT(stage, text)                                                                     \
    {                                                                                          \
        .name = #stage, .kind = RAP_KIND_INT, .offset = AT(stage), .max = SUPERVISOR_EACH_MAX, \
        .preset = "1", .meta = "N", .help = "how many " text " run"                            \
    }

const rap_field_t pipeline_fields[] = {
    COUNT(fetcher, "fetchers"),
    COUNT(parser, "parsers"),
    COUNT(classifier, "classifiers"),
    COUNT(sink, "sinks"),
    {.name = "drain",
        .kind = RAP_KIND_TIME,
        .offset = AT(drain_ms),
        .min = 100,
        .max = 600000,
        .preset = "9s",
        .meta = "TIME",
        .help = "how long work in hand may take to end after SIGTERM, before it is cut off"},
    {.kind = RAP_KIND_END},
};

const rap_table_t pipeline_table = {"run", sizeof(struct pipeline_options), pipeline_fields, false};

struct state {
    rap_process_t *process;
    supervisor_t *supervisor;
    rap_link_t *control;
    rap_message_t *message;
    rap_arena_t *arena; /* of one message */
    bool finite;
    bool interrupted;
};

/* ---- one pipeline a home ---- */

static rap_code_t take_lock(const rap_home_t *home, int *ret_fd, rap_err_t *err)
{
    char path[RAP_PATH_MAX + 8];

    (void)snprintf(path, sizeof path, "%s/lock", home->run);
    rap_code_t code = rap_file_lock(path, 0600, ret_fd, err);
    if (code == RAP_BUSY)
        return rap_fail(
            err, RAP_BUSY, "a pipeline runs in '%s' already; see 'rapporteur status'", home->dir);
    return code;
}

/* ---- SCALE ---- */

/* Makes the message an empty one of `command` to who sent it. */
static void turn(rap_message_t *message, rap1_command_t command)
{
    rap_frame_t peer;

    rap_frame_init(&peer);
    rap_frame_move(&peer, &message->peer);
    rap_message_reset(message, command);
    rap_frame_move(&message->peer, &peer);
    rap_frame_release(&peer);
}

static rap_code_t scale(struct state *self, rap_message_t *message, rap_err_t *err)
{
    rap_scale_t scale;

    if (message->command != RAP1_SCALE)
        return rap_fail(err, RAP_UNSUPPORTED, "the supervisor understands SCALE only");
    RAP_TRY(rap_header_read(&rap_scale_table, &scale, message, self->arena, err));
    RAP_TRY(supervisor_scale(self->supervisor, scale.stage, scale.count, &scale.was, err));
    rap_log(self->process->log, RAP_LOG_NOTICE, RAP_EVENT("run.scale"), RAP_S("stage", scale.stage),
        RAP_I("count", scale.count), RAP_I("was", scale.was));
    turn(message, RAP1_SCALE);
    return rap_header_add(&rap_scale_table, &scale, message, err);
}

static void refuse(rap_message_t *message, const rap_err_t *err)
{
    char reason[sizeof err->text + 16];

    turn(message, RAP1_BYE);
    (void)snprintf(
        reason, sizeof reason, "%s: %s", err->code == RAP_BUSY ? "shutdown" : "refused", err->text);
    rap_message_add_text(message, reason);
}

static void on_control(rap_loop_t *loop, short events, void *arg)
{
    struct state *self = arg;
    rap_err_t err;

    (void)loop;
    (void)events;
    rap_code_t code = rap_link_receive(self->control, self->message, &err);
    if (code == RAP_BUSY)
        return;
    if (code == RAP_OK)
        code = scale(self, self->message, &err);
    if (code != RAP_OK)
        refuse(self->message, &err);
    rap_arena_reset(self->arena);
    /* who asked and is gone, or does not read, needs no answer */
    if (rap_link_send(self->control, self->message, &err) != RAP_OK)
        rap_log(self->process->log, RAP_LOG_INFO, RAP_EVENT("run.unanswered"), RAP_E(&err));
}

static rap_code_t open_control(struct state *self, rap_err_t *err)
{
    RAP_TRY(rap_link_bind(&self->control,
        &(rap_link_config_t){.endpoint = self->process->home.control,
            .max_frame_bytes = RAP1_HEADER_MAX,
            .queue_max = CONTROL_QUEUE},
        err));
    rap_loop_socket(self->process->loop, rap_link_socket(self->control), RAP_IN, on_control, self);
    return RAP_OK;
}

/* ---- the processes ---- */

static void on_signal(rap_process_t *process, int signo)
{
    struct state *self = process->own;

    if (signo == SIGHUP) {
        supervisor_reload(self->supervisor);
        return;
    }
    self->interrupted = true;
    supervisor_stop(self->supervisor);
}

static size_t length(const char *const *list)
{
    size_t n = 0;

    while (list != NULL && list[n] != NULL)
        n++;
    return n;
}

/* `first` for everybody, then `more`, NULL-terminated, in the arena. */
static rap_code_t join(const char *const *first, const char *const *more, rap_arena_t *arena,
    const char *const **ret, rap_err_t *err)
{
    size_t n = 0;
    const char **list = rap_arena_array(arena, length(first) + length(more) + 1, sizeof *list);

    if (list == NULL)
        return rap_fail(err, RAP_USAGE, "too many operands at once; give them in parts");
    for (; *first != NULL; first++)
        list[n++] = *first;
    for (; more != NULL && *more != NULL; more++)
        list[n++] = *more;
    list[n] = NULL;
    *ret = list;
    return RAP_OK;
}

static void add_rest(
    struct state *self, const struct pipeline_options *options, const char *const *extra)
{
    supervisor_add(self->supervisor,
        &(struct supervisor_group){.stage = "parser", .count = options->parser, .extra = extra});
    supervisor_add(
        self->supervisor, &(struct supervisor_group){
                              .stage = "classifier", .count = options->classifier, .extra = extra});
    supervisor_add(self->supervisor,
        &(struct supervisor_group){.stage = "sink", .count = options->sink, .extra = extra});
    supervisor_add(
        self->supervisor, &(struct supervisor_group){
                              .stage = "broker", .count = 1, .extra = extra, .name = "broker"});
}

static rap_code_t run_processes(struct state *self, const struct pipeline *pipeline, rap_err_t *err)
{
    rap_process_t *process = self->process;
    const char *common[] = {"--log-level", rap_level_names[process->common.log_level], NULL};
    static const char *const until_idle[] = {"--until-idle", NULL};
    struct supervisor_group fetchers = {.stage = "fetcher", .count = pipeline->options->fetcher};

    const char *const *more = pipeline->once ? until_idle : NULL;

    if (pipeline->hand != NULL) {
        fetchers.stage = pipeline->hand->stage;
        fetchers.name = pipeline->hand->name;
        fetchers.count = 1;
        more = pipeline->hand->args;
    }
    RAP_TRY(join(common, more, process->arena, &fetchers.extra, err));
    self->finite = fetchers.finite = pipeline->hand != NULL || pipeline->once;
    supervisor_add(self->supervisor, &fetchers);
    if (!pipeline->hand_only)
        add_rest(self, pipeline->options, common);
    RAP_TRY(supervisor_start(self->supervisor, err));
    return rap_loop_run(process->loop, err);
}

static rap_code_t run_state(struct state *self, const struct pipeline *pipeline, rap_err_t *err)
{
    rap_process_t *process = self->process;

    self->supervisor = supervisor_new(process, pipeline->options->drain_ms);
    self->message = rap_message_new(RAP1_SCALE);
    self->arena = rap_arena_new(CONTROL_ARENA);
    process->own = self;
    process->on_signal = on_signal;

    rap_code_t code = pipeline->hand_only ? RAP_OK : open_control(self, err);
    if (code == RAP_OK)
        code = run_processes(self, pipeline, err);
    process->exit = supervisor_exit(self->supervisor);
    if (self->finite && self->interrupted && process->exit == 0)
        process->exit = rap_code_exit(RAP_CANCELLED); /* the work was not done */

    supervisor_destroy(&self->supervisor);
    rap_link_destroy(&self->control);
    rap_message_destroy(&self->message);
    rap_arena_destroy(&self->arena);
    return code;
}

bool pipeline_answers(const rap_process_t *process)
{
    RAP_AUTO_RELEASE(rap_buf) json = {0};
    rap_err_t err;

    rap_buf_init(&json, STATUS_MAX);
    return ask(process->endpoint, RAP1_STATUS, NULL, ANSWER_MS, &json, &err) == RAP_OK;
}

rap_code_t pipeline_run(rap_process_t *process, const struct pipeline *pipeline, rap_err_t *err)
{
    struct state self = {.process = process};
    int lock = -1;

    RAP_TRY(rap_home_make(&process->home, err));
    if (!pipeline->hand_only)
        RAP_TRY(take_lock(&process->home, &lock, err));
    rap_code_t code = run_state(&self, pipeline, err);
    if (lock >= 0)
        close(lock);
    return code;
}
