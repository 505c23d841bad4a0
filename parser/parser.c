/* parser.c - see parser.h */
#include "parser/parser.h"

#include "base/spawn.h"
#include "parser/readers.h"
#include "parser/sandbox.h"
#include "parser/sandbox_names.h"
#include "parser/scans.h"
#include "parser/wire.h"
#include "proto/rap1.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TIME_MAX_MS (3600 * 1000)
#define MEMORY_MAX  ((int64_t)64 << 30)

enum {
    TASKS = 2, /* by default: while one is read, the next one waits here, not at the broker; */
    PATIENT_MS = 100, /* but no longer than this: then another parser may have it */
    TIME_MIN_MS = 10,
    MEMORY_MIN = 16 << 20,
};

typedef struct options {
    int64_t children;
    int64_t time_ms;
    int64_t memory_max;
    int64_t time_most_ms;
    int64_t memory_most;
    int64_t documents;
    int sandbox;
    int64_t ocr_children;
    int64_t page_ms;
    int64_t ocr_ms;
} options_t;

#define AT(member) offsetof(options_t, member)

static const rap_field_t fields[] = {
    {.name = "children",
        .kind = RAP_KIND_INT,
        .offset = AT(children),
        .min = 1,
        .max = READERS_MAX,
        .preset = "1",
        .meta = "N",
        .help = "documents read at the same time, each in a process of its own"},
    {.name = "time_limit",
        .kind = RAP_KIND_TIME,
        .offset = AT(time_ms),
        .min = TIME_MIN_MS,
        .max = TIME_MAX_MS,
        .preset = "30s",
        .meta = "TIME",
        .help = "how long reading one document may take"},
    {.name = "memory_limit",
        .kind = RAP_KIND_BYTES,
        .offset = AT(memory_max),
        .min = MEMORY_MIN,
        .max = MEMORY_MAX,
        .preset = "1G",
        .meta = "BYTES",
        .help = "most address space of a process that reads documents"},
    {.name = "time_most",
        .kind = RAP_KIND_TIME,
        .offset = AT(time_most_ms),
        .min = TIME_MIN_MS,
        .max = TIME_MAX_MS,
        .preset = "5m",
        .meta = "TIME",
        .help = "the longest time_limit that a retry may ask for; less than the broker's lease"},
    {.name = "memory_most",
        .kind = RAP_KIND_BYTES,
        .offset = AT(memory_most),
        .min = MEMORY_MIN,
        .max = MEMORY_MAX,
        .preset = "4G",
        .meta = "BYTES",
        .help = "the largest memory_limit that a retry may ask for"},
    {.name = "recycle",
        .kind = RAP_KIND_INT,
        .offset = AT(documents),
        .min = 1,
        .max = 1000 * 1000,
        .preset = "50",
        .meta = "N",
        .help = "documents that a process reads before another one takes its place"},
    {.name = "sandbox",
        .kind = RAP_KIND_CHOICE,
        .offset = AT(sandbox),
        .choices = sandbox_mode_names,
        .preset = "prefer",
        .meta = "WORD",
        .help = "where the system lacks a piece of the sandbox: read without it, or not at all "
                "(require); off: only limits"},
    {.name = "ocr_children",
        .kind = RAP_KIND_INT,
        .offset = AT(ocr_children),
        .max = READERS_MAX,
        .preset = "0",
        .meta = "N",
        .help =
            "pages read by OCR at the same time, each in a process of its own; 0: one a processor"},
    {.name = "page_limit",
        .kind = RAP_KIND_TIME,
        .offset = AT(page_ms),
        .min = TIME_MIN_MS,
        .max = TIME_MAX_MS,
        .preset = "30s",
        .meta = "TIME",
        .help = "how long reading one page by OCR may take; then it is left, and marked"},
    {.name = "ocr_limit",
        .kind = RAP_KIND_TIME,
        .offset = AT(ocr_ms),
        .min = TIME_MIN_MS,
        .max = TIME_MAX_MS,
        .preset = "5m",
        .meta = "TIME",
        .help =
            "how long reading all pages of a document by OCR may take; less than the broker's lease"},
    {.kind = RAP_KIND_END},
};

static const rap_table_t table = {"parser", sizeof(options_t), fields, false};

