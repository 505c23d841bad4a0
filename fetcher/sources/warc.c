/* warc.c - archives that others wrote, or we: each answer with a document in it is an entry.
 *
 * Files are read in pieces, for they may be large, and from where the last piece ended, for they
 * may grow.  What is no answer with status 200 and no resource with a web address is passed over.
 * A record that is damaged is counted, and the next one looked for.
 */
#include "fetcher/address.h"
#include "fetcher/sources/source.h"
#include "fetcher/warc/document.h"

#include <string.h>

enum {
    PIECE_RECORDS = 1000,
    PIECE_BYTES = 64 * 1024 * 1024 /* of records' blocks, inflated, after which a piece ends */
};

struct reading {
    const source_t *source;
    warc_reader_t *reader;
    harvest_t *harvest;
    int64_t bytes;
};

static rap_code_t open_warc(source_t *source, rap_err_t *err)
{
    if (source->definition.match.count > 0)
        return rap_fail(err, RAP_CONFIG, "match: the files are those that 'path' names");
    return RAP_OK;
}

/* Does the record hold a document that has an address of the web, or a local file's? */
static rap_code_t is_document(
    warc_reader_t *reader, const warc_record_t *record, bool *ret, rap_err_t *err)
{
    *ret = false;
    if (record->target == NULL ||
        (!address_is_http(record->target) && strncmp(record->target, "file:///", 8) != 0))
        return RAP_OK;
    return warc_is_document(reader, record, ret, err);
}

static void tell_broken(
    harvest_t *harvest, const source_piece_t *piece, int64_t at, const char *text)
{
    harvest_broken(harvest, "%s at %lld: %s", piece->path, (long long)at, text);
}

static rap_code_t add_document(const source_t *source, const source_piece_t *piece,
    const warc_record_t *record, harvest_t *harvest, rap_arena_t *arena, rap_err_t *err)
{
    field_texts_t entry = {0};
    const char *address;
    rap_err_t why;
    rap_code_t code = source_original(source, record->target, arena, &entry.url, &why);

    if (code == RAP_OK && record->truncated != NULL)
        code = rap_fail(&why, RAP_SYNTAX, "'%.120s' was not archived whole", record->target);
    if (code == RAP_OK)
        code = address_of_record(piece->path, record->offset, arena, &address, &why);
    if (code == RAP_OK)
        return harvest_add_file(harvest, source, address, &entry, arena, err);
    tell_broken(harvest, piece, record->offset, why.text);
    return RAP_OK;
}

/* The next record, and past it; also past one that is too large, for its bytes may look like records,
 * of whatever addresses who wrote them liked.  RAP_SYNTAX: it is damaged; RAP_UNSUPPORTED: the file
 * is. */
static rap_code_t read_record(
    struct reading *self, source_piece_t *piece, rap_arena_t *arena, rap_err_t *err)
{
    warc_record_t record;
    bool found, wanted = false;

    RAP_TRY(warc_next(self->reader, &record, &found, err));
    piece->end = !found;
    if (!found)
        return RAP_OK;
    if (record.shared)
        return rap_fail(err, RAP_UNSUPPORTED,
            "its records are compressed as one; unpack it with gunzip, and let 'path' name that");
    bool large = record.length > self->source->definition.http.max_bytes + WARC_HEAD_MAX;
    if (!large)
        RAP_TRY(is_document(self->reader, &record, &wanted, err));
    RAP_TRY(warc_end(self->reader, err));
    if (large)
        tell_broken(self->harvest, piece, record.offset, "it is larger than 'http.max_bytes'");
    self->bytes += record.length;
    piece->until = warc_end_offset(self->reader);
    return wanted ? add_document(self->source, piece, &record, self->harvest, arena, err) : RAP_OK;
}

/* The record at the reader's place cannot be used: on to the next, if there is one.  What is wrong at
 * the end of a file may be a record that is still being written: the next piece begins with it. */
static rap_code_t pass_over(
    struct reading *self, source_piece_t *piece, const char *text, rap_err_t *err)
{
    int64_t at = warc_offset(self->reader);
    bool found;

    RAP_TRY(warc_resync(self->reader, &found, err));
    tell_broken(self->harvest, piece, at, text);
    piece->until = found ? warc_offset(self->reader) : at;
    piece->end = !found;
    return RAP_OK;
}

static rap_code_t read_piece(const source_t *source, source_piece_t *piece, harvest_t *harvest,
    rap_arena_t *arena, rap_err_t *err)
{
    RAP_AUTO(warc_reader) *reader = NULL;
    rap_err_t why;

    RAP_TRY(warc_open(&reader, piece->path, err));
    struct reading self = {.source = source, .reader = reader, .harvest = harvest};
    warc_seek(reader, piece->from);
    piece->until = piece->from;
    for (int i = 0; i < PIECE_RECORDS && self.bytes < PIECE_BYTES && !piece->end; i++) {
        rap_code_t code = read_record(&self, piece, arena, &why);

        if (code == RAP_SYNTAX) {
            RAP_TRY(pass_over(&self, piece, why.text, err));
        } else if (code == RAP_UNSUPPORTED) {
            harvest_broken(harvest, "%s: %s", piece->path, why.text);
            piece->end = true;
        } else if (code != RAP_OK) {
            return *err = why, code;
        }
    }
    return RAP_OK;
}

static void close_warc(source_t *source)
{
    (void)source; /* keeps nothing */
}

const source_adapter_t source_warc = {.kind = "warc",
    .by_path = true,
    .open = open_warc,
    .read_piece = read_piece,
    .close = close_warc};
