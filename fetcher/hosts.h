/* hosts.h - how often each host may be asked, and when it has something to be asked for.
 *
 * At most `per_host` requests at once, the next one not before `next_ok_ms`.  `due_ms` is
 * the earliest time at which asking the frontier for an address of the host can be of use.
 */
#ifndef RAP_FETCHER_HOSTS_H
#define RAP_FETCHER_HOSTS_H

#include <stddef.h>
#include <stdint.h>

typedef struct host {
    char *name;         /* "example.org:8080"; "" stands for local files */
    int64_t next_ok_ms; /* monotonic */
    int64_t due_ms;     /* wall; INT64_MAX: nothing waits */
    int64_t active;     /* requests under way */
} host_t;

typedef struct hosts {
    host_t **host; /* sorted by name; each at an address of its own */
    size_t count, cap;
} hosts_t;

void hosts_release(hosts_t *self);

/* The host of that name, made at the first call. */
host_t *hosts_get(hosts_t *self, const char *name);

/* Something of the host waits for `due_ms`. */
void host_due(host_t *self, int64_t due_ms);

/* A request begins; it ended. */
void host_begin(host_t *self, int64_t now_ms, int64_t delay_ms);
void host_end(host_t *self);
/* The host asked to be left alone. */
void host_pause(host_t *self, int64_t until_ms);

#endif
