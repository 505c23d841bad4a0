/* codebook_private.h - what a codebook is in memory: codebook_compile.c makes it, codebook.c
 * answers from it. */
#ifndef RAP_CLASSIFIER_CODEBOOK_PRIVATE_H
#define RAP_CLASSIFIER_CODEBOOK_PRIVATE_H

#include "base/arena.h"
#include "classifier/codebook_file.h"

struct codebook {
    rap_arena_t *arena; /* names and `yields` */
    const char *name;
    codebook_issue_t *issue;
    codebook_cue_t *cue;
    codebook_near_t *near;
    size_t issues, cues, nears;
    rap_strings_t bodies, mixed;
    match_t *match;
    codebook_meaning_t *meaning; /* by phrase */
    uint32_t *first;             /* of each phrase, and one more */
    size_t phrases;
};

/* Fills the empty `to`, which has its arena, from what was read; `file` and `yaml` are for
 * messages. */
typedef struct codebook_source {
    const char *file;
    const char *yaml;
    size_t yaml_len;
    const file_codebook_t *from;
    rap_arena_t *arena; /* scratch */
} codebook_source_t;

rap_code_t codebook_compile(
    const codebook_source_t *source, codebook_t *to, rap_err_t *err) RAP_CHECKED;

#endif
