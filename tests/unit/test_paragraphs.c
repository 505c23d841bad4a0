/* From words with boxes to paragraphs. */
#include "tests/unit/page_case.h"
#include "tests/unit/suite.h"

#include <stdlib.h>

START_TEST(indents_part_paragraphs)
{
    double y = fill(LEFT, 100, 30, "One", 3);

    y = fill(LEFT, y, 30, "Two", 2);
    (void)fill(LEFT, y, 30, "Three", 4);
    end_page();
    layout_t layout = make();
    ck_assert_uint_eq(layout.blocks, 3);
    check_block(&layout, 0, LAYOUT_BODY, "One0");
    check_block(&layout, 1, LAYOUT_BODY, "Two0");
    check_block(&layout, 2, LAYOUT_BODY, "Three0");
}
END_TEST

START_TEST(space_parts_paragraphs)
{
    double y = fill(LEFT, 100, 0, "One", 3) + 7;

    y = fill(LEFT, y, 0, "two", 2) + 7; /* small letters do not hinder space */
    (void)fill(LEFT, y, 0, "Three", 4);
    end_page();
    ck_assert_uint_eq(make().blocks, 3);
}
END_TEST

START_TEST(short_lines_part_paragraphs)
{
    double y = fill(LEFT, 100, 0, "One", 3);

    y = fill(LEFT, y, 0, "Two", 2);
    (void)fill(LEFT, y, 0, "Three", 4);
    end_page();
    ck_assert_uint_eq(make().blocks, 3);
}
END_TEST

START_TEST(two_slashes_end_a_sentence)
{
    double y = fill(LEFT, 100, 0, "One", 3);

    put(LEFT, y, "and this is the breath's end that fills most of its//");
    put(LEFT, y + LEADING, "Madam President//");
    (void)fill(LEFT, y + 2 * LEADING, 0, "Three and/or", 4);
    end_page();
    layout_t layout = make();
    ck_assert_uint_eq(layout.blocks, 3);
    check_block(&layout, 1, LAYOUT_BODY, "Madam President//");
}
END_TEST

START_TEST(pages_do_not_part_paragraphs)
{
    char last[80] = "Cut";

    stretch(last, 75);
    double y = fill(LEFT, 100, 30, "One", 20);
    put(LEFT + 30, y, "Two begins on this page and goes on, as the next line tells it clearly");
    put(LEFT, y + LEADING, last);
    centre(780, false, "- 1 -");
    end_page();
    put(LEFT, 100, "goes on here.");
    (void)fill(LEFT, 114, 30, "Three", 20);
    centre(780, false, "- 2 -");
    end_page();

    layout_t layout = make();
    ck_assert_uint_eq(layout.blocks, 5);
    ck_assert_int_eq(layout.pages, 2);
    check_block(&layout, 0, LAYOUT_BODY, "One0");
    check_block(&layout, 1, LAYOUT_BODY, "Two begins");
    ck_assert_ptr_nonnull(strstr(layout.block[1].text, " goes on here."));
    ck_assert_int_eq(layout.block[1].page, 1);
    check_block(&layout, 2, LAYOUT_FURNITURE, "- 1 -");
    check_block(&layout, 3, LAYOUT_BODY, "Three0");
    ck_assert_int_eq(layout.block[3].page, 2);
    check_block(&layout, 4, LAYOUT_FURNITURE, "- 2 -");
}
END_TEST

