/* Which of the days that a document, its listing, its address and its metadata have is the day of
 * delivery. */
#include "parser/structure/date_address.h"
#include "parser/structure/date_context.h"
#include "parser/structure/structure.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/statement_text.h"
#include "tests/unit/structure_case.h"
#include "tests/unit/suite.h"

#define PROSE                                                                                  \
    "\n\nWe see a growing need for practical steps that every member of this group can take, " \
    "and we are ready to discuss them with all who wish to. The draft before us is a good "    \
    "basis for this work, and my delegation thanks you for it."
#define OEWG "#Statement by Chile\n\n#OEWG on security of and in the use of ICTs"

/* clang-format off */
static const struct {
    const char *text, *want; /* the day and where it is from */
    const char *listed, *url, *file;
} days[] = {
    {"#Statement by Chile\n\n#8 March 2024\n\nMr. Chair," PROSE, "2024-03-08 document", NULL, NULL, NULL},
    {"#Statement by Chile\n\n#Geneva, 4-8 March 2024\n\n#6 March 2024\n\nMr. Chair," PROSE, "2024-03-06 document", NULL, NULL, NULL},
    {"#Statement by Chile\n\n#Geneva, 4-8 March 2024\n\nMr. Chair," PROSE, "-", NULL, NULL, NULL},
    /* what a resolution, a letter, a page are dated */
    {"#Statement by Chile under resolution 75/240 of 31 December 2020\n\n#8 March 2024\n\nMr. Chair," PROSE, "2024-03-08 document", NULL, NULL, NULL},
    {"#Statement by Chile under resolution 75/240 of 31 December 2020\n\nMr. Chair," PROSE, "-", NULL, NULL, NULL},
    {"#Statement by Chile on the report adopted on 8 July 2024\n\nMr. Chair," PROSE, "-", NULL, NULL, NULL},
    {"#Statement by Chile on the anniversary of the attacks of 11 September 2001\n\nMr. Chair," PROSE, "-", NULL, NULL, NULL},
    {"#Déclaration du Chili sur la résolution 75/240 du 31 décembre 2020\n\n#Genève, le 8 mars 2024\n\nMonsieur le Président," PROSE, "2024-03-08 document", NULL, NULL, NULL},
    {"#Intervención de Chile sobre la resolución 75/240 de 31 de diciembre de 2020\n\n#8 de marzo de 2024\n\nSeñor Presidente," PROSE, "2024-03-08 document", NULL, NULL, NULL},
    {"#Выступление делегации Беларуси по резолюции 75/240 от 31 декабря 2020 года\n\n#8 марта 2024 года\n\nГосподин Председатель," PROSE, "2024-03-08 document", NULL, NULL, NULL},
    {"#كلمة العراق بشأن القرار 75/240 المؤرخ 31 كانون الأول/ديسمبر 2020\n\n#8 آذار/مارس 2024\n\nالسيد الرئيس،" PROSE, "2024-03-08 document", NULL, NULL, NULL},
    {"#Posted: 11 March 2024\n\n#Statement by Chile\n\n#Delivered on 8 March 2024\n\nMr. Chair," PROSE, "2024-03-08 document", NULL, NULL, NULL},
    {"#Last updated 11 March 2024\n\n#Statement by Chile\n\nMr. Chair," PROSE, "2024-03-11 metadata", NULL, NULL, NULL},
    {"#Дата публикации: 11 марта 2024\n\n#Выступление делегации Беларуси\n\n#8 марта 2024 года\n\nГосподин Председатель," PROSE, "2024-03-08 document", NULL, NULL, NULL},
    {"#发布时间：2024年3月11日\n\n#中国代表团的发言\n\n#（2024年3月8日，纽约）\n\n主席先生：" PROSE, "2024-03-08 document", NULL, NULL, NULL},
    {"#12 March 2024\n\n#Statement by Chile\n\n#Delivered on 8 March 2024\n\nMr. Chair," PROSE, "2024-03-08 document", NULL, NULL, NULL},
    {"#12 March 2024\n\n#Statement by Chile\n\n#New York, 8 March 2024\n\nMr. Chair," PROSE, "2024-03-08 document", NULL, NULL, NULL},
    /* the session decides */
    {OEWG ", seventh session\n\n#12 March 2024\n\n#6 March 2024\n\nMr. Chair," PROSE, "2024-03-06 document", NULL, NULL, NULL},
    {OEWG "\n\n#12 March 2024\n\n#6 March 2024\n\nMr. Chair," PROSE, "2024-03-06 document", NULL, NULL, NULL},
    {OEWG ", seventh session\n\nMr. Chair," PROSE, "-", "20 March 2024", NULL, NULL},
    {OEWG ", seventh session\n\nMr. Chair," PROSE, "2024-03-06 listing", "6 March 2024", NULL, NULL},
    /* day and month, month and day */
    {"#Statement by Chile\n\n#03/08/2024\n\nMr. Chair," PROSE, "-", NULL, NULL, NULL},
    {"#Statement by Chile\n\n#Friday, 03/08/2024\n\nMr. Chair," PROSE, "2024-03-08 document", NULL, NULL, NULL},
    {OEWG ", seventh session\n\n#03/08/2024\n\nMr. Chair," PROSE, "2024-03-08 document", NULL, NULL, NULL},
    {OEWG ", eighth session\n\n#09/07/2024\n\nMr. Chair," PROSE, "2024-07-09 document", NULL, NULL, NULL},
    {"#Statement by Chile\n\n#03/08/2024\n\nMr. Chair," PROSE, "2024-03-08 document", "8 March 2024", NULL, NULL},
    {"#Statement by Chile\n\n#03/08/2024\n\nMr. Chair," PROSE, "2024-03-08 document", NULL, "https://x.example/2024/03/08/chile.pdf", NULL},
    {"#Statement by Chile\n\n#03/08/2024\n\nMr. Chair," PROSE, "2024-08-03 document", NULL, NULL, "2024-08-02T22:14:00Z"},
    {"#Statement by Chile\n\n#03/08/2024\n\nMr. Chair,\n\nWe recall what we said on 02/20/2023." PROSE, "2024-03-08 document", NULL, NULL, NULL},
    {"#Statement by Chile\n\n#03/08/2024\n\nMr. Chair,\n\nWe recall what we said on 20/02/2023." PROSE, "2024-08-03 document", NULL, NULL, NULL},
    {"#Intervention de la délégation du Bénin\n\n#03/08/2024\n\nMonsieur le Président,\n\nMa délégation se félicite de la qualité du projet qui nous est "
     "présenté et vous remercie de la manière dont vous conduisez nos travaux. Nous restons convaincus que les États doivent en parler.",
     "2024-08-03 document", NULL, NULL, NULL},
    /* listing, last line, address, metadata */
    {"#Statement by Chile\n\nMr. Chair," PROSE, "2024-03-08 listing", "2024-03-08", "https://x.example/240711_chile.pdf", NULL},
    {"#Statement by Chile\n\nMr. Chair," PROSE, "-", "03/08/2024", NULL, NULL},
    {"#Statement by Chile\n\nMr. Chair," PROSE "\n\nGeneva, 8 March 2024", "2024-03-08 document", NULL, NULL, NULL},
    {"#Statement by Chile\n\nMr. Chair," PROSE, "2024-03-08 address", NULL, "https://x.example/2024/03/08/chile.pdf", NULL},
    {"#Statement by Chile\n\nMr. Chair," PROSE, "2024-03-08 address", NULL, "https://x.example/chile-8-march-2024", NULL},
    {"#Statement by Chile\n\nMr. Chair," PROSE, "-", NULL, "https://x.example/d_240723.pdf", NULL},
    {OEWG ", fifth session\n\nMr. Chair," PROSE, "2023-07-24 address", NULL, "https://x.example/d_240723.pdf", NULL},
    {"#Statement by Chile\n\n#First Committee, 74th session\n\nMr. Chair," PROSE, "2019-11-08 address", NULL, "https://x.example/1com081119.pdf", NULL},
    {"#Statement by Chile\n\nMr. Chair," PROSE, "2024-03-31 address", NULL, "https://x.example/d_240331.pdf", NULL},
    {"#Statement by Chile\n\nMr. Chair," PROSE, "-", NULL, "https://x.example/news/240331", NULL},
    {"#Statement by Chile\n\nMr. Chair," PROSE, "-", NULL, NULL, "2024-03-08T10:00:00Z"},
    {OEWG ", seventh session\n\nMr. Chair," PROSE, "2024-03-07 metadata", NULL, NULL, "2024-03-07T10:00:00Z"},
    /* no day ahead, no day before the United Nations */
    {"#Statement by Chile\n\n#8 March 2044\n\nMr. Chair," PROSE, "-", NULL, NULL, NULL},
    {"#Statement by Chile\n\n#8 March 1944\n\nMr. Chair," PROSE, "-", NULL, NULL, NULL},
    {"#Statement by Chile\n\n#8 March 2026\n\nMr. Chair," PROSE, "-", NULL, "https://x.example/a.pdf", NULL},
};

