#include "cli/span.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdlib.h>

static const struct {
    int64_t ms;
    const char *text;
} spans[] = {{-5, "0 s"}, {0, "0 s"}, {999, "0 s"}, {1999, "1 s"}, {119999, "119 s"},
    {120000, "2 min"}, {7199999, "119 min"}, {7200000, "2 h"}, {172799999, "47 h"},
    {172800000, "2 d"}, {INT64_MAX, "106751991167 d"}};

START_TEST(a_span_in_the_largest_unit_of_which_there_are_two)
{
    char out[SPAN_SIZE];

    ck_assert_str_eq(span_text(spans[_i].ms, out), spans[_i].text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("span");
    TCase *tc = tcase_create("core");

    tcase_add_loop_test(tc, a_span_in_the_largest_unit_of_which_there_are_two, 0,
        (int)(sizeof spans / sizeof spans[0]));
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
