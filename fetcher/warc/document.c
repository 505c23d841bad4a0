/* document.c - see document.h */
#include "fetcher/warc/document.h"

#include "base/hash.h"
#include "fetcher/warc/payload.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { PIECE_BYTES = 64 * 1024, STATUS_LINE_BYTES = 64 };

/* ---- reading ---- */

/* Once more under the first name at the end: it may have been sealed in between. */
rap_code_t warc_open_file(warc_reader_t **ret, const char *path, rap_err_t *err)
{
    static const char *const suffixes[] = {"", WARC_OPEN, ""};
    char name[PATH_MAX];
    rap_code_t code = RAP_NOTFOUND;

    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0] && code == RAP_NOTFOUND; i++) {
        if (snprintf(name, sizeof name, "%s%s", path, suffixes[i]) >= (int)sizeof name)
            return rap_fail(err, RAP_TOOBIG, "the path '%.60s...' is too long", path);
        code = warc_open(ret, name, err);
    }
    return code;
}

rap_code_t warc_find_document(
    warc_reader_t *reader, int64_t offset, warc_record_t *ret, rap_err_t *err)
{
    bool found = false;

    if (offset >= 0) {
        warc_seek(reader, offset);
        RAP_TRY(warc_next(reader, ret, &found, err));
    }
    if (!found || (ret->type != WARC_RESPONSE && ret->type != WARC_RESOURCE))
        return rap_fail(err, RAP_NOTFOUND, "there is no document");
    return RAP_OK;
}

/* "HTTP/1.1 200 OK" at the beginning of the block? */
static rap_code_t is_ok(warc_reader_t *reader, bool *ret, rap_err_t *err)
{
    char line[STATUS_LINE_BYTES + 1];
    size_t len = 0, got;

    do {
        RAP_TRY(warc_read(reader, line + len, STATUS_LINE_BYTES - len, &got, err));
        len += got;
    } while (got > 0 && len < STATUS_LINE_BYTES);
    line[len] = '\0';
    const char *blank = strchr(line, ' ');
    *ret = strncmp(line, "HTTP/", 5) == 0 && blank != NULL && strncmp(blank + 1, "200", 3) == 0;
    return RAP_OK;
}

rap_code_t warc_is_document(
    warc_reader_t *reader, const warc_record_t *record, bool *ret, rap_err_t *err)
{
    bool http = (warc_block_kind(record) & WARC_HTTP) != 0;

    *ret = record->type == WARC_RESOURCE && !http && record->segment == NULL;
    return record->type == WARC_RESPONSE && http && record->segment == NULL
               ? is_ok(reader, ret, err)
               : RAP_OK;
}

static rap_code_t read_document(warc_reader_t *reader, const warc_record_t *record, const char *id,
    rap_buf_t *body, rap_err_t *err)
{
    char hex[RAP_HEX_SIZE];
    size_t before = body->len;

    RAP_TRY(warc_read_payload(reader, record, body, NULL, NULL, err));
    rap_sha256(body->data + before, body->len - before, hex);
    if (strcmp(hex, id) != 0)
        return rap_fail(
            err, RAP_SYNTAX, "the record is damaged: its SHA-256 is not '%.16s...'", id);
    return RAP_OK;
}

rap_code_t warc_read_document(warc_reader_t *reader, const warc_record_t *record, const char *id,
    rap_buf_t *body, rap_err_t *err)
{
    size_t before = body->len;
    rap_code_t code = read_document(reader, record, id, body, err);

    if (code != RAP_OK) {
        body->len = before;
        body->data[before] = '\0';
    }
    return code;
}

/* ---- checking ---- */

/* Digests of the block, of the payload as it stands there, and with its chunks undone: writers
 * mean one or the other by a payload digest. */
typedef struct hashes {
    rap_sha256_t block, stored, unchunked;
} hashes_t;

static rap_code_t add_to_hash(void *arg, const void *bytes, size_t len, rap_err_t *err)
{
    (void)err;
    rap_sha256_add(arg, bytes, len);
    return RAP_OK;
}

