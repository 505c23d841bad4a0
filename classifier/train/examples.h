/* examples.h - labelled sentences, as the model will see such sentences.
 *
 * A line of a file is a JSON object:
 *
 *   {"id": "cap.fund-en-e1-001", "language": "en", "hand": "e1", "about": "cap.fund",
 *    "before": "The sentence before, if it is needed.", "text": "...",
 *    "codes": [{"issue": "cap.fund", "stance": "support"},
 *              {"issue": "cap.fund", "stance": "oppose", "reported": true}]}
 *
 * `codes` may be empty: the sentence means no issue.  `hand` is who wrote it; `document` and `delegation`
 * may say where it is from and who spoke.  "elsewhere": true stands in each line of a statement that is not
 * about the codebook's subject, whatever it says of it in passing.  Unknown keys are passed over.
 */
#ifndef RAP_CLASSIFIER_TRAIN_EXAMPLES_H
#define RAP_CLASSIFIER_TRAIN_EXAMPLES_H

#include "classifier/model/model.h"

typedef struct example_code {
    uint16_t issue;              /* of the codebook */
    uint8_t stance[MODEL_VIEWS]; /* RAP_STANCE_*; neutral: no such view */
} example_code_t;

typedef struct example {
    const char *id, *language, *hand, *document, *delegation;
    bool elsewhere;
    reading_t reading; /* its features are in order, none twice */
    bool has_before;
    features_t before; /* those of the sentence before, likewise */
    example_code_t *code;
    size_t codes;
} example_t;

/* What the codebook itself says of an issue: its proposition, a phrase.  Nobody takes a stance in it. */
typedef struct saying {
    features_t features; /* in order, none twice */
    uint16_t issue;
} saying_t;

typedef struct examples {
    rap_arena_t *arena;
    example_t *item; /* by id */
    size_t count;
    saying_t *saying;
    size_t sayings;
    char sha256[RAP_HEX_SIZE]; /* of all lines, in that order */
} examples_t;

/* All lines of the files, and what the codebook says, which is in the file `codebook`.  RAP_SCHEMA says
 * "file:line: ..." of an issue that the codebook has not. */
typedef struct examples_from {
    const engine_t *engine;
    const thesaurus_t *thesaurus; /* NULL: none */
    const char *codebook;
    char *const *file;
    size_t files;
} examples_from_t;

rap_code_t examples_read(
    examples_t *ret, const examples_from_t *from, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* sayings.c: fills `saying`. */
rap_code_t sayings_read(examples_t *ret, const examples_from_t *from, rap_err_t *err) RAP_CHECKED;

/* NULL: the sentence does not mean the issue. */
const example_code_t *example_code(const example_t *self, size_t issue);

/* The share of the speaker's views that the rules find, whatever stance they give them. */
double examples_recall(const examples_t *self);

#endif
