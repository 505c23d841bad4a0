/* nursery.h - the process of which all readers are copies.
 *
 * It is rapporteur-parser-child with all open that a reader needs (libraries, parties, bodies), and
 * never sees a document.  A reader is a copy of it (cradle.h), and a child of this process like any
 * other: it takes 14 ms to start instead of 50.  It is started for the first reader, and again when
 * somebody killed it.
 */
#ifndef RAP_PARSER_NURSERY_H
#define RAP_PARSER_NURSERY_H

#include "base/err.h"

#include <stdint.h>
#include <sys/types.h>

#define PARSER_CHILD "rapporteur-parser-child" /* the program, beside ours */

typedef struct nursery nursery_t;

/* `home` is borrowed, NULL: none; `sandbox` is SANDBOX_*.  There is no process yet. */
nursery_t *nursery_new(const char *home, int sandbox);
void nursery_destroy(nursery_t **self); /* readers live on */

/* Waits for a reader with that limit of address space, whose descriptors WIRE_DESCRIPTOR and 2 are
 * these; they stay the caller's.  RAP_CONFIG with the process's words when it cannot start;
 * RAP_TIMEOUT when it has no share of the machine; RAP_UNAVAILABLE when it is killed again and again. */
rap_code_t nursery_bear(nursery_t *self, int64_t memory_max, int socket, int messages,
    pid_t *ret_pid, rap_err_t *err) RAP_CHECKED;

/* The next reader is a copy of a new process, which reads the data files anew. */
void nursery_renew(nursery_t *self);

#endif
