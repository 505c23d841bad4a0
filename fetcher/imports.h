/* imports.h - how far files that are read in pieces have been read (sources of kind warc).
 *
 * A table of the frontier.  A file that is as it was at its end is not read again; one that
 * has grown is read on from there.
 */
#ifndef RAP_FETCHER_IMPORTS_H
#define RAP_FETCHER_IMPORTS_H

#include "base/err.h"
#include "fetcher/frontier.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct import {
    int64_t size, changed_ms; /* the file's, when it was last read */
    int64_t offset;           /* where the next piece begins */
    bool ended;               /* nothing more was there */
} import_t;

/* All 0 for a file that is not known. */
rap_code_t imports_get(frontier_t *frontier, const char *source, const char *path, import_t *ret,
    rap_err_t *err) RAP_CHECKED;
rap_code_t imports_set(frontier_t *frontier, const char *source, const char *path,
    const import_t *import, rap_err_t *err) RAP_CHECKED;

/* The source is described anew: all its files are to be read again. */
rap_code_t imports_forget(frontier_t *frontier, const char *source, rap_err_t *err) RAP_CHECKED;

#endif
