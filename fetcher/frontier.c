/* frontier.c - see frontier.h */
#include "fetcher/frontier.h"

#include "base/fault.h"
#include "base/file.h"
#include "fetcher/accounts.h"
#include "fetcher/address.h"
#include "fetcher/frontier_rescue.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUSY_MS = 250 }; /* a call blocks the loop, and with it the heartbeat */

struct frontier {
    rap_db_t *db;
    int lock; /* descriptor of the lock file */
    const rap_clock_t *clock;
    rap_rescue_t rescue;
};

static const char *const migrations[] = {
    "CREATE TABLE source ("
    "  source_id TEXT PRIMARY KEY,"
    "  definition TEXT," /* digest of what the listing was read by */
    "  etag TEXT, last_modified TEXT,"
    "  next_due INTEGER NOT NULL,"
    "  failures INTEGER NOT NULL,"
    "  reason TEXT,"          /* why the last look failed */
    "  polled_at INTEGER,"    /* when its listing was last read well */
    "  listed_at INTEGER,"    /* of what its listing named last */
    "  document_at INTEGER) " /* when it last gave a document */
    "WITHOUT ROWID;"
    "CREATE TABLE address ("
    "  address_id INTEGER PRIMARY KEY,"
    "  url TEXT NOT NULL UNIQUE,"
    "  host TEXT NOT NULL,"
    "  source TEXT NOT NULL,"
    "  hints TEXT NOT NULL,"
    "  etag TEXT, last_modified TEXT,"
    "  document_id TEXT,"        /* of the bytes last seen there */
    "  reason TEXT,"             /* why it was refused the last time, NULL: it was not */
    "  open INTEGER NOT NULL,"   /* discovered, and neither in the outbox nor ended */
    "  forced INTEGER NOT NULL," /* a person asked for it */
    "  next_due INTEGER,"        /* NULL: nothing to do until it is listed again */
    "  failures INTEGER NOT NULL DEFAULT 0,"
    "  discovered_at INTEGER NOT NULL,"
    "  listed_at INTEGER," /* when a listing that names it was last read */
    "  checked_at INTEGER,"
    "  digest INTEGER NOT NULL);" /* over url and host */
    "CREATE INDEX address_due ON address (host, next_due) WHERE next_due IS NOT NULL;"
    "CREATE INDEX address_open ON address (source) WHERE open = 1;"
    "CREATE INDEX address_listed ON address (source, listed_at);"
    "CREATE TABLE document ("
    "  document_id TEXT PRIMARY KEY,"
    "  archive_file TEXT NOT NULL, archive_offset INTEGER NOT NULL,"
    "  bytes INTEGER NOT NULL,"
    "  added_at INTEGER NOT NULL,"
    "  ended TEXT, reason TEXT,"      /* as its last receipt said */
    "  envelope TEXT) WITHOUT ROWID;" /* as it was sent last */
    "CREATE TABLE outbox ("
    "  outbox_id INTEGER PRIMARY KEY,"
    "  document_id TEXT NOT NULL,"
    "  url TEXT NOT NULL,"
    "  source TEXT NOT NULL,"
    "  refused TEXT," /* reason: it counts as refused when it ends */
    "  queue TEXT NOT NULL,"
    "  envelope TEXT NOT NULL,"
    "  payload TEXT NOT NULL,"
    "  archive_file TEXT, archive_offset INTEGER," /* of the body; NULL: it has none */
    "  attempt INTEGER NOT NULL DEFAULT 0,"
    "  added_at INTEGER NOT NULL,"
    "  sends INTEGER NOT NULL DEFAULT 0,"
    "  sent_at INTEGER,"         /* the last of them */
    "  digest INTEGER NOT NULL," /* over all that is sent */
    "  UNIQUE (document_id, url));"
    "CREATE TABLE counter ("
    "  source TEXT NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL,"
    "  PRIMARY KEY (source, name)) WITHOUT ROWID;"
    "CREATE TABLE archive (file TEXT NOT NULL, bytes INTEGER NOT NULL);" /* one row: its end */
    "CREATE TABLE event ("                                               /* see chronicle.h */
    "  event_id INTEGER PRIMARY KEY,"
    "  url TEXT NOT NULL, source TEXT NOT NULL,"
    "  kind TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT,"
    "  document_id TEXT, detail TEXT,"
    "  first_at INTEGER NOT NULL, at INTEGER NOT NULL, times INTEGER NOT NULL,"
    "  status INTEGER, ms INTEGER, bytes INTEGER);"
    "CREATE INDEX event_url ON event (url, event_id);"
    "CREATE INDEX event_document ON event (document_id) WHERE document_id IS NOT NULL;"
    "CREATE TABLE import (" /* see imports.h */
    "  source TEXT NOT NULL, path TEXT NOT NULL,"
    "  size INTEGER NOT NULL, changed_ms INTEGER NOT NULL,"
    "  offset INTEGER NOT NULL, ended INTEGER NOT NULL,"
    "  PRIMARY KEY (source, path)) WITHOUT ROWID;"
    "CREATE TABLE recall (" /* see recall.h; url '': the document itself */
    "  document_id TEXT NOT NULL, url TEXT NOT NULL,"
    "  PRIMARY KEY (document_id, url)) WITHOUT ROWID;"
    "CREATE TABLE remembered (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;" RAP_DAMAGE_TABLE,
};

