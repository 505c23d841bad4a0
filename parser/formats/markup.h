/* markup.h - the XML of office documents, read one element after the other.
 *
 * A thin coat over libxml2's text reader: no network, no document type, no entities of the
 * document's own, limits on depth and on a tag's length.  Elements are told by numbers from
 * a table of names, so that their namespaces' prefixes do not matter; what the table does not
 * have is number 0.  An empty element begins and ends like any other.
 */
#ifndef RAP_PARSER_FORMATS_MARKUP_H
#define RAP_PARSER_FORMATS_MARKUP_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum { MARKUP_DEPTH_MAX = 200 };

typedef enum markup_event {
    MARKUP_START, /* of an element                         */
    MARKUP_END,   /* of an element                         */
    MARKUP_TEXT,  /* perhaps a part of it only, never empty */
    MARKUP_DONE   /* the part's end                        */
} markup_event_t;

/* A namespace, and the prefix that stands for it in the table, whichever a file has. */
typedef struct markup_space {
    const char *prefix, *address;
} markup_space_t;

typedef struct markup_name {
    const char *name; /* "w:tbl" */
    int id;           /* not 0 */
} markup_name_t;

/* Which elements are told apart. */
typedef struct markup_names {
    const markup_space_t *space; /* ended by one without an address */
    const markup_name_t *name;   /* sorted by name                  */
    size_t names;
} markup_names_t;

typedef struct markup {
    markup_event_t event;
    int id;           /* of the element that begins or ends                         */
    size_t depth;     /* of the element that begins or ends; of the root it is 1     */
    const char *text; /* of MARKUP_TEXT; borrowed until the next call                 */
    size_t len;
    /* Private. */
    struct _xmlTextReader *reader;
    const markup_names_t *names;
    const char *part;   /* borrowed */
    const void *space;  /* the namespace that was looked up last, */
    const char *prefix; /* and its prefix in the table, or NULL    */
    bool empty, starved;
    char why[96]; /* the first error */
} markup_t;

/* Begins to read; all pointers are borrowed until markup_release(), which is due whatever this
 * returns.  One is open at a time. */
rap_code_t markup_open(markup_t *self, const char *bytes, size_t len, const char *part,
    const markup_names_t *names, rap_err_t *err) RAP_CHECKED;
void markup_release(markup_t *self);

/* The next event.  RAP_SYNTAX of what is no well-formed XML or has a document type,
 * RAP_TOOBIG past a limit. */
rap_code_t markup_next(markup_t *self, rap_err_t *err) RAP_CHECKED;

/* The next event inside the element that began at `depth`; *ret_more is false at its end. */
rap_code_t markup_within(markup_t *self, size_t depth, bool *ret_more, rap_err_t *err) RAP_CHECKED;

/* The same, and all but the beginning of an element is passed over. */
rap_code_t markup_element(markup_t *self, size_t depth, bool *ret_more, rap_err_t *err) RAP_CHECKED;

/* Goes to the end of the element at `depth`, which is open. */
rap_code_t markup_leave(markup_t *self, size_t depth, rap_err_t *err) RAP_CHECKED;

/* The value of an attribute, named without its prefix, of the element that begins; NULL when it
 * has none.  Borrowed until the next event. */
const char *markup_attribute(const markup_t *self, const char *name);

/* The same, copied into the arena; RAP_TOOBIG when that is full. */
rap_code_t markup_keep(const markup_t *self, const char *name, rap_arena_t *arena, const char **ret,
    rap_err_t *err) RAP_CHECKED;

/* The same as a whole number from `least` to `most`; `otherwise` when it is none. */
long markup_number(const markup_t *self, const char *name, long least, long most, long otherwise);

#endif
