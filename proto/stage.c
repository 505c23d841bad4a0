/* stage.c - the life of a stage's process: see stage.h and stage_private.h */
#include "proto/stage_private.h"

#include "base/codec.h"

#include <assert.h>
#include <inttypes.h>
#include <signal.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SCRATCH_MAX = 4 * 1024 * 1024,
    FIELDS_MAX = 64,
    SLOTS_MAX = 1024,
    QUEUE_SPARE = 64 /* room in the socket beyond one message a slot */
};

/* ---- options ---- */

#define AT(member) offsetof(rap_stage_options_t, member)

static const rap_field_t stage_fields[] = {
    {.name = "slots",
        .kind = RAP_KIND_INT,
        .offset = AT(slots),
        .min = 1,
        .max = SLOTS_MAX,
        .meta = "N",
        .help = "tasks in hand at once; of the fetcher: documents sent ahead"},
    {.name = "arena",
        .kind = RAP_KIND_BYTES,
        .offset = AT(arena),
        .min = 1024 * 1024,
        .max = (int64_t)16 * 1024 * 1024 * 1024,
        .preset = "64M",
        .meta = "BYTES",
        .help = "most memory that one document's records may take"},
    {.name = "drain_ms",
        .kind = RAP_KIND_TIME,
        .offset = AT(drain_ms),
        .max = 3600 * 1000,
        .preset = "10s",
        .meta = "TIME",
        .help = "how long tasks in hand may take when the process is told to end"},
    {.name = "retries",
        .kind = RAP_KIND_INT,
        .offset = AT(retries),
        .min = 1,
        .max = 1000,
        .preset = "8",
        .meta = "N",
        .help = "tries of a task before it is put into quarantine (the last stage never stops)"},
    {.kind = RAP_KIND_END},
};

enum { STAGE_FIELDS = sizeof stage_fields / sizeof *stage_fields - 1 };

/* Where the type's own options begin in the struct of both. */
enum {
    OWN_AT = (sizeof(rap_stage_options_t) + alignof(max_align_t) - 1) / alignof(max_align_t) *
             alignof(max_align_t)
};

struct program {
    rap_process_type_t process; /* first: what the process knows of it */
    const rap_stage_type_t *type;
    char name[RAP1_NAME_MAX + 16];
    char worker[RAP1_NAME_MAX + 1]; /* of a source, whose name must last */
    char slots[16];
    rap_table_t table;
    rap_field_t field[FIELDS_MAX];
};

/* One section has both tables' rows, so both must be one table. */
static void merge(struct program *self)
{
    const rap_table_t *own = self->type->options;
    size_t n = STAGE_FIELDS;

    memcpy(self->field, stage_fields, sizeof stage_fields);
    (void)snprintf(self->slots, sizeof self->slots, "%d", self->type->slots);
    self->field[0].preset = self->slots;
    for (size_t i = 0; own != NULL && own->fields[i].kind != RAP_KIND_END; i++) {
        assert(n < FIELDS_MAX - 1);
        self->field[n] = own->fields[i];
        self->field[n++].offset += OWN_AT;
    }
    self->field[n] = (rap_field_t){.kind = RAP_KIND_END};
    self->table = (rap_table_t){.name = own != NULL ? own->name : self->type->name,
        .size = OWN_AT + (own != NULL ? own->size : 0),
        .fields = self->field};
}

/* ---- life ---- */

static void make_metrics(stage_metrics_t *self, rap_metrics_t *all)
{
    static const char tasks[] = "Tasks by how they ended.";

    self->done = rap_metrics_counter(all, "tasks_total{outcome=\"done\"}", tasks);
    self->retried = rap_metrics_counter(all, "tasks_total{outcome=\"retried\"}", tasks);
    self->returned = rap_metrics_counter(all, "tasks_total{outcome=\"returned\"}", tasks);
    self->failed = rap_metrics_counter(all, "tasks_total{outcome=\"failed\"}", tasks);
    self->cancelled = rap_metrics_counter(all, "tasks_total{outcome=\"cancelled\"}", tasks);
    self->in_hand = rap_metrics_gauge(all, "tasks_in_hand", "Tasks in hand.");
    self->handle_ms = rap_metrics_histogram(all, "handle_ms", "From a task to its end, in ms.");
    self->puts = rap_metrics_counter(all, "puts_total", "New tasks that were put.");
    self->receipts = rap_metrics_counter(all, "receipts_total", "Receipts that came back.");
    self->welcomes = rap_metrics_counter(all, "welcomes_total", "Sessions with a broker.");
    self->malformed =
        rap_metrics_counter(all, "malformed_total", "Messages that were not understood.");
}

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);

    if (memory == NULL)
        abort();
    return memory;
}

rap_stage_t *stage_new(const rap_stage_type_t *type, rap_process_t *process,
    const rap_stage_options_t *options, const void *own_options)
{
    rap_stage_t *self = allocate(1, sizeof *self);

    self->type = type;
    self->process = process;
    self->options = options;
    self->own_options = own_options;
    self->scratch = rap_arena_new(SCRATCH_MAX);
    self->put_scratch = rap_arena_new(SCRATCH_MAX);
    self->in = rap_message_new(RAP1_BEAT);
    self->started = rap_clock_mono_ms(process->clock);
    self->max_message = INT64_MAX;
    self->out = stdout;
    self->slots = (size_t)options->slots;
    self->most = SIZE_MAX;
    self->queue_max = (int)self->slots + QUEUE_SPARE;
    self->slot = allocate(self->slots, sizeof *self->slot);
    self->ended = allocate(self->slots, sizeof(slot_t *));
    make_metrics(&self->metric, process->metrics);
    process->own = self;
    return self;
}

