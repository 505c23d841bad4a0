/* http.h - libcurl's transfers on the process's loop.
 *
 * libcurl says which sockets it waits for and for how long; the loop says what happened.  What a
 * transfer asks for, what it may take and what its end means is its owner's affair, who sets up the
 * easy handle.  libcurl is never called from its own callbacks: what they find is acted on when the
 * call that led to them has returned.
 *
 * A library of its own (rap::http), linked only by who speaks HTTP.
 */
#ifndef RAP_PROTO_HTTP_H
#define RAP_PROTO_HTTP_H

#include "base/loop.h"

typedef struct rap_http rap_http_t;

/* A transfer that was added has ended and is taken out; `easy` is its CURL *, `result` its CURLcode.
 * Others may be added or removed from here. */
typedef void rap_http_ended_fn(void *arg, void *easy, int result);

/* The loop is borrowed. */
rap_code_t rap_http_new(rap_http_t **ret, rap_loop_t *loop, rap_http_ended_fn *ended, void *arg,
    rap_err_t *err) RAP_CHECKED;
/* Every transfer must have ended or been removed. */
void rap_http_destroy(rap_http_t **self);

rap_code_t rap_http_add(rap_http_t *self, void *easy, rap_err_t *err) RAP_CHECKED;
/* Stops a transfer that has not ended; it does not wait for a name server either. */
void rap_http_remove(rap_http_t *self, void *easy);

#endif
