/* Invariants: no office document crashes its reader; it gives blocks of clean UTF-8 on pages that
 * there are, or says why it cannot be read; the same document gives the same blocks.
 *
 * A seed that begins with "==> " shows the parts of an archive (package_text.h); any other is
 * given as it is. */
#include "base/text.h"
#include "base/text_icu.h"
#include "parser/layout.h"
#include "tests/unit/layout_text.h"
#include "tests/unit/package_text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_MAX = 64 << 20, FILE_MAX = 64 << 20 };

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void check_block(const layout_t *layout, const layout_block_t *block, rap_arena_t *arena)
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
static char *read_once(const rap_buf_t *file)
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    RAP_AUTO_RELEASE(rap_buf) file;
    const char *bytes = (const char *)data;
    rap_err_t err;

    rap_buf_init(&file, FILE_MAX);
    if (size >= strlen(PACKAGE_MARK) && memcmp(bytes, PACKAGE_MARK, strlen(PACKAGE_MARK)) == 0)
        package_make(bytes, size, &file);
    else
        check(rap_buf_add(&file, bytes, size, &err) == RAP_OK);
    char *first = read_once(&file), *second = read_once(&file);
    check(first != NULL && second != NULL && strcmp(first, second) == 0);
    free(first);
    free(second);
    return 0;
}
