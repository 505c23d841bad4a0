/* codebook_compile.c - from the file to one automaton and the meaning of its phrases */
#include "classifier/codebook_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text_icu.h"

typedef struct entry {
    codebook_meaning_t meaning;
    uint32_t phrase;
    uint32_t before; /* 1 + the entry of the same phrase that was made before, or 0 */
} entry_t;

/* What compiling needs and forgets. */
typedef struct compiling {
    const codebook_source_t *source;
    codebook_t *to;
    match_builder_t *builder;
    entry_t *entry;
    uint32_t *latest; /* of a phrase: 1 + its latest entry */
    size_t entries, cap;
} compiling_t;

static void *copy_of(rap_arena_t *arena, const void *bytes, size_t len)
{
    void *copy = rap_arena_alloc(arena, len);

    if (copy == NULL)
        abort(); /* the ids of a file fit */
    return len > 0 ? memcpy(copy, bytes, len) : copy;
}

static const char *copy_text(rap_arena_t *arena, const char *text)
{
    return copy_of(arena, text, strlen(text) + 1);
}

/* ---- messages ---- */

/* The line on which `- id: NAME` stands, or 1. */
static int line_of_issue(const compiling_t *self, const char *id)
{
    int line = 1;
    size_t id_len = strlen(id);

    for (const char *at = self->source->yaml, *end = at + self->source->yaml_len; at < end;
         line++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t len = (size_t)((stop != NULL ? stop : end) - at);
        const char *found = memmem(at, len, "- id:", 5);
        if (found != NULL && memmem(found, len - (size_t)(found - at), id, id_len) != NULL)
            return line;
        at += len + 1;
    }
    return 1;
}

/* ---- phrases ---- */

static const char *issue_id(const compiling_t *self, size_t n)
{
    return ((const file_issue_t *)self->source->from->issues.item)[n].id;
}

static bool is_shared(const compiling_t *self, const char *phrase)
{
    for (size_t i = 0; i < self->source->from->shared.count; i++)
        if (strcmp(self->source->from->shared.item[i], phrase) == 0)
            return true;
    return false;
}

/* A phrase of one issue must not be one of another in the same language. */
static rap_code_t check_single(
    const compiling_t *self, const entry_t *made, const char *phrase, rap_err_t *err)
{
    for (uint32_t i = made->before; i != 0; i = self->entry[i - 1].before) {
        const codebook_meaning_t *other = &self->entry[i - 1].meaning;
        if (other->part == PART_ISSUE && other->ref != made->meaning.ref &&
            (other->languages & made->meaning.languages) != 0 && !is_shared(self, phrase))
            return rap_fail(err, RAP_CONFIG,
                "'%s' also stands under '%s'; take one away, or list it under 'shared'", phrase,
                issue_id(self, other->ref));
    }
    return RAP_OK;
}

/* Room for one more entry, and for its phrase: there are never more phrases than entries. */
static void make_room(compiling_t *self)
{
    if (self->entries < self->cap)
        return;
    size_t cap = self->cap * 2 + 4096;
    self->entry = realloc(self->entry, cap * sizeof *self->entry);
    self->latest = realloc(self->latest, cap * sizeof *self->latest);
    if (self->entry == NULL || self->latest == NULL)
        abort();
    memset(self->latest + self->cap, 0, (cap - self->cap) * sizeof *self->latest);
    self->cap = cap;
}

_Static_assert((int)LANGS <= (int)MATCH_SETS, "a set of phrases for each language");

static rap_code_t add_phrase(
    compiling_t *self, const char *phrase, codebook_meaning_t meaning, rap_err_t *err)
{
    rap_folded_t folded;
    entry_t made = {.meaning = meaning};

    make_room(self);
    RAP_TRY(rap_text_fold(phrase, strlen(phrase), self->source->arena, &folded, err));
    RAP_TRY(match_builder_add(
        self->builder, folded.text, folded.len, meaning.languages, &made.phrase, err));
    made.before = self->latest[made.phrase];
    if (meaning.part == PART_ISSUE)
        RAP_TRY(check_single(self, &made, phrase, err));
    self->entry[self->entries++] = made;
    self->latest[made.phrase] = (uint32_t)self->entries;
    return RAP_OK;
}

