/* options.c - see options.h */
#include "cli/options.h"

#include "base/clock.h"

#include <string.h>

rap_code_t option_check_day(const char *text, rap_err_t *err)
{
    int64_t ignored;

    if (text == NULL || (strlen(text) == strlen("2024-03-08") &&
                            rap_clock_parse_iso(text, &ignored, err) == RAP_OK))
        return RAP_OK;
    return rap_fail(err, RAP_USAGE, "'%.40s' is no date such as 2024-03-08", text);
}
