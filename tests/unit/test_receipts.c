#include "broker/receipts.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PLENTY = 1 << 20 };

static origin_t *come(receipts_t *receipts, const char *name)
{
    return receipts_origin(receipts, name, strlen(name));
}

static void add(origin_t *origin, int n)
{
    char text[16];
    rap_frame_t frame;

    (void)snprintf(text, sizeof text, "%d", n);
    rap_frame_copy(&frame, text, strlen(text));
    origin_add(origin, &frame);
    rap_frame_release(&frame);
}

/* The numbers of the next batch, "4 5 6", without taking them away. */
static size_t batch(const origin_t *origin, char *out, size_t size)
{
    rap_message_t *message = rap_message_new(RAP1_RECEIPT);
    size_t count = origin_fill(origin, message), len = 0;

    ck_assert_uint_eq(message->count, count);
    out[0] = '\0';
    for (size_t i = 0; i < count && len + 16 < size; i++)
        len += (size_t)snprintf(out + len, size - len, "%s%.*s", i > 0 ? " " : "",
            (int)rap_frame_size(&message->frame[i]), rap_frame_data(&message->frame[i]));
    rap_message_destroy(&message);
    return count;
}

START_TEST(batched_in_order_and_taken_when_sent)
{
    receipts_t *receipts = receipts_new((receipts_limits_t){1000, 4, PLENTY});
    origin_t *origin = come(receipts, "fetcher-1");
    char text[4096];

    for (int i = 0; i < 300; i++)
        add(origin, i);
    ck_assert_uint_eq(batch(origin, text, sizeof text), RECEIPTS_BATCH);
    ck_assert_uint_eq(batch(origin, text, sizeof text), RECEIPTS_BATCH); /* not sent: again */
    origin_sent(origin, RECEIPTS_BATCH);
    ck_assert_uint_eq(batch(origin, text, sizeof text), 300 - RECEIPTS_BATCH);
    ck_assert_int_eq(strncmp(text, "249 250 ", 8), 0);
    origin_sent(origin, 300 - RECEIPTS_BATCH);
    ck_assert_uint_eq(origin_waiting(origin), 0);
    ck_assert_int_eq(receipts_dropped(receipts), 0);
    origin_release(&origin);
    receipts_destroy(&receipts);
}
END_TEST

START_TEST(wait_for_a_source_that_is_away)
{
    receipts_t *receipts = receipts_new((receipts_limits_t){1000, 4, PLENTY});
    origin_t *session = come(receipts, "fetcher-1");
    origin_t *task = origin_refer(session);
    char text[64];

    origin_release(&session); /* it goes, its task is still here */
    add(task, 1);
    add(task, 2);
    origin_release(&task);
    ck_assert_uint_eq(receipts_waiting(receipts), 2);
    session = come(receipts, "fetcher-1"); /* it comes back */
    batch(session, text, sizeof text);
    ck_assert_str_eq(text, "1 2");
    origin_sent(session, 2);
    origin_release(&session);
    session = come(receipts, "fetcher-1");
    ck_assert_uint_eq(origin_waiting(session), 0);
    origin_release(&session);
    receipts_destroy(&receipts);
}
END_TEST

START_TEST(the_oldest_go_first)
{
    receipts_t *receipts = receipts_new((receipts_limits_t){3, 4, PLENTY});
    origin_t *origin = come(receipts, "fetcher-1");
    char text[64];

    for (int i = 0; i < 5; i++)
        add(origin, i);
    batch(origin, text, sizeof text);
    ck_assert_str_eq(text, "2 3 4");
    ck_assert_int_eq(receipts_dropped(receipts), 2);
    origin_release(&origin);
    receipts_destroy(&receipts);
}
END_TEST

START_TEST(sources_that_never_come_back_are_bounded)
{
    receipts_t *receipts = receipts_new((receipts_limits_t){10, 2, PLENTY});
    char name[16];

    for (int i = 0; i < 5; i++) {
        (void)snprintf(name, sizeof name, "once-%d", i);
        origin_t *origin = come(receipts, name);

        add(origin, i);
        origin_release(&origin);
    }
    ck_assert_uint_eq(receipts_waiting(receipts), 2);
    ck_assert_int_eq(receipts_dropped(receipts), 3);
    origin_t *origin = come(receipts, "once-4"), *gone = come(receipts, "once-0");

    ck_assert_uint_eq(origin_waiting(origin), 1);
    ck_assert_uint_eq(origin_waiting(gone), 0);
    origin_release(&origin);
    origin_release(&gone);
    origin_release(&gone);
    receipts_destroy(&receipts);
}
END_TEST

START_TEST(bytes_are_bounded_in_all)
{
    enum { COST = RECEIPT_COST + 1 }; /* of one digit */
    receipts_t *receipts = receipts_new((receipts_limits_t){100, 100, 4 * COST});
    origin_t *first = come(receipts, "away-1"), *second = come(receipts, "away-2");
    origin_t *here = come(receipts, "here");
    char text[64];

    add(second, 1);
    origin_release(&second); /* is away for longest */
    add(first, 2);
    origin_release(&first);
    add(here, 3);
    add(here, 4);
    ck_assert_uint_eq(receipts_waiting(receipts), 4);
    add(here, 5);
    ck_assert_int_eq(receipts_dropped(receipts), 1);
    second = come(receipts, "away-2");
    ck_assert_uint_eq(origin_waiting(second), 0);
    add(here, 6);
    first = come(receipts, "away-1");
    ck_assert_uint_eq(origin_waiting(first), 0);
    add(here, 7); /* nobody is away: its own oldest */
    batch(here, text, sizeof text);
    ck_assert_str_eq(text, "4 5 6 7");
    add(first, 8); /* and who has none must do without */
    ck_assert_uint_eq(origin_waiting(first), 0);
    ck_assert_int_eq(receipts_dropped(receipts), 4);
    origin_sent(here, 4);
    for (int i = 0; i < 4; i++)
        add(first, i);
    ck_assert_uint_eq(origin_waiting(first), 4); /* what was sent leaves room */
    origin_release(&here);
    origin_release(&first);
    origin_release(&second);
    receipts_destroy(&receipts);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("receipts");
    TCase *tcase = tcase_create("all");

    tcase_add_test(tcase, batched_in_order_and_taken_when_sent);
    tcase_add_test(tcase, wait_for_a_source_that_is_away);
    tcase_add_test(tcase, the_oldest_go_first);
    tcase_add_test(tcase, sources_that_never_come_back_are_bounded);
    tcase_add_test(tcase, bytes_are_bounded_in_all);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
