/* kashida.h - strokes that stretch Arabic words for a straight margin, seen in a page's picture.
 *
 * Where a font gives the stroke no character, the word comes in two parts with a gap like any other between
 * them.  Letters' widths tell of many such gaps (arabic.h), not of all; that ink runs through one from
 * letter to letter tells for sure.
 */
#ifndef RAP_PARSER_KASHIDA_H
#define RAP_PARSER_KASHIDA_H

#include "parser/page.h"
#include "parser/picture.h"

#include <stddef.h>

enum { KASHIDA_DPI = 200 }; /* a stroke is a pixel thick, or two */

/* Two words of a row that would join if they were one, as far as their letters tell. */
typedef struct kashida_gap {
    page_word_t *right;
    const page_word_t *left;
} kashida_gap_t;

/* The gaps of a page, in the arena.  None of a page whose letters show no stretched word: nobody need
 * draw it. */
rap_code_t kashida_gaps(growing_t *word, rap_arena_t *arena, kashida_gap_t **ret, size_t *ret_count,
    rap_err_t *err) RAP_CHECKED;

/* Sets `cut` of the words where the picture of the page shows a stroke behind them.  A line under or
 * through whole words is none. */
void kashida_look(const kashida_gap_t *gap, size_t count, const picture_t *picture);

#endif
