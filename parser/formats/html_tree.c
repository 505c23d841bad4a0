/* html_tree.c - see html_tree.h */
#include "parser/formats/html_tree.h"

#include "parser/chars.h"
#include "parser/glyphs.h"
#include "parser/growing.h"

#include <libxml/HTMLparser.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    PARAGRAPH_MIN = 20, /* characters that make a <p> count as one */
    NODES_MAX = 2 * 1000 * 1000
};

typedef struct tag {
    const char *name;
    uint32_t traits;
} tag_t;

/* Sorted by name. */
static const tag_t tags[] = {
    {"a", HTML_LINK},
    {"address", HTML_BLOCK},
    {"applet", HTML_NEVER},
    {"area", HTML_NEVER},
    {"article", HTML_BLOCK | HTML_BOX | HTML_MAIN},
    {"aside", HTML_BLOCK | HTML_NEVER},
    {"audio", HTML_NEVER},
    {"b", HTML_BOLD},
    {"blockquote", HTML_BLOCK | HTML_PARAGRAPH},
    {"body", HTML_BLOCK | HTML_BODY},
    {"br", HTML_BREAK},
    {"button", HTML_NEVER},
    {"canvas", HTML_NEVER},
    {"center", HTML_BLOCK | HTML_CENTRE},
    {"datalist", HTML_NEVER},
    {"dd", HTML_BLOCK | HTML_ITEM},
    {"details", HTML_BLOCK},
    {"dialog", HTML_NEVER},
    {"div", HTML_BLOCK | HTML_BOX},
    {"dl", HTML_BLOCK | HTML_LIST},
    {"dt", HTML_BLOCK | HTML_ITEM},
    {"em", HTML_ITALIC},
    {"embed", HTML_NEVER},
    {"fieldset", HTML_BLOCK | HTML_FORM},
    {"figcaption", HTML_BLOCK | HTML_NEVER},
    {"figure", HTML_BLOCK | HTML_NEVER},
    {"footer", HTML_BLOCK | HTML_NEVER},
    {"form", HTML_BLOCK | HTML_FORM},
    {"h1", HTML_BLOCK | HTML_HEADING | HTML_H1},
    {"h2", HTML_BLOCK | HTML_HEADING},
    {"h3", HTML_BLOCK | HTML_HEADING},
    {"h4", HTML_BLOCK | HTML_HEADING},
    {"h5", HTML_BLOCK | HTML_HEADING},
    {"h6", HTML_BLOCK | HTML_HEADING},
    {"head", HTML_NEVER},
    {"header", HTML_BLOCK},
    {"hr", HTML_BLOCK},
    {"html", HTML_BLOCK | HTML_BODY},
    {"i", HTML_ITALIC},
    {"iframe", HTML_NEVER},
    {"img", HTML_NEVER},
    {"input", HTML_NEVER},
    {"label", HTML_NEVER},
    {"li", HTML_BLOCK | HTML_ITEM},
    {"link", HTML_NEVER},
    {"main", HTML_BLOCK | HTML_BOX | HTML_MAIN},
    {"map", HTML_NEVER},
    {"menu", HTML_NEVER},
    {"meta", HTML_NEVER},
    {"meter", HTML_NEVER},
    {"nav", HTML_BLOCK | HTML_NEVER},
    {"noscript", HTML_NEVER},
    {"object", HTML_NEVER},
    {"ol", HTML_BLOCK | HTML_LIST},
    {"option", HTML_NEVER},
    {"p", HTML_BLOCK | HTML_PARAGRAPH},
    {"picture", HTML_NEVER},
    {"pre", HTML_BLOCK | HTML_PARAGRAPH | HTML_PRE},
    {"progress", HTML_NEVER},
    {"rp", HTML_NEVER},
    {"rt", HTML_NEVER},
    {"script", HTML_NEVER},
    {"section", HTML_BLOCK | HTML_BOX},
    {"select", HTML_NEVER},
    {"source", HTML_NEVER},
    {"strong", HTML_BOLD},
    {"style", HTML_NEVER},
    {"summary", HTML_BLOCK},
    {"svg", HTML_NEVER},
    {"table", HTML_BLOCK},
    {"tbody", HTML_BLOCK},
    {"td", HTML_BLOCK | HTML_CELL | HTML_BOX},
    {"template", HTML_NEVER},
    {"textarea", HTML_NEVER},
    {"tfoot", HTML_BLOCK},
    {"th", HTML_BLOCK | HTML_CELL},
    {"thead", HTML_BLOCK},
    {"title", HTML_NEVER},
    {"tr", HTML_BLOCK},
    {"track", HTML_NEVER},
    {"ul", HTML_BLOCK | HTML_LIST},
    {"video", HTML_NEVER},
};

static int by_name(const void *key, const void *tag)
{
    return strcasecmp(key, ((const tag_t *)tag)->name);
}

static uint32_t traits_of(const char *name)
{
    const tag_t *tag = bsearch(name, tags, sizeof tags / sizeof *tags, sizeof *tags, by_name);

    return tag != NULL ? tag->traits : 0;
}

