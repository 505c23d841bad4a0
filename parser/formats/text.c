/* text.c - plain text and Markdown, see format.h and text_blocks.h */
#include "parser/formats/charset.h"
#include "parser/formats/format.h"
#include "parser/formats/text_blocks.h"

#include <string.h>

static bool text_sniff(const format_input_t *in)
{
    return charset_is_text(in->bytes, in->len);
}

static rap_code_t text_read(
    const format_input_t *in, rap_arena_t *arena, layout_t *ret, rap_err_t *err)
{
    const char *type = in->envelope->media_type, *text = NULL;
    growing_t block = {.size = sizeof(layout_block_t)};
    size_t len = 0;
    char declared[64];
    bool told = type != NULL && charset_of_type(type, strlen(type), declared, sizeof declared);

    RAP_TRY(charset_decode(in->bytes, in->len, told ? declared : NULL, arena, &text, &len, err));
    RAP_TRY(text_blocks(text, len, arena, &block, &ret->pages, err));
    if (block.count == 0)
        return rap_fail(err, RAP_NO_TEXT, "the text has no words");
    ret->block = block.item;
    ret->blocks = block.count;
    return RAP_OK;
}

const format_t format_text = {
    .name = "text", .media_type = "text/plain", .sniff = text_sniff, .read = text_read};