/* A task that waits for a child. */
typedef struct waiting {
    struct waiting *next;
    rap_task_t *task;
    int64_t until_ms; /* when it is given back */
} waiting_t;

/* A document whose pages have been read by OCR, and which is to be read again with them. */
typedef struct scanned {
    struct scanned *next;
    rap_task_t *task;
    const char *found;
    size_t len;
} scanned_t;

typedef struct parser {
    rap_stage_t *stage;
    nursery_t *nursery;
    reader_options_t reader_options;
    readers_t readers;
    scans_options_t scans_options;
    scans_t *scans;
    scanned_t *scanned; /* in the tasks' arenas, as are: */
    waiting_t *first, **last;
    rap_watch_t patience; /* for the first of them */
    bool stuck;           /* all children were busy for longer than a task may wait */
    bool served;          /* a child has started */
    bool warned;          /* of what its sandbox lacks */
} parser_t;

static void on_ended(void *arg, void *tag, const reader_result_t *result, const reader_why_t *why)
{
    parser_t *self = arg;
    rap_task_t *task = tag;
    const rap_err_t *err = why != NULL ? why->err : NULL;
    rap_err_t mine;

    if (why != NULL)
        task->last_words = why->last_words;
    if (err == NULL && result->kind == WIRE_WANTED) {
        if (scans_add(self->scans, task, result, &mine) == RAP_OK)
            return;
        err = &mine;
    }
    if (err == NULL && rap_task_emit(self->stage, task, RAP_QUEUE_CLASSIFIER, result->json,
                           result->texts, result->texts_len, &mine) != RAP_OK)
        err = &mine;
    if (err == NULL)
        rap_task_done(self->stage, task);
    else
        rap_task_end(self->stage, task, err);
}

static void hand_out(void *arg);

/* Its pages have been read. */
static void on_scanned(
    void *arg, rap_task_t *task, const char *found, size_t len, const reader_why_t *why)
{
    parser_t *self = arg;
    scanned_t *scanned = rap_arena_alloc(task->arena, sizeof *scanned);
    rap_err_t err;

    if (why != NULL) {
        task->last_words = why->last_words;
        rap_task_end(self->stage, task, why->err);
    } else if (scanned == NULL) {
        (void)rap_fail(&err, RAP_TOOBIG, "no memory left for the task");
        rap_task_end(self->stage, task, &err);
    } else {
        *scanned = (scanned_t){.next = self->scanned, .task = task, .found = found, .len = len};
        self->scanned = scanned;
        hand_out(self);
    }
}

static bool is_among(const rap_strings_t *list, const char *word)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->item[i], word) == 0)
            return true;
    return false;
}

/* Told once: the next child of this process has the same. */
static void warn_of_missing(parser_t *self, const parser_hello_t *hello)
{
    char missing[HELLO_LIST_MAX];

    hello_list(&hello->missing, missing, sizeof missing);
    if (!self->warned && missing[0] != '\0')
        rap_log(rap_stage_log(self->stage), RAP_LOG_WARNING, RAP_EVENT("parser.sandbox_incomplete"),
            RAP_S("missing", missing), RAP_S("why", hello->why));
    self->warned = missing[0] != '\0';
}

static void on_serves(void *arg, const parser_hello_t *hello)
{
    parser_t *self = arg;

    self->served = true;
    for (size_t i = 0; sandbox_piece_names[i] != NULL; i++) {
        char name[RAP_METRIC_NAME_MAX];

        (void)snprintf(name, sizeof name, "sandbox{piece=\"%s\"}", sandbox_piece_names[i]);
        rap_metric_set(rap_metrics_gauge(rap_stage_metrics(self->stage), name,
                           "1: this piece of the sandbox is in force, 0: it is missing"),
            is_among(&hello->in_force, sandbox_piece_names[i]));
    }
    warn_of_missing(self, hello);
}

/* Not even the first child: the configuration is wrong, and better said before a document comes. */
static void on_no_child(void *arg, const rap_err_t *err)
{
    parser_t *self = arg;

    if (!self->served && rap_code_fate(err->code) == RAP_FATE_STOP)
        rap_stage_stop(self->stage, err);
}

