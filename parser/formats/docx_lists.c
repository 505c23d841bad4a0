/* docx_lists.c - see docx.h
 *
 * An abstract definition says how the levels of a list are counted, a list says which
 * definition it uses and where it begins anew.  All lists of a definition count on together.
 */
#include "parser/formats/docx.h"

#include <stdlib.h>
#include <string.h>

enum { LABEL_MAX = 200, NUMBER_MAX = 1000 * 1000 };

typedef struct level {
    numbering_t how;
    long start;
    const char *text;  /* "%1.%2", NULL: nothing */
    const char *style; /* the paragraph style that is tied to it, or NULL */
    long restart;      /* the level (from 1) whose next number begins it anew; 0: none does */
    bool legal;        /* all numbers of the label are decimal */
} level_t;

typedef struct abstract {
    long id;
    level_t level[NUMBERING_LEVELS];
    long count[NUMBERING_LEVELS]; /* the last number, -1: none yet */
    const char *named, *uses;     /* as a list style; and which one it stands for */
} abstract_t;

typedef struct list {
    long id, abstract;
    long start[NUMBERING_LEVELS];   /* where it begins anew, -1: it does not      */
    level_t *own[NUMBERING_LEVELS]; /* in place of the definition's; NULL: none */
} list_t;

struct docx_lists {
    rap_arena_t *arena;
    growing_t abstract, list;
};

typedef struct reader {
    markup_t xml;
    docx_lists_t *lists;
} reader_t;

static numbering_t counting_of(const char *name)
{
    static const struct {
        const char *name;
        numbering_t how;
    } known[] = {{"bullet", NUMBERING_BULLET}, {"none", NUMBERING_NONE},
        {"decimalZero", NUMBERING_PADDED}, {"ordinal", NUMBERING_ORDINAL},
        {"lowerLetter", NUMBERING_LOWER}, {"upperLetter", NUMBERING_UPPER},
        {"lowerRoman", NUMBERING_LOWER_ROMAN}, {"upperRoman", NUMBERING_UPPER_ROMAN},
        {"russianLower", NUMBERING_LOWER_RUSSIAN}, {"russianUpper", NUMBERING_UPPER_RUSSIAN},
        {"arabicAlpha", NUMBERING_ARABIC}, {"arabicAbjad", NUMBERING_ABJAD},
        {"chineseCounting", NUMBERING_CHINESE}, {"chineseCountingThousand", NUMBERING_CHINESE},
        {"ideographDigital", NUMBERING_CHINESE}, {"japaneseCounting", NUMBERING_CHINESE},
        {"taiwaneseCounting", NUMBERING_CHINESE}, {"decimalEnclosedCircle", NUMBERING_CIRCLED},
        {"decimalEnclosedCircleChinese", NUMBERING_CIRCLED}};

    for (size_t i = 0; name != NULL && i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].name, name) == 0)
            return known[i].how;
    return NUMBERING_DECIMAL;
}

/* -- reading ---------------------------------------------------------------------------- */

static rap_code_t keep(const reader_t *self, const char **ret, rap_err_t *err)
{
    return markup_keep(&self->xml, "val", self->lists->arena, ret, err);
}

static rap_code_t read_level(reader_t *self, level_t *level, rap_err_t *err)
{
    const markup_t *xml = &self->xml;
    size_t depth = xml->depth;
    bool more;

    *level = (level_t){.start = 0, .restart = -1};
    for (;;) {
        RAP_TRY(markup_element(&self->xml, depth, &more, err));
        if (!more)
            return RAP_OK;
        if (xml->id == DOCX_START)
            level->start = markup_number(xml, "val", 0, NUMBER_MAX, 0);
        else if (xml->id == DOCX_LIST_COUNTING)
            level->how = counting_of(markup_attribute(xml, "val"));
        else if (xml->id == DOCX_LEVEL_RESTART)
            level->restart = markup_number(xml, "val", 0, NUMBERING_LEVELS, -1);
        else if (xml->id == DOCX_LEGAL)
            level->legal = docx_switch(markup_attribute(xml, "val")) == DOCX_ON;
        else if (xml->id == DOCX_LEVEL_TEXT)
            RAP_TRY(keep(self, &level->text, err));
        else if (xml->id == DOCX_PARAGRAPH_STYLE)
            RAP_TRY(keep(self, &level->style, err));
    }
}

