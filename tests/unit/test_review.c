/* What people say of positions: it holds, wherever its words stand, and whatever is made again. */
#include "store_case.h"

#include "base/codec.h"
#include "sink/store/review.h"
#include "sink/store/schema.h"
#include "tests/unit/suite.h"

enum { LISTED_MAX = 16 };
static const char words[] = "We prefer a vote to silence.";
static const char longer[] = "Mr. Chair, we thank you. We prefer a vote to silence. Nothing else.";

/* What a list has, as "XC proc.majority_vote support open". */
struct listed {
    char line[LISTED_MAX][160];
    int count;
};

static void note_line(struct listed *to, const rap_position_t *position, const char *more)
{
    ck_assert_int_lt(to->count, LISTED_MAX);
    (void)snprintf(to->line[to->count++], sizeof to->line[0], "%s %s %s %s",
        position->party != NULL ? position->party : "-", position->issue,
        rap_stance_names[position->stance], more);
}

static rap_code_t on_position(const rap_store_position_t *row, void *arg, rap_err_t *unused)
{
    (void)unused;
    note_line(arg, &row->position, row->reviewed.by != NULL ? row->reviewed.by : "machine");
    return RAP_OK;
}

static rap_code_t on_review(const rap_store_review_t *review, void *arg, rap_err_t *unused)
{
    (void)unused;
    note_line(arg, &review->row.position,
        review->orphaned != NULL ? review->orphaned : rap_review_names[review->state]);
    return RAP_OK;
}

static void expect(const struct listed *got, const char *const *lines, int count)
{
    for (int i = 0; i < count && i < got->count; i++)
        ck_assert_str_eq(got->line[i], lines[i]);
    ck_assert_int_eq(got->count, count);
}

#define expect_positions(...)                                                           \
    do {                                                                                \
        const char *const lines_[] = {__VA_ARGS__};                                     \
        struct listed got_ = {.count = 0};                                              \
        ok(rap_store_positions(                                                         \
            store, &(rap_store_filter_t){.reported = true}, on_position, &got_, &err)); \
        expect(&got_, lines_ + 1, (int)(sizeof lines_ / sizeof lines_[0]) - 1);         \
    } while (false)

#define expect_reviews(wanted_state, ...)                                                  \
    do {                                                                                   \
        const char *const lines_[] = {__VA_ARGS__};                                        \
        struct listed got_ = {.count = 0};                                                 \
        ok(rap_store_reviews(store, &(rap_store_review_filter_t){.state = (wanted_state)}, \
            on_review, &got_, &err));                                                      \
        expect(&got_, lines_ + 1, (int)(sizeof lines_ / sizeof lines_[0]) - 1);            \
    } while (false)

/* Lists begin with a word that says what they are, so that one of nothing has an item. */
#define NOTHING "nothing:"
#define THESE   "these:"

static void name_again(struct fixture *f)
{
    for (size_t i = 0; i < f->record.positions.count; i++)
        ok(rap_position_id(
            &f->position[i], &f->statement, arena, &f->position[i].position_id, &err));
    if (f->record.candidates.count > 0)
        ok(rap_position_id(
            &f->position[0], &f->statement, arena, &f->position[0].position_id, &err));
}

/* One position, of XC. */
static void make_one(struct fixture *f, const char *bytes)
{
    char url[80];

    (void)snprintf(url, sizeof url, "https://one.example/%s", bytes);
    make(f, bytes, rap_arena_strdup(arena, url));
    f->record.positions.count = 1;
}

static void make_candidate(struct fixture *f, const char *bytes)
{
    make_one(f, bytes);
    f->position[0].confidence = 0.4;
    f->position[0].reason = "made up";
    f->record.candidates = f->record.positions;
    f->record.positions = (rap_array_t){NULL, 0};
}

/* Made again with this text, by a newer parser; the quotation moves along. */
static void give_text(struct fixture *f, const char *new_text)
{
    const char *at = strstr(new_text, f->position[0].evidence.exact);

    rap_sha256(new_text, strlen(new_text), f->text_hash);
    f->statement.text = new_text;
    f->paragraph.end = (int64_t)strlen(new_text);
    f->document.parser = "parser@0.2.0";
    if (at != NULL) {
        f->position[0].evidence.start = at - new_text;
        f->position[0].evidence.end =
            at - new_text + (int64_t)strlen(f->position[0].evidence.exact);
    }
    name_again(f);
}

