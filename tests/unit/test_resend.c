#include "fetcher/resend.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdlib.h>

/* Never before the first wait is over, and never after the longest. */
START_TEST(waits_are_bounded)
{
    for (int64_t attempt = 1; attempt < 40; attempt++)
        for (int i = 0; i < 100; i++) {
            int64_t wait = resend_wait_ms(1000, attempt);

            ck_assert_int_ge(wait, 1000);
            ck_assert_int_le(wait, 1000 + 16 * 1000);
            if (attempt == 1)
                ck_assert_int_le(wait, 1000 + 2 * 1000);
        }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("resend");
    TCase *tcase = tcase_create("all");

    tcase_add_test(tcase, waits_are_bounded);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
