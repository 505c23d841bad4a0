/* label.h - whose words begin with a block: "Mr. Roe (Kenya) (spoke in French):", "The Chair:",
 * "00:12:33 Kenya:", or a block that is nothing but such a label.
 *
 * A label alone proves nothing: a speech has sections that begin like one.  turns.h weighs all
 * the labels of a document.
 */
#ifndef RAP_PARSER_STRUCTURE_LABEL_H
#define RAP_PARSER_STRUCTURE_LABEL_H

#include "parser/layout.h"
#include "parser/structure/passage.h"
#include "proto/parties.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum label_kind {
    LABEL_NONE,
    LABEL_CHAIR,
    LABEL_PARTY,        /* a State or a group, or who represents it */
    LABEL_PERSON,       /* by name, with the party in brackets or without any */
    LABEL_SECRETARIAT,  /* officials of the United Nations */
    LABEL_ORGANIZATION, /* others that are no party */
    LABEL_VOICE,        /* somebody else, or nobody knows who: "Speaker 3", "Interpreter" */
    LABEL_QUESTION,     /* of an interview: who asks ... */
    LABEL_ANSWER        /* ... and who answers */
} label_kind_t;

typedef struct label {
    label_kind_t kind;
    const rap_party_t *party; /* NULL: none, or not known */
    span_t said;              /* the label, bytes of the block's text */
    span_t name;              /* the person's name, the same; empty without */
    span_t brackets;          /* what stands in brackets behind it, the same; empty without */
    size_t words;             /* where the words begin, behind a time code as well; the block's
                                 length: it has none */
    bool timed;               /* a time code stands before it */
    bool strong;              /* hardly anything but a label */
    bool bare;                /* a block of its own */
    bool acting;              /* a Chair in the place of another */
    bool national;            /* not written: the Chair speaks for its own State */
    bool told;                /* "Mr. Roe (Kenya) said that": told by others, no words of his */
} label_t;

/* LABEL_NONE where no words of anybody begin.  `look` is the block's start, label_look() bytes of
 * it; `reported` looks for the labels of summary records as well, which are the subjects of
 * sentences. */
rap_code_t label_read(label_t *ret, const layout_block_t *block, const passage_t *look,
    bool reported, const rap_parties_t *parties, rap_arena_t *scratch, rap_err_t *err) RAP_CHECKED;

/* The party that the whole span names, behind "the representative of" and the like; NULL. */
const rap_party_t *label_party(
    const rap_parties_t *parties, const passage_t *p, span_t span, rap_arena_t *scratch);

/* "The President", "La Presidenta", "主席": the span is who leads a meeting. */
bool label_is_chair(const passage_t *p, span_t span);

/* Is what the span names an office or an official of the United Nations, or an organization
 * that is no party? */
bool label_is_secretariat(const passage_t *p, span_t span);
bool label_is_organization(const passage_t *p, span_t span);

/* The start of a block, enough for its label and its first words; cut between characters. */
size_t label_look(const layout_block_t *block);

/* Where its end begins, of the same length. */
size_t label_tail(const layout_block_t *block);

#endif
