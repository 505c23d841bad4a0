/* model.h - what was learnt from labelled sentences: which issue is meant, and which stance is taken.
 *
 * Two steps.  Linear scores of the sentence's features (weights.h), one against the rest: a class an
 * issue, and, for the speaker's own view and for one that is reported, a class a stance, once
 * for all issues and once more for those that call a thing bad; and one for whether it is of a statement on the subject.  Then judges: logistic functions of
 * the scores and of what the rules say, fitted on sentences that the scores had not been learnt from, so
 * that what comes out is how often it is so (Platt 1999, with the rules as further inputs).
 *
 * The delegation is no feature, nor are names of parties in the text.
 */
#ifndef RAP_CLASSIFIER_MODEL_MODEL_H
#define RAP_CLASSIFIER_MODEL_MODEL_H

#include "base/hash.h"
#include "base/mapped.h"
#include "classifier/model/reading.h"
#include "classifier/model/thesaurus.h"
#include "classifier/model/weights.h"
#include "classifier/model/words.h"

enum { MODEL_OWN, MODEL_REPORTED, MODEL_VIEWS };
enum { MODEL_STANCES = RAP_STANCE_NEUTRAL + 1 }; /* the last: no such view */

/* Inputs of the judges. */
enum {
    JUDGE_BEFORE_INPUTS = 5, /* of the sentence before */
    JUDGE_ISSUE_INPUTS = 17 + JUDGE_BEFORE_INPUTS,
    JUDGE_STANCE_INPUTS = 24,
};

typedef struct judges {
    float issue[JUDGE_ISSUE_INPUTS];
    float stance[MODEL_VIEWS][MODEL_STANCES][JUDGE_STANCE_INPUTS];
} judges_t;

/* What stands at the head of a model's file, beside the numbers. */
typedef struct model_head {
    int64_t format, features;     /* versions */
    const char *codebook;         /* "un-ict-security" */
    const char *codebook_version; /* "1.0.0" */
    const char *codebook_name;    /* with its lexicon: codebook_name() */
    const char *thesaurus;        /* "thesaurus@1.0.0"; NULL: none */
    int64_t senses, sense_bits;   /* of it: see thesaurus_t */
    const char *training_sha256;  /* of all lines, sorted */
    int64_t sentences;            /* that it was trained on */
    rap_strings_t issues;         /* ids, in the order of their classes */
    double recall;                /* share of the views that the rules find, in the training set */
    double threshold;             /* confidence of a position */
    double trust;                 /* in the rules' stance; see model_decide() */
} model_head_t;

struct model {
    rap_arena_t *arena;
    model_head_t head;
    weights_t weights;
    thesaurus_t thesaurus;
    rap_mapped_t file; /* that both lie in; or none */
    judges_t judges;
    words_t *words;     /* written to by model_questions(): one thread at a time */
    uint16_t *class_of; /* of each issue of the codebook; MODEL_UNKNOWN */
    uint16_t *issue_of; /* of each class */
    bool *bad;          /* of each class: the issue's valence is -1 */
    size_t known;       /* issues of the codebook in hand */
    char engine[64];
};

enum { MODEL_UNKNOWN = UINT16_MAX, MODEL_FORMAT = 3 };

/* Classes of the scores. */
size_t model_classes(size_t issues);
/* The first of five: of the view, for all issues or, more, for those with a valence of -1. */
size_t model_stance_class(size_t issues, int view, bool bad);
/* The last one: the sentence is of a statement about the codebook's subject. */
size_t model_subject_class(const model_t *self);
/* Did it learn what is one? */
bool model_tells_subject(const model_t *self);

/* RAP_SYNTAX for what is no whole model of this format. */
rap_code_t model_open(model_t **ret, const char *path, rap_err_t *err) RAP_CHECKED;
rap_code_t model_read(
    model_t **ret, const char *name, const void *bytes, size_t len, rap_err_t *err) RAP_CHECKED;
/* Appends the file's bytes; model_read() takes them. */
rap_code_t model_write(const model_t *self, rap_buf_t *out, rap_err_t *err) RAP_CHECKED;
void model_destroy(model_t **self);

/* An empty one for the codebook, to be trained. */
model_t *model_new(const codebook_t *codebook);

/* Was it made for this codebook, up to changes that change no meaning?  If so, it is ready to judge. */
bool model_fits(model_t *self, const codebook_t *codebook);

const char *model_codebook(const model_t *self); /* "un-ict-security@1.0.0+diplomacy.1.0.0" */
const char *model_engine(const model_t *self);   /* see engine_name() */
double model_threshold(const model_t *self);     /* of a position's confidence */
const thesaurus_t *model_thesaurus(
    const model_t *self); /* borrowed; without senses, if there is none */

/* ---- judging ---- */

enum { MODEL_JUDGED_MAX = READING_SAID_MAX + 5 };

/* What the judges are told of an issue in a sentence. */
typedef struct question {
    uint16_t class, issue;
    float meant[JUDGE_ISSUE_INPUTS];
    float stance[MODEL_VIEWS][JUDGE_STANCE_INPUTS];
} question_t;

/* Of the issues that the rules name and those with the best scores, in the sentence or in the one before
 * it, whose scores are `before` (NULL: there is none in its paragraph); `scores` has room for all classes,
 * `ret` for MODEL_JUDGED_MAX.  How many.  Nothing is said of the stances yet. */
size_t model_questions(const model_t *self, const reading_t *reading, const float *before,
    float *scores, question_t *ret);
/* What is to be known of the stances towards one of them: what costs most, and few are meant. */
void model_ask_stances(
    const model_t *self, const reading_t *reading, const float *scores, question_t *question);

/* Probabilities. */
typedef struct judged {
    uint16_t issue;
    float meant;                              /* the sentence means the issue, and ... */
    float stance[MODEL_VIEWS][MODEL_STANCES]; /* ... if so, takes the stance           */
} judged_t;

/* The sentence means the issue. */
float judges_meant(const judges_t *self, const question_t *question);
/* That and, of a question that was asked in full, the stances. */
judged_t judges_answer(const judges_t *self, const question_t *question);

/* What is to be said of the issue as the speaker's view, where the rules say `own` (a stance; -1: nothing).
 *
 * How often the rules are right, and how often they miss a view, depends on how people speak: in the
 * formulas that their phrases are made of they seldom fail, in free speech mostly.  `coverage` is the
 * share that they found in the statement at hand; the odds, which were learnt where it was
 * `recall`, are changed with it, and so is what it takes to contradict the rules. */
typedef struct decision {
    int stance;
    double confidence;
} decision_t;

decision_t model_decide(const model_head_t *head, const judged_t *judged, int own, double coverage);

/* The same of others' view, where the rules have none; their share is taken to be that of the speaker's. */
decision_t model_decide_reported(const model_head_t *head, const judged_t *judged, double coverage);

/* The probability with its odds multiplied. */
double model_odds(double probability, double times);

#endif
