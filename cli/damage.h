/* damage.h - what of a home's databases was damaged: what a repair cost, and what still waits for one.
 *
 * A repair is told of for as long as what it put aside is there: who has seen to it moves the file
 * away, or removes it.
 */
#ifndef RAP_CLI_DAMAGE_H
#define RAP_CLI_DAMAGE_H

#include "base/arena.h"
#include "base/db_rescue.h"
#include "base/field.h"
#include "proto/home.h"

#include <jansson.h>
#include <stdbool.h>

struct damage {
    const char *file;    /* the database's name in state/ */
    rap_damage_t rescue; /* `at` is NULL: it is damaged still, and `why` says how */
    bool is_open;        /* not repaired, or what was put aside is there */
};

/* `*ret` holds struct damage: all that ever was, by file and time, in the arena. */
rap_code_t damage_read(
    const rap_home_t *home, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err) RAP_CHECKED;

/* How many of them are open. */
size_t damage_open(const rap_array_t *damages);

/* An array of objects; the reference is the caller's. */
json_t *damage_json(const rap_array_t *damages);

/* For people: what is open. */
void damage_print(const rap_array_t *damages);

/* One of them in words, without a line end. */
void damage_describe(const struct damage *self, char *out, size_t size);

#endif
