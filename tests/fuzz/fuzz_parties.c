/* Invariants, of names found and of names guessed: hits lie inside the text, in order, apart, and begin
 * and end with characters; a text gives the same hits twice. */
#include "proto/parties.h"
#include "tests/fuzz/check.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { ARENA_MAX = 64 << 20, HITS_MAX = 256, PATH_LEN_MAX = 512 };

typedef size_t scan_fn(const rap_parties_t *self, const char *text, size_t len, rap_arena_t *arena,
    rap_party_hit_t *hits, size_t max);

static bool is_boundary(const char *text, size_t len, size_t at)
{
    return at == len || ((unsigned char)text[at] & 0xC0) != 0x80;
}

static void scan(scan_fn *fn, const rap_parties_t *parties, const char *text, size_t len)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ARENA_MAX);
    rap_party_hit_t hits[HITS_MAX], again[HITS_MAX];
    size_t count = fn(parties, text, len, arena, hits, HITS_MAX);

    check(count <= HITS_MAX && fn(parties, text, len, arena, again, HITS_MAX) == count);
    for (size_t i = 0; i < count; i++) {
        check(hits[i].party == again[i].party && hits[i].start == again[i].start);
        check(hits[i].start < hits[i].end && hits[i].end <= len);
        check(i == 0 || hits[i - 1].end <= hits[i].start);
        check(is_boundary(text, len, hits[i].start) && is_boundary(text, len, hits[i].end));
    }
}

static rap_parties_t *open_parties(void)
{
    char path[PATH_LEN_MAX];
    const char *source = getenv("RAP_SOURCE_DIR");
    rap_parties_t *parties = NULL;
    rap_err_t err;

    snprintf(path, sizeof path, "%s/data/parties.yaml", source != NULL ? source : ".");
    if (rap_parties_open(&parties, path, &err) != RAP_OK) {
        fprintf(stderr, "%s\n", err.text);
        exit(EXIT_FAILURE);
    }
    return parties;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static rap_parties_t *parties;
    const char *text = (const char *)data;

    if (parties == NULL)
        parties = open_parties();
    scan(rap_parties_scan, parties, text, size);
    scan(rap_parties_guess, parties, text, size);
    return 0;
}
