/* link.c - see link.h
 *
 * While the monitor says that nobody is there, a DEALER takes nothing.  What it took just before
 * goes to whoever listens next, ahead of the HELLO that the next connection begins with, and is
 * answered with BYE there.  ZMQ_IMMEDIATE would drop it, but it ends the pipe whenever it likes,
 * and libzmq aborts if that is between two frames of a message that is being read.
 */
#include "proto/link.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "base/clock.h"
#include "proto/endpoint.h"

#define MONITOR "inproc://monitor"

enum { LINGER_MS = 500, RECONNECT_MS = 10, FAREWELL_MS = 200 };

/* Of a ROUTER: each body comes in by one connection and leaves by another.  It costs a round trip one more
 * thread to wake (docs/performance.md). */
enum { ROUTER_IO_THREADS = 2 };

struct rap_link {
    void *context;
    void *socket;
    void *monitor; /* of a DEALER */
    int lock;      /* of a ROUTER on ipc: held as long as the socket is ours */
    bool router;
    bool up;   /* of a DEALER: somebody listens, as far as the monitor has told */
    bool more; /* frames follow the one that was received last */
    rap_link_counts_t counts;
    char endpoint[RAP_ENDPOINT_MAX];
};

/* ---- frames ---- */

static_assert(sizeof(zmq_msg_t) == sizeof(rap_frame_t), "a frame is a zmq_msg_t");
static_assert(alignof(rap_frame_t) >= alignof(zmq_msg_t), "and is aligned as one");

static zmq_msg_t *msg_of(rap_frame_t *self)
{
    return (zmq_msg_t *)(void *)self->raw;
}

/* zmq_msg_data() and zmq_msg_copy() read only, but take no const. */
static zmq_msg_t *msg_of_const(const rap_frame_t *self)
{
    union {
        const rap_frame_t *in;
        zmq_msg_t *out;
    } cast = {.in = self};

    return cast.out;
}

void rap_frame_init(rap_frame_t *self)
{
    zmq_msg_init(msg_of(self));
}

void rap_frame_copy(rap_frame_t *self, const void *bytes, size_t len)
{
    if (zmq_msg_init_size(msg_of(self), len) != 0)
        abort(); /* out of memory */
    if (len > 0)
        memcpy(zmq_msg_data(msg_of(self)), bytes, len);
}

static void free_bytes(void *bytes, void *hint)
{
    (void)hint;
    free(bytes);
}

void rap_frame_take(rap_frame_t *self, char **bytes, size_t len)
{
    if (zmq_msg_init_data(msg_of(self), *bytes, len, free_bytes, NULL) != 0)
        abort();
    *bytes = NULL;
}

void rap_frame_share(rap_frame_t *self, rap_frame_t *from)
{
    zmq_msg_init(msg_of(self));
    if (zmq_msg_copy(msg_of(self), msg_of(from)) != 0)
        abort();
}

void rap_frame_move(rap_frame_t *self, rap_frame_t *from)
{
    if (zmq_msg_move(msg_of(self), msg_of(from)) != 0)
        abort(); /* a bug: one of them was never made */
}

void rap_frame_release(rap_frame_t *self)
{
    zmq_msg_close(msg_of(self));
}

const char *rap_frame_data(const rap_frame_t *self)
{
    return zmq_msg_data(msg_of_const(self));
}

size_t rap_frame_size(const rap_frame_t *self)
{
    return zmq_msg_size(msg_of_const(self));
}

bool rap_frame_is(const rap_frame_t *self, const char *text)
{
    size_t len = strlen(text);

    return rap_frame_size(self) == len && memcmp(rap_frame_data(self), text, len) == 0;
}

/* ---- making and ending ---- */

static void set(void *socket, int option, int value)
{
    if (zmq_setsockopt(socket, option, &value, sizeof value) != 0)
        abort(); /* a bug: all values are constants of ours */
}

