/* What the store promises: whole documents, once, and read back as they were written. */
#include "store_case.h"

#include "base/codec.h"
#include "tests/unit/suite.h"

static rap_code_t count_row(const rap_store_position_t *row, void *arg, rap_err_t *unused)
{
    (void)row;
    (void)unused;
    ++*(int *)arg;
    return RAP_OK;
}

static int positions(const rap_store_filter_t *filter)
{
    int rows = 0;

    ok(rap_store_positions(store, filter, count_row, &rows, &err));
    return rows;
}

/* ---- tests ---- */

START_TEST(a_document_comes_back_as_it_was)
{
    struct fixture f;
    rap_store_document_t got;

    make(&f, "one", "https://one.example/a");
    ck_assert_int_eq(put(&f), RAP_STORED_NEW);
    const char *names[] = {
        f.id, f.statement_id, "https://one.example/a", f.position[0].position_id};
    for (size_t i = 0; i < 4; i++) {
        ok(rap_store_document(store, names[i], arena, &got, &err));
        ck_assert_str_eq(got.document_id, f.id);
    }
    const rap_statement_t *statement = got.record.statements.item;
    const rap_paragraph_t *paragraph = statement->paragraphs.item;
    ck_assert_str_eq(paragraph->language, "fr");
    const rap_position_t *position = got.record.positions.item;
    ck_assert_str_eq(got.state, "recorded");
    ck_assert_uint_eq(got.record.statements.count, 1);
    ck_assert_str_eq(statement->text, text);
    ck_assert_str_eq(statement->session, "7");
    ck_assert_ptr_null(statement->meeting);
    ck_assert_str_eq(statement->speaker->title, "Ambassador");
    ck_assert_uint_eq(statement->parties.count, 2);
    ck_assert_int_eq(((rap_party_role_t *)statement->parties.item)[1].role, RAP_ROLE_CO_SPONSOR);
    const rap_miscount_t *miscount = statement->miscounts.item;
    ck_assert_uint_eq(statement->miscounts.count, 1);
    ck_assert_int_eq(miscount->role, RAP_ROLE_CO_SPONSOR);
    ck_assert_int_eq(miscount->said, 13);
    ck_assert_int_eq(miscount->found, 12);
    const rap_ocr_t *ocr = ((rap_paragraph_t *)statement->paragraphs.item)[0].ocr;
    ck_assert(ocr != NULL && ocr->doubtful && ocr->confidence == 0.5);
    ck_assert_int_eq(got.record.document->ocr_pages, 1);
    ck_assert_int_eq(got.record.document->unread_pages, 1);
    ck_assert_uint_eq(got.record.positions.count, 2);
    ck_assert(position[0].confidence > 0.74 && position[0].confidence < 0.76);
    ck_assert_int_eq(position[0].evidence.end, 28);
    ck_assert_str_eq(got.envelope.origin, "fetcher-1");
    ck_assert_str_eq(((rap_store_capture_t *)got.captures.item)->url, "https://one.example/a");
}
END_TEST

START_TEST(the_same_record_twice_changes_nothing)
{
    struct fixture f;

    make(&f, "one", "https://one.example/a");
    ck_assert_int_eq(put(&f), RAP_STORED_NEW);
    ck_assert_int_eq(put(&f), RAP_STORED_SAME);
    ck_assert_int_eq(positions(&(rap_store_filter_t){.reported = true}), 2);
}
END_TEST

START_TEST(a_changed_engine_replaces_the_rows)
{
    struct fixture f;

    make(&f, "one", "https://one.example/a");
    put(&f);
    f.record.positions.count = 1;
    f.position[0].engine = "rules@0.2.0";
    ck_assert_int_eq(put(&f), RAP_STORED_REPLACED);
    ck_assert_int_eq(positions(&(rap_store_filter_t){.reported = true}), 1);
}
END_TEST

START_TEST(quarantine_gives_way_to_a_record_and_not_the_other_way)
{
    struct fixture f;
    rap_store_document_t got;
    rap_quarantine_t why = {.stage = "parser",
        .worker = "parser-1",
        .reason = "timeout",
        .detail = "made up",
        .deliveries = 1,
        .at = "2024-03-08T15:04:06Z"};

    make(&f, "one", "https://one.example/a");
    rap_record_t result = f.record;
    f.record = (rap_record_t){.kind = RAP_RECORD_QUARANTINE, .quarantine = &why};
    ck_assert_int_eq(put(&f), RAP_STORED_NEW);
    ok(rap_store_document(store, f.id, arena, &got, &err));
    ck_assert_str_eq(got.state, "quarantined");
    ck_assert_str_eq(got.record.quarantine->reason, "timeout");

    f.record = result;
    ck_assert_int_eq(put(&f), RAP_STORED_REPLACED);
    ok(rap_store_document(store, f.id, arena, &got, &err));
    ck_assert_str_eq(got.state, "recorded");
    ck_assert_ptr_null(got.record.quarantine);

    f.record = (rap_record_t){.kind = RAP_RECORD_QUARANTINE, .quarantine = &why};
    ck_assert_int_eq(put(&f), RAP_STORED_SAME);
    ok(rap_store_document(store, f.id, arena, &got, &err));
    ck_assert_str_eq(got.state, "recorded");
}
END_TEST

