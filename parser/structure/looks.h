/* looks.h - the starts of a document's blocks, folded once for all who look at them: whose turn it is,
 * where the head ends, what the opening says. */
#ifndef RAP_PARSER_STRUCTURE_LOOKS_H
#define RAP_PARSER_STRUCTURE_LOOKS_H

#include "base/arena.h"
#include "base/err.h"
#include "parser/layout.h"
#include "parser/structure/passage.h"

#include <stddef.h>

enum { LOOKS_KEPT = 256 /* blocks; a longer document's would take ten times its text */ };

typedef struct looks {
    const layout_t *layout;
    rap_arena_t *arena;
    passage_t *kept; /* of the first blocks; without a text: not asked for yet */
    size_t most;
} looks_t;

rap_code_t looks_open(
    looks_t *ret, const layout_t *layout, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* Of block i, label_look() bytes of it; behind the first LOOKS_KEPT made in `scratch` whenever it is
 * asked for. */
rap_code_t looks_get(const looks_t *self, size_t i, rap_arena_t *scratch, const passage_t **ret,
    rap_err_t *err) RAP_CHECKED;

/* Of block i at most `max` bytes, which may be more than its start: made in `scratch` where it is. */
rap_code_t looks_get_more(const looks_t *self, size_t i, size_t max, rap_arena_t *scratch,
    const passage_t **ret, rap_err_t *err) RAP_CHECKED;

#endif