static rap_code_t hash_all(warc_reader_t *reader, const warc_record_t *record, hashes_t *hashes,
    bool *ret_payload, rap_err_t *err)
{
    unsigned how = warc_block_kind(record);
    RAP_AUTO(warc_payload) *stored = warc_payload_new(how, add_to_hash, &hashes->stored);
    RAP_AUTO(warc_payload) *unchunked =
        warc_payload_new(how | WARC_UNCHUNK, add_to_hash, &hashes->unchunked);
    char piece[PIECE_BYTES];
    size_t len;
    rap_err_t why;
    bool chunks = true; /* whether they can be undone is no matter of the archive */

    *ret_payload = true;
    for (;;) {
        RAP_TRY(warc_read(reader, piece, sizeof piece, &len, err));
        if (len == 0)
            break;
        rap_sha256_add(&hashes->block, piece, len);
        *ret_payload = *ret_payload && warc_payload_add(stored, piece, len, &why) == RAP_OK;
        chunks = chunks && warc_payload_add(unchunked, piece, len, &why) == RAP_OK;
    }
    *ret_payload = *ret_payload && warc_payload_end(stored, &why) == RAP_OK;
    return warc_end(reader, err);
}

static rap_code_t compare(const char *what, const char *labelled, const char *hex,
    const char *other, warc_checked_t *ret, rap_err_t *err)
{
    char wanted[RAP_HEX_SIZE];

    if (labelled == NULL)
        return RAP_OK;
    if (!warc_digest_hex(labelled, wanted)) {
        ret->unknown++;
        return RAP_OK;
    }
    if (strcmp(wanted, hex) != 0 && strcmp(wanted, other) != 0)
        return rap_fail(err, RAP_SYNTAX, "its %s digest is not that of its bytes", what);
    ret->good++;
    return RAP_OK;
}

static rap_code_t check_digests(const warc_record_t *record, hashes_t *hashes, bool payload,
    warc_checked_t *ret, rap_err_t *err)
{
    char block[RAP_HEX_SIZE], stored[RAP_HEX_SIZE], unchunked[RAP_HEX_SIZE];

    rap_sha256_end(&hashes->block, block);
    rap_sha256_end(&hashes->stored, stored);
    rap_sha256_end(&hashes->unchunked, unchunked);
    RAP_TRY(compare("block", record->block_digest, block, block, ret, err));
    if (record->type == WARC_REVISIT) /* that of bytes elsewhere */
        return RAP_OK;
    if (record->segment != NULL || !payload) { /* of a segment: that of all of them */
        ret->unknown += record->payload_digest != NULL;
        return RAP_OK;
    }
    return compare("payload", record->payload_digest, stored, unchunked, ret, err);
}

static rap_code_t check_fields(const warc_record_t *record, rap_err_t *err)
{
    bool addressed = record->type == WARC_RESPONSE || record->type == WARC_RESOURCE ||
                     record->type == WARC_REQUEST || record->type == WARC_REVISIT ||
                     record->type == WARC_CONVERSION || record->type == WARC_CONTINUATION;

    if (addressed && record->target == NULL)
        return rap_fail(err, RAP_SYNTAX, "its field 'WARC-Target-URI' is missing");
    if (record->type == WARC_REVISIT && record->profile == NULL)
        return rap_fail(err, RAP_SYNTAX, "its field 'WARC-Profile' is missing");
    return RAP_OK;
}

rap_code_t warc_check(
    warc_reader_t *reader, const warc_record_t *record, warc_checked_t *ret, rap_err_t *err)
{
    hashes_t hashes;
    bool payload;

    rap_sha256_init(&hashes.block);
    rap_sha256_init(&hashes.stored);
    rap_sha256_init(&hashes.unchunked);
    RAP_TRY(hash_all(reader, record, &hashes, &payload, err));
    RAP_TRY(check_fields(record, err));
    return check_digests(record, &hashes, payload, ret, err);
}
