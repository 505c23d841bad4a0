/* Sentences and their positions, from tests/data/classifier; two whole statements; evidence. */
#include "classify_case.h"

#include "proto/parties.h"
#include "tests/unit/suite.h"

#include <unistd.h>

enum { FILE_BYTES_MAX = 1 << 20, FOUND_MAX = 32, LINE_SIZE = 128 };

static classify_case_t with;

static void setup(void)
{
    case_open(&with);
}

static void teardown(void)
{
    case_close(&with);
}

/* ---- golden sentences ---- */

static const char *const golden[] = {"paraphrase_threats", "paraphrase_norms_law", "contested_law",
    "paraphrase_rest", "attribution", "scope", "edges", "paragraphs_1", "paragraphs_2",
    "delegations", "languages", "arabic_chinese", "french", "spanish", "russian"};

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Of the sentences that follow; "@fr" in a file changes it. */
static const char *language;

/* The positions as the files write them, in order. */
static size_t found_lines(const char *sentence, char lines[FOUND_MAX][LINE_SIZE])
{
    rap_party_role_t speaker = {"CH", RAP_ROLE_SPEAKER};
    rap_statement_t statement = case_statement(sentence, &speaker, 1);
    statement.language = language;
    rap_array_t found = case_classify(&with, &statement);
    const rap_position_t *item = found.item;

    ck_assert_uint_le(found.count, FOUND_MAX);
    for (size_t i = 0; i < found.count; i++) {
        bool named = item[i].attribution == RAP_REPORTED && item[i].party != NULL;
        if (item[i].attribution == RAP_OWN)
            ck_assert_str_eq(item[i].party, "CH");
        (void)snprintf(lines[i], LINE_SIZE, "%s %s %d %s%s%s", item[i].issue,
            rap_stance_names[item[i].stance], (int)item[i].strength,
            rap_attribution_names[item[i].attribution], named ? ":" : "",
            named ? item[i].party : "");
    }
    qsort(lines, found.count, LINE_SIZE, by_text);
    return found.count;
}

/* Compares one block; says what differs and returns 1, or 0. */
static int check_block(const char *sentence, char wanted[FOUND_MAX][LINE_SIZE], size_t count)
{
    static char lines[FOUND_MAX][LINE_SIZE];
    size_t found = found_lines(sentence, lines);
    bool same = found == count;

    qsort(wanted, count, LINE_SIZE, by_text);
    for (size_t i = 0; same && i < count; i++)
        same = strcmp(lines[i], wanted[i]) == 0;
    if (same)
        return 0;
    printf("> %s\n", sentence);
    for (size_t i = 0; i < count; i++)
        printf("  wanted %s\n", wanted[i]);
    for (size_t i = 0; i < found; i++)
        printf("  found  %s\n", lines[i]);
    return 1;
}

START_TEST(sentences_have_their_positions)
{
    static char wanted[FOUND_MAX][LINE_SIZE];
    RAP_AUTO_RELEASE(rap_buf) file;
    rap_err_t err;
    char name[128], path[1024], *end;
    const char *sentence = NULL, *next = "en";
    size_t count = 0;
    int blocks = 0, wrong = 0;

    (void)snprintf(name, sizeof name, "tests/data/classifier/%s.txt", golden[_i]);
    rap_buf_init(&file, FILE_BYTES_MAX);
    ck_assert_int_eq(rap_file_read(case_path(name, path, sizeof path), &file, &err), RAP_OK);
    for (char *line = file.data; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        if (line[0] == '>') {
            wrong += sentence != NULL ? check_block(sentence, wanted, count) : 0;
            language = next;
            sentence = line + 2;
            count = 0;
            blocks++;
        } else if (line[0] == '@') {
            next = line + 1;
        } else if (line[0] != '\0' && line[0] != '#' && strcmp(line, "-") != 0) {
            ck_assert_uint_lt(count, FOUND_MAX);
            (void)snprintf(wanted[count++], LINE_SIZE, "%s", line);
        }
    }
    wrong += sentence != NULL ? check_block(sentence, wanted, count) : 0;
    ck_assert_int_gt(blocks, 10);
    ck_assert_msg(wrong == 0, "%d of %d sentences in %s differ", wrong, blocks, golden[_i]);
}
END_TEST

/* ---- whole statements ---- */

typedef struct wanted {
    const char *issue, *party;
    int stance, attribution, modality;
    const char *quote; /* in the evidence */
} wanted_t;

static const rap_position_t *position_of(const rap_array_t *found, const wanted_t *wanted)
{
    const rap_position_t *item = found->item;

    for (size_t i = 0; i < found->count; i++) {
        bool party = wanted->party == NULL
                         ? item[i].party == NULL
                         : item[i].party != NULL && strcmp(item[i].party, wanted->party) == 0;
        if (party && strcmp(item[i].issue, wanted->issue) == 0 &&
            item[i].attribution == wanted->attribution && item[i].modality == wanted->modality)
            return &item[i];
    }
    return NULL;
}

