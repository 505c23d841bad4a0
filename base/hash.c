/* hash.c - see hash.h */
#include "base/hash.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

static_assert(RAP_HEX_SIZE == 2 * crypto_hash_sha256_BYTES + 1, "a hex digest has 64 digits");

static_assert(sizeof(crypto_hash_sha256_state) == sizeof(((rap_sha256_t *)0)->state) &&
                  _Alignof(crypto_hash_sha256_state) <= _Alignof(rap_sha256_t),
    "a state has room for libsodium's");

static crypto_hash_sha256_state *state_of(rap_sha256_t *self)
{
    return (crypto_hash_sha256_state *)(void *)self->state;
}

void rap_sha256_init(rap_sha256_t *self)
{
    crypto_hash_sha256_init(state_of(self));
}

void rap_sha256_add(rap_sha256_t *self, const void *bytes, size_t len)
{
    crypto_hash_sha256_update(state_of(self), bytes, len);
}

void rap_sha256_end(rap_sha256_t *self, char ret_hex[RAP_HEX_SIZE])
{
    unsigned char digest[crypto_hash_sha256_BYTES];

    crypto_hash_sha256_final(state_of(self), digest);
    sodium_bin2hex(ret_hex, RAP_HEX_SIZE, digest, sizeof digest);
}

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