/* The child reads the data files and knows the sandbox, so it is the one to ask. */
static rap_code_t parser_check(rap_process_t *process, rap_err_t *err)
{
    const options_t *options = rap_stage_own_options(process);
    const char *argv[] = {PARSER_CHILD, "--check", "--sandbox",
        sandbox_mode_names[options->sandbox], process->has_home ? "--home" : NULL,
        process->home.dir, NULL};
    char path[RAP_PATH_MAX];
    pid_t pid;

    RAP_TRY(rap_spawn_sibling(PARSER_CHILD, path, sizeof path, err));
    const rap_spawn_t spawn = {
        .path = path, .argv = argv, .in = -1, .out = -1, .err = -1, .extra = -1};
    RAP_TRY(rap_spawn(&spawn, &pid, err));
    if (rap_spawn_wait(pid) != 0)
        return rap_fail(err, RAP_CONFIG, "%s would not start; it says why", PARSER_CHILD);
    return RAP_OK;
}

static void on_ready(void *arg);

/* Pages at once, when nobody says how many: as many as this process may use processors. */
static size_t processors(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;

    return (size_t)(count < READERS_MAX ? count : READERS_MAX);
}

static void open_scans(parser_t *self, const options_t *given, rap_metric_t *started)
{
    const scans_listener_t listener = {.arg = self, .done = on_scanned};
    rap_metric_t *pages =
        rap_metrics_counter(rap_stage_metrics(self->stage), "ocr_pages_total", "pages read by OCR");

    self->scans_options = (scans_options_t){.reader = self->reader_options,
        .children = given->ocr_children > 0 ? (size_t)given->ocr_children : processors(),
        .time_ms = given->ocr_ms};
    self->scans_options.reader.page_ms = (limit_t){given->page_ms, given->time_most_ms};
    self->scans_options.reader.eager = false;
    self->scans =
        scans_new(rap_stage_loop(self->stage), &self->scans_options, &listener, started, pages);
}

static void parser_close(void **self)
{
    parser_t *parser = *self;

    if (parser == NULL)
        return;
    scans_destroy(&parser->scans);
    readers_close(&parser->readers);
    nursery_destroy(&parser->nursery);
    rap_loop_remove(rap_stage_loop(parser->stage), parser->patience);
    free(parser);
    *self = NULL;
}

static rap_code_t parser_open(
    rap_stage_t *stage, const void *options, void **ret_self, rap_err_t *err)
{
    const rap_process_t *process = rap_stage_process(stage);
    const options_t *given = options;
    parser_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    self->stage = stage;
    self->last = &self->first;
    self->nursery = nursery_new(process->has_home ? process->home.dir : NULL, given->sandbox);
    self->reader_options = (reader_options_t){
        .nursery = self->nursery,
        .time_ms = {given->time_ms, given->time_most_ms},
        .memory = {given->memory_max, given->memory_most},
        .documents = given->documents,
        .sandbox = given->sandbox,
        .eager = true,
    };
    const reader_listener_t listener = {.arg = self,
        .ended = on_ended,
        .serves = on_serves,
        .no_child = on_no_child,
        .ready = on_ready};
    rap_metric_t *started = rap_metrics_counter(
        rap_stage_metrics(stage), "children_started_total", "processes that read documents");
    readers_open(&self->readers, (size_t)given->children, rap_stage_loop(stage),
        &self->reader_options, &listener, started);
    open_scans(self, given, started);
    *ret_self = self;
    rap_code_t code = reader_start(self->readers.reader[0], err); /* says what its sandbox lacks */
    if (code != RAP_OK)
        parser_close(ret_self);
    return code;
}

static void take_first(parser_t *self)
{
    self->first = self->first->next;
    if (self->first == NULL)
        self->last = &self->first;
}

static void wait_for_child(parser_t *self);

/* A document that hangs holds up its own child and nobody else: what waits behind it goes back to
 * the broker, and nothing more is taken until a child is free. */
static void on_patience_over(rap_loop_t *loop, void *arg)
{
    parser_t *self = arg;
    int64_t now = rap_loop_now_ms(loop);

    self->patience = 0;
    while (
        self->first != NULL && self->first->until_ms <= now && readers_are_busy(&self->readers)) {
        rap_task_t *task = self->first->task;

        self->stuck = true;
        rap_stage_hold(self->stage, 0);
        take_first(self);
        rap_task_return(self->stage, task);
    }
    wait_for_child(self);
}

