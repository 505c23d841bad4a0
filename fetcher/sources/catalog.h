/* catalog.h - all sources of a folder.  A definition that cannot be read disables its source
 * only; what was wrong with it is kept to be told. */
#ifndef RAP_FETCHER_SOURCES_CATALOG_H
#define RAP_FETCHER_SOURCES_CATALOG_H

#include "base/err.h"
#include "fetcher/sources/source.h"

#include <stddef.h>

typedef struct catalog {
    source_t **source; /* owned; in the order of their files' names; disabled ones left out */
    size_t count;
    rap_err_t *broken; /* one for each definition that could not be read */
    size_t broken_count;
} catalog_t;

enum { CATALOG_MAX = 1000 };

/* Reads the files of `dir` that end in ".yaml".  No folder is an empty catalog; RAP_IO when it
 * cannot be read. */
rap_code_t catalog_read(catalog_t **ret, const char *dir, rap_err_t *err) RAP_CHECKED;
void catalog_destroy(catalog_t **self);

/* The source of that id, or NULL.  A catalog that is NULL has none. */
source_t *catalog_find(const catalog_t *self, const char *id);

#endif
