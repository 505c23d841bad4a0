/* libraries.h - which libraries documents are read with: what a failure may depend on. */
#ifndef RAP_PARSER_LIBRARIES_H
#define RAP_PARSER_LIBRARIES_H

#include "base/buf.h"
#include "base/err.h"

/* Appends "poppler 22.12.0, libxml2 2.9.14, ..., Linux 6.1.0": as they are loaded now, not as
 * they were when this was built, and the kernel. */
rap_code_t libraries_versions(rap_buf_t *out, rap_err_t *err) RAP_CHECKED;

#endif
