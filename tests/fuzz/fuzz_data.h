/* fuzz_data.h - the data files that fuzz targets of the classifier read, and how one fails. */
#ifndef RAP_TESTS_FUZZ_DATA_H
#define RAP_TESTS_FUZZ_DATA_H

#include "classifier/codebook.h"
#include "proto/parties.h"
#include "tests/fuzz/check.h"

#include <stdio.h>
#include <stdlib.h>

/* `name` is a codebook's. */
static inline void open_data(const char *name, codebook_t **codebook, rap_parties_t **parties)
{
    const char *dir = getenv("RAP_SOURCE_DIR");
    char path[1024];
    rap_err_t err;

    dir = dir != NULL ? dir : ".";
    (void)snprintf(path, sizeof path, "%s/data/codebooks/%s.yaml", dir, name);
    check(codebook_open(codebook, path, &err) == RAP_OK);
    (void)snprintf(path, sizeof path, "%s/data/parties.yaml", dir);
    check(rap_parties_open(parties, path, &err) == RAP_OK);
}

#endif
