/* date_address.h - the day that an address has: "/2024/03/08/", "d_240723", "1com081119". */
#ifndef RAP_PARSER_STRUCTURE_DATE_ADDRESS_H
#define RAP_PARSER_STRUCTURE_DATE_ADDRESS_H

#include "parser/structure/date.h"

/* Every day that the path of an address can mean, the plainest form first; at most `max`.  What six
 * digits can mean is `ambiguous` ("081119" is 2019 or 2008), and each reading is one.  Spans are of
 * the address.  Returns how many. */
size_t date_find_in_address(const char *address, date_t *dates, size_t max);

#endif
