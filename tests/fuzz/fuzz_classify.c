/* Invariants, for any text: what is not UTF-8 is refused; every quotation is verbatim where it
 * says it is; the same text gives the same positions; nothing is outside its bounds, and only the
 * parties of the statement, or named ones that it tells of, hold anything. */
#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "classifier/classify.h"
#include "tests/fuzz/fuzz_data.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_MAX = 256 << 20 };

static engine_t engine;

static void check_position(const rap_position_t *item, const rap_statement_t *statement)
{
    rap_err_t err;

    check(rap_evidence_check(&item->evidence, statement, &err) == RAP_OK);
    check(item->strength >= 1 && item->strength <= 3);
    check(item->confidence > 0 && item->confidence <= 1);
    check(item->stance >= RAP_STANCE_SUPPORT && item->stance < RAP_STANCE_NEUTRAL);
    check(item->party == NULL || rap_parties_get(engine.parties, item->party) != NULL);
    if (item->attribution == RAP_OWN)
        check(item->party != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const bodies[] = {"oewg-ict-2021", "ga-first-committee", "ga-plenary", NULL};
    rap_party_role_t roles[] = {{"RU", RAP_ROLE_SPEAKER}, {"CU", RAP_ROLE_CO_SPONSOR},
        {"BY", RAP_ROLE_CO_SPONSOR}, {"G:NAM", RAP_ROLE_ALIGNED}};
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ARENA_MAX);
    rap_array_t first = {0}, second = {0};
    rap_paragraph_t paragraph = {.n = 1, .page = 1};
    rap_err_t err = {0};

    if (engine.codebook == NULL)
        open_data("un-ict-security", &engine.codebook, &engine.parties);
    if (size < 1)
        return 0;
    unsigned choice = data[0];
    char *text = rap_arena_strndup(arena, (const char *)data + 1, size - 1);
    size_t len = strlen(text);
    char sha[RAP_HEX_SIZE];
    rap_sha256(text, len, sha);
    rap_statement_t statement = {.statement_id = "document/1",
        .parties = {roles, 4},
        .body = bodies[choice & 3],
        .language = codebook_languages[(choice >> 2) % LANGS],
        .text = text,
        .text_sha256 = sha};
    rap_code_t code = classify_statement(&engine, &statement, arena, &first, &err);
    if (!rap_text_is_utf8(text, len)) {
        check(code == RAP_SYNTAX);
        return 0;
    }
    check(code == RAP_OK);
    check(classify_statement(&engine, &statement, arena, &second, &err) == RAP_OK);
    check(first.count == second.count);
    for (size_t i = 0; i < first.count; i++) {
        const rap_position_t *item = (const rap_position_t *)first.item + i;
        check_position(item, &statement);
        check(strcmp(item->position_id, ((const rap_position_t *)second.item)[i].position_id) == 0);
    }

    /* The same as one paragraph: other sentences, perhaps, but true ones. */
    paragraph.end = (int64_t)rap_text_points(text, len);
    statement.paragraphs = (rap_array_t){&paragraph, 1};
    first.count = 0;
    check(classify_statement(&engine, &statement, arena, &first, &err) == RAP_OK);
    for (size_t i = 0; i < first.count; i++)
        check_position((const rap_position_t *)first.item + i, &statement);
    return 0;
}
