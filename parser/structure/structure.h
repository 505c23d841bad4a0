/* structure.h - from a layout to a record: who spoke, where, when, and what was said.
 *
 * The document wins over the listing where it is certain; where it is not, the envelope's
 * hints fill in; what neither says stays NULL.
 */
#ifndef RAP_PARSER_STRUCTURE_STRUCTURE_H
#define RAP_PARSER_STRUCTURE_STRUCTURE_H

#include "base/arena.h"
#include "base/err.h"
#include "parser/layout.h"
#include "proto/envelope.h"
#include "proto/home.h"
#include "proto/record.h"

#define STRUCTURE_ENGINE RAP_RECORD_PARSER

/* The parties and bodies by which documents are read; opened once, for any number of them. */
typedef struct structure structure_t;

/* The files parties.yaml and bodies.yaml of the home; `home` may be NULL (proto/home.h says where
 * they are looked for). */
rap_code_t structure_open(structure_t **ret, const rap_home_t *home, rap_err_t *err) RAP_CHECKED;
void structure_destroy(structure_t **self);

/* A result with the document and its statements, in the arena: one, or one of each turn in a record
 * or transcript of a meeting and in a compilation (turns.h).  Strings of the layout and the
 * envelope are borrowed.  RAP_NO_TEXT, RAP_NOT_STATEMENT, RAP_TOOBIG say why not. */
rap_code_t structure_read(const layout_t *layout, const rap_envelope_t *envelope,
    const structure_t *self, rap_arena_t *arena, rap_record_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
