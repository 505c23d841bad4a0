/* Tables of text. */
#include "base/csv.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static rap_arena_t *arena;
static rap_err_t err;
static char seen[512]; /* "cell|cell" a row, each row behind a ';' */

static void open_case(void)
{
    arena = rap_arena_new(64 << 10);
    seen[0] = '\0';
}

static void close_case(void)
{
    rap_arena_destroy(&arena);
}

static const char *const two[] = {"name", "said", NULL};

static rap_code_t take(void *arg, const char *const *cell, rap_err_t *ret)
{
    size_t len = strlen(seen);

    (void)arg;
    if (strcmp(cell[0], "nobody") == 0)
        return rap_fail(ret, RAP_SCHEMA, "not him");
    (void)snprintf(seen + len, sizeof seen - len, ";%s|%s", cell[0], cell[1]);
    return RAP_OK;
}

static rap_code_t read_bytes(const void *bytes, size_t len)
{
    RAP_AUTO_RELEASE(rap_buf) file;

    rap_buf_init(&file, 1 << 20);
    ck_assert_int_eq(rap_buf_add(&file, bytes, len, &err), RAP_OK);
    return rap_csv_of("t.csv", &file, two, arena, take, NULL, &err);
}

static const struct {
    const char *file, *seen;
} tables[] = {
    {"name,said\na,b\n", ";a|b"},
    {"name,said\na,b", ";a|b"},
    {"said,x,name\nb,c,a\n\nd,,\n", ";a|b;|d"},
    {"\xef\xbb\xbfname,said\r\na,b\r\n\r\nc,d\r\n", ";a|b;c|d"},
    {"\"name\",said\n\"a, b\",\"c\nd\"\n", ";a, b|c\nd"},
    {"name,said\n\"a \"\"b\"\"\",\"\"\n\"\"\"\",x\"y\n", ";a \"b\"|;\"|x\"y"},
    {"\n\nname,said\n", ""},
    {"name,said\na\rb,c\r", ";a\rb|c"},
};

START_TEST(cells_are_read)
{
    ck_assert_int_eq(read_bytes(tables[_i].file, strlen(tables[_i].file)), RAP_OK);
    ck_assert_str_eq(seen, tables[_i].seen);
}
END_TEST

static const struct {
    const char *file;
    rap_code_t code;
    const char *said;
} faults[] = {
    {"", RAP_SCHEMA, "t.csv:1: there is no column 'name'"},
    {"name,said,\na,b\n", RAP_SCHEMA, "t.csv:2: 2 cells under 3 columns"},
    {"names,said\na,b\n", RAP_SCHEMA, "t.csv:1: there is no column 'name'"},
    {"name,said\n\"a\nb\",c\nd,\"e\n", RAP_SYNTAX, "t.csv:4: a quotation mark is not closed"},
    {"name,said\na,\"b\"c\n", RAP_SYNTAX, "t.csv:2: text behind a closing quotation mark"},
    {"name,said\na,\xff\n", RAP_SYNTAX, "t.csv:2: not UTF-8; convert the file"},
    {"name,said\na,b\nnobody,c\n", RAP_SCHEMA, "t.csv:3: not him"},
};

START_TEST(faults_are_told_with_their_line)
{
    ck_assert_int_eq(read_bytes(faults[_i].file, strlen(faults[_i].file)), faults[_i].code);
    ck_assert_str_eq(err.text, faults[_i].said);
}
END_TEST

START_TEST(sizes_have_limits)
{
    static char wide[RAP_CSV_COLUMNS_MAX + 2], tall[128 << 10];

    memset(wide, ',', sizeof wide - 1);
    ck_assert_int_eq(read_bytes(wide, strlen(wide)), RAP_TOOBIG);
    memset(tall, 'a', sizeof tall);
    memcpy(tall, "name,said\nb,", 12);
    ck_assert_int_eq(read_bytes(tall, sizeof tall), RAP_TOOBIG);
    ck_assert_int_eq(read_bytes("name,said\na,b\0", 14), RAP_SYNTAX);
}
END_TEST

START_TEST(a_file_is_read)
{
    char name[] = "/tmp/test_csv.XXXXXX";
    int fd = mkstemp(name);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_gt(dprintf(fd, "name,said\na,b\n"), 0);
    close(fd);
    rap_code_t code = rap_csv_each(name, two, arena, take, NULL, &err);
    unlink(name);
    ck_assert_int_eq(code, RAP_OK);
    ck_assert_str_eq(seen, ";a|b");
    ck_assert_int_eq(rap_csv_each(name, two, arena, take, NULL, &err), RAP_NOTFOUND);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("csv");
    TCase *tables_case = tcase_create("tables");

    tcase_add_checked_fixture(tables_case, open_case, close_case);
    tcase_add_loop_test(tables_case, cells_are_read, 0, (int)(sizeof tables / sizeof *tables));
    tcase_add_loop_test(
        tables_case, faults_are_told_with_their_line, 0, (int)(sizeof faults / sizeof *faults));
    tcase_add_test(tables_case, sizes_have_limits);
    tcase_add_test(tables_case, a_file_is_read);
    suite_add_tcase(suite, tables_case);
    return run_suite(suite);
}
