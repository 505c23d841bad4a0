/* odt_story.c - see odt.h
 *
 * Text is what stands in text:p and text:h, in the order of the file.  What was deleted, hidden,
 * noted in the margin, or only describes a picture is left out.
 */
#include "parser/chars.h"
#include "parser/formats/odt.h"

#include <string.h>

enum { SPACES_MAX = 100 };

typedef struct list {
    odt_list_style_t *style; /* NULL: it has none */
    bool counted;            /* the item that is open has its number      */
    long start;              /* of the item that is open, -1: the next one */
} list_t;

typedef struct walker {
    odt_story_t *story;
    odt_styles_t *styles;
    markup_t *xml;
    flow_t flow;
    odt_look_t look[MARKUP_DEPTH_MAX + 1]; /* of the paragraphs and spans that are open */
    size_t looks;
    list_t list[MARKUP_DEPTH_MAX + 1];
    size_t lists;
    bool note, contents, begun;
} walker_t;

static const char *value_of(const walker_t *self, const char *attribute)
{
    return markup_attribute(self->xml, attribute);
}

static bool value_is(const walker_t *self, const char *attribute, const char *text)
{
    const char *value = value_of(self, attribute);

    return value != NULL && strcmp(value, text) == 0;
}

/* -- text ------------------------------------------------------------------------------- */

/* Is the first letter one of those whose look is said apart? */
static bool is_complex(const char *text, size_t len)
{
    for (const char *at = text, *end = text + len; at < end;) {
        uint32_t c = chars_next(&at, end);

        if (chars_is_word(c))
            return chars_is_rtl(c);
    }
    return false;
}

static rap_code_t put(walker_t *self, const char *text, size_t len, rap_err_t *err)
{
    const odt_look_t *look = self->looks > 0 ? &self->look[self->looks - 1] : NULL;

    if (look == NULL || look->is[ODT_IS_HIDDEN] == ODT_ON)
        return RAP_OK;
    bool complex = is_complex(text, len);
    flow_style_t style = {.size = complex ? look->complex_size : look->size,
        .bold = look->is[complex ? ODT_IS_COMPLEX_BOLD : ODT_IS_BOLD] == ODT_ON,
        .italic = look->is[complex ? ODT_IS_COMPLEX_ITALIC : ODT_IS_ITALIC] == ODT_ON};
    return flow_put(&self->flow, text, len, &style, err);
}

static rap_code_t put_spaces(walker_t *self, rap_err_t *err)
{
    long count = markup_number(self->xml, "c", 1, SPACES_MAX, 1);

    for (long i = 0; i < count; i++)
        RAP_TRY(put(self, " ", 1, err));
    return RAP_OK;
}

static void push_look(walker_t *self, const odt_look_t *look, const odt_style_t *style)
{
    odt_look_t *ret = &self->look[self->looks++];

    *ret = *look;
    if (style != NULL)
        odt_look_merge(ret, &style->look);
}

static void begin_span(walker_t *self)
{
    static const odt_look_t none = {.size = 0};
    const odt_style_t *style =
        odt_styles_find(self->styles, self->story->scope, "text", value_of(self, "style-name"));

    push_look(self, self->looks > 0 ? &self->look[self->looks - 1] : &none, style);
}

/* -- lists ------------------------------------------------------------------------------ */

static void begin_list(walker_t *self)
{
    odt_list_style_t *around = self->lists > 0 ? self->list[self->lists - 1].style : NULL;
    odt_list_style_t *style =
        odt_styles_find_list(self->styles, self->story->scope, value_of(self, "style-name"));
    bool goes_on =
        value_of(self, "continue-list") != NULL || value_is(self, "continue-numbering", "true");

    if (style == NULL)
        style = around;
    if (style != NULL && style != around && !goes_on)
        odt_lists_restart(style);
    self->list[self->lists++] = (list_t){.style = style, .start = -1};
}

static void begin_item(walker_t *self)
{
    if (self->lists == 0)
        return;
    list_t *list = &self->list[self->lists - 1];
    list->counted = false;
    list->start = markup_number(self->xml, "start-value", 0, INT32_MAX, -1);
}

/* The first paragraph of an item has its number; one that is a heading may have one of its own. */
static rap_code_t number(walker_t *self, flow_form_t *form, rap_err_t *err)
{
    list_t *list = self->lists > 0 ? &self->list[self->lists - 1] : NULL;
    rap_arena_t *arena = self->styles->arena;

    if (list != NULL && list->style != NULL) {
        if (list->counted)
            return RAP_OK;
        list->counted = true;
        return odt_lists_count(
            list->style, self->lists - 1, list->start, arena, &form->label, &form->item, err);
    }
    if (!form->heading || self->styles->outline == NULL)
        return RAP_OK;
    long level = markup_number(self->xml, "outline-level", 1, ODT_LEVELS, 1);
    return odt_lists_count(
        self->styles->outline, (size_t)level - 1, -1, arena, &form->label, &form->item, err);
}

/* -- paragraphs ------------------------------------------------------------------------- */

