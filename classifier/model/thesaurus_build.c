/* thesaurus_build.c - a thesaurus's phrases as a table: see thesaurus.h */
#include "classifier/model/thesaurus.h"

#include "base/text_icu.h"
#include "classifier/match.h"
#include "classifier/model/thesaurus_hash.h"

#include <assert.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>

typedef struct entry {
    uint64_t key;
    uint16_t sense;
} entry_t;

struct thesaurus_builder {
    entry_t *entry;
    size_t count, cap, senses;
};

/* A phrase's words so far. */
typedef struct chain {
    uint64_t hash;
    int words;
} chain_t;

thesaurus_builder_t *thesaurus_builder_new(void)
{
    thesaurus_builder_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    return self;
}

void thesaurus_builder_destroy(thesaurus_builder_t **self)
{
    if (*self == NULL)
        return;
    free((*self)->entry);
    free(*self);
    *self = NULL;
}

void thesaurus_builder_sense(thesaurus_builder_t *self)
{
    assert(self->senses < THESAURUS_SENSES_MAX);
    self->senses++;
}

static void put(thesaurus_builder_t *self, uint64_t hash, uint16_t sense)
{
    if (self->count == self->cap) {
        self->cap = self->cap * 2 + 4096;
        self->entry = realloc(self->entry, self->cap * sizeof *self->entry);
        if (self->entry == NULL)
            abort();
    }
    self->entry[self->count++] = (entry_t){chain_end(hash), sense};
}

/* ---- phrases ---- */

static size_t letters_of(const char *word, size_t len)
{
    size_t letters = 0;

    for (size_t i = 0; i < len; i++)
        letters += ((unsigned char)word[i] & 0xc0) != 0x80;
    return letters;
}

/* Words end at a blank, and where a script without blanks begins or ends. */
static size_t piece_at(const char *plain)
{
    size_t len = 0;
    bool character = match_is_character(plain[0]);

    while (plain[len] != '\0' && plain[len] != ' ' && match_is_character(plain[len]) == character)
        len += character ? 3 : 1;
    return len;
}

/* A word that folding left whole, or a piece of one. */
static rap_code_t add_piece(thesaurus_builder_t *self, chain_t *chain, const char *word, size_t len,
    bool star, rap_err_t *err)
{
    if (chain->words == CHAIN_WORDS_MAX)
        return rap_fail(err, RAP_CONFIG, "it has more than %d words", CHAIN_WORDS_MAX);
    if (match_is_character(word[0]) && (star || letters_of(word, len) > CHAIN_CHARACTERS_MAX))
        return rap_fail(err, RAP_CONFIG, "'%.*s' has a star, or more than %d characters", (int)len,
            word, CHAIN_CHARACTERS_MAX);
    if (star && letters_of(word, len) < CHAIN_STEM_LETTERS)
        return rap_fail(err, RAP_CONFIG, "'%.*s*' would be nearly any word", (int)len, word);
    if (chain->words > 0)
        put(self, chain->hash, SENSE_MORE);
    for (size_t i = 0; i < len; i++)
        chain->hash = rap_fnv_step(chain->hash, (unsigned char)word[i]);
    chain->hash = rap_fnv_step(chain->hash, star ? CHAIN_STEM : CHAIN_WHOLE);
    chain->words++;
    return RAP_OK;
}

/* One of the words as they stand in the phrase: folded as texts are, which may make several of it. */
static rap_code_t add_word(thesaurus_builder_t *self, chain_t *chain, const char *word, size_t len,
    rap_arena_t *scratch, rap_err_t *err)
{
    rap_folded_t folded;
    bool star = len > 0 && word[len - 1] == '*';

    if (star && len == 1)
        return rap_fail(err, RAP_CONFIG, "a star stands alone");
    RAP_TRY(rap_text_fold(word, star ? len - 1 : len, scratch, &folded, err));
    const char *plain = match_plain(folded.text, folded.len, scratch);
    if (plain == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room to fold a phrase");
    for (size_t at = strspn(plain, " "); at < folded.len;) {
        size_t piece = piece_at(plain + at), next = at + piece + strspn(plain + at + piece, " ");

        RAP_TRY(add_piece(self, chain, plain + at, piece, star && next >= folded.len, err));
        at = next;
    }
    return RAP_OK;
}

rap_code_t thesaurus_builder_add(thesaurus_builder_t *self, int language, const char *phrase,
    rap_arena_t *scratch, rap_err_t *err)
{
    static const char blanks[] = " -";
    chain_t chain = {.hash = chain_begin(language)};

    assert(self->senses > 0);
    for (const char *at = phrase + strspn(phrase, blanks); *at != '\0';) {
        size_t len = strcspn(at, blanks);

        RAP_TRY(add_word(self, &chain, at, len, scratch, err));
        at += len + strspn(at + len, blanks);
    }
    if (chain.words == 0)
        return rap_fail(err, RAP_CONFIG, "it has no word");
    put(self, chain.hash, (uint16_t)(self->senses - 1));
    return RAP_OK;
}

/* ---- the table ---- */

static int compare_entries(const void *a, const void *b)
{
    const entry_t *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->sense > y->sense) - (x->sense < y->sense);
}

/* False: one would stand too far from its place. */
static bool fill(const entry_t *entry, size_t count, unsigned bits, uint8_t *slot)
{
    size_t mask = ((size_t)1 << bits) - 1;

    memset(slot, 0xff, (mask + 1) * THESAURUS_SLOT);
    for (size_t i = 0; i < count; i++) {
        uint32_t stands = htole32((uint32_t)(entry[i].key >> 32));
        uint16_t sense = htole16(entry[i].sense), there;
        size_t at = (size_t)entry[i].key & mask;
        int n = 0;

        for (; n < CHAIN_PROBES_MAX - 1; n++, at = (at + 1) & mask) {
            memcpy(&there, slot + at * THESAURUS_SLOT + sizeof stands, sizeof there);
            if (le16toh(there) == SENSE_NONE)
                break;
        }
        if (n == CHAIN_PROBES_MAX - 1)
            return false;
        memcpy(slot + at * THESAURUS_SLOT, &stands, sizeof stands);
        memcpy(slot + at * THESAURUS_SLOT + sizeof stands, &sense, sizeof sense);
    }
    return true;
}

/* Of an entry that was put twice, one. */
static size_t sort_entries(entry_t *entry, size_t count)
{
    size_t kept = 0;

    if (count > 1)
        qsort(entry, count, sizeof *entry, compare_entries);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || compare_entries(&entry[kept - 1], &entry[i]) != 0)
            entry[kept++] = entry[i];
    return kept;
}

rap_code_t thesaurus_builder_finish(thesaurus_builder_t *self, thesaurus_t *ret, rap_err_t *err)
{
    thesaurus_t made = {.senses = self->senses};

    self->count = sort_entries(self->entry, self->count);
    for (made.bits = 4; made.bits <= THESAURUS_BITS_MAX; made.bits++) {
        if (self->count * 3 > (size_t)2 << made.bits)
            continue; /* more than two thirds full */
        uint8_t *slot = realloc(made.own, thesaurus_bytes(&made));
        if (slot == NULL)
            abort();
        made.slot = made.own = slot;
        if (fill(self->entry, self->count, made.bits, slot)) {
            *ret = made;
            return RAP_OK;
        }
    }
    thesaurus_release(&made);
    return rap_fail(err, RAP_TOOBIG,
        "%zu phrases and beginnings of phrases are too many, or have too many senses", self->count);
}
