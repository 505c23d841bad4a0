/* Made-up heads, and at which body, session, meeting, agenda item and place they were delivered. */
#include "parser/structure/bodies.h"
#include "parser/structure/structure.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "tests/unit/statement_text.h"
#include "tests/unit/structure_case.h"
#include "tests/unit/suite.h"

#define PROSE                                                                                  \
    "\n\nWe see a growing need for practical steps that every member of this group can take, " \
    "and we are ready to discuss them with all who wish to. The draft before us is a good "    \
    "basis for this work, and my delegation thanks you for it."

/* clang-format off */
static const struct {
    const char *head, *want; /* body, session; "-" for none */
    const char *text;        /* what else the document says; NULL: nothing */
} bodies[] = {
    /* by name, in six languages */
    {"OEWG on security of and in the use of ICTs 2021-2025, seventh session", "oewg-ict-2021 7", NULL},
    {"Groupe de travail à composition non limitée sur la sécurité du numérique, septième session", "oewg-ict-2021 7", NULL},
    {"Grupo de Trabajo de composición abierta sobre la seguridad de las TIC, séptimo período de sesiones", "oewg-ict-2021 7", NULL},
    {"РГОС по вопросам безопасности в сфере использования ИКТ, седьмая сессия", "oewg-ict-2021 7", NULL},
    {"الدورة السابعة للفريق العامل المفتوح العضوية المعني بأمن تكنولوجيات المعلومات والاتصالات", "oewg-ict-2021 7", NULL},
    {"信息安全开放式工作组第七次会议", "oewg-ict-2021 7", NULL},
    {"Thematic debate of the First Committee, 79th session", "ga-first-committee 79", NULL},
    {"Première Commission, soixante-dix-neuvième session", "ga-first-committee 79", NULL},
    {"Primera Comisión, 79.º período de sesiones", "ga-first-committee 79", NULL},
    {"Первый комитет 79-й сессии Генеральной Ассамблеи ООН", "ga-first-committee 79", NULL},
    {"اللجنة الأولى، الدورة التاسعة والسبعون للجمعية العامة", "ga-first-committee 79", NULL},
    {"第七十九届联合国大会第一委员会", "ga-first-committee 79", NULL},
    {"Special Political and Decolonization Committee, seventy-eighth session", "ga-fourth-committee 78", NULL},
    {"General Assembly, 80th session, general debate", "ga-plenary 80", NULL},
    {"Eleventh emergency special session of the General Assembly", "ga-emergency 11", NULL},
    {"United Nations Disarmament Commission, 2024 session", "undc -", NULL},
    {"Plenary meeting of the Conference on Disarmament", "cd -", NULL},
    {"Conferencia de Desarme", "cd -", NULL},
    {"58th session of the Human Rights Council", "hrc 58", NULL},
    {"58-я сессия Совета по правам человека", "hrc 58", NULL},
    {"第58届人权理事会", "hrc 58", NULL},
    {"Human Rights Council: Universal Periodic Review, 47th session", "upr 47", NULL},
    {"Ad Hoc Committee to Elaborate a Comprehensive International Convention, sixth session", "ahc-cybercrime 6", NULL},
    {"Ad Hoc Committee on Cybercrime, Vienna, 12 January 2023", "ahc-cybercrime 4", NULL},
    {"Security Council Arria-formula meeting on cyber threats", "sc-arria -", NULL},
    {"Совет Безопасности ООН", "sc -", NULL},
    {"Tenth NPT Review Conference", "npt-revcon -", NULL},
    {"Second session of the Preparatory Committee for the 2026 NPT Review Conference", "npt-prepcom 2", NULL},
    {"Comité préparatoire de la Conférence d'examen du TNP, deuxième session", "npt-prepcom 2", NULL},
    {"GGE on LAWS, 5 March 2024", "gge-laws 1", NULL},
    {"2MSP, New York, 28 November 2023", "tpnw-msp 2", NULL},
    {"Third Meeting of States Parties to the TPNW", "tpnw-msp 3", NULL},
    {"COPUOS, 67th session", "copuos 67", NULL},
    {"Internet Governance Forum 2024", "igf -", NULL},
    {"1450-е заседание Постоянного совета ОБСЕ", "osce -", NULL},
    {"Commission on Science and Technology for Development, 27th session", "cstd 27", NULL},
    {"First session of the Global Mechanism, New York", "global-mechanism-ict 1", NULL},
    {"Organizational session of the Global Mechanism", "global-mechanism-ict organizational", NULL},
    /* a family's name, and what tells which */
    {"OEWG, fourth session, 8 March 2023", "oewg-ict-2021 4", NULL},
    {"OEWG, 14 September 2022", "oewg-space-2022 2", NULL},
    {"OEWG, second session", "oewg-space-2022 2", "Threats to space systems grow. Space threats are shared, and outer space is one."},
    {"OEWG on outer space", "- -", "Cyber threats, cyber norms and ICT security are discussed elsewhere."},
    {"Statement on the Programme of Action", "poa-small-arms -", "The illicit trade in small arms and light weapons goes on."},
    {"Statement on the Programme of Action to advance responsible behaviour in cyberspace", "- -", "Small arms are no concern of this one."},
    {"Statement on the Programme of Action", "- -", "The ICT security of all States is at stake."},
    {"Statement on the Programme of Action", "- -", NULL},
    {"PrepCom, second session, 24 July 2024", "npt-prepcom 2", "The NPT is at risk."},
    /* names that say something else */
    {"Statement in the General Assembly on the report of the Security Council", "ga-plenary -", NULL},
    {"Statement on General Assembly resolution 75/240", "- -", NULL},
    {"Резолюция Генеральной Ассамблеи 75/240", "- -", NULL},
    {"Statement by the Permanent Representative to the Conference on Disarmament | First Committee, 78th session", "ga-first-committee 78", NULL},
    {"Permanent Mission to the Conference on Disarmament", "cd -", NULL},
    {"Statement on A/RES/79/237", "- -", NULL},
    {"Statement on the Security Council reform", "- -", NULL},
    /* symbols */
    {"A/C.1/79/PV.3", "ga-first-committee 79", NULL},
    {"S/PV.9662", "sc -", NULL},
    {"A/79/PV.20", "ga-plenary 79", NULL},
    {"A/AC.292/2024/CRP.1", "oewg-ict-2021 -", NULL},
    {"A/HRC/55/L.3", "hrc 55", NULL},
    {"XA/C.1/79/PV.3 and A/C.12/79", "- -", NULL},
    /* sessions */
    {"UNGA80 First Committee", "ga-first-committee 80", NULL},
    {"79 сессия ГА ООН", "ga-plenary 79", NULL},
    {"VII сессия РГОС по вопросам безопасности", "oewg-ict-2021 7", NULL},
    {"الدورة الـ (79) للجمعية العامة", "ga-plenary 79", NULL},
    {"Septuagésimo nono período: Assembleia Geral, 79ª Sessão", "ga-plenary 79", NULL},
    {"Soixante et onzième session de l'Assemblée générale", "ga-plenary 71", NULL},
    {"General Assembly, 24 September 2024", "ga-plenary 79", NULL},
    {"General Assembly, 5 June 2024", "ga-plenary 78", NULL},
    {"General Assembly", "ga-plenary 79", "I congratulate you on your election as President of the 79th session and thank the President of the 78th session."},
    {"Statement by Chile", "ga-plenary 79", "I congratulate you on your election as President of the 79th session of the General Assembly."},
    {"Statement by Chile", "ga-first-committee -", "We congratulate you on your election as Chair of the First Committee."},
    {"Statement by Chile", "- -", "We congratulate Fiji on its election to the Security Council."},
    {"OEWG on ICT security, 9 July 2024", "oewg-ict-2021 8", NULL},
};

