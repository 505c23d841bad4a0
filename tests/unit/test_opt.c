#include "base/opt.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "base/tree.h"
#include "tests/unit/suite.h"

typedef struct pace {
    int64_t wait_ms;
} pace_t;

typedef struct options {
    const char *home, *log_file;
    int64_t slots, memory, wait_ms;
    double share;
    bool once, fsync;
    int lane;
    rap_strings_t languages;
    pace_t pace, *slow;
    rap_array_t rules, hosts;
    bool secret;
} options_t;

#define AT(member) offsetof(options_t, member)

static const char *const lanes[] = {"live", "bulk", NULL};

static const rap_field_t pace_fields[] = {
    {.name = "wait_ms",
        .kind = RAP_KIND_TIME,
        .offset = offsetof(pace_t, wait_ms),
        .preset = "2s",
        .help = "pause between two requests"},
    {.kind = RAP_KIND_END},
};
static const rap_table_t pace_table = {"pace", sizeof(pace_t), pace_fields, false};

static const rap_field_t fields[] = {
    {.name = "home",
        .kind = RAP_KIND_STRING,
        .offset = AT(home),
        .max = 20,
        .letter = 'H',
        .meta = "DIR",
        .help = "the home"},
    {.name = "log_file", .kind = RAP_KIND_STRING, .offset = AT(log_file), .preset = "it's a-file"},
    {.name = "slots",
        .kind = RAP_KIND_INT,
        .offset = AT(slots),
        .min = 1,
        .max = 64,
        .preset = "2",
        .letter = 'n',
        .help =
            "how many documents are in hand at once, each in a child process of its own that is "
            "replaced when it runs over its time or over its memory"},
    {.name = "memory", .kind = RAP_KIND_BYTES, .offset = AT(memory), .max = INT64_C(1) << 40},
    {.name = "wait_ms", .kind = RAP_KIND_TIME, .offset = AT(wait_ms), .preset = "30s"},
    {.name = "share", .kind = RAP_KIND_REAL, .offset = AT(share), .max = 1, .preset = "0.5"},
    {.name = "once", .kind = RAP_KIND_BOOL, .offset = AT(once), .help = "end after one task"},
    {.name = "fsync",
        .kind = RAP_KIND_BOOL,
        .offset = AT(fsync),
        .preset = "yes",
        .letter = 'f',
        .help = "sync each file"},
    {.name = "lane",
        .kind = RAP_KIND_CHOICE,
        .offset = AT(lane),
        .choices = lanes,
        .help = "which lane"},
    {.name = "languages",
        .kind = RAP_KIND_STRINGS,
        .offset = AT(languages),
        .preset = "en, NO,true",
        .meta = "A,B",
        .help =
            "languages that are read, the best first, and this text is long enough to be broken"},
    {.name = "pace",
        .kind = RAP_KIND_OBJECT,
        .offset = AT(pace),
        .table = &pace_table,
        .help = "how slow"},
    {.name = "slow", .kind = RAP_KIND_OPTIONAL, .offset = AT(slow), .table = &pace_table},
    {.name = "rules", .kind = RAP_KIND_ARRAY, .offset = AT(rules), .table = &pace_table},
    {.name = "hosts", .kind = RAP_KIND_MAP, .offset = AT(hosts), .table = &pace_table},
    {.name = "secret", .kind = RAP_KIND_BOOL, .offset = AT(secret), .flags = RAP_HIDDEN},
    {.kind = RAP_KIND_END},
};
static const rap_table_t table = {"test-part", sizeof(options_t), fields, false};

enum { ARGS_MAX = 8 };

