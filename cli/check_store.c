/* check_store.c - of `rapporteur check`: what the fetchers have counted against what is stored. */
#include "base/clock.h"
#include "cli/accounts.h"
#include "cli/check.h"
#include "cli/frontiers.h"
#include "cli/span.h"
#include "sink/store/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NEXT_SIZE = 128, ID_SHOWN = 16 };

/* ---- accounts ---- */

static void check_account(struct check *self, const char *fetcher, const rap_account_t *account)
{
    if (account->off != 0)
        verdict_problem(self->verdict, VERDICT_CRITICAL, "accounts", account->source,
            "rapporteur status",
            "the account of '%s' in %s is off by %" PRId64 ": documents were lost or counted twice",
            account->source, fetcher, account->off);
}

rap_code_t check_accounts(struct check *self, rap_err_t *err)
{
    rap_array_t fetchers;

    RAP_TRY(accounts_read(self->home, self->arena, &fetchers, err));
    const struct fetcher_accounts *fetcher = fetchers.item;
    for (size_t f = 0; f < fetchers.count; f++)
        for (size_t i = 0; i < fetcher[f].accounts.count; i++)
            check_account(
                self, fetcher[f].fetcher, (const rap_account_t *)fetcher[f].accounts.item + i);
    rap_account_t total = accounts_total(&fetchers);
    if (accounts_balance(&fetchers))
        verdict_fine(self->verdict, "%" PRId64 " documents are accounted for", total.discovered);
    verdict_measure(self->verdict, &(verdict_measure_t){.label = "discovered",
                                       .unit = "c",
                                       .value = total.discovered,
                                       .warning = -1,
                                       .critical = -1});
    verdict_measure(self->verdict, &(verdict_measure_t){.label = "in_flight",
                                       .unit = "",
                                       .value = total.in_flight,
                                       .warning = -1,
                                       .critical = -1});
    return RAP_OK;
}

/* ---- what is called stored ---- */

struct comparing {
    struct check *check;
    rap_store_t *store; /* NULL: there is none */
    int64_t seen;
    int64_t absent, unrecorded, uncaptured; /* of one fetcher */
    char first[ID_SHOWN + 1];               /* of them, its id's first digits */
};

static rap_code_t compare(const rap_account_end_t *end, void *arg, rap_err_t *err)
{
    struct comparing *self = arg;
    rap_store_presence_t presence = {0};

    self->seen++;
    if (self->store != NULL)
        RAP_TRY(rap_store_has(self->store, end->document, end->url, &presence, err));
    int64_t *which = NULL;
    if (!presence.there)
        which = &self->absent;
    else if (end->url != NULL && !presence.captured)
        which = &self->uncaptured;
    else if (end->url == NULL && strcmp(end->end, "recorded") == 0 && !presence.recorded)
        which = &self->unrecorded;
    if (which == NULL)
        return RAP_OK;
    if (self->absent + self->unrecorded + self->uncaptured == 0)
        (void)snprintf(self->first, sizeof self->first, "%.*s", ID_SHOWN, end->document);
    ++*which;
    return RAP_OK;
}

static rap_code_t compare_fetcher(const char *fetcher, rap_db_t *db, void *arg, rap_err_t *err)
{
    struct comparing *self = arg;
    char next[NEXT_SIZE];

    self->absent = self->unrecorded = self->uncaptured = 0;
    if (self->store != NULL)
        RAP_TRY(rap_store_begin_read(self->store, err));
    rap_code_t code = rap_accounts_ends(db, self->check->options->deep, 0, compare, self, err);
    if (self->store != NULL)
        rap_store_rollback(self->store);
    RAP_TRY(code);
    if (self->absent + self->unrecorded + self->uncaptured == 0)
        return RAP_OK;
    (void)snprintf(next, sizeof next, "rapporteur trace %s", self->first);
    verdict_problem(self->check->verdict, VERDICT_CRITICAL, "lost", fetcher, next,
        "%s was told that they are stored, and of its documents the store has %" PRId64
        " not at all, %" PRId64 " not as recorded, %" PRId64 " not with their address",
        fetcher, self->absent, self->unrecorded, self->uncaptured);
    return RAP_OK;
}

/* The store's moment is that of the first look-up, after the frontier's: nothing is called stored
 * before it is. */
rap_code_t check_stored(struct check *self, rap_err_t *err)
{
    RAP_AUTO(rap_store) *store = NULL;
    struct comparing comparing = {.check = self};

    rap_code_t code = rap_store_open_read(&store, self->home->store, err);
    if (code != RAP_NOTFOUND)
        RAP_TRY(code);
    comparing.store = store;
    RAP_TRY(frontiers_each(self->home, self->arena, compare_fetcher, &comparing, err));
    verdict_fine(self->verdict, "%" PRId64 " ends were compared with the store", comparing.seen);
    return RAP_OK;
}

/* ---- quarantine ---- */

static rap_code_t check_room(struct check *self, rap_store_t *store, rap_err_t *err)
{
    const char *source;
    int64_t cases;

    RAP_TRY(rap_store_crowded(store, self->arena, &source, &cases, err));
    if (source != NULL)
        verdict_problem(self->verdict, VERDICT_WARNING, "quarantine_full", source,
            "rapporteur quarantine list",
            "quarantine is full for '%s': %" PRId64 " documents are kept without detail", source,
            cases);
    return RAP_OK;
}

rap_code_t check_quarantine(struct check *self, rap_err_t *err)
{
    const struct check_options *options = self->options;
    RAP_AUTO(rap_store) *store = NULL;
    rap_store_recent_t recent;
    char since[RAP_ISO_SIZE], span[SPAN_SIZE];

    rap_code_t code = rap_store_open_read(&store, self->home->store, err);
    if (code == RAP_NOTFOUND)
        return RAP_OK; /* nothing was ever stored */
    RAP_TRY(code);
    rap_clock_iso(self->now - options->quarantine_window, since);
    RAP_TRY(check_room(self, store, err));
    RAP_TRY(rap_store_quarantined_since(store, since, self->arena, &recent, err));
    const verdict_measure_t measure = {.label = "quarantined",
        .unit = "",
        .value = recent.documents,
        .warning = options->quarantine_warning,
        .critical = options->quarantine_critical};
    verdict_measure(self->verdict, &measure);
    (void)span_text(options->quarantine_window, span);
    if (verdict_of(&measure) == VERDICT_OK)
        verdict_fine(self->verdict, "%" PRId64 " went to quarantine in %s", recent.documents, span);
    else
        verdict_problem(self->verdict, verdict_of(&measure), "quarantine", recent.reason,
            "rapporteur quarantine list",
            "%" PRId64 " documents went to quarantine in %s, %" PRId64 " of them as %s",
            recent.documents, span, recent.reason_documents, recent.reason);
    return RAP_OK;
}
