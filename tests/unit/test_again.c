/* Which documents are made again, and with which orders. */
#include "store_case.h"
#include "tests/unit/suite.h"

#define ONE   "https://one.example/1"
#define TWO   "https://one.example/2"
#define THREE "https://two.example/3"

static const rap_store_makers_t today = {"parser@" RAP_VERSION, "made-up@2.0.0", "rules@0.1.0"};
static rap_archive_at_t place = {"fetcher-1/000001.rap", 100};
static struct fixture one, two, three, failed, lost;

/* One recorded by an older codebook, one of another source by today's, one with no day and an older
 * parser, one in quarantine, one that was never had. */
static void fill(void)
{
    static rap_quarantine_t crashed = {.stage = "parser",
        .reason = "crashed",
        .at = "2024-03-08T15:04:06Z",
        .version = "parser@0.0.1"};
    static rap_quarantine_t gone = {.stage = "fetcher",
        .reason = "http_404",
        .at = "2024-03-08T15:04:06Z",
        .version = "fetcher@" RAP_VERSION};

    make(&one, "one", ONE);
    make(&two, "two", TWO);
    make(&three, "three", THREE);
    make(&failed, "failed", "https://one.example/failed");
    make(&lost, "lost", "https://one.example/lost");
    one.document.parser = two.document.parser = "parser@" RAP_VERSION;
    one.document.codebook = "made-up@1.0.0";
    two.document.codebook = three.document.codebook = "made-up@2.0.0";
    one.document.engine = two.document.engine = three.document.engine = "rules@0.1.0";
    three.document.parser = "parser@0.0.1";
    two.envelope.source = "other";
    two.envelope.fetched_at = "2024-03-08T16:00:00Z";
    two.statement.body = "first-committee";
    two.statement.language = "fr";
    three.statement.delivered_on = NULL;
    three.envelope.fetched_at = "2023-05-01T00:00:00Z";
    failed.record = (rap_record_t){.kind = RAP_RECORD_QUARANTINE, .quarantine = &crashed};
    lost.record = (rap_record_t){.kind = RAP_RECORD_QUARANTINE, .quarantine = &gone};
    failed.envelope.fetched_at = "2024-04-01T00:00:00Z";
    lost.envelope.fetched_at = "2024-05-01T00:00:00Z";
    one.envelope.archive = two.envelope.archive = three.envelope.archive = failed.envelope.archive =
        &place;
    put(&one);
    put(&two);
    put(&three);
    put(&failed);
    put(&lost);
}

struct names {
    char text[200];
    size_t len;
};

static void add_name(struct names *names, const char *id, const char *mark)
{
    const struct {
        const struct fixture *f;
        const char *name;
    } known[] = {
        {&one, "one"}, {&two, "two"}, {&three, "three"}, {&failed, "failed"}, {&lost, "lost"}};

    for (size_t i = 0; i < 5; i++)
        if (strcmp(known[i].f->id, id) == 0)
            names->len +=
                (size_t)snprintf(names->text + names->len, sizeof names->text - names->len,
                    "%s%s%s", names->len > 0 ? " " : "", known[i].name, mark);
}

static rap_code_t on_chosen(const rap_store_chosen_t *chosen, void *arg, rap_err_t *ignored)
{
    (void)ignored;
    add_name(arg, chosen->document_id, chosen->archived ? "" : "!");
    return RAP_OK;
}

/* Their names, the oldest first; with '!' those without bytes. */
static const char *chosen(const rap_store_choice_t *choice)
{
    static struct names names;

    names = (struct names){.len = 0};
    ok(rap_store_choose(store, choice, arena, on_chosen, &names, &err));
    return names.text;
}

