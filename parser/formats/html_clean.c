/* html_clean.c - see html_clean.h */
#include "parser/formats/html_clean.h"

#include "parser/chars.h"
#include "parser/formats/html_names.h"

enum {
    BIG_PARAGRAPHS = 3,
    LOOK_MAX = 100,        /* nodes                                                      */
    LINK_LIST_MAX = 1500,  /* characters; a longer list of links is what the page is about */
    LINK_LINE_MAX = 250,   /* characters of a paragraph that is one link                 */
    LINK_MAX = 800,        /* characters of a link: a teaser may be one            */
    ABOUT_MAX = 300,       /* characters of a byline                                     */
    PROSE_MIN = 80,        /* characters of a paragraph, on average                      */
    TEASER_MAX = 400,      /* characters of a teaser, its title left out                 */
    TEASER_TITLE_MIN = 12, /* characters                                                 */
    HIDDEN_MIN = 600       /* characters that are hidden for want of a script            */
};

static const double BIG = 0.35; /* of the page's text: that much is never boilerplate by name */

static const double PROSE_LINKS = 0.1;

double html_clean_links(const html_node_t *node)
{
    return node->points > 0 ? (double)node->link_points / node->points : 0;
}

/* A link that holds much text was never closed, or never one. */
static void undo_long_links(html_tree_t *tree)
{
    for (uint32_t i = 0; i < tree->nodes; i++)
        if (tree->node[i].points > LINK_MAX ||
            (tree->node[i].points > LINK_LINE_MAX && tree->node[i].paragraphs > 1))
            tree->node[i].traits &= ~(uint32_t)HTML_LINK;
}

/* -- in the page ------------------------------------------------------------------------ */

/* Is there such an element among the first in it? */
static bool holds(const html_tree_t *tree, uint32_t i, uint32_t traits)
{
    for (uint32_t k = i + 1; k < tree->node[i].end && k - i < LOOK_MAX; k++)
        if ((tree->node[k].traits & traits) != 0 && !tree->node[k].gone)
            return true;
    return false;
}

/* Some sites wrap all in one form; and a figure may be a table. */
static void drop_forms(html_tree_t *tree)
{
    for (uint32_t i = 0; i < tree->nodes; i++) {
        html_node_t *node = &tree->node[i];

        if (((node->traits & HTML_FORM) != 0 &&
                html_tree_own(node) <= html_tree_own(tree->node) / 2) ||
            ((node->traits & HTML_FIGURE) != 0 && !holds(tree, i, HTML_TABLE | HTML_PRE)))
            node->drop |= HTML_DROP_TAG;
    }
}

/* What is hidden is no text, unless nearly all is: then a script would show it. */
static void drop_hidden(html_tree_t *tree)
{
    uint32_t all = html_tree_own(tree->node);

    for (uint32_t i = 0; i < tree->nodes; i++)
        if ((tree->node[i].traits & HTML_HIDDEN) != 0)
            tree->node[i].drop |= HTML_DROP_HIDDEN;
    html_tree_count(tree);
    uint32_t shown = html_tree_own(tree->node);
    if (all <= shown + HIDDEN_MIN || all - shown < 4 * shown)
        return;
    for (uint32_t i = 0; i < tree->nodes; i++)
        tree->node[i].drop &= (uint8_t)~HTML_DROP_HIDDEN;
    html_tree_count(tree);
}

/* Prose, in a box that is called the text, or that is in one: kept whatever else it is called
 * ("teaser-content" holds the first half of an article). */
static bool is_prose(const html_node_t *node, bool in_text)
{
    bool is_text = html_names_text(node) == 1;

    return (in_text || is_text) && node->paragraphs >= (is_text ? 1 : 2) &&
           html_clean_links(node) < PROSE_LINKS && node->points > PROSE_MIN * node->paragraphs;
}

/* Why it is no text by what it is called; 0 when it is not. */
static uint8_t drop_of(const html_tree_t *tree, uint32_t i, bool in_text)
{
    const html_node_t *node = &tree->node[i];
    bool little = node->points <= ABOUT_MAX && node->paragraphs <= 1;
    bool in_line =
        (node->traits & HTML_BLOCK) == 0 && (tree->node[node->parent].traits & HTML_PARAGRAPH) != 0;

    if (node->points <= ABOUT_MAX && html_clean_links(node) < 0.5 && holds(tree, i, HTML_H1))
        return 0;
    if (html_names_boilerplate(node))
        return is_prose(node, in_text) ? 0 : HTML_DROP_NAME;
    return little && !in_line && (node->traits & HTML_HEADING) == 0 && html_names_about(node)
               ? HTML_DROP_ABOUT
               : 0;
}

/* A whole box goes, its boxes are not asked again: each node is looked at once. */
static void drop_by_name(html_tree_t *tree)
{
    uint32_t all = html_tree_own(tree->node), text_end = 0;

    for (uint32_t i = 0; i < tree->nodes; i++) {
        html_node_t *node = &tree->node[i];
        bool big = html_tree_own(node) > BIG * all && node->paragraphs >= BIG_PARAGRAPHS;
        bool never = (node->traits & (HTML_BODY | HTML_MAIN | HTML_ARTICLE | HTML_H1)) != 0;

        if (node->text != NULL || node->gone || node->names == NULL)
            continue;
        if (!big && !never)
            node->drop |= drop_of(tree, i, i < text_end);
        if (node->drop != 0)
            i = node->end - 1;
        else if (i >= text_end && (node->traits & HTML_BOX) != 0 &&
                 (html_names_text(node) == 0 || html_names_text(node) == 1))
            text_end = node->end;
    }
}

