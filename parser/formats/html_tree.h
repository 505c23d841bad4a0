/* html_tree.h - a web page as a flat list of nodes.
 *
 * libxml2 reads the page (errors silent, no network, no entities of its own) and tells what
 * begins and ends; nodes stand in an array in document order, in which a node's descendants are
 * the nodes from the one behind it up to `end`.  So every step is a loop, however deep a page
 * nests, and no limit of libxml2's own trees cuts a page off.
 */
#ifndef RAP_PARSER_FORMATS_HTML_TREE_H
#define RAP_PARSER_FORMATS_HTML_TREE_H

#include "base/arena.h"
#include "base/err.h"
#include "parser/growing.h"

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
    HTML_MAIN = 1u << 14,  /* main                                                 */
    HTML_FORM = 1u << 15,  /* form: never text, but some sites wrap all in one     */
    HTML_H1 = 1u << 16,
    HTML_BODY = 1u << 17, /* html, body                                            */
    HTML_TABLE = 1u << 18,
    HTML_ROW = 1u << 19,
    HTML_SUP = 1u << 20,
    HTML_HIDDEN = 1u << 21, /* by an attribute of its own                          */
    HTML_ARTICLE = 1u << 22,
    HTML_SCRIPT = 1u << 23,
    HTML_FRAMES = 1u << 24, /* frameset, frame                                     */
    HTML_TITLE = 1u << 25,
    HTML_META = 1u << 26,
    HTML_FIGURE = 1u << 27,
    HTML_NOSCRIPT = 1u << 29,
    HTML_ANCHOR = 1u << 30, /* a, whether it leads anywhere or is led to            */
    HTML_ABOUT = 1u << 28   /* says when or by whom the page was made: is shown as furniture */
};

enum {
    HTML_DROP_TAG = 1,    /* by what it is: a script, a menu                       */
    HTML_DROP_HIDDEN = 2, /* by an attribute: not shown                            */
    HTML_DROP_NAME = 4,   /* by its class or id                                    */
    HTML_DROP_LINKS = 8,  /* by what is in it: nearly nothing but links            */
    HTML_DROP_ASIDE = 16, /* stands beside the text, in the box around both        */
    HTML_DROP_ABOUT = 32  /* says when or by whom the page was made                */
};

/* Of an element; NULL when it has none. */
typedef struct html_names {
    const char *id, *class_names, *role, *itemprop;
    const char *href; /* of a link */
    uint8_t says;     /* html_names_read() */
} html_names_t;

typedef struct html_node {
    const char *text;          /* of a text node; NULL of an element              */
    const html_names_t *names; /* of an element; NULL when it has none           */
    uint32_t len;
    uint32_t parent, end; /* nodes; the root is 0 and its own parent             */
    uint32_t traits;      /* HTML_*                                              */
    uint8_t drop;         /* HTML_DROP_*: why it, and all in it, is no text of the page */
    uint8_t level;        /* of a heading, from 1                                */
    /* Counted by html_tree_count(): whether it or one around it is dropped, and what is in it
     * and is not. */
    bool gone;
    uint32_t points, link_points, commas, paragraphs;
} html_node_t;

/* What the page says of itself; NULL when it says nothing. */
typedef struct html_meta {
    const char *title, *author, *date, *language;
    const char *window;  /* its <title>, whatever else names it            */
    const char *refresh; /* the address that it sends on to                */
    const char *frame;   /* the address of its last frame: menus come first */
    const char *article; /* articleBody of its JSON-LD; not NUL-terminated */
    size_t article_len;
} html_meta_t;

typedef struct html_tree {
    html_node_t *node;
    uint32_t nodes;
    uint32_t *element; /* nodes that are elements, in the order in which they begin */
    uint32_t elements;
    html_meta_t meta;
} html_tree_t;

/* `text` is UTF-8 without NUL.  RAP_NO_TEXT when there is not one element in it, RAP_TOOBIG past
 * a limit. */
rap_code_t html_tree_read(
    const char *text, size_t len, rap_arena_t *arena, html_tree_t *ret, rap_err_t *err) RAP_CHECKED;

/* Counts again, after nodes were dropped. */
void html_tree_count(html_tree_t *self);

/* Characters in it that are in no link. */
uint32_t html_tree_own(const html_node_t *node);

/* Is `inner` the node `outer`, or in it? */
bool html_tree_has(const html_tree_t *self, uint32_t inner, uint32_t outer);

/* What the tag of that name does. */
uint32_t html_tag_traits(const char *name);

#endif
