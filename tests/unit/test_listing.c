#include "fetcher/sources/source.h"

#include "base/file.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char dir[64], path[128];
static rap_err_t err;
static rap_arena_t *arena;
static source_t *source;
static harvest_t harvest;

static void setup(void)
{
    memcpy(dir, "/tmp/rap-lst-XXXXXX", sizeof "/tmp/rap-lst-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    (void)snprintf(path, sizeof path, "%s/a.yaml", dir);
    arena = rap_arena_new(64 * 1024 * 1024);
    err = (rap_err_t){0};
    source = NULL;
}

static void teardown(void)
{
    source_destroy(&source);
    rap_arena_destroy(&arena);
    (void)unlink(path);
    ck_assert_int_eq(rmdir(dir), 0);
}

static void define(const char *yaml)
{
    ck_assert_int_eq(rap_file_replace(path, yaml, strlen(yaml), 0600, &err), RAP_OK);
    ck_assert_msg(source_open(&source, path, &err) == RAP_OK, "%s", err.text);
}

static rap_code_t try_read(const char *base, const char *media_type, const char *text, size_t len)
{
    const listing_t listing = {
        .name = "listing", .base = base, .media_type = media_type, .data = text, .len = len};

    return source_read(source, &listing, &harvest, arena, &err);
}

static void read_text(const char *base, const char *text)
{
    ck_assert_msg(
        try_read(base, "text/html; charset=utf-8", text, strlen(text)) == RAP_OK, "%s", err.text);
}

/* ---- html ---- */

/* A listing of the kind that meeting sites have, in our own words. */
#define ROW(title, who, when, files)                                                      \
    "<tr><td class='t main'>" title "</td><td class=who>" who "</td><td class=when>" when \
    "</td><td>" files "</td></tr>\n"
static const char table[] =
    "<!doctype html><html><body><h1>Meeting of 2024</h1><table class='s x'>"
    "<tr><th>Title<th>Who<th>When<th>Files</tr>" ROW(
        "Statement at the seventh substantive session &amp; more", " Republic\n of  Caldoria ",
        "<time datetime='2024-03-08T12:00:00Z'>8 March</time>",
        "<a href='/lib/Caldoria statement_EN.pdf'>EN</a> <a href='/lib/Caldoria_ru.pdf'>RU</a>"
        "<a href='/about'>about</a>")
        ROW("Remarks", "Chair", "", "<a href='https://other.example/x_english_v2.docx'>EN</a>")
            ROW("Joint statement, eighth session", "Zephyria", "<time datetime='soon'>",
                "<a href='/lib/Joint.pdf'>EN</a>") ROW("No file", "Norvenia", "", "")
                ROW("Bad link", "Norvenia", "",
                    "<a href='javascript:go(\"x.pdf\")'>x</a><a "
                    "href='ftp://a.example/x.pdf'>y</a>") "</table></body></html>";

static const char definition[] =
    "id: a\nkind: html\nurl: https://meet.example/m/statements\n"
    "items: {css: table.s tr}\n"
    "fields:\n"
    "  url: {css: \"a[href$='.pdf'], a[href$='.docx']\", attr: href, all: true}\n"
    "  title: {css: td.t}\n"
    "  delegation: {css: td.who}\n"
    "  date: {css: td.when time, attr: datetime, format: [iso8601]}\n"
    "  session: {from: item, regex: '(\\w+) (?:substantive )?session', group: 1, map: ordinals}\n"
    "  language: {from: url, regex: '(?i)_(en|ru|english)[_.]', group: 1, map: languages}\n"
    "  meeting: {from: page, regex: 'Meeting of (\\d+)', group: 1}\n"
    "  speaker: {xpath: 'string(td[2])', regex: 'Chair'}\n"
    "defaults: {body: oewg, language: en}\n";

START_TEST(a_page_gives_its_documents)
{
    define(definition);
    read_text("https://meet.example/m/statements", table);
    ck_assert_uint_eq(harvest.count, 4);
    ck_assert_uint_eq(harvest.entries, 5);
    ck_assert_uint_eq(harvest.broken, 1);
    ck_assert_pstr_ne(strstr(harvest.broken_text, "ftp://a.example/x.pdf"), NULL);

    const field_texts_t *at = harvest.item;
    ck_assert_str_eq(at->url, "https://meet.example/lib/Caldoria%20statement_EN.pdf");
    ck_assert_str_eq(at->title, "Statement at the seventh substantive session & more");
    ck_assert_str_eq(at->delegation, "Republic of Caldoria");
    ck_assert_str_eq(at->date, "2024-03-08");
    ck_assert_str_eq(at->session, "7");
    ck_assert_str_eq(at->language, "en");
    ck_assert_str_eq(at->body, "oewg");
    ck_assert_str_eq(at->meeting, "2024");
    ck_assert_ptr_null(at->speaker);
    at++;
    ck_assert_str_eq(at->url, "https://meet.example/lib/Caldoria_ru.pdf");
    ck_assert_str_eq(at->language, "ru");
    ck_assert_str_eq(at->session, "7");
    at++;
    ck_assert_str_eq(at->url, "https://other.example/x_english_v2.docx");
    ck_assert_ptr_null(at->date);
    ck_assert_ptr_null(at->session);
    ck_assert_str_eq(at->speaker, "Chair");
    at++;
    ck_assert_str_eq(at->title, "Joint statement, eighth session");
    ck_assert_ptr_null(at->date); /* "soon" is no date, and not today */
    ck_assert_str_eq(at->language, "en");
}
END_TEST

START_TEST(filters_and_host_names_are_applied)
{
    define("id: a\nkind: html\nurl: https://a.example/\nitems: {css: li}\n"
           "fields: {url: {css: a, attr: href}, title: {css: a}}\n"
           "host_aliases: [{host: www.a.example, is: a.example}, {host: a.example, is: "
           "a.example}]\n"
           "filter: {url: '^https://a\\.example/news/', title: '(?i)statement'}\n"
           "exclude: {title: photo}\n");
    read_text("https://a.example/",
        "<ul><li><a href='http://www.a.example/news/1'>Statement one</a>"
        "<li><a href='/news/1'>Statement one again</a>" /* the same address */
        "<li><a href='/news/2'>Reception</a><li><a href='/news/3'>Statement photo</a>"
        "<li><a href='/events/4'>Statement</a></ul>");
    ck_assert_uint_eq(harvest.count, 1);
    ck_assert_str_eq(harvest.item[0].url, "https://a.example/news/1");
    ck_assert_uint_eq(harvest.filtered, 3);
    ck_assert_uint_eq(harvest.entries, 5);
}
END_TEST

START_TEST(a_page_says_its_charset)
{
    static const char cyrillic[] = "<ul><li><a href='/x'>\xc7\xe0\xff\xe2</a></ul>";

    define("id: a\nkind: html\nurl: https://a.example/\nitems: {css: li}\n"
           "fields: {url: {css: a, attr: href}, title: {css: a}}\n");
    ck_assert_int_eq(try_read("https://a.example/", "text/html; charset=\"windows-1251\"", cyrillic,
                         strlen(cyrillic)),
        RAP_OK);
    ck_assert_uint_eq(harvest.count, 1);
    ck_assert_str_eq(harvest.item[0].title, "\xd0\x97\xd0\xb0\xd1\x8f\xd0\xb2");
}
END_TEST

static const char *const hostile[] = {
    "",
    "plain text",
    "<",
    "<ul><li><a href",
    "<ul><li><a href=''></a><li><a href='  '></a></ul>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><ul><li><a href='/x'>&e;</a></ul>",
    "<ul><li><a href='/\xff\xfe'>\xff\xfe</a></ul>",
};

START_TEST(a_broken_page_breaks_nothing)
{
    define("id: a\nkind: html\nurl: https://a.example/\nitems: {css: li}\n"
           "fields: {url: {css: a, attr: href}, title: {css: a}}\n");
    rap_code_t code = try_read("https://a.example/", NULL, hostile[_i], strlen(hostile[_i]));
    ck_assert(code == RAP_OK || code == RAP_SYNTAX);
    for (size_t i = 0; i < harvest.count; i++)
        ck_assert_int_eq(strncmp(harvest.item[i].url, "https://a.example/", 18), 0);
}
END_TEST

START_TEST(a_page_cut_anywhere_gives_no_half_entry)
{
    define(definition);
    for (size_t len = 0; len < sizeof table; len += 7) {
        rap_arena_reset(arena);
        if (try_read("https://meet.example/m/statements", NULL, table, len) != RAP_OK)
            continue;
        for (size_t i = 0; i < harvest.count; i++)
            ck_assert_ptr_nonnull(harvest.item[i].url);
        ck_assert_uint_le(harvest.count, 4);
    }
}
END_TEST

START_TEST(a_costly_expression_is_ended)
{
    enum { ROWS = 3000 };
    rap_buf_t page;

    define("id: a\nkind: html\nurl: https://a.example/\n"
           "items: {xpath: '//i[count(//i[count(//i[count(//i) > 1]) > 1]) > 1]'}\n"
           "fields: {url: {xpath: '@href'}}\n");
    rap_buf_init(&page, 1 << 20);
    for (int i = 0; i < ROWS; i++)
        ck_assert_int_eq(rap_buf_text(&page, "<i href='/x'>", &err), RAP_OK);
    ck_assert_int_eq(try_read("https://a.example/", NULL, page.data, page.len), RAP_SYNTAX);
    rap_buf_release(&page);
}
END_TEST

START_TEST(long_values_are_cut_on_a_character)
{
    rap_buf_t page;

    define("id: a\nkind: html\nurl: https://a.example/\nitems: {css: li}\n"
           "fields: {url: {css: a, attr: href}, title: {css: a}}\n");
    rap_buf_init(&page, 1 << 20);
    ck_assert_int_eq(rap_buf_text(&page, "<li><a href='/x'>y", &err), RAP_OK);
    for (int i = 0; i < FIELD_TEXT_MAX; i++)
        ck_assert_int_eq(rap_buf_text(&page, "\xd0\x97", &err), RAP_OK);
    read_text("https://a.example/", page.data);
    ck_assert_uint_eq(strlen(harvest.item[0].title), FIELD_TEXT_MAX - 1);
    rap_buf_release(&page);
}
END_TEST

/* ---- list ---- */

#define LIST "id: a\nkind: list\nfile: x\n"

START_TEST(a_table_names_its_columns)
{
    define(LIST "defaults: {session: '7'}\nroot: {css: '#text > p.x'}\n");
    read_text(NULL, "# by hand\n\nurl\tnote\tdelegation\tdate\r\n"
                    "https://a.example/1.pdf\tlate\tCaldoria\t2024-03-08\r\n"
                    "https://a.example/2.pdf\t\t\t\t\textra\n"
                    "\t\tno address\n"
                    "ftp://a.example/3.pdf\n"
                    "file:///etc/passwd\n"
                    "relative.pdf\n"
                    "{\"url\": \"https://a.example/4.pdf\", \"title\": \"Four\"}\n"
                    "{\"url\": \"https://a.example/5.pdf\", \"titel\": \"Five\"}\n"
                    "{\"title\": \"no address\"}\n"
                    "https://a.example/6.pdf"); /* no line end */
    ck_assert_uint_eq(harvest.count, 4);
    ck_assert_uint_eq(harvest.broken, 6);
    ck_assert_str_eq(harvest.broken_text, "listing:6: no address");
    ck_assert_str_eq(harvest.item[0].url, "https://a.example/1.pdf");
    ck_assert_str_eq(harvest.item[0].delegation, "Caldoria");
    ck_assert_str_eq(harvest.item[0].date, "2024-03-08");
    ck_assert_str_eq(harvest.item[0].session, "7");
    ck_assert_str_eq(harvest.item[0].root,
        ".//*[@id='text']/p[contains(concat(' ',normalize-space(@class),' '),' x ')]");
    ck_assert_ptr_null(harvest.item[1].delegation);
    ck_assert_str_eq(harvest.item[2].title, "Four");
    ck_assert_str_eq(harvest.item[3].url, "https://a.example/6.pdf");
}
END_TEST

START_TEST(the_definition_may_name_the_columns)
{
    define(LIST "columns: [delegation, '-', url]\n");
    read_text(NULL, "Caldoria\tx\thttps://a.example/1.pdf\n");
    ck_assert_uint_eq(harvest.count, 1);
    ck_assert_str_eq(harvest.item[0].url, "https://a.example/1.pdf");
    ck_assert_str_eq(harvest.item[0].delegation, "Caldoria");
}
END_TEST

START_TEST(a_table_without_names_is_no_list)
{
    define(LIST);
    ck_assert_int_eq(try_read(NULL, NULL, "# x\nhttps://a.example/1.pdf\n", 29), RAP_SYNTAX);
    ck_assert_pstr_ne(strstr(err.text, "listing:2: the first line does not name"), NULL);
}
END_TEST

START_TEST(an_empty_list_is_one)
{
    define(LIST);
    read_text(NULL, "");
    ck_assert_uint_eq(harvest.count + harvest.broken, 0);
}
END_TEST

START_TEST(bytes_that_are_no_text_are_a_broken_line)
{
    define(LIST "columns: [url, title]\n");
    static const char text[] = "https://a.example/\xff\thi\n\0\nhttps://a.example/1\tone\n";
    ck_assert_int_eq(try_read(NULL, NULL, text, sizeof text - 1), RAP_OK);
    ck_assert_uint_eq(harvest.count, 1);
    ck_assert_str_eq(harvest.item[0].title, "one");
    ck_assert_uint_ge(harvest.broken, 1);
}
END_TEST

/* ---- the definitions that are shipped ---- */

static void open_shipped(const char *name)
{
    const char *root = getenv("RAP_SOURCE_DIR");
    char file[512];

    ck_assert_ptr_nonnull(root);
    (void)snprintf(file, sizeof file, "%s/data/sources/%s", root, name);
    ck_assert_msg(source_open(&source, file, &err) == RAP_OK, "%s", err.text);
}

/* A mission's page links its own articles with and without a host. */
#define NEWS(href, title, date)                                                   \
    "<div class='news-text__item'><span class='news-text__item__meta-date'>" date \
    "</span><h3 class='news-text__item__headline'><a href='" href "'>" title "</a></h3></div>"

START_TEST(the_shipped_russiaun_reads_both_kinds_of_links)
{
    open_shipped("russiaun-en.yaml");
    read_text("https://russiaun.ru/en/news/",
        NEWS("/en/news/1", "Statement one", "08.07.2024") NEWS("http://www.russiaun.ru/en/news/2",
            "Remarks two", "7 March 2024") NEWS("/en/news/3", "A reception", "06.03.2024"));
    ck_assert_uint_eq(harvest.count, 2);
    ck_assert_uint_eq(harvest.filtered, 1);
    ck_assert_str_eq(harvest.item[0].url, "https://russiaun.ru/en/news/1");
    ck_assert_str_eq(harvest.item[0].date, "2024-07-08");
    ck_assert_str_eq(harvest.item[1].url, "https://russiaun.ru/en/news/2");
    ck_assert_str_eq(harvest.item[1].date, "2024-03-07");
    for (size_t i = 0; i < 2; i++)
        ck_assert_str_eq(harvest.item[i].language, "en");
}
END_TEST

static const struct {
    const char *title, *session;
} sessions[] = {{"Statement at the seventh substantive session", "7"},
    {"Joint statement, 7th session", "7"}, {"Remarks, 11th substantive session", "11"},
    {"Remarks on 7 sessions", NULL}};

START_TEST(the_shipped_unoda_reads_a_session)
{
    char page[1024];

    (void)snprintf(page, sizeof page,
        "<table class='table views-table'><tbody><tr><td class='x views-field-title'>%s</td>"
        "<td><a href='https://docs-library.unoda.org/a_ENG.pdf'>EN</a>"
        "<a href='https://other.example/a.pdf'>copy</a></td></tr></tbody></table>",
        sessions[_i].title);
    open_shipped("unoda-oewg-ict.yaml");
    read_text("https://meetings.unoda.org/meeting/57871/statements", page);
    ck_assert_uint_eq(harvest.count, 1);
    ck_assert_str_eq(harvest.item[0].title, sessions[_i].title);
    ck_assert_str_eq(harvest.item[0].language, "en");
    ck_assert_pstr_eq(harvest.item[0].session, sessions[_i].session);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("listing");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_page_gives_its_documents);
    tcase_add_test(tc, filters_and_host_names_are_applied);
    tcase_add_test(tc, a_page_says_its_charset);
    tcase_add_loop_test(
        tc, a_broken_page_breaks_nothing, 0, (int)(sizeof hostile / sizeof hostile[0]));
    tcase_add_test(tc, a_page_cut_anywhere_gives_no_half_entry);
    tcase_add_test(tc, a_costly_expression_is_ended);
    tcase_add_test(tc, long_values_are_cut_on_a_character);
    tcase_add_test(tc, a_table_names_its_columns);
    tcase_add_test(tc, the_definition_may_name_the_columns);
    tcase_add_test(tc, a_table_without_names_is_no_list);
    tcase_add_test(tc, an_empty_list_is_one);
    tcase_add_test(tc, bytes_that_are_no_text_are_a_broken_line);
    tcase_add_test(tc, the_shipped_russiaun_reads_both_kinds_of_links);
    tcase_add_loop_test(
        tc, the_shipped_unoda_reads_a_session, 0, (int)(sizeof sessions / sizeof sessions[0]));
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
