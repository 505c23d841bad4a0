/* json_memory.h - where jansson's memory comes from while one message is decoded.
 *
 * A message's values live as long as its decoding, in some two hundred pieces.  So between begin
 * and end the nodes that simdjson's values become (base/node_json.cc), and all that jansson
 * allocates, come from an arena of this file's, nothing is freed one by one, and a tree is never
 * let go of: the end forgets all of it.  It counts against the limit of the message's own arena, so
 * that no message takes more memory than its task may.
 *
 * jansson takes its allocator once for the whole process and hands it no context: what is
 * begun stands in a variable, one for each thread.  Nothing but codec_read.c begins; what
 * others keep (base/tree.h, cli/) comes from malloc() as ever.
 */
#ifndef RAP_BASE_JSON_MEMORY_H
#define RAP_BASE_JSON_MEMORY_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Room for as much as `arena`, of which nothing is taken, still has.  Once at a time. */
void json_memory_begin(const rap_arena_t *arena);

/* Zeroed; NULL when the room does not do. */
void *json_memory_take(size_t size);

/* False: the room did not do, and something has failed for want of it. */
bool json_memory_enough(void);

/* What was allocated since the beginning is gone. */
void json_memory_end(void);

#ifdef __cplusplus
}
#endif

#endif
