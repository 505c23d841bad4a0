/* Files in memory. */
#include "base/file.h"
#include "base/mapped.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/test_mapped.XXXXXX";
static char path[64];
static rap_err_t err;

static void make_folder(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/file", folder);
}

static void remove_folder(void)
{
    (void)unlink(path);
    ck_assert_int_eq(rmdir(folder), 0);
}

static void write_file(const char *text)
{
    ck_assert_int_eq(rap_file_replace(path, text, strlen(text), 0644, &err), RAP_OK);
}

START_TEST(it_is_the_file_also_after_a_rest)
{
    RAP_AUTO_RELEASE(rap_mapped) file;

    write_file("some bytes");
    ck_assert_int_eq(rap_mapped_open(&file, path, 10, &err), RAP_OK);
    ck_assert_uint_eq(file.len, 10);
    ck_assert_mem_eq(file.bytes, "some bytes", 10);
    rap_mapped_rest(&file);
    ck_assert_mem_eq(file.bytes, "some bytes", 10);
    write_file("others"); /* in its place */
    ck_assert_mem_eq(file.bytes, "some bytes", 10);
}
END_TEST

START_TEST(what_cannot_be_mapped_is_told)
{
    rap_mapped_t file;

    (void)unlink(path);
    ck_assert_int_eq(rap_mapped_open(&file, path, 10, &err), RAP_NOTFOUND);
    ck_assert_ptr_nonnull(strstr(err.text, path));
    ck_assert_ptr_null(file.bytes);
    write_file("eleven byte");
    ck_assert_int_eq(rap_mapped_open(&file, path, 10, &err), RAP_TOOBIG);
    write_file("");
    ck_assert_int_eq(rap_mapped_open(&file, path, 10, &err), RAP_SYNTAX);
    ck_assert_int_eq(rap_mapped_open(&file, folder, 10, &err), RAP_SYNTAX);
    ck_assert_ptr_null(file.bytes);
    rap_mapped_rest(&file);
    rap_mapped_release(&file);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mapped");
    TCase *tests = tcase_create("mapped");

    tcase_add_unchecked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, it_is_the_file_also_after_a_rest);
    tcase_add_test(tests, what_cannot_be_mapped_is_told);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
