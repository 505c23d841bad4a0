#include "base/db_rescue.h"

#include "base/file.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ITEMS = 2000, WORDS = 1000, PLACES = 200, PAGE = 4096, FILE_MAX = 1 << 24 };

static char dir[64], path[128], mark[160];
static rap_err_t err;

static const char *const steps[] = {
    "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL, n INTEGER);"
    "CREATE INDEX item_n ON item (n);"
    "CREATE TABLE word (word TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;" RAP_DAMAGE_TABLE,
    "ALTER TABLE item ADD COLUMN note TEXT DEFAULT 'of old'; CREATE VIEW items AS SELECT * FROM item",
};

static rap_rescue_t seen; /* as `finish` was told */

static rap_code_t finish(rap_db_t *db, rap_rescue_t *rescue, void *arg, rap_err_t *ret_err)
{
    (void)snprintf(rescue->note, sizeof rescue->note, "noted");
    seen = *rescue;
    return rap_db_run(db, ret_err, "INSERT INTO word VALUES (?, 0)", "s", (const char *)arg);
}

static rap_db_plan_t plan(size_t n)
{
    static char word[] = "~rescued";

    return (rap_db_plan_t){
        .path = path, .busy_ms = 100, .steps = steps, .n = n, .finish = finish, .arg = word};
}

