/* html_blocks.c - see html_blocks.h */
#include "parser/formats/html_blocks.h"

#include "base/text.h"
#include "parser/chars.h"
#include "parser/formats/html_notes.h"
#include "parser/formats/html_title.h"
#include "parser/formats/line_breaks.h"
#include "parser/formats/text_blocks.h"
#include "parser/glyphs.h"

#include <string.h>

enum {
    HEADING_MAX = 300, /* characters                                   */
    CELL_MAX = 200,    /* characters of a cell in a table that is none for layout */
    CELL_MEAN_MAX = 60 /* and on average                               */
};

/* Where a footnote begins that is no block of its own. */
#define NOTE "\x02"

static const double MOST = 0.9; /* of a paragraph's characters */

/* What a text node stands in: the innermost block, and what all around it does to it. */
typedef struct place {
    uint32_t block, traits;
    layout_role_t role; /* LAYOUT_BODY, unless it is furniture or a note */
} place_t;

/* The paragraph in the making.  A <br> is a line end in it. */
typedef struct writer {
    const html_tree_t *tree;
    place_t *place; /* of each node */
    rap_arena_t *arena;
    growing_t text;   /* char */
    growing_t *block; /* layout_block_t */
    place_t at;       /* of the paragraph */
    size_t bold, italic, points;
    rap_err_t *err;
} writer_t;

static layout_role_t role_of(const writer_t *self, const layout_block_t *block)
{
    bool stands_out = (self->at.traits & HTML_HEADING) != 0 || block->bold || block->centred;

    if (self->at.role != LAYOUT_BODY)
        return self->at.role;
    if ((self->at.traits & HTML_ITEM) != 0 || chars_list_marker(block->text, block->len) > 0)
        return LAYOUT_LIST_ITEM;
    return stands_out && rap_text_points(block->text, block->len) <= HEADING_MAX ? LAYOUT_HEADING
                                                                                 : LAYOUT_BODY;
}

static rap_code_t add_block(writer_t *self, const char *text, size_t len)
{
    layout_block_t block = {.bold = (double)self->bold > MOST * (double)self->points,
        .italic = (double)self->italic > MOST * (double)self->points,
        .centred = (self->at.traits & HTML_CENTRE) != 0};

    RAP_TRY(glyphs_clean(text, len, self->arena, &block.text, &block.len, self->err));
    if (block.len == 0)
        return RAP_OK;
    block.role = memchr(text, *NOTE, len) != NULL ? LAYOUT_FOOTNOTE : role_of(self, &block);
    if (!growing_append(self->block, self->arena, &block, 1))
        return growing_full(self->err);
    return RAP_OK;
}

/* Ends the paragraph that is being written: two line ends in a row part it, one is a space. */
static rap_code_t flush(writer_t *self)
{
    size_t len = self->text.count, piece_len = 0;
    const char *piece = NULL;

    if (len == 0)
        return RAP_OK;
    char *text = rap_arena_strndup(self->arena, self->text.item, len);
    if (text == NULL)
        return growing_full(self->err);
    line_breaks_t breaks = line_breaks_of(text, len);
    while (line_breaks_next(&breaks, &piece, &piece_len))
        RAP_TRY(add_block(self, piece, piece_len));
    self->text.count = 0;
    self->bold = self->italic = self->points = 0;
    return RAP_OK;
}

static rap_code_t put(writer_t *self, const char *text, size_t len)
{
    if (!growing_append(&self->text, self->arena, text, len))
        return growing_full(self->err);
    return RAP_OK;
}

/* White space in the source is a space, line ends included. */
static rap_code_t put_text(writer_t *self, uint32_t i)
{
    const html_node_t *node = &self->tree->node[i];
    size_t points = rap_text_points(node->text, node->len);
    uint32_t traits = self->place[i].traits;

    RAP_TRY(put(self, node->text, node->len));
    char *end = (char *)self->text.item + self->text.count;
    for (char *at = end - node->len; at < end; at++)
        if (*at == '\n' || *at == '\t' || *at == '\r' || *at == '\f')
            *at = ' ';
    self->points += points;
    self->bold += (traits & HTML_BOLD) != 0 ? points : 0;
    self->italic += (traits & HTML_ITALIC) != 0 ? points : 0;
    return RAP_OK;
}

/* A preformatted text has its paragraphs in its line ends. */
static rap_code_t put_pre(writer_t *self, uint32_t pre)
{
    int64_t pages = 0;

    for (uint32_t i = pre + 1; i < self->tree->node[pre].end; i++) {
        const html_node_t *node = &self->tree->node[i];

        if (node->gone)
            continue;
        if ((node->traits & HTML_BREAK) != 0)
            RAP_TRY(put(self, "\n", 1));
        else if (node->text != NULL)
            RAP_TRY(put(self, node->text, node->len));
    }
    growing_t text = self->text;
    self->text.count = 0;
    return text_blocks(text.item, text.count, self->arena, self->block, &pages, self->err);
}

/* -- tables ----------------------------------------------------------------------------- */

/* Rows of short cells are data; what holds more, or one cell only, is there for its layout. */
static bool is_data(const html_tree_t *tree, uint32_t table)
{
    size_t rows = 0, cells = 0, points = 0;

    for (uint32_t i = table + 1; i < tree->node[table].end; i++) {
        const html_node_t *node = &tree->node[i];

        if (node->gone)
            continue;
        if ((node->traits & (HTML_TABLE | HTML_LIST | HTML_PRE)) != 0)
            return false;
        rows += (node->traits & HTML_ROW) != 0;
        if ((node->traits & HTML_CELL) == 0 || node->points <= 1)
            continue;
        if (node->points > CELL_MAX || node->paragraphs > 1)
            return false;
        cells++;
        points += node->points;
    }
    return rows > 1 && cells > rows + rows / 2 && points <= CELL_MEAN_MAX * cells;
}

