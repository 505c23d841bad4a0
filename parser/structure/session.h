/* session.h - which session, which meeting: ordinals before the word, in six languages. */
#ifndef RAP_PARSER_STRUCTURE_SESSION_H
#define RAP_PARSER_STRUCTURE_SESSION_H

#include "parser/structure/passage.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum session_kind {
    SESSION_OF_BODY,       /* "seventh substantive session", 第七次会议 */
    SESSION_OF_ASSEMBLY,   /* "seventy-ninth session", "UNGA 79", 第79届 */
    SESSION_ORGANIZATIONAL /* "organizational session"; no number */
} session_kind_t;

typedef struct session {
    session_kind_t kind;
    long number;
    bool meeting; /* the word was "meeting" */
    bool either;  /* the word means sessions of one body and meetings of another: 次, "sesión" */
    span_t span;
} session_t;

/* Every session and meeting that is named, in order; at most `max`.  Returns how many.  A
 * number from 40 is the Assembly's, a smaller one another body's. */
size_t session_find(const passage_t *passage, session_t *sessions, size_t max);

/* The ordinal at token i ("seventh", "79th", "soixante-dix-neuvième", 第七), 1 to 9999; *next is
 * the token behind it.  0 when there is none. */
long ordinal_at(const passage_t *p, size_t i, size_t *next);

/* The number at token i ("27", "thirty-four", "soixante-dix", "тридцати двух", 十三), below 100 where it is
 * written in words, to 9999 in figures; *next is the token behind it.  0 when there is none. */
long cardinal_at(const passage_t *p, size_t i, size_t *next);

/* The number that token i writes in Roman numerals, 1 to 99; 0 for none. */
long roman_at(const passage_t *p, size_t i);

/* What a heading calls a meeting that has no number: "informal", "intersessional", "virtual"; NULL for
 * nothing of the kind. */
const char *session_manner(const passage_t *passage);

#endif