static const struct {
    const char *head, *meeting, *item, *place;
} details[] = {
    {"#Security Council, 9662nd meeting", "9662", NULL, NULL},
    {"#S/PV.9662", "9662", NULL, NULL},
    {"#A/C.1/79/PV.3", "3", NULL, NULL},
    {"#First Committee, 79th session, 7th plenary meeting, agenda item 94", "7", "94", NULL},
    {"#Première Commission, 3e séance, point 94 de l'ordre du jour", "3", "94", NULL},
    {"#Primera Comisión, 79.º período de sesiones, tema 94 del programa", NULL, "94", NULL},
    {"#Consejo de Seguridad, 9662ª sesión", "9662", NULL, NULL},
    {"#Первый комитет, 3-е заседание, пункт 94 повестки дня", "3", "94", NULL},
    {"#اللجنة الأولى، الجلسة الثالثة، البند 94 من جدول الأعمال", "3", "94", NULL},
    {"#اللجنة الأولى، البند الخامس من جدول الأعمال", NULL, "5", NULL},
    {"#安全理事会第9662次会议", "9662", NULL, NULL},
    {"#第七十九届联合国大会第一委员会，议程项目94", NULL, "94", NULL},
    {"#联大一委，议程第94项", NULL, "94", NULL},
    {"#Agenda items 92 to 108", NULL, "92-108", NULL},
    {"#Points 92 à 108 de l'ordre du jour", NULL, "92-108", NULL},
    {"#Agenda items 94, 95 and 97 (b)", NULL, "94, 95, 97 (b)", NULL},
    {"#Temas 94 a) y 95 del programa", NULL, "94 (a), 95", NULL},
    {"#Agenda item 5, 12 March 2024", NULL, "5", NULL},
    {"#Item 94: Developments in the field of information", NULL, "94", NULL},
    {"#Statement on each item of the report", NULL, NULL, NULL},
    {"#OEWG on security of and in the use of ICTs: Regular institutional dialogue", NULL, "Regular institutional dialogue", NULL},
    {"#РГОС по вопросам безопасности в сфере использования ИКТ: наращивание потенциала", NULL, "Capacity-building", NULL},
    {"#信息安全开放式工作组：国际法", NULL, "International law", NULL},
    {"#OEWG on security of and in the use of ICTs, informal consultations", "informal", NULL, NULL},
    {"#Consultations informelles virtuelles", "informal", NULL, NULL},
    {"#Intersessional meeting of the OEWG on security of and in the use of ICTs", "intersessional", NULL, NULL},
    {"#Виртуальное заседание", "virtual", NULL, NULL},
    {"#Geneva, 8 March 2024", NULL, NULL, "Geneva"},
    {"#Genève, le 8 mars 2024", NULL, NULL, "Geneva"},
    {"#Ginebra, 8 de marzo de 2024", NULL, NULL, "Geneva"},
    {"#Женева, 8 марта 2024 года", NULL, NULL, "Geneva"},
    {"#جنيف، 8 آذار/مارس 2024", NULL, NULL, "Geneva"},
    {"#2024年3月8日，日内瓦", NULL, NULL, "Geneva"},
    {"#La Haye, le 8 mars 2024", NULL, NULL, "The Hague"},
    {"#Вена, 8 марта 2024 года", NULL, NULL, "Vienna"},
    {"#Выступление делегации Венгрии, 8 марта 2024 года", NULL, NULL, NULL},
    {"#Statement on the Geneva Conventions, 8 March 2024", NULL, NULL, NULL},
    {"#Déclaration sur l'Accord de Paris, 8 mars 2024", NULL, NULL, NULL},
    {"#UN Headquarters, New York\n\n#26 September 2024", NULL, NULL, "New York"},
    {"#Geneva\n\n#OEWG on security of and in the use of ICTs", NULL, NULL, NULL},
    {"#New York\n\n#OEWG on security of and in the use of ICTs", NULL, NULL, "New York"},
};
/* clang-format on */

