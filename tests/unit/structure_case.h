/* structure_case.h - what tests of the structure reader share: the reader, with the data files of the
 * tree, is opened once, since that takes longer than any of them; the arena is each test's own. */
#ifndef RAP_TESTS_STRUCTURE_CASE_H
#define RAP_TESTS_STRUCTURE_CASE_H

#include "parser/structure/structure.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

static structure_t *structure;
static rap_arena_t *arena;

static void open_structure(void)
{
    char data[512];
    const char *source = getenv("RAP_SOURCE_DIR");
    rap_err_t err;

    (void)snprintf(data, sizeof data, "%s/data", source != NULL ? source : ".");
    setenv("RAPPORTEUR_DATA", data, 1);
    ck_assert_msg(structure_open(&structure, NULL, &err) == RAP_OK, "%s", err.text);
}

static void close_structure(void)
{
    structure_destroy(&structure);
}

static void set_up(void)
{
    arena = rap_arena_new(16 << 20);
}

static void tear_down(void)
{
    rap_arena_destroy(&arena);
}

static inline void add_structure_fixtures(TCase *tc)
{
    tcase_add_unchecked_fixture(tc, open_structure, close_structure);
    tcase_add_checked_fixture(tc, set_up, tear_down);
}

#endif
