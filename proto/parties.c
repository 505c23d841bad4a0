/* parties.c - the file of parties, and their names in a text: see parties.h */
#include "proto/parties.h"

#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "base/tree.h"
#include "proto/party_guess.h"
#include "proto/party_names.h"
#include "proto/party_parts.h"

enum { FILE_MAX_BYTES = 4 << 20, ARENA_MAX_BYTES = 16 << 20 };

struct rap_parties {
    rap_arena_t *arena;
    const rap_party_t *party;
    size_t count;
    party_names_t *names;
    party_guess_t *guess;
};

/* --- the file --- */

typedef struct parties_file {
    rap_strings_t adjective_endings, none, given;
    rap_array_t parties;
} parties_file_t;

/* clang-format off */
static const rap_field_t membership_fields[] = {
    {.name = "id", .kind = RAP_KIND_STRING, .offset = offsetof(rap_membership_t, id), .flags = RAP_REQUIRED},
    {.name = "from", .kind = RAP_KIND_STRING, .offset = offsetof(rap_membership_t, from)},
    {.name = "until", .kind = RAP_KIND_STRING, .offset = offsetof(rap_membership_t, until)},
    {.kind = RAP_KIND_END},
};

static const rap_table_t membership_table = {
    .name = "membership", .size = sizeof(rap_membership_t), .fields = membership_fields};

static const rap_field_t party_fields[] = {
    {.name = "name", .kind = RAP_KIND_STRING, .offset = offsetof(rap_party_t, name), .flags = RAP_REQUIRED},
    {.name = "iso3", .kind = RAP_KIND_STRING, .offset = offsetof(rap_party_t, iso3)},
    {.name = "languages", .kind = RAP_KIND_STRINGS, .offset = offsetof(rap_party_t, languages)},
    {.name = "names", .kind = RAP_KIND_STRINGS, .offset = offsetof(rap_party_t, names), .flags = RAP_REQUIRED},
    {.name = "adjectives", .kind = RAP_KIND_STRINGS, .offset = offsetof(rap_party_t, adjectives)},
    {.name = "members", .kind = RAP_KIND_STRINGS, .offset = offsetof(rap_party_t, members)},
    {.name = "changes", .kind = RAP_KIND_ARRAY, .offset = offsetof(rap_party_t, changes), .table = &membership_table},
    {.kind = RAP_KIND_END},
};

static const rap_table_t party_table = {
    .name = "party", .size = sizeof(rap_party_t), .fields = party_fields};

static const rap_field_t file_fields[] = {
    {.name = "adjective_endings", .kind = RAP_KIND_STRINGS, .offset = offsetof(parties_file_t, adjective_endings)},
    {.name = "none", .kind = RAP_KIND_STRINGS, .offset = offsetof(parties_file_t, none)},
    {.name = "given", .kind = RAP_KIND_STRINGS, .offset = offsetof(parties_file_t, given)},
    {.name = "parties", .kind = RAP_KIND_MAP, .offset = offsetof(parties_file_t, parties), .table = &party_table, .flags = RAP_REQUIRED},
    {.kind = RAP_KIND_END},
};

static const rap_table_t file_table = {
    .name = "parties", .size = sizeof(parties_file_t), .fields = file_fields};
/* clang-format on */

static rap_code_t add_names(party_names_t *names, const rap_strings_t *list, int party,
    unsigned flags, const rap_strings_t *endings, rap_err_t *err)
{
    RAP_AUTO(rap_arena) *scratch = rap_arena_new(1 << 20);
    for (size_t i = 0; i < list->count; i++) {
        rap_arena_reset(scratch);
        RAP_TRY(party_names_add(names, list->item[i], party, flags, endings, scratch, err));
    }
    return RAP_OK;
}

/* A group's members, and who joined or left it, are parties of the file. */
static rap_code_t check_members(const rap_parties_t *self, const rap_party_t *group, rap_err_t *err)
{
    for (size_t i = 0; i < group->members.count; i++) {
        if (rap_parties_get(self, group->members.item[i]) == NULL)
            return rap_fail(err, RAP_CONFIG, "party '%s' has the unknown member '%s'", group->key,
                group->members.item[i]);
    }
    const rap_membership_t *change = group->changes.item;
    for (size_t i = 0; i < group->changes.count; i++) {
        if (rap_parties_get(self, change[i].id) == NULL ||
            (change[i].from == NULL) == (change[i].until == NULL))
            return rap_fail(err, RAP_CONFIG,
                "party '%s' has a change without a known member and one day", group->key);
    }
    return RAP_OK;
}

static rap_code_t build(rap_parties_t *self, const parties_file_t *file, rap_err_t *err)
{
    self->party = file->parties.item;
    self->count = file->parties.count;
    const rap_strings_t *endings = &file->adjective_endings;
    for (size_t i = 0; i < self->count; i++) {
        const rap_party_t *party = &self->party[i];
        RAP_TRY(add_names(self->names, &party->names, (int)i, 0, endings, err));
        RAP_TRY(add_names(self->names, &party->adjectives, (int)i, PARTY_ADJECTIVE, endings, err));
        RAP_TRY(check_members(self, party, err));
    }
    RAP_TRY(add_names(self->names, &file->none, PARTY_NONE, 0, endings, err));
    RAP_AUTO(rap_arena) *scratch = rap_arena_new(1 << 20);
    for (size_t i = 0; i < file->given.count; i++)
        party_names_mark(self->names, file->given.item[i], PARTY_GIVEN, scratch);
    self->guess = party_guess_new(self->names);
    return RAP_OK;
}

