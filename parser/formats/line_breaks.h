/* line_breaks.h - paragraphs that line breaks part inside one element of a page or document.
 *
 * Who writes <br> or presses Shift-Enter means a new line, or a new paragraph: two breaks in a
 * row always part, a single one does where lines are as long as paragraphs and end as they do.
 */
#ifndef RAP_PARSER_FORMATS_LINE_BREAKS_H
#define RAP_PARSER_FORMATS_LINE_BREAKS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct line_breaks {
    const char *text; /* borrowed; a break is '\n' */
    size_t len, at, least;
} line_breaks_t;

line_breaks_t line_breaks_of(const char *text, size_t len);

/* The next paragraph, in which '\n' may still stand for a space; false behind the last. */
bool line_breaks_next(line_breaks_t *self, const char **ret, size_t *ret_len);

#endif
