/* structure.c - see structure.h */
#include "parser/structure/structure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static rap_code_t read_title(reading_t *self, rap_err_t *err)
{
    rap_statement_t *statement = self->statement;
    RAP_TRY(title_of(&statement->title, &self->head.passage, self->arena, err));
    if (statement->title == NULL)
        statement->title = self->envelope->hints.title;
    return statement->title != NULL
               ? RAP_OK
               : title_of_file(&statement->title, self->layout->title, self->arena, err);
}

static rap_code_t read_statement(reading_t *self, rap_err_t *err)
{
    RAP_TRY(reading_text(self, err));
    RAP_TRY(reading_occasion(self, err));
    RAP_TRY(reading_parties(self, err));
    RAP_TRY(reading_person(self, err));
    return read_title(self, err);
}

/* One statement, or two in two capacities, or one of each turn. */
static rap_code_t read_statements(reading_t *self, rap_array_t *ret, rap_err_t *err)
{
    turns_t turns;
    looks_t looks;
    RAP_TRY(looks_open(&looks, self->layout, self->arena, err));
    RAP_TRY(turns_find(&turns, &looks, self->parties, self->arena, err));
    if (turns.count > 0) {
        RAP_TRY(head_cut(self->layout, turns.item[0].first, self->arena, &self->head, err));
        RAP_TRY(reading_end(self, err));
        RAP_TRY(reading_text(self, err));
        RAP_TRY(reading_occasion(self, err));
        return reading_turns(self, &turns, ret, err);
    }
    RAP_TRY(head_split(&looks, self->arena, &self->head, err));
    RAP_TRY(reading_end(self, err));
    RAP_TRY(read_statement(self, err));
    return reading_second(self, ret, err);
}

static rap_code_t number_statements(const reading_t *self, rap_array_t *statements, rap_err_t *err)
{
    rap_statement_t *statement = statements->item;
    for (size_t i = 0; i < statements->count; i++) {
        char id[96];
        (void)snprintf(id, sizeof id, "%s/%zu", self->envelope->id, i + 1);
        RAP_TRY(reading_copy(self, &statement[i].statement_id, id, err));
    }
    return RAP_OK;
}

rap_code_t structure_read(const layout_t *layout, const rap_envelope_t *envelope,
    const structure_t *self, rap_arena_t *arena, rap_record_t *ret, rap_err_t *err)
{
    reading_t *reading = rap_arena_alloc(arena, sizeof *reading);
    rap_document_t *document = rap_arena_alloc(arena, sizeof *document);
    rap_statement_t *statement = rap_arena_alloc(arena, sizeof *statement);
    rap_array_t statements;
    if (reading == NULL || document == NULL || statement == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for a record");
    *reading = (reading_t){.bodies = self->bodies,
        .parties = self->parties,
        .layout = layout,
        .envelope = envelope,
        .arena = arena,
        .statement = statement};
    RAP_TRY(read_statements(reading, &statements, err));
    RAP_TRY(number_statements(reading, &statements, err));
    *document = (rap_document_t){.document_id = envelope->id,
        .media_type = layout->media_type,
        .pages = layout->pages,
        .ocr_pages = layout->ocr_pages,
        .unread_pages = layout->unread_pages,
        .parser = STRUCTURE_ENGINE};
    *ret =
        (rap_record_t){.kind = RAP_RECORD_RESULT, .document = document, .statements = statements};
    return RAP_OK;
}
