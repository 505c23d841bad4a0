/* Invariants: no file crashes the reader or makes it read for ever; reading it twice gives the same
 * records and complaints; a record that was found whole is found again at its place; blocks are
 * as long as their heads say; records do not overlap, whatever stands between them. */
#include "base/hash.h"
#include "fetcher/warc/document.h"
#include "fetcher/warc/payload.h"
#include "fetcher/warc/warc.h"
#include "tests/fuzz/check.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { BODY_MAX = 1 << 20, RECORDS_MAX = 1000 };

/* What one reading of the record in hand came to: its code, and a digest of its payload. */
typedef struct end {
    rap_code_t code;
    size_t len;
    char hex[RAP_HEX_SIZE];
} end_t;

static end_t read_payload(warc_reader_t *reader, const warc_record_t *record)
{
    RAP_AUTO_RELEASE(rap_buf) body;
    rap_err_t err;
    end_t end;

    rap_buf_init(&body, BODY_MAX);
    end.code = warc_read_payload(reader, record, &body, NULL, NULL, &err);
    check(body.len <= BODY_MAX);
    if (end.code == RAP_OK && (warc_block_kind(record) & WARC_HTTP) == 0)
        check((int64_t)body.len == record->length);
    end.len = body.len;
    rap_sha256(body.data, body.len, end.hex);
    return end;
}

/* A reader of its own, which has the record at a place in hand. */
static warc_reader_t *open_at(const char *path, int64_t offset, warc_record_t *ret)
{
    warc_reader_t *reader = NULL;
    rap_err_t err;
    bool found;

    check(warc_open(&reader, path, &err) == RAP_OK);
    warc_seek(reader, offset);
    check(warc_next(reader, ret, &found, &err) == RAP_OK && found);
    return reader;
}

static void check_again(const char *path, const warc_record_t *record, const end_t *end)
{
    warc_record_t again;
    RAP_AUTO(warc_reader) *reader = open_at(path, record->offset, &again);

    check(again.length == record->length && again.type == record->type);
    end_t there = read_payload(reader, &again);
    check(there.code == end->code && there.len == end->len && strcmp(there.hex, end->hex) == 0);
}

/* Its verdict is the same every time, and no record is good that cannot be read to its end. */
static void check_verdict(const char *path, const warc_record_t *record)
{
    rap_code_t code[3];

    for (int i = 0; i < 3; i++) { /* the last time it is only passed over */
        warc_record_t again;
        RAP_AUTO(warc_reader) *reader = open_at(path, record->offset, &again);
        warc_checked_t checked = {0};
        rap_err_t err;

        code[i] = i < 2 ? warc_check(reader, &again, &checked, &err) : warc_end(reader, &err);
        check(code[i] == RAP_OK || code[i] == RAP_SYNTAX);
        check(checked.good >= 0 && checked.good + checked.unknown <= 2);
    }
    check(code[0] == code[1]);
    check(code[0] != RAP_OK || code[2] == RAP_OK);
}

static void read_all(const char *path)
{
    RAP_AUTO(warc_reader) *reader = NULL;
    warc_record_t record;
    rap_err_t err;
    int64_t behind = -1;
    bool found = true;

    check(warc_open(&reader, path, &err) == RAP_OK);
    for (int i = 0; i < RECORDS_MAX && found; i++) {
        rap_code_t code = warc_next(reader, &record, &found, &err);

        check(code == RAP_OK || code == RAP_SYNTAX);
        if (code == RAP_OK && found) {
            check(record.length >= 0 && record.id != NULL && record.date != NULL);
            check(record.offset > behind || record.shared);
            behind = record.offset;
            end_t end = read_payload(reader, &record);
            if (!record.shared) {
                check_again(path, &record, &end);
                check_verdict(path, &record);
            }
            code = end.code;
        }
        if (code != RAP_OK) {
            int64_t at = warc_offset(reader);

            check(warc_resync(reader, &found, &err) == RAP_OK);
            check(!found || warc_offset(reader) > at);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    int fd = memfd_create("warc", MFD_CLOEXEC);

    check(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    read_all(path);
    close(fd);
    return 0;
}
