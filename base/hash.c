/* hash.c - see hash.h */
#include "base/hash.h"

#include <assert.h>
#include <nettle/base16.h>
#include <nettle/sha2.h>
#include <string.h>

static_assert(RAP_HEX_SIZE == 2 * SHA256_DIGEST_SIZE + 1, "a hex digest has 64 digits");

static_assert(sizeof(struct sha256_ctx) == sizeof(((rap_sha256_t *)0)->state) &&
                  _Alignof(struct sha256_ctx) <= _Alignof(rap_sha256_t),
    "a state has room for Nettle's");

static struct sha256_ctx *state_of(rap_sha256_t *self)
{
    return (struct sha256_ctx *)(void *)self->state;
}

void rap_sha256_init(rap_sha256_t *self)
{
    struct sha256_ctx fresh;

    sha256_init(&fresh);
    memcpy(self->state, &fresh, sizeof fresh);
}

void rap_sha256_add(rap_sha256_t *self, const void *bytes, size_t len)
{
    if (len > 0) /* of nothing `bytes` may be NULL */
        sha256_update(state_of(self), len, bytes);
}

static void write_hex(struct sha256_ctx *state, char ret_hex[RAP_HEX_SIZE])
{
    unsigned char digest[SHA256_DIGEST_SIZE];

    sha256_digest(state, sizeof digest, digest);
    base16_encode_update(ret_hex, sizeof digest, digest);
    ret_hex[RAP_HEX_SIZE - 1] = '\0';
}

void rap_sha256_end(rap_sha256_t *self, char ret_hex[RAP_HEX_SIZE])
{
    write_hex(state_of(self), ret_hex);
}

void rap_sha256(const void *bytes, size_t len, char ret_hex[RAP_HEX_SIZE])
{
    struct sha256_ctx state;

    sha256_init(&state);
    if (len > 0)
        sha256_update(&state, len, bytes);
    write_hex(&state, ret_hex);
}

void rap_sha256_parts(char ret_hex[RAP_HEX_SIZE], const char *const *parts)
{
    struct sha256_ctx state;

    sha256_init(&state);
    for (; *parts != NULL; parts++)
        sha256_update(&state, strlen(*parts) + 1, (const uint8_t *)*parts);
    write_hex(&state, ret_hex);
}
