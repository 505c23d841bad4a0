#include "base/buf.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

START_TEST(bytes_are_added_and_always_terminated)
{
    rap_err_t err = {0};
    rap_buf_t buf;

    rap_buf_init(&buf, 1000);
    ck_assert_str_eq(buf.data, "");
    ck_assert_int_eq(rap_buf_add(&buf, "a\0b", 3, &err), RAP_OK);
    ck_assert_int_eq(rap_buf_add(&buf, NULL, 0, &err), RAP_OK);
    ck_assert_int_eq(rap_buf_text(&buf, "cd", &err), RAP_OK);
    ck_assert_int_eq(rap_buf_char(&buf, 'e', &err), RAP_OK);
    ck_assert_int_eq(rap_buf_printf(&buf, &err, "%d-%s", 12, "f"), RAP_OK);
    ck_assert_uint_eq(buf.len, 10);
    ck_assert_mem_eq(buf.data, "a\0bcde12-f", 11);
    rap_buf_reset(&buf);
    ck_assert_uint_eq(buf.len, 0);
    ck_assert_str_eq(buf.data, "");
    rap_buf_release(&buf);
    ck_assert_ptr_null(buf.data);
    rap_buf_release(&buf); /* idempotent */
}
END_TEST

START_TEST(the_maximum_holds_and_a_refusal_changes_nothing)
{
    rap_err_t err = {0};
    rap_buf_t buf;
    char *at;

    rap_buf_init(&buf, 100);
    for (int i = 0; i < 100; i++)
        ck_assert_int_eq(rap_buf_char(&buf, 'x', &err), RAP_OK);
    ck_assert_uint_le(buf.cap, 101);
    ck_assert_int_eq(rap_buf_char(&buf, 'y', &err), RAP_TOOBIG);
    ck_assert_str_eq(err.text, "more than the 100 bytes allowed");
    ck_assert_int_eq(rap_buf_text(&buf, "y", &err), RAP_TOOBIG);
    ck_assert_int_eq(rap_buf_printf(&buf, &err, "%s", "y"), RAP_TOOBIG);
    ck_assert_int_eq(rap_buf_room(&buf, 1, &at, &err), RAP_TOOBIG);
    ck_assert_int_eq(rap_buf_room(&buf, SIZE_MAX, &at, &err), RAP_TOOBIG);
    ck_assert_int_eq(rap_buf_printf(&buf, &err, "%s", ""), RAP_OK);
    ck_assert_uint_eq(buf.len, 100);
    ck_assert_uint_eq(strspn(buf.data, "x"), 100);
    rap_buf_release(&buf);

    rap_buf_init(&buf, 0);
    ck_assert_int_eq(rap_buf_char(&buf, 'y', &err), RAP_TOOBIG);
    ck_assert_int_eq(rap_buf_text(&buf, "", &err), RAP_OK);
    rap_buf_release(&buf);
}
END_TEST

START_TEST(room_is_written_into_and_the_front_dropped)
{
    rap_err_t err = {0};
    rap_buf_t buf;
    char *at;

    rap_buf_init(&buf, 10000);
    for (int i = 0; i < 9; i++) {
        ck_assert_int_eq(rap_buf_room(&buf, 1000, &at, &err), RAP_OK);
        memset(at, '0' + i, 1000);
        rap_buf_grew(&buf, 999); /* less than there was room for */
    }
    ck_assert_uint_eq(buf.len, 8991);
    ck_assert_int_eq(buf.data[buf.len], '\0');
    rap_buf_drop(&buf, 7992);
    ck_assert_uint_eq(buf.len, 999);
    ck_assert_uint_eq(strspn(buf.data, "8"), 999);
    rap_buf_drop(&buf, 999);
    rap_buf_drop(&buf, 0);
    ck_assert_str_eq(buf.data, "");
    rap_buf_release(&buf);
}
END_TEST

START_TEST(memory_can_be_taken)
{
    rap_err_t err = {0};
    rap_buf_t buf;
    size_t len = 0;

    rap_buf_init(&buf, 10);
    ck_assert_int_eq(rap_buf_text(&buf, "abc", &err), RAP_OK);
    char *data = rap_buf_take(&buf, &len);
    ck_assert_str_eq(data, "abc");
    ck_assert_uint_eq(len, 3);
    ck_assert_uint_eq(buf.len, 0);
    ck_assert_int_eq(rap_buf_text(&buf, "0123456789a", &err), RAP_TOOBIG); /* the same maximum */
    ck_assert_int_eq(rap_buf_text(&buf, "0123456789", &err), RAP_OK);
    ck_assert_str_eq(data, "abc");
    free(data);
    rap_buf_release(&buf);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("buf");
    TCase *tc = tcase_create("core");

    tcase_add_test(tc, bytes_are_added_and_always_terminated);
    tcase_add_test(tc, the_maximum_holds_and_a_refusal_changes_nothing);
    tcase_add_test(tc, room_is_written_into_and_the_front_dropped);
    tcase_add_test(tc, memory_can_be_taken);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
