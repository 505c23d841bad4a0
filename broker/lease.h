/* lease.h - which job is in which worker's hands, and until when.
 *
 * A lease has a number, which the worker sends back.  Numbers rise by one from a random start,
 * so a number of an earlier broker, or of a lease that ended, is never that of a live lease.
 * All leases last equally long, so the order of granting is the order of ending, and a plain
 * list finds the next one that runs out.
 *
 * Pure: time is an argument.
 */
#ifndef BROKER_LEASE_H
#define BROKER_LEASE_H

#include "broker/job.h"

#include <stddef.h>
#include <stdint.h>

typedef struct lease {
    int64_t number;
    job_t *job;
    void *holder; /* what was given to leases_grant() */
    int64_t since_ms, due_ms;
    struct lease *older, *newer; /* of all */
    struct lease **head;         /* the holder's list */
    struct lease *prev, *next;   /* in the holder's list */
    struct lease *chained;       /* of the same slot of the table */
} lease_t;

typedef struct leases leases_t;

/* `first` is the number of the first lease, > 0. */
leases_t *leases_new(int64_t first, int64_t lease_ms);
void leases_destroy(leases_t **self); /* and the jobs that are out */

/* Takes the job.  `head` is the holder's list, which the lease joins. */
lease_t *leases_grant(leases_t *self, job_t **job, void *holder, lease_t **head, int64_t now_ms);

lease_t *leases_find(const leases_t *self, int64_t number); /* NULL: no such lease (any more) */

/* Ends it and gives the job back. */
job_t *leases_end(leases_t *self, lease_t **lease);

lease_t *leases_oldest(const leases_t *self);                  /* NULL: none is out */
lease_t *leases_overdue(const leases_t *self, int64_t now_ms); /* NULL: none */

#endif
