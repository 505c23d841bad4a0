/* check.h - how a fuzz target says that an invariant is broken. */
#ifndef RAP_TESTS_FUZZ_CHECK_H
#define RAP_TESTS_FUZZ_CHECK_H

#include <stdbool.h>
#include <stdlib.h>

static inline void check(bool holds)
{
    if (!holds)
        abort();
}

#endif
