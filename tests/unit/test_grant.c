#include "broker/grant.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdlib.h>

#define MB ((int64_t)1 << 20)

static const struct {
    const char *what;
    grant_case_t of;
    int64_t n;
} cases[] = {
    {"all that it wants", {1000, 256 * MB, 1, 0, 0, 64, MB}, 64},
    {"nothing while more than half is unused", {1000, 256 * MB, 1, 33, 33, 64, MB}, 0},
    {"what is missing once half is used", {1000, 256 * MB, 1, 32, 32, 64, MB}, 32},
    {"no more than there is room for", {10, 256 * MB, 1, 0, 0, 64, MB}, 10},
    {"grants that are out count", {10, 256 * MB, 2, 8, 0, 64, MB}, 2},
    {"all room is promised", {10, 256 * MB, 2, 10, 1, 64, MB}, 0},
    {"all room is promised, and this one holds none", {10, 256 * MB, 2, 10, 0, 64, MB}, 1},
    {"one more than there is room is promised", {10, 256 * MB, 2, 11, 0, 64, MB}, 1},
    {"one for each source more is promised", {10, 256 * MB, 2, 12, 0, 64, MB}, 0},
    {"much more is promised than there is room", {4, 256 * MB, 2, 10, 0, 64, MB}, 0},
    {"a source that holds none and wants none", {10, 256 * MB, 2, 10, 0, 0, MB}, 0},
    {"no room in messages", {0, 256 * MB, 1, 0, 0, 64, MB}, 0},
    {"no room in bytes", {1000, 0, 1, 0, 0, 64, MB}, 0},
    {"large tasks: few", {1000, 256 * MB, 1, 0, 0, 64, 64 * MB}, 4},
    {"one that is larger than the room: one", {1000, 256 * MB, 1, 0, 0, 64, 300 * MB}, 1},
    {"and not two", {1000, 256 * MB, 1, 1, 1, 64, 300 * MB}, 0},
    {"an even share", {100, 256 * MB, 4, 0, 0, 64, MB}, 25},
    {"an even share of bytes", {1000, 256 * MB, 4, 0, 0, 64, 8 * MB}, 8},
    {"more sources than room: one each while it lasts", {3, 256 * MB, 10, 2, 0, 64, MB}, 1},
    {"a source that wants none", {1000, 256 * MB, 1, 0, 0, 0, MB}, 0},
};

START_TEST(table)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_msg(grant_next(&cases[i].of) == cases[i].n, "%s: %ld instead of %ld",
            cases[i].what, (long)grant_next(&cases[i].of), (long)cases[i].n);
}
END_TEST

/* Whatever sources do with their grants, what was promised fits, but for one each. */
START_TEST(promises_fit_and_nobody_starves)
{
    enum { SOURCES = 5, LIMIT = 64 };
    int64_t held[SOURCES] = {0}, put[SOURCES] = {0}, out = 0, queued = 0;
    int first = 0; /* who was not served last is asked first, as in flow.c */

    for (int step = 0; step < 5000; step++) {
        for (int i = 0, start = first; i < SOURCES; i++) {
            int s = (start + i) % SOURCES;
            int64_t n = grant_next(
                &(grant_case_t){LIMIT - queued, 256 * MB, SOURCES, out, held[s], 32, 1024});

            first = n > 0 ? (s + 1) % SOURCES : first;
            held[s] += n;
            out += n;
            ck_assert_int_le(queued + out, LIMIT + SOURCES);
        }
        int s = step % SOURCES;
        if (s != 3 && held[s] > 0) { /* the fourth hoards */
            held[s]--;
            out--;
            queued++;
            put[s]++;
        }
        if (step % 2 == 0 && queued > 0)
            queued--;
    }
    for (int s = 0; s < SOURCES; s++)
        ck_assert_msg(s == 3 || put[s] > 400, "source %d put only %ld", s, (long)put[s]);
}
END_TEST

/* Many that are idle have all the grants that there can be; the last to come has work. */
START_TEST(the_idle_do_not_hold_all_grants)
{
    enum { IDLE = 40, LIMIT = 30 };
    int64_t out = 0, queued = 0, put = 0, held = 0;

    for (int s = 0; s < IDLE; s++)
        out += grant_next(&(grant_case_t){LIMIT, 256 * MB, IDLE + 1, out, 0, 32, 1024});
    ck_assert_int_ge(out, LIMIT);
    for (int step = 0; step < 1000; step++) {
        int64_t n =
            grant_next(&(grant_case_t){LIMIT - queued, 256 * MB, IDLE + 1, out, held, 32, 1024});

        held += n;
        out += n;
        ck_assert_int_le(queued + out, LIMIT + IDLE + 1);
        if (held > 0) {
            held--;
            out--;
            queued++;
            put++;
        }
        if (queued > 0)
            queued--; /* as the parsers take it */
    }
    ck_assert_int_eq(put, 1000);
}
END_TEST

START_TEST(weight_rises_at_once_and_falls_slowly)
{
    static const struct {
        int64_t weight, bytes, after;
    } weights[] = {
        {GRANT_FIRST_WEIGHT, 8 * MB, 8 * MB},
        {8000, 1, 7000},
        {8000, 7500, 7500},
        {1, 0, 1},
    };

    for (size_t i = 0; i < sizeof weights / sizeof weights[0]; i++)
        ck_assert_int_eq(grant_weight(weights[i].weight, weights[i].bytes), weights[i].after);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grant");
    TCase *tcase = tcase_create("all");

    tcase_add_test(tcase, table);
    tcase_add_test(tcase, promises_fit_and_nobody_starves);
    tcase_add_test(tcase, the_idle_do_not_hold_all_grants);
    tcase_add_test(tcase, weight_rises_at_once_and_falls_slowly);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
