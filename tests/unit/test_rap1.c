#include "proto/rap1.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

START_TEST(commands_are_found_by_name)
{
    rap1_command_t command = RAP1_BEAT;

    ck_assert(rap1_command_find("TASK", 4, &command));
    ck_assert_int_eq(command, RAP1_TASK);
    for (int i = 0; i < RAP1_COMMAND_COUNT; i++) {
        const char *name = rap1_command_name((rap1_command_t)i);

        ck_assert(rap1_command_find(name, strlen(name), &command));
        ck_assert_int_eq(command, i);
    }
    ck_assert(!rap1_command_find("task", 4, &command));
    ck_assert(!rap1_command_find("TASKS", 5, &command));
    ck_assert(!rap1_command_find("TAS", 3, &command));
    ck_assert(!rap1_command_find("", 0, &command));
    ck_assert_str_eq(rap1_command_name(RAP1_COMMAND_COUNT), "?");
}
END_TEST

#define LONG63 "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789."

static const struct {
    const char *text;
    bool is_name;
} names[] = {
    {"parser", true},
    {"parser-12_3.eu", true},
    {LONG63, true},
    {LONG63 "x", false},
    {"", false},
    {"a b", false},
    {"a/b", false},
    {"caf\xc3\xa9", false},
    {"a\n", false},
};

START_TEST(names_are_short_and_plain)
{
    ck_assert_int_eq(rap1_is_name(names[_i].text, strlen(names[_i].text)), names[_i].is_name);
}
END_TEST

static const struct {
    const char *text;
    bool ok;
    size_t name_len;
    bool bulk;
} queues[] = {
    {"parser", true, 6, false},
    {"parser/bulk", true, 6, true},
    {LONG63 "/bulk", true, 63, true},
    {"parser/live", false, 0, false},
    {"/bulk", false, 0, false},
    {"bulk", true, 4, false},
    {"a/bulk/bulk", false, 0, false},
    {"", false, 0, false},
};

START_TEST(queues_may_name_the_bulk_lane)
{
    size_t len = 99;
    bool bulk = false;

    ck_assert_int_eq(
        rap1_queue_parse(queues[_i].text, strlen(queues[_i].text), &len, &bulk), queues[_i].ok);
    if (!queues[_i].ok)
        ck_assert_uint_eq(len, 99);
    else
        ck_assert(len == queues[_i].name_len && bulk == queues[_i].bulk);
}
END_TEST

static const struct {
    rap1_command_t command;
    size_t index, outputs, max;
} frames[] = {
    {RAP1_HELLO, 0, 0, RAP1_HEADER_MAX},
    {RAP1_CREDIT, 0, 0, RAP1_NUMBER_MAX},
    {RAP1_TASK, 1, 0, RAP1_NUMBER_MAX},
    {RAP1_TASK, 2, 0, RAP1_HEADER_MAX},
    {RAP1_TASK, 3, 0, SIZE_MAX},
    {RAP1_TASK, 4, 0, SIZE_MAX},
    {RAP1_PUT, 0, 0, RAP1_NAME_MAX + 5},
    {RAP1_FAIL, 2, 0, SIZE_MAX},
    {RAP1_STATUS, 0, 0, RAP1_STATUS_MAX},
    {RAP1_RECEIPT, 7, 0, RAP1_HEADER_MAX},
    {RAP1_DONE, 1, 2, RAP1_NUMBER_MAX},
    {RAP1_DONE, 2, 2, RAP1_NAME_MAX + 5},
    {RAP1_DONE, 3, 2, RAP1_HEADER_MAX},
    {RAP1_DONE, 4, 2, SIZE_MAX},
    {RAP1_DONE, 9, 2, SIZE_MAX},
    {RAP1_DONE, 10, 2, RAP1_HEADER_MAX}, /* a receipt */
    {RAP1_DONE, 12, 2, RAP1_HEADER_MAX},
    {RAP1_DONE, 4, 0, RAP1_HEADER_MAX},
};

START_TEST(frames_have_limits)
{
    ck_assert_uint_eq(
        rap1_frame_max(frames[_i].command, frames[_i].index, frames[_i].outputs), frames[_i].max);
}
END_TEST

START_TEST(a_bye_starts_with_its_word)
{
    ck_assert(rap1_bye_is("hello", 5, RAP1_BYE_HELLO));
    ck_assert(rap1_bye_is("hello: who are you", 18, RAP1_BYE_HELLO));
    ck_assert(!rap1_bye_is("hello there", 11, RAP1_BYE_HELLO));
    ck_assert(!rap1_bye_is("hell", 4, RAP1_BYE_HELLO));
    ck_assert(!rap1_bye_is("", 0, RAP1_BYE_HELLO));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rap1");
    TCase *tc = tcase_create("core");

    tcase_add_test(tc, commands_are_found_by_name);
    tcase_add_loop_test(tc, names_are_short_and_plain, 0, sizeof names / sizeof *names);
    tcase_add_loop_test(tc, queues_may_name_the_bulk_lane, 0, sizeof queues / sizeof *queues);
    tcase_add_loop_test(tc, frames_have_limits, 0, sizeof frames / sizeof *frames);
    tcase_add_test(tc, a_bye_starts_with_its_word);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