typedef struct reader {
    rap_arena_t *arena;
    growing_t node; /* html_node_t */
    html_meta_t meta;
    rap_err_t *err;
} reader_t;

/* The value as the tree holds it; borrowed from libxml2. */
static const char *attribute(const xmlNode *element, const char *name)
{
    for (const xmlAttr *at = element->properties; at != NULL; at = at->next)
        if (strcasecmp((const char *)at->name, name) == 0)
            return at->children != NULL ? (const char *)at->children->content : "";
    return NULL;
}

/* A value of the page's metadata, cleaned, unless there is one already or it is empty. */
static rap_code_t set_meta(const reader_t *self, const char **value, const char *text)
{
    const char *clean = rap_arena_strdup(self->arena, text != NULL ? text : "");
    size_t len = 0;

    if (clean == NULL)
        return growing_full(self->err);
    RAP_TRY(glyphs_clean(clean, strlen(clean), self->arena, &clean, &len, self->err));
    if (*value == NULL && len > 0)
        *value = clean;
    return RAP_OK;
}

static rap_code_t take_meta(reader_t *self, const xmlNode *element)
{
    static const struct {
        const char *name;
        size_t member;
    } known[] = {
        {"og:title", offsetof(html_meta_t, title)},
        {"dc.title", offsetof(html_meta_t, title)},
        {"author", offsetof(html_meta_t, author)},
        {"dc.creator", offsetof(html_meta_t, author)},
        {"article:published_time", offsetof(html_meta_t, date)},
        {"date", offsetof(html_meta_t, date)},
        {"dc.date", offsetof(html_meta_t, date)},
        {"dc.date.issued", offsetof(html_meta_t, date)},
        {"dcterms.date", offsetof(html_meta_t, date)},
        {"dcterms.issued", offsetof(html_meta_t, date)},
        {"dcterms.created", offsetof(html_meta_t, date)},
        {"datepublished", offsetof(html_meta_t, date)},
        {"pubdate", offsetof(html_meta_t, date)},
        {"dc.language", offsetof(html_meta_t, language)},
        {"content-language", offsetof(html_meta_t, language)},
    };
    static const char *const keys[] = {"property", "name", "itemprop", "http-equiv"};

    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const char *name = attribute(element, keys[k]);

        for (size_t i = 0; name != NULL && i < sizeof known / sizeof *known; i++)
            if (strcasecmp(name, known[i].name) == 0)
                RAP_TRY(set_meta(self, (const char **)((char *)&self->meta + known[i].member),
                    attribute(element, "content")));
    }
    return RAP_OK;
}

static bool is_hidden(const xmlNode *element)
{
    const char *style = attribute(element, "style"), *aria = attribute(element, "aria-hidden");

    return attribute(element, "hidden") != NULL || (aria != NULL && strcmp(aria, "true") == 0) ||
           (style != NULL && (strcasestr(style, "display:none") != NULL ||
                                 strcasestr(style, "display: none") != NULL));
}

static uint32_t style_of(const xmlNode *element)
{
    const char *style = attribute(element, "style"), *align = attribute(element, "align");
    uint32_t traits = 0;

    if (align != NULL && strcasecmp(align, "center") == 0)
        traits |= HTML_CENTRE;
    if (style == NULL)
        return traits;
    if (strcasestr(style, "text-align:center") || strcasestr(style, "text-align: center"))
        traits |= HTML_CENTRE;
    if (strcasestr(style, "font-weight:bold") || strcasestr(style, "font-weight: bold"))
        traits |= HTML_BOLD;
    if (strcasestr(style, "font-style:italic") || strcasestr(style, "font-style: italic"))
        traits |= HTML_ITALIC;
    return traits;
}

static rap_code_t take_element(reader_t *self, const xmlNode *element, html_node_t *node)
{
    const char *name = (const char *)element->name;

    node->traits = traits_of(name) | style_of(element);
    node->id = rap_arena_strdup(self->arena, attribute(element, "id"));
    node->class_names = rap_arena_strdup(self->arena, attribute(element, "class"));
    node->role = rap_arena_strdup(self->arena, attribute(element, "role"));
    node->itemprop = rap_arena_strdup(self->arena, attribute(element, "itemprop"));
    if ((node->traits & HTML_NEVER) != 0 || is_hidden(element))
        node->drop = HTML_DROP_TAG;
    if (strcasecmp(name, "meta") == 0)
        return take_meta(self, element);
    if (strcasecmp(name, "html") == 0)
        return set_meta(self, &self->meta.language, attribute(element, "lang"));
    if (strcasecmp(name, "time") == 0 && attribute(element, "datetime") != NULL)
        return set_meta(self, &self->meta.date, attribute(element, "datetime"));
    return RAP_OK;
}

