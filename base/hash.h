/* hash.h - SHA-256 (FIPS 180-4) as lower-case hexadecimal, by Nettle. */
#ifndef RAP_BASE_HASH_H
#define RAP_BASE_HASH_H

#include <stddef.h>

enum { RAP_HEX_SIZE = 65 }; /* 64 digits and a NUL */

/* Of bytes that come in pieces: init, any number of add, end (once). */
typedef struct rap_sha256 {
    _Alignas(8) unsigned char state[112]; /* Nettle's */
} rap_sha256_t;

void rap_sha256_init(rap_sha256_t *self);
void rap_sha256_add(rap_sha256_t *self, const void *bytes, size_t len);
void rap_sha256_end(rap_sha256_t *self, char ret_hex[RAP_HEX_SIZE]);

void rap_sha256(const void *bytes, size_t len, char ret_hex[RAP_HEX_SIZE]);

/* The same over several parts, each followed by one zero byte, so that ("ab", "c") and
 * ("a", "bc") differ.  The list ends with NULL. */
void rap_sha256_parts(char ret_hex[RAP_HEX_SIZE], const char *const *parts);

#endif