static void setup(void)
{
    /* where it can be had, a folder in memory: what is tested is what is read, not the disk */
    (void)snprintf(dir, sizeof dir, "%s/rap-rescue-XXXXXX",
        access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    (void)snprintf(path, sizeof path, "%s/test.db", dir);
    (void)snprintf(mark, sizeof mark, "%s.damaged", path);
    err = (rap_err_t){0};
    seen = (rap_rescue_t){0};
}

/* Calls `fn` for each name in the folder that begins with `prefix`; returns how many. */
static int each_file(const char *prefix, void (*fn)(const char *file))
{
    char names[64][300];
    int n = 0;
    DIR *it = opendir(dir);

    ck_assert_ptr_nonnull(it);
    for (const struct dirent *entry; (entry = readdir(it)) != NULL;)
        if (entry->d_name[0] != '.' && strncmp(entry->d_name, prefix, strlen(prefix)) == 0 &&
            n < 64)
            (void)snprintf(names[n++], sizeof names[0], "%.60s/%.200s", dir, entry->d_name);
    closedir(it);
    for (int i = 0; fn != NULL && i < n; i++)
        fn(names[i]);
    return n;
}

static void remove_it(const char *file)
{
    if (unlink(file) != 0)
        ck_assert_int_eq(rmdir(file), 0);
}

static void empty_folder(void)
{
    (void)each_file("", remove_it);
}

static void teardown(void)
{
    empty_folder();
    ck_assert_int_eq(rmdir(dir), 0);
}

static rap_db_t *open_sound(size_t n, rap_rescue_t *rescue)
{
    rap_db_t *db = NULL;
    const rap_db_plan_t wanted = plan(n);

    ck_assert_msg(rap_db_open_sound(&db, &wanted, rescue, &err) == RAP_OK, "%s", err.text);
    return db;
}

static int64_t number(rap_db_t *db, const char *sql)
{
    rap_stmt_t *stmt;
    bool row;

    ck_assert_msg(rap_db_query(db, &stmt, &err, sql, "") == RAP_OK, "%s", err.text);
    ck_assert_msg(rap_stmt_next(stmt, &row, &err) == RAP_OK, "%s", err.text);
    ck_assert(row);
    int64_t found = rap_stmt_int(stmt, 0);
    rap_stmt_reset(stmt);
    return found;
}

static void fill_tables(rap_db_t *db)
{
    ck_assert_int_eq(
        rap_db_exec(db,
            "WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT 2000)"
            " INSERT INTO item (id, name, n)"
            "   SELECT i, 'item number ' || i || ' ' || hex(zeroblob(40)), i * 7 FROM c;"
            "WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT 1000)"
            " INSERT INTO word SELECT printf('word %05d', i), i FROM c;",
            &err),
        RAP_OK);
}

static void make(size_t n)
{
    rap_rescue_t rescue;
    rap_db_t *db = open_sound(n, &rescue);

    ck_assert(!rescue.done);
    fill_tables(db);
    rap_db_destroy(&db);
}

static void read_file(const char *name, rap_buf_t *ret)
{
    rap_buf_init(ret, FILE_MAX);
    ck_assert_msg(rap_file_read(name, ret, &err) == RAP_OK, "%s", err.text);
}

static void write_file(const char *name, const rap_buf_t *bytes)
{
    ck_assert_int_eq(rap_file_replace(name, bytes->data, bytes->len, 0640, &err), RAP_OK);
}

/* Page number (from 1) of a table's `nth` leaf, by SQLite's own account. */
static int64_t leaf(const char *table, int nth)
{
    RAP_AUTO(rap_db) *db = NULL;
    rap_stmt_t *stmt;
    bool row;

    ck_assert_int_eq(rap_db_open(&db, path, RAP_DB_READ, 0, &err), RAP_OK);
    ck_assert_int_eq(rap_db_query(db, &stmt, &err,
                         "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'"
                         " ORDER BY path LIMIT 1 OFFSET ?",
                         "si", table, (int64_t)nth),
        RAP_OK);
    ck_assert_int_eq(rap_stmt_next(stmt, &row, &err), RAP_OK);
    ck_assert(row);
    int64_t page = rap_stmt_int(stmt, 0);
    rap_stmt_reset(stmt);
    return page;
}

/* Makes a page what no page is. */
static void spoil_page(int64_t page)
{
    rap_buf_t bytes;

    read_file(path, &bytes);
    memset(bytes.data + (page - 1) * PAGE, 0x5a, PAGE);
    write_file(path, &bytes);
    rap_buf_release(&bytes);
}

static void assert_sound(rap_db_t *db)
{
    rap_stmt_t *stmt;
    bool row;

    ck_assert_int_eq(rap_db_query(db, &stmt, &err, "PRAGMA integrity_check", ""), RAP_OK);
    ck_assert_int_eq(rap_stmt_next(stmt, &row, &err), RAP_OK);
    ck_assert_str_eq(rap_stmt_text(stmt, 0), "ok");
    rap_stmt_reset(stmt);
}

START_TEST(a_sound_database_is_left_alone)
{
    rap_rescue_t rescue;

    make(2);
    rap_db_t *db = open_sound(2, &rescue);
    ck_assert(!rescue.done);
    ck_assert(!rap_rescue_lost(&rescue, "item"));
    ck_assert_int_eq(number(db, "SELECT count(*) FROM item"), ITEMS);
    ck_assert_int_eq(number(db, "SELECT count(*) FROM damage"), 0);
    rap_db_destroy(&db);
    ck_assert_int_eq(each_file("", NULL), 2); /* and its lock */
}
END_TEST

START_TEST(a_damaged_leaf_costs_its_own_rows)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(1 << 20);
    rap_rescue_t rescue;
    rap_array_t damages;

    make(2);
    spoil_page(leaf("item", 1));
    spoil_page(leaf("item", 5));
    rap_db_t *db = open_sound(2, &rescue);
    ck_assert(rescue.done && !rescue.log_only);
    int64_t kept = number(db, "SELECT count(*) FROM item");
    ck_assert_int_gt(kept, ITEMS - 100);
    ck_assert_int_lt(kept, ITEMS);
    ck_assert_int_eq(rescue.lost, ITEMS - kept); /* an index told how many there were */
    ck_assert_int_eq(rescue.kept, kept + WORDS);
    ck_assert(rap_rescue_lost(&rescue, "item") && !rap_rescue_lost(&rescue, "word"));
    ck_assert(rap_rescue_lost(&rescue, "a table that is not there"));
    ck_assert_int_eq(
        number(db, "SELECT count(*) FROM item WHERE name NOT LIKE 'item number ' || id || ' %'"),
        0);
    assert_sound(db);

    ck_assert_str_eq(seen.aside, rescue.aside);
    ck_assert_int_eq(number(db, "SELECT count(*) FROM word WHERE word = '~rescued'"), 1);
    ck_assert_int_eq(rap_damage_read(db, arena, &damages, &err), RAP_OK);
    const rap_damage_t *damage = damages.item;
    ck_assert_uint_eq(damages.count, 1);
    ck_assert_str_eq(damage->aside, rescue.aside);
    ck_assert_int_eq(damage->kept, rescue.kept);
    ck_assert_int_eq(damage->lost, rescue.lost);
    ck_assert_ptr_nonnull(strstr(damage->tables, "item "));
    ck_assert_str_eq(damage->note, "noted");
    rap_db_destroy(&db);

    ck_assert_int_eq(each_file("test.db.damaged-", NULL), 1);
    db = open_sound(2, &rescue);
    ck_assert(!rescue.done);
    rap_db_destroy(&db);
}
END_TEST

