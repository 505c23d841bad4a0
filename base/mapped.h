/* mapped.h - a file's bytes in memory, as they are on disk: pages that all processes share, and that the
 * kernel can take back.
 *
 * For data files that are replaced as a whole (rap_file_replace()).  Who writes into such a file changes
 * what is read, and who cuts it off ends the process with SIGBUS: what was checked once must still do no harm
 * if it has changed since.
 */
#ifndef RAP_BASE_MAPPED_H
#define RAP_BASE_MAPPED_H

#include "base/err.h"

#include <stddef.h>

typedef struct rap_mapped {
    void *bytes; /* only read; NULL: no file */
    size_t len;
} rap_mapped_t;

/* RAP_NOTFOUND, RAP_IO and the like; RAP_SYNTAX for a file without bytes, RAP_TOOBIG past `max`. */
rap_code_t rap_mapped_open(
    rap_mapped_t *ret, const char *path, size_t max, rap_err_t *err) RAP_CHECKED;
void rap_mapped_release(rap_mapped_t *self); /* idempotent */

/* Gives its pages back until they are read again. */
void rap_mapped_rest(const rap_mapped_t *self);

#endif
