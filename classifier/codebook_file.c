/* codebook_file.c - the keys of a codebook's file, and what each may hold */
#include "classifier/codebook_file.h"

#include "base/codec.h"
#include "base/tree.h"
#include "proto/home.h"
#include "proto/record.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

const char *const codebook_languages[] = {"en", "fr", "es", "ru", "ar", "zh", NULL};

const char *const file_direction_names[] = {"support", "oppose", "concern", "directive", "open",
    "absence", "bad", "harm", "misplaced", "defend", "neutral", NULL};
const char *const file_side_names[] = {"object", "subject", "both", NULL};
const char *const file_role_names[] = {
    "phrases", "claims", "contrary", "denials", "problems", "grievances", NULL};

/* clang-format off */
#define STRING(type, member, bytes, wanted) \
    {.name = #member, .kind = RAP_KIND_STRING, .offset = offsetof(type, member), \
     .max = (bytes), .flags = (wanted)}
#define BOOLEAN(type, member) \
    {.name = #member, .kind = RAP_KIND_BOOL, .offset = offsetof(type, member)}
#define STRINGS(type, member) \
    {.name = #member, .kind = RAP_KIND_STRINGS, .offset = offsetof(type, member)}
#define INTEGER(type, member, low, high, value) \
    {.name = #member, .kind = RAP_KIND_INT, .offset = offsetof(type, member), \
     .min = (low), .max = (high), .preset = (value)}
#define CHOICE(type, member, names, value) \
    {.name = #member, .kind = RAP_KIND_CHOICE, .offset = offsetof(type, member), \
     .choices = (names), .preset = (value), .flags = (value) == NULL ? RAP_REQUIRED : 0}
#define OBJECT(type, member, of) \
    {.name = #member, .kind = RAP_KIND_OBJECT, .offset = offsetof(type, member), .table = &(of)}
#define ARRAY(type, member, of) \
    {.name = #member, .kind = RAP_KIND_ARRAY, .offset = offsetof(type, member), .table = &(of)}
#define WORDS(type, member) OBJECT(type, member, words_table)
#define END {.kind = RAP_KIND_END}
/* clang-format on */

static const rap_field_t words_fields[] = {FILE_LANGUAGES(offsetof(file_words_t, of)), END};
static const rap_table_t words_table = {"words", sizeof(file_words_t), words_fields, false};

static const rap_field_t scope_fields[] = {
    STRINGS(file_scope_t, bodies),
    STRINGS(file_scope_t, mixed),
    WORDS(file_scope_t, domain),
    WORDS(file_scope_t, foreign),
    END,
};
static const rap_table_t scope_table = {"scope", sizeof(file_scope_t), scope_fields, false};

static const rap_field_t cue_fields[] = {
    CHOICE(file_cue_t, direction, file_direction_names, NULL),
    CHOICE(file_cue_t, side, file_side_names, "object"),
    CHOICE(file_cue_t, modality, rap_modality_names, "asserts"),
    INTEGER(file_cue_t, strength, 1, 3, "2"),
    FILE_LANGUAGES(offsetof(file_cue_t, words)),
    END,
};
static const rap_table_t cue_table = {"cue", sizeof(file_cue_t), cue_fields, false};

static const rap_field_t negation_fields[] = {
    WORDS(file_negation_t, cues), WORDS(file_negation_t, pseudo), END};
static const rap_table_t negation_table = {
    "negation", sizeof(file_negation_t), negation_fields, false};

static const rap_field_t conditions_fields[] = {WORDS(file_conditions_t, strong),
    WORDS(file_conditions_t, weak), WORDS(file_conditions_t, modals), END};
static const rap_table_t conditions_table = {
    "conditions", sizeof(file_conditions_t), conditions_fields, false};

static const rap_field_t frames_fields[] = {
    WORDS(file_frames_t, says),
    WORDS(file_frames_t, who),
    WORDS(file_frames_t, efforts),
    WORDS(file_frames_t, critics),
    WORDS(file_frames_t, documents),
    WORDS(file_frames_t, tells),
    WORDS(file_frames_t, by),
    WORDS(file_frames_t, people),
    WORDS(file_frames_t, verbs),
    WORDS(file_frames_t, works),
    WORDS(file_frames_t, lets),
    WORDS(file_frames_t, like),
    WORDS(file_frames_t, own),
    WORDS(file_frames_t, ours),
    END,
};
static const rap_table_t frames_table = {"frames", sizeof(file_frames_t), frames_fields, false};

static const rap_field_t near_fields[] = {
    CHOICE(file_near_t, language, codebook_languages, "en"),
    CHOICE(file_near_t, as, file_role_names, "phrases"),
    INTEGER(file_near_t, words, 0, 60, "12"),
    STRINGS(file_near_t, phrases),
    STRINGS(file_near_t, with),
    END,
};
static const rap_table_t near_table = {"near", sizeof(file_near_t), near_fields, false};

static const rap_field_t hints_fields[] = {
    STRING(file_hints_t, support, 1000, 0),
    STRING(file_hints_t, oppose, 1000, 0),
    STRING(file_hints_t, conditional, 1000, 0),
    STRING(file_hints_t, concern, 1000, 0),
    STRING(file_hints_t, neutral, 1000, 0),
    END,
};
static const rap_table_t hints_table = {"hints", sizeof(file_hints_t), hints_fields, false};

static const rap_field_t issue_fields[] = {
    STRING(file_issue_t, id, 60, RAP_REQUIRED),
    STRING(file_issue_t, agenda_item, 60, RAP_REQUIRED),
    STRING(file_issue_t, title, 200, RAP_REQUIRED),
    STRING(file_issue_t, proposition, 1000, RAP_REQUIRED),
    STRING(file_issue_t, definition, 1000, 0),
    INTEGER(file_issue_t, valence, -1, 1, "1"),
    BOOLEAN(file_issue_t, silent),
    STRINGS(file_issue_t, yields),
    WORDS(file_issue_t, phrases),
    WORDS(file_issue_t, claims),
    WORDS(file_issue_t, contrary),
    WORDS(file_issue_t, denials),
    WORDS(file_issue_t, problems),
    WORDS(file_issue_t, grievances),
    ARRAY(file_issue_t, near, near_table),
    WORDS(file_issue_t, exclude),
    OBJECT(file_issue_t, hints, hints_table),
    END,
};
const rap_table_t file_issue_table = {"issue", sizeof(file_issue_t), issue_fields, false};

/* What a lexicon and a codebook may both have, as keys of their own. */
#define OF_ALL(type, key, kind_of, of)                                                     \
    {                                                                                      \
        .name = #key, .kind = (kind_of), .offset = offsetof(type, all.key), .table = &(of) \
    }
#define WORDS_OF_ALL(type)                                           \
    OF_ALL(type, cues, RAP_KIND_ARRAY, cue_table),                   \
        OF_ALL(type, negation, RAP_KIND_OBJECT, negation_table),     \
        OF_ALL(type, terminators, RAP_KIND_OBJECT, words_table),     \
        OF_ALL(type, conjunctions, RAP_KIND_OBJECT, words_table),    \
        OF_ALL(type, conditions, RAP_KIND_OBJECT, conditions_table), \
        OF_ALL(type, frames, RAP_KIND_OBJECT, frames_table),         \
        OF_ALL(type, anaphora, RAP_KIND_OBJECT, words_table),        \
        OF_ALL(type, mention, RAP_KIND_OBJECT, words_table),         \
        OF_ALL(type, courtesy, RAP_KIND_OBJECT, words_table),        \
        OF_ALL(type, topics, RAP_KIND_OBJECT, words_table)

static const rap_field_t lexicon_fields[] = {
    STRING(file_lexicon_t, id, 60, RAP_REQUIRED),
    STRING(file_lexicon_t, version, 20, RAP_REQUIRED),
    STRING(file_lexicon_t, title, 200, 0),
    WORDS_OF_ALL(file_lexicon_t),
    END,
};
const rap_table_t file_lexicon_table = {"lexicon", sizeof(file_lexicon_t), lexicon_fields, false};

static const rap_field_t codebook_fields[] = {
    STRING(file_codebook_t, id, 60, RAP_REQUIRED),
    STRING(file_codebook_t, version, 20, RAP_REQUIRED),
    STRING(file_codebook_t, title, 200, 0),
    STRING(file_codebook_t, lexicon, 60, 0),
    OBJECT(file_codebook_t, scope, scope_table),
    STRINGS(file_codebook_t, shared),
    WORDS_OF_ALL(file_codebook_t),
    ARRAY(file_codebook_t, issues, file_issue_table),
    END,
};
const rap_table_t file_codebook_table = {
    "codebook", sizeof(file_codebook_t), codebook_fields, false};

rap_code_t file_codebook_read(const char *name, const char *folder, const char *yaml, size_t len,
    rap_arena_t *arena, file_codebook_t *ret, rap_err_t *err)
{
    RAP_AUTO(rap_tree) *tree = NULL;

    RAP_TRY(rap_tree_yaml(&tree, name, yaml, len, err));
    RAP_TRY(rap_codec_tree(&file_codebook_table, ret, tree, arena, err));
    return file_lexicon_join(ret, folder, arena, err);
}

void file_codebook_name(const file_codebook_t *self, char *out, size_t size)
{
    if (self->lexicon != NULL)
        (void)snprintf(out, size, "%s@%s+%s.%s", self->id, self->version, self->lexicon,
            self->lexicon_version);
    else
        (void)snprintf(out, size, "%s@%s", self->id, self->version);
}

void file_folder(const char *path, char *out)
{
    const char *slash = strrchr(path, '/');

    (void)snprintf(out, RAP_PATH_MAX, "%.*s", slash != NULL ? (int)(slash - path) : 1,
        slash != NULL ? path : ".");
}

rap_code_t file_codebook_open(
    const char *path, rap_arena_t *arena, file_codebook_t *ret, rap_err_t *err)
{
    RAP_AUTO(rap_tree) *tree = NULL;
    char folder[RAP_PATH_MAX];

    file_folder(path, folder);
    RAP_TRY(rap_tree_yaml_file(&tree, path, FILE_CODEBOOK_MAX, err));
    RAP_TRY(rap_codec_tree(&file_codebook_table, ret, tree, arena, err));
    return file_lexicon_join(ret, folder, arena, err);
}
