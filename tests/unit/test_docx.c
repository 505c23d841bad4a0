/* Word documents: what their paragraphs become.  Each is made here of the parts that the case
 * needs. */
#include "tests/unit/package_case.h"
#include "tests/unit/suite.h"

#define W    "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define R    "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELS "http://schemas.openxmlformats.org/package/2006/relationships"

#define SPACES                                                                     \
    " xmlns:w='" W "' xmlns:r='" R "' xmlns:m='http://schemas.openxmlformats.org/" \
    "officeDocument/2006/math' xmlns:mc='http://schemas.openxmlformats.org/"       \
    "markup-compatibility/2006' xmlns:v='urn:schemas-microsoft-com:vml'"
#define RELATION(id, type, target) \
    "<Relationship Id='" id "' Type='" R "/" type "' Target='" target "'/>"

/* Every part that a case may have; those that are not there are not missed. */
#define FRAME                                                                                  \
    PACKAGE_MARK                                                                               \
    "_rels/.rels\n<Relationships xmlns='" RELS                                                 \
    "'>" RELATION("a", "officeDocument", "word/document.xml") RELATION("b", "core-properties", \
        "docProps/core.xml") "</Relationships>\n" PACKAGE_MARK                                 \
                             "word/_rels/document.xml.rels\n<Relationships xmlns='" RELS       \
                             "'>" RELATION("s", "styles", "styles.xml")                        \
                                 RELATION("n", "numbering", "/word/numbering.xml")             \
                                     RELATION("f", "footnotes", "footnotes.xml")               \
                                         RELATION("e", "endnotes", "./endnotes.xml")           \
                                             RELATION("h1", "header", "../word/header1.xml")   \
                                                 RELATION("h2", "header", "header2.xml")       \
                                                     RELATION("f1", "footer",                  \
                                                         "footer1.xml") "</Relationships>\n"

#define DOCUMENT(body)                                                          \
    FRAME PACKAGE_MARK "word/document.xml\n<w:document" SPACES "><w:body>" body \
                       "</w:body></w:document>\n"
#define PART(name, root, inner) \
    PACKAGE_MARK "word/" name ".xml\n<w:" root SPACES ">" inner "</w:" root ">\n"

#define T(text)         "<w:r><w:t xml:space='preserve'>" text "</w:t></w:r>"
#define P(inner)        "<w:p>" inner "</w:p>"
#define PT(text)        P(T(text))
#define PPR(form)       "<w:pPr>" form "</w:pPr>"
#define RUN(look, text) "<w:r><w:rPr>" look "</w:rPr><w:t xml:space='preserve'>" text "</w:t></w:r>"
#define LIST(id, level) "<w:numPr><w:ilvl w:val='" level "'/><w:numId w:val='" id "'/></w:numPr>"
#define LEVEL(i, how, text)                                                                        \
    "<w:lvl w:ilvl='" i "'><w:start w:val='1'/><w:numFmt w:val='" how "'/><w:lvlText w:val='" text \
    "'/></w:lvl>"
#define FIELD(type) "<w:r><w:fldChar w:fldCharType='" type "'/></w:r>"
#define CELL(inner) "<w:tc><w:tcPr/>" inner "</w:tc>"

