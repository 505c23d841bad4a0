/* html_tree.c - see html_tree.h */
#include "parser/formats/html_tree.h"

#include "parser/chars.h"
#include "parser/formats/html_about.h"
#include "parser/formats/html_names.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <limits.h>
#include <string.h>
#include <strings.h>

/* What is told in elements that never hold the page's text. */
#define HTML_TOLD (HTML_TITLE | HTML_SCRIPT | HTML_NOSCRIPT)

enum {
    PARAGRAPH_MIN = 20, /* characters that make a <p> count as one */
    NAMES_MAX = 1000,   /* bytes of an attribute that are looked at  */
    NODES_MAX = 2 * 1000 * 1000
};

typedef struct reader {
    rap_arena_t *arena;
    growing_t node;    /* html_node_t */
    growing_t element; /* uint32_t */
    growing_t open;    /* uint32_t: elements that have begun, the outermost first */
    growing_t text;    /* char: of the text node in the making */
    html_meta_t meta;
    htmlParserCtxt *parser;
    rap_code_t code; /* of the first failure; nothing is taken after it */
    rap_err_t *err;
} reader_t;

static html_node_t *node_at(const reader_t *self, uint32_t i)
{
    return (html_node_t *)self->node.item + i;
}

static uint32_t innermost(const reader_t *self)
{
    return self->open.count > 0 ? ((uint32_t *)self->open.item)[self->open.count - 1] : 0;
}

static void fail(reader_t *self, rap_code_t code)
{
    if (self->code == RAP_OK && code != RAP_OK) {
        self->code = code;
        xmlStopParser(self->parser);
    }
}

/* A new node inside the innermost element that is open; NULL past a limit. */
static html_node_t *add_node(reader_t *self)
{
    if (self->node.count >= NODES_MAX) {
        fail(
            self, rap_fail(self->err, RAP_TOOBIG, "the page has more than %d elements", NODES_MAX));
        return NULL;
    }
    html_node_t *node = growing_add(&self->node, self->arena);
    if (node == NULL) {
        fail(self, growing_full(self->err));
        return NULL;
    }
    node->parent = innermost(self);
    node->end = (uint32_t)self->node.count;
    return node;
}

/* What parts the links of a menu. */
static bool is_separator(uint32_t c)
{
    return c == '|' || c == '/' || c == '>' || c == 0xb7 || c == 0xbb || c == 0x2022 || c == 0x203a;
}

/* Characters, runs of white space counted as one, and commas of a text node. */
static void count_text(html_node_t *node)
{
    bool space = true;

    for (const char *at = node->text, *end = at + node->len; at < end;) {
        uint32_t c = chars_next(&at, end);
        bool is_space = chars_is_space(c) || is_separator(c);

        node->points += !is_space || !space;
        node->commas += c == ',' || c == 0x60c || c == 0x3001 || c == 0xff0c;
        space = is_space;
    }
}

static rap_code_t take_text(reader_t *self, uint32_t traits, const char *text, size_t len)
{
    if ((traits & (HTML_TITLE | HTML_SCRIPT)) != 0)
        return html_about_text(&self->meta, traits, text, len, self->arena, self->err);

    html_node_t *node = add_node(self);
    if (node == NULL)
        return self->code;
    node->text = rap_arena_strndup(self->arena, text, len);
    if (node->text == NULL)
        return growing_full(self->err);
    node->len = (uint32_t)len;
    count_text(node);
    return RAP_OK;
}

/* What was heard since the last tag becomes a node; a page's own words only. */
static void end_text(reader_t *self)
{
    uint32_t traits = self->open.count > 0 ? node_at(self, innermost(self))->traits : 0;
    bool told = (traits & HTML_NEVER) == 0 || (traits & HTML_TOLD) != 0;

    if (self->text.count > 0 && self->code == RAP_OK && told)
        fail(self, take_text(self, traits, self->text.item, self->text.count));
    self->text.count = 0;
}

static void on_text(void *arg, const xmlChar *text, int len)
{
    reader_t *self = arg;

    if (self->code == RAP_OK && len > 0 &&
        !growing_append(&self->text, self->arena, text, (size_t)len))
        fail(self, growing_full(self->err));
}

/* -- elements --------------------------------------------------------------------------- */

