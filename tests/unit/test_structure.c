/* Made-up statements and what is read from them. */
#include "parser/structure/structure.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "tests/unit/statement_text.h"
#include "tests/unit/structure_case.h"
#include "tests/unit/suite.h"

/* A paragraph that makes any document long enough to be a statement, and names nobody. */
#define PROSE                                                                                  \
    "\n\nWe see a growing need for practical steps that every member of this group can take, " \
    "and we are ready to discuss them with all who wish to. The draft before us is a good "    \
    "basis for this work, and my delegation thanks you for it."

/* clang-format off */
static const struct {
    const char *what, *text, *parties, *rest; /* roles: s o c a; rest as rest_of() writes it */
    rap_hints_t hints;
} cases[] = {
    {"letterhead, title, day and place",
     ">Permanent Mission of the Republic of Kenya to the United Nations\n\n"
     "#STATEMENT BY THE KENYAN DELEGATION\n\n#Ninth substantive session of the OEWG on security of and in the use of ICTs 2021-2025\n\n"
     "#New York, 3 December 2024\n\nMr. Chair," PROSE,
     "KE:s", "national oewg-ict-2021 9 2024-12-03 New York en", {0}},
    {"the listing fills in what the document leaves out",
     "Mr. Chair," PROSE, "GH:s", "national oewg-ict-2021 7 L2024-03-05 - en",
     {.delegation = "Ghana", .date = "5 March 2024", .body = "oewg-ict-2021", .session = "7th session"}},
    {"the document wins over the listing",
     "#Statement by the delegation of Ghana\n\n#4 March 2024\n\nMr. Chair," PROSE, "GH:s", "national - - 2024-03-04 - en",
     {.delegation = "Kenya", .date = "2024-03-05"}},
    {"a head with two States, and the listing knows",
     "#Meeting of Ghana and Kenya on 4 March 2024\n\nMr. Chair," PROSE, "KE:s", "national - - 2024-03-04 - en",
     {.delegation = "KEN"}},
    {"nobody says who speaks", "#Remarks\n\nMr. Chair," PROSE, "", "national - - - - en", {0}},
    {"the President of the Assembly is not the speaker",
     "#Address by the Prime Minister of Fiji\n\n#H.E. Mr. Philemon Yang (Cameroon), President of the General Assembly\n\nMr. President," PROSE,
     "FJ:s", "national ga-plenary - - - en", {0}},
    {"a topic is not the speaker",
     "#Statement by Japan on the situation in the Democratic People's Republic of Korea\n\nMadam President," PROSE,
     "JP:s", "national - - - - en", {0}},
    {"a right of reply names whom it answers",
     "#Right of reply by the delegation of Iran in response to the statement by Israel\n\n"
     "#OEWG on ICTs, eighth session, 10 July 2024\n\nMr. Chair," PROSE,
     "IR:s", "right_of_reply oewg-ict-2021 8 2024-07-10 - en", {0}},
    {"an explanation of vote",
     "#Explanation of vote by Brazil\n\n#First Committee, 79th session\n\nDraft resolution A/C.1/79/L.13\n\n5 November 2024\n\nMr. Chair," PROSE,
     "BR:s", "explanation_of_vote ga-first-committee 79 2024-11-05 - en", {0}},
    {"a group by its delegation",
     "#European Union\n\n#EU statement at the tenth session of the OEWG on ICT security\n\n#New York, 19 February 2025\n\n"
     "I have the honour to speak on behalf of the European Union and its Member States. The candidate countries North "
     "Macedonia*, Montenegro* and the Republic of Moldova, as well as Norway, align themselves with this statement.\n\nChair," PROSE,
     "G:EU:s MK:a ME:a MD:a NO:a", "group oewg-ict-2021 10 2025-02-19 New York en", {0}},
    {"a State for a group and its listed members",
     "#Statement by Samoa on behalf of the Pacific Islands Forum\n\n#8 July 2024\n\n"
     "I speak on behalf of the members of the Forum, namely Australia, Fiji, Papua New Guinea and my own country, Samoa." PROSE,
     "WS:s G:PIF:o AU:o FJ:o PG:o", "group - - 2024-07-08 - en", {0}},
    {"a permanent representative for a group that is named first",
     "#STATEMENT ON BEHALF OF THE CARIBBEAN COMMUNITY (CARICOM)\n\n"
     "#BY H.E. AMBASSADOR JANE ROE, PERMANENT REPRESENTATIVE OF BARBADOS TO THE UNITED NATIONS\n\n#11 JULY 2024\n\nChair," PROSE,
     "BB:s G:CARICOM:o", "group - - 2024-07-11 - en", {0}},
    {"a list of States over lines",
     "#Joint statement on capacity-building\n\n#delivered by Chile on behalf of Argentina, Chile,\nColombia, the Dominican Republic,\nEcuador and Guinea-Bissau\n\n"
     "#7 March 2024\n\nChair," PROSE,
     "CL:s AR:o CO:o DO:o EC:o GW:o", "joint - - 2024-03-07 - en", {0}},
    {"another group's statement is only joined",
     "#Statement by Pakistan\n\nMr. Chair,\n\nMy delegation associates itself with the statement delivered by the distinguished "
     "delegate of Iraq on behalf of the Group of 77 and China. We also align ourselves with what Uganda said on behalf of the "
     "Non-Aligned Movement." PROSE,
     "PK:s", "national - - - - en", {0}},
    {"the Group, on whose behalf somebody speaks",
     "#Statement by Morocco\n\nMr. Chair,\n\nThe African Group, on whose behalf I speak, thanks you for the draft." PROSE,
     "MA:s G:AFR:o", "group - - - - en", {0}},
    {"on behalf of one's own delegation",
     "#Statement by Peru\n\nMr. Chair,\n\nOn behalf of my delegation I have the honour to thank the delegate of Chile." PROSE,
     "PE:s", "national - - - - en", {0}},
    {"co-sponsors whose count holds",
     "#Statement by Cuba\n\nMr. Chair,\n\nIn May a group of five States (Belarus, Cuba, the DPRK, Nicaragua and Zimbabwe) submitted a working paper." PROSE,
     "CU:s BY:c CU:c KP:c NI:c ZW:c", "national - - - - en", {0}},
    {"one name of the list was misspelt",
     "#Statement by Cuba\n\nMr. Chair,\n\nA group of 6 States (Belarus, Cuba, the DPRK, Nicaragua, Zimbabwe and Bolvia) submitted a paper." PROSE,
     "CU:s BY:c CU:c KP:c NI:c ZW:c", "national - - - - en", {0}},
    {"a count that does not hold",
     "#Statement by Cuba\n\nMr. Chair,\n\nSome 40 States, among them (Belarus, Cuba, the DPRK and Nicaragua), submitted a paper." PROSE,
     "CU:s", "national - - - - en", {0}},
    {"others' co-sponsors are not the speaker's",
     "#Statement by Japan\n\nMr. Chair,\n\nA group of four States (Belarus, Cuba, Nicaragua and Zimbabwe) submitted a paper." PROSE,
     "JP:s", "national - - - - en", {0}},
    {"co-sponsors in the Russian genitive",
     "#Выступление делегации Российской Федерации\n\n#8 марта 2024 года\n\nГосподин Председатель,\n\n"
     "Концептуальный документ внесли пять государств: делегации Белоруссии, Кубы, Никарагуа, России и Зимбабве. "
     "Мы исходим из того, что он станет основой для дальнейшей работы группы, и готовы обсуждать его со всеми, кто этого желает. "
     "Считаем важным сохранить правило консенсуса.",
     "RU:s BY:c CU:c NI:c RU:c ZW:c", "national - - 2024-03-08 - ru", {0}},
    {"French, in capitals without accents",
     "#REPUBLIQUE DU SENEGAL\n\n#Intervention de la délégation sénégalaise\n\n#Première Commission, 78e session\n\n#New York, le 24 octobre 2023\n\n"
     "Monsieur le Président,\n\nMa délégation se félicite de la qualité du projet qui nous est présenté et vous remercie de la manière dont "
     "vous conduisez nos travaux. Nous restons convaincus que le renforcement des capacités doit demeurer au cœur de nos échanges.",
     "SN:s", "national ga-first-committee 78 2023-10-24 New York fr", {0}},
    {"Spanish, for a list and itself",
     "#DECLARACIÓN CONJUNTA\n\n#Pronunciada por el Ecuador en nombre de Costa Rica, Guatemala, la República Dominicana y el Uruguay\n\n"
     "#Séptimo período de sesiones del GTCA, 7 de marzo de 2024\n\nSeñor Presidente:\n\nLos países de este grupo vemos con interés la propuesta que "
     "usted nos ha presentado y estamos dispuestos a trabajar con todas las delegaciones para mejorarla en las próximas semanas.",
     "EC:s CR:o GT:o DO:o UY:o", "joint oewg-ict-2021 7 2024-03-07 - es", {0}},
    {"Arabic, for a group",
     "#جمهورية العراق\n\n#كلمة المجموعة العربية\n\n#الدورة العاشرة للفريق العامل المعني بأمن تكنولوجيات المعلومات والاتصالات\n\n#نيويورك، ١٩ شباط/فبراير ٢٠٢٥\n\n"
     "السيد الرئيس،\n\nيشرفني أن ألقي هذه الكلمة باسم المجموعة العربية، ونود أن نشكركم على جهودكم في قيادة أعمال هذا الفريق وعلى مشروع التقرير الذي عرضتموه علينا، ونؤكد استعدادنا للعمل مع جميع الوفود من أجل التوصل إلى توافق.",
     "IQ:s G:ARAB:o", "group oewg-ict-2021 10 2025-02-19 New York ar", {0}},
    {"Chinese, developing countries are not China",
     "#中国代表团在联合国信息安全开放式工作组第九次会议上的发言\n\n#（2024年12月3日，纽约）\n\n主席先生：\n\n"
     "中方感谢主席为推动工作组工作所作的努力，支持在协商一致基础上通过报告。发展中国家的能力建设应当得到更多重视，各方应本着建设性态度参与讨论，共同维护网络空间的和平与稳定。我们愿与各方一道继续努力。",
     "CN:s", "national oewg-ict-2021 9 2024-12-03 New York zh", {0}},
    {"the Chair",
     "#Opening remarks by the Chair of the Open-ended Working Group on security of and in the use of ICTs\n\n#4 March 2024\n\nExcellencies," PROSE,
     "", "chair oewg-ict-2021 7 2024-03-04 - en", {0}},
    {"the Secretariat",
     "#Statement by the High Representative for Disarmament Affairs\n\n#First Committee, 79th session\n\nExcellencies," PROSE,
     "", "secretariat ga-first-committee 79 - - en", {0}},
    {"a stakeholder",
     "#Statement of a civil society organization at the informal dialogue of the Chair with stakeholders\n\n#OEWG on security of and in the use of ICTs\n\nThank you, Chair." PROSE,
     "", "stakeholder oewg-ict-2021 - - - en", {0}},
    {"the other working group",
     "#Statement by Chile\n\n#Open-ended Working Group, second session, 12 September 2022\n\nMr. Chair,\n\nThe prevention of an arms race in "
     "outer space is the concern of us all." PROSE,
     "CL:s", "national oewg-space-2022 2 2022-09-12 - en", {0}},
    {"an address is no place",
     ">Permanent Mission of Chile\n\n>885 Second Avenue, New York, NY 10017\n\n#Statement by Chile, 4 March 2024\n\nMr. Chair," PROSE,
     "CL:s", "national - - 2024-03-04 - en", {0}},
    {"a session's days are not the day",
     "#Statement by Chile\n\n#Geneva, 4-8 March 2024\n\nMr. Chair," PROSE, "CL:s", "national - - - Geneva en", {0}},
    {"a letter-spaced title",
     "#S T A T E M E N T\n\n#BY THE INDIAN DELEGATION\n\nMr. Chair," PROSE, "IN:s", "national - - - - en", {0}},
    {"a statement that names nobody but its thanks",
     "#Statement\n\nMr. Chair,\n\nWe thank Singapore and the Permanent Mission of Singapore." PROSE, "", "national - - - - en", {0}},
    {"who speaks by what the text says of itself",
     "Mr. President,\n\nI bring you greetings from my country, Tuvalu. Tuvalu supports the draft." PROSE, "TV:s", "national - - - - en", {0}},
    {"sympathy with a people is not speaking for it",
     "Mr. President,\n\nWe stand with the people of Ukraine. The people of Cuba suffer. The people of Ukraine deserve peace." PROSE,
     "", "national - - - - en", {0}},
};
/* clang-format on */

