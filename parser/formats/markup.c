/* markup.c - see markup.h */
#include "parser/formats/markup.h"

#include "parser/growing.h"

#include <errno.h>
#include <libxml/xmlreader.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TAG_LOOK = 4096,      /* bytes; a longer piece without a '<' is looked at          */
    ATTRIBUTES_MAX = 1000 /* in such a piece: libxml2 compares each with all the others */
};

static void on_error(void *arg, xmlErrorPtr error)
{
    markup_t *self = arg;

    if (error->code == XML_ERR_NO_MEMORY)
        self->starved = true;
    if (self->why[0] != '\0')
        return;
    (void)snprintf(self->why, sizeof self->why, "line %d: %s", error->line,
        error->message != NULL ? error->message : "");
    self->why[strcspn(self->why, "\n")] = '\0';
}

/* A tag ends before the next '<'.  In a piece that is so long and holds so many '=' there is
 * one with more attributes than any document has. */
static bool has_monstrous_tag(const char *bytes, size_t len)
{
    const char *at = bytes, *end = bytes + len;

    while (at < end) {
        const char *next = memchr(at, '<', (size_t)(end - at));
        size_t equals = 0;

        if (next == NULL)
            next = end;
        for (const char *c = at; next - at > TAG_LOOK && c < next; c++)
            equals += *c == '=' && c + 1 < next && (c[1] == '"' || c[1] == '\'');
        if (equals > ATTRIBUTES_MAX)
            return true;
        at = next + 1;
    }
    return false;
}

rap_code_t markup_open(markup_t *self, const char *bytes, size_t len, const char *part,
    const markup_names_t *names, rap_err_t *err)
{
    *self = (markup_t){.names = names, .part = part};
    if (len > INT_MAX || has_monstrous_tag(bytes, len))
        return rap_fail(err, RAP_TOOBIG, "the part '%s' has a tag with more than %d attributes",
            part, ATTRIBUTES_MAX);
    /* Not the reader's own handler: errors of encodings do not come to that one. */
    xmlSetStructuredErrorFunc(self, on_error);
    self->reader =
        xmlReaderForMemory(bytes, (int)len, NULL, NULL, XML_PARSE_NONET | XML_PARSE_COMPACT);
    if (self->reader == NULL)
        return rap_fail(err, RAP_TOOBIG, "no memory left to read the part '%s'", part);
    return RAP_OK;
}

void markup_release(markup_t *self)
{
    if (self->reader != NULL)
        xmlFreeTextReader(self->reader);
    self->reader = NULL;
    xmlSetStructuredErrorFunc(NULL, NULL);
}

typedef struct qualified {
    const char *prefix, *local;
} qualified_t;

/* As strcmp() of "prefix:local" and the table's name. */
static int by_name(const void *key, const void *name)
{
    const qualified_t *wanted = key;
    const char *at = ((const markup_name_t *)name)->name;
    size_t before = strlen(wanted->prefix);
    int order = strncmp(wanted->prefix, at, before);

    if (order != 0)
        return order;
    return at[before] == ':' ? strcmp(wanted->local, at + before + 1) : ':' - at[before];
}

/* The reader keeps each namespace once, so that its address tells it. */
static const char *prefix_of(markup_t *self, const xmlChar *space)
{
    if (space == NULL || space == self->space)
        return space != NULL ? self->prefix : NULL;
    self->space = space;
    self->prefix = NULL;
    for (const markup_space_t *at = self->names->space; at->address != NULL; at++)
        if (strcmp(at->address, (const char *)space) == 0)
            self->prefix = at->prefix;
    return self->prefix;
}

static int id_of(markup_t *self)
{
    qualified_t key = {prefix_of(self, xmlTextReaderConstNamespaceUri(self->reader)),
        (const char *)xmlTextReaderConstLocalName(self->reader)};
    const markup_name_t *found = NULL;

    if (key.prefix != NULL)
        found = bsearch(&key, self->names->name, self->names->names, sizeof *found, by_name);
    return found != NULL ? found->id : 0;
}

static rap_code_t fail_xml(const markup_t *self, rap_err_t *err)
{
    if (self->starved)
        return rap_fail(
            err, RAP_TOOBIG, "the part '%s' needs more memory than it may have", self->part);
    return rap_fail(
        err, RAP_SYNTAX, "the part '%s' is no well-formed XML (%s)", self->part, self->why);
}

