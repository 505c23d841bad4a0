/* Invariants, for any bytes that a server may answer: what is read of them is text within its limits; what
 * is kept of it is quoted from the passage, of an issue and a stance that exist, and of nobody whom the
 * passage does not name. */
#include "base/text.h"
#include "classifier/llm/verify.h"
#include "tests/fuzz/fuzz_data.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_MAX = 64 << 20 };

static codebook_t *codebook;
static rap_parties_t *parties;

static void check_candidate(
    const candidate_t *candidate, const passage_t *passage, rap_arena_t *arena)
{
    verified_t kept;

    check(rap_text_is_utf8(candidate->quote, strlen(candidate->quote)));
    check(rap_text_is_utf8(candidate->holder, strlen(candidate->holder)));
    if (verify(candidate, passage, codebook, parties, arena, &kept) != KEPT)
        return;
    check(kept.first >= passage->first && kept.first <= kept.last && kept.last <= passage->last);
    check(strcmp(kept.issue, candidate->issue) == 0);
    check(strcmp(rap_stance_names[kept.stance], candidate->stance) == 0);
    check(kept.attribution == RAP_REPORTED || kept.party == NULL);
    check(kept.party == NULL || strcmp(kept.party, "KE") == 0); /* the only one that is named */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ARENA_MAX);
    rap_party_role_t speaker = {"CH", RAP_ROLE_SPEAKER};
    rap_statement_t statement = {.statement_id = "d/1",
        .parties = {&speaker, 1},
        .language = "en",
        .text =
            "We have heard Kenya ask for a treaty. Others\xc2\xa0want\none as well. We do not."};
    const rap_array_t statements = {&statement, 1};
    rap_array_t passages;
    reply_t reply;
    rap_err_t err = {0};

    if (codebook == NULL)
        open_data("autonomous-weapons", &codebook, &parties);
    check(passages_find(&statements, arena, &passages, &err) == RAP_OK && passages.count == 1);
    rap_code_t code = reply_read(&reply, (const char *)data, size, arena, &err);
    if (code != RAP_OK) {
        check(err.text[0] != '\0');
        return 0;
    }
    check(reply.candidates.count <= REPLY_CANDIDATES_MAX && reply.tokens >= 0);
    for (size_t i = 0; i < reply.candidates.count; i++)
        check_candidate((const candidate_t *)reply.candidates.item + i, passages.item, arena);
    return 0;
}