rap_code_t rap_parties_open(rap_parties_t **ret, const char *path, rap_err_t *err)
{
    rap_tree_t *tree = NULL;
    RAP_TRY(rap_tree_yaml_file(&tree, path, FILE_MAX_BYTES, err));
    rap_parties_t *self = calloc(1, sizeof *self);
    if (self == NULL)
        abort();
    self->arena = rap_arena_new(ARENA_MAX_BYTES);
    self->names = party_names_new();
    parties_file_t file = {0};
    rap_code_t code = rap_codec_tree(&file_table, &file, tree, self->arena, err);
    rap_tree_destroy(&tree);
    if (code == RAP_OK) {
        code = build(self, &file, err);
        if (code != RAP_OK)
            rap_fail_prefix(err, "%s", path);
    }
    if (code != RAP_OK) {
        rap_parties_destroy(&self);
        return code;
    }
    *ret = self;
    return RAP_OK;
}

void rap_parties_destroy(rap_parties_t **self)
{
    if (*self == NULL)
        return;
    party_guess_destroy(&(*self)->guess);
    party_names_destroy(&(*self)->names);
    rap_arena_destroy(&(*self)->arena);
    free(*self);
    *self = NULL;
}

/* --- by id --- */

const rap_party_t *rap_parties_at(const rap_parties_t *self, size_t i)
{
    return i < self->count ? &self->party[i] : NULL;
}

const rap_party_t *rap_parties_get(const rap_parties_t *self, const char *id)
{
    for (size_t i = 0; id != NULL && i < self->count; i++)
        if (strcmp(self->party[i].key, id) == 0)
            return &self->party[i];
    return NULL;
}

bool rap_party_is_group(const rap_party_t *self)
{
    return strncmp(self->key, "G:", 2) == 0;
}

bool rap_party_has_member(const rap_party_t *group, const char *id, const char *day)
{
    bool is_member = false;
    for (size_t i = 0; i < group->members.count && !is_member; i++)
        is_member = strcmp(group->members.item[i], id) == 0;
    const rap_membership_t *change = group->changes.item;
    for (size_t i = 0; day != NULL && i < group->changes.count; i++) {
        if (strcmp(change[i].id, id) != 0)
            continue;
        if (change[i].from != NULL && strcmp(day, change[i].from) < 0)
            is_member = false;
        if (change[i].until != NULL && strcmp(day, change[i].until) < 0)
            is_member = true;
    }
    return is_member;
}

/* --- in a text --- */

static bool is_letter_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || ((unsigned char)c & 0x80) != 0;
}

/* Is the word before `at` a title that a person's name follows? */
static bool is_behind_title(const rap_folded_t *text, size_t at)
{
    static const char *const titles[] = {"mr", "ms", "mrs", "mme", "m", "dr", "sr", "sra", "amb",
        "ambassador", "ambassadeur", "embajador", "embajadora", "monsieur", "madame", "senor",
        "senora", "miss", "professor", "judge", NULL};
    size_t end = at;
    while (end > 0 && (text->text[end - 1] == ' ' || text->text[end - 1] == '.'))
        end--;
    size_t start = end;
    while (start > 0 && is_letter_byte(text->text[start - 1]))
        start--;
    for (size_t i = 0; titles[i] != NULL && end < at; i++)
        if (strlen(titles[i]) == end - start &&
            memcmp(text->text + start, titles[i], end - start) == 0)
            return true;
    return false;
}

/* How many bytes of an Arabic word are "and", "so", "in", "to", "as" written before the name. */
static size_t arabic_prefix(const char *word, size_t skipped)
{
    static const char *const prefixes[2][3] = {{"و", "ف", NULL}, {"ب", "ل", "ك"}};
    for (size_t i = 0; i < 3 && prefixes[skipped][i] != NULL; i++)
        if (strncmp(word, prefixes[skipped][i], 2) == 0)
            return 2;
    return 0;
}

/* A name that starts at *at, or behind what Arabic writes before it; *at moves there. */
static bool find_at(const rap_parties_t *self, const rap_folded_t *text, const char *source,
    size_t *at, party_name_t *ret)
{
    if (party_names_find(self->names, text, source, *at, ret))
        return true;
    size_t skip = *at;
    unsigned char first = (unsigned char)text->text[skip];
    if (first != 0xd8 && first != 0xd9) /* of the letters that arabic_prefix() knows */
        return false;
    for (size_t i = 0; i < 2; i++) {
        size_t n = arabic_prefix(text->text + skip, i);
        if (n == 0)
            continue;
        skip += n;
        if (party_names_find(self->names, text, source, skip, ret)) {
            *at = skip;
            return true;
        }
    }
    return false;
}

