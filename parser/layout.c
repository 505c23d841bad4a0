/* layout.c - see layout.h */
#include "parser/layout.h"

#include "parser/formats/format.h"

#include <inttypes.h>

/* Twice the Bible: no record of a meeting comes near. */
enum { TEXT_MAX_MIB = 8 };

static bool is_blank(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (bytes[i] != ' ' && (bytes[i] < '\t' || bytes[i] > '\r'))
            return false;
    return true;
}

/* What comes behind reads the text many times over. */
static rap_code_t check_size(const layout_t *layout, rap_err_t *err)
{
    size_t len = 0;

    for (size_t i = 0; i < layout->blocks; i++)
        len += layout->block[i].len;
    if (len > (size_t)TEXT_MAX_MIB << 20)
        return rap_fail(err, RAP_TOOBIG, "the document has more than %d MiB of text", TEXT_MAX_MIB);
    return RAP_OK;
}

rap_code_t layout_read_again(const void *bytes, size_t len, const rap_envelope_t *envelope,
    const ocr_pages_t *ocr, rap_arena_t *arena, layout_t *ret, rap_err_t *err)
{
    format_input_t in = {.bytes = bytes, .len = len, .envelope = envelope, .ocr = ocr};

    if (is_blank(bytes, len))
        return rap_fail(err, RAP_NO_TEXT, "the document is empty");
    RAP_TRY(formats_read(&in, NULL, arena, ret, err));
    return check_size(ret, err);
}

rap_code_t layout_read(const void *bytes, size_t len, const rap_envelope_t *envelope,
    rap_arena_t *arena, layout_t *ret, rap_err_t *err)
{
    return layout_read_again(bytes, len, envelope, NULL, arena, ret, err);
}

rap_code_t layout_draw(const void *bytes, size_t len, const rap_envelope_t *envelope, int64_t page,
    rap_arena_t *arena, picture_t *ret, rap_err_t *err)
{
    layout_t layout;
    format_input_t in = {
        .bytes = bytes, .len = len, .envelope = envelope, .draw_page = page, .picture = ret};

    *ret = (picture_t){0};
    RAP_TRY(formats_read(&in, NULL, arena, &layout, err));
    if (ret->grey == NULL)
        return rap_fail(err, RAP_NO_TEXT, "the document has no page %" PRId64 " to draw", page);
    return RAP_OK;
}
