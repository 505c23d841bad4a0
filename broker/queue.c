/* queue.c - see queue.h */
#include "broker/queue.h"

#include "proto/rap1.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

struct lane {
    job_t *first, *last; /* ready */
    int64_t count;
    queue_limits_t held; /* what its jobs take: ready, leased and delayed */
    bool full;
};

struct queue {
    char name[RAP1_NAME_MAX + 1];
    queue_limits_t limits;
    struct lane lane[RAP_LANES];
    int since_bulk; /* live jobs taken while a bulk job waited, at most QUEUE_BULK_SHARE */
    job_t **heap;   /* delayed jobs, the next due one first */
    size_t delayed, heap_room;
    int64_t leased;
    int64_t put_total, done_total;
};

queue_t *queue_new(const char *name, queue_limits_t limits)
{
    queue_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    (void)snprintf(self->name, sizeof self->name, "%s", name);
    self->limits = limits;
    return self;
}

void queue_destroy(queue_t **self)
{
    if (*self == NULL)
        return;
    for (int lane = 0; lane < RAP_LANES; lane++)
        for (job_t *job = (*self)->lane[lane].first, *next; job != NULL; job = next) {
            next = job->next;
            job_destroy(&job);
        }
    for (size_t i = 0; i < (*self)->delayed; i++)
        job_destroy(&(*self)->heap[i]);
    free((*self)->heap);
    free(*self);
    *self = NULL;
}

static void append(struct lane *lane, job_t *job)
{
    job->next = NULL;
    if (lane->last != NULL)
        lane->last->next = job;
    else
        lane->first = job;
    lane->last = job;
    lane->count++;
}

static void prepend(struct lane *lane, job_t *job)
{
    job->next = lane->first;
    lane->first = job;
    if (lane->last == NULL)
        lane->last = job;
    lane->count++;
}

void queue_push(queue_t *self, job_t **job, int64_t now_ms)
{
    struct lane *lane = &self->lane[(*job)->lane];

    (*job)->born_ms = now_ms;
    lane->held.messages++;
    lane->held.bytes += (*job)->bytes;
    self->put_total++;
    append(lane, *job);
    *job = NULL;
}

void queue_return(queue_t *self, job_t **job)
{
    assert(self->leased > 0);
    self->leased--;
    prepend(&self->lane[(*job)->lane], *job);
    *job = NULL;
}

static void swap(job_t **a, job_t **b)
{
    job_t *was = *a;

    *a = *b;
    *b = was;
}

void queue_delay(queue_t *self, job_t **job, int64_t due_ms)
{
    assert(self->leased > 0);
    self->leased--;
    if (self->delayed == self->heap_room) {
        self->heap_room = self->heap_room != 0 ? self->heap_room * 2 : 16;
        self->heap = reallocarray(self->heap, self->heap_room, sizeof(job_t *));
        if (self->heap == NULL)
            abort();
    }
    size_t at = self->delayed++;

    (*job)->due_ms = due_ms;
    self->heap[at] = *job;
    *job = NULL;
    for (; at > 0 && self->heap[(at - 1) / 2]->due_ms > due_ms; at = (at - 1) / 2)
        swap(&self->heap[at], &self->heap[(at - 1) / 2]);
}

static job_t *pop_delayed(queue_t *self)
{
    job_t *job = self->heap[0];
    size_t at = 0;

    self->heap[0] = self->heap[--self->delayed];
    for (;;) {
        size_t least = at;

        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < self->delayed; child++)
            if (self->heap[child]->due_ms < self->heap[least]->due_ms)
                least = child;
        if (least == at)
            return job;
        swap(&self->heap[at], &self->heap[least]);
        at = least;
    }
}

void queue_wake(queue_t *self, int64_t now_ms)
{
    while (self->delayed > 0 && self->heap[0]->due_ms <= now_ms) {
        job_t *job = pop_delayed(self);

        append(&self->lane[job->lane], job);
    }
}

int64_t queue_due_ms(const queue_t *self)
{
    return self->delayed > 0 ? self->heap[0]->due_ms : INT64_MAX;
}

void queue_finish(queue_t *self, job_t **job)
{
    assert(self->leased > 0);
    struct lane *lane = &self->lane[(*job)->lane];

    self->leased--;
    lane->held.messages--;
    lane->held.bytes -= (*job)->bytes;
    self->done_total++;
    job_destroy(job);
}

int queue_turn(const queue_t *self)
{
    if (self->lane[RAP_LANE_LIVE].first == NULL)
        return RAP_LANE_BULK;
    if (self->lane[RAP_LANE_BULK].first == NULL)
        return RAP_LANE_LIVE;
    return self->since_bulk + 1 < QUEUE_BULK_SHARE ? RAP_LANE_LIVE : RAP_LANE_BULK;
}