static const struct {
    const char *address, *days; /* A before an ambiguous one */
} addresses[] = {
    {"https://x.example/2024/03/08/statement.pdf", "2024-03-08"},
    {"https://x.example/files/2024-03-08_chile.pdf", "2024-03-08"},
    {"https://x.example/08.03.2024.pdf", "2024-03-08"},
    {"https://x.example/20240308_EN.pdf", "2024-03-08"},
    {"https://x.example/08032024.pdf", "2024-03-08"},
    {"https://x.example/20240308123000-chile", "2024-03-08"},
    {"https://x.example/statement-march-8-2024", "2024-03-08"},
    {"https://x.example/8-Mar-2024.html", "2024-03-08"},
    {"https://x.example/d_240723.html", "A2024-07-23 A2023-07-24"},
    {"https://x.example/1com081119.pdf", "A2008-11-19 A2019-11-08"},
    {"https://x.example/d_240723.html?v=20240724", "2024-07-24 A2024-07-23 A2023-07-24"},
    {"https://20240308.example/statement", ""},
    {"https://x.example/2024/03/statement", ""},
    {"https://x.example/news/240331/", ""},
    {"https://x.example/4080324", ""},
    {"https://x.example/marching-8-2024", ""},
    {"https://x.example", ""},
    {"2024-13-40", ""},
    {"", ""},
};
/* clang-format on */

