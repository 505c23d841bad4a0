/* link.h - one ZeroMQ socket and the messages that go through it.
 *
 * The only place, with base/loop.c, that knows zmq.h.  A worker has a DEALER that connects,
 * the broker a ROUTER that binds.  Frames are reference counted by libzmq: handing a frame
 * on copies no bytes.  Nothing here blocks; the loop says when to come back.
 */
#ifndef RAP_PROTO_LINK_H
#define RAP_PROTO_LINK_H

#include "base/err.h"
#include "proto/rap1.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A zmq_msg_t, without its header (size and alignment are checked in link.c). */
typedef struct rap_frame {
    alignas(void *) unsigned char raw[64];
} rap_frame_t;

void rap_frame_init(rap_frame_t *self);                                /* empty */
void rap_frame_copy(rap_frame_t *self, const void *bytes, size_t len); /* copies the bytes */
void rap_frame_take(rap_frame_t *self, char **bytes, size_t len);      /* takes malloc()ed memory */
void rap_frame_share(rap_frame_t *self, rap_frame_t *from);            /* one more reference */
void rap_frame_move(rap_frame_t *self, rap_frame_t *from);             /* `from` is empty after */
void rap_frame_release(rap_frame_t *self);
const char *rap_frame_data(const rap_frame_t *self);
size_t rap_frame_size(const rap_frame_t *self);
bool rap_frame_is(const rap_frame_t *self, const char *text);

/* A message: who it is from or for (a ROUTER's peer; empty on a DEALER), what it is, and
 * the frames behind the command. */
typedef struct rap_message {
    rap_frame_t peer;
    rap1_command_t command;
    size_t count;
    rap_frame_t frame[RAP1_FRAMES_MAX];
} rap_message_t;

rap_message_t *rap_message_new(rap1_command_t command);
void rap_message_destroy(rap_message_t **self);
void rap_message_reset(rap_message_t *self, rap1_command_t command);

/* Append a frame.  Past RAP1_FRAMES_MAX is a bug of the caller and aborts. */
void rap_message_add(rap_message_t *self, const void *bytes, size_t len);
void rap_message_add_text(rap_message_t *self, const char *text);
void rap_message_add_number(rap_message_t *self, int64_t n);
void rap_message_add_frame(rap_message_t *self, rap_frame_t *from); /* moved */

/* A decimal number in 0..max; RAP_SCHEMA otherwise. */
rap_code_t rap_message_number(
    const rap_message_t *self, size_t frame, int64_t max, int64_t *ret, rap_err_t *err) RAP_CHECKED;

/* What every message that is received must stand: count and sizes of frames, the shape of a
 * DONE (its `outputs` and receipts).  RAP_SYNTAX, RAP_TOOBIG. */
rap_code_t rap_message_check(const rap_message_t *self, rap_err_t *err) RAP_CHECKED;

typedef struct rap_link rap_link_t;

typedef struct rap_link_config {
    const char *endpoint;    /* ipc://... or tcp://127.0.0.1:...; other TCP needs CURVE: refused */
    const char *identity;    /* of a DEALER: the worker's name, at most RAP1_NAME_MAX bytes */
    int64_t max_frame_bytes; /* larger frames end the peer's connection (ZMQ_MAXMSGSIZE) */
    int queue_max;           /* messages waiting in the socket, each way (high-water mark) */
} rap_link_config_t;

/* One ZeroMQ context a link; signals that the process handles must be blocked before.  It
 * connects in the background; until rap_link_event() has said that it is connected, and while
 * the broker is away, sending is RAP_BUSY and nothing is queued.  What was queued before the
 * broker went is the first that the next one hears. */
rap_code_t rap_link_connect(
    rap_link_t **ret, const rap_link_config_t *config, rap_err_t *err) RAP_CHECKED;
/* RAP_CONFIG with the advice when the endpoint is in use or cannot be bound. */
rap_code_t rap_link_bind(
    rap_link_t **ret, const rap_link_config_t *config, rap_err_t *err) RAP_CHECKED;
void rap_link_destroy(rap_link_t **self); /* lingers up to 500 ms for what was sent */

/* Before an end on purpose, after BYE was said to so many peers: reads away what still comes
 * until each has said BYE too, for 200 ms at most.  libzmq 4.3.4 forgets the first frames of a
 * message that is still coming in when a socket that is sending is closed (pipe.cpp: a pipe that
 * read its delimiter before the order to end is not rolled back); after a BYE nothing comes. */
void rap_link_farewell(rap_link_t *self, size_t peers);

/* For rap_loop_socket().  RAP_OUT of a ROUTER only says that some peer has room, that of a
 * DEALER nothing about whether somebody is there. */
void *rap_link_socket(const rap_link_t *self);

/* Of a DEALER: a socket for rap_loop_socket(), readable when the connection came or went,
 * and which of them it was. */
typedef enum rap_link_event { RAP_LINK_NONE, RAP_LINK_UP, RAP_LINK_DOWN } rap_link_event_t;
void *rap_link_monitor(const rap_link_t *self);
rap_link_event_t rap_link_event(rap_link_t *self); /* RAP_LINK_NONE: nothing more to tell */

/* Of a DEALER: drops the connection and what it holds, and connects anew. */
void rap_link_reconnect(rap_link_t *self);

/* The next message, checked by rap_message_check().  `ret` is reset first.
 * RAP_BUSY: none there.  Any of the following was read away, and ret->peer says whose it was:
 * RAP_UNSUPPORTED: another protocol than RAP1; RAP_SYNTAX, RAP_TOOBIG: malformed. */
rap_code_t rap_link_receive(rap_link_t *self, rap_message_t *ret, rap_err_t *err) RAP_CHECKED;

/* Messages that were handed to the socket and taken from it, malformed ones included. */
typedef struct rap_link_counts {
    int64_t sent, received;
} rap_link_counts_t;
rap_link_counts_t rap_link_counts(const rap_link_t *self);

/* Sends and empties it.  RAP_BUSY: no room now, the message is as it was.
 * RAP_NOTFOUND: the peer is gone (ROUTER); the message is emptied. */
rap_code_t rap_link_send(rap_link_t *self, rap_message_t *message, rap_err_t *err) RAP_CHECKED;

#endif
