/* endpoint.c - see endpoint.h */
#include "proto/endpoint.h"

#include "base/file.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#define IPC "ipc://"
#define TCP "tcp://"

/* "127.0.0.1:5555" and "[::1]:5555"; nothing that could name another machine. */
static bool is_loopback(const char *at)
{
    char host[64];
    struct in_addr four;
    struct in6_addr six;
    const char *colon = strrchr(at, ':');
    size_t len = colon != NULL ? (size_t)(colon - at) : 0;

    if (len == 0 || len >= sizeof host || colon[1] == '\0' ||
        (strcmp(colon + 1, "*") != 0 && strspn(colon + 1, "0123456789") != strlen(colon + 1)))
        return false;
    memcpy(host, at, len);
    host[len] = '\0';
    if (inet_pton(AF_INET, host, &four) == 1)
        return ntohl(four.s_addr) >> 24 == 127;
    if (host[0] != '[' || host[len - 1] != ']')
        return false;
    host[len - 1] = '\0';
    return inet_pton(AF_INET6, host + 1, &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

rap_code_t rap_endpoint_check(const char *endpoint, rap_err_t *err)
{
    if (strlen(endpoint) >= RAP_ENDPOINT_MAX)
        return rap_fail(err, RAP_CONFIG, "endpoint '%.40s...' is too long", endpoint);
    if (strncmp(endpoint, IPC, strlen(IPC)) == 0) {
        if (strlen(endpoint) - strlen(IPC) >= sizeof((struct sockaddr_un *)0)->sun_path)
            return rap_fail(err, RAP_CONFIG,
                "socket path '%s' is longer than %zu bytes; use a home with a shorter path",
                endpoint + strlen(IPC), sizeof((struct sockaddr_un *)0)->sun_path - 1);
        return RAP_OK;
    }
    if (strncmp(endpoint, TCP, strlen(TCP)) != 0)
        return rap_fail(err, RAP_CONFIG, "endpoint '%s' is neither ipc:// nor tcp://", endpoint);
    if (!is_loopback(endpoint + strlen(TCP)))
        return rap_fail(err, RAP_CONFIG,
            "endpoint '%s' is refused: without encryption only a loopback address with a port, "
            "tcp://127.0.0.1:PORT or tcp://[::1]:PORT, may be used",
            endpoint);
    return RAP_OK;
}

rap_code_t rap_endpoint_lock(const char *endpoint, int *ret_fd, rap_err_t *err)
{
    char path[RAP_ENDPOINT_MAX + 8];

    if (strncmp(endpoint, IPC, strlen(IPC)) != 0)
        return RAP_OK;
    (void)snprintf(path, sizeof path, "%s.lock", endpoint + strlen(IPC));
    rap_code_t code = rap_file_lock(path, 0600, ret_fd, err);
    if (code == RAP_BUSY)
        return rap_fail(err, RAP_CONFIG,
            "endpoint '%s' is in use: another process serves this home; stop it first", endpoint);
    return code == RAP_OK ? RAP_OK : (err->code = RAP_CONFIG);
}

void rap_endpoint_unlock(const char *endpoint, int fd)
{
    (void)unlink(endpoint + strlen(IPC));
    close(fd);
}
