/* match.c - see match.h */
#include "classifier/match.h"

#include "classifier/match_table.h"

#include <endian.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { /* bytes; most of them of Arabic, within one word */
    ARABIC_LETTER = 2,
    ARABIC_SHORT = 6,  /* a phrase of three letters */
    ARABIC_PREFIX = 8, /* "and by the": four letters */
    BLOCK = 16,        /* bytes that are made plain at once */
    WORD = 8,          /* bytes that are looked at at once */
};

#define TOP_BITS UINT64_C(0x8080808080808080)

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
    unsigned pair = (unsigned)at[0] << CHAR_BIT | at[1]; /* or the NUL behind the text */

    if (pair < 0xe000)
        return left > 1 && (at[0] == 0xc2 || pair == 0xd88c || pair == 0xd89b || pair == 0xd89f ||
                               (pair >= 0xd9aa && pair <= 0xd9ad))
                   ? 2
                   : 0;
    return left > 2 && ((at[0] == 0xe2 && at[1] <= 0x81) || pair == 0xe380 ||
                           (pair == 0xefbc && (at[2] <= 0x8f || at[2] >= 0x9a)))
               ? 3
               : 0;
}

/* A letter, digit or byte beyond ASCII; a blank for the rest of ASCII. */
static char plain_byte(char c)
{
    unsigned char byte = (unsigned char)c;
    bool word = (unsigned char)(byte - 'a') <= 'z' - 'a' ||
                (unsigned char)(byte - '0') <= '9' - '0' || byte >= 0x80;

    return word ? c : ' ';
}

static bool is_any(const uint8_t block[BLOCK], uint64_t bits)
{
    uint64_t half[BLOCK / WORD];

    memcpy(half, block, BLOCK);
    return ((half[0] | half[1]) & bits) != 0;
}

/* May punctuation that is no ASCII begin with one of the bytes of a block?  In few blocks it may.  One
 * more byte is behind it. */
static bool may_have_punctuation(const char *at)
{
    uint8_t first[BLOCK], second[BLOCK], may[BLOCK];

    memcpy(first, at, BLOCK);
    if (!is_any(first, TOP_BITS))
        return false;
    memcpy(second, at + 1, BLOCK);
    for (size_t i = 0; i < BLOCK; i++) { /* bit by bit: compilers do it at once */
        uint8_t a = first[i], b = second[i];
        may[i] = (uint8_t)((a == 0xc2) | (a == 0xe2) | ((a == 0xe3) & (b == 0x80)) |
                           ((a == 0xef) & (b == 0xbc)) | ((a == 0xd8) & (b < 0xa0)) |
                           ((a == 0xd9) & (((b & 0xfe) == 0xaa) | ((b & 0xfe) == 0xac))));
    }
    return is_any(may, UINT64_MAX);
}

char *match_plain(const char *folded, size_t len, rap_arena_t *arena)
{
    char *plain = rap_arena_alloc(arena, len + 1 + WORD);
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
    for (size_t at = 0; at < len; at += BLOCK) {
        size_t end = len - at > BLOCK ? at + BLOCK : len;
        if (end - at == BLOCK && !may_have_punctuation(folded + at))
            continue;
        for (size_t i = at; i < end; i++)
            if ((unsigned char)folded[i] >= 0xc2)
                memset(plain + i, ' ', punctuation((const unsigned char *)folded + i, len - i));
    }
    plain[len] = ' '; /* and NULs, as the arena is zeroed */
    return plain;
}

typedef struct scan {
    const match_t *match;
    const match_set_t *set;
    uint32_t root;
    const char *plain;
    size_t len;
    rap_arena_t *arena;
    match_hit_t *hit;
    size_t count, cap;
    size_t word; /* where the word begins that is read */
} scan_t;

static bool at_word_end(const scan_t *self, size_t at)
{
    return at >= self->len || self->plain[at] == ' ';
}

/* Where blanks stand in eight bytes: the top bit of its bytes that are. */
static uint64_t blanks(const char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
    word = le64toh(word) ^ UINT64_C(0x2020202020202020);
    return ~(((word & ~TOP_BITS) + ~TOP_BITS) | word) & TOP_BITS;
}

