#include "base/clock.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdlib.h>

static const struct {
    int64_t ms;
    const char *text;
} times[] = {
    {0, "1970-01-01T00:00:00Z"},
    {1, "1970-01-01T00:00:00.001Z"},
    {-1, "1969-12-31T23:59:59.999Z"},
    {-1000, "1969-12-31T23:59:59Z"},
    {-1001, "1969-12-31T23:59:58.999Z"},
    {951782400000, "2000-02-29T00:00:00Z"},
    {951868800000 - 1, "2000-02-29T23:59:59.999Z"},
    {1709251199000, "2024-02-29T23:59:59Z"},
    {1709910245123, "2024-03-08T15:04:05.123Z"},
    {-2203891200000, "1900-03-01T00:00:00Z"}, /* 1900 had no 29 February */
    {-2203977600000, "1900-02-28T00:00:00Z"},
    {4107542400000, "2100-03-01T00:00:00Z"},
    {2147483648000, "2038-01-19T03:14:08Z"},
    {253402300799999, "9999-12-31T23:59:59.999Z"},
    {-61094822400000, "0033-12-25T00:00:00Z"},
    {-62167219200000, "0000-01-01T00:00:00Z"},
};

START_TEST(times_are_written_and_read)
{
    char text[RAP_ISO_SIZE];
    int64_t again = 0;
    rap_err_t err = {0};

    rap_clock_iso(times[_i].ms, text);
    ck_assert_str_eq(text, times[_i].text);
    ck_assert_msg(rap_clock_parse_iso(text, &again, &err) == RAP_OK, "%s", err.text);
    ck_assert_int_eq(again, times[_i].ms);
}
END_TEST

START_TEST(times_beyond_four_digits_of_year_are_zeros)
{
    static const int64_t beyond[] = {253402300800000, -62167219200001, INT64_MAX, INT64_MIN};
    char text[RAP_ISO_SIZE];

    for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++) {
        rap_clock_iso(beyond[i], text);
        ck_assert_str_eq(text, "0000-00-00T00:00:00Z");
    }
}
END_TEST

static const struct {
    const char *text;
    int64_t ms;
} dates[] = {
    {"2024-02-29", 1709164800000},
    {"1970-01-01", 0},
    {"1969-12-31", -86400000},
};

START_TEST(dates_are_midnights)
{
    int64_t ms = 1;
    rap_err_t err = {0};

    ck_assert_int_eq(rap_clock_parse_iso(dates[_i].text, &ms, &err), RAP_OK);
    ck_assert_int_eq(ms, dates[_i].ms);
}
END_TEST

static const char *const bad[] = {
    "",
    "today",
    "2024",
    "2024-03",
    "2024-3-8",
    " 2024-03-08",
    "2024-03-08 ",
    "+024-03-08",
    "24-03-08",
    "12024-03-08",
    "2024/03/08",
    "20240308",
    "2024-00-08",
    "2024-13-08",
    "2024-03-00",
    "2024-03-32",
    "2024-02-30",
    "2023-02-29",
    "2100-02-29",
    "2024-04-31T00:00:00Z",
    "0000-00-00T00:00:00Z",
    "2024-03-08T15:04:05",
    "2024-03-08T15:04Z",
    "2024-03-08T15:04:05+00:00",
    "2024-03-08T15:04:05z",
    "2024-03-08T15:04:05.Z",
    "2024-03-08T15:04:05.1Z",
    "2024-03-08T15:04:05.1234Z",
    "2024-03-08T15:04:05.123",
    "2024-03-08T15:04:05Z ",
    "2024-03-08T24:00:00Z",
    "2024-03-08T15:60:00Z",
    "2024-03-08T15:04:60Z",
    "2024-03-08t15:04:05Z",
    "2024-03-08 15:04:05Z",
    "2024-03-08T1 :04:05Z",
};

START_TEST(what_is_no_time_is_refused)
{
    int64_t ms = 77;
    rap_err_t err = {0};

    ck_assert_msg(rap_clock_parse_iso(bad[_i], &ms, &err) == RAP_SYNTAX, "'%s' was taken", bad[_i]);
    ck_assert_int_eq(ms, 77);
}
END_TEST

START_TEST(refusals_say_why)
{
    int64_t ms;
    rap_err_t err = {0};

    ck_assert_int_eq(rap_clock_parse_iso("soon", &ms, &err), RAP_SYNTAX);
    ck_assert_str_eq(err.text, "'soon' is not an ISO 8601 date or time in UTC");
    ck_assert_int_eq(rap_clock_parse_iso("2023-02-29", &ms, &err), RAP_SYNTAX);
    ck_assert_str_eq(err.text, "'2023-02-29' is not a day of the calendar");
}
END_TEST

START_TEST(a_fake_clock_moves_when_told)
{
    rap_clock_fake_t fake;

    rap_clock_fake_init(&fake, 5000);
    ck_assert_int_eq(rap_clock_mono_ms(&fake.clock), 0);
    ck_assert_int_eq(rap_clock_wall_ms(&fake.clock), 5000);
    rap_clock_fake_advance(&fake, 250);
    ck_assert_int_eq(rap_clock_mono_ms(&fake.clock), 250);
    ck_assert_int_eq(rap_clock_wall_ms(&fake.clock), 5250);
    fake.wall -= 1000; /* wall time may be set back */
    ck_assert_int_eq(rap_clock_wall_ms(&fake.clock), 4250);
}
END_TEST

START_TEST(the_system_clock_is_sane)
{
    int64_t before = rap_clock_mono_ms(&rap_clock_system);
    int64_t wall = rap_clock_wall_ms(&rap_clock_system);

    ck_assert_int_ge(rap_clock_mono_ms(&rap_clock_system), before);
    ck_assert_int_gt(wall, 1577836800000); /* 2020: it counts from 1970, and in ms */
    ck_assert_int_lt(wall, 4102444800000); /* 2100 */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("clock");
    TCase *tc = tcase_create("core");

    tcase_add_loop_test(tc, times_are_written_and_read, 0, (int)(sizeof times / sizeof times[0]));
    tcase_add_test(tc, times_beyond_four_digits_of_year_are_zeros);
    tcase_add_loop_test(tc, dates_are_midnights, 0, (int)(sizeof dates / sizeof dates[0]));
    tcase_add_loop_test(tc, what_is_no_time_is_refused, 0, (int)(sizeof bad / sizeof bad[0]));
    tcase_add_test(tc, refusals_say_why);
    tcase_add_test(tc, a_fake_clock_moves_when_told);
    tcase_add_test(tc, the_system_clock_is_sane);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
