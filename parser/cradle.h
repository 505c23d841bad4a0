/* cradle.h - how a reader is born: the side of rapporteur-parser-child; see nursery.h for the other. */
#ifndef RAP_PARSER_CRADLE_H
#define RAP_PARSER_CRADLE_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* Makes a copy of this process for each request, and returns in the copy: *ret_born is true, its
 * descriptors are WIRE_DESCRIPTOR and 2, and `memory_max` is what it was asked for.  In the process
 * itself it returns when nobody needs it any more: *ret_born is false.
 *
 * A copy is a child of this process's parent.  There must be no thread but this one. */
rap_code_t cradle_serve(int64_t *ret_memory_max, bool *ret_born, rap_err_t *err) RAP_CHECKED;

#endif
