/* classify.h - from statements to positions. */
#ifndef RAP_CLASSIFIER_CLASSIFY_H
#define RAP_CLASSIFIER_CLASSIFY_H

#include "classifier/engine.h"
#include "proto/record.h"

/* Appends the statement's positions to `ret` (rap_position_t), in the arena.  The same text
 * gives the same positions.
 * RAP_SYNTAX for a text that is not UTF-8, RAP_TOOBIG past the arena's limit, or where to read the
 * statement takes more than 64 MiB. */
rap_code_t classify_statement(const engine_t *engine, const rap_statement_t *statement,
    rap_arena_t *arena, rap_array_t *ret, rap_err_t *err) RAP_CHECKED;

/* All statements of a result; its positions are replaced. */
rap_code_t classify_record(
    const engine_t *engine, rap_record_t *record, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* Moves what is less sure than `threshold` to `ret_candidates` (rap_position_t, in the arena), each
 * with a reason if it has none; the others keep their order. */
rap_code_t classify_set_aside(rap_array_t *positions, double threshold, rap_arena_t *arena,
    rap_array_t *ret_candidates, rap_err_t *err) RAP_CHECKED;

#endif
