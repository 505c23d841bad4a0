/* passage_case.h - what tests of words in passages share: an arena for each test, and passages in it. */
#ifndef RAP_TESTS_PASSAGE_CASE_H
#define RAP_TESTS_PASSAGE_CASE_H

#include "parser/structure/passage.h"

#include <check.h>
#include <string.h>

static rap_arena_t *arena;

static void set_up(void)
{
    arena = rap_arena_new(16 << 20);
}

static void tear_down(void)
{
    rap_arena_destroy(&arena);
}

static inline passage_t passage(const char *text)
{
    passage_t made;
    rap_err_t err;

    ck_assert_int_eq(passage_make(&made, text, strlen(text), arena, &err), RAP_OK);
    return made;
}

static inline void add_passage_fixture(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, tear_down);
}

#endif
