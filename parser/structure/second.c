/* second.c - a statement for a group that goes on in a national capacity; see reading.h
 *
 * "Speaking in my national capacity, I would like to add ...": what stands behind it must not be
 * the group's.
 */
#include <string.h>

#include "parser/structure/details.h"
#include "parser/structure/procedure.h"
#include "parser/structure/reading.h"

enum { PHRASE_BYTES = 120 };

/* The block at whose start somebody says so, behind the first of the text; 0: none. */
static rap_code_t find_second(const reading_t *self, size_t *ret, rap_err_t *err)
{
    const layout_t *layout = self->layout;
    RAP_AUTO(rap_arena) *scratch = rap_arena_new(1 << 20);
    *ret = 0;
    for (size_t i = self->head.body + 1; i < self->end && *ret == 0; i++) {
        const layout_block_t *block = &layout->block[i];
        size_t len = passage_cut(block->text, block->len, PHRASE_BYTES);
        passage_t start;
        if (!head_is_text(layout, self->head.body, i))
            continue;
        rap_arena_reset(scratch);
        RAP_TRY(passage_make(&start, block->text, len, scratch, err));
        if (procedure_is_national(&start))
            *ret = i;
    }
    return RAP_OK;
}

/* The State that speaks for others; NULL where no State is named, or it speaks for itself. */
static const rap_party_role_t *speaker_for_others(const rap_statement_t *statement)
{
    const rap_party_role_t *party = statement->parties.item;
    bool others = statement->kind == RAP_STATEMENT_GROUP || statement->kind == RAP_STATEMENT_JOINT;
    for (size_t i = 0; others && i < statement->parties.count; i++)
        if (party[i].role == RAP_ROLE_SPEAKER && strncmp(party[i].id, "G:", 2) != 0)
            return &party[i];
    return NULL;
}

/* The text from block `at` on is the speaker's alone. */
static rap_code_t read_second(const reading_t *whole, size_t at, const rap_party_role_t *speaker,
    rap_statement_t *ret, rap_err_t *err)
{
    reading_t self = *whole;
    rap_party_role_t *role = rap_arena_alloc(whole->arena, sizeof *role);
    if (role == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the parties");
    const rap_statement_t first = *whole->statement;
    *ret = first;
    self.statement = ret;
    self.head.body = at;
    RAP_TRY(reading_text(&self, err));
    *role = *speaker;
    ret->parties = (rap_array_t){role, 1};
    ret->miscounts = (rap_array_t){0};
    ret->kind = RAP_STATEMENT_NATIONAL;
    return RAP_OK;
}

rap_code_t reading_second(reading_t *self, rap_array_t *ret, rap_err_t *err)
{
    size_t at;
    const rap_party_role_t *speaker = speaker_for_others(self->statement);
    *ret = (rap_array_t){self->statement, 1};
    if (speaker == NULL)
        return RAP_OK;
    RAP_TRY(find_second(self, &at, err));
    if (at == 0)
        return RAP_OK;
    rap_statement_t *statement = rap_arena_array(self->arena, 2, sizeof *statement);
    if (statement == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for a second statement");
    RAP_TRY(read_second(self, at, speaker, &statement[1], err));
    self->end = at;
    RAP_TRY(reading_text(self, err));
    statement[0] = *self->statement;
    *ret = (rap_array_t){statement, 2};
    return RAP_OK;
}
