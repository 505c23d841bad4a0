/* odt_styles.c - see odt.h */
#include "parser/formats/odt.h"

#include <stdlib.h>
#include <string.h>

enum { PARENTS_MAX = 20, FIRST_MAX = 1000 * 1000 };

static const double SIZE_MOST = 2000; /* points */

void odt_styles_init(odt_styles_t *self, rap_arena_t *arena)
{
    *self = (odt_styles_t){.arena = arena};
    for (int i = 0; i < ODT_SCOPES; i++) {
        self->style[i].size = sizeof(odt_style_t);
        self->list[i].size = sizeof(odt_list_style_t);
    }
}

static double scale(double size, double under)
{
    return size >= 0 ? size : under > 0 ? -size * under : 0;
}

void odt_look_merge(odt_look_t *under, const odt_look_t *over)
{
    for (size_t i = 0; i < ODT_SWITCHES; i++)
        if (over->is[i] != ODT_UNSAID)
            under->is[i] = over->is[i];
    if (over->size != 0)
        under->size = scale(over->size, under->size);
    if (over->complex_size != 0)
        under->complex_size = scale(over->complex_size, under->complex_size);
}

/* -- reading ---------------------------------------------------------------------------- */

static bool value_is(const markup_t *xml, const char *attribute, const char *text)
{
    const char *value = markup_attribute(xml, attribute);

    return value != NULL && strcmp(value, text) == 0;
}

/* "12pt", "80%"; 0 when it is neither. */
static double size_of(const markup_t *xml, const char *attribute)
{
    const char *value = markup_attribute(xml, attribute);
    char *end;

    if (value == NULL)
        return 0;
    double number = strtod(value, &end);
    if (end == value || !(number > 0) || number > SIZE_MOST)
        return 0;
    return strcmp(end, "pt") == 0 ? number : strcmp(end, "%") == 0 ? -number / 100 : 0;
}

/* A weight or a posture: any but the plain one stands out. */
static odt_switch_t stands_out(const markup_t *xml, const char *attribute)
{
    const char *value = markup_attribute(xml, attribute);

    if (value == NULL)
        return ODT_UNSAID;
    if (value[0] >= '1' && value[0] <= '9')
        return value[0] >= '6' ? ODT_ON : ODT_OFF;
    return strcmp(value, "normal") != 0 ? ODT_ON : ODT_OFF;
}

static void take_look(const markup_t *xml, odt_look_t *ret)
{
    const char *display = markup_attribute(xml, "display");
    odt_look_t look = {.is = {[ODT_IS_BOLD] = stands_out(xml, "font-weight"),
                           [ODT_IS_ITALIC] = stands_out(xml, "font-style"),
                           [ODT_IS_COMPLEX_BOLD] = stands_out(xml, "font-weight-complex"),
                           [ODT_IS_COMPLEX_ITALIC] = stands_out(xml, "font-style-complex")},
        .size = size_of(xml, "font-size"),
        .complex_size = size_of(xml, "font-size-complex")};

    if (display != NULL)
        look.is[ODT_IS_HIDDEN] = strcmp(display, "none") == 0 ? ODT_ON : ODT_OFF;
    *ret = look;
}

static void take_form(const markup_t *xml, odt_style_t *style)
{
    if (markup_attribute(xml, "text-align") != NULL)
        style->centred = value_is(xml, "text-align", "center") ? ODT_ON : ODT_OFF;
    style->breaks = value_is(xml, "break-before", "page");
}

static rap_code_t take_style(odt_styles_t *self, odt_scope_t scope, markup_t *xml, rap_err_t *err)
{
    bool is_default = xml->id == ODT_DEFAULT_STYLE, more = true;
    size_t depth = xml->depth;
    odt_style_t style = {.name = ""};

    if (!is_default)
        RAP_TRY(markup_keep(xml, "name", self->arena, &style.name, err));
    RAP_TRY(markup_keep(xml, "family", self->arena, &style.family, err));
    RAP_TRY(markup_keep(xml, "parent-style-name", self->arena, &style.parent, err));
    RAP_TRY(markup_keep(xml, "master-page-name", self->arena, &style.master, err));
    while (more) {
        RAP_TRY(markup_element(xml, depth, &more, err));
        if (!more)
            break;
        if (xml->id == ODT_TEXT_PROPERTIES)
            take_look(xml, &style.look);
        else if (xml->id == ODT_PARAGRAPH_PROPERTIES)
            take_form(xml, &style);
    }
    if (style.name == NULL || style.family == NULL)
        return RAP_OK;
    if (is_default && strcmp(style.family, "paragraph") == 0)
        self->defaults = style.look;
    if (!is_default && !growing_append(&self->style[scope], self->arena, &style, 1))
        return growing_full(err);
    return RAP_OK;
}

static numbering_t counting_of(const char *format)
{
    if (format == NULL || format[0] == '\0')
        return NUMBERING_NONE;
    switch (format[0]) {
    case 'a':
        return NUMBERING_LOWER;
    case 'A':
        return NUMBERING_UPPER;
    case 'i':
        return NUMBERING_LOWER_ROMAN;
    case 'I':
        return NUMBERING_UPPER_ROMAN;
    default:
        break;
    }
    /* Others are written as their first numbers. */
    return strncmp(format, "一", 3) == 0                        ? NUMBERING_CHINESE
           : strncmp(format, "①", 3) == 0                       ? NUMBERING_CIRCLED
           : strncmp(format, "أ, ب, ت", strlen("أ, ب, ت")) == 0 ? NUMBERING_ARABIC
           : strncmp(format, "أ, ب, ج", strlen("أ, ب, ج")) == 0 ? NUMBERING_ABJAD
           : strncmp(format, "А, Б", strlen("А, Б")) == 0       ? NUMBERING_UPPER_RUSSIAN
           : strncmp(format, "а, б", strlen("а, б")) == 0       ? NUMBERING_LOWER_RUSSIAN
                                                                : NUMBERING_DECIMAL;
}