static rap_link_t *link_new(const rap_link_config_t *config, bool router)
{
    rap_link_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    self->lock = -1;
    self->router = router;
    (void)snprintf(self->endpoint, sizeof self->endpoint, "%s", config->endpoint);
    self->context = zmq_ctx_new();
    if (router && zmq_ctx_set(self->context, ZMQ_IO_THREADS, ROUTER_IO_THREADS) != 0)
        abort(); /* a bug: no socket is open yet */
    self->socket = zmq_socket(self->context, router ? ZMQ_ROUTER : ZMQ_DEALER);
    if (self->socket == NULL)
        abort(); /* out of memory or descriptors */
    set(self->socket, ZMQ_LINGER, LINGER_MS);
    set(self->socket, ZMQ_SNDHWM, config->queue_max);
    set(self->socket, ZMQ_RCVHWM, config->queue_max);
    set(self->socket, ZMQ_IPV6, strchr(config->endpoint, '[') != NULL);
    if (zmq_setsockopt(self->socket, ZMQ_MAXMSGSIZE, &config->max_frame_bytes,
            sizeof config->max_frame_bytes) != 0)
        abort();
    return self;
}

void rap_link_destroy(rap_link_t **self)
{
    assert(self != NULL);
    if (*self == NULL)
        return;
    if ((*self)->monitor != NULL) {
        zmq_socket_monitor((*self)->socket, NULL, 0);
        zmq_close((*self)->monitor);
    }
    zmq_close((*self)->socket);
    while (zmq_ctx_term((*self)->context) != 0 && errno == EINTR)
        ;
    if ((*self)->lock >= 0)
        rap_endpoint_unlock((*self)->endpoint, (*self)->lock);
    free(*self);
    *self = NULL;
}

static rap_code_t watch_connection(rap_link_t *self, rap_err_t *err)
{
    int events = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED;

    self->monitor = zmq_socket(self->context, ZMQ_PAIR);
    if (self->monitor == NULL || zmq_socket_monitor(self->socket, MONITOR, events) != 0 ||
        zmq_connect(self->monitor, MONITOR) != 0)
        return rap_fail_sys(err, RAP_INTERNAL, errno, "could not watch the connection");
    set(self->monitor, ZMQ_LINGER, 0);
    return RAP_OK;
}

rap_code_t rap_link_connect(rap_link_t **ret, const rap_link_config_t *config, rap_err_t *err)
{
    RAP_AUTO(rap_link) *self = NULL;

    RAP_TRY(rap_endpoint_check(config->endpoint, err));
    if (!rap1_is_name(config->identity, strlen(config->identity)))
        return rap_fail(err, RAP_CONFIG,
            "name '%.64s' is not 1 to %d letters, digits, '-', '_' or '.'", config->identity,
            RAP1_NAME_MAX);
    self = link_new(config, false);
    set(self->socket, ZMQ_RECONNECT_IVL, RECONNECT_MS);
    if (zmq_setsockopt(self->socket, ZMQ_ROUTING_ID, config->identity, strlen(config->identity)) !=
        0)
        abort();
    RAP_TRY(watch_connection(self, err));
    if (zmq_connect(self->socket, self->endpoint) != 0)
        return rap_fail(
            err, RAP_CONFIG, "cannot connect to '%s': %s", self->endpoint, zmq_strerror(errno));
    *ret = self;
    self = NULL;
    return RAP_OK;
}

rap_code_t rap_link_bind(rap_link_t **ret, const rap_link_config_t *config, rap_err_t *err)
{
    RAP_AUTO(rap_link) *self = NULL;

    RAP_TRY(rap_endpoint_check(config->endpoint, err));
    self = link_new(config, true);
    set(self->socket, ZMQ_ROUTER_MANDATORY, 1);
    set(self->socket, ZMQ_ROUTER_HANDOVER, 1);
    RAP_TRY(rap_endpoint_lock(self->endpoint, &self->lock, err));
    if (zmq_bind(self->socket, self->endpoint) != 0)
        return rap_fail(err, RAP_CONFIG, "cannot listen on '%s': %s%s", self->endpoint,
            zmq_strerror(errno),
            errno == EADDRINUSE ? "; stop the process that does, or choose another port" : "");
    *ret = self;
    self = NULL;
    return RAP_OK;
}

