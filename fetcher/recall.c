/* recall.c - see recall.h */
#include "fetcher/recall.h"

#include "fetcher/accounts.h"
#include "fetcher/outbox.h"
#include "proto/envelope.h"
#include "proto/rap1.h"

#include <stdio.h>
#include <string.h>

enum { BUSY_MS = 100, ARENA_MAX = 1024 * 1024, ENVELOPE_MAX = 64 * 1024 };

/* ---- looking ---- */

struct look {
    frontier_t *frontier;
    rap_db_t *store;
    int64_t missing;
};

/* The first text that the query gives, or "". */
static rap_code_t one_text(
    rap_db_t *db, const char *sql, char ret[RECALL_GENERATION_SIZE], rap_err_t *err)
{
    rap_stmt_t *stmt;
    bool row;

    ret[0] = '\0';
    RAP_TRY(rap_db_query(db, &stmt, err, sql, ""));
    RAP_TRY(rap_stmt_next(stmt, &row, err));
    const char *text = row ? rap_stmt_text(stmt, 0) : NULL;
    if (text != NULL)
        (void)snprintf(ret, RECALL_GENERATION_SIZE, "%s", text);
    rap_stmt_reset(stmt);
    return RAP_OK;
}

static rap_code_t is_there(rap_db_t *store, const rap_account_end_t *end, bool *ret, rap_err_t *err)
{
    rap_stmt_t *stmt;

    if (end->url == NULL)
        RAP_TRY(rap_db_query(store, &stmt, err, "SELECT 1 FROM documents WHERE document_id = ?",
            "s", end->document));
    else
        RAP_TRY(rap_db_query(store, &stmt, err,
            "SELECT 1 FROM captures WHERE document_id = ? AND url = ?", "ss", end->document,
            end->url));
    RAP_TRY(rap_stmt_next(stmt, ret, err));
    rap_stmt_reset(stmt);
    return RAP_OK;
}

static rap_code_t note_missing(const rap_account_end_t *end, void *arg, rap_err_t *err)
{
    struct look *self = arg;
    bool there;

    RAP_TRY(is_there(self->store, end, &there, err));
    if (there)
        return RAP_OK;
    self->missing++;
    return rap_db_run(frontier_db(self->frontier), err,
        "INSERT OR IGNORE INTO recall (document_id, url) VALUES (?, ?)", "ss", end->document,
        end->url != NULL ? end->url : "");
}

/* The store is read after the frontier, in which nothing is called stored before it is. */
static rap_code_t compare(struct look *self, int64_t since, const char *generation, rap_err_t *err)
{
    RAP_TRY(frontier_begin(self->frontier, err));
    rap_code_t code =
        rap_accounts_ends(frontier_db(self->frontier), true, since, note_missing, self, err);
    if (code == RAP_OK)
        code = rap_db_run(frontier_db(self->frontier), err,
            "INSERT OR REPLACE INTO remembered VALUES ('store', ?)", "s", generation);
    return frontier_end(self->frontier, code, err);
}

/* A repair is under way, or waits for its sink. */
static rap_code_t open_store(const char *path, rap_db_t **ret, rap_err_t *err)
{
    return rap_db_open(ret, path, RAP_DB_READ, BUSY_MS, err);
}

rap_code_t recall_look(
    frontier_t *frontier, const char *store, int64_t since, recall_look_t *ret, rap_err_t *err)
{
    RAP_AUTO(rap_db) *db = NULL;
    char known[RECALL_GENERATION_SIZE], now[RECALL_GENERATION_SIZE];
    struct look look = {.frontier = frontier};
    rap_err_t why;

    *ret = (recall_look_t){0};
    RAP_TRY(one_text(
        frontier_db(frontier), "SELECT value FROM remembered WHERE name = 'store'", known, err));
    rap_code_t code = open_store(store, &db, &why);
    if (code == RAP_OK)
        code = one_text(db, "SELECT generation FROM generations", now, &why);
    if (code != RAP_OK || now[0] == '\0') { /* where there never was a store, none is missed */
        ret->resolved = code == RAP_NOTFOUND && known[0] == '\0';
        return RAP_OK;
    }
    look.store = db;
    ret->other = strcmp(known, now) != 0;
    RAP_TRY(compare(&look, ret->other ? 0 : since, now, err));
    ret->resolved = true;
    ret->missing = look.missing;
    return RAP_OK;
}

/* ---- sending ---- */

rap_code_t recall_waiting(frontier_t *frontier, int64_t *ret, rap_err_t *err)
{
    rap_stmt_t *stmt;
    bool row;

    RAP_TRY(rap_db_query(
        frontier_db(frontier), &stmt, err, "SELECT count(DISTINCT document_id) FROM recall", ""));
    RAP_TRY(rap_stmt_next(stmt, &row, err));
    *ret = row ? rap_stmt_int(stmt, 0) : 0;
    rap_stmt_reset(stmt);
    return RAP_OK;
}

/* As it was sent, but that it does not hold up what is new. */
static rap_code_t envelope_again(
    const char *json, rap_arena_t *arena, rap_buf_t *out, outbox_row_t *row, rap_err_t *err)
{
    rap_envelope_t envelope;

    RAP_TRY(rap_envelope_read(&envelope, json, strlen(json), arena, err));
    envelope.lane = RAP_LANE_BULK;
    RAP_TRY(rap_envelope_write(&envelope, out, err));
    row->url = envelope.url;
    row->source = envelope.source;
    row->envelope = out->data;
    return RAP_OK;
}

