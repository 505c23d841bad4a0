/* Which lines are no text: heads and feet that run over pages, page numbers, markings, notes. */
#include "parser/markings.h"
#include "parser/page_numbers.h"
#include "tests/unit/page_case.h"
#include "tests/unit/suite.h"

#include <stdlib.h>

START_TEST(heads_that_run_are_furniture)
{
    for (int page = 1; page <= 3; page++) {
        char head[64];

        (void)snprintf(head, sizeof head, "Mission of Northland, page %d of 3", page);
        put(LEFT, 40, head);
        put_style(LEFT, 790, 8, false, "Check against delivery");
        (void)fill(LEFT, 140, 0, "Text", 10);
        end_page();
    }
    layout_t layout = make();
    for (size_t i = 0; i < layout.blocks; i++)
        ck_assert_int_eq(
            layout.block[i].role == LAYOUT_BODY, strncmp(layout.block[i].text, "Text", 4) == 0);
    ck_assert_uint_eq(layout.blocks, 9);
}
END_TEST

START_TEST(a_rule_is_no_text)
{
    double y = fill(LEFT, 140, 0, "Text", 10);

    put(LEFT, y, "We thank you.");
    put(LEFT, y + 14, "______________");
    end_page();
    layout_t layout = make();
    ck_assert_uint_eq(layout.blocks, 3);
    check_block(&layout, 1, LAYOUT_BODY, "We thank you.");
    check_block(&layout, 2, LAYOUT_FURNITURE, "______________");
}
END_TEST

START_TEST(blanks_draw_no_rule)
{
    double y = fill(LEFT, 140, 0, "Text", 10);

    put(LEFT, y + 40, "_ _");
    put(LEFT, y + 80, "_ _ _");
    end_page();
    layout_t layout = make();
    ck_assert_uint_eq(layout.blocks, 3);
    check_block(&layout, 1, LAYOUT_BODY, "_ _");
    check_block(&layout, 2, LAYOUT_FURNITURE, "_ _ _");
}
END_TEST

START_TEST(letterheads_in_columns_are_read_column_by_column)
{
    put(100, 60, "Permanent Mission");
    put(100, 74, "of Northland");
    put(100, 88, "to the United Nations");
    put(400, 60, "1 Example Road");
    put(400, 74, "New York");
    put_style(400, 90, 9, false, "Phone 555 0100");
    centre(160, true, "S T A T E M E N T");
    centre(190, true, "BY THE DELEGATION OF NORTHLAND");
    centre(204, true, "AT THE SECOND SESSION");
    centre(240, false, "New York, 5 May 2023");
    (void)fill(LEFT, 280, 0, "We", 20);
    end_page();

    layout_t layout = make();
    check_block(
        &layout, 0, LAYOUT_FURNITURE, "Permanent Mission of Northland to the United Nations");
    check_block(&layout, 1, LAYOUT_FURNITURE, "1 Example Road New York");
    check_block(&layout, 2, LAYOUT_FURNITURE, "Phone 555 0100");
    check_block(&layout, 3, LAYOUT_HEADING, "STATEMENT");
    check_block(&layout, 4, LAYOUT_HEADING, "BY THE DELEGATION OF NORTHLAND AT THE SECOND SESSION");
    ck_assert(layout.block[4].bold && layout.block[4].centred);
    check_block(&layout, 5, LAYOUT_HEADING, "New York, 5 May 2023");
    check_block(&layout, 6, LAYOUT_BODY, "We0");
    ck_assert_uint_eq(layout.blocks, 7);
}
END_TEST

START_TEST(footnotes_are_apart)
{
    (void)fill(LEFT, 100, 0, "Text", 20);
    put_style(
        LEFT, 700, 8, false, "1 A note that tells where the sentence was taken from, at length,");
    put_style(LEFT, 710, 8, false, "on two lines.");
    put_style(LEFT, 720, 8, false, "2 Another note.");
    end_page();
    layout_t layout = make();
    ck_assert_uint_eq(layout.blocks, 3);
    check_block(&layout, 1, LAYOUT_FOOTNOTE, "1 A note");
    ck_assert_ptr_nonnull(strstr(layout.block[1].text, "on two lines."));
    check_block(&layout, 2, LAYOUT_FOOTNOTE, "2 Another note.");
}
END_TEST