START_TEST(a_table_without_rowids_is_read_from_both_ends)
{
    rap_rescue_t rescue;

    make(2);
    spoil_page(leaf("word", 2));
    rap_db_t *db = open_sound(2, &rescue);
    int64_t kept = number(db, "SELECT count(*) FROM word WHERE word LIKE 'word %'");
    ck_assert_int_gt(kept, WORDS - 250);
    ck_assert_int_lt(kept, WORDS);
    ck_assert_int_eq(rescue.lost, -1); /* nothing can tell how many there were */
    ck_assert_int_eq(number(db, "SELECT count(*) FROM word WHERE word = 'word 00001'"), 1);
    ck_assert_int_eq(number(db, "SELECT count(*) FROM word WHERE word = 'word 01000'"), 1);
    ck_assert_int_eq(number(db, "SELECT lost IS NULL FROM damage"), 1);
    rap_db_destroy(&db);
}
END_TEST

START_TEST(what_is_no_database_any_more_begins_anew)
{
    static const char *const was[] = {"", "no database, whatever it is\n"};
    rap_rescue_t rescue;

    make(2);
    ck_assert_int_eq(rap_file_replace(path, was[_i], strlen(was[_i]), 0640, &err), RAP_OK);
    rap_db_t *db = open_sound(2, &rescue);
    ck_assert(rescue.done);
    ck_assert_int_eq(rescue.kept, 0);
    ck_assert_int_eq(rescue.lost, -1);
    ck_assert_int_eq(number(db, "SELECT count(*) FROM item"), 0);
    rap_db_destroy(&db);
    ck_assert_int_eq(each_file("test.db.damaged-", NULL), 1);
}
END_TEST

START_TEST(a_flipped_version_has_no_step_done_twice)
{
    static const char flipped[] = {0, 1, 3, (char)200};
    rap_rescue_t rescue;
    rap_buf_t bytes;

    make(2);
    read_file(path, &bytes);
    ck_assert_int_eq(bytes.data[63], 2); /* user_version, in the header */
    bytes.data[63] = flipped[_i];
    write_file(path, &bytes);
    rap_buf_release(&bytes);
    rap_db_t *db = open_sound(2, &rescue);
    ck_assert(rescue.done);
    ck_assert_int_eq(rescue.lost, 0);
    ck_assert_int_eq(number(db, "SELECT count(*) FROM item WHERE note = 'of old'"), ITEMS);
    rap_db_destroy(&db);
}
END_TEST

START_TEST(a_newer_database_is_not_damaged)
{
    const char *const more[] = {steps[0], steps[1], "CREATE TABLE third (x)"};
    rap_rescue_t rescue;
    rap_db_t *db = NULL;
    rap_db_plan_t wanted = plan(3);

    wanted.steps = more;
    ck_assert_int_eq(rap_db_open_sound(&db, &wanted, &rescue, &err), RAP_OK);
    rap_db_destroy(&db);
    wanted = plan(2);
    ck_assert_int_eq(rap_db_open_sound(&db, &wanted, &rescue, &err), RAP_CONFIG);
    ck_assert_ptr_nonnull(strstr(err.text, "use a newer program"));
    ck_assert_int_eq(each_file("test.db.damaged", NULL), 0);
}
END_TEST

START_TEST(what_a_person_added_is_no_damage)
{
    rap_rescue_t rescue;

    make(2);
    rap_db_t *db = open_sound(2, &rescue);
    ck_assert_int_eq(
        rap_db_exec(
            db, "CREATE VIEW mine AS SELECT n FROM item; CREATE INDEX i ON item (name)", &err),
        RAP_OK);
    rap_db_destroy(&db);
    db = open_sound(2, &rescue);
    ck_assert(!rescue.done);
    rap_db_destroy(&db);
}
END_TEST

