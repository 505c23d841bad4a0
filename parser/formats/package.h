/* package.h - the parts of a document that is a ZIP archive: DOCX, ODT.
 *
 * Nothing is ever unpacked to a disk: a part is asked for by its name and inflated into the
 * arena.  How many parts there may be, how large one may be, how much it may have been
 * compressed, and how large all that were read may be together, is limited.
 */
#ifndef RAP_PARSER_FORMATS_PACKAGE_H
#define RAP_PARSER_FORMATS_PACKAGE_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct package package_t;

/* `bytes` and `arena` are borrowed until package_destroy().  RAP_SYNTAX of an archive whose
 * list of parts cannot be read, RAP_TOOBIG of one that lists too many. */
rap_code_t package_open(
    package_t **ret, const char *bytes, size_t len, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;
void package_destroy(package_t **self);

/* Has it a part of this name, or one whose name begins so? */
bool package_has(const package_t *self, const char *name);
bool package_has_prefix(const package_t *self, const char *prefix);

/* A part's bytes, in the arena and NUL-terminated.  RAP_SYNTAX when it is missing, damaged or
 * does not have the checksum that the archive says, RAP_ENCRYPTED, RAP_TOOBIG,
 * RAP_UNSUPPORTED of an unknown compression. */
rap_code_t package_read(package_t *self, const char *name, const char **ret, size_t *ret_len,
    rap_err_t *err) RAP_CHECKED;

#endif