START_TEST(page_numbers_are_known)
{
    static const struct {
        const char *text;
        bool is;
    } row[] = {{"2", true}, {"- 12 -", true}, {"2/4", true}, {"Page 1 of 2", true}, {"iv", true},
        {"P. 3", true}, {"\xe7\xac\xac 3 \xe9\xa1\xb5", true},
        {"\xd1\x81\xd1\x82\xd1\x80. 5", true}, {"12345", false}, {"517-7427", false},
        {"8 March", false}, {"", false}, {"mix", false}, {"page", false}, {"2 4", false},
        {"We support it", false}, {"-", false},
        {"a very long line with the number 7 in it", false}};

    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        ck_assert_msg(
            page_numbers_is(row[i].text, strlen(row[i].text)) == row[i].is, "'%s'", row[i].text);
}
END_TEST

/* A document of large print has few lines a page, and salutations anywhere. */
START_TEST(salutations_at_the_top_are_text)
{
    static const char *const first[] = {
        "Mr. President,", "We say", "They say", "Mr. President,", "You say", "All of us say"};

    for (int page = 1; page <= 6; page++) {
        put(LEFT, 76, first[page - 1]);
        (void)fill(LEFT, 140, 0, "Text", 10);
        put(LEFT, 40, page % 2 == 0 ? "Northland, 2023" : "Mission of Northland");
        end_page();
    }
    layout_t layout = make();
    size_t said = 0;
    for (size_t i = 0; i < layout.blocks; i++) {
        said += strcmp(layout.block[i].text, "Mr. President,") == 0 &&
                layout.block[i].role != LAYOUT_FURNITURE;
        ck_assert_msg((layout.block[i].role == LAYOUT_FURNITURE) ==
                          (strstr(layout.block[i].text, "Northland") != NULL),
            "'%s'", layout.block[i].text);
    }
    ck_assert_uint_eq(said, 2);
}
END_TEST

/* Large print may leave a wide margin, with the page's number above it. */
START_TEST(numbers_that_count_the_pages_are_furniture)
{
    for (int page = 1; page <= 3; page++) {
        char number[8];

        (void)fill(LEFT, 140, 0, "Text", 10);
        (void)snprintf(number, sizeof number, "%d", page + 3);
        put(300, 650, number);
        end_page();
    }
    (void)fill(LEFT, 140, 0, "Text", 10);
    put(300, 650, "2023");
    end_page();
    layout_t layout = make();
    check_block(&layout, 1, LAYOUT_FURNITURE, "4");
    check_block(&layout, 3, LAYOUT_FURNITURE, "5");
    check_block(&layout, 5, LAYOUT_FURNITURE, "6");
    ck_assert_uint_eq(layout.blocks, 8);
    ck_assert_int_ne(layout.block[7].role, LAYOUT_FURNITURE);
}
END_TEST

static void end_scanned_page(void)
{
    for (size_t i = 0; i < words; i++)
        word[i].confidence = 0.9;
    end_page();
}

