/* What is made of web pages: the text, its parts, and what is left out; pages that are meant to
 * do harm. */
#include "tests/unit/layout_case.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>

#define ONE                                                                                          \
    "Westland thanks the Chair for the way in which this session was prepared, and the Secretariat " \
    "for papers that came in time, which is more than we could say of the last one."
#define TWO                                                                                         \
    "We have not changed our position: the rules that we agreed are sound, and what is missing is " \
    "practice, of which nobody can have enough, however many meetings we hold on it."

/* A page's body, and its blocks. */
static const struct {
    const char *page, *blocks;
} pages[] = {
    /* What names say. */
    {"<h1>Title</h1><div class='c-article__shareBar'>Share it</div><p>" ONE "</p><p>" TWO "</p>",
        "heading | Title\nbody | " ONE "\nbody | " TWO "\n"},
    {"<div class='overflow-hidden print:hidden has-sidebar no-comments'><p>" ONE "</p><p>" TWO
     "</p></div>",
        "body | " ONE "\nbody | " TWO "\n"},
    {"<article class='post hentry tag-share category-newsletter'><p>" ONE "</p></article>",
        "body | " ONE "\n"},
    {"<h1>Title</h1><p class='byline'>By the press office</p><p>" ONE "</p><p>" TWO "</p>",
        "heading | Title\nfurniture | By the press office\nbody | " ONE "\nbody | " TWO "\n"},
    /* Two boxes of one name, and what stands between them. */
    {"<div><div class='field-text'>" ONE
     "</div><div class='ad'>Buy!</div><div class='field-text'>" TWO "</div></div>",
        "body | " ONE "\nbody | " TWO "\n"},
    /* Several statements. */
    {"<h1>Statements</h1><article><h2>Statement by Westland</h2><p>" ONE "</p></article>"
     "<article><h2>Statement by Sudland</h2><p>" TWO "</p></article>",
        "heading | Statements\nheading | Statement by Westland\nbody | " ONE
        "\nheading | Statement by Sudland\nbody | " TWO "\n"},
    /* The title that the page has, and one of something else. */
    {"<title>Statement by Westland | Mission</title><h3>News</h3><p>Short.</p><div class='text'><h2>Statement by "
     "Westland</h2><p>" ONE "</p><p>" TWO "</p></div>",
        "heading | Statement by Westland\nbody | " ONE "\nbody | " TWO "\n"},
    /* Teasers, their heading, and links. */
    {"<main><p>" ONE "</p><p>" TWO "</p><h2>More</h2>"
     "<div class=c><h3><a href=a>The minister opens a bridge</a></h3><p>In the rain.</p></div>"
     "<div class=c><h3><a href=b>The ambassador meets students</a></h3><p>Two hundred.</p></div>"
     "<p><a href=c>Read also: another thing</a></p></main>",
        "body | " ONE "\nbody | " TWO "\n"},
    /* Footnotes: apart, and no marks in the text. */
    {"<div class=text><p>" ONE "<sup><a href='#fn1'>1</a></sup></p><p>" TWO
     "<a href='#_ftn2'>[2]</a></p>"
     "<ol class=footnotes><li id=fn1>The first. <a href='#fnref1'>\u21a9</a></li></ol>"
     "<p><a href='#_ftnref2' name='_ftn2'>[2]</a> The second.</p></div>",
        "body | " ONE "\nbody | " TWO "\nnote | The first.\nnote | [2] The second.\n"},
    {"<td>" ONE "<br><br>" TWO "<br><br><a name='_ftn1' href='#_ftnref1'>[1]</a> A note.</td>",
        "body | " ONE "\nbody | " TWO "\nnote | [1] A note.\n"},
    /* Tables: of data, and for layout. */
    {"<p>" ONE "</p><p>" TWO "</p><table><tr><th>Measure<th>Year<tr><td>Fund<td>2025</table>",
        "body | " ONE "\nbody | " TWO "\nbody | Measure | Year\nbody | Fund | 2025\n"},
    {"<table><tr><td><a href=a>Home</a><br><a href=b>News</a></td><td>" ONE "<br><br>" TWO
     "</td></tr></table>",
        "body | " ONE "\nbody | " TWO "\n"},
    /* Hidden, unless nearly all is. */
    {"<p>" ONE "</p><p>" TWO "</p><p style='color: red; display : none'>No.</p><p hidden>No.</p>"
     "<p aria-hidden=true>No.</p><template>No.</template><noscript>No.</noscript>",
        "body | " ONE "\nbody | " TWO "\n"},
    {"<h1>Title</h1><div style='display:none'><p>" ONE "</p><p>" TWO "</p><p>" ONE "</p><p>" TWO
     "</p></div>",
        "heading | Title\nbody | " ONE "\nbody | " TWO "\nbody | " ONE "\nbody | " TWO "\n"},
    /* JSON-LD says what the page does not show. */
    {"<script type='application/ld+json'>{\"articleBody\": \"" ONE "\\n\\n" TWO
     "\\u0020\\\"Yes.\\\"\"}</script>"
     "<h1>Title</h1><p>Subscribe to read on.</p>",
        "heading | Title\nbody | " ONE "\nbody | " TWO " \"Yes.\"\n"},
    {"<script type='application/ld+json'>{\"articleBody\": \"<p>" ONE "<\\/p><p>" TWO
     "<\\/p>\"}</script>"
     "<div id=root></div>",
        "body | " ONE "\nbody | " TWO "\n"},
    {"<script type='application/ld+json'>{\"articleBody\": \"Another text. " ONE ONE ONE ONE
     "\"}</script>"
     "<p>" TWO "</p><p>" TWO "</p>",
        "body | " TWO "\nbody | " TWO "\n"},
    /* Wrong nesting, what was never closed, what comes behind the end. */
    {"<p><b><i>" ONE "</b></i></span></div><p>" TWO "</body></html><p>Behind.",
        "heading bold italic | " ONE "\nbody | " TWO "\nbody | Behind.\n"},
    /* Signs. */
    {"<p>Open&#8209;Ended&nbsp;Group, co&shy;operation,&#8203; \u202bright\u202c &amp;amp; &lt;left&gt;</p>",
        "body | Open\u2011Ended Group, cooperation, right &amp; <left>\n"},
};

