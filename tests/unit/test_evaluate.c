/* Figures of an evaluation, worked out by hand. */
#include "classifier/evaluate/report.h"
#include "classify_case.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <unistd.h>

static classify_case_t base;
static rap_err_t err;

static void open_case(void)
{
    case_open(&base);
}

static void close_case(void)
{
    case_close(&base);
}

/* "issue stance holder" a line; '~' before the holder: it is told of others; '-' : nobody's. */
static views_t views(const char *text)
{
    views_t ret = {.item = rap_arena_array(base.arena, 16, sizeof(view_t))};
    char *copy = rap_arena_strdup(base.arena, text), *rest = NULL;

    for (char *word = strtok_r(copy, " \n", &rest); word != NULL;
         word = strtok_r(NULL, " \n", &rest)) {
        view_t *view = &ret.item[ret.count++];
        const char *stance = strtok_r(NULL, " \n", &rest), *holder = strtok_r(NULL, " \n", &rest);

        *view = (view_t){.issue = word, .reported = holder[0] == '~', .confidence = 0.75};
        for (int s = 0; rap_stance_names[s] != NULL; s++)
            if (strcmp(rap_stance_names[s], stance) == 0)
                view->stance = s;
        holder += view->reported;
        view->holder = strcmp(holder, "-") == 0 ? NULL : holder;
    }
    return ret;
}

/* One statement's figures. */
static score_t score(const char *wanted, const char *found)
{
    views_t want = views(wanted), got = views(found);
    const char *issues[] = {"a.x", "a.y", "a.z"};
    tally_part_t part[3];
    tally_t tally;
    score_t ret;

    tally_views(&tally, &want, &got);
    for (size_t k = 0; k < 3; k++)
        part[k] = tally_issue(issues[k], &want, &got);
    const score_run_t run = {.tally = &tally, .by_issue = part, .statements = 1, .issues = 3};
    score_of(&run, NULL, &ret);
    return ret;
}

static const struct {
    const char *wanted, *found;
    struct {
        int metric;
        double value;
    } want[6];
} cases[] = {
    {"a.x support speaker\na.y oppose speaker", "a.x support speaker\na.y oppose speaker",
        {{SCORE_ISSUE_F1, 1}, {SCORE_ISSUE_MACRO, 1}, {SCORE_STANCE_MACRO, 1}, {SCORE_TUPLE_F1, 1},
            {SCORE_SIDES_MACRO, 1}, {SCORE_MISHELD, 0}}},
    /* one right, one invented, one missed */
    {"a.x support speaker\na.y oppose speaker", "a.x support speaker\na.z support speaker",
        {{SCORE_ISSUE_F1, 0.5}, {SCORE_ISSUE_MACRO, 1.0 / 3}, {SCORE_TUPLE_PRECISION, 0.5},
            {SCORE_TUPLE_RECALL, 0.5}, {SCORE_STANCE_MACRO, 0.5},
            {SCORE_SIDES_MACRO, (2.0 / 3) / 2}}},
    /* the wrong side */
    {"a.x support speaker", "a.x oppose speaker",
        {{SCORE_ISSUE_F1, 1}, {SCORE_TUPLE_F1, 0}, {SCORE_FLIPPED, 1}, {SCORE_SIDES_MACRO, 0},
            {SCORE_MISHELD, 0}, {SCORE_STANCE_MACRO, 0}}},
    /* worry instead of opposition is no flip, and the same side */
    {"a.x oppose speaker", "a.x concern speaker",
        {{SCORE_FLIPPED, 0}, {SCORE_SIDES_MACRO, 1}, {SCORE_TUPLE_F1, 0}, {SCORE_STANCE_MACRO, 0},
            {SCORE_ISSUE_F1, 1}, {SCORE_OWN_F1, 0}}},
    /* another's view made the speaker's own */
    {"a.x support ~IN", "a.x support speaker",
        {{SCORE_MISHELD, 1}, {SCORE_ATTRIBUTION, 0}, {SCORE_OWN_F1, 0}, {SCORE_TUPLE_F1, 0},
            {SCORE_ISSUE_F1, 1}, {SCORE_FLIPPED, 0}}},
    /* another's view under another's name */
    {"a.x support ~IN\na.x oppose speaker", "a.x support ~BR\na.x oppose speaker",
        {{SCORE_MISHELD, 0.5}, {SCORE_ATTRIBUTION, 1}, {SCORE_OWN_F1, 1}, {SCORE_TUPLE_F1, 0.5},
            {SCORE_ISSUE_F1, 1}, {SCORE_SIDES_MACRO, 1}}},
    /* others without a name are a holder too */
    {"a.x support ~-", "a.x support ~-",
        {{SCORE_TUPLE_F1, 1}, {SCORE_MISHELD, 0}, {SCORE_ATTRIBUTION, 1}, {SCORE_ISSUE_F1, 1},
            {SCORE_CALIBRATION, 0.25}, {SCORE_FLIPPED, 0}}},
};

