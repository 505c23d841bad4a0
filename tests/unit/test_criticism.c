/* Sentences that criticise: how they are read, learnt and counted. */
#include "classifier/criticism/report.h"
#include "classifier/criticism/rows.h"
#include "classifier/criticism/trial.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static rap_arena_t *arena;
static rap_parties_t *parties; /* only where names matter */
static rap_err_t err;

static void must(rap_code_t code)
{
    if (code != RAP_OK)
        ck_abort_msg("%s", err.text);
}

static const char *data_path(const char *name)
{
    static char path[1024];
    const char *dir = getenv("RAP_SOURCE_DIR");

    (void)snprintf(path, sizeof path, "%s/data/%s", dir != NULL ? dir : ".", name);
    return path;
}

static void open_case(void)
{
    arena = rap_arena_new((size_t)64 << 20);
}

static void open_trial(void)
{
    open_case();
    must(rap_parties_open(&parties, data_path("parties.yaml"), &err));
}

static void close_case(void)
{
    rap_parties_destroy(&parties);
    rap_arena_destroy(&arena);
}

/* A file that is gone after the test has read it. */
static const char *file_of(const char *text)
{
    static char name[64];
    int fd;

    (void)snprintf(name, sizeof name, "/tmp/test_criticism.XXXXXX");
    fd = mkstemp(name);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(dprintf(fd, "%s", text), (int)strlen(text));
    close(fd);
    return name;
}

static utterances_t read_table(const char *text)
{
    char *file[] = {rap_arena_strdup(arena, file_of(text))};
    utterances_t ret;
    rap_code_t code = utterances_read(&ret, file, 1, arena, &err);

    unlink(file[0]);
    must(code);
    return ret;
}

/* ---- reading ---- */

START_TEST(sentences_come_in_the_order_in_which_they_were_said)
{
    const utterances_t read = read_table("sentence_text,A0,B1,speech_id,basename,file_id,more\n"
                                         "d,_,_,s2,D2,s2_Chad_00,x\n"
                                         "c,_,Challenge,s1,D1,s1_Chad_01,x\n"
                                         "a,Direct_NegEval,_,s1,D1,s1_Chad_00,x\n"
                                         "e,,,s1,D2,s1_Chad_00,x\n"
                                         "b,_,_,s1,D1,s1_Chad_00,x\n");
    static const struct {
        const char *text;
        bool critical;
        size_t in_debate, within;
    } want[] = {{"a", true, 0, 0}, {"b", false, 0, 0}, {"c", true, 0, 0}, {"e", false, 1, 1},
        {"d", false, 1, 2}};

    ck_assert_uint_eq(read.count, 5);
    ck_assert_uint_eq(read.debates, 2);
    ck_assert_uint_eq(read.speeches, 3);
    for (size_t i = 0; i < read.count; i++) {
        ck_assert_str_eq(read.item[i].text, want[i].text);
        ck_assert(read.item[i].critical == want[i].critical);
        ck_assert_uint_eq(read.item[i].in_debate, want[i].in_debate);
        ck_assert_uint_eq(read.item[i].within, want[i].within);
    }
}
END_TEST

/* ---- wording ---- */

static rap_code_t open_wording(wording_t **ret, const char *yaml)
{
    const char *name = file_of(yaml);
    rap_code_t code = wording_open(ret, name, &err);

    unlink(name);
    return code;
}

#define WORDING                                                              \
    "id: w\nversion: 2.0.0\ngroups:\n"                                       \
    "  - {name: ill, against: true, phrases: [broke*, broke ~ word, lie]}\n" \
    "  - {name: we, phrases: [we, our]}\n"

START_TEST(words_are_counted_by_group)
{
    static const char text[] = " we say: you broke your word, we broke no bread; he lied ";
    RAP_AUTO(wording) *wording = NULL;
    uint32_t count[WORDING_GROUPS_MAX];

    must(open_wording(&wording, WORDING));
    ck_assert_str_eq(wording_name(wording), "w@2.0.0");
    ck_assert_uint_eq(wording_groups(wording), 2);
    ck_assert(wording_is_against(wording, 0) && !wording_is_against(wording, 1));
    const char *plain = match_plain(text, strlen(text), arena);
    must(wording_count(wording, plain, strlen(text), arena, count, &err));
    ck_assert_uint_eq(count[0], 2); /* "broke your word" is one, not two; "lied" is none */
    ck_assert_uint_eq(count[1], 2);
    ck_assert_uint_eq(count[2], 0);
}
END_TEST

