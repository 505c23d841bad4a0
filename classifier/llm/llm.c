/* llm.c - see llm.h and llm_private.h */
#include "classifier/llm/llm_private.h"

#include "classifier/llm/merge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SCRATCH_MAX = 32 << 20, /* of one document, beside its own arena */
    QUESTION_MAX = 4 << 20,
    PAUSE_GROWTH = 30,
};

/* ---- jobs ---- */

static void job_destroy(job_t **self)
{
    job_t *it = *self;

    if (it == NULL)
        return;
    for (size_t i = 0; i < it->asks; i++) {
        ask_t *ask = &it->ask[i];

        rap_loop_remove(it->llm->place.loop, ask->pause);
        if (ask->state != ASK_OUT)
            continue;
        endpoint_forget(it->llm->endpoint, ask);
        breaker_abandoned(&it->llm->breaker, rap_loop_now_ms(it->llm->place.loop));
        it->llm->out--;
    }
    rap_loop_remove(it->llm->place.loop, it->deadline);
    rap_arena_destroy(&it->arena);
    free(it);
    *self = NULL;
}

static void take_out(llm_t *self, job_t *job)
{
    job_t **at = &self->first;

    while (*at != job)
        at = &(*at)->next;
    *at = job->next;
    for (self->last = &self->first; *self->last != NULL;)
        self->last = &(*self->last)->next;
}