/* Takes the node that the reader is at; false when it is nothing that is told. */
static rap_code_t take_node(markup_t *self, bool *ret_told, rap_err_t *err)
{
    *ret_told = true;
    switch (xmlTextReaderNodeType(self->reader)) {
    case XML_READER_TYPE_ELEMENT:
        self->depth = (size_t)xmlTextReaderDepth(self->reader) + 1;
        if (self->depth > MARKUP_DEPTH_MAX)
            return rap_fail(err, RAP_TOOBIG, "the part '%s' nests deeper than %d elements",
                self->part, MARKUP_DEPTH_MAX);
        self->event = MARKUP_START;
        self->id = id_of(self);
        self->empty = xmlTextReaderIsEmptyElement(self->reader) == 1;
        return RAP_OK;
    case XML_READER_TYPE_END_ELEMENT:
        self->event = MARKUP_END;
        self->depth = (size_t)xmlTextReaderDepth(self->reader) + 1;
        self->id = id_of(self);
        return RAP_OK;
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA:
    case XML_READER_TYPE_WHITESPACE:
    case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
        self->event = MARKUP_TEXT;
        self->text = (const char *)xmlTextReaderConstValue(self->reader);
        self->len = self->text != NULL ? strlen(self->text) : 0;
        *ret_told = self->len > 0;
        return RAP_OK;
    case XML_READER_TYPE_DOCUMENT_TYPE:
    case XML_READER_TYPE_ENTITY_REFERENCE:
        return rap_fail(err, RAP_SYNTAX,
            "the part '%s' has a document type, which office documents never have", self->part);
    default:
        *ret_told = false;
        return RAP_OK;
    }
}

rap_code_t markup_next(markup_t *self, rap_err_t *err)
{
    bool told = false;

    if (self->event == MARKUP_START && self->empty) {
        self->event = MARKUP_END;
        self->empty = false;
        return RAP_OK;
    }
    while (!told) {
        int more = xmlTextReaderRead(self->reader);

        if (more < 0)
            return fail_xml(self, err);
        if (more == 0) {
            self->event = MARKUP_DONE;
            return RAP_OK;
        }
        RAP_TRY(take_node(self, &told, err));
    }
    return RAP_OK;
}

rap_code_t markup_within(markup_t *self, size_t depth, bool *ret_more, rap_err_t *err)
{
    RAP_TRY(markup_next(self, err));
    *ret_more = self->event != MARKUP_DONE && !(self->event == MARKUP_END && self->depth == depth);
    return RAP_OK;
}

rap_code_t markup_element(markup_t *self, size_t depth, bool *ret_more, rap_err_t *err)
{
    do
        RAP_TRY(markup_within(self, depth, ret_more, err));
    while (*ret_more && self->event != MARKUP_START);
    return RAP_OK;
}

rap_code_t markup_leave(markup_t *self, size_t depth, rap_err_t *err)
{
    bool more = true;

    while (more)
        RAP_TRY(markup_within(self, depth, &more, err));
    return RAP_OK;
}

const char *markup_attribute(const markup_t *self, const char *name)
{
    const xmlNode *node = xmlTextReaderCurrentNode(self->reader);

    for (const xmlAttr *at = node != NULL ? node->properties : NULL; at != NULL; at = at->next)
        if (strcmp((const char *)at->name, name) == 0)
            return at->children != NULL && at->children->content != NULL
                       ? (const char *)at->children->content
                       : "";
    return NULL;
}

rap_code_t markup_keep(
    const markup_t *self, const char *name, rap_arena_t *arena, const char **ret, rap_err_t *err)
{
    const char *value = markup_attribute(self, name);

    *ret = rap_arena_strdup(arena, value);
    return value == NULL || *ret != NULL ? RAP_OK : growing_full(err);
}

long markup_number(const markup_t *self, const char *name, long least, long most, long otherwise)
{
    const char *text = markup_attribute(self, name);
    char *end;

    if (text == NULL)
        return otherwise;
    errno = 0;
    long number = strtol(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' && number >= least && number <= most
               ? number
               : otherwise;
}