START_TEST(figures_are_as_by_hand)
{
    score_t got = score(cases[_i].wanted, cases[_i].found);

    for (size_t k = 0; k < 6; k++)
        ck_assert_msg(fabs(got.value[cases[_i].want[k].metric] - cases[_i].want[k].value) < 1e-9,
            "%s is %f instead of %f", score_title(cases[_i].want[k].metric),
            got.value[cases[_i].want[k].metric], cases[_i].want[k].value);
}
END_TEST

START_TEST(nothing_to_count_is_no_figure)
{
    score_t got = score("", "");

    for (int m = 0; m < SCORE_METRICS; m++)
        ck_assert_msg(isnan(got.value[m]), "%s is %f", score_title(m), got.value[m]);
}
END_TEST

/* ---- from a file ---- */

static char path[64];

static void write_file(const char *text)
{
    (void)snprintf(path, sizeof path, "/tmp/evaluate-XXXXXX");
    int fd = mkstemp(path);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(rap_file_write_all(fd, text, strlen(text), &err), RAP_OK);
    close(fd);
}

static rap_code_t read_gold(const char *text, runs_corpus_t *corpus)
{
    *corpus = (runs_corpus_t){.engine = &base.engine, .arena = base.arena};
    write_file(text);
    rap_code_t code = gold_read(path, base.arena, &corpus->items, &err);
    unlink(path);
    return code == RAP_OK ? runs_prepare(corpus, &err) : code;
}

static const char gold[] =
    "{\"id\":\"one\",\"language\":\"en\",\"more\":1,\"text\":\"Mr. Chair,\\n\\nWe cannot accept a new "
    "treaty.\",\"gold\":{\"body\":\"oewg-ict-2021\",\"delegation\":[\"CH\"],\"codes\":[{\"issue\":\"law.legally_binding\","
    "\"stance\":\"oppose\",\"strength\":2,\"party\":\"speaker\",\"attribution\":\"own\",\"quote\":\"We "
    "cannot accept a new treaty.\"},{\"issue\":\"cap.fund\",\"stance\":\"neutral\",\"party\":\"speaker\","
    "\"attribution\":\"own\"}]}}\n"
    "\n"
    "{\"id\":\"two\",\"language\":\"fr\",\"text\":\"Nous soutenons la création d'un fonds "
    "volontaire.\\nMerci.\",\"party_iso3\":\"FRA\",\"gold\":{\"body\":\"oewg-ict-2021\",\"codes\":[],\"disputed\":[\"cap.fund\"]}}\n";