static void quote(struct fixture *f, const char *exact)
{
    const char *at = strstr(f->statement.text, exact);

    ck_assert_ptr_nonnull(at);
    f->position[0].evidence = (rap_evidence_t){.exact = exact,
        .start = at - f->statement.text,
        .end = at - f->statement.text + (int64_t)strlen(exact),
        .page = 1};
}

static void new_codebook(struct fixture *f, const char *codebook)
{
    f->position[0].codebook = f->position[1].codebook = codebook;
    name_again(f);
}

static rap_code_t try_to_rule(const char *id, const rap_ruling_t *ruling, bool *ret_changed)
{
    ok(rap_store_begin(store, &err));
    rap_code_t code = rap_store_rule(store, id, ruling, arena, ret_changed, &err);
    if (code != RAP_OK)
        rap_store_rollback(store);
    else
        ck_assert_int_eq(rap_store_commit(store, &err), RAP_OK);
    return code;
}

static bool rule(const char *id, const rap_ruling_t *ruling)
{
    bool changed;

    ok(try_to_rule(id, ruling, &changed));
    return changed;
}

static bool say(const char *id, int decision, const char *by)
{
    return rule(id, &(rap_ruling_t){.decision = decision, .by = by});
}

static rap_code_t undo(const char *id, const char *by)
{
    ok(rap_store_begin(store, &err));
    rap_code_t code = rap_store_unrule(store, id, by, false, arena, &err);
    if (code != RAP_OK)
        rap_store_rollback(store);
    else
        ck_assert_int_eq(rap_store_commit(store, &err), RAP_OK);
    return code;
}

/* ---- deciding ---- */

START_TEST(a_candidate_waits_for_a_person)
{
    struct fixture f;
    rap_store_review_t review;

    make_candidate(&f, "one");
    put(&f);
    expect_positions(NOTHING);
    expect_reviews(RAP_REVIEW_OPEN, THESE, "XC proc.majority_vote support open");
    ok(rap_store_review(store, f.position[0].position_id, arena, &review, &err));
    ck_assert_str_eq(review.row.position.reason, "made up");
    ck_assert_str_eq(review.before, "");
    ck_assert_str_eq(review.after, " Nothing else.");
    ck_assert_str_eq(review.row.url, "https://one.example/one");
    ck_assert_ptr_null(review.verdict);

    ck_assert(say(f.position[0].position_id, RAP_ACCEPT, "ann"));
    ck_assert(!say(f.position[0].position_id, RAP_ACCEPT, "ann"));
    ck_assert(!say(f.position[0].position_id, RAP_ACCEPT, "bob")); /* who agrees */
    expect_positions(THESE, "XC proc.majority_vote support ann");
    expect_reviews(RAP_REVIEW_OPEN, NOTHING);
    expect_reviews(RAP_REVIEW_ACCEPTED, THESE, "XC proc.majority_vote support accepted");
    expect_reviews(RAP_REVIEW_REJECTED, NOTHING);
    expect_reviews(RAP_REVIEW_ANY, THESE, "XC proc.majority_vote support accepted");
    ck_assert_int_eq(put(&f), RAP_STORED_SAME);
    expect_positions(THESE, "XC proc.majority_vote support ann");
    ck_assert_int_eq(number("SELECT start = 0 AND \"end\" = 28 AND confidence = 1 AND suffix = "
                            "' Nothing else.' AND page = 1 FROM positions"),
        1);
}
END_TEST

START_TEST(what_is_rejected_is_never_shown)
{
    struct fixture f;
    rap_store_document_t got;

    make(&f, "one", "https://one.example/a");
    put(&f);
    ck_assert(rule(f.position[0].position_id,
        &(rap_ruling_t){.decision = RAP_REJECT, .by = "ann", .note = "a joke"}));
    expect_positions(THESE, "- proc.majority_vote support machine");
    expect_reviews(RAP_REVIEW_OPEN, NOTHING);
    ok(rap_store_document(store, f.id, arena, &got, &err));
    ck_assert_uint_eq(got.record.positions.count, 1);

    /* Nor with another stance, by another codebook. */
    f.position[0].stance = RAP_STANCE_OPPOSE;
    new_codebook(&f, "made-up@2.0.0");
    ck_assert_int_eq(put(&f), RAP_STORED_REPLACED);
    expect_positions(THESE, "- proc.majority_vote support machine");
    expect_reviews(RAP_REVIEW_JUDGED, THESE, "XC proc.majority_vote support rejected");
    /* Of another issue nothing was said. */
    f.position[0].issue = "proc.consensus";
    new_codebook(&f, "made-up@3.0.0");
    put(&f);
    expect_positions(
        THESE, "XC proc.consensus oppose machine", "- proc.majority_vote support machine");
}
END_TEST

