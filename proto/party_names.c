/* party_names.c - see party_names.h */
#include "proto/party_names.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

enum {
    BEGINNING = -2, /* no name ends here, a longer one goes on */
    BLOB_MAX = 4 << 20,
    SLOTS_MIN = 1 << 15,
    NAME_MAX_BYTES = 300
};

typedef struct slot {
    uint32_t hash;
    uint32_t at; /* of the name in the blob */
    uint16_t len;
    uint16_t flags;
    int32_t party;
} slot_t;

struct party_names {
    slot_t *slot; /* open addressing; len 0 is free */
    size_t slots; /* a power of two */
    size_t used;
    char *blob;
    size_t blob_len, blob_cap;
};

static void *must(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

party_names_t *party_names_new(void)
{
    party_names_t *self = must(calloc(1, sizeof *self));
    self->slots = SLOTS_MIN;
    self->slot = must(calloc(self->slots, sizeof *self->slot));
    return self;
}

void party_names_destroy(party_names_t **self)
{
    if (*self == NULL)
        return;
    free((*self)->slot);
    free((*self)->blob);
    free(*self);
    *self = NULL;
}

/* --- letters --- */

static UChar32 point_at(const char *text, size_t at, size_t *next)
{
    UChar32 c;
    U8_NEXT_UNSAFE(text, at, c);
    *next = at;
    return c;
}

/* 1 for what words are made of, 2 for Chinese characters, each a word of its own, else 0. */
static int word_class(UChar32 c)
{
    if (c < 0x80)
        return party_names_is_ascii_word((char)c);
    if (c >= 0x3400 && c <= 0x9FFF)
        return 2;
    if ((c >= 0x430 && c <= 0x44F) || (c >= 0x620 && c <= 0x64A))
        return 1; /* Russian and Arabic letters, which nearly all others are */
    return u_isalnum(c) || (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
}

/* Is at `at` one of those Russian and Arabic letters, U+0430 to U+044F and U+0620 to U+064A? */
static bool is_frequent_letter(const char *at)
{
    unsigned first = (unsigned char)at[0], second = (unsigned char)at[1];

    return (first == 0xd8 && second >= 0xa0) || (first == 0xd9 && second <= 0x8a) ||
           (first == 0xd0 && second >= 0xb0) || (first == 0xd1 && second <= 0x8f);
}

bool party_names_is_letters_edge(const rap_folded_t *text, size_t at)
{
    if (at >= 2 && is_frequent_letter(text->text + at) && is_frequent_letter(text->text + at - 2))
        return false; /* inside a word, as nearly always */
    size_t before = at - 1, next;
    while (before > 0 && ((unsigned char)text->text[before] & 0xC0) == 0x80)
        before--;
    return word_class(point_at(text->text, before, &next)) != 1 ||
           word_class(point_at(text->text, at, &next)) != 1;
}

/* --- the table --- */

static const uint32_t fnv_start = 0x811C9DC5U, fnv_prime = 0x01000193U;

static uint32_t hash_on(uint32_t hash, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * fnv_prime;
    return hash;
}

static slot_t *slot_of(const party_names_t *self, uint32_t hash, const char *name, size_t len)
{
    for (size_t i = hash;; i++) {
        slot_t *slot = &self->slot[i & (self->slots - 1)];
        if (slot->len == 0 || (slot->hash == hash && slot->len == len &&
                                  memcmp(self->blob + slot->at, name, len) == 0))
            return slot;
    }
}

static void grow_slots(party_names_t *self)
{
    slot_t *old = self->slot;
    size_t count = self->slots;
    self->slots *= 2;
    self->slot = must(calloc(self->slots, sizeof *self->slot));
    for (size_t i = 0; i < count; i++)
        if (old[i].len > 0)
            *slot_of(self, old[i].hash, self->blob + old[i].at, old[i].len) = old[i];
    free(old);
}

/* The bytes of every beginning are those of its name: only a name adds to the blob. */
static size_t blob_add(party_names_t *self, const char *name, size_t len)
{
    if (self->blob_len + len > self->blob_cap) {
        self->blob_cap = 2 * (self->blob_cap + len) + 4096;
        self->blob = must(realloc(self->blob, self->blob_cap));
    }
    memcpy(self->blob + self->blob_len, name, len);
    self->blob_len += len;
    return self->blob_len - len;
}

static rap_code_t add_one(
    party_names_t *self, const char *name, size_t len, int party, unsigned flags, rap_err_t *err)
{
    if (len == 0 || len > NAME_MAX_BYTES || self->blob_len > BLOB_MAX)
        return rap_fail(err, RAP_CONFIG, "name '%.*s' is too long or one too many",
            (int)(len > 60 ? 60 : len), name);
    size_t at = blob_add(self, name, len);
    rap_folded_t whole = {name, len, NULL};
    uint32_t hash = fnv_start;
    size_t done = 0;
    for (size_t end = 1; end <= len; end++) {
        bool inside = end < len && ((unsigned char)name[end] & 0xC0) == 0x80;
        if (inside || (end < len && !party_names_is_edge(&whole, end)))
            continue;
        hash = hash_on(hash, name + done, end - done);
        done = end;
        if (4 * self->used > 3 * self->slots)
            grow_slots(self);
        slot_t *slot = slot_of(self, hash, name, end);
        if (slot->len == 0) {
            *slot = (slot_t){hash, (uint32_t)at, (uint16_t)end, 0, BEGINNING};
            self->used++;
        }
        if (end < len)
            continue;
        if (slot->party == BEGINNING) {
            slot->party = party;
            slot->flags = (uint16_t)flags;
        } else if (slot->party != party) {
            return rap_fail(err, RAP_CONFIG, "'%.*s' names two parties", (int)len, name);
        } else {
            slot->flags &= (uint16_t)flags;
        }
    }
    return RAP_OK;
}

/* --- patterns --- */

typedef struct pattern {
    party_names_t *names;
    int party;
    unsigned flags;
    const rap_strings_t *endings;
    char name[NAME_MAX_BYTES + 1];
    rap_err_t *err;
} pattern_t;

static rap_code_t expand(pattern_t *self, size_t len, const char *rest);

static rap_code_t expand_choice(
    pattern_t *self, size_t len, const char *choice, size_t choice_len, const char *rest)
{
    if (len + choice_len > NAME_MAX_BYTES)
        return rap_fail(self->err, RAP_CONFIG, "a name has more than %d bytes", NAME_MAX_BYTES);
    memcpy(self->name + len, choice, choice_len);
    return expand(self, len + choice_len, rest);
}

static rap_code_t expand_braces(pattern_t *self, size_t len, const char *inside, const char *close)
{
    if (close == inside + 1 && *inside == 'a') { /* {A}, folded */
        for (size_t i = 0; i < self->endings->count; i++) {
            const char *ending = self->endings->item[i];
            RAP_TRY(expand_choice(self, len, ending, strlen(ending), close + 1));
        }
        return RAP_OK;
    }
    for (const char *at = inside; at <= close;) {
        size_t n = strcspn(at, ",}");
        RAP_TRY(expand_choice(self, len, at, n, close + 1));
        at += n + 1;
    }
    return RAP_OK;
}

static rap_code_t expand(pattern_t *self, size_t len, const char *rest)
{
    const char *open = strchr(rest, '{');
    if (open == NULL) {
        size_t n = strlen(rest);
        if (len + n > NAME_MAX_BYTES)
            return rap_fail(self->err, RAP_CONFIG, "name '%s' is too long", rest);
        memcpy(self->name + len, rest, n);
        return add_one(self->names, self->name, len + n, self->party, self->flags, self->err);
    }
    const char *close = strchr(open, '}');
    size_t n = (size_t)(open - rest);
    if (close == NULL || len + n > NAME_MAX_BYTES)
        return rap_fail(self->err, RAP_CONFIG, "name '%s' lacks its '}' or is too long", rest);
    memcpy(self->name + len, rest, n);
    return expand_braces(self, len + n, open + 1, close);
}

/* What a name as a person wrote it asks of the text. */
static unsigned capitals_of(const char *pattern)
{
    size_t letters = 0, capitals = 0;
    bool first = false;
    for (size_t at = 0; pattern[at] != '\0';) {
        UChar32 c = point_at(pattern, at, &at);
        bool capital = u_isupper(c);
        if (!capital && !u_islower(c))
            continue;
        if (letters == 0)
            first = capital;
        letters++;
        capitals += capital;
    }
    if (letters > 1 && capitals == letters)
        return PARTY_CAPITAL | PARTY_CAPITALS;
    return first ? PARTY_CAPITAL : 0;
}

rap_code_t party_names_add(party_names_t *self, const char *pattern, int party, unsigned flags,
    const rap_strings_t *endings, rap_arena_t *scratch, rap_err_t *err)
{
    rap_folded_t folded;
    RAP_TRY(rap_text_fold_bare(pattern, strlen(pattern), scratch, &folded, err));
    pattern_t state = {.names = self,
        .party = party,
        .flags = flags | capitals_of(pattern),
        .endings = endings,
        .err = err};
    RAP_TRY(expand(&state, 0, folded.text));

    /* In Arabic "to" and the article run together: للصين for الصين. */
    static const char article[] = "ال", to_the[] = "لل";
    if (strncmp(folded.text, article, sizeof article - 1) != 0)
        return RAP_OK;
    memcpy(state.name, to_the, sizeof to_the - 1);
    return expand(&state, sizeof to_the - 1, folded.text + sizeof article - 1);
}

void party_names_mark(party_names_t *self, const char *name, unsigned flags, rap_arena_t *scratch)
{
    rap_err_t err;
    rap_folded_t folded;
    if (rap_text_fold_bare(name, strlen(name), scratch, &folded, &err) != RAP_OK)
        return;
    uint32_t hash = hash_on(fnv_start, folded.text, folded.len);
    slot_t *slot = slot_of(self, hash, folded.text, folded.len);
    if (slot->len > 0)
        slot->flags |= (uint16_t)flags;
}

void party_names_each(const party_names_t *self, party_names_fn *fn, void *context)
{
    for (size_t i = 0; i < self->slots; i++) {
        const slot_t *slot = &self->slot[i];
        if (slot->len > 0 && slot->party != BEGINNING)
            fn(context, self->blob + slot->at, slot->len, slot->party, slot->flags);
    }
}

/* --- search --- */

static bool has_capitals(const char *source, size_t len, unsigned flags)
{
    for (size_t at = 0; at < len && (flags & (PARTY_CAPITAL | PARTY_CAPITALS)) != 0;) {
        UChar32 c = point_at(source, at, &at);
        if (u_islower(c))
            return false;
        if ((flags & PARTY_CAPITALS) == 0 && u_isalpha(c))
            return true;
    }
    return true;
}

bool party_names_find(const party_names_t *self, const rap_folded_t *text, const char *source,
    size_t start, party_name_t *ret)
{
    bool found = false;
    uint32_t hash = fnv_start;
    size_t left = text->len - start;
    const size_t most = start + (left < NAME_MAX_BYTES ? left : (size_t)NAME_MAX_BYTES);
    bool word = party_names_is_ascii_word(text->text[start]);
    for (size_t end = start + 1; end <= most; end++) {
        hash = hash_on(hash, text->text + end - 1, 1);
        bool before = word;
        word = end < text->len && party_names_is_ascii_word(text->text[end]);
        if (before && word) /* as nearly always */
            continue;
        bool inside = end < text->len && ((unsigned char)text->text[end] & 0xC0) == 0x80;
        if (inside || !party_names_is_edge(text, end))
            continue;
        const slot_t *slot = slot_of(self, hash, text->text + start, end - start);
        if (slot->len == 0)
            return found;
        if (slot->party == BEGINNING)
            continue;
        size_t from = text->origin[start], to = text->origin[end];
        if (source != NULL && !has_capitals(source + from, to - from, slot->flags))
            continue;
        *ret = (party_name_t){slot->party, slot->flags, end};
        found = true;
    }
    return found;
}