/* clang-format off */
static const struct {
    const char *head, *speaker; /* NULL: nobody */
} speakers[] = {
    {"#Statement by the delegation of Ukraine on cyber aggression by the Russian Federation", "UA"},
    {"#Statement of the Republic of Korea: threats posed by the DPRK", "KR"},
    {"#Japan's statement on the proposals by Russia and China", "JP"},
    {"#Statement by Brazil\n\n#(in response to Argentina and Chile)", "BR"},
    {"#Intervention by India on the draft resolution tabled by Pakistan", "IN"},
    {"#Statement of Iran in exercise of the right of reply to the delegations of Israel and the United States", "IR"},
    {"#Statement by Sweden on behalf of Denmark, Finland, Iceland, Norway and Sweden", "SE"},
    {"#Statement on behalf of the Nordic countries delivered by Finland", "FI"},
    {"#Statement on behalf of the European Union and its Member States", "G:EU"},
    {"#Delegation of the European Union to the United Nations", "G:EU"},
    {"#Cyber threats against Ukraine", NULL},
    {"#Statement of the International Chamber of Commerce", NULL},
    {"#Statement by a Latin American scholar on the Indian Ocean", NULL},
    {"#Australian Mission to the United Nations", "AU"},
    {"#Colombia – Intervention on confidence-building measures", "CO"},
    {"#Permanent Mission of the Lao People's Democratic Republic", "LA"},
    {"#Déclaration du Canada / Statement by Canada", "CA"},
    {"#Discours du Ministre des Affaires étrangères du Bénin", "BJ"},
    {"#Déclaration de la République démocratique du Congo", "CD"},
    {"#Misión Permanente de El Salvador ante las Naciones Unidas", "SV"},
    {"#Выступление Постоянного представителя Республики Беларусь при ООН", "BY"},
    {"#Ответное слово представителя делегации Российской Федерации на выступление делегации США", "RU"},
    {"#中国常驻联合国代表团代表的发言", "CN"},
    {"#كلمة جمهورية مصر العربية", "EG"},
    {"#Statement by Georgia\n\n#Geneva, Switzerland", "GE"},
    {"#Statement by H.E. Mr. Chad Jordan, Permanent Representative of Jamaica", "JM"},
};
/* clang-format on */

