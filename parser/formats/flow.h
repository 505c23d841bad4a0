/* flow.h - paragraphs of documents that say themselves where one ends: DOCX, ODT.
 *
 * A format opens a paragraph, puts text in its styles into it and closes it.  Paragraphs
 * nest, since text boxes and notes hang inside others.  What is a heading is told at the end,
 * when the usual size and weight of the text are known.
 */
#ifndef RAP_PARSER_FORMATS_FLOW_H
#define RAP_PARSER_FORMATS_FLOW_H

#include "parser/growing.h"
#include "parser/layout.h"

typedef struct flow_style {
    double size; /* in points, 0 when unknown */
    bool bold, italic;
} flow_style_t;

/* What a format knows of a paragraph; it may be changed until the paragraph is closed. */
typedef struct flow_form {
    layout_role_t role; /* LAYOUT_BODY, unless it is furniture or a note                   */
    bool heading;       /* the document says so                                            */
    bool item;          /* of a list                                                       */
    bool centred;
    bool goes_on;      /* the mark at its end was deleted: the next one goes on in it           */
    const char *label; /* what a reader shows before it ("1."); NULL: nothing             */
    const void *style; /* the format's own                                                */
} flow_form_t;

/* The outermost table that is open. */
typedef struct flow_table {
    size_t nested;           /* how many tables are open                      */
    size_t first, cell;      /* blocks: where the table and its cell began    */
    size_t rows, cells;      /* and cells of the row that have text           */
    bool aside;              /* every row so far has texts side by side       */
    int64_t page, last_page; /* where its row begins, and where its cells end */
} flow_table_t;

typedef struct flow {
    rap_arena_t *arena;
    growing_t block; /* layout_block_t, in reading order                  */
    int64_t page;    /* of what is put next; the format counts            */
    /* Private. */
    growing_t late; /* notes, until the paragraph that refers to them ends */
    growing_t open; /* paragraphs in the making, the outermost first       */
    size_t depth;   /* how many of them                                    */
    bool paused;    /* the innermost one goes on in the next               */
    flow_table_t table;
    size_t letterhead, letterhead_end; /* its blocks */
} flow_t;

void flow_init(flow_t *self, rap_arena_t *arena);

/* Begins a paragraph inside the one that is open, or behind the last. */
rap_code_t flow_open(flow_t *self, rap_err_t *err) RAP_CHECKED;

/* The innermost open paragraph's form; NULL when none is open. */
flow_form_t *flow_form(flow_t *self);

/* Text; without an open paragraph it is none.  White space of any kind is a space. */
rap_code_t flow_put(flow_t *self, const char *text, size_t len, const flow_style_t *style,
    rap_err_t *err) RAP_CHECKED;

/* A line break; or, when it is a page's, one that always parts paragraphs. */
rap_code_t flow_break(flow_t *self, bool page, rap_err_t *err) RAP_CHECKED;

/* Ends the innermost open paragraph. */
rap_code_t flow_close(flow_t *self, rap_err_t *err) RAP_CHECKED;

/* Adds a note's blocks behind the paragraph that is open; borrowed. */
rap_code_t flow_note(
    flow_t *self, const layout_block_t *block, size_t blocks, rap_err_t *err) RAP_CHECKED;

/* A table: its rows, and in them its cells, in reading order.  A small one at the head of a
 * document, in which all stands side by side, is its letterhead. */
void flow_table_begin(flow_t *self);
void flow_row_begin(flow_t *self);
void flow_cell_begin(flow_t *self);
void flow_cell_end(flow_t *self);
void flow_row_end(flow_t *self);
void flow_table_end(flow_t *self);

/* Closes what is open and tells the headings. */
rap_code_t flow_finish(flow_t *self, rap_err_t *err) RAP_CHECKED;

/* Makes the blocks a layout.  `pages` is 0 where the document does not tell where they begin, and
 * then no block is on one.  RAP_NO_TEXT, in which `what` is the document, when there is nothing
 * but furniture. */
rap_code_t flow_layout(layout_t *ret, const growing_t *block, int64_t pages, const char *what,
    rap_err_t *err) RAP_CHECKED;

#endif
