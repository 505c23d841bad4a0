/* language.h - which language a text is in: scripts are counted, and for Latin letters the
 * function words of each language vote. */
#ifndef RAP_PARSER_STRUCTURE_LANGUAGE_H
#define RAP_PARSER_STRUCTURE_LANGUAGE_H

#include "parser/structure/passage.h"

#include <stdbool.h>

/* BCP 47: one of the six official languages, or another that it was told from; NULL when the
 * text is too short to say, or is no language at all.  *ret_garbage: its letters form no words, as
 * in a text layer whose characters are all wrong. */
const char *language_of(const passage_t *passage, bool *ret_garbage);

#endif
