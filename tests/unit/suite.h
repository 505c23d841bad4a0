/* suite.h - how each test program ends. */
#ifndef RAP_TESTS_SUITE_H
#define RAP_TESTS_SUITE_H

#include <check.h>
#include <stdlib.h>

/* Runs the suite, which is gone after: the program's exit code. */
static inline int run_suite(Suite *suite)
{
    SRunner *runner = srunner_create(suite);

    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
