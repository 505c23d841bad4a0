/* html_score.c - see html_score.h */
#include "parser/formats/html_score.h"

#include "parser/formats/html_clean.h"
#include "parser/formats/html_names.h"

enum {
    SCORED_MIN = 25, /* characters of a paragraph that scores */
    SCORED_LEVELS = 5
};

/* Text that stands in a block itself, not in a block inside it; links left out. */
typedef struct own {
    uint32_t points, commas;
} own_t;

static bool holds_blocks(const html_tree_t *tree, uint32_t i)
{
    for (uint32_t k = i + 1; k < tree->node[i].end; k = tree->node[k].end)
        if ((tree->node[k].traits & HTML_BLOCK) != 0)
            return true;
    return false;
}

/* own[] of blocks; `block` is scratch of the same length. */
static void count_own(const html_tree_t *tree, uint32_t *block, own_t *own)
{
    for (uint32_t i = 1; i < tree->nodes; i++) {
        const html_node_t *node = &tree->node[i];
        bool link = (node->traits & HTML_LINK) != 0;

        /* Where a link is, nothing is counted: node 0 takes it. */
        block[i] = (node->traits & HTML_BLOCK) != 0 ? i : link ? 0 : block[node->parent];
        if (node->text != NULL && !node->gone) {
            own[block[i]].points += node->points;
            own[block[i]].commas += node->commas;
        }
    }
}

static double first_score(const html_node_t *node)
{
    if (html_names_text(node) >= 0)
        return html_names_text(node) <= 1 ? 25 : 10;
    return (node->traits & HTML_BOX) != 0                  ? 5
           : (node->traits & (HTML_LIST | HTML_ITEM)) != 0 ? -3
                                                           : 0;
}

/* What is around a paragraph with that text scores for it. */
static void score_around(const html_tree_t *tree, uint32_t at, const own_t *own, double *score)
{
    double worth = 1 + own->commas + (own->points < 300 ? own->points / 100.0 : 3);

    for (unsigned level = 0; level < SCORED_LEVELS; level++) {
        if (score[at] == 0)
            score[at] = first_score(&tree->node[at]);
        score[at] += worth / (level == 0 ? 1 : level == 1 ? 2 : level * 3);
        if (at == 0)
            break;
        at = tree->node[at].parent;
    }
}

rap_code_t html_score_find(
    const html_tree_t *tree, rap_arena_t *arena, uint32_t *ret, rap_err_t *err)
{
    double *score = rap_arena_array(arena, tree->nodes, sizeof *score);
    uint32_t *block = rap_arena_array(arena, tree->nodes, sizeof *block);
    own_t *own = rap_arena_array(arena, tree->nodes, sizeof *own);
    uint32_t best = 0;

    if (score == NULL || block == NULL || own == NULL)
        return growing_full(err);
    count_own(tree, block, own);
    for (uint32_t i = 1; i < tree->nodes; i++) {
        bool paragraph = (tree->node[i].traits & HTML_PARAGRAPH) != 0 || !holds_blocks(tree, i);

        if (own[i].points >= SCORED_MIN)
            score_around(tree, paragraph ? tree->node[i].parent : i, &own[i], score);
    }
    for (uint32_t i = 0; i < tree->nodes; i++) {
        score[i] *= 1 - html_clean_links(&tree->node[i]);
        if (score[i] > score[best])
            best = i;
    }
    *ret = best;
    return RAP_OK;
}
