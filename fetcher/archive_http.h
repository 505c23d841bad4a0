/* archive_http.h - heads of HTTP messages as they stand in the archive.  For archive.c.
 *
 * Bodies are archived decoded (docs/decisions/archive-format.md), so what a head says of its
 * encodings would be wrong of the block: those fields, and a length that is not the body's,
 * get the prefix "X-Archive-Orig-".  A message of HTTP/2, which has no text form, is written as
 * one of HTTP/1.1.  All else is as on the wire.
 */
#ifndef RAP_FETCHER_ARCHIVE_HTTP_H
#define RAP_FETCHER_ARCHIVE_HTTP_H

#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>

/* Appends the head, up to and with the empty line.  *ret_protocol is "h2" or the like where the
 * wire's was another than HTTP/1.x, else NULL. */
rap_code_t archive_http_response(const char *head, size_t len, size_t body_len, rap_buf_t *out,
    const char **ret_protocol, rap_err_t *err) RAP_CHECKED;

/* The same of a message without a body: a request, or the answer that nothing has changed. */
rap_code_t archive_http_bare(const char *head, size_t len, rap_buf_t *out,
    const char **ret_protocol, rap_err_t *err) RAP_CHECKED;

#endif
