#include "fetcher/sources/select.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define CLASS(name) "[contains(concat(' ',normalize-space(@class),' '),' " name " ')]"

static const struct {
    const char *css, *xpath; /* xpath NULL: cannot be read, and `said` is part of why */
    const char *said;
} cases[] = {
    {"a", ".//a", NULL},
    {"*", ".//*", NULL},
    {"  tr td ", ".//tr//td", NULL},
    {"ul > li>a", ".//ul/li/a", NULL},
    {".news-text__item", ".//*" CLASS("news-text__item"), NULL},
    {"td.a.b", ".//td" CLASS("a") CLASS("b"), NULL},
    {"#innerContent ul.list li", ".//*[@id='innerContent']//ul" CLASS("list") "//li", NULL},
    {"a[href]", ".//a[@href]", NULL},
    {"a[rel=next]", ".//a[@rel='next']", NULL},
    {"a[ href ^= \"/en/\" ]", ".//a[starts-with(@href,'/en/')]", NULL},
    {"a[href*='page,id']", ".//a[contains(@href,'page,id')]", NULL},
    {"a[href$='.pdf'], a[href$='.doc']",
        ".//a[substring(@href,string-length(@href)-3)='.pdf'] | "
        ".//a[substring(@href,string-length(@href)-3)='.doc']",
        NULL},
    {"td[data-x]>b", ".//td[@data-x]/b", NULL},
    {"", NULL, "an element is missing"},
    {"a >", NULL, "an element is missing"},
    {"a,,b", NULL, "an element is missing"},
    {"a:first-child", NULL, "not in the part of CSS"},
    {"a + b", NULL, "an element is missing"},
    {"a[href~=x]", NULL, "tested with =, ^=, $= or *="},
    {"a[href='x", NULL, "the value has no end"},
    {"a[href=\"it's\"]", NULL, "apostrophe"},
    {"a[href='x'y]", NULL, "']' is missing"},
    {"a.", NULL, "a name is missing"},
    {"a[='x']", NULL, "a name is missing"},
};

START_TEST(a_selector_becomes_xpath_or_an_error)
{
    rap_err_t err = {0};
    rap_buf_t out;

    rap_buf_init(&out, 4096);
    rap_code_t code = select_to_xpath(cases[_i].css, &out, &err);
    if (cases[_i].xpath != NULL) {
        ck_assert_msg(code == RAP_OK, "%s", err.text);
        ck_assert_str_eq(out.data, cases[_i].xpath);
    } else {
        ck_assert_int_eq(code, RAP_SYNTAX);
        ck_assert_pstr_ne(strstr(err.text, cases[_i].said), NULL);
        ck_assert_pstr_ne(strstr(err.text, "write it as 'xpath'"), NULL);
    }
    rap_buf_release(&out);
}
END_TEST

START_TEST(a_long_selector_stops_at_the_buffer)
{
    rap_err_t err;
    rap_buf_t out;

    rap_buf_init(&out, 40);
    ck_assert_int_eq(select_to_xpath("td.views-field.views-field-title", &out, &err), RAP_TOOBIG);
    rap_buf_release(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("select");
    TCase *tc = tcase_create("core");

    tcase_add_loop_test(
        tc, a_selector_becomes_xpath_or_an_error, 0, (int)(sizeof cases / sizeof cases[0]));
    tcase_add_test(tc, a_long_selector_stops_at_the_buffer);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
