/* frontier.h - what this fetcher knows: sources, addresses, documents, counts.
 *
 * One SQLite file, state/<name>.db, and a lock beside it: two processes of one name never
 * share it.  Changes are made between frontier_begin() and frontier_commit(), which returns
 * when they are on the disk.  Times are ms since 1970.
 *
 * An address is *open* from its discovery until it is in the outbox (fetcher/outbox.h) or
 * has ended without; open addresses and outbox rows together are what is in flight.
 */
#ifndef RAP_FETCHER_FRONTIER_H
#define RAP_FETCHER_FRONTIER_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/db.h"
#include "base/db_rescue.h"
#include "base/err.h"
#include "fetcher/archive.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct frontier frontier_t;

/* The source of what people hand in; no definition may have this id. */
#define SOURCE_MANUAL "manual"

/* RAP_BUSY: another process of this name runs in the home.  `clock` is borrowed. */
rap_code_t frontier_open(frontier_t **ret, const char *state_dir, const char *name,
    const rap_clock_t *clock, rap_err_t *err) RAP_CHECKED;
void frontier_destroy(frontier_t **self);

rap_code_t frontier_begin(frontier_t *self, rap_err_t *err) RAP_CHECKED;
rap_code_t frontier_commit(frontier_t *self, rap_err_t *err) RAP_CHECKED;
void frontier_rollback(frontier_t *self);
/* Commits what went well; where `code` is an error, or this fails, nothing of it remains.  Gives back
 * the error. */
rap_code_t frontier_end(frontier_t *self, rap_code_t code, rap_err_t *err) RAP_CHECKED;

/* What opening it found and repaired. */
const rap_rescue_t *frontier_rescue(const frontier_t *self);

/* For outbox.c and accounts.c, which keep their tables in the same file. */
rap_db_t *frontier_db(frontier_t *self);
int64_t frontier_now(const frontier_t *self);

/* When a kept time comes.  One further away than `longest_ms`, which nothing waits, was written
 * before the clock was set back: it is now. */
int64_t frontier_due(const frontier_t *self, int64_t next_due, int64_t longest_ms);

/* ---- sources ---- */

typedef struct frontier_source {
    const char *etag, *last_modified; /* of the listing */
    const char *definition;           /* digest of the definition that it was read by */
    int64_t next_due;                 /* 0: it was never looked at */
    int64_t failures;                 /* since it last went well */
    int64_t polled_at;                /* when it last did; 0: never */
    const char *reason;               /* why the last look failed, or NULL */
    int64_t listed_at; /* frontier_listing_t.at of what was last read; 0: not known */
} frontier_source_t;

rap_code_t frontier_source_get(frontier_t *self, const char *source, rap_arena_t *arena,
    frontier_source_t *ret, rap_err_t *err) RAP_CHECKED;
rap_code_t frontier_source_set(frontier_t *self, const char *source, const frontier_source_t *state,
    rap_err_t *err) RAP_CHECKED;

/* It gave a document that was not there before: now. */
rap_code_t frontier_source_gave(frontier_t *self, const char *source, rap_err_t *err) RAP_CHECKED;

/* ---- addresses ---- */

typedef struct frontier_address {
    int64_t id;
    const char *url, *host, *source;
    const char *hints; /* JSON, as of rap_hints_table */
    const char *etag, *last_modified;
    const char *document; /* id of the bytes last seen there, or NULL */
    bool open;
    bool forced; /* asked for by a person: fetched whole, and sent even if known */
    int64_t failures;
    int64_t next_due;
} frontier_address_t;

/* A listing, as it was read. */
typedef struct frontier_listing {
    const char *source;
    int64_t at;
    int64_t recheck_ms; /* after which a known address is asked again */
} frontier_listing_t;

/* The listing names an address.  A new one is due now; a known one when it was last asked
 * `recheck_ms` ago.  Counts `discovered`. */
rap_code_t frontier_discover(frontier_t *self, const frontier_listing_t *listing, const char *url,
    const char *hints, bool *ret_new, rap_err_t *err) RAP_CHECKED;

/* The listing is as it was at its last reading: all that it named then, it names still. */
rap_code_t frontier_relist(
    frontier_t *self, const char *source, int64_t recheck_ms, rap_err_t *err) RAP_CHECKED;

/* A person hands it in: due now and forced, whatever was known. */
rap_code_t frontier_demand(
    frontier_t *self, const char *url, const char *hints, rap_err_t *err) RAP_CHECKED;

/* Each host that has something due at some time, and when first. */
typedef void frontier_host_fn(void *arg, const char *host, int64_t next_due);
rap_code_t frontier_hosts(frontier_t *self, bool only_manual, frontier_host_fn *fn, void *arg,
    rap_err_t *err) RAP_CHECKED;

/* In SQL: SET of an address that is asked again at a time, which follows; `forced`, so that its
 * bytes are sent whatever else is known of them. */
#define FRONTIER_ASK_AGAIN                                   \
    "open = 1, forced = 1, document_id = NULL, etag = NULL," \
    " last_modified = NULL, failures = 0, next_due = "

/* The host's first address in order of time, due or not, that is not under way: that
 * `is_taken` does not know.  ret->id is 0 when there is none. */
typedef struct frontier_search {
    const char *host;
    bool only_manual; /* what a person handed in, alone */
    bool (*is_taken)(const void *arg, int64_t address);
    const void *arg;
} frontier_search_t;
rap_code_t frontier_next(frontier_t *self, const frontier_search_t *search, rap_arena_t *arena,
    frontier_address_t *ret, rap_err_t *err) RAP_CHECKED;

/* How many addresses wait for their time. */
rap_code_t frontier_waiting(
    frontier_t *self, bool only_manual, int64_t *ret, rap_err_t *err) RAP_CHECKED;

/* It was asked, and that is all until it is listed again.  `document` is what is there now,
 * or NULL; `reason` why it was refused, or NULL. */
rap_code_t frontier_settle(frontier_t *self, int64_t address, const char *document,
    const char *etag, const char *last_modified, const char *reason, rap_err_t *err) RAP_CHECKED;

/* It is to be asked again at `next_due`, after one more failure. */
rap_code_t frontier_postpone(
    frontier_t *self, int64_t address, int64_t next_due, rap_err_t *err) RAP_CHECKED;

/* ---- documents ---- */

rap_code_t frontier_document(frontier_t *self, const char *id, archive_place_t *ret_place,
    bool *ret_found, rap_err_t *err) RAP_CHECKED;
/* One that is known gets another place. */
rap_code_t frontier_add_document(frontier_t *self, const char *id, const archive_place_t *place,
    size_t bytes, rap_err_t *err) RAP_CHECKED;

/* How far the archive was synced when something that stands in it was last written down. */
rap_code_t frontier_archive_end(
    frontier_t *self, archive_place_t *ret, bool *ret_found, rap_err_t *err) RAP_CHECKED;
rap_code_t frontier_set_archive_end(
    frontier_t *self, const archive_place_t *end, rap_err_t *err) RAP_CHECKED;

#endif