static rap_code_t add_list(
    compiling_t *self, const rap_strings_t *list, codebook_meaning_t meaning, rap_err_t *err)
{
    for (size_t i = 0; i < list->count; i++)
        RAP_TRY(add_phrase(self, list->item[i], meaning, err));
    return RAP_OK;
}

static rap_code_t add_words(compiling_t *self, const file_words_t *words, codebook_part_t part,
    codebook_role_t role, size_t ref, rap_err_t *err)
{
    for (int i = 0; i < LANGS; i++) {
        codebook_meaning_t meaning = {.part = (uint8_t)part,
            .role = (uint8_t)role,
            .languages = (uint8_t)(1u << i),
            .ref = (uint16_t)ref};
        RAP_TRY(add_list(self, &words->of[i], meaning, err));
    }
    return RAP_OK;
}

static rap_code_t add_general(compiling_t *self, rap_err_t *err)
{
    const file_codebook_t *from = self->source->from;
    const file_frames_t *frames = &from->all.frames;
    const struct {
        const file_words_t *words;
        codebook_part_t part;
    } list[] = {
        {&from->all.negation.cues, PART_NOT},
        {&from->all.negation.pseudo, PART_PSEUDO},
        {&from->all.terminators, PART_BREAK},
        {&from->all.conjunctions, PART_AND},
        {&from->all.conditions.strong, PART_IF},
        {&from->all.conditions.weak, PART_IF_WEAK},
        {&from->all.conditions.modals, PART_MODAL},
        {&frames->says, PART_SAYS},
        {&frames->who, PART_WHO},
        {&frames->efforts, PART_EFFORT},
        {&frames->critics, PART_CRITICS},
        {&frames->documents, PART_DOCUMENT},
        {&frames->tells, PART_TELLS},
        {&frames->by, PART_BY},
        {&frames->people, PART_PEOPLE},
        {&frames->verbs, PART_VERB},
        {&frames->works, PART_WORK},
        {&frames->lets, PART_LETS},
        {&frames->like, PART_LIKE},
        {&frames->own, PART_OWN},
        {&frames->ours, PART_OURS},
        {&from->all.anaphora, PART_BACK},
        {&from->all.mention, PART_MENTION},
        {&from->all.courtesy, PART_COURTESY},
        {&from->all.topics, PART_TOPIC},
        {&from->scope.domain, PART_DOMAIN},
        {&from->scope.foreign, PART_FOREIGN},
    };

    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        RAP_TRY(add_words(self, list[i].words, list[i].part, ROLE_PHRASE, 0, err));

    const file_cue_t *cue = from->all.cues.item;
    for (size_t i = 0; i < from->all.cues.count; i++) {
        self->to->cue[i] = (codebook_cue_t){.direction = (uint8_t)cue[i].direction,
            .side = (uint8_t)cue[i].side,
            .strength = (uint8_t)cue[i].strength,
            .modality = (uint8_t)cue[i].modality};
        RAP_TRY(add_words(self, &cue[i].words, PART_CUE, ROLE_PHRASE, i, err));
    }
    return RAP_OK;
}

static rap_code_t add_near(
    compiling_t *self, const file_near_t *near, size_t issue, size_t n, rap_err_t *err)
{
    codebook_near_t *to = &self->to->near[n];
    codebook_meaning_t meaning = {.part = PART_NEAR,
        .role = (uint8_t)near->as,
        .languages = (uint8_t)(1u << near->language),
        .ref = (uint16_t)n};

    *to = (codebook_near_t){
        .issue = (uint16_t)issue, .role = (uint8_t)near->as, .words = (uint8_t)near->words};
    if (near->phrases.count == 0 || near->with.count == 0)
        return rap_fail(err, RAP_CONFIG, "near: 'phrases' and 'with' need at least one each");
    RAP_TRY(add_list(self, &near->phrases, meaning, err));
    meaning.part = PART_WITH;
    for (size_t i = 0; i < near->with.count; i++) {
        if (strcmp(near->with.item[i], "@party") == 0)
            to->party = true;
        else if (strcmp(near->with.item[i], "@speaker") == 0)
            to->speaker = true;
        else
            RAP_TRY(add_phrase(self, near->with.item[i], meaning, err));
    }
    return RAP_OK;
}

