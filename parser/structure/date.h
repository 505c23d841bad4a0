/* date.h - days written in the ways that documents write them, in six languages.
 *
 * Days of the Gregorian calendar, and of Japan's eras; other calendars' stand beside one of these.
 */
#ifndef RAP_PARSER_STRUCTURE_DATE_H
#define RAP_PARSER_STRUCTURE_DATE_H

#include "parser/structure/passage.h"

#include <stdbool.h>
#include <stddef.h>

enum { DATE_SIZE = 11 /* "2024-03-08" and a NUL */, DATE_YEAR_MIN = 1945, DATE_YEAR_MAX = 2099 };

typedef struct date {
    int year, month, day;
    bool range;     /* "4-8 March 2024": the day is the last one */
    bool ambiguous; /* 03/08/2024: the third of August, or month and day the other way round */
    int weekday; /* 1: the day of the week beside it is right; -1: it is wrong; 0: there is none */
    span_t span;
} date_t;

/* Every date with day, month and year from 1945 to 2099, in order; at most `max`.  Returns how
 * many. */
size_t date_find(const passage_t *passage, date_t *dates, size_t max);

/* Are day and month there in that year, from 1945 to 2099? */
bool date_is_real(int year, int month, int day);

/* The same with day and month changed round. */
date_t date_turned(const date_t *self);

/* "2024-03-08" */
void date_write(const date_t *self, char out[DATE_SIZE]);

#endif
