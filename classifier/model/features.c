/* features.c - see features.h */
#include "classifier/model/features.h"

#include "base/fnv.h"
#include "classifier/model/thesaurus.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    LETTERS_MAX = 48, /* of a word, with its ends */
    SHORTEST = 3,
    LONGEST = 5,
    LENGTHS = LONGEST - SHORTEST + 1,
    WORDS = 3,
    WORDS_BESIDE = 2,
    SENSES_NEAR = 7, /* senses whose first words follow, each is a pair with it */
};

_Static_assert(FEATURES_LETTERS_MAX == LENGTHS * (LETTERS_MAX - SHORTEST + 1), "of a word");

/* How long each block is. */
#define WORDS_WEIGHT   1.0F
#define LETTERS_WEIGHT 1.5F
#define BESIDE_WEIGHT  0.5F
#define MARKS_WEIGHT   0.4F
#define SENSES_WEIGHT  0.8F
#define PAIRS_WEIGHT   0.6F
#define CROSSED_WEIGHT 1.0F

/* What a block's hashes begin with. */
enum {
    SEED_WORDS = 1,
    SEED_LETTERS,
    SEED_BEFORE,
    SEED_BEHIND,
    SEED_MARKS,
    SEED_ISSUE,
    SEED_SENSE,
    SEED_PAIR,
    SEED_CROSSED
};

static uint32_t bucket_of(uint64_t hash)
{
    hash ^= hash >> 32;
    hash *= 0x9e3779b97f4a7c15ull;
    return (uint32_t)(hash >> (64 - FEATURES_BITS));
}

