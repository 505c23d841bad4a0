#include "fetcher/address.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define BASE "https://www.example.org/depts/x/list.htm?y=1"

static const struct {
    const char *base, *text, *is; /* `is` NULL: refused with `code` */
    rap_code_t code;
} cases[] = {
    {NULL, "https://EXAMPLE.org:443/a/./b/../c#frag", "https://example.org/a/c", RAP_OK},
    {NULL, "http://example.org:80", "http://example.org/", RAP_OK},
    {NULL, "HTTP://example.org:8080/", "http://example.org:8080/", RAP_OK},
    {NULL, "https://a.org/OEWG_-_(2021)/Chair's_summary.pdf",
        "https://a.org/OEWG_-_(2021)/Chair's_summary.pdf", RAP_OK},
    {NULL, "https://a.org/OEWG_-_%282021%29/Chair%27s_summary.pdf",
        "https://a.org/OEWG_-_(2021)/Chair's_summary.pdf", RAP_OK},
    {NULL, "https://a.org/181004 UNGA 3C.pdf", "https://a.org/181004%20UNGA%203C.pdf", RAP_OK},
    {NULL, "https://a.org/%d0%97.pdf", "https://a.org/%D0%97.pdf", RAP_OK},
    {NULL, "https://a.org/\xd0\x97.pdf", "https://a.org/%D0%97.pdf", RAP_OK},
    {NULL, "https://a.org/x%2Fy%3Fz%25", "https://a.org/x%2Fy%3Fz%25", RAP_OK},
    {NULL, "https://a.org/{65BF}/s.pdf", "https://a.org/%7B65BF%7D/s.pdf", RAP_OK},
    {NULL, "https://a.org/?s=S/PV.9660&l=en", "https://a.org/?s=S/PV.9660&l=en", RAP_OK},
    {NULL, "https://a.org/a?x=%2c,%41", "https://a.org/a?x=%2C,%41", RAP_OK},
    {NULL, "  https://a.org/x\n", "https://a.org/x", RAP_OK},
    {BASE, "./202110/t1.htm", "https://www.example.org/depts/x/202110/t1.htm", RAP_OK},
    {BASE, "../../y/t1.html", "https://www.example.org/y/t1.html", RAP_OK},
    {BASE, "//undocs.example/en/S/PV.8697", "https://undocs.example/en/S/PV.8697", RAP_OK},
    {BASE, "?page=2", "https://www.example.org/depts/x/list.htm?page=2", RAP_OK},
    {BASE, "/Joint statement.pdf", "https://www.example.org/Joint%20statement.pdf", RAP_OK},
    {BASE, "http://other.example/", "http://other.example/", RAP_OK},
    {BASE, "mailto:someone@example.org", NULL, RAP_SYNTAX},
    {BASE, "javascript:void(0)", NULL, RAP_SYNTAX},
    {BASE, "data:text/plain,hi", NULL, RAP_SYNTAX},
    {BASE, "file:///etc/passwd", NULL, RAP_SYNTAX},
    {NULL, "ftp://example.org/x", NULL, RAP_UNSUPPORTED},
    {NULL, "https://name:secret@example.org/", NULL, RAP_UNSUPPORTED},
    {NULL, "https://name@example.org/", NULL, RAP_UNSUPPORTED},
    {NULL, "example.org/x", NULL, RAP_SYNTAX},
    {NULL, "https://", NULL, RAP_SYNTAX},
    {NULL, "https://a.org:99999/", NULL, RAP_SYNTAX},
    {NULL, "", NULL, RAP_SYNTAX},
    {NULL, "   ", NULL, RAP_SYNTAX},
};

START_TEST(one_spelling_for_every_address)
{
    rap_err_t err = {0};
    const char *is = NULL;
    RAP_AUTO(rap_arena) *arena = rap_arena_new(65536);
    rap_code_t code = address_canonical(cases[_i].base, cases[_i].text, arena, &is, &err);

    if (cases[_i].is == NULL) {
        ck_assert_msg(code != RAP_OK, "'%s' gave '%s'", cases[_i].text, is);
        ck_assert_msg(code == cases[_i].code, "%s: %s", rap_code_name(code), err.text);
        return;
    }
    ck_assert_msg(code == RAP_OK, "%s", err.text);
    ck_assert_str_eq(is, cases[_i].is);
    /* what is canonical stays as it is */
    ck_assert_int_eq(address_canonical(NULL, is, arena, &is, &err), RAP_OK);
    ck_assert_str_eq(is, cases[_i].is);
}
END_TEST

