/* bodies_private.h - what bodies.yaml holds, for the files that search it. */
#ifndef RAP_PARSER_STRUCTURE_BODIES_PRIVATE_H
#define RAP_PARSER_STRUCTURE_BODIES_PRIVATE_H

#include "parser/structure/bodies.h"

typedef struct bodies_file {
    rap_strings_t asides, addressees;
    rap_array_t towns, families, topics; /* phrases_t */
    rap_array_t bodies;                  /* body_t */
} bodies_file_t;

struct bodies {
    rap_arena_t *arena;
    bodies_file_t file;
};

/* NULL for an unknown key. */
const phrases_t *bodies_phrases(const rap_array_t *list, const char *key);

#endif