/* Issues that are `name`, or of the group `name`. */
static bool is_named(const char *id, const char *name)
{
    size_t len = strlen(name);

    return strncmp(id, name, len) == 0 && (id[len] == '\0' || id[len] == '.');
}

static rap_code_t add_yields(compiling_t *self, size_t n, rap_err_t *err)
{
    const file_issue_t *from = (const file_issue_t *)self->source->from->issues.item + n;
    codebook_issue_t *to = &self->to->issue[n];
    uint16_t list[512];
    size_t issues = self->to->issues;

    for (size_t k = 0; k < from->yields.count; k++) {
        bool any = false;
        for (size_t i = 0; i < issues; i++)
            any |= is_named(issue_id(self, i), from->yields.item[k]);
        if (!any)
            return rap_fail(
                err, RAP_CONFIG, "yields: no issue is called '%s'", from->yields.item[k]);
    }
    for (size_t i = 0; i < issues; i++)
        for (size_t k = 0; k < from->yields.count; k++)
            if (i != n && is_named(issue_id(self, i), from->yields.item[k])) {
                list[to->yields_count++] = (uint16_t)i;
                break;
            }
    to->yields = copy_of(self->to->arena, list, to->yields_count * sizeof *list);
    return RAP_OK;
}

/* What can be wrong with an issue apart from its phrases. */
static rap_code_t check_issue(const compiling_t *self, size_t n, rap_err_t *err)
{
    const file_issue_t *from = (const file_issue_t *)self->source->from->issues.item + n;
    size_t phrases = from->near.count;

    if (from->valence == 0)
        return rap_fail(err, RAP_CONFIG, "valence: 1 or -1 is wanted");
    for (size_t i = 0; i < n; i++)
        if (strcmp(issue_id(self, i), from->id) == 0)
            return rap_fail(err, RAP_CONFIG, "a second issue is called '%s'", from->id);
    for (int i = 0; i < LANGS; i++)
        phrases += from->phrases.of[i].count + from->claims.of[i].count;
    if (phrases == 0)
        return rap_fail(err, RAP_CONFIG, "'%s' has no phrases", from->id);
    return RAP_OK;
}

static rap_code_t add_issue(compiling_t *self, size_t n, size_t *nears, rap_err_t *err)
{
    const file_issue_t *from = (const file_issue_t *)self->source->from->issues.item + n;
    codebook_issue_t *to = &self->to->issue[n];
    const struct {
        const file_words_t *words;
        codebook_part_t part;
        codebook_role_t role;
    } list[] = {
        {&from->phrases, PART_ISSUE, ROLE_PHRASE},
        {&from->claims, PART_ISSUE, ROLE_CLAIM},
        {&from->contrary, PART_ISSUE, ROLE_CONTRARY},
        {&from->denials, PART_ISSUE, ROLE_DENIAL},
        {&from->problems, PART_ISSUE, ROLE_PROBLEM},
        {&from->grievances, PART_ISSUE, ROLE_GRIEVANCE},
        {&from->exclude, PART_EXCLUDE, ROLE_PHRASE},
    };

    RAP_TRY(check_issue(self, n, err));
    to->id = copy_text(self->to->arena, from->id);
    to->proposition = copy_text(self->to->arena, from->proposition);
    to->valence = (int8_t)from->valence;
    to->silent = from->silent;
    RAP_TRY(add_yields(self, n, err));
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        RAP_TRY(add_words(self, list[i].words, list[i].part, list[i].role, n, err));
    for (size_t i = 0; i < from->near.count; i++)
        RAP_TRY(add_near(self, (const file_near_t *)from->near.item + i, n, (*nears)++, err));
    return RAP_OK;
}