static const char *or_dash(const char *text)
{
    return text != NULL ? text : "-";
}

static const rap_statement_t *read_text(
    const char *text, const char *file_title, rap_record_t *record)
{
    layout_t *layout = rap_arena_alloc(arena, sizeof *layout);
    rap_envelope_t *envelope = rap_arena_alloc(arena, sizeof *envelope);
    rap_err_t err = {0};

    *layout = statement_layout(text, arena);
    layout->title = file_title;
    *envelope = (rap_envelope_t){.id = "abc", .fetched_at = "2026-11-01T00:00:00Z"};
    ck_assert_msg(structure_read(layout, envelope, structure, arena, record, &err) == RAP_OK,
        "%s: %s", text, err.text);
    return record->statements.item;
}

START_TEST(bodies_and_sessions_are_told)
{
    char text[2000], out[128];
    rap_record_t record;

    snprintf(text, sizeof text, "#%s\n\nMr. Chair,%s\n\n%s", bodies[_i].head, PROSE,
        bodies[_i].text != NULL ? bodies[_i].text : "Thank you.");
    const rap_statement_t *statement = read_text(text, NULL, &record);
    snprintf(out, sizeof out, "%s %s", or_dash(statement->body), or_dash(statement->session));
    ck_assert_msg(strcmp(out, bodies[_i].want) == 0, "%s: %s", bodies[_i].head, out);
}
END_TEST

START_TEST(meetings_items_and_places_are_told)
{
    char text[2000], out[256], want[256];
    rap_record_t record;

    snprintf(text, sizeof text, "%s\n\nMr. Chair,%s", details[_i].head, PROSE);
    const rap_statement_t *statement = read_text(text, NULL, &record);
    snprintf(out, sizeof out, "%s / %s / %s", or_dash(statement->meeting),
        or_dash(statement->agenda_item), or_dash(statement->place));
    snprintf(want, sizeof want, "%s / %s / %s", or_dash(details[_i].meeting),
        or_dash(details[_i].item), or_dash(details[_i].place));
    ck_assert_msg(strcmp(out, want) == 0, "%s: %s", details[_i].head, out);
}
END_TEST

