/* foot.c - see assemble.h: a web page that somebody printed goes on behind the statement. */
#include "parser/structure/assemble.h"

#include <stdbool.h>

#include "parser/structure/head.h"

enum { THANKS_MAX_BYTES = 120, FOOT_MAX_BYTES = 1500, FOOT_MAX_BLOCKS = 12 };

/* clang-format off */
/* A statement's last words begin so. */
static const char *const thanks[] = {"thank you", "i thank you", "we thank you", "many thanks", "je vous remercie", "merci", "gracias",
    "muchas gracias", "благодарю", "спасибо", "شكرا", "وشكرا", "谢谢", NULL};

/* And this stands in a page's foot alone. */
static const char *const rights[] = {"©", "copyright*", "all rights reserved", "tous droits reserves", "todos los derechos reservados",
    "все права защищены", "جميع الحقوق محفوظة", "版权所有", NULL};
/* clang-format on */

typedef struct foot {
    size_t begin;    /* the block behind the last thanks; 0: none */
    size_t bytes;    /* of what stands behind */
    bool has_rights; /* somebody's rights are among it */
} foot_t;

static rap_code_t look_at(foot_t *self, const layout_block_t *block, size_t i, rap_err_t *err)
{
    RAP_AUTO(rap_arena) *scratch = rap_arena_new(1 << 20);
    passage_t passage;
    span_t hit;
    RAP_TRY(passage_make(&passage, block->text, block->len, scratch, err));
    self->bytes += block->len;
    if (passage_find_any(&passage, passage_span(&passage), rights, &hit))
        self->has_rights = true;
    else if (block->len <= THANKS_MAX_BYTES && passage_has_at(&passage, 0, thanks, &hit))
        *self = (foot_t){.begin = i + 1};
    return RAP_OK;
}

rap_code_t assemble_end(const layout_t *layout, size_t body, size_t *ret, rap_err_t *err)
{
    size_t last = layout->blocks > body + FOOT_MAX_BLOCKS ? layout->blocks - FOOT_MAX_BLOCKS : body;
    foot_t foot = {0};
    for (size_t i = last; i < layout->blocks; i++)
        if (head_is_text(layout, body, i) && layout->block[i].len <= FOOT_MAX_BYTES)
            RAP_TRY(look_at(&foot, &layout->block[i], i, err));
        else if (head_is_text(layout, body, i))
            foot = (foot_t){0};
    bool is_foot = foot.begin > 0 && foot.has_rights && foot.bytes <= FOOT_MAX_BYTES;
    *ret = is_foot ? foot.begin : layout->blocks;
    return RAP_OK;
}
