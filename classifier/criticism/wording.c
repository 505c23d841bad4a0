/* wording.c - see wording.h */
#include "classifier/criticism/wording.h"

#include "base/codec.h"
#include "base/text_icu.h"
#include "classifier/match.h"
#include "proto/row.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ARENA_MAX = 16 << 20,
    FILE_MAX = 1 << 20,
    WORD_MAX = 60,
    PHRASES_MAX = 1000, /* of a group */
};

typedef struct group {
    const char *name;
    bool against;
    rap_strings_t phrases;
} group_t;

typedef struct wording_file {
    const char *id, *version, *title;
    rap_array_t groups;
} wording_file_t;

#define ROW_OF group_t
static const rap_field_t group_rows[] = {
    ROW_TEXT(name, WORD_MAX, RAP_REQUIRED),
    ROW_BOOL(against),
    ROW_TEXTS(phrases, PHRASES_MAX),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t group_table = {"group", sizeof(group_t), group_rows, .open = false};

#define ROW_OF wording_file_t
static const rap_field_t file_rows[] = {
    ROW_TEXT(id, WORD_MAX, RAP_REQUIRED),
    ROW_TEXT(version, WORD_MAX, RAP_REQUIRED),
    ROW_TEXT(title, MATCH_PHRASE_MAX, 0),
    ROW_ARRAY(groups, group_table, WORDING_GROUPS_MAX),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t file_table = {"wording", sizeof(wording_file_t), file_rows, .open = false};

struct wording {
    rap_arena_t *arena;
    wording_file_t file;
    char name[2 * WORD_MAX + 2];
    match_t *match;
    uint8_t group_of[WORDING_GROUPS_MAX * PHRASES_MAX]; /* of each phrase */
};

static const group_t *group_at(const wording_t *self, size_t group)
{
    return (const group_t *)self->file.groups.item + group;
}

static rap_code_t add_phrase(wording_t *self, match_builder_t *builder, size_t group,
    const char *phrase, uint32_t *phrases, rap_err_t *err)
{
    rap_folded_t folded;
    uint32_t number;

    RAP_TRY(rap_text_fold(phrase, strlen(phrase), self->arena, &folded, err));
    RAP_TRY(match_builder_add(builder, folded.text, folded.len, 1, &number, err));
    if (number < *phrases)
        return rap_fail(err, RAP_CONFIG, "'%.80s' is there already, in '%s'", phrase,
            group_at(self, self->group_of[number])->name);
    self->group_of[number] = (uint8_t)group;
    *phrases = number + 1;
    return RAP_OK;
}

static rap_code_t compile(wording_t *self, rap_err_t *err)
{
    RAP_AUTO(match_builder) *builder = match_builder_new();
    uint32_t phrases = 0;

    for (size_t g = 0; g < self->file.groups.count; g++)
        for (size_t i = 0; i < group_at(self, g)->phrases.count; i++)
            if (add_phrase(self, builder, g, group_at(self, g)->phrases.item[i], &phrases, err) !=
                RAP_OK)
                return rap_fail_prefix(err, "group '%s'", group_at(self, g)->name);
    self->match = match_new(builder);
    return RAP_OK;
}

static rap_code_t open_file(wording_t *self, const char *path, rap_err_t *err)
{
    RAP_AUTO(rap_tree) *tree = NULL;

    RAP_TRY(rap_tree_yaml_file(&tree, path, FILE_MAX, err));
    RAP_TRY(rap_codec_tree(&file_table, &self->file, tree, self->arena, err));
    (void)snprintf(self->name, sizeof self->name, "%s@%s", self->file.id, self->file.version);
    return compile(self, err) == RAP_OK ? RAP_OK : rap_fail_prefix(err, "%.200s", path);
}

rap_code_t wording_open(wording_t **ret, const char *path, rap_err_t *err)
{
    wording_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    self->arena = rap_arena_new(ARENA_MAX);
    rap_code_t code = open_file(self, path, err);
    if (code != RAP_OK) {
        wording_destroy(&self);
        return code;
    }
    *ret = self;
    return RAP_OK;
}

void wording_destroy(wording_t **self)
{
    if (*self == NULL)
        return;
    match_destroy(&(*self)->match);
    rap_arena_destroy(&(*self)->arena);
    free(*self);
    *self = NULL;
}

const char *wording_name(const wording_t *self)
{
    return self->name;
}

size_t wording_groups(const wording_t *self)
{
    return self->file.groups.count;
}

bool wording_is_against(const wording_t *self, size_t group)
{
    return group_at(self, group)->against;
}

rap_code_t wording_count(const wording_t *self, const char *plain, size_t len, rap_arena_t *arena,
    uint32_t ret_count[WORDING_GROUPS_MAX], rap_err_t *err)
{
    uint32_t end[WORDING_GROUPS_MAX] = {0}; /* of the last one of each group */
    match_hits_t hits;

    memset(ret_count, 0, WORDING_GROUPS_MAX * sizeof *ret_count);
    RAP_TRY(match_scan(self->match, 0, plain, len, arena, &hits, err));
    for (size_t i = 0; i < hits.count; i++) {
        size_t group = self->group_of[hits.item[i].phrase];

        if (hits.item[i].start < end[group])
            continue;
        end[group] = hits.item[i].end;
        ret_count[group]++;
    }
    return RAP_OK;
}
