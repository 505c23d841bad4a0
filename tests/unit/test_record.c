#include "proto/record.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static rap_err_t err;
static rap_arena_t *arena;
static rap_buf_t buf, texts;

/* A record that is right, for tests to spoil. */
static rap_document_t document = {
    .document_id = ID, .media_type = "text/plain", .pages = 1, .parser = "parser@0.1.0"};
static rap_party_role_t parties[2];
static rap_miscount_t miscount = {RAP_ROLE_ON_BEHALF_OF, 27, 26};
static rap_ocr_t ocr = {.confidence = 0.5, .doubtful = true};
static rap_paragraph_t paragraphs[2];
static rap_statement_t statement;
static rap_position_t position;
static rap_record_t record;

static void begin(void)
{
    arena = rap_arena_new(16 << 20);
    rap_buf_init(&buf, 16 << 20);
    rap_buf_init(&texts, 16 << 20);
    parties[0] = (rap_party_role_t){"RU", RAP_ROLE_SPEAKER};
    parties[1] = (rap_party_role_t){"G:BRICS", RAP_ROLE_ON_BEHALF_OF};
    paragraphs[0] = (rap_paragraph_t){1, 1, 0, 9, NULL, NULL};
    paragraphs[1] = (rap_paragraph_t){2, 1, 10, 30, "fr", &ocr};
    statement = (rap_statement_t){.statement_id = ID "/1",
        .parties = {parties, 2},
        .miscounts = {&miscount, 1},
        .kind = RAP_STATEMENT_NATIONAL,
        .body = "oewg-ict-2021",
        .delivered_on = "2024-03-08",
        .paragraphs = {paragraphs, 2},
        .text = "Ch\xc3\xa8re pr\xc3\xa9\nNous pr\xc3\xa9"
                "f\xc3\xa9rons \xe2\x80\xa6 \xf0\x9f\x8c\x8d ici.",
        .text_sha256 = ID};
    position = (rap_position_t){.position_id = ID,
        .statement_id = ID "/1",
        .party = "RU",
        .issue = "proc.majority_vote",
        .stance = RAP_STANCE_OPPOSE,
        .strength = 3,
        .modality = RAP_ASSERTS,
        .confidence = 0.75,
        .attribution = RAP_OWN,
        .evidence = {.exact = "pr\xc3\xa9"
                              "f\xc3\xa9rons",
            .start = 15,
            .end = 24,
            .page = 1},
        .codebook = "un-ict-security@1.0.0",
        .engine = "rules@0.1.0"};
    record = (rap_record_t){.kind = RAP_RECORD_RESULT,
        .document = &document,
        .statements = {&statement, 1},
        .positions = {&position, 1}};
}

static void end(void)
{
    rap_buf_release(&buf);
    rap_buf_release(&texts);
    rap_arena_destroy(&arena);
}

/* Written and read, as from one --once to the next. */
static rap_code_t travel(rap_record_t *ret)
{
    ck_assert_msg(rap_record_write(&record, &buf, &err) == RAP_OK, "%s", err.text);
    return rap_record_read(ret, buf.data, buf.len, arena, &err);
}

START_TEST(a_record_travels)
{
    rap_record_t read;

    ck_assert_msg(travel(&read) == RAP_OK, "%s", err.text);
    const rap_statement_t *one = read.statements.item;
    const rap_position_t *where = read.positions.item;
    ck_assert_str_eq(read.document->parser, "parser@0.1.0");
    ck_assert_str_eq(one->text, statement.text);
    ck_assert_uint_eq(one->parties.count, 2);
    ck_assert_int_eq(((rap_party_role_t *)one->parties.item)[1].role, RAP_ROLE_ON_BEHALF_OF);
    const rap_miscount_t *wrong = one->miscounts.item;
    ck_assert_uint_eq(one->miscounts.count, 1);
    ck_assert_int_eq(wrong->role, RAP_ROLE_ON_BEHALF_OF);
    ck_assert_int_eq(wrong->said, 27);
    ck_assert_int_eq(wrong->found, 26);
    ck_assert_ptr_null(one->session);
    ck_assert_ptr_null(one->speaker);
    const rap_paragraph_t *paragraph = one->paragraphs.item;
    ck_assert_ptr_null(paragraph[0].ocr);
    ck_assert_int_eq(paragraph[1].end, 30);
    ck_assert_double_eq(paragraph[1].ocr->confidence, 0.5);
    ck_assert(paragraph[1].ocr->doubtful);
    ck_assert_ptr_null(paragraph[0].language);
    ck_assert_str_eq(paragraph[1].language, "fr");
    ck_assert_int_eq(where->stance, RAP_STANCE_OPPOSE);
    ck_assert_str_eq(where->evidence.exact, position.evidence.exact);
    ck_assert_ptr_nonnull(strstr(buf.data, "\"session\":null"));

    rap_buf_t again;
    rap_buf_init(&again, 16 << 20);
    ck_assert_int_eq(rap_record_write(&read, &again, &err), RAP_OK);
    ck_assert_str_eq(again.data, buf.data);
    rap_buf_release(&again);
}
END_TEST