/* ---- makings and cases ---- */

static const rap_store_making_t *makings(const struct fixture *f, size_t count)
{
    rap_array_t got;

    ok(rap_store_makings(store, f->id, arena, &got, &err));
    ck_assert_uint_eq(got.count, count);
    return got.item;
}

/* Each sending has its own time. */
static void send(struct fixture *f, rap_hop_t *hop, int64_t attempt, const char *at)
{
    *hop = (rap_hop_t){.stage = "fetcher", .worker = "fetcher-1", .at = at, .attempt = attempt};
    f->envelope.attempt = attempt;
    f->envelope.trace = (rap_array_t){hop, 1};
}

START_TEST(each_making_leaves_a_row)
{
    rap_limits_t limits = {.timeout_ms = 5000};
    rap_again_t again = {.why = RAP_AGAIN_RETRY, .limits = &limits};
    rap_quarantine_t why = {
        .stage = "parser", .worker = "p-1", .reason = "timeout", .at = "2024-03-08T15:04:06Z"};
    struct fixture f;
    rap_hop_t hop;

    make(&f, "one", "https://one.example/a");
    rap_record_t result = f.record, failure = {.kind = RAP_RECORD_QUARANTINE, .quarantine = &why};
    why.version = "parser@0.1.0";
    f.record = failure;
    send(&f, &hop, 1, "2024-03-08T15:04:05Z");
    ck_assert_int_eq(put(&f), RAP_STORED_NEW);
    ck_assert_int_eq(put(&f), RAP_STORED_SAME); /* one message, delivered twice */
    f.record = result;
    f.document.codebook = "made-up@1.0.0";
    f.document.engine = "rules@0.1.0";
    f.envelope.again = &again;
    send(&f, &hop, 1, "2024-03-08T16:04:05Z");
    ck_assert_int_eq(put(&f), RAP_STORED_REPLACED);
    send(&f, &hop, 1, "2024-03-08T17:04:05Z");
    again = (rap_again_t){.why = RAP_AGAIN_REPLAY};
    ck_assert_int_eq(put(&f), RAP_STORED_SAME); /* made again, with the same result */
    f.record = failure;
    why.at = "2024-03-08T17:04:07Z";
    ck_assert_int_eq(put(&f), RAP_STORED_SAME); /* it failed, which unmakes nothing */
    f.record = result;
    f.envelope.again = NULL;
    send(&f, &hop, 2, "2024-03-08T18:04:05Z");
    ck_assert_int_eq(put(&f), RAP_STORED_SAME); /* a receipt was lost */

    const rap_store_making_t *row = makings(&f, 4);
    static const char *const outcomes[] = {"new", "replaced", "same", "kept"};
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_eq(row[i].n, (int64_t)i + 1);
        ck_assert_str_eq(row[i].outcome, outcomes[i]);
    }
    ck_assert_str_eq(row[0].why, "live");
    ck_assert_str_eq(row[0].state, "quarantined");
    ck_assert_str_eq(row[0].reason, "timeout");
    ck_assert_str_eq(row[0].parser, "parser@0.1.0");
    ck_assert_ptr_null(row[0].codebook);
    ck_assert_str_eq(row[1].why, "retry");
    ck_assert_str_eq(row[1].codebook, "made-up@1.0.0");
    ck_assert_str_eq(row[1].engine, "rules@0.1.0");
    ck_assert_int_eq(row[1].statements, 1);
    ck_assert_int_eq(row[1].positions, 2);
    ck_assert_int_eq(row[1].timeout_ms, 5000);
    ck_assert_uint_eq(row[1].trace.count, 1);
    ck_assert_str_eq(((rap_hop_t *)row[1].trace.item)->at, "2024-03-08T16:04:05Z");
    ck_assert_str_eq(row[2].record_sha256, row[1].record_sha256);
    ck_assert_str_eq(row[3].state, "quarantined");
}
END_TEST

