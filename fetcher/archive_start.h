/* archive_start.h - the archive's files, and what an earlier process left of them.  For archive.c. */
#ifndef RAP_FETCHER_ARCHIVE_START_H
#define RAP_FETCHER_ARCHIVE_START_H

#include "fetcher/archive.h"

enum { ARCHIVE_NAME_SIZE = 128, ARCHIVE_SERIAL_MAX = 999999 };

#define ARCHIVE_SUFFIX ".warc.gz"

/* The file to go on with. */
typedef struct archive_tail {
    char file[ARCHIVE_NAME_SIZE]; /* its name once sealed; "": there is none */
    int64_t len;
    unsigned serial; /* the highest there is, of any file; 0: there is none */
} archive_tail_t;

/* Looks through the folder `dir` of fetcher `name`.  Each file that is open is cut back to its last
 * whole record, what is cut off is kept beside it; the newest is gone on with, others are sealed.
 * `end` is as of archive_config_t. */
rap_code_t archive_start(const char *dir, const char *name, const archive_place_t *end,
    archive_tail_t *ret, archive_repair_t *ret_repair, rap_err_t *err) RAP_CHECKED;

/* Gives the file its sealed name, durably. */
rap_code_t archive_seal(const char *dir, const char *file, rap_err_t *err) RAP_CHECKED;

#endif
