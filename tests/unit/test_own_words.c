/* Across two stages: what is nobody's own words gives no position of anybody's own.  The same
 * sentence is read in a statement, where it must give one, and in texts that only tell of it. */
#include "parser/structure/structure.h"

#include "tests/unit/classify_case.h"
#include "tests/unit/statement_text.h"
#include "tests/unit/suite.h"

#define SAYS                                                                                  \
    "We strongly support the establishment of a permanent mechanism on ICT security, and we " \
    "support the global points of contact directory, as we have said before in this room."
#define TELLS                                                                                 \
    "The representative of Ghana said that Ghana supported the establishment of a permanent " \
    "mechanism on ICT security. He added that the global points of contact directory was "    \
    "supported by all. The delegate of Chile stressed the budget."

/* clang-format off */
static const struct {
    const char *text;
    const char *own; /* parties with positions of their own; "" for none */
} cases[] = {
    {"#Statement by Ghana\n\nMr. Chair,\n\n" SAYS, "GH"},
    {"#Meetings coverage\n\n#First Committee hears Ghana\n\n" TELLS, ""},
    {"#Press release\n\n#Permanent Mission of Ghana\n\n" TELLS, ""},
    {"#A/C.1/79/SR.3\n\n#Summary record of the 3rd meeting\n\n1. Mr. Roe (Ghana) said that his delegation strongly "
     "supported the establishment of a permanent mechanism on ICT security. His country supported the global points of contact directory.", ""},
    {"#Statement by the Ghana Institute for Network Research\n\nThank you, Chair. " SAYS, ""},
    {"#Opening remarks by the Chair\n\n#Permanent Mission of Singapore\n\nExcellencies,\n\n" SAYS, ""},
    {"#A/C.1/79/PV.3\n\nChair: Ms. Roe (Ghana)\n\nThe Chair: " SAYS "\n\nMr. Poe (International Committee of the Red Cross): " SAYS
     "\n\nMs. Doe (Secretary of the Committee): " SAYS, ""},
    {"#A/C.1/79/PV.3\n\nChair: Ms. Roe (Ghana)\n\nThe Chair: I give the floor to the representative of Chile.\n\nMr. Poe (Chile): " SAYS, "CL"},
};
/* clang-format on */

static structure_t *structure;
static classify_case_t classify;

static void setup(void)
{
    char data[512];
    rap_err_t err;

    case_open(&classify);
    setenv("RAPPORTEUR_DATA", case_path("data", data, sizeof data), 1);
    ck_assert_msg(structure_open(&structure, NULL, &err) == RAP_OK, "%s", err.text);
}

static void teardown(void)
{
    structure_destroy(&structure);
    case_close(&classify);
}

START_TEST(only_speakers_have_positions)
{
    layout_t layout = statement_layout(cases[_i].text, classify.arena);
    rap_envelope_t envelope = {.id = "abc", .hints = {.delegation = _i > 0 ? "Ghana" : NULL}};
    rap_record_t record;
    rap_err_t err = {0};
    size_t own = 0;

    ck_assert_msg(
        structure_read(&layout, &envelope, structure, classify.arena, &record, &err) == RAP_OK,
        "%s", err.text);
    ck_assert_msg(
        classify_record(&classify.engine, &record, classify.arena, &err) == RAP_OK, "%s", err.text);
    const rap_position_t *position = record.positions.item;
    for (size_t i = 0; i < record.positions.count; i++) {
        if (position[i].attribution != RAP_OWN)
            continue;
        own++;
        ck_assert_msg(position[i].party != NULL && strcmp(position[i].party, cases[_i].own) == 0,
            "%d: %s", _i, position[i].party);
    }
    ck_assert_msg((own > 0) == (cases[_i].own[0] != '\0'), "%d: %zu own positions", _i, own);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("own_words");
    TCase *tc = tcase_create("core");

    tcase_add_unchecked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, only_speakers_have_positions, 0, sizeof cases / sizeof *cases);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
