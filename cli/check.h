/* check.h - what the parts of `rapporteur check` share: each looks at one thing and says what it
 * found in the verdict.  What keeps a part from looking is its error.
 */
#ifndef RAP_CLI_CHECK_H
#define RAP_CLI_CHECK_H

#include "base/arena.h"
#include "base/err.h"
#include "cli/verdict.h"
#include "proto/home.h"

#include <stdbool.h>
#include <stdint.h>

struct check_options {
    bool running, deep, verbose;
    int64_t timeout;
    int64_t full_warning, full_critical; /* ms */
    int64_t age_warning, age_critical;   /* ms */
    int64_t disk_warning, disk_critical; /* per cent free */
    int64_t quarantine_window;           /* ms */
    int64_t quarantine_warning, quarantine_critical;
    int64_t poll_failures;
};

struct check {
    const rap_home_t *home;
    const struct check_options *options;
    rap_arena_t *arena;
    verdict_t *verdict;
    int64_t now; /* ms since 1970 */
};

typedef rap_code_t check_fn(struct check *self, rap_err_t *err);

/* check_pipeline.c: it runs, each stage has a worker, queues move, nothing was dropped. */
rap_code_t check_pipeline(struct check *self, rap_err_t *err) RAP_CHECKED;

/* check_store.c: accounts balance; what fetchers call stored is stored; quarantine grows slowly. */
rap_code_t check_accounts(struct check *self, rap_err_t *err) RAP_CHECKED;
rap_code_t check_stored(struct check *self, rap_err_t *err) RAP_CHECKED;
rap_code_t check_quarantine(struct check *self, rap_err_t *err) RAP_CHECKED;

/* check_sources.c: each source is heard of as often as it declares. */
rap_code_t check_sources(struct check *self, rap_err_t *err) RAP_CHECKED;

/* check_damage.c: no database is damaged, or was and nobody has seen to it. */
rap_code_t check_damage(struct check *self, rap_err_t *err) RAP_CHECKED;

/* check_disk.c: there is room. */
rap_code_t check_disk(struct check *self, rap_err_t *err) RAP_CHECKED;

#endif
