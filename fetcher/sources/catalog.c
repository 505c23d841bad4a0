/* catalog.c - see catalog.h */
#include "fetcher/sources/catalog.h"

#include "base/file.h"
#include "fetcher/frontier.h"
#include "proto/home.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_MAX = 1024 * 1024 };

static void add_broken(catalog_t *self, const rap_err_t *err)
{
    self->broken = reallocarray(self->broken, self->broken_count + 1, sizeof *self->broken);
    if (self->broken == NULL)
        abort();
    self->broken[self->broken_count++] = *err;
}

static rap_code_t open_one(catalog_t *self, const char *path, rap_err_t *err)
{
    RAP_AUTO(source) *source = NULL;

    RAP_TRY(source_open(&source, path, err));
    const char *id = source->definition.id;
    const source_t *other = catalog_find(self, id);
    if (other != NULL)
        return rap_fail(
            err, RAP_CONFIG, "%s: the id '%s' is that of '%s', too", path, id, other->path);
    if (strcmp(id, SOURCE_MANUAL) == 0)
        return rap_fail(
            err, RAP_CONFIG, "%s: the id '%s' is for what is handed in; take another", path, id);
    if (!source->definition.enabled)
        return RAP_OK;
    self->source = reallocarray(self->source, self->count + 1, sizeof(source_t *));
    if (self->source == NULL)
        abort();
    self->source[self->count++] = source;
    source = NULL;
    return RAP_OK;
}

static void open_all(catalog_t *self, const char *dir, const rap_strings_t *file)
{
    char path[PATH_MAX];
    rap_err_t err;

    for (size_t i = 0; i < file->count && i < CATALOG_MAX; i++)
        if (rap_file_join(path, sizeof path, dir, file->item[i], &err) != RAP_OK ||
            open_one(self, path, &err) != RAP_OK)
            add_broken(self, &err);
    if (file->count > CATALOG_MAX) {
        (void)rap_fail(&err, RAP_CONFIG, "%s: more than %d definitions", dir, CATALOG_MAX);
        add_broken(self, &err);
    }
}

rap_code_t catalog_read(catalog_t **ret, const char *dir, rap_err_t *err)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(NAMES_MAX);
    rap_strings_t file;

    RAP_TRY(rap_file_names(dir, RAP_SOURCE_SUFFIX, arena, &file, err));
    catalog_t *self = calloc(1, sizeof *self);
    if (self == NULL)
        abort();
    open_all(self, dir, &file);
    *ret = self;
    return RAP_OK;
}

void catalog_destroy(catalog_t **self)
{
    if (*self == NULL)
        return;
    for (size_t i = 0; i < (*self)->count; i++)
        source_destroy(&(*self)->source[i]);
    free((*self)->source);
    free((*self)->broken);
    free(*self);
    *self = NULL;
}

source_t *catalog_find(const catalog_t *self, const char *id)
{
    for (size_t i = 0; self != NULL && i < self->count; i++)
        if (strcmp(self->source[i]->definition.id, id) == 0)
            return self->source[i];
    return NULL;
}
