/* structure.c - see structure.h */
#include "parser/structure/structure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parser/structure/cast.h"
#include "parser/structure/details.h"
#include "parser/structure/reading.h"

struct structure {
    rap_parties_t *parties;
    bodies_t *bodies;
};

rap_code_t structure_open(structure_t **ret, const rap_home_t *home, rap_err_t *err)
{
    char path[RAP_PATH_MAX];
    RAP_AUTO(structure) *self = calloc(1, sizeof *self);
    if (self == NULL)
        abort();
    RAP_TRY(rap_home_data(home, "parties.yaml", path, err));
    RAP_TRY(rap_parties_open(&self->parties, path, err));
    RAP_TRY(rap_home_data(home, "bodies.yaml", path, err));
    RAP_TRY(bodies_open(&self->bodies, path, err));
    *ret = self;
    self = NULL;
    return RAP_OK;
}

void structure_destroy(structure_t **self)
{
    if (*self == NULL)
        return;
    rap_parties_destroy(&(*self)->parties);
    bodies_destroy(&(*self)->bodies);
    free(*self);
    *self = NULL;
}

/* --- who --- */

static int listed_kind(const rap_hints_t *hints, int kind)
{
    if (kind != RAP_STATEMENT_NATIONAL || hints->kind == NULL)
        return kind;
    for (int i = 0; rap_statement_kind_names[i] != NULL; i++)
        if (strcmp(rap_statement_kind_names[i], hints->kind) == 0)
            return i;
    return kind;
}

/* "Statement on behalf of the European Union", and nobody says which State reads it. */
static void promote_group(cast_t *cast)
{
    if (cast_speaker(cast) != NULL || cast_count(cast, RAP_ROLE_ON_BEHALF_OF, true) != 1)
        return;
    for (size_t i = 0; i < cast->count; i++)
        if (cast->item[i].role == RAP_ROLE_ON_BEHALF_OF && rap_party_is_group(cast->item[i].party))
            cast->item[i].role = RAP_ROLE_SPEAKER;
}

static rap_code_t read_parties(reading_t *self, rap_err_t *err)
{
    rap_statement_t *statement = self->statement;
    const rap_parties_t *parties = self->parties;
    cast_t *cast = rap_arena_alloc(self->arena, sizeof *cast);
    if (cast == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the parties");
    mentions_t mentions;
    RAP_TRY(mentions_find(&mentions, parties, &self->body, self->arena, err));
    named_text_t body = {&self->body, &mentions};
    speaker_hint_t hint = {self->envelope->hints.delegation, self->envelope->hints.title};
    RAP_TRY(speaker_find(cast, parties, &self->head, &body, &hint, self->arena, err));
    RAP_TRY(behalf_find(cast, parties, &self->head, self->arena, err));
    promote_group(cast);
    statement->kind = listed_kind(&self->envelope->hints, kind_of(&self->head.passage, cast));
    cosponsors_find(cast, &body);

    rap_party_role_t *roles = rap_arena_array(self->arena, cast->count + 1, sizeof *roles);
    if (roles == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the parties");
    for (size_t i = 0; i < cast->count; i++)
        RAP_TRY(reading_copy(self, &roles[i].id, cast->item[i].party->key, err));
    for (size_t i = 0; i < cast->count; i++)
        roles[i].role = cast->item[i].role;
    statement->parties = (rap_array_t){roles, cast->count};
    return RAP_OK;
}

static rap_code_t read_person(reading_t *self, rap_err_t *err)
{
    rap_statement_t *statement = self->statement;
    RAP_TRY(person_of(&statement->speaker, &self->head.passage, self->arena, err));
    if (statement->speaker != NULL || self->envelope->hints.speaker == NULL)
        return RAP_OK;
    statement->speaker = rap_arena_alloc(self->arena, sizeof *statement->speaker);
    if (statement->speaker == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the speaker");
    statement->speaker->name = self->envelope->hints.speaker;
    return RAP_OK;
}

/* --- all of it --- */

static rap_code_t read_statement(reading_t *self, rap_err_t *err)
{
    rap_statement_t *statement = self->statement;
    RAP_TRY(reading_text(self, err));
    RAP_TRY(reading_occasion(self, err));
    RAP_TRY(read_parties(self, err));
    RAP_TRY(read_person(self, err));
    RAP_TRY(title_of(&statement->title, &self->head.passage, self->arena, err));
    if (statement->title == NULL)
        statement->title =
            self->envelope->hints.title != NULL ? self->envelope->hints.title : self->layout->title;
    return RAP_OK;
}

rap_code_t structure_read(const layout_t *layout, const rap_envelope_t *envelope,
    const structure_t *self, rap_arena_t *arena, rap_record_t *ret, rap_err_t *err)
{
    reading_t *reading = rap_arena_alloc(arena, sizeof *reading);
    rap_document_t *document = rap_arena_alloc(arena, sizeof *document);
    rap_statement_t *statement = rap_arena_alloc(arena, sizeof *statement);
    if (reading == NULL || document == NULL || statement == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for a record");
    *reading = (reading_t){.bodies = self->bodies,
        .parties = self->parties,
        .layout = layout,
        .envelope = envelope,
        .arena = arena,
        .statement = statement};
    RAP_TRY(head_split(layout, arena, &reading->head, err));
    RAP_TRY(read_statement(reading, err));

    char id[96];
    (void)snprintf(id, sizeof id, "%s/1", envelope->id);
    RAP_TRY(reading_copy(reading, &statement->statement_id, id, err));
    *document = (rap_document_t){.document_id = envelope->id,
        .media_type = layout->media_type,
        .pages = layout->pages,
        .parser = STRUCTURE_ENGINE};
    *ret = (rap_record_t){
        .kind = RAP_RECORD_RESULT, .document = document, .statements = {statement, 1}};
    return RAP_OK;
}
