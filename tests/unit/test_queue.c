#include "broker/queue.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdlib.h>

static job_t *make(int lane, const char *body)
{
    rap_frame_t envelope, payload, frame;

    rap_frame_copy(&envelope, "{}", 2);
    rap_frame_init(&payload);
    rap_frame_copy(&frame, body, strlen(body));
    return job_new(lane, &envelope, &payload, &frame);
}

static void push(queue_t *queue, int lane, const char *body, int64_t now_ms)
{
    job_t *job = make(lane, body);

    queue_push(queue, &job, now_ms);
    ck_assert_ptr_null(job);
}

static job_t *take_any(queue_t *queue)
{
    return queue_take(queue, queue_turn(queue));
}

static bool has_ready(const queue_t *queue)
{
    return queue_peek(queue, queue_turn(queue)) != NULL;
}

static job_t *take(queue_t *queue, const char *body)
{
    job_t *job = take_any(queue);

    ck_assert_ptr_nonnull(job);
    ck_assert_msg(rap_frame_is(&job->body, body), "got '%.*s' instead of '%s'",
        (int)rap_frame_size(&job->body), rap_frame_data(&job->body), body);
    return job;
}

static void finish(queue_t *queue, const char *body)
{
    job_t *job = take(queue, body);

    queue_finish(queue, &job);
    ck_assert_ptr_null(job);
}

