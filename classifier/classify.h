/* classify.h - from statements to positions: the whole of the rules. */
#ifndef RAP_CLASSIFIER_CLASSIFY_H
#define RAP_CLASSIFIER_CLASSIFY_H

#include "classifier/codebook.h"
#include "proto/parties.h"
#include "proto/record.h"

#define CLASSIFY_ENGINE "rules@0.1.0"

/* Appends the statement's positions to `ret` (rap_position_t), in the arena.  The same text
 * gives the same positions.  `parties` may be NULL: then views of others have no names.
 * RAP_SYNTAX for a text that is not UTF-8, RAP_TOOBIG past the arena's limit. */
rap_code_t classify_statement(const codebook_t *codebook, const rap_parties_t *parties,
    const rap_statement_t *statement, rap_arena_t *arena, rap_array_t *ret,
    rap_err_t *err) RAP_CHECKED;

/* All statements of a result; its positions are replaced. */
rap_code_t classify_record(const codebook_t *codebook, const rap_parties_t *parties,
    rap_record_t *record, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* The confidence that a position has at least, unless an option says another: as a person would
 * write it. */
#define CLASSIFY_THRESHOLD "0.5"

/* Moves what is less sure than `threshold` to `ret_candidates` (rap_position_t, in the arena), each
 * with a reason if it has none; the others keep their order. */
rap_code_t classify_set_aside(rap_array_t *positions, double threshold, rap_arena_t *arena,
    rap_array_t *ret_candidates, rap_err_t *err) RAP_CHECKED;

#endif