static const char *or_dash(const char *text)
{
    return text != NULL ? text : "-";
}

static void parties_of(const rap_statement_t *statement, char *out, size_t size)
{
    const rap_party_role_t *party = statement->parties.item;
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < statement->parties.count; i++)
        len += (size_t)snprintf(
            out + len, size - len, "%s%s:%c", i > 0 ? " " : "", party[i].id, "soca"[party[i].role]);
}

/* Kind, body, session, day (L: by the listing), place, language. */
static void rest_of(const rap_statement_t *statement, char *out, size_t size)
{
    snprintf(out, size, "%s %s %s %s%s %s %s", rap_statement_kind_names[statement->kind],
        or_dash(statement->body), or_dash(statement->session),
        statement->date_from == RAP_DATE_FROM_LISTING ? "L" : "", or_dash(statement->delivered_on),
        or_dash(statement->place), or_dash(statement->language));
}

static rap_code_t read_text(
    const char *text, const rap_hints_t *hints, rap_record_t *record, rap_err_t *err)
{
    layout_t *layout = rap_arena_alloc(arena, sizeof *layout);
    rap_envelope_t *envelope = rap_arena_alloc(arena, sizeof *envelope);

    *layout = statement_layout(text, arena);
    *envelope = (rap_envelope_t){.id = "abc"};
    if (hints != NULL)
        envelope->hints = *hints;
    return structure_read(layout, envelope, structure, arena, record, err);
}