/* OCR makes nonsense of one page's foot, and parts another one's: they stand where the others do. */
START_TEST(a_running_foot_is_known_by_its_place)
{
    static const char *const foot[] = {"h11ps//wvvv,exampIe,orq/sqeech_hfml 1f4",
        "https://www.example.org/speech.html 2/4", "https://www.example.org/speech.html",
        "https://www.example.org/speech.html 4/4"};

    for (int page = 1; page <= 4; page++) {
        put(LEFT, 40, page == 1 ? "Statement" : "Statement of Northland");
        (void)fill(LEFT, 140, 0, "Text", 36);
        put(LEFT, 770, foot[page - 1]);
        if (page == 3)
            put(LEFT + 18 * SIZE, 771, "3/4");
        if (page == 4) /* a text that goes on below all others has another place */
            put(LEFT, 740, "So we do.");
        end_scanned_page();
    }
    layout_t layout = make();
    for (size_t i = 0; i < layout.blocks; i++) {
        const layout_block_t *block = &layout.block[i];

        ck_assert_msg(
            (block->role == LAYOUT_FURNITURE) ==
                (strstr(block->text, "orq/") != NULL || strstr(block->text, ".org/") != NULL ||
                    strcmp(block->text, "3/4") == 0 ||
                    strcmp(block->text, "Statement of Northland") == 0),
            "'%s'", block->text);
    }
}
END_TEST

/* What a file says is there, it says on each page in the same way. */
START_TEST(a_place_tells_nothing_of_a_text_layer)
{
    for (int page = 1; page <= 4; page++) {
        (void)fill(LEFT, 140, 0, "Text", 36);
        put(LEFT, 770, page == 2 ? "a line of the text." : "Northland, 5 May 2023");
        end_page();
    }
    layout_t layout = make();
    size_t told = 0;
    for (size_t i = 0; i < layout.blocks; i++)
        told += layout.block[i].role != LAYOUT_FURNITURE &&
                strstr(layout.block[i].text, "a line of the text.") != NULL;
    ck_assert_uint_eq(told, 1);
}
END_TEST

/* The mark goes, another raised number stays. */
START_TEST(marks_of_notes_are_taken_out)
{
    put(LEFT, 100, "The State said so");
    put_style(LEFT + 17 * 6, 95, 7, false, "4");
    put(LEFT + 17 * 6 + 10, 100, "of 12 km");
    put_style(LEFT + 17 * 6 + 10 + 8 * 6, 95, 7, false, "2");
    put(LEFT + 17 * 6 + 10 + 8 * 6 + 10, 100, "and went on.");
    (void)fill(LEFT, 140, 0, "Text", 20);
    put_style(LEFT, 694, 6, false, "4");
    put_style(LEFT + 6, 698, 9, false, "Where the sentence was taken from, on");
    put_style(LEFT, 709, 9, false, "two lines.");
    put_style(LEFT, 730, 9, false, "Small print that stands apart");
    end_page();

    layout_t layout = make();
    check_block(&layout, 0, LAYOUT_BODY, "The State said so of 12 km\u00b2 and went on.");
    check_block(&layout, 2, LAYOUT_FOOTNOTE, "4 Where the sentence was taken from, on two lines.");
    ck_assert_uint_eq(layout.blocks, 4);
    check_block(&layout, 3, LAYOUT_FURNITURE, "Small print");
}
END_TEST

START_TEST(notes_go_on_on_the_next_page)
{
    (void)fill(LEFT, 140, 0, "Text", 20);
    put_style(LEFT, 700, 8, false, "1 A note that is longer than the page, as it");
    end_page();
    (void)fill(LEFT, 140, 0, "Text", 20);
    put_style(LEFT, 690, 8, false, "explains it all.");
    put_style(LEFT, 700, 8, false, "2 Another one.");
    put_style(LEFT, 735, 8, false, "820 Second Avenue is no note");
    end_page();

    layout_t layout = make();
    check_block(&layout, 1, LAYOUT_FOOTNOTE, "1 A note");
    check_block(&layout, 3, LAYOUT_FOOTNOTE, "explains it all.");
    check_block(&layout, 4, LAYOUT_FOOTNOTE, "2 Another one.");
    ck_assert_int_ne(layout.block[5].role, LAYOUT_FOOTNOTE);
}
END_TEST

