/* llm_answer.c - see llm_private.h */
#include "classifier/llm/llm_private.h"

#include "classifier/llm/reply.h"

enum { RETRY_BASE_MS = 500, RETRY_CAP_MS = 20 * 1000 };

const char *llm_document_of(const job_t *job)
{
    const rap_document_t *document = job->subject.record->document;

    return document != NULL ? document->document_id : NULL;
}

void llm_tell_failed(const job_t *job, const char *what, const rap_err_t *err)
{
    rap_log(job->llm->place.log, RAP_LOG_WARNING, RAP_EVENT("classifier.llm_failed"),
        RAP_S("id", llm_document_of(job)), RAP_S("what", what), RAP_E(err));
}

void llm_tell_breaker(llm_t *self, bool changed)
{
    rap_metric_set(self->broken, (int64_t)self->breaker.state);
    if (!changed)
        return;
    if (self->breaker.state == BREAKER_OPEN)
        rap_log(self->place.log, RAP_LOG_WARNING, RAP_EVENT("classifier.llm_open"),
            RAP_S("endpoint", self->options->endpoint), RAP_I("failures", self->breaker.failures),
            RAP_I("ms", self->breaker.until_ms - rap_loop_now_ms(self->place.loop)));
    else
        rap_log(self->place.log, RAP_LOG_NOTICE, RAP_EVENT("classifier.llm_closed"),
            RAP_S("endpoint", self->options->endpoint));
}

static void on_pause_over(rap_loop_t *loop, void *arg)
{
    ask_t *ask = arg;

    (void)loop;
    ask->pause = 0;
    if (ask->state == ASK_PAUSES)
        ask->state = ASK_WAITS;
    llm_pump(ask->job->llm);
}

/* Again after a while, if the failure may pass. */
static void fail(ask_t *ask, const endpoint_answer_t *answer)
{
    static const rap_retry_t retry = {.base_ms = RETRY_BASE_MS, .cap_ms = RETRY_CAP_MS};
    llm_t *self = ask->job->llm;
    bool passes = answer->code == RAP_UNAVAILABLE || answer->code == RAP_TIMEOUT;

    rap_metric_add(self->failed, 1);
    llm_tell_failed(ask->job, "request", &answer->err);
    llm_tell_breaker(self, breaker_failed(&self->breaker, rap_loop_now_ms(self->place.loop)));
    if (!passes || ask->tries >= self->options->tries) {
        ask->state = ASK_OVER;
        ask->job->partly = true;
        return;
    }
    int64_t ms = rap_retry_delay_ms(&retry, ask->tries);
    ms = answer->retry_after_ms > ms ? answer->retry_after_ms : ms;
    ask->state = ASK_PAUSES;
    ask->pause = rap_loop_timer(self->place.loop, ms, 0, on_pause_over, ask);
}

static rap_code_t read_answer(ask_t *ask, const endpoint_answer_t *answer, rap_err_t *err)
{
    job_t *job = ask->job;
    llm_t *self = job->llm;
    reply_t reply;

    RAP_TRY(reply_read(&reply, answer->body, answer->len, job->arena, err));
    const candidate_t *candidate = reply.candidates.item;
    ask->kept = rap_arena_array(job->arena, reply.candidates.count + 1, sizeof *ask->kept);
    if (ask->kept == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for %zu candidates", reply.candidates.count);
    for (size_t i = 0; i < reply.candidates.count; i++) {
        verdict_on_t verdict = verify(&candidate[i], ask->passage, job->subject.codebook,
            job->subject.parties, job->arena, &ask->kept[ask->count]);

        rap_metric_add(self->verdict[verdict], 1);
        ask->count += verdict == KEPT;
    }
    if (reply.tokens > 0) /* what was only guessed before */
        job->tokens += ask->charged - reply.tokens;
    rap_metric_add(self->tokens, reply.tokens > 0 ? reply.tokens : ask->charged);
    return RAP_OK;
}

void llm_answered(void *arg, const endpoint_answer_t *answer)
{
    ask_t *ask = arg;
    job_t *job = ask->job;
    llm_t *self = job->llm;
    int64_t now = rap_loop_now_ms(self->place.loop);
    rap_err_t err;

    self->out--;
    ask->state = ASK_OVER;
    rap_metric_observe(self->ms, (double)(now - ask->sent_ms));
    if (answer->code != RAP_OK) {
        fail(ask, answer);
    } else if (read_answer(ask, answer, &err) != RAP_OK) {
        rap_metric_add(self->unusable, 1);
        llm_tell_failed(job, "answer", &err);
        job->partly = true;
        llm_tell_breaker(self, breaker_failed(&self->breaker, now));
    } else {
        rap_metric_add(self->answered, 1);
        llm_tell_breaker(self, breaker_succeeded(&self->breaker));
    }
    llm_pump(self);
}