START_TEST(another_codebook_without_positions_is_another_making)
{
    rap_again_t again = {.why = RAP_AGAIN_REPLAY};
    struct fixture f;

    make(&f, "one", "https://one.example/a");
    f.record.positions.count = 0;
    f.envelope.again = &again;
    f.document.codebook = "made-up@1.0.0";
    f.document.engine = "rules@0.1.0";
    put(&f);
    f.document.codebook = "made-up@1.1.0";
    ck_assert_int_eq(put(&f), RAP_STORED_REPLACED);
    ck_assert_str_eq(makings(&f, 2)[1].codebook, "made-up@1.1.0");
    f.document.parser = "parser@0.2.0";
    put(&f);
    ck_assert_int_eq(number("SELECT count(*) FROM statements WHERE parser = 'parser@0.2.0'"), 1);
}
END_TEST

/* A message that was long under way must not bring back what a later one replaced. */
START_TEST(a_late_second_delivery_changes_nothing)
{
    struct fixture f;

    make(&f, "one", "https://one.example/a");
    put(&f);
    f.record.positions.count = 1;
    put(&f);
    f.record.positions.count = 2;
    ck_assert_int_eq(put(&f), RAP_STORED_SAME);
    ck_assert_int_eq(positions(&(rap_store_filter_t){.reported = true}), 1);
}
END_TEST

START_TEST(a_case_outlives_the_next_failure)
{
    rap_capsule_t capsule = {
        .time_ms = 30000, .memory_bytes = 1 << 30, .mode = "require", .versions = "poppler 22"};
    rap_last_words_t words = {.signal = "KILL",
        .exit_code = -1,
        .limit = "deadline",
        .limit_value = 30000,
        .cpu_ms = 29000,
        .wall_ms = 30010,
        .memory_bytes = 1 << 20,
        .messages = "going round",
        .capsule = &capsule};
    rap_quarantine_t why = {.stage = "parser",
        .reason = "timeout",
        .at = "2024-03-08T15:04:06Z",
        .version = "parser@0.1.0",
        .last_words = &words};
    struct fixture f;

    make(&f, "one", "https://one.example/a");
    rap_record_t result = f.record;
    f.record = (rap_record_t){.kind = RAP_RECORD_QUARANTINE, .quarantine = &why};
    put(&f);
    ck_assert_int_eq(number("SELECT count(*) FROM quarantine WHERE signal = 'KILL'"
                            " AND exit_code IS NULL AND limit_hit = 'deadline'"
                            " AND limit_value = 30000 AND cpu_ms = 29000 AND wall_ms = 30010"
                            " AND memory_bytes = 1048576 AND messages = 'going round'"
                            " AND tries = 1 AND state = 'open' AND version = 'parser@0.1.0'"),
        1);
    rap_store_case_t found;
    ok(rap_store_case(store, f.id, arena, &found, &err));
    ck_assert_str_eq(found.why.last_words->limit, "deadline");
    ck_assert_int_eq(found.why.last_words->exit_code, -1);
    rap_capsule_t kept;
    ok(rap_codec_read(
        &rap_capsule_table, &kept, found.capsule, strlen(found.capsule), arena, &err));
    ck_assert_int_eq(kept.memory_bytes, 1 << 30);
    ck_assert_str_eq(kept.mode, "require");
    ck_assert_str_eq(kept.versions, "poppler 22");
    rap_store_document_t got;
    ok(rap_store_document(store, f.id, arena, &got, &err));
    ck_assert_str_eq(got.record.quarantine->last_words->messages, "going round");
    why.at = "2024-03-08T16:04:06Z";
    why.last_words = NULL;
    put(&f);
    ck_assert_int_eq(number("SELECT count(*) FROM quarantine WHERE tries = 2 AND signal IS NULL"
                            " AND capsule IS NULL"
                            " AND first_at = '2024-03-08T15:04:06Z' AND at > first_at"),
        1);
    f.record = result;
    put(&f);
    ck_assert_int_eq(number("SELECT count(*) FROM quarantine"), 0);
    makings(&f, 3);
}
END_TEST