/* The lock is the kernel's and ends with the process, however that ends. */
static rap_code_t take_lock(frontier_t *self, const char *dir, const char *name, rap_err_t *err)
{
    char file[NAME_MAX], path[PATH_MAX];

    (void)snprintf(file, sizeof file, "%s.lock", name);
    RAP_TRY(rap_file_join(path, sizeof path, dir, file, err));
    rap_code_t code = rap_file_lock(path, 0640, &self->lock, err);
    if (code == RAP_BUSY)
        return rap_fail(err, RAP_BUSY,
            "another fetcher named '%s' runs in this home; wait for it, or take another --name",
            name);
    return code;
}

static rap_code_t open_db(frontier_t *self, const char *dir, const char *name, rap_err_t *err)
{
    char file[NAME_MAX], path[PATH_MAX];

    (void)snprintf(file, sizeof file, "%s.db", name);
    RAP_TRY(rap_file_join(path, sizeof path, dir, file, err));
    rap_clock_t clock = *self->clock;
    const rap_db_plan_t plan = {.path = path,
        .busy_ms = BUSY_MS,
        .steps = migrations,
        .n = sizeof migrations / sizeof migrations[0],
        .finish = frontier_after_rescue,
        .arg = &clock};
    RAP_TRY(rap_db_open_sound(&self->db, &plan, &self->rescue, err));
    /* what has been sent since this process started: of no use to the next, so not on disk */
    RAP_TRY(rap_db_exec(self->db,
        "PRAGMA temp_store = MEMORY;"
        "CREATE TEMP TABLE sent (outbox_id INTEGER PRIMARY KEY, sends INTEGER NOT NULL,"
        "  next_try INTEGER NOT NULL);"
        /* of these, what is not written down yet */
        "CREATE TEMP TABLE sending (outbox_id INTEGER PRIMARY KEY, sends INTEGER NOT NULL,"
        "  sent_at INTEGER NOT NULL);",
        err));
    /* the process before this one may have sent any of them */
    return rap_db_exec(self->db, "UPDATE outbox SET attempt = attempt + 1", err);
}

rap_code_t frontier_open(frontier_t **ret, const char *state_dir, const char *name,
    const rap_clock_t *clock, rap_err_t *err)
{
    RAP_AUTO(frontier) *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    self->clock = clock;
    self->lock = -1;
    RAP_TRY(take_lock(self, state_dir, name, err));
    RAP_TRY(open_db(self, state_dir, name, err));
    *ret = self;
    self = NULL;
    return RAP_OK;
}

void frontier_destroy(frontier_t **self)
{
    if (*self == NULL)
        return;
    rap_db_destroy(&(*self)->db);
    if ((*self)->lock >= 0)
        close((*self)->lock);
    free(*self);
    *self = NULL;
}

rap_code_t frontier_begin(frontier_t *self, rap_err_t *err)
{
    return rap_db_begin(self->db, err);
}

rap_code_t frontier_commit(frontier_t *self, rap_err_t *err)
{
    RAP_FAULT("frontier.commit.before");
    RAP_TRY(rap_db_commit(self->db, err));
    RAP_FAULT("frontier.commit.after");
    return RAP_OK;
}

void frontier_rollback(frontier_t *self)
{
    rap_db_rollback(self->db);
}

