/* loop.c - see loop.h
 *
 * Watches sit in a slot array.  A watch id is (generation << 16 | slot + 1), so
 * an id kept past its removal never names the slot's next tenant.  The poll set
 * is rebuilt only when it changed, and dispatch walks the set that was polled,
 * so a callback that edits watches neither repeats nor starves the others.
 */
#include "base/loop.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <zmq.h>

enum kind { FREE, IO, TIMER };
enum { MAX_WATCHES = 1024 };

struct watch {
    enum kind kind;
    uint16_t generation;
    zmq_pollitem_t item;
    rap_loop_io_fn *io;
    rap_loop_timer_fn *timer;
    int64_t due;
    int64_t repeat;
    void *arg;
};

struct rap_loop {
    const rap_clock_t *clock;
    struct watch watch[MAX_WATCHES];
    size_t slots; /* highest slot ever used + 1 */
    zmq_pollitem_t item[MAX_WATCHES];
    rap_watch_t polled[MAX_WATCHES];
    int items;
    bool dirty;
    bool stop;
    int signal_fd;
    rap_loop_signal_fn *on_signal;
    void *signal_arg;
};

static_assert(RAP_IN == ZMQ_POLLIN && RAP_OUT == ZMQ_POLLOUT && RAP_ERR == ZMQ_POLLERR,
    "events are handed to zmq_poll as they are");

int64_t rap_loop_now_ms(const rap_loop_t *self)
{
    return rap_clock_mono_ms(self->clock);
}

rap_loop_t *rap_loop_new(const rap_clock_t *clock)
{
    rap_loop_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    self->clock = clock;
    self->signal_fd = -1;
    return self;
}

void rap_loop_destroy(rap_loop_t **self)
{
    assert(self != NULL);
    if (*self == NULL)
        return;
    if ((*self)->signal_fd >= 0)
        close((*self)->signal_fd);
    free(*self);
    *self = NULL;
}

static struct watch *find(rap_loop_t *self, rap_watch_t id)
{
    size_t slot = (id & 0xffff) - 1u;

    if (id == 0 || slot >= self->slots)
        return NULL;
    struct watch *w = &self->watch[slot];
    return w->kind != FREE && w->generation == id >> 16 ? w : NULL;
}

static rap_watch_t add(rap_loop_t *self, const struct watch *init)
{
    size_t slot = 0;

    while (slot < self->slots && self->watch[slot].kind != FREE)
        slot++;
    if (slot == MAX_WATCHES)
        abort(); /* a bug in the caller: its own limits are far below */
    if (slot == self->slots)
        self->slots++;

    uint16_t generation = (uint16_t)(self->watch[slot].generation + 1u);
    self->watch[slot] = *init;
    self->watch[slot].generation = generation;
    self->dirty = true;
    return (rap_watch_t)generation << 16 | (rap_watch_t)(slot + 1);
}

rap_watch_t rap_loop_socket(
    rap_loop_t *self, void *zmq_socket, short events, rap_loop_io_fn *fn, void *arg)
{
    return add(self,
        &(struct watch){
            .kind = IO, .item = {.socket = zmq_socket, .events = events}, .io = fn, .arg = arg});
}

rap_watch_t rap_loop_fd(rap_loop_t *self, int fd, short events, rap_loop_io_fn *fn, void *arg)
{
    return add(self,
        &(struct watch){.kind = IO, .item = {.fd = fd, .events = events}, .io = fn, .arg = arg});
}

rap_watch_t rap_loop_timer(
    rap_loop_t *self, int64_t delay_ms, int64_t repeat_ms, rap_loop_timer_fn *fn, void *arg)
{
    return add(self, &(struct watch){.kind = TIMER,
                         .due = rap_loop_now_ms(self) + delay_ms,
                         .repeat = repeat_ms,
                         .timer = fn,
                         .arg = arg});
}