static rap_code_t take_level(
    const odt_styles_t *self, const markup_t *xml, odt_list_style_t *style, rap_err_t *err)
{
    long at = markup_number(xml, "level", 1, ODT_LEVELS, 0);

    if (at == 0)
        return RAP_OK;
    odt_level_t *level = &style->level[at - 1];
    *level = (odt_level_t){.how = NUMBERING_BULLET};
    if (xml->id == ODT_BULLET_LEVEL)
        return RAP_OK;
    level->how = counting_of(markup_attribute(xml, "num-format"));
    level->start = markup_number(xml, "start-value", 0, FIRST_MAX, 1);
    level->shown = markup_number(xml, "display-levels", 1, at, 1);
    RAP_TRY(markup_keep(xml, "num-prefix", self->arena, &level->prefix, err));
    return markup_keep(xml, "num-suffix", self->arena, &level->suffix, err);
}

static rap_code_t take_list_style(
    odt_styles_t *self, odt_scope_t scope, markup_t *xml, rap_err_t *err)
{
    bool outline = xml->id == ODT_OUTLINE_STYLE, more = true;
    size_t depth = xml->depth;
    odt_list_style_t *style = outline ? rap_arena_alloc(self->arena, sizeof *style)
                                      : growing_add(&self->list[scope], self->arena);

    if (style == NULL)
        return growing_full(err);
    RAP_TRY(markup_keep(xml, "name", self->arena, &style->name, err));
    if (style->name == NULL)
        style->name = "";
    for (size_t i = 0; i < ODT_LEVELS; i++)
        style->level[i].how = NUMBERING_NONE;
    odt_lists_restart(style);
    while (more) {
        RAP_TRY(markup_element(xml, depth, &more, err));
        if (more && (xml->id == ODT_NUMBER_LEVEL || xml->id == ODT_BULLET_LEVEL))
            RAP_TRY(take_level(self, xml, style, err));
    }
    if (outline)
        self->outline = style;
    return RAP_OK;
}

/* -- looking up ------------------------------------------------------------------------- */

static int by_name(const void *left, const void *right)
{
    const odt_style_t *a = left, *b = right;
    int family = strcmp(a->family, b->family);

    return family != 0 ? family : strcmp(a->name, b->name);
}

static int by_list_name(const void *left, const void *right)
{
    return strcmp(((const odt_list_style_t *)left)->name, ((const odt_list_style_t *)right)->name);
}

rap_code_t odt_styles_take(odt_styles_t *self, odt_scope_t scope, markup_t *xml, rap_err_t *err)
{
    growing_t *style = &self->style[scope], *list = &self->list[scope];
    size_t depth = xml->depth;
    bool more = true;

    while (more) {
        RAP_TRY(markup_element(xml, depth, &more, err));
        if (!more)
            break;
        if (xml->id == ODT_STYLE || xml->id == ODT_DEFAULT_STYLE)
            RAP_TRY(take_style(self, scope, xml, err));
        else if (xml->id == ODT_LIST_STYLE || xml->id == ODT_OUTLINE_STYLE)
            RAP_TRY(take_list_style(self, scope, xml, err));
    }
    if (style->count > 0)
        qsort(style->item, style->count, style->size, by_name);
    if (list->count > 0)
        qsort(list->item, list->count, list->size, by_list_name);
    return RAP_OK;
}

static odt_style_t *find_in(const growing_t *styles, const char *family, const char *name)
{
    const odt_style_t key = {.name = name, .family = family};

    return styles->count > 0 ? bsearch(&key, styles->item, styles->count, sizeof key, by_name)
                             : NULL;
}

/* Puts into a style what it does not say itself and the one under it does. */
static void inherit(odt_style_t *style, const odt_style_t *parent)
{
    odt_look_t look = parent->look;

    odt_look_merge(&look, &style->look);
    style->look = look;
    if (style->centred == ODT_UNSAID)
        style->centred = parent->centred;
    if (style->master == NULL)
        style->master = parent->master;
}

const odt_style_t *odt_styles_find(
    odt_styles_t *self, odt_scope_t scope, const char *family, const char *name)
{
    odt_style_t *style = NULL;

    if (name == NULL)
        return NULL;
    style = find_in(&self->style[scope], family, name);
    if (style == NULL)
        style = find_in(&self->style[ODT_COMMON], family, name);
    if (style == NULL || style->resolved)
        return style;
    style->resolved = true;
    const odt_style_t *parent = style;
    for (int i = 0; i < PARENTS_MAX && parent != NULL && parent->parent != NULL; i++) {
        const char *above = parent->parent;

        parent = find_in(&self->style[ODT_COMMON], family, above);
        if (parent == NULL)
            break;
        inherit(style, parent);
        if (parent->resolved)
            break;
    }
    return style;
}

odt_list_style_t *odt_styles_find_list(odt_styles_t *self, odt_scope_t scope, const char *name)
{
    const odt_list_style_t key = {.name = name};
    const growing_t *lists[] = {&self->list[scope], &self->list[ODT_COMMON]};

    for (size_t i = 0; i < 2 && name != NULL; i++) {
        odt_list_style_t *ret = lists[i]->count > 0 ? bsearch(&key, lists[i]->item, lists[i]->count,
                                                          sizeof key, by_list_name)
                                                    : NULL;
        if (ret != NULL)
            return ret;
    }
    return NULL;
}
