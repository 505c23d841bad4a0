/* peer.h - which network addresses may be talked to.
 *
 * A page on the internet must not make us fetch from this machine or its neighbours (server
 * side request forgery), whatever a host's name resolves to and wherever a redirect leads.
 * So the check is made on the address that is about to be connected to.
 */
#ifndef RAP_FETCHER_PEER_H
#define RAP_FETCHER_PEER_H

#include "base/err.h"
#include "base/field.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

/* Loopback, private, link-local, multicast, reserved, or of no known family. */
bool peer_is_private(const struct sockaddr *address);

/* Is it the target of one of curl's CONNECT_TO rules ("HOST:PORT:TARGET:PORT", where TARGET is
 * a numeric address or "localhost")?  Whoever wrote the rule meant it. */
bool peer_is_target(const struct sockaddr *address, const rap_strings_t *connect_to);

/* RAP_CONFIG for a rule that is not of that form. */
rap_code_t peer_check_rule(const char *rule, rap_err_t *err) RAP_CHECKED;

/* "192.0.2.1" into `out`. */
void peer_name(const struct sockaddr *address, char *out, size_t size);

#endif
