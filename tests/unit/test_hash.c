#include "base/hash.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* FIPS 180-4's own examples, and the empty text. */
static const struct {
    const char *text;
    const char *hex;
} digests[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

START_TEST(digests_are_those_of_the_standard)
{
    char hex[RAP_HEX_SIZE];

    rap_sha256(digests[_i].text, strlen(digests[_i].text), hex);
    ck_assert_str_eq(hex, digests[_i].hex);
}
END_TEST

/* In pieces of every size, among them none at all. */
START_TEST(pieces_give_the_digest_of_the_whole)
{
    const char *text = digests[_i].text;
    size_t len = strlen(text);

    for (size_t piece = 1; piece <= len + 1; piece++) {
        rap_sha256_t hash;
        char hex[RAP_HEX_SIZE];

        rap_sha256_init(&hash);
        rap_sha256_add(&hash, text, 0);
        for (size_t at = 0; at < len; at += piece)
            rap_sha256_add(&hash, text + at, len - at < piece ? len - at : piece);
        rap_sha256_end(&hash, hex);
        ck_assert_str_eq(hex, digests[_i].hex);
    }
}
END_TEST

static void hash_two(const char *a, const char *b, char hex[RAP_HEX_SIZE])
{
    rap_sha256_parts(hex, (const char *const[]){a, b, NULL});
}

START_TEST(parts_are_kept_apart)
{
    char hex[RAP_HEX_SIZE], other[RAP_HEX_SIZE];

    hash_two("ab", "c", hex);
    rap_sha256("ab\0c", 5, other);
    ck_assert_str_eq(hex, other);
    hash_two("a", "bc", other);
    ck_assert_str_ne(hex, other);
    hash_two("", "abc", other);
    ck_assert_str_ne(hex, other);
    rap_sha256_parts(other, (const char *const[]){NULL});
    ck_assert_str_eq(other, digests[0].hex);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hash");
    TCase *tc = tcase_create("core");

    tcase_add_loop_test(
        tc, digests_are_those_of_the_standard, 0, (int)(sizeof digests / sizeof digests[0]));
    tcase_add_loop_test(
        tc, pieces_give_the_digest_of_the_whole, 0, sizeof digests / sizeof digests[0]);
    tcase_add_test(tc, parts_are_kept_apart);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
