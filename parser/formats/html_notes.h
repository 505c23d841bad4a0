/* html_notes.h - footnotes in a web page, and the marks that refer to them. */
#ifndef RAP_PARSER_FORMATS_HTML_NOTES_H
#define RAP_PARSER_FORMATS_HTML_NOTES_H

#include "parser/formats/html_tree.h"

/* A block that is a footnote: called so, or begun by a link back to its place in the text. */
bool html_notes_is_note(const html_tree_t *tree, uint32_t node);

/* A link that stands at the beginning of a footnote, block or not. */
bool html_notes_begins(const html_tree_t *tree, uint32_t node);

/* An element that holds nothing but a reference to a note: "[1]"; in a note, the sign that leads
 * back. */
bool html_notes_is_mark(const html_tree_t *tree, uint32_t node, bool in_note);

#endif
