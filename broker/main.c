/* main.c - rapporteur-broker: the queues between the stages. */
#include "broker/broker.h"
#include "proto/process.h"

enum { QUEUE_MAX = 4096 }; /* messages in a worker's socket, each way */

struct server {
    rap_loop_t *loop;
    broker_t *broker;
    rap_watch_t timer;
    int64_t armed_ms; /* the timer's time */
};

static void on_tick(rap_loop_t *loop, void *arg);

static void arm(struct server *self)
{
    int64_t wake_ms = broker_wake_ms(self->broker), left_ms = wake_ms - rap_loop_now_ms(self->loop);

    rap_loop_remove(self->loop, self->timer);
    self->timer = rap_loop_timer(self->loop, left_ms > 0 ? left_ms : 0, 0, on_tick, self);
    self->armed_ms = wake_ms;
}

static void on_tick(rap_loop_t *loop, void *arg)
{
    struct server *self = arg;

    (void)loop;
    broker_tick(self->broker);
    arm(self);
}

static void on_message(rap_loop_t *loop, short revents, void *arg)
{
    struct server *self = arg;

    (void)loop;
    (void)revents;
    broker_read(self->broker);
    if (broker_wake_ms(self->broker) < self->armed_ms)
        arm(self);
}

static rap_code_t serve(rap_process_t *process, broker_t *broker, rap_link_t *link, rap_err_t *err)
{
    struct server server = {.loop = process->loop, .broker = broker};

    rap_loop_socket(process->loop, rap_link_socket(link), RAP_IN, on_message, &server);
    arm(&server);
    rap_process_ready(process);
    RAP_TRY(rap_loop_run(process->loop, err));
    broker_leave(broker);
    return RAP_OK;
}

static rap_code_t run(rap_process_t *process, rap_err_t *err)
{
    const broker_options_t *options = process->options;
    RAP_AUTO(rap_link) *link = NULL;
    RAP_AUTO(broker) *broker = NULL;

    RAP_TRY(rap_link_bind(&link,
        &(rap_link_config_t){
            .endpoint = process->endpoint,
            .max_frame_bytes = options->max_message,
            .queue_max = QUEUE_MAX,
        },
        err));
    RAP_TRY(broker_new(&broker, options, link, process->clock, process->log, err));
    return serve(process, broker, link, err);
}

static const rap_process_type_t type = {
    .program = "rapporteur-broker",
    .summary = "the queues between the stages, and who has which task in hand",
    .options = &broker_options_table,
    .run = run,
};

int main(int argc, char **argv)
{
    return rap_process_main(&type, argc, argv);
}
