/* sayings.c - what the codebook itself says of its issues, as examples of them.
 *
 * Most labelled sentences are English; the phrases of an issue in other languages are what a model can learn
 * its words from there.  Marks are left out: that the rules know their own phrases teaches nothing. */
#include "classifier/train/examples.h"

#include "classifier/codebook_file.h"
#include "classifier/evaluate/room.h"

#include <string.h>

enum { SCRATCH_MAX = 16 << 20 };

typedef struct reading_sayings {
    examples_t *examples;
    const examples_from_t *from;
    rap_arena_t *scratch; /* of one of them */
    size_t cap;
} reading_sayings_t;

static rap_code_t make_room(reading_sayings_t *self, rap_err_t *err)
{
    examples_t *examples = self->examples;
    void *wide;

    if (examples->sayings < self->cap)
        return RAP_OK;
    size_t cap = self->cap * 2 + 1024;
    RAP_TRY(room_take(examples->arena, cap, sizeof *examples->saying, &wide, err));
    if (examples->sayings > 0)
        memcpy(wide, examples->saying, examples->sayings * sizeof *examples->saying);
    examples->saying = wide;
    self->cap = cap;
    return RAP_OK;
}

/* Without the signs for "any ending" and "any words". */
static char *words_of(const char *phrase, rap_arena_t *arena)
{
    char *words = rap_arena_strdup(arena, phrase);

    for (char *at = words; at != NULL && *at != '\0'; at++)
        if (*at == '*' || *at == '~')
            *at = ' ';
    return words;
}

static rap_code_t add(
    reading_sayings_t *self, const char *phrase, int language, size_t issue, rap_err_t *err)
{
    rap_arena_reset(self->scratch);
    rap_statement_t statement = {.statement_id = "saying",
        .language = codebook_languages[language],
        .text = words_of(phrase, self->scratch)};
    analysis_t analysis = {.codebook = self->from->engine->codebook,
        .parties = self->from->engine->parties,
        .thesaurus = self->from->thesaurus,
        .engine = ENGINE_RULES,
        .statement = &statement,
        .arena = self->scratch};
    features_t features, kept;

    if (statement.text == NULL)
        return room_none(err);
    RAP_TRY(analysis_open(&analysis, err));
    RAP_TRY(analysis_find_names(&analysis, err));
    RAP_TRY(features_room(&features, self->scratch, err));
    features_add_text(&features, &analysis, 0, analysis.folded.len, FEATURES_HERE);
    RAP_TRY(make_room(self, err));
    RAP_TRY(features_keep(&features, self->examples->arena, &kept, err));
    self->examples->saying[self->examples->sayings++] = (saying_t){kept, (uint16_t)issue};
    return RAP_OK;
}

static rap_code_t add_words(
    reading_sayings_t *self, const file_words_t *words, size_t issue, rap_err_t *err)
{
    for (int language = 0; language < LANGS; language++)
        for (size_t i = 0; i < words->of[language].count; i++)
            RAP_TRY(add(self, words->of[language].item[i], language, issue, err));
    return RAP_OK;
}

static rap_code_t add_issue(
    reading_sayings_t *self, const file_issue_t *from, size_t issue, rap_err_t *err)
{
    const char *const text[] = {from->title, from->proposition, from->definition,
        from->hints.support, from->hints.oppose, from->hints.conditional, from->hints.concern};
    const file_words_t *const words[] = {&from->phrases, &from->claims, &from->contrary,
        &from->denials, &from->problems, &from->grievances};

    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        if (text[i] != NULL)
            RAP_TRY(add(self, text[i], LANG_EN, issue, err));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        RAP_TRY(add_words(self, words[i], issue, err));
    return RAP_OK;
}

rap_code_t sayings_read(examples_t *ret, const examples_from_t *from, rap_err_t *err)
{
    RAP_AUTO(rap_arena) *scratch = rap_arena_new(SCRATCH_MAX);
    reading_sayings_t reading = {.examples = ret, .from = from, .scratch = scratch};
    file_codebook_t file;

    RAP_TRY(file_codebook_open(from->codebook, ret->arena, &file, err));
    const file_issue_t *issue = file.issues.item;
    for (size_t i = 0; i < file.issues.count; i++)
        RAP_TRY(add_issue(&reading, &issue[i], i, err));
    return RAP_OK;
}
