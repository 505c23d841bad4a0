/* html.c - a listing that is a web page: items by a selector, fields by extractors.
 *
 * libxml2 reads the page as browsers do, forgiving; it is given no network and no
 * entities from files, and XPath a budget of operations, for the page is not ours.
 */
#include "base/buf.h"
#include "fetcher/sources/dates.h"
#include "fetcher/sources/select.h"
#include "fetcher/sources/source.h"

#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>
#include <stdlib.h>
#include <string.h>

enum {
    XPATH_OPERATIONS_MAX = 5000000, /* of one expression on one node */
    VALUES_MAX = 64,                /* of one field of one item */
    VALUE_MAX = 16 * 1024,          /* bytes of one value; the pattern sees no more */
    PAGE_TEXT_MAX = 1024 * 1024
};

struct rule {
    const extractor_t *said;  /* NULL: no such field */
    xmlXPathCompExprPtr path; /* NULL: the whole of what it is from */
    pattern_t *pattern;       /* or NULL */
    bool verbatim;            /* an address, in which every blank counts */
};

struct html {
    xmlXPathCompExprPtr items;
    struct rule rule[FIELD_COUNT];
};

/* One page while it is read. */
struct page {
    const source_t *source;
    const struct html *html;
    htmlDocPtr document;
    xmlXPathContextPtr context;
    const char *text; /* of the whole page */
    rap_arena_t *arena;
};

struct values {
    const char *item[VALUES_MAX];
    size_t count;
};

/* ---- making ready ---- */

static void silent(void *arg, xmlErrorPtr error)
{
    (void)arg; /* pages are full of errors; expressions are checked when they are read */
    (void)error;
}

static rap_code_t check_formats(const extractor_t *said, int field, rap_err_t *err)
{
    if (said->format.count > 0 && field != FIELD_date)
        return rap_fail(err, RAP_CONFIG, "only a date has a 'format'");
    if (said->format.count == 0 && field == FIELD_date)
        return rap_fail(err, RAP_CONFIG, "a date needs a 'format'");
    for (size_t i = 0; i < said->format.count; i++)
        RAP_TRY(date_check_format(said->format.item[i], err));
    return RAP_OK;
}

static rap_code_t check_origin(const extractor_t *said, int field, rap_err_t *err)
{
    bool selects = said->css != NULL || said->xpath != NULL;

    if (said->all && field != FIELD_url)
        return rap_fail(err, RAP_CONFIG, "only 'url' may be 'all'");
    if (said->from != FROM_ITEM && selects)
        return rap_fail(err, RAP_CONFIG, "a selector looks into the item; leave 'from' away");
    if (said->from == FROM_URL && field == FIELD_url)
        return rap_fail(err, RAP_CONFIG, "an address cannot be taken from itself");
    return RAP_OK;
}

static rap_code_t make_rule(struct rule *self, const extractor_t *said, int field, rap_err_t *err)
{
    self->said = said;
    self->verbatim = field == FIELD_url;
    RAP_TRY(check_origin(said, field, err));
    RAP_TRY(check_formats(said, field, err));
    RAP_TRY(select_compile(&self->path, said->css, said->xpath, NULL, err));
    if (said->regex == NULL)
        return said->group == 0 ? RAP_OK : rap_fail(err, RAP_CONFIG, "a 'group' needs a 'regex'");
    RAP_TRY(pattern_new(&self->pattern, said->regex, err));
    if (said->group > pattern_groups(self->pattern))
        return rap_fail(err, RAP_CONFIG, "the 'regex' has no group %d", (int)said->group);
    return RAP_OK;
}

static rap_code_t open_html(source_t *source, rap_err_t *err)
{
    const definition_t *def = &source->definition;
    struct html *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    source->own = self;
    xmlInitParser();
    rap_code_t code = select_compile(&self->items, def->items.css, def->items.xpath, NULL, err);
    if (code != RAP_OK)
        return rap_fail_prefix(err, "items");
    if (self->items == NULL)
        return rap_fail(err, RAP_CONFIG, "items: say by 'css' or 'xpath' what an entry is");
    if (def->fields.url == NULL)
        return rap_fail(err, RAP_CONFIG, "fields.url: say where an entry has its address");
    for (int i = 0; i < FIELD_COUNT && code == RAP_OK; i++) {
        const extractor_t *said = definition_extractor(def, i);

        if (said != NULL)
            code = make_rule(&self->rule[i], said, i, err);
        if (code != RAP_OK)
            return rap_fail_prefix(err, "fields.%s", field_names[i]);
    }
    return RAP_OK;
}

