/* bodies.c - see bodies.h */
#include "parser/structure/bodies.h"

#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "base/tree.h"
#include "parser/structure/bodies_private.h"

enum { FILE_MAX_BYTES = 1 << 20, ARENA_MAX_BYTES = 8 << 20 };

/* clang-format off */
static const char *const sessions_names[] = {"numbered", "assembly", "none", NULL};

static const rap_field_t phrases_fields[] = {
    {.name = "phrases", .kind = RAP_KIND_STRINGS, .offset = offsetof(phrases_t, phrases), .flags = RAP_REQUIRED},
    {.kind = RAP_KIND_END},
};

static const rap_table_t phrases_table = {
    .name = "phrases", .size = sizeof(phrases_t), .fields = phrases_fields};

static const rap_field_t session_fields[] = {
    {.name = "session", .kind = RAP_KIND_STRING, .offset = offsetof(body_session_t, session), .flags = RAP_REQUIRED},
    {.name = "from", .kind = RAP_KIND_STRING, .offset = offsetof(body_session_t, from), .flags = RAP_REQUIRED},
    {.name = "until", .kind = RAP_KIND_STRING, .offset = offsetof(body_session_t, until), .flags = RAP_REQUIRED},
    {.name = "place", .kind = RAP_KIND_STRING, .offset = offsetof(body_session_t, place)},
    {.kind = RAP_KIND_END},
};

static const rap_table_t session_table = {
    .name = "session", .size = sizeof(body_session_t), .fields = session_fields};

static const rap_field_t item_fields[] = {
    {.name = "item", .kind = RAP_KIND_STRING, .offset = offsetof(body_item_t, item), .flags = RAP_REQUIRED},
    {.name = "names", .kind = RAP_KIND_STRINGS, .offset = offsetof(body_item_t, names), .flags = RAP_REQUIRED},
    {.kind = RAP_KIND_END},
};

static const rap_table_t item_table = {
    .name = "item", .size = sizeof(body_item_t), .fields = item_fields};

static const rap_field_t body_fields[] = {
    {.name = "name", .kind = RAP_KIND_STRING, .offset = offsetof(body_t, name), .flags = RAP_REQUIRED},
    {.name = "names", .kind = RAP_KIND_STRINGS, .offset = offsetof(body_t, names), .flags = RAP_REQUIRED},
    {.name = "symbols", .kind = RAP_KIND_STRINGS, .offset = offsetof(body_t, symbols)},
    {.name = "family", .kind = RAP_KIND_STRING, .offset = offsetof(body_t, family)},
    {.name = "topic", .kind = RAP_KIND_STRING, .offset = offsetof(body_t, topic)},
    {.name = "from", .kind = RAP_KIND_STRING, .offset = offsetof(body_t, from)},
    {.name = "until", .kind = RAP_KIND_STRING, .offset = offsetof(body_t, until)},
    {.name = "broad", .kind = RAP_KIND_BOOL, .offset = offsetof(body_t, broad)},
    {.name = "meetings", .kind = RAP_KIND_BOOL, .offset = offsetof(body_t, meetings)},
    {.name = "high", .kind = RAP_KIND_BOOL, .offset = offsetof(body_t, high)},
    {.name = "part_of", .kind = RAP_KIND_STRING, .offset = offsetof(body_t, part_of)},
    {.name = "seat", .kind = RAP_KIND_STRING, .offset = offsetof(body_t, seat)},
    {.name = "sessions", .kind = RAP_KIND_CHOICE, .offset = offsetof(body_t, sessions), .choices = sessions_names, .flags = RAP_REQUIRED},
    {.name = "calendar", .kind = RAP_KIND_ARRAY, .offset = offsetof(body_t, calendar), .table = &session_table},
    {.name = "agenda", .kind = RAP_KIND_ARRAY, .offset = offsetof(body_t, agenda), .table = &item_table},
    {.kind = RAP_KIND_END},
};

static const rap_table_t body_table = {
    .name = "body", .size = sizeof(body_t), .fields = body_fields};

static const rap_field_t file_fields[] = {
    {.name = "towns", .kind = RAP_KIND_MAP, .offset = offsetof(bodies_file_t, towns), .table = &phrases_table},
    {.name = "asides", .kind = RAP_KIND_STRINGS, .offset = offsetof(bodies_file_t, asides)},
    {.name = "addressees", .kind = RAP_KIND_STRINGS, .offset = offsetof(bodies_file_t, addressees)},
    {.name = "families", .kind = RAP_KIND_MAP, .offset = offsetof(bodies_file_t, families), .table = &phrases_table},
    {.name = "topics", .kind = RAP_KIND_MAP, .offset = offsetof(bodies_file_t, topics), .table = &phrases_table},
    {.name = "bodies", .kind = RAP_KIND_MAP, .offset = offsetof(bodies_file_t, bodies), .table = &body_table, .flags = RAP_REQUIRED},
    {.kind = RAP_KIND_END},
};

static const rap_table_t file_table = {
    .name = "bodies", .size = sizeof(bodies_file_t), .fields = file_fields};
/* clang-format on */

/* --- opening --- */

