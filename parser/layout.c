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

    if (is_blank(bytes, len))
        return rap_fail(err, RAP_NO_TEXT, "the document is empty");
    return formats_read(&in, NULL, arena, ret, err);
}
