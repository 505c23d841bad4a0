/* markdown.h - the few marks of Markdown that stand in statements as people save them. */
#ifndef RAP_PARSER_FORMATS_MARKDOWN_H
#define RAP_PARSER_FORMATS_MARKDOWN_H

#include <stdbool.h>
#include <stddef.h>

typedef struct markdown_style {
    bool bold, italic; /* all of the text is */
} markdown_style_t;

/* Takes marks of emphasis, links' addresses, images and backslashes out of a paragraph, in
 * place; returns the new length.  Marks without a partner are text. */
size_t markdown_inline(char *text, size_t len, markdown_style_t *ret_style);

/* Bytes of "## " at the start of a line, spaces before and behind included, or 0. */
size_t markdown_heading(const char *line, size_t len);

/* "---", "* * *", "====": nothing but three or more of one mark, and spaces. */
bool markdown_is_rule(const char *line, size_t len);

#endif