static rap_code_t put_table(writer_t *self, uint32_t table)
{
    bool first = true;

    for (uint32_t i = table + 1; i < self->tree->node[table].end; i++) {
        const html_node_t *node = &self->tree->node[i];

        if (node->gone)
            continue;
        if ((node->traits & HTML_ROW) != 0) {
            RAP_TRY(flush(self));
            first = true;
        } else if ((node->traits & HTML_CELL) != 0 && node->points > 1) {
            if (!first)
                RAP_TRY(put(self, " | ", 3));
            first = false;
        } else if ((node->traits & (HTML_BREAK | HTML_BLOCK)) != 0)
            RAP_TRY(put(self, " ", 1));
        else if (node->text != NULL) {
            self->at = self->place[i];
            self->at.traits &= ~(uint32_t)HTML_CENTRE;
            RAP_TRY(put_text(self, i));
        }
    }
    return flush(self);
}

/* -- in order --------------------------------------------------------------------------- */

/* A text node.  Another innermost block around it than around the text before, and a new
 * paragraph begins: the end of a block has no node of its own. */
static rap_code_t write_text(writer_t *self, uint32_t i)
{
    if (self->place[i].block != self->at.block)
        RAP_TRY(flush(self));
    self->at = self->place[i];
    return put_text(self, i);
}

/* A node by itself; *ret_whole when all in it is written, or is not to be. */
static rap_code_t write_node(writer_t *self, uint32_t i, bool *ret_whole)
{
    const html_node_t *node = &self->tree->node[i];

    *ret_whole = true;
    if (node->gone || html_notes_is_mark(self->tree, i, self->place[i].role == LAYOUT_FOOTNOTE))
        return RAP_OK;
    if ((node->traits & HTML_BLOCK) != 0)
        RAP_TRY(flush(self));
    if ((node->traits & HTML_PRE) != 0)
        return put_pre(self, i);
    if ((node->traits & HTML_TABLE) != 0 && is_data(self->tree, i))
        return put_table(self, i);
    *ret_whole = false;
    if (self->place[i].role == LAYOUT_BODY && html_notes_begins(self->tree, i))
        return put(self, NOTE, 1);
    if ((node->traits & HTML_BREAK) != 0)
        return put(self, "\n", 1);
    return node->text != NULL ? write_text(self, i) : RAP_OK;
}

/* Fills in self->place of the nodes up to `to` that are in node `outer`, whose own style and that
 * around it do not count, unless it is itself a paragraph. */
static void find_places(writer_t *self, uint32_t outer, uint32_t to)
{
    self->place[outer] = (place_t){
        .block = outer, .traits = self->tree->node[outer].traits & (HTML_HEADING | HTML_PARAGRAPH)};
    for (uint32_t i = outer + 1; i < to; i++) {
        const html_node_t *node = &self->tree->node[i];
        place_t *place = &self->place[i];

        *place = self->place[node->parent];
        if ((node->traits & HTML_BLOCK) != 0)
            place->block = i;
        place->traits |= node->traits;
        if ((node->traits & HTML_ABOUT) != 0)
            place->role = LAYOUT_FURNITURE;
        else if (place->role == LAYOUT_BODY && html_notes_is_note(self->tree, i))
            place->role = LAYOUT_FOOTNOTE;
    }
}

/* Nodes [from, to). */
static rap_code_t write_nodes(writer_t *self, uint32_t from, uint32_t to)
{
    bool whole = false;

    for (uint32_t i = from; i < to; i++) {
        RAP_TRY(write_node(self, i, &whole));
        if (whole)
            i = self->tree->node[i].end - 1;
    }
    return flush(self);
}

/* The title, and what stands between it and the text and is about it. */
static rap_code_t write_head(writer_t *self, uint32_t title, uint32_t main)
{
    const html_node_t *node = self->tree->node;

    find_places(self, 0, main);
    RAP_TRY(write_nodes(self, title, node[title].end));
    for (uint32_t i = node[title].end; i < main; i++)
        if ((node[i].traits & HTML_ABOUT) != 0 && !node[i].gone) {
            RAP_TRY(write_nodes(self, i, node[i].end));
            i = node[i].end - 1;
        }
    return RAP_OK;
}

/* Date lines and bylines are shown again, as furniture; only those between title and text, and in
 * the text. */
static void show_about(html_tree_t *tree, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        if (tree->node[i].drop == HTML_DROP_ABOUT) {
            tree->node[i].drop = 0;
            tree->node[i].traits |= HTML_ABOUT;
        }
    html_tree_count(tree);
}

rap_code_t html_blocks(
    html_tree_t *tree, uint32_t main, rap_arena_t *arena, growing_t *block, rap_err_t *err)
{
    writer_t self = {.tree = tree,
        .place = rap_arena_array(arena, tree->nodes, sizeof *self.place),
        .arena = arena,
        .text.size = 1,
        .block = block,
        .err = err};
    uint32_t title = html_title_find(tree, main);

    if (self.place == NULL)
        return growing_full(err);
    show_about(tree, title != 0 ? title : main, tree->node[main].end);
    if (title != 0)
        RAP_TRY(write_head(&self, title, main));
    find_places(&self, main, tree->node[main].end);
    return write_nodes(&self, main, tree->node[main].end);
}
