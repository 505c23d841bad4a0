/* codebook_file.h - a codebook as it stands in its file, between reading and compiling. */
#ifndef RAP_CLASSIFIER_CODEBOOK_FILE_H
#define RAP_CLASSIFIER_CODEBOOK_FILE_H

#include "base/arena.h"
#include "base/field.h"
#include "classifier/codebook.h"

typedef struct file_words {
    rap_strings_t of[LANGS];
} file_words_t;

/* Rows of a table: a key for each language, of a file_words_t at `at` in the struct. */
/* clang-format off */
#define FILE_LANGUAGE(at, n, code) \
    {.name = (code), .kind = RAP_KIND_STRINGS, .offset = (at) + (n) * sizeof(rap_strings_t)}
#define FILE_LANGUAGES(at) \
    FILE_LANGUAGE(at, LANG_EN, "en"), FILE_LANGUAGE(at, LANG_FR, "fr"), FILE_LANGUAGE(at, LANG_ES, "es"), \
    FILE_LANGUAGE(at, LANG_RU, "ru"), FILE_LANGUAGE(at, LANG_AR, "ar"), FILE_LANGUAGE(at, LANG_ZH, "zh")
/* clang-format on */

typedef struct file_scope {
    rap_strings_t bodies, mixed;
    file_words_t domain, foreign;
} file_scope_t;

typedef struct file_cue {
    int direction, side, modality;
    int64_t strength;
    file_words_t words; /* its languages are keys of the cue itself */
} file_cue_t;

typedef struct file_negation {
    file_words_t cues, pseudo;
} file_negation_t;

typedef struct file_conditions {
    file_words_t strong, weak, modals;
} file_conditions_t;

typedef struct file_frames {
    file_words_t says, who, efforts, critics, documents, tells, by, people, verbs, works, lets,
        like, own, ours;
} file_frames_t;

typedef struct file_near {
    int language, as;
    int64_t words;
    rap_strings_t phrases, with;
} file_near_t;

typedef struct file_hints {
    const char *support, *oppose, *conditional, *concern, *neutral;
} file_hints_t;

typedef struct file_issue {
    const char *id, *agenda_item, *title, *proposition, *definition;
    int64_t valence;
    rap_strings_t yields;
    bool silent;
    file_words_t phrases, claims, contrary, denials, problems, grievances, exclude;
    rap_array_t near; /* file_near_t */
    file_hints_t hints;
} file_issue_t;

/* How people take sides, whatever the subject. */
typedef struct file_words_of_all {
    rap_array_t cues; /* file_cue_t */
    file_negation_t negation;
    file_words_t terminators, conjunctions;
    file_conditions_t conditions;
    file_frames_t frames;
    file_words_t anaphora, mention, courtesy, topics;
} file_words_of_all_t;

/* A lexicon: a file of its own, for several codebooks. */
typedef struct file_lexicon {
    const char *id, *version, *title;
    file_words_of_all_t all;
} file_lexicon_t;

typedef struct file_codebook {
    const char *id, *version, *title;
    const char *lexicon; /* lexica/NAME.yaml; NULL: none */
    const char *lexicon_version;
    file_scope_t scope;
    rap_strings_t shared;
    file_words_of_all_t all; /* the lexicon's, then the codebook's own */
    rap_array_t issues;      /* file_issue_t */
} file_codebook_t;

extern const rap_table_t file_codebook_table, file_issue_table;

/* What each part of an issue is called in the file, by codebook_role_t. */
extern const char *const file_role_names[];
extern const char *const file_direction_names[]; /* by codebook_direction_t */
extern const char *const file_side_names[];      /* by codebook_side_t */

enum { FILE_CODEBOOK_MAX = 8 << 20 }; /* bytes */

/* The file's text as a struct, in the arena; `name` stands for the file in messages.  The lexicon that
 * it names is read from the folder lexica beside `folder`, which may be NULL, or else from the
 * data folders.  All is checked by its tables only: codebook_read() knows what else may be wrong. */
rap_code_t file_codebook_read(const char *name, const char *folder, const char *yaml, size_t len,
    rap_arena_t *arena, file_codebook_t *ret, rap_err_t *err) RAP_CHECKED;

/* The same of a file. */
rap_code_t file_codebook_open(
    const char *path, rap_arena_t *arena, file_codebook_t *ret, rap_err_t *err) RAP_CHECKED;

/* "un-ict-security@1.0.0+diplomacy.1.0.0": the codebook and the lexicon with their versions. */
enum { FILE_NAME_SIZE = 200 };
void file_codebook_name(const file_codebook_t *self, char *out, size_t size);

/* The folder that a file is in, into `out` of RAP_PATH_MAX bytes. */
void file_folder(const char *path, char *out);

extern const rap_table_t file_lexicon_table;

/* codebook_lexicon.c: puts the lexicon's lists before the codebook's own. */
rap_code_t file_lexicon_join(
    file_codebook_t *codebook, const char *folder, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

#endif
