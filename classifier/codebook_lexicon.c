/* codebook_lexicon.c - what several codebooks say alike: how people take sides. */
#include "classifier/codebook_file.h"

#include "base/codec.h"
#include "base/tree.h"
#include "proto/home.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Puts `first` before what is in `to`, in the arena; items have `size` bytes. */
static rap_code_t join_items(
    rap_array_t *to, rap_array_t first, size_t size, rap_arena_t *arena, rap_err_t *err)
{
    char *both = rap_arena_array(arena, first.count + to->count + 1, size);

    if (both == NULL)
        return rap_fail(err, RAP_TOOBIG, "the lexicon is too large");
    if (first.count > 0)
        memcpy(both, first.item, first.count * size);
    if (to->count > 0)
        memcpy(both + first.count * size, to->item, to->count * size);
    *to = (rap_array_t){.item = both, .count = first.count + to->count};
    return RAP_OK;
}

static rap_code_t join_strings(
    rap_strings_t *to, const rap_strings_t *first, rap_arena_t *arena, rap_err_t *err)
{
    rap_array_t joined = {.item = to->item, .count = to->count};

    RAP_TRY(join_items(&joined, (rap_array_t){.item = first->item, .count = first->count},
        sizeof *to->item, arena, err));
    *to = (rap_strings_t){.item = joined.item, .count = joined.count};
    return RAP_OK;
}

/* All lists of the struct; the table has nothing else but texts, which stay. */
static rap_code_t join(
    const rap_table_t *table, void *to, const void *first, rap_arena_t *arena, rap_err_t *err)
{
    for (const rap_field_t *field = table->fields; field->kind != RAP_KIND_END; field++) {
        void *member = (char *)to + field->offset;
        const void *before = (const char *)first + field->offset;

        if (field->kind == RAP_KIND_OBJECT)
            RAP_TRY(join(field->table, member, before, arena, err));
        else if (field->kind == RAP_KIND_STRINGS)
            RAP_TRY(join_strings(member, before, arena, err));
        else if (field->kind == RAP_KIND_ARRAY)
            RAP_TRY(
                join_items(member, *(const rap_array_t *)before, field->table->size, arena, err));
    }
    return RAP_OK;
}

static rap_code_t find(const char *name, const char *folder, char *out, rap_err_t *err)
{
    char relative[100];

    (void)snprintf(relative, sizeof relative, "lexica/%.60s.yaml", name);
    if (folder != NULL) {
        int len = snprintf(out, RAP_PATH_MAX, "%s/../%s", folder, relative);

        if (len < RAP_PATH_MAX && access(out, F_OK) == 0)
            return RAP_OK;
    }
    return rap_home_data(NULL, relative, out, err);
}

rap_code_t file_lexicon_join(
    file_codebook_t *codebook, const char *folder, rap_arena_t *arena, rap_err_t *err)
{
    RAP_AUTO(rap_tree) *tree = NULL;
    file_lexicon_t lexicon, joined = {.all = codebook->all};
    char path[RAP_PATH_MAX];

    if (codebook->lexicon == NULL)
        return RAP_OK;
    RAP_TRY(find(codebook->lexicon, folder, path, err));
    RAP_TRY(rap_tree_yaml_file(&tree, path, FILE_CODEBOOK_MAX, err));
    RAP_TRY(rap_codec_tree(&file_lexicon_table, &lexicon, tree, arena, err));
    RAP_TRY(join(&file_lexicon_table, &joined, &lexicon, arena, err));
    codebook->all = joined.all;
    codebook->lexicon_version = lexicon.version;
    return RAP_OK;
}
