#include "fetcher/archive.h"

#include "base/file.h"
#include "base/hash.h"
#include "fetcher/archive_http.h"
#include "fetcher/warc/warc.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <dirent.h>
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
static rap_clock_fake_t clock_;

static void open_at(int64_t file_max, const archive_place_t *end)
{
    const archive_config_t config = {.root = root,
        .name = "f-1",
        .file_max_bytes = file_max,
        .clock = &clock_.clock,
        .end = end};

    ck_assert_msg(archive_open(&archive, &config, &repaired, &err) == RAP_OK, "%s", err.text);
}

static void open_archive(int64_t file_max)
{
    open_at(file_max, NULL);
}

static void setup(void)
{
    /* in memory where there is such a folder: the files are synced some thousand times */
    (void)snprintf(root, sizeof root, "%s/rap-arc-XXXXXX",
        access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(root));
    rap_clock_fake_init(&clock_, INT64_C(1709910245123)); /* 2024-03-08T15:04:05.123Z */
    err = (rap_err_t){0};
    archive = NULL;
}

static void path_of(const char *file, char out[300])
{
    (void)snprintf(out, 300, "%s/%s", root, file);
}

/* How many files are in the archive whose name ends so; removes them if asked to. */
static size_t count_files(const char *suffix, bool remove)
{
    char folder[300], path[600];
    size_t count = 0;

    path_of("f-1", folder);
    DIR *dir = opendir(folder);
    ck_assert_ptr_nonnull(dir);
    for (const struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        size_t len = strlen(entry->d_name), end = strlen(suffix);

        if (entry->d_name[0] == '.' || len < end || strcmp(entry->d_name + len - end, suffix) != 0)
            continue;
        count++;
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (remove)
            ck_assert_int_eq(unlink(path), 0);
    }
    closedir(dir);
    return count;
}

static void clean(void)
{
    char path[300];

    archive_destroy(&archive);
    (void)count_files("", true);
    path_of("f-1", path);
    ck_assert_int_eq(rmdir(path), 0);
}

static void teardown(void)
{
    clean();
    ck_assert_int_eq(rmdir(root), 0);
}

#define REQUEST  "GET /x HTTP/1.1\r\nHost: a.example\r\n\r\n"
#define RESPONSE "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"

static archive_record_t record_of(const char *text, char id[RAP_HEX_SIZE])
{
    rap_sha256(text, strlen(text), id);
    return (archive_record_t){.id = id,
        .url = "https://a.example/x",
        .fetched_at = "2024-03-08T15:04:05.123Z",
        .peer = "192.0.2.7",
        .request = REQUEST,
        .request_len = sizeof REQUEST - 1,
        .response = RESPONSE,
        .response_len = sizeof RESPONSE - 1,
        .body = text,
        .body_len = strlen(text),
        .source = "oewg",
        .tls = "verified",
        .took_ms = 21};
}

static archive_place_t append(const archive_record_t *record)
{
    archive_place_t place = {.offset = -1};

    ck_assert_msg(archive_append(archive, record, &place, &err) == RAP_OK, "%s", err.text);
    return place;
}

/* A capture whose body is `text`. */
static archive_place_t add(const char *text, char id[RAP_HEX_SIZE])
{
    const archive_record_t record = record_of(text, id);

    return append(&record);
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
    char path[300];
    struct stat st;

    path_of(file, path);
    return stat(path, &st) == 0 ? st.st_size : -1;
}

/* Writes over, or behind, or cuts. */
static void damage(const char *file, int64_t at, const char *bytes, size_t len)
{
    char path[300];

    path_of(file, path);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(pwrite(fd, bytes, len, at), (ssize_t)len);
    close(fd);
}

static void cut(const char *file, int64_t len)
{
    char path[300];

    path_of(file, path);
    ck_assert_int_eq(truncate(path, len), 0);
}

static void reopen(void)
{
    archive_destroy(&archive);
    open_archive(BIG);
}

