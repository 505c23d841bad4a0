/* texts.c - see texts.h */
#include "classifier/codebooks/texts.h"

#include "base/file.h"
#include "base/lines.h"
#include "proto/row.h"

enum { TEXT_MAX = 64 << 20, STATEMENTS_MAX = 4096 };

typedef struct holder {
    const char *text;
    rap_array_t statements; /* of holder_t, without statements of their own */
} holder_t;

#define ROW_OF holder_t
static const rap_field_t statement_rows[] = {ROW_TEXT(text, TEXT_MAX, RAP_REQUIRED), ROW_END};
static const rap_table_t statement_table = {
    "statement", sizeof(holder_t), statement_rows, .open = true};
static const rap_field_t line_rows[] = {
    ROW_TEXT(text, TEXT_MAX, 0),
    ROW_ARRAY(statements, statement_table, STATEMENTS_MAX),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t line_table = {"line", sizeof(holder_t), line_rows, .open = true};

bool texts_are_lines(const rap_buf_t *file)
{
    return file->len > 0 && file->data[0] == '{';
}

struct taking {
    texts_take_fn *take;
    void *arg;
};

static rap_code_t take_line(void *arg, const void *object, rap_err_t *err)
{
    const struct taking *self = arg;
    const holder_t *line = object, *statement = line->statements.item;

    if (line->text != NULL)
        RAP_TRY(self->take(self->arg, line->text, err));
    for (size_t i = 0; i < line->statements.count; i++)
        RAP_TRY(self->take(self->arg, statement[i].text, err));
    return RAP_OK;
}

rap_code_t texts_each(
    const char *path, rap_arena_t *arena, texts_take_fn *take, void *arg, rap_err_t *err)
{
    struct taking taking = {take, arg};
    RAP_AUTO_RELEASE(rap_buf) file;

    rap_buf_init(&file, RAP_LINES_FILE_MAX);
    RAP_TRY(rap_file_read(path, &file, err));
    if (texts_are_lines(&file))
        return rap_lines_of(path, &file, &line_table, arena, take_line, &taking, err);
    return take(arg, file.data, err);
}
