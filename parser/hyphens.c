/* hyphens.c - see hyphens.h */
#include "parser/hyphens.h"

#include "base/fnv.h"
#include "parser/chars.h"
#include "parser/growing.h"

#include <stdint.h>
#include <string.h>
#include <unicode/uchar.h>

enum {
    WORD_MAX = 128,      /* bytes */
    ROOM_FIRST = 1024,   /* of the set; a power of two */
    HALF_MIN = 3,        /* letters: shorter halves prove nothing by being words */
    MACHINE_PERCENT = 4, /* of lines that end in a hyphen: a machine did it */
    MACHINE_MIN = 2
};

typedef struct pair {
    const char *left, *right;
    size_t left_len, right_len; /* of the halves; the hyphen is between them */
} pair_t;

struct hyphens {
    rap_arena_t *arena;
    uint64_t *word; /* set of hashes, open addressing; 0: free */
    size_t words, room;
    growing_t pair; /* pair_t */
    size_t lines;
    const char *half; /* of the line before, when that ended in a hyphen */
    size_t half_len;
    bool judged, machine;
};

hyphens_t *hyphens_new(rap_arena_t *arena)
{
    hyphens_t *self = rap_arena_alloc(arena, sizeof *self);

    if (self == NULL)
        return NULL;
    self->arena = arena;
    self->room = ROOM_FIRST;
    self->pair.size = sizeof(pair_t);
    self->word = rap_arena_array(arena, self->room, sizeof *self->word);
    return self->word != NULL ? self : NULL;
}

static uint64_t hash(uint64_t seed, const char *text, size_t len)
{
    for (const char *at = text, *end = text + len; at < end;)
        seed = rap_fnv_step(seed, (uint32_t)u_tolower((UChar32)chars_next(&at, end)));
    return seed;
}

static uint64_t word_hash(const char *text, size_t len)
{
    return hash(RAP_FNV_BASIS, text, len) | 1;
}

static size_t place(const uint64_t *word, size_t room, uint64_t key)
{
    size_t i = (size_t)(key ^ key >> 29) & (room - 1);

    while (word[i] != 0 && word[i] != key)
        i = (i + 1) & (room - 1);
    return i;
}

static bool knows(const hyphens_t *self, uint64_t key)
{
    return self->word[place(self->word, self->room, key)] == key;
}

static rap_code_t add(hyphens_t *self, const char *text, size_t len, rap_err_t *err)
{
    uint64_t key = word_hash(text, len);
    size_t at = place(self->word, self->room, key);

    if (self->word[at] == key)
        return RAP_OK;
    if (self->words >= self->room / 2) {
        size_t room = self->room * 2;
        uint64_t *word = rap_arena_array(self->arena, room, sizeof *word);

        if (word == NULL)
            return growing_full(err);
        for (size_t i = 0; i < self->room; i++)
            if (self->word[i] != 0)
                word[place(word, room, self->word[i])] = self->word[i];
        self->word = word;
        self->room = room;
        at = place(word, room, key);
    }
    self->word[at] = key;
    self->words++;
    return RAP_OK;
}

static bool is_hyphen(uint32_t c)
{
    return c == '-' || c == CHARS_HYPHEN;
}

/* Bytes of the word at the start of `text`: letters and digits, hyphens between them too
 * if `hyphenated`. */
static size_t word_at(const char *text, size_t len, bool hyphenated)
{
    const char *at = text, *end = text + len;
    size_t n = 0;

    while (at < end) {
        uint32_t c = chars_next(&at, end);

        if (chars_is_word(c))
            n = (size_t)(at - text);
        else if (!hyphenated || n == 0 || !is_hyphen(c))
            break;
    }
    return n;
}

/* Where the word begins that ends `text`. */
static size_t word_before(const char *text, size_t len)
{
    size_t start = len, at = len;

    while (at > 0 && chars_is_word(chars_last(text, at, &at)))
        start = at;
    return start;
}

size_t hyphens_ends(const char *text, size_t len)
{
    size_t at = len, before = 0;
    uint32_t c = chars_last(text, len, &at);

    if (!is_hyphen(c) && c != CHARS_SOFT_HYPHEN)
        return 0;
    return chars_is_word(chars_last(text, at, &before)) ? len - at : 0;
}

