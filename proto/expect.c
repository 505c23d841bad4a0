/* expect.c - see expect.h */
#include "proto/expect.h"

enum { ITEMS_MAX = 100000 };

#define YEARS_10 (INT64_C(3650) * 24 * 3600 * 1000)

static const rap_field_t fields[] = {
    {.name = "min_items",
        .kind = RAP_KIND_INT,
        .offset = offsetof(rap_expect_t, min_items),
        .max = ITEMS_MAX},
    {.name = "poll_within",
        .kind = RAP_KIND_TIME,
        .offset = offsetof(rap_expect_t, poll_within),
        .max = YEARS_10},
    {.name = "document_within",
        .kind = RAP_KIND_TIME,
        .offset = offsetof(rap_expect_t, document_within),
        .max = YEARS_10},
    {.kind = RAP_KIND_END},
};

const rap_table_t rap_expect_table = {
    .name = "expect", .size = sizeof(rap_expect_t), .fields = fields};
