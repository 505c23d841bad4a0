#include "base/retry.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdlib.h>

/* Gives back what it is told to. */
static uint32_t fixed(void *arg)
{
    return *(const uint32_t *)arg;
}

static const struct {
    int64_t base_ms, cap_ms;
    unsigned failures;
    int64_t least, most; /* the waits for the smallest and the greatest random number */
} bounds[] = {
    {100, 60000, 1, 0, 100},
    {100, 60000, 2, 0, 200},
    {100, 60000, 3, 0, 400},
    {100, 60000, 10, 0, 51200},
    {100, 60000, 11, 0, 60000},
    {100, 60000, 4000000000u, 0, 60000},
    {100, 50, 1, 0, 50}, /* the cap is stronger than the base */
    {100, 0, 5, 0, 0},
    {1, INT64_MAX, 64, 0, UINT32_MAX - 1},
    {INT64_MAX, INT64_MAX, 2, 0, UINT32_MAX - 1},
    {3, INT64_C(1) << 40, 4000000000u, 0, UINT32_MAX - 1},
};

START_TEST(waits_lie_between_their_bounds)
{
    uint32_t number = 0;
    rap_retry_t retry = {bounds[_i].base_ms, bounds[_i].cap_ms, fixed, &number};

    ck_assert_int_eq(rap_retry_delay_ms(&retry, bounds[_i].failures), bounds[_i].least);
    number = UINT32_MAX;
    ck_assert_int_eq(rap_retry_delay_ms(&retry, bounds[_i].failures), bounds[_i].most);
}
END_TEST

START_TEST(a_wait_follows_the_random_number)
{
    uint32_t number = 0;
    rap_retry_t retry = {1000, 60000, fixed, &number};

    for (int quarter = 0; quarter < 4; quarter++) {
        number = (uint32_t)quarter << 30;
        ck_assert_int_eq(rap_retry_delay_ms(&retry, 1), quarter * 1001 / 4);
        ck_assert_int_eq(rap_retry_delay_ms(&retry, 1), quarter * 1001 / 4); /* pure */
    }
}
END_TEST

/* Every wait of a small range comes up, and none outside it. */
START_TEST(the_kernel_spreads_the_waits)
{
    rap_retry_t retry = {.base_ms = 7, .cap_ms = 1000};
    unsigned seen = 0;

    for (int i = 0; i < 5000; i++) {
        int64_t wait = rap_retry_delay_ms(&retry, 1);
        ck_assert_int_ge(wait, 0);
        ck_assert_int_le(wait, 7);
        seen |= 1u << wait;
    }
    ck_assert_uint_eq(seen, 0xff);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("retry");
    TCase *tc = tcase_create("core");

    tcase_add_loop_test(
        tc, waits_lie_between_their_bounds, 0, (int)(sizeof bounds / sizeof bounds[0]));
    tcase_add_test(tc, a_wait_follows_the_random_number);
    tcase_add_test(tc, the_kernel_spreads_the_waits);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