START_TEST(a_flood_from_one_source_is_kept_in_brief)
{
    rap_last_words_t words = {.signal = "SEGV", .exit_code = -1};
    rap_quarantine_t why = {.stage = "parser",
        .reason = "crashed",
        .detail = "made up",
        .at = "2024-03-08T15:04:06Z",
        .last_words = &words};
    struct fixture f;
    char name[16];

    for (int i = 0; i < QUARANTINE_MAX + 2; i++) {
        rap_stored_t stored;

        (void)snprintf(name, sizeof name, "%d", i);
        make(&f, name, "https://one.example/a");
        f.record = (rap_record_t){.kind = RAP_RECORD_QUARANTINE, .quarantine = &why};
        ok(rap_store_begin(store, &err));
        ok(rap_store_put(store, &f.envelope, &f.record, arena, &stored, &err));
        ok(rap_store_commit(store, &err));
        ck_assert_int_eq(stored.crowded != NULL, i == QUARANTINE_MAX); /* told once */
    }
    ck_assert_int_eq(number("SELECT count(*) FROM quarantine WHERE brief = 0 AND signal = 'SEGV'"
                            " AND detail = 'made up'"),
        QUARANTINE_MAX);
    ck_assert_int_eq(number("SELECT count(*) FROM quarantine WHERE brief = 1 AND signal IS NULL"
                            " AND detail IS NULL AND reason = 'crashed'"),
        2);
    make(&f, "other", "https://two.example/a");
    f.envelope.source = "another";
    f.record = (rap_record_t){.kind = RAP_RECORD_QUARANTINE, .quarantine = &why};
    put(&f);
    ck_assert_int_eq(number("SELECT count(*) FROM quarantine WHERE brief = 0"), QUARANTINE_MAX + 1);
    rap_store_counts_t counts;
    ok(rap_store_count(store, arena, &counts, &err));
    ck_assert_int_eq(counts.total.brief, 2);
}
END_TEST

/* ---- what people do with cases ---- */

static rap_quarantine_t failure(const char *reason, const char *at)
{
    return (rap_quarantine_t){.stage = "parser",
        .worker = "parser-1",
        .reason = reason,
        .detail = "made up",
        .at = at,
        .version = "parser@0.1.0"};
}

static void put_failure(struct fixture *f, const char *bytes, rap_quarantine_t *why)
{
    make(f, bytes, "https://one.example/a");
    f->record = (rap_record_t){.kind = RAP_RECORD_QUARANTINE, .quarantine = why};
    put(f);
}

static rap_code_t add_reason(const rap_store_case_t *row, void *arg, rap_err_t *unused)
{
    char *list = arg;

    (void)unused;
    (void)strncat(list, row->why.reason, 40);
    (void)strncat(list, " ", 2);
    return RAP_OK;
}

START_TEST(cases_are_chosen)
{
    static const struct {
        rap_store_case_filter_t filter;
        const char *reasons; /* the last failure first */
    } table[] = {
        {{.limit = 0}, "no_text timeout crashed "},
        {{.limit = 2}, "no_text timeout "},
        {{.state = "open"}, "timeout crashed "},
        {{.state = "dropped"}, "no_text "},
        {{.reason = "timeout"}, "timeout "},
        {{.stage = "parser"}, "no_text timeout crashed "},
        {{.stage = "sink"}, ""},
        {{.source = "another"}, "timeout "},
        {{.since = "2024-03-09"}, "no_text timeout "},
        {{.version = "parser@0.1.0"}, "no_text timeout crashed "},
        {{.version = "0.1.0"}, "no_text timeout crashed "},
        {{.version = "1.0"}, ""},
    };
    rap_quarantine_t first = failure("crashed", "2024-03-08T15:04:06Z"),
                     second = failure("timeout", "2024-03-09T15:04:06Z"),
                     third = failure("no_text", "2024-03-10T15:04:06Z");
    struct fixture f;
    char reasons[256] = "";
    bool was;

    put_failure(&f, "one", &first);
    make(&f, "two", "https://one.example/a");
    f.envelope.source = "another";
    f.record = (rap_record_t){.kind = RAP_RECORD_QUARANTINE, .quarantine = &second};
    put(&f);
    put_failure(&f, "three", &third);
    ok(rap_store_drop_case(store, f.id, "of no use", &was, &err));
    ck_assert(was);
    ok(rap_store_cases(store, &table[_i].filter, add_reason, reasons, &err));
    ck_assert_str_eq(reasons, table[_i].reasons);
}
END_TEST

