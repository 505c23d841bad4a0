/* odt.h - what the files that read OpenDocument texts share.
 *
 *   odt.c         the parts: the text, the styles, the heads and feet of its pages
 *   odt_styles.c  what a style's name stands for
 *   odt_lists.c   the number that a paragraph has in its list
 *   odt_story.c   the paragraphs of a part of the text
 */
#ifndef RAP_PARSER_FORMATS_ODT_H
#define RAP_PARSER_FORMATS_ODT_H

#include "parser/formats/flow.h"
#include "parser/formats/markup.h"
#include "parser/formats/numbering.h"
#include "parser/growing.h"
#include "parser/layout.h"

enum { ODT_LEVELS = NUMBERING_LEVELS + 1 };

/* The elements that are told apart, by a word for what they are. */
enum {
    ODT_SKIP = 1, /* whatever is in it is no text */
    ODT_AUTOMATIC_STYLES,
    ODT_BODY,
    ODT_BULLET_LEVEL,
    ODT_CELL,
    ODT_CONTENTS,
    ODT_DEFAULT_STYLE,
    ODT_FIRST_FOOTER,
    ODT_FIRST_HEADER,
    ODT_FOOTER,
    ODT_HEADER,
    ODT_HEADING,
    ODT_ITEM,
    ODT_LINE_BREAK,
    ODT_LIST,
    ODT_LIST_STYLE,
    ODT_MASTER_PAGE,
    ODT_NOTE_BODY,
    ODT_NUMBER_LEVEL,
    ODT_OUTLINE_STYLE,
    ODT_PAGE_BREAK,
    ODT_PARAGRAPH,
    ODT_PARAGRAPH_PROPERTIES,
    ODT_ROW,
    ODT_SECTION,
    ODT_SPACES,
    ODT_SPAN,
    ODT_STYLE,
    ODT_STYLES,
    ODT_TAB,
    ODT_TABLE,
    ODT_TEXT,
    ODT_TEXT_PROPERTIES
};
extern const markup_names_t odt_names;

/* Where styles are written: names of automatic ones are known in their own file only. */
typedef enum odt_scope { ODT_COMMON, ODT_MASTER, ODT_CONTENT, ODT_SCOPES } odt_scope_t;

typedef enum odt_switch { ODT_UNSAID, ODT_OFF, ODT_ON } odt_switch_t;

/* How characters look; text of the scripts that are called complex has a look of its own. */
enum {
    ODT_IS_BOLD,
    ODT_IS_ITALIC,
    ODT_IS_COMPLEX_BOLD,
    ODT_IS_COMPLEX_ITALIC,
    ODT_IS_HIDDEN,
    ODT_SWITCHES
};
typedef struct odt_look {
    odt_switch_t is[ODT_SWITCHES];
    double size, complex_size; /* points; below 0: so many times what is under it; 0: not said */
} odt_look_t;

typedef struct odt_style {
    const char *name, *family, *parent; /* parent: NULL, on nothing */
    odt_look_t look;
    odt_switch_t centred;
    const char *master; /* the master page that begins with it; "" or NULL: none does */
    bool breaks;        /* it begins a page                                          */
    bool resolved;      /* what it is based on is in it                              */
} odt_style_t;

/* A level of a list, or of headings. */
typedef struct odt_level {
    numbering_t how;
    const char *prefix, *suffix; /* NULL: none */
    long start, shown;           /* how many levels' numbers the label has */
} odt_level_t;

/* A list's style, and how far all lists of it have counted. */
typedef struct odt_list_style {
    const char *name;
    odt_level_t level[ODT_LEVELS];
    long count[ODT_LEVELS]; /* the last number, -1: none yet */
} odt_list_style_t;

typedef struct odt_styles {
    rap_arena_t *arena;
    growing_t style[ODT_SCOPES]; /* odt_style_t, sorted     */
    growing_t list[ODT_SCOPES];  /* odt_list_style_t, sorted */
    odt_look_t defaults;         /* of paragraphs */
    odt_list_style_t *outline;   /* of headings, NULL: they have no numbers */
} odt_styles_t;

void odt_styles_init(odt_styles_t *self, rap_arena_t *arena);

/* Reads the element that begins, office:styles or office:automatic-styles, to its end. */
rap_code_t odt_styles_take(
    odt_styles_t *self, odt_scope_t scope, markup_t *xml, rap_err_t *err) RAP_CHECKED;

/* A style of this family ("paragraph", "text") as it is known in `scope`, with all that it is
 * based on; NULL if there is none. */
const odt_style_t *odt_styles_find(
    odt_styles_t *self, odt_scope_t scope, const char *family, const char *name);
odt_list_style_t *odt_styles_find_list(odt_styles_t *self, odt_scope_t scope, const char *name);

/* Puts what `over` says over what `under` says. */
void odt_look_merge(odt_look_t *under, const odt_look_t *over);

/* All lists of a style begin anew. */
void odt_lists_restart(odt_list_style_t *self);

/* Counts a paragraph at a level from 0: its label, in the arena, or NULL for a bullet; *ret_item
 * says whether it is one that shows.  With `start` not below 0 it is that number. */
rap_code_t odt_lists_count(odt_list_style_t *self, size_t level, long start, rap_arena_t *arena,
    const char **ret_label, bool *ret_item, rap_err_t *err) RAP_CHECKED;

/* A part of the text: what it is read with, and what comes of it. */
typedef struct odt_story {
    odt_styles_t *styles;
    odt_scope_t scope;
    layout_role_t role; /* other than LAYOUT_BODY: of all of its paragraphs         */
    growing_t block;    /* layout_block_t                                           */
    int64_t page;       /* where it begins, and where it ends                       */
    bool has_pages;     /* the document tells where its pages begin                 */
    const char *master; /* the master page of its first paragraph; NULL: the usual */
} odt_story_t;

/* Reads the paragraphs of the element that begins, to its end, and appends them to self->block. */
rap_code_t odt_story_read(odt_story_t *self, markup_t *xml, rap_err_t *err) RAP_CHECKED;

#endif