START_TEST(an_older_database_is_rescued_and_brought_up_to_date)
{
    rap_rescue_t rescue;

    make(1);
    spoil_page(leaf("item", 1));
    rap_db_t *db = open_sound(2, &rescue);
    ck_assert(rescue.done);
    ck_assert_int_gt(number(db, "SELECT count(*) FROM item WHERE note = 'of old'"), ITEMS - 60);
    ck_assert_int_eq(number(db, "PRAGMA user_version"), 2);
    rap_db_destroy(&db);
}
END_TEST

/* ---- the log ---- */

/* Leaves the files as a kill does, with `transactions` in the log. */
static void make_killed(int transactions)
{
    rap_rescue_t rescue;
    rap_buf_t main_file, log;
    char wal[160];

    make(2);
    (void)snprintf(wal, sizeof wal, "%s-wal", path);
    rap_db_t *db = open_sound(2, &rescue);
    for (int i = 0; i < transactions; i++)
        ck_assert_int_eq(rap_db_run(db, &err, "INSERT INTO item (id, name) VALUES (?, 'late')", "i",
                             (int64_t)(ITEMS + 1 + i)),
            RAP_OK);
    read_file(path, &main_file);
    read_file(wal, &log);
    rap_db_destroy(&db);
    write_file(path, &main_file);
    write_file(wal, &log);
    rap_buf_release(&main_file);
    rap_buf_release(&log);
}

static void flip_in_log(int64_t offset)
{
    rap_buf_t log;
    char wal[160];

    (void)snprintf(wal, sizeof wal, "%s-wal", path);
    read_file(wal, &log);
    ck_assert_uint_gt(log.len, (size_t)offset);
    log.data[offset] ^= 0x10;
    write_file(wal, &log);
    rap_buf_release(&log);
}

START_TEST(a_whole_log_is_no_damage)
{
    rap_rescue_t rescue;

    make_killed(5);
    rap_db_t *db = open_sound(2, &rescue);
    ck_assert(!rescue.done);
    ck_assert_int_eq(number(db, "SELECT count(*) FROM item"), ITEMS + 5);
    rap_db_destroy(&db);
}
END_TEST

START_TEST(a_flip_in_the_log_is_told)
{
    /* in the head; in the first frame: its salt, its page */
    static const int64_t places[] = {10, 32 + 9, 32 + 24 + 200};
    rap_rescue_t rescue;

    make_killed(5);
    flip_in_log(places[_i]);
    rap_db_t *db = open_sound(2, &rescue);
    ck_assert(rescue.done && rescue.log_only);
    ck_assert(rap_rescue_lost(&rescue, "item"));
    ck_assert_int_eq(rescue.lost, -1);
    ck_assert_int_eq(number(db, "SELECT count(*) FROM item"), ITEMS);
    ck_assert_int_eq(number(db, "SELECT count(*) FROM damage"), 1);
    ck_assert_int_eq(number(db, "SELECT count(*) FROM word WHERE word = '~rescued'"), 1);
    rap_db_destroy(&db);
    ck_assert_int_eq(each_file(rescue.aside, NULL), 1);
    ck_assert_int_eq(access(mark, F_OK), -1);
}
END_TEST

START_TEST(a_transaction_that_did_not_end_is_no_damage)
{
    rap_rescue_t rescue;
    rap_buf_t log;
    char wal[160];

    make_killed(3);
    (void)snprintf(wal, sizeof wal, "%s-wal", path);
    read_file(wal, &log);
    flip_in_log((int64_t)log.len - 100); /* in the page of the last frame */
    rap_buf_release(&log);
    rap_db_t *db = open_sound(2, &rescue);
    ck_assert(!rescue.done);
    ck_assert_int_eq(number(db, "SELECT count(*) FROM item"), ITEMS + 2);
    rap_db_destroy(&db);
}
END_TEST

