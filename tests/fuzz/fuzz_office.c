/* Invariants: no office document crashes its reader; it gives blocks of clean UTF-8 on pages that
 * there are, or says why it cannot be read; the same document gives the same blocks.
 *
 * A seed that begins with "==> " shows the parts of an archive (package_text.h); any other is
 * given as it is. */
#include "tests/fuzz/layout_check.h"
#include "tests/unit/package_text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    RAP_AUTO_RELEASE(rap_buf) file;
    const char *bytes = (const char *)data;
    rap_err_t err;

    rap_buf_init(&file, FILE_MAX);
    if (size >= strlen(PACKAGE_MARK) && memcmp(bytes, PACKAGE_MARK, strlen(PACKAGE_MARK)) == 0)
        package_make(bytes, size, &file);
    else
        check(rap_buf_add(&file, bytes, size, &err) == RAP_OK);
    char *first = layout_read_once(&file), *second = layout_read_once(&file);
    check(first != NULL && second != NULL && strcmp(first, second) == 0);
    free(first);
    free(second);
    return 0;
}
