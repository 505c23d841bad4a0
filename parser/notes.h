/* notes.h - a paged document's footnotes, and their marks in the text. */
#ifndef RAP_PARSER_NOTES_H
#define RAP_PARSER_NOTES_H

#include "parser/page.h"

/* Makes LAYOUT_FOOTNOTE of the small lines at a column's end that begin with a note's mark, and of
 * those that go on in them; lines that are furniture already stay so.  A note's number counts as its
 * mark where it follows the last note's or is printed high in the page's text.  Takes the
 * numbers of a page's notes out of its text; those of no note stay as superscripts.
 * `body` is the size of the text.  Linear in the number of lines. */
rap_code_t notes_mark(pages_t *pages, double body, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

#endif
