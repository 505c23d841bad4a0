/* endpoint.h - questions to an OpenAI-compatible server, several at once, and the bytes it answers.
 *
 * It is asked at the address that is configured, and nowhere else: redirects are answers that are
 * refused, and no proxy is used.  An answer has a limit and a time.  The key is sent, and stands in no
 * message.
 */
#ifndef RAP_CLASSIFIER_LLM_ENDPOINT_H
#define RAP_CLASSIFIER_LLM_ENDPOINT_H

#include "base/buf.h"
#include "base/loop.h"
#include "classifier/llm/options.h"

typedef struct endpoint endpoint_t;

typedef struct endpoint_answer {
    rap_code_t code; /* RAP_OK: status 200.  RAP_UNAVAILABLE and RAP_TIMEOUT may pass, others will
                      * not */
    rap_err_t err;
    const char *body; /* NUL-terminated */
    size_t len;
    int64_t retry_after_ms; /* as the server asked; 0: it did not */
} endpoint_answer_t;

/* Called from the loop, once for each question unless it is forgotten; `answer` is borrowed for the
 * call. */
typedef void endpoint_answered_fn(void *arg, const endpoint_answer_t *answer);

enum { ENDPOINT_ANSWER_MAX = 256 * 1024 }; /* bytes */

/* Reads the key.  Options and loop are borrowed. */
rap_code_t endpoint_new(
    endpoint_t **ret, rap_loop_t *loop, const llm_options_t *options, rap_err_t *err) RAP_CHECKED;
void endpoint_destroy(endpoint_t **self); /* forgets all questions */

/* The question is copied. */
rap_code_t endpoint_ask(endpoint_t *self, const rap_buf_t *question, endpoint_answered_fn *fn,
    void *arg, rap_err_t *err) RAP_CHECKED;
/* Ends the question that was asked with `arg`, if it has no answer yet. */
void endpoint_forget(endpoint_t *self, const void *arg);

#endif
