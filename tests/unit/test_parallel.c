/* Statements in six languages, from tests/data/classifier/parallel.jsonl, that all say the same. */
#include "base/lines.h"
#include "proto/row.h"
#include "tests/unit/classify_case.h"
#include "tests/unit/suite.h"

enum {
    ARENA_BYTES = 1 << 20,
    TEXT_MAX = 64 * 1024,
    WORD_MAX = 64,
    WANTED_MAX = 16,
    LANGUAGES = 6,
    GROUPS_MIN = 10,
    LINES_MAX = 64,
    LINE_SIZE = 192
};

static classify_case_t with;

static void setup(void)
{
    case_open(&with);
}

static void teardown(void)
{
    case_close(&with);
}

/* ---- the file ---- */

typedef struct wanted {
    const char *issue, *party; /* "speaker", a party, or NULL: others without a name */
    int stance, attribution;
} wanted_t;

typedef struct texts {
    const char *en, *fr, *es, *ru, *ar, *zh;
} texts_t;

typedef struct group {
    const char *group;
    rap_array_t positions; /* of wanted_t */
    texts_t texts;
} group_t;

#define ROW_OF wanted_t
static const rap_field_t wanted_rows[] = {
    ROW_TEXT(issue, WORD_MAX, RAP_REQUIRED),
    ROW_CHOICE(stance, rap_stance_names, RAP_REQUIRED),
    ROW_TEXT(party, WORD_MAX, 0),
    ROW_CHOICE(attribution, rap_attribution_names, RAP_REQUIRED),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t wanted_table = {"position", sizeof(wanted_t), wanted_rows, false};

#define ROW_OF texts_t
static const rap_field_t texts_rows[] = {
    ROW_TEXT(en, TEXT_MAX, RAP_REQUIRED),
    ROW_TEXT(fr, TEXT_MAX, RAP_REQUIRED),
    ROW_TEXT(es, TEXT_MAX, RAP_REQUIRED),
    ROW_TEXT(ru, TEXT_MAX, RAP_REQUIRED),
    ROW_TEXT(ar, TEXT_MAX, RAP_REQUIRED),
    ROW_TEXT(zh, TEXT_MAX, RAP_REQUIRED),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t texts_table = {"texts", sizeof(texts_t), texts_rows, false};

#define ROW_OF group_t
static const rap_field_t group_rows[] = {
    ROW_TEXT(group, WORD_MAX, RAP_REQUIRED),
    ROW_ARRAY(positions, wanted_table, WANTED_MAX),
    ROW_OBJECT(texts, texts_table),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t group_table = {"group", sizeof(group_t), group_rows, false};

/* ---- what is found ---- */

typedef struct lines {
    char line[LINES_MAX][LINE_SIZE];
    size_t count;
} lines_t;

static void add_line(lines_t *self, const char *issue, int stance, int attribution, const char *who)
{
    ck_assert_uint_lt(self->count, LINES_MAX);
    (void)snprintf(self->line[self->count++], LINE_SIZE, "%s %s %s %s", issue,
        rap_stance_names[stance], rap_attribution_names[attribution], who != NULL ? who : "others");
}

static bool has_line(const lines_t *self, const char *line)
{
    for (size_t i = 0; i < self->count; i++)
        if (strcmp(self->line[i], line) == 0)
            return true;
    return false;
}

static void find_lines(lines_t *self, const char *language, const char *text)
{
    rap_party_role_t speaker = {"CH", RAP_ROLE_SPEAKER};
    rap_statement_t statement = case_statement(text, &speaker, 1);
    statement.language = language;
    rap_array_t found = case_classify(&with, &statement);
    const rap_position_t *item = found.item;

    self->count = 0;
    for (size_t i = 0; i < found.count; i++) {
        bool speaks = item[i].party != NULL && strcmp(item[i].party, speaker.id) == 0;
        add_line(self, item[i].issue, item[i].stance, item[i].attribution,
            speaks ? "speaker" : item[i].party);
    }
}

/* Says each line of `self` that `other` has not, and returns how many they are. */
static size_t tell_missing(const group_t *group, const char *language, const char *what,
    const lines_t *self, const lines_t *other)
{
    size_t missing = 0;

    for (size_t i = 0; i < self->count; i++)
        if (!has_line(other, self->line[i])) {
            printf("%s, %s: %s: %s\n", group->group, language, what, self->line[i]);
            missing++;
        }
    return missing;
}

/* ---- the test ---- */

typedef struct tally {
    size_t groups, differences;
    unsigned stances; /* a bit for each that is wanted */
    rap_arena_t *arena;
} tally_t;

static rap_code_t check_group(void *arg, const void *object, rap_err_t *err)
{
    static lines_t wanted, found;
    tally_t *tally = arg;
    const group_t *group = object;
    const wanted_t *position = group->positions.item;
    const char *const texts[LANGUAGES][2] = {{"en", group->texts.en}, {"fr", group->texts.fr},
        {"es", group->texts.es}, {"ru", group->texts.ru}, {"ar", group->texts.ar},
        {"zh", group->texts.zh}};

    (void)err;
    wanted.count = 0;
    for (size_t i = 0; i < group->positions.count; i++) {
        add_line(&wanted, position[i].issue, position[i].stance, position[i].attribution,
            position[i].party);
        tally->stances |= 1u << (unsigned)position[i].stance;
    }
    for (size_t i = 0; i < LANGUAGES; i++) {
        find_lines(&found, texts[i][0], texts[i][1]);
        tally->differences += tell_missing(group, texts[i][0], "not found", &wanted, &found);
        tally->differences += tell_missing(group, texts[i][0], "not wanted", &found, &wanted);
    }
    (void)fflush(stdout); /* a failure ends the process at once */
    tally->groups++;
    rap_arena_reset(tally->arena);
    return RAP_OK;
}

START_TEST(every_language_has_the_same_positions)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ARENA_BYTES);
    tally_t tally = {.arena = arena};
    rap_err_t err = {0};
    char path[1024];

    case_path("tests/data/classifier/parallel.jsonl", path, sizeof path);
    if (rap_lines_each(path, &group_table, arena, check_group, &tally, &err) != RAP_OK)
        ck_abort_msg("%s", err.text);
    ck_assert_uint_ge(tally.groups, GROUPS_MIN);
    ck_assert_uint_eq(tally.stances, 1u << RAP_STANCE_SUPPORT | 1u << RAP_STANCE_OPPOSE |
                                         1u << RAP_STANCE_CONDITIONAL | 1u << RAP_STANCE_CONCERN);
    ck_assert_msg(tally.differences == 0, "%zu differences, told above", tally.differences);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("parallel");
    TCase *tc = tcase_create("core");

    tcase_add_unchecked_fixture(tc, setup, teardown);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, every_language_has_the_same_positions);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
