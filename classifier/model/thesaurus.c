/* thesaurus.c - see thesaurus.h */
#include "classifier/model/thesaurus.h"

#include "classifier/codebook.h"
#include "classifier/match.h"
#include "classifier/model/thesaurus_hash.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

enum {
    STEPS_A_BYTE = 32,               /* slots looked at for a text; one needs up to five */
    ARABIC_LETTER = 2,               /* bytes */
    ARABIC_PREFIXES = 3,             /* one before another: "and with the" */
    ARABIC_STEM = 3 * ARABIC_LETTER, /* that is left of a word at least */
};

/* A sentence in hand. */
typedef struct search {
    const thesaurus_t *thesaurus;
    int language;
    const char *plain;
    size_t to;
    uint16_t *found;
    size_t count, steps, most; /* so many steps and no more */
} search_t;

void thesaurus_release(thesaurus_t *self)
{
    free(self->own);
    *self = (thesaurus_t){0};
}

size_t thesaurus_bytes(const thesaurus_t *self)
{
    return self->bits > 0 ? ((size_t)THESAURUS_SLOT << self->bits) : 0;
}

static void note(search_t *self, uint16_t sense)
{
    if (sense >= self->thesaurus->senses || self->count == THESAURUS_FOUND_MAX)
        return;
    for (size_t i = 0; i < self->count; i++)
        if (self->found[i] == sense)
            return;
    self->found[self->count++] = sense;
}

/* Notes the senses of the chain; true: chains that are longer begin so. */
static bool look_up(search_t *self, uint64_t hash)
{
    const thesaurus_t *thesaurus = self->thesaurus;
    uint64_t key = chain_end(hash);
    size_t mask = ((size_t)1 << thesaurus->bits) - 1, at = (size_t)key & mask;
    bool more = false;

    for (int n = 0; n < CHAIN_PROBES_MAX && self->steps < self->most; n++, at = (at + 1) & mask) {
        uint32_t stands;
        uint16_t sense;

        self->steps++;
        memcpy(&stands, thesaurus->slot + at * THESAURUS_SLOT, sizeof stands);
        memcpy(&sense, thesaurus->slot + at * THESAURUS_SLOT + sizeof stands, sizeof sense);
        sense = le16toh(sense);
        if (sense == SENSE_NONE)
            break;
        if (le32toh(stands) != (uint32_t)(key >> 32))
            continue;
        more |= sense == SENSE_MORE;
        note(self, sense);
    }
    return more;
}

static bool ends_word(const search_t *self, size_t at)
{
    return at >= self->to || self->plain[at] == ' ' || match_is_character(self->plain[at]);
}

static size_t word_end(const search_t *self, size_t at)
{
    while (!ends_word(self, at))
        at++;
    return at;
}

static void look_at(search_t *self, uint64_t hash, size_t at, int words);

/* `end` is where the chain's last word ends in the text. */
static void look_behind(search_t *self, uint64_t hash, size_t end, int words)
{
    if (!look_up(self, hash) || words == CHAIN_WORDS_MAX)
        return;
    while (end < self->to && self->plain[end] == ' ')
        end++;
    if (end < self->to)
        look_at(self, hash, end, words + 1);
}

static void look_at_characters(search_t *self, uint64_t hash, size_t at, int words)
{
    for (int n = 0; n < CHAIN_CHARACTERS_MAX && at + 3 <= self->to; n++) {
        if (!match_is_character(self->plain[at]))
            return;
        for (int byte = 0; byte < 3; byte++)
            hash = rap_fnv_step(hash, (unsigned char)self->plain[at++]);
        look_behind(self, rap_fnv_step(hash, CHAIN_WHOLE), at, words);
    }
}

/* Without an ending that Arabic writes together with a word: a person, a number, a sex. */
static void look_at_arabic_stems(search_t *self, uint64_t hash, size_t at, size_t end, int words)
{
    static const char *const endings[] = {
        "ه", "ي", "ة", "ها", "هم", "نا", "كم", "ات", "ين", "ون", "ان", "هما"};

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t len = strlen(endings[i]);
        uint64_t stem = hash;

        if (end - at < len + ARABIC_STEM || memcmp(self->plain + end - len, endings[i], len) != 0)
            continue;
        for (size_t byte = at; byte < end - len; byte++)
            stem = rap_fnv_step(stem, (unsigned char)self->plain[byte]);
        look_behind(self, rap_fnv_step(stem, CHAIN_WHOLE), end, words);
    }
}

static void look_at_word(search_t *self, uint64_t hash, size_t at, int words)
{
    size_t letters = 0, end = word_end(self, at);
    uint64_t chain = hash;

    for (size_t byte = at; byte < end;) {
        chain = rap_fnv_step(chain, (unsigned char)self->plain[byte++]);
        if (byte < end && ((unsigned char)self->plain[byte] & 0xc0) == 0x80)
            continue;
        if (++letters >= CHAIN_STEM_LETTERS)
            look_behind(self, rap_fnv_step(chain, CHAIN_STEM), end, words);
    }
    look_behind(self, rap_fnv_step(chain, CHAIN_WHOLE), end, words);
    if (self->language == LANG_AR)
        look_at_arabic_stems(self, hash, at, end, words);
}

/* "and", "then", "with", "as", "for", "the", written together with the word behind, of which enough is
 * left: many a word of three or four letters begins with one of them itself, few with an article. */
static size_t arabic_prefix(const search_t *self, size_t at, size_t end)
{
    static const struct {
        const char *letters;
        size_t left;
    } prefixes[] = {{"ال", ARABIC_STEM - ARABIC_LETTER}, {"و", ARABIC_STEM}, {"ف", ARABIC_STEM},
        {"ب", ARABIC_STEM}, {"ك", ARABIC_STEM}, {"ل", ARABIC_STEM}};

    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t len = strlen(prefixes[i].letters);
        if (end - at >= len + prefixes[i].left &&
            memcmp(self->plain + at, prefixes[i].letters, len) == 0)
            return len;
    }
    return 0;
}

/* The chain's next word begins at `at`, and is its `words`th. */
static void look_at(search_t *self, uint64_t hash, size_t at, int words)
{
    if (match_is_character(self->plain[at])) {
        look_at_characters(self, hash, at, words);
        return;
    }
    look_at_word(self, hash, at, words);
    if (self->language != LANG_AR)
        return;
    size_t end = word_end(self, at);
    for (int n = 0; n < ARABIC_PREFIXES; n++) {
        size_t len = arabic_prefix(self, at, end);

        if (len == 0)
            return;
        at += len;
        look_at_word(self, hash, at, words);
    }
}

size_t thesaurus_find(const thesaurus_t *self, int language, const char *plain, size_t from,
    size_t to, uint16_t *ret, size_t count)
{
    search_t search = {.thesaurus = self,
        .language = language,
        .plain = plain,
        .to = to,
        .found = ret,
        .count = count,
        .most = to > from ? (to - from) * STEPS_A_BYTE : 0};

    if (self->bits == 0)
        return count;
    for (size_t at = from; at < to;) {
        if (plain[at] == ' ') {
            at++;
            continue;
        }
        look_at(&search, chain_begin(language), at, 1);
        at = match_is_character(plain[at]) ? at + 3 : word_end(&search, at);
    }
    return search.count;
}
