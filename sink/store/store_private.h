/* store_private.h - what the writing and the reading half of the SQLite store share. */
#ifndef RAP_SINK_STORE_STORE_PRIVATE_H
#define RAP_SINK_STORE_STORE_PRIVATE_H

#include "base/db.h"
#include "sink/store/store.h"

struct rap_store {
    rap_db_t *db;
};

/* Index of `word` in `names`, or `otherwise` when it is NULL or not among them. */
int store_choice(const char *word, const char *const *names, int otherwise);

/* A copy of the row's text, NULL for SQL NULL; *code becomes TOOBIG when the arena is full
 * (and is left alone otherwise, so that a row's many columns need one check). */
const char *store_keep(rap_stmt_t *row, int column, rap_arena_t *arena, rap_code_t *code);

#endif
