/* zipped.h - the formats whose files are ZIP archives; zipped.c tells which one it is. */
#ifndef RAP_PARSER_FORMATS_ZIPPED_H
#define RAP_PARSER_FORMATS_ZIPPED_H

#include "parser/formats/package.h"
#include "parser/layout.h"

/* Fill all of *ret but media_type.  Texts are in the arena. */
rap_code_t docx_read(
    package_t *package, rap_arena_t *arena, layout_t *ret, rap_err_t *err) RAP_CHECKED;

rap_code_t odt_read(
    package_t *package, rap_arena_t *arena, layout_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
