/* job.c - see job.h */
#include "broker/job.h"

#include "broker/receipts.h"

#include <stdlib.h>

job_t *job_new(int lane, rap_frame_t *envelope, rap_frame_t *payload, rap_frame_t *body)
{
    job_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    self->lane = lane;
    rap_frame_init(&self->envelope);
    rap_frame_init(&self->payload);
    rap_frame_init(&self->body);
    rap_frame_move(&self->envelope, envelope);
    rap_frame_move(&self->payload, payload);
    rap_frame_move(&self->body, body);
    self->bytes = (int64_t)(rap_frame_size(&self->envelope) + rap_frame_size(&self->payload) +
                            rap_frame_size(&self->body));
    return self;
}

void job_destroy(job_t **self)
{
    if (*self == NULL)
        return;
    rap_frame_release(&(*self)->envelope);
    rap_frame_release(&(*self)->payload);
    rap_frame_release(&(*self)->body);
    origin_release(&(*self)->origin);
    free(*self);
    *self = NULL;
}