static const struct {
    const char *yaml, *said;
} bad_wordings[] = {
    {"id: w\nversion: 1.0.0\ngroups: [{name: a, phrases: [x, y]}, {name: b, phrases: [y]}]\n",
        "group 'b': 'y' is there already, in 'a'"},
    {"id: w\nversion: 1.0.0\ngroups: [{name: a, phrases: [\"\"]}]\n", "group 'a': "},
    {"id: w\nversion: 1.0.0\ngroups: [{name: a, phrase: [x]}]\n", "did you mean 'phrases'?"},
    {"version: 1.0.0\n", "'id' is missing"},
};

START_TEST(a_wrong_wording_is_refused)
{
    wording_t *wording = NULL;

    ck_assert_int_eq(open_wording(&wording, bad_wordings[_i].yaml), RAP_CONFIG);
    ck_assert_ptr_null(wording);
    ck_assert_msg(strstr(err.text, bad_wordings[_i].said) != NULL, "%s", err.text);
}
END_TEST

/* ---- figures ---- */

static criticism_tally_t tally_of(int sentences, int wanted, int found, int right)
{
    criticism_tally_t tally = {0};

    for (int i = 0; i < sentences; i++)
        criticism_count(&tally, i < wanted, i >= wanted - right && i < wanted - right + found);
    return tally;
}

START_TEST(figures_are_those_worked_out_by_hand)
{
    criticism_tally_t tally = tally_of(10, 4, 5, 3), twice = {0}, none = {.sentences = 2};

    ck_assert_double_eq_tol(criticism_figure(&tally, CRITICISM_F1), 6.0 / 9, 1e-9);
    ck_assert_double_eq_tol(criticism_figure(&tally, CRITICISM_NONE_F1), 8.0 / 11, 1e-9);
    ck_assert_double_eq_tol(
        criticism_figure(&tally, CRITICISM_MACRO_F1), (6.0 / 9 + 8.0 / 11) / 2, 1e-9);
    ck_assert_double_eq_tol(criticism_figure(&tally, CRITICISM_PRECISION), 0.6, 1e-9);
    ck_assert_double_eq_tol(criticism_figure(&tally, CRITICISM_RECALL), 0.75, 1e-9);
    criticism_add(&twice, &tally, 2);
    ck_assert_int_eq(twice.sentences, 20);
    ck_assert_double_eq_tol(criticism_macro(&twice), criticism_macro(&tally), 1e-9);
    ck_assert(isnan(criticism_figure(&none, CRITICISM_F1)));
    ck_assert(isnan(criticism_figure(&none, CRITICISM_RECALL)));
    ck_assert_double_eq_tol(criticism_figure(&none, CRITICISM_MACRO_F1), 0.5, 1e-9);
}
END_TEST

/* ---- the threshold ---- */

START_TEST(a_threshold_parts_what_can_be_parted)
{
    enum { COUNT = 200 };
    double score[COUNT];
    bool is_of[COUNT], in[COUNT];

    /* The upper 40 % are of the class; what is not in says the contrary. */
    for (int i = 0; i < COUNT; i++) {
        score[i] = i / (double)COUNT;
        in[i] = i % 4 != 0;
        is_of[i] = in[i] == (i >= COUNT * 6 / 10);
    }
    ck_assert_double_eq_tol(trial_threshold(score, is_of, in, COUNT), 0.6, 0.03);
    memset(in, 0, sizeof in);
    ck_assert_double_eq_tol(trial_threshold(score, is_of, in, COUNT), 0, 1e-9);
}
END_TEST

/* ---- a trial ---- */

/* Three debates of four speeches; every other sentence criticises. */
static const char *const harsh[] = {"Chad broke its word, and the pretext was false.",
    "It is shameful that Chad ignores the truth.", "We condemn what Chad did to its neighbours.",
    "This aggression violates the law."};
static const char *const mild[] = {"We thank the envoy for the briefing.",
    "My delegation welcomes the progress.", "We hope that the talks go on.",
    "I will be brief today."};
static const char *const things[] = {"the ferries", "the salt works", "the orchards"};

static utterances_t made_up(bool turned)
{
    RAP_AUTO_RELEASE(rap_buf) table;

    rap_buf_init(&table, 64 << 10);
    must(rap_buf_text(&table, "basename,speech_id,file_id,sentence_text,A0,B1\n", &err));
    for (int debate = 0; debate < 3; debate++)
        for (int i = 0; i < 32; i++) {
            bool critical = i % 2 == 0, label = critical != (turned && debate == 2);

            must(rap_buf_printf(&table, &err, "D%d,s%d,s%d_Peru_00.txt,\"As to %s: %s\",%s,_\n",
                debate, i / 8, i / 8, things[debate], (critical ? harsh : mild)[i / 2 % 4],
                label ? "Direct_NegEval" : "_"));
        }
    return read_table(table.data);
}

