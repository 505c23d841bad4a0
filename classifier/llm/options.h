/* options.h - `llm:` in the classifier's section of rapporteur.yaml: the server that is asked, and how
 * much.  Without an endpoint none is. */
#ifndef RAP_CLASSIFIER_LLM_OPTIONS_H
#define RAP_CLASSIFIER_LLM_OPTIONS_H

#include "base/err.h"
#include "base/field.h"

typedef struct llm_options {
    const char *endpoint; /* "http://127.0.0.1:8080/v1"; NULL: nobody is asked */
    const char *model;
    const char *key_file;  /* NULL: no key is sent */
    int64_t timeout_ms;    /* of one request */
    int64_t in_flight;     /* requests at once */
    int64_t tries;         /* of one request */
    int64_t answer_tokens; /* most of one answer */
    int64_t requests;      /* of one document; with */
    int64_t tokens;        /* their tokens and the answers' */
    int64_t time_ms;       /* and the time for all of them */
    double confidence;     /* of a position that only the language model found */
    int64_t failures;      /* in a row, before the server is left alone */
    int64_t pause_ms;      /* for so long at first */
} llm_options_t;

extern const rap_table_t llm_options_table;

/* What their rows cannot say: a model that is missing, an address that is none, a key that would
 * go over a network unencrypted.  RAP_CONFIG. */
rap_code_t llm_options_check(const llm_options_t *self, rap_err_t *err) RAP_CHECKED;

#endif
