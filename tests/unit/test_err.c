#include "base/err.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The contract with quarantine records, service managers and scripts. */
static const struct {
    rap_code_t code;
    const char *name, *reason;
    rap_fate_t fate;
    int exit;
} known[] = {
    {RAP_OK, "OK", "ok", RAP_FATE_DONE, 0},
    {RAP_TIMEOUT, "TIMEOUT", "timed_out", RAP_FATE_RETRY, 75},
    {RAP_UNAVAILABLE, "UNAVAILABLE", "unavailable", RAP_FATE_RETRY, 75},
    {RAP_BUSY, "BUSY", "busy", RAP_FATE_RETRY, 75},
    {RAP_IO, "IO", "io", RAP_FATE_RETRY, 75},
    {RAP_FULL, "FULL", "disk_full", RAP_FATE_RETRY, 75},
    {RAP_SYNTAX, "SYNTAX", "malformed", RAP_FATE_REJECT, 1},
    {RAP_SCHEMA, "SCHEMA", "bad_record", RAP_FATE_REJECT, 1},
    {RAP_TOOBIG, "TOOBIG", "too_large", RAP_FATE_REJECT, 1},
    {RAP_UNSUPPORTED, "UNSUPPORTED", "unsupported", RAP_FATE_REJECT, 1},
    {RAP_NOTFOUND, "NOTFOUND", "not_found", RAP_FATE_REJECT, 1},
    {RAP_NO_TEXT, "NO_TEXT", "no_text", RAP_FATE_REJECT, 1},
    {RAP_NOT_STATEMENT, "NOT_STATEMENT", "not_a_statement", RAP_FATE_REJECT, 1},
    {RAP_ENCRYPTED, "ENCRYPTED", "encrypted", RAP_FATE_REJECT, 1},
    {RAP_OVERTIME, "OVERTIME", "timeout", RAP_FATE_REJECT, 1},
    {RAP_CRASHED, "CRASHED", "crashed", RAP_FATE_REJECT, 1},
    {RAP_USAGE, "USAGE", "usage", RAP_FATE_STOP, 64},
    {RAP_CONFIG, "CONFIG", "config", RAP_FATE_STOP, 78},
    {RAP_DAMAGED, "DAMAGED", "damaged", RAP_FATE_STOP, 75},
    {RAP_CANCELLED, "CANCELLED", "cancelled", RAP_FATE_STOP, 75},
    {RAP_INTERNAL, "INTERNAL", "internal", RAP_FATE_STOP, 1},
};

START_TEST(codes_keep_their_meaning)
{
    ck_assert_str_eq(rap_code_name(known[_i].code), known[_i].name);
    ck_assert_str_eq(rap_code_reason(known[_i].code), known[_i].reason);
    ck_assert_int_eq(rap_code_fate(known[_i].code), known[_i].fate);
    ck_assert_int_eq(rap_code_exit(known[_i].code), known[_i].exit);
}
END_TEST

START_TEST(every_code_is_known_here)
{
    ck_assert_uint_eq(sizeof known / sizeof known[0], RAP_CODE_COUNT);
}
END_TEST

static const struct {
    int sys;
    rap_code_t code;
} numbers[] = {
    {0, RAP_OK},
    {ENOSPC, RAP_FULL},
    {EDQUOT, RAP_FULL},
    {EFBIG, RAP_FULL},
    {EAGAIN, RAP_BUSY},
    {EBUSY, RAP_BUSY},
    {ENOENT, RAP_NOTFOUND},
    {EIO, RAP_IO},
    {EACCES, RAP_IO},
};

START_TEST(system_errors_have_codes)
{
    ck_assert_int_eq(rap_code_of_errno(numbers[_i].sys), numbers[_i].code);
}
END_TEST

START_TEST(a_failure_says_what_and_where)
{
    rap_err_t err = {0};
    int line = __LINE__ + 1;
    rap_code_t code = rap_fail(&err, RAP_SYNTAX, "page %d: bad reference", 7);

    ck_assert_int_eq(code, RAP_SYNTAX);
    ck_assert_int_eq(err.code, RAP_SYNTAX);
    ck_assert_int_eq(err.sys, 0);
    ck_assert_int_eq(err.line, line);
    ck_assert_ptr_nonnull(strstr(err.file, "test_err.c"));
    ck_assert_str_eq(err.text, "page 7: bad reference");
}
END_TEST