static const char *attribute(const xmlChar **attributes, const char *name)
{
    for (; attributes != NULL && *attributes != NULL; attributes += 2)
        if (strcasecmp((const char *)attributes[0], name) == 0)
            return attributes[1] != NULL ? (const char *)attributes[1] : "";
    return NULL;
}

static bool style_says(const char *style, const char *property, const char *value)
{
    size_t len = strlen(property);

    for (const char *at = style; at != NULL && (at = strcasestr(at, property)) != NULL;) {
        bool whole = at == style || strchr("; \t\r\n", at[-1]) != NULL;

        at += len;
        at += strspn(at, " \t\r\n");
        if (!whole || *at != ':')
            continue;
        at++;
        at += strspn(at, " \t\r\n");
        if (strncasecmp(at, value, strlen(value)) == 0)
            return true;
    }
    return false;
}

static uint32_t look_of(const xmlChar **attributes)
{
    const char *style = attribute(attributes, "style"), *align = attribute(attributes, "align");
    const char *aria = attribute(attributes, "aria-hidden");
    uint32_t traits = 0;

    if (attribute(attributes, "hidden") != NULL ||
        (aria != NULL && strcasecmp(aria, "true") == 0) || style_says(style, "display", "none") ||
        style_says(style, "visibility", "hidden"))
        traits |= HTML_HIDDEN;
    if ((align != NULL && strcasecmp(align, "center") == 0) ||
        style_says(style, "text-align", "center"))
        traits |= HTML_CENTRE;
    if (style_says(style, "font-weight", "bold"))
        traits |= HTML_BOLD;
    if (style_says(style, "font-style", "italic"))
        traits |= HTML_ITALIC;
    return traits;
}

/* Copies what the element is called, if it is called anything. */
static void take_names(reader_t *self, const xmlChar **attributes, html_node_t *node)
{
    const char *id = attribute(attributes, "id");
    html_names_t names = {.id = id != NULL ? id : attribute(attributes, "name"),
        .class_names = attribute(attributes, "class"),
        .role = attribute(attributes, "role"),
        .itemprop = attribute(attributes, "itemprop"),
        .href = (node->traits & HTML_LINK) != 0 ? attribute(attributes, "href") : NULL};
    const char **name[] = {
        &names.id, &names.class_names, &names.role, &names.itemprop, &names.href};
    bool any = false;

    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        if (*name[i] == NULL)
            continue;
        any = true;
        *name[i] = rap_arena_strndup(self->arena, *name[i], strnlen(*name[i], NAMES_MAX));
        if (*name[i] == NULL)
            fail(self, growing_full(self->err));
    }
    if (!any)
        return;
    html_names_t *copy = rap_arena_alloc(self->arena, sizeof *copy);
    if (copy == NULL) {
        fail(self, growing_full(self->err));
        return;
    }
    *copy = names;
    copy->says = html_names_read(copy);
    node->names = copy;
}

static void take_about(
    reader_t *self, const char *name, uint32_t traits, const xmlChar **attributes)
{
    html_about_t about = {.element = name,
        .traits = traits,
        .language = attribute(attributes, "lang"),
        .content = attribute(attributes, "content"),
        .datetime = attribute(attributes, "datetime"),
        .src = attribute(attributes, "src"),
        .key = {attribute(attributes, "property"), attribute(attributes, "name"),
            attribute(attributes, "itemprop"), attribute(attributes, "http-equiv")}};

    fail(self, html_about_element(&self->meta, &about, self->arena, self->err));
}

static void on_start(void *arg, const xmlChar *name, const xmlChar **attributes)
{
    reader_t *self = arg;
    uint32_t traits = html_tag_traits((const char *)name);
    const char *type = attribute(attributes, "type");

    end_text(self);
    if (self->code != RAP_OK)
        return;
    bool again = self->open.count == 0 && self->node.count > 0; /* behind </html>: goes on in it */
    bool whole = again && (traits & HTML_BODY) != 0 && strcasecmp((const char *)name, "html") == 0;
    html_node_t *node = whole ? node_at(self, 0) : add_node(self);
    if (node == NULL)
        return;
    uint32_t i = whole ? 0 : (uint32_t)self->node.count - 1;
    if (!growing_append(&self->element, self->arena, &i, 1) ||
        !growing_append(&self->open, self->arena, &i, 1)) {
        fail(self, growing_full(self->err));
        return;
    }
    if (whole)
        return;
    if ((traits & HTML_SCRIPT) != 0 && (type == NULL || strcasestr(type, "ld+json") == NULL))
        traits &= ~(uint32_t)HTML_SCRIPT;
    if (attribute(attributes, "href") == NULL)
        traits &= ~(uint32_t)HTML_LINK; /* <a name="top"> is a place */
    node->traits = traits | look_of(attributes);
    if ((traits & HTML_HEADING) != 0)
        node->level = (uint8_t)(name[1] - '0');
    if ((traits & HTML_NEVER) != 0)
        node->drop = HTML_DROP_TAG;
    take_names(self, attributes, node);
    take_about(self, (const char *)name, traits, attributes);
}

