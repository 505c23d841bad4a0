#include "fetcher/warc/warc.h"

#include "base/hash.h"
#include "fetcher/warc/payload.h"
#include "fetcher/warc/writer.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { TEXT_MAX = 1 << 20 };

static char path[64];
static int fd;
static rap_err_t err;

static void setup(void)
{
    memcpy(path, "/tmp/rap-warc-XXXXXX", sizeof "/tmp/rap-warc-XXXXXX");
    fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    err = (rap_err_t){0};
}

static void teardown(void)
{
    close(fd);
    ck_assert_int_eq(unlink(path), 0);
}

static void put(const void *bytes, size_t len)
{
    ck_assert_int_eq(write(fd, bytes, len), (ssize_t)len);
}

/* A gzip member of its own. */
static void put_member(const void *bytes, size_t len)
{
    z_stream z = {0};
    size_t size = len + 1024;
    unsigned char *out = malloc(size);

    ck_assert_int_eq(deflateInit2(&z, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    unsigned char *copy = malloc(len + 1);
    memcpy(copy, bytes, len);
    z.next_in = copy;
    z.avail_in = (uInt)len;
    z.next_out = out;
    z.avail_out = (uInt)size;
    ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
    put(out, size - z.avail_out);
    ck_assert_int_eq(deflateEnd(&z), Z_OK);
    free(out);
    free(copy);
}

static int64_t size(void)
{
    return lseek(fd, 0, SEEK_END);
}

#define HEAD(type, length)                \
    "WARC/1.0\r\nWARC-Type: " type "\r\n" \
    "WARC-Record-ID: <urn:uuid:1>\r\n"    \
    "WARC-Date: 2020-01-02T03:04:05Z\r\n" \
    "Content-Length: " length "\r\n\r\n"
#define RECORD(type, length, block) HEAD(type, length) block "\r\n\r\n"

static warc_reader_t *open_file(void)
{
    warc_reader_t *reader;

    ck_assert_int_eq(warc_open(&reader, path, &err), RAP_OK);
    return reader;
}

static rap_code_t next(warc_reader_t *reader, warc_record_t *record, bool *found)
{
    return warc_next(reader, record, found, &err);
}

static void expect_record(warc_reader_t *reader, int type, int64_t offset, const char *block)
{
    warc_record_t record;
    char text[100];
    size_t len = 0, got;
    bool found;

    ck_assert_msg(next(reader, &record, &found) == RAP_OK, "%s", err.text);
    ck_assert(found);
    ck_assert_int_eq(record.type, type);
    ck_assert_int_eq(record.offset, offset);
    do { /* in pieces of three */
        ck_assert_int_eq(warc_read(reader, text + len, 3, &got, &err), RAP_OK);
        len += got;
    } while (got > 0);
    text[len] = '\0';
    ck_assert_str_eq(text, block);
}

static void expect_end(warc_reader_t *reader)
{
    warc_record_t record;
    bool found;

    ck_assert_msg(next(reader, &record, &found) == RAP_OK, "%s", err.text);
    ck_assert(!found);
}

static void expect_damage(warc_reader_t *reader, const char *text)
{
    warc_record_t record;
    bool found;
    rap_code_t code = next(reader, &record, &found);

    if (code == RAP_OK) {
        ck_assert(found);
        code = warc_end(reader, &err);
    }
    ck_assert_int_eq(code, RAP_SYNTAX);
    ck_assert_msg(strstr(err.text, text) != NULL, "'%s' is not '%s'", err.text, text);
}

/* ---- whole files ---- */

START_TEST(members_are_read_one_by_one)
{
    RAP_AUTO(warc_reader) *reader = NULL;
    int64_t at[3];

    at[0] = size();
    put_member(RECORD("resource", "3", "one"), sizeof RECORD("resource", "3", "one") - 1);
    at[1] = size();
    put_member(RECORD("metadata", "0", ""), sizeof RECORD("metadata", "0", "") - 1);
    at[2] = size();
    put_member(RECORD("x-new", "5", "three"), sizeof RECORD("x-new", "5", "three") - 1);
    reader = open_file();
    expect_record(reader, WARC_RESOURCE, at[0], "one");
    expect_record(reader, WARC_METADATA, at[1], "");
    expect_record(reader, WARC_OTHER, at[2], "three");
    expect_end(reader);
    ck_assert_int_eq(warc_end_offset(reader), size());
    warc_seek(reader, at[1]);
    expect_record(reader, WARC_METADATA, at[1], "");
    warc_seek(reader, size() + 10);
    expect_end(reader);
}
END_TEST

START_TEST(a_plain_file_has_places_too)
{
    RAP_AUTO(warc_reader) *reader = NULL;
    static const char one[] = RECORD("resource", "3", "one"),
                      two[] = RECORD("response", "3", "two");

    put(one, sizeof one - 1);
    put(two, sizeof two - 1);
    reader = open_file();
    expect_record(reader, WARC_RESOURCE, 0, "one");
    expect_record(reader, WARC_RESPONSE, sizeof one - 1, "two");
    expect_end(reader);
    warc_seek(reader, sizeof one - 1);
    expect_record(reader, WARC_RESPONSE, sizeof one - 1, "two");
}
END_TEST

START_TEST(one_member_may_hold_all_records)
{
    RAP_AUTO(warc_reader) *reader = NULL;
    static const char all[] = RECORD("resource", "3", "one") RECORD("resource", "3", "two");
    warc_record_t record;
    bool found;

    put_member(all, sizeof all - 1);
    reader = open_file();
    ck_assert_int_eq(next(reader, &record, &found), RAP_OK);
    ck_assert(!record.shared);
    ck_assert_int_eq(next(reader, &record, &found), RAP_OK);
    ck_assert(record.shared);
    expect_end(reader);
}
END_TEST

START_TEST(an_empty_file_has_no_records)
{
    RAP_AUTO(warc_reader) *reader = open_file();

    expect_end(reader);
    ck_assert(!warc_is_torn(reader));
}
END_TEST

START_TEST(no_file_is_told)
{
    warc_reader_t *reader = NULL;

    ck_assert_int_eq(warc_open(&reader, "/nonexistent.warc", &err), RAP_NOTFOUND);
    ck_assert_ptr_null(reader);
}
END_TEST

/* ---- heads ---- */

START_TEST(a_head_is_understood)
{
    RAP_AUTO(warc_reader) *reader = NULL;
    static const char text[] =
        "WARC/1.1\r\nwarc-type: Revisit\r\nWARC-Target-URI:  <http://a.example/> \r\n"
        "WARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2020-01-02T03:04:05.678Z\r\n"
        "X-Other: this is\r\n\tfolded\r\nWARC-Concurrent-To: <urn:a>\r\n"
        "WARC-Concurrent-To: <urn:b>\r\nWARC-Profile: p\r\n  q\r\nContent-Length: 0\r\n\r\n\r\n\r\n";
    warc_record_t record;
    bool found;

    put(text, sizeof text - 1);
    reader = open_file();
    ck_assert_msg(next(reader, &record, &found) == RAP_OK, "%s", err.text);
    ck_assert_int_eq(record.type, WARC_REVISIT);
    ck_assert_str_eq(record.target, "http://a.example/");
    ck_assert_str_eq(record.id, "urn:uuid:1");
    ck_assert_str_eq(record.date, "2020-01-02T03:04:05.678Z");
    ck_assert_str_eq(record.concurrent_to, "urn:a");
    ck_assert_ptr_null(record.peer);
    ck_assert_int_eq(strncmp(record.profile, "p ", 2), 0);
    ck_assert_ptr_nonnull(strstr(record.profile, " q"));
    expect_end(reader);
}
END_TEST

#define FIELDS \
    "WARC-Type: resource\r\nWARC-Record-ID: <urn:1>\r\nWARC-Date: 2020-01-02T03:04:05Z\r\n"

static const struct {
    const char *text, *complaint;
    bool torn;
} bad[] = {
    {"hello", "there is no WARC record", false},
    {"WARC/2.0\r\n" FIELDS "Content-Length: 0\r\n\r\n\r\n\r\n", "a version that is not known",
        false},
    {"WARC/x\r\n\r\n", "there is no WARC record", false},
    {"WARC/1.0\r\n" FIELDS "\r\n\r\n\r\n", "'Content-Length' is missing", false},
    {"WARC/1.0\r\nWARC-Type: x\r\nWARC-Date: y\r\nContent-Length: 0\r\n\r\n\r\n\r\n",
        "'WARC-Record-ID' is missing", false},
    {"WARC/1.0\r\n" FIELDS "WARC-Type: request\r\nContent-Length: 0\r\n\r\n\r\n\r\n",
        "it has two fields 'WARC-Type'", false},
    {"WARC/1.0\r\n" FIELDS "Content-Length: 1\r\nContent-Length: 2\r\n\r\nx\r\n\r\n",
        "it has two lengths", false},
    {"WARC/1.0\r\n" FIELDS "Content-Length: -1\r\n\r\n\r\n\r\n", "'-1' is no number", false},
    {"WARC/1.0\r\n" FIELDS "Content-Length: 99999999999999999999\r\n\r\n", "is no number", false},
    {"WARC/1.0\r\n" FIELDS "Content-Length: 999999999999999\r\n\r\n", "larger than any", false},
    {"WARC/1.0\r\n" FIELDS "Content-Length:\r\n\r\n", "its length is empty", false},
    {"WARC/1.0\r\n" FIELDS "no colon\r\nContent-Length: 0\r\n\r\n", "a line without a name", false},
    {"WARC/1.0\r\n" FIELDS, "it ends within its head", true},
    {"WARC", "it ends within its head", true},
    {"WARC/1.0\r\n" FIELDS "Content-Length: 5\r\n\r\nfour", "it ends within its block", true},
    {"WARC/1.0\r\n" FIELDS "Content-Length: 4\r\n\r\nfour\r\n", "without two empty lines", true},
    {"WARC/1.0\r\n" FIELDS "Content-Length: 3\r\n\r\nfour\r\n\r\n", "not as long as", false},
};

START_TEST(what_is_no_record_is_told)
{
    RAP_AUTO(warc_reader) *reader = NULL;

    put(bad[_i].text, strlen(bad[_i].text));
    reader = open_file();
    expect_damage(reader, bad[_i].complaint);
    ck_assert_int_eq(warc_is_torn(reader), bad[_i].torn);
    ck_assert_int_eq(warc_offset(reader), 0);
}
END_TEST

START_TEST(a_head_without_end_is_not_read_for_ever)
{
    RAP_AUTO(warc_reader) *reader = NULL;
    char line[] = "X-Field: 0123456789012345678901234567890123456789\r\n";

    put("WARC/1.0\r\n", 10);
    for (int i = 0; i < 3000; i++)
        put(line, sizeof line - 1);
    reader = open_file();
    expect_damage(reader, "its head is longer than 65536 bytes");
}
END_TEST

START_TEST(a_nul_in_a_head_is_damage)
{
    RAP_AUTO(warc_reader) *reader = NULL;
    static const char text[] = "WARC/1.0\r\nWARC-Type: a\0b\r\n" FIELDS "Content-Length: 0\r\n\r\n";

    put(text, sizeof text - 1);
    reader = open_file();
    expect_damage(reader, "its head holds a NUL");
}
END_TEST

/* ---- damage ---- */

static void put_three(int64_t at[4])
{
    static const char *const blocks[] = {"first", "secnd", "third"};
    char text[400];

    for (int i = 0; i < 3; i++) {
        at[i] = size();
        int len = snprintf(text, sizeof text, HEAD("resource", "5") "%s\r\n\r\n", blocks[i]);
        put_member(text, (size_t)len);
    }
    at[3] = size();
}

/* Whatever byte of the second member is wrong, the first and the third are read. */
START_TEST(damage_is_confined)
{
    int64_t at[4];

    put_three(at);
    for (int64_t place = at[1]; place < at[2]; place++) {
        RAP_AUTO(warc_reader) *reader = open_file();
        warc_record_t record;
        bool found;
        char was, is;

        ck_assert_int_eq(pread(fd, &was, 1, place), 1);
        is = (char)(was ^ 0x55);
        ck_assert_int_eq(pwrite(fd, &is, 1, place), 1);
        expect_record(reader, WARC_RESOURCE, at[0], "first");
        rap_code_t code = next(reader, &record, &found);
        if (code == RAP_OK)
            code = warc_end(reader, &err);
        /* the time, the flags of the writer's system and the like are nobody's concern */
        if (code != RAP_OK) {
            ck_assert_int_eq(code, RAP_SYNTAX);
            ck_assert_int_eq(warc_offset(reader), at[1]);
            ck_assert_int_eq(warc_resync(reader, &found, &err), RAP_OK);
            ck_assert(found);
        } else {
            ck_assert_int_lt(place, at[1] + 10);
        }
        expect_record(reader, WARC_RESOURCE, at[2], "third");
        expect_end(reader);
        ck_assert_int_eq(pwrite(fd, &was, 1, place), 1);
    }
}
END_TEST

START_TEST(a_file_that_is_cut_is_torn)
{
    int64_t at[4];

    put_three(at);
    for (int64_t len = at[3] - 1; len > at[2]; len--) {
        RAP_AUTO(warc_reader) *reader = NULL;
        bool found;

        ck_assert_int_eq(ftruncate(fd, len), 0);
        reader = open_file();
        expect_record(reader, WARC_RESOURCE, at[0], "first");
        expect_record(reader, WARC_RESOURCE, at[1], "secnd");
        expect_damage(reader, "");
        ck_assert_int_eq(warc_offset(reader), at[2]);
        ck_assert(warc_is_torn(reader) || len == at[2] + 1); /* one byte is no member's beginning */
        ck_assert_int_eq(warc_resync(reader, &found, &err), RAP_OK);
        ck_assert(!found);
    }
}
END_TEST

/* Places that look like the beginning of a record, and are none. */
START_TEST(resync_tries_no_more_than_it_may)
{
    RAP_AUTO(warc_reader) *reader = NULL;
    bool found;

    for (int i = 0; i < 100000; i++)
        put("\x1f\x8b\x08\x00", 4);
    reader = open_file();
    expect_damage(reader, "cannot be inflated");
    ck_assert_int_eq(warc_resync(reader, &found, &err), RAP_OK);
    ck_assert(!found);
}
END_TEST

/* Many megabytes of zeros in few kilobytes: what is behind the length that its head says is not looked
 * at, and a body stops at the buffer's end. */
static void put_bomb(const char *head)
{
    z_stream z = {0};
    unsigned char out[1 << 16];
    static unsigned char zeros[1 << 20];
    size_t left = 64;

    memcpy(zeros, head, strlen(head));
    ck_assert_int_eq(deflateInit2(&z, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    for (; left > 0; left--) {
        z.next_in = zeros;
        z.avail_in = sizeof zeros;
        do {
            z.next_out = out;
            z.avail_out = sizeof out;
            ck_assert_int_ne(deflate(&z, left == 1 ? Z_FINISH : Z_NO_FLUSH), Z_STREAM_ERROR);
            put(out, sizeof out - z.avail_out);
        } while (z.avail_out == 0);
        memset(zeros, 0, strlen(head));
    }
    ck_assert_int_eq(deflateEnd(&z), Z_OK);
}

START_TEST(a_bomb_behind_a_record_is_not_inflated)
{
    RAP_AUTO(warc_reader) *reader = NULL;
    static const char tail[] = RECORD("resource", "4", "tail");

    put_bomb(RECORD("resource", "4", "head"));
    int64_t at = size();
    put_member(tail, sizeof tail - 1);
    reader = open_file();
    expect_record(reader, WARC_RESOURCE, 0, "head");
    expect_damage(reader, "there is no WARC record");
    bool found;
    ck_assert_int_eq(warc_resync(reader, &found, &err), RAP_OK);
    ck_assert(found);
    expect_record(reader, WARC_RESOURCE, at, "tail");
}
END_TEST

START_TEST(a_bomb_in_a_body_stops_at_the_limit)
{
    RAP_AUTO(warc_reader) *reader = NULL;
    RAP_AUTO_RELEASE(rap_buf) body;
    warc_record_t record;
    bool found;

    put_bomb(HEAD("resource", "67000000"));
    rap_buf_init(&body, TEXT_MAX);
    reader = open_file();
    ck_assert_int_eq(next(reader, &record, &found), RAP_OK);
    ck_assert_int_eq(warc_read_payload(reader, &record, &body, NULL, NULL, &err), RAP_TOOBIG);
    ck_assert_uint_le(body.len, TEXT_MAX);
}
END_TEST

/* ---- digests ---- */

static const struct {
    const char *labelled, *hex;
} digests[] = {
    {"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"SHA256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"sha256:XJ4BNP4PAHH6UQKBIDPF3LRCEOYAGYNDSYLXVHFUCD7WD4QACWWQ====",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"sha-256:xj4bnp4pahh6uqkbidpf3lrceoyagyndsylxvhfucd7wd4qacwwq",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"sha1:2jmj7l5rsw0yvb", NULL},
    {"sha256:ba78", NULL},
    {"sha256:", NULL},
    {"sha256:ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", NULL},
    {"", NULL},
    {NULL, NULL},
};

START_TEST(digests_are_read_in_both_notations)
{
    char hex[RAP_HEX_SIZE];

    ck_assert_int_eq(warc_digest_hex(digests[_i].labelled, hex), digests[_i].hex != NULL);
    if (digests[_i].hex != NULL)
        ck_assert_str_eq(hex, digests[_i].hex);
}
END_TEST

/* ---- payloads ---- */

static rap_code_t add_text(void *arg, const void *bytes, size_t len, rap_err_t *e)
{
    return rap_buf_add(arg, bytes, len, e);
}

/* The message in pieces of `piece` bytes. */
static rap_code_t decode(
    const char *message, size_t len, size_t piece, unsigned how, rap_buf_t *out, warc_http_t *http)
{
    RAP_AUTO(warc_payload) *payload = warc_payload_new(how, add_text, out);
    rap_code_t code = RAP_OK;

    for (size_t at = 0; at < len && code == RAP_OK; at += piece)
        code = warc_payload_add(payload, message + at, len - at < piece ? len - at : piece, &err);
    if (code == RAP_OK)
        code = warc_payload_end(payload, &err);
    *http = *warc_payload_http(payload);
    return code;
}

#define GZIP_HELLO                                                                             \
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\x48\xcd\xc9\xc9\x07\x00\x86\xa6\x10\x36\x05" \
    "\x00\x00\x00"
#define ZLIB_HELLO "\x78\x9c\xcb\x48\xcd\xc9\xc9\x07\x00\x06\x2c\x02\x15"
#define OK         "HTTP/1.1 200 OK\r\n"
#define CHUNKED    OK "Transfer-Encoding: chunked\r\n"

#define MESSAGE(text) (text), sizeof(text) - 1
static const struct {
    const char *message;
    size_t len;
    const char *body; /* NULL: an error */
    rap_code_t code;
} messages[] = {
    {MESSAGE(OK "\r\nhello"), "hello", RAP_OK},
    {MESSAGE("HTTP/1.0 200\n\nhello"), "hello", RAP_OK},
    {MESSAGE(OK "\r\n"), "", RAP_OK},
    {MESSAGE(CHUNKED "\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nT: x\r\n\r\nmore"), "hello", RAP_OK},
    {MESSAGE(CHUNKED "\r\n00005 \nhello\r\n0\r\n\r\n"), "hello", RAP_OK},
    {MESSAGE(CHUNKED "\r\nhello"), "hello", RAP_OK}, /* undone already */
    {MESSAGE(CHUNKED "\r\nhello\nworld"), "hello\nworld", RAP_OK},
    {MESSAGE(CHUNKED "\r\n"), "", RAP_OK},
    {MESSAGE(CHUNKED "\r\n5\r\nhell"), NULL, RAP_SYNTAX},
    {MESSAGE(CHUNKED "\r\n5\r\nhelloo\r\n0\r\n\r\n"), NULL, RAP_SYNTAX},
    {MESSAGE(CHUNKED "\r\n5\r\nhello\r\nx\r\n"), NULL, RAP_SYNTAX},
    {MESSAGE(CHUNKED "\r\n5\r\nhello\r\nffffffffffffffffff\r\n"), NULL, RAP_SYNTAX},
    {MESSAGE(OK "Content-Encoding: gzip\r\n\r\n" GZIP_HELLO), "hello", RAP_OK},
    {MESSAGE(OK "Content-Encoding: gzip\r\n\r\n" GZIP_HELLO "rest"), "hello", RAP_OK},
    {MESSAGE(OK "Content-Encoding: x-gzip\r\n\r\nhello"), "hello", RAP_OK}, /* undone already */
    {MESSAGE(OK "Content-Encoding: deflate\r\n\r\n" ZLIB_HELLO), "hello", RAP_OK},
    {MESSAGE(OK "content-encoding:identity\r\n\r\nhello"), "hello", RAP_OK},
    {MESSAGE(OK "Content-Encoding: br\r\n\r\nxxx"), NULL, RAP_UNSUPPORTED},
    {MESSAGE(OK "Content-Encoding: gzip, br\r\n\r\nxxx"), NULL, RAP_UNSUPPORTED},
    {MESSAGE(OK "Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08"), NULL, RAP_SYNTAX},
    {MESSAGE(OK "Content-Encoding: gzip\r\n\r\n\x1fxxxxxxxxxx"), NULL, RAP_SYNTAX},
    {MESSAGE(CHUNKED "Content-Encoding: gzip\r\n\r\n19\r\n" GZIP_HELLO "\r\n0\r\n\r\n"), "hello",
        RAP_OK},
    {MESSAGE(OK "Server: x"), NULL, RAP_SYNTAX},
    {MESSAGE(OK "Server: \0\r\n\r\n"), NULL, RAP_SYNTAX},
};

START_TEST(payloads_are_decoded_in_pieces_of_any_size)
{
    static const size_t pieces[] = {1, 2, 3, 7, 10000};

    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        RAP_AUTO_RELEASE(rap_buf) body;
        warc_http_t http;

        rap_buf_init(&body, 1000);
        rap_code_t code = decode(messages[_i].message, messages[_i].len, pieces[i],
            WARC_HTTP | WARC_UNCHUNK | WARC_DECODE, &body, &http);
        ck_assert_msg(code == messages[_i].code, "%d: %s", (int)code, err.text);
        if (messages[_i].body != NULL) {
            ck_assert_str_eq(body.data, messages[_i].body);
            ck_assert_int_eq(http.status, 200);
        }
    }
}
END_TEST

START_TEST(a_payload_may_be_left_as_it_is)
{
    RAP_AUTO_RELEASE(rap_buf) body;
    warc_http_t http;
    static const char message[] = CHUNKED "Content-Type: text/html; x\r\n\r\n0\r\n\r\n";

    rap_buf_init(&body, 1000);
    ck_assert_int_eq(decode(message, sizeof message - 1, 5, WARC_HTTP, &body, &http), RAP_OK);
    ck_assert_str_eq(body.data, "0\r\n\r\n");
    ck_assert_str_eq(http.media_type, "text/html; x");
    ck_assert(http.chunked);
    rap_buf_reset(&body);
    ck_assert_int_eq(decode(message, sizeof message - 1, 5, 0, &body, &http), RAP_OK);
    ck_assert_uint_eq(body.len, sizeof message - 1);
}
END_TEST

START_TEST(an_endless_http_head_is_damage)
{
    RAP_AUTO_RELEASE(rap_buf) body;
    warc_http_t http;
    static char message[100000];

    memset(message, 'x', sizeof message);
    rap_buf_init(&body, 1000);
    ck_assert_int_eq(decode(message, sizeof message, 1000, WARC_HTTP, &body, &http), RAP_SYNTAX);
    ck_assert_str_eq(err.text, "the HTTP head in it has no end");
}
END_TEST

/* ---- what is written is read ---- */

/* Stored, deflated in pieces, deflated at once, and nothing. */
static const size_t written[] = {9 << 20, (1 << 20) + 1, 1 << 20, 1000, 0};

enum { WRITTEN = sizeof written / sizeof written[0] };

static void expect_written(warc_reader_t *reader, const char *id, size_t len)
{
    RAP_AUTO_RELEASE(rap_buf) body;
    char hex[RAP_HEX_SIZE], wanted[RAP_HEX_SIZE];
    warc_record_t record;
    bool found;

    rap_buf_init(&body, len);
    ck_assert_int_eq(next(reader, &record, &found), RAP_OK);
    ck_assert(found);
    ck_assert_str_eq(record.target, "file:///a");
    ck_assert_str_eq(record.id, id);
    ck_assert_int_eq(warc_read_payload(reader, &record, &body, NULL, NULL, &err), RAP_OK);
    ck_assert_uint_eq(body.len, len);
    rap_sha256(body.data, body.len, hex);
    ck_assert(warc_digest_hex(record.block_digest, wanted));
    ck_assert_str_eq(hex, wanted);
}

START_TEST(what_is_written_is_read_back)
{
    RAP_AUTO(warc_writer) *writer = warc_writer_new();
    RAP_AUTO(warc_reader) *reader = NULL;
    char id[WARC_ID_SIZE];
    static char big[9 << 20];
    const warc_record_t record = {.type = WARC_RESOURCE,
        .id = id,
        .date = "2024-03-08T15:04:05.123Z",
        .target = "file:///a\r\nWARC-Type: forged"};

    for (size_t i = 0; i < sizeof big; i++)
        big[i] = (char)(i % 251);
    warc_new_id(id);
    for (size_t i = 0; i < WRITTEN; i++) {
        const struct iovec part[] = {{big, written[i] / 3}, {big, written[i] - written[i] / 3}};
        int64_t before = size();

        ck_assert_int_eq(warc_write(writer, fd, &record, part, 2, &err), RAP_OK);
        if (i == 0) /* this and no other is larger than what stands in it */
            ck_assert_int_gt(size() - before, (int64_t)written[i]);
        else
            ck_assert_int_lt(size() - before, (int64_t)written[i] * 9 / 10 + 400);
    }
    reader = open_file();
    for (size_t i = 0; i < WRITTEN; i++)
        expect_written(reader, id, written[i]);
    expect_end(reader);
}
END_TEST

#define COUNT(list) ((int)(sizeof(list) / sizeof(list)[0]))

int main(void)
{
    Suite *suite = suite_create("warc");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_set_timeout(tc, 30); /* for a sanitizer on a busy machine */
    tcase_add_test(tc, members_are_read_one_by_one);
    tcase_add_test(tc, a_plain_file_has_places_too);
    tcase_add_test(tc, one_member_may_hold_all_records);
    tcase_add_test(tc, an_empty_file_has_no_records);
    tcase_add_test(tc, no_file_is_told);
    tcase_add_test(tc, a_head_is_understood);
    tcase_add_loop_test(tc, what_is_no_record_is_told, 0, COUNT(bad));
    tcase_add_test(tc, a_head_without_end_is_not_read_for_ever);
    tcase_add_test(tc, a_nul_in_a_head_is_damage);
    tcase_add_test(tc, damage_is_confined);
    tcase_add_test(tc, a_file_that_is_cut_is_torn);
    tcase_add_test(tc, resync_tries_no_more_than_it_may);
    tcase_add_test(tc, a_bomb_behind_a_record_is_not_inflated);
    tcase_add_test(tc, a_bomb_in_a_body_stops_at_the_limit);
    tcase_add_loop_test(tc, digests_are_read_in_both_notations, 0, COUNT(digests));
    tcase_add_loop_test(tc, payloads_are_decoded_in_pieces_of_any_size, 0, COUNT(messages));
    tcase_add_test(tc, a_payload_may_be_left_as_it_is);
    tcase_add_test(tc, an_endless_http_head_is_damage);
    tcase_add_test(tc, what_is_written_is_read_back);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
