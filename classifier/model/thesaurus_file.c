/* thesaurus_file.c - data/lexica/thesaurus.yaml: see thesaurus.h */
#include "classifier/model/thesaurus.h"

#include "base/codec.h"
#include "base/tree.h"
#include "classifier/codebook_file.h"
#include "proto/row.h"

#include <stdio.h>
#include <string.h>

enum { FILE_MAX = 8 << 20, WORD_MAX = 60, TITLE_MAX = 400, NAME_MAX_BYTES = 2 * WORD_MAX + 2 };

/* The languages are keys of the sense itself, as of a codebook's cue. */
typedef struct sense {
    const char *name;
    file_words_t words;
} sense_t;

typedef struct thesaurus_file {
    const char *id, *version, *title;
    rap_array_t senses;
} thesaurus_file_t;

#define ROW_OF sense_t
static const rap_field_t sense_rows[] = {
    ROW_TEXT(name, WORD_MAX, RAP_REQUIRED),
    FILE_LANGUAGES(offsetof(sense_t, words)),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t sense_table = {"sense", sizeof(sense_t), sense_rows, .open = false};

#define ROW_OF thesaurus_file_t
static const rap_field_t file_rows[] = {
    ROW_TEXT(id, WORD_MAX, RAP_REQUIRED),
    ROW_TEXT(version, WORD_MAX, RAP_REQUIRED),
    ROW_TEXT(title, TITLE_MAX, 0),
    ROW_ARRAY(senses, sense_table, THESAURUS_SENSES_MAX),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t file_table = {
    "thesaurus", sizeof(thesaurus_file_t), file_rows, .open = false};

static rap_code_t check_name(const thesaurus_file_t *file, size_t n, rap_err_t *err)
{
    const sense_t *sense = file->senses.item;

    for (size_t i = 0; i < n; i++)
        if (strcmp(sense[i].name, sense[n].name) == 0)
            return rap_fail(err, RAP_CONFIG, "sense '%s' stands there twice", sense[n].name);
    return RAP_OK;
}

static rap_code_t add_sense(
    thesaurus_builder_t *builder, const sense_t *sense, rap_arena_t *scratch, rap_err_t *err)
{
    thesaurus_builder_sense(builder);
    for (int language = 0; language < LANGS; language++)
        for (size_t i = 0; i < sense->words.of[language].count; i++) {
            const char *phrase = sense->words.of[language].item[i];

            rap_arena_reset(scratch);
            if (thesaurus_builder_add(builder, language, phrase, scratch, err) != RAP_OK)
                return rap_fail_prefix(err, "sense '%s', %s: '%.80s'", sense->name,
                    codebook_languages[language], phrase);
        }
    return RAP_OK;
}

static rap_code_t build(const thesaurus_file_t *file, thesaurus_t *ret, rap_err_t *err)
{
    enum { SCRATCH_MAX = 1 << 20 };
    RAP_AUTO(thesaurus_builder) *builder = thesaurus_builder_new();
    RAP_AUTO(rap_arena) *scratch = rap_arena_new(SCRATCH_MAX);
    const sense_t *sense = file->senses.item;

    for (size_t i = 0; i < file->senses.count; i++) {
        RAP_TRY(check_name(file, i, err));
        RAP_TRY(add_sense(builder, &sense[i], scratch, err));
    }
    return thesaurus_builder_finish(builder, ret, err);
}

rap_code_t thesaurus_open(
    thesaurus_t *ret, const char **ret_name, const char *path, rap_arena_t *arena, rap_err_t *err)
{
    RAP_AUTO(rap_tree) *tree = NULL;
    char name[NAME_MAX_BYTES];
    thesaurus_file_t file;

    RAP_TRY(rap_tree_yaml_file(&tree, path, FILE_MAX, err));
    RAP_TRY(rap_codec_tree(&file_table, &file, tree, arena, err));
    (void)snprintf(name, sizeof name, "%s@%s", file.id, file.version);
    const char *kept = rap_arena_strdup(arena, name);
    if (kept == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the name of a thesaurus");
    if (build(&file, ret, err) != RAP_OK)
        return rap_fail_prefix(err, "%.200s", path);
    *ret_name = kept;
    return RAP_OK;
}
