/* dates.h - the day that a listing names, as ISO 8601.
 *
 * Formats are those of strptime(3) with English month names, and "iso8601" for a date or
 * time of that standard (its zone is not applied: a listing names the day where it is).
 * The first that fits the whole text wins.  No fit means no date, never today.
 */
#ifndef RAP_FETCHER_SOURCES_DATES_H
#define RAP_FETCHER_SOURCES_DATES_H

#include "base/err.h"
#include "base/field.h"

#include <stdbool.h>

enum { DATE_SIZE = 11 }; /* "2024-03-08" and its NUL */

bool date_parse(const char *text, const rap_strings_t *formats, char ret[DATE_SIZE]);

/* RAP_SYNTAX for a format that has no year, month and day, or an unknown letter. */
rap_code_t date_check_format(const char *format, rap_err_t *err) RAP_CHECKED;

#endif
