/* arabic.h - what the Arabic words of a PDF need before they are made lines.
 *
 * A file shows letters, and says for each glyph which letters it stands for.  Four things go
 * wrong on the way: a glyph for two letters ("lam-alef") gives them in reading order, amid
 * letters that stand as they are seen; vowel marks are words of their own, beside the word that
 * they belong to; a word that is stretched for a straight margin falls apart; and a font may
 * say that its space is a vowel mark, in a text without any Arabic.  The widths of the
 * characters tell: the halves of one glyph are equally wide, and a letter in the middle of a
 * word is not as wide as at its end.  Where they do not tell of a stretched word its picture does
 * (kashida.h).
 */
#ifndef RAP_PARSER_ARABIC_H
#define RAP_PARSER_ARABIC_H

#include "parser/page.h"

typedef struct arabic arabic_t;

/* For one document, in the arena; NULL when its limit is reached. */
arabic_t *arabic_new(rap_arena_t *arena);

/* Mends the words (page_word_t) of a page, which have edges where they hold Arabic characters.
 * What earlier pages showed of the letters' widths is used.  Words may be parted, which adds to
 * the list, and taken out. */
rap_code_t arabic_mend(arabic_t *self, growing_t *word, rap_err_t *err) RAP_CHECKED;

#endif
