/* A real statement, as text, PDF and HTML; passed over, saying so, where the corpus is absent. */
#include "parser/structure/structure.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "tests/unit/suite.h"

enum { FILE_MAX = 8 << 20 };

static const struct {
    const char *file;
    int64_t first_page, last_page;
} files[] = {{"statement.txt", 0, 0}, {"statement.pdf", 1, 2}, {"statement.html", 0, 0}};

static const char *source_dir(void)
{
    const char *dir = getenv("RAP_SOURCE_DIR");
    return dir != NULL ? dir : ".";
}

static void check_parties(const rap_statement_t *statement)
{
    static const char *const sponsors[] = {
        "BY", "BI", "CU", "KP", "ER", "ML", "MM", "NI", "RU", "SY", "SD", "VE", "ZW"};
    const rap_party_role_t *party = statement->parties.item;

    ck_assert_uint_eq(statement->parties.count, 14);
    ck_assert_str_eq(party[0].id, "RU");
    ck_assert_int_eq(party[0].role, RAP_ROLE_SPEAKER);
    for (size_t i = 0; i < 13; i++) {
        ck_assert_str_eq(party[i + 1].id, sponsors[i]);
        ck_assert_int_eq(party[i + 1].role, RAP_ROLE_CO_SPONSOR);
    }
}

static void check_paragraphs(const rap_statement_t *statement, size_t i)
{
    const rap_paragraph_t *paragraph = statement->paragraphs.item;
    const char *last = statement->text + rap_text_bytes(statement->text, strlen(statement->text),
                                             (size_t)paragraph[9].start);

    ck_assert_uint_eq(statement->paragraphs.count, 10);
    ck_assert_int_eq(strncmp(statement->text, "Mr. Chair,\n\n", 12), 0);
    ck_assert_int_eq(strncmp(last, "Thank you", 9), 0);
    ck_assert_int_eq(paragraph[0].page, files[i].first_page);
    ck_assert_int_eq(paragraph[9].page, files[i].last_page);
}

START_TEST(the_seed_is_read)
{
    char path[1024];
    RAP_AUTO_RELEASE(rap_buf) file;
    RAP_AUTO(rap_arena) *arena = rap_arena_new((size_t)64 << 20);
    RAP_AUTO(structure) *structure = NULL;
    rap_envelope_t envelope = {.id = "seed"};
    layout_t layout;
    rap_record_t record;
    rap_err_t err = {0};

    snprintf(path, sizeof path, "%s/data", source_dir());
    setenv("RAPPORTEUR_DATA", path, 1);
    snprintf(path, sizeof path, "%s/../shared/corpus/seed/%s", source_dir(), files[_i].file);
    rap_buf_init(&file, FILE_MAX);
    ck_assert_msg(rap_file_read(path, &file, &err) == RAP_OK, "%s", err.text);
    ck_assert_msg(structure_open(&structure, NULL, &err) == RAP_OK, "%s", err.text);
    ck_assert_msg(layout_read(file.data, file.len, &envelope, arena, &layout, &err) == RAP_OK, "%s",
        err.text);
    ck_assert_msg(structure_read(&layout, &envelope, structure, arena, &record, &err) == RAP_OK,
        "%s", err.text);

    const rap_statement_t *statement = record.statements.item;
    check_parties(statement);
    check_paragraphs(statement, (size_t)_i);
    ck_assert_int_eq(statement->kind, RAP_STATEMENT_NATIONAL);
    ck_assert_str_eq(statement->body, "oewg-ict-2021");
    ck_assert_str_eq(statement->session, "7");
    ck_assert_str_eq(statement->delivered_on, "2024-03-08");
    ck_assert_int_eq(statement->date_from, RAP_DATE_FROM_DOCUMENT);
    ck_assert_str_eq(statement->place, "New York");
    ck_assert_str_eq(statement->language, "en");
}
END_TEST

int main(void)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/../shared/corpus/seed/statement.txt", source_dir());
    if (access(path, R_OK) != 0) {
        printf("skipped: there is no %s\n", path);
        return EXIT_SUCCESS;
    }
    Suite *suite = suite_create("seed");
    TCase *tc = tcase_create("core");

    tcase_add_loop_test(tc, the_seed_is_read, 0, sizeof files / sizeof *files);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