START_TEST(what_a_person_writes_outlives_failures)
{
    rap_quarantine_t why = failure("crashed", "2024-03-08T15:04:06Z");
    rap_store_t *person;
    rap_store_case_t found;
    struct fixture f;
    bool was;

    make(&f, "one", "https://one.example/a");
    rap_record_t result = f.record;
    put_failure(&f, "one", &why);
    ok(rap_store_open_edit(&person, path, &err));
    rap_store_edit_t edit = {.note = "look again", .hints = "{\"date\":\"2024-03-08\"}"};
    ok(rap_store_edit_case(person, f.id, &edit, &err));
    edit = (rap_store_edit_t){.hints = "{\"body\":\"ctbto\"}"};
    ok(rap_store_edit_case(person, f.id, &edit, &err));
    ok(rap_store_drop_case(person, f.id, "of no use", &was, &err));
    ok(rap_store_drop_case(person, f.id, "twice", &was, &err));
    ck_assert(!was);

    why = failure("timeout", "2024-03-09T15:04:06Z");
    put_failure(&f, "one", &why);
    ok(rap_store_case(store, f.id, arena, &found, &err));
    ck_assert_str_eq(found.why.reason, "timeout");
    ck_assert_str_eq(found.note, "look again");
    ck_assert_str_eq(found.hints, "{\"date\":\"2024-03-08\",\"body\":\"ctbto\"}");
    ck_assert_str_eq(found.state, "dropped");
    ck_assert_str_eq(found.dropped_why, "of no use");
    ck_assert_int_eq(found.tries, 2);
    ck_assert_ptr_null(found.why.last_words);

    edit = (rap_store_edit_t){.open = true, .hints = "{\"date\":null,\"body\":null}"};
    ok(rap_store_edit_case(person, f.id, &edit, &err));
    ok(rap_store_case(store, f.id, arena, &found, &err));
    ck_assert_str_eq(found.state, "open");
    ck_assert_ptr_null(found.dropped_at);
    ck_assert_ptr_null(found.hints);

    rap_again_t again = {.why = RAP_AGAIN_RETRY};
    f.envelope.again = &again;
    f.record = result;
    put(&f);
    ck_assert_str_eq(makings(&f, 3)[2].note, "look again");
    ck_assert_int_eq(rap_store_case(store, f.id, arena, &found, &err), RAP_NOTFOUND);
    ck_assert_int_eq(rap_store_edit_case(person, f.id, &edit, &err), RAP_NOTFOUND);
    ck_assert_int_eq(rap_store_drop_case(person, f.id, NULL, &was, &err), RAP_NOTFOUND);
    rap_store_counts_t counts;
    ok(rap_store_count(store, arena, &counts, &err));
    ck_assert_int_eq(counts.total.recovered, 1);
    ck_assert_int_eq(counts.total.quarantined, 0);
    rap_store_destroy(&person);
}
END_TEST

START_TEST(an_editor_makes_no_store)
{
    rap_store_t *none = NULL;

    ck_assert_int_eq(rap_store_open_edit(&none, "/tmp/rap-no-such-store.db", &err), RAP_NOTFOUND);
    ck_assert_ptr_null(none);
    ck_assert_int_ne(access("/tmp/rap-no-such-store.db", F_OK), 0);
}
END_TEST

START_TEST(a_second_address_is_a_capture)
{
    struct fixture f, other;
    rap_store_document_t got;

    make(&f, "one", "https://one.example/a");
    make(&other, "one", "https://two.example/b");
    other.record = (rap_record_t){.kind = RAP_RECORD_CAPTURE};
    ck_assert_int_eq(put(&other), RAP_STORED_SAME); /* may come before the document */
    put(&f);
    ok(rap_store_document(store, "https://two.example/b", arena, &got, &err));
    ck_assert_uint_eq(got.captures.count, 2);
}
END_TEST

/* Two fetchers, one address, one millisecond: each has the bytes in its own archive. */
START_TEST(each_fetchers_capture_is_kept)
{
    struct fixture f;
    rap_store_document_t got;

    make(&f, "one", "https://one.example/a");
    put(&f);
    f.envelope.origin = "another-fetcher";
    ck_assert_int_eq(put(&f), RAP_STORED_SAME);
    ck_assert_int_eq(put(&f), RAP_STORED_SAME); /* delivered twice */
    ok(rap_store_document(store, "https://one.example/a", arena, &got, &err));
    ck_assert_uint_eq(got.captures.count, 2);
}
END_TEST

START_TEST(a_superseded_document_has_no_positions_to_show)
{
    struct fixture old, new;
    rap_store_document_t got;

    make(&old, "one", "https://one.example/a");
    make(&new, "two", "https://one.example/a");
    new.envelope.fetched_at = "2024-03-09T00:00:00Z";
    put(&old);
    put(&new);
    ck_assert_int_eq(positions(&(rap_store_filter_t){.reported = false}), 1);
    ok(rap_store_document(store, old.id, arena, &got, &err));
    ck_assert_str_eq(got.superseded_by, new.id);
    ok(rap_store_document(store, new.id, arena, &got, &err));
    ck_assert_str_eq(got.supersedes, old.id);
}
END_TEST