START_TEST(statements_are_read)
{
    rap_record_t record;
    rap_err_t err = {0};
    char out[512];

    ck_assert_msg(read_text(cases[_i].text, &cases[_i].hints, &record, &err) == RAP_OK, "%s: %s",
        cases[_i].what, err.text);
    const rap_statement_t *statement = record.statements.item;
    parties_of(statement, out, sizeof out);
    ck_assert_msg(strcmp(out, cases[_i].parties) == 0, "%s: %s", cases[_i].what, out);
    rest_of(statement, out, sizeof out);
    ck_assert_msg(strcmp(out, cases[_i].rest) == 0, "%s: %s", cases[_i].what, out);
}
END_TEST

START_TEST(the_right_one_speaks)
{
    char text[2000];
    rap_record_t record;
    rap_err_t err = {0};

    snprintf(text, sizeof text, "%s\n\nMr. Chair,%s", speakers[_i].head, PROSE);
    ck_assert_msg(read_text(text, NULL, &record, &err) == RAP_OK, "%s", err.text);
    const rap_statement_t *statement = record.statements.item;
    const rap_party_role_t *party = statement->parties.item;
    bool found = statement->parties.count > 0 && party[0].role == RAP_ROLE_SPEAKER;
    const char *got = found ? party[0].id : NULL;
    ck_assert_msg(strcmp(or_dash(got), or_dash(speakers[_i].speaker)) == 0, "%s: %s",
        speakers[_i].head, or_dash(got));
}
END_TEST

START_TEST(text_has_paragraphs_and_no_furniture)
{
    const char *text =
        ">Letterhead\n\n#Statement by Côte d’Ivoire\n\nMr. Chair,\n\nThé first paragraph is long enough "
        "to be running text of a statement, as everybody can see.\n\n>2\n\n===\n\n#A heading\n\n*First item "
        "of a list that has a few more words\n\nCheck against delivery\n\n^A footnote\n\n***\n\nThank you.";
    static const char *const want[] = {
        "Mr. Chair,", "Thé first", "A heading", "First item", "Thank you."};
    static const int64_t pages[] = {1, 1, 2, 2, 2};
    rap_record_t record;
    rap_err_t err;

    ck_assert_int_eq(read_text(text, NULL, &record, &err), RAP_OK);
    ck_assert_str_eq(record.document->document_id, "abc");
    ck_assert_str_eq(record.document->parser, "parser@" RAP_VERSION);
    const rap_statement_t *statement = record.statements.item;
    const rap_paragraph_t *paragraph = statement->paragraphs.item;
    size_t len = strlen(statement->text);
    ck_assert_str_eq(statement->statement_id, "abc/1");
    ck_assert_uint_eq(statement->paragraphs.count, 5);
    for (size_t i = 0; i < 5; i++) {
        size_t start = rap_text_bytes(statement->text, len, (size_t)paragraph[i].start);
        size_t end = rap_text_bytes(statement->text, len, (size_t)paragraph[i].end);
        ck_assert_int_eq(paragraph[i].n, (int64_t)i + 1);
        ck_assert_int_eq(paragraph[i].page, pages[i]);
        ck_assert_mem_eq(statement->text + start, want[i], strlen(want[i]));
        ck_assert(end == len || memcmp(statement->text + end, "\n\n", 2) == 0);
    }
    ck_assert_int_eq(paragraph[4].end, (int64_t)rap_text_points(statement->text, len));
    RAP_AUTO_RELEASE(rap_buf) json;
    rap_buf_init(&json, 1 << 20);
    ck_assert_int_eq(rap_record_write(&record, &json, &err), RAP_OK);
    ck_assert_msg(
        rap_record_read(&record, json.data, json.len, arena, &err) == RAP_OK, "%s", err.text);
}
END_TEST

/* A speech about it is no page's foot. */
#define COPYRIGHT                                                                                  \
    "\n\nMy country has studied the limits of copyright, and the first exception is the one for "  \
    "libraries and schools.\n\nThe second exception to copyright helps those who cannot see, and " \
    "we have written it into our law.\n\nA treaty on copyright of 2013 says the same, and we ask " \
    "all who have not joined it to do so, now that it is into force."