void rap_loop_set_events(rap_loop_t *self, rap_watch_t watch, short events)
{
    struct watch *w = find(self, watch);

    if (w != NULL && w->kind == IO && w->item.events != events) {
        w->item.events = events;
        self->dirty = true;
    }
}

void rap_loop_remove(rap_loop_t *self, rap_watch_t watch)
{
    struct watch *w = find(self, watch);

    if (w != NULL) {
        w->kind = FREE;
        self->dirty = true;
    }
}

static void on_signal_fd(rap_loop_t *loop, short revents, void *arg)
{
    struct signalfd_siginfo info;

    (void)revents;
    (void)arg;
    while (read(loop->signal_fd, &info, sizeof info) == (ssize_t)sizeof info)
        loop->on_signal(loop, (int)info.ssi_signo, loop->signal_arg);
}

rap_code_t rap_loop_signals(
    rap_loop_t *self, const sigset_t *set, rap_loop_signal_fn *fn, void *arg, rap_err_t *err)
{
    assert(self->signal_fd < 0);
    int sys = pthread_sigmask(SIG_BLOCK, set, NULL);

    if (sys != 0)
        return rap_fail_sys(err, RAP_INTERNAL, sys, "could not block signals");
    self->signal_fd = signalfd(-1, set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (self->signal_fd < 0)
        return rap_fail_sys(err, RAP_INTERNAL, errno, "could not create signal descriptor");
    self->on_signal = fn;
    self->signal_arg = arg;
    rap_loop_fd(self, self->signal_fd, RAP_IN, on_signal_fd, NULL);
    return RAP_OK;
}

static void rebuild(rap_loop_t *self)
{
    self->items = 0;
    for (size_t slot = 0; slot < self->slots; slot++) {
        const struct watch *w = &self->watch[slot];

        if (w->kind != IO || w->item.events == 0)
            continue;
        self->item[self->items] = w->item;
        self->polled[self->items] = (rap_watch_t)w->generation << 16 | (rap_watch_t)(slot + 1);
        self->items++;
    }
    self->dirty = false;
}

static long next_timeout(const rap_loop_t *self)
{
    int64_t due = INT64_MAX;

    for (size_t slot = 0; slot < self->slots; slot++)
        if (self->watch[slot].kind == TIMER && self->watch[slot].due < due)
            due = self->watch[slot].due;
    if (due == INT64_MAX)
        return -1;
    int64_t left = due - rap_loop_now_ms(self);
    return left > 0 ? (long)left : 0;
}

static void run_timers(rap_loop_t *self)
{
    int64_t now = rap_loop_now_ms(self);

    for (size_t slot = 0; slot < self->slots && !self->stop; slot++) {
        struct watch *w = &self->watch[slot];

        if (w->kind != TIMER || w->due > now)
            continue;
        struct watch fired = *w;
        if (w->repeat > 0)
            w->due = now + w->repeat; /* never a burst after a stall */
        else
            w->kind = FREE;
        fired.timer(self, fired.arg);
    }
}

rap_code_t rap_loop_run(rap_loop_t *self, rap_err_t *err)
{
    self->stop = false;
    while (!self->stop) {
        if (self->dirty)
            rebuild(self);
        long timeout = next_timeout(self);
        if (self->items == 0 && timeout < 0)
            return rap_fail(err, RAP_INTERNAL, "event loop has nothing to wait for");
        int ready = zmq_poll(self->item, self->items, timeout);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready < 0)
            return rap_fail_sys(
                err, RAP_INTERNAL, errno, "could not poll: %s", zmq_strerror(errno));
        run_timers(self);
        for (int i = 0; i < self->items && ready > 0 && !self->stop; i++) {
            short revents = self->item[i].revents;

            if (revents == 0)
                continue;
            ready--;
            struct watch *w = find(self, self->polled[i]);
            if (w != NULL && w->item.events != 0)
                w->io(self, revents, w->arg);
        }
    }
    return RAP_OK;
}

void rap_loop_stop(rap_loop_t *self)
{
    self->stop = true;
}