static void check_wanted(const rap_array_t *found, const wanted_t *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const rap_position_t *position = position_of(found, &list[i]);
        ck_assert_msg(position != NULL, "no position of %s on %s",
            list[i].party != NULL ? list[i].party : "others", list[i].issue);
        ck_assert_msg(position->stance == list[i].stance, "%s on %s: %s",
            list[i].party != NULL ? list[i].party : "others", list[i].issue,
            rap_stance_names[position->stance]);
        ck_assert_msg(strstr(position->evidence.exact, list[i].quote) != NULL, "%s: \"%s\"",
            list[i].issue, position->evidence.exact);
    }
}

/* Own positions are the speaker's, co-sponsors are those who were given, nobody else speaks. */
static void check_holders(const rap_array_t *found, const rap_statement_t *statement)
{
    const rap_position_t *item = found->item;
    const rap_party_role_t *party = statement->parties.item;

    for (size_t i = 0; i < found->count; i++) {
        if (item[i].attribution == RAP_REPORTED)
            continue;
        bool known = strcmp(item[i].party, party[0].id) == 0;
        for (size_t k = 1; k < statement->parties.count; k++)
            known |= item[i].modality == RAP_CO_SPONSORS && strcmp(item[i].party, party[k].id) == 0;
        ck_assert_msg(known, "%s holds %s", item[i].party, item[i].issue);
    }
}

#define OWN(issue, party, stance, quote)                               \
    {                                                                  \
        issue, party, RAP_STANCE_##stance, RAP_OWN, RAP_ASSERTS, quote \
    }
#define TOLD(issue, party, stance, quote)                                   \
    {                                                                       \
        issue, party, RAP_STANCE_##stance, RAP_REPORTED, RAP_ASSERTS, quote \
    }
#define PAPER(party, quote)                                                              \
    {                                                                                    \
        "rid.permanent_oewg", party, RAP_STANCE_SUPPORT, RAP_OWN, RAP_CO_SPONSORS, quote \
    }
#define COUNT(list) (sizeof(list) / sizeof *(list))

static const wanted_t twin[] = {
    OWN("rid.permanent_oewg", "TJ", SUPPORT, "permanent open-ended working group"),
    OWN("proc.majority_vote", "TJ", OPPOSE, "simple majority"),
    TOLD("proc.majority_vote", NULL, SUPPORT, "attempts by several States"),
    OWN("proc.consensus", "TJ", SUPPORT, "answered by consensus"),
    OWN("proc.within_group", "TJ", SUPPORT, "within the Working Group"),
    OWN("law.legally_binding", "TJ", SUPPORT, "legally binding"),
    OWN("cbm.poc_directory", "TJ", SUPPORT, "points of contact directory"),
    OWN("cap.portal", "TJ", SUPPORT, "global portal"),
    TOLD("cap.portal", "IN", SUPPORT, "the Indian proposal"),
    OWN("proc.chair_text", "TJ", CONCERN, "it is regrettable"),
    PAPER("BO", "a group of five States"),
    PAPER("HN", "tabled a working paper"),
    PAPER("LA", "(Bolivia, Honduras, Laos, Tajikistan and Zambia)"),
    PAPER("TJ", "a group of five States"),
    PAPER("ZM", "a group of five States"),
};

START_TEST(a_made_up_statement_is_read)
{
    rap_party_role_t parties[] = {{"TJ", RAP_ROLE_SPEAKER}, {"BO", RAP_ROLE_CO_SPONSOR},
        {"HN", RAP_ROLE_CO_SPONSOR}, {"LA", RAP_ROLE_CO_SPONSOR}, {"TJ", RAP_ROLE_CO_SPONSOR},
        {"ZM", RAP_ROLE_CO_SPONSOR}};
    RAP_AUTO_RELEASE(rap_buf) file;
    rap_err_t err;
    char path[1024];

    rap_buf_init(&file, FILE_BYTES_MAX);
    case_path("tests/data/classifier/twin.txt", path, sizeof path);
    ck_assert_int_eq(rap_file_read(path, &file, &err), RAP_OK);
    rap_statement_t statement = case_statement(file.data, parties, COUNT(parties));
    rap_array_t found = case_classify(&with, &statement);
    check_wanted(&found, twin, COUNT(twin));
    check_holders(&found, &statement);
}
END_TEST

static const char *const sponsors[] = {
    "BY", "BI", "CU", "KP", "ER", "ML", "MM", "NI", "RU", "SY", "SD", "VE", "ZW"};

