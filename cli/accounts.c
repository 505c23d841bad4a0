/* accounts.c - see accounts.h */
#include "cli/accounts.h"

#include "base/db.h"
#include "base/file.h"
#include "cli/grid.h"
#include "cli/json.h"
#include "proto/accounts.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUSY_MS = 2000, NUMBER_SIZE = 24, FETCHERS_MAX = 1024, REASONS_SIZE = 256 };

static const char suffix[] = ".db";

/* ---- reading ---- */

/* The database's name, if it may be a frontier: all that is in state/ but the store. */
static const char *fetcher_of(const rap_home_t *home, const char *file, rap_arena_t *arena)
{
    const char *store = strrchr(home->store, '/');
    size_t len = strlen(file), tail = sizeof suffix - 1;

    if (len <= tail || strcmp(file + len - tail, suffix) != 0 ||
        (store != NULL && strcmp(file, store + 1) == 0))
        return NULL;
    return rap_arena_strndup(arena, file, len - tail);
}

static rap_code_t read_frontier(const rap_home_t *home, const char *file, rap_arena_t *arena,
    struct fetcher_accounts *ret, bool *ret_is, rap_err_t *err)
{
    RAP_AUTO(rap_db) *db = NULL;
    char path[RAP_PATH_MAX];

    *ret_is = false;
    ret->fetcher = fetcher_of(home, file, arena);
    if (ret->fetcher == NULL)
        return RAP_OK;
    RAP_TRY(rap_file_join(path, sizeof path, home->state, file, err));
    rap_code_t code = rap_db_open(&db, path, RAP_DB_READ, BUSY_MS, err);
    if (code == RAP_OK)
        code = rap_accounts_read(db, arena, &ret->accounts, err);
    if (code == RAP_NOTFOUND)
        return RAP_OK; /* another's, or one that its fetcher is only making */
    *ret_is = code == RAP_OK;
    return code;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct fetcher_accounts *)a)->fetcher,
        ((const struct fetcher_accounts *)b)->fetcher);
}

static rap_code_t read_all(
    const rap_home_t *home, DIR *dir, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err)
{
    struct fetcher_accounts *fetcher = rap_arena_array(arena, FETCHERS_MAX, sizeof *fetcher);
    size_t count = 0;

    if (fetcher == NULL)
        return rap_fail(err, RAP_TOOBIG, "too many fetchers");
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): one stream, read by one thread */
    for (const struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        bool is_one;

        if (count == FETCHERS_MAX)
            return rap_fail(
                err, RAP_TOOBIG, "more than %d frontiers in '%s'", FETCHERS_MAX, home->state);
        RAP_TRY(read_frontier(home, entry->d_name, arena, &fetcher[count], &is_one, err));
        count += is_one;
    }
    qsort(fetcher, count, sizeof *fetcher, by_name);
    *ret = (rap_array_t){fetcher, count};
    return RAP_OK;
}

rap_code_t accounts_read(
    const rap_home_t *home, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err)
{
    DIR *dir = opendir(home->state);

    *ret = (rap_array_t){0};
    if (dir == NULL && errno == ENOENT)
        return RAP_OK; /* nothing ever ran here */
    if (dir == NULL)
        return rap_fail_sys(
            err, rap_code_of_errno(errno), errno, "could not open directory '%s'", home->state);
    rap_code_t code = read_all(home, dir, arena, ret, err);
    (void)closedir(dir);
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

/* ---- for programs ---- */

static json_t *account_json(const char *fetcher, const rap_account_t *account)
{
    const rap_refusal_t *refusal = account->refusals.item;
    json_t *object = json_object(), *refused = json_object();

    for (size_t i = 0; i < account->refusals.count; i++)
        json_object_set_new(refused, refusal[i].reason, json_integer(refusal[i].documents));
    json_set_text(object, "fetcher", fetcher);
    json_set_text(object, "source", account->source);
    json_object_set_new(object, "discovered", json_integer(account->discovered));
    json_object_set_new(object, "recorded", json_integer(account->recorded));
    json_object_set_new(object, "duplicate", json_integer(account->duplicate));
    json_object_set_new(object, "in_flight", json_integer(account->in_flight));
    json_object_set_new(object, "quarantined", json_integer(account->quarantined));
    json_object_set_new(object, "refused", json_integer(account->refused));
    json_object_set_new(object, "refused_by", refused);
    json_object_set_new(object, "off", json_integer(account->off));
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
    (void)putchar('\n');
    grid_print(grid, stdout);
}
