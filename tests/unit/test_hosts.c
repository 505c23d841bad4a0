#include "fetcher/hosts.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

START_TEST(a_host_is_one_however_often_it_is_asked_for)
{
    hosts_t hosts = {0};
    host_t *first[300];
    char name[32];

    for (int i = 0; i < 300; i++) {
        (void)snprintf(name, sizeof name, "h%d.example", i * 7919 % 1000);
        first[i] = hosts_get(&hosts, name);
    }
    ck_assert_uint_eq(hosts.count, 300);
    for (int i = 0; i < 300; i++) {
        (void)snprintf(name, sizeof name, "h%d.example", i * 7919 % 1000);
        ck_assert_ptr_eq(hosts_get(&hosts, name), first[i]);
    }
    ck_assert_uint_eq(hosts.count, 300);
    hosts_release(&hosts);
}
END_TEST

START_TEST(the_delay_counts_from_the_request)
{
    hosts_t hosts = {0};
    host_t *host = hosts_get(&hosts, "a.example");

    ck_assert_int_eq(host->due_ms, INT64_MAX);
    host_due(host, 500);
    host_due(host, 700);
    ck_assert_int_eq(host->due_ms, 500);
    host_begin(host, 1000, 250);
    ck_assert_int_eq(host->active, 1);
    ck_assert_int_eq(host->next_ok_ms, 1250);
    host_end(host);
    host_pause(host, 5000); /* "Retry-After" */
    host_begin(host, 1300, 250);
    ck_assert_int_eq(host->next_ok_ms, 5000);
    host_pause(host, 2000); /* never sooner */
    ck_assert_int_eq(host->next_ok_ms, 5000);
    hosts_release(&hosts);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hosts");
    TCase *tc = tcase_create("core");

    tcase_add_test(tc, a_host_is_one_however_often_it_is_asked_for);
    tcase_add_test(tc, the_delay_counts_from_the_request);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