static const wanted_t seed[] = {
    OWN("rid.permanent_oewg", "RU", SUPPORT, ""),
    OWN("proc.majority_vote", "RU", OPPOSE, "a simple majority in the General Assembly"),
    TOLD("proc.majority_vote", NULL, SUPPORT, "attempts by a number of States"),
    OWN("proc.consensus", "RU", SUPPORT, "consensus"),
    OWN("law.legally_binding", "RU", SUPPORT, "legally binding"),
    OWN("cbm.poc_directory", "RU", SUPPORT, "Points of Contact Directory"),
    OWN("cap.portal", "RU", SUPPORT, "Indian proposal"),
    TOLD("cap.portal", "IN", SUPPORT, "Indian proposal"),
    OWN("proc.chair_text", "RU", CONCERN, ""),
};

/* The text as it stands there, from the address on, without the marks of its italics. */
static char *seed_text(rap_buf_t *file)
{
    char *text = strstr(file->data, "Mr. Chair,"), *to = text;

    ck_assert_ptr_nonnull(text);
    for (const char *from = text; *from != '\0'; from++)
        if (*from != '*')
            *to++ = *from;
    *to = '\0';
    return text;
}

START_TEST(the_real_statement_is_read)
{
    rap_party_role_t parties[COUNT(sponsors) + 1] = {{"RU", RAP_ROLE_SPEAKER}};
    RAP_AUTO_RELEASE(rap_buf) file = {0};
    rap_err_t err;
    char path[1024];

    case_path("../shared/corpus/seed/statement.txt", path, sizeof path);
    if (access(path, R_OK) != 0) {
        printf("skipped: the corpus is not there\n");
        return;
    }
    rap_buf_init(&file, FILE_BYTES_MAX);
    ck_assert_int_eq(rap_file_read(path, &file, &err), RAP_OK);
    for (size_t i = 0; i < COUNT(sponsors); i++)
        parties[i + 1] = (rap_party_role_t){sponsors[i], RAP_ROLE_CO_SPONSOR};
    rap_statement_t statement = case_statement(seed_text(&file), parties, COUNT(parties));
    rap_array_t found = case_classify(&with, &statement);
    check_wanted(&found, seed, COUNT(seed));
    for (size_t i = 0; i < COUNT(sponsors); i++) {
        const wanted_t paper = PAPER(sponsors[i], "a group of 13 States");
        check_wanted(&found, &paper, 1);
    }
    check_holders(&found, &statement);
}
END_TEST

/* ---- who speaks ---- */

START_TEST(a_group_holds_what_is_said_for_it)
{
    rap_party_role_t parties[] = {{"TO", RAP_ROLE_SPEAKER}, {"G:PIF", RAP_ROLE_ON_BEHALF_OF}};
    rap_statement_t statement =
        case_statement("We support the voluntary fund.", parties, COUNT(parties));
    rap_array_t found = case_classify(&with, &statement);

    ck_assert_uint_eq(found.count, 1);
    ck_assert_str_eq(((const rap_position_t *)found.item)->party, "G:PIF");
}
END_TEST

START_TEST(nobody_holds_what_has_no_speaker)
{
    rap_statement_t statement = case_statement("We support the voluntary fund.", NULL, 0);

    ck_assert_uint_eq(case_classify(&with, &statement).count, 0);
}
END_TEST

START_TEST(another_subject_is_not_ours)
{
    static const char text[] =
        "We support the Programme of Action on small arms and light weapons in all its aspects. "
        "The Programme of Action must be strengthened.\n\n"
        "Let me turn to cyberspace. We cannot accept a new treaty.";
    rap_party_role_t speaker = {"CH", RAP_ROLE_SPEAKER};
    rap_statement_t statement = case_statement(text, &speaker, 1);

    statement.body = "ga-first-committee";
    rap_array_t found = case_classify(&with, &statement);
    ck_assert_uint_eq(found.count, 1);
    ck_assert_str_eq(((const rap_position_t *)found.item)->issue, "law.legally_binding");
}
END_TEST

/* In a mixed meeting, who names no other subject speaks of ours; where the meeting is unknown, only
 * who names ours does. */
START_TEST(no_other_subject_is_ours)
{
    static const char text[] = "We cannot accept a new treaty.";
    rap_party_role_t speaker = {"CH", RAP_ROLE_SPEAKER};
    rap_statement_t statement = case_statement(text, &speaker, 1);

    statement.body = "ga-first-committee";
    ck_assert_uint_eq(case_classify(&with, &statement).count, 1);
    statement.body = NULL;
    ck_assert_uint_eq(case_classify(&with, &statement).count, 0);
}
END_TEST

