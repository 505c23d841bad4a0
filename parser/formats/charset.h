/* charset.h - bytes in whatever encoding to UTF-8.
 *
 * A byte order mark decides; then whether all is sound UTF-16 or UTF-32, where there are bytes that
 * no other text has; then a declared encoding of seven bits; then strict UTF-8, which no other text
 * passes by chance, or nearly strict; then what the file or the server declared, if it gives a text;
 * then ICU's detector.
 */
#ifndef RAP_PARSER_FORMATS_CHARSET_H
#define RAP_PARSER_FORMATS_CHARSET_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* `declared` may be NULL.  The result is in the arena, or a part of `bytes` where that is UTF-8
 * already; what cannot be decoded is U+FFFD.  It may hold NUL.  RAP_UNSUPPORTED when no
 * encoding fits, RAP_TOOBIG past the arena's limit. */
rap_code_t charset_decode(const char *bytes, size_t len, const char *declared, rap_arena_t *arena,
    const char **ret, size_t *ret_len, rap_err_t *err) RAP_CHECKED;

/* Does it look as if it was decoded wrongly: characters that no text has, accented letters in rows,
 * capitals at the ends of words? */
bool charset_is_doubtful(const char *text, size_t len);

/* The value of charset= in "text/html; charset=ISO-8859-1", copied into `out`; false when
 * there is none or it does not fit. */
bool charset_of_type(const char *media_type, size_t len, char *out, size_t size);

/* Text in some encoding, as far as its first bytes show: no control characters but white
 * space, or UTF-16 or UTF-32. */
bool charset_is_text(const char *bytes, size_t len);

#endif
