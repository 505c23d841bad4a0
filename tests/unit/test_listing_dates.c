#include "fetcher/sources/dates.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const char *usual[] = {"%d.%m.%Y", "%d %B %Y", "%B %d, %Y", "iso8601"};

static const struct {
    const char *text, *date; /* NULL: none */
} cases[] = {
    {"08.07.2024", "2024-07-08"},
    {" 8 March 2024\n", "2024-03-08"},
    {"8 Mar 2024", "2024-03-08"},
    {"march 8, 2024", "2024-03-08"},
    {"2024-03-08", "2024-03-08"},
    {"2024-03-08T12:00:00Z", "2024-03-08"},
    {"2024-03-08T23:30:00.123-05:00", "2024-03-08"},
    {"2024-03-08 10:00", "2024-03-08"},
    {"29 February 2024", "2024-02-29"},
    {"29 February 2023", NULL},
    {"31.04.2024", NULL},
    {"2024-13-01", NULL},
    {"2024-03-08X", NULL},
    {"2024-03-08T", NULL},
    {"8 March 2024 and more", NULL},
    {"8 M\xc3\xa4rz 2024", NULL},
    {"8 March 0024", NULL},
    {"8 March 9999", NULL},
    {"", NULL},
    {"yesterday", NULL},
};

START_TEST(the_first_format_that_fits_gives_the_day)
{
    const rap_strings_t formats = {usual, sizeof usual / sizeof usual[0]};
    char date[DATE_SIZE] = "";

    bool found = date_parse(cases[_i].text, &formats, date);
    ck_assert_msg(
        found == (cases[_i].date != NULL), "'%s' gave '%s'", cases[_i].text, found ? date : "");
    if (found)
        ck_assert_str_eq(date, cases[_i].date);
}
END_TEST

START_TEST(no_format_is_no_date)
{
    char date[DATE_SIZE];

    ck_assert(!date_parse("2024-03-08", &(rap_strings_t){0}, date));
}
END_TEST

static const struct {
    const char *format, *said; /* NULL: right */
} formats[] = {
    {"%d %B %Y", NULL},
    {"%e %b %y", NULL},
    {"%F", NULL},
    {"%A, %d. %m. %Y %H:%M", NULL},
    {"iso8601", NULL},
    {"%d %B", "no day, month or year"},
    {"8 March 2024", "no day, month or year"},
    {"%d %B %Y %Q", "unknown '%Q'"},
    {"%d %B %Y %", "unknown '%'"},
};

START_TEST(a_format_is_checked_when_it_is_read)
{
    rap_err_t err = {0};
    rap_code_t code = date_check_format(formats[_i].format, &err);

    ck_assert_int_eq(code, formats[_i].said == NULL ? RAP_OK : RAP_SYNTAX);
    if (formats[_i].said != NULL)
        ck_assert_pstr_ne(strstr(err.text, formats[_i].said), NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("listing_dates");
    TCase *tc = tcase_create("core");

    tcase_add_loop_test(
        tc, the_first_format_that_fits_gives_the_day, 0, (int)(sizeof cases / sizeof cases[0]));
    tcase_add_test(tc, no_format_is_no_date);
    tcase_add_loop_test(
        tc, a_format_is_checked_when_it_is_read, 0, (int)(sizeof formats / sizeof formats[0]));
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