START_TEST(quotations_count_code_points)
{
    static const char text[] =
        "Señor Presidente, «gracias» – 谢谢。 We support the voluntary fund. "
        "Спасибо за внимание, дорогие коллеги.";
    static const char quote[] = "We support the voluntary fund.";
    rap_party_role_t speaker = {"CH", RAP_ROLE_SPEAKER};
    rap_paragraph_t paragraph = {.n = 1, .page = 7, .start = 0};
    rap_statement_t statement = case_statement(text, &speaker, 1);

    paragraph.end = (int64_t)rap_text_points(text, strlen(text));
    statement.paragraphs = (rap_array_t){&paragraph, 1};
    rap_array_t found = case_classify(&with, &statement);
    ck_assert_uint_eq(found.count, 1);
    const rap_evidence_t *evidence = &((const rap_position_t *)found.item)->evidence;
    ck_assert_str_eq(evidence->exact, quote);
    ck_assert_int_eq(evidence->end - evidence->start, (int64_t)strlen(quote));
    ck_assert_int_eq(
        evidence->start, (int64_t)rap_text_points(text, (size_t)(strstr(text, quote) - text)));
    ck_assert_int_eq(evidence->page, 7);
    ck_assert_str_eq(evidence->prefix, "ñor Presidente, «gracias» – 谢谢。 ");
    ck_assert_uint_eq(rap_text_points(evidence->suffix, strlen(evidence->suffix)), 32);
}
END_TEST

/* A list of States speaks for each of them, a group for itself. */
START_TEST(who_is_spoken_for_holds_the_position)
{
    static const char text[] = "We support the voluntary fund.";
    rap_party_role_t parties[] = {{"CH", RAP_ROLE_SPEAKER}, {"TO", RAP_ROLE_ON_BEHALF_OF},
        {"CH", RAP_ROLE_ON_BEHALF_OF}, {"FJ", RAP_ROLE_ON_BEHALF_OF}, {"CL", RAP_ROLE_ALIGNED}};
    rap_statement_t statement = case_statement(text, parties, COUNT(parties));
    rap_array_t found = case_classify(&with, &statement);
    const rap_position_t *item = found.item;

    ck_assert_uint_eq(found.count, 3);
    ck_assert_str_eq(item[0].party, "CH");
    ck_assert_str_eq(item[1].party, "TO");
    ck_assert_str_eq(item[2].party, "FJ");
    ck_assert_str_ne(item[0].position_id, item[1].position_id);

    parties[3].id = "G:PIF";
    found = case_classify(&with, &statement);
    item = found.item;
    ck_assert_uint_eq(found.count, 1);
    ck_assert_str_eq(item[0].party, "G:PIF");
}
END_TEST

START_TEST(memory_has_a_limit)
{
    rap_party_role_t speaker = {"CH", RAP_ROLE_SPEAKER};
    rap_statement_t statement = case_statement("We support the voluntary fund.", &speaker, 1);
    RAP_AUTO(rap_arena) *small = rap_arena_new(100); /* for a position */
    rap_array_t found = {0};
    rap_err_t err = {0};

    ck_assert_int_eq(classify_statement(&with.engine, &statement, small, &found, &err), RAP_TOOBIG);
}
END_TEST

START_TEST(what_is_not_sure_enough_is_set_aside)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 16);
    rap_position_t list[] = {{.confidence = 0.85, .issue = "a"}, {.confidence = 0.4, .issue = "b"},
        {.confidence = 0.7 - 0.2, .issue = "c"},
        {.confidence = 0.49, .issue = "d", .reason = "two readers differ"}};
    rap_array_t positions = {list, COUNT(list)}, candidates;
    rap_err_t err;

    ck_assert_int_eq(classify_set_aside(&positions, 0.5, arena, &candidates, &err), RAP_OK);
    ck_assert_uint_eq(positions.count, 2);
    ck_assert_str_eq(list[0].issue, "a");
    ck_assert_str_eq(list[1].issue, "c");
    const rap_position_t *aside = candidates.item;
    ck_assert_uint_eq(candidates.count, 2);
    ck_assert_str_eq(aside[0].reason, "confidence 0.40 is less than 0.50");
    ck_assert_str_eq(aside[1].reason, "two readers differ");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("classify");
    TCase *tc = tcase_create("core");

    tcase_add_unchecked_fixture(tc, setup, teardown);
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, sentences_have_their_positions, 0, (int)COUNT(golden));
    tcase_add_test(tc, a_made_up_statement_is_read);
    tcase_add_test(tc, the_real_statement_is_read);
    tcase_add_test(tc, a_group_holds_what_is_said_for_it);
    tcase_add_test(tc, nobody_holds_what_has_no_speaker);
    tcase_add_test(tc, another_subject_is_not_ours);
    tcase_add_test(tc, no_other_subject_is_ours);
    tcase_add_test(tc, quotations_count_code_points);
    tcase_add_test(tc, who_is_spoken_for_holds_the_position);
    tcase_add_test(tc, memory_has_a_limit);
    tcase_add_test(tc, what_is_not_sure_enough_is_set_aside);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
