/* breaks.h - where one paragraph ends and the next begins.
 *
 * Typesetters show it in one or more of four ways: space between, an indented first line, a
 * last line that is shorter than it had to be, another style.  What is usual in the document,
 * its page and its column is measured first; then each pair of lines is judged alone.
 */
#ifndef RAP_PARSER_BREAKS_H
#define RAP_PARSER_BREAKS_H

#include "parser/page.h"

typedef struct breaks breaks_t;

/* Measures all lines; in the arena, the pages borrowed. */
rap_code_t breaks_measure(
    breaks_t **ret, const pages_t *pages, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* Does a paragraph end between the lines number `a` and `b` of the document?  `b` comes after
 * `a`; lines between them are furniture or notes. */
bool breaks_between(const breaks_t *self, size_t a, size_t b);

/* Is the line centred in its column? */
bool breaks_is_centred(const breaks_t *self, size_t line);

/* Is bold (italic) something that stands out, or is the whole document so? */
bool breaks_bold_tells(const breaks_t *self);
double breaks_body_size(const breaks_t *self);

#endif