/* The plural of the phrase, in the arena, or NULL: it ends in no noun. */
static const char *plural_of(const compiling_t *self, const char *phrase)
{
    size_t len = strlen(phrase);
    char text[MATCH_PHRASE_MAX + 4];

    if (len < 3 || len > MATCH_PHRASE_MAX || phrase[len - 1] < 'a' || phrase[len - 1] > 'z' ||
        phrase[len - 1] == 's')
        return NULL;
    bool ies = phrase[len - 1] == 'y' && strchr("aeiou", phrase[len - 2]) == NULL;
    (void)snprintf(
        text, sizeof text, "%.*s%s", (int)(ies ? len - 1 : len), phrase, ies ? "ies" : "s");
    return rap_arena_strdup(self->source->arena, text);
}

static const char article[] = "ال";

/* "a voluntary fund" -> "the voluntary fund": the phrase with the article before each word, in the
 * arena, or NULL where it has one, or is a single word, or no plain phrase. */
static const char *definite_of(const compiling_t *self, const char *phrase)
{
    char text[2 * MATCH_PHRASE_MAX];
    size_t at = 0, words = 1;

    for (const char *p = phrase; *p != '\0'; p++) {
        bool begins = p == phrase || p[-1] == ' ';
        words += *p == ' ';
        if ((begins && strncmp(p, article, sizeof article - 1) == 0) || strchr("~-,", *p) != NULL)
            return NULL;
        if (at + sizeof article + 1 > sizeof text)
            return NULL;
        if (begins) {
            memcpy(text + at, article, sizeof article - 1);
            at += sizeof article - 1;
        }
        text[at++] = *p;
    }
    return words > 1 ? rap_arena_strndup(self->source->arena, text, at) : NULL;
}

/* "the voluntary fund" -> "to the voluntary fund", in the arena, or NULL where there is no article or
 * too much behind it: its alef is lost behind "to", and of three lams two are written. */
static const char *dative_of(const compiling_t *self, const char *phrase)
{
    static const char lam[] = "ل";
    bool has_article = strncmp(phrase, article, sizeof article - 1) == 0;
    const char *definite = has_article ? phrase : definite_of(self, phrase);
    char text[2 * MATCH_PHRASE_MAX];

    if (definite == NULL)
        return NULL;
    const char *rest = definite + sizeof article - 1;
    if (strncmp(rest, lam, sizeof lam - 1) == 0)
        rest += sizeof lam - 1;
    int len = snprintf(text, sizeof text, "%s%s%s", lam, lam, rest);
    return len < (int)sizeof text ? rap_arena_strndup(self->source->arena, text, (size_t)len)
                                  : NULL;
}

/* ---- other forms of issues' phrases ---- */

/* Adds the other form of each phrase, unless it has a meaning of its own. */
static rap_code_t add_forms(
    compiling_t *self, const file_words_t *words, codebook_role_t role, size_t ref, rap_err_t *err)
{
    static const struct {
        int language;
        const char *(*form)(const compiling_t *self, const char *phrase);
    } forms[] = {{LANG_EN, plural_of}, {LANG_AR, definite_of}, {LANG_AR, dative_of}};

    for (size_t n = 0; n < sizeof forms / sizeof *forms; n++) {
        const rap_strings_t *list = &words->of[forms[n].language];
        codebook_meaning_t meaning = {.part = PART_ISSUE,
            .role = (uint8_t)role,
            .languages = (uint8_t)(1u << forms[n].language),
            .ref = (uint16_t)ref};
        for (size_t i = 0; i < list->count; i++) {
            const char *form = forms[n].form(self, list->item[i]);
            rap_folded_t folded;
            uint32_t number;
            if (form == NULL)
                continue;
            make_room(self);
            RAP_TRY(rap_text_fold(form, strlen(form), self->source->arena, &folded, err));
            RAP_TRY(match_builder_add(self->builder, folded.text, folded.len, 0, &number, err));
            if (self->latest[number] == 0)
                RAP_TRY(add_phrase(self, form, meaning, err));
        }
    }
    return RAP_OK;
}

static rap_code_t add_all_forms(compiling_t *self, rap_err_t *err)
{
    const file_issue_t *issue = self->source->from->issues.item;

    for (size_t i = 0; i < self->to->issues; i++) {
        RAP_TRY(add_forms(self, &issue[i].phrases, ROLE_PHRASE, i, err));
        RAP_TRY(add_forms(self, &issue[i].contrary, ROLE_CONTRARY, i, err));
        RAP_TRY(add_forms(self, &issue[i].problems, ROLE_PROBLEM, i, err));
        RAP_TRY(add_forms(self, &issue[i].grievances, ROLE_GRIEVANCE, i, err));
    }
    return RAP_OK;
}

