/* trace_fetchers.c - of `rapporteur trace`: what the fetchers' frontiers say.  See trace.h. */
#include "cli/frontiers.h"
#include "cli/span.h"
#include "cli/trace.h"

#include <string.h>

struct telling {
    struct trace *trace;
    const rap_life_search_t *search;
    const char *fetcher;
};

static struct trace_event *add(
    const struct telling *self, int64_t at, const char *what, const char *url, const char *source)
{
    struct trace_event *event = trace_add(self->trace, at, what);

    event->worker = self->fetcher;
    event->stage = "fetcher";
    event->url = url;
    event->source = source;
    return event;
}

static void add_event(const struct telling *self, const rap_life_event_t *life)
{
    struct trace_event *event = add(self, life->at, life->kind, life->url, life->source);

    event->outcome = life->outcome;
    event->reason = life->reason;
    event->detail = life->detail;
    event->document = life->document;
    event->status = life->status > 0 ? life->status : -1;
    event->bytes = life->bytes;
    event->ms = (double)life->ms;
    if (life->times > 1) {
        event->times = life->times;
        event->first_at = life->first_at;
    }
}

/* Where the bytes lie stands with the request that brought them, if that is still remembered. */
static void add_archived(const struct telling *self, const rap_life_document_t *document)
{
    struct trace *trace = self->trace;
    struct trace_event *event = NULL;

    for (size_t i = 0; i < trace->events && event == NULL; i++) {
        struct trace_event *it = &trace->event[i];

        if (it->worker == self->fetcher && it->document != NULL && it->outcome != NULL &&
            strcmp(it->outcome, "new") == 0 && strcmp(it->document, document->document) == 0)
            event = it;
    }
    if (event == NULL) {
        event = add(self, document->added_at, "archived", NULL, NULL);
        event->document = document->document;
        event->bytes = document->bytes;
    }
    event->archive_file = document->archive_file;
    event->archive_offset = document->archive_offset;
}

static void add_parcel(const struct telling *self, const rap_life_parcel_t *parcel)
{
    struct trace_event *event = add(self, parcel->added_at, "outbox", parcel->url, parcel->source);

    event->document = parcel->document;
    event->queue = parcel->queue;
    event->reason = parcel->refused;
    if (parcel->sends == 0)
        return;
    event = add(self, parcel->sent_at, "sent", parcel->url, parcel->source);
    event->document = parcel->document;
    event->queue = parcel->queue;
    event->times = parcel->sends;
}

static void add_address(const struct telling *self, const rap_life_address_t *address)
{
    struct trace_event *event =
        add(self, address->discovered_at, "discovered", address->url, address->source);

    if (address->listed_at > 0)
        event->detail = trace_text(self->trace, "in the listing of '%s'", address->source);
    else
        event->detail = "handed in";
    if (address->listed_at <= address->discovered_at)
        return;
    event = add(self, address->listed_at, "listed", address->url, address->source);
    event->detail = trace_text(self->trace, "last named by '%s'", address->source);
}

/* ---- how it stands ---- */

static void add_waiting(const struct telling *self, const rap_life_parcel_t *parcel)
{
    struct trace *trace = self->trace;
    struct trace_event *event = add(self, trace->now, "now", parcel->url, parcel->source);
    char span[SPAN_SIZE];

    event->document = parcel->document;
    event->state = "in_flight";
    event->queue = parcel->queue;
    if (parcel->sends == 0) {
        event->detail = trace_text(trace, "in the outbox for %s and not sent yet",
            span_text(trace->now - parcel->added_at, span));
        return;
    }
    event->times = parcel->sends;
    event->detail = trace_text(
        trace, "sent %s ago, no receipt yet", span_text(trace->now - parcel->sent_at, span));
}

static void add_open(const struct telling *self, const rap_life_address_t *address)
{
    struct trace *trace = self->trace;
    struct trace_event *event = add(self, trace->now, "now", address->url, address->source);
    char span[SPAN_SIZE];

    event->state = "in_flight";
    event->due_at = address->next_due;
    if (address->failures == 0)
        event->detail = "to be fetched";
    else
        event->detail = trace_text(
            trace, "failed %lld times in a row, to be fetched again", (long long)address->failures);
    if (address->next_due > 0 && address->next_due <= trace->now)
        event->detail = trace_text(
            trace, "%s, since %s", event->detail, span_text(trace->now - address->next_due, span));
}

static void add_refused(const struct telling *self, const rap_life_address_t *address)
{
    struct trace_event *event = add(self, self->trace->now, "now", address->url, address->source);

    event->state = "refused";
    event->reason = address->reason;
    event->document = address->document;
    event->due_at = address->next_due > 0 ? address->next_due : -1;
    event->detail = address->document != NULL ? "what was there before stands"
                                              : "asked again when it is listed again";
}

static void add_standing(const struct telling *self, const rap_life_t *life)
{
    const rap_life_parcel_t *parcel = life->parcels.item;
    const rap_life_address_t *address = life->addresses.item;

    for (size_t i = 0; i < life->parcels.count; i++)
        add_waiting(self, &parcel[i]);
    for (size_t i = 0; i < life->addresses.count; i++) {
        if (address[i].open)
            add_open(self, &address[i]);
        else if (address[i].reason != NULL)
            add_refused(self, &address[i]);
    }
}

/* What must never be: its receipt came, and the store has nothing of it. */
static rap_code_t add_lost(
    const struct telling *self, const rap_life_document_t *document, rap_err_t *err)
{
    struct trace *trace = self->trace;
    rap_store_presence_t presence = {0};

    if (document->ended == NULL)
        return RAP_OK;
    if (trace->store != NULL)
        RAP_TRY(rap_store_has(trace->store, document->document, NULL, &presence, err));
    if (presence.there)
        return RAP_OK;
    struct trace_event *event = add(self, trace->now, "now", NULL, NULL);
    event->document = document->document;
    event->state = "lost";
    event->outcome = document->ended;
    event->detail = "its receipt came, and the store does not have it: see 'rapporteur check'";
    return RAP_OK;
}

/* ---- one frontier ---- */

static rap_code_t tell(const char *fetcher, rap_db_t *db, void *arg, rap_err_t *err)
{
    struct telling *self = arg;
    rap_life_t life;

    RAP_TRY(rap_life_read(db, self->search, self->trace->arena, &life, err));
    const rap_life_address_t *address = life.addresses.item;
    const rap_life_event_t *event = life.events.item;
    const rap_life_document_t *document = life.documents.item;
    const rap_life_parcel_t *parcel = life.parcels.item;

    self->fetcher = fetcher;
    self->trace->fetchers++;
    for (size_t i = 0; i < life.addresses.count; i++)
        add_address(self, &address[i]);
    for (size_t i = 0; i < life.events.count; i++)
        add_event(self, &event[i]);
    for (size_t i = 0; i < life.documents.count; i++)
        add_archived(self, &document[i]);
    for (size_t i = 0; i < life.parcels.count; i++)
        add_parcel(self, &parcel[i]);
    add_standing(self, &life);
    for (size_t i = 0; i < life.documents.count; i++)
        RAP_TRY(add_lost(self, &document[i], err));
    return RAP_OK;
}

rap_code_t trace_fetchers(struct trace *self, const rap_life_search_t *search, rap_err_t *err)
{
    struct telling telling = {.trace = self, .search = search};

    self->fetchers = 0;
    return frontiers_each(&self->cli->home, self->arena, tell, &telling, err);
}
