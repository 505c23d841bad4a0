/* One statement in three formats gives the same paragraphs.  The statement is not part of the
 * project: where it is absent, nothing is tested, and it says so. */
#include "base/file.h"
#include "parser/layout.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MAX = 1 << 20, ARENA_MAX = 64 << 20, BODY_BLOCKS = 10 };

#define CORPUS "../shared/corpus"

static char *path_of(const char *name)
{
    static char path[512];

    (void)snprintf(path, sizeof path, "%s/" CORPUS "/%s", getenv("RAP_SOURCE_DIR"), name);
    return path;
}

static layout_t read_corpus(const char *name, rap_arena_t *arena)
{
    RAP_AUTO_RELEASE(rap_buf) file;
    rap_envelope_t envelope = {.url = name};
    layout_t layout = {0};
    rap_err_t err = {0};

    rap_buf_init(&file, FILE_MAX);
    rap_code_t code = rap_file_read(path_of(name), &file, &err);
    if (code == RAP_OK)
        code = layout_read(file.data, file.len, &envelope, arena, &layout, &err);
    ck_assert_msg(code == RAP_OK, "%s: %s", name, err.text);
    return layout;
}

/* The i-th block that is text, from the one that begins with `opening`; NULL behind the last. */
static const char *body(const layout_t *layout, const char *opening, size_t n)
{
    bool open = false;

    for (size_t i = 0; i < layout->blocks; i++) {
        const layout_block_t *block = &layout->block[i];

        if (block->role == LAYOUT_FURNITURE)
            continue;
        open = open || strncmp(block->text, opening, strlen(opening)) == 0;
        if (open && n-- == 0)
            return block->text;
    }
    return NULL;
}

START_TEST(formats_agree)
{
    static const char *const name[] = {
        "seed/statement.pdf", "seed/statement.html", "seed/statement.txt"};
    rap_arena_t *arena = rap_arena_new(ARENA_MAX);
    layout_t layout[3];

    for (size_t i = 0; i < 3; i++)
        layout[i] = read_corpus(name[i], arena);
    for (size_t n = 0; n <= BODY_BLOCKS; n++) {
        const char *pdf = body(&layout[0], "Mr. Chair,", n);

        ck_assert_int_eq(pdf != NULL, n < BODY_BLOCKS);
        for (size_t i = 1; i < 3; i++)
            ck_assert_pstr_eq(body(&layout[i], "Mr. Chair,", n), pdf);
    }
    ck_assert_int_eq(layout[0].pages, 2);
    rap_arena_destroy(&arena);
}
END_TEST

/* Typeset with indents, with space, and hyphenated, and as it was written: the same paragraphs. */
START_TEST(layouts_agree)
{
    static const char *const name[] = {"shapes/A_letter.pdf", "shapes/B_spaced.pdf",
        "shapes/C_hyph.pdf", "shapes/A_letter.docx", "shapes/A_letter.odt", "shapes/B_spaced.odt",
        "shapes/B_spaced.docx"};
    enum { FILES = sizeof name / sizeof *name };
    rap_arena_t *arena = rap_arena_new(ARENA_MAX);
    layout_t layout[FILES];

    for (size_t i = 0; i < FILES; i++)
        layout[i] = read_corpus(name[i], arena);
    for (size_t n = 0; n <= BODY_BLOCKS; n++)
        for (size_t i = 1; i < FILES; i++)
            ck_assert_pstr_eq(body(&layout[i], "Mr. Chair,", n), body(&layout[0], "Mr. Chair,", n));
    rap_arena_destroy(&arena);
}
END_TEST

/* Stretched for a straight margin or not, the words are the same. */
START_TEST(stretched_arabic_agrees)
{
    static const char opening[] = "السيد الرئيس";
    rap_arena_t *arena = rap_arena_new(ARENA_MAX);
    layout_t plain = read_corpus("shapes/L_ar.pdf", arena);
    layout_t stretched = read_corpus("shapes/L_arj.pdf", arena);

    ck_assert_ptr_nonnull(body(&plain, opening, 1));
    for (size_t n = 0; body(&plain, opening, n) != NULL; n++)
        ck_assert_pstr_eq(body(&stretched, opening, n), body(&plain, opening, n));
    rap_arena_destroy(&arena);
}
END_TEST

/* A scan has no text layer: all of its pages are wanted to be read by OCR. */
START_TEST(scans_have_no_text)
{
    rap_arena_t *arena = rap_arena_new(ARENA_MAX);
    layout_t layout = read_corpus("shapes/scan_A_letter_150_0.7.pdf", arena);

    ck_assert_int_eq(layout.pages, 2);
    ck_assert_uint_eq(layout.wanted_pages, 2);
    ck_assert_int_eq(layout.wanted[0], 1);
    ck_assert_int_eq(layout.wanted[1], 2);
    ck_assert_ptr_null(layout.wanted_language);
    rap_arena_destroy(&arena);
}
END_TEST

int main(void)
{
    if (access(path_of("seed/statement.pdf"), R_OK) != 0) {
        (void)printf("skipped: no corpus at %s\n", path_of(""));
        return EXIT_SUCCESS;
    }

    Suite *suite = suite_create("shapes");
    TCase *tc = tcase_create("core");

    tcase_add_test(tc, formats_agree);
    tcase_add_test(tc, layouts_agree);
    tcase_add_test(tc, stretched_arabic_agrees);
    tcase_add_test(tc, scans_have_no_text);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
