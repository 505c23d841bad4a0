/* date.h - days written in the ways that documents write them, in six languages. */
#ifndef RAP_PARSER_STRUCTURE_DATE_H
#define RAP_PARSER_STRUCTURE_DATE_H

#include "parser/structure/passage.h"

#include <stdbool.h>
#include <stddef.h>

enum { DATE_SIZE = 11 }; /* "2024-03-08" and a NUL */

typedef struct date {
    int year, month, day;
    bool range;     /* "4-8 March 2024": the day is the last one */
    bool ambiguous; /* 03/08/2024: could be the third of August */
    span_t span;
} date_t;

/* Every date with day, month and year, in order; at most `max`.  Returns how many. */
size_t date_find(const passage_t *passage, date_t *dates, size_t max);

/* "2024-03-08" */
void date_write(const date_t *self, char out[DATE_SIZE]);

#endif