/* /latest moves on to the next statement, and each has an address of its own besides. */
START_TEST(what_stands_at_another_address_is_not_superseded)
{
    struct fixture old, lasting, new;
    rap_store_document_t got;

    make(&old, "one", "https://one.example/latest");
    make(&lasting, "one", "https://one.example/1");
    make(&new, "two", "https://one.example/latest");
    lasting.record = (rap_record_t){.kind = RAP_RECORD_CAPTURE};
    new.envelope.fetched_at = "2024-03-09T00:00:00Z";
    put(&old);
    put(&lasting);
    put(&new);
    ck_assert_int_eq(positions(&(rap_store_filter_t){.reported = false}), 2);
    ok(rap_store_document(store, old.id, arena, &got, &err));
    ck_assert_ptr_null(got.superseded_by);
    /* and goes when that address has moved on, too */
    make(&new, "two", "https://one.example/1");
    new.envelope.fetched_at = "2024-03-10T00:00:00Z";
    new.record = (rap_record_t){.kind = RAP_RECORD_CAPTURE};
    put(&new);
    ck_assert_int_eq(positions(&(rap_store_filter_t){.reported = false}), 1);
}
END_TEST

/* Whose positions there are to see. */
static rap_code_t on_shown(const rap_store_position_t *row, void *arg, rap_err_t *ignored)
{
    const char **ret = arg;

    (void)ignored;
    ck_assert_ptr_null(*ret);
    *ret = rap_arena_strdup(arena, row->document_id);
    return RAP_OK;
}

static const char *shown(void)
{
    const char *id = NULL;

    ok(rap_store_positions(
        store, &(rap_store_filter_t){.reported = false}, on_shown, (void *)&id, &err));
    return id;
}

/* An address showed one text, then two, then one again; in whichever order that arrives. */
START_TEST(an_address_goes_back_to_an_old_text)
{
    struct fixture one, two, again;
    rap_store_document_t got;

    make(&one, "one", "https://one.example/a");
    make(&two, "two", "https://one.example/a");
    make(&again, "one", "https://one.example/a");
    two.envelope.fetched_at = "2024-03-09T00:00:00Z";
    again.envelope.fetched_at = "2024-03-10T00:00:00Z";
    again.record = (rap_record_t){.kind = RAP_RECORD_CAPTURE};
    put(&one);
    if (_i == 0)
        put(&two);
    put(&again);
    if (_i == 1)
        put(&two);
    put(&again); /* delivered twice */
    put(&two);
    ck_assert_str_eq(shown(), one.id);
    ok(rap_store_document(store, two.id, arena, &got, &err));
    ck_assert_str_eq(got.superseded_by, one.id);
    ok(rap_store_document(store, one.id, arena, &got, &err));
    ck_assert_ptr_null(got.superseded_by);
}
END_TEST

/* Its envelope tells of the first day, and of what was superseded then. */
START_TEST(a_replay_finds_nothing_anew)
{
    rap_again_t replay = {.why = RAP_AGAIN_REPLAY};
    struct fixture zero, one, two, back;
    rap_store_document_t got;

    make(&zero, "zero", "https://one.example/a");
    make(&one, "one", "https://one.example/a");
    make(&two, "two", "https://one.example/a");
    make(&back, "one", "https://one.example/a");
    one.envelope.fetched_at = "2024-03-09T00:00:00Z";
    two.envelope.fetched_at = "2024-03-10T00:00:00Z";
    back.envelope.fetched_at = "2024-03-11T00:00:00Z";
    back.record = (rap_record_t){.kind = RAP_RECORD_CAPTURE};
    put(&zero);
    put(&one);
    put(&two);
    put(&back);
    ck_assert_str_eq(shown(), one.id);
    one.envelope.again = &replay;
    one.document.parser = "parser@0.2.0";
    ck_assert_int_eq(put(&one), RAP_STORED_REPLACED);
    ck_assert_str_eq(shown(), one.id);
    ok(rap_store_document(store, two.id, arena, &got, &err));
    ck_assert_str_eq(got.superseded_by, one.id);
    ok(rap_store_document(store, one.id, arena, &got, &err));
    ck_assert_uint_eq(got.captures.count, 2);
    ck_assert_str_eq(got.first_seen, "2024-03-09T00:00:00Z");
    ck_assert_str_eq(got.record.document->parser, "parser@0.2.0");
    /* a store that does not know a document finds it by its replay */
    make(&zero, "new", "https://one.example/a");
    zero.envelope.again = &replay;
    zero.envelope.fetched_at = "2024-03-12T00:00:00Z";
    ck_assert_int_eq(put(&zero), RAP_STORED_NEW);
    ok(rap_store_document(store, zero.id, arena, &got, &err));
    ck_assert_str_eq(got.supersedes, one.id);
}
END_TEST

