/* Where sentences end. */
#include "classifier/segment.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *text;
    const char *sentences; /* each followed by '|'; a heading by '#' */
} cases[] = {
    {"We agree. We do not.", "We agree.|We do not.|"},
    {"We agree", "We agree#"},
    {"", ""},
    {"  \n\n  ", ""},
    {"Thank you, Mr. Chair. We agree.", "Thank you, Mr. Chair.|We agree.|"},
    {"See para. 5 and No. 7 of the draft. It is late.",
        "See para. 5 and No. 7 of the draft.|It is late.|"},
    {"At 1.15 p.m. the room was full.", "At 1.15 p.m. the room was full.|"},
    {"Statement by I.A. Smith of the U.S. delegation. Thanks.",
        "Statement by I.A. Smith of the U.S. delegation.|Thanks.|"},
    {"Resolution L.23 is wrong. So is Rev.1. We said so.",
        "Resolution L.23 is wrong.|So is Rev.1.|We said so.|"},
    {"Is it? Yes! Indeed.", "Is it?|Yes!|Indeed.|"},
    {"He said \"no.\" We said yes. (Twice.) Good.", "He said \"no.\"|We said yes.|(Twice.)|Good.|"},
    {"It ended … Nobody knew why.", "It ended …|Nobody knew why.|"},
    {"One thought, e.g. this one. Another.", "One thought, e.g. this one.|Another.|"},
    {"lower case follows. so it goes on. Now not.", "lower case follows. so it goes on.|Now not.|"},
    {"我们支持。我们反对！", "我们支持。|我们反对！|"},
    {"هل هذا مقبول؟ نعم.", "هل هذا مقبول؟|نعم.|"},
    {"Это так. Да.", "Это так.|Да.|"},
    {"M. le Président, merci. La France approuve.", "M. le Président, merci.|La France approuve.|"},
    {"REPUBLIC OF NOWHERE\n\nMr. Chair,\n\nWe agree.", "REPUBLIC OF NOWHERE#Mr. Chair,#We agree.|"},
    {"We agree\nwith all\nof it. We do.", "We agree\nwith all\nof it.|We do.|"},
};

static rap_arena_t *arena;

static sentences_t segment(const rap_statement_t *statement)
{
    rap_folded_t folded;
    sentences_t sentences;
    rap_err_t err;

    ck_assert_int_eq(
        rap_text_fold(statement->text, strlen(statement->text), arena, &folded, &err), RAP_OK);
    ck_assert_int_eq(segment_statement(statement, &folded, arena, &sentences, &err), RAP_OK);
    for (size_t i = 0; i < sentences.count; i++) {
        const sentence_t *item = &sentences.item[i];
        ck_assert_uint_lt(item->start, item->end);
        ck_assert_uint_le(item->from, item->to);
        ck_assert_uint_eq(folded.origin[item->from], item->start);
        if (i > 0)
            ck_assert_uint_ge(item->start, item[-1].end);
    }
    return sentences;
}

START_TEST(sentences_end_where_they_do)
{
    rap_statement_t statement = {.text = cases[_i].text};
    sentences_t sentences = segment(&statement);
    char found[500] = "";

    for (size_t i = 0; i < sentences.count; i++) {
        const sentence_t *item = &sentences.item[i];
        size_t used = strlen(found);
        (void)snprintf(found + used, sizeof found - used, "%.*s%s", (int)(item->end - item->start),
            statement.text + item->start, item->heading ? "#" : "|");
    }
    ck_assert_str_eq(found, cases[_i].sentences);
}
END_TEST

START_TEST(paragraphs_part_sentences)
{
    rap_paragraph_t paragraphs[] = {
        {.n = 1, .start = 0, .end = 14}, {.n = 2, .start = 15, .end = 29}};
    rap_statement_t statement = {
        .text = "Señor, we agree\nwith all of it.", .paragraphs = {paragraphs, 2}};
    sentences_t sentences = segment(&statement);

    ck_assert_uint_eq(sentences.count, 2);
    ck_assert_uint_eq(sentences.item[0].paragraph, 0);
    ck_assert_uint_eq(sentences.item[1].paragraph, 1);
    ck_assert_uint_eq(sentences.item[1].point, 16);
    ck_assert_uint_eq(sentences.item[1].start, 17); /* behind a letter of two bytes */
}
END_TEST

START_TEST(a_text_without_end_is_cut)
{
    enum { LEN = 50000 };
    static char text[LEN + 1];
    rap_statement_t statement = {.text = text};

    for (int blanks = 0; blanks < 2; blanks++) {
        for (size_t i = 0; i < LEN; i++)
            text[i] = blanks && i % 10 == 9 ? ' ' : 'x';
        sentences_t sentences = segment(&statement);
        ck_assert_uint_gt(sentences.count, 3);
        for (size_t i = 0; i < sentences.count; i++)
            ck_assert_uint_le(
                sentences.item[i].end - sentences.item[i].start, (size_t)2 * SENTENCE_BYTES_MAX);
    }
}
END_TEST

static void setup(void)
{
    arena = rap_arena_new(1 << 24);
}

static void teardown(void)
{
    rap_arena_destroy(&arena);
}

int main(void)
{
    Suite *suite = suite_create("segment");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, sentences_end_where_they_do, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_test(tc, paragraphs_part_sentences);
    tcase_add_test(tc, a_text_without_end_is_cut);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
