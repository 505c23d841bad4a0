/* markings.h - what is stamped on a statement's text and is not part of it. */
#ifndef RAP_PARSER_MARKINGS_H
#define RAP_PARSER_MARKINGS_H

#include <stdbool.h>
#include <stddef.h>

/* Is the line nothing but "Check against delivery", "À vérifier au prononcé", "OFFICIAL" and the
 * like, in the six languages? */
bool markings_is(const char *text, size_t len);

/* Nothing but a web address, with or without "Source:" before it? */
bool markings_is_source(const char *text, size_t len);

#endif
