/* accounts.h - what the fetchers of a home have counted, and whether it balances. */
#ifndef RAP_CLI_ACCOUNTS_H
#define RAP_CLI_ACCOUNTS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/field.h"
#include "proto/accounts.h"
#include "proto/home.h"

#include <jansson.h>
#include <stdbool.h>

/* Of one fetcher: it balances by itself, so what is off is not made up for by another. */
struct fetcher_accounts {
    const char *fetcher;  /* its name */
    rap_array_t accounts; /* rap_account_t, by source */
};

/* Reads every frontier in the home's state/; `*ret` holds struct fetcher_accounts, by name, of those
 * that can be read also when RAP_DAMAGED says that one cannot. */
rap_code_t accounts_read(
    const rap_home_t *home, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err) RAP_CHECKED;

bool accounts_balance(const rap_array_t *fetchers);

/* All of them together, without reasons; `source` is "total". */
rap_account_t accounts_total(const rap_array_t *fetchers);

/* An array of objects, one a source and fetcher; the reference is the caller's. */
json_t *accounts_json(const rap_array_t *fetchers);
json_t *accounts_total_json(const rap_array_t *fetchers);

/* For people: a table with its total, reasons of refusal, and what does not balance. */
void accounts_print(const rap_array_t *fetchers);

#endif
