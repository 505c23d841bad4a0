#include "base/loop.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdlib.h>
#include <unistd.h>
#include <zmq.h>

struct seen {
    int a, b, ticks, signo;
    rap_watch_t other;
    int64_t started;
    void *sock;
};

static void on_term(rap_loop_t *loop, int signo, void *arg)
{
    ((struct seen *)arg)->signo = signo;
    rap_loop_stop(loop);
}

static void raise_term(rap_loop_t *loop, void *arg)
{
    (void)loop;
    (void)arg;
    kill(getpid(), SIGTERM); /* pending before the next poll: must not be lost */
}

START_TEST(sigterm_between_polls_is_seen)
{
    rap_err_t err;
    struct seen seen = {0};
    rap_loop_t *loop = rap_loop_new(&rap_clock_system);
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    ck_assert_int_eq(rap_loop_signals(loop, &set, on_term, &seen, &err), RAP_OK);
    rap_loop_timer(loop, 1, 0, raise_term, NULL);
    ck_assert_int_eq(rap_loop_run(loop, &err), RAP_OK);
    ck_assert_int_eq(seen.signo, SIGTERM);
    rap_loop_destroy(&loop);
}
END_TEST

START_TEST(empty_loop_is_an_error_not_a_hang)
{
    rap_err_t err;
    RAP_AUTO(rap_loop) *loop = rap_loop_new(&rap_clock_system);

    ck_assert_int_eq(rap_loop_run(loop, &err), RAP_INTERNAL);
}
END_TEST

static void kill_other(rap_loop_t *loop, short revents, void *arg)
{
    struct seen *seen = arg;

    (void)revents;
    seen->a++;
    rap_loop_remove(loop, seen->other);
}

static void stop(rap_loop_t *loop, short revents, void *arg)
{
    (void)revents;
    (void)arg;
    rap_loop_stop(loop);
}

static void count_b(rap_loop_t *loop, short revents, void *arg)
{
    (void)loop;
    (void)revents;
    ((struct seen *)arg)->b++;
}

START_TEST(removed_watch_is_not_called)
{
    rap_err_t err;
    struct seen seen = {0};
    int p[2];
    rap_loop_t *loop = rap_loop_new(&rap_clock_system);

    ck_assert_int_eq(pipe(p), 0);
    ck_assert_int_eq(write(p[1], "x", 1), 1);
    rap_loop_fd(loop, p[0], ZMQ_POLLIN, kill_other, &seen); /* all three in one iteration */
    seen.other = rap_loop_fd(loop, p[0], ZMQ_POLLIN, count_b, &seen);
    rap_loop_fd(loop, p[0], ZMQ_POLLIN, stop, &seen);
    ck_assert_int_eq(rap_loop_run(loop, &err), RAP_OK);
    ck_assert_int_eq(seen.a, 1);
    ck_assert_int_eq(seen.b, 0);

    /* the id of what was removed is not that of what took its place */
    rap_watch_t next = rap_loop_fd(loop, p[0], ZMQ_POLLIN, count_b, &seen);
    rap_loop_remove(loop, seen.other);
    ck_assert_uint_ne(next, seen.other);
    ck_assert_int_eq(rap_loop_run(loop, &err), RAP_OK);
    ck_assert_int_eq(seen.b, 1);

    rap_loop_set_events(loop, next, 0); /* paused */
    ck_assert_int_eq(rap_loop_run(loop, &err), RAP_OK);
    ck_assert_int_eq(seen.b, 1);
    rap_loop_destroy(&loop);
    close(p[0]);
    close(p[1]);
}
END_TEST

static void churn(rap_loop_t *loop, short revents, void *arg)
{
    (void)revents;
    (void)arg; /* edits the watch set on every call, as curl's socket callback does */
    rap_loop_remove(loop, rap_loop_timer(loop, 60000, 0, NULL, NULL));
}

static void tick(rap_loop_t *loop, void *arg)
{
    if (++((struct seen *)arg)->ticks == 5)
        rap_loop_stop(loop);
}

START_TEST(editing_watches_starves_nobody)
{
    rap_err_t err;
    struct seen seen = {0};
    int p[2], q[2];
    rap_loop_t *loop = rap_loop_new(&rap_clock_system);

    ck_assert_int_eq(pipe(p) | pipe(q), 0);
    ck_assert_int_eq(write(p[1], "x", 1) + write(q[1], "x", 1), 2);
    rap_loop_fd(loop, p[0], ZMQ_POLLIN, churn, &seen); /* always ready, first in the set */
    rap_loop_fd(loop, q[0], ZMQ_POLLIN, count_b, &seen);
    rap_loop_timer(loop, 5, 5, tick, &seen);
    ck_assert_int_eq(rap_loop_run(loop, &err), RAP_OK);
    ck_assert_int_gt(seen.b, 0);
    rap_loop_destroy(&loop);
}
END_TEST

static void recv_one(rap_loop_t *loop, short revents, void *arg)
{
    struct seen *seen = arg;
    char buf[8];

    ck_assert_int_eq(revents, ZMQ_POLLIN);
    ck_assert_int_eq(zmq_recv(seen->sock, buf, sizeof buf, ZMQ_DONTWAIT), 2);
    if (++seen->a == 100) /* one message a call: level triggered, none is missed */
        rap_loop_stop(loop);
}

START_TEST(zmq_sockets_are_level_triggered)
{
    rap_err_t err;
    struct seen seen = {0};
    void *ctx = zmq_ctx_new();
    void *push = zmq_socket(ctx, ZMQ_PUSH);
    rap_loop_t *loop = rap_loop_new(&rap_clock_system);

    seen.sock = zmq_socket(ctx, ZMQ_PULL);
    ck_assert_int_eq(zmq_bind(seen.sock, "inproc://t"), 0);
    ck_assert_int_eq(zmq_connect(push, "inproc://t"), 0);
    for (int i = 0; i < 100; i++)
        ck_assert_int_eq(zmq_send(push, "hi", 2, 0), 2);
    rap_loop_socket(loop, seen.sock, ZMQ_POLLIN, recv_one, &seen);
    ck_assert_int_eq(rap_loop_run(loop, &err), RAP_OK);
    rap_loop_destroy(&loop);
    zmq_close(push);
    zmq_close(seen.sock);
    zmq_ctx_term(ctx);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("loop");
    TCase *tc = tcase_create("core");

    tcase_add_test(tc, sigterm_between_polls_is_seen);
    tcase_add_test(tc, empty_loop_is_an_error_not_a_hang);
    tcase_add_test(tc, removed_watch_is_not_called);
    tcase_add_test(tc, editing_watches_starves_nobody);
    tcase_add_test(tc, zmq_sockets_are_level_triggered);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
