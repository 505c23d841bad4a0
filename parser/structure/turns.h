/* turns.h - one statement a document, or many: whose turn each block belongs to.
 *
 * Verbatim and summary records, transcripts, interviews, compilations and pages with several
 * interventions are split; everything else is one statement.  A wrong split puts words into a wrong mouth, so
 * one is made only where labels of two speakers, or of one in a record, say so clearly.
 */
#ifndef RAP_PARSER_STRUCTURE_TURNS_H
#define RAP_PARSER_STRUCTURE_TURNS_H

#include "parser/layout.h"
#include "parser/structure/label.h"
#include "parser/structure/looks.h"
#include "parser/structure/procedure.h"
#include "proto/parties.h"

#include <stddef.h>
#include <stdint.h>

#define TURNS_NO_BLOCK SIZE_MAX

enum { TURNS_MAX = 1024 };

/* What became of a block. */
typedef enum turn_fate {
    TURN_SAID,      /* it belongs to a turn */
    TURN_HEAD,      /* before the first turn */
    TURN_ASIDE,     /* furniture, footnotes */
    TURN_PROCEDURE, /* stage directions, votes, titles of agenda items */
    TURN_TIME       /* a time code, or a cue's number */
} turn_fate_t;

typedef struct turn {
    label_t label;
    size_t first, behind; /* blocks; the label is in the first one */
    size_t item;          /* block with the agenda item, or TURNS_NO_BLOCK */
    size_t intro;         /* block that announced the speaker, the same */
    size_t officer;       /* of the Chair: block that says who it is, the same */
    int mode;             /* what the turns here are for: RAP_STATEMENT_*, or -1 */
} turn_t;

typedef struct turns {
    turn_t *item;  /* in order, not overlapping */
    size_t count;  /* 0: one statement */
    uint8_t *fate; /* turn_fate_t of each block; NULL when there are no turns */
    size_t *words; /* where each block's words begin, behind a label or a time code: bytes */
    minutes_t minutes;
    bool interview; /* the turns ask and answer: LABEL_QUESTION, LABEL_ANSWER */
} turns_t;

/* Everything in the arena.  RAP_TOOBIG where there are more than TURNS_MAX turns. */
rap_code_t turns_find(turns_t *ret, const looks_t *looks, const rap_parties_t *parties,
    rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

#endif
