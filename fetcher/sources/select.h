/* select.h - a small part of CSS, as XPath 1.0.
 *
 * tag, *, .class, #id, [a], [a=v], [a^=v], [a$=v], [a*=v], the descendant and the child
 * combinator and comma.  Values may be quoted.  Whoever needs more writes XPath.
 */
#ifndef RAP_FETCHER_SOURCES_SELECT_H
#define RAP_FETCHER_SOURCES_SELECT_H

#include "base/buf.h"
#include "base/err.h"

/* Appends an XPath expression relative to the current node (".//td | .//th").
 * RAP_SYNTAX says where the selector cannot be read. */
rap_code_t select_to_xpath(const char *css, rap_buf_t *out, rap_err_t *err) RAP_CHECKED;

#endif
