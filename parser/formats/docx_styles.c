/* docx_styles.c - see docx.h */
#include "parser/formats/docx.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    BASES_MAX = 20,
    LEVEL_MAX = NUMBERING_LEVELS - 1,
    HALF_POINTS_MAX = 4000,
    HALF_POINTS_DEFAULT = 20
};

docx_switch_t docx_switch(const char *value)
{
    bool off = value != NULL && (strcmp(value, "0") == 0 || strcmp(value, "false") == 0 ||
                                    strcmp(value, "off") == 0);

    return off ? DOCX_OFF : DOCX_ON;
}

void docx_look_merge(docx_look_t *under, const docx_look_t *over)
{
    for (size_t i = 0; i < DOCX_LOOKS; i++)
        if (over->is[i] != 0)
            under->is[i] = over->is[i];
}

static void take_look(const markup_t *xml, docx_styles_t *styles, docx_look_t *look)
{
    static const struct {
        int id, look;
    } known[] = {{DOCX_BOLD, DOCX_IS_BOLD}, {DOCX_COMPLEX_BOLD, DOCX_IS_COMPLEX_BOLD},
        {DOCX_ITALIC, DOCX_IS_ITALIC}, {DOCX_COMPLEX_ITALIC, DOCX_IS_COMPLEX_ITALIC},
        {DOCX_HIDDEN, DOCX_IS_HIDDEN}, {DOCX_RTL, DOCX_IS_RTL}, {DOCX_COMPLEX, DOCX_IS_RTL},
        {DOCX_SIZE, DOCX_HAS_SIZE}, {DOCX_COMPLEX_SIZE, DOCX_HAS_COMPLEX_SIZE}};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (xml->id != known[i].id)
            continue;
        look->is[known[i].look] = known[i].look >= DOCX_HAS_SIZE
                                      ? markup_number(xml, "val", 1, HALF_POINTS_MAX, 0)
                                      : (long)docx_switch(markup_attribute(xml, "val"));
    }
    if (xml->id != DOCX_CHARACTER_STYLE || styles == NULL)
        return;
    const docx_style_t *style = docx_styles_find(styles, markup_attribute(xml, "val"));
    if (style == NULL)
        return;
    docx_look_merge(look, &style->look); /* it stands first, so that it is under the others */
    if (style->prompt)
        look->is[DOCX_IS_HIDDEN] = DOCX_ON;
}

rap_code_t docx_look_read(
    markup_t *xml, docx_styles_t *styles, docx_look_t *ret, bool *ret_deleted, rap_err_t *err)
{
    size_t depth = xml->depth;
    bool more;

    *ret = (docx_look_t){0};
    *ret_deleted = false;
    for (;;) {
        RAP_TRY(markup_element(xml, depth, &more, err));
        if (!more)
            return RAP_OK;
        take_look(xml, styles, ret);
        *ret_deleted = *ret_deleted || xml->id == DOCX_DELETED;
        if (xml->id == DOCX_SKIP)
            RAP_TRY(markup_leave(xml, xml->depth, err));
    }
}

/* -- reading ---------------------------------------------------------------------------- */

typedef struct reader {
    markup_t xml;
    rap_arena_t *arena;
    growing_t style; /* docx_style_t */
    docx_look_t defaults;
} reader_t;

/* What the names say that Word itself gives to its own styles, in all of its languages. */
static void take_name(docx_style_t *style, const char *name)
{
    if (name == NULL)
        return;
    if (style->outline < 0 && (strcasecmp(name, "title") == 0 || strcasecmp(name, "subtitle") == 0))
        style->outline = 0;
    style->contents = strncasecmp(name, "toc ", 4) == 0;
    style->prompt = strcasecmp(name, "placeholder text") == 0;
}

static rap_code_t take_in_style(reader_t *self, docx_style_t *style, rap_err_t *err)
{
    const markup_t *xml = &self->xml;
    const char *value = markup_attribute(xml, "val");
    bool deleted;

    switch (xml->id) {
    case DOCX_NAME:
        take_name(style, value);
        return RAP_OK;
    case DOCX_BASED_ON:
        return markup_keep(xml, "val", self->arena, &style->based_on, err);
    case DOCX_ALIGN:
        style->centred = value != NULL && strcmp(value, "center") == 0 ? DOCX_ON : DOCX_OFF;
        return RAP_OK;
    case DOCX_OUTLINE:
        style->outline = (int)markup_number(xml, "val", 0, NUMBERING_LEVELS, -1);
        return RAP_OK;
    case DOCX_LIST_ID:
        style->list = markup_number(xml, "val", 0, INT32_MAX, -1);
        return RAP_OK;
    case DOCX_LIST_LEVEL:
        style->level = markup_number(xml, "val", 0, LEVEL_MAX, -1);
        return RAP_OK;
    case DOCX_LOOK:
        return docx_look_read(&self->xml, NULL, &style->look, &deleted, err);
    case DOCX_SKIP:
        return markup_leave(&self->xml, xml->depth, err);
    default:
        return RAP_OK;
    }
}

