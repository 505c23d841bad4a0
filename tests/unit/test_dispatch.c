#include "broker/dispatch.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static stations_t stations;
static peers_t *peers;
static station_t *parser, *sink;

static void setup(void)
{
    stations_init(&stations);
    peers = peers_new();
    parser = stations_add(&stations, "parser", (queue_limits_t){4, 1000});
    sink = stations_add(&stations, "sink", (queue_limits_t){2, 100});
}

static void teardown(void)
{
    peers_destroy(&peers);
    stations_release(&stations);
}

static peer_t *worker(const char *name, station_t *takes, const station_t *gives, int64_t credit)
{
    peer_t *peer = peers_add(peers, name, strlen(name), false);

    peer->takes = takes;
    peer->feeds = gives != NULL ? gives->bit : 0;
    station_credit(peer, credit);
    return peer;
}

static void push_to(station_t *station, int lane, size_t bytes)
{
    rap_frame_t frame[3];
    static const char zeros[200];

    rap_frame_init(&frame[0]);
    rap_frame_init(&frame[1]);
    rap_frame_copy(&frame[2], zeros, bytes);
    job_t *job = job_new(lane, &frame[0], &frame[1], &frame[2]);

    queue_push(station->queue, &job, 0);
}

static void push(station_t *station, size_t bytes)
{
    push_to(station, RAP_LANE_LIVE, bytes);
}

/* The names of who gets the next tasks, until nobody does. */
static const char *serve(station_t *station, uint64_t full)
{
    static char order[64];
    peer_t *peer;

    order[0] = '\0';
    while (
        (peer = station_next(station, RAP_LANE_LIVE, full, false)) != NULL && strlen(order) < 32) {
        order[strlen(order) + 1] = '\0';
        order[strlen(order)] = peer->name[0];
        station_served(peer, false);
    }
    return order;
}

START_TEST(work_goes_where_credit_is)
{
    worker("a", parser, sink, 1);
    peer_t *slow = worker("b", parser, sink, 0); /* busy: no credit */

    worker("c", parser, sink, 3);
    ck_assert_str_eq(serve(parser, 0), "accc");
    station_credit(slow, 1);
    ck_assert_str_eq(serve(parser, 0), "b");
    ck_assert_ptr_null(station_next(parser, RAP_LANE_LIVE, 0, false));
    ck_assert_ptr_null(station_next(sink, RAP_LANE_LIVE, 0, false));
}
END_TEST

START_TEST(who_waited_longest_is_next)
{
    peer_t *a = worker("a", parser, sink, 2);
    peer_t *b = worker("b", parser, sink, 2);
    peer_t *c = worker("c", parser, sink, 2);

    ck_assert_str_eq(serve(parser, 0), "abcabc");
    station_credit(c, 1);
    station_credit(a, 2);
    station_credit(b, 1);
    station_credit(c, 1); /* in line already: keeps its place */
    ck_assert_str_eq(serve(parser, 0), "cabca");
    station_credit(a, 1);
    station_credit(b, 1);
    station_credit(c, 1);
    station_leave(b); /* from the middle */
    station_leave(b);
    ck_assert_str_eq(serve(parser, 0), "ac");
}
END_TEST

START_TEST(who_has_nothing_in_hand_is_before_all_others)
{
    peer_t *a = worker("a", parser, sink, 2), *b = worker("b", parser, sink, 2);
    peer_t *c = worker("c", parser, sink, 1);

    a->in_hand = b->in_hand = 1;
    ck_assert_ptr_eq(station_next(parser, RAP_LANE_LIVE, 0, false), c);
    c->in_hand = 1;
    ck_assert_ptr_eq(station_next(parser, RAP_LANE_LIVE, 0, false), a);
    b->in_hand = 0;
    ck_assert_ptr_eq(station_next(parser, RAP_LANE_LIVE, 0, false), b);
    ck_assert_ptr_eq(station_next(parser, RAP_LANE_LIVE, sink->bit, false), NULL);
}
END_TEST

