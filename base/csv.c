/* csv.c - see csv.h */
#include "base/csv.h"

#include "base/file.h"
#include "base/lines.h"
#include "base/text.h"

#include <stdbool.h>
#include <string.h>

static const char byte_order_mark[] = "\xef\xbb\xbf";

typedef struct cell {
    const char *text; /* of the file, without the quotation marks around it */
    size_t len;
    bool doubled; /* it holds quotation marks */
} cell_t;

typedef struct table {
    const char *at, *end;
    int line; /* that `at` is in */
    cell_t cell[RAP_CSV_COLUMNS_MAX];
    size_t cells;
    size_t wanted[RAP_CSV_COLUMNS_MAX]; /* numbers of columns */
    size_t columns;
    rap_arena_t *arena;
} table_t;

/* ---- cells ---- */

static bool is_line_end(const table_t *self)
{
    return self->at == self->end || *self->at == '\n' ||
           (*self->at == '\r' && (self->at + 1 == self->end || self->at[1] == '\n'));
}

static rap_code_t read_quoted(table_t *self, cell_t *ret, rap_err_t *err)
{
    const char *text = ++self->at;

    for (;; self->at++) {
        if (self->at == self->end)
            return rap_fail(err, RAP_SYNTAX, "a quotation mark is not closed");
        self->line += *self->at == '\n';
        if (*self->at != '"')
            continue;
        if (self->at + 1 == self->end || self->at[1] != '"')
            break;
        ret->doubled = true;
        self->at++;
    }
    ret->text = text;
    ret->len = (size_t)(self->at - text);
    self->at++;
    if (is_line_end(self) || *self->at == ',')
        return RAP_OK;
    return rap_fail(err, RAP_SYNTAX, "text behind a closing quotation mark");
}

static rap_code_t read_cell(table_t *self, cell_t *ret, rap_err_t *err)
{
    *ret = (cell_t){.text = self->at};
    if (self->at < self->end && *self->at == '"')
        return read_quoted(self, ret, err);
    while (!is_line_end(self) && *self->at != ',')
        self->at++;
    ret->len = (size_t)(self->at - ret->text);
    return RAP_OK;
}

static void end_line(table_t *self)
{
    if (self->at < self->end && *self->at == '\r')
        self->at++;
    if (self->at < self->end) {
        self->at++;
        self->line++;
    }
}

static rap_code_t read_row(table_t *self, rap_err_t *err)
{
    self->cells = 0;
    for (;;) {
        if (self->cells == RAP_CSV_COLUMNS_MAX)
            return rap_fail(
                err, RAP_TOOBIG, "more than %d cells in a row", (int)RAP_CSV_COLUMNS_MAX);
        RAP_TRY(read_cell(self, &self->cell[self->cells++], err));
        if (is_line_end(self))
            return RAP_OK;
        self->at++;
    }
}

/* Goes on to the next line that is not empty; false at the end. */
static bool skip_empty(table_t *self)
{
    while (self->at < self->end && is_line_end(self))
        end_line(self);
    return self->at < self->end;
}

/* ---- rows ---- */

static const char *copy_cell(const table_t *self, const cell_t *cell)
{
    char *copy = rap_arena_strndup(self->arena, cell->text, cell->len), *to = copy;

    if (copy == NULL || !cell->doubled)
        return copy;
    for (const char *from = copy; *from != '\0'; from++) {
        *to++ = *from;
        from += *from == '"';
    }
    *to = '\0';
    return copy;
}

static rap_code_t find_columns(table_t *self, const char *const *column, rap_err_t *err)
{
    for (; column[self->columns] != NULL; self->columns++) {
        const char *name = column[self->columns];
        size_t n = 0;

        while (n < self->cells && (self->cell[n].len != strlen(name) ||
                                      memcmp(self->cell[n].text, name, self->cell[n].len) != 0))
            n++;
        if (n == self->cells)
            return rap_fail(err, RAP_SCHEMA, "there is no column '%.60s'", name);
        self->wanted[self->columns] = n;
    }
    return RAP_OK;
}

static rap_code_t take_row(
    table_t *self, size_t cells, rap_csv_take_fn *take, void *arg, rap_err_t *err)
{
    const char *text[RAP_CSV_COLUMNS_MAX];

    RAP_TRY(read_row(self, err));
    if (self->cells != cells)
        return rap_fail(err, RAP_SCHEMA, "%zu cells under %zu columns", self->cells, cells);
    for (size_t i = 0; i < self->columns; i++) {
        text[i] = copy_cell(self, &self->cell[self->wanted[i]]);
        if (text[i] == NULL)
            return rap_fail(err, RAP_TOOBIG, "too much for the memory allowed; give fewer lines");
    }
    return take(arg, text, err);
}

/* Else *ret_line is the first line that is none. */
static bool is_utf8(const table_t *self, int *ret_line)
{
    int line = self->line;

    for (const char *at = self->at; at < self->end; line++) {
        const char *end = memchr(at, '\n', (size_t)(self->end - at));
        const char *behind = end != NULL ? end + 1 : self->end;

        if (!rap_text_is_utf8(at, (size_t)(behind - at))) {
            *ret_line = line;
            return false;
        }
        at = behind;
    }
    return true;
}

static rap_code_t read_table(table_t *self, const char *const *column, rap_csv_take_fn *take,
    void *arg, int *ret_line, rap_err_t *err)
{
    if (!is_utf8(self, ret_line))
        return rap_fail(err, RAP_SYNTAX, "not UTF-8; convert the file");
    if (skip_empty(self))
        RAP_TRY(read_row(self, err));
    RAP_TRY(find_columns(self, column, err));
    size_t cells = self->cells;
    end_line(self);
    while (skip_empty(self)) {
        *ret_line = self->line;
        RAP_TRY(take_row(self, cells, take, arg, err));
        end_line(self);
    }
    return RAP_OK;
}

rap_code_t rap_csv_of(const char *path, const rap_buf_t *file, const char *const *column,
    rap_arena_t *arena, rap_csv_take_fn *take, void *arg, rap_err_t *err)
{
    size_t mark = sizeof byte_order_mark - 1;
    bool marked = file->len >= mark && memcmp(file->data, byte_order_mark, mark) == 0;
    table_t table = {.at = file->data + (marked ? mark : 0),
        .end = file->data + file->len,
        .line = 1,
        .arena = arena};
    int line = 1; /* that the row in hand begins in */

    if (read_table(&table, column, take, arg, &line, err) != RAP_OK)
        return rap_fail_prefix(err, "%.120s:%d", path, line);
    return RAP_OK;
}

rap_code_t rap_csv_each(const char *path, const char *const *column, rap_arena_t *arena,
    rap_csv_take_fn *take, void *arg, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) file;

    rap_buf_init(&file, RAP_LINES_FILE_MAX);
    RAP_TRY(rap_file_read(path, &file, err));
    return rap_csv_of(path, &file, column, arena, take, arg, err);
}