START_TEST(a_page_gives_its_text)
{
    char page[16384];
    rap_err_t err = {0};
    layout_t layout = {0};
    char *found = NULL;
    size_t len = 0;

    (void)snprintf(page, sizeof page, "<!DOCTYPE html>%s", pages[_i].page);
    ck_assert_msg(read_bytes(page, strlen(page), &layout, &err) == RAP_OK, "%s", err.text);
    FILE *out = open_memstream(&found, &len);
    ck_assert_ptr_nonnull(out);
    layout_text_blocks(&layout, out);
    ck_assert_int_eq(fclose(out), 0);
    is_as_expected(pages[_i].page, found, pages[_i].blocks);
}
END_TEST

/* Where the source says that the text is. */
static const struct {
    const char *root, *page;
    rap_code_t code;
    const char *says; /* the blocks, or the reason */
} rooted[] = {
    {"//div[@id='b']", "<div id=a><p>" ONE "</p></div><div id=b><p>Short.</p></div>", RAP_OK,
        "body | Short.\n"},
    {".//p[@class='x']",
        "<p class=x>One.</p><p>No.</p><div><p class=x>Two. <b class=x>In.</b></p></div><p>No.</p>",
        RAP_OK, "body | One.\nbody | Two. In.\n"},
    {"//div", "<div><p>Yes.</p><div class=share>Share</div><p hidden>No.</p></div>", RAP_OK,
        "body | Yes.\n"},
    /* Whatever it is called, or what it is in. */
    {"//div[@id='b']",
        "<footer hidden class=sidebar><div id=b class=share><p>Short.</p></div><p>No.</p></footer>"
        "<p>" ONE "</p>",
        RAP_OK, "body | Short.\n"},
    {"//div[@id='c']", "<div id=a>Text</div>", RAP_NO_TEXT,
        "the root '//div[@id='c']' selects nothing in the page; correct it where the source is described"},
    {"count(//p)", "<p>Text</p>", RAP_NO_TEXT,
        "the root 'count(//p)' selects nothing in the page; correct it where the source is described"},
    {"//p[", "<p>Text</p>", RAP_SCHEMA, "cannot read the root '//p[', an XPath expression"},
};

START_TEST(the_source_may_say_where)
{
    rap_envelope_t envelope = {.url = "", .hints.root = rooted[_i].root};
    char page[4096], *found = NULL;
    rap_err_t err = {0};
    layout_t layout = {0};
    size_t len = 0;

    (void)snprintf(page, sizeof page, "<!DOCTYPE html><body>%s", rooted[_i].page);
    rap_code_t code = layout_read(page, strlen(page), &envelope, arena, &layout, &err);
    ck_assert_msg(code == rooted[_i].code, "%s: %s", rap_code_name(code), err.text);
    if (code != RAP_OK) {
        ck_assert_str_eq(err.text, rooted[_i].says);
        return;
    }
    FILE *out = open_memstream(&found, &len);
    ck_assert_ptr_nonnull(out);
    layout_text_blocks(&layout, out);
    ck_assert_int_eq(fclose(out), 0);
    is_as_expected(rooted[_i].page, found, rooted[_i].says);
}
END_TEST

