/* set_aside.c - what is not sure enough to be a position is one only when a person says so. */
#include "classifier/classify.h"

#include <stdio.h>

enum { REASON_SIZE = 64 };
#define ROUNDING 1e-9 /* 0.7 - 0.2 is 0.5 */

static rap_code_t say_why(
    rap_position_t *position, double threshold, rap_arena_t *arena, rap_err_t *err)
{
    char text[REASON_SIZE];

    if (position->reason != NULL)
        return RAP_OK;
    (void)snprintf(
        text, sizeof text, "confidence %.2f is less than %.2f", position->confidence, threshold);
    position->reason = rap_arena_strdup(arena, text);
    return position->reason != NULL ? RAP_OK
                                    : rap_fail(err, RAP_TOOBIG, "no room for a candidate's reason");
}

rap_code_t classify_set_aside(rap_array_t *positions, double threshold, rap_arena_t *arena,
    rap_array_t *ret_candidates, rap_err_t *err)
{
    rap_position_t *position = positions->item;
    rap_position_t *aside = rap_arena_array(arena, positions->count + 1, sizeof *aside);
    size_t kept = 0, count = 0;

    if (aside == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for %zu candidates", positions->count);
    for (size_t i = 0; i < positions->count; i++) {
        if (position[i].confidence + ROUNDING >= threshold) {
            position[kept++] = position[i];
            continue;
        }
        aside[count] = position[i];
        RAP_TRY(say_why(&aside[count], threshold, arena, err));
        count++;
    }
    positions->count = kept;
    *ret_candidates = (rap_array_t){aside, count};
    return RAP_OK;
}
