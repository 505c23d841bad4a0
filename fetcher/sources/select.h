/* select.h - which elements are meant: XPath 1.0, or a small part of CSS.
 *
 * tag, *, .class, #id, [a], [a=v], [a^=v], [a$=v], [a*=v], the descendant and the child
 * combinator and comma.  Values may be quoted.  Whoever needs more writes XPath.
 */
#ifndef RAP_FETCHER_SOURCES_SELECT_H
#define RAP_FETCHER_SOURCES_SELECT_H

#include "base/buf.h"
#include "base/err.h"

struct _xmlXPathCompExpr; /* libxml2's */

/* Appends an XPath expression relative to the current node (".//td | .//th").
 * RAP_SYNTAX says where the selector cannot be read. */
rap_code_t select_to_xpath(const char *css, rap_buf_t *out, rap_err_t *err) RAP_CHECKED;

/* Makes ready whichever of the two is said; *ret is NULL if neither is, else the caller's to free by
 * xmlXPathFreeCompExpr().  Appends the XPath to `text`, which may be NULL.  RAP_CONFIG when both
 * are said, or it cannot be read. */
rap_code_t select_compile(struct _xmlXPathCompExpr **ret, const char *css, const char *xpath,
    rap_buf_t *text, rap_err_t *err) RAP_CHECKED;

#endif
