/* html_tags.c - what each tag of HTML does to the text in it; see html_tree.h */
#include "parser/formats/html_tree.h"

#include <stdlib.h>
#include <strings.h>

typedef struct tag {
    const char *name;
    uint32_t traits;
} tag_t;

/* Sorted by name. */
static const tag_t tags[] = {
    {"a", HTML_ANCHOR | HTML_LINK},
    {"address", HTML_BLOCK},
    {"amp-ad", HTML_NEVER},
    {"amp-analytics", HTML_NEVER},
    {"amp-consent", HTML_NEVER},
    {"amp-iframe", HTML_NEVER},
    {"amp-img", HTML_NEVER},
    {"amp-sidebar", HTML_NEVER},
    {"amp-social-share", HTML_NEVER},
    {"amp-video", HTML_NEVER},
    {"amp-youtube", HTML_NEVER},
    {"applet", HTML_NEVER},
    {"area", HTML_NEVER},
    {"article", HTML_BLOCK | HTML_BOX | HTML_ARTICLE},
    {"aside", HTML_BLOCK | HTML_NEVER},
    {"audio", HTML_NEVER},
    {"b", HTML_BOLD},
    {"base", HTML_NEVER},
    {"blockquote", HTML_BLOCK | HTML_PARAGRAPH},
    {"body", HTML_BLOCK | HTML_BODY},
    {"br", HTML_BREAK},
    {"button", HTML_NEVER},
    {"canvas", HTML_NEVER},
    {"caption", HTML_BLOCK},
    {"center", HTML_BLOCK | HTML_CENTRE},
    {"cite", HTML_ITALIC},
    {"datalist", HTML_NEVER},
    {"dd", HTML_BLOCK | HTML_ITEM},
    {"details", HTML_BLOCK},
    {"dialog", HTML_NEVER},
    {"dir", HTML_BLOCK | HTML_LIST},
    {"div", HTML_BLOCK | HTML_BOX},
    {"dl", HTML_BLOCK | HTML_LIST},
    {"dt", HTML_BLOCK | HTML_ITEM},
    {"em", HTML_ITALIC},
    {"embed", HTML_NEVER},
    {"fieldset", HTML_BLOCK | HTML_FORM},
    {"figcaption", HTML_BLOCK | HTML_NEVER},
    {"figure", HTML_BLOCK | HTML_FIGURE},
    {"footer", HTML_BLOCK | HTML_NEVER},
    {"form", HTML_BLOCK | HTML_FORM},
    {"frame", HTML_NEVER | HTML_FRAMES},
    {"frameset", HTML_BLOCK | HTML_NEVER | HTML_FRAMES},
    {"h1", HTML_BLOCK | HTML_HEADING | HTML_H1},
    {"h2", HTML_BLOCK | HTML_HEADING},
    {"h3", HTML_BLOCK | HTML_HEADING},
    {"h4", HTML_BLOCK | HTML_HEADING},
    {"h5", HTML_BLOCK | HTML_HEADING},
    {"h6", HTML_BLOCK | HTML_HEADING},
    {"head", HTML_NEVER},
    {"header", HTML_BLOCK},
    {"hgroup", HTML_BLOCK},
    {"hr", HTML_BLOCK},
    {"html", HTML_BLOCK | HTML_BODY},
    {"i", HTML_ITALIC},
    {"iframe", HTML_NEVER},
    {"img", HTML_NEVER},
    {"input", HTML_NEVER},
    {"label", HTML_NEVER},
    {"legend", HTML_NEVER},
    {"li", HTML_BLOCK | HTML_ITEM},
    {"link", HTML_NEVER},
    {"listing", HTML_BLOCK | HTML_PARAGRAPH | HTML_PRE},
    {"main", HTML_BLOCK | HTML_BOX | HTML_MAIN},
    {"map", HTML_NEVER},
    {"marquee", HTML_BLOCK | HTML_NEVER},
    {"math", HTML_NEVER},
    {"menu", HTML_NEVER},
    {"meta", HTML_NEVER | HTML_META},
    {"meter", HTML_NEVER},
    {"nav", HTML_BLOCK | HTML_NEVER},
    {"noframes", HTML_BLOCK},
    {"noscript", HTML_NEVER | HTML_NOSCRIPT},
    {"object", HTML_NEVER},
    {"ol", HTML_BLOCK | HTML_LIST},
    {"optgroup", HTML_NEVER},
    {"option", HTML_NEVER},
    {"p", HTML_BLOCK | HTML_PARAGRAPH},
    {"picture", HTML_NEVER},
    {"pre", HTML_BLOCK | HTML_PARAGRAPH | HTML_PRE},
    {"progress", HTML_NEVER},
    {"rp", HTML_NEVER},
    {"rt", HTML_NEVER},
    {"script", HTML_NEVER | HTML_SCRIPT},
    {"search", HTML_BLOCK | HTML_NEVER},
    {"section", HTML_BLOCK | HTML_BOX},
    {"select", HTML_NEVER},
    {"source", HTML_NEVER},
    {"strong", HTML_BOLD},
    {"style", HTML_NEVER},
    {"summary", HTML_BLOCK},
    {"sup", HTML_SUP},
    {"svg", HTML_NEVER},
    {"table", HTML_BLOCK | HTML_TABLE},
    {"tbody", HTML_BLOCK},
    {"td", HTML_BLOCK | HTML_CELL | HTML_BOX},
    {"template", HTML_NEVER},
    {"textarea", HTML_NEVER},
    {"tfoot", HTML_BLOCK},
    {"th", HTML_BLOCK | HTML_CELL},
    {"thead", HTML_BLOCK},
    {"title", HTML_NEVER | HTML_TITLE},
    {"tr", HTML_BLOCK | HTML_ROW},
    {"track", HTML_NEVER},
    {"ul", HTML_BLOCK | HTML_LIST},
    {"video", HTML_NEVER},
    {"xmp", HTML_BLOCK | HTML_PARAGRAPH | HTML_PRE},
};

static int by_name(const void *key, const void *tag)
{
    return strcasecmp(key, ((const tag_t *)tag)->name);
}

uint32_t html_tag_traits(const char *name)
{
    const tag_t *tag = bsearch(name, tags, sizeof tags / sizeof *tags, sizeof *tags, by_name);

    return tag != NULL ? tag->traits : 0;
}