/* ---- the whole ---- */

static int compare_numbers(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int compare_entries(const void *a, const void *b)
{
    const entry_t *x = a, *y = b;
    int by = compare_numbers(x->phrase, y->phrase);

    by = by != 0 ? by : compare_numbers(x->meaning.part, y->meaning.part);
    by = by != 0 ? by : compare_numbers(x->meaning.ref, y->meaning.ref);
    return by != 0 ? by : compare_numbers(x->meaning.role, y->meaning.role);
}

static bool is_same(const entry_t *a, const entry_t *b)
{
    return compare_entries(a, b) == 0;
}

/* Meanings by phrase; one that a phrase has in several languages is one. */
static void write_meanings(compiling_t *self)
{
    codebook_t *to = self->to;
    size_t n = 0;

    if (self->entries > 0)
        qsort(self->entry, self->entries, sizeof *self->entry, compare_entries);
    to->phrases = self->entries > 0 ? self->entry[self->entries - 1].phrase + 1 : 0;
    to->meaning = calloc(self->entries + 1, sizeof *to->meaning);
    to->first = calloc(to->phrases + 1, sizeof *to->first);
    if (to->meaning == NULL || to->first == NULL)
        abort();
    for (size_t i = 0; i < self->entries; i++) {
        const entry_t *entry = &self->entry[i];
        if (i > 0 && is_same(entry, entry - 1)) {
            to->meaning[n - 1].languages |= entry->meaning.languages;
            continue;
        }
        to->meaning[n++] = entry->meaning;
        to->first[entry->phrase + 1] = (uint32_t)n;
    }
    to->match = match_new(self->builder);
}

static void keep_names(rap_arena_t *arena, const rap_strings_t *from, rap_strings_t *to)
{
    *to =
        (rap_strings_t){copy_of(arena, from->item, from->count * sizeof *from->item), from->count};
    for (size_t i = 0; i < from->count; i++)
        to->item[i] = copy_text(arena, from->item[i]);
}

static rap_code_t compile(compiling_t *self, rap_err_t *err)
{
    const file_codebook_t *from = self->source->from;
    codebook_t *to = self->to;
    char name[FILE_NAME_SIZE];
    size_t nears = 0;

    to->issues = from->issues.count;
    to->cues = from->all.cues.count;
    for (size_t i = 0; i < to->issues; i++)
        to->nears += ((const file_issue_t *)from->issues.item)[i].near.count;
    to->issue = calloc(to->issues + 1, sizeof *to->issue);
    to->cue = calloc(to->cues + 1, sizeof *to->cue);
    to->near = calloc(to->nears + 1, sizeof *to->near);
    if (to->issue == NULL || to->cue == NULL || to->near == NULL)
        abort();
    file_codebook_name(from, name, sizeof name);
    to->name = copy_text(to->arena, name);
    keep_names(to->arena, &from->scope.bodies, &to->bodies);
    keep_names(to->arena, &from->scope.mixed, &to->mixed);

    if (add_general(self, err) != RAP_OK)
        return rap_fail_prefix(err, "%s%s%s", self->source->file,
            from->lexicon != NULL ? " with lexicon " : "",
            from->lexicon != NULL ? from->lexicon : "");
    for (size_t i = 0; i < to->issues; i++)
        if (add_issue(self, i, &nears, err) != RAP_OK)
            return rap_fail_prefix(
                err, "%s:%d", self->source->file, line_of_issue(self, issue_id(self, i)));
    if (add_all_forms(self, err) != RAP_OK)
        return rap_fail_prefix(err, "%s", self->source->file);
    write_meanings(self);
    return RAP_OK;
}

rap_code_t codebook_compile(const codebook_source_t *source, codebook_t *to, rap_err_t *err)
{
    compiling_t compiling = {.source = source, .to = to, .builder = match_builder_new()};
    rap_code_t code = compile(&compiling, err);

    match_builder_destroy(&compiling.builder);
    free(compiling.entry);
    free(compiling.latest);
    return code;
}
