/* passage.h - a piece of a document that is searched: as it stands, folded, and in tokens.
 *
 * Everything lives in the arena it was made in.  Positions are bytes of the folded text
 * unless a name says otherwise; passage_source() leads back.
 */
#ifndef RAP_PARSER_STRUCTURE_PASSAGE_H
#define RAP_PARSER_STRUCTURE_PASSAGE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/text_icu.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum token_kind {
    TOKEN_WORD,   /* letters */
    TOKEN_NUMBER, /* digits of any script, or Chinese numerals */
    TOKEN_HAN,    /* one Chinese character */
    TOKEN_MARK    /* anything else but white space, one character */
} token_kind_t;

typedef struct token {
    uint32_t start, end;
    int32_t number; /* of a number; -1 when it is too large */
    uint8_t kind;   /* token_kind_t */
    uint8_t digits; /* of a number: how many it was written with, at most 255 */
    bool chinese;   /* a number in Chinese numerals */
} token_t;

typedef struct span {
    size_t start, end;
} span_t;

typedef struct passage {
    const char *text; /* as given, borrowed */
    size_t len;
    rap_folded_t folded; /* bare: without the accents of Latin letters */
    token_t *token;
    size_t tokens;
    size_t words;         /* passage_words() of the whole */
    uint64_t *beginnings; /* of words, as a set of bits: most phrases have none of them */
    bool ascii;           /* the folded text */
} passage_t;

rap_code_t passage_make(
    passage_t *ret, const char *text, size_t len, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* How much of a text at most `max` bytes hold without a part of a character. */
size_t passage_cut(const char *text, size_t len, size_t max);

/* The whole of it. */
span_t passage_span(const passage_t *self);

/* Does it lie in one of the spans? */
bool passage_lies_in(span_t span, const span_t *spans, size_t count);

/* A span of the folded text as a span of the source. */
span_t passage_source(const passage_t *self, span_t folded);

/* Where the folded text has what the source has at byte `at`. */
size_t passage_folded(const passage_t *self, size_t at);

/* Phrases are written folded and bare.  They begin and end where words do, except in Arabic
 * (where prepositions are written with the word) and Chinese; a '*' stands for any ending
 * of a word.  The first one in `within`, of the longest where several begin there. */
bool passage_find(const passage_t *self, span_t within, const char *phrase, span_t *ret);
bool passage_find_any(
    const passage_t *self, span_t within, const char *const *phrases, span_t *ret);

/* Is one of the phrases in it? */
bool passage_says(const passage_t *self, const char *const *phrases);
bool passage_says_in(const passage_t *self, span_t within, const char *const *phrases);

/* Is one of the phrases at this very place? */
bool passage_has_at(const passage_t *self, size_t at, const char *const *phrases, span_t *ret);

/* Does one of the phrases, of those within `reach` bytes, end before token i, with nothing but `between`
 * (single words) between? */
bool passage_ends_before(const passage_t *self, size_t i, size_t reach, const char *const *phrases,
    const char *const *between, span_t *ret);

/* Is token i, which there is, this word? */
bool passage_is_whole_word(const passage_t *self, size_t i, const char *word);

/* Is token i this word?  Here, because it is asked of long lists of words: the first byte tells nearly
 * always. */
static inline bool passage_is_word(const passage_t *self, size_t i, const char *word)
{
    return i < self->tokens && self->folded.text[self->token[i].start] == word[0] &&
           passage_is_whole_word(self, i, word);
}

bool passage_is_one_of(const passage_t *self, size_t i, const char *const *words);

/* Does token i begin with a capital letter, or with one of a script that has none? */
bool passage_is_capital(const passage_t *self, size_t i);

/* The first token that begins at `at` or behind it. */
size_t passage_token_at(const passage_t *self, size_t at);

/* The code point at *at of well-formed UTF-8; *at moves behind it. */
int32_t passage_point(const char *text, size_t *at);

/* Words in the reader's sense; two Chinese characters count for one. */
size_t passage_words(const passage_t *self, span_t within);

#endif
