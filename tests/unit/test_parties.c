#include "proto/parties.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text_icu.h"
#include "tests/unit/suite.h"

static rap_parties_t *parties;
static rap_arena_t *arena;

static const char *source_dir(void)
{
    const char *dir = getenv("RAP_SOURCE_DIR");
    return dir != NULL ? dir : ".";
}

static void open_parties(void)
{
    char path[512];
    rap_err_t err;

    snprintf(path, sizeof path, "%s/data/parties.yaml", source_dir());
    ck_assert_msg(rap_parties_open(&parties, path, &err) == RAP_OK, "%s", err.text);
}

static void close_parties(void)
{
    rap_parties_destroy(&parties);
}

static void setup(void)
{
    arena = rap_arena_new(8 << 20);
}

static void teardown(void)
{
    rap_arena_destroy(&arena);
}

/* clang-format off */
static const struct {
    const char *text, *hits; /* ids in order; ~ behind an adjective */
} scans[] = {
    {"The DPRK, the Democratic People's Republic of Korea, and north Korea", "KP KP KP"},
    {"the Republic of Korea, ROK, south Korea and Korea", "KR KR KR KR"},
    {"peace on the Korean Peninsula, the Korean side", ""},
    {"Congo and the Democratic Republic of the Congo", "CG CD"},
    {"la République du Congo et la République démocratique du Congo", "CG CD"},
    {"Guinea, Guinea-Bissau, Guinea‑Bissau, Equatorial Guinea, Papua New Guinea", "GN GW GW GQ PG"},
    {"the Gulf of Guinea, the Congo Basin and Lake Chad", ""},
    {"Niger, Nigeria, Nigerien, Nigerian", "NE NG NE~ NG~"},
    {"Dominica and the Dominican Republic; a Dominican view", "DM DO"},
    {"Georgia, Mr. Georgia Smith", "GE"},
    {"Ambassador Jordan Smith of Jordan", "JO"},
    {"TÜRKİYE, Türkiye, Turkey; turkey for dinner", "TR TR TR"},
    {"Eswatini (formerly Swaziland)", "SZ SZ"},
    {"the Holy See, the State of Palestine and the Palestinian people", "VA PS PS~"},
    {"the EU and its members; il a eu raison; Eu égard", "G:EU"},
    {"Russia's proposal, the Russian delegation", "RU RU~"},
    {"the United States of America; America; join us, the US", "US US US"},
    {"Latin America, South America, the American side, States of the OAS", "US~ G:OAS"},
    {"the UK and the United Kingdom of Great Britain and Northern Ireland", "GB GB"},
    {"Northern Ireland and Ireland", "IE"},
    {"a polished Polish text, to polish it", "PL~"},
    {"in the Indian Ocean, an Indian proposal", "IN~"},
    {"Sudan, South Sudan, soudanais, sud-soudanais", "SD SS SD~ SS~"},
    {"nord-coréen, Franco-German, China-Russia", "KP~ CN RU"},
    {"New York, USA", ""},
    {"REPUBLIQUE CENTRAFRICAINE, SENEGAL, ETATS-UNIS, COTE D'IVOIRE", "CF SN US CI"},
    {"la delegación cubana, México, los Países Bajos", "CU~ MX NL"},
    {"российского представителя, Республики Беларусь, Объединённых Арабских Эмиратов", "RU~ BY AE"},
    {"от имени Кыргызской Республики и Индийский океан", "KG"},
    {"بيان وفد جمهورية مصر العربية باسم الصين وروسيا", "EG CN RU"},
    {"شكرا للصين ولجمهورية العراق، والبيان المالي", "CN IQ"},
    {"发展中国家、沿海地区和中国代表团", "CN"},
    {"索马里、马里、几内亚比绍、赤道几内亚、几内亚湾", "SO ML GW GQ"},
    {"Group of 77 and China, G77, the Non-Aligned Movement, CARICOM", "G:G77 G:G77 G:NAM G:CARICOM"},
    {"the African Group, the Arab Group and the African Union", "G:AFR G:ARAB G:AU"},
    {"Antigua and Barbuda, Trinidad and Tobago, Bosnia and Herzegovina", "AG TT BA"},
    {"Iran (Islamic Republic of), Bolivia (Plurinational State of)", "IR BO"},
    {"\xff", ""},
    {"", ""},
};

