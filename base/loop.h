/* loop.h - the one event loop of every process.
 *
 * A thin reactor over zmq_poll(), which is level triggered for ZeroMQ sockets
 * and plain descriptors alike.  (ZMQ_FD with epoll or libuv is edge triggered
 * and every send or recv can swallow an edge.)  Signals come
 * in through a signalfd, so nothing runs in signal context and a SIGTERM that
 * arrives between two iterations is not lost.
 *
 * Callbacks may add, change or remove any watch, their own included.  A watch
 * removed during an iteration is not called in it.
 */
#ifndef RAP_BASE_LOOP_H
#define RAP_BASE_LOOP_H

#include "base/clock.h"
#include "base/err.h"

#include <signal.h>
#include <stdint.h>

typedef struct rap_loop rap_loop_t;
typedef uint32_t rap_watch_t; /* 0 is "none" */

typedef void rap_loop_io_fn(rap_loop_t *loop, short revents, void *arg);
typedef void rap_loop_timer_fn(rap_loop_t *loop, void *arg);
typedef void rap_loop_signal_fn(rap_loop_t *loop, int signo, void *arg);

/* The clock is borrowed and drives the timers. */
rap_loop_t *rap_loop_new(const rap_clock_t *clock);
void rap_loop_destroy(rap_loop_t **self);

/* What a watch waits for, and what a callback is told.  The values are ZMQ_POLLIN and so on,
 * checked in loop.c, so that only it includes zmq.h. */
enum { RAP_IN = 1, RAP_OUT = 2, RAP_ERR = 4 };

/* 0 events keeps the watch but pauses it, which is how a stage applies back-pressure
 * while its own output is full. */
rap_watch_t rap_loop_socket(
    rap_loop_t *self, void *zmq_socket, short events, rap_loop_io_fn *fn, void *arg);
rap_watch_t rap_loop_fd(rap_loop_t *self, int fd, short events, rap_loop_io_fn *fn, void *arg);
void rap_loop_set_events(rap_loop_t *self, rap_watch_t watch, short events);
void rap_loop_remove(rap_loop_t *self, rap_watch_t watch);

/* One shot after delay_ms, then every repeat_ms if that is not 0. */
rap_watch_t rap_loop_timer(
    rap_loop_t *self, int64_t delay_ms, int64_t repeat_ms, rap_loop_timer_fn *fn, void *arg);

/* Blocks `set` in the calling thread; call before any other thread exists. */
rap_code_t rap_loop_signals(rap_loop_t *self, const sigset_t *set, rap_loop_signal_fn *fn,
    void *arg, rap_err_t *err) RAP_CHECKED;

/* Until rap_loop_stop().  RAP_INTERNAL when there is nothing to wait for. */
rap_code_t rap_loop_run(rap_loop_t *self, rap_err_t *err) RAP_CHECKED;
void rap_loop_stop(rap_loop_t *self);

/* Monotonic, by the loop's clock. */
int64_t rap_loop_now_ms(const rap_loop_t *self);

#endif