/* What stands at the end of a page, what begins the next, and whether it is one paragraph. */
START_TEST(names_at_a_page_s_top_begin_no_paragraph)
{
    static const struct {
        double x;
        size_t room; /* characters that the line is stretched to */
        bool bold;   /* the whole document */
        const char *last, *next;
        bool one;
    } row[] = {
        {LEFT + 30, 68, false, "Cut by the page, as indented as a first line and", "Norway did.",
            true},
        {LEFT + 70, 52, false, "A title in the middle of its line", "Norway did.", false},
        {LEFT, 75, true, "Cut by the page, all in bold", "Norway did.", true},
        {LEFT, 75, false, "Cut by the page, its words as wide as it", "Norway did.", true},
        {LEFT, 0, false, "Cut by the page in a list of three (Sweden and", "Norway) did.", true},
        {LEFT, 0, false, "Cut by the page where it says: \u201cOur friends in", "Norway did\u201d.",
            true},
        {LEFT, 0, false, "It ends here, as \u201cit\u201d (the text) says", "Norway did.", false},
        {LEFT, 0, false, "It ends here: \u201cThat is so.", "\u201cNorway did.\u201d", false},
        {LEFT, 0, false, "Cut by the page (as Sweden and", "(a) Norway did.", false},
    };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char last[80];

        teardown();
        setup();
        (void)snprintf(last, sizeof last, "%s", row[i].last);
        if (row[i].room > 0)
            stretch(last, row[i].room);
        put_style(row[i].x, fill(LEFT, 100, 30, "One", 20), SIZE, row[i].bold, last);
        for (size_t n = 0; n < words; n++)
            word[n].bold = row[i].bold;
        end_page();
        put_style(LEFT, 100, SIZE, row[i].bold, row[i].next);
        (void)fill(LEFT, 114, 30, "Three", 20);
        for (size_t n = 0; n < words; n++)
            word[n].bold = row[i].bold;
        end_page();

        layout_t layout = make();
        ck_assert_msg(
            layout.blocks == (row[i].one ? 3 : 4), "row %zu: %zu blocks", i, layout.blocks);
        ck_assert_msg(
            (strstr(layout.block[1].text, row[i].next) != NULL) == row[i].one, "row %zu", i);
        if (row[i].one)
            check_block(&layout, 1, LAYOUT_BODY, "Cut by the page");
    }
}
END_TEST

/* Text in two columns, with a title over both and a line that ends the page below both. */
START_TEST(columns_are_read_one_after_the_other)
{
    put_style(LEFT, 80, 18, true, "A title that spans both of the columns here");
    for (int i = 0; i < 30; i++) {
        char left[64], right[64];

        (void)snprintf(left, sizeof left, "left%02d aaaa bbbbb ccccc dddd eee", i);
        (void)snprintf(right, sizeof right, "right%02d aaaa bbbbb ccccc dddd ee", i);
        put(LEFT, 120 + i * LEADING, left);
        put(LEFT + 230, 120 + i * LEADING + 3, right); /* on a grid of its own */
    }
    put(LEFT, 120 + 31 * LEADING + 10,
        "Below both columns there is one line more that is as wide as the page.");
    end_page();

    layout_t layout = make();
    ck_assert_uint_eq(layout.blocks, 3);
    check_block(&layout, 0, LAYOUT_HEADING, "A title");
    check_block(&layout, 1, LAYOUT_BODY, "left00");
    const char *end = strstr(layout.block[1].text, "left29");
    const char *next = strstr(layout.block[1].text, "right00");
    ck_assert(end != NULL && next != NULL && end < next);
    check_block(&layout, 2, LAYOUT_BODY, "Below both");
}
END_TEST

/* The gutter of a head in two parts would stay open through the first row of the columns. */
START_TEST(a_head_in_parts_is_no_column_of_the_text)
{
    put(LEFT, 60, "Northland and Southland, all of it and more");
    put(LEFT + 330, 60, "N/7/PV.7");
    put(LEFT, 74, "Seventh session");
    put(LEFT + 330, 74, "Records");
    for (int i = 0; i < 20; i++) {
        char left[64], right[64];

        (void)snprintf(left, sizeof left, "Left%02d aaaa bbbbb ccccc dddd eee", i);
        (void)snprintf(right, sizeof right, "Right%02d aaaa bbbbb ccccc dddd", i);
        put(LEFT, 160 + i * LEADING, left);
        put(i == 0 ? LEFT + 280 : LEFT + 230, 160 + i * LEADING, right);
    }
    end_page();
    layout_t layout = make();
    size_t last = layout.blocks - 1;
    check_block(&layout, last, LAYOUT_BODY, "Left00");
    ck_assert_ptr_nonnull(
        strstr(layout.block[last].text, "eee Right00 aaaa bbbbb ccccc dddd Right01"));
}
END_TEST

