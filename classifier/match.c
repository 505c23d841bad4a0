/* match.c - see match.h */
#include "classifier/match.h"

#include "classifier/match_table.h"

#include <stdlib.h>
#include <string.h>

enum { /* bytes; most of them of Arabic, within one word */
    ARABIC_LETTER = 2,
    ARABIC_SHORT = 6,  /* a phrase of three letters */
    ARABIC_PREFIX = 8, /* "and by the": four letters */
    BLOCK = 16,        /* bytes that are made plain at once */
};

void match_destroy(match_t **self)
{
    if (*self == NULL)
        return;
    free((*self)->slot);
    free((*self)->outs);
    free((*self)->first_part);
    free((*self)->part);
    free((*self)->texts);
    free(*self);
    *self = NULL;
}

size_t match_bytes(const match_t *self)
{
    return sizeof *self + self->slots * sizeof *self->slot + self->outs_count * sizeof *self->outs +
           self->phrases * sizeof *self->first_part + self->parts * sizeof *self->part +
           self->texts_len;
}

bool match_is_arabic(const char *at)
{
    return (unsigned char)*at >= MATCH_ARABIC_FIRST && (unsigned char)*at <= MATCH_ARABIC_LAST;
}

bool match_is_joined(const char *at)
{
    const unsigned char *byte = (const unsigned char *)at;

    if (match_is_arabic(at))
        return true;
    /* U+3040 to U+9FFF and U+F900 to U+FEFF: kana, Han, Arabic presentation forms */
    return (byte[0] == 0xe3 && byte[1] >= 0x81) || (byte[0] >= 0xe4 && byte[0] <= 0xe9) ||
           (byte[0] == 0xef && byte[1] >= 0xa4 && byte[1] <= 0xbb);
}

/* The bytes of the punctuation that starts at `at`, which is no ASCII, or 0: Latin-1 signs,
 * general punctuation, and that of Arabic and of East Asia. */
static size_t punctuation(const unsigned char *at, size_t left)
{
    if (at[0] == 0xc2 && left > 1)
        return 2;
    if (at[0] == 0xd8 && left > 1 && (at[1] == 0x8c || at[1] == 0x9b || at[1] == 0x9f))
        return 2;
    if (at[0] == 0xd9 && left > 1 && at[1] >= 0xaa && at[1] <= 0xad)
        return 2;
    if (left > 2 && ((at[0] == 0xe2 && at[1] <= 0x81) || (at[0] == 0xe3 && at[1] == 0x80) ||
                        (at[0] == 0xef && at[1] == 0xbc && (at[2] <= 0x8f || at[2] >= 0x9a))))
        return 3;
    return 0;
}

/* A letter, digit or byte beyond ASCII; a blank for the rest of ASCII. */
static char plain_byte(char c)
{
    unsigned char byte = (unsigned char)c;
    bool word = (unsigned char)(byte - 'a') <= 'z' - 'a' ||
                (unsigned char)(byte - '0') <= '9' - '0' || byte >= 0x80;

    return word ? c : ' ';
}

char *match_plain(const char *folded, size_t len, rap_arena_t *arena)
{
    char *plain = rap_arena_alloc(arena, len + 2);
    size_t done = 0;

    if (plain == NULL)
        return NULL;
    for (; len - done >= BLOCK; done += BLOCK) {
        char block[BLOCK]; /* apart, and of a known length: compilers do it at once */
        memcpy(block, folded + done, BLOCK);
        for (size_t i = 0; i < BLOCK; i++)
            block[i] = plain_byte(block[i]);
        memcpy(plain + done, block, BLOCK);
    }
    for (; done < len; done++)
        plain[done] = plain_byte(folded[done]);
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)folded[i] < 0xc2)
            continue;
        size_t n = punctuation((const unsigned char *)folded + i, len - i);
        memset(plain + i, ' ', n);
        i += n > 0 ? n - 1 : 0;
    }
    plain[len] = ' '; /* and a NUL, as the arena is zeroed */
    return plain;
}

typedef struct scan {
    const match_t *match;
    const char *plain;
    size_t len;
    rap_arena_t *arena;
    match_hit_t *hit;
    size_t count, cap;
    size_t word;   /* where the word begins that is read */
    size_t arabic; /* where within it a phrase in Arabic may begin next */
} scan_t;

static bool at_word_end(const scan_t *self, size_t at)
{
    return at >= self->len || self->plain[at] == ' ';
}

static size_t word_end(const scan_t *self, size_t at)
{
    while (at < self->len && self->plain[at] != ' ')
        at++;
    return at;
}

