/* trace.c - rapporteur trace: the whole life of a document or of an address.
 *
 * What fetchers did stands in their frontiers, what became of it in the store.  Both are asked
 * and their answers merged by time, so that what is in flight, failed or refused has a life, too.
 */
#include "cli/trace.h"

#include "base/clock.h"
#include "cli/ask.h"

#include <stdio.h>
#include <string.h>

enum { ID_MIN = 8, DOCUMENTS_MAX = 200, ANSWER_MS = 1000, ANSWER_MAX = 16 * 1024 * 1024 };

/* ---- which ---- */

static bool is_address(const char *what)
{
    return strstr(what, ":/") != NULL || what[0] == '/';
}

static bool is_id(const char *what)
{
    size_t len = strlen(what);

    return len >= ID_MIN && len <= 64 && strspn(what, "0123456789abcdef") == len;
}

/* The last of all texts that begin so: `end` is higher than what may follow. */
static rap_code_t last_of(
    struct trace *self, const char *prefix, const char *end, const char **ret, rap_err_t *err)
{
    size_t len = strlen(prefix), size = len + strlen(end) + 1;
    char *text = rap_arena_alloc(self->arena, size);

    if (text == NULL)
        return rap_fail(err, RAP_TOOBIG, "the address is too long");
    (void)snprintf(text, size, "%s%s", prefix, end);
    *ret = text;
    return RAP_OK;
}

/* ---- one document ---- */

/* The store knows what a statement or a position is of; a fetcher knows documents only. */
static rap_code_t trace_id(struct trace *self, const char *what, rap_err_t *err)
{
    rap_life_search_t search = {.id = what, .id_last = what};
    const char *id = NULL;
    rap_code_t code = RAP_NOTFOUND;

    if (self->store != NULL)
        code = rap_store_find(self->store, what, self->arena, &id, err);
    if (code == RAP_OK)
        search.id = search.id_last = id;
    else if (code != RAP_NOTFOUND)
        return code;
    else if (is_id(what))
        RAP_TRY(last_of(self, what, "g", &search.id_last, err));
    RAP_TRY(trace_fetchers(self, &search, err));
    return id != NULL ? trace_document(self, id, err) : RAP_OK;
}

/* ---- addresses ---- */

static rap_code_t trace_range(struct trace *self, const rap_life_search_t *search, rap_err_t *err)
{
    rap_strings_t ids = {0};

    RAP_TRY(trace_fetchers(self, search, err));
    if (self->store == NULL)
        return RAP_OK;
    RAP_TRY(rap_store_captured(self->store, search->url, search->url_last, self->arena, &ids, err));
    if (ids.count > DOCUMENTS_MAX)
        return rap_fail(err, RAP_USAGE, "'%.80s' means %zu documents; give more of the address",
            search->url, ids.count);
    for (size_t i = 0; i < ids.count; i++)
        RAP_TRY(trace_document(self, ids.item[i], err));
    return RAP_OK;
}

static rap_code_t trace_address(struct trace *self, const char *what, rap_err_t *err)
{
    rap_life_search_t search = {.url = what, .url_last = what};

    RAP_TRY(trace_range(self, &search, err));
    if (self->events > 0)
        return RAP_OK;
    RAP_TRY(last_of(self, what, "\xf4\x8f\xbf\xbf", &search.url_last, err));
    return trace_range(self, &search, err);
}

/* ---- where it is now ---- */

static const rap_queue_status_t *find_queue(const rap_status_t *status, const char *name)
{
    const rap_queue_status_t *queue = status->queues.item;

    for (size_t i = 0; i < status->queues.count; i++)
        if (strcmp(queue[i].queue, name) == 0)
            return &queue[i];
    return NULL;
}

static bool waits(const struct trace_event *event)
{
    return strcmp(event->what, "now") == 0 && event->queue != NULL;
}

/* The broker knows tasks and no documents: it can only say how full the queues are. */
static rap_code_t look_at_queues(struct trace *self, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) json = {0};
    rap_status_t status;
    bool any = false, runs;

    for (size_t i = 0; i < self->events; i++)
        any = any || waits(&self->event[i]);
    if (!any)
        return RAP_OK;
    rap_buf_init(&json, ANSWER_MAX);
    RAP_TRY(ask_status(&self->cli->home, ANSWER_MS, self->arena, &json, &status, &runs, err));
    for (size_t i = 0; i < self->events; i++) {
        struct trace_event *event = &self->event[i];

        if (!waits(event))
            continue;
        const rap_queue_status_t *queue = runs ? find_queue(&status, event->queue) : NULL;
        if (!runs)
            event->detail =
                trace_text(self, "%s; no pipeline runs: 'rapporteur run'", event->detail);
        else if (queue != NULL)
            event->detail = trace_text(self, "%s; the queue has %lld waiting and %lld in hand",
                event->detail, (long long)queue->live + queue->bulk + queue->delayed,
                (long long)queue->leased);
    }
    return RAP_OK;
}

/* ---- the command ---- */

static rap_code_t nothing_known(const struct trace *self, const char *what, rap_err_t *err)
{
    return rap_fail(err, RAP_NOTFOUND,
        "nothing is known of '%.80s': %s and the frontiers of %zu fetchers were searched; an id has "
        "%d digits or more, an address is spelt as its listing has it",
        what, self->store != NULL ? "the store" : "no store, for there is none yet,",
        self->fetchers, ID_MIN);
}

static rap_code_t gather(struct trace *self, const char *what, rap_err_t *err)
{
    RAP_TRY(is_address(what) ? trace_address(self, what, err) : trace_id(self, what, err));
    if (self->events == 0)
        return nothing_known(self, what, err);
    RAP_TRY(look_at_queues(self, err));
    trace_sort(self);
    trace_print(self);
    return RAP_OK;
}

static rap_code_t run(struct cli *cli, rap_err_t *err)
{
    RAP_AUTO(rap_store) *store = NULL;
    rap_code_t code = rap_store_open_read(&store, cli->home.store, err);

    if (code != RAP_NOTFOUND)
        RAP_TRY(code);
    struct trace trace = {.cli = cli,
        .arena = cli->arena,
        .now = rap_clock_wall_ms(&rap_clock_system),
        .store = store};
    code = gather(&trace, cli->operand[0], err);
    trace_release(&trace);
    return code;
}

const struct command cli_trace = {
    .name = "trace",
    .summary = "tell the life of a document: requests, hops, hashes, rows, end",
    .operands = "ID|ADDRESS",
    .least = 1,
    .most = 1,
    .about =
        "Tells what happened to a document, in order: when its address was discovered and asked,\n"
        "what the site answered, where it is archived, when it was sent, which worker had it for\n"
        "how long, what was stored each time, and how it stands now.  It is named as for\n"
        "'rapporteur show', and need not be stored: what is in flight, failed or refused is known\n"
        "to the fetcher.  An address tells of all documents that were found there; the beginning\n"
        "of one, of all addresses that begin so; that of a listing, of the looks at it.",
    .run = run,
};
