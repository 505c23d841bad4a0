/* classify.c - see classify.h; the parts and their order are in analysis.h */
#include "classifier/classify.h"

#include "classifier/analysis.h"
#include "classifier/model/model.h"

#include <string.h>

rap_code_t analysis_open(analysis_t *self, rap_err_t *err)
{
    const rap_statement_t *statement = self->statement;

    int language = codebook_language(statement->language);
    self->language = 1u << language;
    self->text_len = strlen(statement->text);
    RAP_TRY(rap_text_fold(statement->text, self->text_len, self->arena, &self->folded, err));
    self->plain = match_plain(self->folded.text, self->folded.len, self->arena);
    if (self->plain == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room to read the statement");
    RAP_TRY(segment_statement(statement, &self->folded, self->arena, &self->sentences, err));
    return match_scan(codebook_match(self->codebook), (unsigned)language, self->plain,
        self->folded.len, self->arena, &self->hits, err);
}

enum { NAMES_MAX = 4096 /* of a statement; what is more is not masked */ };

rap_code_t analysis_find_names(analysis_t *self, rap_err_t *err)
{
    const rap_statement_t *statement = self->statement;
    size_t room = self->text_len / 4 + 1 < NAMES_MAX ? self->text_len / 4 + 1 : NAMES_MAX, at = 0;
    rap_party_hit_t *hit = rap_arena_array(self->arena, room, sizeof *hit);

    self->names.item = rap_arena_array(self->arena, room, sizeof *self->names.item);
    if (hit == NULL || self->names.item == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the names in the statement");
    if (self->parties == NULL)
        return RAP_OK;
    self->names.count =
        rap_parties_scan(self->parties, statement->text, self->text_len, self->arena, hit, room);
    for (size_t i = 0; i < self->names.count; i++) {
        party_place_t *to = &self->names.item[i];

        while (at < self->folded.len && self->folded.origin[at] < hit[i].start)
            at++;
        to->from = (uint32_t)at;
        while (at < self->folded.len && self->folded.origin[at] < hit[i].end)
            at++;
        to->to = (uint32_t)at;
        to->own = attribution_is_own(statement, hit[i].party->key);
    }
    return RAP_OK;
}

static rap_code_t classify(analysis_t *self, rap_array_t *ret, rap_err_t *err)
{
    findings_t findings = {0};

    RAP_TRY(analysis_open(self, err));
    RAP_TRY(marks_prepare(self, err));
    RAP_TRY(weigh_prepare(self, err));
    RAP_TRY(findings_collect(self, &findings, err));
    weigh_settle(self, 0, &findings);
    RAP_TRY(co_sponsors_find(self, &findings, err));
    return positions_make(self, &findings, ret, err);
}

/* Where nobody knows in which meeting a statement was made, or the meeting has many subjects, it may be
 * about ours alone.  Then it is read as if it were, and the model says whether it was. */
static bool may_be_ours(const engine_t *engine, const rap_statement_t *statement)
{
    return engine->model != NULL && codebook_body(engine->codebook, statement->body) == BODY_MIXED;
}

rap_code_t classify_before(const engine_t *engine, const rap_statement_t *statement,
    const witness_t *witness, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err)
{
    const analysis_t fresh = {.codebook = engine->codebook,
        .parties = engine->parties,
        .model = engine->model,
        .thesaurus = engine->model != NULL ? model_thesaurus(engine->model) : NULL,
        .engine = engine_name(engine),
        .breath = engine->breath,
        .statement = statement,
        .arena = arena,
        .coverage = -1};
    const rap_array_t before = *ret;
    analysis_t self = fresh;

    self.within = may_be_ours(engine, statement);
    if (engine->model != NULL || witness == NULL)
        RAP_TRY(classify(&self, ret, err));
    if (self.within && !weigh_is_ours(&self)) {
        *ret = before;
        self = fresh;
        RAP_TRY(classify(&self, ret, err));
    }
    if (witness == NULL)
        return RAP_OK;
    /* A sentence can be decided before the witness once it is known what the others say. */
    analysis_t seen = fresh;

    *ret = before;
    seen.witness = *witness;
    seen.within = self.within;
    if (engine->model != NULL)
        seen.coverage = weigh_coverage(&self);
    return classify(&seen, ret, err);
}

rap_code_t classify_statement(const engine_t *engine, const rap_statement_t *statement,
    rap_arena_t *arena, rap_array_t *ret, rap_err_t *err)
{
    return classify_before(engine, statement, NULL, arena, ret, err);
}

rap_code_t classify_record(
    const engine_t *engine, rap_record_t *record, rap_arena_t *arena, rap_err_t *err)
{
    const rap_statement_t *statement = record->statements.item;
    rap_array_t positions = {0};

    for (size_t i = 0; i < record->statements.count; i++)
        if (classify_statement(engine, &statement[i], arena, &positions, err) != RAP_OK)
            return rap_fail_prefix(err, "statement '%s'", statement[i].statement_id);
    record->positions = positions;
    if (record->document != NULL) {
        record->document->codebook = codebook_name(engine->codebook);
        record->document->engine = engine_name(engine);
    }
    return RAP_OK;
}
