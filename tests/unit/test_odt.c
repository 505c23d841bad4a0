/* OpenDocument texts: what their paragraphs become.  Each is made here of the parts that the case
 * needs. */
#include "tests/unit/package_case.h"
#include "tests/unit/suite.h"

#define OASIS "urn:oasis:names:tc:opendocument:xmlns:"
#define SPACES                                                                               \
    " xmlns:office='" OASIS "office:1.0' xmlns:text='" OASIS "text:1.0' xmlns:style='" OASIS \
    "style:1.0' xmlns:table='" OASIS "table:1.0' xmlns:draw='" OASIS                         \
    "drawing:1.0' xmlns:fo='" OASIS "xsl-fo-compatible:1.0' xmlns:svg='" OASIS               \
    "svg-compatible:1.0' xmlns:meta='" OASIS                                                 \
    "meta:1.0' xmlns:dc='http://purl.org/dc/elements/1.1/'"

#define TYPE     "application/vnd.oasis.opendocument.text"
#define MIMETYPE PACKAGE_MARK "mimetype\n" TYPE "\n"
#define CONTENT(styles, body)                                                \
    PACKAGE_MARK "content.xml\n<office:document-content" SPACES              \
                 "><office:automatic-styles>" styles                         \
                 "</office:automatic-styles><office:body><office:text>" body \
                 "</office:text></office:body></office:document-content>\n"
#define STYLES(common, automatic, masters)                                              \
    PACKAGE_MARK "styles.xml\n<office:document-styles" SPACES "><office:styles>" common \
                 "</office:styles><office:automatic-styles>" automatic                  \
                 "</office:automatic-styles><office:master-styles>" masters             \
                 "</office:master-styles></office:document-styles>\n"

#define P(inner)           "<text:p>" inner "</text:p>"
#define PS(style, inner)   "<text:p text:style-name='" style "'>" inner "</text:p>"
#define H(level, inner)    "<text:h text:outline-level='" level "'>" inner "</text:h>"
#define SPAN(style, inner) "<text:span text:style-name='" style "'>" inner "</text:span>"
#define STYLE(name, family, more, inner) \
    "<style:style style:name='" name "' style:family='" family "'" more ">" inner "</style:style>"
#define LOOK(more)          "<style:text-properties" more "/>"
#define FORM(more)          "<style:paragraph-properties" more "/>"
#define LIST(more, inner)   "<text:list" more ">" inner "</text:list>"
#define ITEM(inner)         "<text:list-item>" inner "</text:list-item>"
#define NUMBER(level, more) "<text:list-level-style-number text:level='" level "'" more "/>"
#define LISTS                                                                             \
    "<text:list-style style:name='L1'>" NUMBER("1",                                       \
        " style:num-format='1' "                                                          \
        "style:num-suffix='.'") NUMBER("2", " style:num-format='a' style:num-prefix='(' " \
                                            "style:num-suffix=')'") NUMBER("3",           \
        " style:num-format='i' text:display-levels='3'") "<text:list-level-style-bullet text:level='4' text:bullet-char='-'/></text:list-style>"
#define L1 " text:style-name='L1'"

