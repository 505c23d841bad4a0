/* hash.c - see hash.h */
#include "base/hash.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

static_assert(RAP_HEX_SIZE == 2 * crypto_hash_sha256_BYTES + 1, "a hex digest has 64 digits");

void rap_sha256(const void *bytes, size_t len, char ret_hex[RAP_HEX_SIZE])
{
    unsigned char digest[crypto_hash_sha256_BYTES];

    crypto_hash_sha256(digest, bytes, len);
    sodium_bin2hex(ret_hex, RAP_HEX_SIZE, digest, sizeof digest);
}

void rap_sha256_parts(char ret_hex[RAP_HEX_SIZE], const char *const *parts)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state state;

    crypto_hash_sha256_init(&state);
    for (; *parts != NULL; parts++)
        crypto_hash_sha256_update(&state, (const unsigned char *)*parts, strlen(*parts) + 1);
    crypto_hash_sha256_final(&state, digest);
    sodium_bin2hex(ret_hex, RAP_HEX_SIZE, digest, sizeof digest);
}