static const struct {
    rap_store_choice_t choice;
    const char *names;
} choices[] = {
    {{0}, "three one two failed lost!"},
    {{.queue = RAP_ORDER_CLASSIFY}, "three one two"},
    {{.source = "other"}, "two"},
    {{.state = "quarantined"}, "failed lost!"},
    {{.body = "first-committee"}, "two"},
    {{.body = "first-committee", .language = "en"}, ""},
    {{.language = "en"}, "three one"},
    {{.session = "7", .party = "XN"}, "three one two"}, /* a co-sponsor */
    {{.party = "XX"}, ""},
    {{.since = "2024-03-08", .until = "2024-03-08"}, "one two"},
    {{.until = "2023-12-31"}, "three"}, /* no day: the one it was first seen on */
    {{.since = "2024-04-01"}, "failed lost!"},
    {{.parser = "parser@0.0.1"}, "three failed"},
    {{.codebook = "made-up@1.0.0"}, "one"},
    {{.engine = "rules@0.2.0"}, ""},
    {{.not_by = &today}, "three one failed"},
    {{.not_by = &today, .queue = RAP_ORDER_CLASSIFY}, "one"},
    {{.where = "url LIKE '%/2'"}, "two"},
    {{.where = "1 -- all"}, "three one two failed lost!"},
    {{.where = "document_id IN (SELECT document_id FROM positions WHERE party = 'XC')",
         .source = "made-up"},
        "three one"},
    {{.where = "0"}, ""},
    {{.limit = 2}, "three one"},
    {{.state = "quarantined", .limit = 1}, "failed"},
};

START_TEST(filters_choose)
{
    fill();
    ck_assert_str_eq(chosen(&choices[_i].choice), choices[_i].names);
}
END_TEST

START_TEST(ids_choose)
{
    const char *ids[] = {two.id, one.id};

    fill();
    ck_assert_str_eq(chosen(&(rap_store_choice_t){.ids = {ids, 2}}), "one two");
    ck_assert_str_eq(chosen(&(rap_store_choice_t){.ids = {ids, 2}, .source = "other"}), "two");
}
END_TEST

static const struct {
    const char *where, *text;
} conditions[] = {
    {"url =", "--where: this SQL cannot be used: near"},
    {"no_such_column = 1", "no such column: no_such_column"},
    {"1); DELETE FROM document", "not one statement"},
    {"1); SELECT (1", "not one statement"},
    {"document_id = ?", "parameter"},
    {"load_extension('x')", "not authorized"},
    {"1) UNION SELECT file FROM pragma_database_list WHERE (1", "not authorized"},
};

START_TEST(conditions_only_read)
{
    const rap_store_choice_t choice = {.where = conditions[_i].where};
    struct names names = {.len = 0};

    fill();
    ck_assert_int_eq(rap_store_choose(store, &choice, arena, on_chosen, &names, &err), RAP_USAGE);
    ck_assert_msg(strstr(err.text, conditions[_i].text) != NULL, "%s", err.text);
    ck_assert_str_eq(chosen(&(rap_store_choice_t){0}), "three one two failed lost!");
}
END_TEST

/* A record that today's parser could not make again stays, and is not tried for ever. */
START_TEST(what_today_failed_at_is_not_tried_again)
{
    rap_again_t again = {.why = RAP_AGAIN_REPLAY};
    rap_quarantine_t crashed = {.stage = "parser",
        .reason = "crashed",
        .at = "2024-05-08T15:04:06Z",
        .version = "parser@" RAP_VERSION};

    fill();
    three.envelope.again = failed.envelope.again = &again;
    three.record = failed.record =
        (rap_record_t){.kind = RAP_RECORD_QUARANTINE, .quarantine = &crashed};
    put(&three);
    put(&failed);
    ck_assert_str_eq(chosen(&(rap_store_choice_t){.not_by = &today}), "one");
    ck_assert_str_eq(chosen(&(rap_store_choice_t){.parser = "parser@0.0.1"}), "three");
}
END_TEST

START_TEST(what_was_dropped_stays_dropped)
{
    rap_db_t *db;

    fill();
    ok(rap_db_open(&db, path, RAP_DB_WRITE, 1000, &err));
    ok(rap_db_exec(db, "UPDATE quarantined SET state = 'dropped'", &err));
    rap_db_destroy(&db);
    ck_assert_str_eq(chosen(&(rap_store_choice_t){0}), "three one two");
}
END_TEST

/* ---- orders ---- */

START_TEST(an_order_to_the_parser)
{
    rap_order_t order;

    fill();
    ok(rap_store_order(store, one.id, RAP_ORDER_PARSE, RAP_AGAIN_REPLAY, arena, &order, &err));
    ck_assert_int_eq(order.queue, RAP_ORDER_PARSE);
    ck_assert_str_eq(order.envelope.id, one.id);
    ck_assert_str_eq(order.envelope.url, ONE);
    ck_assert_str_eq(order.envelope.origin, "fetcher-1");
    ck_assert_str_eq(order.envelope.archive->file, "fetcher-1/000001.rap");
    ck_assert_int_eq(order.envelope.archive->offset, 100);
    ck_assert_int_eq(order.envelope.again->why, RAP_AGAIN_REPLAY);
    ck_assert_ptr_null(order.record);
    ok(rap_store_order(store, failed.id, RAP_ORDER_PARSE, RAP_AGAIN_RETRY, arena, &order, &err));
    ck_assert_int_eq(order.envelope.again->why, RAP_AGAIN_RETRY);
}
END_TEST

