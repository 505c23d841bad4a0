/* party_parts.h - names that are a part of another party's: private to parties.c. */
#ifndef RAP_PROTO_PARTY_PARTS_H
#define RAP_PROTO_PARTY_PARTS_H

#include "base/text_icu.h"

#include <stdbool.h>
#include <stddef.h>

/* Is the name at [start, end) what is left of a longer one that is not written as it should be?
 * "Peoples Democratik Republic of Korea" is not the Republic of Korea, "Guinea-Bissao" not Guinea. */
bool party_parts_is_left(const rap_folded_t *text, size_t start, size_t end);

#endif