rap_code_t frontier_end(frontier_t *self, rap_code_t code, rap_err_t *err)
{
    if (code == RAP_OK)
        code = frontier_commit(self, err);
    if (code != RAP_OK)
        frontier_rollback(self);
    return code;
}

rap_db_t *frontier_db(frontier_t *self)
{
    return self->db;
}

const rap_rescue_t *frontier_rescue(const frontier_t *self)
{
    return &self->rescue;
}

int64_t frontier_now(const frontier_t *self)
{
    return rap_clock_wall_ms(self->clock);
}

int64_t frontier_due(const frontier_t *self, int64_t next_due, int64_t longest_ms)
{
    int64_t now = frontier_now(self);

    return next_due - longest_ms > now ? now : next_due;
}

/* ---- sources ---- */

rap_code_t frontier_source_get(frontier_t *self, const char *source, rap_arena_t *arena,
    frontier_source_t *ret, rap_err_t *err)
{
    rap_stmt_t *stmt;
    bool row;

    *ret = (frontier_source_t){0};
    RAP_TRY(rap_db_query(self->db, &stmt, err,
        "SELECT etag, last_modified, definition, next_due, failures, polled_at, reason, listed_at"
        " FROM source WHERE source_id = ?",
        "s", source));
    RAP_TRY(rap_stmt_next(stmt, &row, err));
    if (row)
        *ret = (frontier_source_t){.etag = rap_stmt_keep(stmt, 0, arena),
            .last_modified = rap_stmt_keep(stmt, 1, arena),
            .definition = rap_stmt_keep(stmt, 2, arena),
            .next_due = rap_stmt_int(stmt, 3),
            .failures = rap_stmt_int(stmt, 4),
            .polled_at = rap_stmt_int(stmt, 5),
            .reason = rap_stmt_keep(stmt, 6, arena),
            .listed_at = rap_stmt_int(stmt, 7)};
    rap_stmt_reset(stmt);
    return RAP_OK;
}

rap_code_t frontier_source_set(
    frontier_t *self, const char *source, const frontier_source_t *state, rap_err_t *err)
{
    return rap_db_run(self->db, err,
        "INSERT INTO source"
        " (source_id, etag, last_modified, definition, next_due, failures, polled_at, reason,"
        "  listed_at)"
        " VALUES (?, ?, ?, ?, ?, ?, nullif(?, 0), ?, nullif(?, 0))"
        " ON CONFLICT (source_id) DO UPDATE SET etag = excluded.etag,"
        " last_modified = excluded.last_modified, definition = excluded.definition,"
        " next_due = excluded.next_due, failures = excluded.failures,"
        " polled_at = excluded.polled_at, reason = excluded.reason, listed_at = excluded.listed_at",
        "ssssiiisi", source, state->etag, state->last_modified, state->definition, state->next_due,
        state->failures, state->polled_at, state->reason, state->listed_at);
}

rap_code_t frontier_source_gave(frontier_t *self, const char *source, rap_err_t *err)
{
    return rap_db_run(self->db, err, "UPDATE source SET document_at = ? WHERE source_id = ?", "is",
        frontier_now(self), source);
}

/* ---- addresses ---- */

/* A new row; false when the address is known. */
static rap_code_t insert(frontier_t *self, const char *source, const char *url, const char *hints,
    bool forced, bool *ret_new, rap_err_t *err)
{
    char host[ADDRESS_HOST_MAX];
    int64_t now = frontier_now(self);

    address_host(url, host);
    RAP_TRY(rap_db_run(self->db, err,
        "INSERT OR IGNORE INTO address"
        " (url, host, source, hints, open, forced, next_due, discovered_at, digest)"
        " VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, row_digest(?1, ?2))",
        "ssssiii", url, host, source, hints, (int64_t)forced, now, now));
    *ret_new = rap_db_changes(self->db) > 0;
    return *ret_new ? account_add(self, source, RAP_ACCOUNT_DISCOVERED, 1, err) : RAP_OK;
}

rap_code_t frontier_discover(frontier_t *self, const frontier_listing_t *listing, const char *url,
    const char *hints, bool *ret_new, rap_err_t *err)
{
    const char *source = listing->source;
    int64_t at = listing->at, now = frontier_now(self);

    RAP_TRY(insert(self, source, url, hints, false, ret_new, err));
    /* the source that found it first keeps it, lest two that list one address take turns */
    return rap_db_run(self->db, err,
        "UPDATE address SET hints = ?, source = ?, listed_at = ?, next_due ="
        " CASE WHEN next_due IS NULL AND (checked_at <= ? OR checked_at > ?) THEN ?"
        " ELSE next_due END"
        " WHERE url = ? AND (source = ? OR (source = ? AND open = 0))",
        "ssiiiisss", hints, source, at, at - listing->recheck_ms, now, at, url, source,
        SOURCE_MANUAL);
}

