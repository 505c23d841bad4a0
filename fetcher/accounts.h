/* accounts.h - a fetcher's numbers, per source; proto/accounts.h has those that must balance.
 *
 * Each is raised in the transaction that makes it true.  `in flight` is not kept but
 * counted (open addresses and outbox rows).  Beside them: fetched, unchanged, gone, failed.
 */
#ifndef RAP_FETCHER_ACCOUNTS_H
#define RAP_FETCHER_ACCOUNTS_H

#include "base/metric.h"
#include "fetcher/frontier.h"
#include "proto/accounts.h"

#define ACCOUNT_FETCHED   "fetched"   /* answers with a body                               */
#define ACCOUNT_UNCHANGED "unchanged" /* asked again, nothing new                          */
#define ACCOUNT_GONE      "gone"      /* asked again, no longer there                      */
#define ACCOUNT_FAILED    "failed"    /* requests that failed and are tried again          */

rap_code_t account_add(frontier_t *frontier, const char *source, const char *name, int64_t n,
    rap_err_t *err) RAP_CHECKED;
/* The same in a frontier's file that is being repaired. */
rap_code_t account_enter(
    rap_db_t *db, const char *source, const char *name, int64_t n, rap_err_t *err) RAP_CHECKED;
rap_code_t account_refused(
    frontier_t *frontier, const char *source, const char *reason, rap_err_t *err) RAP_CHECKED;
rap_code_t account_in_flight(
    frontier_t *frontier, const char *source, int64_t *ret, rap_err_t *err) RAP_CHECKED;

/* Brings the metrics source_<name>_total{source="..."} (refused with a reason), and
 * source_in_flight, up to the accounts. */
rap_code_t accounts_publish(
    frontier_t *frontier, rap_metrics_t *metrics, rap_err_t *err) RAP_CHECKED;

#endif
