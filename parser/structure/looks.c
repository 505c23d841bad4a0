/* looks.c - see looks.h */
#include "parser/structure/looks.h"

#include "parser/structure/label.h"

rap_code_t looks_open(looks_t *ret, const layout_t *layout, rap_arena_t *arena, rap_err_t *err)
{
    size_t most = layout->blocks < LOOKS_KEPT ? layout->blocks : LOOKS_KEPT;
    passage_t *kept = rap_arena_array(arena, most + 1, sizeof *kept);
    if (kept == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the starts of %zu blocks", most);
    *ret = (looks_t){.layout = layout, .arena = arena, .kept = kept, .most = most};
    return RAP_OK;
}

static rap_code_t make(const passage_t **ret, const layout_block_t *block, size_t len,
    rap_arena_t *arena, rap_err_t *err)
{
    passage_t *passage = rap_arena_alloc(arena, sizeof *passage);
    if (passage == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the words of a block");
    *ret = passage;
    return passage_make(passage, block->text, len, arena, err);
}

rap_code_t looks_get(
    const looks_t *self, size_t i, rap_arena_t *scratch, const passage_t **ret, rap_err_t *err)
{
    const layout_block_t *block = &self->layout->block[i];
    if (i >= self->most)
        return make(ret, block, label_look(block), scratch, err);
    *ret = &self->kept[i];
    if (self->kept[i].text != NULL)
        return RAP_OK;
    return passage_make(&self->kept[i], block->text, label_look(block), self->arena, err);
}

rap_code_t looks_get_more(const looks_t *self, size_t i, size_t max, rap_arena_t *scratch,
    const passage_t **ret, rap_err_t *err)
{
    const layout_block_t *block = &self->layout->block[i];
    size_t len = passage_cut(block->text, block->len, max);
    return len == label_look(block) ? looks_get(self, i, scratch, ret, err)
                                    : make(ret, block, len, scratch, err);
}
