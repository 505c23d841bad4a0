/* E-mails: which part of one is the document, and what becomes of it. */
#include "tests/unit/layout_case.h"
#include "tests/unit/suite.h"

#define HEAD                                                                             \
    "Return-Path: <mission@caldoria.example>\r\nFrom: \"Permanent Mission\" "            \
    "<mission@caldoria.example>\r\nTo: secretariat@un.example\r\nSubject: Statement by " \
    "Caldoria\r\nDate: Fri, 8 Mar 2024 10:30:00 -0500\r\nMIME-Version: 1.0\r\n"
#define ABOUT \
    "title: Statement by Caldoria\nauthor: Permanent Mission\ndate: 2024-03-08T10:30:00-05:00\n"
#define EML     "message/rfc822, 0 pages\n"
#define SUBJECT "heading | Statement by Caldoria\n"
#define PLAIN   "Content-Type: text/plain; charset=utf-8\r\n\r\n"
#define HTML    "Content-Type: text/html; charset=utf-8\r\n\r\n"
#define MULTI(kind, boundary) \
    "Content-Type: multipart/" kind "; boundary=" boundary "\r\n\r\nFor old programs.\r\n"
#define ATTACHED(type, name) \
    "Content-Type: " type "\r\nContent-Disposition: attachment; filename=" name "\r\n"

#define LONG                                                                                  \
    "Mr. Chair, we support the establishment of a directory of points of contact, and will "  \
    "name our own before the end of the year. We cannot agree to decisions by a majority of " \
    "those present, since the security of all is at stake in the matters before us here."