/* clang-format off */
static const struct {
    const char *behind, *last;
} feet[] = {
    {"\n\nI thank you.\n\nLinks:\n\nMinistry of Trade I Ministry of Ports\n\nCopyright\u00a9 www.example.org Address: 2 Long Street Tel: 555 0100\n\n2", "I thank you."},
    {"\n\nMuchas gracias.\n\nTodos los derechos reservados", "Muchas gracias."},
    {"\n\nI thank you.\n\nPeace be upon you.", "Peace be upon you."},
    {"\n\n¡Muchas gracias!\n\n©2024 Gobierno de Chile", "¡Muchas gracias!"},
    {"\n\nAnd I thank you.\n\nAbout\n\nNews\n\nLinks\n\nPorts\n\nTrade\n\nSchools\n\nRoads\n\nRivers\n\nForests\n\nMuseums\n\nParks\n\nMaps\n\nJobs"
     "\n\nCopyright (c) Ministry of Ports\n\nTop", "And I thank you."},
    {"\n\nThank you.\n\nPress room\n\nCopyright 2024 Ministry of Ports. Site map", "Thank you."},
    {"\n\nMerci.\n\n© Ministère des ports\n\nThank you for your visit", "Merci."},
    {"\n\nThank you, Mr. Chair, for giving us the floor." COPYRIGHT, "into force."},
    {"\n\nThank you to the delegation of Kenya for the proposal." COPYRIGHT, "into force."},
    {"\n\nI thank you, Mr. Chair.\n\nWe ask that the nations which hold copyright in these maps share them with all of us. We reserve our position on paragraph 4.",
     "paragraph 4."},
    {"\n\nThank you.\n\nCopyright by States remains their sovereign choice.", "sovereign choice."},
    {"\n\nThank you.\n\nOne more word to all who sit in this room.\n\n© 2024 Ministry of Ports", "© 2024 Ministry of Ports"},
    {"\n\nThank you.\n\nAll rights reserved by the Charter to those who are weak are our own concern, and we shall stand by them.", "stand by them."},
    {"\n\nLet us go on.\n\nThe copyright of all of us in what we write here is not at stake.", "The copyright of all of us in what we write here is not at stake."},
};
/* clang-format on */

START_TEST(a_pages_foot_is_not_said)
{
    char text[4000];
    rap_record_t record;
    rap_err_t err = {0};

    snprintf(text, sizeof text, "#Statement by Chile\n\nMr. Chair,%s%s", PROSE, feet[_i].behind);
    ck_assert_msg(read_text(text, NULL, &record, &err) == RAP_OK, "%s", err.text);
    const rap_statement_t *statement = record.statements.item;
    size_t len = strlen(statement->text), last = strlen(feet[_i].last);
    ck_assert_msg(len > last && strcmp(statement->text + len - last, feet[_i].last) == 0, "%s",
        statement->text);
}
END_TEST

START_TEST(thanks_that_open_a_text_begin_no_foot)
{
    const char *text =
        "#Statement by Chile\n\nThank you, Chair.\n\n*Trust among all of us in every one of these seven "
        "great rooms\n\n*Maps of ports that anybody may read without leave\n\n*Roads, and who will "
        "have to pay for them\n\n© Ministry of Ports";
    rap_record_t record;
    rap_err_t err = {0};

    ck_assert_msg(read_text(text, NULL, &record, &err) == RAP_OK, "%s", err.text);
    const rap_statement_t *statement = record.statements.item;
    ck_assert_uint_eq(statement->paragraphs.count, 5);
}
END_TEST

/* Neither its day nor its session is the statement's. */
START_TEST(a_pages_foot_tells_nothing)
{
    const char *text =
        "#Statement by Chile\n\n#General Assembly\n\nMr. Chair," PROSE
        "\n\nI thank you.\n\nPage of the President of the 79th session of the General Assembly"
        "\n\nCopyright © Government of Chile. Last updated 3 March 2025";
    rap_record_t record;
    rap_err_t err = {0};

    ck_assert_msg(read_text(text, NULL, &record, &err) == RAP_OK, "%s", err.text);
    const rap_statement_t *statement = record.statements.item;
    ck_assert_str_eq(or_dash(statement->session), "-");
    ck_assert_str_eq(or_dash(statement->delivered_on), "-");
}
END_TEST

/* The foot is longer than the second statement, and not than both. */
START_TEST(a_second_statement_has_no_foot)
{
    const char *text =
        "#Statement by Samoa on behalf of the Pacific Islands Forum\n\nMr. Chair," PROSE
        "\n\nSpeaking now in my national capacity, I shall be brief.\n\nI thank you.\n\nMinistry of Ports of "
        "Samoa and of all its islands\n\nMinistry of Trade of Samoa and of all its islands\n\n© Ministry";
    rap_record_t record;
    rap_err_t err = {0};

    ck_assert_msg(read_text(text, NULL, &record, &err) == RAP_OK, "%s", err.text);
    ck_assert_uint_eq(record.statements.count, 2);
    const rap_statement_t *statement = record.statements.item;
    ck_assert_str_eq(statement[1].text,
        "Speaking now in my national capacity, I shall be brief.\n\nI thank you.");
}
END_TEST

START_TEST(rows_without_words_are_not_said)
{
    char text[4000], stars[201];
    rap_record_t record;
    rap_err_t err = {0};

    memset(stars, '-', sizeof stars);
    for (size_t i = 0; i < sizeof stars; i += 2)
        stars[i] = '~';
    stars[sizeof stars - 1] = '\0';
    snprintf(text, sizeof text, "#Statement by Chile\n\nMr. Chair,%s\n\n%s\n\nLet us go on.", PROSE,
        stars);
    ck_assert_msg(read_text(text, NULL, &record, &err) == RAP_OK, "%s", err.text);
    const rap_statement_t *statement = record.statements.item;
    ck_assert_uint_eq(statement->paragraphs.count, 3);
    ck_assert_ptr_null(strstr(statement->text, "~"));
}
END_TEST