static const parts_case_t cases[] = {
    {"runs are one text", DOCUMENT(P(T("We support ") RUN("<w:i/>", "the norms") T(" of 2015."))),
        "body | We support the norms of 2015.\n"},
    {"a line's end in the file is a space, not a break", DOCUMENT(P(T("one\ntwo\n\nthree"))),
        "body | one two three\n"},
    {"text outside of runs, comments and white space are none",
        DOCUMENT("\n stray <!-- no --> " P("\n stray " T("Yes.") "\n")), "body | Yes.\n"},
    {"tabs, breaks, hyphens and spaces",
        DOCUMENT(P("<w:r><w:t>one</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>open</w:t>"
                   "<w:noBreakHyphen/><w:t>ended co</w:t><w:softHyphen/><w:t>operation\u00ad"
                   "</w:t><w:cr/><w:t>end</w:t></w:r>")),
        "body | one two open-ended cooperation end\n"},
    {"two breaks part paragraphs, and so does a page's",
        DOCUMENT(P(T("First.") "<w:r><w:br/><w:br/></w:r>" T(
            "Second.") "<w:r><w:br w:type='page'/></w:r>" T("Third."))),
        "body | First.\nbody | Second.\nbody | Third.\n"},
    {"a break between Chinese characters is no space",
        DOCUMENT(P(T("网络") "<w:r><w:br/></w:r>" T("安全"))), "body | 网络安全\n"},
    {"what stands out is a heading, unless all of the text does",
        DOCUMENT(P(PPR("<w:jc w:val='center'/>") RUN("<w:b/>", "STATEMENT")) P(
            RUN("<w:b/>", "Norms")) P(RUN("<w:sz w:val='32'/>", "Capacity")) PT("Plain text here.")
                P(RUN("<w:b w:val='0'/><w:i/>", "All in italics, as a quotation is."))),
        "heading bold centred | STATEMENT\nheading bold | Norms\nheading | Capacity\n"
        "body | Plain text here.\nbody italic | All in italics, as a quotation is.\n"},
    {"bold that is everywhere says nothing",
        DOCUMENT(P(RUN("<w:b/>", "One.")) P(RUN("<w:b/>", "Two.")) PT("Three.")),
        "body bold | One.\nbody bold | Two.\nbody | Three.\n"},
    {"complex scripts have their own weight",
        DOCUMENT(P(RUN("<w:rtl/><w:bCs/>", "بيان"))
                P(RUN("<w:b/><w:rtl/>", "شكرا السيد الرئيس على عقد هذا الاجتماع."))),
        "heading bold | بيان\nbody | شكرا السيد الرئيس على عقد هذا الاجتماع.\n"},
    {"styles inherit; what a run says is over them",
        DOCUMENT(P(PPR("<w:pStyle w:val='Big'/>") T("Title")) P(PPR("<w:pStyle w:val='H'/>")
                T("Section")) P(PPR("<w:pStyle w:val='Bold'/>") RUN("<w:b w:val='false'/>",
            "Not bold, in Bold.")) P(RUN("<w:rStyle w:val='Strong'/>", "Strong."))
                PT("Text of the usual kind, long enough.")) PART("styles", "styles",
            "<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val='24'/></w:rPr></w:rPrDefault>"
            "</w:docDefaults><w:latentStyles><w:lsdException w:name='Title'/></w:latentStyles>"
            "<w:style w:type='paragraph' w:styleId='Bold'><w:name w:val='B'/><w:rPr><w:b/>"
            "</w:rPr></w:style>"
            "<w:style w:type='paragraph' w:styleId='Big'><w:basedOn w:val='Centre'/><w:rPr>"
            "<w:sz w:val='40'/></w:rPr></w:style>"
            "<w:style w:type='paragraph' w:styleId='Centre'><w:pPr><w:jc w:val='center'/>"
            "</w:pPr></w:style>"
            "<w:style w:type='paragraph' w:styleId='H'><w:name w:val='heading 2'/><w:pPr>"
            "<w:outlineLvl w:val='1'/></w:pPr></w:style>"
            "<w:style w:type='character' w:styleId='Strong'><w:rPr><w:b/></w:rPr></w:style>"),
        "heading centred | Title\nheading | Section\nbody | Not bold, in Bold.\n"
        "heading bold | Strong.\nbody | Text of the usual kind, long enough.\n"},
    {"styles that are based on each other",
        DOCUMENT(P(PPR("<w:pStyle w:val='A'/>") T("Text."))) PART("styles", "styles",
            "<w:style w:styleId='A'><w:basedOn w:val='B'/></w:style>"
            "<w:style w:styleId='B'><w:basedOn w:val='A'/><w:pPr><w:jc w:val='center'/></w:pPr>"
            "</w:style>"),
        "heading centred | Text.\n"},
    {"lists count",
        DOCUMENT(P(PPR(LIST("1", "0")) T("First")) P(PPR(LIST("1", "1")) T("Under"))
                P(PPR(LIST("1", "1")) T("Under too")) P(PPR(LIST("1", "0")) T("Second"))
                    P(PPR(LIST("1", "1")) T("Anew")) P(PPR(LIST("2", "0")) T("Bullet"))
                        P(PPR(LIST("0", "0")) T("None"))
                            P(PPR(LIST("9", "0")) T("Unknown"))) PART("numbering", "numbering",
            "<w:abstractNum w:abstractNumId='5'>" LEVEL("0", "decimal", "%1.") LEVEL("1",
                "lowerLetter",
                "(%1.%2)") "</w:abstractNum>"
                           "<w:abstractNum w:abstractNumId='6'>" LEVEL("0", "bullet",
                               "\uf0b7") "</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='5'/></w:num>"
                                         "<w:num w:numId='2'><w:abstractNumId w:val='6'/></w:num>"),
        "item | 1. First\nitem | (1.a) Under\nitem | (1.b) Under too\nitem | 2. Second\n"
        "item | (2.a) Anew\nitem | Bullet\nbody | None\nbody | Unknown\n"},
    {"lists of one definition count on, unless one begins anew",
        DOCUMENT(P(PPR(LIST("1", "0")) T("one")) P(PPR(LIST("2", "0")) T("two")) P(PPR(LIST(
            "3", "0")) T("seven")) P(PPR(LIST("3", "0")) T("eight"))) PART("numbering", "numbering",
            "<w:abstractNum w:abstractNumId='0'>" LEVEL("0", "upperRoman",
                "%1)") "</w:abstractNum>"
                       "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
                       "<w:num w:numId='2'><w:abstractNumId w:val='0'/></w:num>"
                       "<w:num w:numId='3'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'>"
                       "<w:startOverride w:val='7'/></w:lvlOverride></w:num>"),
        "item | I) one\nitem | II) two\nitem | VII) seven\nitem | VIII) eight\n"},
    {"a list with a level of its own",
        DOCUMENT(P(PPR(LIST("1", "0")) T("one")) P(PPR(LIST("2", "0")) T("two"))) PART("numbering",
            "numbering",
            "<w:abstractNum w:abstractNumId='0'>" LEVEL("0", "decimal",
                "%1.") "</w:abstractNum>"
                       "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num><w:num w:numId='2'>"
                       "<w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'>" LEVEL(
                           "0", "russianLower", "%1)") "</w:lvlOverride></w:num>"),
        "item | 1. one\nitem | б) two\n"},
    {"a large first letter begins the next paragraph",
        DOCUMENT(P(PPR("<w:framePr w:dropCap='drop' w:lines='3'/>") RUN("<w:sz w:val='90'/>", "M"))
                PT("onsieur le Président,")),
        "body | Monsieur le Président,\n"},
    {"a style numbers, at the level that is tied to it",
        DOCUMENT(P(PPR("<w:pStyle w:val='H1'/>") T("Part")) P(PPR("<w:pStyle w:val='H2'/>")
                T("Chapter")) P(PPR("<w:pStyle w:val='H2'/>" LIST("0", "0")) T("Without"))
                P(PPR("<w:pStyle w:val='H1'/>"))) PART("styles", "styles",
            "<w:style w:styleId='H1'><w:pPr><w:outlineLvl w:val='0'/><w:numPr><w:numId "
            "w:val='1'/></w:numPr></w:pPr></w:style><w:style w:styleId='H2'><w:basedOn "
            "w:val='H1'/></w:style>") PART("numbering", "numbering",
            "<w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt "
            "w:val='decimal'/><w:pStyle w:val='H1'/><w:lvlText w:val='%1'/></w:lvl>"
            "<w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='upperRoman'/><w:pStyle "
            "w:val='H2'/><w:isLgl/><w:lvlText w:val='%1.%2'/></w:lvl></w:abstractNum>"
            "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"),
        "heading | 1 Part\nheading | 1.I Chapter\nheading | Without\n"},
    {"a list style stands for another definition",
        DOCUMENT(P(PPR(LIST("1", "0")) T("Text"))) PART("numbering", "numbering",
            "<w:abstractNum w:abstractNumId='0'><w:numStyleLink w:val='Mine'/></w:abstractNum>"
            "<w:abstractNum w:abstractNumId='1'><w:styleLink w:val='Mine'/>" LEVEL("0",
                "decimalZero", "%1 -") "</w:abstractNum>"
                                       "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"),
        "item | 01 - Text\n"},
    {"bullets and numbers that were typed", DOCUMENT(PT("• typed") PT("(a) typed too") PT("- 4 -")),
        "item | typed\nitem | (a) typed too\nfurniture | - 4 -\n"},
    {"tracked changes: what was put in stays, what was taken out goes",
        DOCUMENT(P(T("We ") "<w:ins w:id='1'>" T(
            "firmly ") "</w:ins><w:del w:id='2'><w:r><w:delText>"
                       "hardly </w:delText><w:t>ever </w:t></w:r></w:del><w:moveFrom>" T(
                           "gone ") "</w:moveFrom><w:moveTo>" T("moved ") "</w:moveTo>" T("support it."))
                P(PPR(
                    "<w:pPrChange><w:pPr><w:jc w:val='center'/></w:pPr></w:pPrChange>") "<w:r><w:rPr><w:rPrChange><w:rPr><w:b/></w:rPr></w:rPrChange></w:rPr><w:t>"
                                                                                        "As it is.</w:t></w:r>")),
        "body | We firmly moved support it.\nbody | As it is.\n"},
    {"a paragraph whose end was deleted goes on in the next",
        DOCUMENT(P(PPR("<w:rPr><w:del w:id='1'/></w:rPr>") T("One half ")) PT("and the other.")
                PT("Next.") P(PPR("<w:rPr><w:del w:id='1'/></w:rPr>") T("Last."))),
        "body | One half and the other.\nbody | Next.\nbody | Last.\n"},
    {"fields: their result, not what it is computed from",
        DOCUMENT(P(T("See ") FIELD("begin") "<w:r><w:instrText>REF a</w:instrText></w:r>" FIELD(
            "begin") T("code") FIELD("separate") T("inner") FIELD("end") FIELD("separate")
                T("page 3") FIELD("end") T("."))
                P("<w:fldSimple w:instr='DATE'>" T("8 March") "</w:fldSimple>") P(T("Open ")
                        FIELD("begin") T("lost")) P(FIELD("end") FIELD("separate") T("Found."))),
        "body | See page 3.\nbody | 8 March\nbody | Open\nbody | Found.\n"},
    {"links, controls, tags and formulas are text; prompts and readings are none",
        DOCUMENT(
            P("<w:hyperlink r:id='x'>" T("the report") "</w:hyperlink><w:smartTag>" T(" of") "</w:smartTag><m:oMath><m:r><m:t> x=2</m:t></m:r></m:oMath><w:ruby><w:rt>" T("no") "</w:rt><w:rubyBase>" T(" base") "</w:rubyBase></w:ruby>") "<w:sdt><w:sdtPr><w:alias w:val='a'/></w:sdtPr><w:sdtContent>" PT(
                "Filled in.") "</w:sdtContent></w:sdt><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" PT("Click here.") "</w:sdtContent></w:sdt>" PT("After.")),
        "body | the report of x=2 base\nbody | Filled in.\nbody | After.\n"},
    {"hidden text is none",
        DOCUMENT(
            P(T("Seen") RUN("<w:vanish/>", " and unseen") RUN("<w:vanish w:val='0'/>", " again"))),
        "body | Seen again\n"},
    {"symbols",
        DOCUMENT(P("<w:r><w:sym w:font='Symbol' w:char='F0B7'/></w:r>" T(" point"))
                P("<w:r><w:sym w:char='00A7'/><w:sym w:char='D800'/><w:sym w:char='zz'/><w:sym/>"
                  "</w:r>" T(" 4 of the Charter"))),
        "item | point\nbody | § 4 of the Charter\n"},
    {"notes stand behind the paragraph that refers to them",
        DOCUMENT(P(T("By consensus") "<w:r><w:footnoteReference w:id='2'/></w:r>" T(
            " alone") "<w:r><w:endnoteReference w:id='1'/></w:r>" T("."))
                PT("Thank you.")) PART("footnotes", "footnotes",
            "<w:footnote w:type='separator' w:id='-1'>" PT(
                "----") "</w:footnote>"
                        "<w:footnote w:id='3'>" PT(
                            "Nobody refers to it.") "</w:footnote>"
                                                    "<w:footnote w:id='2'>" P(
                                                        "<w:r><w:footnoteRef/></w:r>" T(
                                                            " See the report."))
                                                        PT("Its annex too.") "</w:footnote>")
            PART("endnotes", "endnotes", "<w:endnote w:id='1'>" PT("An endnote.") "</w:endnote>"),
        "body | By consensus alone.\nnote | See the report.\nnote | Its annex too.\n"
        "note | An endnote.\nbody | Thank you.\n"},
    {"text boxes are paragraphs of their own, once",
        DOCUMENT(P(T("Around ") "<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>" PT(
            "In the box.")
                PT("Its second.") "</w:txbxContent></w:drawing></mc:Choice>"
                                  "<mc:Fallback><w:pict><v:textbox><w:txbxContent>" PT(
                                      "In the box.") "</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
                                                     "</w:r>" T("the box."))),
        "body | In the box.\nbody | Its second.\nbody | Around the box.\n"},
    {"tables in reading order; a row that was deleted is none",
        DOCUMENT(PT("A first paragraph that is long enough to be running text, so that what "
                    "follows can be no letterhead: those stand at the head of a document, before "
                    "any text of this length, and nowhere else in it, whatever they look like, "
                    "however short they are, and however they are arranged. It ends here, at last, "
                    "with a few words more.") "<w:tbl><w:tblPr/><w:tr>" CELL(PT("a1")) CELL(PT("a2")
                PT("a2b")) "</w:tr><w:tr>"
                           "<w:trPr><w:del w:id='1'/></w:trPr>" CELL(PT("gone")) "</w:tr><w:tr><w:trPr/>" CELL(
                               PT("c1") "<w:tbl><w:tr>" CELL(PT("inner")) "</w:tr></w:tbl>" P(
                                   "")) "</w:tr></w:tbl>"),
        "body | A first paragraph that is long enough to be running text, so that what follows can "
        "be no letterhead: those stand at the head of a document, before any text of this length, "
        "and nowhere else in it, whatever they look like, however short they are, and however they "
        "are arranged. It ends here, at last, with a few words more.\n"
        "body | a1\nbody | a2\nbody | a2b\nbody | c1\nbody | inner\n"},
    {"side by side at the head is a letterhead; one below the other is not",
        DOCUMENT("<w:tbl><w:tr>" CELL(PT("Mission permanente"))
                CELL(PT("Permanent Mission")) "</w:tr></w:tbl><w:tbl><w:tr>" CELL(
                    PT("Statement by")) "</w:tr><w:tr>" CELL(PT("Caldoria"))
                    CELL(P("")) "</w:tr></w:tbl>" PT("Mr. Chair,")),
        "furniture | Mission permanente\nfurniture | Permanent Mission\nbody | Statement by\n"
        "body | Caldoria\nbody | Mr. Chair,\n"},
    {"a table at the head is no letterhead if it is all there is",
        DOCUMENT("<w:tbl><w:tr>" CELL(PT("Aland")) CELL(PT("12")) "</w:tr></w:tbl>"),
        "body | Aland\nbody | 12\n"},
    {"a table below a text is no letterhead, however short the text is",
        DOCUMENT(PT("Statement") PT("Mr. Chair,") PT("We vote so:") "<w:tbl><w:tr>" CELL(
            PT("Aland")) CELL(PT("yes")) "</w:tr></w:tbl>" PT("Thank you.")),
        "body | Statement\nbody | Mr. Chair,\nbody | We vote so:\nbody | Aland\nbody | yes\n"
        "body | Thank you.\n"},
    {"heads and feet: the first page's stand before the text",
        DOCUMENT(PT(
            "Mr. Chair,") "<w:sectPr><w:headerReference w:type='default' r:id='h1'/>"
                          "<w:headerReference w:type='first' r:id='h2'/><w:footerReference w:type='default' "
                          "r:id='f1'/><w:footerReference w:type='even' r:id='h1'/><w:titlePg/></w:sectPr>")
            PART("header1", "hdr", PT("Running head")) PART("header2", "hdr", PT("Letterhead"))
                PART("footer1", "ftr", PT("Check against delivery")),
        "furniture | Letterhead\nbody | Mr. Chair,\nfurniture | Running head\n"
        "furniture | Check against delivery\n"},
    {"without a title page the default head is the first's",
        DOCUMENT(P(PPR("<w:sectPr><w:headerReference w:type='default' r:id='h1'/></w:sectPr>")
                T("Mr. Chair,")) "<w:sectPr><w:headerReference w:type='default' r:id='h2'/>"
                                 "</w:sectPr>") PART("header1", "hdr", PT("Letterhead"))
            PART("header2", "hdr", PT("Of the annex")),
        "furniture | Letterhead\nbody | Mr. Chair,\n"},
    {"pages, where Word has told them",
        DOCUMENT(PT("One.") P("<w:r><w:lastRenderedPageBreak/></w:r>" T("Two."))
                P(T("Begins on two") "<w:r><w:lastRenderedPageBreak/></w:r>" T(" and ends on three.")) "<w:tbl><w:tr>" CELL(
                    P(T("left ") "<w:r><w:lastRenderedPageBreak/></w:r>" T("goes on")))
                    CELL(P(T("right ") "<w:r><w:lastRenderedPageBreak/></w:r>" T(
                        "too"))) "</w:tr>"
                                 "</w:tbl>" PT("Four.")),
        "body 1 | One.\nbody 2 | Two.\nbody 2 | Begins on two and ends on three.\n"
        "body 3 | left goes on\nbody 3 | right too\nbody 4 | Four.\n"},
    {"a table of contents is none of the text",
        DOCUMENT(P(PPR("<w:pStyle w:val='TOC1'/>") T("Norms 3")) PT("Text."))
            PART("styles", "styles", "<w:style w:styleId='TOC1'><w:name w:val='toc 1'/></w:style>"),
        "furniture | Norms 3\nbody | Text.\n"},
    {"spaced titles are closed, ligatures spelt",
        DOCUMENT(PT("S T A T E M E N T") PT("e\u0301\ufb01n")), "body | STATEMENT\nbody | éfin\n"},
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
        read_parts(DOCUMENT(PT("Text.")) PACKAGE_MARK
            "docProps/core.xml\n<cp:coreProperties xmlns:cp='c' "
            "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:t='http://purl.org/dc/terms/'>"
            "<dc:title> A  title </dc:title><dc:creator>Mission</dc:creator><dc:language>xx"
            "</dc:language><t:created>2024-03-08T09:00:00Z</t:created></cp:coreProperties>\n",
            &layout, &err),
        RAP_OK);
    char *found = layout_text(&layout);
    ck_assert_str_eq(found,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document, 0 pages\n"
        "title: A title\nauthor: Mission\ndate: 2024-03-08T09:00:00Z\nbody | Text.\n");
    free(found);
}
END_TEST