void html_clean_page(html_tree_t *tree)
{
    html_tree_count(tree);
    undo_long_links(tree);
    drop_forms(tree);
    html_tree_count(tree);
    drop_hidden(tree);
    drop_by_name(tree);
    html_tree_count(tree);
}

void html_clean_undo(html_tree_t *tree)
{
    for (uint32_t i = 0; i < tree->nodes; i++)
        tree->node[i].drop &= HTML_DROP_TAG | HTML_DROP_HIDDEN;
    html_tree_count(tree);
}

/* -- in the text ------------------------------------------------------------------------ */

static bool is_link_list(const html_node_t *node)
{
    bool box = (node->traits & (HTML_LIST | HTML_BOX | HTML_TABLE)) != 0;
    double share = html_clean_links(node);

    if ((node->traits & HTML_CELL) != 0)
        return share > 0.9 && node->points < LINK_LIST_MAX;
    if (box)
        return share > 0.55 && node->points < LINK_LIST_MAX && node->paragraphs < BIG_PARAGRAPHS;
    return (node->traits & HTML_PARAGRAPH) != 0 && share > 0.9 && node->points < LINK_LINE_MAX;
}

static void drop_links(html_tree_t *tree, uint32_t main)
{
    for (uint32_t i = main + 1; i < tree->node[main].end; i++) {
        html_node_t *node = &tree->node[i];

        if (node->text == NULL && !node->gone && node->link_points > 0 && is_link_list(node)) {
            node->drop |= HTML_DROP_LINKS;
            i = node->end - 1;
        }
    }
}

/* What is needed to know how a box begins. */
typedef struct starts {
    uint32_t *text; /* the first text node that is not blank, at or behind a node */
    uint32_t *link; /* the innermost link around a node; 0: none                  */
} starts_t;

static rap_code_t find_starts(
    const html_tree_t *tree, uint32_t main, rap_arena_t *arena, starts_t *ret, rap_err_t *err)
{
    uint32_t next = tree->nodes;

    ret->text = rap_arena_array(arena, tree->nodes, sizeof *ret->text);
    ret->link = rap_arena_array(arena, tree->nodes, sizeof *ret->link);
    if (ret->text == NULL || ret->link == NULL)
        return growing_full(err);
    for (uint32_t i = main + 1; i < tree->node[main].end; i++)
        ret->link[i] =
            (tree->node[i].traits & HTML_LINK) != 0 ? i : ret->link[tree->node[i].parent];
    for (uint32_t i = tree->node[main].end; i-- > main;) {
        if (tree->node[i].text != NULL && !tree->node[i].gone && tree->node[i].points > 1)
            next = i;
        ret->text[i] = next;
    }
    return RAP_OK;
}

/* A box that begins with a linked title and says little more. */
static bool is_teaser(const html_tree_t *tree, const starts_t *starts, uint32_t i)
{
    const html_node_t *node = &tree->node[i];
    uint32_t first = starts->text[i];

    if (node->text != NULL || node->gone || (node->traits & (HTML_BOX | HTML_ITEM)) == 0 ||
        first >= node->end)
        return false;
    uint32_t link = starts->link[first];
    return link >= i && tree->node[link].points >= TEASER_TITLE_MIN &&
           node->points - node->link_points < TEASER_MAX && node->points > node->link_points + 1 &&
           holds(tree, i, HTML_BLOCK);
}

/* Two teasers or more in a row. */
static void drop_teasers(html_tree_t *tree, uint32_t main, const starts_t *starts)
{
    for (uint32_t i = main + 1; i < tree->node[main].end; i++) {
        uint32_t last = i, count = 0;

        if (!is_teaser(tree, starts, i))
            continue;
        for (uint32_t k = i; k < tree->node[tree->node[i].parent].end; k = tree->node[k].end) {
            if (tree->node[k].text != NULL || tree->node[k].gone)
                continue;
            if (!html_names_same(&tree->node[i], &tree->node[k]) || !is_teaser(tree, starts, k))
                break;
            count++;
            last = k;
        }
        for (uint32_t k = i; count > 1 && k <= last; k = tree->node[k].end)
            if (tree->node[k].text == NULL)
                tree->node[k].drop |= HTML_DROP_LINKS;
        if (count > 1)
            i = tree->node[last].end - 1;
    }
}

/* Headings with nothing behind them any more, up to the next of their level. */
static void drop_headings(html_tree_t *tree, uint32_t main)
{
    uint32_t heading = 0;
    bool lost = false, empty = true;

    for (uint32_t i = main + 1; i <= tree->node[main].end; i++) {
        html_node_t *node = i < tree->node[main].end ? &tree->node[i] : NULL;
        bool next = node == NULL || (node->level > 0 && !node->gone && node->points > 0);

        if (next && heading != 0 && empty && lost &&
            (node == NULL || node->level <= tree->node[heading].level))
            tree->node[heading].drop |= HTML_DROP_LINKS;
        if (node == NULL)
            break;
        if (next) {
            heading = node->level > 1 ? i : 0;
            lost = false;
            empty = true;
            i = node->end - 1;
        } else if (node->drop != 0) {
            lost = lost || (node->drop & (HTML_DROP_NAME | HTML_DROP_LINKS)) != 0;
            i = node->end - 1;
        } else if (node->text != NULL && node->points > 1)
            empty = false;
    }
}

rap_code_t html_clean_text(html_tree_t *tree, uint32_t main, rap_arena_t *arena, rap_err_t *err)
{
    starts_t starts;

    drop_links(tree, main);
    html_tree_count(tree);
    RAP_TRY(find_starts(tree, main, arena, &starts, err));
    drop_teasers(tree, main, &starts);
    html_tree_count(tree);
    drop_headings(tree, main);
    html_tree_count(tree);
    return RAP_OK;
}
