/* formats.c - see format.h */
#include "parser/formats/format.h"

const format_t *const formats[] = {
    &format_eml,
    &format_pdf,
    &format_zipped,
    &format_foreign,
    &format_html,
    &format_text,
    NULL,
};

rap_code_t formats_read(const format_input_t *in, const format_t *except, rap_arena_t *arena,
    layout_t *ret, rap_err_t *err)
{
    for (size_t i = 0; formats[i] != NULL; i++) {
        layout_t layout = {.media_type = formats[i]->media_type};

        if (formats[i] == except || !formats[i]->sniff(in))
            continue;
        RAP_TRY(formats[i]->read(in, arena, &layout, err));
        *ret = layout;
        return RAP_OK;
    }
    return rap_fail(err, RAP_UNSUPPORTED, "the document is of an unknown binary format");
}