START_TEST(other_words_are_not_rejected_with_them)
{
    struct fixture f;

    make_one(&f, "one");
    put(&f);
    say(f.position[0].position_id, RAP_REJECT, "ann");
    quote(&f, "Nothing else.");
    new_codebook(&f, "made-up@2.0.0");
    put(&f);
    expect_positions(THESE, "XC proc.majority_vote support machine");
    expect_reviews(RAP_REVIEW_OPEN, NOTHING);
    /* More words, and the rejected ones among them: for a person to look at. */
    quote(&f, "We prefer a vote to silence. Nothing");
    new_codebook(&f, "made-up@3.0.0");
    put(&f);
    expect_positions(NOTHING);
    expect_reviews(RAP_REVIEW_OPEN, THESE, "XC proc.majority_vote support open");
    expect_reviews(RAP_REVIEW_REJECTED, THESE, "XC proc.majority_vote support rejected");
    say(f.position[0].position_id, RAP_ACCEPT, "ann");
    expect_positions(THESE, "XC proc.majority_vote support ann");
    expect_reviews(RAP_REVIEW_OPEN, NOTHING);
}
END_TEST

START_TEST(what_is_accepted_stands_for_the_machines_other_words)
{
    struct fixture f;

    make_one(&f, "one");
    put(&f);
    say(f.position[0].position_id, RAP_ACCEPT, "ann");
    quote(&f, "Nothing else.");
    new_codebook(&f, "made-up@2.0.0");
    put(&f);
    expect_positions(THESE, "XC proc.majority_vote support ann");
    expect_reviews(RAP_REVIEW_OPEN, NOTHING); /* it says the same */
    f.position[0].stance = RAP_STANCE_OPPOSE;
    new_codebook(&f, "made-up@3.0.0");
    put(&f);
    expect_positions(THESE, "XC proc.majority_vote support ann");
    expect_reviews(RAP_REVIEW_OPEN, THESE, "XC proc.majority_vote oppose open");
    /* A co-sponsor's row is another matter. */
    f.position[0].modality = RAP_CO_SPONSORS;
    new_codebook(&f, "made-up@4.0.0");
    put(&f);
    expect_positions(
        THESE, "XC proc.majority_vote support ann", "XC proc.majority_vote oppose machine");
}
END_TEST

START_TEST(a_fix_says_what_it_is_instead)
{
    struct fixture f;
    rap_store_document_t got;
    rap_store_review_t review;
    bool changed;

    make(&f, "one", "https://one.example/a");
    put(&f);
    const char *id = f.position[0].position_id;
    ck_assert(rule(id, &(rap_ruling_t){.decision = RAP_FIX, .by = "ann", .stance = "concern"}));
    expect_positions(
        THESE, "XC proc.majority_vote concern ann", "- proc.majority_vote support machine");
    /* By its new id, and on top of the fix before. */
    ok(rap_store_review(store, id, arena, &review, &err));
    ck_assert_int_eq(review.state, RAP_REVIEW_FIXED);
    ck_assert_str_ne(review.row.position.position_id, id);
    ck_assert_int_eq(review.row.position.stance, RAP_STANCE_SUPPORT);
    ok(rap_store_document(store, review.row.position.position_id, arena, &got, &err));
    ck_assert_str_eq(got.document_id, f.id);
    const rap_ruling_t more = {.decision = RAP_FIX,
        .by = "ann",
        .issue = "proc.consensus",
        .party = "XN",
        .evidence = "a vote to silence"};
    ck_assert(rule(review.row.position.position_id, &more));
    ck_assert(!rule(id, &more));
    expect_positions(
        THESE, "XN proc.consensus concern ann", "- proc.majority_vote support machine");
    ck_assert_int_eq(number("SELECT start = 10 AND exact = 'a vote to silence' AND"
                            " prefix = 'We prefer ' AND reviewed = 'fix' FROM positions"
                            " WHERE party = 'XN'"),
        1);
    /* Nothing invented. */
    const rap_ruling_t invented = {
        .decision = RAP_FIX, .by = "ann", .evidence = " We prefer \n a vote  "};
    ck_assert(rule(id, &invented));
    ck_assert_int_eq(number("SELECT count(*) FROM positions WHERE exact = 'We prefer a vote'"), 1);
    static const char *const wrong[] = {"we prefer a vote", " ", "We prefer a vote to silenc!",
        "We preferavote", "silence. Nothing else. More"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        ck_assert_int_eq(
            try_to_rule(id, &(rap_ruling_t){.decision = RAP_FIX, .by = "ann", .evidence = wrong[i]},
                &changed),
            RAP_USAGE);
        ck_assert_ptr_nonnull(strstr(err.text, "are not in the text"));
    }
    ck_assert_int_eq(
        try_to_rule(
            id, &(rap_ruling_t){.decision = RAP_FIX, .by = "ann", .stance = "neutral"}, &changed),
        RAP_USAGE);
    ck_assert_ptr_nonnull(strstr(err.text, "there is no stance 'neutral'"));
    /* What the machine says already is no fix. */
    ck_assert_int_eq(undo(id, "ann"), RAP_OK);
    ck_assert_int_eq(
        try_to_rule(
            id, &(rap_ruling_t){.decision = RAP_FIX, .by = "ann", .stance = "support"}, &changed),
        RAP_USAGE);
    expect_positions(
        THESE, "XC proc.majority_vote support machine", "- proc.majority_vote support machine");
}
END_TEST

