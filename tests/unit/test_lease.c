#include "broker/lease.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdlib.h>

enum { MANY = 1000, LEASE_MS = 100 };

static lease_t *grant(leases_t *leases, void *holder, lease_t **head, int64_t now_ms)
{
    rap_frame_t frame[3];

    for (int i = 0; i < 3; i++)
        rap_frame_init(&frame[i]);
    job_t *job = job_new(0, &frame[0], &frame[1], &frame[2]);
    lease_t *lease = leases_grant(leases, &job, holder, head, now_ms);

    ck_assert_ptr_null(job);
    return lease;
}

static void end(leases_t *leases, lease_t *lease)
{
    job_t *job = leases_end(leases, &lease);

    ck_assert_ptr_null(lease);
    job_destroy(&job);
}

/* How many are out. */
static size_t out(const leases_t *leases)
{
    size_t count = 0;

    for (const lease_t *lease = leases_oldest(leases); lease != NULL; lease = lease->newer)
        count++;
    return count;
}

START_TEST(found_until_it_ends)
{
    leases_t *leases = leases_new(7000, LEASE_MS);
    lease_t *mine = NULL;
    int me;
    lease_t *lease = grant(leases, &me, &mine, 0);

    ck_assert_int_eq(lease->number, 7000);
    ck_assert_ptr_eq(leases_find(leases, 7000), lease);
    ck_assert_ptr_eq(lease->holder, &me);
    ck_assert_ptr_null(leases_find(leases, 7001));
    ck_assert_ptr_null(leases_find(leases, 0));
    end(leases, lease);
    ck_assert_ptr_null(leases_find(leases, 7000));
    ck_assert_ptr_null(mine);
    ck_assert_int_eq(grant(leases, &me, &mine, 0)->number, 7001);
    leases_destroy(&leases); /* frees the one that is out */
}
END_TEST

START_TEST(many_ended_in_any_order)
{
    leases_t *leases = leases_new(INT64_C(1) << 61, LEASE_MS);
    lease_t *mine = NULL;
    int64_t number[MANY];
    size_t live = 0;

    for (int i = 0; i < MANY; i++)
        number[i] = grant(leases, NULL, &mine, 0)->number;
    /* every third stays, so that the table turns over with old ones in it */
    for (int i = 0; i < MANY; i++)
        if (i % 3 != 0)
            end(leases, leases_find(leases, number[i]));
    for (int round = 0; round < 10 * MANY; round++)
        end(leases, grant(leases, NULL, &mine, 0));
    for (int i = 0; i < MANY; i++) {
        ck_assert_int_eq(leases_find(leases, number[i]) != NULL, i % 3 == 0);
        live += i % 3 == 0;
    }
    ck_assert_uint_eq(out(leases), live);
    while (mine != NULL)
        end(leases, mine);
    ck_assert_uint_eq(out(leases), 0);
    ck_assert_ptr_null(leases_oldest(leases));
    leases_destroy(&leases);
}
END_TEST

START_TEST(overdue_in_order_of_granting)
{
    leases_t *leases = leases_new(1, LEASE_MS);
    lease_t *a = NULL, *b = NULL;
    lease_t *first = grant(leases, NULL, &a, 0);
    lease_t *second = grant(leases, NULL, &b, 50);
    lease_t *third = grant(leases, NULL, &a, 60);

    ck_assert_ptr_null(leases_overdue(leases, 99));
    ck_assert_ptr_eq(leases_overdue(leases, 100), first);
    end(leases, first);
    ck_assert_ptr_null(leases_overdue(leases, 149));
    end(leases, second); /* in time */
    ck_assert_ptr_null(leases_overdue(leases, 159));
    ck_assert_ptr_eq(leases_overdue(leases, 160), third);
    end(leases, third);
    ck_assert_ptr_null(leases_overdue(leases, 1000));
    leases_destroy(&leases);
}
END_TEST

START_TEST(holders_lists_are_apart)
{
    leases_t *leases = leases_new(1, LEASE_MS);
    lease_t *a = NULL, *b = NULL;
    int n = 0;

    for (int i = 0; i < 5; i++) {
        grant(leases, NULL, &a, 0);
        grant(leases, NULL, &b, 0);
    }
    for (lease_t *lease = a; lease != NULL; lease = lease->next, n++)
        ck_assert_int_eq(lease->number % 2, 1); /* newest first: 9 7 5 3 1 */
    ck_assert_int_eq(n, 5);
    end(leases, a->next->next);
    end(leases, a);
    while (a != NULL)
        end(leases, a);
    ck_assert_uint_eq(out(leases), 5);
    leases_destroy(&leases);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lease");
    TCase *tcase = tcase_create("all");

    tcase_add_test(tcase, found_until_it_ends);
    tcase_add_test(tcase, many_ended_in_any_order);
    tcase_add_test(tcase, overdue_in_order_of_granting);
    tcase_add_test(tcase, holders_lists_are_apart);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