static void close_html(source_t *source)
{
    struct html *self = source->own;

    if (self == NULL)
        return;
    xmlXPathFreeCompExpr(self->items);
    for (int i = 0; i < FIELD_COUNT; i++) {
        xmlXPathFreeCompExpr(self->rule[i].path);
        pattern_destroy(&self->rule[i].pattern);
    }
    free(self);
    source->own = NULL;
}

/* ---- reading a page ---- */

static xmlXPathObjectPtr evaluate(
    const struct page *page, xmlXPathCompExprPtr path, xmlNodePtr node)
{
    page->context->node = node;
    page->context->opCount = 0;
    page->context->opLimit = XPATH_OPERATIONS_MAX;
    return xmlXPathCompiledEval(path, page->context);
}

static void add_text(struct values *self, const struct rule *rule, xmlChar *xml, rap_arena_t *arena)
{
    const char *text = (const char *)xml;

    if (text != NULL && rule->verbatim)
        text = rap_arena_strdup(arena, text);
    else if (text != NULL)
        text = field_clean(text, VALUE_MAX, arena);
    if (text != NULL && self->count < VALUES_MAX)
        self->item[self->count++] = text;
    xmlFree(xml);
}

static void add_node(
    struct values *self, const struct rule *rule, xmlNodePtr node, rap_arena_t *arena)
{
    const char *attr = rule->said->attr;

    if (attr == NULL)
        add_text(self, rule, xmlNodeGetContent(node), arena);
    else if (node->type == XML_ELEMENT_NODE)
        add_text(self, rule, xmlGetProp(node, (const xmlChar *)attr), arena);
}

static void select_values(
    const struct page *page, const struct rule *rule, xmlNodePtr item, struct values *ret)
{
    xmlXPathObjectPtr found = evaluate(page, rule->path, item);

    if (found == NULL)
        return;
    if (found->type == XPATH_NODESET)
        for (int i = 0; found->nodesetval != NULL && i < found->nodesetval->nodeNr; i++)
            add_node(ret, rule, found->nodesetval->nodeTab[i], page->arena);
    else
        add_text(ret, rule, xmlXPathCastToString(found), page->arena);
    xmlXPathFreeObject(found);
}

/* The values before pattern, map and format. */
static void raw_values(const struct page *page, const struct rule *rule, xmlNodePtr item,
    const char *url, struct values *ret)
{
    ret->count = 0;
    if (rule->said->from == FROM_URL && url != NULL)
        ret->item[ret->count++] = url;
    else if (rule->said->from == FROM_PAGE)
        ret->item[ret->count++] = page->text;
    else if (rule->path != NULL)
        select_values(page, rule, item, ret);
    else if (rule->said->from == FROM_ITEM)
        add_node(ret, rule, item, page->arena);
}

/* One value through pattern, map and format; NULL when it does not fit. */
static const char *refine(const struct rule *rule, const char *text, rap_arena_t *arena)
{
    char date[DATE_SIZE];
    size_t start, len;

    if (rule->pattern != NULL) {
        if (!pattern_find(rule->pattern, text, (unsigned)rule->said->group, &start, &len))
            return NULL;
        text = rap_arena_strndup(arena, text + start, len);
    }
    if (text == NULL || rule->said->format.count == 0)
        return text != NULL ? field_map(rule->said->map, text) : NULL;
    return date_parse(text, &rule->said->format, date) ? rap_arena_strdup(arena, date) : NULL;
}

static const char *first_value(const struct page *page, int field, xmlNodePtr item, const char *url)
{
    const struct rule *rule = &page->html->rule[field];
    struct values values;

    if (rule->said == NULL)
        return NULL;
    raw_values(page, rule, item, url, &values);
    for (size_t i = 0; i < values.count; i++) {
        const char *text = refine(rule, values.item[i], page->arena);

        if (text != NULL)
            return text;
    }
    return NULL;
}