START_TEST(undo_gives_the_machine_its_word_back)
{
    struct fixture f;
    rap_store_review_t review;
    struct listed history = {.count = 0};

    make_one(&f, "one");
    put(&f);
    const char *id = f.position[0].position_id;
    ck_assert_int_eq(undo(id, "ann"), RAP_NOTFOUND);
    say(id, RAP_REJECT, "ann");
    ck_assert_int_eq(undo(id, "bob"), RAP_USAGE);
    ck_assert_ptr_nonnull(strstr(err.text, "was rejected by 'ann' at "));
    ck_assert_int_eq(undo(id, "ann"), RAP_OK);
    ck_assert_int_eq(undo(id, "ann"), RAP_NOTFOUND);
    expect_positions(THESE, "XC proc.majority_vote support machine");
    say(id, RAP_ACCEPT, "bob");
    ok(rap_store_review(store, id, arena, &review, &err));
    ok(rap_store_review_history(store, &review, on_review, &history, &err));
    ck_assert_int_eq(history.count, 2); /* nothing is forgotten */
}
END_TEST

START_TEST(nobody_is_overruled_in_silence)
{
    struct fixture f;
    bool changed;

    make_one(&f, "one");
    put(&f);
    const char *id = f.position[0].position_id;
    say(id, RAP_REJECT, "ann");
    const rap_ruling_t accept = {.decision = RAP_ACCEPT, .by = "bob"};
    ck_assert_int_eq(try_to_rule(id, &accept, &changed), RAP_USAGE);
    ck_assert_ptr_nonnull(strstr(err.text, "add --overrule"));
    expect_positions(NOTHING);
    const rap_ruling_t overrule = {.decision = RAP_ACCEPT, .by = "bob", .overrule = true};
    ck_assert(rule(id, &overrule));
    expect_positions(THESE, "XC proc.majority_vote support bob");
    ck_assert_int_eq(number("SELECT count(*) FROM verdict WHERE stands = 1"), 1);
    ck_assert_int_eq(
        number("SELECT ended_by = 'bob' FROM verdict WHERE stands = 0 AND reviewed_by = 'ann'"), 1);
}
END_TEST

START_TEST(ids_are_told_apart)
{
    struct fixture f;
    bool changed;
    char prefix[12];
    const rap_ruling_t accept = {.decision = RAP_ACCEPT, .by = "ann"};

    make_one(&f, "one");
    put(&f);
    (void)snprintf(prefix, sizeof prefix, "%.8s", f.position[0].position_id);
    ck_assert(rule(prefix, &accept));
    (void)snprintf(prefix, sizeof prefix, "%.7s", f.position[0].position_id);
    ck_assert_int_eq(try_to_rule(prefix, &accept, &changed), RAP_USAGE);
    ck_assert_int_eq(try_to_rule("0123456789abcdef", &accept, &changed), RAP_NOTFOUND);
}
END_TEST

