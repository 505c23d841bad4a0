/* frontiers.c - see frontiers.h */
#include "cli/frontiers.h"

#include "base/field.h"
#include "base/file.h"

#include <string.h>

enum { BUSY_MS = 2000 };

static const char suffix[] = ".db";

/* All that is in state/ but the store may be a frontier. */
static bool is_store(const rap_home_t *home, const char *file)
{
    const char *name = strrchr(home->store, '/');

    return name != NULL && strcmp(file, name + 1) == 0;
}

static rap_code_t visit(const rap_home_t *home, const char *file, rap_arena_t *arena,
    frontier_fn *fn, void *arg, rap_err_t *err)
{
    RAP_AUTO(rap_db) *db = NULL;
    char path[RAP_PATH_MAX];
    const char *fetcher = rap_arena_strndup(arena, file, strlen(file) - (sizeof suffix - 1));

    if (fetcher == NULL)
        return rap_fail(err, RAP_TOOBIG, "too many fetchers");
    RAP_TRY(rap_file_join(path, sizeof path, home->state, file, err));
    rap_code_t code = rap_db_open(&db, path, RAP_DB_READ, BUSY_MS, err);
    if (code == RAP_OK)
        code = fn(fetcher, db, arg, err);
    if (code == RAP_NOTFOUND)
        return RAP_OK;
    return code == RAP_OK ? RAP_OK : rap_fail_prefix(err, "'%s'", file);
}

rap_code_t frontiers_each(
    const rap_home_t *home, rap_arena_t *arena, frontier_fn *fn, void *arg, rap_err_t *err)
{
    rap_err_t damaged = {.code = RAP_OK}; /* the first: what comes after it may fail otherwise */
    rap_strings_t file;

    RAP_TRY(rap_file_names(home->state, suffix, arena, &file, err));
    if (file.count > FRONTIERS_MAX)
        return rap_fail(
            err, RAP_TOOBIG, "more than %d databases in '%s'", FRONTIERS_MAX, home->state);
    for (size_t i = 0; i < file.count; i++) {
        rap_code_t code =
            is_store(home, file.item[i]) ? RAP_OK : visit(home, file.item[i], arena, fn, arg, err);

        if (code != RAP_DAMAGED)
            RAP_TRY(code);
        else if (damaged.code == RAP_OK)
            damaged = *err;
    }
    if (damaged.code != RAP_OK)
        *err = damaged;
    return damaged.code;
}
