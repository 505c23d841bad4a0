#include "broker/names.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 2000 };

struct thing {
    char name[16];
};

static struct thing *make(int n)
{
    struct thing *thing = malloc(sizeof *thing);

    (void)snprintf(thing->name, sizeof thing->name, "worker-%d", n);
    return thing;
}

START_TEST(finds_what_was_added)
{
    names_t *names = names_new();
    int a, b;

    ck_assert_ptr_null(names_find(names, "a", 1));
    names_add(names, "a", 1, &a);
    names_add(names, "a\0b", 3, &b); /* any bytes */
    ck_assert_ptr_eq(names_find(names, "a", 1), &a);
    ck_assert_ptr_eq(names_find(names, "a\0b", 3), &b);
    ck_assert_ptr_null(names_find(names, "a\0c", 3));
    ck_assert_ptr_null(names_find(names, "", 0));
    names_remove(names, "b", 1);
    ck_assert_uint_eq(names_count(names), 2);
    names_remove(names, "a", 1);
    ck_assert_ptr_null(names_find(names, "a", 1));
    ck_assert_ptr_eq(names_find(names, "a\0b", 3), &b);
    names_destroy(&names);
    names_destroy(&names);
}
END_TEST

START_TEST(survives_many_comings_and_goings)
{
    names_t *names = names_new();
    struct thing *thing[MANY];

    for (int i = 0; i < MANY; i++) {
        thing[i] = make(i);
        names_add(names, thing[i]->name, strlen(thing[i]->name), thing[i]);
    }
    for (int i = 0; i < MANY; i += 2)
        names_remove(names, thing[i]->name, strlen(thing[i]->name));
    ck_assert_uint_eq(names_count(names), MANY / 2);
    for (int i = 0; i < MANY; i++)
        ck_assert_ptr_eq(names_find(names, thing[i]->name, strlen(thing[i]->name)),
            i % 2 == 0 ? NULL : thing[i]);
    for (int i = 0; i < MANY; i++) {
        names_remove(names, thing[i]->name, strlen(thing[i]->name));
        free(thing[i]);
    }
    ck_assert_uint_eq(names_count(names), 0);
    names_destroy(&names);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("names");
    TCase *tcase = tcase_create("all");

    tcase_add_test(tcase, finds_what_was_added);
    tcase_add_test(tcase, survives_many_comings_and_goings);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