/* ---- surviving ---- */

START_TEST(a_verdict_survives_what_is_made_again)
{
    struct fixture f;

    make_one(&f, "one");
    put(&f);
    say(f.position[0].position_id, RAP_ACCEPT, "ann");
    /* another codebook, which finds nothing */
    f.record.positions.count = 0;
    f.document.codebook = "made-up@2.0.0";
    ck_assert_int_eq(put(&f), RAP_STORED_REPLACED);
    expect_positions(THESE, "XC proc.majority_vote support ann");
    /* another parser, which has the words at another place */
    give_text(&f, longer);
    ck_assert_int_eq(put(&f), RAP_STORED_REPLACED);
    expect_positions(THESE, "XC proc.majority_vote support ann");
    ck_assert_int_eq(
        number("SELECT substr(s.text, p.start + 1, p.\"end\" - p.start) = p.exact AND p.start = 25"
               " FROM positions AS p JOIN statements AS s USING (statement_id)"),
        1);
}
END_TEST

START_TEST(words_that_are_gone_leave_an_orphan)
{
    struct fixture f;
    rap_store_review_t review;
    bool changed;

    make_one(&f, "one");
    put(&f);
    const char *id = f.position[0].position_id;
    say(id, RAP_ACCEPT, "ann");
    rap_array_t positions = f.record.positions;
    f.record.positions.count = 0;
    give_text(&f, "We prefer a vote to noise. Nothing else.");
    put(&f);
    expect_positions(NOTHING);
    expect_reviews(RAP_REVIEW_ORPHANED, THESE, "XC proc.majority_vote support words_gone");
    expect_reviews(RAP_REVIEW_ACCEPTED, NOTHING);
    ok(rap_store_review(store, id, arena, &review, &err));
    ck_assert_str_eq(review.row.position.evidence.exact, words);
    ck_assert_ptr_null(review.before);
    const rap_ruling_t fixed = {.decision = RAP_FIX, .by = "ann", .evidence = "a vote to noise"};
    ck_assert_int_eq(try_to_rule(id, &fixed, &changed), RAP_NOTFOUND);
    /* and are back */
    f.record.positions = positions;
    give_text(&f, longer);
    put(&f);
    expect_positions(THESE, "XC proc.majority_vote support ann");
    expect_reviews(RAP_REVIEW_ORPHANED, NOTHING);
}
END_TEST

START_TEST(a_party_that_does_not_speak_leaves_an_orphan)
{
    struct fixture f;

    make_one(&f, "one");
    put(&f);
    say(f.position[0].position_id, RAP_ACCEPT, "ann");
    f.party[0].id = f.position[0].party = "XZ";
    name_again(&f);
    put(&f);
    expect_positions(THESE, "XZ proc.majority_vote support machine");
    expect_reviews(RAP_REVIEW_ORPHANED, THESE, "XC proc.majority_vote support other_party");
}
END_TEST

START_TEST(a_document_that_is_superseded_leaves_an_orphan)
{
    struct fixture f, next;

    make_one(&f, "one");
    put(&f);
    say(f.position[0].position_id, RAP_ACCEPT, "ann");
    make_one(&next, "two");
    next.envelope.url = f.envelope.url;
    next.envelope.fetched_at = "2024-03-09T15:04:05Z";
    give_text(&next, longer);
    put(&next);
    expect_positions(THESE, "XC proc.majority_vote support machine");
    expect_reviews(RAP_REVIEW_ORPHANED, THESE, "XC proc.majority_vote support superseded");
    /* The same words in the same text are the same, whatever the bytes. */
    give_text(&next, text);
    put(&next);
    expect_positions(THESE, "XC proc.majority_vote support ann");
    expect_reviews(RAP_REVIEW_ORPHANED, NOTHING);
}
END_TEST

