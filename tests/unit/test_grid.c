#include "cli/grid.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct grid_column columns[] = {
    {.title = "NAME", .most = 8}, {.title = "N", .numeric = true}, {.title = "LAST"}, {0}};

/* The printed grid, the caller's to free. */
static char *print(const grid_t *grid)
{
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);

    ck_assert_ptr_nonnull(out);
    grid_print(grid, out);
    ck_assert_int_eq(fclose(out), 0);
    return text;
}

static const struct {
    const char *cells[3];
    const char *printed; /* below the title */
} rows[] = {
    {{"a", "1", "x"}, "NAME  N  LAST\na     1  x\n"},
    {{"a", "1000", ""}, "NAME     N  LAST\na     1000  \n"},
    {{NULL, NULL, NULL}, "NAME  N  LAST\n-     -  -\n"},
    {{"12345678", "1", "x"}, "NAME      N  LAST\n12345678  1  x\n"},
    {{"123456789", "1", "x"}, "NAME      N  LAST\n12345...  1  x\n"},
    /* code points and not bytes are counted, and none is cut in two */
    {{"\xc3\xa9\xc3\xa9", "1", "x"}, "NAME  N  LAST\n\xc3\xa9\xc3\xa9    1  x\n"},
    {{"1234\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", "1", "x"},
        "NAME      N  LAST\n1234\xc3\xa9...  1  x\n"},
    /* the last column has no limit */
    {{"a", "1", "as long as it likes to be, for it may wrap"},
        "NAME  N  LAST\na     1  as long as it likes to be, for it may wrap\n"},
    /* nothing drives the terminal: C0, C1, bytes that are no UTF-8 */
    {{"\x1b[2J", "1\n", "\xc2\x9bx\r"}, "NAME   N  LAST\n [2J  1     x \n"},
    {{"a\xff", "1", "x"}, "NAME  N  LAST\na?    1  x\n"},
};

START_TEST(a_row_is_printed)
{
    grid_t *grid = grid_new(columns);

    grid_add(grid, rows[_i].cells);
    ck_assert_uint_eq(grid_rows(grid), 1);
    char *text = print(grid);
    ck_assert_str_eq(text, rows[_i].printed);
    free(text);
    grid_destroy(&grid);
    ck_assert_ptr_null(grid);
}
END_TEST

START_TEST(columns_are_as_wide_as_their_widest_cell)
{
    grid_t *grid = grid_new(columns);
    char name[16];

    for (int i = 0; i < 300; i++) { /* beyond the first allocation */
        (void)snprintf(name, sizeof name, "%d", i);
        grid_add(grid, (const char *const[]){name, name, "."});
    }
    ck_assert_uint_eq(grid_rows(grid), 300);
    char *text = print(grid);
    ck_assert_ptr_nonnull(strstr(text, "NAME    N  LAST\n0       0  .\n"));
    ck_assert_ptr_nonnull(strstr(text, "\n299   299  .\n"));
    free(text);
    grid_destroy(&grid);
}
END_TEST

START_TEST(no_rows)
{
    grid_t *grid = grid_new(columns);
    char *text = print(grid);

    ck_assert_str_eq(text, "NAME  N  LAST\n");
    free(text);
    grid_destroy(&grid);
    grid_destroy(&grid);
}
END_TEST

START_TEST(a_copy_is_safe)
{
    rap_arena_t *arena = rap_arena_new(4096);
    const char text[] = "a\x1b]0;title\a";

    ck_assert_str_eq(grid_safe(text, arena), "a ]0;title ");
    ck_assert_str_eq(text, "a\x1b]0;title\a");
    rap_arena_destroy(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid");
    TCase *tc = tcase_create("core");

    tcase_add_loop_test(tc, a_row_is_printed, 0, (int)(sizeof rows / sizeof rows[0]));
    tcase_add_test(tc, columns_are_as_wide_as_their_widest_cell);
    tcase_add_test(tc, no_rows);
    tcase_add_test(tc, a_copy_is_safe);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
