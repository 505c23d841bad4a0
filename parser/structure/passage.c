/* passage.c - see passage.h */
#include "parser/structure/passage.h"

#include <string.h>
#include <unicode/uchar.h>

#include "base/text.h"

enum {
    BEGINNINGS_LOG2 = 12,
    PAIRS_BYTES = 128, /* of the longest text whose beginnings are looked at for one list */
    NOT_SPACED = 0xD8  /* lead bytes of Arabic, Chinese and others from here on */
};

int32_t passage_point(const char *text, size_t *at)
{
    UChar32 c;
    U8_NEXT_UNSAFE(text, *at, c);
    return c;
}

static bool is_han(UChar32 c)
{
    return (c >= 0x3400 && c <= 0x9FFF) || c == 0x3007;
}

/* The value of a Chinese numeral, 10 and 100 for the units, or -1. */
static int han_digit(UChar32 c)
{
    static const UChar32 digits[] = {
        0x96F6, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341, 0};
    if (c == 0x3007)
        return 0;
    if (c == 0x767E)
        return 100;
    for (int i = 0; digits[i] != 0; i++)
        if (digits[i] == c)
            return i;
    return -1;
}

/* 二〇二五 is 2025, digit by digit; 七十九 is 79, with units. */
static void add_han_digit(token_t *token, int digit, int32_t *pending, bool *units)
{
    if (digit >= 10) {
        token->number += (*pending > 0 ? *pending : 1) * digit;
        *pending = 0;
        *units = true;
    } else {
        *pending = *units ? digit : 10 * *pending + digit;
    }
    token->digits++;
}

static size_t read_number(const char *text, size_t len, token_t *token)
{
    size_t at = token->start;
    token->kind = TOKEN_NUMBER;
    while (at < len) {
        size_t next = at;
        int32_t digit = u_charDigitValue(passage_point(text, &next));
        if (digit < 0)
            break;
        token->number = token->digits < 8 && token->number >= 0 ? 10 * token->number + digit : -1;
        token->digits = (uint8_t)(token->digits < UINT8_MAX ? token->digits + 1 : UINT8_MAX);
        at = next;
    }
    return at;
}

static size_t read_han_number(const char *text, size_t len, token_t *token)
{
    size_t at = token->start;
    int32_t pending = 0;
    bool units = false;
    token->kind = TOKEN_NUMBER;
    token->chinese = true;
    while (at < len && token->digits < 8) {
        size_t next = at;
        int digit = han_digit(passage_point(text, &next));
        if (digit < 0)
            break;
        add_han_digit(token, digit, &pending, &units);
        at = next;
    }
    token->number += pending;
    return at;
}

