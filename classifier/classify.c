/* classify.c - see classify.h; the parts and their order are in analysis.h */
#include "classifier/classify.h"

#include "classifier/analysis.h"
#include "classifier/model/model.h"

#include <string.h>

enum { SCRATCH_MAX = 64 << 20 /* of one statement */ };

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

static rap_code_t open_statement(analysis_t *self, rap_err_t *err)
{
    RAP_TRY(analysis_open(self, err));
    RAP_TRY(marks_prepare(self, err));
    return weigh_prepare(self, err);
}

/* Reads the statement, which is open, from its first sentence to its last. */
static rap_code_t read_through(analysis_t *self, rap_array_t *ret, rap_err_t *err)
{
    findings_t findings = {0};

    marks_begin(self);
    weigh_begin(self);
    RAP_TRY(findings_collect(self, &findings, err));
    if (self->coverage < 0) /* else each sentence's were, when it was read */
        weigh_settle(self, 0, &findings);
    RAP_TRY(co_sponsors_find(self, &findings, err));
    return positions_make(self, &findings, ret, err);
}

/* Where nobody knows in which meeting a statement was made, or the meeting has many subjects, it may be
 * about ours alone.  Then it is read as if it were, and the model says how far that can be believed; what
 * stands if it is not, stands as in a meeting of the kind, or in one that is none of ours. */
static void place(analysis_t *self)
{
    const char *body = self->statement->body;

    self->body = codebook_body(self->codebook, body);
    self->open =
        self->model != NULL && model_tells_subject(self->model) && self->body == BODY_MIXED;
    if (self->open && body == NULL)
        self->body = BODY_OTHER;
}

/* Where things are kept: until the next statement, and for good. */
typedef struct places {
    rap_arena_t *scratch, *lasting;
} places_t;

/* The positions are in the scratch. */
static rap_code_t classify(const engine_t *engine, const rap_statement_t *statement,
    const witness_t *witness, places_t places, rap_array_t *ret, rap_err_t *err)
{
    analysis_t self = {.codebook = engine->codebook,
        .parties = engine->parties,
        .model = engine->model,
        .thesaurus = engine->model != NULL ? model_thesaurus(engine->model) : NULL,
        .engine = engine_name(engine),
        .breath = engine->breath,
        .statement = statement,
        .arena = places.scratch,
        .lasting = places.lasting,
        .coverage = -1};

    *ret = (rap_array_t){0};
    place(&self);
    RAP_TRY(open_statement(&self, err));
    if (engine->model != NULL || witness == NULL)
        RAP_TRY(read_through(&self, ret, err));
    if (witness == NULL)
        return RAP_OK;
    /* A sentence can be decided before the witness once it is known what the others say. */
    *ret = (rap_array_t){0};
    self.witness = *witness;
    if (engine->model != NULL) {
        self.coverage = weigh_coverage(&self);
        self.belief = weigh_belief(&self);
    }
    return read_through(&self, ret, err);
}

/* Appends to a list that has room for `cap`; of a long transcript it grows a thousand times. */
static rap_code_t append(
    rap_array_t *to, size_t *cap, const rap_array_t *found, rap_arena_t *arena, rap_err_t *err)
{
    if (found->count == 0)
        return RAP_OK;
    if (to->count + found->count > *cap) {
        size_t room = 2 * (to->count + found->count);
        rap_position_t *more = rap_arena_array(arena, room, sizeof *more);

        if (more == NULL)
            return rap_fail(err, RAP_TOOBIG, "no room for %zu positions", room);
        if (to->count > 0)
            memcpy(more, to->item, to->count * sizeof *more);
        to->item = more;
        *cap = room;
    }
    memcpy(
        (rap_position_t *)to->item + to->count, found->item, found->count * sizeof(rap_position_t));
    to->count += found->count;
    return RAP_OK;
}

rap_code_t classify_before(const engine_t *engine, const rap_statement_t *statement,
    const witness_t *witness, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err)
{
    RAP_AUTO(rap_arena) *scratch = rap_arena_new(SCRATCH_MAX);
    rap_array_t found;
    size_t cap = 0; /* nobody knows what room there is */

    RAP_TRY(classify(engine, statement, witness, (places_t){scratch, arena}, &found, err));
    return append(ret, &cap, &found, arena, err);
}

rap_code_t classify_statement(const engine_t *engine, const rap_statement_t *statement,
    rap_arena_t *arena, rap_array_t *ret, rap_err_t *err)
{
    return classify_before(engine, statement, NULL, arena, ret, err);
}

rap_code_t classify_record(
    const engine_t *engine, rap_record_t *record, rap_arena_t *arena, rap_err_t *err)
{
    RAP_AUTO(rap_arena) *scratch = rap_arena_new(SCRATCH_MAX);
    const places_t places = {scratch, arena};
    const rap_statement_t *statement = record->statements.item;
    rap_array_t positions = {0}, found;
    size_t cap = 0;

    for (size_t i = 0; i < record->statements.count; i++) {
        rap_arena_reset(scratch);
        if (classify(engine, &statement[i], NULL, places, &found, err) != RAP_OK)
            return rap_fail_prefix(err, "statement '%s'", statement[i].statement_id);
        RAP_TRY(append(&positions, &cap, &found, arena, err));
    }
    record->positions = positions;
    if (record->document != NULL) {
        record->document->codebook = codebook_name(engine->codebook);
        record->document->engine = engine_name(engine);
    }
    return RAP_OK;
}
