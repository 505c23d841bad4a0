/* take.h - what one job brought, into archive and frontier.  For intake.c.
 *
 * take_job() runs within the step's transaction and changes nothing outside it but
 * job->outcome; take_tell() acts on that once it is on the disk.
 */
#ifndef RAP_FETCHER_TAKE_H
#define RAP_FETCHER_TAKE_H

#include "fetcher/fetcher.h"

rap_code_t take_job(fetcher_t *self, job_t *job, rap_err_t *err) RAP_CHECKED;
void take_tell(fetcher_t *self, job_t *job);

/* The job is dropped with nothing of it on the disk: it is due as before. */
void take_forget(fetcher_t *self, const job_t *job);

/* Of a listing. */
rap_code_t take_listing(fetcher_t *self, job_t *job, rap_err_t *err) RAP_CHECKED;
void tell_listing(fetcher_t *self, job_t *job);

/* Of a source that is files, the next piece.  *ret_more is false when there is none: all that is there
 * now is read. */
rap_code_t take_piece(fetcher_t *self, const source_t *source, harvest_t *harvest,
    rap_arena_t *arena, bool *ret_more, rap_err_t *err) RAP_CHECKED;

/* "http_404" in the arena for an answer that brought nothing, else the result's reason. */
const char *take_reason(const job_t *job);
/* What was wrong, for people. */
void take_detail(const job_t *job, char out[256]);

/* How long to wait before try number failures + 1, whatever else the server asked for. */
int64_t take_wait_ms(const fetcher_t *self, const job_t *job, int64_t failures);

/* May it go well at another time? */
bool take_is_transient(const job_t *job);

#endif
