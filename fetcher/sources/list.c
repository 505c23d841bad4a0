/* list.c - a listing that people keep by hand: a table or JSON objects, one entry a line.
 *
 * A line that starts with '{' is a JSON object; any other is cells between tabs, named by
 * `columns` or by the first line.  Blank lines and those that start with '#' are passed over.
 */
#include "base/codec.h"
#include "base/text.h"
#include "fetcher/sources/source.h"

#include <string.h>

enum { COLUMNS_MAX = 32, COLUMN_IGNORED = -1 };

struct columns {
    int field[COLUMNS_MAX]; /* FIELD_* or COLUMN_IGNORED */
    size_t count;
};

static rap_code_t open_list(source_t *source, rap_err_t *err)
{
    const rap_strings_t *columns = &source->definition.columns;
    bool url = columns->count == 0;

    for (size_t i = 0; i < columns->count; i++) {
        if (strcmp(columns->item[i], "-") == 0) /* a column that is not for us */
            continue;
        if (field_find(columns->item[i]) < 0) {
            const char *near = rap_codec_nearest(columns->item[i], field_names);
            return rap_fail(err, RAP_CONFIG, "columns: '%s' is no field%s%s%s", columns->item[i],
                near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                near != NULL ? "'?" : "");
        }
        url |= strcmp(columns->item[i], "url") == 0;
    }
    return url ? RAP_OK : rap_fail(err, RAP_CONFIG, "columns: one of them must be 'url'");
}

static void set_columns(struct columns *self, const rap_strings_t *names)
{
    for (size_t i = 0; i < names->count && i < COLUMNS_MAX; i++)
        self->field[self->count++] = field_find(names->item[i]);
}

/* The cells of one line, in place. */
static size_t split(char *line, char *cell[COLUMNS_MAX])
{
    size_t count = 0;

    for (char *at = line; at != NULL && count < COLUMNS_MAX;) {
        char *tab = strchr(at, '\t');

        if (tab != NULL)
            *tab++ = '\0';
        cell[count++] = at;
        at = tab;
    }
    return count;
}

/* The first line names the columns if one of its cells is "url". */
static rap_code_t read_header(struct columns *self, char *line, rap_err_t *err)
{
    char *cell[COLUMNS_MAX];
    size_t count = split(line, cell);
    bool url = false;

    for (size_t i = 0; i < count; i++) {
        self->field[i] = field_find(cell[i]);
        url |= self->field[i] == FIELD_url;
    }
    self->count = count;
    return url ? RAP_OK
               : rap_fail(err, RAP_SYNTAX,
                     "the first line does not name the columns, one of them 'url'; name them "
                     "there or in the definition's 'columns'");
}

static void read_cells(const struct columns *columns, char *line, field_texts_t *ret)
{
    char *cell[COLUMNS_MAX];
    size_t count = split(line, cell);

    for (size_t i = 0; i < count && i < columns->count; i++)
        if (columns->field[i] != COLUMN_IGNORED && cell[i][0] != '\0')
            *field_text(ret, columns->field[i]) = cell[i];
}

static rap_code_t read_object(
    const char *line, field_texts_t *entry, rap_arena_t *arena, rap_err_t *err)
{
    RAP_TRY(rap_codec_read(&field_texts_table, entry, line, strlen(line), arena, err));
    return entry->url != NULL ? RAP_OK : rap_fail(err, RAP_SYNTAX, "no address");
}

/* One line that is no comment. */
static rap_code_t read_line(const source_t *source, struct columns *columns, char *line,
    field_texts_t *entry, rap_arena_t *arena, rap_err_t *err)
{
    if (!rap_text_is_utf8(line, strlen(line)))
        return rap_fail(err, RAP_SYNTAX, "not UTF-8");
    if (line[0] == '{')
        return read_object(line, entry, arena, err);
    if (columns->count == 0 && source->definition.columns.count > 0)
        set_columns(columns, &source->definition.columns);
    else if (columns->count == 0)
        return read_header(columns, line, err);
    read_cells(columns, line, entry);
    return entry->url != NULL ? RAP_OK : rap_fail(err, RAP_SYNTAX, "no address");
}

static rap_code_t read_list(const source_t *source, const listing_t *listing, harvest_t *harvest,
    rap_arena_t *arena, rap_err_t *err)
{
    struct columns columns = {.count = 0};
    const char *end = listing->data + listing->len;
    size_t number = 0;

    for (const char *at = listing->data; at < end; number++) {
        size_t len = strcspn(at, "\n"); /* ends at a NUL, too */
        const char *next = at + len + 1;
        char *line = rap_arena_strndup(arena, at, len > 0 && at[len - 1] == '\r' ? len - 1 : len);
        field_texts_t entry = {0};

        if (line == NULL)
            return rap_fail(err, RAP_TOOBIG, "'%s' is too long a list", listing->name);
        at = next;
        if (line[0] == '#' || line[strspn(line, " \t")] == '\0')
            continue;
        bool heading =
            columns.count == 0 && line[0] != '{' && source->definition.columns.count == 0;
        rap_code_t code = read_line(source, &columns, line, &entry, arena, err);
        if (code != RAP_OK && heading)
            return rap_fail_prefix(err, "%s:%zu", listing->name, number + 1);
        if (code != RAP_OK)
            harvest_broken(harvest, "%s:%zu: %s", listing->name, number + 1, err->text);
        else if (!heading)
            RAP_TRY(harvest_add(harvest, source, listing, &entry, arena, err));
    }
    return RAP_OK;
}

static void close_list(source_t *source)
{
    (void)source; /* keeps nothing */
}

const source_adapter_t source_list = {
    .kind = "list", .open = open_list, .read = read_list, .close = close_list};
