/* arabic_letters.h - what the widths of Arabic letters say of the glyphs they were drawn with. */
#ifndef RAP_PARSER_ARABIC_LETTERS_H
#define RAP_PARSER_ARABIC_LETTERS_H

#include "parser/page.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct letters letters_t;

/* A word in the making: its characters as they are seen, from left to right. */
typedef struct shown {
    page_word_t *word;
    uint32_t *c;
    double *x; /* where they begin, and where the last one ends */
    size_t n;
} shown_t;

/* In the arena; NULL when its limit is reached. */
letters_t *letters_new(rap_arena_t *arena);

/* Learns how wide the letters of a word are, in which form.  The word has a size. */
void letters_learn(letters_t *self, const shown_t *shown);

/* Puts the letters of one glyph in the order in which they would be seen, and takes out what
 * a glyph without a width says again. */
void letters_order(const letters_t *self, shown_t *shown);

/* Does the word's left end show that it goes on there?  Its letter then is as wide as in the
 * middle of words, where it is seen that wide more often than at ends. */
bool letters_are_cut(const letters_t *self, const shown_t *shown);

/* Does it show that the word is at its end there?  Its letter then is wider than it is anywhere in the
 * middle of words: it has its tail. */
bool letters_are_whole(const letters_t *self, const shown_t *shown);

/* A vowel mark? */
bool letters_is_mark(uint32_t c);

/* Is it written joined to what stands to its left, or else to its right? */
bool letters_joins(uint32_t c, bool left);

#endif
