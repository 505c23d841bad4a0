/* accounts.h - the numbers that must balance, per source:
 *
 *   discovered = recorded + duplicate + in flight + quarantined + refused(reason)
 *
 * A fetcher keeps them in its frontier (fetcher/accounts.h); here is what reads them there, for
 * the fetcher itself and for `rapporteur status`, which opens each state/<fetcher>.db for
 * reading.  `in flight` is not kept but counted, so that the equation can fail.
 */
#ifndef RAP_PROTO_ACCOUNTS_H
#define RAP_PROTO_ACCOUNTS_H

#include "base/arena.h"
#include "base/db.h"
#include "base/field.h"

#include <stdbool.h>
#include <stdint.h>

/* Names in the table `counter`; it may hold others, which are not in the equation. */
#define RAP_ACCOUNT_DISCOVERED  "discovered" /* addresses, and new bytes at known ones */
#define RAP_ACCOUNT_RECORDED    "recorded"   /* ends, as the receipts said             */
#define RAP_ACCOUNT_DUPLICATE   "duplicate"
#define RAP_ACCOUNT_QUARANTINED "quarantined"
#define RAP_ACCOUNT_REFUSED     "refused:" /* and the reason */

typedef struct rap_refusal {
    const char *reason;
    int64_t documents;
} rap_refusal_t;

typedef struct rap_account {
    const char *source;
    int64_t discovered, recorded, duplicate, in_flight, quarantined, refused;
    rap_array_t refusals; /* rap_refusal_t, by reason; their sum is `refused` */
    int64_t off;          /* discovered less all the others: 0 when the account balances */
} rap_account_t;

/* Every source's account as of one moment, by source, in the arena: rap_account_t.  RAP_NOTFOUND
 * when the database is no frontier, or not one yet. */
rap_code_t rap_accounts_read(
    rap_db_t *frontier, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err) RAP_CHECKED;

/* Every archived document whose end the fetcher was told, and every address that it is done with,
 * with what it gave or the record that it gave nothing: all must be in the store. */
typedef struct rap_account_end {
    const char *document; /* id */
    const char *url;      /* of an address; NULL: a document's end */
    const char *end;      /* of a document: "recorded", "quarantined", "duplicate" */
} rap_account_end_t;

/* Borrowed until it returns; a failure ends it all. */
typedef rap_code_t rap_account_end_fn(const rap_account_end_t *end, void *arg, rap_err_t *err);

/* Calls `fn` for each document, and with `addresses` for each such address, as of one moment.  What
 * has been there since before `since` (ms since 1970) is left out. */
rap_code_t rap_accounts_ends(rap_db_t *frontier, bool addresses, int64_t since,
    rap_account_end_fn *fn, void *arg, rap_err_t *err) RAP_CHECKED;

#endif
