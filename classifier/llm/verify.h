/* verify.h - what of a language model's answer is kept: only what the passage itself bears out.
 *
 * A candidate's quotation must stand in the passage, letter for letter but for white space; its issue
 * and stance must exist; and its holder must be the speaker, a party that the passage names, or others
 * that it speaks of.  Nothing else that a model says is used, so nothing that a text makes it say can
 * do more than that.
 */
#ifndef RAP_CLASSIFIER_LLM_VERIFY_H
#define RAP_CLASSIFIER_LLM_VERIFY_H

#include "classifier/codebook.h"
#include "classifier/llm/passages.h"
#include "classifier/llm/reply.h"
#include "proto/parties.h"

typedef struct verified {
    const passage_t *passage;
    const char *issue;  /* the codebook's */
    int stance;         /* RAP_STANCE_* */
    int attribution;    /* RAP_OWN, RAP_REPORTED */
    const char *party;  /* of a reported one; NULL: others without a name */
    size_t first, last; /* the sentences that the quotation is in */
} verified_t;

typedef enum verdict_on {
    KEPT,
    NOT_QUOTED,
    NO_ISSUE,
    NO_STANCE,
    NO_HOLDER,
    VERDICTS /* how many */
} verdict_on_t;
extern const char *const verdict_on_names[]; /* kept not_quoted no_issue no_stance no_holder */

/* `arena` is for scratch.  `parties` may be NULL: then nobody is known. */
verdict_on_t verify(const candidate_t *candidate, const passage_t *passage,
    const codebook_t *codebook, const rap_parties_t *parties, rap_arena_t *arena, verified_t *ret);

#endif