static const struct {
    const char *args[ARGS_MAX];
    const char *yaml; /* what a file would say, or the error */
    int first;        /* operand, or 0: an error */
} lines[] = {
    {{"-n", "3", "a"}, "slots: 3", 3},
    {{"a", "-n3"}, "slots: 3", 2},
    {{"--slots=3", "--", "-n"}, "slots: 3", 3},
    {{"--slo", "3"}, "slots: 3", 3},
    {{"--log-file", "x y", "--home", "/h"}, "{home: /h, log_file: x y}", 5},
    {{"-fH", "/h"}, "{home: /h, fsync: true}", 3},
    {{"--once", "--fsync", "--no-fsync", "--secret"}, "{once: true, fsync: false, secret: true}",
        5},
    {{"--memory", "2K", "--wait-ms", "1m"}, "{memory: 2048, wait_ms: 60000}", 5},
    {{"--languages", "a, b", "--share=.25", "--lane", "bulk"},
        "{languages: [a, b], share: 0.25, lane: bulk}", 6},
    {{"--languages="}, "languages: []", 2},
    {{"--languages", "a", "--languages=b,c"}, "languages: [a, b, c]", 4},
    {{"-"}, "", 1},
    {{"--slots", "900"}, "--slots: 900 is more than 64", 0},
    {{"-n", "x"}, "--slots: 'x' is not a number", 0},
    {{"-n"}, "option '-n' needs a value", 0},
    {{"--slots"}, "option '--slots' needs a value", 0},
    {{"--once=yes"}, "option '--once' takes no value", 0},
    {{"--fsync=yes"}, "option '--fsync' takes no value", 0},
    {{"--slotz=3"}, "unknown option '--slotz'; did you mean '--slots'?", 0},
    {{"--no-onse"}, "unknown option '--no-onse'; did you mean '--no-once'?", 0},
    {{"a", "--frobnicate", "b"}, "unknown option '--frobnicate'; see --help", 0},
    {{"-fx"}, "unknown option '-x'; see --help", 0},
    {{"--home", "0123456789012345678901"}, "--home: 22 bytes are more than 20", 0},
};

/* Two structs are the same when they write the same. */
static void assert_same(const options_t *got, const options_t *wanted)
{
    rap_err_t err;
    rap_buf_t a, b;

    rap_buf_init(&a, 4096);
    rap_buf_init(&b, 4096);
    ck_assert_int_eq(rap_codec_write(&table, got, &a, &err), RAP_OK);
    ck_assert_int_eq(rap_codec_write(&table, wanted, &b, &err), RAP_OK);
    ck_assert_str_eq(a.data, b.data);
    rap_buf_release(&a);
    rap_buf_release(&b);
}

static void read_yaml(options_t *ret, const char *text, rap_arena_t *arena)
{
    rap_err_t err = {0};
    RAP_AUTO(rap_tree) *tree = NULL;

    ck_assert_int_eq(rap_tree_yaml(&tree, "t", text, strlen(text), &err), RAP_OK);
    ck_assert_msg(
        rap_codec_tree(&table, ret, tree, arena, &err) == RAP_OK, "%s: %s", text, err.text);
}

static int count_of(const char *const *args)
{
    int n = 0;

    while (n < ARGS_MAX && args[n] != NULL)
        n++;
    return n;
}

START_TEST(a_line_says_what_a_file_would)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 20);
    options_t got, wanted;
    rap_optset_t sets[] = {{&table, &got}, {0}};
    char *argv[ARGS_MAX + 2] = {(char[]){"program"}};
    int argc = 1 + count_of(lines[_i].args);
    int first = -1;
    rap_err_t err = {0};

    for (int i = 1; i < argc; i++)
        argv[i] = rap_arena_strdup(arena, lines[_i].args[i - 1]);
    ck_assert_int_eq(rap_codec_presets(&table, &got, arena, &err), RAP_OK);
    rap_code_t code = rap_opt_argv(sets, argc, argv, false, arena, &first, &err);
    if (lines[_i].first == 0) {
        ck_assert_int_eq(code, RAP_USAGE);
        ck_assert_str_eq(err.text, lines[_i].yaml);
        ck_assert_int_eq(first, -1);
        return;
    }
    ck_assert_msg(code == RAP_OK, "%s", err.text);
    ck_assert_int_eq(first, lines[_i].first);
    read_yaml(&wanted, lines[_i].yaml, arena);
    assert_same(&got, &wanted);
}
END_TEST

