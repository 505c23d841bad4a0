/* Invariants: no web page crashes its reader; it gives blocks of clean UTF-8, no more text than
 * the page has bytes for, or says why it cannot be read; the same page gives the same blocks. */
#include "tests/fuzz/layout_check.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char beginning[] = "<!DOCTYPE html>";

/* A character of one byte may be three of UTF-8, and a title may stand before a text again. */
enum { GROWTH_MAX = 8, LINE_MAX = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    RAP_AUTO_RELEASE(rap_buf) file;
    rap_err_t err;

    /* Whatever it is, it is read as a web page. */
    rap_buf_init(&file, FILE_MAX);
    check(rap_buf_add(&file, beginning, strlen(beginning), &err) == RAP_OK);
    check(rap_buf_add(&file, (const char *)data, size, &err) == RAP_OK);
    char *first = layout_read_once(&file), *second = layout_read_once(&file);
    check(first != NULL && second != NULL && strcmp(first, second) == 0);
    size_t lines = 1;
    for (const char *at = first; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    check(strlen(first) <= GROWTH_MAX * file.len + lines * LINE_MAX + sizeof err.text);
    free(first);
    free(second);
    return 0;
}