static const parts_case_t cases[] = {
    {"spans are one text; white space is folded",
        MIMETYPE CONTENT("",
            P("We  support\n  " SPAN("T1", "the norms") "<text:s/>of"
                                                        "<text:s text:c='3'/>2015<text:tab/>now.")),
        "body | We support the norms of 2015 now.\n"},
    {"breaks, links, fields and marks",
        MIMETYPE CONTENT("", P("One<text:line-break/>two <text:a>link</text:a> <text:date>8 March"
                               "</text:date><text:bookmark text:name='x'/>.")
                                 P("A.<text:line-break/>"
                                   "<text:line-break/>B.") P("网络<text:line-break/>安全")),
        "body | One two link 8 March.\nbody | A.\nbody | B.\nbody | 网络安全\n"},
    {"what is no text: notes in the margin, changes, descriptions, other languages' readings",
        MIMETYPE CONTENT("",
            "<text:tracked-changes><text:changed-region><text:deletion>" P("Gone.") "</text:deletion></text:changed-region></text:tracked-changes>" P(
                "Kept<office:annotation>" P(
                    "margin") "</office:annotation><draw:frame>"
                              "<draw:object>x</draw:object><svg:title>t</svg:title><svg:desc>d</svg:desc>"
                              "</draw:frame> <text:title>field</text:title><text:ruby><text:ruby-base> base"
                              "</text:ruby-base><text:ruby-text>no</text:ruby-text></text:ruby>") "<text:section text:display='none'>" P("Hidden.") "</text:section><text:section>" P("In a section.") "</text:section>"),
        "body | Kept field base\nbody | In a section.\n"},
    {"styles inherit, sizes are relative",
        MIMETYPE CONTENT(STYLE("P1", "paragraph", " style:parent-style-name='Centre'", "")
                             STYLE("T1", "text", "", LOOK(" fo:font-weight='bold'")) STYLE("T2",
                                 "text", "", LOOK(" text:display='none'")) STYLE("P2", "paragraph",
                                 "", LOOK(" fo:font-size='150%'")) STYLE("P3", "paragraph", "",
                                 LOOK(" fo:font-weight='700' style:font-weight-complex='normal'")),
            PS("P1", "STATEMENT") P(SPAN("T1", "Norms")) PS("P2", "Capacity") P("Plain text, " SPAN(
                "T2", "unseen ") "as most of it is.") PS("P3", "بيان") PS("P3", "Bold"))
            STYLES("<style:default-style style:family='paragraph'>" LOOK(
                       " fo:font-size='12pt'") "</style:default-style>" STYLE("Centre", "paragraph",
                       "", FORM(" fo:text-align='center'")),
                STYLE("P1", "paragraph", "", LOOK(" fo:font-weight='bold'")), ""),
        "heading centred | STATEMENT\nheading bold | Norms\nheading | Capacity\n"
        "body | Plain text, as most of it is.\nbody | بيان\nheading bold | Bold\n"},
    {"styles that are based on each other",
        MIMETYPE CONTENT("", PS("A", "Text.")) STYLES(
            STYLE("A", "paragraph", " style:parent-style-name='B'", "") STYLE(
                "B", "paragraph", " style:parent-style-name='A'", FORM(" fo:text-align='center'")),
            "", ""),
        "heading centred | Text.\n"},
    {"lists count, items go on without",
        MIMETYPE CONTENT(LISTS,
            LIST(L1, ITEM(P("First") P("more of it") LIST("",
                         ITEM(P("under")) ITEM(
                             P("under too") LIST("", ITEM(P("deep") LIST("", ITEM(P("bullet"))))))))
                         ITEM(P("Second")) "<text:list-header>" P("Head") "</text:list-header>")
                P("Between.") LIST(L1 " text:continue-numbering='true'", ITEM(P("Third")))
                    LIST(L1, ITEM(P("Anew")) "<text:list-item text:start-value='7'>" P(
                                 "Seventh") "</text:list-item>" ITEM(P("")) ITEM(P("Ninth")))
                        LIST(" text:style-name='No'", ITEM(P("Unknown")))),
        "item | 1. First\nbody | more of it\nitem | (a) under\nitem | (b) under too\n"
        "item | 1.b.i deep\nitem | bullet\nitem | 2. Second\nbody | Head\nbody | Between.\n"
        "item | 3. Third\nitem | 1. Anew\nitem | 7. Seventh\nitem | 9. Ninth\nbody | Unknown\n"},
    {"a level that was skipped has begun",
        MIMETYPE CONTENT(LISTS, LIST(L1, ITEM(LIST("", ITEM(P("under")))) ITEM(P("First")))),
        "item | (a) under\nitem | 2. First\n"},
    {"headings, with the numbers of the outline",
        MIMETYPE CONTENT("", H("1", "Part") H("2", "Chapter") P("Text.") H("1", "Part two")) STYLES(
            "<text:outline-style><text:outline-level-style text:level='1' style:num-format='I'/>"
            "<text:outline-level-style text:level='2' style:num-format=''/></text:outline-style>",
            "", ""),
        "heading | I Part\nheading | Chapter\nbody | Text.\nheading | II Part two\n"},
    {"notes stand behind the paragraph that refers to them",
        MIMETYPE CONTENT("",
            P("By consensus<text:note text:note-class='footnote'><text:note-citation>"
              "1</text:note-citation><text:note-body>" P("See the report.")
                    P("And its annex.") "</text:note-body></text:note> alone.") P("Thank you.")),
        "body | By consensus alone.\nnote | See the report.\nnote | And its annex.\n"
        "body | Thank you.\n"},
    {"text boxes and tables",
        MIMETYPE CONTENT("",
            P("Around <draw:frame><draw:text-box>" P(
                "In the box.") "</draw:text-box>"
                               "</draw:frame>the box.") "<table:table><table:table-row><table:table-cell>" P("Mission") "</table:table-cell><table:table-cell>" P("Миссия") "</table:table-cell></table:table-row>"
                                                                                                                                                                            "</table:table><table:table><table:table-header-rows><table:table-row><table:table-cell>" P(
                                                                                                                                                                                "a") "</table:table-cell><table:covered-table-cell>" P("none") "</table:covered-table-cell>"
                                                                                                                                                                                                                                               "</table:table-row></table:table-header-rows></table:table>"),
        "body | In the box.\nbody | Around the box.\nfurniture | Mission\nfurniture | Миссия\n"
        "body | a\n"},
    {"a table of contents is none of the text",
        MIMETYPE CONTENT("", "<text:table-of-content><text:table-of-content-source>x"
                             "</text:table-of-content-source><text:index-body>" P(
                                 "Norms 3") "</text:index-body>"
                                            "</text:table-of-content>" P("Text.")),
        "furniture | Norms 3\nbody | Text.\n"},
    {"heads and feet: those of the first page stand before the text",
        MIMETYPE CONTENT(STYLE("P1", "paragraph", " style:master-page-name='First'", ""),
            PS("P1", "Mr. Chair,")) STYLES("", "",
            "<style:master-page style:name='Standard'><style:header>" P("Running head") "</style:header><style:footer style:display='false'>" P(
                "Off") "</style:footer></style:master-page>"
                       "<style:master-page style:name='First'><style:header>" P("Letterhead") "</style:header><style:header-left>" P(
                           "Even") "</style:header-left><style:footer>" P("Check against delivery") "</style:footer></style:master-page>"),
        "furniture | Letterhead\nbody | Mr. Chair,\nfurniture | Running head\n"
        "furniture | Check against delivery\n"},
    {"pages, where the document tells them",
        MIMETYPE CONTENT(STYLE("P1", "paragraph", "", FORM(" fo:break-before='page'")),
            PS("P1", "One.") P("Begins on one<text:soft-page-break/> and ends on two.") P("Two.")
                PS("P1", "Three.") "<text:soft-page-break/>" P("Four.")),
        "body 1 | One.\nbody 1 | Begins on one and ends on two.\nbody 2 | Two.\nbody 3 | Three.\n"
        "body 4 | Four.\n"},
    {"without its type an archive with a content is one too", CONTENT("", P("Text.")),
        "body | Text.\n"},
};