/* A letter that Arabic writes before a word without a blank: a conjunction, a preposition, the
 * article. */
static bool is_arabic_prefix(const char *at)
{
    static const char *const prefixes[] = {"و", "ف", "ب", "ل", "ك", "ا", "س"};

    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (memcmp(at, prefixes[i], ARABIC_LETTER) == 0)
            return true;
    return false;
}

/* Is the letter before `at` none that is written before a word?  An alef alone is no article, and the
 * future's sin stands before a verb's own first letter. */
static bool is_arabic_stem(const scan_t *self, size_t at)
{
    static const char *const persons[] = {"ا", "ن", "ت", "ي"};

    if (at == self->word)
        return false;
    const char *before = self->plain + at - ARABIC_LETTER;
    if (memcmp(before, "س", ARABIC_LETTER) != 0)
        return memcmp(before, "ا", ARABIC_LETTER) == 0;
    for (size_t i = 0; i < sizeof persons / sizeof *persons; i++)
        if (memcmp(self->plain + at, persons[i], ARABIC_LETTER) == 0)
            return false;
    return true;
}

/* Is what stands from `at` to the end of the word written behind words: a pronoun, an ending of a case,
 * of a feminine, of a plural? */
static bool is_arabic_suffix(const scan_t *self, size_t at)
{
    static const char *const suffixes[] = {"ه", "ها", "هم", "هن", "هما", "ك", "كم", "نا", "ني", "ي",
        "ا", "ان", "ين", "ون", "وا", "ات", "ة", "ت", "تا", "تان", "تين", "ته", "تها", "تهم", "تنا",
        "تي", "اته", "ية", "يه", "يا", "يين", "يون", "يات", "ونه", "وه", "وها", "انه"};
    size_t len = word_end(self, at) - at;

    if (len == 0)
        return true;
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (strlen(suffixes[i]) == len && memcmp(self->plain + at, suffixes[i], len) == 0)
            return true;
    return false;
}

/* A phrase was found behind nothing but such letters: may it stand so, and end so?  A short phrase (a
 * negation) has no more than one letter before it, and none behind it. */
static bool is_arabic_word(const scan_t *self, size_t start, size_t end)
{
    if (is_arabic_stem(self, start))
        return false;
    if (end - start <= ARABIC_SHORT)
        return start - self->word <= ARABIC_LETTER && word_end(self, end) == end;
    return start - self->word <= ARABIC_PREFIX && is_arabic_suffix(self, end);
}

/* The end of the phrase whose `part` was found up to `at`, or 0. */
static size_t finish(const scan_t *self, const match_part_t *part, size_t at, bool joined)
{
    if (part->gap == MATCH_STAR && (!joined || match_is_arabic(self->plain + at - ARABIC_LETTER)))
        at = word_end(self, at);
    if (part->last)
        return joined || part->gap == MATCH_STAR || at_word_end(self, at) ? at : 0;

    const match_part_t *next = part + 1;
    const char *text = self->match->texts + next->text;
    size_t most = part->gap == MATCH_WORDS ? MATCH_GAP_WORDS : 0;
    if (part->gap == MATCH_WORDS && !at_word_end(self, at))
        return 0;
    for (size_t words = 0; words <= most; words++) {
        bool enough = words > 0 || most == 0;
        if (enough && at + next->len <= self->len &&
            memcmp(self->plain + at, text, next->len) == 0) {
            size_t end = finish(self, next, at + next->len, joined);
            if (end > 0)
                return end;
        }
        if (words == most || at + 1 >= self->len || self->plain[at] != ' ' ||
            self->plain[at + 1] == ' ')
            return 0;
        at = word_end(self, at + 1);
    }
    return 0;
}

/* Behind the others, but in its place among those of the same start. */
static rap_code_t add_hit(scan_t *self, const match_hit_t *made, rap_err_t *err)
{
    if (self->count == self->cap) {
        size_t cap = self->cap == 0 ? 256 : self->cap * 2;
        match_hit_t *more = rap_arena_array(self->arena, cap, sizeof *more);
        if (more == NULL)
            return rap_fail(err, RAP_TOOBIG, "more than %zu phrases in one text", self->cap);
        if (self->count > 0)
            memcpy(more, self->hit, self->count * sizeof *more);
        self->hit = more;
        self->cap = cap;
    }

    size_t place = self->count++;
    for (; place > 0; place--) {
        const match_hit_t *before = &self->hit[place - 1];
        if (before->start != made->start || before->end > made->end ||
            (before->end == made->end && before->phrase < made->phrase))
            break;
        self->hit[place] = *before;
    }
    self->hit[place] = *made;
    return RAP_OK;
}

