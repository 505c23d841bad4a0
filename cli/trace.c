/* trace.c - rapporteur trace: the life of one document, in the order it happened. */
#include "base/codec.h"
#include "cli/command.h"
#include "cli/grid.h"
#include "cli/json.h"
#include "sink/store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_SIZE = 1024 };

struct event {
    const char *at; /* ISO 8601, or "" where none is known */
    const char *what;
    const char *text;
    size_t n; /* events of one moment keep the order of the pipeline */
};

struct life {
    rap_arena_t *arena;
    struct event *event;
    size_t events;
};

static void add(struct life *self, const char *at, const char *what, const char *text)
{
    self->event[self->events] = (struct event){.at = at != NULL ? at : "",
        .what = what,
        .text = grid_safe(text, self->arena),
        .n = self->events};
    self->events++;
}

static void add_captures(struct life *self, const rap_store_document_t *document)
{
    const rap_store_capture_t *capture = document->captures.item;
    char text[TEXT_SIZE];

    for (size_t i = 0; i < document->captures.count; i++) {
        const char *file = capture[i].archive_file;

        (void)snprintf(text, sizeof text, "%s by %s, source %s, status %lld, kept %s at %lld",
            capture[i].url, capture[i].origin, capture[i].source, (long long)capture[i].http_status,
            file != NULL ? file : "nowhere", (long long)capture[i].archive_offset);
        add(self, capture[i].fetched_at, "captured", text);
    }
}

static void add_hops(struct life *self, const rap_store_document_t *document)
{
    const rap_hop_t *hop = document->envelope.trace.item;
    char text[TEXT_SIZE];

    for (size_t i = 0; i < document->envelope.trace.count; i++) {
        (void)snprintf(text, sizeof text, "%s took %.1f ms (attempt %lld)", hop[i].worker,
            hop[i].ms, (long long)document->envelope.attempt);
        add(self, hop[i].at, hop[i].stage, text);
    }
}

static void add_end(struct life *self, const rap_store_document_t *document)
{
    const rap_quarantine_t *why = document->record.quarantine;
    char text[TEXT_SIZE];

    if (why != NULL) {
        (void)snprintf(text, sizeof text, "%s in %s: %s (deliveries %lld)", why->reason, why->stage,
            why->detail != NULL ? why->detail : "no more is known", (long long)why->deliveries);
        add(self, why->at, "quarantined", text);
    }
    (void)snprintf(text, sizeof text, "%s: %zu statements, %zu positions", document->state,
        document->record.statements.count, document->record.positions.count);
    add(self, document->recorded_at, "stored", text);
    if (document->superseded_by != NULL)
        add(self, document->recorded_at, "superseded", document->superseded_by);
}

static int earlier(const void *a, const void *b)
{
    const struct event *left = a, *right = b;
    int order = strcmp(left->at, right->at);

    return order != 0 ? order : (left->n > right->n) - (left->n < right->n);
}

static void print_life(const struct life *self, bool as_json)
{
    static const struct grid_column columns[] = {
        {.title = "WHEN"}, {.title = "WHAT"}, {.title = "HOW"}, {.title = NULL}};
    RAP_AUTO(grid) *grid = grid_new(columns);

    for (size_t i = 0; i < self->events; i++) {
        const struct event *event = &self->event[i];
        const char *cells[] = {event->at, event->what, event->text};

        if (as_json)
            json_print(json_pack(
                "{s:s, s:s, s:s}", "at", event->at, "what", event->what, "how", event->text));
        else
            grid_add(grid, cells);
    }
    if (!as_json)
        grid_print(grid, stdout);
}

static rap_code_t run(struct cli *cli, rap_err_t *err)
{
    RAP_AUTO(rap_store) *store = NULL;
    rap_store_document_t document;
    struct life life = {.arena = cli->arena};

    RAP_TRY(rap_store_open_read(&store, cli->home.store, err));
    RAP_TRY(rap_store_document(store, cli->operand[0], cli->arena, &document, err));
    life.event = rap_arena_array(cli->arena,
        document.captures.count + document.envelope.trace.count + 3, sizeof *life.event);
    if (life.event == NULL)
        return rap_fail(err, RAP_TOOBIG, "the document's life is too long to show");
    add_captures(&life, &document);
    add_hops(&life, &document);
    add_end(&life, &document);
    qsort(life.event, life.events, sizeof *life.event, earlier);
    if (!cli->common.json)
        (void)printf("document %s\n\n", document.document_id);
    print_life(&life, cli->common.json);
    return RAP_OK;
}

const struct command cli_trace = {
    .name = "trace",
    .summary = "tell the life of one document: captures, hops, end",
    .operands = "ID|ADDRESS",
    .least = 1,
    .most = 1,
    .about =
        "Tells what happened to a document, in order: where it was captured and archived, which\n"
        "worker had it for how long, and how it ended.  It is named as for 'rapporteur show'.",
    .run = run,
};