/* Without the lingering, as it would try for a while to be rid of what it holds. */
void rap_link_reconnect(rap_link_t *self)
{
    self->up = false;
    set(self->socket, ZMQ_LINGER, 0);
    if (zmq_disconnect(self->socket, self->endpoint) != 0 && errno != ENOENT)
        abort(); /* a bug: the endpoint is the one that was taken before */
    set(self->socket, ZMQ_LINGER, LINGER_MS);
    if (zmq_connect(self->socket, self->endpoint) != 0)
        abort();
}

void *rap_link_socket(const rap_link_t *self)
{
    return self->socket;
}

void *rap_link_monitor(const rap_link_t *self)
{
    return self->monitor;
}

/* Two frames: event (16 bits) and value (32 bits) in the machine's order, then the endpoint. */
rap_link_event_t rap_link_event(rap_link_t *self)
{
    unsigned char event[6];
    char endpoint[RAP_ENDPOINT_MAX];
    uint16_t id;

    if (zmq_recv(self->monitor, event, sizeof event, ZMQ_DONTWAIT) != (int)sizeof event)
        return RAP_LINK_NONE;
    (void)zmq_recv(self->monitor, endpoint, sizeof endpoint, ZMQ_DONTWAIT);
    memcpy(&id, event, sizeof id);
    self->up = id == ZMQ_EVENT_HANDSHAKE_SUCCEEDED;
    return self->up ? RAP_LINK_UP : RAP_LINK_DOWN;
}

rap_link_counts_t rap_link_counts(const rap_link_t *self)
{
    return self->counts;
}

/* ---- messages ---- */

/* Whether more follows is asked of the frame and not of the socket (ZMQ_RCVMORE), which asks its
 * context first: a hop has two dozen frames. */
static rap_code_t recv_frame(rap_link_t *self, rap_frame_t *ret, rap_err_t *err)
{
    while (zmq_msg_recv(msg_of(ret), self->socket, ZMQ_DONTWAIT) < 0) {
        if (errno == EAGAIN)
            return rap_fail(err, RAP_BUSY, "no message is there");
        if (errno != EINTR)
            return rap_fail(err, RAP_INTERNAL, "could not receive: %s", zmq_strerror(errno));
    }
    self->more = zmq_msg_more(msg_of(ret)) != 0;
    return RAP_OK;
}

/* The rest of a message that is not wanted; its parts arrived together. */
static void skip(rap_link_t *self)
{
    while (self->more) {
        rap_frame_t rest;
        rap_err_t err;

        rap_frame_init(&rest);
        if (recv_frame(self, &rest, &err) != RAP_OK)
            self->more = false;
        rap_frame_release(&rest);
    }
}

static rap_code_t recv_command(
    rap_link_t *self, rap_frame_t *frame, rap1_command_t *ret, rap_err_t *err)
{
    if (!rap_frame_is(frame, RAP1_MAGIC))
        return rap_fail(err, RAP_UNSUPPORTED, "another protocol than " RAP1_MAGIC);
    if (!self->more)
        return rap_fail(err, RAP_SYNTAX, "a message without a command");
    RAP_TRY(recv_frame(self, frame, err));
    if (!rap1_command_find(rap_frame_data(frame), rap_frame_size(frame), ret))
        return rap_fail(err, RAP_SYNTAX, "unknown command of %zu bytes", rap_frame_size(frame));
    return RAP_OK;
}

