/* pattern.h - a regular expression (PCRE2, UTF-8) with limits on what it may cost. */
#ifndef RAP_FETCHER_SOURCES_PATTERN_H
#define RAP_FETCHER_SOURCES_PATTERN_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct pattern pattern_t;

/* RAP_SYNTAX says what is wrong and where. */
rap_code_t pattern_new(pattern_t **ret, const char *text, rap_err_t *err) RAP_CHECKED;
void pattern_destroy(pattern_t **self);

/* Is it anywhere in the text?  *ret_start and *ret_len are then of group number `group`
 * (0: the whole match); a group that took no part is no match.  A match that costs too
 * much, or a text that is not UTF-8, is none. */
bool pattern_find(
    const pattern_t *self, const char *text, unsigned group, size_t *ret_start, size_t *ret_len);
bool pattern_matches(const pattern_t *self, const char *text);

/* How many groups it has. */
unsigned pattern_groups(const pattern_t *self);

#endif
