/* opt_private.h - what opt.c and opt_help.c must agree on. */
#ifndef RAP_BASE_OPT_PRIVATE_H
#define RAP_BASE_OPT_PRIVATE_H

#include "base/opt.h"

enum { RAP_OPT_NAME_SIZE = 64 };

/* Can a row be one word on the command line?  Structs and lists of structs cannot. */
bool rap_opt_is_word(const rap_field_t *field);

/* "log-level" of the row log_level, behind `prefix` ("", "no-"). */
void rap_opt_name(const rap_field_t *field, const char *prefix, char out[RAP_OPT_NAME_SIZE]);

#endif