/* Where a phrase ends whose first part is the text from `start` up to `at`, or 0. */
static size_t phrase_end(const scan_t *self, uint32_t phrase, size_t start, size_t at)
{
    const match_part_t *part = &self->match->part[self->match->first_part[phrase]];
    const char *text = self->match->texts + part->text;
    size_t end = finish(self, part, at, text[0] != ' ');

    return end > 0 && match_is_arabic(text) && !is_arabic_word(self, start, end) ? 0 : end;
}

/* The phrases in a list, whose first part was found from `start` up to `at`; `state` as below. */
static rap_code_t take(
    scan_t *self, uint32_t list, uint32_t state, size_t start, size_t at, rap_err_t *err)
{
    const match_out_t *out = &self->match->outs[list - 1];

    for (bool last = false; !last; out++) {
        last = out->last;
        /* A whole phrase behind a blank was found with the blank behind it. */
        size_t end = out->whole ? at - (state != 0) : phrase_end(self, out->phrase, start, at);
        match_hit_t made = {.start = (uint32_t)start, .end = (uint32_t)end, .phrase = out->phrase};
        if (end > 0)
            RAP_TRY(add_hit(self, &made, err));
    }
    return RAP_OK;
}

/* Phrases whose first part is the only way on from what was read up to `at`. */
static rap_code_t take_tail(
    scan_t *self, const match_slot_t *slot, uint32_t entry, size_t start, size_t at, rap_err_t *err)
{
    const match_t *match = self->match;
    const match_part_t *part = &match->part[match->first_part[match->outs[slot->out - 1].phrase]];
    size_t read = at - start + (entry != 0), left = part->len - read;
    const char *rest = match->texts + part->text + read;

    if (left > self->len + 1 - at || memcmp(self->plain + at, rest, left) != 0)
        return RAP_OK;
    return take(self, slot->out, entry, start, at + left, err);
}

/* All phrases that begin at `start`; `entry` is the root or the state behind a blank.  The NUL behind
 * the text's blank is in no phrase, and ends every walk. */
static rap_code_t walk(scan_t *self, uint32_t entry, size_t start, rap_err_t *err)
{
    const uint8_t *class_of = self->match->class_of;
    const match_slot_t *slots = self->match->slot;
    const unsigned char *at = (const unsigned char *)self->plain + start;
    uint32_t state = entry;

    if (slots[entry].base == MATCH_TAIL)
        return take_tail(self, &slots[entry], entry, start, start, err);
    for (;;) {
        uint32_t to = (uint32_t)slots[state].base + class_of[*at++];
        if (slots[to].parent != state)
            return RAP_OK;
        state = to;
        if (slots[to].out == 0)
            continue;
        size_t read = (size_t)((const char *)at - self->plain);
        if (slots[to].base == MATCH_TAIL)
            return take_tail(self, &slots[to], entry, start, read, err);
        RAP_TRY(take(self, slots[to].out, entry, start, read, err));
    }
}

/* In scripts that write words together a phrase may begin with the character at `at`, in Arabic
 * only with one behind letters that are written before words. */
static rap_code_t enter_word(scan_t *self, size_t at, rap_err_t *err)
{
    if (match_is_arabic(self->plain + at)) {
        if (at != self->arabic)
            return RAP_OK;
        if (at - self->word < ARABIC_PREFIX && is_arabic_prefix(self->plain + at))
            self->arabic += ARABIC_LETTER;
    }
    return walk(self, 0, at, err);
}

rap_code_t match_scan(const match_t *self, const char *plain, size_t len, rap_arena_t *arena,
    match_hits_t *ret, rap_err_t *err)
{
    scan_t scan = {.match = self, .plain = plain, .len = len, .arena = arena};
    const uint8_t *kind = self->kind;
    bool after_blank = true; /* a text begins as if behind a blank */

    for (size_t at = 0; at < len; at++) {
        bool joined = kind[(unsigned char)plain[at]] == MATCH_JOINED;
        if (plain[at] == ' ') {
            after_blank = true;
            continue;
        }
        if (after_blank) {
            after_blank = false;
            scan.word = scan.arabic = at;
            if (self->blank != 0)
                RAP_TRY(walk(&scan, self->blank, at, err));
        }
        if (joined)
            RAP_TRY(enter_word(&scan, at, err));
        while (kind[(unsigned char)plain[at + 1]] == MATCH_INSIDE)
            at++; /* up to the blank behind the text */
    }
    *ret = (match_hits_t){scan.hit, scan.count};
    return RAP_OK;
}