START_TEST(paragraphs_become_blocks)
{
    become_blocks(&cases[_i]);
}
END_TEST

START_TEST(the_document_says_what_it_is)
{
    layout_t layout = {0};
    rap_err_t err = {0};

    ck_assert_int_eq(
        read_parts(MIMETYPE CONTENT("", P("Text.")) PACKAGE_MARK
            "meta.xml\n<office:document-meta" SPACES "><office:meta><dc:title>T</dc:title>"
            "<dc:creator>Last</dc:creator><meta:initial-creator>First</meta:initial-creator>"
            "<meta:creation-date>2024-03-08T09:00:00</meta:creation-date><dc:language>en-US"
            "</dc:language></office:meta></office:document-meta>\n",
            &layout, &err),
        RAP_OK);
    char *found = layout_text(&layout);
    ck_assert_str_eq(found,
        TYPE ", 0 pages\ntitle: T\nauthor: First\ndate: 2024-03-08T09:00:00\nbody | Text.\n");
    free(found);
}
END_TEST

static const refusal_t refused[] = {
    {MIMETYPE, RAP_SYNTAX, "the document has no part 'content.xml'"},
    {MIMETYPE CONTENT("", ""), RAP_NO_TEXT, "the OpenDocument text has no text"},
    {MIMETYPE PACKAGE_MARK "content.xml\n<a/>\n", RAP_UNSUPPORTED,
        "an OpenDocument file without a text is not supported"},
    {MIMETYPE PACKAGE_MARK "content.xml\n<a>", RAP_SYNTAX, NULL},
    {MIMETYPE PACKAGE_MARK "content.xml\n<!DOCTYPE a><a/>", RAP_SYNTAX,
        "the part 'content.xml' has a document type, which office documents never have"},
    {MIMETYPE PACKAGE_MARK "content.xml\n\x01\x02\n" PACKAGE_MARK
                           "META-INF/manifest.xml\n<manifest:manifest><manifest:file-entry>"
                           "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>",
        RAP_ENCRYPTED, "the document needs a password"},
};

START_TEST(what_is_no_document_is_refused)
{
    parts_are_refused(&refused[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("odt");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_loop_test(tc, paragraphs_become_blocks, 0, sizeof cases / sizeof *cases);
    tcase_add_test(tc, the_document_says_what_it_is);
    tcase_add_loop_test(tc, what_is_no_document_is_refused, 0, sizeof refused / sizeof *refused);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
