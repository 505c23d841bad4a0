/* accounts.c - see accounts.h */
#include "proto/accounts.h"

#include "proto/envelope.h"

#include <string.h>

#define IN_FLIGHT "in flight"

static const struct {
    const char *name;
    size_t offset;
} members[] = {
    {RAP_ACCOUNT_DISCOVERED, offsetof(rap_account_t, discovered)},
    {RAP_ACCOUNT_RECORDED, offsetof(rap_account_t, recorded)},
    {RAP_ACCOUNT_DUPLICATE, offsetof(rap_account_t, duplicate)},
    {RAP_ACCOUNT_QUARANTINED, offsetof(rap_account_t, quarantined)},
    {IN_FLIGHT, offsetof(rap_account_t, in_flight)},
};

/* One statement, so one moment, although the fetcher goes on writing.  The number of rows comes
 * with each of them, as the bound of what is allocated. */
static const char every_number[] =
    "SELECT source, name, value, count(*) OVER () FROM ("
    "  SELECT source, name, value FROM counter"
    "  UNION ALL"
    "  SELECT source, '" IN_FLIGHT "', count(*) FROM ("
    "    SELECT source FROM address WHERE open = 1 UNION ALL SELECT source FROM outbox)"
    "  GROUP BY source) ORDER BY source, name";

static rap_code_t expect_frontier(rap_db_t *db, rap_err_t *err)
{
    rap_stmt_t *stmt;
    bool row;

    RAP_TRY(rap_db_query(db, &stmt, err,
        "SELECT count(*) FROM sqlite_master"
        " WHERE type = 'table' AND name IN ('counter', 'address', 'outbox')",
        ""));
    RAP_TRY(rap_stmt_next(stmt, &row, err));
    bool is_frontier = row && rap_stmt_int(stmt, 0) == 3;
    rap_stmt_reset(stmt);
    return is_frontier ? RAP_OK : rap_fail(err, RAP_NOTFOUND, "no fetcher's accounts are there");
}

static void add_number(rap_account_t *account, const char *name, int64_t value)
{
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        if (strcmp(name, members[i].name) == 0)
            *(int64_t *)(void *)((char *)account + members[i].offset) = value;
}

static rap_code_t keep(rap_arena_t *arena, const char *text, const char **ret, rap_err_t *err)
{
    *ret = rap_arena_strdup(arena, text);
    return *ret != NULL ? RAP_OK : rap_fail(err, RAP_TOOBIG, "too many accounts");
}

/* A row; `*refusal` is where the next of them goes. */
static rap_code_t take_row(rap_stmt_t *stmt, rap_array_t *accounts, rap_refusal_t **refusal,
    rap_arena_t *arena, rap_err_t *err)
{
    const char *source = rap_stmt_text(stmt, 0), *name = rap_stmt_text(stmt, 1);
    const size_t prefix = sizeof RAP_ACCOUNT_REFUSED - 1;
    rap_account_t *account = (rap_account_t *)accounts->item + accounts->count;

    if (accounts->count == 0 || strcmp(account[-1].source, source) != 0) {
        RAP_TRY(keep(arena, source, &account->source, err));
        account->refusals.item = *refusal;
        accounts->count++;
    } else {
        account--;
    }
    if (strncmp(name, RAP_ACCOUNT_REFUSED, prefix) != 0) {
        add_number(account, name, rap_stmt_int(stmt, 2));
        return RAP_OK;
    }
    RAP_TRY(keep(arena, name + prefix, &(*refusal)->reason, err));
    (*refusal)->documents = rap_stmt_int(stmt, 2);
    account->refused += (*refusal)->documents;
    account->refusals.count++;
    (*refusal)++;
    return RAP_OK;
}

static rap_code_t take_rows(
    rap_stmt_t *stmt, rap_arena_t *arena, rap_array_t *accounts, rap_err_t *err)
{
    rap_refusal_t *refusal = NULL;

    for (;;) {
        bool row;

        RAP_TRY(rap_stmt_next(stmt, &row, err));
        if (!row)
            return RAP_OK;
        if (accounts->item == NULL) {
            size_t rows = (size_t)rap_stmt_int(stmt, 3);

            accounts->item = rap_arena_array(arena, rows, sizeof(rap_account_t));
            refusal = rap_arena_array(arena, rows, sizeof *refusal);
            if (accounts->item == NULL || refusal == NULL)
                return rap_fail(err, RAP_TOOBIG, "too many accounts");
        }
        RAP_TRY(take_row(stmt, accounts, &refusal, arena, err));
    }
}

rap_code_t rap_accounts_read(
    rap_db_t *frontier, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err)
{
    rap_array_t accounts = {0};
    rap_stmt_t *stmt;

    RAP_TRY(expect_frontier(frontier, err));
    RAP_TRY(rap_db_query(frontier, &stmt, err, every_number, ""));
    rap_code_t code = take_rows(stmt, arena, &accounts, err);
    if (code != RAP_OK) {
        rap_stmt_reset(stmt);
        return code;
    }
    for (size_t i = 0; i < accounts.count; i++) {
        rap_account_t *account = (rap_account_t *)accounts.item + i;

        account->off = account->discovered - account->recorded - account->duplicate -
                       account->in_flight - account->quarantined - account->refused;
    }
    *ret = accounts;
    return RAP_OK;
}

/* ---- ends ---- */

/* A document that came twice with one more address keeps its first end, see fetcher/outbox.c. */
static const char every_end[] =
    "SELECT document_id, NULL, ended FROM document WHERE ended IS NOT NULL AND added_at >= ?2"
    " UNION ALL"
    " SELECT document_id, url, NULL FROM address AS a"
    "   WHERE ?1 AND open = 0 AND ifnull(checked_at, 0) >= ?2 AND document_id IS NOT NULL AND NOT EXISTS"
    "     (SELECT 1 FROM outbox AS o WHERE o.document_id = a.document_id AND o.url = a.url)"
    /* a local file that could not be read leaves no record */
    " UNION ALL"
    " SELECT NULL, url, NULL FROM address AS a"
    "   WHERE ?1 AND open = 0 AND ifnull(checked_at, 0) >= ?2 AND document_id IS NULL"
    "     AND reason IS NOT NULL AND host <> ''"
    "     AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.url = a.url)";

rap_code_t rap_accounts_ends(rap_db_t *frontier, bool addresses, int64_t since,
    rap_account_end_fn *fn, void *arg, rap_err_t *err)
{
    rap_stmt_t *rows;

    RAP_TRY(expect_frontier(frontier, err));
    RAP_TRY(rap_db_query(frontier, &rows, err, every_end, "ii", (int64_t)addresses, since));
    for (;;) {
        bool row;

        RAP_TRY(rap_stmt_next(rows, &row, err));
        if (!row)
            return RAP_OK;
        char refused[RAP_HEX_SIZE];
        rap_account_end_t end = {.document = rap_stmt_text(rows, 0),
            .url = rap_stmt_text(rows, 1),
            .end = rap_stmt_text(rows, 2)};
        if (end.document == NULL) {
            rap_envelope_refused_id(end.url, refused);
            end.document = refused;
        }
        rap_code_t code = fn(&end, arg, err);
        if (code != RAP_OK) {
            rap_stmt_reset(rows);
            return code;
        }
    }
}