/* Wide spaces that stand one below the other in one column do not part the page. */
START_TEST(rivers_are_no_gutters)
{
    put(LEFT, 60, "N/7/PV.7");
    put(LEFT + 400, 60, "5 May 2023");
    for (int i = 0; i < 30; i++) {
        char left[64], right[64];

        (void)snprintf(left, sizeof left, "left%02d aaaa", i);
        (void)snprintf(right, sizeof right, "right%02d aaaa bbbbb ccccc dddd ee", i);
        put(LEFT, 100 + i * LEADING, left);
        put(LEFT + (i > 2 && i < 9 ? 86 : 72), 100 + i * LEADING, "bbbbb ccccc dddd eee");
        put(LEFT + 230, 100 + i * LEADING, right);
    }
    end_page();
    layout_t layout = make();
    check_block(&layout, 1, LAYOUT_BODY, "left00");
    check_block(&layout, 3, LAYOUT_BODY, "right00");

    const char *text = layout.block[1].text;
    ck_assert_msg(strstr(text, "left04 aaaa bbbbb ccccc dddd eee left05") != NULL, "%s", text);
    ck_assert_msg(strstr(text, "left29 aaaa bbbbb ccccc dddd eee") != NULL, "%s", text);
}
END_TEST

START_TEST(a_line_of_capitals_is_a_head)
{
    double y = fill(LEFT, 100, 0, "One", 3);
    char last[80] = "And this is its end, as wide as the column,";

    stretch(last, 74);
    last[73] = '.';
    put(LEFT, y - LEADING, last);
    put(LEFT, y, "PEACE AND SECURITY");
    put(LEFT, y + LEADING, "Ladies and gentlemen,");
    (void)fill(LEFT, y + 2 * LEADING, 0, "Two", 3);
    end_page();
    layout_t layout = make();
    check_block(&layout, layout.blocks - 3, LAYOUT_BODY, "PEACE AND SECURITY");
    check_block(&layout, layout.blocks - 2, LAYOUT_BODY, "Ladies");
}
END_TEST

/* A title in two lines, of which the first fills the column. */
START_TEST(titles_end_in_the_middle_of_a_line)
{
    char title[80] = "Leaving nobody behind in what we do";

    stretch(title, 75);
    put(LEFT, 80, title);
    centre(80 + LEADING, false, "Generations");
    (void)fill(LEFT, 140, 0, "One", 12);
    end_page();
    layout_t layout = make();
    ck_assert_uint_eq(layout.blocks, 2);
    ck_assert_ptr_nonnull(strstr(layout.block[0].text, " Generations"));
}
END_TEST

/* A sentence that a full line leaves open goes on below it, if the distance is only uneven. */
START_TEST(uneven_distances_part_no_sentence)
{
    char open[80] = "We meet at a time when the";

    stretch(open, 75);
    double y = fill(LEFT, 100, 0, "One", 12);
    put(LEFT, y + LEADING, open);
    y = fill(LEFT, y + LEADING * 2.3, 0, "Northland", 2);
    (void)fill(LEFT, y + LEADING, 0, "Two", 2);
    end_page();
    layout_t layout = make();
    ck_assert_uint_eq(layout.blocks, 3);
    check_block(&layout, 1, LAYOUT_BODY, "We meet");
    ck_assert_ptr_nonnull(strstr(layout.block[1].text, " Northland0"));
}
END_TEST

/* Large print in two and a half spaces: the lines of a paragraph stand far apart. */
START_TEST(wide_spacing_parts_no_paragraph)
{
    for (int i = 0; i < 9; i++) {
        char text[80] = "Line";

        stretch(text, 75);
        put(LEFT, 100 + i * 3.2 * SIZE, text);
    }
    end_page();
    ck_assert_uint_eq(make().blocks, 1);
}
END_TEST

START_TEST(superscripts_do_not_make_a_line_small)
{
    (void)fill(LEFT, 100, 0, "One", 12);
    put(LEFT, 300, "It was on the");
    put(LEFT, 300 + LEADING, "12");
    put_style(LEFT + 12, 296 + LEADING, 6, false, "th");
    end_page();
    ck_assert_double_eq_tol(pages_line(&pages, pages.line.count - 1)->size, SIZE, 0.01);
}
END_TEST

