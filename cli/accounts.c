/* accounts.c - see accounts.h */
#include "cli/accounts.h"

#include "cli/frontiers.h"
#include "cli/grid.h"
#include "cli/json.h"

#include <stdio.h>

enum { NUMBER_SIZE = 24, REASONS_SIZE = 256 };

/* ---- reading ---- */

struct reading {
    rap_arena_t *arena;
    struct fetcher_accounts *fetcher;
    size_t count;
};

static rap_code_t read_one(const char *fetcher, rap_db_t *db, void *arg, rap_err_t *err)
{
    struct reading *self = arg;
    struct fetcher_accounts *one = &self->fetcher[self->count];

    one->fetcher = fetcher;
    RAP_TRY(rap_accounts_read(db, self->arena, &one->accounts, err));
    self->count++;
    return RAP_OK;
}

rap_code_t accounts_read(
    const rap_home_t *home, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err)
{
    struct reading reading = {.arena = arena,
        .fetcher = rap_arena_array(arena, FRONTIERS_MAX, sizeof(struct fetcher_accounts))};

    *ret = (rap_array_t){0};
    if (reading.fetcher == NULL)
        return rap_fail(err, RAP_TOOBIG, "too many fetchers");
    rap_code_t code = frontiers_each(home, arena, read_one, &reading, err);
    if (code == RAP_OK || code == RAP_DAMAGED)
        *ret = (rap_array_t){reading.fetcher, reading.count};
    return code;
}

bool accounts_balance(const rap_array_t *fetchers)
{
    const struct fetcher_accounts *fetcher = fetchers->item;

    for (size_t f = 0; f < fetchers->count; f++) {
        const rap_account_t *account = fetcher[f].accounts.item;

        for (size_t i = 0; i < fetcher[f].accounts.count; i++)
            if (account[i].off != 0)
                return false;
    }
    return true;
}

static void add_to(rap_account_t *total, const rap_account_t *account)
{
    total->discovered += account->discovered;
    total->recorded += account->recorded;
    total->duplicate += account->duplicate;
    total->in_flight += account->in_flight;
    total->quarantined += account->quarantined;
    total->refused += account->refused;
    total->off += account->off;
}

rap_account_t accounts_total(const rap_array_t *fetchers)
{
    const struct fetcher_accounts *fetcher = fetchers->item;
    rap_account_t total = {.source = "total"};

    for (size_t f = 0; f < fetchers->count; f++) {
        const rap_account_t *account = fetcher[f].accounts.item;

        for (size_t i = 0; i < fetcher[f].accounts.count; i++)
            add_to(&total, &account[i]);
    }
    return total;
}

/* ---- for programs ---- */

static void set_numbers(json_t *object, const rap_account_t *account)
{
    json_object_set_new(object, "discovered", json_integer(account->discovered));
    json_object_set_new(object, "recorded", json_integer(account->recorded));
    json_object_set_new(object, "duplicate", json_integer(account->duplicate));
    json_object_set_new(object, "in_flight", json_integer(account->in_flight));
    json_object_set_new(object, "quarantined", json_integer(account->quarantined));
    json_object_set_new(object, "refused", json_integer(account->refused));
    json_object_set_new(object, "off", json_integer(account->off));
}

static json_t *account_json(const char *fetcher, const rap_account_t *account)
{
    const rap_refusal_t *refusal = account->refusals.item;
    json_t *object = json_object(), *refused = json_object();

    for (size_t i = 0; i < account->refusals.count; i++)
        json_object_set_new(refused, refusal[i].reason, json_integer(refusal[i].documents));
    json_set_text(object, "fetcher", fetcher);
    json_set_text(object, "source", account->source);
    set_numbers(object, account);
    json_object_set_new(object, "refused_by", refused);
    return object;
}

json_t *accounts_total_json(const rap_array_t *fetchers)
{
    rap_account_t total = accounts_total(fetchers);
    json_t *object = json_object();

    set_numbers(object, &total);
    return object;
}

json_t *accounts_json(const rap_array_t *fetchers)
{
    const struct fetcher_accounts *fetcher = fetchers->item;
    json_t *array = json_array();

    for (size_t f = 0; f < fetchers->count; f++) {
        const rap_account_t *account = fetcher[f].accounts.item;

        for (size_t i = 0; i < fetcher[f].accounts.count; i++)
            json_array_append_new(array, account_json(fetcher[f].fetcher, &account[i]));
    }
    return array;
}

/* ---- for people ---- */

/* The reasons, in one cell: "http_404 2, robots 1". */
static void describe_refusals(const rap_account_t *account, char *out, size_t size)
{
    const rap_refusal_t *refusal = account->refusals.item;
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < account->refusals.count && used < size; i++) {
        int n = snprintf(out + used, size - used, "%s%s %lld", i > 0 ? ", " : "", refusal[i].reason,
            (long long)refusal[i].documents);

        used += n > 0 ? (size_t)n : 0;
    }
}

static void add_account(grid_t *grid, const char *fetcher, const rap_account_t *account)
{
    const int64_t value[] = {account->discovered, account->recorded, account->duplicate,
        account->in_flight, account->quarantined, account->refused};
    char number[sizeof value / sizeof value[0]][NUMBER_SIZE], off[NUMBER_SIZE + 8] = "balances";
    char reasons[REASONS_SIZE];

    for (size_t i = 0; i < sizeof value / sizeof value[0]; i++)
        (void)snprintf(number[i], NUMBER_SIZE, "%lld", (long long)value[i]);
    if (account->off != 0)
        (void)snprintf(off, sizeof off, "OFF BY %lld", (long long)account->off);
    describe_refusals(account, reasons, sizeof reasons);
    const char *cells[] = {account->source, fetcher, number[0], number[1], number[2], number[3],
        number[4], number[5], off, reasons[0] != '\0' ? reasons : NULL};
    grid_add(grid, cells);
}

void accounts_print(const rap_array_t *fetchers)
{
    static const struct grid_column columns[] = {{.title = "SOURCE"}, {.title = "FETCHER"},
        {.title = "DISCOVERED", .numeric = true}, {.title = "RECORDED", .numeric = true},
        {.title = "DUPLICATE", .numeric = true}, {.title = "IN FLIGHT", .numeric = true},
        {.title = "QUARANTINED", .numeric = true}, {.title = "REFUSED", .numeric = true},
        {.title = "ACCOUNT"}, {.title = "REFUSED BY"}, {.title = NULL}};
    const struct fetcher_accounts *fetcher = fetchers->item;
    RAP_AUTO(grid) *grid = grid_new(columns);

    for (size_t f = 0; f < fetchers->count; f++) {
        const rap_account_t *account = fetcher[f].accounts.item;

        for (size_t i = 0; i < fetcher[f].accounts.count; i++)
            add_account(grid, fetcher[f].fetcher, &account[i]);
    }
    if (grid_rows(grid) == 0)
        return;
    rap_account_t total = accounts_total(fetchers);
    add_account(grid, NULL, &total);
    (void)putchar('\n');
    grid_print(grid, stdout);
}