/* The node's copy at the end of the list; *ret is NULL for what is neither element nor text. */
static rap_code_t take(reader_t *self, const xmlNode *from, uint32_t parent, html_node_t **ret)
{
    bool text = from->type == XML_TEXT_NODE || from->type == XML_CDATA_SECTION_NODE;

    *ret = NULL;
    if (!text && from->type != XML_ELEMENT_NODE)
        return RAP_OK;
    if (self->node.count >= NODES_MAX)
        return rap_fail(self->err, RAP_TOOBIG, "the page has more than %d elements", NODES_MAX);

    html_node_t *node = growing_add(&self->node, self->arena);
    if (node == NULL)
        return growing_full(self->err);
    node->parent = parent;
    node->end = (uint32_t)self->node.count;
    *ret = node;
    if (!text)
        return take_element(self, from, node);
    node->len = from->content != NULL ? strlen((const char *)from->content) : 0;
    node->text = rap_arena_strndup(
        self->arena, from->content != NULL ? (const char *)from->content : "", node->len);
    return node->text != NULL ? RAP_OK : growing_full(self->err);
}

static html_node_t *node_at(const reader_t *self, uint32_t i)
{
    return (html_node_t *)self->node.item + i;
}

/* Walks the tree without recursion: down to children, on to siblings, up to parents. */
static rap_code_t walk(reader_t *self, const xmlNode *root)
{
    const xmlNode *at = root;
    uint32_t parent = 0;

    while (at != NULL) {
        html_node_t *node = NULL;

        RAP_TRY(take(self, at, parent, &node));
        if (node != NULL && at->type == XML_ELEMENT_NODE && at->children != NULL) {
            parent = (uint32_t)self->node.count - 1;
            at = at->children;
            continue;
        }
        while (at != root && at->next == NULL) {
            at = at->parent;
            node_at(self, parent)->end = (uint32_t)self->node.count;
            parent = node_at(self, parent)->parent;
        }
        at = at != root ? at->next : NULL;
    }
    return RAP_OK;
}

/* <title>, where no meta element said it better. */
static rap_code_t take_title(reader_t *self, const xmlNode *root)
{
    for (const xmlNode *head = root->children; head != NULL; head = head->next)
        for (const xmlNode *at = head->children; at != NULL; at = at->next)
            if (at->type == XML_ELEMENT_NODE && strcasecmp((const char *)at->name, "title") == 0 &&
                at->children != NULL)
                return set_meta(self, &self->meta.title, (const char *)at->children->content);
    return RAP_OK;
}

/* libxml2 goes on where it has no memory; all its other complaints are to be expected. */
static void on_error(void *arg, xmlErrorPtr error)
{
    bool *starved = arg;

    if (error->code == XML_ERR_NO_MEMORY)
        *starved = true;
}

rap_code_t html_tree_read(
    const char *text, size_t len, rap_arena_t *arena, html_tree_t *ret, rap_err_t *err)
{
    reader_t self = {.arena = arena, .node.size = sizeof(html_node_t), .err = err};

    if (len > INT_MAX)
        return growing_full(err);
    bool starved = false;
    xmlSetStructuredErrorFunc(&starved, on_error);
    xmlDoc *document = htmlReadMemory(text, (int)len, NULL, "UTF-8",
        HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    xmlSetStructuredErrorFunc(NULL, NULL);
    const xmlNode *root = document != NULL ? xmlDocGetRootElement(document) : NULL;
    rap_code_t code;

    if (document == NULL || starved)
        code = rap_fail(err, RAP_TOOBIG, "the web page needs more memory than it may have");
    else if (root == NULL)
        code = rap_fail(err, RAP_NO_TEXT, "the web page has no elements");
    else
        code = walk(&self, root);
    if (code == RAP_OK)
        code = take_title(&self, root);
    xmlFreeDoc(document);
    if (code == RAP_OK)
        *ret = (html_tree_t){self.node.item, (uint32_t)self.node.count, self.meta};
    return code;
}

/* Characters, runs of white space counted as one, and commas of a text node. */
static void count_text(html_node_t *node)
{
    bool space = true;

    for (const char *at = node->text, *end = at + node->len; at < end;) {
        uint32_t c = chars_next(&at, end);
        bool is_space = chars_is_space(c);

        node->points += !is_space || !space;
        node->commas += c == ',' || c == 0x60c || c == 0x3001 || c == 0xff0c;
        space = is_space;
    }
}

void html_tree_count(html_tree_t *self)
{
    for (uint32_t i = 0; i < self->nodes; i++) {
        html_node_t *node = &self->node[i];

        node->points = node->link_points = node->commas = node->paragraphs = 0;
        node->gone = node->drop != 0 || (i > 0 && self->node[node->parent].gone);
    }
    for (uint32_t i = self->nodes; i-- > 0;) {
        html_node_t *node = &self->node[i], *parent = &self->node[node->parent];

        if (node->gone)
            continue;
        if (node->text != NULL)
            count_text(node);
        if ((node->traits & HTML_LINK) != 0)
            node->link_points = node->points;
        if ((node->traits & HTML_PARAGRAPH) != 0 && node->points > PARAGRAPH_MIN)
            node->paragraphs++;
        if (i == 0)
            break;
        parent->points += node->points;
        parent->link_points += node->link_points;
        parent->commas += node->commas;
        parent->paragraphs += node->paragraphs;
    }
}
