/* row.h - field rows of messages, one line each.  The JSON key is the member's name.
 *
 *   #define ROW_OF rap_hello_t
 *   ROW_TEXT(worker, RAP1_NAME_MAX, RAP_REQUIRED), ROW_INT(credit, 0, 64, 0), ROW_END
 *
 * Private to the files that hold tables; options have help and defaults and are written out.
 */
#ifndef RAP_PROTO_ROW_H
#define RAP_PROTO_ROW_H

#include "base/field.h"

/* clang-format off */
#define ROW_AT(m) .name = #m, .offset = offsetof(ROW_OF, m)
#define ROW_TEXT(m, most, fl)     {ROW_AT(m), .kind = RAP_KIND_STRING, .max = (most), .flags = (fl)}
#define ROW_TEXTS(m, most)        {ROW_AT(m), .kind = RAP_KIND_STRINGS, .max = (most)}
#define ROW_INT(m, least, most, fl) \
    {ROW_AT(m), .kind = RAP_KIND_INT, .min = (least), .max = (most), .flags = (fl)}
#define ROW_REAL(m, least, most, fl) \
    {ROW_AT(m), .kind = RAP_KIND_REAL, .min = (least), .max = (most), .flags = (fl)}
#define ROW_BOOL(m)               {ROW_AT(m), .kind = RAP_KIND_BOOL}
#define ROW_CHOICE(m, names, fl)  {ROW_AT(m), .kind = RAP_KIND_CHOICE, .choices = (names), .flags = (fl)}
#define ROW_OBJECT(m, t)          {ROW_AT(m), .kind = RAP_KIND_OBJECT, .table = &(t)}
#define ROW_OPTIONAL(m, t)        {ROW_AT(m), .kind = RAP_KIND_OPTIONAL, .table = &(t)}
#define ROW_ARRAY(m, t, most)     {ROW_AT(m), .kind = RAP_KIND_ARRAY, .table = &(t), .max = (most)}
#define ROW_END                   {.kind = RAP_KIND_END}
/* clang-format on */

#endif
