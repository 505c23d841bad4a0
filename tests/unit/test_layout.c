/* What the formats make of files: golden pairs in tests/data/parser/, and what they refuse. */
#include "base/file.h"
#include "tests/unit/layout_case.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>

static void read_file(const char *folder, const char *name)
{
    char path[512];
    rap_err_t err;

    (void)snprintf(path, sizeof path, "%s/%s/%s", getenv("RAP_SOURCE_DIR"), folder, name);
    rap_buf_reset(&file);
    ck_assert_msg(rap_file_read(path, &file, &err) == RAP_OK, "%s", err.text);
}

static const char *const golden[] = {"article.html", "brlines.html", "cyrillic.html", "drupal.html",
    "french.html", "lists.html", "oldtable.html", "pre.html", "webforms.html", "wordpress.html",
    "indented.txt", "lines.txt", "markdown.md", "numbered.txt", "pages.txt", "quoted.txt",
    "wrapped.txt", "dialogue.txt"};

START_TEST(a_file_gives_its_blocks)
{
    rap_envelope_t envelope = {.url = golden[_i]};
    rap_err_t err = {0};
    layout_t layout;
    char expected[64];

    read_file("tests/data/parser", golden[_i]);
    ck_assert_msg(layout_read(file.data, file.len, &envelope, arena, &layout, &err) == RAP_OK,
        "%s: %s", golden[_i], err.text);
    char *found = layout_text(&layout);
    (void)snprintf(expected, sizeof expected, "%s.blocks", golden[_i]);
    if (getenv("RAP_WRITE_GOLDEN") != NULL) {
        char path[512];

        (void)snprintf(
            path, sizeof path, "%s/tests/data/parser/%s", getenv("RAP_SOURCE_DIR"), expected);
        ck_assert_int_eq(rap_file_replace(path, found, strlen(found), 0644, &err), RAP_OK);
    }
    read_file("tests/data/parser", expected);
    is_as_expected(golden[_i], found, file.data);
}
END_TEST

#define BYTES(text) (text), sizeof(text) - 1
#define COMPOUND    "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 some sectors "