static size_t first_byte(uint64_t bits)
{
    return (size_t)__builtin_ctzll(bits) / CHAR_BIT;
}

/* There is a blank behind the text. */
static size_t word_end(const scan_t *self, size_t at)
{
    uint64_t blank;

    while ((blank = blanks(self->plain + at)) == 0)
        at += WORD;
    return at + first_byte(blank);
}

/* The code point of the letter at `at`, which has two bytes. */
static unsigned arabic_letter(const char *at)
{
    return ((unsigned char)at[0] & 0x1fu) << 6 | ((unsigned char)at[1] & 0x3fu);
}

enum { /* as folding leaves them */
    ALEF = 0x627,
    BEH = 0x628,
    TEH = 0x62a,
    SEEN = 0x633,
    FEH = 0x641,
    KAF = 0x643,
    LAM = 0x644,
    NOON = 0x646,
    WAW = 0x648,
    YEH = 0x64a,
};

/* A letter that Arabic writes before a word without a blank: a conjunction, a preposition, the
 * article. */
static bool is_arabic_prefix(const char *at)
{
    switch (arabic_letter(at)) {
    case WAW:
    case FEH:
    case BEH:
    case LAM:
    case KAF:
    case ALEF:
    case SEEN:
        return true;
    default:
        return false;
    }
}

/* A letter that a verb of the future begins with. */
static bool is_arabic_person(const char *at)
{
    unsigned letter = arabic_letter(at);

    return letter == ALEF || letter == NOON || letter == TEH || letter == YEH;
}

/* Is the letter before `at` none that is written before a word?  An alef alone is no article, and the
 * future's sin stands before a verb's own first letter. */
