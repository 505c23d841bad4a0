/* engine.h - what statements are classified with: a codebook, the parties, and a model if there is one. */
#ifndef RAP_CLASSIFIER_ENGINE_H
#define RAP_CLASSIFIER_ENGINE_H

#include "classifier/codebook.h"
#include "proto/home.h"
#include "proto/parties.h"

#define ENGINE_RULES     "rules@0.1.0"
#define ENGINE_THRESHOLD 0.5 /* of the rules alone */

typedef struct model model_t;

/* Drawn at each sentence, for who must be heard of while a long text is read. */
typedef struct engine_breath {
    void (*draw)(void *arg); /* NULL: nobody waits */
    void *arg;
} engine_breath_t;

/* Who opened it owns the three. */
typedef struct engine {
    codebook_t *codebook;
    rap_parties_t *parties; /* NULL: views of others have no names */
    model_t *model;         /* NULL: the rules stand alone ... */
    char alone[256];        /* ... because of this; empty where nobody asked for a model */
    engine_breath_t breath;
} engine_t;

/* The word that stands for no file: no model, no thesaurus. */
#define ENGINE_NONE "none"

typedef struct engine_choice {
    const char *codebook; /* its id, for codebooks/ID.yaml in the data folder, or a file */
    /* A path; ENGINE_NONE; NULL: models/ID.model in the data folder, if it is there */
    const char *model;
} engine_choice_t;

/* `home` may be NULL.  A model that is damaged is an error; one that is not there, or that was made
 * for another codebook, leaves the rules alone. */
rap_code_t engine_open(engine_t *ret, const rap_home_t *home, const engine_choice_t *choice,
    rap_err_t *err) RAP_CHECKED;
void engine_release(engine_t *self); /* idempotent */

/* Where a file of the data folder's `folder` is that was named by its id or as a file, into `out` of
 * RAP_PATH_MAX bytes. */
rap_code_t engine_data_path(const rap_home_t *home, const char *folder, const char *word, char *out,
    rap_err_t *err) RAP_CHECKED;
/* The same of a codebook. */
rap_code_t engine_codebook_path(
    const rap_home_t *home, const char *word, char *out, rap_err_t *err) RAP_CHECKED;

/* The confidence that a position has at least: what was asked for or, if that is 0, what suits the
 * engine; a model brings its own. */
double engine_threshold(const engine_t *self, double asked);

/* "rules@0.1.0", with a model "rules@0.1.0+model.1f0c5a7be2d4": its hash.  Borrowed. */
const char *engine_name(const engine_t *self);

#endif
