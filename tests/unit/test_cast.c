/* Who speaks for whom, in the cases of tests/data/parser/cast.txt. */
#include "parser/structure/structure.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "tests/unit/statement_text.h"
#include "tests/unit/structure_case.h"
#include "tests/unit/suite.h"

enum { CASES_MAX = 200, FILE_MAX = 1 << 20, TEXT_MAX = 8 << 10, ROLES = 4 };

typedef struct cast_case {
    const char *what;
    const char *want; /* "KE / G:AFR / - / -", and " / co_sponsor 13:12" where a count is wrong */
    const char *text;
} cast_case_t;

static cast_case_t cases[CASES_MAX];
static size_t count;

/* clang-format off */
static const struct {
    const char *mark, *text;
} prose[] = {
    {"{en}", "We see a growing need for practical steps that every member of this group can take, and we are ready to "
             "discuss them with all who wish to. The draft before us is a good basis for this work, and my delegation "
             "thanks you for it."},
    {"{fr}", "Nous voyons un besoin croissant de mesures pratiques que chaque membre de ce groupe peut prendre, et nous "
             "sommes prêts à en parler avec tous ceux qui le souhaitent. Le projet est une bonne base pour nos travaux, et "
             "ma délégation vous en remercie."},
    {"{es}", "Vemos una necesidad creciente de medidas prácticas que cada miembro de este grupo puede tomar, y estamos "
             "dispuestos a hablar de ellas con todos los que lo deseen. El proyecto es una buena base para nuestro trabajo, "
             "y mi delegación se lo agradece."},
    {"{ru}", "Мы видим растущую потребность в практических мерах, которые может принять каждый участник этой группы, и "
             "готовы обсуждать их со всеми, кто этого пожелает. Проект представляет собой хорошую основу для работы, и мы "
             "благодарим Вас за него."},
    {"{ar}", "نرى حاجة متزايدة إلى خطوات عملية يمكن لكل عضو في هذا الفريق أن يتخذها، ونحن مستعدون لمناقشتها مع كل من يرغب في "
             "ذلك. إن المشروع المعروض علينا أساس جيد لهذا العمل، ونشكركم عليه جزيل الشكر."},
    {"{zh}", "我们看到，工作组每个成员都可以采取切实步骤，这方面的需要日益增长。我们愿意同一切有此愿望的人讨论这些步骤。摆在我们面前的案文"
             "是这项工作的良好基础，我们对此表示感谢。"},
};
/* clang-format on */

static char *slurp(const char *path)
{
    RAP_AUTO_RELEASE(rap_buf) file;
    rap_err_t err;

    rap_buf_init(&file, FILE_MAX);
    if (rap_file_read(path, &file, &err) != RAP_OK) {
        fprintf(stderr, "%s\n", err.text);
        exit(EXIT_FAILURE);
    }
    return strndup(file.data, file.len);
}

/* The cases of the file, which stays in memory. */
static void read_cases(void)
{
    char path[512];
    const char *source = getenv("RAP_SOURCE_DIR");

    snprintf(path, sizeof path, "%s/tests/data/parser/cast.txt", source != NULL ? source : ".");
    for (char *at = strstr(slurp(path), "\n@ "); at != NULL && count < CASES_MAX;) {
        char *what = at + 3, *want, *text;

        at = strstr(what, "\n@ ");
        if (at != NULL)
            *at = '\0';
        want = strstr(what, "\n= ");
        text = want != NULL ? strchr(want + 1, '\n') : NULL;
        if (text == NULL) {
            fprintf(stderr, "no '=' or no text after '@ %.40s'\n", what);
            exit(EXIT_FAILURE);
        }
        *want = *text++ = '\0';
        want += 3;
        cases[count++] = (cast_case_t){what, want, text};
    }
}

static void expand(char *out, size_t size, const char *text)
{
    size_t len = 0;

    while (*text != '\0' && len + 1 < size) {
        const char *put = NULL;
        for (size_t i = 0; i < sizeof prose / sizeof *prose && *text == '{'; i++)
            if (strncmp(text, prose[i].mark, 4) == 0)
                put = prose[i].text;
        if (put == NULL) {
            out[len++] = *text++;
            continue;
        }
        len += (size_t)snprintf(out + len, size - len, "%s", put);
        text += 4;
    }
    ck_assert_uint_lt(len, size);
    out[len] = '\0';
}

static void write_roles(char *out, size_t size, const rap_statement_t *statement)
{
    size_t len = 0;

    for (int role = 0; role < ROLES; role++) {
        const rap_party_role_t *party = statement->parties.item;
        size_t before = len += (size_t)snprintf(out + len, size - len, role > 0 ? " /" : "");
        for (size_t i = 0; i < statement->parties.count; i++)
            if (party[i].role == role)
                len += (size_t)snprintf(
                    out + len, size - len, "%s%s", len > 0 ? " " : "", party[i].id);
        if (len == before)
            len += (size_t)snprintf(out + len, size - len, role > 0 ? " -" : "-");
    }
    const rap_miscount_t *miscount = statement->miscounts.item;
    for (size_t i = 0; i < statement->miscounts.count; i++)
        len += (size_t)snprintf(out + len, size - len, " / %s %d:%d",
            rap_role_names[miscount[i].role], (int)miscount[i].said, (int)miscount[i].found);
}

START_TEST(the_right_ones_have_their_roles)
{
    char text[TEXT_MAX] = "", got[1024];
    rap_record_t record;
    rap_err_t err = {0};

    expand(text, sizeof text, cases[_i].text);
    layout_t layout = statement_layout(text, arena);
    rap_envelope_t envelope = {.id = "abc"};
    ck_assert_msg(structure_read(&layout, &envelope, structure, arena, &record, &err) == RAP_OK,
        "%s: %s", cases[_i].what, err.text);
    write_roles(got, sizeof got, record.statements.item);
    ck_assert_msg(strcmp(got, cases[_i].want) == 0, "%s: %s", cases[_i].what, got);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cast");
    TCase *tc = tcase_create("cases");

    read_cases();
    add_structure_fixtures(tc);
    tcase_add_loop_test(tc, the_right_ones_have_their_roles, 0, (int)count);
    suite_add_tcase(suite, tc);
    int code = run_suite(suite);
    return count < 40 ? EXIT_FAILURE : code;
}