/* What no version tells changes a record as well: a party that is known now, a hint. */
START_TEST(all_that_is_said_of_a_statement_counts)
{
    struct fixture f;

    make(&f, "one", "https://one.example/a");
    put(&f);
    ck_assert_int_eq(put(&f), RAP_STORED_SAME);
    const char **const field[] = {&f.statement.body, &f.statement.session, &f.statement.meeting,
        &f.statement.agenda_item, &f.statement.place, &f.statement.language, &f.statement.title,
        &f.speaker.name, &f.speaker.title, &f.party[1].id};

    for (size_t i = 0; i < sizeof field / sizeof field[0]; i++) {
        *field[i] = "changed";
        ck_assert_msg(put(&f) == RAP_STORED_REPLACED, "field %zu", i);
        ck_assert_int_eq(put(&f), RAP_STORED_SAME);
    }
    f.statement.delivered_on = "2024-03-09";
    ck_assert_int_eq(put(&f), RAP_STORED_REPLACED);
    f.statement.date_from = RAP_DATE_FROM_LISTING;
    ck_assert_int_eq(put(&f), RAP_STORED_REPLACED);
    f.statement.delivered_on = NULL;
    ck_assert_int_eq(put(&f), RAP_STORED_REPLACED);
    f.statement.date_from = RAP_DATE_FROM_DOCUMENT; /* of no date */
    ck_assert_int_eq(put(&f), RAP_STORED_SAME);
    f.party[1].role = RAP_ROLE_ALIGNED;
    ck_assert_int_eq(put(&f), RAP_STORED_REPLACED);
    f.miscount.found = 11;
    ck_assert_int_eq(put(&f), RAP_STORED_REPLACED);
    f.statement.kind = RAP_STATEMENT_JOINT;
    ck_assert_int_eq(put(&f), RAP_STORED_REPLACED);
    f.statement.speaker = NULL;
    ck_assert_int_eq(put(&f), RAP_STORED_REPLACED);
}
END_TEST

START_TEST(an_error_page_in_between_hides_no_correction)
{
    struct fixture old, page, new;
    rap_quarantine_t why = {.stage = "parser", .reason = "not_a_statement", .at = "now"};

    make(&old, "one", "https://one.example/a");
    make(&page, "error", "https://one.example/a");
    make(&new, "two", "https://one.example/a");
    page.envelope.fetched_at = "2024-03-09T00:00:00Z";
    page.record = (rap_record_t){.kind = RAP_RECORD_QUARANTINE, .quarantine = &why};
    new.envelope.fetched_at = "2024-03-10T00:00:00Z";
    put(&old);
    put(&page);
    ck_assert_str_eq(shown(), old.id);
    put(&new);
    ck_assert_str_eq(shown(), new.id);
}
END_TEST

START_TEST(filters_narrow)
{
    static const struct {
        rap_store_filter_t filter;
        int rows;
    } table[] = {
        {{.party = "XC"}, 1},
        {{.party = "XX"}, 0},
        {{.issue = "proc.majority_vote"}, 1},
        {{.issue = "proc"}, 1},
        {{.issue = "pro"}, 0},
        {{.stance = "oppose"}, 0},
        {{.body = "oewg-ict-2021", .session = "7"}, 1},
        {{.session = "8"}, 0},
        {{.since = "2024-03-09"}, 0},
        {{.until = "2024-03-08"}, 1},
        {{.source = "made-up"}, 1},
        {{.reported = true}, 2},
        {{.reported = true, .limit = 1}, 1},
    };
    struct fixture f;

    make(&f, "one", "https://one.example/a");
    put(&f);
    ck_assert_int_eq(positions(&table[_i].filter), table[_i].rows);
}
END_TEST

START_TEST(a_bad_record_spoils_no_other)
{
    struct fixture good, bad;
    rap_stored_t stored;

    make(&good, "one", "https://one.example/a");
    make(&bad, "two", "https://one.example/b");
    bad.position[0].evidence.end = 3; /* not where its quotation ends */
    ok(rap_store_begin(store, &err));
    ck_assert_int_eq(
        rap_store_put(store, &bad.envelope, &bad.record, arena, &stored, &err), RAP_SCHEMA);
    ok(rap_store_put(store, &good.envelope, &good.record, arena, &stored, &err));
    ok(rap_store_commit(store, &err));

    rap_store_document_t got;
    ok(rap_store_document(store, good.id, arena, &got, &err));
    ck_assert_int_eq(rap_store_document(store, bad.id, arena, &got, &err), RAP_NOTFOUND);
}
END_TEST

