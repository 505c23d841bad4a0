/* archive_extract.c - rapporteur archive extract: one document's bytes.
 *
 * The store knows where a document lies; where it does not (another home's archive, a lost
 * store) the archive itself is searched.
 */
#include "cli/archive.h"

#include "base/file.h"
#include "base/text.h"
#include "fetcher/warc/document.h"
#include "fetcher/warc/payload.h"
#include "sink/store/store.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ID_LEAST = 8, FILE_MODE = 0640 };

struct options {
    const char *output;
};

static const rap_field_t fields[] = {
    {.name = "output",
        .kind = RAP_KIND_STRING,
        .offset = offsetof(struct options, output),
        .letter = 'o',
        .max = 4000,
        .meta = "FILE",
        .help = "where to write the document (default: standard output)"},
    {.kind = RAP_KIND_END},
};

static const rap_table_t table = {"extract", sizeof(struct options), fields, false};

/* Where a document is: the file, the record's offset, and its id if the record says one. */
struct spot {
    char path[PATH_MAX];
    int64_t offset;
    char id[65]; /* "": its record has no digest that we know */
};

static void set_spot(struct spot *self, const char *path, const warc_record_t *record)
{
    (void)snprintf(self->path, sizeof self->path, "%s", path);
    self->offset = record->offset;
    if (!warc_digest_hex(record->payload_digest, self->id))
        self->id[0] = '\0';
}

/* ---- by place ---- */

/* "FILE:OFFSET": the file as it is named, else within the home's archive. */
static bool split_place(const char *text, char path[PATH_MAX], int64_t *ret_offset)
{
    const char *colon = strrchr(text, ':');
    char *end;

    if (colon == NULL || colon == text || colon[1] < '0' || colon[1] > '9' ||
        colon - text >= PATH_MAX)
        return false;
    errno = 0;
    *ret_offset = strtoll(colon + 1, &end, 10);
    (void)snprintf(path, PATH_MAX, "%.*s", (int)(colon - text), text);
    return *end == '\0' && errno == 0;
}

static rap_code_t open_named(struct cli *cli, const char *name, warc_reader_t **ret, rap_err_t *err)
{
    char path[PATH_MAX];
    rap_err_t why;
    rap_code_t code = warc_open_file(ret, name, err);

    if (code != RAP_NOTFOUND || rap_home_find(&cli->home, cli->common.home, &why) != RAP_OK)
        return code;
    RAP_TRY(rap_file_join(path, sizeof path, cli->home.archive, name, err));
    return warc_open_file(ret, path, err);
}

/* ---- by search ---- */

struct search {
    const char *text;
    size_t digits; /* of an id; 0: it is an address */
    bool found;
    bool ambiguous; /* the digits are those of more than one */
    struct spot spot;
};

static bool is_wanted(const struct search *self, const warc_record_t *record)
{
    char hex[65];

    if (record->type != WARC_RESPONSE && record->type != WARC_RESOURCE)
        return false;
    if (self->digits > 0)
        return warc_digest_hex(record->payload_digest, hex) &&
               strncmp(hex, self->text, self->digits) == 0;
    return record->target != NULL && strcmp(record->target, self->text) == 0;
}

/* An address may also have answered that there is nothing, or not all. */
static rap_code_t take_record(struct search *self, const char *path, warc_reader_t *reader,
    const warc_record_t *record, rap_err_t *err)
{
    bool document = false;
    rap_code_t code = warc_is_document(reader, record, &document, err);

    if (code == RAP_SYNTAX) /* the next step finds that, too, and passes over it */
        return RAP_OK;
    if (code == RAP_OK && document && !record->shared && record->truncated == NULL) {
        const struct spot before = self->spot;

        set_spot(&self->spot, path, record);
        self->ambiguous |= self->found && self->digits > 0 && strcmp(before.id, self->spot.id) != 0;
        self->found = true;
    }
    return code;
}

