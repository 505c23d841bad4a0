/* passages.c - see passages.h */
#include "classifier/llm/passages.h"

#include <string.h>

enum { LEAST_BYTES = 30 }; /* "Thank you, Chair." takes no position */

const char *passage_text(const passage_t *self, size_t *ret_len)
{
    const sentence_t *item = self->sentences->item;

    *ret_len = item[self->last].end - item[self->first].start;
    return self->statement->text + item[self->first].start;
}

/* The last sentence of the passage that begins with `first`. */
static size_t last_of(const sentences_t *sentences, size_t first)
{
    const sentence_t *item = sentences->item;
    size_t last = first;

    while (last + 1 < sentences->count && item[last + 1].paragraph == item[first].paragraph &&
           item[last + 1].end - item[first].start <= PASSAGE_BYTES)
        last++;
    return last;
}

static rap_code_t add_statement(
    const rap_statement_t *statement, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err)
{
    sentences_t *sentences = rap_arena_alloc(arena, sizeof *sentences);
    rap_folded_t folded;

    if (sentences == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the sentences of a statement");
    RAP_TRY(rap_text_fold(statement->text, strlen(statement->text), arena, &folded, err));
    RAP_TRY(segment_statement(statement, &folded, arena, sentences, err));
    passage_t *room = rap_arena_array(arena, ret->count + sentences->count + 1, sizeof *room);
    if (room == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for %zu sentences", sentences->count);
    if (ret->count > 0)
        memcpy(room, ret->item, ret->count * sizeof *room);
    ret->item = room;
    for (size_t first = 0, last; first < sentences->count; first = last + 1) {
        passage_t made = {.statement = statement, .sentences = sentences, .first = first};
        size_t len;

        made.last = last = last_of(sentences, first);
        (void)passage_text(&made, &len);
        if (!sentences->item[first].heading && len >= LEAST_BYTES)
            room[ret->count++] = made;
    }
    return RAP_OK;
}

rap_code_t passages_find(
    const rap_array_t *statements, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err)
{
    const rap_statement_t *statement = statements->item;

    *ret = (rap_array_t){0};
    for (size_t i = 0; i < statements->count; i++)
        RAP_TRY(add_statement(&statement[i], arena, ret, err));
    return RAP_OK;
}