START_TEST(who_feeds_a_full_queue_waits)
{
    worker("a", parser, sink, 2);
    worker("b", parser, NULL, 1);
    push(sink, 1);
    ck_assert_uint_eq(stations_full(&stations, RAP_LANE_LIVE), 0);
    push(sink, 1);
    ck_assert_uint_eq(stations_full(&stations, RAP_LANE_LIVE), sink->bit);
    ck_assert_str_eq(serve(parser, stations_full(&stations, RAP_LANE_LIVE)), "b");
    job_t *job = queue_take(sink->queue, RAP_LANE_LIVE);

    queue_finish(sink->queue, &job);
    ck_assert_str_eq(serve(parser, stations_full(&stations, RAP_LANE_LIVE)), "aa");
}
END_TEST

START_TEST(a_suspect_is_given_to_who_has_nothing_else)
{
    peer_t *a = worker("a", parser, sink, 3), *b = worker("b", parser, sink, 3);

    a->in_hand = 1;
    ck_assert_ptr_eq(station_next(parser, RAP_LANE_LIVE, 0, true), b);
    station_served(b, true);
    b->in_hand = 1;
    ck_assert_ptr_null(station_next(parser, RAP_LANE_LIVE, 0, true));
    ck_assert_str_eq(serve(parser, 0), "aaa"); /* and b is left alone with it */
    station_credit(b, 1);
    ck_assert_ptr_null(station_next(parser, RAP_LANE_LIVE, 0, false));
    b->in_hand = 0;
    station_back(b);
    ck_assert_str_eq(serve(parser, 0), "bbb");
}
END_TEST

START_TEST(bulk_has_half_of_a_workers_slots)
{
    peer_t *peer = worker("a", parser, sink, 4), *other = worker("b", parser, sink, 1);
    job_t bulk = {.lane = RAP_LANE_BULK};

    peer->window = 4;
    other->window = 1;
    other->in_hand = 1; /* else it would come first */
    for (int i = 0; i < 2; i++) {
        ck_assert_ptr_eq(station_next(parser, RAP_LANE_BULK, 0, false), peer);
        peer_takes(peer, &bulk);
    }
    ck_assert_ptr_eq(station_next(parser, RAP_LANE_LIVE, 0, false), peer);
    ck_assert_msg(station_next(parser, RAP_LANE_BULK, 0, false) == other, "one slot is for any");
    peer_takes(other, &bulk);
    ck_assert_ptr_null(station_next(parser, RAP_LANE_BULK, 0, false));
    peer_returns(peer, &bulk);
    ck_assert_ptr_eq(station_next(parser, RAP_LANE_BULK, 0, false), peer);
    ck_assert_int_eq(peer->in_hand, 1);
}
END_TEST

/* Who feeds a queue whose bulk half is full gets live tasks and no bulk ones. */
START_TEST(bulk_alone_waits_for_its_half)
{
    peer_t *peer = worker("a", parser, sink, 2);

    push_to(sink, RAP_LANE_BULK, 1);
    ck_assert_uint_eq(stations_full(&stations, RAP_LANE_BULK), sink->bit);
    ck_assert_uint_eq(stations_full(&stations, RAP_LANE_LIVE), 0);
    ck_assert_ptr_null(
        station_next(parser, RAP_LANE_BULK, stations_full(&stations, RAP_LANE_BULK), false));
    ck_assert_ptr_eq(
        station_next(parser, RAP_LANE_LIVE, stations_full(&stations, RAP_LANE_LIVE), false), peer);
    ck_assert_int_eq(stations_room(&stations, sink->bit, RAP_LANE_BULK).messages, 0);
    ck_assert_int_eq(stations_room(&stations, sink->bit, RAP_LANE_LIVE).messages, 1);
}
END_TEST