START_TEST(a_run_is_scored_saved_and_loaded)
{
    runs_corpus_t corpus;
    runs_run_t now, again;
    score_interval_t a, b, change;
    char saved[64];

    ck_assert_msg(read_gold(gold, &corpus) == RAP_OK, "%s", err.text);
    ck_assert_uint_eq(corpus.items.count, 2);
    ck_assert_uint_eq(corpus.wanted[0].count, 1); /* neutral codes are not scored */
    ck_assert_msg(runs_classify(&corpus, &now, &err) == RAP_OK, "%s", err.text);
    ck_assert_uint_eq(now.positions[1].count, 1);
    ck_assert_uint_eq(now.found[1].count, 0); /* nor are disputed issues */
    ck_assert_str_eq(((const rap_position_t *)now.positions[1].item)->party, "FR");

    write_file("");
    (void)snprintf(saved, sizeof saved, "%s", path);
    ck_assert_msg(runs_save(&corpus, &now, saved, &err) == RAP_OK, "%s", err.text);
    ck_assert_msg(runs_load(&corpus, saved, &again, &err) == RAP_OK, "%s", err.text);
    unlink(saved);
    score_intervals(&again.score, &now.score, (draws_t){100, 1}, &a, &b, &change);
    ck_assert_double_eq(b.at.value[SCORE_TUPLE_F1], 1);
    ck_assert_double_eq(b.at.value[SCORE_OVERLAP], 1);
    ck_assert_double_eq(b.low.value[SCORE_TUPLE_F1], 1);
    for (int m = 0; m < SCORE_METRICS; m++)
        if (!isnan(change.at.value[m]))
            ck_assert_double_eq(change.at.value[m], 0);
}
END_TEST

START_TEST(a_run_over_other_statements_is_refused)
{
    runs_corpus_t corpus;
    runs_run_t run;

    ck_assert_int_eq(read_gold(gold, &corpus), RAP_OK);
    write_file("{\"id\":\"one\",\"positions\":[]}\n");
    ck_assert_int_eq(runs_load(&corpus, path, &run, &err), RAP_NOTFOUND);
    ck_assert_ptr_nonnull(strstr(err.text, "'two' is not in it"));
    unlink(path);
}
END_TEST

/* The same seed gives the same interval, and it holds the figure. */
START_TEST(intervals_are_of_the_seed)
{
    runs_corpus_t corpus;
    runs_run_t run;
    score_interval_t one, two, other;

    ck_assert_int_eq(read_gold(gold, &corpus), RAP_OK);
    ck_assert_int_eq(runs_classify(&corpus, &run, &err), RAP_OK);
    score_intervals(&run.score, NULL, (draws_t){200, 7}, &one, NULL, NULL);
    score_intervals(&run.score, NULL, (draws_t){200, 7}, &two, NULL, NULL);
    score_intervals(&run.score, NULL, (draws_t){0, 7}, &other, NULL, NULL);
    ck_assert_double_eq(one.low.value[SCORE_CALIBRATION], two.low.value[SCORE_CALIBRATION]);
    ck_assert_double_le(one.low.value[SCORE_TUPLE_F1], one.at.value[SCORE_TUPLE_F1]);
    ck_assert_double_ge(one.high.value[SCORE_TUPLE_F1], one.at.value[SCORE_TUPLE_F1]);
    ck_assert(isnan(other.low.value[SCORE_TUPLE_F1]));
}
END_TEST

/* The mean of a share over draws of 20 statements, half of them right, lies about as far from one
 * half as the binomial's: 1.96 * sqrt(0.25 / 20) = 0.22. */
START_TEST(an_interval_is_as_wide_as_it_should_be)
{
    enum { STATEMENTS = 20 };
    views_t want = views("a.x support speaker"), got = views("a.x oppose speaker");
    tally_t tally[STATEMENTS];
    tally_part_t part[STATEMENTS];
    score_interval_t interval;

    for (int i = 0; i < STATEMENTS; i++) {
        tally_views(&tally[i], &want, i % 2 == 0 ? &want : &got);
        part[i] = tally_issue("a.x", &want, &want);
    }
    const score_run_t run = {
        .tally = tally, .by_issue = part, .statements = STATEMENTS, .issues = 1};
    score_intervals(&run, NULL, (draws_t){2000, 3}, &interval, NULL, NULL);
    ck_assert_double_eq(interval.at.value[SCORE_TUPLE_RECALL], 0.5);
    ck_assert_double_eq_tol(interval.low.value[SCORE_TUPLE_RECALL], 0.28, 0.04);
    ck_assert_double_eq_tol(interval.high.value[SCORE_TUPLE_RECALL], 0.72, 0.04);
}
END_TEST

