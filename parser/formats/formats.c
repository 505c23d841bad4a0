/* formats.c - see format.h */
#include "parser/formats/format.h"

const format_t *const formats[] = {
    &format_pdf,
    &format_zipped,
    &format_foreign,
    &format_html,
    &format_text,
    NULL,
};
