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

/* A digest of the payload: as it stands in the block, or with its chunks undone.  Writers mean one or
 * the other. */
typedef struct payload_hash {
    warc_payload_t *payload; /* NULL: it is not wanted */
    rap_sha256_t hash;
    bool only_chunked; /* of what has no chunks it would be the other's once more */
    bool whole;
} payload_hash_t;

static rap_code_t add_to_hash(void *arg, const void *bytes, size_t len, rap_err_t *err)
{
    payload_hash_t *self = arg;

    (void)err;
    if (!self->only_chunked || warc_payload_http(self->payload)->chunked)
        rap_sha256_add(&self->hash, bytes, len);
    return RAP_OK;
}

static void hash_begin(payload_hash_t *self, bool wanted, unsigned how)
{
    *self = (payload_hash_t){.only_chunked = (how & WARC_UNCHUNK) != 0, .whole = wanted};
    rap_sha256_init(&self->hash);
    self->payload = wanted ? warc_payload_new(how, add_to_hash, self) : NULL;
}

/* What cannot be read as the message it says it is has no payload; that is no damage. */
static void hash_add(payload_hash_t *self, const void *bytes, size_t len)
{
    rap_err_t why;

    self->whole = self->whole && warc_payload_add(self->payload, bytes, len, &why) == RAP_OK;
}

static void hash_end(payload_hash_t *self, char hex[RAP_HEX_SIZE])
{
    rap_err_t why;

    self->whole = self->whole && warc_payload_end(self->payload, &why) == RAP_OK;
    rap_sha256_end(&self->hash, hex);
    warc_payload_destroy(&self->payload);
}

typedef struct digests {
    bool payload; /* there is one to be compared */
    char block[RAP_HEX_SIZE], stored[RAP_HEX_SIZE], unchunked[RAP_HEX_SIZE];
} digests_t;

static rap_code_t hash_block(warc_reader_t *reader, rap_sha256_t *block, payload_hash_t *stored,
    payload_hash_t *unchunked, rap_err_t *err)
{
    char piece[PIECE_BYTES];
    size_t len;

    for (;;) {
        RAP_TRY(warc_read(reader, piece, sizeof piece, &len, err));
        if (len == 0)
            return warc_end(reader, err);
        rap_sha256_add(block, piece, len);
        hash_add(stored, piece, len);
        hash_add(unchunked, piece, len);
    }
}

static rap_code_t hash_all(
    warc_reader_t *reader, const warc_record_t *record, digests_t *ret, rap_err_t *err)
{
    unsigned how = warc_block_kind(record);
    bool wanted = record->payload_digest != NULL && record->type != WARC_REVISIT;
    payload_hash_t stored, unchunked;
    rap_sha256_t block;

    rap_sha256_init(&block);
    hash_begin(&stored, wanted, how);
    hash_begin(&unchunked, wanted && how != 0, how | WARC_UNCHUNK);
    rap_code_t code = hash_block(reader, &block, &stored, &unchunked, err);
    rap_sha256_end(&block, ret->block);
    hash_end(&stored, ret->stored);
    hash_end(&unchunked, ret->unchunked);
    ret->payload = stored.whole;
    return code;
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

static rap_code_t check_digests(
    const warc_record_t *record, const digests_t *digests, warc_checked_t *ret, rap_err_t *err)
{
    RAP_TRY(compare("block", record->block_digest, digests->block, digests->block, ret, err));
    if (record->type == WARC_REVISIT) /* that of bytes elsewhere */
        return RAP_OK;
    if (record->segment != NULL || !digests->payload) { /* of a segment: that of all of them */
        ret->unknown += record->payload_digest != NULL;
        return RAP_OK;
    }
    return compare(
        "payload", record->payload_digest, digests->stored, digests->unchunked, ret, err);
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
    digests_t digests;

    RAP_TRY(hash_all(reader, record, &digests, err));
    RAP_TRY(check_fields(record, err));
    return check_digests(record, &digests, ret, err);
}
