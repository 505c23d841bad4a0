/* check.c - rapporteur codebook check: what is wrong or missing in a codebook that can be read. */
#include "classifier/codebooks/entries.h"
#include "classifier/codebooks/texts.h"
#include "classifier/codebooks/tool.h"

#include "base/text_icu.h"
#include "proto/row.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_SIZE = 300 };

/* One thing that was found.  What does not belong to it is NULL. */
typedef struct problem {
    const char *kind; /* "no_words", "twice", "clash", "unused" */
    const char *issue, *part, *language, *phrase, *with;
} problem_t;

#define ROW_OF problem_t
static const rap_field_t problem_rows[] = {
    ROW_TEXT(kind, 0, RAP_REQUIRED),
    ROW_TEXT(issue, 0, 0),
    ROW_TEXT(part, 0, 0),
    ROW_TEXT(language, 0, 0),
    ROW_TEXT(phrase, 0, 0),
    ROW_TEXT(with, 0, 0),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t problem_table = {"problem", sizeof(problem_t), problem_rows, .open = true};

/* A phrase of an issue, as it stands in the file. */
typedef struct phrase {
    const file_issue_t *issue;
    const char *part, *text, *plain; /* `plain`: with something for each '*' and '~' */
    int language;
    uint32_t number; /* in the automaton */
    bool used;
} phrase_t;

typedef struct checking {
    tool_t *tool;
    const file_codebook_t *codebook;
    match_builder_t *builder;
    match_t *match;
    phrase_t *phrase;
    size_t count, room;
    int64_t problems;
} checking_t;

static rap_code_t tell(checking_t *self, const problem_t *problem, rap_err_t *err)
{
    self->problems++;
    if (self->tool->options.json)
        return tool_print(&problem_table, problem, err);
    (void)printf(
        "%-8s  %s", problem->kind, problem->issue != NULL ? problem->issue : problem->part);
    if (problem->issue != NULL && problem->part != NULL)
        (void)printf(".%s", problem->part);
    (void)printf("  %s", problem->language);
    if (problem->phrase != NULL)
        (void)printf("  %s", problem->phrase);
    if (problem->with != NULL)
        (void)printf("  (also %s)", problem->with);
    (void)printf("\n");
    return RAP_OK;
}

/* ---- languages ---- */

static bool has_words(const file_issue_t *issue, int language)
{
    const file_near_t *near = issue->near.item;

    for (int role = 0; role < TOOL_ROLES; role++)
        if (tool_words(issue, (codebook_role_t)role)->of[language].count > 0)
            return true;
    for (size_t i = 0; i < issue->near.count; i++)
        if (near[i].language == language)
            return true;
    return false;
}

static rap_code_t check_issues(checking_t *self, rap_err_t *err)
{
    const file_issue_t *issue = self->codebook->issues.item;

    for (size_t i = 0; i < self->codebook->issues.count; i++)
        for (int k = 0; k < LANGS; k++)
            if (!has_words(&issue[i], k))
                RAP_TRY(tell(self,
                    &(problem_t){.kind = "no_words",
                        .issue = issue[i].id,
                        .language = codebook_languages[k]},
                    err));
    return RAP_OK;
}

static bool has_entry(const rap_strings_t *entries, const char *path, const char *language)
{
    char start[WORDS_SIZE];
    size_t len = (size_t)snprintf(start, sizeof start, "%s.%s: ", path, language);

    for (size_t i = 0; i < entries->count; i++)
        if (strncmp(entries->item[i], start, len) == 0)
            return true;
    return false;
}

/* Of the lists that are not of an issue: what is there in English should be there in all languages. */
static rap_code_t check_lists(checking_t *self, rap_err_t *err)
{
    static const char english[] = ".en: ";
    rap_strings_t entries;
    char path[WORDS_SIZE] = "", next[WORDS_SIZE];

    RAP_TRY(entries_of(self->codebook, self->tool->arena, &entries, err));
    for (size_t i = 0; i < entries.count; i++) {
        const char *at = strstr(entries.item[i], english);

        if (at == NULL || strncmp(entries.item[i], "issues[", 7) == 0)
            continue;
        (void)snprintf(next, sizeof next, "%.*s", (int)(at - entries.item[i]), entries.item[i]);
        if (strcmp(next, path) == 0)
            continue;
        memcpy(path, next, sizeof path);
        for (int k = LANG_EN + 1; k < LANGS; k++)
            if (!has_entry(&entries, path, codebook_languages[k]))
                RAP_TRY(tell(self,
                    &(problem_t){
                        .kind = "no_words", .part = path, .language = codebook_languages[k]},
                    err));
    }
    return RAP_OK;
}

/* ---- phrases ---- */

/* The folded phrase as somebody could write it. */
static const char *sample_of(const char *folded, rap_arena_t *arena)
{
    char *sample = rap_arena_alloc(arena, strlen(folded) + 1), *to = sample;

    for (; sample != NULL && *folded != '\0'; folded++)
        if (*folded != '*')
            *to++ = *folded == '~' ? 'x' : *folded;
    return sample != NULL ? match_plain(sample, strlen(sample), arena) : NULL;
}

static rap_code_t add_phrase(checking_t *self, const file_issue_t *issue, const char *part,
    int language, const char *text, rap_err_t *err)
{
    rap_folded_t folded;
    phrase_t made = {.issue = issue, .part = part, .text = text, .language = language};

    RAP_TRY(rap_text_fold(text, strlen(text), self->tool->arena, &folded, err));
    RAP_TRY(match_builder_add(self->builder, folded.text, folded.len, 1, &made.number, err));
    made.plain = sample_of(folded.text, self->tool->arena);
    if (made.plain == NULL)
        return rap_fail(err, RAP_TOOBIG, "the codebook is too large to be checked");
    if (self->count == self->room) {
        self->room = self->room * 2 + 1024;
        self->phrase = realloc(self->phrase, self->room * sizeof *self->phrase);
        if (self->phrase == NULL)
            abort();
    }
    self->phrase[self->count++] = made;
    return RAP_OK;
}

static rap_code_t add_issue(checking_t *self, const file_issue_t *issue, rap_err_t *err)
{
    for (int role = 0; role < TOOL_ROLES; role++) {
        const file_words_t *words = tool_words(issue, (codebook_role_t)role);

        for (int k = 0; k < LANGS; k++)
            for (size_t i = 0; i < words->of[k].count; i++)
                RAP_TRY(
                    add_phrase(self, issue, file_role_names[role], k, words->of[k].item[i], err));
    }
    return RAP_OK;
}

static int by_number(const void *a, const void *b)
{
    const phrase_t *x = a, *y = b;

    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return (x->language > y->language) - (x->language < y->language);
}

static rap_code_t collect(checking_t *self, rap_err_t *err)
{
    const file_issue_t *issue = self->codebook->issues.item;

    for (size_t i = 0; i < self->codebook->issues.count; i++)
        RAP_TRY(add_issue(self, &issue[i], err));
    if (self->count > 0)
        qsort(self->phrase, self->count, sizeof *self->phrase, by_number);
    self->match = match_new(self->builder);
    return RAP_OK;
}

static bool is_shared(const checking_t *self, const char *text)
{
    for (size_t i = 0; i < self->codebook->shared.count; i++)
        if (strcmp(self->codebook->shared.item[i], text) == 0)
            return true;
    return false;
}

static rap_code_t tell_of(checking_t *self, const char *kind, const phrase_t *phrase,
    const phrase_t *other, rap_err_t *err)
{
    char with[WORDS_SIZE];

    if (other != NULL)
        (void)snprintf(with, sizeof with, "%s.%s: %s", other->issue->id, other->part, other->text);
    return tell(self,
        &(problem_t){.kind = kind,
            .issue = phrase->issue->id,
            .part = phrase->part,
            .language = codebook_languages[phrase->language],
            .phrase = phrase->text,
            .with = other != NULL ? with : NULL},
        err);
}

/* Once for each pair: the later tells of the earlier. */
static rap_code_t compare(
    checking_t *self, const phrase_t *phrase, const phrase_t *other, rap_err_t *err)
{
    if (other >= phrase || other->language != phrase->language)
        return RAP_OK;
    if (other->issue == phrase->issue)
        return other->number == phrase->number ? tell_of(self, "twice", phrase, other, err)
                                               : RAP_OK;
    if (is_shared(self, phrase->text) || is_shared(self, other->text))
        return RAP_OK;
    return tell_of(self, "clash", phrase, other, err);
}

/* The first of the phrases with that number; behind it stand the others. */
static const phrase_t *first_of(const checking_t *self, uint32_t number)
{
    size_t low = 0, high = self->count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (self->phrase[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return &self->phrase[low];
}

/* Which phrases match the whole of this one? */
static rap_code_t check_phrase(checking_t *self, const phrase_t *phrase, rap_err_t *err)
{
    const phrase_t *end = self->phrase + self->count;
    size_t len = strlen(phrase->plain) - 1; /* without the blank behind it */
    match_hits_t hits;

    RAP_TRY(match_scan(self->match, 0, phrase->plain, len, self->tool->arena, &hits, err));
    for (size_t i = 0; i < hits.count; i++) {
        if (hits.item[i].start != 0 || hits.item[i].end != len)
            continue;
        for (const phrase_t *other = first_of(self, hits.item[i].phrase);
             other < end && other->number == hits.item[i].phrase; other++)
            RAP_TRY(compare(self, phrase, other, err));
    }
    return RAP_OK;
}

static rap_code_t check_phrases(checking_t *self, rap_err_t *err)
{
    for (size_t i = 0; i < self->count; i++)
        RAP_TRY(check_phrase(self, &self->phrase[i], err));
    return RAP_OK;
}

/* ---- use ---- */

static rap_code_t mark_used(void *arg, const char *text, rap_err_t *err)
{
    checking_t *self = arg;
    rap_folded_t folded;
    match_hits_t hits;

    RAP_TRY(rap_text_fold(text, strlen(text), self->tool->arena, &folded, err));
    const char *plain = match_plain(folded.text, folded.len, self->tool->arena);
    if (plain == NULL)
        return rap_fail(err, RAP_TOOBIG, "too much text at once; give less");
    RAP_TRY(match_scan(self->match, 0, plain, folded.len, self->tool->arena, &hits, err));
    for (size_t i = 0; i < hits.count; i++) {
        size_t at = (size_t)(first_of(self, hits.item[i].phrase) - self->phrase);

        for (; at < self->count && self->phrase[at].number == hits.item[i].phrase; at++)
            self->phrase[at].used = true;
    }
    return RAP_OK;
}

static rap_code_t check_use(checking_t *self, rap_err_t *err)
{
    for (int i = 0; i < self->tool->operands; i++)
        RAP_TRY(texts_each(self->tool->operand[i], self->tool->arena, mark_used, self, err));
    for (size_t i = 0; i < self->count && self->tool->operands > 0; i++)
        if (!self->phrase[i].used)
            RAP_TRY(tell_of(self, "unused", &self->phrase[i], NULL, err));
    return RAP_OK;
}

static rap_code_t check(checking_t *self, rap_err_t *err)
{
    RAP_TRY(check_issues(self, err));
    RAP_TRY(check_lists(self, err));
    RAP_TRY(collect(self, err));
    RAP_TRY(check_phrases(self, err));
    return check_use(self, err);
}

rap_code_t check_run(tool_t *self, rap_err_t *err)
{
    file_codebook_t codebook;
    char name[FILE_NAME_SIZE];

    RAP_TRY(tool_read(self, self->options.codebook, &codebook, err));
    checking_t checking = {.tool = self, .codebook = &codebook, .builder = match_builder_new()};
    rap_code_t code = check(&checking, err);
    if (code == RAP_OK) {
        (void)fflush(stdout);
        file_codebook_name(&codebook, name, sizeof name);
        (void)fprintf(stderr, "%s: %zu issues, %zu phrases, %" PRId64 " problems\n", name,
            codebook.issues.count, checking.count, checking.problems);
        self->exit = checking.problems > 0 ? TOOL_PROBLEM : 0;
    }
    match_destroy(&checking.match);
    match_builder_destroy(&checking.builder);
    free(checking.phrase);
    return code;
}