static void wait_for_child(parser_t *self)
{
    rap_loop_t *loop = rap_stage_loop(self->stage);

    if (self->patience != 0)
        rap_loop_remove(loop, self->patience);
    self->patience = 0;
    if (self->first == NULL || !rap_stage_is_welcome(self->stage))
        return; /* without a broker there is nobody to give it to */
    int64_t ms = self->first->until_ms - rap_loop_now_ms(loop);
    bool busy = readers_are_busy(&self->readers); /* else one is about to be ready */
    self->patience =
        rap_loop_timer(loop, ms > 0 || busy ? ms : PATIENT_MS, 0, on_patience_over, self);
}

/* To a child that is ready for it.  If it does not begin it ends, and its arena is gone: what stood
 * there of it was taken out before. */
static void begin(
    parser_t *self, reader_t *reader, rap_task_t *task, const char *found, size_t found_len)
{
    const reader_job_t job = {.envelope = &task->envelope,
        .body = task->body,
        .len = task->body_len,
        .found = found,
        .found_len = found_len};
    rap_err_t err;

    if (reader_read(reader, task, &job, &err) != RAP_OK)
        rap_task_end(self->stage, task, &err);
}

/* Tasks to children that have nothing to do; those that took long already come first. */
static void hand_out(void *arg)
{
    parser_t *self = arg;
    reader_t *reader;

    while (self->scanned != NULL &&
           (reader = readers_for(&self->readers, &self->scanned->task->envelope)) != NULL) {
        const scanned_t scanned = *self->scanned;

        self->scanned = scanned.next;
        begin(self, reader, scanned.task, scanned.found, scanned.len);
    }
    while (self->scanned == NULL && self->first != NULL &&
           (reader = readers_for(&self->readers, &self->first->task->envelope)) != NULL) {
        rap_task_t *task = self->first->task;

        take_first(self);
        begin(self, reader, task, NULL, 0);
    }
    wait_for_child(self);
}

/* A child is free. */
static void on_ready(void *arg)
{
    parser_t *self = arg;

    self->stuck = false;
    hand_out(self);
    rap_stage_hold(self->stage, SIZE_MAX);
}

static rap_code_t parser_handle(void *arg, rap_task_t *task, rap_err_t *err)
{
    parser_t *self = arg;
    waiting_t *waiting = rap_arena_alloc(task->arena, sizeof *waiting);

    if (waiting == NULL)
        return rap_fail(err, RAP_TOOBIG, "no memory left for the task");
    if (task->body_len == 0)
        return rap_fail(err, RAP_NO_TEXT, "the document is empty");
    waiting->task = task;
    waiting->until_ms = rap_loop_now_ms(rap_stage_loop(self->stage)) +
                        (self->stuck ? 0 : PATIENT_MS); /* credit that was on its way */
    *self->last = waiting;
    self->last = &waiting->next;
    hand_out(self);
    return RAP_OK;
}

static void parser_cancel(void *arg, rap_task_t *task)
{
    parser_t *self = arg;

    for (size_t i = 0; i < self->readers.count; i++)
        if (reader_tag(self->readers.reader[i]) == task)
            reader_cancel(self->readers.reader[i]);
    scans_cancel(self->scans, task);
    for (scanned_t **at = &self->scanned; *at != NULL; at = &(*at)->next)
        if ((*at)->task == task) {
            *at = (*at)->next;
            break;
        }
    for (waiting_t **at = &self->first; *at != NULL; at = &(*at)->next)
        if ((*at)->task == task) {
            *at = (*at)->next;
            break;
        }
    self->last = &self->first;
    while (*self->last != NULL)
        self->last = &(*self->last)->next;
}

static void parser_reload(void *arg)
{
    parser_t *self = arg;

    nursery_renew(self->nursery);
    readers_renew(&self->readers);
    scans_renew(self->scans);
}

const rap_stage_type_t parser_stage = {
    .name = "parser",
    .summary = "makes statements of documents: who, where, when, in which words",
    .takes = RAP_QUEUE_PARSER,
    .gives = RAP_QUEUE_CLASSIFIER,
    .options = &table,
    .slots = TASKS,
    .later = true,
    .check = parser_check,
    .open = parser_open,
    .handle = parser_handle,
    .cancel = parser_cancel,
    .reload = parser_reload,
    .close = parser_close,
};