rap_code_t frontier_relist(frontier_t *self, const char *source, int64_t recheck_ms, rap_err_t *err)
{
    int64_t now = frontier_now(self);

    return rap_db_run(self->db, err,
        "UPDATE address SET next_due = ?"
        " WHERE source = ? AND next_due IS NULL AND (checked_at <= ? OR checked_at > ?)"
        /* not the latest time: the clock may have been set back since */
        " AND listed_at = coalesce((SELECT listed_at FROM source WHERE source_id = ?),"
        "   (SELECT max(listed_at) FROM address WHERE source = ?))",
        "isiiss", now, source, now - recheck_ms, now, source, source);
}

rap_code_t frontier_demand(frontier_t *self, const char *url, const char *hints, rap_err_t *err)
{
    bool is_new;

    RAP_TRY(insert(self, SOURCE_MANUAL, url, hints, true, &is_new, err));
    if (is_new)
        return RAP_OK;
    /* one that is still open goes on as the case it is, under its source's name */
    RAP_TRY(rap_db_run(self->db, err,
        "UPDATE address SET hints = ?, next_due = ?, failures = 0, forced = 1"
        " WHERE url = ? AND open = 1",
        "sis", hints, frontier_now(self), url));
    if (rap_db_changes(self->db) > 0)
        return RAP_OK;
    RAP_TRY(rap_db_run(self->db, err,
        "UPDATE address SET hints = ?, next_due = ?, failures = 0, forced = 1, open = 1,"
        " source = ? WHERE url = ?",
        "siss", hints, frontier_now(self), SOURCE_MANUAL, url));
    return account_add(self, SOURCE_MANUAL, RAP_ACCOUNT_DISCOVERED, 1, err);
}

rap_code_t frontier_hosts(
    frontier_t *self, bool only_manual, frontier_host_fn *fn, void *arg, rap_err_t *err)
{
    rap_stmt_t *stmt;
    bool row;

    RAP_TRY(rap_db_query(self->db, &stmt, err,
        "SELECT host, min(next_due) FROM address WHERE next_due IS NOT NULL"
        " AND (forced = 1 OR ? = 0) GROUP BY host",
        "i", (int64_t)only_manual));
    for (;;) {
        RAP_TRY(rap_stmt_next(stmt, &row, err));
        if (!row)
            return RAP_OK;
        fn(arg, rap_stmt_text(stmt, 0), rap_stmt_int(stmt, 1));
    }
}

static frontier_address_t read_address(rap_stmt_t *stmt, rap_arena_t *arena)
{
    return (frontier_address_t){.id = rap_stmt_int(stmt, 0),
        .url = rap_stmt_keep(stmt, 1, arena),
        .host = rap_stmt_keep(stmt, 2, arena),
        .source = rap_stmt_keep(stmt, 3, arena),
        .hints = rap_stmt_keep(stmt, 4, arena),
        .etag = rap_stmt_keep(stmt, 5, arena),
        .last_modified = rap_stmt_keep(stmt, 6, arena),
        .document = rap_stmt_keep(stmt, 7, arena),
        .open = rap_stmt_int(stmt, 8) != 0,
        .forced = rap_stmt_int(stmt, 9) != 0,
        .failures = rap_stmt_int(stmt, 10),
        .next_due = rap_stmt_int(stmt, 11)};
}

rap_code_t frontier_next(frontier_t *self, const frontier_search_t *search, rap_arena_t *arena,
    frontier_address_t *ret, rap_err_t *err)
{
    rap_stmt_t *stmt;
    bool row;

    RAP_TRY(rap_db_query(self->db, &stmt, err,
        "SELECT address_id, url, host, source, hints, etag, last_modified, document_id, open,"
        " forced, failures, next_due, digest <> row_digest(url, host)"
        " FROM address"
        " WHERE host = ? AND next_due IS NOT NULL AND (forced = 1 OR ? = 0)"
        " ORDER BY next_due, address_id",
        "si", search->host, (int64_t)search->only_manual));
    do
        RAP_TRY(rap_stmt_next(stmt, &row, err));
    while (row && search->is_taken(search->arg, rap_stmt_int(stmt, 0)));
    ret->id = 0;
    if (row)
        *ret = read_address(stmt, arena);
    bool changed = row && rap_stmt_int(stmt, 12) != 0;
    rap_stmt_reset(stmt);
    return changed ? rap_db_damaged(self->db, "an address is not what was written", err) : RAP_OK;
}

