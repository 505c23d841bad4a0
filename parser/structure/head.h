/* head.h - where a document's head ends and its text begins; is it a statement at all?
 *
 * The head is the letterhead, the title lines, the day and the place; the text begins with the
 * words to the Chair ("Mr. Chair,"), or with the first paragraph of running prose.
 */
#ifndef RAP_PARSER_STRUCTURE_HEAD_H
#define RAP_PARSER_STRUCTURE_HEAD_H

#include "parser/layout.h"
#include "parser/structure/looks.h"
#include "parser/structure/passage.h"

#include <stdbool.h>
#include <stddef.h>

enum { HEAD_OPENING = 10 /* paragraphs of the text that may still say who speaks */ };

typedef struct head {
    size_t body;       /* index of the first block of the text */
    passage_t passage; /* the head's blocks, " | " between them; letter-spaced words closed */
    passage_t wide;    /* the same and what stands before the words to the Chair: a notice ("X made
                          the following statement on ...") tells when and where, if not who */
    passage_t opening[HEAD_OPENING]; /* the text's first paragraphs */
    size_t openings;
} head_t;

/* RAP_NO_TEXT where no block has a letter; RAP_NOT_STATEMENT for an error page, a list of links,
 * a few words. */
rap_code_t head_split(
    const looks_t *looks, rap_arena_t *arena, head_t *ret, rap_err_t *err) RAP_CHECKED;

/* The same where it is known that the text begins with block `body`. */
rap_code_t head_cut(const layout_t *layout, size_t body, rap_arena_t *arena, head_t *ret,
    rap_err_t *err) RAP_CHECKED;

/* Is the block running prose, as a text is and a head is not? */
bool head_is_running(const layout_block_t *block, const passage_t *passage);

/* Is it a short sentence, which a speech may begin with: "My greetings to the President of the
 * Assembly."? */
bool head_is_short_sentence(const layout_block_t *block, const passage_t *passage);

/* Does the block belong to the text of a document whose text begins at block `body`? */
bool head_is_text(const layout_t *layout, size_t body, size_t i);

/* Begins with words to the Chair or to those present? */
bool head_is_salutation(const passage_t *block);

/* Do words to the Chair or to those present begin at this place of a head?  "H.E. Mr. Roe, President
 * of the 79th session" too: who is spoken to. */
bool head_salutes_at(const passage_t *head, size_t at);

/* "Check against delivery" and its like, which is not said aloud. */
bool head_is_notice(const passage_t *block);

#endif
