/* hello.c - see hello.h */
#include "parser/hello.h"

#include "proto/row.h"

#include <stdio.h>

enum { PIECES_MAX = 16, TEXT_MAX = 2048 };

#define ROW_OF parser_hello_t
static const rap_field_t fields[] = {
    ROW_TEXTS(in_force, PIECES_MAX),
    ROW_TEXTS(missing, PIECES_MAX),
    ROW_TEXT(why, TEXT_MAX, 0),
    ROW_TEXT(versions, TEXT_MAX, RAP_REQUIRED),
    ROW_END,
};

const rap_table_t parser_hello_table = {"hello", sizeof(parser_hello_t), fields, .open = true};

void hello_list(const rap_strings_t *pieces, char *out, size_t size)
{
    size_t len = 0;

    out[0] = '\0';
    for (size_t i = 0; i < pieces->count && len < size; i++)
        len += (size_t)snprintf(out + len, size - len, "%s%s", i > 0 ? " " : "", pieces->item[i]);
}
