/* trace_events.c - the events of a trace: kept, sorted, told.  See trace.h. */
#include "base/clock.h"
#include "cli/grid.h"
#include "cli/json.h"
#include "cli/span.h"
#include "cli/trace.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_SIZE = 1024, HOW_SIZE = 2048, ID_SHOWN = 12, ADDRESS_SHOWN = 60, FIRST_ROOM = 64 };

/* ---- keeping ---- */

struct trace_event *trace_add(struct trace *self, int64_t at, const char *what)
{
    if (self->events == self->room) {
        self->room = self->room > 0 ? self->room * 2 : FIRST_ROOM;
        self->event = reallocarray(self->event, self->room, sizeof *self->event);
        if (self->event == NULL)
            abort();
    }
    struct trace_event *event = &self->event[self->events];

    *event = (struct trace_event){.at = at,
        .what = what,
        .first_at = -1,
        .times = -1,
        .ms = -1,
        .status = -1,
        .bytes = -1,
        .archive_offset = -1,
        .attempt = -1,
        .deliveries = -1,
        .statements = -1,
        .positions = -1,
        .limit_value = -1,
        .exit_code = -1,
        .due_at = -1,
        .n = self->events++};
    return event;
}

int64_t trace_time(const char *iso)
{
    int64_t at;
    rap_err_t err;

    return iso != NULL && rap_clock_parse_iso(iso, &at, &err) == RAP_OK ? at : 0;
}

const char *trace_text(struct trace *self, const char *fmt, ...)
{
    char text[TEXT_SIZE];
    va_list ap;

    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return rap_arena_strdup(self->arena, text);
}

void trace_release(struct trace *self)
{
    free(self->event);
}

/* In which order things happen to a document: for those of one millisecond. */
static size_t rank_of(const struct trace_event *event)
{
    static const char *const order[] = {"discovered", "listed", "captured", RAP_LIFE_POLL,
        RAP_LIFE_FETCH, "archived", "outbox", "sent", RAP_LIFE_LOST, "hop", "quarantined", "stored",
        "statement", "supersedes", RAP_LIFE_RECEIPT, "now"};
    size_t i = 0;

    while (i < sizeof order / sizeof order[0] && strcmp(order[i], event->what) != 0)
        i++;
    return i;
}

static int earlier(const void *a, const void *b)
{
    const struct trace_event *left = a, *right = b;
    size_t left_rank = rank_of(left), right_rank = rank_of(right);

    if (left->at != right->at)
        return left->at < right->at ? -1 : 1;
    if (left_rank != right_rank)
        return left_rank < right_rank ? -1 : 1;
    return (left->n > right->n) - (left->n < right->n);
}

void trace_sort(struct trace *self)
{
    if (self->events > 0)
        qsort(self->event, self->events, sizeof *self->event, earlier);
}

/* ---- for programs ---- */

enum kind { TEXT, NUMBER, REAL, TIME };

#define AT(member) #member, offsetof(struct trace_event, member)

static const struct {
    const char *key;
    size_t offset;
    enum kind kind;
} members[] = {
    {AT(at), TIME},
    {AT(what), TEXT},
    {AT(url), TEXT},
    {AT(document), TEXT},
    {AT(source), TEXT},
    {AT(stage), TEXT},
    {AT(worker), TEXT},
    {AT(ms), REAL},
    {AT(attempt), NUMBER},
    {AT(deliveries), NUMBER},
    {AT(outcome), TEXT},
    {AT(reason), TEXT},
    {AT(detail), TEXT},
    {AT(status), NUMBER},
    {AT(bytes), NUMBER},
    {AT(times), NUMBER},
    {AT(first_at), TIME},
    {AT(due_at), TIME},
    {AT(archive_file), TEXT},
    {AT(archive_offset), NUMBER},
    {AT(queue), TEXT},
    {AT(why), TEXT},
    {AT(state), TEXT},
    {AT(statements), NUMBER},
    {AT(positions), NUMBER},
    {AT(statement_id), TEXT},
    {AT(party), TEXT},
    {AT(parser), TEXT},
    {AT(codebook), TEXT},
    {AT(engine), TEXT},
    {AT(signal), TEXT},
    {AT(exit_code), NUMBER},
    {AT(limit), TEXT},
    {AT(limit_value), NUMBER},
    {AT(other), TEXT},
};