/* The same statements, so that the same code makes the same positions of them. */
START_TEST(an_order_to_the_classifier_has_all_but_the_positions)
{
    rap_order_t order, read;
    rap_buf_t json;

    fill();
    ok(rap_store_order(store, one.id, RAP_ORDER_CLASSIFY, RAP_AGAIN_REPLAY, arena, &order, &err));
    rap_buf_init(&json, 1 << 20);
    ok(rap_order_write(&order, &json, &err));
    ok(rap_order_read(&read, json.data, json.len, arena, &err));
    rap_buf_release(&json);
    ck_assert_uint_eq(read.record->positions.count, 0);
    ck_assert_str_eq(read.record->document->parser, one.document.parser);
    ck_assert_uint_eq(read.record->statements.count, 1);
    one.record = *read.record;
    one.record.positions = (rap_array_t){one.position, 2};
    one.record.document->codebook = one.document.codebook;
    one.record.document->engine = one.document.engine;
    ck_assert_int_eq(put(&one), RAP_STORED_SAME);
}
END_TEST

START_TEST(a_place_is_found_in_any_capture)
{
    struct fixture where;
    rap_order_t order;

    fill();
    make(&where, "lost", THREE);
    where.envelope.archive = &place;
    where.record = (rap_record_t){.kind = RAP_RECORD_CAPTURE};
    ck_assert_int_eq(
        rap_store_order(store, lost.id, RAP_ORDER_PARSE, RAP_AGAIN_RETRY, arena, &order, &err),
        RAP_NOTFOUND);
    ck_assert_ptr_nonnull(strstr(err.text, "has no bytes in the archive"));
    put(&where);
    ok(rap_store_order(store, lost.id, RAP_ORDER_PARSE, RAP_AGAIN_RETRY, arena, &order, &err));
    ck_assert_str_eq(order.envelope.archive->file, "fetcher-1/000001.rap");
    ck_assert_str_eq(chosen(&(rap_store_choice_t){.state = "quarantined"}), "failed lost");
    ck_assert_int_eq(
        rap_store_order(store, lost.id, RAP_ORDER_CLASSIFY, RAP_AGAIN_RETRY, arena, &order, &err),
        RAP_NOTFOUND);
    ck_assert_ptr_nonnull(strstr(err.text, "no statements to classify"));
    ck_assert_int_eq(
        rap_store_order(store, "00000000", RAP_ORDER_PARSE, RAP_AGAIN_RETRY, arena, &order, &err),
        RAP_NOTFOUND);
}
END_TEST

START_TEST(a_persons_hints_count)
{
    rap_order_t order;
    rap_db_t *db;

    fill();
    ok(rap_db_open(&db, path, RAP_DB_WRITE, 1000, &err));
    ok(rap_db_exec(db, "UPDATE quarantined SET hints = '{\"delegation\":\"Arcadia\"}'", &err));
    rap_db_destroy(&db);
    ok(rap_store_order(store, failed.id, RAP_ORDER_PARSE, RAP_AGAIN_RETRY, arena, &order, &err));
    ck_assert_str_eq(order.envelope.hints.delegation, "Arcadia");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("again");
    TCase *tcase = tcase_create("all");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, filters_choose, 0, sizeof choices / sizeof choices[0]);
    tcase_add_test(tcase, ids_choose);
    tcase_add_loop_test(tcase, conditions_only_read, 0, sizeof conditions / sizeof conditions[0]);
    tcase_add_test(tcase, what_today_failed_at_is_not_tried_again);
    tcase_add_test(tcase, what_was_dropped_stays_dropped);
    tcase_add_test(tcase, an_order_to_the_parser);
    tcase_add_test(tcase, an_order_to_the_classifier_has_all_but_the_positions);
    tcase_add_test(tcase, a_place_is_found_in_any_capture);
    tcase_add_test(tcase, a_persons_hints_count);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
