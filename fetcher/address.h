/* address.h - one spelling for every address, so that one document is not fetched twice.
 *
 * Canonical: scheme and host in lower case, no default port, no dot segments, no fragment,
 * unreserved characters and !$&'()*+,;=:@ of a path unescaped, all others escaped with
 * capital digits.  Query strings keep their escapes (a server may tell "%2C" from ",").
 */
#ifndef RAP_FETCHER_ADDRESS_H
#define RAP_FETCHER_ADDRESS_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum { ADDRESS_MAX = 4096, ADDRESS_HOST_MAX = 300 };

/* `text` as a canonical http or https address, resolved against `base` unless that is NULL.
 * RAP_SYNTAX: no address; RAP_UNSUPPORTED: another scheme, or a name and password in it;
 * RAP_TOOBIG. */
rap_code_t address_canonical(const char *base, const char *text, rap_arena_t *arena,
    const char **ret, rap_err_t *err) RAP_CHECKED;

/* The address with another host, by https if it was http. */
rap_code_t address_rehost(const char *address, const char *host, rap_arena_t *arena,
    const char **ret, rap_err_t *err) RAP_CHECKED;

/* "host" or "host:port" of a canonical address; "" for a file. */
void address_host(const char *address, char ret[ADDRESS_HOST_MAX]);

/* "file:///abs/path" for a path, made absolute; the file need not be there. */
rap_code_t address_of_file(
    const char *path, rap_arena_t *arena, const char **ret, rap_err_t *err) RAP_CHECKED;

/* The path of a file's address, or NULL for any other address. */
const char *address_to_path(const char *address, rap_arena_t *arena);

/* "warc:///abs/path#123" for a record in a file that is an archive; the file need not be there. */
rap_code_t address_of_record(const char *path, int64_t offset, rap_arena_t *arena, const char **ret,
    rap_err_t *err) RAP_CHECKED;

/* The path in the arena and the offset of such an address; false for any other. */
bool address_to_record(
    const char *address, rap_arena_t *arena, const char **ret_path, int64_t *ret_offset);

/* Does the text start with "http://" or "https://"? */
bool address_is_http(const char *text);

#endif