/* Of the file, from `from` on, its records' types by their first letters: "iRqm". */
static const char *types_of(const char *file, int64_t from)
{
    static const char letters[] = "iRSqmvco?";
    static char types[64];
    char path[300];
    RAP_AUTO(warc_reader) *reader = NULL;
    warc_record_t record;
    size_t len = 0;
    bool found;

    path_of(file, path);
    ck_assert_int_eq(warc_open(&reader, path, &err), RAP_OK);
    warc_seek(reader, from);
    for (;;) {
        ck_assert_msg(warc_next(reader, &record, &found, &err) == RAP_OK, "%s", err.text);
        if (!found)
            break;
        types[len++] = letters[record.type];
        ck_assert_msg(warc_end(reader, &err) == RAP_OK, "%s", err.text);
    }
    types[len] = '\0';
    return types;
}

#define FIRST  "f-1/f-1-20240308150405-000001.warc.gz"
#define SECOND "f-1/f-1-20240308150405-000002.warc.gz"
#define OPEN   ".open"

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
    ck_assert_int_gt(place[0].offset, 0); /* behind the file's own record */
    ck_assert_str_eq(types_of(FIRST OPEN, 0), "iRqmRqmRqm");
    ck_assert_str_eq(types_of(FIRST OPEN, place[2].offset), "Rqm");
    reopen();
    ck_assert_int_eq(repaired.cut_bytes, 0);
    ck_assert(!repaired.set_aside);
    expect(&place[0], id[0], "one");
    expect(&place[1], id[1], "");
    expect(&place[2], id[2], "three");
}
END_TEST

START_TEST(a_local_file_is_a_resource)
{
    char id[RAP_HEX_SIZE];
    archive_record_t record = record_of("text", id);

    open_archive(BIG);
    record.url = "file:///tmp/a.txt";
    record.request = record.response = NULL;
    record.request_len = record.response_len = 0;
    archive_place_t place = append(&record);
    ck_assert_str_eq(types_of(FIRST OPEN, 0), "iSm");
    expect(&place, id, "text");
}
END_TEST

/* The revisit's head names the record that has the bytes, and its block is the answer's head. */
START_TEST(a_known_body_is_not_written_twice)
{
    char id[RAP_HEX_SIZE], path[300], text[RAP_HEX_SIZE], block[200];
    archive_original_t original;
    RAP_AUTO(warc_reader) *reader = NULL;
    warc_record_t record;
    size_t len;
    bool found;

    open_archive(BIG);
    archive_place_t place = add("the same", id);
    ck_assert_int_eq(archive_original(archive, &place, &original, &err), RAP_OK);
    ck_assert_str_eq(original.url, "https://a.example/x");
    ck_assert_str_eq(original.date, "2024-03-08T15:04:05.123Z");
    archive_record_t again = record_of("the same", text);
    again.url = "https://a.example/y";
    again.original = &original;
    archive_place_t revisit = append(&again);
    ck_assert_int_eq(try_get(&revisit, id, text), RAP_NOTFOUND);
    expect(&place, id, "the same");

    path_of(FIRST OPEN, path);
    ck_assert_int_eq(warc_open(&reader, path, &err), RAP_OK);
    warc_seek(reader, revisit.offset);
    ck_assert_int_eq(warc_next(reader, &record, &found, &err), RAP_OK);
    ck_assert_int_eq(record.type, WARC_REVISIT);
    ck_assert_str_eq(record.profile, WARC_REVISIT_IDENTICAL);
    ck_assert_str_eq(record.target, "https://a.example/y");
    ck_assert_str_eq(record.refers_to, original.id);
    ck_assert_str_eq(record.refers_to_target, original.url);
    ck_assert_str_eq(record.refers_to_date, original.date);
    ck_assert(warc_digest_hex(record.payload_digest, text));
    ck_assert_str_eq(text, id);
    ck_assert_int_eq(warc_read(reader, block, sizeof block - 1, &len, &err), RAP_OK);
    block[len] = '\0';
    ck_assert_str_eq(block, RESPONSE);
    archive_original_release(&original);
}
END_TEST