static long level_number(const reader_t *self)
{
    return markup_number(&self->xml, "ilvl", 0, NUMBERING_LEVELS - 1, -1);
}

static rap_code_t read_abstract(reader_t *self, rap_err_t *err)
{
    abstract_t *ret = growing_add(&self->lists->abstract, self->lists->arena);
    size_t depth = self->xml.depth;
    level_t none;
    bool more;

    if (ret == NULL)
        return growing_full(err);
    ret->id = markup_number(&self->xml, "abstractNumId", 0, INT32_MAX, -1);
    for (size_t i = 0; i < NUMBERING_LEVELS; i++) {
        ret->level[i].how = NUMBERING_NONE;
        ret->count[i] = -1;
    }
    for (;;) {
        RAP_TRY(markup_element(&self->xml, depth, &more, err));
        if (!more)
            return RAP_OK;
        if (self->xml.id == DOCX_LEVEL) {
            long at = level_number(self);

            RAP_TRY(read_level(self, at >= 0 ? &ret->level[at] : &none, err));
        } else if (self->xml.id == DOCX_STYLE_LINK) {
            RAP_TRY(keep(self, &ret->named, err));
        } else if (self->xml.id == DOCX_LIST_STYLE_LINK) {
            RAP_TRY(keep(self, &ret->uses, err));
        }
    }
}

static rap_code_t read_own_level(reader_t *self, level_t **ret, rap_err_t *err)
{
    *ret = rap_arena_alloc(self->lists->arena, sizeof **ret);
    return *ret != NULL ? read_level(self, *ret, err) : growing_full(err);
}

static rap_code_t read_list(reader_t *self, rap_err_t *err)
{
    list_t *ret = growing_add(&self->lists->list, self->lists->arena);
    size_t depth = self->xml.depth;
    long level = -1;
    bool more;

    if (ret == NULL)
        return growing_full(err);
    *ret = (list_t){.id = markup_number(&self->xml, "numId", 0, INT32_MAX, -1), .abstract = -1};
    for (size_t i = 0; i < NUMBERING_LEVELS; i++)
        ret->start[i] = -1;
    for (;;) {
        RAP_TRY(markup_element(&self->xml, depth, &more, err));
        if (!more)
            return RAP_OK;
        if (self->xml.id == DOCX_ABSTRACT_ID)
            ret->abstract = markup_number(&self->xml, "val", 0, INT32_MAX, -1);
        else if (self->xml.id == DOCX_LEVEL_OVERRIDE)
            level = level_number(self);
        else if (self->xml.id == DOCX_START_OVERRIDE && level >= 0)
            ret->start[level] = markup_number(&self->xml, "val", 0, NUMBER_MAX, -1);
        else if (self->xml.id == DOCX_LEVEL && level >= 0)
            RAP_TRY(read_own_level(self, &ret->own[level], err));
    }
}

static rap_code_t read_all(reader_t *self, rap_err_t *err)
{
    for (;;) {
        RAP_TRY(markup_next(&self->xml, err));
        if (self->xml.event == MARKUP_DONE)
            return RAP_OK;
        if (self->xml.event == MARKUP_START && self->xml.id == DOCX_ABSTRACT)
            RAP_TRY(read_abstract(self, err));
        else if (self->xml.event == MARKUP_START && self->xml.id == DOCX_LIST)
            RAP_TRY(read_list(self, err));
    }
}

static int by_list(const void *left, const void *right)
{
    long a = ((const list_t *)left)->id, b = ((const list_t *)right)->id;

    return (a > b) - (a < b);
}

static int by_abstract(const void *left, const void *right)
{
    long a = ((const abstract_t *)left)->id, b = ((const abstract_t *)right)->id;

    return (a > b) - (a < b);
}

rap_code_t docx_lists_read(
    docx_lists_t **ret, const char *xml, size_t len, rap_arena_t *arena, rap_err_t *err)
{
    docx_lists_t *lists = rap_arena_alloc(arena, sizeof *lists);

    if (lists == NULL)
        return growing_full(err);
    *lists = (docx_lists_t){
        .arena = arena, .abstract.size = sizeof(abstract_t), .list.size = sizeof(list_t)};
    *ret = lists;
    if (xml == NULL)
        return RAP_OK;
    reader_t self = {.lists = lists};
    rap_code_t code = markup_open(&self.xml, xml, len, "numbering", &docx_names, err);
    if (code == RAP_OK)
        code = read_all(&self, err);
    markup_release(&self.xml);
    if (lists->abstract.count > 0)
        qsort(lists->abstract.item, lists->abstract.count, sizeof(abstract_t), by_abstract);
    if (lists->list.count > 0)
        qsort(lists->list.item, lists->list.count, sizeof(list_t), by_list);
    return code;
}