const job_t *queue_peek(const queue_t *self, int lane)
{
    return self->lane[lane].first;
}

job_t *queue_take(queue_t *self, int lane)
{
    struct lane *from = &self->lane[lane];
    job_t *job = from->first;

    if (job == NULL)
        return NULL;
    if (lane == RAP_LANE_BULK || self->lane[RAP_LANE_BULK].first == NULL)
        self->since_bulk = 0;
    else if (self->since_bulk < QUEUE_BULK_SHARE)
        self->since_bulk++;
    from->first = job->next;
    if (from->first == NULL)
        from->last = NULL;
    from->count--;
    job->next = NULL;
    self->leased++;
    return job;
}

void queue_each(queue_t *self, queue_job_fn *fn, void *arg)
{
    for (int lane = 0; lane < RAP_LANES; lane++)
        for (job_t *job = self->lane[lane].first; job != NULL; job = job->next)
            fn(arg, job);
    for (size_t i = 0; i < self->delayed; i++)
        fn(arg, self->heap[i]);
}

const char *queue_name(const queue_t *self)
{
    return self->name;
}

static queue_limits_t all_held(const queue_t *self)
{
    const queue_limits_t *live = &self->lane[RAP_LANE_LIVE].held;
    const queue_limits_t *bulk = &self->lane[RAP_LANE_BULK].held;

    return (queue_limits_t){live->messages + bulk->messages, live->bytes + bulk->bytes};
}

/* Of a queue for one task, the bulk lane may have that one: else it would have none. */
static queue_limits_t bulk_limits(const queue_t *self)
{
    return (queue_limits_t){(self->limits.messages + 1) / 2, (self->limits.bytes + 1) / 2};
}

static bool is_full(bool was, queue_limits_t held, queue_limits_t limits)
{
    if (held.messages >= limits.messages || held.bytes >= limits.bytes)
        return true;
    return was && (held.messages >= limits.messages - limits.messages / 4 ||
                      held.bytes >= limits.bytes - limits.bytes / 4);
}

bool queue_is_full(queue_t *self, int lane)
{
    struct lane *live = &self->lane[RAP_LANE_LIVE], *bulk = &self->lane[RAP_LANE_BULK];

    live->full = is_full(live->full, all_held(self), self->limits);
    bulk->full = is_full(bulk->full, bulk->held, bulk_limits(self));
    return live->full || (lane == RAP_LANE_BULK && bulk->full);
}

static queue_limits_t room(queue_limits_t limits, queue_limits_t held)
{
    queue_limits_t left = {limits.messages - held.messages, limits.bytes - held.bytes};

    return (queue_limits_t){left.messages > 0 ? left.messages : 0, left.bytes > 0 ? left.bytes : 0};
}

queue_limits_t queue_room(const queue_t *self, int lane)
{
    queue_limits_t all = room(self->limits, all_held(self));

    if (lane == RAP_LANE_LIVE)
        return all;
    queue_limits_t bulk = room(bulk_limits(self), self->lane[RAP_LANE_BULK].held);

    return (queue_limits_t){bulk.messages < all.messages ? bulk.messages : all.messages,
        bulk.bytes < all.bytes ? bulk.bytes : all.bytes};
}

static void note_age(queue_levels_t *levels, const job_t *job, int64_t now_ms)
{
    int64_t age = now_ms - job->born_ms;

    if (age > levels->oldest_ms)
        levels->oldest_ms = age;
    if (job->lane == RAP_LANE_LIVE && age > levels->oldest_live_ms)
        levels->oldest_live_ms = age;
}

/* Each job is looked at: one that was delayed stands behind younger ones. */
static void note_ages(const queue_t *self, queue_levels_t *levels, int64_t now_ms)
{
    for (int lane = 0; lane < RAP_LANES; lane++)
        for (const job_t *job = self->lane[lane].first; job != NULL; job = job->next)
            note_age(levels, job, now_ms);
    for (size_t i = 0; i < self->delayed; i++)
        note_age(levels, self->heap[i], now_ms);
}

int64_t queue_promise(const queue_t *self, int lane)
{
    int64_t live = self->limits.messages - bulk_limits(self).messages;

    if (lane == RAP_LANE_BULK)
        return queue_room(self, lane).messages;
    return live > 0 ? live : 1;
}

queue_levels_t queue_levels(const queue_t *self, int64_t now_ms)
{
    queue_levels_t levels = {
        .leased = self->leased,
        .delayed = (int64_t)self->delayed,
        .bytes = all_held(self).bytes,
        .put_total = self->put_total,
        .done_total = self->done_total,
    };

    for (int lane = 0; lane < RAP_LANES; lane++)
        levels.ready[lane] = self->lane[lane].count;
    note_ages(self, &levels, now_ms);
    return levels;
}

queue_limits_t queue_limits(const queue_t *self)
{
    return self->limits;
}
