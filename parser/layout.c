/* layout.c - see layout.h */
#include "parser/layout.h"

#include "parser/formats/format.h"

static bool is_blank(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (bytes[i] != ' ' && (bytes[i] < '\t' || bytes[i] > '\r'))
            return false;
    return true;
}

rap_code_t layout_read(const void *bytes, size_t len, const rap_envelope_t *envelope,
    rap_arena_t *arena, layout_t *ret, rap_err_t *err)
{
    format_input_t in = {.bytes = bytes, .len = len, .envelope = envelope};
    layout_t layout = {0};

    if (is_blank(bytes, len))
        return rap_fail(err, RAP_NO_TEXT, "the document is empty");
    for (size_t i = 0; formats[i] != NULL; i++) {
        if (!formats[i]->sniff(&in))
            continue;
        layout.media_type = formats[i]->media_type;
        RAP_TRY(formats[i]->read(&in, arena, &layout, err));
        *ret = layout;
        return RAP_OK;
    }
    return rap_fail(err, RAP_UNSUPPORTED, "the document is of an unknown binary format");
}
