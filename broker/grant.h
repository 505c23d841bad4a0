/* grant.h - how many more tasks a source may put now.
 *
 * Grants that are out count against the room of the queues that the source feeds.  The room is
 * shared evenly by the sources.
 * Each lane may be promised its half of a queue (queue_promise()), so that what the sources of one
 * hold and do not use keeps nothing from those of the other.
 * In bytes a grant is reckoned as the source's largest recent task: a source of small
 * tasks gets many, one of large tasks few.
 *
 * A grant cannot be taken back, and who holds one may be idle for a week.  So a source that holds
 * none gets one although all room is promised, as long as no more than one for each source
 * is promised beyond it.  A queue can exceed its mark by so much, and everybody gets on.
 *
 * Pure: numbers in, a number out.
 */
#ifndef BROKER_GRANT_H
#define BROKER_GRANT_H

#include <stdint.h>

typedef struct grant_case {
    int64_t room_messages, room_bytes; /* of its lane, the least of the queues that it feeds */
    int64_t sources;                   /* of the lane, that share it, this one included */
    int64_t out;                       /* unused grants of all of these */
    int64_t held;                      /* of them, this source's */
    int64_t window;                    /* the most it wants to hold */
    int64_t weight;                    /* bytes of one of its tasks: grant_weight() */
} grant_case_t;

/* 0: none now.  Grants come in batches: none while more than half of what it may hold is
 * unused. */
int64_t grant_next(const grant_case_t *of);

/* The weight after a task of `bytes` came: rises at once, falls by an eighth a task.
 * A source starts with GRANT_FIRST_WEIGHT. */
enum { GRANT_FIRST_WEIGHT = 1 << 20 };
int64_t grant_weight(int64_t weight, int64_t bytes);

#endif