/* A word, and the parts of a hyphenated one, from text[0]. */
static rap_code_t learn_word(hyphens_t *self, const char *text, size_t len, rap_err_t *err)
{
    RAP_TRY(add(self, text, len, err));
    for (size_t at = 0; at < len;) {
        size_t part = word_at(text + at, len - at, false);

        if (part > 0 && part < len)
            RAP_TRY(add(self, text + at, part, err));
        at += part > 0 ? part : 1;
    }
    return RAP_OK;
}

/* The word that the line before began and this one goes on with. */
static rap_code_t learn_pair(hyphens_t *self, const char *line, size_t len, rap_err_t *err)
{
    pair_t *pair = growing_add(&self->pair, self->arena);

    if (pair == NULL)
        return growing_full(err);
    *pair = (pair_t){self->half, line, self->half_len, len};
    self->half = NULL;
    return RAP_OK;
}

rap_code_t hyphens_learn(hyphens_t *self, const char *line, size_t len, rap_err_t *err)
{
    size_t hyphen = hyphens_ends(line, len), at = 0;
    size_t last = hyphen > 0 ? word_before(line, len - hyphen) : len;

    self->lines++;
    self->judged = false;
    if (self->half != NULL) {
        at = word_at(line, len, false);
        RAP_TRY(learn_pair(self, line, at, err));
    }
    while (at < last) {
        size_t n = word_at(line + at, len - at, true);

        if (n > 0 && n <= WORD_MAX && at + n <= last)
            RAP_TRY(learn_word(self, line + at, n, err));
        at += n > 0 ? n : 1;
    }
    if (hyphen > 0) {
        self->half = line + last;
        self->half_len = len - hyphen - last;
    }
    return RAP_OK;
}

typedef enum verdict { UNDECIDED, WHOLE, PARTED } verdict_t;

/* What the document's other words say of the two halves. */
static verdict_t evidence(const hyphens_t *self, const pair_t *pair)
{
    uint64_t left = hash(RAP_FNV_BASIS, pair->left, pair->left_len);

    if (knows(self, hash(left, pair->right, pair->right_len) | 1))
        return WHOLE;
    if (knows(self, hash(hash(left, "-", 1), pair->right, pair->right_len) | 1) ||
        knows(self, hash(hash(left, "\xe2\x80\x90", 3), pair->right, pair->right_len) | 1))
        return PARTED;
    return UNDECIDED;
}

/* Was the document hyphenated by a machine?  Words it parts stand whole elsewhere, or there
 * are simply very many of them. */
static bool is_machine(hyphens_t *self)
{
    const pair_t *pair = self->pair.item;

    if (self->judged)
        return self->machine;
    self->judged = true;
    self->machine =
        self->pair.count >= MACHINE_MIN && self->pair.count * 100 > self->lines * MACHINE_PERCENT;
    for (size_t i = 0; i < self->pair.count && !self->machine; i++)
        self->machine = evidence(self, &pair[i]) == WHOLE;
    return self->machine;
}

bool hyphens_keep(
    hyphens_t *self, const char *left, size_t left_len, const char *right, size_t right_len)
{
    size_t hyphen = hyphens_ends(left, left_len), end = left_len - hyphen;
    size_t start = word_before(left, end);
    pair_t pair = {left + start, right, end - start, word_at(right, right_len, false)};
    uint32_t before = chars_last(left, end, NULL), after = chars_first(right, right_len);

    if (chars_last(left, left_len, NULL) == CHARS_SOFT_HYPHEN)
        return false;
    switch (evidence(self, &pair)) {
    case WHOLE:
        return false;
    case PARTED:
        return true;
    case UNDECIDED:
        break;
    }
    if (!u_islower((UChar32)after) || u_isupper((UChar32)before) || u_isdigit((UChar32)before))
        return true; /* "ICT-related", "COVID-19", "Secretary-General" */
    if (start > 0 && is_hyphen(chars_last(left, start, NULL)))
        return true; /* "state-of-the-art" */
    if (pair.left_len >= HALF_MIN && pair.right_len >= HALF_MIN &&
        knows(self, word_hash(pair.left, pair.left_len)) &&
        knows(self, word_hash(pair.right, pair.right_len)))
        return true; /* "decision-making": both halves are words of their own */
    return !is_machine(self);
}