static rap_code_t read_item(const struct page *page, const listing_t *listing, xmlNodePtr item,
    harvest_t *harvest, rap_err_t *err)
{
    const struct rule *rule = &page->html->rule[FIELD_url];
    struct values urls;
    field_texts_t entry = {0};

    for (int i = FIELD_url + 1; i < FIELD_COUNT; i++)
        if (page->html->rule[i].said != NULL && page->html->rule[i].said->from != FROM_URL)
            *field_text(&entry, i) = first_value(page, i, item, NULL);
    raw_values(page, rule, item, NULL, &urls);
    bool used = false;
    for (size_t n = 0; n < urls.count && (!used || rule->said->all); n++) {
        entry.url = refine(rule, urls.item[n], page->arena);
        if (entry.url == NULL)
            continue;
        used = true;
        for (int i = FIELD_url + 1; i < FIELD_COUNT; i++)
            if (page->html->rule[i].said != NULL && page->html->rule[i].said->from == FROM_URL)
                *field_text(&entry, i) = first_value(page, i, item, entry.url);
        RAP_TRY(harvest_add(harvest, page->source, listing, &entry, page->arena, err));
    }
    return RAP_OK; /* an item without an address, such as a table's heading, is none */
}

/* "text/html; charset=windows-1251" -> "windows-1251", or NULL. */
static const char *charset_of(const char *media_type, rap_arena_t *arena)
{
    const char *at = media_type != NULL ? strcasestr(media_type, "charset=") : NULL;

    if (at == NULL)
        return NULL;
    at += strlen("charset=");
    at += *at == '"';
    return rap_arena_strndup(arena, at, strcspn(at, "\"; \t"));
}

static rap_code_t read_items(
    const struct page *page, const listing_t *listing, harvest_t *harvest, rap_err_t *err)
{
    xmlXPathObjectPtr found =
        evaluate(page, page->html->items, xmlDocGetRootElement(page->document));

    if (found == NULL || found->type != XPATH_NODESET) {
        xmlXPathFreeObject(found);
        return rap_fail(err, RAP_SYNTAX,
            "'%s': the selector of the items gave no elements, or "
            "asked too much",
            listing->name);
    }
    rap_code_t code = RAP_OK;
    for (int i = 0; found->nodesetval != NULL && i < found->nodesetval->nodeNr; i++) {
        code = read_item(page, listing, found->nodesetval->nodeTab[i], harvest, err);
        if (code != RAP_OK)
            break;
    }
    xmlXPathFreeObject(found);
    return code;
}

static rap_code_t read_html(const source_t *source, const listing_t *listing, harvest_t *harvest,
    rap_arena_t *arena, rap_err_t *err)
{
    struct page page = {.source = source, .html = source->own, .arena = arena, .text = ""};

    if (listing->len > INT32_MAX)
        return rap_fail(err, RAP_TOOBIG, "'%s' is too long a page", listing->name);
    page.document = htmlReadMemory(listing->data, (int)listing->len, NULL,
        charset_of(listing->media_type, arena),
        HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    if (page.document == NULL || xmlDocGetRootElement(page.document) == NULL) {
        xmlFreeDoc(page.document);
        return rap_fail(err, RAP_SYNTAX, "'%s' is no HTML page", listing->name);
    }
    page.context = xmlXPathNewContext(page.document);
    if (page.context == NULL)
        abort();
    page.context->error = silent;
    xmlChar *text = xmlNodeGetContent(xmlDocGetRootElement(page.document));
    const char *clean = text != NULL ? field_clean((const char *)text, PAGE_TEXT_MAX, arena) : NULL;
    page.text = clean != NULL ? clean : "";
    rap_code_t code = read_items(&page, listing, harvest, err);
    xmlFree(text);
    xmlXPathFreeContext(page.context);
    xmlFreeDoc(page.document);
    return code;
}

const source_adapter_t source_html = {
    .kind = "html", .open = open_html, .read = read_html, .close = close_html};
