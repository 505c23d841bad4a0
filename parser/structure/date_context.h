/* date_context.h - what a document says a day is of: the delivery, the posting, something else. */
#ifndef RAP_PARSER_STRUCTURE_DATE_CONTEXT_H
#define RAP_PARSER_STRUCTURE_DATE_CONTEXT_H

#include "parser/structure/date.h"

typedef enum date_context {
    DATE_PLAIN,
    DATE_DELIVERED, /* "delivered on 8 March 2024" */
    DATE_POSTED,    /* "Last updated: 9 March 2024": of the page, not of the statement */
    DATE_REFERRED   /* "resolution 75/240 of 31 December 2020", "adopted on ..." */
} date_context_t;

/* By the words before it on its line of a head, whose lines have " | " between them. */
date_context_t date_context(const passage_t *head, const date_t *date);

#endif