START_TEST(a_quarantine_and_a_capture_travel)
{
    rap_last_words_t words = {.signal = "SEGV",
        .exit_code = -1,
        .limit = "RLIMIT_AS",
        .limit_value = 1 << 30,
        .cpu_ms = 12,
        .messages = "made up"};
    rap_quarantine_t quarantine = {.stage = "parser",
        .worker = "parser-1",
        .reason = "no_text",
        .detail = "page 1: no text",
        .deliveries = 2,
        .at = "2024-03-08T15:04:05Z",
        .version = "parser@0.1.0",
        .last_words = &words,
        .document_id = ID,
        .url = "file:/a"};
    rap_record_t read;

    record = (rap_record_t){.kind = RAP_RECORD_QUARANTINE, .quarantine = &quarantine};
    ck_assert_msg(travel(&read) == RAP_OK, "%s", err.text);
    ck_assert_str_eq(read.quarantine->reason, "no_text");
    ck_assert_str_eq(read.quarantine->url, "file:/a");
    ck_assert_int_eq(read.quarantine->deliveries, 2);
    ck_assert_str_eq(read.quarantine->version, "parser@0.1.0");
    ck_assert_str_eq(read.quarantine->last_words->signal, "SEGV");
    ck_assert_int_eq(read.quarantine->last_words->exit_code, -1);
    ck_assert_int_eq(read.quarantine->last_words->limit_value, 1 << 30);
    ck_assert_str_eq(read.quarantine->last_words->messages, "made up");
    rap_buf_reset(&buf);
    record = (rap_record_t){.kind = RAP_RECORD_CAPTURE};
    ck_assert_int_eq(travel(&read), RAP_OK);
    ck_assert_int_eq(read.kind, RAP_RECORD_CAPTURE);
}
END_TEST

/* ---- packed, as from one stage to the next ---- */

static void pack(void)
{
    ck_assert_msg(rap_record_pack(&record, &buf, &texts, &err) == RAP_OK, "%s", err.text);
}

static rap_code_t unpack(rap_record_t *ret)
{
    return rap_record_unpack(ret, buf.data, buf.len, texts.data, texts.len, arena, &err);
}

START_TEST(texts_travel_beside_the_record)
{
    rap_statement_t many[] = {statement, statement, statement};
    rap_record_t read;

    many[1].statement_id = ID "/2";
    many[1].text = "";
    many[1].paragraphs.count = many[2].paragraphs.count = 0;
    many[2].statement_id = ID "/3";
    many[2].text = "\"\\\t";
    record.statements = (rap_array_t){many, 3};
    pack();
    ck_assert_ptr_null(strstr(buf.data, "\"text\""));
    ck_assert_ptr_nonnull(strstr(buf.data, "\"text_sha256\":\"" ID "\""));
    ck_assert_uint_eq(texts.len, strlen(statement.text) + 1 + 1 + 4);
    ck_assert_msg(unpack(&read) == RAP_OK, "%s", err.text);
    const rap_statement_t *one = read.statements.item;
    ck_assert_uint_eq(read.statements.count, 3);
    for (size_t i = 0; i < 3; i++)
        ck_assert_str_eq(one[i].text, many[i].text);
    ck_assert_ptr_eq(one[0].text, texts.data); /* where they lie, not copied */
    ck_assert_str_eq(one[2].statement_id, ID "/3");
    ck_assert_uint_eq(read.positions.count, 1);

    rap_buf_t again;
    rap_buf_init(&again, 16 << 20);
    ck_assert_int_eq(rap_record_pack(&read, &again, NULL, &err), RAP_OK);
    ck_assert_str_eq(again.data, buf.data);
    rap_buf_release(&again);
}
END_TEST

START_TEST(what_has_no_text_is_packed_as_it_is_written)
{
    rap_quarantine_t quarantine = {
        .stage = "parser", .reason = "no_text", .at = "2024-03-08T15:04:05Z"};
    rap_record_t read;
    rap_buf_t written;

    record = (rap_record_t){.kind = RAP_RECORD_QUARANTINE, .quarantine = &quarantine};
    pack();
    ck_assert_uint_eq(texts.len, 0);
    rap_buf_init(&written, 16 << 20);
    ck_assert_int_eq(rap_record_write(&record, &written, &err), RAP_OK);
    ck_assert_str_eq(written.data, buf.data);
    rap_buf_release(&written);
    ck_assert_msg(unpack(&read) == RAP_OK, "%s", err.text);
    ck_assert_str_eq(read.quarantine->reason, "no_text");
}
END_TEST

