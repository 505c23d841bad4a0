/* room.h - memory for what is kept of statements, and what is said when it is used up. */
#ifndef RAP_CLASSIFIER_EVALUATE_ROOM_H
#define RAP_CLASSIFIER_EVALUATE_ROOM_H

#include "base/arena.h"
#include "base/err.h"

/* RAP_TOOBIG: people gave more than the arena holds. */
rap_code_t room_none(rap_err_t *err) RAP_CHECKED;

/* Zeroed memory for `count` items of `size` bytes, which may be none, in the arena. */
rap_code_t room_take(
    rap_arena_t *arena, size_t count, size_t size, void **ret, rap_err_t *err) RAP_CHECKED;

#endif
