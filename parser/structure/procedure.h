/* procedure.h - what records of meetings hold besides anybody's words. */
#ifndef RAP_PARSER_STRUCTURE_PROCEDURE_H
#define RAP_PARSER_STRUCTURE_PROCEDURE_H

#include "parser/structure/passage.h"

#include <stdbool.h>

typedef enum procedure {
    PROCEDURE_NONE,
    PROCEDURE_DIRECTION, /* "The meeting was called to order at 10.05 a.m.", "It was so decided." */
    PROCEDURE_CHAIR,     /* "Ms. Roe (Kenya), Vice-President, took the Chair." */
    PROCEDURE_VOTE,      /* "In favour:", and the States behind it */
    PROCEDURE_ITEM,      /* "Agenda item 8 (continued)" */
    PROCEDURE_ADDRESS,   /* "Address by Mr. Roe, President of ...": who speaks next */
    PROCEDURE_SECTION /* "Explanations of vote", "Statements in exercise of the right of reply" */
} procedure_t;

/* What a block is; the passage holds its start. */
procedure_t procedure_of(const passage_t *block);

/* What a document's head says that it is. */
typedef enum minutes {
    MINUTES_NONE,
    MINUTES_VERBATIM, /* "A/79/PV.7", "verbatim record" */
    MINUTES_SUMMARY   /* "A/C.1/79/SR.3", "summary record": told in the third person */
} minutes_t;

minutes_t procedure_minutes(const passage_t *block);

/* What the speakers behind these words of the Chair's, or behind a section's title, speak for:
 * RAP_STATEMENT_EXPLANATION_OF_VOTE, RAP_STATEMENT_RIGHT_OF_REPLY; RAP_STATEMENT_NATIONAL when
 * that ends; -1 when nothing is said of it. */
int procedure_mode(const passage_t *words, bool title);

/* "I shall now make a statement in my capacity as the representative of Kenya." */
typedef enum capacity {
    CAPACITY_NONE,
    CAPACITY_NATIONAL, /* what follows are a State's words */
    CAPACITY_CHAIR     /* "I resume my functions as President of the Council." */
} capacity_t;

/* The start of a paragraph: does somebody who spoke for others go on for its own State? */
bool procedure_is_national(const passage_t *start);

/* `ret_behind`, of the national capacity: what stands behind the phrase, where the State is named. */
capacity_t procedure_capacity(const passage_t *words, span_t *ret_behind);

#endif
