#include "fetcher/peer.h"
#include "tests/unit/suite.h"

#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

union address {
    struct sockaddr any;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
};

static union address address_of(const char *text)
{
    union address address;

    memset(&address, 0, sizeof address);
    if (inet_pton(AF_INET, text, &address.in.sin_addr) == 1)
        address.any.sa_family = AF_INET;
    else if (inet_pton(AF_INET6, text, &address.in6.sin6_addr) == 1)
        address.any.sa_family = AF_INET6;
    return address;
}

static const char *const private[] = {"0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1",
    "127.255.255.255", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8",
    "192.168.1.1", "198.18.0.1", "198.19.255.255", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "4000::1"};

START_TEST(private_addresses_are_known)
{
    union address address = address_of(private[_i]);

    ck_assert_msg(peer_is_private(&address.any), "%s is let through", private[_i]);
}
END_TEST

static const char *const public[] = {"1.1.1.1", "9.255.255.255", "11.0.0.1", "100.63.255.255",
    "100.128.0.1", "126.255.255.255", "128.0.0.1", "169.253.255.255", "172.15.255.255",
    "172.32.0.1", "192.167.255.255", "198.17.255.255", "198.20.0.1", "223.255.255.255",
    "2606:4700::1111", "2a00:1450::1", "::ffff:1.1.1.1", "64:ff9b::101:101"};

START_TEST(public_addresses_are_not_private)
{
    union address address = address_of(public[_i]);

    ck_assert_msg(!peer_is_private(&address.any), "%s is kept out", public[_i]);
}
END_TEST

START_TEST(an_unknown_family_is_private)
{
    union address address = {.any = {.sa_family = AF_UNIX}};

    ck_assert(peer_is_private(&address.any));
}
END_TEST

static const struct {
    const char *rule, *target; /* NULL: no rule */
} rules[] = {
    {"::127.0.0.1:8080", "127.0.0.1"},
    {"example.org:443:127.0.0.1:8443", "127.0.0.1"},
    {"example.org::localhost:8443", "127.0.0.1"},
    {"::[::1]:8080", "::1"},
    {"[2001:db8::1]:443:127.0.0.1:1", "127.0.0.1"},
    {"127.0.0.1:8080", NULL},
    {":127.0.0.1:8080", NULL},
    {"::127.0.0.1:", NULL},
    {"::127.0.0.1:http", NULL},
    {"::127.0.0.1:70000", NULL},
    {":::8080", NULL},
    {"", NULL},
};

START_TEST(a_rule_s_target_may_be_talked_to)
{
    const char *list[] = {rules[_i].rule};
    const rap_strings_t connect_to = {list, 1};
    union address other = address_of("10.0.0.1"), target;
    rap_err_t err = {0};

    ck_assert_int_eq(
        peer_check_rule(rules[_i].rule, &err), rules[_i].target != NULL ? RAP_OK : RAP_CONFIG);
    ck_assert(!peer_is_target(&other.any, &connect_to));
    target = address_of(rules[_i].target != NULL ? rules[_i].target : "127.0.0.1");
    ck_assert_int_eq(peer_is_target(&target.any, &connect_to), rules[_i].target != NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("peer");
    TCase *tc = tcase_create("core");

    tcase_add_loop_test(
        tc, private_addresses_are_known, 0, (int)(sizeof private / sizeof private[0]));
    tcase_add_loop_test(
        tc, public_addresses_are_not_private, 0, (int)(sizeof public / sizeof public[0]));
    tcase_add_test(tc, an_unknown_family_is_private);
    tcase_add_loop_test(
        tc, a_rule_s_target_may_be_talked_to, 0, (int)(sizeof rules / sizeof rules[0]));
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
