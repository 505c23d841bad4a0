/* A language model's answers: what is read of them, what is kept, when a server is left alone. */
#include "classifier/llm/breaker.h"
#include "classifier/llm/prompt.h"
#include "classifier/llm/verify.h"

#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static rap_arena_t *arena;
static codebook_t *codebook;
static rap_parties_t *parties;

static const char *path_of(const char *name, char path[1024])
{
    (void)snprintf(path, 1024, "%s/data/%s", getenv("RAP_SOURCE_DIR"), name);
    return path;
}

static void open_all(void)
{
    char path[1024];
    rap_err_t err;

    arena = rap_arena_new(16 << 20);
    ck_assert_int_eq(
        codebook_open(&codebook, path_of("codebooks/un-ict-security.yaml", path), &err), RAP_OK);
    ck_assert_int_eq(rap_parties_open(&parties, path_of("parties.yaml", path), &err), RAP_OK);
}

static void close_all(void)
{
    codebook_destroy(&codebook);
    rap_parties_destroy(&parties);
    rap_arena_destroy(&arena);
}

/* ---- what is kept ---- */

static const char text[] =
    "We have\nlistened to Kenya and to others, who want a fund. We do not\xc2\xa0want one. "
    "A portal would do.\n\nThat is all we have to say about money today.";

static const struct {
    const char *issue, *stance, *holder, *quote;
    verdict_on_t verdict;
    int attribution;
    const char *party;
    size_t first, last; /* sentences */
} candidates[] = {
    {"cap.fund", "oppose", "speaker", "We do not want one.", KEPT, RAP_OWN, NULL, 1, 1},
    {"cap.fund", "oppose", "Switzerland", "do not want one", KEPT, RAP_OWN, NULL, 1, 1},
    {"cap.fund", "support", "Kenya", "We have listened to Kenya", KEPT, RAP_REPORTED, "KE", 0, 0},
    {"cap.fund", "support", "KE", "listened to Kenya", KEPT, RAP_REPORTED, "KE", 0, 0},
    {"cap.fund", "support", "others", "who want a fund.  We do\nnot", KEPT, RAP_REPORTED, NULL, 0,
        1},
    {"cap.portal", "support", "speaker", "  A portal would do. ", KEPT, RAP_OWN, NULL, 2, 2},
    {"cap.fund", "support", "to others, who", "to others, who want a fund", KEPT, RAP_REPORTED,
        NULL, 0, 0},
    {"cap.fund", "oppose", "speaker", "we do not want one.", NOT_QUOTED, 0, NULL, 0, 0},
    {"cap.fund", "oppose", "speaker", "We do not want", KEPT, RAP_OWN, NULL, 1, 1},
    {"cap.fund", "oppose", "speaker", "We do not wan", NOT_QUOTED, 0, NULL, 0, 0},
    {"cap.fund", "oppose", "speaker", "e do not want one", NOT_QUOTED, 0, NULL, 0, 0},
    {"cap.fund", "oppose", "speaker", "want one.", NOT_QUOTED, 0, NULL, 0, 0},
    {"cap.fund", "oppose", "speaker", "", NOT_QUOTED, 0, NULL, 0, 0},
    {"cap.fund", "oppose", "speaker", " \n \t   \xc2\xa0   \xc2\xa0  ", NOT_QUOTED, 0, NULL, 0, 0},
    {"cap.portal", "support", "speaker", "A portal would do. That is all", NOT_QUOTED, 0, NULL, 0,
        0},
    {"cap.funds", "oppose", "speaker", "We do not want one.", NO_ISSUE, 0, NULL, 0, 0},
    {"", "oppose", "speaker", "We do not want one.", NO_ISSUE, 0, NULL, 0, 0},
    {"cap.fund", "neutral", "speaker", "We do not want one.", NO_STANCE, 0, NULL, 0, 0},
    {"cap.fund", "OPPOSE", "speaker", "We do not want one.", NO_STANCE, 0, NULL, 0, 0},
    {"cap.fund", "support", "France", "who want a fund.", NO_HOLDER, 0, NULL, 0, 0},
    {"cap.fund", "support", "a few friends", "who want a fund.", NO_HOLDER, 0, NULL, 0, 0},
    {"cap.fund", "support", "", "who want a fund.", NO_HOLDER, 0, NULL, 0, 0},
};

START_TEST(only_what_the_passage_bears_out_is_kept)
{
    rap_party_role_t speaker = {"CH", RAP_ROLE_SPEAKER};
    rap_statement_t statement = {
        .statement_id = "d/1", .parties = {&speaker, 1}, .language = "en", .text = text};
    const rap_array_t statements = {&statement, 1};
    const candidate_t candidate = {
        candidates[_i].issue, candidates[_i].stance, candidates[_i].holder, candidates[_i].quote};
    rap_array_t passages;
    verified_t kept;
    rap_err_t err;

    ck_assert_int_eq(passages_find(&statements, arena, &passages, &err), RAP_OK);
    ck_assert_uint_eq(passages.count, 2);
    ck_assert_int_eq(
        verify(&candidate, passages.item, codebook, parties, arena, &kept), candidates[_i].verdict);
    if (candidates[_i].verdict != KEPT)
        return;
    ck_assert_str_eq(kept.issue, candidates[_i].issue);
    ck_assert_str_eq(rap_stance_names[kept.stance], candidates[_i].stance);
    ck_assert_int_eq(kept.attribution, candidates[_i].attribution);
    ck_assert_pstr_eq(kept.party, candidates[_i].party);
    ck_assert_uint_eq(kept.first, candidates[_i].first);
    ck_assert_uint_eq(kept.last, candidates[_i].last);
}
END_TEST