START_TEST(a_revisit_is_no_original)
{
    char id[RAP_HEX_SIZE];
    archive_original_t original = {.id = "urn:uuid:x", .date = "2024-03-08T15:04:05Z"}, none;

    open_archive(BIG);
    archive_record_t record = record_of("x", id);
    record.original = &original;
    archive_place_t place = append(&record);
    ck_assert_int_eq(archive_original(archive, &place, &none, &err), RAP_NOTFOUND);
    place.offset++;
    ck_assert_int_eq(archive_original(archive, &place, &none, &err), RAP_SYNTAX);
}
END_TEST

START_TEST(another_digest_is_damage)
{
    char id[RAP_HEX_SIZE], other[RAP_HEX_SIZE], got[64];

    open_archive(BIG);
    archive_place_t place = add("the body", id);
    rap_sha256("another", 7, other);
    ck_assert_int_eq(try_get(&place, other, got), RAP_SYNTAX);
    ck_assert_pstr_ne(strstr(err.text, "the record is damaged"), NULL);
    ck_assert_str_eq(got, "");
    damage(FIRST OPEN, place.offset + 20, "XXXX", 4);
    ck_assert_int_eq(try_get(&place, id, got), RAP_SYNTAX);
    place.offset = 1 << 20;
    ck_assert_int_eq(try_get(&place, id, got), RAP_NOTFOUND);
    place.offset = -1;
    ck_assert_int_eq(try_get(&place, id, got), RAP_NOTFOUND);
    memcpy(place.file, "f-1/none", sizeof "f-1/none");
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
    ck_assert_uint_eq(body.len, 0);
    rap_buf_release(&body);
}
END_TEST

/* Every length at which a kill can have ended the last capture; with and without the frontier's
 * word how far it was acknowledged.  Whole records of it stay. */
START_TEST(a_torn_tail_is_cut_and_kept_beside)
{
    char id[RAP_HEX_SIZE], torn_id[RAP_HEX_SIZE], aside[300], bytes[4096], file[4096];
    archive_place_t end;

    open_archive(BIG);
    archive_place_t place = add("whole", id);
    ck_assert(archive_end(archive, &end));
    int64_t whole = size_of(FIRST OPEN);
    ck_assert_int_eq(whole, end.offset);
    (void)add("torn", torn_id);
    int64_t all = size_of(FIRST OPEN);
    path_of(FIRST OPEN, aside);
    int fd = open(aside, O_RDONLY | O_CLOEXEC);
    ck_assert_int_eq(pread(fd, file, sizeof file, 0), all);
    close(fd);
    for (int64_t len = all - 1; len > whole; len--) {
        archive_destroy(&archive);
        damage(FIRST OPEN, 0, file, (size_t)all);
        cut(FIRST OPEN, len);
        open_at(BIG, _i == 0 ? NULL : &end);
        ck_assert(!repaired.set_aside);
        int64_t kept = size_of(FIRST OPEN);
        ck_assert_int_ge(kept, whole);
        ck_assert_int_eq(repaired.cut_bytes, len - kept);
        if (kept < len) {
            path_of(repaired.cut_to, aside);
            fd = open(aside, O_RDONLY | O_CLOEXEC);
            ck_assert_int_eq(pread(fd, bytes, sizeof bytes, 0), len - kept);
            close(fd);
            ck_assert_mem_eq(bytes, file + kept, (size_t)(len - kept));
        }
        (void)types_of(FIRST OPEN, 0);
        expect(&place, id, "whole");
        archive_place_t again = add("torn", torn_id);
        ck_assert_int_eq(again.offset, kept);
        expect(&again, torn_id, "torn");
    }
}
END_TEST

