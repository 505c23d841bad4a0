/* reproduce.h - reading a document in quarantine once more, as it was read when it failed: the same
 * bytes, limits and confinement, in a process of the same kind.  Neither the store nor the
 * archive is written to. */
#ifndef RAP_CLI_REPRODUCE_H
#define RAP_CLI_REPRODUCE_H

#include "cli/command.h"

/* The case that `text` names, as for 'rapporteur show'.  Prints what happened then and now; makes
 * the exit code 2 when that is not the same.  RAP_NOTFOUND when there is nothing to go by,
 * RAP_UNAVAILABLE when the reader was killed by someone else. */
rap_code_t reproduce(struct cli *cli, const char *text, rap_err_t *err) RAP_CHECKED;

#endif