/* The last that fits; damage is passed over. */
static rap_code_t search_file(struct search *self, const char *path, rap_err_t *err)
{
    RAP_AUTO(warc_reader) *reader = NULL;
    warc_record_t record;
    bool found = true;

    RAP_TRY(warc_open_file(&reader, path, err));
    while (found) {
        rap_code_t code = warc_next(reader, &record, &found, err);

        if (code == RAP_SYNTAX)
            code = warc_resync(reader, &found, err);
        else if (code == RAP_OK && found && is_wanted(self, &record))
            code = take_record(self, path, reader, &record, err);
        RAP_TRY(code);
    }
    return RAP_OK;
}

static rap_code_t search_all(struct cli *cli, struct search *self, rap_err_t *err)
{
    struct archive_files files;
    struct cli all = *cli;

    all.operands = 0; /* the whole archive */
    rap_code_t code = archive_files(&all, &files, err);
    cli->home = all.home;
    for (size_t i = 0; i < files.count && code == RAP_OK; i++)
        code = search_file(self, files.path[i], err);
    archive_files_release(&files);
    if (code == RAP_OK && !self->found)
        return rap_fail(err, RAP_NOTFOUND, "the archive has no document '%.150s'", self->text);
    if (code == RAP_OK && self->ambiguous)
        return rap_fail(err, RAP_USAGE,
            "more than one document's id begins with '%.64s'; give more digits", self->text);
    return code;
}

/* ---- by the store ---- */

/* *ret_found is false where the store does not know it, or there is none. */
static rap_code_t ask_store(
    struct cli *cli, const char *text, struct spot *ret, bool *ret_found, rap_err_t *err)
{
    RAP_AUTO(rap_store) *store = NULL;
    rap_store_document_t document;
    rap_err_t why;

    *ret_found = false;
    RAP_TRY(rap_home_find(&cli->home, cli->common.home, err));
    if (rap_store_open_read(&store, cli->home.store, &why) != RAP_OK ||
        rap_store_document(store, text, cli->arena, &document, &why) != RAP_OK)
        return RAP_OK;
    const rap_store_capture_t *capture = document.captures.item;
    for (size_t i = 0; i < document.captures.count && !*ret_found; i++) {
        if (capture[i].archive_file == NULL)
            continue;
        RAP_TRY(rap_file_join(
            ret->path, sizeof ret->path, cli->home.archive, capture[i].archive_file, err));
        ret->offset = capture[i].archive_offset;
        (void)snprintf(ret->id, sizeof ret->id, "%s", document.document_id);
        *ret_found = true;
    }
    return RAP_OK;
}

/* ---- the bytes ---- */

/* What others wrote must not drive a terminal. */
static bool is_plain(const rap_buf_t *body)
{
    if (!rap_text_is_utf8(body->data, body->len))
        return false;
    for (size_t i = 0; i < body->len; i++) {
        unsigned char c = (unsigned char)body->data[i];

        if ((c < ' ' && c != '\n' && c != '\t' && c != '\r') || c == 0x7f ||
            (c == 0xc2 && (unsigned char)body->data[i + 1] < 0xa0))
            return false;
    }
    return true;
}

static rap_code_t write_out(const char *output, const rap_buf_t *body, rap_err_t *err)
{
    if (output != NULL)
        return rap_file_replace(output, body->data, body->len, FILE_MODE, err);
    if (isatty(STDOUT_FILENO) && !is_plain(body))
        return rap_fail(
            err, RAP_USAGE, "the document is no plain text; say where to with --output");
    if (body->len > 0 && fwrite(body->data, body->len, 1, stdout) != 1)
        return rap_fail_sys(
            err, rap_code_of_errno(errno), errno, "could not write to standard output");
    return RAP_OK;
}

