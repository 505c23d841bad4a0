/* turns_private.h - what turns.c sees in each block, and turns_weigh.c or interview.c make of it. */
#ifndef RAP_PARSER_STRUCTURE_TURNS_PRIVATE_H
#define RAP_PARSER_STRUCTURE_TURNS_PRIVATE_H

#include "parser/structure/turns.h"

#include <stdbool.h>

/* Who speaks, by the labels of interviews. */
typedef enum voice {
    VOICE_NONE,
    VOICE_ASKS,    /* "Question:", "Journalist:" */
    VOICE_ANSWERS, /* "Answer:" */
    VOICE_NAMED    /* "ORF:", "Minister:", or the start of any text with a colon in it */
} voice_t;

typedef struct turn_mark {
    voice_t voice;
    span_t said;     /* the label, bytes of the block's text */
    size_t words;    /* where the words begin */
    bool numbered;   /* "Question 3:" */
    bool stands_out; /* the block does, and ends with a question mark */
} turn_mark_t;

typedef struct seen {
    label_t label;
    turn_mark_t mark;
    size_t words;
    procedure_t procedure;
    bool aside;
    bool addressed;       /* begins with thanks, or with words to the Chair */
    bool personal;        /* "my delegation", "my country" */
    bool title;           /* "Statement by Kenya": a label made of a title */
    bool officer;         /* "President: Mr. Roe (Kenya)" */
    bool list;            /* States, and nothing else */
    bool starts;          /* a turn begins here: set by turns_weigh() or turns_interview() */
    const char *language; /* of a title's section; NULL: not looked at */
} seen_t;

/* Decides which labels begin turns. */
void turns_weigh(seen_t *seen, const layout_t *layout, minutes_t minutes);

/* --- interview.c --- */

/* The label of an interview that the block begins with, if any; `p` is its start, label_look() bytes of it. */
void turns_mark(turn_mark_t *ret, const layout_block_t *block, const passage_t *p);

/* Is it an interview, or a meeting with the press?  Then it decides which labels begin turns, and *ret is
 * true. */
rap_code_t turns_interview(
    bool *ret, seen_t *seen, const looks_t *looks, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

#endif