START_TEST(one_word_is_enough_for_the_same_text)
{
    struct fixture f, twin;

    make_candidate(&f, "one");
    put(&f);
    make_candidate(&twin, "two");
    put(&twin);
    expect_reviews(RAP_REVIEW_OPEN, THESE, "XC proc.majority_vote support open");
    say(f.position[0].position_id, RAP_ACCEPT, "ann");
    expect_positions(
        THESE, "XC proc.majority_vote support ann", "XC proc.majority_vote support ann");
    expect_reviews(RAP_REVIEW_OPEN, NOTHING);
    /* Two words about one text are one too many, wherever they come from. */
    give_text(&f, longer);
    put(&f);
    rule(f.position[0].position_id,
        &(rap_ruling_t){.decision = RAP_FIX, .by = "ann", .stance = "concern"});
    give_text(&twin, longer);
    put(&twin);
    expect_positions(
        THESE, "XC proc.majority_vote concern ann", "XC proc.majority_vote concern ann");
}
END_TEST

START_TEST(a_position_that_becomes_a_candidate_is_a_change)
{
    struct fixture f;
    rap_store_document_t got;

    make_one(&f, "one");
    put(&f);
    expect_positions(THESE, "XC proc.majority_vote support machine");
    make_candidate(&f, "one");
    ck_assert_int_eq(put(&f), RAP_STORED_REPLACED);
    ck_assert_int_eq(put(&f), RAP_STORED_SAME);
    expect_positions(NOTHING);
    ok(rap_store_document(store, f.position[0].position_id, arena, &got, &err));
    ck_assert_uint_eq(got.record.positions.count, 0);
    const rap_position_t *candidate = got.record.candidates.item;
    ck_assert_uint_eq(got.record.candidates.count, 1);
    ck_assert_str_eq(candidate->reason, "made up");
}
END_TEST

/* ---- elsewhere ---- */

static rap_verdict_t taken; /* of the last one that was listed; texts in the arena */

static rap_code_t take(const rap_store_review_t *review, void *arg, rap_err_t *error)
{
    RAP_AUTO_RELEASE(rap_buf) json;

    (void)arg;
    rap_buf_init(&json, 1 << 16);
    RAP_TRY(rap_codec_write(&rap_verdict_table, review->verdict, &json, error));
    return rap_codec_read(&rap_verdict_table, &taken, json.data, json.len, arena, error);
}

static bool bring(const rap_verdict_t *verdict)
{
    bool added;

    ok(rap_store_begin(store, &err));
    ok(rap_store_take_verdict(store, verdict, arena, &added, &err));
    ok(rap_store_commit(store, &err));
    return added;
}

START_TEST(of_two_the_later_one_stands)
{
    struct fixture f;
    const rap_store_review_filter_t all = {.state = RAP_REVIEW_JUDGED};

    make_one(&f, "one");
    put(&f);
    say(f.position[0].position_id, RAP_REJECT, "ann");
    ok(rap_store_reviews(store, &all, take, NULL, &err));
    rap_verdict_t other = taken;
    other.decision = RAP_ACCEPT;
    other.decided = &taken.judged;
    other.reviewed_by = "bob";
    other.reviewed_at = "2001-01-01T00:00:00Z";
    ck_assert(bring(&other));
    ck_assert(!bring(&other));
    expect_positions(NOTHING);
    other.reviewed_at = "2999-01-01T00:00:00Z";
    ck_assert(bring(&other));
    expect_positions(THESE, "XC proc.majority_vote support bob");
    ck_assert_int_eq(number("SELECT count(*) FROM verdict"), 3);
    /* What was taken back does not come again with an old file. */
    ck_assert_int_eq(undo(f.position[0].position_id, "bob"), RAP_OK);
    ck_assert(!bring(&other));
    expect_positions(THESE, "XC proc.majority_vote support machine");
    /* Of a document that is not here. */
    other.document_id = other.text_sha256 =
        "0000000000000000000000000000000000000000000000000000000000000000";
    ck_assert(bring(&other));
    expect_reviews(RAP_REVIEW_ORPHANED, THESE, "XC proc.majority_vote support not_stored");
}
END_TEST

static void spoil_hash(rap_verdict_t *verdict)
{
    verdict->document_id = "abc";
}

static void spoil_name(rap_verdict_t *verdict)
{
    verdict->reviewed_by = "";
}

static void spoil_time(rap_verdict_t *verdict)
{
    verdict->reviewed_at = "yesterday";
}

static void spoil_decision(rap_verdict_t *verdict)
{
    verdict->decided = &verdict->judged;
}

static void spoil_id(rap_verdict_t *verdict)
{
    verdict->judged.position_id = "ABC";
}

static void spoil_stance(rap_verdict_t *verdict)
{
    verdict->judged.stance = RAP_STANCE_NEUTRAL;
}