/* The same with what is misspelt; and what looks like another's name is nobody's. */
static const struct {
    const char *text, *hits;
} guesses[] = {
    {"the Phillipines, Philipines, Philippnes and Phillippines", "PH PH PH PH"},
    {"Malyasia, Thialand, Camobdia, Viet Namm, Indoneisa", "MY TH KH VN ID"},
    {"Kazakstan, Kyrgystan, Turkmenistán, Uzbekstan", "KZ KG TM UZ"},
    {"the Repulic of Korea; the Republic of Koreea", "KR KR"},
    {"Democratic Peoples Republik of Korea, Democratic People's Repubic of Korea", "KP KP"},
    {"the Democractic Republic of the Congo", "CD"},
    {"Guinea Bisau, Guinea-Bissao, Guinee-Bisau", "GW GW GW"},
    {"Guinea-Bissaou, Equattorial Guinea, Papa New Guinea", "GW GQ PG"},
    {"Ekuatorial Guinea, Papouan New Guinea", "GQ"},
    {"Domnican Republic, Dominca", "DO DM"},
    {"Slovekia, Slovania, Austrlia, Nigera, Irak, Irann", "IQ"},
    {"Slovakai, Sloveina, Austraila, Austira, Nigeira", "SK SI AU AT NG"},
    {"Niger, Mali, Malawi, Maldives, Malta, Iran, Iraq", "NE ML MW MV MT IR IQ"},
    {"Malwi, Mal, Chd, Omn, Kenia, Cubba", "KE"},
    {"Iseland, Irelnd, Icland, islands, Islands", "IE IS"},
    {"Columbia University, the District of Columbia", ""},
    {"European Unoin, the Non-Alligned Movement", "G:EU G:NAM"},
    {"la República Dominicaan, Nicaraga, Guatemal, Hondurras, El Salvadro", "DO NI GT HN SV"},
    {"le Sénégall, la Côte d'Ivorie, le Burkina Fasso, le Nigér, le Nigéria", "SN CI BF NE NG"},
    {"la Guinée équatoriale, la Guinée-Bisssau, la Guinée, l'Autriche, l'Australie", "GQ GW GN AT AU"},
    {"Азербайжан, Казахстн, Таджикстан, Белорусия, Словакия, Словения", "AZ KZ TJ BY SK SI"},
    {"Австрия, Австралия, Австрлия, Нигер, Нигерия, Иран, Ирак", "AT AU NE NG IR IQ"},
    {"Гвинея, Гвинея-Бисау, Экваториальная Гвинея, Папуа-Новая Гвинея", "GN GW GQ PG"},
    {"النيجر ونيجيريا وإيران والعراق والنمسا وأستراليا", "NE NG IR IQ AT AU"},
    {"غينيا، غينيا - بيساو، غينيا الاستوائية، الكونغو، جمهورية الكونغو الديمقراطية", "GN GW GQ CG CD"},
    {"جمهورية كوريا، جمهورية كوريا الشعبية الديمقراطية، مالطة، ملاوي، ملديف", "KR KP MT MW MV"},
    {"尼日尔、尼日利亚、伊朗、伊拉克、奥地利、澳大利亚、斯洛伐克、斯洛文尼亚", "NE NG IR IQ AT AU SK SI"},
    {"几内亚、几内亚比绍、赤道几内亚、刚果(金)、刚果(布)、多米尼克、多米尼加", "GN GW GQ CD CG DM DO"},
    {"马里、马拉维、马尔代夫、马耳他、朝鲜、韩国", "ML MW MV MT KP KR"},
    {"Saint Ki s and Nevis, St. Ki\uFFFDs and Nevis, Mauri us, Croa\uFFFDa", "KN KN MU HR"},
    {"Chris\uFFFDan, Bri sh, na ons", ""},
    {"a georgian lawn, the tunisio, portugall", ""},
};

