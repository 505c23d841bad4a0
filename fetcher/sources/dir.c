/* dir.c - a folder on this machine: each file in it, and in the folders below, is a document.
 *
 * Hidden names are passed over, so that a file can be written under one and renamed when it is
 * whole; links are not followed, for a folder may be others' to write to.
 */
#include "fetcher/address.h"
#include "fetcher/sources/source.h"

#include <errno.h>
#include <fnmatch.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 32 };

static rap_code_t open_dir(source_t *source, rap_err_t *err)
{
    const rap_strings_t *match = &source->definition.match;

    for (size_t i = 0; i < match->count; i++)
        if (match->item[i][0] == '\0')
            return rap_fail(err, RAP_CONFIG, "match: an empty pattern fits no file");
    return RAP_OK;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Is it among the names that are wanted?  A '*' also stands for '/', so "*.pdf" is one of any folder. */
static bool is_wanted(const source_t *source, const char *name)
{
    const rap_strings_t *match = &source->definition.match;

    for (size_t i = 0; i < match->count; i++)
        if (fnmatch(match->item[i], name, 0) == 0)
            return true;
    return match->count == 0;
}

static rap_code_t add_file(harvest_t *harvest, const source_t *source, const FTSENT *entry,
    rap_arena_t *arena, rap_err_t *err)
{
    field_texts_t texts = {0};
    const char *name = entry->fts_path + strlen(source->file);
    rap_err_t why;

    if (!is_wanted(source, name + strspn(name, "/")))
        return RAP_OK;
    if (address_of_file(entry->fts_path, arena, &texts.url, &why) != RAP_OK) {
        harvest_broken(harvest, "%s", why.text);
        return RAP_OK;
    }
    return harvest_add_file(harvest, source, texts.url, &texts, arena, err);
}

static rap_code_t take_entry(FTS *tree, FTSENT *entry, const source_t *source, harvest_t *harvest,
    rap_arena_t *arena, rap_err_t *err)
{
    bool hidden = entry->fts_level > 0 && entry->fts_name[0] == '.';

    switch (entry->fts_info) {
    case FTS_D:
        if (hidden || entry->fts_level > DEPTH_MAX)
            (void)fts_set(tree, entry, FTS_SKIP);
        return RAP_OK;
    case FTS_F:
        return hidden ? RAP_OK : add_file(harvest, source, entry, arena, err);
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS:
        if (entry->fts_level == 0) /* NOTFOUND: a disk that fails is another's, not ours */
            return rap_fail_sys(
                err, RAP_NOTFOUND, entry->fts_errno, "could not read folder '%s'", source->file);
        harvest_broken(harvest, "could not read '%s'", entry->fts_path);
        return RAP_OK;
    default:
        return RAP_OK;
    }
}

static rap_code_t read_dir(const source_t *source, const listing_t *listing, harvest_t *harvest,
    rap_arena_t *arena, rap_err_t *err)
{
    char *root = rap_arena_strdup(arena, listing->name);
    char *roots[] = {root, NULL};
    FTS *tree =
        root != NULL ? fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_COMFOLLOW, by_name) : NULL;
    rap_code_t code = RAP_OK;

    if (tree == NULL)
        return rap_fail_sys(err, RAP_NOTFOUND, errno, "could not read folder '%s'", listing->name);
    for (FTSENT *entry; code == RAP_OK && (entry = fts_read(tree)) != NULL;)
        code = take_entry(tree, entry, source, harvest, arena, err);
    (void)fts_close(tree);
    return code;
}

static void close_dir(source_t *source)
{
    (void)source; /* keeps nothing */
}

const source_adapter_t source_dir = {
    .kind = "dir", .by_path = true, .open = open_dir, .read = read_dir, .close = close_dir};