static void spoil_words(rap_verdict_t *verdict)
{
    verdict->judged.evidence.exact = "";
}

static const struct {
    void (*spoil)(rap_verdict_t *verdict);
    const char *said;
} spoilt[] = {
    {spoil_hash, "'document_id' and 'text_sha256'"},
    {spoil_name, "'reviewed_by' is empty"},
    {spoil_time, "'reviewed_at' is no time"},
    {spoil_decision, "'decided' says what holds"},
    {spoil_id, "'judged.position_id' is not 64"},
    {spoil_stance, "'judged.stance' is neutral"},
    {spoil_words, "'judged.evidence.exact' is empty"},
};

START_TEST(what_is_no_verdict_is_not_taken)
{
    const rap_store_review_filter_t all = {.state = RAP_REVIEW_JUDGED};
    struct fixture f;
    bool added;

    make_one(&f, "one");
    put(&f);
    say(f.position[0].position_id, RAP_REJECT, "ann");
    ok(rap_store_reviews(store, &all, take, NULL, &err));
    spoilt[_i].spoil(&taken);
    ok(rap_store_begin(store, &err));
    ck_assert_int_eq(rap_store_take_verdict(store, &taken, arena, &added, &err), RAP_SCHEMA);
    ck_assert_msg(strstr(err.text, spoilt[_i].said) != NULL, "%s", err.text);
    rap_store_rollback(store);
}
END_TEST

/* ---- the schema ---- */

START_TEST(a_store_of_before_has_its_positions)
{
    RAP_AUTO(rap_db) *db = NULL;
    struct fixture f;

    make_one(&f, "one");
    put(&f);
    rap_store_destroy(&store);
    ck_assert_int_eq(unlink(path), 0);
    ok(rap_db_open(&db, path, RAP_DB_WRITE, 100, &err));
    ok(rap_db_migrate(db, store_schema_steps, 3, &err));
    ok(rap_db_exec(db,
        "INSERT INTO document VALUES ('"
        "1111111111111111111111111111111111111111111111111111111111111111', 'recorded', 'x', 's',"
        " 'u', NULL, 0, 0, 0, NULL, '2024', '2024', '{}', 0);"
        "INSERT INTO statement (statement_id, document_id, kind, text, text_sha256) VALUES ('1/1',"
        " '1111111111111111111111111111111111111111111111111111111111111111', 'national', 'No.', 'h');"
        "INSERT INTO position VALUES ('1/1',"
        " '2222222222222222222222222222222222222222222222222222222222222222', 'XC', 'proc.silence',"
        " 'oppose', 1, 'asserts', 0.5, 'own', 'No.', '', '', 0, 3, 0, 'c', 'e');",
        &err));
    rap_db_destroy(&db);
    ok(rap_store_open_write(&store, path, QUARANTINE_MAX, &err));
    expect_positions(THESE, "XC proc.silence oppose machine");
    say("22222222", RAP_REJECT, "ann");
    expect_positions(NOTHING);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("review");
    TCase *tc = tcase_create("review");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_test(tc, a_candidate_waits_for_a_person);
    tcase_add_test(tc, what_is_rejected_is_never_shown);
    tcase_add_test(tc, other_words_are_not_rejected_with_them);
    tcase_add_test(tc, what_is_accepted_stands_for_the_machines_other_words);
    tcase_add_test(tc, a_fix_says_what_it_is_instead);
    tcase_add_test(tc, undo_gives_the_machine_its_word_back);
    tcase_add_test(tc, nobody_is_overruled_in_silence);
    tcase_add_test(tc, ids_are_told_apart);
    tcase_add_test(tc, a_verdict_survives_what_is_made_again);
    tcase_add_test(tc, words_that_are_gone_leave_an_orphan);
    tcase_add_test(tc, a_party_that_does_not_speak_leaves_an_orphan);
    tcase_add_test(tc, a_document_that_is_superseded_leaves_an_orphan);
    tcase_add_test(tc, one_word_is_enough_for_the_same_text);
    tcase_add_test(tc, a_position_that_becomes_a_candidate_is_a_change);
    tcase_add_test(tc, of_two_the_later_one_stands);
    tcase_add_loop_test(
        tc, what_is_no_verdict_is_not_taken, 0, (int)(sizeof spoilt / sizeof spoilt[0]));
    tcase_add_test(tc, a_store_of_before_has_its_positions);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
