/* match.c - see match.h */
#include "classifier/match.h"

#include "classifier/match_table.h"

#include <stdlib.h>
#include <string.h>

enum { /* bytes of Arabic within one word */
    ARABIC_LETTER = 2,
    ARABIC_SHORT = 6,  /* a phrase of three letters */
    ARABIC_PREFIX = 8, /* "and by the": four letters */
    ARABIC_SUFFIX = 6, /* a plural, a pronoun */
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
    return self->slots * sizeof *self->slot + self->outs_count * sizeof *self->outs +
           self->parts * (sizeof *self->part + sizeof *self->first_part) + self->texts_len;
}

/* U+0600 to U+06FF */
static bool is_arabic(const char *at)
{
    return (unsigned char)*at >= 0xd8 && (unsigned char)*at <= 0xdb;
}

bool match_is_joined(const char *at)
{
    const unsigned char *byte = (const unsigned char *)at;

    if (is_arabic(at))
        return true;
    /* U+3040 to U+9FFF and U+F900 to U+FEFF: kana, Han, Arabic presentation forms */
    return (byte[0] == 0xe3 && byte[1] >= 0x81) || (byte[0] >= 0xe4 && byte[0] <= 0xe9) ||
           (byte[0] == 0xef && byte[1] >= 0xa4 && byte[1] <= 0xbb);
}

/* The bytes of the punctuation that starts at `at`, which is no ASCII, or 0: Latin-1 signs,
 * general punctuation, and that of Arabic and of East Asia. */
static size_t punctuation(const unsigned char *at, size_t left)
{
    if (at[0] == 0xc2)
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

char *match_plain(const char *folded, size_t len, rap_arena_t *arena)
{
    char *plain = rap_arena_alloc(arena, len + 1);

    if (plain == NULL)
        return NULL;
    for (size_t i = 0; i < len;) {
        unsigned char c = (unsigned char)folded[i];
        if (c < 0x80) {
            plain[i] = ' ';
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
                plain[i] = folded[i];
            i++;
            continue;
        }
        size_t n = punctuation((const unsigned char *)folded + i, len - i);
        if (n == 0) {
            plain[i++] = (char)c;
            continue;
        }
        for (size_t end = i + n < len ? i + n : len; i < end; i++)
            plain[i] = ' ';
    }
    return plain;
}

typedef struct scan {
    const match_t *match;
    const char *plain;
    size_t len;
    rap_arena_t *arena;
    match_hit_t *hit;
    size_t count, cap;
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

/* Arabic writes conjunctions, prepositions and the article before a word, and pronouns behind it,
 * without a blank.  Is that all that stands around a phrase within its first and last word?  A
 * short phrase (a negation) has no more than one letter before it. */
static bool is_arabic_word(const scan_t *self, size_t start, size_t end)
{
    static const char *const prefixes[] = {"و", "ف", "ب", "ل", "ك", "ا", "س"};
    size_t from = start, to = word_end(self, end);
    bool is_short = end - start <= ARABIC_SHORT;

    while (from > 0 && self->plain[from - 1] != ' ')
        from--;
    if (start - from > (is_short ? ARABIC_LETTER : ARABIC_PREFIX) ||
        to - end > (is_short ? 0 : ARABIC_SUFFIX))
        return false;
    for (size_t at = from; at < start; at += ARABIC_LETTER) {
        bool known = false;
        for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
            known |= memcmp(self->plain + at, prefixes[i], ARABIC_LETTER) == 0;
        if (!known)
            return false;
    }
    return true;
}

/* The end of the phrase whose `part` was found up to `at`, or 0. */
static size_t finish(const scan_t *self, const match_part_t *part, size_t at, bool joined)
{
    if (part->gap == MATCH_STAR && !joined)
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

static rap_code_t add_hit(scan_t *self, size_t start, size_t end, uint32_t phrase, rap_err_t *err)
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
    self->hit[self->count++] =
        (match_hit_t){.start = (uint32_t)start, .end = (uint32_t)end, .phrase = phrase};
    return RAP_OK;
}

/* All phrases whose first part ends before `at`. */
static rap_code_t take(scan_t *self, int32_t state, size_t at, rap_err_t *err)
{
    const match_t *match = self->match;

    for (; state != 0; state = match->slot[state].next) {
        if (match->slot[state].out == 0)
            continue;
        for (const uint32_t *out = &match->outs[match->slot[state].out - 1]; *out != UINT32_MAX;
             out++) {
            const match_part_t *part = &match->part[match->first_part[*out]];
            bool joined = match->texts[part->text] != ' ';
            size_t end = finish(self, part, at, joined);
            size_t start = at + !joined - part->len;
            if (end > 0 && joined && is_arabic(match->texts + part->text) &&
                !is_arabic_word(self, start, end))
                end = 0;
            if (end > 0)
                RAP_TRY(add_hit(self, start, end, *out, err));
        }
    }
    return RAP_OK;
}

static int compare_hits(const void *a, const void *b)
{
    const match_hit_t *x = a, *y = b;

    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end > y->end ? -1 : 1;
    return (x->phrase > y->phrase) - (x->phrase < y->phrase);
}

rap_code_t match_scan(const match_t *self, const char *plain, size_t len, rap_arena_t *arena,
    match_hits_t *ret, rap_err_t *err)
{
    scan_t scan = {.match = self, .plain = plain, .len = len, .arena = arena};
    const match_slot_t *slot = self->slot;
    int32_t blank = slot[0].base + self->class_of[' '];
    /* A text begins as if behind a blank. */
    int32_t state = self->class_of[' '] != 0 && slot[blank].check == 0 && blank != 0 ? blank : 0;

    for (size_t i = 0; i < len; i++) {
        uint8_t class = self->class_of[(unsigned char)plain[i]];
        if (class == 0) {
            state = 0;
            continue;
        }
        int32_t to = slot[state].base + class;
        while (slot[to].check != state) {
            if (state == 0) {
                to = 0;
                break;
            }
            state = slot[state].fail;
            to = slot[state].base + class;
        }
        state = to;
        if (slot[state].out != 0 || slot[state].next != 0)
            RAP_TRY(take(&scan, state, i + 1, err));
    }
    if (scan.count > 1)
        qsort(scan.hit, scan.count, sizeof *scan.hit, compare_hits);
    *ret = (match_hits_t){scan.hit, scan.count};
    return RAP_OK;
}
