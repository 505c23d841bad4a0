/* text_layer.h - whether the text layer of a page can be believed.
 *
 * A file may have many characters and all of them wrong (fonts without a table to Unicode), some
 * of them wrong (ligatures lost, spaces that are vowel marks), or none where there is ink.  Only
 * the language tells: a text is full of its small words, and its words are made of letters.
 */
#ifndef RAP_PARSER_TEXT_LAYER_H
#define RAP_PARSER_TEXT_LAYER_H

#include "parser/page.h"

typedef enum layer {
    LAYER_GOOD,
    LAYER_SCANT, /* so little text that the page may be a picture     */
    LAYER_BROKEN /* there are characters, and they are no text        */
} layer_t;

enum { LAYER_SCANT_MAX = 100 }; /* characters of a page; more are a text layer */

/* The verdict on each page, in their order and in the arena.  Pages that are too short for a
 * verdict of their own get that of most of the others; so do a few good ones among many broken ones of their
 * script.  NULL: no memory. */
layer_t *text_layer_judge(const pages_t *pages, rap_arena_t *arena);

/* The language of the pages that are good, among those of function_words_latin, "ru", "ar" and "zh"; NULL
 * when they do not say. */
const char *text_layer_language(const pages_t *pages, const layer_t *layer);

/* Of the text of some lines. */
size_t text_layer_points(const pages_t *pages, const page_t *page);

#endif