static rap_code_t recv_rest(rap_link_t *self, rap_message_t *ret, rap_err_t *err)
{
    rap_frame_t frame;
    rap_code_t code;

    rap_frame_init(&frame);
    code = recv_frame(self, &frame, err);
    if (code == RAP_OK && self->router) {
        rap_frame_move(&ret->peer, &frame);
        code = self->more ? recv_frame(self, &frame, err)
                          : rap_fail(err, RAP_SYNTAX, "an empty message");
    }
    if (code == RAP_OK)
        code = recv_command(self, &frame, &ret->command, err);
    while (code == RAP_OK && self->more) {
        if (ret->count == RAP1_FRAMES_MAX) {
            code = rap_fail(err, RAP_SYNTAX, "more than %d frames", RAP1_FRAMES_MAX);
            break;
        }
        rap_frame_init(&ret->frame[ret->count++]);
        code = recv_frame(self, &ret->frame[ret->count - 1], err);
    }
    rap_frame_release(&frame);
    return code;
}

rap_code_t rap_link_receive(rap_link_t *self, rap_message_t *ret, rap_err_t *err)
{
    rap_message_reset(ret, RAP1_BEAT);
    rap_code_t code = recv_rest(self, ret, err);

    if (code == RAP_BUSY)
        return code;
    self->counts.received++;
    if (code == RAP_OK)
        return rap_message_check(ret, err);
    skip(self);
    return code;
}

void rap_link_farewell(rap_link_t *self, size_t peers)
{
    RAP_AUTO(rap_message) *message = rap_message_new(RAP1_BEAT);
    zmq_pollitem_t item = {.socket = self->socket, .events = ZMQ_POLLIN};
    int64_t until = rap_clock_mono_ms(&rap_clock_system) + FAREWELL_MS;
    rap_err_t err;

    while (peers > 0) {
        rap_code_t code = rap_link_receive(self, message, &err);
        int64_t left = until - rap_clock_mono_ms(&rap_clock_system);

        if (code == RAP_OK && message->command == RAP1_BYE)
            peers--;
        else if (left <= 0 || (code == RAP_BUSY && zmq_poll(&item, 1, (long)left) == 0))
            return;
    }
}

static bool send_bytes(rap_link_t *self, const char *text, int flags)
{
    return zmq_send(self->socket, text, strlen(text), ZMQ_DONTWAIT | flags) >= 0;
}

/* The head decides: once its first frame is taken, the message is the socket's.  Should the
 * connection die between two frames, the message is lost with it, as it would be a moment
 * later; libzmq drops the rest, if it is told the rest. */
rap_code_t rap_link_send(rap_link_t *self, rap_message_t *message, rap_err_t *err)
{
    const char *command = rap1_command_name(message->command);
    int more = message->count > 0 ? ZMQ_SNDMORE : 0;

    if (!self->router && !self->up)
        return rap_fail(err, RAP_BUSY, "nobody is there for %s", command);
    bool taken = self->router ? zmq_msg_send(msg_of(&message->peer), self->socket,
                                    ZMQ_DONTWAIT | ZMQ_SNDMORE) >= 0
                              : send_bytes(self, RAP1_MAGIC, ZMQ_SNDMORE);

    if (!taken && (errno == EAGAIN || errno == EINTR))
        return rap_fail(err, RAP_BUSY, "no room for %s", command);
    if (!taken) {
        rap_code_t code = errno == EHOSTUNREACH ? RAP_NOTFOUND : RAP_INTERNAL;

        rap_message_reset(message, message->command);
        return rap_fail_sys(err, code, errno, "could not send %s", command);
    }
    self->counts.sent++;
    if (self->router)
        (void)send_bytes(self, RAP1_MAGIC, ZMQ_SNDMORE);
    (void)send_bytes(self, command, more);
    for (size_t i = 0; i < message->count; i++)
        (void)zmq_msg_send(msg_of(&message->frame[i]), self->socket,
            ZMQ_DONTWAIT | (i + 1 < message->count ? ZMQ_SNDMORE : 0));
    rap_message_reset(message, message->command);
    return RAP_OK;
}
