#include "fetcher/archive.h"

#include "base/file.h"
#include "base/hash.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BIG = 1 << 30, BODY_MAX = 1 << 20 };

static char root[64];
static rap_err_t err;
static archive_t *archive;
static archive_repair_t repaired;

static void open_archive(int64_t file_max)
{
    ck_assert_msg(
        archive_open(&archive, root, "f-1", file_max, &repaired, &err) == RAP_OK, "%s", err.text);
}

static void setup(void)
{
    memcpy(root, "/tmp/rap-arc-XXXXXX", sizeof "/tmp/rap-arc-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(root));
    err = (rap_err_t){0};
    archive = NULL;
}

static void path_of(const char *file, char out[200])
{
    (void)snprintf(out, 200, "%s/%s", root, file);
}

static void teardown(void)
{
    char path[200];

    archive_destroy(&archive);
    for (int i = 1; i < 20; i++) {
        char file[32];

        (void)snprintf(file, sizeof file, "f-1/%06d.rap", i);
        path_of(file, path);
        (void)unlink(path);
    }
    path_of("f-1", path);
    (void)rmdir(path);
    ck_assert_int_eq(rmdir(root), 0);
}

/* A record whose body is `text`. */
static archive_place_t add(const char *text, char id[RAP_HEX_SIZE])
{
    archive_place_t place = {.offset = -1};

    rap_sha256(text, strlen(text), id);
    const archive_record_t record = {.id = id,
        .url = "https://a.example/x",
        .fetched_at = "2024-03-08T15:04:05Z",
        .media_type = "text/plain",
        .request = "GET /x HTTP/1.1\r\n\r\n",
        .request_len = 19,
        .response = "HTTP/1.1 200 OK\r\n\r\n",
        .response_len = 19,
        .body = text,
        .body_len = strlen(text)};
    ck_assert_msg(archive_append(archive, &record, &place, &err) == RAP_OK, "%s", err.text);
    return place;
}

static rap_code_t try_get(const archive_place_t *place, const char *id, char out[64])
{
    rap_buf_t body;

    rap_buf_init(&body, BODY_MAX);
    rap_code_t code = archive_read(archive, place, id, &body, &err);
    (void)snprintf(out, 64, "%s", body.data);
    rap_buf_release(&body);
    return code;
}

static void expect(const archive_place_t *place, const char *id, const char *text)
{
    char got[64];

    ck_assert_msg(try_get(place, id, got) == RAP_OK, "%s", err.text);
    ck_assert_str_eq(got, text);
}

static int64_t size_of(const char *file)
{
    char path[200];
    struct stat st;

    path_of(file, path);
    return stat(path, &st) == 0 ? st.st_size : -1;
}

/* Writes over, or behind, or cuts. */
static void damage(const char *file, int64_t at, const char *bytes, size_t len)
{
    char path[200];

    path_of(file, path);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(pwrite(fd, bytes, len, at), (ssize_t)len);
    close(fd);
}

static void cut(const char *file, int64_t len)
{
    char path[200];

    path_of(file, path);
    ck_assert_int_eq(truncate(path, len), 0);
}

static void reopen(void)
{
    archive_destroy(&archive);
    open_archive(BIG);
}

#define FIRST "f-1/000001.rap"

START_TEST(what_is_appended_is_read_back)
{
    char id[3][RAP_HEX_SIZE];
    archive_place_t place[3];

    open_archive(BIG);
    place[0] = add("one", id[0]);
    place[1] = add("", id[1]);
    ck_assert_int_eq(archive_sync(archive, &err), RAP_OK);
    place[2] = add("three", id[2]);
    ck_assert_int_eq(archive_sync(archive, &err), RAP_OK);
    ck_assert_str_eq(place[0].file, FIRST);
    ck_assert_int_eq(place[0].offset, 0);
    reopen();
    ck_assert_int_eq(repaired.cut_bytes, 0);
    ck_assert(!repaired.set_aside);
    expect(&place[0], id[0], "one");
    expect(&place[1], id[1], "");
    expect(&place[2], id[2], "three");
}
END_TEST

START_TEST(another_digest_is_damage)
{
    char id[RAP_HEX_SIZE], got[64];

    open_archive(BIG);
    archive_place_t place = add("the body", id);
    damage(FIRST, size_of(FIRST) - 3, "X", 1);
    ck_assert_int_eq(try_get(&place, id, got), RAP_SYNTAX);
    ck_assert_pstr_ne(strstr(err.text, "the record is damaged"), NULL);
    place.offset += 1;
    ck_assert_int_eq(try_get(&place, id, got), RAP_NOTFOUND);
    place.offset = 1 << 20;
    ck_assert_int_eq(try_get(&place, id, got), RAP_NOTFOUND);
    memcpy(place.file, "f-1/000009.rap", sizeof "f-1/000009.rap");
    ck_assert_int_eq(try_get(&place, id, got), RAP_NOTFOUND);
}
END_TEST

START_TEST(a_record_larger_than_the_reader_s_limit_is_too_big)
{
    char id[RAP_HEX_SIZE];
    rap_buf_t body;

    open_archive(BIG);
    archive_place_t place = add("more than four", id);
    rap_buf_init(&body, 4);
    ck_assert_int_eq(archive_read(archive, &place, id, &body, &err), RAP_TOOBIG);
    rap_buf_release(&body);
}
END_TEST

/* Every length at which a kill can have ended the last write. */
START_TEST(a_torn_tail_is_cut_and_counted)
{
    char id[RAP_HEX_SIZE], torn_id[RAP_HEX_SIZE];

    open_archive(BIG);
    archive_place_t place = add("whole", id);
    int64_t whole = size_of(FIRST);
    (void)add("torn", torn_id);
    int64_t all = size_of(FIRST);
    for (int64_t len = all - 1; len > whole; len--) {
        cut(FIRST, len);
        reopen();
        ck_assert_int_eq(repaired.cut_bytes, len - whole);
        ck_assert(!repaired.set_aside);
        ck_assert_int_eq(size_of(FIRST), whole);
        expect(&place, id, "whole");
        archive_place_t again = add("torn", torn_id);
        ck_assert_int_eq(again.offset, whole);
        expect(&again, torn_id, "torn");
    }
}
END_TEST

START_TEST(a_last_record_with_holes_is_cut)
{
    char id[RAP_HEX_SIZE];

    open_archive(BIG);
    archive_place_t place = add("whole", id);
    int64_t whole = size_of(FIRST);
    (void)add("holes", id);
    damage(FIRST, size_of(FIRST) - 4, "\0\0", 2); /* never reached the disk */
    rap_sha256("whole", 5, id);
    reopen();
    ck_assert_int_gt(repaired.cut_bytes, 0);
    ck_assert_int_eq(size_of(FIRST), whole);
    expect(&place, id, "whole");
}
END_TEST

START_TEST(damage_within_throws_nothing_away)
{
    char id[3][RAP_HEX_SIZE], got[64];
    archive_place_t place[3];

    open_archive(BIG);
    place[0] = add("one", id[0]);
    place[1] = add("two", id[1]);
    place[2] = add("three", id[2]);
    int64_t all = size_of(FIRST);
    damage(FIRST, place[1].offset, "XXXX", 4);
    reopen();
    ck_assert(repaired.set_aside);
    ck_assert_int_eq(repaired.cut_bytes, 0);
    ck_assert_int_eq(size_of(FIRST), all);
    expect(&place[0], id[0], "one");
    ck_assert_int_eq(try_get(&place[1], id[1], got), RAP_NOTFOUND);
    expect(&place[2], id[2], "three");
    archive_place_t next = add("four", id[0]);
    ck_assert_str_eq(next.file, "f-1/000002.rap");
    expect(&next, id[0], "four");
}
END_TEST

START_TEST(a_rollback_takes_off_what_was_not_synced)
{
    char id[RAP_HEX_SIZE], kept[RAP_HEX_SIZE];

    open_archive(BIG);
    archive_place_t place = add("kept", kept);
    ck_assert_int_eq(archive_sync(archive, &err), RAP_OK);
    int64_t len = size_of(FIRST);
    (void)add("not", id);
    (void)add("these", id);
    archive_rollback(archive);
    ck_assert_int_eq(size_of(FIRST), len);
    archive_place_t next = add("then", id);
    ck_assert_int_eq(next.offset, len);
    expect(&next, id, "then");
    expect(&place, kept, "kept");
}
END_TEST

START_TEST(files_are_closed_by_size)
{
    char id[3][RAP_HEX_SIZE];
    archive_place_t place[3];

    open_archive(100);
    place[0] = add("one", id[0]);
    place[1] = add("two", id[1]);
    archive_destroy(&archive);
    open_archive(100);
    place[2] = add("three", id[2]);
    ck_assert_str_eq(place[1].file, "f-1/000002.rap");
    ck_assert_str_eq(place[2].file, "f-1/000003.rap");
    expect(&place[0], id[0], "one");
    expect(&place[1], id[1], "two");
    expect(&place[2], id[2], "three");
}
END_TEST

START_TEST(a_full_disk_is_full_and_leaves_no_half_record)
{
    char id[RAP_HEX_SIZE], text[4096];
    archive_place_t place, none;

    open_archive(BIG);
    place = add("one", id);
    int64_t len = size_of(FIRST);
    struct rlimit before, limit = {.rlim_cur = (rlim_t)len + 300};
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit.rlim_max = before.rlim_max;
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    ck_assert_int_eq(sigaction(SIGXFSZ, &ignore, NULL), 0);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    memset(text, 'x', sizeof text);
    const archive_record_t record = {.id = id, .url = "u", .body = text, .body_len = sizeof text};
    rap_code_t code = archive_append(archive, &record, &none, &err);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    ck_assert_msg(rap_code_fate(code) == RAP_FATE_RETRY, "%s", err.text);
    ck_assert_int_eq(size_of(FIRST), len);
    expect(&place, id, "one");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("archive");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, what_is_appended_is_read_back);
    tcase_add_test(tc, another_digest_is_damage);
    tcase_add_test(tc, a_record_larger_than_the_reader_s_limit_is_too_big);
    tcase_add_test(tc, a_torn_tail_is_cut_and_counted);
    tcase_add_test(tc, a_last_record_with_holes_is_cut);
    tcase_add_test(tc, damage_within_throws_nothing_away);
    tcase_add_test(tc, a_rollback_takes_off_what_was_not_synced);
    tcase_add_test(tc, files_are_closed_by_size);
    tcase_add_test(tc, a_full_disk_is_full_and_leaves_no_half_record);
    suite_add_tcase(suite, tc);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