START_TEST(the_day_of_delivery_is_chosen)
{
    layout_t layout = statement_layout(days[_i].text, arena);
    rap_envelope_t envelope = {.id = "abc", .fetched_at = "2024-10-01T00:00:00Z"};
    rap_record_t record;
    rap_err_t err = {0};
    char out[64] = "-";

    layout.date = days[_i].file;
    envelope.url = days[_i].url;
    envelope.hints.date = days[_i].listed;
    ck_assert_msg(structure_read(&layout, &envelope, structure, arena, &record, &err) == RAP_OK,
        "%s: %s", days[_i].text, err.text);
    const rap_statement_t *statement = record.statements.item;
    if (statement->delivered_on != NULL)
        snprintf(out, sizeof out, "%s %s", statement->delivered_on,
            rap_date_from_names[statement->date_from]);
    ck_assert_msg(strcmp(out, days[_i].want) == 0, "%s: %s", days[_i].text, out);
}
END_TEST

START_TEST(addresses_have_days)
{
    enum { DATES_MAX = 8 };
    date_t found[DATES_MAX];
    char out[256] = "";
    size_t len = 0, count = date_find_in_address(addresses[_i].address, found, DATES_MAX);

    for (size_t i = 0; i < count; i++) {
        char day[DATE_SIZE];
        date_write(&found[i], day);
        len += (size_t)snprintf(out + len, sizeof out - len, "%s%s%s", i > 0 ? " " : "",
            found[i].ambiguous ? "A" : "", day);
        ck_assert_uint_lt(found[i].span.start, found[i].span.end);
        ck_assert_uint_le(found[i].span.end, strlen(addresses[_i].address));
    }
    ck_assert_msg(strcmp(out, addresses[_i].days) == 0, "%s: '%s'", addresses[_i].address, out);
}
END_TEST

START_TEST(no_more_days_than_there_is_room_for)
{
    date_t found[2];

    ck_assert_uint_eq(date_find_in_address("/2024/03/08/2024/03/09/2024/03/10", found, 2), 2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("day");
    TCase *tc = tcase_create("core");

    add_structure_fixtures(tc);
    tcase_add_loop_test(tc, the_day_of_delivery_is_chosen, 0, sizeof days / sizeof *days);
    tcase_add_loop_test(tc, addresses_have_days, 0, sizeof addresses / sizeof *addresses);
    tcase_add_test(tc, no_more_days_than_there_is_room_for);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
