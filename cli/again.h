/* again.h - orders for rapporteur-replay: written down whole, then carried out.
 *
 * They stand in a file without a name in the home's state/, which is gone with this process
 * however that ends; a rapporteur-replay that was killed and started again reads it anew.
 */
#ifndef RAP_CLI_AGAIN_H
#define RAP_CLI_AGAIN_H

#include "cli/command.h"
#include "proto/order.h"

#include <stdbool.h>
#include <stdint.h>

struct again {
    int fd;
    int64_t count;
    rap_buf_t buf; /* not yet written */
};

rap_code_t again_open(struct again *self, const rap_home_t *home, rap_err_t *err) RAP_CHECKED;
void again_close(struct again *self);

/* An order that cannot be written (RAP_TOOBIG, RAP_SCHEMA) leaves the others as they are. */
rap_code_t again_add(struct again *self, const rap_order_t *order, rap_err_t *err) RAP_CHECKED;

/* Is what kept a document from being ordered a matter of it alone: too large, gone, not readable any
 * more?  Then it is told and left out, which makes the exit code 2, and keeps no other back. */
bool again_leaves_out(struct cli *cli, const char *document_id, const rap_err_t *err);

/* Through the running pipeline or, without one, through one that runs until all is done.
 * Prints how each document ended.  `program` is for messages: "rapporteur replay".  Raises
 * the exit code to 2 when some were not recorded, 75 when it was cut off. */
void again_run(struct again *self, struct cli *cli, const char *program);

#endif