/* A page that begins because the paragraph's style says so. */
static void begin_page(walker_t *self, const odt_style_t *style)
{
    bool master = style != NULL && style->master != NULL && style->master[0] != '\0';

    if (!self->begun && master)
        self->story->master = style->master;
    if (self->begun && style != NULL && (style->breaks || master))
        self->flow.page++;
    self->begun = true;
}

static rap_code_t begin_paragraph(walker_t *self, rap_err_t *err)
{
    const odt_style_t *style = odt_styles_find(
        self->styles, self->story->scope, "paragraph", value_of(self, "style-name"));

    if (flow_form(&self->flow) == NULL)
        begin_page(self, style);
    RAP_TRY(flow_open(&self->flow, err));
    flow_form_t *form = flow_form(&self->flow);
    form->role = self->note       ? LAYOUT_FOOTNOTE
                 : self->contents ? LAYOUT_FURNITURE
                                  : self->story->role;
    form->heading = self->xml->id == ODT_HEADING || value_is(self, "style-name", "Title") ||
                    value_is(self, "style-name", "Subtitle");
    form->centred = style != NULL && style->centred == ODT_ON;
    push_look(self, &self->styles->defaults, style);
    return number(self, form, err);
}

/* -- events ----------------------------------------------------------------------------- */

static rap_code_t leave(walker_t *self, rap_err_t *err)
{
    return markup_leave(self->xml, self->xml->depth, err);
}

static rap_code_t begin_inline(walker_t *self, rap_err_t *err)
{
    switch (self->xml->id) {
    case ODT_SPAN:
        begin_span(self);
        return RAP_OK;
    case ODT_SPACES:
        return put_spaces(self, err);
    case ODT_TAB:
        return put(self, "\t", 1, err);
    case ODT_LINE_BREAK:
        return flow_break(&self->flow, false, err);
    case ODT_PAGE_BREAK:
        self->flow.page++;
        self->story->has_pages = true;
        return RAP_OK;
    case ODT_NOTE_BODY:
        self->note = true;
        return RAP_OK;
    default:
        return RAP_OK;
    }
}

static rap_code_t begin(walker_t *self, rap_err_t *err)
{
    switch (self->xml->id) {
    case ODT_PARAGRAPH:
    case ODT_HEADING:
        return begin_paragraph(self, err);
    case ODT_LIST:
        begin_list(self);
        return RAP_OK;
    case ODT_ITEM:
        begin_item(self);
        return RAP_OK;
    case ODT_SECTION:
        return value_is(self, "display", "none") ? leave(self, err) : RAP_OK;
    case ODT_CONTENTS:
        self->contents = true;
        return RAP_OK;
    case ODT_TABLE:
        flow_table_begin(&self->flow);
        return RAP_OK;
    case ODT_ROW:
        flow_row_begin(&self->flow);
        return RAP_OK;
    case ODT_CELL:
        flow_cell_begin(&self->flow);
        return RAP_OK;
    case ODT_SKIP:
        return leave(self, err);
    default:
        return begin_inline(self, err);
    }
}

static rap_code_t end(walker_t *self, rap_err_t *err)
{
    switch (self->xml->id) {
    case ODT_PARAGRAPH:
    case ODT_HEADING:
        self->looks--;
        return flow_close(&self->flow, err);
    case ODT_SPAN:
        self->looks--;
        return RAP_OK;
    case ODT_LIST:
        self->lists--;
        return RAP_OK;
    case ODT_CONTENTS:
        self->contents = false;
        return RAP_OK;
    case ODT_NOTE_BODY:
        self->note = false;
        return RAP_OK;
    case ODT_CELL:
        flow_cell_end(&self->flow);
        return RAP_OK;
    case ODT_ROW:
        flow_row_end(&self->flow);
        return RAP_OK;
    case ODT_TABLE:
        flow_table_end(&self->flow);
        return RAP_OK;
    default:
        return RAP_OK;
    }
}

static rap_code_t walk(walker_t *self, rap_err_t *err)
{
    size_t depth = self->xml->depth;
    bool more;

    for (;;) {
        RAP_TRY(markup_within(self->xml, depth, &more, err));
        if (!more)
            return flow_finish(&self->flow, err);
        if (self->xml->event == MARKUP_START)
            RAP_TRY(begin(self, err));
        else if (self->xml->event == MARKUP_END)
            RAP_TRY(end(self, err));
        else
            RAP_TRY(put(self, self->xml->text, self->xml->len, err));
    }
}

rap_code_t odt_story_read(odt_story_t *self, markup_t *xml, rap_err_t *err)
{
    walker_t *walker = rap_arena_alloc(self->styles->arena, sizeof *walker);

    if (walker == NULL)
        return growing_full(err);
    walker->story = self;
    walker->styles = self->styles;
    walker->xml = xml;
    flow_init(&walker->flow, self->styles->arena);
    walker->flow.block = self->block;
    walker->flow.page = self->page;
    rap_code_t code = walk(walker, err);
    self->block = walker->flow.block;
    self->page = walker->flow.page;
    return code;
}
