/* html_main.c - see html_main.h
 *
 * Two ways to find the text, each weak where the other is strong: what pages call it (class
 * names that content systems share, <article>, <main>), and where the text is (paragraphs
 * score for what surrounds them, by length and commas, less by links).  They are weighed
 * against each other.
 */
#include "parser/formats/html_main.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
    NAME_MAX_LEN = 40, /* of a word in a class name */
    TEXT_MIN = 200,    /* characters of a main text */
    SCORED_MIN = 25,   /* characters of a paragraph that scores */
    SCORED_LEVELS = 5,
    BIG_PARAGRAPHS = 3,
    LINK_LIST_MAX = 1500 /* characters; a longer list of links is what the page is about */
};

static const double BIG = 0.35; /* of the page's text: that much is never boilerplate by name */

/* Words in class names and ids that say: not the text.  Sorted; two words in a row are
 * looked up as one too. */
static const char *const boilerplate[] = {"ad", "addtoany", "ads", "advert", "advertisement",
    "backtotop", "banner", "breadcrumb", "breadcrumbs", "btn", "button", "buttons", "carousel",
    "comment", "comments", "consent", "cookie", "cookies", "copyright", "disclaimer", "disqus",
    "donate", "feedback", "follow", "footer", "gallery", "gdpr", "hidden", "langswitcher",
    "languageswitcher", "lightbox", "login", "masthead", "menu", "modal", "nav", "navbar",
    "navigation", "newsletter", "overlay", "pager", "pagination", "paywall", "popup", "print",
    "promo", "promotion", "readmore", "recommended", "register", "related", "respond",
    "screenreader", "search", "share", "sharedaddy", "sharing", "sidebar", "signin", "signup",
    "sitemap", "skip", "skiplink", "skiplinks", "slider", "slideshow", "social", "sponsor",
    "sponsored", "sronly", "subnav", "subscribe", "subscription", "survey", "tagcloud", "taglist",
    "tags", "teaser", "teasers", "toc", "toolbar", "tools", "topbar", "trending", "visuallyhidden",
    "widgetarea"};

/* Words that say: the text is here. */
static const char *const text_names[] = {"articlebody", "articlecontent", "articletext", "bodycopy",
    "bodytext", "contentbody", "contentmain", "contenttext", "entrycontent", "fieldbody",
    "fulltext", "maintext", "namebody", "newsbody", "newscontent", "newstext", "pagebody",
    "postbody", "postcontent", "prose", "richtext", "speechcontent", "speechtext", "storybody",
    "storycontent", "textcontent", "wysiwyg"};

/* Words that say it too, but of many other things as well. */
static const char *const weak_names[] = {"article", "content", "entry", "main", "maincontent",
    "pagecontent", "post", "primary", "story", "text"};

#define COUNT(list) (sizeof(list) / sizeof *(list))

static int by_text(const void *key, const void *item)
{
    return strcmp(key, *(const char *const *)item);
}

static bool is_in(const char *word, const char *const *list, size_t count)
{
    return bsearch(word, list, count, sizeof *list, by_text) != NULL;
}

/* The next word of "site-header mainNav": letters, cut at capitals too, in lower case. */
static bool next_word(const char **at, char out[NAME_MAX_LEN])
{
    const char *s = *at;
    size_t n = 0;

    while (*s != '\0' && !isalnum((unsigned char)*s))
        s++;
    while (isalnum((unsigned char)*s) && n + 1 < NAME_MAX_LEN) {
        out[n++] = (char)tolower((unsigned char)*s++);
        if (islower((unsigned char)s[-1]) && isupper((unsigned char)*s))
            break;
    }
    out[n] = '\0';
    *at = s;
    return n > 0;
}

