/* expect.h - what a source definition promises of its source, under `expect`.
 *
 * The fetcher tells of a listing that is too short; `rapporteur check` reads the definitions of a
 * home for the rest.
 */
#ifndef RAP_PROTO_EXPECT_H
#define RAP_PROTO_EXPECT_H

#include "base/field.h"

#include <stdint.h>

typedef struct rap_expect {
    int64_t min_items;       /* a listing with fewer is suspect: an event says so */
    int64_t poll_within;     /* ms within which the listing is read well; 0: not said */
    int64_t document_within; /* ms within which it gives a new document; 0: not said */
} rap_expect_t;

extern const rap_table_t rap_expect_table;

#endif