/* What is not known is left out. */
static void set_member(json_t *object, const struct trace_event *event, size_t i)
{
    const void *at = (const char *)event + members[i].offset;
    char iso[RAP_ISO_SIZE];

    if (members[i].kind == TEXT) {
        const char *text = *(const char *const *)at;

        if (text != NULL)
            json_set_text(object, members[i].key, text);
    } else if (members[i].kind == REAL) {
        double value = *(const double *)at;

        if (value >= 0)
            json_object_set_new(object, members[i].key, json_real(value));
    } else {
        int64_t value = *(const int64_t *)at;

        if (value < 0)
            return;
        rap_clock_iso(value, iso);
        json_object_set_new(object, members[i].key,
            members[i].kind == TIME ? json_string(iso) : json_integer(value));
    }
}

static void print_json(const struct trace_event *event)
{
    json_t *object = json_object();

    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        set_member(object, event, i);
    json_print(object);
}

/* ---- for people ---- */

struct how {
    char text[HOW_SIZE];
    size_t len;
};

static void say(struct how *self, const char *fmt, ...) RAP_PRINTF(2, 3);
static void say(struct how *self, const char *fmt, ...)
{
    va_list ap;

    if (self->len >= sizeof self->text)
        return;
    va_start(ap, fmt);
    int n = vsnprintf(self->text + self->len, sizeof self->text - self->len, fmt, ap);
    va_end(ap);
    self->len += n > 0 ? (size_t)n : 0;
}

/* "label word", apart from what stands before. */
static void say_word(struct how *self, const char *label, const char *word)
{
    if (word != NULL)
        say(self, "%s%s%s%s", self->len > 0 ? ", " : "", label, label[0] != '\0' ? " " : "", word);
}

static void say_number(struct how *self, const char *label, int64_t value)
{
    if (value >= 0)
        say(self, "%s%s %" PRId64, self->len > 0 ? ", " : "", label, value);
}

/* "12 positions" */
static void say_count(struct how *self, int64_t value, const char *things)
{
    if (value >= 0)
        say(self, "%s%" PRId64 " %s", self->len > 0 ? ", " : "", value, things);
}

static void say_times(struct how *self, const struct trace_event *event)
{
    char iso[RAP_ISO_SIZE];

    if (event->times <= 1)
        return;
    say_count(self, event->times, "times");
    if (event->first_at > 0) {
        rap_clock_iso(event->first_at, iso);
        say(self, " since %s", iso);
    }
}

static void say_made(struct how *self, const struct trace_event *event)
{
    say_count(self, event->statements, event->statements == 1 ? "statement" : "statements");
    say_count(self, event->positions, event->positions == 1 ? "position" : "positions");
    say_word(self, "by", event->parser);
    say_word(self, "", event->engine);
    say_word(self, "", event->codebook);
}

static void say_death(struct how *self, const struct trace_event *event)
{
    say_word(self, "signal", event->signal);
    say_number(self, "exit code", event->exit_code);
    say_word(self, "limit", event->limit);
    if (event->limit_value >= 0)
        say(self, " of %" PRId64, event->limit_value);
}

/* Its number, where the document is known. */
static void say_statement(struct how *self, const struct trace_event *event)
{
    const char *number = event->statement_id != NULL ? strrchr(event->statement_id, '/') : NULL;

    if (number != NULL)
        say_word(self, "number", number + 1);
    else
        say_word(self, "", event->statement_id);
}

