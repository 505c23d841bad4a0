/* archive.h - what the parts of `rapporteur archive` share: the files of a home's archive. */
#ifndef RAP_CLI_ARCHIVE_H
#define RAP_CLI_ARCHIVE_H

#include "base/buf.h"
#include "base/err.h"
#include "cli/command.h"

#include <stddef.h>

struct archive_files {
    char **path;
    size_t count;
};

/* The files that are named on the line, or all of the home's archive, sorted. */
rap_code_t archive_files(struct cli *cli, struct archive_files *ret, rap_err_t *err) RAP_CHECKED;
void archive_files_release(struct archive_files *self);

/* The bytes of the document that `text` names, by its id, the beginning of one or an address, to
 * the file `output` or, when that is NULL, to standard output.  RAP_NOTFOUND. */
rap_code_t archive_extract(
    struct cli *cli, const char *text, const char *output, rap_err_t *err) RAP_CHECKED;

/* The same, appended to `body`, which has room for ARCHIVE_BODY_MAX bytes. */
enum { ARCHIVE_BODY_MAX = 1 << 30 };
rap_code_t archive_bytes(
    struct cli *cli, const char *text, rap_buf_t *body, rap_err_t *err) RAP_CHECKED;

#endif