static void no_texts(void)
{
    rap_buf_reset(&texts);
}
static void no_nul(void)
{
    texts.len--;
}
static void one_text_more(void)
{
    ck_assert_int_eq(rap_buf_add(&texts, "more", 5, &err), RAP_OK);
}
static void one_nul_more(void)
{
    ck_assert_int_eq(rap_buf_char(&texts, '\0', &err), RAP_OK);
}
static void nul_within(void)
{
    texts.data[3] = '\0';
}
static void half_a_letter(void)
{
    texts.data[3] = 'e'; /* the second half stays */
}
static void another_text(void)
{
    texts.data[0] = '\xe2'; /* a letter of three bytes for one of one and one of two */
    texts.data[1] = '\x80';
    texts.data[2] = '\xa6';
    texts.data[3] = 'x';
}
static void no_json(void)
{
    rap_buf_reset(&buf);
}
static void too_long_a_text(void)
{
    enum { LONG = (8 << 20) + 1 };
    char *at;

    rap_buf_reset(&texts);
    ck_assert_int_eq(rap_buf_room(&texts, LONG + 1, &at, &err), RAP_OK);
    memset(at, 'a', LONG);
    at[LONG] = '\0';
    rap_buf_grew(&texts, LONG + 1);
}

static const struct {
    void (*spoil)(void);
    rap_code_t code;
    const char *text;
} liars[] = {
    {no_texts, RAP_SCHEMA, "record: the text of '" ID "/1' is missing"},
    {no_nul, RAP_SCHEMA, "record: the text of '" ID "/1' is missing"},
    {one_text_more, RAP_SCHEMA, "record: 5 bytes of the body are no statement's text"},
    {one_nul_more, RAP_SCHEMA, "record: 1 bytes of the body are no statement's text"},
    {nul_within, RAP_SCHEMA, "record: the text of '" ID "/1' is not UTF-8"},
    {half_a_letter, RAP_SCHEMA, "record: the text of '" ID "/1' is not UTF-8"},
    {another_text, RAP_SCHEMA, "record: evidence 15 to 24 of '" ID "/1' is not what the text says"},
    {too_long_a_text, RAP_SCHEMA, "record: the text of '" ID "/1' has more than 8388608 bytes"},
    {no_json, RAP_SYNTAX, "record: byte 0: '[' or '{' expected near end of file"},
};

START_TEST(texts_that_lie_are_found)
{
    rap_record_t read = {.kind = 99};

    pack();
    liars[_i].spoil();
    ck_assert_int_eq(unpack(&read), liars[_i].code);
    ck_assert_str_eq(err.text, liars[_i].text);
    ck_assert_int_eq(read.kind, 99);
}
END_TEST

START_TEST(a_text_in_the_json_is_none)
{
    rap_record_t read;

    ck_assert_int_eq(rap_record_write(&record, &buf, &err), RAP_OK);
    ck_assert_int_eq(unpack(&read), RAP_SCHEMA);
    ck_assert_str_eq(err.text, "record: the text of '" ID "/1' is missing");
}
END_TEST

START_TEST(a_text_that_is_not_utf8_is_not_packed)
{
    statement.text = "caf\xe9";
    ck_assert_int_eq(rap_record_pack(&record, &buf, &texts, &err), RAP_SCHEMA);
    ck_assert_str_eq(err.text, "record: the text of '" ID "/1' is not UTF-8");
}
END_TEST

START_TEST(what_nobody_would_unpack_is_not_packed)
{
    size_t size = 8 * 1024 * 1024 + 2;
    char *text = malloc(size);

    ck_assert_ptr_nonnull(text);
    memset(text, 'x', size - 1);
    text[size - 1] = '\0';
    statement.text = text;
    ck_assert_int_eq(rap_record_pack(&record, &buf, &texts, &err), RAP_TOOBIG);
    ck_assert_str_eq(err.text, "record: the text of '" ID "/1' has more than 8388608 bytes");
    free(text);

    statement.paragraphs.count = 65537;
    ck_assert_int_eq(rap_record_pack(&record, &buf, &texts, &err), RAP_TOOBIG);
    ck_assert_str_eq(err.text, "record: statements: paragraphs: 65537 items are more than 65536");
}
END_TEST