START_TEST(a_subcommand_ends_the_options)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 20);
    options_t got = {0};
    pace_t pace = {0};
    rap_optset_t sets[] = {{&table, &got}, {&pace_table, &pace}, {0}};
    char *argv[] = {(char[]){"p"}, (char[]){"--once"}, (char[]){"show"}, (char[]){"--slots"}, NULL};
    int first;
    rap_err_t err = {0};

    ck_assert_int_eq(rap_opt_argv(sets, 4, argv, true, arena, &first, &err), RAP_OK);
    ck_assert_int_eq(first, 2);
    ck_assert(got.once);
}
END_TEST

START_TEST(a_line_that_wants_too_much_memory_is_refused)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(100);
    options_t got = {0};
    rap_optset_t sets[] = {{&table, &got}, {0}};
    char *argv[] = {(char[]){"p"}, NULL};
    int first;
    rap_err_t err = {0};

    ck_assert_int_eq(rap_opt_argv(sets, 1, argv, true, arena, &first, &err), RAP_TOOBIG);
}
END_TEST

START_TEST(the_environment_sets_options)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 20);
    options_t got, wanted;
    rap_optset_t sets[] = {{&table, &got}, {0}};
    rap_err_t err = {0};

    setenv("RAPPORTEUR_TEST_PART_LOG_FILE", "x", 1);
    setenv("RAPPORTEUR_TEST_PART_ONCE", "on", 1);
    setenv("RAPPORTEUR_TEST_PART_PACE", "1", 1); /* no word: passed over */
    ck_assert_int_eq(rap_codec_presets(&table, &got, arena, &err), RAP_OK);
    ck_assert_int_eq(rap_opt_environment(sets, arena, &err), RAP_OK);
    read_yaml(&wanted, "{log_file: x, once: true}", arena);
    assert_same(&got, &wanted);

    setenv("RAPPORTEUR_TEST_PART_ONCE", "maybe", 1);
    ck_assert_int_eq(rap_opt_environment(sets, arena, &err), RAP_CONFIG);
    ck_assert_str_eq(err.text, "RAPPORTEUR_TEST_PART_ONCE: 'maybe' is neither yes nor no");
}
END_TEST

/* ---- what people read ---- */

static const char help_text[] =
    "  -H, --home DIR       the home\n"
    "      --log-file TEXT  (default: it's a-file)\n"
    "  -n, --slots N        how many documents are in hand at once, each in a child process of its "
    "own\n"
    "                       that is replaced when it runs over its time or over its memory "
    "(default: 2)\n"
    "      --memory SIZE\n"
    "      --wait-ms TIME   (default: 30s)\n"
    "      --share X        (default: 0.5)\n"
    "      --once           end after one task\n"
    "  -f, --[no-]fsync     sync each file\n"
    "      --lane WORD      which lane (live, bulk)\n"
    "      --languages A,B  languages that are read, the best first, and this text is long enough "
    "to be\n"
    "                       broken (default: en, NO,true)\n"
    "      --a-name-that-is-much-longer-than-the-others TEXT\n"
    "                       and its help\n";

static const char sample_text[] =
    "test-part:\n"
    "  # the home\n"
    "  #home:\n"
    "  #log_file: 'it''s a-file'\n"
    "  # how many documents are in hand at once, each in a child process of its own that is "
    "replaced when\n"
    "  # it runs over its time or over its memory\n"
    "  #slots: 2\n"
    "  #memory: 0\n"
    "  #wait_ms: 30s\n"
    "  #share: 0.5\n"
    "  # end after one task\n"
    "  #once: false\n"
    "  # sync each file\n"
    "  #fsync: true\n"
    "  # which lane (live, bulk)\n"
    "  #lane: live\n"
    "  # languages that are read, the best first, and this text is long enough to be broken\n"
    "  #languages: [en, NO, 'true']\n"
    "  # how slow\n"
    "  pace:\n"
    "    # pause between two requests\n"
    "    #wait_ms: 2s\n"
    "  #slow:\n"
    "  #rules: []\n"
    "  #hosts: {}\n";

static char *text_of(void (*print)(FILE *out))
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);

    ck_assert_ptr_nonnull(out);
    print(out);
    (void)fclose(out);
    return text;
}

