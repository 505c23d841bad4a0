/* endpoint.h - which addresses a socket may have, and that only one process serves each.
 *
 * Private to link.c.
 */
#ifndef RAP_PROTO_ENDPOINT_H
#define RAP_PROTO_ENDPOINT_H

#include "base/err.h"

enum { RAP_ENDPOINT_MAX = 256 };

/* ipc:// with a path that fits a socket, or tcp:// with a loopback address and a port;
 * RAP_CONFIG with the advice otherwise. */
rap_code_t rap_endpoint_check(const char *endpoint, rap_err_t *err) RAP_CHECKED;

/* Of ipc: takes the file PATH.lock for this process.  libzmq unlinks a socket file that it
 * finds in its place, be it in use or not, so this must tell; the kernel drops the lock with
 * its owner.  *ret_fd stays as it was for tcp.  RAP_CONFIG when another process has it. */
rap_code_t rap_endpoint_lock(const char *endpoint, int *ret_fd, rap_err_t *err) RAP_CHECKED;

/* Removes the socket's file, which libzmq 4.3.4 leaves behind, and lets go of the lock. */
void rap_endpoint_unlock(const char *endpoint, int fd);

#endif
