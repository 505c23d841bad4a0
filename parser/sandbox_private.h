/* sandbox_private.h - the pieces of a sandbox, a file each; sandbox.c has their order.
 *
 * Each fails with the reason when the kernel lacks or refuses it, and then changes nothing.
 */
#ifndef RAP_PARSER_SANDBOX_PRIVATE_H
#define RAP_PARSER_SANDBOX_PRIVATE_H

#include "base/err.h"

#include <stdbool.h>

/* Is this a build whose sanitizer calls what no document's reader needs? */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANDBOX_SANITIZED 1
#endif
#endif
#if !defined(SANDBOX_SANITIZED)
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANDBOX_SANITIZED 1
#else
#define SANDBOX_SANITIZED 0
#endif
#endif

/* New namespaces with nothing in them. */
rap_code_t namespaces_enter(rap_err_t *err) RAP_CHECKED;

/* The rights of root, and those that new namespaces bring. */
rap_code_t namespaces_drop_capabilities(rap_err_t *err) RAP_CHECKED;

/* What may be done with files and, where the kernel's version has that, with networks and others. */
rap_code_t landlock_enter(rap_err_t *err) RAP_CHECKED;

/* The last piece: the others need calls that it refuses. */
rap_code_t seccomp_enter(rap_err_t *err) RAP_CHECKED;

#endif
