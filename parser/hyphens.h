/* hyphens.h - what a hyphen at the end of a line means: is the word one, or two?
 *
 * A document's own words decide, in any language: where the joined form stands elsewhere in
 * it, the hyphen goes; where the hyphenated form does, it stays.  What is left undecided
 * depends on whether the document was hyphenated by a machine at all.
 */
#ifndef RAP_PARSER_HYPHENS_H
#define RAP_PARSER_HYPHENS_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct hyphens hyphens_t;

/* In the arena; NULL when its limit is reached. */
hyphens_t *hyphens_new(rap_arena_t *arena);

/* Learns the words of the next line of the document, which is borrowed as long as *self is used.  A line that ends in a hyphen parts a
 * word: neither half is learnt as a word, the pair is kept as evidence. */
rap_code_t hyphens_learn(hyphens_t *self, const char *line, size_t len, rap_err_t *err) RAP_CHECKED;

/* Bytes of the hyphen that ends the text ('-', U+2010 or a soft hyphen, right behind a
 * letter or digit); 0 when none does. */
size_t hyphens_ends(const char *text, size_t len);

/* After all lines were learnt: does the hyphen at the end of `left` stay, when `right`
 * follows on the next line? */
bool hyphens_keep(
    hyphens_t *self, const char *left, size_t left_len, const char *right, size_t right_len);

#endif
