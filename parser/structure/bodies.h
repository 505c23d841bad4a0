/* bodies.h - the bodies at which statements are made (data/bodies.yaml). */
#ifndef RAP_PARSER_STRUCTURE_BODIES_H
#define RAP_PARSER_STRUCTURE_BODIES_H

#include "base/arena.h"
#include "base/err.h"
#include "base/field.h"
#include "parser/structure/passage.h"
#include "parser/structure/session.h"

#include <stdbool.h>
#include <stddef.h>

enum { BODY_NUMBERED, BODY_ASSEMBLY, BODY_NO_SESSIONS };

/* All phrases are folded and bare after opening. */
typedef struct phrases {
    const char *key; /* "New York" */
    rap_strings_t phrases;
} phrases_t;

typedef struct body_session {
    const char *session, *from, *until; /* "7", "2024-03-04", "2024-03-08" */
    const char *place;                  /* NULL: the body's seat */
} body_session_t;

typedef struct body_item {
    const char *item; /* "Capacity-building" */
    rap_strings_t names;
} body_item_t;

typedef struct body {
    const char *key; /* "oewg-ict-2021" */
    const char *name;
    rap_strings_t names;
    rap_strings_t symbols; /* folded: "a/c.1/{session}/pv.{meeting}" */
    const char *family, *topic;
    const char *from, *until; /* NULL: always */
    bool broad, meetings, high;
    const char *part_of;  /* a body's key, or NULL */
    const char *seat;     /* a town's key, or NULL */
    int sessions;         /* BODY_* */
    rap_array_t calendar; /* body_session_t */
    rap_array_t agenda;   /* body_item_t */
} body_t;

typedef struct bodies bodies_t;

rap_code_t bodies_open(bodies_t **ret, const char *path, rap_err_t *err) RAP_CHECKED;
void bodies_destroy(bodies_t **self);

/* NULL for an unknown id. */
const body_t *bodies_get(const bodies_t *self, const char *id);

/* The towns where bodies meet, phrases_t. */
const rap_array_t *bodies_towns(const bodies_t *self);

/* The body that the text's `within` names; `whole` is the document, where a family's topic is
 * looked for; `day` may be NULL.  NULL when it names none, or one of several. */
const body_t *bodies_find(const bodies_t *self, const passage_t *text, span_t within,
    const passage_t *whole, const char *day);

/* --- body_symbols.c --- */

typedef struct body_symbol {
    const body_t *body;
    long session, meeting; /* 0: the symbol does not say it */
    span_t span;
} body_symbol_t;

/* The first symbol of a document of any body: "A/C.1/79/PV.3", "S/PV.9662". */
bool bodies_find_symbol(const bodies_t *self, const passage_t *text, body_symbol_t *ret);

/* --- body_sessions.c --- */

/* Of the sessions found in a heading the one that is this body's, else by the calendar; into
 * `out` of `size` bytes.  False when nothing says it. */
bool body_session_of(const body_t *self, const session_t *sessions, size_t count, const char *day,
    char *out, size_t size);

/* Has the body had a session of a number that the heading names? */
bool body_has_session(const body_t *self, const session_t *sessions, size_t count);

/* The number of the meeting among those found in a heading; 0 for none. */
long body_meeting_of(const body_t *self, const session_t *sessions, size_t count);

/* What is known of a day and the session of that name: 1, it is one of the session's days; -1, it
 * is not; 0, nothing. */
int body_session_covers(const body_t *self, const char *session, const char *day);

/* Does the day lie in a session of the calendar? */
bool body_has_day(const body_t *self, const char *day);

/* The town where the body meets, on that day where it is known; NULL where it is not. */
const char *body_place(const body_t *self, const char *day);

/* The standing agenda item that a heading names; NULL for none. */
const char *body_item_of(const body_t *self, const passage_t *head);

#endif