/* ---- what a record may not say ---- */

static void no_document(void)
{
    record.document = NULL;
}
static void no_reason(void)
{
    record.kind = RAP_RECORD_QUARANTINE;
}
static void past_the_end(void)
{
    paragraphs[1].end = 37;
}
static void backwards(void)
{
    paragraphs[0].start = 9;
    paragraphs[0].end = 8;
}
static void overlapping(void)
{
    paragraphs[1].start = 8;
}
static void numbered_twice(void)
{
    paragraphs[1].n = 1;
}
static void one_off(void)
{
    position.evidence.start = 14;
    position.evidence.end = 23;
}
static void longer(void)
{
    position.evidence.end = 25;
}
static void not_verbatim(void)
{
    position.evidence.exact = "preferons";
}
static void beyond(void)
{
    position.evidence.start = 36;
    position.evidence.end = 45;
}
static void nothing(void)
{
    position.evidence.end = position.evidence.start;
    position.evidence.exact = "";
}
static void of_another(void)
{
    position.statement_id = "x/2";
}

static const struct {
    void (*spoil)(void);
    const char *text;
} spoils[] = {
    {no_document, "record: 'document' is missing"},
    {no_reason, "record: 'quarantine' is missing"},
    {past_the_end, "record: paragraph 2 of '" ID "/1' is not inside the text"},
    {backwards, "record: paragraph 1 of '" ID "/1' is not inside the text"},
    {overlapping, "record: paragraph 2 of '" ID "/1' is out of order"},
    {numbered_twice, "record: paragraph 1 of '" ID "/1' is out of order"},
    {one_off, "record: evidence 14 to 23 of '" ID "/1' is not what the text says"},
    {longer, "record: evidence 15 to 25 of '" ID "/1' is not what the text says"},
    {not_verbatim, "record: evidence 15 to 24 of '" ID "/1' is not what the text says"},
    {beyond, "record: evidence 36 to 45 is not inside the text of '" ID "/1'"},
    {nothing, "record: evidence 15 to 15 is not inside the text of '" ID "/1'"},
    {of_another, "record: a position is of statement 'x/2', which is not there"},
};

START_TEST(spans_that_lie_are_found)
{
    rap_record_t read = {.kind = 99};

    spoils[_i].spoil();
    ck_assert_int_eq(travel(&read), RAP_SCHEMA);
    ck_assert_str_eq(err.text, spoils[_i].text);
    ck_assert_int_eq(read.kind, 99);
}
END_TEST

START_TEST(a_candidate_must_not_lie_either)
{
    rap_record_t read = {.kind = 99};

    record.candidates = record.positions;
    record.positions.count = 0;
    ck_assert_int_eq(travel(&read), RAP_OK);
    ck_assert_uint_eq(read.candidates.count, 1);
    rap_buf_reset(&buf);
    one_off();
    ck_assert_int_eq(travel(&read), RAP_SCHEMA);
}
END_TEST

static void count_refused(const rap_position_t *refused, const rap_err_t *why, void *arg)
{
    ck_assert_ptr_nonnull(strstr(why->text, refused->statement_id));
    ++*(int *)arg;
}

/* What lies is taken out before it travels, and nothing else. */
START_TEST(what_lies_is_sifted_out)
{
    rap_position_t list[3] = {position, position, position}, other[2] = {position, position};
    int refused = 0;

    list[1].evidence.exact = "preferons";
    other[0].statement_id = "x/2";
    list[2].issue = "proc.consensus";
    record.positions = (rap_array_t){list, 3};
    record.candidates = (rap_array_t){other, 2};
    ck_assert_int_eq(rap_record_sift(&record, count_refused, &refused, arena, &err), RAP_OK);
    ck_assert_int_eq(refused, 2);
    ck_assert_uint_eq(record.positions.count, 2);
    ck_assert_str_eq(list[1].issue, "proc.consensus");
    ck_assert_uint_eq(record.candidates.count, 1);
    ck_assert_str_eq(other[0].statement_id, ID "/1");
    ck_assert_int_eq(rap_record_check(&record, arena, &err), RAP_OK);
}
END_TEST

START_TEST(evidence_can_be_checked_alone)
{
    ck_assert_int_eq(rap_evidence_check(&position.evidence, &statement, &err), RAP_OK);
    one_off();
    ck_assert_int_eq(rap_evidence_check(&position.evidence, &statement, &err), RAP_SCHEMA);
    beyond();
    ck_assert_int_eq(rap_evidence_check(&position.evidence, &statement, &err), RAP_SCHEMA);
}
END_TEST