static rap_code_t take_style(reader_t *self, rap_err_t *err)
{
    const char *type = markup_attribute(&self->xml, "type");
    const char *is_default = markup_attribute(&self->xml, "default");
    size_t depth = self->xml.depth;
    docx_style_t style = {.outline = -1, .list = -1, .level = -1};
    bool more;

    style.is_default = is_default != NULL && docx_switch(is_default) == DOCX_ON && type != NULL &&
                       strcmp(type, "paragraph") == 0;
    RAP_TRY(markup_keep(&self->xml, "styleId", self->arena, &style.id, err));
    for (;;) {
        RAP_TRY(markup_element(&self->xml, depth, &more, err));
        if (!more)
            break;
        RAP_TRY(take_in_style(self, &style, err));
    }
    if (style.id != NULL && !growing_append(&self->style, self->arena, &style, 1))
        return growing_full(err);
    return RAP_OK;
}

static rap_code_t take_all(reader_t *self, rap_err_t *err)
{
    bool deleted;

    for (;;) {
        RAP_TRY(markup_next(&self->xml, err));
        if (self->xml.event == MARKUP_DONE)
            return RAP_OK;
        if (self->xml.event != MARKUP_START)
            continue;
        if (self->xml.id == DOCX_STYLE)
            RAP_TRY(take_style(self, err));
        else if (self->xml.id == DOCX_LOOK) /* of the defaults: it stands in no style */
            RAP_TRY(docx_look_read(&self->xml, NULL, &self->defaults, &deleted, err));
        else if (self->xml.id == DOCX_SKIP)
            RAP_TRY(markup_leave(&self->xml, self->xml.depth, err));
    }
}

/* -- looking up ------------------------------------------------------------------------- */

static int by_id(const void *left, const void *right)
{
    return strcmp(((const docx_style_t *)left)->id, ((const docx_style_t *)right)->id);
}

static docx_style_t *find(const docx_styles_t *self, const char *id)
{
    docx_style_t key = {.id = id};

    return id != NULL && self->styles > 0
               ? bsearch(&key, self->style, self->styles, sizeof key, by_id)
               : NULL;
}

/* Puts into a style what it does not say itself and the one under it does. */
static void inherit(docx_style_t *style, const docx_style_t *base)
{
    docx_look_t look = base->look;

    docx_look_merge(&look, &style->look);
    style->look = look;
    if (style->centred == DOCX_UNSAID)
        style->centred = base->centred;
    if (style->outline < 0)
        style->outline = base->outline;
    if (style->list < 0)
        style->list = base->list;
    if (style->level < 0)
        style->level = base->level;
}

const docx_style_t *docx_styles_find(docx_styles_t *self, const char *id)
{
    docx_style_t *style = find(self, id);

    if (style == NULL || style->resolved)
        return style;
    style->resolved = true;
    const docx_style_t *base = find(self, style->based_on);
    for (int i = 0; i < BASES_MAX && base != NULL; i++) {
        inherit(style, base);
        base = base->resolved ? NULL : find(self, base->based_on);
    }
    return style;
}

rap_code_t docx_styles_read(
    docx_styles_t *ret, const char *xml, size_t len, rap_arena_t *arena, rap_err_t *err)
{
    reader_t self = {.arena = arena, .style.size = sizeof(docx_style_t)};
    docx_look_t usual = {
        .is[DOCX_HAS_SIZE] = HALF_POINTS_DEFAULT, .is[DOCX_HAS_COMPLEX_SIZE] = HALF_POINTS_DEFAULT};

    *ret = (docx_styles_t){.plain = {.outline = -1, .list = -1, .level = -1}, .defaults = usual};
    if (xml == NULL)
        return RAP_OK;
    rap_code_t code = markup_open(&self.xml, xml, len, "styles", &docx_names, err);
    if (code == RAP_OK)
        code = take_all(&self, err);
    markup_release(&self.xml);
    if (code != RAP_OK)
        return code;
    ret->style = self.style.item;
    ret->styles = self.style.count;
    if (ret->styles > 0)
        qsort(ret->style, ret->styles, sizeof *ret->style, by_id);
    for (size_t i = 0; i < ret->styles; i++)
        if (ret->style[i].is_default)
            ret->plain = *docx_styles_find(ret, ret->style[i].id);
    docx_look_merge(&ret->defaults, &self.defaults);
    return RAP_OK;
}