/* All that is known of it, in one order for all events. */
static void describe(const struct trace_event *event, struct how *how)
{
    char iso[RAP_ISO_SIZE];

    say_word(how, "", event->why);
    say_word(how, "", event->outcome);
    say_word(how, "", event->state);
    say_word(how, "", event->reason);
    say_number(how, "HTTP", event->status);
    say_count(how, event->bytes, "bytes");
    say_word(how, "", event->detail);
    say_number(how, "attempt", event->attempt);
    if (event->deliveries > 0)
        say_count(how, event->deliveries, "deliveries before");
    say_word(how, "to the queue", event->queue);
    say_statement(how, event);
    say_word(how, "of", event->party);
    say_made(how, event);
    say_death(how, event);
    say_times(how, event);
    say_word(how, "kept in", event->archive_file);
    if (event->archive_offset >= 0)
        say(how, " at %" PRId64, event->archive_offset);
    say_word(how, "document", event->other);
    if (event->due_at >= 0) {
        rap_clock_iso(event->due_at, iso);
        say_word(how, "due", iso);
    }
}

/* Is there more than one of them? */
static bool differ(const struct trace *self, size_t offset)
{
    const char *first = NULL;

    for (size_t i = 0; i < self->events; i++) {
        const void *at = (const char *)&self->event[i] + offset;
        const char *text = *(const char *const *)at;

        if (first == NULL)
            first = text;
        else if (text != NULL && strcmp(text, first) != 0)
            return true;
    }
    return false;
}

/* A hop is named by its stage; the fetcher's is the sending. */
static const char *name_of(const struct trace_event *event)
{
    if (strcmp(event->what, "hop") != 0)
        return event->what;
    return strcmp(event->stage, "fetcher") == 0 ? "sent" : event->stage;
}

static void add_row(grid_t *grid, const struct trace_event *event, bool with_url, bool with_id)
{
    char iso[RAP_ISO_SIZE] = "", ms[32] = "", id[ID_SHOWN + 1] = "";
    struct how how = {.len = 0};
    const char *cells[GRID_COLUMNS_MAX];
    size_t n = 0;

    describe(event, &how);
    if (event->at > 0)
        rap_clock_iso(event->at, iso);
    if (event->ms >= 0)
        (void)snprintf(ms, sizeof ms, "%.1f", event->ms);
    if (event->document != NULL)
        (void)snprintf(id, sizeof id, "%.*s", ID_SHOWN, event->document);
    cells[n++] = iso[0] != '\0' ? iso : NULL;
    cells[n++] = name_of(event);
    cells[n++] = event->worker;
    cells[n++] = ms[0] != '\0' ? ms : NULL;
    if (with_id)
        cells[n++] = id[0] != '\0' ? id : NULL;
    if (with_url)
        cells[n++] = event->url;
    cells[n++] = how.len > 0 ? how.text : NULL;
    grid_add(grid, cells);
}

static void print_table(const struct trace *self)
{
    bool with_url = differ(self, offsetof(struct trace_event, url));
    bool with_id = differ(self, offsetof(struct trace_event, document));
    struct grid_column columns[GRID_COLUMNS_MAX] = {
        {.title = "WHEN"}, {.title = "WHAT"}, {.title = "WHO"}, {.title = "MS", .numeric = true}};
    size_t n = 4;

    if (with_id)
        columns[n++].title = "DOCUMENT";
    if (with_url)
        columns[n++] = (struct grid_column){.title = "ADDRESS", .most = ADDRESS_SHOWN};
    columns[n++].title = "HOW";
    columns[n].title = NULL;
    RAP_AUTO(grid) *grid = grid_new(columns);
    for (size_t i = 0; i < self->events; i++)
        add_row(grid, &self->event[i], with_url, with_id);
    grid_print(grid, stdout);
}

/* What all of them are of stands above. */
static void print_head(const struct trace *self, const char *label, size_t offset)
{
    if (differ(self, offset))
        return;
    for (size_t i = 0; i < self->events; i++) {
        const void *at = (const char *)&self->event[i] + offset;
        const char *text = *(const char *const *)at;

        if (text == NULL)
            continue;
        (void)printf("%-9s %s\n", label, grid_safe(text, self->arena));
        return;
    }
}

void trace_print(const struct trace *self)
{
    if (self->cli->common.json) {
        for (size_t i = 0; i < self->events; i++)
            print_json(&self->event[i]);
        return;
    }
    print_head(self, "document", offsetof(struct trace_event, document));
    print_head(self, "address", offsetof(struct trace_event, url));
    print_head(self, "source", offsetof(struct trace_event, source));
    (void)putchar('\n');
    print_table(self);
}
