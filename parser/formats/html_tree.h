/* html_tree.h - a web page as a flat list of nodes.
 *
 * libxml2 reads the page (errors silent, no network, no entities of its own); the tree is
 * copied into an array in document order, in which a node's descendants are the nodes from
 * the one behind it up to `end`.  So every later step is a loop, however deep a page nests.
 */
#ifndef RAP_PARSER_FORMATS_HTML_TREE_H
#define RAP_PARSER_FORMATS_HTML_TREE_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a tag does to the text in it. */
enum {
    HTML_BLOCK = 1u << 0,     /* begins and ends a paragraph                       */
    HTML_PARAGRAPH = 1u << 1, /* p and what stands for it                          */
    HTML_HEADING = 1u << 2,   /* h1 to h6                                          */
    HTML_ITEM = 1u << 3,      /* li, dt, dd                                        */
    HTML_LIST = 1u << 4,      /* ul, ol, dl                                        */
    HTML_CELL = 1u << 5,      /* td, th                                            */
    HTML_BOX = 1u << 6,       /* div, section, article, main, td: may hold the text */
    HTML_NEVER = 1u << 7,     /* script, nav, button: no text of the page          */
    HTML_BOLD = 1u << 8,
    HTML_ITALIC = 1u << 9,
    HTML_CENTRE = 1u << 10,
    HTML_LINK = 1u << 11,
    HTML_BREAK = 1u << 12, /* br                                                   */
    HTML_PRE = 1u << 13,   /* line ends count                                      */
    HTML_MAIN = 1u << 14,  /* article, main                                        */
    HTML_FORM = 1u << 15,  /* form: never text, but some sites wrap all in one     */
    HTML_H1 = 1u << 16,
    HTML_BODY = 1u << 17 /* html, body                                           */
};

enum {
    HTML_DROP_TAG = 1,  /* by what it is: a script, a menu, hidden                 */
    HTML_DROP_NAME = 2, /* by its class or id                                      */
    HTML_DROP_LINKS = 4 /* by what is in it: nearly nothing but links              */
};

typedef struct html_node {
    const char *text; /* of a text node; NULL of an element.  Not NUL-terminated */
    size_t len;
    uint32_t parent, end; /* nodes; the root is 0 and its own parent             */
    uint32_t traits;      /* HTML_*                                              */
    /* Of an element; NULL when it has none. */
    const char *id, *class_names, *role, *itemprop;
    uint8_t drop; /* HTML_DROP_*: why it, and all in it, is no text of the page  */
    /* Counted by html_tree_count(): whether it or one around it is dropped, and what is in it
     * and is not. */
    bool gone;
    uint32_t points, link_points, commas, paragraphs;
} html_node_t;

/* What the page says of itself; NULL when it says nothing. */
typedef struct html_meta {
    const char *title, *author, *date, *language;
} html_meta_t;

typedef struct html_tree {
    html_node_t *node;
    uint32_t nodes;
    html_meta_t meta;
} html_tree_t;

/* `text` is UTF-8.  RAP_NO_TEXT when there is not one element in it. */
rap_code_t html_tree_read(
    const char *text, size_t len, rap_arena_t *arena, html_tree_t *ret, rap_err_t *err) RAP_CHECKED;

/* Counts again, after nodes were dropped. */
void html_tree_count(html_tree_t *self);

#endif
