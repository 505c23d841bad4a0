/* Made-up records of meetings, transcripts and compilations, and the turns that are read from
 * them; and speeches that look like one and stay whole.  tests/data/turns/NAME.txt shows blocks
 * (statement_text.h), NAME.turns has a line that says where and when, then two for each statement:
 * kind, parties, person, agenda item; how its text begins and ends.
 *
 * RAP_WRITE_GOLDEN=1 writes what is found as what is expected.
 */
#include "parser/structure/structure.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "tests/unit/statement_text.h"
#include "tests/unit/structure_case.h"
#include "tests/unit/suite.h"

enum { FILE_MAX = 1 << 20, PATH_SIZE = 512, POINTS = 24 };

static const char *const golden[] = {"acting-chair", "captions", "compilation", "council",
    "interview-ar", "interview-bold", "interview-es", "interview-fr", "interview-long-label",
    "interview-named", "interview-press", "interview-qa", "interview-ru", "interview-two",
    "interview-unlabelled", "interview-zh", "kind-chair-summary", "kind-eov", "kind-icrc",
    "kind-joint-communique", "kind-letter", "kind-national-answers-chair", "kind-national-office",
    "kind-national-on-civil-society", "kind-national-press", "kind-national-tells", "kind-ngo",
    "kind-ngo-fr", "kind-press-ar", "kind-press-en", "kind-press-es", "kind-press-fr",
    "kind-press-ministry", "kind-press-ru", "kind-press-zh", "kind-summary-single",
    "kind-working-paper", "kind-working-paper-joint", "national-then-group", "one-agenda-lines",
    "one-bilingual", "one-capacity-later", "one-capacity-national", "one-cites-record",
    "one-cites-summary", "one-dialogue-quoted", "one-faq", "one-guiding-questions",
    "one-in-brackets", "one-list", "one-quotes-president", "one-regions", "one-rhetoric", "one-ru",
    "one-sponsors", "one-thanks-many", "one-two-letterheads", "one-vocatives", "one-vocatives-es",
    "one-votes-told", "one-zh", "page-of-statements", "page-one-state", "reply-fr",
    "reply-reminder", "reply-section", "sections", "summary-ar", "summary-en", "summary-es",
    "summary-fr", "summary-ru", "summary-zh", "transcript-ar", "transcript-ar-ladies",
    "transcript-chair", "transcript-countries", "transcript-es", "transcript-foot", "transcript-fr",
    "transcript-plain-lines", "transcript-ru", "transcript-times", "transcript-titles",
    "transcript-vocative", "transcript-zh", "two-capacities", "two-capacities-fr",
    "verbatim-address", "verbatim-ar", "verbatim-en", "verbatim-es", "verbatim-fr", "verbatim-ru",
    "verbatim-vote", "verbatim-zh"};

static const char *or_dash(const char *text)
{
    return text != NULL ? text : "-";
}

static void add(rap_buf_t *out, const char *text)
{
    rap_err_t err;
    ck_assert_int_eq(rap_buf_text(out, text, &err), RAP_OK);
}

/* The first and the last characters, line ends shown as '/'. */
static void add_text(rap_buf_t *out, const char *text)
{
    rap_err_t err;
    size_t len = strlen(text), points = rap_text_points(text, len), start = out->len;
    bool cut = points > 2 * (size_t)POINTS;
    size_t head = cut ? rap_text_bytes(text, len, POINTS) : len;
    ck_assert_int_eq(rap_buf_add(out, text, head, &err), RAP_OK);
    if (cut) {
        add(out, " .. ");
        add(out, text + rap_text_bytes(text, len, points - POINTS));
    }
    for (size_t i = start; i < out->len; i++)
        if (out->data[i] == '\n')
            out->data[i] = '/';
}