static void on_end(void *arg, const xmlChar *name)
{
    reader_t *self = arg;

    (void)name; /* libxml2 ends what it began, in order */
    end_text(self);
    if (self->code != RAP_OK || self->open.count == 0)
        return;
    node_at(self, innermost(self))->end = (uint32_t)self->node.count;
    self->open.count--;
}

/* libxml2 goes on where it has no memory; all its other complaints are to be expected. */
static void on_error(void *arg, xmlErrorPtr error)
{
    reader_t *self = arg;

    if (error->code == XML_ERR_NO_MEMORY)
        fail(self,
            rap_fail(self->err, RAP_TOOBIG, "the web page needs more memory than it may have"));
}

/* -- the whole -------------------------------------------------------------------------- */

static rap_code_t parse(reader_t *self, const char *text, size_t len)
{
    htmlParserCtxt *parser = len <= INT_MAX ? htmlCreateMemoryParserCtxt(text, (int)len) : NULL;

    if (parser == NULL)
        return growing_full(self->err);
    htmlCtxtUseOptions(parser,
        HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC | HTML_PARSE_NODEFDTD);
    (void)xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8);
    *parser->sax = (htmlSAXHandler){.startElement = on_start,
        .endElement = on_end,
        .characters = on_text,
        .ignorableWhitespace = on_text,
        .cdataBlock = on_text,
        .initialized = XML_SAX2_MAGIC,
        .serror = on_error};
    parser->userData = self;
    self->parser = parser;
    (void)htmlParseDocument(parser);
    end_text(self);
    htmlFreeParserCtxt(parser);
    return self->code;
}

rap_code_t html_tree_read(
    const char *text, size_t len, rap_arena_t *arena, html_tree_t *ret, rap_err_t *err)
{
    reader_t self = {.arena = arena,
        .node.size = sizeof(html_node_t),
        .element.size = sizeof(uint32_t),
        .open.size = sizeof(uint32_t),
        .text.size = 1,
        .err = err};

    if (len == 0)
        return rap_fail(err, RAP_NO_TEXT, "the web page has no elements");
    RAP_TRY(parse(&self, text, len));
    if (self.node.count == 0)
        return rap_fail(err, RAP_NO_TEXT, "the web page has no elements");
    /* Elements that never ended, and the root, end with the page. */
    for (size_t i = 0; i < self.open.count; i++)
        node_at(&self, ((uint32_t *)self.open.item)[i])->end = (uint32_t)self.node.count;
    node_at(&self, 0)->end = (uint32_t)self.node.count;
    *ret = (html_tree_t){.node = self.node.item,
        .nodes = (uint32_t)self.node.count,
        .element = self.element.item,
        .elements = (uint32_t)self.element.count,
        .meta = self.meta};
    if (ret->meta.title == NULL)
        ret->meta.title = ret->meta.window;
    return RAP_OK;
}

void html_tree_count(html_tree_t *self)
{
    for (uint32_t i = 0; i < self->nodes; i++) {
        html_node_t *node = &self->node[i];

        if (node->text == NULL)
            node->points = node->link_points = node->commas = node->paragraphs = 0;
        node->gone = node->drop != 0 || (i > 0 && self->node[node->parent].gone);
    }
    for (uint32_t i = self->nodes; i-- > 0;) {
        html_node_t *node = &self->node[i], *parent = &self->node[node->parent];

        if (node->gone)
            continue;
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

uint32_t html_tree_own(const html_node_t *node)
{
    return node->points - node->link_points;
}

bool html_tree_has(const html_tree_t *self, uint32_t inner, uint32_t outer)
{
    return inner >= outer && inner < self->node[outer].end;
}