static const bool *found_in(const utterances_t *utterances)
{
    RAP_AUTO(wording) *wording = NULL;
    RAP_AUTO(learner) *learner = learner_new(rows_width());
    bool *found = rap_arena_array(arena, utterances->count, sizeof *found);

    must(wording_open(&wording, data_path("lexica/criticism.yaml"), &err));
    const rows_from_t from = {utterances, wording, parties};
    must(rows_add(learner, &from, arena, &err));
    ck_assert_uint_eq(learner_count(learner), utterances->count);
    trial_run(learner, rows_width(), utterances, found);
    return found;
}

START_TEST(criticism_is_found_in_debates_that_were_held_back)
{
    const utterances_t utterances = made_up(false);
    const bool *found = found_in(&utterances), *again = found_in(&utterances);

    for (size_t i = 0; i < utterances.count; i++)
        ck_assert_msg(found[i] == utterances.item[i].critical, "%s", utterances.item[i].text);
    ck_assert_mem_eq(found, again, utterances.count);
}
END_TEST

START_TEST(answers_of_the_debate_held_back_are_not_looked_at)
{
    const utterances_t right = made_up(false), turned = made_up(true);
    const bool *found = found_in(&right), *other = found_in(&turned);

    for (size_t i = 0; i < right.count; i++)
        if (right.item[i].in_debate == 2)
            ck_assert(found[i] == other[i]);
}
END_TEST

/* ---- the report ---- */

START_TEST(a_report_has_its_figures_by_debate)
{
    const utterances_t utterances = made_up(false);
    bool *found = rap_arena_array(arena, utterances.count, sizeof *found);
    criticism_report_t report = {.utterances = &utterances, .found = found, .wording = "w@1"};
    RAP_AUTO_RELEASE(rap_buf) json;

    rap_buf_init(&json, 1 << 20);
    /* The first debate wholly right, the others half so. */
    for (size_t i = 0; i < utterances.count; i++)
        found[i] = utterances.item[i].critical && (utterances.item[i].in_debate == 0 || i % 4 == 0);
    must(criticism_report_make(&report, (draws_t){200, 1}, arena, &err));
    const figure_t *all = &report.all.figure[CRITICISM_RECALL];
    ck_assert_double_eq_tol(all->value, 2.0 / 3, 1e-9);
    ck_assert(all->low < all->value && all->value < all->high);
    ck_assert_str_eq(report.debate[0].debate, "D0");
    ck_assert_double_eq_tol(report.debate[0].figure[CRITICISM_MACRO_F1].low, 1, 1e-9);
    ck_assert_double_eq_tol(report.debate[2].figure[CRITICISM_RECALL].value, 0.5, 1e-9);
    ck_assert_int_eq(report.debate[2].tally.sentences, 32);
    must(criticism_report_json(&report, arena, &json, &err));
    ck_assert_ptr_nonnull(strstr(json.data, "{\"debate\":\"D2\",\"sentences\":32,\"wanted\":16,"
                                            "\"found\":8,\"figures\":[{\"name\":\"macro_f1\","));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("criticism");
    TCase *reading = tcase_create("reading"), *trial = tcase_create("trial");

    tcase_add_checked_fixture(reading, open_case, close_case);
    tcase_add_test(reading, sentences_come_in_the_order_in_which_they_were_said);
    tcase_add_test(reading, words_are_counted_by_group);
    tcase_add_loop_test(
        reading, a_wrong_wording_is_refused, 0, (int)(sizeof bad_wordings / sizeof *bad_wordings));
    tcase_add_checked_fixture(trial, open_trial, close_case);
    tcase_set_timeout(trial, 120);
    tcase_add_test(trial, figures_are_those_worked_out_by_hand);
    tcase_add_test(trial, a_threshold_parts_what_can_be_parted);
    tcase_add_test(trial, criticism_is_found_in_debates_that_were_held_back);
    tcase_add_test(trial, answers_of_the_debate_held_back_are_not_looked_at);
    tcase_add_test(trial, a_report_has_its_figures_by_debate);
    suite_add_tcase(suite, reading);
    suite_add_tcase(suite, trial);
    return run_suite(suite);
}
