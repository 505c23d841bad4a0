/* lease.c - see lease.h */
#include "broker/lease.h"

#include <assert.h>
#include <stdlib.h>

enum { FIRST_SLOTS = 64 };

/* Numbers are consecutive, so `number & mask` is a perfect hash until an old lease outlives a
 * whole turn of the table; then two share a chain.  Not open addressing: consecutive leases would
 * be one cluster, and to end the oldest would walk along it. */
struct leases {
    lease_t **slot; /* the chains' heads */
    size_t mask, count;
    int64_t next_number, lease_ms;
    lease_t *oldest, *newest;
    lease_t *spare; /* ended ones, to be used again; linked by `next` */
};

static lease_t **slots_new(size_t count)
{
    lease_t **slot = calloc(count, sizeof(lease_t *));

    if (slot == NULL)
        abort();
    return slot;
}

leases_t *leases_new(int64_t first, int64_t lease_ms)
{
    leases_t *self = calloc(1, sizeof *self);

    assert(first > 0 && lease_ms > 0);
    if (self == NULL)
        abort();
    self->slot = slots_new(FIRST_SLOTS);
    self->mask = FIRST_SLOTS - 1;
    self->next_number = first;
    self->lease_ms = lease_ms;
    return self;
}

void leases_destroy(leases_t **self)
{
    if (*self == NULL)
        return;
    for (lease_t *lease = (*self)->oldest, *next; lease != NULL; lease = next) {
        next = lease->newer;
        job_destroy(&lease->job);
        free(lease);
    }
    for (lease_t *lease = (*self)->spare, *next; lease != NULL; lease = next) {
        next = lease->next;
        free(lease);
    }
    free((*self)->slot);
    free(*self);
    *self = NULL;
}

static lease_t **chain_of(const leases_t *self, int64_t number)
{
    return &self->slot[(size_t)number & self->mask];
}

static void chain(leases_t *self, lease_t *lease)
{
    lease_t **head = chain_of(self, lease->number);

    lease->chained = *head;
    *head = lease;
}

static void unchain(leases_t *self, const lease_t *lease)
{
    lease_t **at = chain_of(self, lease->number);

    while (*at != NULL && *at != lease)
        at = &(*at)->chained;
    assert(*at == lease);
    *at = lease->chained;
}

static void grow(leases_t *self)
{
    free(self->slot);
    self->mask = self->mask * 2 + 1;
    self->slot = slots_new(self->mask + 1);
    for (lease_t *lease = self->oldest; lease != NULL; lease = lease->newer)
        chain(self, lease);
}

static lease_t *lease_new(leases_t *self)
{
    lease_t *lease = self->spare;

    if (lease == NULL)
        lease = malloc(sizeof *lease);
    else
        self->spare = lease->next;
    if (lease == NULL)
        abort();
    return lease;
}

lease_t *leases_grant(leases_t *self, job_t **job, void *holder, lease_t **head, int64_t now_ms)
{
    if ((self->count + 1) * 2 > self->mask)
        grow(self);
    lease_t *lease = lease_new(self);

    *lease = (lease_t){
        .number = self->next_number++,
        .job = *job,
        .holder = holder,
        .since_ms = now_ms,
        .due_ms = now_ms + self->lease_ms,
        .older = self->newest,
        .head = head,
        .next = *head,
    };
    *job = NULL;
    if (self->newest != NULL)
        self->newest->newer = lease;
    else
        self->oldest = lease;
    self->newest = lease;
    if (*head != NULL)
        (*head)->prev = lease;
    *head = lease;
    chain(self, lease);
    self->count++;
    return lease;
}

lease_t *leases_find(const leases_t *self, int64_t number)
{
    lease_t *lease = *chain_of(self, number);

    while (lease != NULL && lease->number != number)
        lease = lease->chained;
    return lease;
}

job_t *leases_end(leases_t *self, lease_t **lease)
{
    lease_t *ended = *lease;

    unchain(self, ended);
    self->count--;
    if (ended->older != NULL)
        ended->older->newer = ended->newer;
    else
        self->oldest = ended->newer;
    if (ended->newer != NULL)
        ended->newer->older = ended->older;
    else
        self->newest = ended->older;
    if (ended->prev != NULL)
        ended->prev->next = ended->next;
    else
        *ended->head = ended->next;
    if (ended->next != NULL)
        ended->next->prev = ended->prev;
    ended->next = self->spare;
    self->spare = ended;
    *lease = NULL;
    return ended->job;
}

lease_t *leases_oldest(const leases_t *self)
{
    return self->oldest;
}

lease_t *leases_overdue(const leases_t *self, int64_t now_ms)
{
    return self->oldest != NULL && self->oldest->due_ms <= now_ms ? self->oldest : NULL;
}
