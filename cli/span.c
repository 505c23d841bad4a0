/* span.c - see span.h */
#include "cli/span.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

const char *span_text(int64_t ms, char out[SPAN_SIZE])
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"d", 86400000}, {"h", 3600000}, {"min", 60000}, {"s", 1000}};
    const size_t last = sizeof units / sizeof units[0] - 1;
    size_t i = 0;

    while (i < last && ms < 2 * units[i].ms)
        i++;
    (void)snprintf(out, SPAN_SIZE, "%" PRId64 " %s", ms > 0 ? ms / units[i].ms : 0, units[i].unit);
    return out;
}