static rap_code_t read_spot(
    warc_reader_t *reader, const struct spot *spot, rap_buf_t *body, rap_err_t *err)
{
    warc_record_t record;
    rap_code_t code = warc_find_document(reader, spot->offset, &record, err);

    if (code == RAP_OK)
        code = spot->id[0] != '\0' ? warc_read_document(reader, &record, spot->id, body, err)
                                   : warc_read_payload(reader, &record, body, NULL, NULL, err);
    if (code != RAP_OK)
        return rap_fail_prefix(err, "'%.120s' at %lld", spot->path, (long long)spot->offset);
    return RAP_OK;
}

/* The bytes of a revisit lie elsewhere: then it is as if its digest had been asked for. */
static rap_code_t read_place(
    struct cli *cli, const char *name, int64_t offset, rap_buf_t *body, char id[65], rap_err_t *err)
{
    RAP_AUTO(warc_reader) *reader = NULL;
    struct spot spot = {.offset = offset};
    warc_record_t record;
    bool found;

    (void)snprintf(spot.path, sizeof spot.path, "%s", name);
    RAP_TRY(open_named(cli, name, &reader, err));
    warc_seek(reader, offset);
    if (warc_next(reader, &record, &found, err) != RAP_OK)
        return rap_fail_prefix(err, "'%.120s' at %lld", name, (long long)offset);
    if (!warc_digest_hex(found ? record.payload_digest : NULL, spot.id))
        spot.id[0] = '\0';
    if (found && record.type == WARC_REVISIT && spot.id[0] != '\0') {
        memcpy(id, spot.id, sizeof spot.id);
        return RAP_OK;
    }
    return read_spot(reader, &spot, body, err);
}

static rap_code_t open_spot(const struct spot *spot, rap_buf_t *body, rap_err_t *err)
{
    RAP_AUTO(warc_reader) *reader = NULL;

    RAP_TRY(warc_open_file(&reader, spot->path, err));
    return read_spot(reader, spot, body, err);
}

/* Where the place that the store knows is damaged, the bytes may have been archived again. */
rap_code_t archive_bytes(struct cli *cli, const char *text, rap_buf_t *body, rap_err_t *err)
{
    struct search search = {.text = text};
    size_t len = strlen(text);
    bool known;

    if (len >= ID_LEAST && strspn(text, "0123456789abcdef") == len)
        search.digits = len;
    RAP_TRY(ask_store(cli, text, &search.spot, &known, err));
    if (known) {
        rap_code_t code = open_spot(&search.spot, body, err);
        if (code != RAP_NOTFOUND && code != RAP_SYNTAX)
            return code;
        rap_buf_reset(body);
    }
    RAP_TRY(search_all(cli, &search, err));
    return open_spot(&search.spot, body, err);
}

rap_code_t archive_extract(struct cli *cli, const char *text, const char *output, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) body;

    rap_buf_init(&body, ARCHIVE_BODY_MAX);
    RAP_TRY(archive_bytes(cli, text, &body, err));
    return write_out(output, &body, err);
}

static rap_code_t run(struct cli *cli, rap_err_t *err)
{
    const struct options *options = cli->options;
    RAP_AUTO_RELEASE(rap_buf) body = {0};
    char path[PATH_MAX], id[65] = "";
    const char *text = cli->operand[0];
    int64_t offset;

    if (strstr(text, "://") != NULL || !split_place(text, path, &offset))
        return archive_extract(cli, text, options->output, err);
    rap_buf_init(&body, ARCHIVE_BODY_MAX);
    RAP_TRY(read_place(cli, path, offset, &body, id, err));
    if (id[0] != '\0')
        RAP_TRY(archive_bytes(cli, id, &body, err));
    return write_out(options->output, &body, err);
}

const struct command cli_archive_extract = {
    .name = "archive extract",
    .summary = "write the bytes of one document",
    .operands = "ID|ADDRESS|FILE:OFFSET",
    .least = 1,
    .most = 1,
    .about =
        "Writes the bytes of one document as they were fetched, decoded; their digest must be\n"
        "right.  It is named by its id or the first eight digits or more, by its address (the\n"
        "last one from there), or by the place that 'rapporteur archive list' prints.",
    .options = &table,
    .homeless = true,
    .run = run,
};
