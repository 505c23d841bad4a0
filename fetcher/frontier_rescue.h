/* frontier_rescue.h - a frontier that lost rows: what is asked for again, so that nothing is
 * passed over in silence.
 *
 * Addresses that were lost are found in their listings, which are all read anew.  Of what was in
 * the outbox nothing else tells that it was on its way, so every address whose document is not
 * known to have ended is asked again, and so is each address of bytes that several have.
 * Accounts that no longer balance are made to, by an entry that everybody can see.
 */
#ifndef RAP_FETCHER_FRONTIER_RESCUE_H
#define RAP_FETCHER_FRONTIER_RESCUE_H

#include "base/clock.h"
#include "base/db_rescue.h"

/* As of a plan's `finish`; `clock` is a const rap_clock_t. */
rap_code_t frontier_after_rescue(
    rap_db_t *db, rap_rescue_t *rescue, void *clock, rap_err_t *err) RAP_CHECKED;

#endif
