/* fields.h - what a listing can say of a document, by name: its address and the hints.
 *
 * The one list of field names; the tables of a source definition, the columns of a list and
 * the option --hint are made from it.
 */
#ifndef RAP_FETCHER_SOURCES_FIELDS_H
#define RAP_FETCHER_SOURCES_FIELDS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/field.h"
#include "proto/envelope.h"

#define FIELDS(X)  \
    X(url)         \
    X(title)       \
    X(delegation)  \
    X(date)        \
    X(body)        \
    X(session)     \
    X(meeting)     \
    X(agenda_item) \
    X(language)    \
    X(place)       \
    X(kind)        \
    X(speaker)     \
    X(root)

enum {
#define X(name) FIELD_##name,
    FIELDS(X)
#undef X
        FIELD_COUNT
};

enum { FIELD_TEXT_MAX = 1000 }; /* bytes of one value; what is longer is cut */

extern const char *const field_names[]; /* NULL-terminated */

/* FIELD_*, or -1. */
int field_find(const char *name);

/* One text for each field; NULL where there is none. */
typedef struct field_texts {
#define X(name) const char *name;
    FIELDS(X)
#undef X
} field_texts_t;

/* Reads a mapping of field names to texts; unknown names are errors. */
extern const rap_table_t field_texts_table;

const char **field_text(field_texts_t *self, int field);

/* The texts but for the address. */
void field_to_hints(const field_texts_t *self, rap_hints_t *ret);

/* Copies the text, blanks folded, cut to `max_bytes` on a character; NULL when nothing is left
 * of it, it is not UTF-8 or the arena is full. */
const char *field_clean(const char *text, size_t max_bytes, rap_arena_t *arena);

/* Named replacements of a value: "russian" -> "ru" by `languages`, "seventh" -> "7" by
 * `ordinals`.  What the map does not know stays as it is. */
enum { FIELD_MAP_NONE, FIELD_MAP_LANGUAGES, FIELD_MAP_ORDINALS };
extern const char *const field_map_names[];
const char *field_map(int map, const char *text);

#endif
