/* lines.c - see lines.h */
#include "base/lines.h"

#include "base/codec.h"
#include "base/file.h"

#include <string.h>

static rap_code_t take_line(const char *line, size_t len, const rap_table_t *table,
    rap_arena_t *arena, rap_lines_take_fn *take, void *arg, rap_err_t *err)
{
    void *object = rap_arena_alloc(arena, table->size);

    if (object == NULL)
        return rap_fail(err, RAP_TOOBIG, "too much for the memory allowed; give fewer lines");
    RAP_TRY(rap_codec_read(table, object, line, len, arena, err));
    return take(arg, object, err);
}

rap_code_t rap_lines_of(const char *path, const rap_buf_t *file, const rap_table_t *table,
    rap_arena_t *arena, rap_lines_take_fn *take, void *arg, rap_err_t *err)
{
    int number = 0;

    for (size_t at = 0; at < file->len;) {
        const char *line = file->data + at, *end = memchr(line, '\n', file->len - at);
        size_t len = end != NULL ? (size_t)(end - line) : file->len - at;

        number++;
        at += len + 1;
        if (strspn(line, " \t\r") >= len)
            continue;
        if (take_line(line, len, table, arena, take, arg, err) != RAP_OK)
            return rap_fail_prefix(err, "%.120s:%d", path, number);
    }
    return RAP_OK;
}

rap_code_t rap_lines_each(const char *path, const rap_table_t *table, rap_arena_t *arena,
    rap_lines_take_fn *take, void *arg, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) file;

    rap_buf_init(&file, RAP_LINES_FILE_MAX);
    RAP_TRY(rap_file_read(path, &file, err));
    return rap_lines_of(path, &file, table, arena, take, arg, err);
}
