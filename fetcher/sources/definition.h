/* definition.h - what a file in sources.d/ says, as read.
 *
 * A source definition is YAML: where a listing is, how its entries are recognised, what it
 * says of each document, and how politely it is asked.  docs/sources.md describes
 * each key.  Unknown keys are errors with file:line and the nearest known key.
 */
#ifndef RAP_FETCHER_SOURCES_DEFINITION_H
#define RAP_FETCHER_SOURCES_DEFINITION_H

#include "base/arena.h"
#include "base/err.h"
#include "fetcher/sources/fields.h"
#include "proto/expect.h"

#include <stdbool.h>
#include <stdint.h>

/* Which part of an item a field's value comes from; the URL is as the listing writes it, not
 * yet made absolute. */
enum { FROM_ITEM, FROM_URL, FROM_PAGE };

typedef struct selector {
    const char *css, *xpath; /* at most one */
} selector_t;

typedef struct extractor {
    const char *css, *xpath; /* relative to the item; NULL: the whole of `from` */
    const char *attr;        /* of the element; NULL: its text */
    int from;                /* FROM_* */
    bool all;                /* of `url`: one document for each value */
    const char *regex;       /* searched in the value; no match, no value */
    int64_t group;           /* which of the pattern's groups is the value */
    rap_strings_t format;    /* of a date */
    int map;                 /* FIELD_MAP_* */
} extractor_t;

typedef struct extractors {
#define X(name) extractor_t *name;
    FIELDS(X)
#undef X
} extractors_t;

typedef struct host_alias {
    const char *host, *is;
} host_alias_t;

typedef struct definition {
    const char *id, *kind, *title, *note;
    bool enabled;
    const char *url;     /* of the listing */
    const char *file;    /* or its path, relative to the definition's folder */
    const char *path;    /* or, of kinds that are files themselves, where these are */
    rap_strings_t match; /* which of them, by name */
    rap_strings_t columns;
    selector_t items;
    selector_t root; /* of documents that are web pages: where their text is */
    extractors_t fields;
    field_texts_t filter, exclude; /* regular expressions */
    field_texts_t defaults;
    rap_array_t host_aliases; /* host_alias_t */
    struct {
        int64_t every;   /* ms between two looks at the listing */
        int64_t recheck; /* ms until a known document's address is asked again, while listed */
    } poll;
    struct {
        int64_t delay;     /* ms between two requests to a host */
        int64_t timeout;   /* ms for a whole transfer */
        int64_t max_bytes; /* of one document */
    } http;
    rap_expect_t expect;
} definition_t;

extern const rap_table_t definition_table;

/* Reads the file into the arena and checks what the table cannot: the shape of `id`, that
 * there is one of url and file. */
rap_code_t definition_read(
    definition_t *self, const char *path, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

extractor_t *definition_extractor(const definition_t *self, int field); /* or NULL */

#endif