/* Begins a text without words to the Chair. */
#define RUNNING                                                                                   \
    "\n\nWe look forward to all the work that lies before us in this room, in which so much was " \
    "agreed by those who sat here earlier." PROSE

/* clang-format off */
static const struct {
    const char *text, *begins, *title;
} begun[] = {
    {"#Statement by Chile\n\nMy warm greetings go to the new chair of this group." RUNNING, "My warm greetings", "Statement by Chile"},
    {"#Statement by Chile\n\nIt was delivered in Santiago on 4 March 2024." RUNNING, "We look", "Statement by Chile"},
    {"#Statement by Chile\n\nThe Hall of Nations, New York, Geneva Road." RUNNING, "We look", "Statement by Chile The Hall of Nations, New York, Geneva Road."},
    {"#Statement by Chile\n\nThe whole debate can be seen by all in the webcast at https://www.example.org/en/seen" RUNNING, "We look", NULL},
    {"#Statement by Chile\n\n\u041f\u043e\u0441\u0442\u043e\u044f\u043d\u043d\u044b\u0439 \u041f\u0440\u0435\u0434\u0441\u0442\u0430\u0432\u0438\u0442\u0435\u043b\u044c \u043f\u0440\u0438 \u041e\u041e\u041d \u0432 \u041d\u044c\u044e-\u0419\u043e\u0440\u043a\u0435 \u043f\u043e \u0414\u0435\u043b\u0430\u043c \u0438\u0437 \u0421\u0430\u043d\u0442\u044c\u044f\u0433\u043e." RUNNING, "We look", NULL},
    {"#Statement by Chile\n\n#17\n\n#19:30\n\n#at the Group's session\n\nMr. Chair," PROSE, "Mr. Chair,", "Statement by Chile at the Group's session"},
    {"#كلمة الكويت\n\nمعالي رئيس الجمعية العامة//\n\nمعالي الأمين العام للأمم المتحدة//\n\nنود في البداية أن نهنئكم على توليكم رئاسة هذه الدورة ونتمنى لكم كل "
     "التوفيق في عملكم الذي بدأتموه قبل أيام//\n\nالسيد الرئيس//\n\nنرى أن الحوار بين الدول هو الطريق الوحيد إلى السلام والأمن في هذا العالم//",
     "معالي رئيس", "كلمة الكويت"},
};
/* clang-format on */

START_TEST(a_text_begins_where_the_first_is_said)
{
    rap_record_t record;
    rap_err_t err = {0};

    ck_assert_msg(read_text(begun[_i].text, NULL, &record, &err) == RAP_OK, "%d: %s", _i, err.text);
    ck_assert_uint_eq(record.statements.count, 1);
    const rap_statement_t *statement = record.statements.item;
    ck_assert_msg(strncmp(statement->text, begun[_i].begins, strlen(begun[_i].begins)) == 0,
        "%d: %s", _i, statement->text);
    ck_assert_msg(begun[_i].title == NULL ||
                      (statement->title != NULL && strcmp(statement->title, begun[_i].title) == 0),
        "%d: '%s'", _i, statement->title);
}
END_TEST

