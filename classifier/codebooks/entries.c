/* entries.c - see entries.h.  It walks the tables that the file is read by, so that no key is
 * forgotten. */
#include "classifier/codebooks/entries.h"

#include "proto/record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_SIZE = 400, FIRST_ENTRIES = 1024 };

typedef struct walk {
    rap_arena_t *arena;
    rap_strings_t list;
    size_t room;
} walk_t;

static rap_code_t no_room(rap_err_t *err)
{
    return rap_fail(err, RAP_TOOBIG, "the codebook is too large to be compared");
}

static rap_code_t add(walk_t *self, const char *path, const char *value, rap_err_t *err)
{
    size_t size = strlen(path) + strlen(value) + sizeof ": ";
    char *line = rap_arena_alloc(self->arena, size);

    if (line == NULL)
        return no_room(err);
    if (self->list.count == self->room) {
        size_t room = self->room == 0 ? FIRST_ENTRIES : self->room * 2;
        const char **wide = rap_arena_array(self->arena, room, sizeof *wide);

        if (wide == NULL)
            return no_room(err);
        if (self->list.count > 0)
            memcpy(wide, self->list.item, self->list.count * sizeof *wide);
        self->list.item = wide;
        self->room = room;
    }
    (void)snprintf(line, size, "%s: %s", path, value);
    self->list.item[self->list.count++] = line;
    return RAP_OK;
}

static rap_code_t walk(
    walk_t *self, const rap_table_t *table, const void *object, const char *path, rap_err_t *err);

/* What a member of a list is called. */
static void name_member(const rap_table_t *table, const void *member, size_t n, char *out)
{
    if (table == &file_issue_table) {
        (void)snprintf(out, PATH_SIZE, "%s", ((const file_issue_t *)member)->id);
    } else if (table->size == sizeof(file_cue_t) && strcmp(table->name, "cue") == 0) {
        const file_cue_t *cue = member;

        (void)snprintf(out, PATH_SIZE, "%s, %s, %" PRId64 ", %s",
            file_direction_names[cue->direction], file_side_names[cue->side], cue->strength,
            rap_modality_names[cue->modality]);
    } else {
        (void)snprintf(out, PATH_SIZE, "%zu", n + 1);
    }
}

static rap_code_t walk_array(walk_t *self, const rap_field_t *field, const rap_array_t *array,
    const char *path, rap_err_t *err)
{
    char name[PATH_SIZE], at[2 * PATH_SIZE + 3];
    const char *member = array->item;

    for (size_t i = 0; i < array->count; i++, member += field->table->size) {
        name_member(field->table, member, i, name);
        (void)snprintf(at, sizeof at, "%.*s[%s]", PATH_SIZE, path, name);
        RAP_TRY(walk(self, field->table, member, at, err));
    }
    return RAP_OK;
}

static rap_code_t walk_strings(
    walk_t *self, const rap_strings_t *strings, const char *path, rap_err_t *err)
{
    for (size_t i = 0; i < strings->count; i++)
        RAP_TRY(add(self, path, strings->item[i], err));
    return RAP_OK;
}

static rap_code_t walk_number(
    walk_t *self, const rap_field_t *field, int64_t value, const char *path, rap_err_t *err)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%" PRId64, value);
    if (field->preset != NULL ? strcmp(text, field->preset) == 0 : value == 0)
        return RAP_OK;
    return add(self, path, text, err);
}

static rap_code_t walk_choice(
    walk_t *self, const rap_field_t *field, int value, const char *path, rap_err_t *err)
{
    const char *word = field->choices[value];

    if (field->preset != NULL && strcmp(word, field->preset) == 0)
        return RAP_OK;
    return add(self, path, word, err);
}

static rap_code_t walk_field(
    walk_t *self, const rap_field_t *field, const void *object, const char *path, rap_err_t *err)
{
    const void *member = (const char *)object + field->offset;

    switch (field->kind) {
    case RAP_KIND_STRING: {
        const char *text = *(const char *const *)member;
        return text != NULL ? add(self, path, text, err) : RAP_OK;
    }
    case RAP_KIND_BOOL:
        return *(const bool *)member ? add(self, path, "true", err) : RAP_OK;
    case RAP_KIND_INT:
        return walk_number(self, field, *(const int64_t *)member, path, err);
    case RAP_KIND_CHOICE:
        return walk_choice(self, field, *(const int *)member, path, err);
    case RAP_KIND_STRINGS:
        return walk_strings(self, member, path, err);
    case RAP_KIND_OBJECT:
        return walk(self, field->table, member, path, err);
    case RAP_KIND_ARRAY:
        return walk_array(self, field, member, path, err);
    case RAP_KIND_END:
    case RAP_KIND_REAL:
    case RAP_KIND_BYTES:
    case RAP_KIND_TIME:
    case RAP_KIND_OPTIONAL:
    case RAP_KIND_MAP:
    default:
        return rap_fail(err, RAP_INTERNAL, "'%s' has a kind that is not compared", path);
    }
}

static rap_code_t walk(
    walk_t *self, const rap_table_t *table, const void *object, const char *path, rap_err_t *err)
{
    char at[PATH_SIZE];

    for (const rap_field_t *field = table->fields; field->kind != RAP_KIND_END; field++) {
        (void)snprintf(
            at, sizeof at, "%.200s%s%.100s", path, path[0] != '\0' ? "." : "", field->name);
        RAP_TRY(walk_field(self, field, object, at, err));
    }
    return RAP_OK;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

rap_code_t entries_of(
    const file_codebook_t *codebook, rap_arena_t *arena, rap_strings_t *ret, rap_err_t *err)
{
    walk_t self = {.arena = arena};
    size_t kept = 0;

    RAP_TRY(walk(&self, &file_codebook_table, codebook, "", err));
    *ret = self.list;
    if (ret->item == NULL)
        return RAP_OK;
    qsort(ret->item, ret->count, sizeof *ret->item, by_text);
    for (size_t i = 0; i < ret->count; i++)
        if (kept == 0 || strcmp(ret->item[kept - 1], ret->item[i]) != 0)
            ret->item[kept++] = ret->item[i];
    ret->count = kept;
    return RAP_OK;
}