/* An expression that would take for ever. */
START_TEST(a_root_has_a_limit)
{
    rap_envelope_t envelope = {.url = "", .hints.root = "//*[count(//*[count(//*) > 0]) > 0]"};
    rap_err_t err = {0};
    layout_t layout = {0};

    add(&file, "<!DOCTYPE html><body>", 1);
    add(&file, "<p>x</p>", 5000);
    ck_assert_int_eq(layout_read(file.data, file.len, &envelope, arena, &layout, &err), RAP_TOOBIG);
    ck_assert_str_eq(err.text, "the root '//*[count(//*[count(//*) > 0]) > 0]' takes too long");
}
END_TEST

/* So much of something, and a text behind it that must not be lost. */
static const struct {
    const char *before, *again, *after;
    size_t times;
} hostile[] = {
    {"<p ", "a=1 b='2' c ", ">", 20000},
    {"", "<div>", "", 200000},
    {"", "<div><a href=x>", "", 50000},
    {"<div>", "<b>", "</i></b>", 200000},
    {"", "<div>", "</b>", 100000},
    {"", "</b>", "", 100000},
    {"", "<table><tr><td>", "", 20000},
    {"", "<ul><li>a", "", 50000},
    {"", "<sup><a href='#n'><b>1", "", 30000},
    {"", "<h1><b>x", "", 30000},
    {"", "<div class='share'><p>", "", 50000},
    {"", "<div><a href=x>A title of a teaser</a> text", "", 20000},
    {"<p class='", "ad-words ", "'>", 200000},
    {"<p>", "&#x41;&amp;&nbsp;", "", 100000},
    {"", "<p>x", "", 100000},
    {"<script type='application/ld+json'>", "\"articleBody\":\"x", "</script>", 50000},
};

START_TEST(what_follows_is_not_lost)
{
    rap_err_t err = {0};
    layout_t layout = {0};
    bool found = false;

    add(&file, "<!DOCTYPE html><body>", 1);
    add(&file, hostile[_i].before, 1);
    add(&file, hostile[_i].again, hostile[_i].times);
    add(&file, hostile[_i].after, 1);
    add(&file, "<p>" ONE "</p><p>" TWO "</p>", 1);
    rap_arena_t *large = rap_arena_new((size_t)256 << 20);
    rap_envelope_t envelope = {.url = ""};
    ck_assert_msg(layout_read(file.data, file.len, &envelope, large, &layout, &err) == RAP_OK, "%s",
        err.text);
    for (size_t i = 0; i < layout.blocks; i++)
        found = found || strcmp(layout.block[i].text, TWO) == 0;
    ck_assert(found);
    rap_arena_destroy(&large);
}
END_TEST

/* A title of many parts, and many headings that may be it. */
START_TEST(a_long_title_is_compared_in_time)
{
    rap_arena_t *large = rap_arena_new((size_t)256 << 20);
    rap_envelope_t envelope = {.url = ""};
    rap_err_t err = {0};
    layout_t layout = {0};

    add(&file, "<!DOCTYPE html><title>", 1);
    add(&file, "Some title | ", 50000);
    add(&file, "</title><body>", 1);
    add(&file, "<h2>Some other</h2>", 5000);
    add(&file, "<div class=text><p>" ONE "</p><p>" TWO "</p></div>", 1);
    ck_assert_int_eq(layout_read(file.data, file.len, &envelope, large, &layout, &err), RAP_OK);
    ck_assert_str_eq(layout.block[layout.blocks - 1].text, TWO);
    rap_arena_destroy(&large);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("html");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_loop_test(tc, a_page_gives_its_text, 0, sizeof pages / sizeof *pages);
    tcase_add_loop_test(tc, the_source_may_say_where, 0, sizeof rooted / sizeof *rooted);
    tcase_add_test(tc, a_root_has_a_limit);
    tcase_add_loop_test(tc, what_follows_is_not_lost, 0, sizeof hostile / sizeof *hostile);
    tcase_add_test(tc, a_long_title_is_compared_in_time);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