START_TEST(room_is_the_least_of_what_is_fed)
{
    push(parser, 100);
    push(sink, 60);
    queue_limits_t room = stations_room(&stations, parser->bit, RAP_LANE_LIVE);

    ck_assert_int_eq(room.messages, 3);
    ck_assert_int_eq(room.bytes, 900);
    room = stations_room(&stations, parser->bit | sink->bit, RAP_LANE_LIVE);
    ck_assert_int_eq(room.messages, 1);
    ck_assert_int_eq(room.bytes, 40);
    push(sink, 60);
    room = stations_room(&stations, sink->bit, RAP_LANE_LIVE);
    ck_assert_int_eq(room.messages, 0);
    ck_assert_int_eq(room.bytes, 0);
}
END_TEST

START_TEST(credit_has_a_limit)
{
    peer_t *peer = worker("a", parser, sink, CREDIT_MAX);

    station_credit(peer, CREDIT_MAX);
    ck_assert_int_eq(peer->credit, CREDIT_MAX);
}
END_TEST

START_TEST(rate_is_over_the_last_minute)
{
    int64_t now = 0;

    ck_assert(station_rate(sink) == 0);
    for (int second = 0; second < 200; second++) {
        for (int i = 0; i < (second < 100 ? 10 : 2); i++) {
            push(sink, 1);
            job_t *job = queue_take(sink->queue, RAP_LANE_LIVE);
            queue_finish(sink->queue, &job);
        }
        station_second(sink, now += 1000);
        ck_assert(second >= 100 || station_rate(sink) == 10);
    }
    ck_assert(station_rate(sink) == 2);
}
END_TEST

START_TEST(stations_are_found_by_whole_names)
{
    ck_assert_ptr_eq(stations_find(&stations, "sink/bulk", 4), sink);
    ck_assert_ptr_null(stations_find(&stations, "sink/bulk", 9));
    ck_assert_ptr_null(stations_find(&stations, "sin", 3));
    ck_assert_ptr_null(stations_find(&stations, "", 0));
}
END_TEST

START_TEST(peers_are_bounded_and_kept_in_order)
{
    peer_t *a = worker("a", parser, sink, 0), *b = worker("b", parser, sink, 0);
    char name[16];

    ck_assert_ptr_eq(peers_first(peers, false), a);
    peers_to_end(peers, a);
    ck_assert_ptr_eq(peers_first(peers, false), b);
    ck_assert_ptr_eq(b->next, a);
    peers_remove(peers, &b);
    ck_assert_ptr_null(b);
    ck_assert_ptr_null(peers_find(peers, "b", 1));
    ck_assert_ptr_eq(peers_find(peers, "a", 1), a);
    for (int i = 1; i < PEERS_MAX; i++) {
        (void)snprintf(name, sizeof name, "w%d", i);
        ck_assert_ptr_nonnull(peers_add(peers, name, strlen(name), true));
    }
    ck_assert_ptr_null(peers_add(peers, "z", 1, false));
    ck_assert_uint_eq(peers_count(peers, true), PEERS_MAX - 1);
    ck_assert_uint_eq(peers_count(peers, false), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dispatch");
    TCase *tcase = tcase_create("all");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, work_goes_where_credit_is);
    tcase_add_test(tcase, who_waited_longest_is_next);
    tcase_add_test(tcase, who_has_nothing_in_hand_is_before_all_others);
    tcase_add_test(tcase, who_feeds_a_full_queue_waits);
    tcase_add_test(tcase, a_suspect_is_given_to_who_has_nothing_else);
    tcase_add_test(tcase, bulk_has_half_of_a_workers_slots);
    tcase_add_test(tcase, bulk_alone_waits_for_its_half);
    tcase_add_test(tcase, room_is_the_least_of_what_is_fed);
    tcase_add_test(tcase, credit_has_a_limit);
    tcase_add_test(tcase, rate_is_over_the_last_minute);
    tcase_add_test(tcase, stations_are_found_by_whole_names);
    tcase_add_test(tcase, peers_are_bounded_and_kept_in_order);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
