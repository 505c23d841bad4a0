/* package_text.h - ZIP archives for tests, from a text that shows their parts.
 *
 * A line "==> NAME" begins a part; what follows, up to the next such line, are its bytes.
 */
#ifndef RAP_TESTS_PACKAGE_TEXT_H
#define RAP_TESTS_PACKAGE_TEXT_H

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

#define PACKAGE_MARK "==> "

static inline void package_must(bool holds)
{
    if (!holds)
        abort();
}

static inline zip_source_t *package_source(void)
{
    zip_source_t *ret = zip_source_buffer_create(NULL, 0, 0, NULL);

    package_must(ret != NULL);
    zip_source_keep(ret); /* closing the archive gives one hold up */
    return ret;
}

/* The bytes of the archive that was written to a source, which is given up. */
static inline void package_take(zip_source_t *source, rap_buf_t *out)
{
    zip_stat_t stat;
    rap_err_t err;
    char *at;

    rap_buf_reset(out);
    package_must(zip_source_stat(source, &stat) == 0 && zip_source_open(source) == 0);
    package_must(rap_buf_room(out, stat.size, &at, &err) == RAP_OK);
    package_must(zip_source_read(source, at, stat.size) == (zip_int64_t)stat.size);
    rap_buf_grew(out, stat.size);
    (void)zip_source_close(source);
    zip_source_free(source);
}

/* Bytes; larger parts are stored as they are: what a test repeats would be compressed like a bomb. */
enum { PACKAGE_STORED = 64 * 1024 };

/* `text` is borrowed until the archive is closed. */
static inline void package_add(zip_t *zip, const char *name, const char *text, size_t len)
{
    zip_source_t *part = zip_source_buffer(zip, text, len, 0);

    package_must(part != NULL);
    zip_int64_t i = zip_file_add(zip, name, part, ZIP_FL_OVERWRITE | ZIP_FL_ENC_UTF_8);
    if (i < 0)
        zip_source_free(part); /* a name that no part may have */
    else if (len > PACKAGE_STORED)
        package_must(zip_set_file_compression(zip, (zip_uint64_t)i, ZIP_CM_STORE, 0) == 0);
}

/* Replaces what is in `out`. */
static inline void package_make(const char *text, size_t len, rap_buf_t *out)
{
    const char *end = text + len, *at = text;
    zip_source_t *source = package_source();
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);

    package_must(zip != NULL);
    while (at < end) {
        const char *line = memchr(at, '\n', (size_t)(end - at)), *next;
        char name[256] = "";

        if (line == NULL)
            break;
        if ((size_t)(line - at) > strlen(PACKAGE_MARK) &&
            (size_t)(line - at) < sizeof name + strlen(PACKAGE_MARK))
            memcpy(name, at + strlen(PACKAGE_MARK), (size_t)(line - at) - strlen(PACKAGE_MARK));
        next = memmem(line, (size_t)(end - line), "\n" PACKAGE_MARK, strlen(PACKAGE_MARK) + 1);
        next = next != NULL ? next + 1 : end;
        line++;
        package_add(zip, name, line, (size_t)(next - line));
        at = next;
    }
    if (zip_get_num_entries(zip, 0) > 0 && zip_close(zip) == 0) {
        package_take(source, out);
        return;
    }
    zip_discard(zip);
    zip_source_free(source);
    rap_buf_reset(out); /* a text that shows no part */
}

#endif
