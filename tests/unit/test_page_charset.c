/* Web pages in many encodings, whatever they and their servers say of it. */
#include "tests/unit/layout_case.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <unicode/ucnv.h>

#define RUSSIAN                                                                                                                                                                       \
    "Наша делегация благодарит Вас за умелое руководство нашей работой, а Секретариат за документы. " \
    "Правила, о которых мы договорились в прошлые годы, остаются верными; не хватает практики."
#define ARABIC                                                                                                                                                                                    \
    "يهنئكم وفد بلادي على حسن إدارتكم لأعمالنا، ويشكر الأمانة العامة التي وصلتنا وثائقها في الوقت المناسب. " \
    "إن القواعد التي اتفقنا عليها في السنوات الماضية لا تزال صالحة، وما ينقصنا هو الممارسة."
#define CHINESE                                                                                                                      \
    "我国代表团祝贺你以干练的方式主持我们的工作，并感谢秘书处及时以所有正式语文提供文件。" \
    "我们在过去几年商定的规则依然有效，所缺少的是实践。因此，我们建议每个区域每年举行一次演练。"
#define JAPANESE \
    "我が国の代表団は、議長の議事運営に敬意を表するとともに、事務局が全ての公用語で文書を提供したことに感謝します。"
#define KOREAN \
    "우리 대표단은 의장의 의사 진행에 경의를 표하며, 모든 공용어로 문서를 제공한 사무국에 감사드립니다."
#define FRENCH                                                                                           \
    "Ma délégation vous félicite de votre élection, dont l’évidence nous réjouit, et appuie le " \
    "mécanisme proposé : il est à la mesure de nos espérances."

static const struct {
    const char *charset, *page, *server; /* what it is, and who says what; NULL: nothing */
    const char *text;
} pages[] = {
    {"windows-1251", "windows-1251", NULL, RUSSIAN},
    {"windows-1251", "win-1251", NULL, RUSSIAN},
    {"windows-1251", "iso-8859-1", NULL, RUSSIAN},
    {"windows-1251", "windows-1251", "iso-8859-1", RUSSIAN},
    {"windows-1251", NULL, "utf-8", RUSSIAN},
    {"windows-1251", NULL, NULL, RUSSIAN},
    {"koi8-r", "windows-1251", NULL, RUSSIAN},
    {"koi8-r", NULL, NULL, RUSSIAN},
    {"UTF-8", "windows-1251", "koi8-r", RUSSIAN},
    {"windows-1256", "windows-1256", NULL, ARABIC},
    {"windows-1256", "windows-1252", NULL, ARABIC},
    {"windows-1256", NULL, NULL, ARABIC},
    {"gb18030", "gb2312", NULL, CHINESE},
    {"gb18030", "iso-8859-1", NULL, CHINESE},
    {"gb18030", NULL, NULL, CHINESE},
    {"iso-2022-jp", "iso-2022-jp", NULL, JAPANESE},
    {"iso-2022-jp", NULL, NULL, JAPANESE},
    {"windows-31j", "shift_jis", NULL, JAPANESE},
    {"euc-jp", NULL, NULL, JAPANESE},
    {"windows-949", "euc-kr", NULL, KOREAN},
    {"UTF-8", "iso-8859-1", NULL, FRENCH},
    {"windows-1252", "utf-8", NULL, FRENCH},
    {"windows-1252", "iso-8859-1", NULL, FRENCH},
    {"UTF-16LE", "utf-8", NULL, FRENCH},
    {"UTF-16BE", NULL, NULL, FRENCH},
};

/* A page of 40 KB whose head is plain ASCII. */
static const char *make_page(const char *said, const char *text)
{
    rap_err_t err;

    add(&file, "<!DOCTYPE html><html><head><title>A</title>", 1);
    if (said != NULL) {
        add(&file,
            "<script charset=\"utf-7\"></script><meta http-equiv='Content-Type' content='text/html; charset=",
            1);
        add(&file, said, 1);
        add(&file, "'>", 1);
    }
    add(&file, "<script>var nothing = 0;</script>\n", 1000);
    add(&file, "</head><body><p>", 1);
    add(&file, text, 1);
    add(&file, "</p></body></html>", 1);
    ck_assert_int_eq(rap_buf_char(&file, '\0', &err), RAP_OK);
    return file.data;
}

START_TEST(a_page_is_read_in_its_encoding)
{
    static char bytes[1 << 20];
    char type[128] = "text/html";
    rap_envelope_t envelope = {.url = "", .media_type = type};
    UErrorCode status = U_ZERO_ERROR;
    rap_err_t err = {0};
    layout_t layout = {0};

    const char *page = make_page(pages[_i].page, pages[_i].text);
    int32_t len = ucnv_convert(
        pages[_i].charset, "UTF-8", bytes, sizeof bytes, page, (int32_t)strlen(page), &status);
    ck_assert_msg(U_SUCCESS(status), "%s: %s", pages[_i].charset, u_errorName(status));
    if (pages[_i].server != NULL)
        (void)snprintf(type, sizeof type, "text/html; charset=%s", pages[_i].server);
    ck_assert_msg(
        layout_read(bytes, (size_t)len, &envelope, arena, &layout, &err) == RAP_OK, "%s", err.text);
    ck_assert_uint_eq(layout.blocks, 1);
    ck_assert_msg(strcmp(layout.block[0].text, pages[_i].text) == 0, "%s, %s, %s:\n%s",
        pages[_i].charset, pages[_i].page, pages[_i].server, layout.block[0].text);
}
END_TEST

/* A byte that is wrong does not make the others wrong. */
START_TEST(nearly_utf8_is_utf8)
{
    static const char page[] =
        "<meta charset=utf-8><p>" FRENCH FRENCH FRENCH FRENCH FRENCH " \xe9!</p>";
    rap_err_t err = {0};
    layout_t layout = {0};

    ck_assert_int_eq(read_bytes(page, sizeof page - 1, &layout, &err), RAP_OK);
    ck_assert_uint_eq(layout.blocks, 1);
    ck_assert_str_eq(layout.block[0].text, FRENCH FRENCH FRENCH FRENCH FRENCH " \uFFFD!");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("page_charset");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_loop_test(tc, a_page_is_read_in_its_encoding, 0, sizeof pages / sizeof *pages);
    tcase_add_test(tc, nearly_utf8_is_utf8);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