START_TEST(an_endless_address_is_too_big)
{
    rap_err_t err;
    const char *is;
    char text[ADDRESS_MAX + 100];
    RAP_AUTO(rap_arena) *arena = rap_arena_new(65536);

    memset(text, ' ', sizeof text);
    memcpy(text, "https://a.org/", 14);
    text[2000] = 'x'; /* blanks before it become three bytes each */
    text[2001] = '\0';
    ck_assert_int_eq(address_canonical(NULL, text, arena, &is, &err), RAP_TOOBIG);
    memset(text + 14, 'y', sizeof text - 15);
    text[sizeof text - 1] = '\0';
    ck_assert_int_eq(address_canonical(NULL, text, arena, &is, &err), RAP_TOOBIG);
}
END_TEST

START_TEST(a_host_is_replaced_by_its_real_name)
{
    rap_err_t err;
    const char *is;
    char host[ADDRESS_HOST_MAX];
    RAP_AUTO(rap_arena) *arena = rap_arena_new(65536);

    ck_assert_int_eq(address_rehost("http://www.a.org/x?y", "a.org", arena, &is, &err), RAP_OK);
    ck_assert_str_eq(is, "https://a.org/x?y");
    ck_assert_int_eq(address_rehost("http://www.a.org:8080/x", "a.org", arena, &is, &err), RAP_OK);
    ck_assert_str_eq(is, "http://a.org:8080/x");
    address_host("https://a.org:8080/x", host);
    ck_assert_str_eq(host, "a.org:8080");
    address_host("https://a.org?x", host);
    ck_assert_str_eq(host, "a.org");
    address_host("file:///x", host);
    ck_assert_str_eq(host, "");
}
END_TEST

START_TEST(a_file_has_an_address_and_it_leads_back)
{
    static const char *const paths[] = {
        "/tmp/none/Joint statement (7) 100%.pdf", "/tmp/none/\xd0\x97#?.txt"};
    static const char *const urls[] = {"file:///tmp/none/Joint%20statement%20(7)%20100%25.pdf",
        "file:///tmp/none/%D0%97%23%3F.txt"};
    rap_err_t err;
    const char *url;
    RAP_AUTO(rap_arena) *arena = rap_arena_new(65536);

    ck_assert_int_eq(address_of_file(paths[_i], arena, &url, &err), RAP_OK);
    ck_assert_str_eq(url, urls[_i]);
    ck_assert_str_eq(address_to_path(url, arena), paths[_i]);
    ck_assert_ptr_null(address_to_path("https://a.org/", arena));
    ck_assert_ptr_null(address_to_path("file://host/x", arena));
    ck_assert_int_eq(address_of_file("some/file", arena, &url, &err), RAP_OK);
    ck_assert_int_eq(strncmp(url, "file:///", 8), 0);
    ck_assert_str_eq(url + strlen(url) - 10, "/some/file");
}
END_TEST

START_TEST(a_record_has_an_address_and_it_leads_back)
{
    static const char *const paths[] = {"/tmp/none/a#1.warc.gz", "/tmp/none/\xd0\x97 %.warc"};
    char host[ADDRESS_HOST_MAX];
    const char *url, *path;
    int64_t offset;
    rap_err_t err;
    RAP_AUTO(rap_arena) *arena = rap_arena_new(65536);

    ck_assert_int_eq(address_of_record(paths[_i], INT64_C(12345678901), arena, &url, &err), RAP_OK);
    ck_assert(address_to_record(url, arena, &path, &offset));
    ck_assert_str_eq(path, paths[_i]);
    ck_assert_int_eq(offset, INT64_C(12345678901));
    address_host(url, host);
    ck_assert_str_eq(host, "");
    ck_assert_ptr_null(address_to_path(url, arena));
    ck_assert(!address_to_record("file:///a#1", arena, &path, &offset));
    ck_assert(!address_to_record("warc:///a", arena, &path, &offset));
    ck_assert(!address_to_record("https://a.example/#1", arena, &path, &offset));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("address");
    TCase *tc = tcase_create("core");

    tcase_add_loop_test(
        tc, one_spelling_for_every_address, 0, (int)(sizeof cases / sizeof cases[0]));
    tcase_add_test(tc, an_endless_address_is_too_big);
    tcase_add_test(tc, a_host_is_replaced_by_its_real_name);
    tcase_add_loop_test(tc, a_file_has_an_address_and_it_leads_back, 0, 2);
    tcase_add_loop_test(tc, a_record_has_an_address_and_it_leads_back, 0, 2);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