/* -- counting --------------------------------------------------------------------------- */

/* The definition that a list uses, perhaps by way of a list style. */
static abstract_t *abstract_of(const docx_lists_t *self, const list_t *list)
{
    abstract_t key = {.id = list->abstract}, *at = self->abstract.item;
    abstract_t *ret = self->abstract.count > 0
                          ? bsearch(&key, at, self->abstract.count, sizeof *at, by_abstract)
                          : NULL;

    if (ret == NULL || ret->uses == NULL)
        return ret;
    for (size_t i = 0; i < self->abstract.count; i++)
        if (at[i].named != NULL && strcmp(at[i].named, ret->uses) == 0)
            return &at[i];
    return ret;
}

static long level_of_style(const abstract_t *abstract, const char *style)
{
    for (long i = 0; style != NULL && i < NUMBERING_LEVELS; i++)
        if (abstract->level[i].style != NULL && strcmp(abstract->level[i].style, style) == 0)
            return i;
    return 0;
}

static const level_t *level_of(const abstract_t *abstract, const list_t *list, long i)
{
    return list->own[i] != NULL ? list->own[i] : &abstract->level[i];
}

/* The next number of a level; those below it begin anew, those above it have begun. */
static void count(abstract_t *self, list_t *list, long level)
{
    for (long i = 0; i < level; i++)
        if (self->count[i] < 0)
            self->count[i] = level_of(self, list, i)->start;
    if (list->start[level] >= 0)
        self->count[level] = list->start[level];
    else
        self->count[level] =
            self->count[level] >= 0 ? self->count[level] + 1 : level_of(self, list, level)->start;
    list->start[level] = -1;
    for (long i = level + 1; i < NUMBERING_LEVELS; i++) {
        long restart = level_of(self, list, i)->restart;

        if (restart < 0 || restart > level)
            self->count[i] = -1;
    }
}

/* "%1.%2" with the numbers in it. */
static rap_code_t write_label(const docx_lists_t *self, const abstract_t *from, const list_t *list,
    long level, const char **ret, rap_err_t *err)
{
    const level_t *own = level_of(from, list, level);
    char out[LABEL_MAX + NUMBERING_SIZE];
    size_t n = 0;

    for (const char *at = own->text; *at != '\0' && n < LABEL_MAX; at++) {
        long i = at[1] - '1';

        if (*at != '%' || i < 0 || i >= NUMBERING_LEVELS) {
            out[n++] = *at;
            continue;
        }
        const level_t *other = level_of(from, list, i);
        long number = from->count[i] >= 0 ? from->count[i] : other->start;
        n += numbering_write(
            own->legal && i < level ? NUMBERING_DECIMAL : other->how, number, out + n);
        at++;
    }
    *ret = rap_arena_strndup(self->arena, out, n);
    return *ret != NULL ? RAP_OK : growing_full(err);
}

rap_code_t docx_lists_count(docx_lists_t *self, long list, long level, const char *style,
    const char **ret_label, bool *ret_item, rap_err_t *err)
{
    list_t key = {.id = list}, *at = self->list.item;

    *ret_label = NULL;
    *ret_item = false;
    if (list <= 0 || self->list.count == 0)
        return RAP_OK;
    at = bsearch(&key, at, self->list.count, sizeof *at, by_list);
    abstract_t *abstract = at != NULL ? abstract_of(self, at) : NULL;
    if (abstract == NULL)
        return RAP_OK;
    if (level < 0)
        level = level_of_style(abstract, style);
    const level_t *own = level_of(abstract, at, level);
    count(abstract, at, level);
    *ret_item = own->text != NULL && own->text[strspn(own->text, " ")] != '\0';
    if (!*ret_item || own->how == NUMBERING_BULLET)
        return RAP_OK;
    return write_label(self, abstract, at, level, ret_label, err);
}
