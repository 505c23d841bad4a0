/* hello.h - what a child says first: how its sandbox came out, and what it reads with.
 *
 * No document has been near it yet.
 */
#ifndef RAP_PARSER_HELLO_H
#define RAP_PARSER_HELLO_H

#include "base/field.h"

typedef struct parser_hello {
    rap_strings_t in_force, missing; /* pieces, as in sandbox_piece_names */
    const char *why;                 /* each one that is missing is so; NULL: none is */
    const char *versions;            /* "poppler 22.12.0, libxml2 2.9.14, ..., Linux 6.1.0" */
} parser_hello_t;

extern const rap_table_t parser_hello_table;

enum { HELLO_LIST_MAX = 128 };

/* "namespaces landlock"; cut where `out` ends. */
void hello_list(const rap_strings_t *pieces, char *out, size_t size);

#endif