static void add_statement(rap_buf_t *out, const rap_statement_t *statement)
{
    const rap_party_role_t *party = statement->parties.item;
    rap_err_t err;

    add(out, "\n");
    add(out, rap_statement_kind_names[statement->kind]);
    for (size_t i = 0; i < statement->parties.count; i++)
        ck_assert_int_eq(
            rap_buf_printf(out, &err, " %s:%c", party[i].id, "soca"[party[i].role]), RAP_OK);
    if (statement->speaker != NULL)
        ck_assert_int_eq(rap_buf_printf(out, &err, " (%s%s%s)", statement->speaker->name,
                             statement->speaker->title != NULL ? ", " : "",
                             statement->speaker->title != NULL ? statement->speaker->title : ""),
            RAP_OK);
    if (statement->agenda_item != NULL)
        ck_assert_int_eq(rap_buf_printf(out, &err, " #%s", statement->agenda_item), RAP_OK);
    add(out, "\n    ");
    add_text(out, statement->text);
    add(out, "\n");
}

/* Where and when; all statements of a document have the same. */
static void add_occasion(rap_buf_t *out, const rap_record_t *record)
{
    const rap_statement_t *statement = record->statements.item;
    for (size_t i = 0; i < record->statements.count; i++) {
        char line[256];
        snprintf(line, sizeof line, "%s %s %s %s %s\n", or_dash(statement[i].body),
            or_dash(statement[i].session), or_dash(statement[i].meeting),
            or_dash(statement[i].delivered_on), or_dash(statement[i].place));
        if (i == 0)
            add(out, line);
        ck_assert_str_eq(out->data, line);
    }
}

static void read_text(const char *what, const char *text, rap_record_t *record)
{
    layout_t *layout = rap_arena_alloc(arena, sizeof *layout);
    rap_envelope_t *envelope = rap_arena_alloc(arena, sizeof *envelope);
    rap_err_t err = {0};

    *layout = statement_layout(text, arena);
    *envelope = (rap_envelope_t){.id = "abc"};
    ck_assert_msg(structure_read(layout, envelope, structure, arena, record, &err) == RAP_OK,
        "%s: %s", what, err.text);
    ck_assert_msg(rap_record_check(record, arena, &err) == RAP_OK, "%s: %s", what, err.text);
}

static void read_file(const char *path, rap_buf_t *out)
{
    rap_err_t err;
    rap_buf_init(out, FILE_MAX);
    ck_assert_msg(rap_file_read(path, out, &err) == RAP_OK, "%s", err.text);
}

START_TEST(turns_are_read)
{
    char path[PATH_SIZE];
    const char *name = golden[_i], *source = getenv("RAP_SOURCE_DIR");
    RAP_AUTO_RELEASE(rap_buf) text;
    RAP_AUTO_RELEASE(rap_buf) expected;
    RAP_AUTO_RELEASE(rap_buf) found;
    rap_record_t record;
    rap_err_t err;

    source = source != NULL ? source : ".";
    snprintf(path, sizeof path, "%s/tests/data/turns/%s.txt", source, name);
    read_file(path, &text);
    read_text(name, text.data, &record);
    rap_buf_init(&found, FILE_MAX);
    add_occasion(&found, &record);
    for (size_t i = 0; i < record.statements.count; i++)
        add_statement(&found, (const rap_statement_t *)record.statements.item + i);
    snprintf(path, sizeof path, "%s/tests/data/turns/%s.turns", source, name);
    if (getenv("RAP_WRITE_GOLDEN") != NULL)
        ck_assert_int_eq(rap_file_replace(path, found.data, found.len, 0644, &err), RAP_OK);
    read_file(path, &expected);
    ck_assert_msg(strcmp(found.data, expected.data) == 0, "%s:\n--- found\n%s--- expected\n%s",
        name, found.data, expected.data);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("turns");
    TCase *tc = tcase_create("core");

    add_structure_fixtures(tc);
    tcase_add_loop_test(tc, turns_are_read, 0, sizeof golden / sizeof *golden);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