/* Pages that never reached the disk, before some that did: none of it was acknowledged. */
START_TEST(holes_behind_the_acknowledged_end_are_cut)
{
    char id[RAP_HEX_SIZE], hole_id[RAP_HEX_SIZE], last_id[RAP_HEX_SIZE];
    archive_place_t end;

    open_archive(BIG);
    archive_place_t place = add("whole", id);
    ck_assert(archive_end(archive, &end));
    archive_place_t hole = add("holes", hole_id);
    archive_place_t last = add("last", last_id);
    int64_t all = size_of(FIRST OPEN);
    damage(FIRST OPEN, hole.offset + 30, "\0\0\0\0\0\0", 6);
    archive_destroy(&archive);
    open_at(BIG, &end);
    ck_assert(!repaired.set_aside);
    ck_assert_int_eq(repaired.cut_bytes, all - end.offset);
    expect(&place, id, "whole");
    (void)last;
}
END_TEST

/* The same where the frontier knows only of a file before: nothing of this one was acknowledged. */
START_TEST(holes_in_a_file_that_was_never_acknowledged_are_cut)
{
    char id[3][RAP_HEX_SIZE];
    archive_place_t end, place[3];

    open_archive(100);
    place[0] = add("one", id[0]);
    ck_assert(archive_end(archive, &end));
    place[1] = add("two", id[1]);
    archive_destroy(&archive);
    open_at(BIG, &end);
    place[2] = add("three", id[2]);
    ck_assert_str_eq(place[2].file, SECOND);
    archive_destroy(&archive);
    damage(SECOND OPEN, place[1].offset + 30, "\0\0\0\0\0\0", 6);
    open_at(BIG, &end);
    ck_assert(!repaired.set_aside);
    ck_assert_int_gt(repaired.cut_bytes, 0);
    ck_assert_int_eq(size_of(SECOND OPEN), place[1].offset);
    expect(&place[0], id[0], "one");
}
END_TEST

START_TEST(damage_within_throws_nothing_away)
{
    char id[3][RAP_HEX_SIZE], got[64];
    archive_place_t place[3], end;

    open_archive(BIG);
    place[0] = add("one", id[0]);
    place[1] = add("two", id[1]);
    place[2] = add("three", id[2]);
    ck_assert(archive_end(archive, &end));
    int64_t all = size_of(FIRST OPEN);
    damage(FIRST OPEN, place[1].offset + 30, "XXXX", 4);
    reopen(); /* nothing is known of its end, so its records are looked through */
    ck_assert(repaired.set_aside);
    ck_assert_int_eq(repaired.cut_bytes, 0);
    ck_assert_int_eq(size_of(FIRST), all);
    expect(&place[0], id[0], "one");
    ck_assert_int_eq(try_get(&place[1], id[1], got), RAP_SYNTAX);
    expect(&place[2], id[2], "three");
    archive_place_t next = add("four", id[0]);
    ck_assert_str_eq(next.file, SECOND);
    expect(&next, id[0], "four");
}
END_TEST

START_TEST(a_file_shorter_than_acknowledged_is_damaged)
{
    char id[2][RAP_HEX_SIZE];
    archive_place_t place[2], end;

    open_archive(BIG);
    place[0] = add("one", id[0]);
    place[1] = add("two", id[1]);
    ck_assert(archive_end(archive, &end));
    archive_destroy(&archive);
    cut(FIRST OPEN, place[1].offset);
    open_at(BIG, &end);
    ck_assert(repaired.set_aside);
    ck_assert_int_eq(size_of(FIRST), place[1].offset);
    expect(&place[0], id[0], "one");
}
END_TEST

START_TEST(a_rollback_takes_off_what_was_not_synced)
{
    char id[RAP_HEX_SIZE], kept[RAP_HEX_SIZE];

    open_archive(BIG);
    (void)add("never", id);
    archive_rollback(archive); /* the file's own record, too */
    ck_assert_int_eq(size_of(FIRST OPEN), 0);
    archive_place_t place = add("kept", kept);
    ck_assert_int_eq(archive_sync(archive, &err), RAP_OK);
    int64_t len = size_of(FIRST OPEN);
    (void)add("not", id);
    (void)add("these", id);
    archive_rollback(archive);
    ck_assert_int_eq(size_of(FIRST OPEN), len);
    archive_place_t next = add("then", id);
    ck_assert_int_eq(next.offset, len);
    expect(&next, id, "then");
    expect(&place, kept, "kept");
    ck_assert_str_eq(types_of(FIRST OPEN, 0), "iRqmRqm");
}
END_TEST

