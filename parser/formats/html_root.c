/* html_root.c - see html_root.h
 *
 * XPath needs a tree of libxml2's own.  It begins the same elements in the same order as the
 * events that html_tree.c heard, so an element is known by its number; its trees end at a depth
 * that no page which people write a root for has.
 */
#include "parser/formats/html_root.h"

#include "parser/formats/html_clean.h"

#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>
#include <limits.h>

enum {
    OPERATIONS_MAX = 5 * 1000 * 1000, /* of the expression on one page */
    ROOTS_MAX = 1000
};

static void silent(void *arg, xmlErrorPtr error)
{
    (void)arg;
    (void)error;
}

/* The element behind `at` in the order in which elements begin; NULL behind the last. */
static xmlNode *next_element(xmlNode *at)
{
    xmlNode *next = at->children;

    while (next == NULL || next->type != XML_ELEMENT_NODE) {
        if (next != NULL) {
            if (next->next != NULL) {
                next = next->next;
                continue;
            }
            at = next->parent;
        }
        while (at != NULL && at->next == NULL)
            at = at->parent;
        if (at == NULL || at->type == XML_HTML_DOCUMENT_NODE)
            return NULL;
        next = at->next;
    }
    return next;
}

/* Marks the elements of the set. */
static void mark(const xmlNodeSet *set)
{
    for (int i = 0; i < set->nodeNr; i++)
        if (set->nodeTab[i]->type == XML_ELEMENT_NODE)
            set->nodeTab[i]->_private = set->nodeTab[i];
}

/* The nodes of our tree that are marked elements of the document, in order; what is in one of them
 * is left out. */
static size_t find_roots(const html_tree_t *tree, xmlDoc *document, uint32_t roots[ROOTS_MAX])
{
    uint32_t number = 0, end = 0;
    size_t count = 0;

    for (xmlNode *at = xmlDocGetRootElement(document);
         at != NULL && number < tree->elements && count < ROOTS_MAX; at = next_element(at)) {
        uint32_t node = tree->element[number++];

        if (node >= end && at->_private != NULL) {
            roots[count++] = node;
            end = tree->node[node].end;
        }
    }
    return count;
}

/* The source knows better than the names, of the roots and of what they are in. */
static void take_back(html_tree_t *tree, const uint32_t *roots, size_t count)
{
    for (size_t k = 0; k < count; k++)
        for (uint32_t i = roots[k]; k == 0 || !html_tree_has(tree, roots[k - 1], i);
             i = tree->node[i].parent) {
            tree->node[i].drop = 0;
            if (i == 0)
                break;
        }
}

/* All goes that is in no root and holds none. */
static uint32_t keep_roots(html_tree_t *tree, const uint32_t *roots, size_t count)
{
    uint32_t main = roots[0];
    size_t k = 0;

    while (!html_tree_has(tree, roots[count - 1], main))
        main = tree->node[main].parent;
    for (uint32_t i = main; i < tree->node[main].end; i++) {
        while (k < count && tree->node[roots[k]].end <= i)
            k++;
        if (k < count && html_tree_has(tree, i, roots[k]))
            i = tree->node[roots[k]].end - 1;
        else if (k == count || !html_tree_has(tree, roots[k], i))
            tree->node[i].drop |= HTML_DROP_ASIDE;
    }
    html_tree_count(tree);
    return main;
}

static rap_code_t evaluate(
    xmlDoc *document, const char *xpath, xmlXPathObjectPtr *ret, rap_err_t *err)
{
    xmlXPathContext *context = xmlXPathNewContext(document);

    if (context == NULL)
        return growing_full(err);
    context->error = silent;
    context->opLimit = OPERATIONS_MAX;
    context->node = xmlDocGetRootElement(document);
    *ret = xmlXPathEvalExpression((const xmlChar *)xpath, context);
    bool long_one = context->lastError.code == XPATH_OP_LIMIT_EXCEEDED + XML_XPATH_EXPRESSION_OK;
    xmlXPathFreeContext(context);
    if (*ret != NULL)
        return RAP_OK;
    return long_one ? rap_fail(err, RAP_TOOBIG, "the root '%.100s' takes too long", xpath)
                    : rap_fail(err, RAP_SCHEMA,
                          "cannot read the root '%.100s', an XPath expression", xpath);
}

static rap_code_t select_roots(html_tree_t *tree, xmlDoc *document, const char *xpath,
    rap_arena_t *arena, uint32_t *ret, rap_err_t *err)
{
    uint32_t *roots = rap_arena_array(arena, ROOTS_MAX, sizeof *roots);
    xmlXPathObjectPtr found = NULL;
    size_t count = 0;

    if (roots == NULL)
        return growing_full(err);
    RAP_TRY(evaluate(document, xpath, &found, err));
    if (found != NULL && found->type == XPATH_NODESET && found->nodesetval != NULL) {
        mark(found->nodesetval);
        count = find_roots(tree, document, roots);
    }
    xmlXPathFreeObject(found);
    if (count == 0)
        return rap_fail(err, RAP_NO_TEXT,
            "the root '%.100s' selects nothing in the page; correct it where the source is described",
            xpath);
    html_clean_page(tree);
    take_back(tree, roots, count);
    *ret = keep_roots(tree, roots, count);
    return html_clean_text(tree, *ret, arena, err);
}

rap_code_t html_root_find(html_tree_t *tree, const char *text, size_t len, const char *xpath,
    rap_arena_t *arena, uint32_t *ret, rap_err_t *err)
{
    int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                  HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC | HTML_PARSE_NODEFDTD;
    xmlDoc *document =
        len <= INT_MAX ? htmlReadMemory(text, (int)len, NULL, "UTF-8", options) : NULL;

    if (document == NULL || xmlDocGetRootElement(document) == NULL) {
        xmlFreeDoc(document);
        return growing_full(err);
    }
    rap_code_t code = select_roots(tree, document, xpath, arena, ret, err);
    xmlFreeDoc(document);
    return code;
}
