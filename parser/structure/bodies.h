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

typedef struct body_session {
    const char *session, *from, *until; /* "7", "2024-03-04", "2024-03-08" */
} body_session_t;

typedef struct body {
    const char *key; /* "oewg-ict-2021" */
    const char *name;
    rap_strings_t names; /* folded and bare after opening */
    const char *family, *topic;
    const char *from, *until; /* NULL: always */
    bool broad, meetings;
    int sessions;         /* BODY_* */
    rap_array_t calendar; /* body_session_t */
    rap_strings_t agenda;
} body_t;

typedef struct bodies bodies_t;

rap_code_t bodies_open(bodies_t **ret, const char *path, rap_err_t *err) RAP_CHECKED;
void bodies_destroy(bodies_t **self);

/* NULL for an unknown id. */
const body_t *bodies_get(const bodies_t *self, const char *id);

/* The body that the text's `within` names; `whole` is the document, where a family's topic is
 * looked for; `day` may be NULL.  NULL when it names none, or one of several. */
const body_t *bodies_find(const bodies_t *self, const passage_t *text, span_t within,
    const passage_t *whole, const char *day);

/* Of the sessions found in a heading the one that is this body's, else by the calendar; into
 * `out` of `size` bytes.  False when nothing says it. */
bool body_session_of(const body_t *self, const session_t *sessions, size_t count, const char *day,
    char *out, size_t size);

/* What is known of a day and the session of that name: 1, it is one of the session's days; -1, it
 * is not; 0, nothing. */
int body_session_covers(const body_t *self, const char *session, const char *day);

/* Does the day lie in a session of the calendar? */
bool body_has_day(const body_t *self, const char *day);

#endif