START_TEST(files_are_sealed_by_size)
{
    char id[3][RAP_HEX_SIZE];
    archive_place_t place[3];

    open_archive(100);
    place[0] = add("one", id[0]);
    place[1] = add("two", id[1]);
    archive_destroy(&archive);
    open_archive(100);
    clock_.wall += 1000;
    place[2] = add("three", id[2]);
    ck_assert_str_eq(place[1].file, SECOND);
    ck_assert_str_eq(place[2].file, "f-1/f-1-20240308150406-000003.warc.gz");
    ck_assert_uint_eq(count_files(".warc.gz", false), 2);
    ck_assert_uint_eq(count_files(OPEN, false), 1);
    ck_assert_str_eq(types_of(SECOND, 0), "iRqm");
    expect(&place[0], id[0], "one");
    expect(&place[1], id[1], "two");
    expect(&place[2], id[2], "three");
}
END_TEST

/* A kill between the sealing of one file and the making of the next; and a folder that holds two
 * open files, as when someone moved one back. */
START_TEST(any_number_of_open_files_is_mended)
{
    char id[2][RAP_HEX_SIZE], from[300], to[300];
    archive_place_t place[2];

    open_archive(100);
    place[0] = add("one", id[0]);
    place[1] = add("two", id[1]);
    archive_destroy(&archive);
    path_of(FIRST, from);
    path_of(FIRST OPEN, to);
    ck_assert_int_eq(rename(from, to), 0);
    open_archive(BIG);
    ck_assert_uint_eq(count_files(OPEN, false), 1);
    ck_assert_int_gt(size_of(FIRST), 0);
    archive_destroy(&archive);
    path_of(SECOND OPEN, from);
    path_of(SECOND, to);
    ck_assert_int_eq(rename(from, to), 0);
    open_archive(BIG);
    archive_place_t next = add("three", id[0]);
    ck_assert_str_eq(next.file, "f-1/f-1-20240308150405-000003.warc.gz");
    expect(&place[1], id[1], "two");
}
END_TEST

START_TEST(a_full_disk_is_full_and_leaves_no_half_record)
{
    char id[RAP_HEX_SIZE], text[4096];
    archive_place_t place, none;

    open_archive(BIG);
    place = add("one", id);
    int64_t len = size_of(FIRST OPEN);
    struct rlimit before, limit = {.rlim_cur = (rlim_t)len + 300};
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit.rlim_max = before.rlim_max;
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    ck_assert_int_eq(sigaction(SIGXFSZ, &ignore, NULL), 0);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    for (size_t i = 0; i < sizeof text; i++) /* what does not deflate */
        text[i] = (char)((i * 2654435761U) >> 13);
    archive_record_t record = record_of("", id);
    record.body = text;
    record.body_len = sizeof text;
    rap_code_t code = archive_append(archive, &record, &none, &err);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    ck_assert_msg(rap_code_fate(code) == RAP_FATE_RETRY, "%s", err.text);
    ck_assert_int_eq(size_of(FIRST OPEN), len);
    rap_sha256("one", 3, id);
    expect(&place, id, "one");
}
END_TEST

/* ---- heads ---- */

