/* llm_private.h - between llm.c, which sends and ends, and llm_answer.c, which takes what comes back.
 *
 * A job is a document in hand; an ask is one of its passages, which waits, is out at the server, pauses
 * before another try, or is over.
 */
#ifndef RAP_CLASSIFIER_LLM_PRIVATE_H
#define RAP_CLASSIFIER_LLM_PRIVATE_H

#include "classifier/llm/breaker.h"
#include "classifier/llm/endpoint.h"
#include "classifier/llm/llm.h"
#include "classifier/llm/prompt.h"
#include "classifier/llm/verify.h"

typedef enum ask_state { ASK_WAITS, ASK_OUT, ASK_PAUSES, ASK_OVER } ask_state_t;

typedef struct ask {
    struct job *job;
    const passage_t *passage;
    ask_state_t state;
    unsigned tries;
    int64_t sent_ms, charged; /* tokens of the try that is out */
    rap_watch_t pause;
    verified_t *kept;
    size_t count;
} ask_t;

typedef struct job {
    struct job *next;
    llm_t *llm;
    llm_subject_t subject;
    void *arg;
    rap_arena_t *arena;
    ask_t *ask; /* one a passage */
    size_t asks;
    int64_t requests, tokens; /* that are left */
    rap_watch_t deadline;
    bool partly; /* a passage was not asked about, or not answered */
} job_t;

struct llm {
    llm_place_t place;
    const llm_options_t *options;
    llm_ended_fn *ended;
    endpoint_t *endpoint;
    breaker_t breaker;
    prompt_t prompt;
    job_t *first, **last;
    int64_t out;
    bool pumping, again;
    rap_metric_t *answered, *unusable, *failed, *tokens, *ms, *broken, *cut;
    rap_metric_t *verdict[VERDICTS];
};

/* Sends what may go out, and ends jobs whose asks are all over; everything that happens ends here. */
void llm_pump(llm_t *self);

/* What became of an ask that was out; the job may be gone after. */
endpoint_answered_fn llm_answered;

/* The breaker's state may have changed: the metric, and a line in the log if it `changed`. */
void llm_tell_breaker(llm_t *self, bool changed);
void llm_tell_failed(const job_t *job, const char *what, const rap_err_t *err);
const char *llm_document_of(const job_t *job);

#endif
