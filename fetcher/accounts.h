/* accounts.h - the numbers that must balance, per source:
 *
 *   discovered = recorded + duplicate + quarantined + refused(reason) + in flight
 *
 * Each is raised in the transaction that makes it true.  `in flight` is not kept but
 * counted (open addresses and outbox rows), so that the equation can fail, and is worth
 * checking.  Beside them: fetched, unchanged, gone, failed.
 */
#ifndef RAP_FETCHER_ACCOUNTS_H
#define RAP_FETCHER_ACCOUNTS_H

#include "base/metric.h"
#include "fetcher/frontier.h"

#define ACCOUNT_DISCOVERED  "discovered" /* documents: addresses, and new bytes at known ones */
#define ACCOUNT_FETCHED     "fetched"    /* answers with a body                               */
#define ACCOUNT_UNCHANGED   "unchanged"  /* asked again, nothing new                          */
#define ACCOUNT_GONE        "gone"       /* asked again, no longer there                      */
#define ACCOUNT_FAILED      "failed"     /* requests that failed and are tried again          */
#define ACCOUNT_RECORDED    "recorded"   /* ends, as the receipts said                        */
#define ACCOUNT_DUPLICATE   "duplicate"
#define ACCOUNT_QUARANTINED "quarantined"
#define ACCOUNT_REFUSED     "refused:" /* and the reason */

rap_code_t account_add(frontier_t *frontier, const char *source, const char *name, int64_t n,
    rap_err_t *err) RAP_CHECKED;
rap_code_t account_refused(
    frontier_t *frontier, const char *source, const char *reason, rap_err_t *err) RAP_CHECKED;
/* 0 where there is none. */
rap_code_t account_get(frontier_t *frontier, const char *source, const char *name, int64_t *ret,
    rap_err_t *err) RAP_CHECKED;
rap_code_t account_in_flight(
    frontier_t *frontier, const char *source, int64_t *ret, rap_err_t *err) RAP_CHECKED;

/* discovered less ends less in flight: 0 when the source's accounts balance. */
rap_code_t account_balance(
    frontier_t *frontier, const char *source, int64_t *ret, rap_err_t *err) RAP_CHECKED;

/* Brings the metrics source_<name>_total{source="..."} (refused with a reason), and
 * source_in_flight, up to the accounts. */
rap_code_t accounts_publish(
    frontier_t *frontier, rap_metrics_t *metrics, rap_err_t *err) RAP_CHECKED;

#endif