START_TEST(numbers_of_items_are_no_column)
{
    for (int i = 1; i <= 6; i++) {
        char number[8];

        (void)snprintf(number, sizeof number, "%d.", i);
        put(LEFT, 100 + i * 40, number);
        put(LEFT + 40, 100 + i * 40,
            "The group should meet once a year, in Geneva or in New York.");
    }
    end_page();
    layout_t layout = make();
    ck_assert_uint_eq(layout.blocks, 6);
    check_block(&layout, 5, LAYOUT_LIST_ITEM, "6. The group should meet");
}
END_TEST

START_TEST(superscripts_stay_in_their_line)
{
    double y = fill(LEFT, 100, 0, "One", 3);

    put(LEFT, y, "On the 7");
    put_style(LEFT + 48, y - 5, 7, false, "th");
    put(LEFT + 60, y, "of October we said so, and we say it again here and today.");
    end_page();
    layout_t layout = make();
    ck_assert_uint_eq(layout.blocks, 2);
    check_block(&layout, 1, LAYOUT_BODY, "On the 7th of October");
}
END_TEST

START_TEST(arabic_is_put_into_reading_order)
{
    /* "السلام 2021 - 2025 POC List هنا" as a page shows it: words and letters from the left */
    page_word_t shown[] = {
        {.text = "انه", .x0 = 10, .x1 = 30},
        {.text = "POC", .x0 = 34, .x1 = 50},
        {.text = "List", .x0 = 54, .x1 = 80},
        {.text = "2025", .x0 = 84, .x1 = 110},
        {.text = "-", .x0 = 114, .x1 = 120},
        {.text = "2021", .x0 = 124, .x1 = 170},
        {.text = "مالسلا", .x0 = 180, .x1 = 240},
    };

    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        shown[i].len = strlen(shown[i].text);
        shown[i].y0 = 100;
        shown[i].y1 = 114;
        shown[i].size = SIZE;
        word[words++] = shown[i];
    }
    end_page();
    layout_t layout = make();
    ck_assert_uint_eq(layout.blocks, 1);
    ck_assert_str_eq(layout.block[0].text, "السلام 2021 - 2025 POC List هنا");
}
END_TEST

/* Words of a line that is read from right to left, as a page shows them from the left. */
typedef struct shown {
    const char *text;
    double x0, x1;
    bool cut;
} shown_t;

START_TEST(arabic_lines_are_put_together)
{
    static const struct {
        shown_t word[6];
        const char *text;
    } row[] = {
        {{{"\u0645\u0644\u0633", 60, 80, false}, {".2030", 30, 55, false}},
            "\u0633\u0644\u0645 2030."},
        {{{"\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645",
              100, 120, false},
             {"(", 94, 98, false}, {"Directory", 60, 94, false}, {"POC", 40, 56, false},
             {")", 36, 40, false}},
            "\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645 (POC Directory)"},
        {{{"\u0644\u0633", 100, 120, true}, {"\u0645", 80, 95, false}}, "\u0633\u0644\u0645"},
        {{{"\u0644\u0633", 100, 120, true}, {"\u0645", 50, 65, false}}, "\u0633\u0644  \u0645"},
        {{{"\u0661\u0662\u0633", 100, 120, false}}, "\u0633\u0661\u0662"},
        {{{"COVID-19\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0648",
             100, 120, false}},
            "\u0648\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645\u0645COVID-19"},
        {{{"2021-2025", 60, 95, false}, {"\u0633", 100, 120, false}}, "\u0633 2021-2025"},
        {{{"-2021", 60, 95, false}, {"\u0633", 100, 120, false}}, "\u0633 2021-"},
    };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        teardown();
        setup();
        for (const shown_t *shown = row[i].word; shown->text != NULL; shown++)
            word[words++] = (page_word_t){.text = shown->text,
                .len = strlen(shown->text),
                .x0 = shown->x0,
                .x1 = shown->x1,
                .y0 = 100,
                .y1 = 112,
                .size = 12,
                .cut = shown->cut};
        end_page();
        ck_assert_str_eq(pages_line(&pages, 0)->text, row[i].text);
    }
}
END_TEST