static void print_help(FILE *out)
{
    static const rap_field_t long_fields[] = {
        {.name = "a_name_that_is_much_longer_than_the_others",
            .kind = RAP_KIND_STRING,
            .help = "and its help"},
        {.kind = RAP_KIND_END},
    };
    static const rap_table_t long_table = {"long", sizeof(char *), long_fields, false};

    rap_opt_help((rap_optset_t[]){{&table, NULL}, {&long_table, NULL}, {0}}, out);
}

static void print_sample(FILE *out)
{
    rap_opt_sample(&table, out);
}

START_TEST(help_is_aligned_and_broken)
{
    char *text = text_of(print_help);

    ck_assert_str_eq(text, help_text);
    free(text);
}
END_TEST

static void print_man(FILE *out)
{
    static const rap_field_t few_fields[] = {
        {.name = "dry_run", .kind = RAP_KIND_BOOL, .letter = 'd', .help = ".so: say \\, do not"},
        {.name = "fsync", .kind = RAP_KIND_BOOL, .preset = "yes", .help = "'quoted'"},
        {.name = "lane", .kind = RAP_KIND_CHOICE, .choices = lanes, .preset = "live"},
        {.name = "hosts", .kind = RAP_KIND_STRINGS, .meta = "A-B", .help = "each"},
        {.name = "secret", .kind = RAP_KIND_BOOL, .flags = RAP_HIDDEN, .help = "hidden"},
        {.kind = RAP_KIND_END},
    };
    static const rap_table_t few = {"few", sizeof(options_t), few_fields, false};

    rap_opt_man_text("It is\nread-only.  .TH", out);
    rap_opt_man((rap_optset_t[]){{&few, NULL}, {0}}, out);
}

START_TEST(the_manual_page_is_escaped)
{
    char *text = text_of(print_man);

    ck_assert_str_eq(text, "It is read\\-only. .TH\n"
                           ".TP\n\\fB\\-d\\fR, \\fB\\-\\-dry\\-run\\fR\n\\&.so: say \\e, do not\n"
                           ".TP\n\\fB\\-\\-[no\\-]fsync\\fR\n\\&'quoted'\n"
                           ".TP\n\\fB\\-\\-lane\\fR \\fIWORD\\fR\n(live, bulk; default: live)\n"
                           ".TP\n\\fB\\-\\-hosts\\fR \\fIA\\-B\\fR\neach\n");
    free(text);
}
END_TEST

START_TEST(the_sample_shows_the_defaults)
{
    char *text = text_of(print_sample);

    ck_assert_str_eq(text, sample_text);
    free(text);
}
END_TEST

/* As it is, and with each '#' before a key taken away, it sets what is set without it. */
START_TEST(the_sample_changes_nothing)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 20);
    char *text = text_of(print_sample);
    options_t got, wanted;
    rap_err_t err = {0};

    ck_assert_int_eq(rap_codec_presets(&table, &wanted, arena, &err), RAP_OK);
    for (int pass = 0; pass < 2; pass++) {
        RAP_AUTO(rap_tree) *tree = NULL;
        ck_assert_int_eq(rap_tree_yaml(&tree, "sample", text, strlen(text), &err), RAP_OK);
        ck_assert_msg(rap_codec_section(&table, &got, tree, "test-part", arena, &err) == RAP_OK,
            "%s", err.text);
        assert_same(&got, &wanted);
        for (char *at = text; (at = strchr(at, '#')) != NULL; at++)
            if (at[1] != ' ')
                memmove(at, at + 1, strlen(at));
    }
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("opt");
    TCase *tc = tcase_create("core");

    tcase_add_loop_test(
        tc, a_line_says_what_a_file_would, 0, (int)(sizeof lines / sizeof lines[0]));
    tcase_add_test(tc, a_subcommand_ends_the_options);
    tcase_add_test(tc, a_line_that_wants_too_much_memory_is_refused);
    tcase_add_test(tc, the_environment_sets_options);
    tcase_add_test(tc, help_is_aligned_and_broken);
    tcase_add_test(tc, the_manual_page_is_escaped);
    tcase_add_test(tc, the_sample_shows_the_defaults);
    tcase_add_test(tc, the_sample_changes_nothing);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
