/* html_main.c - see html_main.h
 *
 * Two ways to find the text, each weak where the other is strong: what pages call it (class
 * names that content systems share, <article>, <main>), and where the text is (html_score.h).
 * They are weighed against each other.
 */
#include "parser/formats/html_main.h"

#include "parser/formats/html_clean.h"
#include "parser/formats/html_names.h"
#include "parser/formats/html_score.h"

enum {
    TEXT_MIN = 200, /* characters of a main text                          */
    PART_MIN = 80,  /* characters of another part of it that is called so */
    ALONE_MAX = 40  /* characters beside what a box holds, such as a heading */
};

static const double NEARLY_ALL = 0.85;

/* The innermost node around both. */
static uint32_t around(const html_tree_t *tree, uint32_t a, uint32_t b)
{
    while (!html_tree_has(tree, b, a))
        a = tree->node[a].parent;
    return a;
}

/* The one with most text of those that are called the text with that certainty; 0: none. */
static uint32_t most_text(const html_tree_t *tree, const int8_t *level, int wanted)
{
    uint32_t best = 0;

    for (uint32_t i = 1; i < tree->nodes; i++)
        if (level[i] == wanted && html_tree_own(&tree->node[i]) >= TEXT_MIN &&
            (best == 0 || html_tree_own(&tree->node[i]) > html_tree_own(&tree->node[best])))
            best = i;
    return best;
}

/* A text may be cut into several boxes that are all called so: then it is in what is around
 * them, if hardly anything else is.  Boxes that hold little are teasers. */
static uint32_t with_others(const html_tree_t *tree, const int8_t *level, uint32_t best)
{
    uint32_t whole = best, sum = html_tree_own(&tree->node[best]);
    uint32_t least = sum / 5 > PART_MIN ? sum / 5 : PART_MIN;

    for (uint32_t i = 1; i < tree->nodes; i++) {
        if (level[i] != level[best] || html_tree_has(tree, best, i) ||
            html_tree_own(&tree->node[i]) < least)
            continue;
        if (!html_tree_has(tree, i, best)) {
            whole = around(tree, whole, i);
            sum += html_tree_own(&tree->node[i]);
        }
        i = tree->node[i].end - 1; /* what is in it is counted */
    }
    return html_tree_own(&tree->node[whole]) <= sum + sum / 3 ? whole : best;
}

/* The innermost box of the same name that holds nearly all of it. */
static uint32_t tighten(const html_tree_t *tree, const int8_t *level, uint32_t best)
{
    uint32_t inner = best;

    for (uint32_t i = best + 1; i < tree->node[best].end; i++)
        if (level[i] == level[best] && html_tree_has(tree, i, inner) &&
            html_tree_own(&tree->node[i]) > NEARLY_ALL * html_tree_own(&tree->node[best]))
            inner = i;
    return inner;
}

/* What the page itself calls its text, with the most certainty that there is; 0: nothing. */
static rap_code_t find_named(
    const html_tree_t *tree, rap_arena_t *arena, uint32_t *ret, rap_err_t *err)
{
    int8_t *level = rap_arena_array(arena, tree->nodes, sizeof *level);

    if (level == NULL)
        return growing_full(err);
    for (uint32_t i = 1; i < tree->nodes; i++) {
        const html_node_t *node = &tree->node[i];
        bool enough = node->text == NULL && !node->gone && html_tree_own(node) >= PART_MIN;

        level[i] = enough ? (int8_t)html_names_text(node) : -1;
    }
    *ret = 0;
    for (int wanted = 0; wanted < HTML_NAMES_LEVELS && *ret == 0; wanted++)
        *ret = most_text(tree, level, wanted);
    if (*ret != 0)
        *ret = with_others(tree, level, tighten(tree, level, *ret));
    return RAP_OK;
}

/* A box beside the text that goes on with it: paragraphs, few links. */
static bool goes_on(const html_node_t *main, const html_node_t *node)
{
    bool alike = html_names_same(main, node);
    bool large = html_tree_own(node) > html_tree_own(main) / 3;

    if ((node->traits & HTML_HEADING) != 0)
        return node->points > 0 && html_clean_links(node) < 0.5;
    if (html_clean_links(node) > 0.25 || html_tree_own(node) < PART_MIN)
        return false;
    return (node->traits & HTML_PARAGRAPH) != 0 || (alike && main->names != NULL) ||
           (alike && node->paragraphs > 0) || (large && node->paragraphs > 1);
}

/* What was found by where the text is may be a part of it: its neighbours are looked at. */
static uint32_t with_neighbours(html_tree_t *tree, uint32_t main)
{
    uint32_t most = tree->node[main].points + ALONE_MAX;
    bool more = false;

    /* Out of boxes that hold nothing else. */
    while (main != 0 && (tree->node[main].traits & (HTML_BODY | HTML_CELL)) == 0 &&
           tree->node[tree->node[main].parent].points <= most)
        main = tree->node[main].parent;
    uint32_t parent = tree->node[main].parent;
    if (main == 0 || (tree->node[main].traits & (HTML_BODY | HTML_CELL)) != 0)
        return main;
    for (uint32_t k = parent + 1; k < tree->node[parent].end; k = tree->node[k].end) {
        const html_node_t *node = &tree->node[k];

        more = more || (k != main && node->text == NULL && !node->gone &&
                           (node->traits & HTML_HEADING) == 0 && goes_on(&tree->node[main], node));
    }
    if (!more)
        return main;
    for (uint32_t k = parent + 1; k < tree->node[parent].end; k = tree->node[k].end) {
        html_node_t *node = &tree->node[k];

        if (k != main && node->text == NULL && !node->gone && !goes_on(&tree->node[main], node))
            node->drop |= HTML_DROP_ASIDE;
    }
    html_tree_count(tree);
    return parent;
}

static uint32_t weigh(html_tree_t *tree, uint32_t named, uint32_t scored)
{
    const html_node_t *n = &tree->node[named], *s = &tree->node[scored];

    if (named == 0)
        return with_neighbours(tree, scored);
    if (scored == 0)
        return named;
    if (n->points < 0.4 * s->points && s->points > 600 && s->paragraphs >= n->paragraphs)
        return scored; /* what is called so is a part, or a teaser */
    if (n->points > 2.5 * s->points && s->points > 300 && s->paragraphs >= 0.7 * n->paragraphs)
        return with_neighbours(tree, scored); /* what is called so is the whole page */
    return named;
}

rap_code_t html_main_find(html_tree_t *tree, rap_arena_t *arena, uint32_t *ret, rap_err_t *err)
{
    uint32_t named = 0, scored = 0, all;

    html_tree_count(tree);
    all = html_tree_own(tree->node);
    html_clean_page(tree);
    RAP_TRY(find_named(tree, arena, &named, err));
    RAP_TRY(html_score_find(tree, arena, &scored, err));
    uint32_t main = weigh(tree, named, scored);
    if (tree->node[main].points < TEXT_MIN || tree->node[main].points < all / 10) {
        /* The names lied, or the page is short: take them for nothing. */
        uint32_t had = tree->node[main].points;

        html_clean_undo(tree);
        RAP_TRY(html_score_find(tree, arena, &scored, err));
        if (tree->node[scored].points > 2 * had)
            main = scored;
        else
            html_clean_page(tree);
    }
    *ret = main;
    return html_clean_text(tree, main, arena, err);
}
