/* makers.h - what today's programs would write into the rows that they make. */
#ifndef RAP_CLI_MAKERS_H
#define RAP_CLI_MAKERS_H

#include "cli/command.h"
#include "sink/store/store.h"

/* Asks the home's classifier, which reads its codebook; texts in the command's arena.
 * RAP_CONFIG when it cannot say. */
rap_code_t makers_of_today(struct cli *cli, rap_store_makers_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