/* Long texts have marks every 256 code points; every span must still be found. */
START_TEST(long_texts_are_checked_at_every_offset)
{
    enum { POINTS = 1000 };
    static const char *const letters[] = {"a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x8c\x8d"};
    static char text[POINTS * 4 + 1], exact[64];
    static size_t at[POINTS + 1];
    size_t len = 0;

    for (size_t i = 0; i < POINTS; i++) {
        const char *letter = letters[(i * 7 + i / 5) % 4];

        at[i] = len;
        memcpy(text + len, letter, strlen(letter));
        len += strlen(letter);
    }
    at[POINTS] = len;
    statement.text = text;
    statement.paragraphs.count = 0;
    for (size_t start = 0; start + 8 <= POINTS; start++) {
        size_t bytes = at[start + 8] - at[start];

        memcpy(exact, text + at[start], bytes);
        exact[bytes] = '\0';
        position.evidence =
            (rap_evidence_t){.exact = exact, .start = (int64_t)start, .end = (int64_t)start + 8};
        ck_assert_msg(rap_record_check(&record, arena, &err) == RAP_OK, "%zu: %s", start, err.text);
        rap_arena_reset(arena);
    }
}
END_TEST

START_TEST(a_small_arena_is_too_big_a_record)
{
    rap_arena_t *small = rap_arena_new(34); /* one map, but no marks */
    rap_record_t read;

    ck_assert_int_eq(travel(&read), RAP_OK);
    ck_assert_int_eq(rap_record_check(&record, small, &err), RAP_TOOBIG);
    rap_arena_destroy(&small);
    small = rap_arena_new(8);
    ck_assert_int_eq(rap_record_check(&record, small, &err), RAP_TOOBIG);
    const char *id;
    ck_assert_int_eq(rap_position_id(&position, &statement, small, &id, &err), RAP_TOOBIG);
    rap_arena_destroy(&small);
}
END_TEST

static void other_party(void)
{
    position.party = NULL;
}
static void other_issue(void)
{
    position.issue = "proc.consensus";
}
static void other_stance(void)
{
    position.stance = RAP_STANCE_SUPPORT;
}
static void other_attribution(void)
{
    position.attribution = RAP_REPORTED;
}
static void other_codebook(void)
{
    position.codebook = "un-ict-security@1.0.1";
}
static void other_engine(void)
{
    position.engine = "rules@0.2.0";
}
static void other_text(void)
{
    statement.text_sha256 = "another";
}
static void other_quote(void)
{
    position.evidence.exact = "Nous";
}
static void other_confidence(void)
{
    position.confidence = 0.1;
}

static const struct {
    void (*change)(void);
    bool same;
} changes[] = {
    {other_party, false},
    {other_issue, false},
    {other_stance, false},
    {other_attribution, false},
    {other_codebook, false},
    {other_engine, false},
    {other_text, false},
    {other_quote, true},
    {other_confidence, true},
};

START_TEST(ids_change_with_what_was_found_and_by_what)
{
    const char *before, *after;

    ck_assert_int_eq(rap_position_id(&position, &statement, arena, &before, &err), RAP_OK);
    ck_assert_uint_eq(strlen(before), 64);
    changes[_i].change();
    ck_assert_int_eq(rap_position_id(&position, &statement, arena, &after, &err), RAP_OK);
    ck_assert_int_eq(strcmp(before, after) == 0, changes[_i].same);
}
END_TEST

#define COUNT(list) (sizeof(list) / sizeof *(list))

int main(void)
{
    Suite *suite = suite_create("record");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, a_record_travels);
    tcase_add_test(tc, a_quarantine_and_a_capture_travel);
    tcase_add_test(tc, texts_travel_beside_the_record);
    tcase_add_test(tc, what_has_no_text_is_packed_as_it_is_written);
    tcase_add_loop_test(tc, texts_that_lie_are_found, 0, COUNT(liars));
    tcase_add_test(tc, a_text_in_the_json_is_none);
    tcase_add_test(tc, a_text_that_is_not_utf8_is_not_packed);
    tcase_add_test(tc, what_nobody_would_unpack_is_not_packed);
    tcase_add_loop_test(tc, spans_that_lie_are_found, 0, COUNT(spoils));
    tcase_add_test(tc, a_candidate_must_not_lie_either);
    tcase_add_test(tc, what_lies_is_sifted_out);
    tcase_add_test(tc, evidence_can_be_checked_alone);
    tcase_add_test(tc, long_texts_are_checked_at_every_offset);
    tcase_add_test(tc, a_small_arena_is_too_big_a_record);
    tcase_add_loop_test(tc, ids_change_with_what_was_found_and_by_what, 0, COUNT(changes));
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
