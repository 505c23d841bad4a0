/* hop_bare.c - two ends of a bare libzmq connection, which a hop is measured against.
 *
 *   bench_hop_bare echo ENDPOINT COUNT       ROUTER: answers each message with an empty one
 *   bench_hop_bare ping ENDPOINT COUNT SIZE  DEALER: round trips, one at a time
 *   bench_hop_bare pull ENDPOINT COUNT       PULL: the rate from the first message to the last
 *   bench_hop_bare push ENDPOINT COUNT SIZE  PUSH
 *
 * Sockets as they come from libzmq, high-water marks too.  ping prints "p50_us p99_us a_second",
 * pull "a_second".
 */
#include "hop_times.h"

#include <stdbool.h>
#include <string.h>
#include <zmq.h>

struct bare {
    void *context, *socket;
};

static struct bare bare_open(int type, const char *endpoint, bool bind)
{
    struct bare self = {.context = zmq_ctx_new()};

    self.socket = zmq_socket(self.context, type);
    if ((bind ? zmq_bind(self.socket, endpoint) : zmq_connect(self.socket, endpoint)) != 0)
        die(zmq_strerror(errno));
    return self;
}

/* What was sent still goes out. */
static void bare_close(struct bare *self)
{
    zmq_close(self->socket);
    zmq_ctx_term(self->context);
}

static void echo(const char *endpoint, int64_t count)
{
    struct bare bare = bare_open(ZMQ_ROUTER, endpoint, true);
    zmq_msg_t peer, body;

    for (int64_t i = -WARM_UP; i < count; i++) {
        zmq_msg_init(&peer);
        zmq_msg_init(&body);
        if (zmq_msg_recv(&peer, bare.socket, 0) < 0 || zmq_msg_recv(&body, bare.socket, 0) < 0 ||
            zmq_msg_send(&peer, bare.socket, ZMQ_SNDMORE) < 0 ||
            zmq_send(bare.socket, "", 0, 0) < 0)
            die("could not echo");
        zmq_msg_close(&body);
    }
    bare_close(&bare);
}

static void ping(const char *endpoint, int64_t count, const char *body, size_t size)
{
    struct bare bare = bare_open(ZMQ_DEALER, endpoint, false);
    double *took = allocate((size_t)count, sizeof *took), begun = 0;

    for (int64_t i = -WARM_UP; i < count; i++) {
        double at = now_us();

        if (i == 0)
            begun = at;
        if (zmq_send(bare.socket, body, size, 0) < 0 || zmq_recv(bare.socket, NULL, 0, 0) < 0)
            die("could not ping");
        if (i >= 0)
            took[i] = now_us() - at;
    }
    tell(took, count, now_us() - begun);
    free(took);
    bare_close(&bare);
}

static void push(const char *endpoint, int64_t count, const char *body, size_t size)
{
    struct bare bare = bare_open(ZMQ_PUSH, endpoint, false);

    for (int64_t i = -WARM_UP; i < count; i++)
        if (zmq_send(bare.socket, body, size, 0) < 0)
            die("could not push");
    bare_close(&bare);
}

static void pull(const char *endpoint, int64_t count)
{
    struct bare bare = bare_open(ZMQ_PULL, endpoint, true);
    double begun = 0;
    zmq_msg_t body;

    for (int64_t i = -WARM_UP; i < count; i++) {
        zmq_msg_init(&body);
        if (zmq_msg_recv(&body, bare.socket, 0) < 0)
            die("could not pull");
        if (i < 0)
            begun = now_us();
        zmq_msg_close(&body);
    }
    printf("%.0f\n", (double)count / (now_us() - begun) * 1e6);
    bare_close(&bare);
}

int main(int argc, char **argv)
{
    const char *role = argc > 3 ? argv[1] : "";
    int64_t count = argc > 3 ? number(argv[3], COUNT_MAX) : 0;
    size_t size = argc > 4 ? (size_t)number(argv[4], FRAME_MAX) : 0;
    char *body = allocate(size + 1, 1);

    memset(body, 'x', size);
    if (strcmp(role, "echo") == 0 && argc == 4)
        echo(argv[2], count);
    else if (strcmp(role, "ping") == 0 && argc == 5)
        ping(argv[2], count, body, size);
    else if (strcmp(role, "pull") == 0 && argc == 4)
        pull(argv[2], count);
    else if (strcmp(role, "push") == 0 && argc == 5)
        push(argv[2], count, body, size);
    else
        die("usage: see the head of tests/bench/hop_bare.c");
    free(body);
    return 0;
}