rap_code_t frontier_waiting(frontier_t *self, bool only_manual, int64_t *ret, rap_err_t *err)
{
    rap_stmt_t *stmt;
    bool row;

    RAP_TRY(rap_db_query(self->db, &stmt, err,
        "SELECT count(*) FROM address WHERE next_due IS NOT NULL AND (forced = 1 OR ? = 0)", "i",
        (int64_t)only_manual));
    RAP_TRY(rap_stmt_next(stmt, &row, err));
    *ret = row ? rap_stmt_int(stmt, 0) : 0;
    rap_stmt_reset(stmt);
    return RAP_OK;
}

rap_code_t frontier_settle(frontier_t *self, int64_t address, const char *document,
    const char *etag, const char *last_modified, const char *reason, rap_err_t *err)
{
    RAP_FAULT("frontier.settle.before");
    RAP_TRY(rap_db_run(self->db, err,
        "UPDATE address SET document_id = ?, etag = ?, last_modified = ?, reason = ?,"
        " open = 0, forced = 0, next_due = NULL, failures = 0, checked_at = ?"
        " WHERE address_id = ?",
        "ssssii", document, etag, last_modified, reason, frontier_now(self), address));
    RAP_FAULT("frontier.settle.after");
    return RAP_OK;
}

rap_code_t frontier_postpone(frontier_t *self, int64_t address, int64_t next_due, rap_err_t *err)
{
    return rap_db_run(self->db, err,
        "UPDATE address SET next_due = ?, failures = failures + 1, checked_at = ?"
        " WHERE address_id = ?",
        "iii", next_due, frontier_now(self), address);
}

/* ---- documents ---- */

rap_code_t frontier_document(
    frontier_t *self, const char *id, archive_place_t *ret_place, bool *ret_found, rap_err_t *err)
{
    rap_stmt_t *stmt;

    RAP_TRY(rap_db_query(self->db, &stmt, err,
        "SELECT archive_file, archive_offset FROM document WHERE document_id = ?", "s", id));
    RAP_TRY(rap_stmt_next(stmt, ret_found, err));
    if (*ret_found) {
        (void)snprintf(ret_place->file, ARCHIVE_FILE_SIZE, "%s", rap_stmt_text(stmt, 0));
        ret_place->offset = rap_stmt_int(stmt, 1);
    }
    rap_stmt_reset(stmt);
    return RAP_OK;
}

rap_code_t frontier_add_document(
    frontier_t *self, const char *id, const archive_place_t *place, size_t bytes, rap_err_t *err)
{
    return rap_db_run(self->db, err,
        "INSERT INTO document (document_id, archive_file, archive_offset, bytes, added_at)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (document_id) DO UPDATE SET"
        " archive_file = excluded.archive_file, archive_offset = excluded.archive_offset",
        "ssiii", id, place->file, place->offset, (int64_t)bytes, frontier_now(self));
}

rap_code_t frontier_archive_end(
    frontier_t *self, archive_place_t *ret, bool *ret_found, rap_err_t *err)
{
    rap_stmt_t *stmt;

    RAP_TRY(rap_db_query(self->db, &stmt, err, "SELECT file, bytes FROM archive", ""));
    RAP_TRY(rap_stmt_next(stmt, ret_found, err));
    if (*ret_found) {
        (void)snprintf(ret->file, ARCHIVE_FILE_SIZE, "%s", rap_stmt_text(stmt, 0));
        ret->offset = rap_stmt_int(stmt, 1);
    }
    rap_stmt_reset(stmt);
    return RAP_OK;
}

rap_code_t frontier_set_archive_end(frontier_t *self, const archive_place_t *end, rap_err_t *err)
{
    return rap_db_run(self->db, err,
        "INSERT OR REPLACE INTO archive (rowid, file, bytes) VALUES (1, ?, ?)", "si", end->file,
        end->offset);
}