START_TEST(a_system_failure_says_why)
{
    rap_err_t err = {0};

    ck_assert_int_eq(
        rap_fail_sys(&err, RAP_NOTFOUND, ENOENT, "could not open '%s'", "x"), RAP_NOTFOUND);
    ck_assert_int_eq(err.sys, ENOENT);
    ck_assert_str_eq(err.text, "could not open 'x': No such file or directory");
    ck_assert_int_eq(rap_fail_sys(&err, RAP_IO, 99999, "could not"), RAP_IO);
    ck_assert_str_eq(err.text, "could not: unknown system error");
}
END_TEST

START_TEST(context_goes_in_front)
{
    rap_err_t err = {0};

    rap_fail(&err, RAP_SYNTAX, "bad reference");
    ck_assert_int_eq(rap_fail_prefix(&err, "page %d", 3), RAP_SYNTAX);
    rap_fail_prefix(&err, "document %s", "91ab");
    ck_assert_str_eq(err.text, "document 91ab: page 3: bad reference");
}
END_TEST

START_TEST(long_texts_are_cut_at_the_end)
{
    rap_err_t err = {0};
    char longest[400];

    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    rap_fail(&err, RAP_IO, "%s", longest);
    ck_assert_uint_eq(strlen(err.text), sizeof err.text - 1);
    rap_fail_sys(&err, RAP_IO, EIO, "%s", longest);
    ck_assert_uint_eq(strlen(err.text), sizeof err.text - 1);
    rap_fail_prefix(&err, "head");
    ck_assert_uint_eq(strlen(err.text), sizeof err.text - 1);
    ck_assert_int_eq(strncmp(err.text, "head: xxx", 9), 0);
    rap_fail_prefix(&err, "%s", longest);
    ck_assert_uint_eq(strlen(err.text), sizeof err.text - 1);
    ck_assert_str_eq(err.text + sizeof err.text - 4, "x: ");
}
END_TEST

START_TEST(texts_are_utf8_whatever_goes_in)
{
    rap_err_t err = {0};
    char accents[2 * 200 + 1];

    rap_fail(&err, RAP_SYNTAX, "unknown key '%.3s'", "\xc3\xa9\xc3\xa9");
    ck_assert_str_eq(err.text, "unknown key '\xc3\xa9?'");
    rap_fail_prefix(&err, "\xff");
    ck_assert_str_eq(err.text, "?: unknown key '\xc3\xa9?'");
    for (size_t i = 0; i < 200; i++)
        memcpy(accents + 2 * i, "\xc3\xa9", 3);
    rap_fail(&err, RAP_SYNTAX, "%s", accents);
    ck_assert_uint_eq(strlen(err.text), sizeof err.text - 1);
    ck_assert_str_eq(err.text + sizeof err.text - 4, "\xc3\xa9?");
    rap_fail_prefix(&err, "a");
    ck_assert_str_eq(err.text + sizeof err.text - 3, "\xc3\xa9");
}
END_TEST

static rap_code_t step(rap_code_t code, int *count)
{
    (*count)++;
    return code;
}

static rap_code_t three_steps(rap_code_t second, int *count)
{
    RAP_TRY(step(RAP_OK, count));
    RAP_TRY(step(second, count));
    RAP_TRY(step(RAP_OK, count));
    return RAP_OK;
}

START_TEST(the_first_failure_ends_a_function)
{
    int count = 0;

    ck_assert_int_eq(three_steps(RAP_OK, &count), RAP_OK);
    ck_assert_int_eq(count, 3);
    ck_assert_int_eq(three_steps(RAP_BUSY, &count), RAP_BUSY);
    ck_assert_int_eq(count, 5);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("err");
    TCase *tc = tcase_create("core");

    tcase_add_loop_test(tc, codes_keep_their_meaning, 0, (int)(sizeof known / sizeof known[0]));
    tcase_add_test(tc, every_code_is_known_here);
    tcase_add_loop_test(tc, system_errors_have_codes, 0, (int)(sizeof numbers / sizeof numbers[0]));
    tcase_add_test(tc, a_failure_says_what_and_where);
    tcase_add_test(tc, a_system_failure_says_why);
    tcase_add_test(tc, context_goes_in_front);
    tcase_add_test(tc, long_texts_are_cut_at_the_end);
    tcase_add_test(tc, texts_are_utf8_whatever_goes_in);
    tcase_add_test(tc, the_first_failure_ends_a_function);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