/* "nord-coréen" has no Korean in it; "China-Russia" has both. */
static bool is_inside_compound(const rap_folded_t *text, size_t at, size_t last_end)
{
    return at > 1 && text->text[at - 1] == '-' && is_letter_byte(text->text[at - 2]) &&
           last_end != at - 1;
}

/* The name, or what is nearly one, that begins at *start; *start moves behind Arabic prefixes. */
static bool find_name(const rap_parties_t *self, const rap_folded_t *text, const char *source,
    bool guess, size_t *start, party_name_t *ret)
{
    size_t first = *start;
    party_name_t meant;
    bool found = find_at(self, text, source, start, ret);
    if (guess && party_guess_find(self->guess, text, source, first, &meant) &&
        (!found || meant.end > ret->end) && !is_behind_title(text, first)) {
        *ret = meant;
        *start = first;
        found = true;
    }
    if (found && (ret->flags & PARTY_GIVEN) != 0 && is_behind_title(text, *start))
        return false;
    if (found && party_parts_is_left(text, *start, ret->end))
        ret->party = PARTY_NONE;
    return found;
}

static size_t scan(const rap_parties_t *self, const char *text, const rap_folded_t *folded,
    bool guess, rap_party_hit_t *hits, size_t max)
{
    size_t count = 0, last_end = SIZE_MAX;
    for (size_t at = 0; at < folded->len && count < max;) {
        party_name_t name;
        size_t start = at;
        bool found = folded->text[at] != ' ' && ((unsigned char)folded->text[at] & 0xC0) != 0x80 &&
                     party_names_is_edge(folded, at) && !is_inside_compound(folded, at, last_end) &&
                     find_name(self, folded, text, guess, &start, &name);
        if (!found) {
            bool word = party_names_is_ascii_word(folded->text[at++]);
            while (word && at < folded->len && party_names_is_ascii_word(folded->text[at]))
                at++; /* to the word's end */
            continue;
        }
        if (name.party != PARTY_NONE)
            hits[count++] = (rap_party_hit_t){&self->party[name.party], folded->origin[start],
                folded->origin[name.end], (name.flags & PARTY_ADJECTIVE) != 0};
        at = last_end = name.end;
    }
    return count;
}

static size_t fold_and_scan(const rap_parties_t *self, const char *text, size_t len, bool guess,
    rap_arena_t *arena, rap_party_hit_t *hits, size_t max)
{
    rap_err_t err;
    rap_folded_t folded;
    if (rap_text_fold_bare(text, len, arena, &folded, &err) != RAP_OK)
        return 0;
    return scan(self, text, &folded, guess, hits, max);
}

size_t rap_parties_scan(const rap_parties_t *self, const char *text, size_t len, rap_arena_t *arena,
    rap_party_hit_t *hits, size_t max)
{
    return fold_and_scan(self, text, len, false, arena, hits, max);
}

size_t rap_parties_guess(const rap_parties_t *self, const char *text, size_t len,
    rap_arena_t *arena, rap_party_hit_t *hits, size_t max)
{
    return fold_and_scan(self, text, len, true, arena, hits, max);
}

size_t rap_parties_scan_folded(const rap_parties_t *self, const char *text,
    const rap_folded_t *folded, rap_party_hit_t *hits, size_t max)
{
    return scan(self, text, folded, false, hits, max);
}

size_t rap_parties_guess_folded(const rap_parties_t *self, const char *text,
    const rap_folded_t *folded, rap_party_hit_t *hits, size_t max)
{
    return scan(self, text, folded, true, hits, max);
}

static const rap_party_t *by_code(const rap_parties_t *self, const char *text, size_t len)
{
    for (size_t i = 0; i < self->count; i++) {
        const rap_party_t *party = &self->party[i];
        if (strlen(party->key) == len && strncasecmp(party->key, text, len) == 0)
            return party;
        if (party->iso3 != NULL && len == 3 && strncasecmp(party->iso3, text, len) == 0)
            return party;
    }
    return NULL;
}

const rap_party_t *rap_parties_resolve(
    const rap_parties_t *self, const char *text, rap_arena_t *arena)
{
    static const char *const articles[] = {
        "", "the ", "la ", "le ", "les ", "l'", "el ", "los ", "las ", NULL};
    rap_err_t err;
    rap_folded_t folded;
    if (rap_text_fold_bare(text, strlen(text), arena, &folded, &err) != RAP_OK)
        return NULL;
    while (folded.len > 0 && folded.text[folded.len - 1] == ' ')
        folded.len--;
    size_t start = folded.len > 0 && folded.text[0] == ' ';
    const rap_party_t *code = by_code(self, folded.text + start, folded.len - start);
    if (code != NULL)
        return code;
    for (size_t i = 0; articles[i] != NULL; i++) {
        size_t n = strlen(articles[i]);
        party_name_t name;
        if (strncmp(folded.text + start, articles[i], n) == 0 && start + n < folded.len &&
            party_names_find(self->names, &folded, NULL, start + n, &name) &&
            name.end == folded.len && name.party != PARTY_NONE)
            return &self->party[name.party];
    }
    return NULL;
}
