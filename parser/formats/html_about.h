/* html_about.h - what a web page says of itself: in <title>, meta elements and JSON-LD. */
#ifndef RAP_PARSER_FORMATS_HTML_ABOUT_H
#define RAP_PARSER_FORMATS_HTML_ABOUT_H

#include "parser/formats/html_tree.h"

enum { HTML_ABOUT_KEYS = 4 };

/* An element's attributes; NULL where it has none.  All borrowed. */
typedef struct html_about {
    const char *element;
    uint32_t traits; /* HTML_* */
    const char *language, *content, *datetime, *src;
    const char *key[HTML_ABOUT_KEYS]; /* property, name, itemprop, http-equiv */
} html_about_t;

/* Of each member the first element that says it counts.  Copied into the arena and cleaned. */
rap_code_t html_about_element(
    html_meta_t *self, const html_about_t *about, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* The text in an element with HTML_TITLE or HTML_SCRIPT (JSON-LD, of which the longest
 * articleBody counts). */
rap_code_t html_about_text(html_meta_t *self, uint32_t traits, const char *text, size_t len,
    rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

#endif
