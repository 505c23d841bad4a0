/* codebook.c - see codebook.h */
#include "classifier/codebook.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "classifier/codebook_private.h"
#include "proto/home.h"

enum { FILE_ARENA_MAX = 64 << 20, OWN_ARENA_MAX = 4 << 20 };

static rap_code_t read_from(codebook_t **ret, const char *name, const char *folder,
    const char *yaml, size_t len, rap_err_t *err)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(FILE_ARENA_MAX);
    RAP_AUTO(codebook) *self = NULL;
    file_codebook_t from;

    RAP_TRY(file_codebook_read(name, folder, yaml, len, arena, &from, err));
    self = calloc(1, sizeof *self);
    if (self == NULL)
        abort();
    self->arena = rap_arena_new(OWN_ARENA_MAX);
    const codebook_source_t source = {name, yaml, len, &from, arena};
    RAP_TRY(codebook_compile(&source, self, err));
    *ret = self;
    self = NULL;
    return RAP_OK;
}

rap_code_t codebook_read(
    codebook_t **ret, const char *name, const char *yaml, size_t len, rap_err_t *err)
{
    return read_from(ret, name, NULL, yaml, len, err);
}

rap_code_t codebook_open(codebook_t **ret, const char *path, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) file;
    const char *slash = strrchr(path, '/');
    char folder[RAP_PATH_MAX];

    file_folder(path, folder);
    rap_buf_init(&file, FILE_CODEBOOK_MAX);
    RAP_TRY(rap_file_read(path, &file, err));
    return read_from(ret, slash != NULL ? slash + 1 : path, folder, file.data, file.len, err);
}

void codebook_destroy(codebook_t **self)
{
    if (*self == NULL)
        return;
    match_destroy(&(*self)->match);
    rap_arena_destroy(&(*self)->arena);
    free((*self)->issue);
    free((*self)->cue);
    free((*self)->near);
    free((*self)->meaning);
    free((*self)->first);
    free(*self);
    *self = NULL;
}

const char *codebook_name(const codebook_t *self)
{
    return self->name;
}

size_t codebook_issue_count(const codebook_t *self)
{
    return self->issues;
}

const codebook_issue_t *codebook_issue(const codebook_t *self, size_t n)
{
    return &self->issue[n];
}

const codebook_cue_t *codebook_cue(const codebook_t *self, size_t n)
{
    return &self->cue[n];
}

const codebook_near_t *codebook_near(const codebook_t *self, size_t n)
{
    return &self->near[n];
}

const match_t *codebook_match(const codebook_t *self)
{
    return self->match;
}

const codebook_meaning_t *codebook_meanings(
    const codebook_t *self, uint32_t phrase, size_t *ret_count)
{
    *ret_count = self->first[phrase + 1] - self->first[phrase];
    return &self->meaning[self->first[phrase]];
}

static bool is_in(const rap_strings_t *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->item[i], text) == 0)
            return true;
    return false;
}

codebook_body_t codebook_body(const codebook_t *self, const char *body)
{
    if (body == NULL || is_in(&self->mixed, body))
        return BODY_MIXED;
    return is_in(&self->bodies, body) ? BODY_OURS : BODY_OTHER;
}

int codebook_language(const char *tag)
{
    for (int i = 0; tag != NULL && i < LANGS; i++)
        if (strncmp(tag, codebook_languages[i], 2) == 0 && (tag[2] == '\0' || tag[2] == '-'))
            return i;
    return LANG_EN;
}

size_t codebook_bytes(const codebook_t *self)
{
    return match_bytes(self->match) + self->first[self->phrases] * sizeof *self->meaning +
           self->phrases * sizeof *self->first + rap_arena_used(self->arena) +
           self->nears * sizeof *self->near;
}