static const struct {
    const char *name, *message, *layout;
} cases[] = {
    {"a text under its subject", HEAD PLAIN "Mr. Chair,\r\n\r\nWe support it.\r\n",
        EML ABOUT SUBJECT "body | Mr. Chair,\nbody | We support it.\n"},
    {"line ends of one character, and a mailbox's first line",
        "From mission Fri Mar  8 10:30:00 2024\nFrom: a@b.example\nSubject: S\nMessage-ID: <1@b>\n"
        "\nWe support it.\n",
        EML "title: S\nauthor: a@b.example\nheading | S\nbody | We support it.\n"},
    {"quoted-printable, in a charset of its own",
        HEAD "Content-Type: text/plain; charset=windows-1251\r\nContent-Transfer-Encoding: "
             "quoted-printable\r\n\r\n=CF=F0=E8=E2=E5=F2, =\r\n=EC=E8=F0.\r\n",
        EML ABOUT SUBJECT "body | Привет, мир.\n"},
    {"base64",
        HEAD "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
             "V2Ugc3Vw\r\ncG9ydCBpdC4=\r\n",
        EML ABOUT SUBJECT "body | We support it.\n"},
    {"encoded words in headers",
        "From: =?koi8-r?B?7cnT08nR?= <a@b.example>\r\nSubject: Re: Fwd: =?utf-8?Q?D=C3=A9claration?="
        "\r\n =?utf-8?q?_de?= =?iso-8859-1?Q?_l'=E9t=E9?= plain =?x?=\r\nMIME-Version: 1.0\r\n" PLAIN
        "Oui.\r\n",
        EML "title: Déclaration de l'été plain =?x?=\nauthor: Миссия\n"
            "heading | Déclaration de l'été plain =?x?=\nbody | Oui.\n"},
    {"no subject", "From: a@b.example\nDate: no date\nMessage-ID: <1@b>\n\nWe support it.\n",
        EML "author: a@b.example\nbody | We support it.\n"},
    {"a web page",
        HEAD HTML "<html><body><h1>Statement</h1><p>We <b>support</b> it.</p></body></html>",
        EML ABOUT SUBJECT "heading | Statement\nbody | We support it.\n"},
    {"of alternatives the richest",
        HEAD MULTI("alternative",
            "b") "--b\r\n" PLAIN "Plain.\r\n--b\r\n" HTML
                 "<p>Rich.</p>\r\n--b\r\nContent-Type: text/calendar\r\n\r\nBEGIN\r\n--b--\r\n",
        EML ABOUT SUBJECT "body | Rich.\n"},
    {"of alternatives the other one, if the richest is empty",
        HEAD MULTI("alternative", "b") "--b\r\n" PLAIN "Plain.\r\n--b\r\n" HTML
                                       "<p> </p>\r\n--b--\r\n",
        EML ABOUT SUBJECT "body | Plain.\n"},
    {"alternatives in parts in parts, and a picture",
        HEAD MULTI("mixed", "a") "--a\r\n" MULTI("related", "b") "--b\r\n" MULTI("alternative",
            "c") "--c\r\n" PLAIN "Plain.\r\n--c\r\n" HTML "<p>Rich.</p>\r\n--c--\r\n--b\r\n"
                 "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"
                 "--b--\r\n--a--\r\n",
        EML ABOUT SUBJECT "body | Rich.\n"},
    {"texts one after the other",
        HEAD MULTI("mixed", "b") "--b\r\n" PLAIN "One.\r\n--b\r\n" PLAIN "Two.\r\n--b--\r\n",
        EML ABOUT SUBJECT "body | One.\nbody | Two.\n"},
    {"headers that are empty", "From:\nSubject:\nDate:\nMIME-Version: 1.0\n\nWe support it.\n",
        EML "body | We support it.\n"},
    {"encoded words that are empty, in no charset there is, and cut",
        "From: a@b.example\nSubject: =?utf-8?Q?"
        "?= one =?no-such?B?dHdv?= =?utf-8?Q?three\n"
        "MIME-Version: 1.0\n\nWe support it.\n",
        EML "title: one two =?utf-8?Q?three\nauthor: a@b.example\n"
            "heading | one two =?utf-8?Q?three\nbody | We support it.\n"},
    {"a form feed begins no page", HEAD PLAIN "One.\r\n\fTwo.\r\n",
        EML ABOUT SUBJECT "body | One.\nbody | Two.\n"},
    {"a message that was passed on",
        HEAD MULTI("mixed", "b") "--b\r\n" PLAIN "See below.\r\n--b\r\nContent-Type: message/rfc822"
                                 "\r\n\r\nFrom: c@d.example\r\nSubject: Inner\r\n" PLAIN
                                 "Passed on.\r\n--b--\r\n",
        EML ABOUT SUBJECT "body | See below.\nbody | Passed on.\n"},
    {"a statement attached to a cover note",
        HEAD MULTI("mixed", "b") "--b\r\n" PLAIN "Please find it attached.\r\n--b\r\n" ATTACHED(
            "image/png",
            "logo.png") "\r\n\x89PNG\r\n\x1a\n\r\n--b\r\n" ATTACHED("application/octet-stream",
            "s.html") "\r\n<html><body><p>" LONG
                      "</p></body></html>\r\n--b\r\n" ATTACHED(
                          "text/plain", "fr.txt") "\r\nEn fran\xc3\xa7"
                                                  "ais.\r\n--b--\r\n",
        EML ABOUT "body | " LONG "\n"},
    {"a statement in the message, something small attached",
        HEAD MULTI("mixed", "b") "--b\r\n" PLAIN LONG "\r\n--b\r\n" ATTACHED(
            "text/plain", "card.txt") "\r\nOur address.\r\n--b--\r\n",
        EML ABOUT SUBJECT "body | " LONG "\n"},
    {"an attachment that cannot be read, before one that can",
        HEAD MULTI("mixed", "b") "--b\r\n" PLAIN "Attached.\r\n--b\r\n" ATTACHED(
            "application/msword",
            "a.doc") "\r\n\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\r\n--b\r\n" ATTACHED("text/plain",
            "b.txt") "\r\n" LONG "\r\n--b--\r\n",
        EML ABOUT "body | " LONG "\n"},
    {"a signature is no document",
        HEAD MULTI("signed",
            "b") "--b\r\n" PLAIN "We support it.\r\n--b\r\n"
                 "Content-Type: application/pgp-signature\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n"
                 "--b--\r\n",
        EML ABOUT SUBJECT "body | We support it.\n"},
};

START_TEST(a_message_becomes_blocks)
{
    layout_t layout = {0};
    rap_err_t err = {0};
    rap_code_t code = read_bytes(cases[_i].message, strlen(cases[_i].message), &layout, &err);

    ck_assert_msg(code == RAP_OK, "%s: %s", cases[_i].name, err.text);
    for (size_t i = 0; i < layout.blocks; i++)
        ck_assert_int_eq(layout.block[i].page, 0);
    char *found = layout_text(&layout);
    is_as_expected(cases[_i].name, found, cases[_i].layout);
}
END_TEST

