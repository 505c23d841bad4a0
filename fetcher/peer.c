/* peer.c - see peer.h
 *
 * Ranges are those of the IANA registries of special-purpose addresses that are not
 * globally reachable.
 */
#include "fetcher/peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TARGET_SIZE = 128 };

struct range4 {
    uint32_t net;
    unsigned bits;
};

static const struct range4 private4[] = {
    {0x00000000, 8},  /* this network      */
    {0x0a000000, 8},  /* 10/8              */
    {0x64400000, 10}, /* carrier NAT       */
    {0x7f000000, 8},  /* loopback          */
    {0xa9fe0000, 16}, /* link-local, cloud metadata */
    {0xac100000, 12}, /* 172.16/12         */
    {0xc0000000, 24}, /* protocol use      */
    {0xc0a80000, 16}, /* 192.168/16        */
    {0xc6120000, 15}, /* benchmarks        */
    {0xe0000000, 3},  /* multicast, reserved, broadcast */
};

static bool is_private4(uint32_t address)
{
    for (size_t i = 0; i < sizeof private4 / sizeof private4[0]; i++)
        if ((address ^ private4[i].net) >> (32 - private4[i].bits) == 0)
            return true;
    return false;
}

static uint32_t read4(const uint8_t bytes[4])
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static bool is_private6(const uint8_t at[16])
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    static const uint8_t nat64[12] = {0x00, 0x64, 0xff, 0x9b};

    if (memcmp(at, mapped, sizeof mapped) == 0 || memcmp(at, nat64, sizeof nat64) == 0)
        return is_private4(read4(at + 12)); /* an IPv4 address in other clothes */
    if (at[0] == 0x20 && at[1] == 0x02)     /* 6to4: the IPv4 address follows */
        return is_private4(read4(at + 2));
    return (at[0] & 0xe0) != 0x20; /* all that is global unicast is in 2000::/3 */
}

bool peer_is_private(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;

        memcpy(&in, address, sizeof in);
        return is_private4(ntohl(in.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;

        memcpy(&in6, address, sizeof in6);
        return is_private6(in6.sin6_addr.s6_addr);
    }
    return true;
}

/* Finds the last two of the rule's four parts; brackets may stand around a numeric IPv6
 * address, which has colons of its own. */
static bool split_rule(const char *rule, char target[TARGET_SIZE], unsigned long *ret_port)
{
    const char *colon = strrchr(rule, ':');
    char *end;

    if (colon == NULL || colon[1] == '\0' || colon == rule)
        return false;
    *ret_port = strtoul(colon + 1, &end, 10);
    if (*end != '\0' || *ret_port > 65535)
        return false;
    const char *start = colon[-1] == ']' ? memrchr(rule, '[', (size_t)(colon - rule))
                                         : memrchr(rule, ':', (size_t)(colon - rule));
    if (start == NULL)
        return false;
    size_t brackets = *start == '[';
    /* in front of it HOST:PORT: */
    const char *front = memchr(rule, ':', (size_t)(start - rule) + (brackets == 0));
    if (front == NULL || front == start)
        return false;
    size_t len = (size_t)(colon - start) - 1 - brackets;
    if (len == 0 || len >= TARGET_SIZE)
        return false;
    memcpy(target, start + 1, len);
    target[len] = '\0';
    return true;
}

rap_code_t peer_check_rule(const char *rule, rap_err_t *err)
{
    char target[TARGET_SIZE];
    unsigned long port;

    if (split_rule(rule, target, &port))
        return RAP_OK;
    return rap_fail(err, RAP_CONFIG,
        "connect_to: '%.100s' is not of the form HOST:PORT:TARGET:PORT (\"::127.0.0.1:8080\" is "
        "for every host)",
        rule);
}

bool peer_is_target(const struct sockaddr *address, const rap_strings_t *connect_to)
{
    char name[INET6_ADDRSTRLEN], target[TARGET_SIZE];
    unsigned long port;

    peer_name(address, name, sizeof name);
    for (size_t i = 0; i < connect_to->count; i++) {
        if (!split_rule(connect_to->item[i], target, &port))
            continue;
        bool local = strcmp(target, "localhost") == 0 &&
                     (strcmp(name, "127.0.0.1") == 0 || strcmp(name, "::1") == 0);
        if (local || strcmp(target, name) == 0)
            return true;
    }
    return false;
}

void peer_name(const struct sockaddr *address, char *out, size_t size)
{
    const void *at = NULL;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;

    if (address->sa_family == AF_INET) {
        memcpy(&in, address, sizeof in);
        at = &in.sin_addr;
    } else if (address->sa_family == AF_INET6) {
        memcpy(&in6, address, sizeof in6);
        at = &in6.sin6_addr;
    }
    if (at == NULL || inet_ntop(address->sa_family, at, out, (socklen_t)size) == NULL)
        (void)snprintf(out, size, "?");
}