START_TEST(totals_add_up)
{
    struct fixture f, other;
    rap_quarantine_t why = {
        .stage = "parser", .reason = "no_text", .deliveries = 0, .at = "2024-03-08T15:04:06Z"};
    rap_store_counts_t counts;

    make(&f, "one", "https://one.example/a");
    make(&other, "two", "https://one.example/b");
    other.envelope.source = "another";
    other.record = (rap_record_t){.kind = RAP_RECORD_QUARANTINE, .quarantine = &why};
    put(&f);
    put(&other);
    ok(rap_store_count(store, arena, &counts, &err));
    ck_assert_int_eq(counts.total.documents, 2);
    ck_assert_int_eq(counts.total.recorded, 1);
    ck_assert_int_eq(counts.total.quarantined, 1);
    ck_assert_int_eq(counts.total.positions, 2);
    ck_assert_uint_eq(counts.sources.count, 2);
    ck_assert_str_eq(((rap_store_reason_t *)counts.reasons.item)->key, "parser/no_text");
}
END_TEST

START_TEST(names_that_name_nothing_or_too_much)
{
    struct fixture f, other;
    rap_store_document_t got;

    make(&f, "one", "https://one.example/a");
    make(&other, "two", "https://one.example/b");
    put(&f);
    put(&other);
    ck_assert_int_eq(rap_store_document(store, "nothing", arena, &got, &err), RAP_NOTFOUND);
    ck_assert_ptr_nonnull(strstr(err.text, "nothing is stored under 'nothing'"));

    char prefix[9];
    (void)snprintf(prefix, sizeof prefix, "%.8s", f.id);
    ok(rap_store_document(store, prefix, arena, &got, &err));
    /* one text, one codebook: the position's id is in both documents */
    ck_assert_int_eq(
        rap_store_document(store, f.position[0].position_id, arena, &got, &err), RAP_USAGE);
}
END_TEST

START_TEST(a_locked_store_says_busy)
{
    struct fixture f;
    rap_db_t *other;
    rap_stored_t stored;

    make(&f, "one", "https://one.example/a");
    ok(rap_db_open(&other, path, RAP_DB_WRITE, 10, &err));
    ok(rap_db_begin(other, &err));
    ck_assert_int_eq(rap_store_begin(store, &err), RAP_BUSY);
    rap_db_rollback(other);
    rap_db_destroy(&other);
    ok(rap_store_begin(store, &err));
    ok(rap_store_put(store, &f.envelope, &f.record, arena, &stored, &err));
    rap_store_rollback(store);
    rap_store_document_t got;
    ck_assert_int_eq(rap_store_document(store, f.id, arena, &got, &err), RAP_NOTFOUND);
}
END_TEST

START_TEST(no_store_no_reader)
{
    rap_store_t *none = NULL;

    ck_assert_int_eq(rap_store_open_read(&none, "/tmp/rap-no-such-store.db", &err), RAP_NOTFOUND);
    ck_assert_ptr_null(none);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("store");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_set_timeout(tc, 30);
    tcase_add_test(tc, a_document_comes_back_as_it_was);
    tcase_add_test(tc, the_same_record_twice_changes_nothing);
    tcase_add_test(tc, a_changed_engine_replaces_the_rows);
    tcase_add_test(tc, quarantine_gives_way_to_a_record_and_not_the_other_way);
    tcase_add_test(tc, each_making_leaves_a_row);
    tcase_add_test(tc, another_codebook_without_positions_is_another_making);
    tcase_add_test(tc, a_late_second_delivery_changes_nothing);
    tcase_add_test(tc, a_case_outlives_the_next_failure);
    tcase_add_test(tc, a_flood_from_one_source_is_kept_in_brief);
    tcase_add_loop_test(tc, cases_are_chosen, 0, 12);
    tcase_add_test(tc, what_a_person_writes_outlives_failures);
    tcase_add_test(tc, an_editor_makes_no_store);
    tcase_add_test(tc, a_second_address_is_a_capture);
    tcase_add_test(tc, each_fetchers_capture_is_kept);
    tcase_add_test(tc, a_superseded_document_has_no_positions_to_show);
    tcase_add_test(tc, what_stands_at_another_address_is_not_superseded);
    tcase_add_loop_test(tc, an_address_goes_back_to_an_old_text, 0, 2);
    tcase_add_test(tc, a_replay_finds_nothing_anew);
    tcase_add_test(tc, all_that_is_said_of_a_statement_counts);
    tcase_add_test(tc, an_error_page_in_between_hides_no_correction);
    tcase_add_loop_test(tc, filters_narrow, 0, 13);
    tcase_add_test(tc, a_bad_record_spoils_no_other);
    tcase_add_test(tc, totals_add_up);
    tcase_add_test(tc, names_that_name_nothing_or_too_much);
    tcase_add_test(tc, a_locked_store_says_busy);
    tcase_add_test(tc, no_store_no_reader);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
