/* span.h - lengths of time for people: "12 s", "5 min", "3 h", "2 d". */
#ifndef RAP_CLI_SPAN_H
#define RAP_CLI_SPAN_H

#include <stdint.h>

enum { SPAN_SIZE = 32 };

/* Rounded down to the largest unit of which there are two; negative ones are 0.  Returns `out`. */
const char *span_text(int64_t ms, char out[SPAN_SIZE]);

#endif
