/* who.c - for whom a statement is made, and by which person; see reading.h */
#include <string.h>

#include "parser/structure/details.h"
#include "parser/structure/reading.h"

static int listed_kind(const rap_hints_t *hints, int kind)
{
    if (kind != RAP_STATEMENT_NATIONAL || hints->kind == NULL)
        return kind;
    for (int i = 0; rap_statement_kind_names[i] != NULL; i++)
        if (strcmp(rap_statement_kind_names[i], hints->kind) == 0)
            return i;
    return kind;
}

rap_code_t reading_cast(reading_t *self, const cast_t *cast, rap_err_t *err)
{
    rap_party_role_t *roles = rap_arena_array(self->arena, cast->count + 1, sizeof *roles);
    if (roles == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the parties");
    for (size_t i = 0; i < cast->count; i++)
        RAP_TRY(reading_copy(self, &roles[i].id, cast->item[i].party->key, err));
    for (size_t i = 0; i < cast->count; i++)
        roles[i].role = cast->item[i].role;
    self->statement->parties = (rap_array_t){roles, cast->count};
    size_t size = cast->miscounts * sizeof cast->miscount[0];
    rap_miscount_t *miscounts = rap_arena_alloc(self->arena, size + 1);
    if (miscounts == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for lists that lack a name");
    memcpy(miscounts, cast->miscount, size);
    self->statement->miscounts = (rap_array_t){miscounts, cast->miscounts};
    return RAP_OK;
}

rap_code_t reading_parties(reading_t *self, rap_err_t *err)
{
    rap_statement_t *statement = self->statement;
    const rap_parties_t *parties = self->parties;
    cast_t *cast = rap_arena_alloc(self->arena, sizeof *cast);
    if (cast == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the parties");
    mentions_t mentions, in_head;
    RAP_TRY(mentions_find(&mentions, parties, &self->body, self->arena, err));
    RAP_TRY(mentions_guess(&in_head, parties, &self->head.passage, self->arena, err));
    named_text_t body = {&self->body, &mentions, statement->language};
    named_text_t head = {&self->head.passage, &in_head, NULL};
    speaker_hint_t hint = {self->envelope->hints.delegation, self->envelope->hints.title};
    RAP_TRY(speaker_find(cast, parties, &head, &body, &hint, self->arena, err));
    RAP_TRY(behalf_find(cast, parties, &self->head, &in_head, self->arena, err));
    cast_promote_group(cast);
    paper_find(cast, &self->head.passage, &in_head);
    statement->kind = report_is(&self->head, &self->body) ? RAP_STATEMENT_REPORT
                                                          : kind_of(&self->head.passage, cast);
    statement->kind = listed_kind(&self->envelope->hints, statement->kind);
    if (!kind_has_parties(statement->kind)) {
        cast_clear(cast);
        return reading_cast(self, cast, err);
    }
    cosponsors_find(cast, &body);
    return reading_cast(self, cast, err);
}

rap_code_t reading_person(reading_t *self, rap_err_t *err)
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