static bool is_ascii_letter(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

/* ICU's tables are asked only for what is neither ASCII, which most text is, nor a common letter of
 * Russian or Arabic. */
static bool is_letter(UChar32 c)
{
    if (c < 0x80)
        return is_ascii_letter((char)c);
    return (c >= 0x430 && c <= 0x44F) || (c >= 0x620 && c <= 0x64A) || u_isalpha(c);
}

static bool is_combining(UChar32 c)
{
    return c >= 0x300 && (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
}

static bool is_digit(UChar32 c)
{
    return c < 0x80 ? c >= '0' && c <= '9' : u_charDigitValue(c) >= 0 && han_digit(c) < 0;
}

static size_t read_word(const char *text, size_t len, token_t *token)
{
    size_t at = token->start;
    token->kind = TOKEN_WORD;
    for (;;) {
        while (is_ascii_letter(text[at])) /* not the NUL behind the text */
            at++;
        if (at == len || (unsigned char)text[at] < 0x80)
            return at;
        size_t next = at;
        UChar32 c = passage_point(text, &next);
        if (is_han(c) || (!is_letter(c) && !is_combining(c)))
            return at;
        at = next;
    }
}

static size_t read_token(const char *text, size_t len, token_t *token)
{
    if (is_ascii_letter(text[token->start]))
        return read_word(text, len, token);
    size_t next = token->start;
    UChar32 c = passage_point(text, &next);
    if (is_digit(c))
        return read_number(text, len, token);
    if (is_han(c)) {
        if (han_digit(c) >= 0)
            return read_han_number(text, len, token);
        token->kind = TOKEN_HAN;
        return next;
    }
    if (is_letter(c))
        return read_word(text, len, token);
    token->kind = TOKEN_MARK;
    return next;
}

/* --- where phrases may begin --- */

/* The bit of a phrase's or a text's first two or four bytes. */
static uint32_t bit_of(const char *bytes, size_t len)
{
    uint32_t key = 0;
    memcpy(&key, bytes, len);
    return key * 0x9E3779B1U >> (32 - BEGINNINGS_LOG2);
}

static void add_bit(passage_t *self, uint32_t bit)
{
    self->beginnings[bit / 64] |= UINT64_C(1) << bit % 64;
}

static bool has_bit(const passage_t *self, uint32_t bit)
{
    return (self->beginnings[bit / 64] >> bit % 64 & 1) != 0;
}

static void add_beginning(passage_t *self, size_t at)
{
    const char *text = self->folded.text + at;
    size_t left = self->folded.len - at;
    if (left >= 2)
        add_bit(self, bit_of(text, 2));
    if (left >= 4)
        add_bit(self, bit_of(text, 4));
}

/* Those of tokens; where words are not parted from what is written before them (NOT_SPACED), those of
 * all characters. */
static void add_beginnings(passage_t *self)
{
    const char *text = self->folded.text;
    for (size_t i = 0; i < self->tokens; i++)
        add_beginning(self, self->token[i].start);
    self->ascii = rap_text_is_ascii(text, self->folded.len);
    for (size_t at = 0; at < self->folded.len && !self->ascii; at++)
        if ((unsigned char)text[at] >= NOT_SPACED)
            add_beginning(self, at);
}

static bool is_open(char c)
{
    return c == '\0' || c == '*';
}

/* False only where the phrase is nowhere in the passage. */
static bool may_have(const passage_t *self, const char *phrase)
{
    if (phrase[0] == ' ' || is_open(phrase[1]))
        return true;
    if (!has_bit(self, bit_of(phrase, 2)))
        return false;
    return is_open(phrase[2]) || is_open(phrase[3]) || has_bit(self, bit_of(phrase, 4));
}

/* --- making one --- */

static bool is_han_token(const token_t *token)
{
    return token->kind == TOKEN_HAN || token->chinese;
}

static void read_tokens(passage_t *self, size_t cap)
{
    const rap_folded_t *folded = &self->folded;
    size_t words = 0, han = 0;
    self->tokens = 0;
    for (size_t at = 0; at < folded->len;) {
        if (folded->text[at] == ' ') {
            at++;
            continue;
        }
        token_t token = {.start = (uint32_t)at};
        at = read_token(folded->text, folded->len, &token);
        token.end = (uint32_t)at;
        if (self->tokens < cap)
            self->token[self->tokens] = token;
        self->tokens++;
        han += is_han_token(&token);
        words += token.kind == TOKEN_WORD;
    }
    self->words = words + han / 2;
}

rap_code_t passage_make(
    passage_t *ret, const char *text, size_t len, rap_arena_t *arena, rap_err_t *err)
{
    passage_t self = {.text = text, .len = len};
    RAP_TRY(rap_text_fold_bare(text, len, arena, &self.folded, err));
    self.beginnings = rap_arena_alloc(arena, (1 << BEGINNINGS_LOG2) / 8);
    /* Room for the words of most texts; where there are more, the second time they are counted. */
    size_t cap = self.folded.len / 4 + 16;
    for (;;) {
        self.token = rap_arena_array(arena, cap + 1, sizeof *self.token);
        if (self.token == NULL || self.beginnings == NULL)
            return rap_fail(err, RAP_TOOBIG, "no room for the words of %zu bytes of text", len);
        read_tokens(&self, cap);
        if (self.tokens <= cap)
            break;
        cap = self.tokens;
    }
    add_beginnings(&self);
    *ret = self;
    return RAP_OK;
}

size_t passage_cut(const char *text, size_t len, size_t max)
{
    if (len <= max)
        return len;
    while (max > 0 && ((unsigned char)text[max] & 0xC0) == 0x80)
        max--;
    return max;
}

span_t passage_span(const passage_t *self)
{
    return (span_t){0, self->folded.len};
}

bool passage_lies_in(span_t span, const span_t *spans, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span.start >= spans[i].start && span.end <= spans[i].end)
            return true;
    return false;
}

span_t passage_source(const passage_t *self, span_t folded)
{
    return (span_t){self->folded.origin[folded.start], self->folded.origin[folded.end]};
}

size_t passage_folded(const passage_t *self, size_t at)
{
    size_t low = 0, high = self->folded.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (self->folded.origin[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* --- phrases --- */

/* What words are of; "©", "¡" and "…" part them as "." does. */
static bool is_of_word(UChar32 c)
{
    return is_letter(c) || is_digit(c) || is_combining(c) || is_han(c);
}

static bool is_word_at(const char *text, size_t at)
{
    return is_of_word(passage_point(text, &at));
}

static bool is_word_before(const char *text, size_t at)
{
    U8_BACK_1_UNSAFE(text, at);
    return is_word_at(text, at);
}

/* Behind the rest of the word that goes on at `at`. */
static size_t word_rest(const char *text, size_t at, size_t limit)
{
    for (size_t next = at; at < limit && is_of_word(passage_point(text, &next));)
        at = next < limit ? next : limit;
    return at;
}

/* Scripts whose words a phrase must match whole: Latin and Cyrillic. */
static bool has_edges(char first)
{
    return (unsigned char)first < NOT_SPACED;
}

static bool match_at(
    const passage_t *self, size_t at, const char *phrase, size_t limit, span_t *ret)
{
    const char *text = self->folded.text;
    bool edges = has_edges(phrase[0]);
    if (edges && at > 0 && is_word_at(phrase, 0) && is_word_before(text, at))
        return false;
    size_t end = at, len = 0;
    for (; phrase[len] != '\0'; len++) {
        if (phrase[len] == '*') {
            end = word_rest(text, end, limit);
        } else {
            if (end >= limit || text[end] != phrase[len])
                return false;
            end++;
        }
    }
    if (edges && end < self->folded.len && is_word_before(phrase, len) && is_word_at(text, end))
        return false;
    *ret = (span_t){at, end};
    return true;
}

static bool search(const passage_t *self, span_t within, const char *phrase, span_t *ret)
{
    const char *text = self->folded.text;
    for (size_t at = within.start; at < within.end; at++) {
        const char *next = memchr(text + at, phrase[0], within.end - at);
        if (next == NULL)
            return false;
        at = (size_t)(next - text);
        if (text[at + 1] != phrase[1] && phrase[1] != '*' && phrase[1] != '\0')
            continue; /* as nearly always */
        if (match_at(self, at, phrase, within.end, ret))
            return true;
    }
    return false;
}

bool passage_find(const passage_t *self, span_t within, const char *phrase, span_t *ret)
{
    return may_have(self, phrase) && search(self, within, phrase, ret);
}

static unsigned pair_at(const char *bytes)
{
    return (31U * (unsigned char)bytes[0] + (unsigned char)bytes[1]) % 64;
}

/* The first two bytes of whatever begins in a few words, as a set: most phrases of a list are told from
 * that alone.  Of more words it would hold all. */
static uint64_t pairs_in(const passage_t *self, span_t within)
{
    const char *text = self->folded.text;
    uint64_t pairs = 0;
    if (within.end > within.start + PAIRS_BYTES)
        return UINT64_MAX;
    for (size_t i = passage_token_at(self, within.start);
         i < self->tokens && self->token[i].start < within.end; i++)
        pairs |= UINT64_C(1) << pair_at(text + self->token[i].start);
    for (size_t at = within.start; at < within.end && !self->ascii; at++)
        if ((unsigned char)text[at] >= NOT_SPACED)
            pairs |= UINT64_C(1) << pair_at(text + at);
    return pairs;
}

static bool has_pair(uint64_t pairs, const char *phrase)
{
    return (pairs >> pair_at(phrase) & 1) != 0 || phrase[0] == ' ' || phrase[1] == '*' ||
           phrase[1] == '\0';
}

bool passage_find_any(const passage_t *self, span_t within, const char *const *phrases, span_t *ret)
{
    bool found = false;
    uint64_t pairs = pairs_in(self, within);
    for (size_t i = 0; phrases[i] != NULL; i++) {
        span_t hit;
        if (!has_pair(pairs, phrases[i]) || !may_have(self, phrases[i]) ||
            !search(self, within, phrases[i], &hit))
            continue;
        if (!found || hit.start < ret->start || (hit.start == ret->start && hit.end > ret->end))
            *ret = hit;
        found = true;
    }
    return found;
}

bool passage_says(const passage_t *self, const char *const *phrases)
{
    return passage_says_in(self, passage_span(self), phrases);
}

bool passage_says_in(const passage_t *self, span_t within, const char *const *phrases)
{
    span_t hit;
    return passage_find_any(self, within, phrases, &hit);
}

bool passage_has_at(const passage_t *self, size_t at, const char *const *phrases, span_t *ret)
{
    bool found = false;
    char first = at < self->folded.len ? self->folded.text[at] : '\0';
    for (size_t i = 0; phrases[i] != NULL; i++) {
        span_t hit;
        if (phrases[i][0] == first && match_at(self, at, phrases[i], self->folded.len, &hit) &&
            (!found || hit.end > ret->end)) {
            *ret = hit;
            found = true;
        }
    }
    return found;
}

bool passage_ends_before(const passage_t *self, size_t i, size_t reach, const char *const *phrases,
    const char *const *between, span_t *ret)
{
    size_t start = self->token[i].start;
    span_t window = {start > reach ? start - reach : 0, start};
    while (passage_find_any(self, window, phrases, ret)) {
        size_t at = passage_token_at(self, ret->end);
        while (at < i && passage_is_one_of(self, at, between))
            at++;
        if (at == i)
            return true;
        window.start = ret->start + 1;
    }
    return false;
}

bool passage_is_whole_word(const passage_t *self, size_t i, const char *word)
{
    const token_t *token = &self->token[i];
    size_t len = strlen(word);
    return token->end - token->start == len &&
           memcmp(self->folded.text + token->start, word, len) == 0;
}

bool passage_is_one_of(const passage_t *self, size_t i, const char *const *words)
{
    for (size_t k = 0; words[k] != NULL; k++)
        if (passage_is_word(self, i, words[k]))
            return true;
    return false;
}

bool passage_is_capital(const passage_t *self, size_t i)
{
    size_t at = self->folded.origin[self->token[i].start];
    return !u_islower(passage_point(self->text, &at));
}

size_t passage_token_at(const passage_t *self, size_t at)
{
    size_t low = 0, high = self->tokens;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (self->token[middle].start < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t passage_words(const passage_t *self, span_t within)
{
    size_t words = 0, han = 0;
    if (within.start == 0 && within.end == self->folded.len)
        return self->words;
    for (size_t i = passage_token_at(self, within.start);
         i < self->tokens && self->token[i].end <= within.end; i++) {
        const token_t *token = &self->token[i];
        han += is_han_token(token);
        words += token->kind == TOKEN_WORD;
    }
    return words + han / 2;
}