static rap_code_t merge(job_t *job, rap_err_t *err)
{
    const merge_t merge = {.record = job->subject.record,
        .codebook = job->subject.codebook,
        .engine = rap_arena_strdup(job->subject.arena, job->llm->prompt.engine),
        .confidence = job->llm->options->confidence,
        .arena = job->subject.arena};
    size_t count = 0;

    for (size_t i = 0; i < job->asks; i++)
        count += job->ask[i].count;
    verified_t *found = rap_arena_array(job->arena, count + 1, sizeof *found);
    if (found == NULL || merge.engine == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for %zu positions", count);
    count = 0;
    for (size_t i = 0; i < job->asks; i++)
        for (size_t k = 0; k < job->ask[i].count; k++)
            found[count++] = job->ask[i].kept[k];
    return merge_verified(&merge, found, count, err);
}

/* The document's engine names the model as well. */
static rap_code_t sign(const job_t *job, rap_err_t *err)
{
    rap_document_t *document = job->subject.record->document;
    const char *before = document != NULL && document->engine != NULL ? document->engine : "";
    char text[400];

    if (document == NULL)
        return RAP_OK;
    (void)snprintf(
        text, sizeof text, "%s%s%s", before, before[0] != '\0' ? "+" : "", job->llm->prompt.engine);
    const char *kept = rap_arena_strdup(job->subject.arena, text);
    if (kept == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the name of the model");
    document->engine = kept;
    return RAP_OK;
}

/* What is known without the model stands if this fails. */
static void end_job(llm_t *self, job_t *job)
{
    rap_err_t err;
    void *arg = job->arg;

    take_out(self, job);
    rap_code_t code = merge(job, &err);
    if (code == RAP_OK && !job->partly)
        code = sign(job, &err);
    if (code != RAP_OK)
        llm_tell_failed(job, "result", &err);
    rap_metric_add(self->cut, job->partly);
    job_destroy(&job);
    self->ended(arg);
}

/* Nothing of the job is asked any more. */
static void cut(job_t *job)
{
    for (size_t i = 0; i < job->asks; i++) {
        ask_t *ask = &job->ask[i];

        if (ask->state == ASK_OVER)
            continue;
        job->partly = true;
        if (ask->state == ASK_OUT) {
            endpoint_forget(job->llm->endpoint, ask);
            breaker_abandoned(&job->llm->breaker, rap_loop_now_ms(job->llm->place.loop));
            job->llm->out--;
        }
        ask->state = ASK_OVER;
    }
}

static void on_deadline(rap_loop_t *loop, void *arg)
{
    job_t *job = arg;

    (void)loop;
    job->deadline = 0;
    rap_log(job->llm->place.log, RAP_LOG_INFO, RAP_EVENT("classifier.llm_budget"),
        RAP_S("id", llm_document_of(job)), RAP_S("spent", "time"));
    cut(job);
    llm_pump(job->llm);
}

/* ---- what goes out ---- */

static rap_code_t send(ask_t *ask, rap_err_t *err)
{
    job_t *job = ask->job;
    llm_t *self = job->llm;
    RAP_AUTO_RELEASE(rap_buf) question;
    size_t len;
    const char *text = passage_text(ask->passage, &len);

    rap_buf_init(&question, QUESTION_MAX);
    RAP_TRY(prompt_write(&self->prompt, self->options, text, len, &question, err));
    RAP_TRY(endpoint_ask(self->endpoint, &question, llm_answered, ask, err));
    ask->charged = prompt_tokens(&self->prompt, self->options, len);
    ask->sent_ms = rap_loop_now_ms(self->place.loop);
    ask->state = ASK_OUT;
    ask->tries++;
    job->requests--;
    job->tokens -= ask->charged;
    self->out++;
    return RAP_OK;
}

static bool is_affordable(const ask_t *ask)
{
    const job_t *job = ask->job;
    size_t len;

    (void)passage_text(ask->passage, &len);
    return job->requests > 0 &&
           job->tokens >= prompt_tokens(&job->llm->prompt, job->llm->options, len);
}

/* What the budget does not allow is over, and so is what waits while the server is left alone. */
static void send_one(ask_t *ask)
{
    job_t *job = ask->job;
    llm_t *self = job->llm;
    rap_err_t err;

    if (!is_affordable(ask)) {
        rap_log(self->place.log, RAP_LOG_INFO, RAP_EVENT("classifier.llm_budget"),
            RAP_S("id", llm_document_of(job)),
            RAP_S("spent", job->requests > 0 ? "tokens" : "requests"));
        cut(job);
        return;
    }
    if (!breaker_allows(&self->breaker, rap_loop_now_ms(self->place.loop))) {
        if (self->breaker.state == BREAKER_OPEN)
            cut(job);
        return; /* else the one that is out decides */
    }
    llm_tell_breaker(self, false);
    if (send(ask, &err) != RAP_OK) {
        breaker_abandoned(&self->breaker, rap_loop_now_ms(self->place.loop));
        llm_tell_failed(job, "question", &err);
        ask->state = ASK_OVER;
        job->partly = true;
    }
}

static void send_some(llm_t *self, job_t *job)
{
    for (size_t i = 0; i < job->asks && self->out < self->options->in_flight; i++)
        if (job->ask[i].state == ASK_WAITS && self->breaker.state != BREAKER_TRYING)
            send_one(&job->ask[i]);
}

static bool is_over(const job_t *job)
{
    for (size_t i = 0; i < job->asks; i++)
        if (job->ask[i].state != ASK_OVER)
            return false;
    return true;
}

static job_t *find_over(const llm_t *self)
{
    job_t *job = self->first;

    while (job != NULL && !is_over(job))
        job = job->next;
    return job;
}

/* Ending a job may bring the next, which pumps too: the outer one goes round again. */
void llm_pump(llm_t *self)
{
    job_t *over;

    self->again = true;
    if (self->pumping)
        return;
    self->pumping = true;
    while (self->again) {
        self->again = false;
        for (job_t *job = self->first; job != NULL; job = job->next)
            send_some(self, job);
        while ((over = find_over(self)) != NULL)
            end_job(self, over);
    }
    self->pumping = false;
}

rap_code_t llm_ask(llm_t *self, const llm_subject_t *subject, void *arg, rap_err_t *err)
{
    RAP_AUTO(job) *job = calloc(1, sizeof *job);
    rap_array_t passages;

    if (job == NULL)
        abort();
    job->llm = self;
    job->subject = *subject;
    job->arg = arg;
    job->arena = rap_arena_new(SCRATCH_MAX);
    job->requests = self->options->requests;
    job->tokens = self->options->tokens;
    RAP_TRY(passages_find(&subject->record->statements, job->arena, &passages, err));
    job->ask = rap_arena_array(job->arena, passages.count + 1, sizeof *job->ask);
    if (job->ask == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for %zu passages", passages.count);
    job->asks = passages.count;
    for (size_t i = 0; i < job->asks; i++)
        job->ask[i] = (ask_t){.job = job, .passage = (const passage_t *)passages.item + i};
    job->deadline = rap_loop_timer(self->place.loop, self->options->time_ms, 0, on_deadline, job);
    *self->last = job;
    self->last = &job->next;
    job = NULL;
    llm_pump(self);
    return RAP_OK;
}

void llm_cancel(llm_t *self, const void *arg)
{
    for (job_t *job = self->first; job != NULL; job = job->next)
        if (job->arg == arg) {
            take_out(self, job);
            job_destroy(&job);
            llm_pump(self); /* what it had out is free for others */
            return;
        }
}

void llm_hurry(llm_t *self)
{
    for (job_t *job = self->first; job != NULL; job = job->next)
        cut(job);
    llm_pump(self);
}

/* ---- life ---- */

static void add_metrics(llm_t *self)
{
    static const char help[] = "requests to the language model, by how they ended";
    rap_metrics_t *metrics = self->place.metrics;

    self->answered = rap_metrics_counter(metrics, "llm_requests_total{outcome=\"answered\"}", help);
    self->unusable = rap_metrics_counter(metrics, "llm_requests_total{outcome=\"unusable\"}", help);
    self->failed = rap_metrics_counter(metrics, "llm_requests_total{outcome=\"failed\"}", help);
    self->tokens = rap_metrics_counter(metrics, "llm_tokens_total", "of questions and answers");
    self->cut = rap_metrics_counter(metrics, "llm_partly_total",
        "documents of which not every passage was asked about and answered");
    self->ms = rap_metrics_histogram(metrics, "llm_ms", "how long a request took");
    self->broken = rap_metrics_gauge(
        metrics, "llm_breaker", "0: the language model is asked, 1: tried, 2: left alone");
    for (int i = 0; i < VERDICTS; i++) {
        char name[RAP_METRIC_NAME_MAX];

        (void)snprintf(
            name, sizeof name, "llm_candidates_total{outcome=\"%s\"}", verdict_on_names[i]);
        self->verdict[i] = rap_metrics_counter(
            metrics, name, "positions that the language model named, by what became of them");
    }
}

rap_code_t llm_new(llm_t **ret, const llm_place_t *place, const llm_options_t *options,
    llm_ended_fn *ended, rap_err_t *err)
{
    RAP_AUTO(llm) *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    self->place = *place;
    self->options = options;
    self->ended = ended;
    self->last = &self->first;
    self->breaker = (breaker_t){.most = (unsigned)options->failures,
        .pause = {.base_ms = options->pause_ms, .cap_ms = PAUSE_GROWTH * options->pause_ms}};
    rap_buf_init(&self->prompt.rules, 1);
    add_metrics(self);
    RAP_TRY(endpoint_new(&self->endpoint, place->loop, options, err));
    *ret = self;
    self = NULL;
    return RAP_OK;
}

void llm_destroy(llm_t **self)
{
    llm_t *it = *self;

    if (it == NULL)
        return;
    while (it->first != NULL) {
        job_t *job = it->first;

        it->first = job->next;
        job_destroy(&job);
    }
    endpoint_destroy(&it->endpoint);
    prompt_release(&it->prompt);
    free(it);
    *self = NULL;
}

rap_code_t llm_follow(llm_t *self, const codebook_t *codebook, rap_err_t *err)
{
    prompt_t prompt;
    rap_code_t code = prompt_init(&prompt, self->options, codebook, err);

    if (code != RAP_OK) {
        prompt_release(&prompt);
        return code;
    }
    prompt_release(&self->prompt);
    self->prompt = prompt;
    return RAP_OK;
}