void stage_destroy(rap_stage_t **self)
{
    if (*self == NULL)
        return;
    for (size_t i = 0; i < (*self)->slots; i++)
        rap_arena_destroy(&(*self)->slot[i].task.arena);
    free((*self)->slot);
    free((*self)->ended);
    rap_message_destroy(&(*self)->in);
    rap_arena_destroy(&(*self)->scratch);
    rap_arena_destroy(&(*self)->put_scratch);
    (*self)->process->own = NULL;
    free(*self);
    *self = NULL;
}

void stage_end(rap_stage_t *self, const rap_err_t *err)
{
    if (!self->over && err != NULL)
        self->error = *err;
    self->over = true;
    rap_loop_stop(self->process->loop);
}

void stage_check_end(rap_stage_t *self)
{
    const rap_stage_type_t *type = self->type;

    if (self->over || self->link == NULL)
        return;
    if (type->takes == NULL) {
        bool asked = type->finished != NULL;

        if (asked ? type->finished(self->self) : self->draining)
            stage_end(self, NULL);
        return;
    }
    /* What cannot be sent while the broker is away has nobody to wait for it. */
    if (self->draining && self->in_hand == 0 && (self->ended_count == 0 || !self->welcomed))
        stage_end(self, NULL);
}

static void on_drained(rap_loop_t *loop, void *arg)
{
    rap_stage_t *self = arg;

    (void)loop;
    rap_log(self->process->log, RAP_LOG_WARNING, RAP_EVENT("stage.drain_over"),
        RAP_I("in_hand", self->in_hand));
    stage_end(self, NULL);
}

void rap_stage_stop(rap_stage_t *self, const rap_err_t *err)
{
    if (err != NULL || self->link == NULL) {
        stage_end(self, err);
        return;
    }
    if (!self->draining) {
        self->draining = true;
        self->drain =
            rap_loop_timer(self->process->loop, self->options->drain_ms, 0, on_drained, self);
        if (self->type->drain != NULL)
            self->type->drain(self->self);
    }
    stage_check_end(self);
}

static void on_signal(rap_process_t *process, int signo)
{
    rap_stage_t *self = process->own;
    rap_err_t err;

    if (signo == SIGHUP) {
        if (self->type->reload != NULL)
            self->type->reload(self->self);
    } else if (self->link == NULL) {
        (void)rap_fail(&err, RAP_CANCELLED, "stopped by signal %d", signo);
        stage_end(self, &err);
    } else if (self->draining) {
        stage_end(self, NULL); /* asked twice: now */
    } else {
        rap_stage_stop(self, NULL);
    }
}

/* Everything between open() and close() of the type. */
static rap_code_t serve(rap_stage_t *self, rap_err_t *err)
{
    RAP_TRY(stage_connect(self, err));
    rap_code_t code = self->over ? RAP_OK : rap_loop_run(self->process->loop, err);
    rap_loop_remove(self->process->loop, self->drain);
    stage_leave(self);
    stage_drop_all(self);
    return code;
}

rap_code_t stage_serve(rap_stage_t *self, rap_err_t *err)
{
    const rap_process_t *process = self->process;

    if (self->type->takes != NULL && !process->common.once && process->operands > 0)
        return rap_fail(err, RAP_USAGE, "'%s' is not read without --once", process->operand[0]);
    self->process->on_signal = on_signal;
    RAP_TRY(self->type->open(self, self->own_options, &self->self, err));
    rap_code_t code = process->common.once ? stage_once(self, err) : serve(self, err);
    self->type->close(&self->self);
    if (code == RAP_OK && self->error.code != RAP_OK) {
        *err = self->error;
        code = err->code;
    }
    return code;
}

static rap_code_t run(rap_process_t *process, rap_err_t *err)
{
    /* the type is the first member of its program */
    const struct program *program = (const struct program *)(const void *)process->type;
    const char *options = process->options;
    rap_stage_t *self = stage_new(program->type, process,
        (const rap_stage_options_t *)(const void *)options, options + OWN_AT);
    rap_code_t code = stage_serve(self, err);

    stage_destroy(&self);
    return code;
}

int rap_stage_main(const rap_stage_type_t *type, int argc, char **argv)
{
    struct program program = {.type = type};

    merge(&program);
    (void)snprintf(program.name, sizeof program.name, "rapporteur-%s", type->name);
    (void)snprintf(program.worker, sizeof program.worker, "%s-1", type->name);
    const char *operands = type->takes != NULL ? "[FILE...]" : "[FILE|URL...]";

    program.process = (rap_process_type_t){
        .program = program.name,
        .summary = type->summary,
        .operands = type->operands != NULL ? type->operands : operands,
        .name = type->takes != NULL || type->passing ? NULL : program.worker,
        .check = type->check,
        .options = &program.table,
        .run = run,
    };
    return rap_process_main(&program.process, argc, argv);
}

const void *rap_stage_own_options(const rap_process_t *process)
{
    return (const char *)process->options + OWN_AT;
}

rap_process_t *rap_stage_process(rap_stage_t *stage)
{
    return stage->process;
}

rap_loop_t *rap_stage_loop(rap_stage_t *stage)
{
    return stage->process->loop;
}

rap_log_t *rap_stage_log(rap_stage_t *stage)
{
    return stage->process->log;
}

rap_metrics_t *rap_stage_metrics(rap_stage_t *stage)
{
    return stage->process->metrics;
}

const rap_clock_t *rap_stage_clock(rap_stage_t *stage)
{
    return stage->process->clock;
}