static rap_code_t fold_all(rap_strings_t *list, rap_arena_t *arena, rap_err_t *err)
{
    for (size_t i = 0; i < list->count; i++) {
        rap_folded_t folded;
        RAP_TRY(rap_text_fold_bare(list->item[i], strlen(list->item[i]), arena, &folded, err));
        if (folded.len == 0)
            return rap_fail(err, RAP_CONFIG, "an empty phrase names no body");
        list->item[i] = folded.text;
    }
    return RAP_OK;
}

const phrases_t *bodies_phrases(const rap_array_t *list, const char *key)
{
    const phrases_t *item = list->item;
    for (size_t i = 0; key != NULL && i < list->count; i++)
        if (strcmp(item[i].key, key) == 0)
            return &item[i];
    return NULL;
}

static rap_code_t fold_lists(const rap_array_t *lists, rap_arena_t *arena, rap_err_t *err)
{
    phrases_t *item = lists->item;
    for (size_t i = 0; i < lists->count; i++)
        RAP_TRY(fold_all(&item[i].phrases, arena, err));
    return RAP_OK;
}

static rap_code_t check_town(
    const bodies_t *self, const body_t *body, const char *town, rap_err_t *err)
{
    if (town == NULL || bodies_phrases(&self->file.towns, town) != NULL)
        return RAP_OK;
    return rap_fail(err, RAP_CONFIG, "body '%s' meets in the unknown town '%s'", body->key, town);
}

static rap_code_t check_body(const bodies_t *self, const body_t *body, rap_err_t *err)
{
    const bodies_file_t *file = &self->file;
    const body_session_t *session = body->calendar.item;
    if (body->family != NULL && bodies_phrases(&file->families, body->family) == NULL)
        return rap_fail(
            err, RAP_CONFIG, "body '%s' is of the unknown family '%s'", body->key, body->family);
    if (body->family != NULL && bodies_phrases(&file->topics, body->topic) == NULL)
        return rap_fail(err, RAP_CONFIG, "body '%s' has a family and no known topic", body->key);
    if (body->part_of != NULL && bodies_get(self, body->part_of) == NULL)
        return rap_fail(
            err, RAP_CONFIG, "body '%s' is part of the unknown '%s'", body->key, body->part_of);
    RAP_TRY(check_town(self, body, body->seat, err));
    for (size_t i = 0; i < body->calendar.count; i++) {
        RAP_TRY(check_town(self, body, session[i].place, err));
        if (strcmp(session[i].from, session[i].until) > 0)
            return rap_fail(err, RAP_CONFIG, "session '%s' of body '%s' ends before it begins",
                session[i].session, body->key);
    }
    return RAP_OK;
}

static rap_code_t prepare_body(const bodies_t *self, body_t *body, rap_err_t *err)
{
    body_item_t *item = body->agenda.item;
    RAP_TRY(fold_all(&body->names, self->arena, err));
    RAP_TRY(fold_all(&body->symbols, self->arena, err));
    for (size_t i = 0; i < body->agenda.count; i++)
        RAP_TRY(fold_all(&item[i].names, self->arena, err));
    return check_body(self, body, err);
}

static rap_code_t prepare(bodies_t *self, rap_err_t *err)
{
    bodies_file_t *file = &self->file;
    body_t *body = file->bodies.item;
    RAP_TRY(fold_lists(&file->towns, self->arena, err));
    RAP_TRY(fold_lists(&file->families, self->arena, err));
    RAP_TRY(fold_lists(&file->topics, self->arena, err));
    RAP_TRY(fold_all(&file->asides, self->arena, err));
    RAP_TRY(fold_all(&file->addressees, self->arena, err));
    for (size_t i = 0; i < file->bodies.count; i++)
        RAP_TRY(prepare_body(self, &body[i], err));
    return RAP_OK;
}

rap_code_t bodies_open(bodies_t **ret, const char *path, rap_err_t *err)
{
    RAP_AUTO(rap_tree) *tree = NULL;
    RAP_TRY(rap_tree_yaml_file(&tree, path, FILE_MAX_BYTES, err));
    RAP_AUTO(bodies) *self = calloc(1, sizeof *self);
    if (self == NULL)
        abort();
    self->arena = rap_arena_new(ARENA_MAX_BYTES);
    RAP_TRY(rap_codec_tree(&file_table, &self->file, tree, self->arena, err));
    if (prepare(self, err) != RAP_OK)
        return rap_fail_prefix(err, "%s", path);
    *ret = self;
    self = NULL;
    return RAP_OK;
}

void bodies_destroy(bodies_t **self)
{
    if (*self == NULL)
        return;
    rap_arena_destroy(&(*self)->arena);
    free(*self);
    *self = NULL;
}

const body_t *bodies_get(const bodies_t *self, const char *id)
{
    const body_t *body = self->file.bodies.item;
    for (size_t i = 0; id != NULL && i < self->file.bodies.count; i++)
        if (strcmp(body[i].key, id) == 0)
            return &body[i];
    return NULL;
}

const rap_array_t *bodies_towns(const bodies_t *self)
{
    return &self->file.towns;
}
