/* date_words.h - names of months and of the days of the week, in the languages of documents. */
#ifndef RAP_PARSER_STRUCTURE_DATE_WORDS_H
#define RAP_PARSER_STRUCTURE_DATE_WORDS_H

#include "parser/structure/passage.h"

#include <stddef.h>

/* The month at token i, 1 to 12, with the full stop of an abbreviation or its second Arabic name;
 * *next is the token behind it.  0 for none. */
int month_at(const passage_t *p, size_t i, size_t *next);

/* The day of the week at token i: 1 for Monday to 7 for Sunday, 0 for none. */
int weekday_at(const passage_t *p, size_t i, size_t *next);

#endif