static const struct {
    const char *bytes;
    size_t len;
    const char *type; /* of the envelope */
    rap_code_t code;
    const char *says; /* the media type, or the reason */
} sniffed[] = {
    {BYTES(""), NULL, RAP_NO_TEXT, "the document is empty"},
    {BYTES(" \n\t\r\n "), NULL, RAP_NO_TEXT, "the document is empty"},
    {BYTES("\xef\xbb\xbf"), NULL, RAP_NO_TEXT, "the text has no words"},
    {BYTES("One line."), "application/pdf", RAP_OK, "text/plain"},
    {BYTES("<!DOCTYPE html><p>An error page that was named .pdf"), "application/pdf", RAP_OK,
        "text/html"},
    {BYTES("\xef\xbb\xbf\n<div>A piece of a page.</div>"), NULL, RAP_OK, "text/html"},
    {BYTES("We said 1 < 2 and <b>meant</b> it."), NULL, RAP_OK, "text/plain"},
    {BYTES("<html><body></body></html>"), NULL, RAP_NO_TEXT, "the web page has no text of its own"},
    {BYTES(
         "<html><head><title>404 Not Found</title></head><body><center><h1>404 Not Found</h1></center>"
         "<hr><center>nginx</center></body></html>"),
        NULL, RAP_NOT_STATEMENT, "the page tells of an error: '404 Not Found'"},
    {BYTES(
         "<title>Statements</title><meta http-equiv='Refresh' content=\"0; URL='/en/'\"><p>Wait.</p>"),
        NULL, RAP_NOT_STATEMENT, "the page only sends on to '/en/'"},
    {BYTES(
         "<html><head><title>Just a moment...</title></head><body><h2>Checking</h2></body></html>"),
        NULL, RAP_NOT_STATEMENT,
        "the page asks whether its reader is human, and shows no document"},
    {BYTES("<body><div class='g-recaptcha'></div><p>Tick the box, please.</p></body>"), NULL,
        RAP_NOT_STATEMENT, "the page asks whether its reader is human, and shows no document"},
    {BYTES("<body><noscript>You need to enable JavaScript to run this app.</noscript>"
           "<div id=root></div><p>Mission</p></body>"),
        NULL, RAP_NOT_STATEMENT,
        "the page is made by JavaScript, which is not run; it holds no text without"},
    {BYTES("<body><div id=__next>Loading</div></body>"), NULL, RAP_NOT_STATEMENT,
        "the page is made by JavaScript, which is not run; it holds no text without"},
    {BYTES(
         "<html><frameset cols='20%,80%'><frame src=menu.htm><frame src=text.htm></frameset></html>"),
        NULL, RAP_UNSUPPORTED,
        "a page of frames is not supported; give the address of the frame with the text, perhaps "
        "'text.htm'"},
    {BYTES("<?xml version=\"1.0\"?><rss><channel/></rss>"), NULL, RAP_UNSUPPORTED,
        "an XML document that is no web page is not supported"},
    {BYTES(
         "<?xml version=\"1.0\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\"><p>Yes.</p></html>"),
        NULL, RAP_OK, "text/html"},
    {BYTES("%PDF-1.7\nnothing more"), "text/html", RAP_SYNTAX,
        "the PDF is damaged and cannot be repaired"},
    {BYTES("PK\x03\x04................word/document.xml"), NULL, RAP_SYNTAX,
        "the ZIP archive cannot be read (Not a zip archive)"},
    {BYTES(COMPOUND), NULL, RAP_UNSUPPORTED,
        "an old Office document is not supported; save it as DOCX or PDF"},
    {BYTES(COMPOUND "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"), NULL, RAP_UNSUPPORTED,
        "an old Word document (doc) is not supported; save it as DOCX or PDF"},
    {BYTES(COMPOUND "W\0o\0r\0k\0b\0o\0o\0k\0"), NULL, RAP_UNSUPPORTED,
        "an old Excel workbook (xls) is not supported"},
    {BYTES(COMPOUND "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"), NULL, RAP_ENCRYPTED,
        "the document needs a password"},
    {BYTES("{\\rtf1 text}"), NULL, RAP_UNSUPPORTED,
        "a rich text document (rtf) is not supported; save it as DOCX or PDF"},
    {BYTES("\xef\xbb\xbf\r\n {\\rtf1 text}"), "text/plain", RAP_UNSUPPORTED,
        "a rich text document (rtf) is not supported; save it as DOCX or PDF"},
    {BYTES("{\\rtf1 text}"), "application/pdf", RAP_UNSUPPORTED,
        "a rich text document (rtf) is not supported; save it as DOCX or PDF"},
    {BYTES("{\\root} is no rich text."), "application/rtf", RAP_OK, "text/plain"},
    {BYTES(COMPOUND "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", RAP_UNSUPPORTED,
        "an old Word document (doc) is not supported; save it as DOCX or PDF"},
    {BYTES("\xff\xd8\xff\xe0 JFIF"), NULL, RAP_UNSUPPORTED, "an image (JPEG) is not supported"},
    {BYTES("\x89PNG\r\n\x1a\n"), NULL, RAP_UNSUPPORTED, "an image (PNG) is not supported"},
    {BYTES("II*\0...."), NULL, RAP_UNSUPPORTED, "an image (TIFF) is not supported"},
    {BYTES("\x01\x02\x03 binary"), NULL, RAP_UNSUPPORTED,
        "the document is of an unknown binary format"},
};

START_TEST(content_decides_what_it_is)
{
    rap_envelope_t envelope = {.media_type = sniffed[_i].type};
    rap_err_t err = {0};
    layout_t layout = {0};
    rap_code_t code =
        layout_read(sniffed[_i].bytes, sniffed[_i].len, &envelope, arena, &layout, &err);

    ck_assert_msg(code == sniffed[_i].code, "%s: %s", rap_code_name(code), err.text);
    ck_assert_str_eq(code == RAP_OK ? layout.media_type : err.text, sniffed[_i].says);
}
END_TEST

static const struct {
    const char *bytes;
    size_t len;
    const char *type, *text;
} encoded[] = {
    {BYTES("caf\xc3\xa9"), "text/plain; charset=iso-8859-1", "caf\xc3\xa9"},
    {BYTES("\xef\xbb\xbf"
           "caf\xc3\xa9"),
        NULL, "caf\xc3\xa9"},
    {BYTES("caf\xe9 \x93yes\x94"), "text/plain; charset=ISO-8859-1",
        "caf\xc3\xa9 \xe2\x80\x9cyes\xe2\x80\x9d"},
    {BYTES("\xff\xfe"
           "c\0a\0f\0\xe9\0"),
        NULL, "caf\xc3\xa9"},
    {BYTES("\xfe\xff"
           "\0c\0a\0f\0\xe9"),
        NULL, "caf\xc3\xa9"},
    {BYTES("\xcf\xf0\xe8\xe2\xe5\xf2"), "text/plain; charset=windows-1251",
        "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82"},
    {BYTES("Nous f\xe9licitons la d\xe9l\xe9gation qui pr\xe9side, et nous sommes pr\xeats \xe0 "
           "travailler avec elle pendant toute la dur\xe9"
           "e de la session."),
        "text/plain; charset=utf-8",
        "Nous f\xc3\xa9licitons la d\xc3\xa9l\xc3\xa9gation qui pr\xc3\xa9side, et nous sommes "
        "pr\xc3\xaats \xc3\xa0 travailler avec elle pendant toute la dur\xc3\xa9"
        "e de la session."},
    {BYTES("<meta charset=windows-1251><p>\xcf\xf0\xe8\xe2\xe5\xf2"), NULL,
        "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82"},
    {BYTES("<html><p>before\0 after"), NULL, "before after"},
    {BYTES("caf\xe9"), "text/plain; charset=no-such-thing", "caf\xc3\xa9"},
};

START_TEST(text_of_any_charset_is_read)
{
    rap_envelope_t envelope = {.media_type = encoded[_i].type};
    rap_err_t err = {0};
    layout_t layout = {0};

    ck_assert_msg(
        layout_read(encoded[_i].bytes, encoded[_i].len, &envelope, arena, &layout, &err) == RAP_OK,
        "%s", err.text);
    ck_assert_uint_eq(layout.blocks, 1);
    ck_assert_str_eq(layout.block[0].text, encoded[_i].text);
}
END_TEST

/* Eight MiB of text are read, a little more is not. */
START_TEST(text_has_a_limit)
{
    static const char line[] =
        "The islands thank the Chair for all her patient work in this room.\n\n";
    const size_t most = (size_t)8 << 20, one = sizeof line - 3; /* without the ends of its line */
    layout_t layout;
    rap_err_t err = {0};

    add(&file, line, most / one);
    ck_assert_msg(read_bytes(file.data, file.len, &layout, &err) == RAP_OK, "%s", err.text);
    add(&file, line, 1);
    rap_arena_reset(arena);
    ck_assert_int_eq(read_bytes(file.data, file.len, &layout, &err), RAP_TOOBIG);
    ck_assert_str_eq(err.text, "the document has more than 8 MiB of text");
}
END_TEST

START_TEST(memory_has_a_limit)
{
    rap_arena_t *small = rap_arena_new(256);
    rap_envelope_t envelope = {.url = ""};
    rap_err_t err = {0};
    layout_t layout;

    read_file("tests/data/parser", "article.html");
    ck_assert_int_eq(layout_read(file.data, file.len, &envelope, small, &layout, &err), RAP_TOOBIG);
    read_file("tests/data/parser", "wrapped.txt");
    ck_assert_int_eq(layout_read(file.data, file.len, &envelope, small, &layout, &err), RAP_TOOBIG);
    rap_arena_destroy(&small);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("layout");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_loop_test(tc, a_file_gives_its_blocks, 0, sizeof golden / sizeof *golden);
    tcase_add_loop_test(tc, content_decides_what_it_is, 0, sizeof sniffed / sizeof *sniffed);
    tcase_add_loop_test(tc, text_of_any_charset_is_read, 0, sizeof encoded / sizeof *encoded);
    tcase_add_test(tc, text_has_a_limit);
    tcase_add_test(tc, memory_has_a_limit);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