static const struct {
    const char *text, *id; /* NULL: nobody */
} resolves[] = {
    {"Russian Federation", "RU"}, {"the russian federation", "RU"}, {"RU", "RU"}, {"rus", "RU"},
    {"Russian", "RU"}, {"G:EU", "G:EU"}, {"European Union", "G:EU"}, {" la Suisse ", "CH"},
    {"l'Algérie", "DZ"}, {"NO", "NO"}, {"Kenya and Uganda", NULL}, {"", NULL}, {"XX", NULL},
    {"Latin America", NULL}, {"Holy See", "VA"}, {"Korea, Republic of", "KR"},
};
/* clang-format on */

static void write_hits(char *out, size_t size, const rap_party_hit_t *hits, size_t count)
{
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < count && len < size; i++)
        len += (size_t)snprintf(out + len, size - len, "%s%s%s", i > 0 ? " " : "",
            hits[i].party->key, hits[i].adjective ? "~" : "");
}

START_TEST(scan_finds_whom_it_says)
{
    rap_party_hit_t hits[32];
    char out[512];

    size_t count =
        rap_parties_scan(parties, scans[_i].text, strlen(scans[_i].text), arena, hits, 32);
    write_hits(out, sizeof out, hits, count);
    ck_assert_str_eq(out, scans[_i].hits);
}
END_TEST

START_TEST(guess_finds_what_was_meant)
{
    rap_party_hit_t hits[32];
    char out[512];

    size_t count =
        rap_parties_guess(parties, guesses[_i].text, strlen(guesses[_i].text), arena, hits, 32);
    write_hits(out, sizeof out, hits, count);
    ck_assert_msg(strcmp(out, guesses[_i].hits) == 0, "%s: %s", guesses[_i].text, out);
}
END_TEST

START_TEST(folded_texts_say_the_same)
{
    const char *text = guesses[_i].text;
    rap_party_hit_t hits[32], in_folded[32];
    rap_folded_t folded;
    rap_err_t err;

    ck_assert_int_eq(rap_text_fold_bare(text, strlen(text), arena, &folded, &err), RAP_OK);
    size_t count = rap_parties_guess(parties, text, strlen(text), arena, hits, 32);
    ck_assert_uint_eq(rap_parties_guess_folded(parties, text, &folded, in_folded, 32), count);
    for (size_t i = 0; i < count; i++)
        ck_assert(hits[i].party == in_folded[i].party && hits[i].start == in_folded[i].start &&
                  hits[i].end == in_folded[i].end && hits[i].adjective == in_folded[i].adjective);
    count = rap_parties_scan(parties, text, strlen(text), arena, hits, 32);
    ck_assert_uint_eq(rap_parties_scan_folded(parties, text, &folded, in_folded, 32), count);
}
END_TEST

START_TEST(scan_says_where)
{
    const char *text = "La «Côte  d’Ivoire», l’Équateur et RUSSIA's";
    rap_party_hit_t hits[4];

    ck_assert_uint_eq(rap_parties_scan(parties, text, strlen(text), arena, hits, 4), 3);
    ck_assert_mem_eq(text + hits[0].start, "Côte  d’Ivoire", hits[0].end - hits[0].start);
    ck_assert_mem_eq(text + hits[1].start, "Équateur", hits[1].end - hits[1].start);
    ck_assert_mem_eq(text + hits[2].start, "RUSSIA", hits[2].end - hits[2].start);
    ck_assert_uint_eq(rap_parties_scan(parties, text, strlen(text), arena, hits, 2), 2);
}
END_TEST

START_TEST(resolve_names_one)
{
    const rap_party_t *party = rap_parties_resolve(parties, resolves[_i].text, arena);

    if (resolves[_i].id == NULL)
        ck_assert_ptr_null(party);
    else {
        ck_assert_ptr_nonnull(party);
        ck_assert_str_eq(party->key, resolves[_i].id);
    }
}
END_TEST