START_TEST(lanes_share_one_in_eight)
{
    /* what waits, and in which order it is taken */
    static const struct {
        int live, bulk;
        const char *order;
    } cases[] = {
        {3, 0, "lll"},
        {0, 3, "bbb"},
        {9, 2, "lllllllbllb"}, /* the eighth is bulk; then bulk again when live is out */
        {16, 3, "lllllllblllllllbllb"},
        {2, 4, "llbbbb"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        queue_t *queue = queue_new("parser", (queue_limits_t){100, 1 << 20});

        for (int n = 0; n < cases[i].bulk; n++)
            push(queue, RAP_LANE_BULK, "b", 0);
        for (int n = 0; n < cases[i].live; n++)
            push(queue, RAP_LANE_LIVE, "l", 0);
        for (const char *c = cases[i].order; *c != '\0'; c++)
            finish(queue, (char[2]){*c, '\0'});
        ck_assert(!has_ready(queue));
        ck_assert_ptr_null(take_any(queue));
        queue_destroy(&queue);
    }
}
END_TEST

START_TEST(bulk_is_never_starved)
{
    queue_t *queue = queue_new("parser", (queue_limits_t){100, 1 << 20});
    int bulk = 0;

    push(queue, RAP_LANE_BULK, "b", 0);
    for (int n = 0; n < 80; n++) {
        push(queue, RAP_LANE_LIVE, "l", 0); /* there is always a live one */
        job_t *job = take_any(queue);
        bool is_bulk = job->lane == RAP_LANE_BULK;

        queue_finish(queue, &job);
        if (is_bulk) {
            bulk++;
            push(queue, RAP_LANE_BULK, "b", 0);
        }
    }
    ck_assert_int_eq(bulk, 10);
    queue_destroy(&queue);
}
END_TEST

START_TEST(returned_goes_to_the_front_of_its_lane)
{
    queue_t *queue = queue_new("parser", (queue_limits_t){100, 1 << 20});

    push(queue, RAP_LANE_LIVE, "1", 0);
    push(queue, RAP_LANE_LIVE, "2", 0);
    push(queue, RAP_LANE_LIVE, "3", 0);
    job_t *first = take(queue, "1"), *second = take(queue, "2");

    ck_assert_int_eq(queue_levels(queue, 0).leased, 2);
    queue_return(queue, &second);
    queue_return(queue, &first);
    ck_assert_int_eq(queue_levels(queue, 0).leased, 0);
    finish(queue, "1");
    finish(queue, "2");
    finish(queue, "3");
    /* and into an empty lane */
    push(queue, RAP_LANE_BULK, "b", 0);
    first = take(queue, "b");
    queue_return(queue, &first);
    push(queue, RAP_LANE_BULK, "c", 0);
    finish(queue, "b");
    finish(queue, "c");
    queue_destroy(&queue);
}
END_TEST

START_TEST(delayed_come_back_in_order_of_time)
{
    static const int64_t due[] = {50, 10, 40, 20, 30, 10, 60};
    queue_t *queue = queue_new("sink", (queue_limits_t){100, 1 << 20});
    char name[2] = "a";

    for (size_t i = 0; i < 7; i++, name[0]++)
        push(queue, RAP_LANE_LIVE, name, 0);
    for (size_t i = 0; i < 7; i++) {
        job_t *job = take_any(queue);
        queue_delay(queue, &job, due[i]);
    }
    queue_levels_t levels = queue_levels(queue, 0);
    ck_assert_int_eq(levels.delayed, 7);
    ck_assert_int_eq(levels.leased, 0);
    ck_assert_int_eq(queue_due_ms(queue), 10);
    queue_wake(queue, 9);
    ck_assert(!has_ready(queue));
    queue_wake(queue, 20);
    ck_assert_int_eq(queue_due_ms(queue), 30);
    ck_assert_int_eq(queue_levels(queue, 0).ready[RAP_LANE_LIVE], 3);
    queue_wake(queue, 100);
    ck_assert(queue_due_ms(queue) == INT64_MAX);
    ck_assert_int_eq(queue_levels(queue, 0).delayed, 0);
    int64_t last = 0;
    for (size_t i = 0; i < 7; i++) {
        job_t *job = take_any(queue);

        ck_assert_int_ge(job->due_ms, last);
        last = job->due_ms;
        queue_finish(queue, &job);
    }
    /* what is delayed at the end is freed with the queue */
    push(queue, RAP_LANE_LIVE, "z", 0);
    job_t *job = take_any(queue);
    queue_delay(queue, &job, 1000);
    queue_destroy(&queue);
}
END_TEST

START_TEST(full_at_a_mark_until_three_quarters)
{
    queue_t *queue = queue_new("sink", (queue_limits_t){4, 1 << 20});
    job_t *out[4];

    for (int i = 0; i < 3; i++) {
        push(queue, RAP_LANE_LIVE, "x", 0);
        ck_assert(!queue_is_full(queue, RAP_LANE_LIVE));
    }
    push(queue, RAP_LANE_LIVE, "x", 0);
    ck_assert(queue_is_full(queue, RAP_LANE_LIVE));
    ck_assert_int_eq(queue_room(queue, RAP_LANE_LIVE).messages, 0);
    for (int i = 0; i < 4; i++)
        out[i] = take_any(queue);
    ck_assert_msg(queue_is_full(queue, RAP_LANE_LIVE), "leased jobs count");
    queue_delay(queue, &out[0], 99);
    ck_assert_msg(queue_is_full(queue, RAP_LANE_LIVE), "delayed jobs count");
    queue_finish(queue, &out[1]);
    ck_assert_msg(queue_is_full(queue, RAP_LANE_LIVE), "three of four are still three quarters");
    queue_finish(queue, &out[2]);
    ck_assert(!queue_is_full(queue, RAP_LANE_LIVE));
    queue_finish(queue, &out[3]);
    queue_destroy(&queue);
}
END_TEST

START_TEST(bytes_fill_a_queue_too)
{
    queue_t *queue = queue_new("sink", (queue_limits_t){1000, 20});

    push(queue, RAP_LANE_LIVE, "12345678", 0); /* 10 bytes with its envelope */
    ck_assert(!queue_is_full(queue, RAP_LANE_LIVE));
    ck_assert_int_eq(queue_room(queue, RAP_LANE_LIVE).bytes, 10);
    push(queue, RAP_LANE_BULK, "123456789012", 0); /* more than the room: taken all the same */
    ck_assert(queue_is_full(queue, RAP_LANE_LIVE));
    ck_assert_int_eq(queue_room(queue, RAP_LANE_LIVE).bytes, 0);
    ck_assert_int_eq(queue_levels(queue, 0).bytes, 24);
    finish(queue, "12345678");
    ck_assert(!queue_is_full(queue, RAP_LANE_LIVE));
    queue_destroy(&queue);
}
END_TEST

/* Whatever waits in the bulk lane, half of the room is left for live jobs. */
START_TEST(bulk_fills_half_of_a_queue)
{
    queue_t *queue = queue_new("parser", (queue_limits_t){8, 1000});
    job_t *out;

    for (int i = 0; i < 4; i++) {
        ck_assert(!queue_is_full(queue, RAP_LANE_BULK));
        ck_assert_int_eq(queue_room(queue, RAP_LANE_BULK).messages, 4 - i);
        push(queue, RAP_LANE_BULK, "b", 0);
    }
    ck_assert(queue_is_full(queue, RAP_LANE_BULK));
    ck_assert(!queue_is_full(queue, RAP_LANE_LIVE));
    ck_assert_int_eq(queue_room(queue, RAP_LANE_BULK).messages, 0);
    ck_assert_int_eq(queue_room(queue, RAP_LANE_LIVE).messages, 4);
    out = take(queue, "b");
    ck_assert_msg(queue_is_full(queue, RAP_LANE_BULK), "a leased job counts");
    queue_finish(queue, &out);
    ck_assert_msg(queue_is_full(queue, RAP_LANE_BULK), "three of four are three quarters");
    finish(queue, "b");
    ck_assert(!queue_is_full(queue, RAP_LANE_BULK));
    /* and no more than is left of the whole */
    for (int i = 0; i < 5; i++)
        push(queue, RAP_LANE_LIVE, "l", 0);
    ck_assert_int_eq(queue_room(queue, RAP_LANE_BULK).messages, 1);
    push(queue, RAP_LANE_LIVE, "l", 0);
    ck_assert(queue_is_full(queue, RAP_LANE_LIVE));
    ck_assert(queue_is_full(queue, RAP_LANE_BULK));
    queue_destroy(&queue);
}
END_TEST

START_TEST(bulk_has_half_of_the_bytes)
{
    queue_t *queue = queue_new("parser", (queue_limits_t){100, 40});

    push(queue, RAP_LANE_BULK, "12345678", 0); /* 10 bytes with its envelope */
    ck_assert_int_eq(queue_room(queue, RAP_LANE_BULK).bytes, 10);
    ck_assert_int_eq(queue_room(queue, RAP_LANE_LIVE).bytes, 30);
    push(queue, RAP_LANE_BULK, "12345678", 0);
    ck_assert(queue_is_full(queue, RAP_LANE_BULK));
    ck_assert(!queue_is_full(queue, RAP_LANE_LIVE));
    ck_assert_int_eq(queue_room(queue, RAP_LANE_LIVE).bytes, 20);
    queue_destroy(&queue);
    queue = queue_new("parser", (queue_limits_t){1, 1000});
    ck_assert_msg(queue_room(queue, RAP_LANE_BULK).messages == 1, "a queue for one is for any");
    queue_destroy(&queue);
}
END_TEST

/* A bulk job that must wait keeps its turn, however many live ones go before it. */
START_TEST(a_turn_is_kept)
{
    queue_t *queue = queue_new("parser", (queue_limits_t){100, 1 << 20});

    push(queue, RAP_LANE_BULK, "b", 0);
    for (int i = 0; i < 30; i++) {
        push(queue, RAP_LANE_LIVE, "l", 0);
        ck_assert_int_eq(queue_turn(queue), i < 7 ? RAP_LANE_LIVE : RAP_LANE_BULK);
        job_t *job = queue_take(queue, RAP_LANE_LIVE);
        queue_finish(queue, &job);
    }
    push(queue, RAP_LANE_LIVE, "l", 0);
    finish(queue, "b");
    push(queue, RAP_LANE_BULK, "b", 0);
    ck_assert_int_eq(queue_turn(queue), RAP_LANE_LIVE);
    queue_destroy(&queue);
}
END_TEST

START_TEST(levels_say_what_waits)
{
    queue_t *queue = queue_new("parser", (queue_limits_t){100, 1 << 20});

    push(queue, RAP_LANE_BULK, "b", 100);
    push(queue, RAP_LANE_LIVE, "l", 200);
    queue_levels_t levels = queue_levels(queue, 1000);

    ck_assert_int_eq(levels.ready[RAP_LANE_LIVE], 1);
    ck_assert_int_eq(levels.ready[RAP_LANE_BULK], 1);
    ck_assert_int_eq(levels.oldest_ms, 900);
    ck_assert_int_eq(levels.oldest_live_ms, 800);
    push(queue, RAP_LANE_LIVE, "younger", 500);
    job_t *job = queue_take(queue, RAP_LANE_LIVE);
    queue_delay(queue, &job, 5000); /* that delay ends behind the younger one */
    ck_assert_int_eq(queue_levels(queue, 1000).oldest_live_ms, 800);
    queue_wake(queue, 5000);
    ck_assert_int_eq(queue_levels(queue, 5000).oldest_live_ms, 4800);
    finish(queue, "younger");
    finish(queue, "l");
    finish(queue, "b");
    levels = queue_levels(queue, 2000);
    ck_assert_int_eq(levels.oldest_ms, 0);
    ck_assert_int_eq(levels.put_total, 3);
    ck_assert_int_eq(levels.done_total, 3);
    ck_assert_int_eq(levels.bytes, 0);
    ck_assert_str_eq(queue_name(queue), "parser");
    queue_destroy(&queue);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("queue");
    TCase *tcase = tcase_create("all");

    tcase_add_test(tcase, lanes_share_one_in_eight);
    tcase_add_test(tcase, bulk_is_never_starved);
    tcase_add_test(tcase, returned_goes_to_the_front_of_its_lane);
    tcase_add_test(tcase, delayed_come_back_in_order_of_time);
    tcase_add_test(tcase, full_at_a_mark_until_three_quarters);
    tcase_add_test(tcase, bytes_fill_a_queue_too);
    tcase_add_test(tcase, bulk_fills_half_of_a_queue);
    tcase_add_test(tcase, bulk_has_half_of_the_bytes);
    tcase_add_test(tcase, a_turn_is_kept);
    tcase_add_test(tcase, levels_say_what_waits);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