/* What a cover says in small letters at its end, where and when, is no note. */
START_TEST(small_lines_of_a_cover_are_text)
{
    put_style(LEFT, 200, 24, true, "STATEMENT BY NORTHLAND");
    put_style(LEFT, 690, 11, false, "*2300007*");
    put_style(LEFT, 700, 11, false, "* * *");
    put_style(LEFT, 720, 11, false, "New York, 5 May 2023");
    end_page();
    for (int page = 0; page < 2; page++) {
        (void)fill(LEFT, 140, 0, "Text", 20);
        end_page();
    }
    layout_t layout = make();
    for (size_t i = 0; i < layout.blocks; i++)
        ck_assert_msg(layout.block[i].role == LAYOUT_BODY || layout.block[i].role == LAYOUT_HEADING,
            "'%s'", layout.block[i].text);
}
END_TEST

START_TEST(markings_are_known)
{
    static const struct {
        const char *text;
        bool is;
    } row[] = {{"CHECK AGAINST DELIVERY", true}, {"(Please check against delivery)", true},
        {"[Check Against Delivery!]", true}, {"\u00c0 v\u00e9rifier au prononc\u00e9", true},
        {"Seul le prononc\u00e9 fait foi", true}, {"Cotejar contra lectura", true},
        {"OFFICIAL", true}, {"DRAFT", true}, {"\u4ee5\u53d1\u8a00\u4e3a\u51c6", true},
        {"\u064a\u0631\u062c\u0649 \u0627\u0644\u0645\u0631\u0627\u062c\u0639\u0629 "
         "\u0639\u0646\u062f \u0627\u0644\u0625\u0644\u0642\u0627\u0621",
            true},
        {"", false}, {"The official draft", false}, {"Final remarks", false},
        {"We check against delivery what was promised to the people", false}, {"Delivery", false}};

    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        ck_assert_msg(
            markings_is(row[i].text, strlen(row[i].text)) == row[i].is, "'%s'", row[i].text);
}
END_TEST

START_TEST(addresses_alone_are_furniture)
{
    static const struct {
        const char *text;
        bool is;
    } row[] = {{"https://example.org/a", true}, {"Source: https://example.org/a", true},
        {"www.example.org", true}, {"See www.example.org", false},
        {"https://example.org has more", false}, {"", false}, {"Source:", false},
        {"Source: Remarks of the Minister in the debate (example.org)", true},
        {"Fuente: Palabras del Ministro https://example.org/b", true},
        {"Source:https://example.org/c", true}, {"\u6765\u6e90\uff1ahttps://www.example.org", true},
        {"Source:", false}, {"Source: what the Minister said (in the debate)", false},
        {"Remarks of the Minister (example.org)", false}};

    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        ck_assert_msg(
            markings_is_source(row[i].text, strlen(row[i].text)) == row[i].is, "'%s'", row[i].text);
    put(LEFT, fill(LEFT, 140, 0, "Text", 10) + 40, "Source: https://example.org/statements/7");
    end_page();
    layout_t layout = make();
    check_block(&layout, layout.blocks - 1, LAYOUT_FURNITURE, "Source:");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("furniture");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, heads_that_run_are_furniture);
    tcase_add_test(tc, a_rule_is_no_text);
    tcase_add_test(tc, blanks_draw_no_rule);
    tcase_add_test(tc, letterheads_in_columns_are_read_column_by_column);
    tcase_add_test(tc, footnotes_are_apart);
    tcase_add_test(tc, page_numbers_are_known);
    tcase_add_test(tc, salutations_at_the_top_are_text);
    tcase_add_test(tc, numbers_that_count_the_pages_are_furniture);
    tcase_add_test(tc, a_running_foot_is_known_by_its_place);
    tcase_add_test(tc, a_place_tells_nothing_of_a_text_layer);
    tcase_add_test(tc, marks_of_notes_are_taken_out);
    tcase_add_test(tc, notes_go_on_on_the_next_page);
    tcase_add_test(tc, small_lines_of_a_cover_are_text);
    tcase_add_test(tc, markings_are_known);
    tcase_add_test(tc, addresses_alone_are_furniture);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