/* clang-format off */
static const struct {
    const char *head, *file, *title; /* the file's metadata; NULL: no title */
} titles[] = {
    {"#Permanent Mission of Chile\n\n#Statement by Chile\n\n#Seventh session of the OEWG\n\n#8 March 2024", "Other", "Statement by Chile Seventh session of the OEWG"},
    {"#Misión Permanente de Chile\n\n#Intervención de Chile (cotejar con el texto leído)", NULL, "Intervención de Chile"},
    {"#Mission permanente du Bénin\n\n#Onzième session du Groupe de travail\n\n#10 juillet 2025", NULL, "Onzième session du Groupe de travail"},
    {"#Постоянное представительство\n\n#Выступление делегации Беларуси", NULL, "Выступление делегации Беларуси"},
    {"#كلمة العراق", NULL, "كلمة العراق"},
    {"#中国代表团的发言", NULL, "中国代表团的发言"},
    {"#8 March 2024", "Statement by Chile | Permanent Mission of Chile", "Statement by Chile"},
    {"#8 March 2024", "Permanent Mission of Chile | Rules for cyberspace", "Rules for cyberspace"},
    {"#8 March 2024", "Microsoft Word - Statement by Chile", "Statement by Chile"},
    {"#8 March 2024", "Microsoft Word - chile final.docx", NULL},
    {"#8 March 2024", "untitled", NULL},
    {"#8 March 2024", "Document1", NULL},
    {"#8 March 2024", "", NULL},
    {"#8 March 2024", NULL, NULL},
};
/* clang-format on */

#define BODY "bodies:\n  x:\n    name: X\n    names: [X]\n    sessions: numbered\n"

START_TEST(titles_are_read)
{
    char text[2000];
    rap_record_t record;

    snprintf(text, sizeof text, "%s\n\nMr. Chair,%s", titles[_i].head, PROSE);
    const rap_statement_t *statement = read_text(text, titles[_i].file, &record);
    ck_assert_msg(strcmp(or_dash(statement->title), or_dash(titles[_i].title)) == 0, "%s: %s",
        titles[_i].head, or_dash(statement->title));
}
END_TEST

static const struct {
    const char *yaml, *error;
} files[] = {
    {BODY "    family: y\n", "body 'x' is of the unknown family 'y'"},
    {"families: {y: {phrases: [Y]}}\n" BODY "    family: y\n",
        "body 'x' has a family and no known topic"},
    {BODY "    part_of: y\n", "body 'x' is part of the unknown 'y'"},
    {BODY "    seat: Atlantis\n", "body 'x' meets in the unknown town 'Atlantis'"},
    {BODY "    calendar: [{session: '1', from: '2024-03-08', until: '2024-03-04'}]\n",
        "session '1' of body 'x' ends before it begins"},
    {BODY "    calendar: [{session: '1', from: '2024-03-04', until: '2024-03-08', place: Y}]\n",
        "body 'x' meets in the unknown town 'Y'"},
    {BODY "    chair: Y\n", "chair"},
    {"bodies:\n  x:\n    name: X\n    names: ['']\n    sessions: none\n",
        "an empty phrase names no body"},
};

START_TEST(a_wrong_file_says_what_is_wrong)
{
    char path[] = "/tmp/rap-bodies-XXXXXX";
    RAP_AUTO(bodies) *read = NULL;
    rap_err_t err = {0};
    int fd = mkstemp(path);

    ck_assert_int_ge(fd, 0);
    FILE *file = fdopen(fd, "w");
    ck_assert_int_ge(fputs(files[_i].yaml, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    rap_code_t code = bodies_open(&read, path, &err);
    (void)remove(path);
    ck_assert_int_ne(code, RAP_OK);
    ck_assert_msg(strstr(err.text, files[_i].error) != NULL, "%s", err.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("occasion");
    TCase *tc = tcase_create("core");

    add_structure_fixtures(tc);
    tcase_add_loop_test(tc, bodies_and_sessions_are_told, 0, sizeof bodies / sizeof *bodies);
    tcase_add_loop_test(
        tc, meetings_items_and_places_are_told, 0, sizeof details / sizeof *details);
    tcase_add_loop_test(tc, titles_are_read, 0, sizeof titles / sizeof *titles);
    tcase_add_loop_test(tc, a_wrong_file_says_what_is_wrong, 0, sizeof files / sizeof *files);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
