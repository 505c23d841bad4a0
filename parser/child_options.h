/* child_options.h - what the parser tells its child on the command line. */
#ifndef RAP_PARSER_CHILD_OPTIONS_H
#define RAP_PARSER_CHILD_OPTIONS_H

#include "base/field.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct child_options {
    int64_t parent;     /* process id: the child ends with it */
    const char *home;   /* NULL: none; data files are beside the program */
    int64_t memory_max; /* bytes of address space */
    int sandbox;        /* SANDBOX_PREFER, SANDBOX_REQUIRE, SANDBOX_OFF */
    bool check;         /* the data files only: there is no socket */
} child_options_t;

extern const rap_table_t child_options_table;

#endif
