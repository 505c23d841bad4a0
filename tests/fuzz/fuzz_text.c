/* Invariants: no text, in whatever charset it is or says that it is, crashes its reader; it gives
 * blocks of clean UTF-8 on pages that there are, no more text than it has bytes for, or says why it
 * cannot be read; the same text gives the same blocks.
 *
 * The first byte says which charset is declared, if any. */
#include "parser/formats/format.h"
#include "tests/fuzz/layout_check.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A byte may be a character of three bytes; blocks are shown with their role. */
enum { GROWTH_MAX = 4, SHOWN_MAX = 64 };

static const char *const types[] = {NULL, "text/plain; charset=utf-8",
    "text/plain; charset=iso-8859-1", "text/plain; charset=windows-1251",
    "text/plain; charset=koi8-r", "text/plain; charset=windows-1256", "text/plain; charset=gb18030",
    "text/plain; charset=big5", "text/plain; charset=shift_jis", "text/plain; charset=utf-16le",
    "text/plain; charset=utf-16", "text/plain; charset=iso-2022-jp", "text/plain; charset=utf-7",
    "text/plain; charset=no-such", "text/plain; charset="};

static char *read_once(const format_input_t *in)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ARENA_MAX);
    RAP_AUTO(rap_arena) *scratch = rap_arena_new(ARENA_MAX);
    layout_t layout = {.media_type = format_text.media_type};
    size_t bytes = 0;
    rap_err_t err = {0};

    rap_code_t code = format_text.read(in, arena, &layout, &err);
    if (code != RAP_OK) {
        check(rap_code_fate(code) == RAP_FATE_REJECT && err.text[0] != '\0');
        return strdup(err.text);
    }
    check(layout.blocks > 0);
    for (size_t i = 0; i < layout.blocks; i++) {
        check_block(&layout, &layout.block[i], scratch);
        bytes += layout.block[i].len;
    }
    check(bytes <= GROWTH_MAX * in->len);
    return layout_text(&layout);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const rap_envelope_t envelope = {
        .url = "", .media_type = types[data[0] % (sizeof types / sizeof *types)]};
    const format_input_t in = {
        .bytes = (const char *)data + 1, .len = size - 1, .envelope = &envelope};

    if (!format_text.sniff(&in))
        return 0;
    char *first = read_once(&in), *second = read_once(&in);
    check(first != NULL && second != NULL && strcmp(first, second) == 0);
    free(first);
    free(second);
    return 0;
}
