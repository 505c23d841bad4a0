/* merge.c - see merge.h */
#include "classifier/llm/merge.h"

#include "classifier/analysis.h"

#include <string.h>

#define AGREED   0.5 /* of the doubt that is left, so much goes */
#define CONTRARY 0.5 /* of the confidence, so much stays */
#define STRENGTH 2   /* plainly said: a model is not asked how strongly */

/* What was said of a position that was there before. */
typedef struct said {
    bool agreed, contrary;
} said_t;

typedef struct merging {
    const merge_t *merge;
    rap_position_t *item;
    size_t before, count;
    said_t *said; /* of the first `before` */
} merging_t;

static bool is_same_party(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static size_t find(const merging_t *self, const verified_t *found, const char *party)
{
    for (size_t i = 0; i < self->count; i++) {
        const rap_position_t *position = &self->item[i];

        if (position->attribution == found->attribution && position->modality != RAP_CO_SPONSORS &&
            is_same_party(position->party, party) && strcmp(position->issue, found->issue) == 0 &&
            strcmp(position->statement_id, found->passage->statement->statement_id) == 0)
            return i;
    }
    return self->count;
}

static rap_code_t add(merging_t *self, const verified_t *found, const char *party, rap_err_t *err)
{
    const rap_statement_t *statement = found->passage->statement;
    rap_position_t *made = &self->item[self->count];
    const analysis_t quoted = {.statement = statement,
        .arena = self->merge->arena,
        .lasting = self->merge->arena,
        .text_len = strlen(statement->text),
        .sentences = *found->passage->sentences};

    *made = (rap_position_t){.statement_id = statement->statement_id,
        .party = party,
        .issue = found->issue,
        .stance = found->stance,
        .strength = STRENGTH,
        .modality = RAP_ASSERTS,
        .confidence = self->merge->confidence,
        .attribution = found->attribution,
        .codebook = codebook_name(self->merge->codebook),
        .engine = self->merge->engine};
    RAP_TRY(evidence_quote(&quoted, found->first, found->last, &made->evidence, err));
    RAP_TRY(rap_position_id(made, statement, self->merge->arena, &made->position_id, err));
    self->count++;
    return RAP_OK;
}

static rap_code_t take(merging_t *self, const verified_t *found, const char *party, rap_err_t *err)
{
    size_t place = find(self, found, party);

    if (place == self->count)
        return add(self, found, party, err);
    if (place >= self->before)
        return RAP_OK; /* the passage before said it */
    self->said[place].agreed |= self->item[place].stance == found->stance;
    self->said[place].contrary |= self->item[place].stance != found->stance;
    return RAP_OK;
}

static rap_code_t take_all(merging_t *self, const verified_t *found, rap_err_t *err)
{
    const rap_statement_t *statement = found->passage->statement;
    const char **speaker =
        rap_arena_array(self->merge->arena, statement->parties.count + 1, sizeof *speaker);

    if (found->attribution != RAP_OWN)
        return take(self, found, found->party, err);
    if (speaker == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for who speaks");
    size_t speakers = positions_speakers(statement, speaker);
    for (size_t i = 0; i < speakers; i++)
        RAP_TRY(take(self, found, speaker[i], err));
    return RAP_OK;
}

static void weigh(const merging_t *self)
{
    for (size_t i = 0; i < self->before; i++) {
        double *confidence = &self->item[i].confidence;

        if (self->said[i].agreed)
            *confidence += (1 - *confidence) * AGREED;
        else if (self->said[i].contrary)
            *confidence *= CONTRARY;
    }
}

/* How many positions can be added at most. */
static size_t room_for(const verified_t *found, size_t count)
{
    size_t room = 0;

    for (size_t i = 0; i < count; i++)
        room += found[i].passage->statement->parties.count + 1;
    return room;
}

rap_code_t merge_verified(
    const merge_t *self, const verified_t *found, size_t count, rap_err_t *err)
{
    rap_array_t *positions = &self->record->positions;
    size_t room = positions->count + room_for(found, count);
    merging_t merging = {.merge = self,
        .item = rap_arena_array(self->arena, room + 1, sizeof *merging.item),
        .before = positions->count,
        .count = positions->count,
        .said = rap_arena_array(self->arena, positions->count + 1, sizeof *merging.said)};

    if (merging.item == NULL || merging.said == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for %zu positions", room);
    if (positions->count > 0)
        memcpy(merging.item, positions->item, positions->count * sizeof *merging.item);
    for (size_t i = 0; i < count; i++)
        RAP_TRY(take_all(&merging, &found[i], err));
    weigh(&merging);
    *positions = (rap_array_t){merging.item, merging.count};
    return RAP_OK;
}