static const refusal_t refused[] = {
    {HEAD PLAIN "\r\n", RAP_NO_TEXT, "the message has no text and no document"},
    {HEAD, RAP_NO_TEXT, "the message has no text and no document"},
    {HEAD MULTI("mixed", "b") "--b\r\n" PLAIN "Attached.\r\n--b\r\n" ATTACHED(
         "application/msword", "a.doc") "\r\n\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\r\n--b--\r\n",
        RAP_UNSUPPORTED, NULL},
    {HEAD MULTI("mixed", "b") "--b\r\n" PLAIN "Attached.\r\n--b\r\n" ATTACHED(
         "application/pdf", "a.pdf") "\r\n%PDF-1.4 broken\r\n--b--\r\n",
        RAP_SYNTAX, "attachment 'a.pdf': the PDF is damaged and cannot be repaired"},
    {HEAD MULTI("encrypted", "b") "--b\r\nContent-Type: application/pgp-encrypted\r\n\r\n"
                                  "Version: 1\r\n--b--\r\n",
        RAP_ENCRYPTED, "the message is encrypted"},
    {HEAD "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nMIIB\r\n",
        RAP_ENCRYPTED, "the message is encrypted"},
};

START_TEST(what_has_no_document_is_refused)
{
    layout_t layout = {0};
    rap_err_t err = {0};
    rap_code_t code = read_bytes(refused[_i].bytes, strlen(refused[_i].bytes), &layout, &err);

    is_refused(&refused[_i], code, &err);
}
END_TEST

/* What looks like a message to people is none to programs. */
static const char *const texts[] = {
    "From: The Mission\nSubject: Statement\n\nMr. Chair,\n",
    "Subject: Statement\nMIME-Version: 1.0\n\nMr. Chair,\n",
    "From: The Mission\nSubject: Statement\nThis line is none.\nMIME-Version: 1.0\n\nMr. Chair,\n",
    "From the Mission\nSubject: Statement\nMIME-Version: 1.0\n\nMr. Chair,\n",
    "From the Mission to the Chair, in one line",
};

START_TEST(texts_are_no_messages)
{
    layout_t layout = {0};
    rap_err_t err = {0};

    ck_assert_int_eq(read_bytes(texts[_i], strlen(texts[_i]), &layout, &err), RAP_OK);
    ck_assert_str_eq(layout.media_type, "text/plain");
}
END_TEST

static const struct {
    const char *piece, *end;
    size_t times;
    rap_code_t code;
} monsters[] = {
    {"X: y\n", "\nText.\n", 100000, RAP_OK},
    {"X: y\n", "\nText.\n", 1600000, RAP_TOOBIG},
    {"Content-Type: message/rfc822\n\n", "\nText.\n", 20, RAP_OK},
    {"Content-Type: message/rfc822\n\n", "\nText.\n", 21, RAP_TOOBIG},
    {"Content-Type: message/rfc822\n\n", "\nText.\n", 20000, RAP_TOOBIG},
    {"Content-Type: multipart/mixed; boundary=b\n\n--b\n", "\nText.\n", 5000, RAP_TOOBIG},
    {"\n--b\n", "", 20000, RAP_TOOBIG},
};

START_TEST(nesting_is_no_danger)
{
    layout_t layout = {0};
    rap_err_t err = {0};

    add(&file, "From: a@b\nTo: c@d\nMIME-Version: 1.0\n", 1);
    add(&file, monsters[_i].piece, monsters[_i].times);
    add(&file, monsters[_i].end, 1);
    rap_code_t code = read_bytes(file.data, file.len, &layout, &err);
    ck_assert_msg(code == monsters[_i].code, "%s: %s", rap_code_name(code), err.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("eml");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_loop_test(tc, a_message_becomes_blocks, 0, sizeof cases / sizeof *cases);
    tcase_add_loop_test(tc, what_has_no_document_is_refused, 0, sizeof refused / sizeof *refused);
    tcase_add_loop_test(tc, texts_are_no_messages, 0, sizeof texts / sizeof *texts);
    tcase_add_loop_test(tc, nesting_is_no_danger, 0, sizeof monsters / sizeof *monsters);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