static bool names_one_of(const char *names, const char *const *list, size_t count)
{
    char word[NAME_MAX_LEN], pair[2 * NAME_MAX_LEN] = "";
    size_t last = 0;

    while (names != NULL && next_word(&names, word)) {
        size_t len = strlen(word);

        if (is_in(word, list, count))
            return true;
        memcpy(pair + last, word, len + 1);
        if (last > 0 && is_in(pair, list, count))
            return true;
        memcpy(pair, word, len + 1);
        last = len;
    }
    return false;
}

static bool is_called(const html_node_t *node, const char *const *list, size_t count)
{
    return names_one_of(node->class_names, list, count) || names_one_of(node->id, list, count);
}

static bool has_role(const html_node_t *node, const char *const *roles)
{
    for (size_t i = 0; node->role != NULL && roles[i] != NULL; i++)
        if (strcmp(node->role, roles[i]) == 0)
            return true;
    return false;
}

/* -- what is no text -------------------------------------------------------------------- */

static void drop_forms(html_tree_t *tree)
{
    for (uint32_t i = 0; i < tree->nodes; i++) {
        html_node_t *node = &tree->node[i];

        if ((node->traits & HTML_FORM) != 0 && node->points <= tree->node[0].points / 2)
            node->drop |= HTML_DROP_TAG;
    }
}

static void drop_by_name(html_tree_t *tree)
{
    static const char *const roles[] = {
        "navigation", "complementary", "contentinfo", "banner", "dialog", "menu", "search", NULL};

    for (uint32_t i = 0; i < tree->nodes; i++) {
        html_node_t *node = &tree->node[i];
        bool big = node->points > BIG * tree->node[0].points && node->paragraphs >= BIG_PARAGRAPHS;

        if (node->text != NULL || node->gone || big ||
            (node->traits & (HTML_BODY | HTML_MAIN)) != 0)
            continue;
        if (has_role(node, roles) || is_called(node, boilerplate, COUNT(boilerplate)))
            node->drop |= HTML_DROP_NAME;
    }
}

static double link_share(const html_node_t *node)
{
    return node->points > 0 ? (double)node->link_points / node->points : 0;
}

/* Inside the main text: lists of links, "read also" paragraphs. */
static void drop_links(html_tree_t *tree, uint32_t main)
{
    for (uint32_t i = main + 1; i < tree->node[main].end; i++) {
        html_node_t *node = &tree->node[i];
        double share = link_share(node);
        bool box = (node->traits & (HTML_LIST | HTML_BOX)) != 0 ||
                   (node->traits & HTML_BLOCK) == 0; /* spans */

        if (node->text != NULL || node->gone || (node->traits & (HTML_LINK | HTML_CELL)) != 0)
            continue;
        if ((box && (node->traits & HTML_BLOCK) != 0 && share > 0.55 &&
                node->points < LINK_LIST_MAX && node->paragraphs < BIG_PARAGRAPHS) ||
            ((node->traits & HTML_PARAGRAPH) != 0 && share > 0.9 && node->points < 120))
            node->drop |= HTML_DROP_LINKS;
    }
}

/* -- what is the text ------------------------------------------------------------------- */

static uint32_t own_points(const html_node_t *node)
{
    return node->points - node->link_points;
}

static bool is_named(const html_node_t *node, unsigned level)
{
    static const char *const article[] = {"article", NULL}, *const main_role[] = {"main", NULL};
    bool box = (node->traits & HTML_BOX) != 0;

    switch (level) {
    case 0:
        return node->itemprop != NULL && strcmp(node->itemprop, "articleBody") == 0;
    case 1:
        return box && is_called(node, text_names, COUNT(text_names));
    case 2:
        return (node->traits & HTML_MAIN) != 0 || has_role(node, article) ||
               has_role(node, main_role);
    default:
        return box && is_called(node, weak_names, COUNT(weak_names));
    }
}

/* What the page itself calls its text: at the first level where anything is so called, what
 * has most. */