/* A line without letters is read like the page that it is on. */
START_TEST(numbers_alone_follow_the_page)
{
    word[words++] = (page_word_t){
        .text = "\u0645\u0644\u0633", .len = 6, .x0 = 60, .x1 = 80, .y0 = 80, .y1 = 92, .size = 12};
    word[words++] = (page_word_t){
        .text = ".1982", .len = 5, .x0 = 60, .x1 = 80, .y0 = 100, .y1 = 112, .size = 12};
    end_page();
    ck_assert_str_eq(pages_line(&pages, 1)->text, "1982.");
}
END_TEST

START_TEST(chinese_is_joined_without_spaces)
{
    word[words++] = (page_word_t){
        "主席先生我们支持", 24, 72, 88, 520, 102, 12, false, false, false, false, false, NULL, 0};
    word[words++] =
        (page_word_t){"2024", 4, 72, 108, 96, 122, 12, false, false, true, false, false, NULL, 0};
    word[words++] = (page_word_t){
        "年的提案。", 15, 100, 108, 160, 122, 12, false, false, false, false, false, NULL, 0};
    end_page();
    layout_t layout = make();
    ck_assert_uint_eq(layout.blocks, 1);
    ck_assert_str_eq(layout.block[0].text, "主席先生我们支持 2024年的提案。");
}
END_TEST

START_TEST(nonsense_boxes_are_left_out)
{
    const double bad = 1e300, nan = 0.0 / (double)(words == 1);
    const page_word_t nonsense[] = {
        {"a", 1, bad, 0, bad, 10, 12, false, false, false, false, false, NULL, 0},
        {"b", 1, 0, nan, 10, nan, 12, false, false, false, false, false, NULL, 0},
        {"c", 1, 10, 10, 0, 20, 12, false, false, false, false, false, NULL, 0},
        {"d", 1, 0, 10, 10, 10, 12, false, false, false, false, false, NULL, 0},
        {"", 0, 0, 10, 10, 20, 12, false, false, false, false, false, NULL, 0},
        {"good", 4, 72, 100, 100, 112, bad, false, false, false, false, false, NULL, 0},
    };

    ck_assert_int_eq(lines_add_page(&pages, WIDTH, HEIGHT, nonsense, 6, arena, &err), RAP_OK);
    ck_assert_int_eq(lines_add_page(&pages, WIDTH, HEIGHT, nonsense, 0, arena, &err), RAP_OK);
    layout_t layout = make();
    ck_assert_uint_eq(layout.blocks, 1);
    ck_assert_str_eq(layout.block[0].text, "good");
    ck_assert_int_eq(layout.pages, 2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("paragraphs");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, indents_part_paragraphs);
    tcase_add_test(tc, space_parts_paragraphs);
    tcase_add_test(tc, short_lines_part_paragraphs);
    tcase_add_test(tc, two_slashes_end_a_sentence);
    tcase_add_test(tc, pages_do_not_part_paragraphs);
    tcase_add_test(tc, names_at_a_page_s_top_begin_no_paragraph);
    tcase_add_test(tc, columns_are_read_one_after_the_other);
    tcase_add_test(tc, a_head_in_parts_is_no_column_of_the_text);
    tcase_add_test(tc, rivers_are_no_gutters);
    tcase_add_test(tc, a_line_of_capitals_is_a_head);
    tcase_add_test(tc, titles_end_in_the_middle_of_a_line);
    tcase_add_test(tc, uneven_distances_part_no_sentence);
    tcase_add_test(tc, wide_spacing_parts_no_paragraph);
    tcase_add_test(tc, superscripts_do_not_make_a_line_small);
    tcase_add_test(tc, numbers_of_items_are_no_column);
    tcase_add_test(tc, superscripts_stay_in_their_line);
    tcase_add_test(tc, arabic_is_put_into_reading_order);
    tcase_add_test(tc, arabic_lines_are_put_together);
    tcase_add_test(tc, numbers_alone_follow_the_page);
    tcase_add_test(tc, chinese_is_joined_without_spaces);
    tcase_add_test(tc, nonsense_boxes_are_left_out);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
