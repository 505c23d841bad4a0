/* room.c - see room.h */
#include "classifier/evaluate/room.h"

rap_code_t room_none(rap_err_t *err)
{
    return rap_fail(err, RAP_TOOBIG, "too much for the memory allowed; give fewer statements");
}

rap_code_t room_take(rap_arena_t *arena, size_t count, size_t size, void **ret, rap_err_t *err)
{
    *ret = rap_arena_array(arena, count + 1, size);
    return *ret != NULL ? RAP_OK : room_none(err);
}
