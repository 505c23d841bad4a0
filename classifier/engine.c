/* engine.c - see engine.h */
#include "classifier/engine.h"

#include "classifier/model/model.h"

#include <stdio.h>
#include <string.h>

void engine_release(engine_t *self)
{
    codebook_destroy(&self->codebook);
    rap_parties_destroy(&self->parties);
    model_destroy(&self->model);
}

rap_code_t engine_data_path(
    const rap_home_t *home, const char *folder, const char *word, char *out, rap_err_t *err)
{
    static const char suffix[] = ".yaml";
    size_t len = strlen(word);
    char name[RAP_PATH_MAX];

    if (strchr(word, '/') != NULL ||
        (len > sizeof suffix - 1 && strcmp(word + len - sizeof suffix + 1, suffix) == 0)) {
        (void)snprintf(out, RAP_PATH_MAX, "%s", word);
        return RAP_OK;
    }
    (void)snprintf(name, sizeof name, "%s/%.200s%s", folder, word, suffix);
    return rap_home_data(home, name, out, err);
}

rap_code_t engine_codebook_path(const rap_home_t *home, const char *word, char *out, rap_err_t *err)
{
    return engine_data_path(home, "codebooks", word, out, err);
}

/* The file that `word` means, into `path`; empty: none. */
static void find_model(engine_t *self, const rap_home_t *home, const char *word, char *path)
{
    const char *codebook = codebook_name(self->codebook);
    char name[RAP_PATH_MAX];
    rap_err_t err;

    path[0] = '\0';
    if (word != NULL && strcmp(word, ENGINE_NONE) == 0)
        return;
    if (word != NULL) {
        (void)snprintf(path, RAP_PATH_MAX, "%s", word);
        return;
    }
    (void)snprintf(name, sizeof name, "models/%.*s.model", (int)strcspn(codebook, "@"), codebook);
    if (rap_home_data(home, name, path, &err) != RAP_OK) {
        path[0] = '\0';
        (void)snprintf(self->alone, sizeof self->alone,
            "'%.100s' is not in the data folders; see 'rapporteur train --help'", name);
    }
}

static rap_code_t open_model(engine_t *self, const char *path, rap_err_t *err)
{
    RAP_TRY(model_open(&self->model, path, err));
    if (model_fits(self->model, self->codebook))
        return RAP_OK;
    (void)snprintf(self->alone, sizeof self->alone,
        "'%.100s' was trained for %.60s; train it again", path, model_codebook(self->model));
    model_destroy(&self->model);
    return RAP_OK;
}

static rap_code_t open_files(
    engine_t *self, const rap_home_t *home, const engine_choice_t *choice, rap_err_t *err)
{
    char path[RAP_PATH_MAX];

    RAP_TRY(engine_codebook_path(home, choice->codebook, path, err));
    RAP_TRY(codebook_open(&self->codebook, path, err));
    RAP_TRY(rap_home_data(home, "parties.yaml", path, err));
    RAP_TRY(rap_parties_open(&self->parties, path, err));
    find_model(self, home, choice->model, path);
    return path[0] != '\0' ? open_model(self, path, err) : RAP_OK;
}

rap_code_t engine_open(
    engine_t *ret, const rap_home_t *home, const engine_choice_t *choice, rap_err_t *err)
{
    engine_t made = {0};
    rap_code_t code = open_files(&made, home, choice, err);

    if (code != RAP_OK) {
        engine_release(&made);
        return code;
    }
    *ret = made;
    return RAP_OK;
}

const char *engine_name(const engine_t *self)
{
    return self->model != NULL ? model_engine(self->model) : ENGINE_RULES;
}

double engine_threshold(const engine_t *self, double asked)
{
    if (asked > 0)
        return asked;
    return self->model != NULL ? model_threshold(self->model) : ENGINE_THRESHOLD;
}
