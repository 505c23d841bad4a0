#include "fetcher/sources/catalog.h"

#include "base/file.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char dir[64], path[128], other[128];
static rap_err_t err;

static void setup(void)
{
    memcpy(dir, "/tmp/rap-def-XXXXXX", sizeof "/tmp/rap-def-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    (void)snprintf(path, sizeof path, "%s/a.yaml", dir);
    (void)snprintf(other, sizeof other, "%s/b.yaml", dir);
    err = (rap_err_t){0};
}

static void teardown(void)
{
    (void)unlink(path);
    (void)unlink(other);
    ck_assert_int_eq(rmdir(dir), 0);
}

static void put(const char *file, const char *text)
{
    ck_assert_int_eq(rap_file_replace(file, text, strlen(text), 0600, &err), RAP_OK);
}

#define HTML  "id: a\nkind: html\nurl: https://a.example/\n"
#define ITEMS "items: {css: tr}\n"
#define LINKS "fields: {url: {css: a, attr: href}}\n"

/* The text after the file's path. */
static const struct {
    const char *yaml, *said;
} wrong[] = {
    {"id: a\nkind: list\nurll: x\n", ":3: unknown key 'urll'; did you mean 'url'?"},
    {"id: a\nkind: list\nfile: x\npoll: {evry: 1h}\n",
        ":4: poll: unknown key 'evry'; did you mean 'every'?"},
    {"id: a\nkind: list\nfile: x\nhttp:\n  delay: fast\n",
        ":5: http.delay: 'fast' is not a number"},
    {"kind: list\nfile: x\n", ":1: 'id' is missing"},
    {"id: a\nfile: x\n", ":1: 'kind' is missing"},
    {"id: a\nkind: [list\n", NULL}, /* YAML's own words */
    {"id: A b\nkind: list\nfile: x\n",
        ": id: 'A b' may only have lower-case letters, digits and '-'"},
    {"id: a\nkind: feed\nurl: https://a.example/rss\n",
        ": kind: there is no 'feed'; the kinds are 'list', 'html', 'dir', 'warc'"},
    {"id: a\nkind: list\n",
        ": say where the listing is, by one of 'url' and 'file', or where the files are, by 'path'"},
    {"id: a\nkind: list\nfile: x\nurl: https://a.example/\n",
        ": say where the listing is, by one of 'url' and 'file', or where the files are, by 'path'"},
    {"id: a\nkind: dir\nfile: x\n", ": kind: 'dir' is files: say where by 'path'"},
    {"id: a\nkind: list\npath: x\n", ": path: 'list' has a listing: say where by 'url' or 'file'"},
    {"id: a\nkind: dir\npath: x\nmatch: ['']\n", ": match: an empty pattern fits no file"},
    {"id: a\nkind: warc\npath: x\nmatch: [x]\n", ": match: the files are those that 'path' names"},
    {"id: a\nkind: list\nurl: ftp://a.example/x\n",
        ": url: 'ftp://a.example/x' is no http or https address"},
    {"id: a\nkind: list\nfile: x\ncolumns: [ulr]\n",
        ": columns: 'ulr' is no field; did you mean 'url'?"},
    {"id: a\nkind: list\nfile: x\ncolumns: [title]\n", ": columns: one of them must be 'url'"},
    {"id: a\nkind: list\nfile: x\nfilter: {url: '('}\n",
        ": filter.url: cannot read the regular expression '(' at '': missing closing parenthesis"},
    {"id: a\nkind: list\nfile: x\ndefaults: {url: x}\n",
        ": defaults.url: an address has no default"},
    {"id: a\nkind: list\nfile: x\ndefaults: {sesion: '7'}\n",
        ":4: defaults: unknown key 'sesion'; did you mean 'session'?"},
    {"id: a\nkind: list\nfile: x\nroot: {css: 'p:first'}\n",
        ": root: cannot read the selector 'p:first' at ':first': not in the part of CSS that is read "
        "here; write it as 'xpath' instead"},
    {"id: a\nkind: dir\npath: x\nroot: {xpath: '//p['}\n",
        ": root: cannot read the XPath expression '//p['"},
    {"id: a\nkind: list\nfile: x\nroot: {css: p, xpath: //p}\n",
        ": root: say either 'css' or 'xpath'"},
    {"id: a\nkind: list\nfile: x\ndefaults: {root: //p}\n",
        ": defaults.root: write it as 'root', by 'css' or 'xpath'"},
    {HTML, ": items: say by 'css' or 'xpath' what an entry is"},
    {HTML ITEMS, ": fields.url: say where an entry has its address"},
    {HTML "items: {css: 'a:hover'}\n" LINKS,
        ": items: cannot read the selector 'a:hover' at ':hover': not in the part of CSS that is "
        "read here; write it as 'xpath' instead"},
    {HTML "items: {css: a, xpath: //a}\n" LINKS, ": items: say either 'css' or 'xpath'"},
    {HTML "items: {xpath: '//a['}\n" LINKS, ": items: cannot read the XPath expression '//a['"},
    {HTML ITEMS "fields: {url: {css: a}, date: {css: td}}\n",
        ": fields.date: a date needs a 'format'"},
    {HTML ITEMS "fields: {url: {css: a}, date: {css: td, format: ['%d %B']}}\n",
        ": fields.date: the date format '%d %B' has no day, month or year; write it like '%d %B "
        "%Y'"},
    {HTML ITEMS "fields: {url: {css: a}, title: {css: td, format: ['%F']}}\n",
        ": fields.title: only a date has a 'format'"},
    {HTML ITEMS "fields: {url: {css: a}, title: {css: td, all: true}}\n",
        ": fields.title: only 'url' may be 'all'"},
    {HTML ITEMS "fields: {url: {from: url, regex: x}}\n",
        ": fields.url: an address cannot be taken from itself"},
    {HTML ITEMS "fields: {url: {css: a}, title: {from: url, css: b}}\n",
        ": fields.title: a selector looks into the item; leave 'from' away"},
    {HTML ITEMS "fields: {url: {css: a, regex: 'x(y)', group: 2}}\n",
        ": fields.url: the 'regex' has no group 2"},
    {HTML ITEMS "fields: {url: {css: a, group: 1}}\n", ": fields.url: a 'group' needs a 'regex'"},
    {HTML ITEMS "fields: {url: {css: a, map: lang}}\n",
        ":5: fields.url.map: 'lang' is none of none, languages, ordinals"},
};

START_TEST(a_wrong_definition_says_where_and_what)
{
    source_t *source = NULL;

    put(path, wrong[_i].yaml);
    ck_assert_int_eq(source_open(&source, path, &err), RAP_CONFIG);
    ck_assert_ptr_null(source);
    ck_assert_msg(strncmp(err.text, path, strlen(path)) == 0, "%s", err.text);
    if (wrong[_i].said != NULL)
        ck_assert_str_eq(err.text + strlen(path), wrong[_i].said);
}
END_TEST

START_TEST(a_definition_has_its_defaults)
{
    RAP_AUTO(source) *source = NULL;
    char file[160];

    put(path, "id: a\nkind: list\nfile: a.tsv\nhttp: {max_bytes: 2M}\n");
    ck_assert_msg(source_open(&source, path, &err) == RAP_OK, "%s", err.text);
    const definition_t *def = &source->definition;
    ck_assert(def->enabled);
    ck_assert_int_eq(def->poll.every, 3600 * 1000);
    ck_assert_int_eq(def->poll.recheck, 24 * 3600 * 1000);
    ck_assert_int_eq(def->http.delay, 1000);
    ck_assert_int_eq(def->http.timeout, 300 * 1000);
    ck_assert_int_eq(def->http.max_bytes, 2 << 20);
    ck_assert_int_eq(def->expect.min_items, 0);
    (void)snprintf(file, sizeof file, "%s/a.tsv", dir);
    ck_assert_str_eq(source->file, file);
}
END_TEST

START_TEST(a_bad_file_disables_its_source_only)
{
    RAP_AUTO(catalog) *catalog = NULL;

    put(path, "id: a\nkind: list\nfiel: x\n");
    put(other, "id: b\nkind: list\nfile: x\n");
    ck_assert_int_eq(catalog_read(&catalog, dir, &err), RAP_OK);
    ck_assert_uint_eq(catalog->count, 1);
    ck_assert_ptr_eq(catalog_find(catalog, "b"), catalog->source[0]);
    ck_assert_ptr_null(catalog_find(catalog, "a"));
    ck_assert_uint_eq(catalog->broken_count, 1);
    ck_assert_pstr_ne(strstr(catalog->broken[0].text, "did you mean 'file'?"), NULL);
}
END_TEST

START_TEST(an_id_is_for_one_source)
{
    RAP_AUTO(catalog) *catalog = NULL;

    put(path, "id: x\nkind: list\nfile: x\n");
    put(other, "id: x\nkind: list\nfile: y\n");
    ck_assert_int_eq(catalog_read(&catalog, dir, &err), RAP_OK);
    ck_assert_uint_eq(catalog->count, 1);
    ck_assert_uint_eq(catalog->broken_count, 1);
    ck_assert_pstr_ne(strstr(catalog->broken[0].text, "the id 'x' is that of"), NULL);
}
END_TEST

START_TEST(disabled_and_reserved_ones_are_no_sources)
{
    RAP_AUTO(catalog) *catalog = NULL;

    put(path, "id: x\nkind: list\nfile: x\nenabled: false\n");
    put(other, "id: manual\nkind: list\nfile: y\n");
    ck_assert_int_eq(catalog_read(&catalog, dir, &err), RAP_OK);
    ck_assert_uint_eq(catalog->count, 0);
    ck_assert_uint_eq(catalog->broken_count, 1);
    ck_assert_pstr_ne(strstr(catalog->broken[0].text, "is for what is handed in"), NULL);
}
END_TEST

START_TEST(no_folder_is_no_sources)
{
    RAP_AUTO(catalog) *catalog = NULL;
    char none[128];

    (void)snprintf(none, sizeof none, "%s/none", dir);
    ck_assert_int_eq(catalog_read(&catalog, none, &err), RAP_OK);
    ck_assert_uint_eq(catalog->count + catalog->broken_count, 0);
}
END_TEST

START_TEST(those_that_are_shipped_are_right)
{
    RAP_AUTO(catalog) *catalog = NULL;
    const char *root = getenv("RAP_SOURCE_DIR");
    char sources[512];

    ck_assert_ptr_nonnull(root);
    (void)snprintf(sources, sizeof sources, "%s/data/sources", root);
    ck_assert_int_eq(catalog_read(&catalog, sources, &err), RAP_OK);
    ck_assert_msg(catalog->broken_count == 0, "%s", catalog->broken[0].text);
    ck_assert_uint_ge(catalog->count, 3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("definition");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(
        tc, a_wrong_definition_says_where_and_what, 0, (int)(sizeof wrong / sizeof wrong[0]));
    tcase_add_test(tc, a_definition_has_its_defaults);
    tcase_add_test(tc, a_bad_file_disables_its_source_only);
    tcase_add_test(tc, an_id_is_for_one_source);
    tcase_add_test(tc, disabled_and_reserved_ones_are_no_sources);
    tcase_add_test(tc, no_folder_is_no_sources);
    tcase_add_test(tc, those_that_are_shipped_are_right);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
