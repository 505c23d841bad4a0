/* text.h - Unicode text: what every stage must count and compare in the same way.
 *
 * Offsets in records are Unicode code points (W3C Web Annotation); C works in bytes.
 * Case folding and normalisation are ICU's and live in base/text_icu.h, which only the
 * stages that read statements link.
 */
#ifndef RAP_BASE_TEXT_H
#define RAP_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms) without NUL? */
bool rap_text_is_utf8(const char *text, size_t len);

/* Nothing but ASCII? */
bool rap_text_is_ascii(const char *text, size_t len);

/* Turns each byte of the string that is not part of well-formed UTF-8 into '?'. */
void rap_text_mend(char *text);

/* Makes the string safe for a terminal: control characters (C0, DEL, C1) become spaces; in a
 * string that is not UTF-8 every byte above ASCII becomes '?'.  The length stays. */
void rap_text_tame(char *text);

/* Code points in the first `len` bytes of well-formed UTF-8. */
size_t rap_text_points(const char *text, size_t len);

/* Bytes before code point number `point`; `len` when there are not so many. */
size_t rap_text_bytes(const char *text, size_t len, size_t point);

/* Writes a code point that is no surrogate as UTF-8, one to four bytes, and returns how many. */
size_t rap_text_put(char *out, uint32_t point);

#endif