/* clang-format off */
static const struct {
    const char *head, *name, *title, *item, *meeting;
} heads[] = {
    {"#Statement by H.E. Ms. Jane Q. Doe, Permanent Representative of Kenya to the United Nations",
     "Jane Q. Doe", "Permanent Representative of Kenya", NULL, NULL},
    {"#Statement by Mr. R. Venkat Rao, Director (Cyber Diplomacy), India\n\n#Agenda item 5: capacity-building",
     "R. Venkat Rao", "Director (Cyber Diplomacy), India", "5", NULL},
    {"#Remarks by Ms. Han Seo-yeon, First Secretary\n\n#Republic of Korea, 12 December 2023", "Han Seo-yeon", "First Secretary", NULL, NULL},
    {"#HIS EXCELLENCY JOHN ROE\n\n#PRESIDENT OF THE REPUBLIC OF LIBERIA\n\n#Agenda item 97 (b)", "JOHN ROE", "PRESIDENT OF THE REPUBLIC OF LIBERIA", "97 (b)", NULL},
    {"#Déclaration de S.E. M. Yao N’Dri, Ambassadeur, Représentant permanent de la Côte d’Ivoire", "Yao N’Dri", "Ambassadeur, Représentant permanent de la Côte d’Ivoire", NULL, NULL},
    {"#Intervención de la Sra. Mariela Quesada Umaña, Ministra Consejera\n\n#Costa Rica", "Mariela Quesada Umaña", "Ministra Consejera", NULL, NULL},
    {"#Statement by Chile\n\n#Security Council, 9662nd meeting", NULL, NULL, NULL, "9662"},
    {"#Statement by Chile\n\n#H.E. Mr. Philemon Yang, President of the General Assembly", NULL, NULL, NULL, NULL},
    {"#Statement by Oman\n\n#H.E. Philemon Yang, President of the 79th Session of the General Assembly,", NULL, NULL, NULL, NULL},
    {"#كلمة المغرب\n\n#السيد رئيس الجمعية العامة", NULL, NULL, NULL, NULL},
    {"#Statement by H.E. Ms. Jane Roe, President of the Republic of Malta\n\n#Mr. President,", "Jane Roe", "President of the Republic of Malta", NULL, NULL},
    {"#Statement by H.E. Hon. Dr. Jane E. Roe, Prime Minister of Malta", "Jane E. Roe", "Prime Minister of Malta", NULL, NULL},
    {"#Remarks at the General Assembly\n\n#Prime Minister of Malta Hon Dr John Roe September 27th, 2024", "John Roe", NULL, NULL, NULL},
    {"#Remarks by President Roe of Malta\n\n#New York\n\n#10:13 A.M. EDT", NULL, NULL, NULL, NULL},
    {"#Speech of Prime Minister Roe of Malta\n\n#Mr. President… Mr. Secretary General… Your Excellencies…", NULL, NULL, NULL, NULL},
    {"#STATEMENT BY HIS EXCELLENCY JOHN NYMAN ROE, SR.\n\n#PRESIDENT OF THE REPUBLIC OF MALTA", "JOHN NYMAN ROE, SR.", "PRESIDENT OF THE REPUBLIC OF MALTA", NULL, NULL},
    {"#Statement by the Hon. Minister of Foreign Affairs of Kenya", NULL, NULL, NULL, NULL},
    {"#STATEMENT BY THE HONOURABLE PRIME MINISTER AND MINISTER OF FINANCE OF KENYA", NULL, NULL, NULL, NULL},
    {"#Statement by Hon. Prime Minister John Roe\n\n#Kenya", "John Roe", NULL, NULL, NULL},
    {"#Statement by H.E. Vice-President Jane Roe\n\n#Kenya", "Jane Roe", NULL, NULL, NULL},
    {"#Statement by Kenya to Hon. Members of Parliament", NULL, NULL, NULL, NULL},
    {"#Statement by the Hon. Speaker of the House of Kenya", NULL, NULL, NULL, NULL},
    {"#STATEMENT BY KENYA\n\n#JANE ROE, PROFESSOR OF LAW AT THE COLLEGE OF PORTS", NULL, NULL, NULL, NULL},
    {"#Statement by Professor Jane Roe, Expert of Kenya", "Jane Roe", "Expert of Kenya", NULL, NULL},
    {"#STATEMENT BY THE AMBASSADOR TO THE UNITED NATIONS OF KENYA", NULL, NULL, NULL, NULL},
    {"#Discurso del Embajador de Chile", NULL, NULL, NULL, NULL},
    {"#Statement by Ambassador A. Roe, Permanent Representative of Kenya", "A. Roe", "Permanent Representative of Kenya", NULL, NULL},
    {"#Statement by H.E. Mr. To Roe, President of Malta", "To Roe", "President of Malta", NULL, NULL},
    {"#Statement by Mr. King Roe, Permanent Representative of Kenya", "King Roe", "Permanent Representative of Kenya", NULL, NULL},
    {"#Statement by Mr. Hon Chi Roe, Counsellor of Kenya", "Hon Chi Roe", "Counsellor of Kenya", NULL, NULL},
    {"#Statement by the Hon Jane Roe, Minister of Kenya", "Jane Roe", "Minister of Kenya", NULL, NULL},
    {"#Statement by Rt Hon Jane May 27 September 2018\n\n#Kenya", "Jane May", NULL, NULL, NULL},
    {"#Statement by Rt Hon Jane Roe May 27th, 2018\n\n#Kenya", "Jane Roe", NULL, NULL, NULL},
    {"#Discurso de la Sra. Juana Roe, Sr. Presidente de la Comisión", "Juana Roe", NULL, NULL, NULL},
    {"#Discurso de Kenya\n\n#Sr. Juan Roe, Sr. Pedro Doe", "Juan Roe", NULL, NULL, NULL},
    {"#Statement by Ms. Jane Roe, Jr. Professional Officer, Kenya", "Jane Roe", "Jr. Professional Officer, Kenya", NULL, NULL},
    {"#STATEMENT BY HIS EXCELLENCY JOHN ROE, SR. PRESIDENT OF THE REPUBLIC OF MALTA", "JOHN ROE, SR.", "PRESIDENT OF THE REPUBLIC OF MALTA", NULL, NULL},
    {"#Statement by Mr. John Roe, Jr., Minister of Kenya", "John Roe, Jr.", "Minister of Kenya", NULL, NULL},
    {"#Remarks by President Roe of Malta\n\n#10:30 a. m. EDT", NULL, NULL, NULL, NULL},
    {"#Remarks by President Roe of Malta\n\n#10:36 A. M. EDT", NULL, NULL, NULL, NULL},
    {"#Déclaration de Malte («Mr. John Roe»)", "John Roe", NULL, NULL, NULL},
    {"#Delivered by: Hon. John Amadi Roe\n\n#Minister of Foreign Affairs of Kenya", "John Amadi Roe", "Minister of Foreign Affairs of Kenya", NULL, NULL},
};
/* clang-format on */

static void check_text(const char *what, const char *got, const char *want)
{
    ck_assert_msg((got == NULL) == (want == NULL) && (got == NULL || strcmp(got, want) == 0),
        "%s: '%s' instead of '%s'", what, or_dash(got), or_dash(want));
}