static bool is_arabic_stem(const scan_t *self, size_t at)
{
    if (at == self->word)
        return false;
    unsigned before = arabic_letter(self->plain + at - ARABIC_LETTER);
    return before == SEEN ? !is_arabic_person(self->plain + at) : before == ALEF;
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

/* Where a phrase ends that is listed where its first part was found, from `start` up to `at`, or 0; `entry`
 * as below. */
static size_t out_end(const scan_t *self, match_out_t out, uint32_t entry, size_t start, size_t at)
{
    switch ((match_when_t)out.when) {
    case MATCH_ALWAYS: /* behind a blank it was found with the blank behind it */
        return at - (entry != self->root);
    case MATCH_TO_END:
        return word_end(self, at);
    case MATCH_ARABIC:
        return is_arabic_word(self, start, at) ? at : 0;
    case MATCH_ASKED:
        break;
    }
    return phrase_end(self, out.phrase, start, at);
}

/* The phrases in a list, whose first part was found from `start` up to `at`. */
static rap_code_t take(
    scan_t *self, const match_out_t *out, uint32_t entry, size_t start, size_t at, rap_err_t *err)
{
    for (bool last = false; !last; out++) {
        last = out->last;
        match_hit_t made = {.start = (uint32_t)start,
            .end = (uint32_t)out_end(self, *out, entry, start, at),
            .phrase = out->phrase};
        if (made.end > 0)
            RAP_TRY(add_hit(self, &made, err));
    }
    return RAP_OK;
}

/* Phrases whose first part is the only way on from what was read up to `at`. */
static rap_code_t take_tail(
    scan_t *self, const match_out_t *out, uint32_t entry, size_t start, size_t at, rap_err_t *err)
{
    const match_out_t *last = out;
    const char *rest = self->plain + at;

    while (!last->last)
        last++;
    const char *tail = (const char *)(last + 1);
    size_t len = (unsigned char)*tail++;
    if (len > 0 && (*tail != *rest || len > self->len + 1 - at || memcmp(tail, rest, len) != 0))
        return RAP_OK;
    return take(self, out, entry, start, at + len, err);
}

/* All phrases of the set that begin at `start`; `entry` is its root or the state behind a blank.  The NULs
 * behind the text's blank are in no phrase, and end every walk. */
static rap_code_t walk(scan_t *self, uint32_t entry, size_t start, rap_err_t *err)
{
    const uint8_t *class_of = self->match->class_of;
    const match_slot_t *slots = self->match->slot;
    const match_out_t *outs = self->match->outs;
    const unsigned char *at = (const unsigned char *)self->plain + start;
    uint32_t state = entry, base = slots[entry].base;

    for (;;) {
        if ((base & MATCH_BITS) != 0) {
            size_t read = (size_t)((const char *)at - self->plain);
            if ((base & MATCH_TAIL) != 0)
                return take_tail(self, outs + (base & ~MATCH_BITS), entry, start, read, err);
            base &= ~MATCH_BITS;
            const match_out_t *list = outs + slots[base + MATCH_END_CLASS].base;
            RAP_TRY(take(self, list, entry, start, read, err));
        }
        uint32_t to = base + class_of[*at++];
        if (slots[to].parent != state)
            return RAP_OK;
        state = to;
        base = slots[to].base;
    }
}

/* Phrases that begin with a word in Arabic, or behind letters that are written before words. */
static rap_code_t enter_arabic(scan_t *self, rap_err_t *err)
{
    for (size_t at = self->word; match_is_arabic(self->plain + at); at += ARABIC_LETTER) {
        RAP_TRY(walk(self, self->root, at, err));
        if (at - self->word >= ARABIC_PREFIX || !is_arabic_prefix(self->plain + at))
            break;
    }
    return RAP_OK;
}

/* Phrases that begin with the word at `at`. */
static inline rap_code_t enter_word(scan_t *self, size_t at, rap_err_t *err)
{
    self->word = at;
    if (self->set->blank != 0)
        RAP_TRY(walk(self, self->set->blank, at, err));
    return self->set->arabic ? enter_arabic(self, err) : RAP_OK;
}

/* Where words begin, all phrases do but those in scripts without blanks. */
static rap_code_t scan_words(scan_t *self, rap_err_t *err)
{
    uint64_t before = 0x80; /* a text begins as if behind a blank */

    for (size_t at = 0; at < self->len; at += WORD) {
        uint64_t blank = blanks(self->plain + at);
        uint64_t begins = (blank << CHAR_BIT | before) & ~blank & TOP_BITS;
        before = blank >> (WORD - 1) * CHAR_BIT;
        for (; begins != 0; begins &= begins - 1) {
            size_t start = at + first_byte(begins);
            if (start >= self->len)
                return RAP_OK;
            RAP_TRY(enter_word(self, start, err));
        }
    }
    return RAP_OK;
}

/* The last byte of the character at `at`. */
static size_t last_byte(const scan_t *self, size_t at)
{
    unsigned char first = (unsigned char)self->plain[at];
    size_t last = at + (first >= 0xc0) + (first >= 0xe0) + (first >= 0xf0);

    return last < self->len ? last : self->len - 1;
}

/* Phrases that begin with a word, or with a character of a script without blanks. */
static rap_code_t scan_letters(scan_t *self, rap_err_t *err)
{
    const char *plain = self->plain;
    bool after_blank = true;

    for (size_t at = 0; at < self->len; at++) {
        bool blank = plain[at] == ' ';
        if (after_blank && !blank)
            RAP_TRY(enter_word(self, at, err));
        if (self->set->is_joined[(unsigned char)plain[at]])
            RAP_TRY(walk(self, self->root, at, err));
        after_blank = blank;
        at = last_byte(self, at);
    }
    return RAP_OK;
}

rap_code_t match_scan(const match_t *self, unsigned set, const char *plain, size_t len,
    rap_arena_t *arena, match_hits_t *ret, rap_err_t *err)
{
    scan_t scan = {.match = self,
        .set = &self->set[set],
        .root = set,
        .plain = plain,
        .len = len,
        .arena = arena};

    if (scan.set->joined)
        RAP_TRY(scan_letters(&scan, err));
    else
        RAP_TRY(scan_words(&scan, err));
    *ret = (match_hits_t){scan.hit, scan.count};
    return RAP_OK;
}