/* What is known of the document, as a row of the outbox; false: not enough. */
static rap_code_t make_row(frontier_t *frontier, const char *document, rap_arena_t *arena,
    rap_buf_t *out, outbox_row_t *row, bool *ret_made, rap_err_t *err)
{
    rap_stmt_t *stmt;
    bool found;

    *ret_made = false;
    RAP_TRY(rap_db_query(frontier_db(frontier), &stmt, err,
        "SELECT envelope, archive_file, archive_offset FROM document"
        " WHERE document_id = ? AND envelope IS NOT NULL",
        "s", document));
    RAP_TRY(rap_stmt_next(stmt, &found, err));
    if (!found)
        return RAP_OK;
    *row = (outbox_row_t){
        .document = document, .queue = RAP_QUEUE_PARSER, .payload = "", .has_body = true};
    (void)snprintf(row->place.file, ARCHIVE_FILE_SIZE, "%s", rap_stmt_text(stmt, 1));
    row->place.offset = rap_stmt_int(stmt, 2);
    rap_err_t why;
    *ret_made = envelope_again(rap_stmt_text(stmt, 0), arena, out, row, &why) == RAP_OK;
    rap_stmt_reset(stmt);
    return RAP_OK;
}

static rap_code_t send_document(
    frontier_t *frontier, const char *document, bool *ret_sent, rap_err_t *err)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ARENA_MAX);
    RAP_AUTO_RELEASE(rap_buf) json = {0};
    outbox_row_t row;

    rap_buf_init(&json, ENVELOPE_MAX);
    RAP_TRY(make_row(frontier, document, arena, &json, &row, ret_sent, err));
    if (!*ret_sent)
        return RAP_OK;
    /* a case of its own, which its receipt ends */
    RAP_TRY(account_add(frontier, row.source, RAP_ACCOUNT_DISCOVERED, 1, err));
    bool added;
    RAP_TRY(outbox_add(frontier, &row, &added, err));
    return rap_db_run(frontier_db(frontier), err,
        "UPDATE document SET ended = NULL, reason = NULL WHERE document_id = ?", "s", document);
}

/* The addresses that are written down with the document, or all that show it. */
static rap_code_t ask_addresses(
    frontier_t *frontier, const char *document, bool all, int64_t *ret, rap_err_t *err)
{
    rap_db_t *db = frontier_db(frontier);

    RAP_TRY(rap_db_run(db, err,
        "INSERT INTO counter SELECT source, '" RAP_ACCOUNT_DISCOVERED
        "', count(*) FROM address AS a"
        " WHERE open = 0 AND (url IN (SELECT url FROM recall WHERE document_id = ?1)"
        "   OR (?2 AND document_id = ?1))"
        " AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.url = a.url)"
        " GROUP BY source"
        " ON CONFLICT (source, name) DO UPDATE SET value = value + excluded.value",
        "si", document, (int64_t)all));
    RAP_TRY(rap_db_run(db, err,
        "UPDATE address SET " FRONTIER_ASK_AGAIN "?3"
        " WHERE open = 0 AND (url IN (SELECT url FROM recall WHERE document_id = ?1)"
        "   OR (?2 AND document_id = ?1))"
        " AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.url = address.url)",
        "sii", document, (int64_t)all, frontier_now(frontier)));
    *ret = rap_db_changes(db);
    return RAP_OK;
}

/* A document that is written down itself is sent; its other addresses, and one of which only an
 * address is missing, are asked. */
static rap_code_t recall_one(
    frontier_t *frontier, const char *document, bool itself, recall_done_t *ret, rap_err_t *err)
{
    bool sent = false;
    int64_t asked;

    if (itself)
        RAP_TRY(send_document(frontier, document, &sent, err));
    RAP_TRY(ask_addresses(frontier, document, itself && !sent, &asked, err));
    ret->sent += sent;
    ret->asked += asked;
    ret->lost += itself && !sent && asked == 0;
    return rap_db_run(
        frontier_db(frontier), err, "DELETE FROM recall WHERE document_id = ?", "s", document);
}

/* The next one that is written down. */
static rap_code_t next_one(
    frontier_t *frontier, char ret[RAP_HEX_SIZE], bool *ret_itself, bool *ret_found, rap_err_t *err)
{
    rap_stmt_t *stmt;

    RAP_TRY(rap_db_query(frontier_db(frontier), &stmt, err,
        "SELECT document_id, min(url) = '' FROM recall GROUP BY document_id LIMIT 1", ""));
    RAP_TRY(rap_stmt_next(stmt, ret_found, err));
    if (*ret_found) {
        (void)snprintf(ret, RAP_HEX_SIZE, "%s", rap_stmt_text(stmt, 0));
        *ret_itself = rap_stmt_int(stmt, 1) != 0;
    }
    rap_stmt_reset(stmt);
    return RAP_OK;
}

rap_code_t recall_send(frontier_t *frontier, int64_t documents, recall_done_t *ret, rap_err_t *err)
{
    char document[RAP_HEX_SIZE];
    bool itself = false, found = true;

    *ret = (recall_done_t){0};
    for (int64_t i = 0; found && i < documents; i++) {
        RAP_TRY(next_one(frontier, document, &itself, &found, err));
        if (found)
            RAP_TRY(recall_one(frontier, document, itself, ret, err));
    }
    return recall_waiting(frontier, &ret->waiting, err);
}
