/* trace_store.c - of `rapporteur trace`: what the store says of a document.  See trace.h. */
#include "cli/trace.h"

#include <string.h>

/* The fetcher's own memory of the request, if it is one of this capture. */
static struct trace_event *find_fetch(struct trace *self, const rap_store_capture_t *capture)
{
    int64_t at = trace_time(capture->fetched_at);

    for (size_t i = 0; i < self->events; i++) {
        struct trace_event *event = &self->event[i];

        if (event->at == at && event->url != NULL && strcmp(event->what, RAP_LIFE_FETCH) == 0 &&
            strcmp(event->url, capture->url) == 0 && strcmp(event->worker, capture->origin) == 0)
            return event;
    }
    return NULL;
}

static void add_capture(struct trace *self, const char *id, const rap_store_capture_t *capture)
{
    struct trace_event *event = find_fetch(self, capture);

    if (event == NULL) {
        event = trace_add(self, trace_time(capture->fetched_at), "captured");
        event->url = capture->url;
        event->document = id;
        event->source = capture->source;
        event->stage = "fetcher";
        event->worker = capture->origin;
        event->status = capture->http_status > 0 ? capture->http_status : -1;
    }
    if (capture->archive_file != NULL) {
        event->archive_file = capture->archive_file;
        event->archive_offset = capture->archive_offset;
    }
}

static void add_making(struct trace *self, const char *id, const rap_store_making_t *making)
{
    const rap_hop_t *hop = making->trace.item;

    for (size_t i = 0; i < making->trace.count; i++) {
        struct trace_event *event = trace_add(self, trace_time(hop[i].at), "hop");

        event->document = id;
        event->stage = hop[i].stage;
        event->worker = hop[i].worker;
        event->ms = hop[i].ms;
        event->attempt = hop[i].attempt > 0 ? hop[i].attempt : making->attempt;
        event->deliveries = hop[i].deliveries;
    }
    struct trace_event *event = trace_add(self, trace_time(making->at), "stored");
    event->document = id;
    event->stage = making->stage;
    event->why = making->why;
    event->outcome = making->outcome;
    event->state = making->state;
    event->reason = making->reason;
    event->detail = making->note;
    if (making->reason == NULL) {
        event->statements = making->statements;
        event->positions = making->positions;
    }
    event->parser = making->parser;
    event->codebook = making->codebook;
    event->engine = making->engine;
}

static void add_quarantine(struct trace *self, const char *id, const rap_quarantine_t *why)
{
    struct trace_event *event = trace_add(self, trace_time(why->at), "quarantined");
    const rap_last_words_t *words = why->last_words;

    event->document = id;
    event->stage = why->stage;
    event->worker = why->worker;
    event->reason = why->reason;
    event->detail = why->detail;
    event->deliveries = why->deliveries;
    if (words == NULL)
        return;
    event->signal = words->signal;
    event->exit_code = words->exit_code;
    event->limit = words->limit;
    if (words->limit != NULL)
        event->limit_value = words->limit_value;
    if (words->messages != NULL)
        event->detail = trace_text(self, "%s; it said: %s",
            why->detail != NULL ? why->detail : why->reason, words->messages);
}

/* When the rows that stand were written. */
static int64_t written_at(const rap_store_document_t *document, const rap_array_t *makings)
{
    const rap_store_making_t *making = makings->item;

    for (size_t i = makings->count; i > 0; i--)
        if (strcmp(making[i - 1].outcome, "new") == 0 ||
            strcmp(making[i - 1].outcome, "replaced") == 0)
            return trace_time(making[i - 1].at);
    return trace_time(document->recorded_at);
}

static void add_statement(struct trace *self, const rap_store_document_t *document,
    const rap_statement_t *statement, int64_t at)
{
    const rap_position_t *position = document->record.positions.item;
    const rap_position_t *end = position + document->record.positions.count;
    const rap_party_role_t *party = statement->parties.item;
    struct trace_event *event = trace_add(self, at, "statement");

    event->document = document->document_id;
    event->statement_id = statement->statement_id;
    event->party = statement->parties.count > 0 ? party->id : NULL;
    event->positions = 0;
    for (; position != NULL && position < end; position++) {
        if (strcmp(position->statement_id, statement->statement_id) != 0)
            continue;
        event->positions++;
        event->codebook = position->codebook;
        event->engine = position->engine;
    }
}

static void add_rows(
    struct trace *self, const rap_store_document_t *document, const rap_array_t *makings)
{
    const rap_statement_t *statement = document->record.statements.item;
    int64_t at = written_at(document, makings);

    for (size_t i = 0; i < document->record.statements.count; i++)
        add_statement(self, document, &statement[i], at);
    if (document->supersedes == NULL)
        return;
    struct trace_event *event = trace_add(self, at, "supersedes");
    event->document = document->document_id;
    event->other = document->supersedes;
}

/* A fetcher says more of what it refused. */
static bool is_told(const struct trace *self, const rap_quarantine_t *why)
{
    for (size_t i = 0; why != NULL && i < self->events; i++) {
        const struct trace_event *event = &self->event[i];

        if (strcmp(event->what, "now") == 0 && strcmp(why->stage, "fetcher") == 0 &&
            strcmp(event->state, "refused") == 0 && strcmp(event->reason, why->reason) == 0)
            return true;
    }
    return false;
}

/* What became of its case. */
static rap_code_t tell_case(
    struct trace *self, struct trace_event *event, const char *id, rap_err_t *err)
{
    rap_store_case_t it;

    RAP_TRY(rap_store_case(self->store, id, self->arena, &it, err));
    event->outcome = it.state;
    event->detail = it.dropped_why != NULL ? it.dropped_why : it.note;
    return RAP_OK;
}

static rap_code_t add_standing(
    struct trace *self, const rap_store_document_t *document, rap_err_t *err)
{
    const rap_quarantine_t *why = document->record.quarantine;

    if (is_told(self, why))
        return RAP_OK;
    struct trace_event *event = trace_add(self, self->now, "now");
    event->document = document->document_id;
    event->state = document->state;
    if (why != NULL) {
        event->reason = why->reason;
        event->stage = why->stage;
        return tell_case(self, event, document->document_id, err);
    }
    event->statements = (int64_t)document->record.statements.count;
    event->positions = (int64_t)document->record.positions.count;
    if (document->superseded_by != NULL) {
        event->detail = "superseded";
        event->other = document->superseded_by;
    }
    return RAP_OK;
}

rap_code_t trace_document(struct trace *self, const char *id, rap_err_t *err)
{
    rap_store_document_t document;
    rap_array_t makings;

    RAP_TRY(rap_store_document(self->store, id, self->arena, &document, err));
    RAP_TRY(rap_store_makings(self->store, document.document_id, self->arena, &makings, err));
    const rap_store_capture_t *capture = document.captures.item;
    const rap_store_making_t *making = makings.item;

    for (size_t i = 0; i < document.captures.count; i++)
        add_capture(self, document.document_id, &capture[i]);
    for (size_t i = 0; i < makings.count; i++)
        add_making(self, document.document_id, &making[i]);
    if (document.record.quarantine != NULL)
        add_quarantine(self, document.document_id, document.record.quarantine);
    add_rows(self, &document, &makings);
    return add_standing(self, &document, err);
}