START_TEST(what_stands_in_the_way_of_the_log_is_moved)
{
    static const char *const suffixes[] = {"-wal", "-shm"};
    char name[160];
    rap_rescue_t rescue;

    make(2);
    (void)snprintf(name, sizeof name, "%s%s", path, suffixes[_i]);
    ck_assert_int_eq(mkdir(name, 0700), 0);
    rap_db_t *db = open_sound(2, &rescue);
    ck_assert_int_eq(rescue.done, _i == 0);
    ck_assert_int_eq(number(db, "SELECT count(*) FROM item"), ITEMS);
    rap_db_destroy(&db);
    ck_assert_int_eq(each_file("test.db.damaged-", NULL), 1);
}
END_TEST

/* ---- several processes ---- */

START_TEST(damage_met_on_the_way_is_repaired_at_the_next_start)
{
    rap_rescue_t rescue;
    rap_db_t *other = NULL, *third = NULL;
    const rap_db_plan_t wanted = plan(2);

    make(2);
    int64_t page = leaf("item", 1);
    rap_db_t *db = open_sound(2, &rescue);
    ck_assert_int_eq(rap_db_open_sound(&other, &wanted, &rescue, &err), RAP_OK);
    spoil_page(page); /* a new file of this name: both have the old one open */
    rap_db_destroy(&db);
    db = NULL;
    ck_assert_int_eq(
        rap_db_open_sound(&db, &wanted, &rescue, &err), RAP_OK); /* not alone: unseen */
    ck_assert_int_eq(rap_db_exec(db, "SELECT sum(length(name)) FROM item", &err), RAP_DAMAGED);
    ck_assert_int_eq(access(mark, F_OK), 0);
    ck_assert_int_eq(rap_db_begin(other, &err), RAP_DAMAGED);
    ck_assert_ptr_nonnull(strstr(err.text, "as another process found"));
    ck_assert_int_eq(rap_db_open_sound(&third, &wanted, &rescue, &err), RAP_BUSY);
    ck_assert_ptr_nonnull(strstr(err.text, "when all processes that write it have ended"));
    rap_db_destroy(&db);
    rap_db_destroy(&other);
    db = open_sound(2, &rescue);
    ck_assert(rescue.done);
    ck_assert_int_gt(number(db, "SELECT count(*) FROM item"), ITEMS - 60);
    ck_assert_int_eq(access(mark, F_OK), -1);
    rap_db_destroy(&db);
}
END_TEST

/* What SQLite says may name whatever is in the file. */
START_TEST(word_of_damage_is_one_line_and_short)
{
    static const char *const words[] = {"a\nlog\nb", "much more than is kept: "};
    static char said[4096];
    rap_rescue_t rescue;

    make(2);
    (void)snprintf(said, sizeof said, "%s%0*d", words[_i], (int)sizeof said - 100, 0);
    rap_db_t *db = open_sound(2, &rescue);
    ck_assert_int_eq(rap_db_damaged(db, said, &err), RAP_DAMAGED);
    rap_db_destroy(&db);
    db = open_sound(2, &rescue);
    ck_assert(rescue.done && !rescue.log_only);
    ck_assert_uint_eq(strlen(rescue.why), _i == 0 ? 1 : sizeof rescue.why - 1);
    ck_assert_int_eq(strncmp(rescue.why, said, strlen(rescue.why)), 0);
    ck_assert_int_eq(each_file("test.db.damaged-", NULL), 1);
    ck_assert_int_eq(number(db, "SELECT count(*) FROM item"), ITEMS);
    rap_db_destroy(&db);
}
END_TEST

START_TEST(a_repair_that_was_cut_off_goes_on)
{
    static const char *const text = "broken\nfile\ntest.db.damaged-then";
    char aside[160];
    rap_rescue_t rescue;

    make(2);
    spoil_page(leaf("item", 1));
    (void)snprintf(aside, sizeof aside, "%s.damaged-then", path);
    ck_assert_int_eq(rap_file_replace(mark, text, strlen(text), 0640, &err), RAP_OK);
    if (_i > 0) /* after it was put aside */
        ck_assert_int_eq(rename(path, aside), 0);
    rap_db_t *db = open_sound(2, &rescue);
    ck_assert(rescue.done);
    ck_assert_str_eq(rescue.why, "broken");
    ck_assert_str_eq(rescue.aside, "test.db.damaged-then");
    ck_assert_int_gt(number(db, "SELECT count(*) FROM item"), ITEMS - 60);
    rap_db_destroy(&db);
    if (_i > 1) { /* before the mark went */
        ck_assert_int_eq(rap_file_replace(mark, text, strlen(text), 0640, &err), RAP_OK);
        db = open_sound(2, &rescue);
        ck_assert(!rescue.done);
        ck_assert_int_eq(number(db, "SELECT count(*) FROM damage"), 1);
        rap_db_destroy(&db);
    }
    ck_assert_int_eq(access(mark, F_OK), -1);
}
END_TEST