/* ---- passages ---- */

START_TEST(passages_are_paragraphs_cut_between_sentences)
{
    char long_text[3 * PASSAGE_BYTES] = "A HEADING THAT SAYS NOTHING OF ITS OWN\n\nShort.\n\n";
    rap_statement_t statement = {.statement_id = "d/1", .language = "en", .text = long_text};
    const rap_array_t statements = {&statement, 1};
    rap_array_t passages;
    rap_err_t err;
    size_t len, bytes = 0;

    for (size_t used; (used = strlen(long_text)) < 2 * PASSAGE_BYTES;)
        (void)snprintf(long_text + used, sizeof long_text - used,
            "This sentence is one of very many that follow one another. ");
    ck_assert_int_eq(passages_find(&statements, arena, &passages, &err), RAP_OK);
    ck_assert_uint_eq(passages.count, 3);
    for (size_t i = 0; i < passages.count; i++) {
        const char *begins = passage_text((const passage_t *)passages.item + i, &len);
        ck_assert_uint_le(len, PASSAGE_BYTES);
        ck_assert_mem_eq(begins, "This sentence", 13);
        ck_assert_int_eq(begins[len - 1], '.');
        bytes += len;
    }
    ck_assert_uint_gt(bytes, 2 * PASSAGE_BYTES - 100);
}
END_TEST

/* ---- prompts ---- */

START_TEST(a_prompt_is_known_by_its_hash)
{
    llm_options_t options = {.model = "m", .answer_tokens = 100};
    prompt_t a, same, other;
    rap_err_t err;

    ck_assert_int_eq(prompt_init(&a, &options, codebook, &err), RAP_OK);
    ck_assert_int_eq(prompt_init(&same, &options, codebook, &err), RAP_OK);
    options.answer_tokens = 200;
    ck_assert_int_eq(prompt_init(&other, &options, codebook, &err), RAP_OK);
    ck_assert_str_eq(a.engine, same.engine);
    ck_assert_str_ne(a.engine, other.engine);
    ck_assert_uint_eq(strlen(a.engine), strlen("llm.m@") + 12);
    for (size_t i = 0; i < codebook_issue_count(codebook); i++)
        ck_assert_ptr_nonnull(strstr(a.rules.data, codebook_issue(codebook, i)->proposition));
    prompt_release(&a);
    prompt_release(&same);
    prompt_release(&other);
}
END_TEST

/* ---- the breaker ---- */

static uint32_t most_random(void *arg)
{
    (void)arg;
    return UINT32_MAX;
}

START_TEST(a_server_that_fails_is_left_alone)
{
    breaker_t breaker = {
        .most = 2, .pause = {.base_ms = 100, .cap_ms = 400, .random = most_random}};

    ck_assert(breaker_allows(&breaker, 0));
    ck_assert(!breaker_failed(&breaker, 0));
    ck_assert(!breaker_succeeded(&breaker)); /* in a row is meant */
    ck_assert(!breaker_failed(&breaker, 0));
    ck_assert(breaker_failed(&breaker, 0));
    ck_assert_int_eq(breaker.state, BREAKER_OPEN);
    ck_assert(!breaker_failed(&breaker, 10)); /* one that was still out */
    ck_assert(!breaker_allows(&breaker, 149));
    ck_assert(breaker_allows(&breaker, 150));
    ck_assert_int_eq(breaker.state, BREAKER_TRYING);
    ck_assert(!breaker_allows(&breaker, 150)); /* one is enough */
    ck_assert(breaker_failed(&breaker, 200));
    ck_assert(!breaker_allows(&breaker, 449)); /* twice as long */
    ck_assert(breaker_allows(&breaker, 450));
    breaker_abandoned(&breaker, 460);
    ck_assert(breaker_allows(&breaker, 460));
    ck_assert(breaker_succeeded(&breaker));
    ck_assert_int_eq(breaker.state, BREAKER_CLOSED);
    ck_assert(breaker_allows(&breaker, 460));
    ck_assert(!breaker_failed(&breaker, 460));
}
END_TEST

#define COUNT(list) (int)(sizeof(list) / sizeof *(list))

int main(void)
{
    Suite *suite = suite_create("llm");
    TCase *tc = tcase_create("core");

    tcase_add_unchecked_fixture(tc, open_all, close_all);
    tcase_add_loop_test(tc, only_what_the_passage_bears_out_is_kept, 0, COUNT(candidates));
    tcase_add_test(tc, passages_are_paragraphs_cut_between_sentences);
    tcase_add_test(tc, a_prompt_is_known_by_its_hash);
    tcase_add_test(tc, a_server_that_fails_is_left_alone);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