static const struct {
    const char *head;
    size_t body_len; /* (size_t)-1: a message without one */
    const char *archived, *protocol;
} heads[] = {
    {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nServer: x\r\n\r\n", 5,
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nServer: x\r\n\r\n", NULL},
    {"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 5\r\n\r\n", 9,
        "HTTP/1.1 200 OK\r\nX-Archive-Orig-content-encoding: gzip\r\n"
        "X-Archive-Orig-content-length: 5\r\n\r\n",
        NULL},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nTrailer: x\r\n", 9,
        "HTTP/1.1 200 OK\r\nX-Archive-Orig-Transfer-Encoding: chunked\r\n\r\n", NULL},
    {"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n", 5,
        "HTTP/1.1 200 OK\r\nX-Archive-Orig-Content-Length: 50\r\n\r\n", NULL},
    {"HTTP/1.1 200 OK\r\nContent-Length: 5 \r\nContent-Length: 5, 5\r\n\r\n", 5,
        "HTTP/1.1 200 OK\r\nContent-Length: 5 \r\nX-Archive-Orig-Content-Length: 5, 5\r\n\r\n",
        NULL},
    {"HTTP/2 200 \r\nserver: HTTP/2\r\n\r\n", 0, "HTTP/1.1 200 \r\nserver: HTTP/2\r\n\r\n", "h2"},
    {"HTTP/2 304 \r\ncontent-length: 9\r\n\r\n", SIZE_MAX,
        "HTTP/1.1 304 \r\ncontent-length: 9\r\n\r\n", "h2"},
    {"GET /x HTTP/2\r\nHost: a.example\r\n\r\n", SIZE_MAX,
        "GET /x HTTP/1.1\r\nHost: a.example\r\n\r\n", "h2"},
    {"GET /HTTP/20 HTTP/1.1\r\n\r\n", SIZE_MAX, "GET /HTTP/20 HTTP/1.1\r\n\r\n", NULL},
    {"HTTP/1.1 505 no HTTP/2\r\n\r\n", SIZE_MAX, "HTTP/1.1 505 no HTTP/2\r\n\r\n", NULL},
    {"GET /HTTP/2 HTTP/1.1\r\n\r\n", SIZE_MAX, "GET /HTTP/2 HTTP/1.1\r\n\r\n", NULL},
    {"GET /HTTP/2 HTTP/2\r\n\r\n", SIZE_MAX, "GET /HTTP/2 HTTP/1.1\r\n\r\n", "h2"},
};

START_TEST(a_head_is_true_of_its_block)
{
    RAP_AUTO_RELEASE(rap_buf) out;
    const char *head = heads[_i].head, *protocol;
    size_t body_len = heads[_i].body_len;

    rap_buf_init(&out, 1000);
    if (body_len == SIZE_MAX)
        ck_assert_int_eq(archive_http_bare(head, strlen(head), &out, &protocol, &err), RAP_OK);
    else
        ck_assert_int_eq(
            archive_http_response(head, strlen(head), body_len, &out, &protocol, &err), RAP_OK);
    ck_assert_str_eq(out.data, heads[_i].archived);
    ck_assert_pstr_eq(protocol, heads[_i].protocol);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("archive");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, what_is_appended_is_read_back);
    tcase_add_test(tc, a_local_file_is_a_resource);
    tcase_add_test(tc, a_known_body_is_not_written_twice);
    tcase_add_test(tc, a_revisit_is_no_original);
    tcase_add_test(tc, another_digest_is_damage);
    tcase_add_test(tc, a_record_larger_than_the_reader_s_limit_is_too_big);
    tcase_add_loop_test(tc, a_torn_tail_is_cut_and_kept_beside, 0, 2);
    tcase_add_test(tc, holes_behind_the_acknowledged_end_are_cut);
    tcase_add_test(tc, holes_in_a_file_that_was_never_acknowledged_are_cut);
    tcase_add_test(tc, damage_within_throws_nothing_away);
    tcase_add_test(tc, a_file_shorter_than_acknowledged_is_damaged);
    tcase_add_test(tc, a_rollback_takes_off_what_was_not_synced);
    tcase_add_test(tc, files_are_sealed_by_size);
    tcase_add_test(tc, any_number_of_open_files_is_mended);
    tcase_add_test(tc, a_full_disk_is_full_and_leaves_no_half_record);
    tcase_set_timeout(tc, 60); /* a thousand ends of a file, each mended and synced */
    suite_add_tcase(suite, tc);
    tc = tcase_create("heads");
    tcase_add_loop_test(tc, a_head_is_true_of_its_block, 0, (int)(sizeof heads / sizeof heads[0]));
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
