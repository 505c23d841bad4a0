/* classify_case.h - statements for tests of the classifier, and what is found in them. */
#ifndef RAP_TESTS_CLASSIFY_CASE_H
#define RAP_TESTS_CLASSIFY_CASE_H

#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "classifier/classify.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct classify_case {
    engine_t engine;
    rap_arena_t *arena;
} classify_case_t;

static inline const char *case_path(const char *name, char *path, size_t size)
{
    const char *dir = getenv("RAP_SOURCE_DIR");

    (void)snprintf(path, size, "%s/%s", dir != NULL ? dir : ".", name);
    return path;
}

/* The codebook and the parties of the tree. */
static inline void case_open(classify_case_t *self)
{
    rap_err_t err = {0};
    char path[1024];

    self->engine = (engine_t){0};
    self->arena = rap_arena_new((size_t)64 << 20);
    case_path("data/codebooks/un-ict-security.yaml", path, sizeof path);
    if (codebook_open(&self->engine.codebook, path, &err) != RAP_OK)
        ck_abort_msg("%s", err.text);
    case_path("data/parties.yaml", path, sizeof path);
    if (rap_parties_open(&self->engine.parties, path, &err) != RAP_OK)
        ck_abort_msg("%s", err.text);
}

static inline void case_close(classify_case_t *self)
{
    engine_release(&self->engine);
    rap_arena_destroy(&self->arena);
}

/* A statement at the OEWG without paragraphs: they are found by blank lines. */
static inline rap_statement_t case_statement(
    const char *text, rap_party_role_t *parties, size_t count)
{
    static char sha[RAP_HEX_SIZE];

    rap_sha256(text, strlen(text), sha);
    return (rap_statement_t){.statement_id = "document/1",
        .parties = {parties, count},
        .body = "oewg-ict-2021",
        .language = "en",
        .text = text,
        .text_sha256 = sha};
}

/* Classifies, twice, and holds what came out to what must always be true of it. */
static inline rap_array_t case_classify(classify_case_t *self, const rap_statement_t *statement)
{
    rap_err_t err = {0};
    rap_array_t found = {0}, again = {0};

    rap_arena_reset(self->arena);
    ck_assert_int_eq(
        classify_statement(&self->engine, statement, self->arena, &found, &err), RAP_OK);
    ck_assert_int_eq(
        classify_statement(&self->engine, statement, self->arena, &again, &err), RAP_OK);
    ck_assert_uint_eq(found.count, again.count);
    for (size_t i = 0; i < found.count; i++) {
        const rap_position_t *item = (const rap_position_t *)found.item + i;
        ck_assert_str_eq(item->position_id, ((const rap_position_t *)again.item)[i].position_id);
        if (rap_evidence_check(&item->evidence, statement, &err) != RAP_OK)
            ck_abort_msg("%s", err.text);
        ck_assert_int_ge(item->strength, 1);
        ck_assert_int_le(item->strength, 3);
        ck_assert(item->confidence > 0 && item->confidence <= 1);
        ck_assert_int_ne(item->stance, RAP_STANCE_NEUTRAL);
        ck_assert_str_eq(item->codebook, "un-ict-security@1.0.0+diplomacy.1.0.0");
        ck_assert_str_eq(item->engine, "rules@0.1.0");
        for (size_t k = 0; k < i; k++)
            ck_assert_str_ne(
                item->position_id, ((const rap_position_t *)found.item)[k].position_id);
    }
    return found;
}

#endif
