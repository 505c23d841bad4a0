/* html_names.h - what the names that pages give their elements (class, id, role) say of them. */
#ifndef RAP_PARSER_FORMATS_HTML_NAMES_H
#define RAP_PARSER_FORMATS_HTML_NAMES_H

#include "parser/formats/html_tree.h"

/* What the class and the id say, for html_names_t.says. */
uint8_t html_names_read(const html_names_t *names);

/* A menu, a share bar, comments, a cookie banner: anything but text. */
bool html_names_boilerplate(const html_node_t *node);

/* Says when, by whom, from where: a date line, a byline, a caption. */
bool html_names_about(const html_node_t *node);

/* How surely it is called the text: 0 by schema.org, 1 by the names that content systems have
 * for it, 2 and 3 by HTML itself (article, main), 4 by words that are used of many other things
 * as well; -1 not. */
enum { HTML_NAMES_LEVELS = 5 };
int html_names_text(const html_node_t *node);

/* Footnotes, endnotes, by any of the usual names. */
bool html_names_note(const html_node_t *node);

/* Two elements of one kind and with the same class and id, but for numbers of records, or both
 * without. */
bool html_names_same(const html_node_t *a, const html_node_t *b);

#endif