static uint32_t find_named(const html_tree_t *tree)
{
    for (unsigned level = 0; level < 4; level++) {
        uint32_t best = 0;

        for (uint32_t i = 1; i < tree->nodes; i++) {
            const html_node_t *node = &tree->node[i];

            if (node->text == NULL && !node->gone && own_points(node) >= TEXT_MIN &&
                (best == 0 || own_points(node) > own_points(&tree->node[best])) &&
                is_named(node, level))
                best = i;
        }
        if (best != 0)
            return best;
    }
    return 0;
}

static bool holds_blocks(const html_tree_t *tree, uint32_t i)
{
    for (uint32_t k = i + 1; k < tree->node[i].end; k = tree->node[k].end)
        if ((tree->node[k].traits & HTML_BLOCK) != 0)
            return true;
    return false;
}

static double name_score(const html_node_t *node)
{
    if (is_called(node, text_names, COUNT(text_names)))
        return 25;
    return (node->traits & HTML_BOX) != 0 ? 5 : (node->traits & (HTML_LIST | HTML_ITEM)) ? -3 : 0;
}

/* Where the text is: each paragraph scores for what is around it, less the farther out. */
static uint32_t find_scored(const html_tree_t *tree, rap_arena_t *arena)
{
    double *score = rap_arena_array(arena, tree->nodes, sizeof *score);
    uint32_t best = 0;

    if (score == NULL)
        return 0;
    for (uint32_t i = 1; i < tree->nodes; i++) {
        const html_node_t *node = &tree->node[i];
        bool paragraph = (node->traits & HTML_PARAGRAPH) != 0 ||
                         ((node->traits & HTML_BOX) != 0 && !holds_blocks(tree, i));

        if (node->text != NULL || node->gone || !paragraph || node->points < SCORED_MIN)
            continue;
        double own = 1 + node->commas + (node->points < 300 ? node->points / 100.0 : 3);
        uint32_t at = i;
        for (unsigned level = 0; level < SCORED_LEVELS && at != 0; level++) {
            at = tree->node[at].parent;
            if (score[at] == 0)
                score[at] = name_score(&tree->node[at]);
            score[at] += own / (level == 0 ? 1 : level == 1 ? 2 : level * 3);
        }
    }
    for (uint32_t i = 0; i < tree->nodes; i++) {
        score[i] *= 1 - link_share(&tree->node[i]);
        if (score[i] > score[best])
            best = i;
    }
    return best;
}

static uint32_t weigh(const html_tree_t *tree, uint32_t named, uint32_t scored)
{
    const html_node_t *n = &tree->node[named], *s = &tree->node[scored];

    if (named == 0)
        return scored;
    if (scored == 0)
        return named;
    if (n->points < 0.4 * s->points && s->points > 600 && s->paragraphs >= n->paragraphs)
        return scored; /* what is called so is a part, or a teaser */
    if (n->points > 2.5 * s->points && s->points > 300 && s->paragraphs >= 0.7 * n->paragraphs)
        return scored; /* what is called so is the whole page */
    return named;
}

uint32_t html_main_find(html_tree_t *tree, rap_arena_t *arena)
{
    html_tree_count(tree);
    drop_forms(tree);
    html_tree_count(tree);
    uint32_t all = tree->node[0].points;
    drop_by_name(tree);
    html_tree_count(tree);

    uint32_t main = weigh(tree, find_named(tree), find_scored(tree, arena));
    if (tree->node[main].points < TEXT_MIN || tree->node[main].points < all / 10) {
        /* The names lied, or the page is short: take them for nothing. */
        for (uint32_t i = 0; i < tree->nodes; i++)
            tree->node[i].drop &= (uint8_t)~HTML_DROP_NAME;
        html_tree_count(tree);
        uint32_t again = find_scored(tree, arena);
        if (tree->node[again].points > 2 * tree->node[main].points)
            main = again;
    }
    drop_links(tree, main);
    html_tree_count(tree);
    return main;
}
