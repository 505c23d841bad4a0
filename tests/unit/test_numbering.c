/* The numbers of lists, in all ways of counting. */
#include "parser/formats/numbering.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    numbering_t how;
    long number;
    const char *text;
} cases[] = {
    {NUMBERING_DECIMAL, 12, "12"},
    {NUMBERING_DECIMAL, 0, "0"},
    {NUMBERING_PADDED, 7, "07"},
    {NUMBERING_PADDED, 123, "123"},
    {NUMBERING_ORDINAL, 1, "1st"},
    {NUMBERING_ORDINAL, 2, "2nd"},
    {NUMBERING_ORDINAL, 3, "3rd"},
    {NUMBERING_ORDINAL, 11, "11th"},
    {NUMBERING_ORDINAL, 112, "112th"},
    {NUMBERING_ORDINAL, 20, "20th"},
    {NUMBERING_LOWER, 3, "c"},
    {NUMBERING_LOWER, 26, "z"},
    {NUMBERING_LOWER, 28, "bb"},
    {NUMBERING_UPPER, 53, "AAA"},
    {NUMBERING_UPPER, 0, "0"},
    {NUMBERING_UPPER, 261, "261"},
    {NUMBERING_LOWER_ROMAN, 4, "iv"},
    {NUMBERING_UPPER_ROMAN, 1994, "MCMXCIV"},
    {NUMBERING_UPPER_ROMAN, 3888, "MMMDCCCLXXXVIII"},
    {NUMBERING_UPPER_ROMAN, 4000, "4000"},
    {NUMBERING_LOWER_RUSSIAN, 3, "в"},
    {NUMBERING_UPPER_RUSSIAN, 29, "АА"},
    {NUMBERING_ARABIC, 3, "ت"},
    {NUMBERING_ABJAD, 3, "ج"},
    {NUMBERING_CHINESE, 3, "三"},
    {NUMBERING_CHINESE, 10, "十"},
    {NUMBERING_CHINESE, 12, "十二"},
    {NUMBERING_CHINESE, 20, "二十"},
    {NUMBERING_CHINESE, 99, "九十九"},
    {NUMBERING_CHINESE, 100, "100"},
    {NUMBERING_CIRCLED, 3, "③"},
    {NUMBERING_CIRCLED, 21, "21"},
    {NUMBERING_BULLET, 3, ""},
    {NUMBERING_NONE, 3, ""},
};

START_TEST(numbers_are_written)
{
    char out[NUMBERING_SIZE];
    size_t len = numbering_write(cases[_i].how, cases[_i].number, out);

    ck_assert_str_eq(out, cases[_i].text);
    ck_assert_uint_eq(len, strlen(cases[_i].text));
}
END_TEST

/* Whatever a file says, the number fits. */
START_TEST(every_number_fits)
{
    char out[NUMBERING_SIZE];

    for (int how = NUMBERING_DECIMAL; how <= NUMBERING_NONE; how++)
        for (long number = 0; number < 5000; number++)
            ck_assert_uint_lt(numbering_write((numbering_t)how, number, out), NUMBERING_SIZE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("numbering");
    TCase *tc = tcase_create("core");

    tcase_add_loop_test(tc, numbers_are_written, 0, sizeof cases / sizeof *cases);
    tcase_add_test(tc, every_number_fits);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
