/* options.h - options that several commands have. */
#ifndef RAP_CLI_OPTIONS_H
#define RAP_CLI_OPTIONS_H

#include "base/err.h"
#include "base/field.h"

/* Rows of a table of options: `at` is the member's offset. */
/* clang-format off */
#define OPTION_TEXT(label, at, what, text) \
    {.name = (label), .kind = RAP_KIND_STRING, .offset = (at), .max = 256, .meta = (what), .help = (text)}
#define OPTION_LIMIT(at, text) \
    {.name = "limit", .kind = RAP_KIND_INT, .offset = (at), .max = 1000000000, .preset = "0", \
        .meta = "N", .help = (text)}
/* clang-format on */

/* A day such as 2024-03-08, or NULL.  RAP_USAGE. */
rap_code_t option_check_day(const char *text, rap_err_t *err) RAP_CHECKED;

#endif
