/* frontier_rescue.c - see frontier_rescue.h */
#include "fetcher/frontier_rescue.h"

#include "fetcher/accounts.h"
#include "fetcher/frontier.h"
#include "fetcher/outbox.h"

#include <stdio.h>

enum { ACCOUNTS_MAX = 16 * 1024 * 1024 };

#define WRITTEN_OFF RAP_ACCOUNT_REFUSED "frontier_damaged"

/* An answer of "unchanged" would hide what was lost. */
static rap_code_t read_listings_anew(rap_db_t *db, rap_err_t *err)
{
    return rap_db_exec(db,
        "UPDATE source SET etag = NULL, last_modified = NULL, definition = NULL, next_due = 0;"
        "DELETE FROM import",
        err);
}

static rap_code_t ask_again(rap_db_t *db, int64_t now, int64_t *ret, rap_err_t *err)
{
    RAP_TRY(rap_db_run(db, err,
        "UPDATE address SET " FRONTIER_ASK_AGAIN "?1"
        " WHERE open = 0 AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.url = address.url)"
        " AND (reason IS NOT NULL"
        "   OR document_id NOT IN (SELECT document_id FROM document WHERE ended IS NOT NULL)"
        "   OR document_id IN (SELECT document_id FROM address WHERE document_id IS NOT NULL"
        "     GROUP BY document_id HAVING count(*) > 1))",
        "i", now));
    *ret = rap_db_changes(db);
    return RAP_OK;
}

/* What is not as it was written would be asked for, or sent, as something else. */
static rap_code_t drop_changed(rap_db_t *db, bool *ret_outbox, rap_err_t *err)
{
    RAP_TRY(rap_db_exec(db, "DELETE FROM address WHERE digest <> row_digest(url, host)", err));
    RAP_TRY(rap_db_run(db, err, "DELETE FROM outbox WHERE digest <> " OUTBOX_DIGEST(""), ""));
    *ret_outbox = rap_db_changes(db) > 0;
    return RAP_OK;
}

/* More were discovered than are accounted for: they were lost, and will be discovered again.
 * More are accounted for than were discovered: the number of these was lost. */
static rap_code_t balance(rap_db_t *db, int64_t *ret_written_off, rap_err_t *err)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ACCOUNTS_MAX);
    rap_array_t accounts;

    *ret_written_off = 0;
    RAP_TRY(rap_accounts_read(db, arena, &accounts, err));
    const rap_account_t *account = accounts.item;
    for (size_t i = 0; i < accounts.count; i++) {
        if (account[i].off > 0) {
            RAP_TRY(account_enter(db, account[i].source, WRITTEN_OFF, account[i].off, err));
            *ret_written_off += account[i].off;
        } else if (account[i].off < 0) {
            RAP_TRY(
                account_enter(db, account[i].source, RAP_ACCOUNT_DISCOVERED, -account[i].off, err));
        }
    }
    return RAP_OK;
}

rap_code_t frontier_after_rescue(rap_db_t *db, rap_rescue_t *rescue, void *clock, rap_err_t *err)
{
    int64_t now = rap_clock_wall_ms(clock), asked = 0, written_off;
    bool changed;

    if (rescue->log_only) {
        (void)snprintf(rescue->note, sizeof rescue->note,
            "it is as it was some transactions ago; what they did is done again");
        return RAP_OK;
    }
    RAP_TRY(read_listings_anew(db, err));
    RAP_TRY(drop_changed(db, &changed, err));
    if (changed || rap_rescue_lost(rescue, "outbox"))
        RAP_TRY(ask_again(db, now, &asked, err));
    RAP_TRY(rap_db_run(
        db, err, "UPDATE address SET next_due = ? WHERE open = 1 AND next_due IS NULL", "i", now));
    RAP_TRY(balance(db, &written_off, err));
    (void)snprintf(rescue->note, sizeof rescue->note,
        "all listings are read anew, %lld addresses are asked again, %lld documents are written off",
        (long long)asked, (long long)written_off);
    return RAP_OK;
}
