/* foot.c - see foot.h */
#include "parser/structure/foot.h"

#include <stdbool.h>

#include "parser/structure/head.h"

enum { THANKS_MAX_BYTES = 120, RIGHTS_MAX_BYTES = 240, FOOT_MAX_BYTES = 3000 };

/* clang-format off */
/* Among a statement's last words. */
static const char *const thanks[] = {"thank you", "many thanks", "vous remerci*", "merci", "gracias", "obrigado", "obrigada",
    "благодарю", "благодарим", "спасибо", "شكرا", "谢谢", NULL};

/* And this stands in a page's foot alone. */
static const char *const rights[] = {"©", "all rights reserved", "tous droits reserves", "todos los derechos reservados",
    "todos os direitos reservados", "все права защищены", "جميع الحقوق محفوظة", "版权所有", NULL};
/* clang-format on */

/* What stands behind a block, seen from the end. */
typedef struct foot {
    size_t bytes;
    bool has_rights; /* somebody's rights are among it */
} foot_t;

/* "Copyright (c) Ministry of Ports", "copyright 2024": not what a State says of copyright. */
static bool is_claimed(const passage_t *block)
{
    enum { YEAR_MIN = 1900, YEAR_MAX = 2100 };
    span_t within = passage_span(block), hit;
    for (; passage_find(block, within, "copyright", &hit); within.start = hit.end) {
        size_t i = passage_token_at(block, hit.end);
        if (i >= block->tokens)
            return false;
        const token_t *next = &block->token[i];
        bool year =
            next->kind == TOKEN_NUMBER && next->number >= YEAR_MIN && next->number <= YEAR_MAX;
        bool sign = passage_is_word(block, i, "(") && passage_is_word(block, i + 1, "c") &&
                    passage_is_word(block, i + 2, ")");
        if (year || sign || passage_is_word(block, i, "by"))
            return true;
    }
    return false;
}

static bool is_rights(const layout_block_t *block, const passage_t *passage)
{
    if (block->len > RIGHTS_MAX_BYTES || head_is_running(block, passage))
        return false;
    return passage_says(passage, rights) ||
           (is_claimed(passage) && !head_is_short_sentence(block, passage));
}

/* Adds the block to the foot; false where it is said. */
static bool add_block(foot_t *self, const layout_block_t *block, const passage_t *passage)
{
    bool has_rights = is_rights(block, passage);
    self->bytes += block->len;
    self->has_rights = self->has_rights || has_rights;
    return self->bytes <= FOOT_MAX_BYTES &&
           (has_rights ||
               (!head_is_running(block, passage) && !head_is_short_sentence(block, passage)));
}

/* Do the blocks from `body` up to `end` say more than `bytes`?  Thanks before most of a text open it. */
static bool says_more(const layout_t *layout, size_t body, size_t end, size_t bytes)
{
    size_t said = 0;
    for (size_t i = body; i < end && said <= bytes; i++)
        said += head_is_text(layout, body, i) ? layout->block[i].len : 0;
    return said > bytes;
}

rap_code_t foot_begin(const layout_t *layout, size_t body, size_t *ret, rap_err_t *err)
{
    foot_t foot = {0};
    RAP_AUTO(rap_arena) *scratch = rap_arena_new(1 << 20);
    *ret = layout->blocks;
    for (size_t i = layout->blocks; i > body; i--) {
        const layout_block_t *block = &layout->block[i - 1];
        passage_t passage;
        if (!head_is_text(layout, body, i - 1))
            continue;
        if (block->len > FOOT_MAX_BYTES)
            return RAP_OK;
        rap_arena_reset(scratch);
        RAP_TRY(passage_make(&passage, block->text, block->len, scratch, err));
        if (foot.has_rights && block->len <= THANKS_MAX_BYTES && passage_says(&passage, thanks)) {
            if (says_more(layout, body, i, foot.bytes))
                *ret = i;
            return RAP_OK;
        }
        if (!add_block(&foot, block, &passage))
            return RAP_OK;
    }
    return RAP_OK;
}
