/* record_private.h - what the files about records share. */
#ifndef RAP_PROTO_RECORD_PRIVATE_H
#define RAP_PROTO_RECORD_PRIVATE_H

#include "proto/record.h"

enum { RECORD_TEXT_MAX = 8 * 1024 * 1024 }; /* bytes of one statement */

extern const rap_table_t record_packed_table; /* statements without their texts */

#endif