START_TEST(membership_has_days)
{
    const rap_party_t *eu = rap_parties_get(parties, "G:EU");
    const rap_party_t *brics = rap_parties_get(parties, "G:BRICS");

    ck_assert(rap_party_is_group(eu));
    ck_assert(!rap_party_is_group(rap_parties_get(parties, "GB")));
    ck_assert(!rap_party_has_member(eu, "GB", NULL));
    ck_assert(rap_party_has_member(eu, "GB", "2019-06-01"));
    ck_assert(!rap_party_has_member(eu, "GB", "2020-02-01"));
    ck_assert(!rap_party_has_member(brics, "EG", "2023-12-31"));
    ck_assert(rap_party_has_member(brics, "EG", "2024-01-01"));
    ck_assert(rap_party_has_member(brics, "BR", "2023-12-31"));
}
END_TEST

/* Unknown members and names of two parties are refused at the opening; the rest is here. */
START_TEST(parties_check)
{
    size_t states = 0, groups = 0;
    const rap_party_t *party;
    rap_err_t err;

    for (size_t i = 0; (party = rap_parties_at(parties, i)) != NULL; i++) {
        ck_assert_msg(rap_parties_get(parties, party->key) == party, "%s twice", party->key);
        bool group = rap_party_is_group(party);
        ck_assert_msg(group || strlen(party->key) == 2, "%s", party->key);
        ck_assert_msg(group == (party->iso3 == NULL), "%s", party->key);
        ck_assert_msg(group || party->members.count == 0, "%s", party->key);
        states += !group;
        groups += group;
        for (size_t k = 0; k < party->names.count; k++) {
            const char *form;
            size_t len, name_len = strlen(party->names.item[k]);
            ck_assert_int_eq(
                rap_text_nfc(party->names.item[k], name_len, arena, &form, &len, &err), RAP_OK);
            ck_assert_msg(form == party->names.item[k], "'%s' is not NFC", form);
        }
        ck_assert_msg(rap_parties_resolve(parties, party->name, arena) == party, "%s", party->name);
        rap_arena_reset(arena);
    }
    ck_assert_uint_eq(states, 197); /* 193 members, 2 observers, Cook Islands, Niue */
    ck_assert_uint_gt(groups, 30);
}
END_TEST

static rap_code_t open_text(const char *text, rap_err_t *err)
{
    char path[] = "/tmp/parties-XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(rap_file_write_all(fd, text, strlen(text), err), RAP_OK);
    rap_parties_t *opened = NULL;
    rap_code_t code = rap_parties_open(&opened, path, err);
    rap_parties_destroy(&opened);
    unlink(path);
    close(fd);
    return code;
}

START_TEST(bad_files_are_refused)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"parties:\n  AA: {name: A, names: [Alpha]}\n  BB: {name: B, names: [alpha]}\n",
            "names two parties"},
        {"parties:\n  \"G:X\": {name: X, names: [X-group], members: [QQ]}\n",
            "unknown member 'QQ'"},
        {"parties:\n  AA: {name: A, names: [\"Alph{a\"]}\n", "lacks its '}'"},
        {"parties:\n  AA: {name: A, nams: [Alpha]}\n", "'nams'"},
        {"none: [x]\n", "parties"},
    };
    rap_err_t err;

    ck_assert_int_eq(open_text(bad[_i].text, &err), RAP_CONFIG);
    ck_assert_msg(strstr(err.text, bad[_i].says) != NULL, "%s", err.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("parties");
    TCase *tc = tcase_create("core");

    tcase_add_unchecked_fixture(tc, open_parties, close_parties);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, scan_finds_whom_it_says, 0, sizeof scans / sizeof *scans);
    tcase_add_loop_test(tc, guess_finds_what_was_meant, 0, sizeof guesses / sizeof *guesses);
    tcase_add_loop_test(tc, folded_texts_say_the_same, 0, sizeof guesses / sizeof *guesses);
    tcase_add_test(tc, scan_says_where);
    tcase_add_loop_test(tc, resolve_names_one, 0, sizeof resolves / sizeof *resolves);
    tcase_add_test(tc, membership_has_days);
    tcase_add_test(tc, parties_check);
    tcase_add_loop_test(tc, bad_files_are_refused, 0, 5);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
