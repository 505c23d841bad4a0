/* llm.h - asks a language model what positions a document's passages take, and keeps of its answers
 * what the passages bear out.
 *
 * What is known without it stands: a server that fails, is slow or says nonsense adds nothing.  Each
 * document has a budget of requests, tokens and time; a server that fails again and again is left
 * alone for a while (breaker.h).
 */
#ifndef RAP_CLASSIFIER_LLM_H
#define RAP_CLASSIFIER_LLM_H

#include "base/log.h"
#include "base/loop.h"
#include "base/metric.h"
#include "classifier/codebook.h"
#include "classifier/llm/options.h"
#include "proto/parties.h"
#include "proto/record.h"

typedef struct llm llm_t;

typedef struct llm_place {
    rap_loop_t *loop;
    rap_log_t *log;
    rap_metrics_t *metrics;
} llm_place_t;

/* All borrowed until the end is told. */
typedef struct llm_subject {
    rap_record_t *record; /* with the positions that are known without it */
    const codebook_t *codebook;
    const rap_parties_t *parties; /* or NULL */
    rap_arena_t *arena;           /* for what is added to the record */
} llm_subject_t;

/* The record is as it will be, and its document names the model if all passages were asked about and
 * answered.  `arg` is the one given to llm_ask(). */
typedef void llm_ended_fn(void *arg);

/* Options are borrowed.  Reads the key; asks nothing yet. */
rap_code_t llm_new(llm_t **ret, const llm_place_t *place, const llm_options_t *options,
    llm_ended_fn *ended, rap_err_t *err) RAP_CHECKED;
void llm_destroy(llm_t **self); /* drops what is in hand */

/* The codebook that is asked about from now on; nothing may be in hand. */
rap_code_t llm_follow(llm_t *self, const codebook_t *codebook, rap_err_t *err) RAP_CHECKED;

/* The end may be told before this returns; after an error it is not. */
rap_code_t llm_ask(
    llm_t *self, const llm_subject_t *subject, void *arg, rap_err_t *err) RAP_CHECKED;
void llm_cancel(llm_t *self, const void *arg); /* without a word */
void llm_hurry(llm_t *self);                   /* ends all that is in hand, with what came */

#endif
