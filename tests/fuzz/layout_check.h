/* layout_check.h - what holds of every layout, whatever document it was made of. */
#ifndef RAP_TESTS_LAYOUT_CHECK_H
#define RAP_TESTS_LAYOUT_CHECK_H

#include "base/buf.h"
#include "base/text.h"
#include "base/text_icu.h"
#include "parser/layout.h"
#include "tests/fuzz/check.h"
#include "tests/unit/layout_text.h"

#include <stdlib.h>
#include <string.h>

enum { ARENA_MAX = 64 << 20, FILE_MAX = 64 << 20 };

static inline void check_block(
    const layout_t *layout, const layout_block_t *block, rap_arena_t *arena)
{
    const char *form;
    size_t len;
    rap_err_t err;

    check(block->len > 0 && block->role <= LAYOUT_FOOTNOTE);
    check(rap_text_is_utf8(block->text, block->len));
    check(block->text[0] != ' ' && block->text[block->len - 1] != ' ');
    check(memmem(block->text, block->len, "  ", 2) == NULL);
    for (size_t i = 0; i < block->len; i++)
        check((unsigned char)block->text[i] >= ' ');
    check(rap_text_nfc(block->text, block->len, arena, &form, &len, &err) == RAP_OK);
    check(len == block->len && memcmp(form, block->text, len) == 0);
    check(block->page >= 0 && block->page <= layout->pages);
    check(layout->pages == 0 || block->page > 0);
}

/* The layout as a text, or the reason as one. */
static inline char *layout_read_once(const rap_buf_t *file)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ARENA_MAX);
    rap_envelope_t envelope = {.url = ""};
    layout_t layout = {0};
    rap_err_t err = {0};

    rap_code_t code = layout_read(file->data, file->len, &envelope, arena, &layout, &err);
    if (code != RAP_OK) {
        check(rap_code_fate(code) == RAP_FATE_REJECT && err.text[0] != '\0');
        return strdup(err.text);
    }
    check(layout.blocks > 0);
    RAP_AUTO(rap_arena) *scratch = rap_arena_new(ARENA_MAX);
    for (size_t i = 0; i < layout.blocks; i++)
        check_block(&layout, &layout.block[i], scratch);
    return layout_text(&layout);
}

#endif