/* ---- anywhere ---- */

/* Rows that are as they were made. */
static int64_t true_items(rap_db_t *db)
{
    return number(db, "SELECT count(*) FROM item WHERE n = id * 7 AND note = 'of old'"
                      " AND name = 'item number ' || id || ' ' || hex(zeroblob(40))");
}

static void damage_somewhere(rap_buf_t *bytes)
{
    size_t at = (size_t)random() % bytes->len;

    if (random() % 4 == 0)
        bytes->len = at;
    else if (random() % 4 == 0)
        memset(bytes->data + at, 0, bytes->len - at < 512 ? bytes->len - at : 512);
    else
        bytes->data[at] ^= (char)(1 << random() % 8);
}

START_TEST(damage_anywhere_blocks_nothing)
{
    rap_buf_t sound;
    int64_t whole = 0, repaired = 0, unseen = 0;

    make(2);
    read_file(path, &sound);
    srandom(9);
    for (int i = 0; i < PLACES; i++) {
        rap_buf_t bytes;
        rap_rescue_t rescue;

        empty_folder();
        rap_buf_init(&bytes, sound.len);
        ck_assert_int_eq(rap_buf_add(&bytes, sound.data, sound.len, &err), RAP_OK);
        damage_somewhere(&bytes);
        write_file(path, &bytes);
        rap_db_t *db = open_sound(2, &rescue);
        int64_t items = number(db, "SELECT count(*) FROM item"), good = true_items(db);

        ck_assert_int_le(items - good, 1); /* a flip within a text, and nothing else */
        if (!rescue.done)
            ck_assert_int_eq(items, ITEMS);
        else if (rescue.lost >= 0)
            ck_assert_int_eq(rescue.kept + rescue.lost, ITEMS + WORDS);
        repaired += rescue.done;
        unseen += items - good;
        whole += items == ITEMS;
        assert_sound(db);
        rap_db_destroy(&db);
        rap_buf_release(&bytes);
    }
    rap_buf_release(&sound);
    printf("%d places: %lld repaired, %lld without a row lost, %lld rows changed unseen\n", PLACES,
        (long long)repaired, (long long)whole, (long long)unseen);
    ck_assert_int_gt(repaired, PLACES / 4);
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("db_rescue");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_sound_database_is_left_alone);
    tcase_add_test(tc, a_damaged_leaf_costs_its_own_rows);
    tcase_add_test(tc, a_table_without_rowids_is_read_from_both_ends);
    tcase_add_loop_test(tc, what_is_no_database_any_more_begins_anew, 0, 2);
    tcase_add_loop_test(tc, a_flipped_version_has_no_step_done_twice, 0, 4);
    tcase_add_test(tc, a_newer_database_is_not_damaged);
    tcase_add_test(tc, what_a_person_added_is_no_damage);
    tcase_add_test(tc, an_older_database_is_rescued_and_brought_up_to_date);
    tcase_add_test(tc, a_whole_log_is_no_damage);
    tcase_add_loop_test(tc, a_flip_in_the_log_is_told, 0, 3);
    tcase_add_test(tc, a_transaction_that_did_not_end_is_no_damage);
    tcase_add_loop_test(tc, what_stands_in_the_way_of_the_log_is_moved, 0, 2);
    tcase_add_test(tc, damage_met_on_the_way_is_repaired_at_the_next_start);
    tcase_add_loop_test(tc, word_of_damage_is_one_line_and_short, 0, 2);
    tcase_add_loop_test(tc, a_repair_that_was_cut_off_goes_on, 0, 3);
    tcase_add_test(tc, damage_anywhere_blocks_nothing);
    Suite *suite = suite_create("db_rescue");
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