START_TEST(details_are_read)
{
    char text[2000];
    rap_record_t record;
    rap_err_t err = {0};

    snprintf(text, sizeof text, "%s\n\nMr. Chair,%s", heads[_i].head, PROSE);
    ck_assert_msg(read_text(text, NULL, &record, &err) == RAP_OK, "%s", err.text);
    const rap_statement_t *statement = record.statements.item;
    const rap_speaker_t *speaker = statement->speaker;
    check_text("name", speaker != NULL ? speaker->name : NULL, heads[_i].name);
    check_text("title", speaker != NULL ? speaker->title : NULL, heads[_i].title);
    check_text("item", statement->agenda_item, heads[_i].item);
    check_text("meeting", statement->meeting, heads[_i].meeting);
}
END_TEST

/* clang-format off */
static const struct {
    const char *text;
    rap_code_t code;
} refused[] = {
    {"", RAP_NO_TEXT},
    {">1\n\n>2", RAP_NO_TEXT},
    {"* * *\n\n--- 12 ---", RAP_NO_TEXT},
    {"#404\n\nPage not found. The page you requested does not exist on this server, please check the address and try it again. "
     "You can also go to the home page, or use the search field to find what you were looking for on this site.", RAP_NOT_STATEMENT},
    {"#Access Denied\n\nYou don't have permission to access this page on this server, and if you think that this is an error please "
     "tell the administrator of the site about it in a message with the number below.", RAP_NOT_STATEMENT},
    {"*Home\n\n*About us\n\n*Statements\n\n*Contact\n\n*Press releases\n\n*Archive 2023\n\n*Archive 2024\n\n*Imprint\n\n*Search", RAP_NOT_STATEMENT},
    {"#Statement by Kenya\n\nMr. Chair,\n\nThank you.", RAP_NOT_STATEMENT},
    {"ÿabc dÿe fghÿ iÿj klÿm nÿo ÿpq rÿst uÿv wÿx yÿz aÿb cÿd eÿf gÿh. iÿj kÿl mÿn oÿp qÿr sÿt uÿv wÿx yÿz aÿb.", RAP_NO_TEXT},
};
/* clang-format on */

START_TEST(what_is_no_statement_is_refused)
{
    rap_record_t record;
    rap_err_t err = {0};
    rap_code_t code = read_text(refused[_i].text, NULL, &record, &err);

    ck_assert_msg(code == refused[_i].code, "%d: %s %s", _i, rap_code_name(code), err.text);
}
END_TEST

/* clang-format off */
static const struct {
    const char *text, *language;
} languages[] = {
    {"We thank the Chair for the draft and for the work that has been done on it since the last session.", "en"},
    {"Nous remercions le Président pour le projet et pour le travail qui a été accompli depuis la dernière session.", "fr"},
    {"Damos las gracias al Presidente por el proyecto y por el trabajo que se ha hecho desde el último período.", "es"},
    {"Agradecemos ao Presidente pelo projeto e pelo trabalho que foi feito desde a última sessão, e não só por isso.", "pt"},
    {"Мы благодарим Председателя за проект и за работу, которая была проделана после прошлой сессии группы.", "ru"},
    {"Ми дякуємо Голові за проєкт і за роботу, яку було виконано після минулої сесії цієї групи держав.", "uk"},
    {"نشكر الرئيس على المشروع وعلى العمل الذي تم إنجازه منذ الدورة الماضية لهذا الفريق العامل المفتوح العضوية.", "ar"},
    {"我们感谢主席提出草案，并感谢上届会议以来所做的工作，希望各方继续努力，推动工作组取得积极成果。", "zh"},
    {"私たちは議長の草案と、前回の会合以来の作業に感謝します。今後も各国と協力していきたいと思います。", "ja"},
};
/* clang-format on */

START_TEST(languages_are_told)
{
    char text[2000];
    rap_record_t record;
    rap_err_t err = {0};

    snprintf(text, sizeof text, "#X\n\n%s %s %s", languages[_i].text, languages[_i].text,
        languages[_i].text);
    ck_assert_msg(read_text(text, NULL, &record, &err) == RAP_OK, "%s", err.text);
    const rap_statement_t *statement = record.statements.item;
    check_text("language", statement->language, languages[_i].language);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("structure");
    TCase *tc = tcase_create("core");

    add_structure_fixtures(tc);
    tcase_add_loop_test(tc, statements_are_read, 0, sizeof cases / sizeof *cases);
    tcase_add_loop_test(tc, the_right_one_speaks, 0, sizeof speakers / sizeof *speakers);
    tcase_add_test(tc, text_has_paragraphs_and_no_furniture);
    tcase_add_loop_test(tc, a_pages_foot_is_not_said, 0, sizeof feet / sizeof *feet);
    tcase_add_test(tc, thanks_that_open_a_text_begin_no_foot);
    tcase_add_test(tc, a_pages_foot_tells_nothing);
    tcase_add_test(tc, a_second_statement_has_no_foot);
    tcase_add_test(tc, rows_without_words_are_not_said);
    tcase_add_loop_test(tc, a_text_begins_where_the_first_is_said, 0, sizeof begun / sizeof *begun);
    tcase_add_loop_test(tc, details_are_read, 0, sizeof heads / sizeof *heads);
    tcase_add_loop_test(tc, what_is_no_statement_is_refused, 0, sizeof refused / sizeof *refused);
    tcase_add_loop_test(tc, languages_are_told, 0, sizeof languages / sizeof *languages);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
