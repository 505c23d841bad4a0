/* http_field.h - the fields in the head of an HTTP message, a line each. */
#ifndef RAP_FETCHER_WARC_HTTP_FIELD_H
#define RAP_FETCHER_WARC_HTTP_FIELD_H

#include <stddef.h>

/* The value without the blanks around, in the line, if the line is the field `name`; else NULL.  `len`
 * is the line's, with or without its end. */
const char *http_field_value(const char *line, size_t len, const char *name, size_t *ret_len);

/* Copies a value into `out` of `size` bytes.  One that does not fit, or is not printable ASCII, is of no
 * use to us: "". */
void http_field_keep(const char *value, size_t len, char *out, size_t size);

#endif
