/* null.c - see null.h */
#include "null.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCHEME "null:"

void null_url(int64_t n, char out[NULL_URL_SIZE])
{
    (void)snprintf(out, NULL_URL_SIZE, SCHEME "%" PRId64, n);
}

int64_t null_number(const char *url)
{
    size_t len = strlen(SCHEME);

    return url != NULL && strncmp(url, SCHEME, len) == 0 ? strtoll(url + len, NULL, 10) : -1;
}