#define XML(name, text) PACKAGE_MARK name "\n" text "\n"

static const refusal_t refused[] = {
    {XML("a.txt", "text"), RAP_UNSUPPORTED, "an archive (ZIP) is not supported"},
    {XML("../../etc/passwd", "text"), RAP_UNSUPPORTED, "an archive (ZIP) is not supported"},
    {XML("xl/workbook.xml", ""), RAP_UNSUPPORTED, "an Excel workbook (xlsx) is not supported"},
    {XML("ppt/presentation.xml", ""), RAP_UNSUPPORTED,
        "a PowerPoint presentation (pptx) is not supported"},
    {XML("mimetype", "application/epub+zip"), RAP_UNSUPPORTED,
        "an electronic book (epub) is not supported"},
    {XML("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), RAP_UNSUPPORTED,
        "an OpenDocument spreadsheet (ods) is not supported"},
    {XML("word/styles.xml", "<a/>"), RAP_SYNTAX, "the document has no part 'word/document.xml'"},
    {FRAME, RAP_SYNTAX, "the document has no part 'word/document.xml'"},
    {DOCUMENT(""), RAP_NO_TEXT, "the Word document has no text"},
    {XML("word/document.xml", ""), RAP_SYNTAX, NULL},
    {XML("word/document.xml", "<w:document xmlns:w='" W "'><w:body>"), RAP_SYNTAX, NULL},
    {XML("word/document.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), RAP_SYNTAX,
        "the part 'word/document.xml' has a document type, which office documents never have"},
    {XML("word/document.xml",
         "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a x='1'>&b;</a>"),
        RAP_SYNTAX, NULL},
    {XML("word/document.xml",
         "<!DOCTYPE a [<!ENTITY b 'cccccccccc'><!ENTITY d '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>"
         "<!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;'><!ENTITY f '&e;&e;&e;&e;&e;&e;&e;&e;&e;'>"
         "<!ENTITY g '&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;'><!ENTITY h '&g;&g;&g;&g;&g;&g;&g;&g;&g;'>"
         "]><a x='&h;&h;&h;&h;'>&h;</a>"),
        RAP_SYNTAX, NULL},
    {XML("word/document.xml", "<w:document xmlns:w='" W "'>&nbsp;</w:document>"), RAP_SYNTAX, NULL},
};

START_TEST(what_is_no_document_is_refused)
{
    parts_are_refused(&refused[_i]);
}
END_TEST

/* Relationships that lead out of the package, nowhere, or to another machine. */
START_TEST(paths_stay_in_the_package)
{
    static const char *const targets[] = {
        "../../../etc/passwd", "/../x.xml", "no/such.xml", "//x", "", "..", "a/../../../b"};

    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        char parts[4096];
        layout_t layout = {0};
        rap_err_t err = {0};

        (void)snprintf(parts, sizeof parts,
            PACKAGE_MARK "_rels/.rels\n<Relationships xmlns='" RELS
                         "'><Relationship Id='a' Type='" R
                         "/officeDocument' Target='%s'/><Relationship Id='b' Type='" R
                         "/core-properties' Target='http://far.example/' TargetMode='External'/>"
                         "</Relationships>\n" PACKAGE_MARK "word/document.xml\n<w:document" SPACES
                         ">" PT("Text.") "</w:document>\n",
            targets[i]);
        ck_assert_msg(read_parts(parts, &layout, &err) == RAP_OK, "%s: %s", targets[i], err.text);
        ck_assert_str_eq(layout.block[0].text, "Text.");
    }
}
END_TEST

static const struct {
    const char *open, *close;
    size_t times;
    const char *says; /* "": it is read */
} monsters[] = {
    {"<w:sdt>", "</w:sdt>", 150, ""},
    {"<w:sdt>", "</w:sdt>", 230, "the part 'word/document.xml' nests deeper than 200 elements"},
    {"<a>", "</a>", 100000, NULL},
    {"<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>", 45, ""},
    {"<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 60, ""},
    {"<w:tbl>", "", 1, NULL},
    {"<w:p/>", "", 200000, ""},
    {P("<w:r><w:fldChar w:fldCharType='begin'/></w:r>"), "", 1000, ""},
};

START_TEST(nesting_is_no_danger)
{
    RAP_AUTO_RELEASE(rap_buf) parts;
    layout_t layout = {0};
    rap_err_t err = {0};

    rap_buf_init(&parts, FILE_MAX);
    add(&parts, PACKAGE_MARK "word/document.xml\n<w:document" SPACES "><w:body>", 1);
    add(&parts, monsters[_i].open, monsters[_i].times);
    add(&parts, PT("Text."), 1);
    add(&parts, monsters[_i].close, monsters[_i].times);
    add(&parts, "</w:body></w:document>\n", 1);
    rap_code_t code = read_parts(parts.data, &layout, &err);
    if (monsters[_i].says != NULL)
        ck_assert_str_eq(err.text, monsters[_i].says);
    else
        ck_assert_int_eq(rap_code_fate(code), RAP_FATE_REJECT);
    if (code == RAP_OK)
        ck_assert_str_eq(layout.block[0].text, "Text.");
}
END_TEST

START_TEST(attributes_have_a_limit)
{
    RAP_AUTO_RELEASE(rap_buf) parts;
    layout_t layout = {0};
    rap_err_t err = {0};

    rap_buf_init(&parts, FILE_MAX);
    add(&parts, PACKAGE_MARK "word/document.xml\n<w:document" SPACES, 1);
    for (int i = 0; i < 60000; i++)
        ck_assert_int_eq(rap_buf_printf(&parts, &err, " a%d='%d'", i, i), RAP_OK);
    add(&parts, ">" PT("Text.") "</w:document>\n", 1);
    ck_assert_int_eq(read_parts(parts.data, &layout, &err), RAP_TOOBIG);
    ck_assert_str_eq(
        err.text, "the part 'word/document.xml' has a tag with more than 1000 attributes");
}
END_TEST

/* Many references to a note with much in it are more than a document may have. */
START_TEST(memory_has_a_limit)
{
    RAP_AUTO_RELEASE(rap_buf) parts;
    layout_t layout = {0};
    rap_err_t err = {0};

    rap_buf_init(&parts, FILE_MAX);
    add(&parts, FRAME PACKAGE_MARK "word/footnotes.xml\n<w:f" SPACES "><w:footnote w:id='1'>", 1);
    add(&parts, PT("A"), 10000);
    add(&parts, "</w:footnote></w:f>\n" PACKAGE_MARK "word/document.xml\n<w:d" SPACES "><w:p>", 1);
    add(&parts, "<w:footnoteReference w:id='1'/>", 10000);
    add(&parts, "</w:p></w:d>\n", 1);
    ck_assert_int_eq(read_parts(parts.data, &layout, &err), RAP_TOOBIG);
    ck_assert_str_eq(err.text, "the document's text needs more memory than it may have");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("docx");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_loop_test(tc, paragraphs_become_blocks, 0, sizeof cases / sizeof *cases);
    tcase_add_test(tc, the_document_says_what_it_is);
    tcase_add_loop_test(tc, what_is_no_document_is_refused, 0, sizeof refused / sizeof *refused);
    tcase_add_test(tc, paths_stay_in_the_package);
    tcase_add_loop_test(tc, nesting_is_no_danger, 0, sizeof monsters / sizeof *monsters);
    tcase_add_test(tc, attributes_have_a_limit);
    tcase_add_test(tc, memory_has_a_limit);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
