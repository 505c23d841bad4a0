/* html_blocks.c - see html_blocks.h */
#include "parser/formats/html_blocks.h"

#include "base/text.h"
#include "parser/chars.h"
#include "parser/formats/line_breaks.h"
#include "parser/formats/text_blocks.h"
#include "parser/glyphs.h"

#include <string.h>

enum { HEADING_MAX = 300 }; /* characters */

static const double MOST = 0.9; /* of a paragraph's characters */

/* The paragraph in the making.  A <br> is a line end in it. */
typedef struct writer {
    const html_tree_t *tree;
    rap_arena_t *arena;
    growing_t text;   /* char */
    growing_t *block; /* layout_block_t */
    uint32_t traits;  /* of the elements around the text            */
    uint32_t around;  /* the innermost block around it: a node       */
    size_t bold, italic, points;
    rap_err_t *err;
} writer_t;

static rap_code_t add_block(writer_t *self, const char *text, size_t len)
{
    layout_block_t block = {.bold = (double)self->bold > MOST * (double)self->points,
        .italic = (double)self->italic > MOST * (double)self->points,
        .centred = (self->traits & HTML_CENTRE) != 0};

    RAP_TRY(glyphs_clean(text, len, self->arena, &block.text, &block.len, self->err));
    if (block.len == 0)
        return RAP_OK;

    bool stands_out = (self->traits & HTML_HEADING) != 0 || block.bold || block.centred;
    if ((self->traits & HTML_ITEM) != 0 || chars_list_marker(block.text, block.len) > 0)
        block.role = LAYOUT_LIST_ITEM;
    else if (stands_out && rap_text_points(block.text, block.len) <= HEADING_MAX)
        block.role = LAYOUT_HEADING;

    layout_block_t *ret = growing_add(self->block, self->arena);
    if (ret == NULL)
        return growing_full(self->err);
    *ret = block;
    return RAP_OK;
}

/* Ends the paragraph that is being written: two line ends in a row part it, one is a space. */
static rap_code_t flush(writer_t *self)
{
    size_t len = self->text.count, piece_len = 0;
    const char *piece = NULL;
    char *text = rap_arena_strndup(self->arena, len > 0 ? self->text.item : "", len);

    if (text == NULL)
        return growing_full(self->err);
    line_breaks_t breaks = line_breaks_of(text, len);
    while (line_breaks_next(&breaks, &piece, &piece_len))
        RAP_TRY(add_block(self, piece, piece_len));
    self->text.count = 0;
    self->bold = self->italic = self->points = 0;
    return RAP_OK;
}

static rap_code_t put(writer_t *self, char c)
{
    char *at = growing_add(&self->text, self->arena);

    if (at == NULL)
        return growing_full(self->err);
    *at = c;
    return RAP_OK;
}

/* White space in the source is a space, line ends included. */
static rap_code_t put_text(writer_t *self, const html_node_t *node)
{
    size_t points = rap_text_points(node->text, node->len);

    for (size_t i = 0; i < node->len; i++)
        RAP_TRY(put(self, strchr("\t\n\r\f", node->text[i]) != NULL ? ' ' : node->text[i]));
    self->points += points;
    self->bold += (self->traits & HTML_BOLD) != 0 ? points : 0;
    self->italic += (self->traits & HTML_ITALIC) != 0 ? points : 0;
    return RAP_OK;
}

/* What the elements around a text node say of it; styles of those outside `main` do not count. */
static uint32_t traits_around(const html_tree_t *tree, uint32_t i, uint32_t main)
{
    uint32_t traits = 0;

    while (i != main && i != 0) {
        i = tree->node[i].parent;
        traits |= tree->node[i].traits;
    }
    return traits;
}

/* A preformatted text has its paragraphs in its line ends. */
static rap_code_t put_pre(writer_t *self, uint32_t pre)
{
    growing_t text;
    int64_t pages = 0;

    for (uint32_t i = pre + 1; i < self->tree->node[pre].end; i++) {
        const html_node_t *node = &self->tree->node[i];

        if (node->gone)
            continue;
        if ((node->traits & HTML_BREAK) != 0)
            RAP_TRY(put(self, '\n'));
        for (size_t k = 0; node->text != NULL && k < node->len; k++)
            RAP_TRY(put(self, node->text[k]));
    }
    text = self->text;
    self->text.count = 0;
    return text_blocks(text.item, text.count, self->arena, self->block, &pages, self->err);
}

/* A text node.  Another innermost block around it than around the text before, and a new
 * paragraph begins: the end of a block has no node of its own. */
static rap_code_t write_text(writer_t *self, uint32_t i, uint32_t main)
{
    const html_node_t *node = self->tree->node;
    uint32_t around = node[i].parent;

    while (around != main && around != 0 && (node[around].traits & HTML_BLOCK) == 0)
        around = node[around].parent;
    if (around != self->around)
        RAP_TRY(flush(self));
    self->around = around;
    self->traits = traits_around(self->tree, i, main);
    return put_text(self, &node[i]);
}

/* The text of nodes [from, to), which are in `main`. */
static rap_code_t write_nodes(writer_t *self, uint32_t from, uint32_t to, uint32_t main)
{
    for (uint32_t i = from; i < to; i++) {
        const html_node_t *node = &self->tree->node[i];
        bool whole = node->gone || (node->traits & HTML_PRE) != 0; /* or node by node */

        if (!node->gone && (node->traits & HTML_BLOCK) != 0)
            RAP_TRY(flush(self));
        if (!node->gone && (node->traits & HTML_PRE) != 0)
            RAP_TRY(put_pre(self, i));
        else if (!node->gone && (node->traits & HTML_BREAK) != 0)
            RAP_TRY(put(self, '\n'));
        else if (!node->gone && node->text != NULL)
            RAP_TRY(write_text(self, i, main));
        if (whole)
            i = node->end - 1;
    }
    return flush(self);
}

/* The title above the text, when the text has none: the last h1 before it, or else the last
 * heading of any level. */
static rap_code_t write_title(writer_t *self, uint32_t main)
{
    const html_node_t *node = self->tree->node;
    uint32_t title = 0;

    for (uint32_t i = main; i < node[main].end; i++)
        if ((node[i].traits & HTML_H1) != 0 && !node[i].gone && node[i].points > 0)
            return RAP_OK;
    for (uint32_t i = 0; i < main; i++)
        if ((node[i].traits & HTML_HEADING) != 0 && !node[i].gone && node[i].points > 0 &&
            ((node[i].traits & HTML_H1) != 0 || (node[title].traits & HTML_H1) == 0))
            title = i;
    return title != 0 ? write_nodes(self, title, node[title].end, 0) : RAP_OK;
}

rap_code_t html_blocks(
    const html_tree_t *tree, uint32_t main, rap_arena_t *arena, growing_t *block, rap_err_t *err)
{
    writer_t self = {.tree = tree, .arena = arena, .text.size = 1, .block = block, .err = err};

    RAP_TRY(write_title(&self, main));
    return write_nodes(&self, main, tree->node[main].end, main);
}
