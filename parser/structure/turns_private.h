/* turns_private.h - what turns.c sees in each block, and turns_weigh.c makes of it. */
#ifndef RAP_PARSER_STRUCTURE_TURNS_PRIVATE_H
#define RAP_PARSER_STRUCTURE_TURNS_PRIVATE_H

#include "parser/structure/turns.h"

#include <stdbool.h>

typedef struct seen {
    label_t label;
    size_t words;
    procedure_t procedure;
    bool aside;
    bool addressed;       /* begins with thanks, or with words to the Chair */
    bool personal;        /* "my delegation", "my country" */
    bool title;           /* "Statement by Kenya": a label made of a title */
    bool officer;         /* "President: Mr. Roe (Kenya)" */
    bool list;            /* States, and nothing else */
    bool starts;          /* a turn begins here: set by turns_weigh() */
    const char *language; /* of a title's section; NULL: not looked at */
} seen_t;

/* Decides which labels begin turns. */
void turns_weigh(seen_t *seen, const layout_t *layout, minutes_t minutes);

#endif