rap_code_t features_room(features_t *self, rap_arena_t *arena, rap_err_t *err)
{
    *self = (features_t){.item = rap_arena_array(arena, FEATURES_MAX, sizeof *self->item),
        .cross = rap_arena_array(arena, FEATURES_CROSSED_MAX, sizeof *self->cross)};
    if (self->item == NULL || self->cross == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the features of a sentence");
    return RAP_OK;
}

rap_code_t features_room_words(features_t *self, rap_arena_t *arena, rap_err_t *err)
{
    RAP_TRY(features_room(self, arena, err));
    self->word = rap_arena_array(arena, FEATURES_WORDS_MAX, sizeof *self->word);
    if (self->word == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the words of a sentence");
    return RAP_OK;
}

void features_clear(features_t *self)
{
    self->count = self->blocks = self->words = self->crosses = 0;
}

static void add(features_t *self, uint64_t hash)
{
    if (self->count < FEATURES_MAX)
        self->item[self->count++] = (feature_t){bucket_of(hash), 1};
}

/* That and, for an issue to be crossed with, once more. */
static void add_crossed(features_t *self, uint64_t hash)
{
    add(self, hash);
    if (self->crosses < FEATURES_CROSSED_MAX)
        self->cross[self->crosses++] = bucket_of(hash);
}

/* So that the block's features have its weight for a length. */
static float value_of(float weight, size_t count)
{
    return count > 0 ? weight / sqrtf((float)count) : 0;
}

/* What was added since the last one is a block. */
static void end_block(features_t *self, float weight)
{
    size_t begin = self->blocks > 0 ? self->block[self->blocks - 1].end : 0;
    float value = value_of(weight, self->count - begin);

    for (size_t i = begin; i < self->count; i++)
        self->item[i].value = value;
    self->block[self->blocks++] = (feature_block_t){self->count, value};
}

static int compare_features(const void *a, const void *b)
{
    const feature_t *x = a, *y = b;

    return (x->bucket > y->bucket) - (x->bucket < y->bucket);
}

void features_sort(features_t *self)
{
    size_t kept = 0;

    if (self->count > 1)
        qsort(self->item, self->count, sizeof *self->item, compare_features);
    for (size_t i = 0; i < self->count; i++) {
        if (kept > 0 && self->item[kept - 1].bucket == self->item[i].bucket)
            self->item[kept - 1].value += self->item[i].value;
        else
            self->item[kept++] = self->item[i];
    }
    self->count = kept;
    self->blocks = 0;
}

rap_code_t features_keep(features_t *self, rap_arena_t *arena, features_t *ret, rap_err_t *err)
{
    features_sort(self);
    *ret = (features_t){.item = rap_arena_array(arena, self->count + 1, sizeof *ret->item),
        .count = self->count,
        .cross = rap_arena_array(arena, self->crosses + 1, sizeof *ret->cross),
        .crosses = self->crosses};
    if (ret->item == NULL || ret->cross == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room to keep the features of a sentence");
    if (self->count > 0)
        memcpy(ret->item, self->item, self->count * sizeof *self->item);
    if (self->crosses > 0)
        memcpy(ret->cross, self->cross, self->crosses * sizeof *self->cross);
    return RAP_OK;
}

/* ---- words ---- */

typedef struct token {
    uint64_t hash;
    uint32_t from, to; /* bytes of the folded text */
    bool whole;        /* a character, a name or a number: its letters say nothing */
} token_t;

typedef struct tokens {
    token_t item[FEATURES_WORDS_MAX];
    size_t count;
} tokens_t;

/* The name of a party that byte `at` belongs to, or the first behind it. */
static const party_place_t *name_at(const analysis_t *self, size_t at)
{
    size_t low = 0, high = self->names.count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (self->names.item[middle].to <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low < self->names.count ? &self->names.item[low] : NULL;
}

static void add_token(tokens_t *self, const char *text, size_t from, size_t to)
{
    bool number = text[from] >= '0' && text[from] <= '9';
    bool whole = number || match_is_character(text[from]);
    uint64_t hash =
        number ? rap_fnv_step(RAP_FNV_BASIS, '0') : rap_fnv(RAP_FNV_BASIS, text + from, to - from);

    self->item[self->count++] = (token_t){hash, (uint32_t)from, (uint32_t)to, whole};
}

static void add_name(tokens_t *self, const party_place_t *name)
{
    /* No text folds to these bytes. */
    uint64_t hash = rap_fnv_step(RAP_FNV_BASIS, name->own ? 1 : 2);

    self->item[self->count++] = (token_t){hash, name->from, name->to, true};
}

static size_t token_end(const char *plain, size_t at, size_t limit)
{
    if (match_is_character(plain[at]))
        return at + 3 < limit ? at + 3 : limit;
    while (at < limit && plain[at] != ' ' && !match_is_character(plain[at]))
        at++;
    return at;
}

static void read_tokens(const analysis_t *self, size_t from, size_t to, tokens_t *ret)
{
    const party_place_t *name = name_at(self, from), *last = self->names.item + self->names.count;

    ret->count = 0;
    for (size_t at = from; at < to && ret->count < FEATURES_WORDS_MAX;) {
        while (name != NULL && name < last && name->to <= at)
            name++;
        bool named = name != NULL && name < last;
        if (named && at >= name->from) {
            add_name(ret, name);
            at = name->to;
        } else if (self->plain[at] == ' ') {
            at++;
        } else {
            size_t end = token_end(self->plain, at, named && name->from < to ? name->from : to);
            add_token(ret, self->plain, at, end);
            at = end;
        }
    }
}

static void add_words(features_t *self, const tokens_t *tokens, uint64_t seed, size_t most)
{
    for (size_t i = 0; i < tokens->count; i++) {
        uint64_t hash = rap_fnv_step(RAP_FNV_BASIS, seed);

        for (size_t n = 0; n < most && i + n < tokens->count; n++) {
            hash = rap_fnv_step(hash, tokens->item[i + n].hash);
            add(self, hash);
        }
    }
}

/* ---- letters ---- */

/* The code points of a word between two blanks. */
static size_t read_letters(const char *text, size_t len, uint32_t letter[LETTERS_MAX])
{
    size_t count = 0;

    letter[count++] = ' ';
    for (size_t at = 0; at < len && count < LETTERS_MAX - 1;) {
        uint32_t point = (unsigned char)text[at++];
        while (at < len && ((unsigned char)text[at] & 0xc0) == 0x80)
            point = point << 8 | (unsigned char)text[at++];
        letter[count++] = point;
    }
    letter[count++] = ' ';
    return count;
}

size_t features_letters(const char *text, size_t len, uint32_t ret[FEATURES_LETTERS_MAX])
{
    uint32_t letter[LETTERS_MAX];
    size_t letters = read_letters(text, len, letter), count = 0;

    for (size_t i = 0; i + SHORTEST <= letters; i++) {
        uint64_t hash = rap_fnv_step(RAP_FNV_BASIS, SEED_LETTERS);
        for (size_t n = 0; n < LONGEST && i + n < letters; n++) {
            hash = rap_fnv_step(hash, letter[i + n]);
            if (n + 1 >= SHORTEST)
                ret[count++] = bucket_of(hash);
        }
    }
    return count;
}

static void add_letters(features_t *self, const char *plain, const tokens_t *tokens)
{
    uint32_t bucket[FEATURES_LETTERS_MAX];

    for (size_t t = 0; t < tokens->count; t++) {
        const token_t *token = &tokens->item[t];
        if (token->whole)
            continue;
        size_t count = features_letters(plain + token->from, token->to - token->from, bucket);
        for (size_t i = 0; i < count && self->count < FEATURES_MAX; i++)
            self->item[self->count++] = (feature_t){bucket[i], 1};
    }
    end_block(self, LETTERS_WEIGHT);
}

/* How many features the word's letters are. */
static size_t count_letters(const char *text, size_t len)
{
    size_t letters = 2, count = 0;

    for (size_t at = 0; at < len; at++)
        letters += ((unsigned char)text[at] & 0xc0) != 0x80;
    letters = letters < LETTERS_MAX ? letters : LETTERS_MAX;
    for (size_t n = SHORTEST; n <= LONGEST && n <= letters; n++)
        count += letters - n + 1;
    return count;
}

static void keep_words(features_t *self, const char *plain, const tokens_t *tokens)
{
    size_t count = 0;

    for (size_t t = 0; t < tokens->count; t++) {
        const token_t *token = &tokens->item[t];
        const char *text = plain + token->from;
        uint32_t len = token->to - token->from;
        if (token->whole || self->words == FEATURES_WORDS_MAX)
            continue;
        self->word[self->words++] = (feature_word_t){text, len, token->hash};
        count += count_letters(text, len);
    }
    self->letters = value_of(LETTERS_WEIGHT, count);
}

/* ---- senses ---- */

/* Between names of parties: "United" and "Islands" of a name are no words of the speaker. */
static size_t find_senses(
    const analysis_t *self, size_t from, size_t to, uint16_t ret[THESAURUS_FOUND_MAX])
{
    const party_place_t *name = name_at(self, from), *last = self->names.item + self->names.count;
    int language = codebook_language(self->statement->language);
    size_t count = 0;

    for (; name != NULL && name < last && name->from < to; from = name++->to)
        if (name->from > from)
            count = thesaurus_find(
                self->thesaurus, language, self->plain, from, name->from, ret, count);
    return from < to ? thesaurus_find(self->thesaurus, language, self->plain, from, to, ret, count)
                     : count;
}

static void add_senses(features_t *self, const analysis_t *analysis, size_t from, size_t to)
{
    uint16_t sense[THESAURUS_FOUND_MAX];
    size_t count = find_senses(analysis, from, to, sense);

    for (size_t i = 0; i < count; i++)
        add_crossed(self, rap_fnv_step(rap_fnv_step(RAP_FNV_BASIS, SEED_SENSE), sense[i]));
    end_block(self, SENSES_WEIGHT);
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count && k <= i + SENSES_NEAR; k++) {
            uint16_t low = sense[i] < sense[k] ? sense[i] : sense[k];
            uint64_t hash = rap_fnv_step(rap_fnv_step(RAP_FNV_BASIS, SEED_PAIR), low);
            add(self, rap_fnv_step(hash, low == sense[i] ? sense[k] : sense[i]));
        }
    end_block(self, PAIRS_WEIGHT);
}

void features_add_text(
    features_t *self, const analysis_t *analysis, size_t from, size_t to, features_place_t place)
{
    tokens_t tokens;

    read_tokens(analysis, from, to, &tokens);
    if (place != FEATURES_HERE) {
        add_words(
            self, &tokens, place == FEATURES_BEFORE ? SEED_BEFORE : SEED_BEHIND, WORDS_BESIDE);
        end_block(self, BESIDE_WEIGHT);
        return;
    }
    add_words(self, &tokens, SEED_WORDS, WORDS);
    end_block(self, WORDS_WEIGHT);
    if (self->word != NULL)
        keep_words(self, analysis->plain, &tokens);
    else
        add_letters(self, analysis->plain, &tokens);
    if (analysis->thesaurus != NULL)
        add_senses(self, analysis, from, to);
}

/* ---- marks ---- */

static uint64_t hash_mark(const analysis_t *analysis, const mark_t *mark)
{
    uint64_t hash = rap_fnv_step(rap_fnv_step(RAP_FNV_BASIS, SEED_MARKS), mark->part);

    if (mark->part == PART_ISSUE) {
        const char *id = codebook_issue(analysis->codebook, mark->ref)->id;
        hash = rap_fnv_step(rap_fnv(hash, id, strlen(id)), mark->role);
    } else if (mark->part == PART_CUE) {
        const codebook_cue_t *cue = codebook_cue(analysis->codebook, mark->ref);
        hash = rap_fnv_step(hash, (uint64_t)cue->direction << 8 | cue->strength);
    }
    return rap_fnv_step(hash, (uint64_t)mark->negated << 1 | (mark->zone != 0));
}

void features_add_marks(features_t *self, const analysis_t *analysis, const view_t *view)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->mark[i].part == PART_ISSUE)
            add(self, hash_mark(analysis, &view->mark[i]));
        else
            add_crossed(self, hash_mark(analysis, &view->mark[i]));
    end_block(self, MARKS_WEIGHT);
}

feature_t features_issue(const char *id)
{
    uint64_t hash = rap_fnv_step(RAP_FNV_BASIS, SEED_ISSUE);

    return (feature_t){bucket_of(rap_fnv(hash, id, strlen(id))), 1};
}

size_t features_cross(
    const features_t *self, const char *id, uint32_t ret[FEATURES_CROSSED_MAX], float *ret_value)
{
    uint64_t issue = rap_fnv(rap_fnv_step(RAP_FNV_BASIS, SEED_CROSSED), id, strlen(id));

    for (size_t i = 0; i < self->crosses; i++)
        ret[i] = bucket_of(rap_fnv_step(issue, self->cross[i]));
    *ret_value = value_of(CROSSED_WEIGHT, self->crosses);
    return self->crosses;
}