static const struct {
    const char *text, *says;
} wrong[] = {
    {"{\"id\":\"a\",\"text\":\"x\"}\n{\"id\":\"a\",\"text\":\"y\"}\n", ":2: 'a' is there twice"},
    {"{\"id\":\"a\"}\n", ":1: line: 'text' is missing"},
    {"{\"id\":\"a\",\"text\":\"x\",\"gold\":{\"codes\":[{\"issue\":\"a.b\",\"stance\":\"maybe\"}]}}",
        ":1: line: gold.codes[0].stance: 'maybe' is none of"},
    {"not json\n", ":1: "},
};

START_TEST(mistakes_are_told_with_their_line)
{
    runs_corpus_t corpus;

    ck_assert_int_ne(read_gold(wrong[_i].text, &corpus), RAP_OK);
    ck_assert_msg(strstr(err.text, wrong[_i].says) != NULL, "%s", err.text);
}
END_TEST

/* Concern about a thing that the proposition calls bad shares the proposition. */
START_TEST(worry_about_a_bad_thing_is_support)
{
    runs_corpus_t corpus;
    static const char text[] = "{\"id\":\"a\",\"text\":\"x\",\"gold\":{\"codes\":["
                               "{\"issue\":\"threat.ransomware\",\"stance\":\"concern\"},"
                               "{\"issue\":\"cap.fund\",\"stance\":\"concern\"}]}}\n";

    ck_assert_msg(read_gold(text, &corpus) == RAP_OK, "%s", err.text);
    ck_assert_int_eq(corpus.wanted[0].item[0].stance, RAP_STANCE_SUPPORT);
    ck_assert_int_eq(corpus.wanted[0].item[1].stance, RAP_STANCE_CONCERN);
}
END_TEST

/* Who speaks and whose view is told are written in the same words: "NAM" is the group, not Namibia. */
START_TEST(a_group_may_be_named_without_its_prefix)
{
    runs_corpus_t corpus;
    static const char text[] =
        "{\"id\":\"a\",\"text\":\"x\",\"gold\":{\"on_behalf_of\":[\"NAM\"],\"codes\":["
        "{\"issue\":\"cap.fund\",\"stance\":\"support\",\"party\":\"NAM\","
        "\"attribution\":\"reported\"}]}}\n";
    rap_statement_t statement;

    ck_assert_msg(read_gold(text, &corpus) == RAP_OK, "%s", err.text);
    ck_assert_str_eq(corpus.wanted[0].item[0].holder, "G:NAM");
    ck_assert_msg(gold_statement(corpus.items.item, base.engine.parties, base.arena, &statement,
                      &err) == RAP_OK,
        "%s", err.text);
    ck_assert_str_eq(((const rap_party_role_t *)statement.parties.item)[1].id, "G:NAM");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("evaluate");
    TCase *tc = tcase_create("core");

    tcase_add_unchecked_fixture(tc, open_case, close_case);
    tcase_add_loop_test(tc, figures_are_as_by_hand, 0, sizeof cases / sizeof cases[0]);
    tcase_add_test(tc, nothing_to_count_is_no_figure);
    tcase_add_test(tc, a_run_is_scored_saved_and_loaded);
    tcase_add_test(tc, a_run_over_other_statements_is_refused);
    tcase_add_test(tc, intervals_are_of_the_seed);
    tcase_add_test(tc, an_interval_is_as_wide_as_it_should_be);
    tcase_add_loop_test(tc, mistakes_are_told_with_their_line, 0, sizeof wrong / sizeof wrong[0]);
    tcase_add_test(tc, worry_about_a_bad_thing_is_support);
    tcase_add_test(tc, a_group_may_be_named_without_its_prefix);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
