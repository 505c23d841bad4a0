/* prompt.h - what a language model is asked, in JSON, and which question it was.
 *
 * What a statement says is data: it stands between two lines with the hash of the passage, which no
 * text can contain of itself, and the model is told that nothing there is an instruction.  What it
 * answers is checked in any case (verify.h).
 */
#ifndef RAP_CLASSIFIER_LLM_PROMPT_H
#define RAP_CLASSIFIER_LLM_PROMPT_H

#include "base/buf.h"
#include "classifier/codebook.h"
#include "classifier/llm/options.h"

typedef struct prompt {
    rap_buf_t rules;  /* the same for each passage: what to do, and the issues */
    char engine[160]; /* "llm.MODEL@HASH": the model and the first digits of the prompt's hash */
} prompt_t;

rap_code_t prompt_init(prompt_t *self, const llm_options_t *options, const codebook_t *codebook,
    rap_err_t *err) RAP_CHECKED;
void prompt_release(prompt_t *self);

/* One question, about `len` bytes of a statement, into the empty `out`. */
rap_code_t prompt_write(const prompt_t *self, const llm_options_t *options, const char *passage,
    size_t len, rap_buf_t *out, rap_err_t *err) RAP_CHECKED;

/* How many tokens the question and its longest answer may take: a guess that is rather too high. */
int64_t prompt_tokens(const prompt_t *self, const llm_options_t *options, size_t len);

#endif
