/* breaker.c - see breaker.h */
#include "classifier/llm/breaker.h"

#include <stddef.h>

const char *const breaker_state_names[] = {"closed", "trying", "open", NULL};

bool breaker_allows(breaker_t *self, int64_t now_ms)
{
    if (self->state == BREAKER_OPEN && now_ms >= self->until_ms) {
        self->state = BREAKER_TRYING;
        return true;
    }
    return self->state == BREAKER_CLOSED;
}

bool breaker_succeeded(breaker_t *self)
{
    bool changed = self->state != BREAKER_CLOSED;

    self->state = BREAKER_CLOSED;
    self->failures = self->opened = 0;
    return changed;
}

bool breaker_failed(breaker_t *self, int64_t now_ms)
{
    self->failures++;
    if (self->state == BREAKER_OPEN ||
        (self->state == BREAKER_CLOSED && self->failures < self->most))
        return false; /* one that was out before it opened changes nothing */
    self->state = BREAKER_OPEN;
    self->opened++;
    self->until_ms =
        now_ms + self->pause.base_ms / 2 + rap_retry_delay_ms(&self->pause, self->opened);
    return true;
}

void breaker_abandoned(breaker_t *self, int64_t now_ms)
{
    if (self->state != BREAKER_TRYING)
        return;
    self->state = BREAKER_OPEN;
    self->until_ms = now_ms;
}
