/* archive.c - see archive.h */
#include "fetcher/archive.h"

#include "base/fault.h"
#include "base/file.h"
#include "fetcher/archive_http.h"
#include "fetcher/archive_start.h"
#include "fetcher/warc/document.h"
#include "fetcher/warc/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HEAD_MAX = 80 * 1024, FACTS_MAX = 64 * 1024, STAMP_DIGITS = 14, HOPS_MAX = 20 };

struct archive {
    char *root, *name, *dir, *contact;
    const rap_clock_t *clock;
    warc_writer_t *writer;
    int fd; /* of the open file, or -1 before the first record */
    char file[ARCHIVE_NAME_SIZE];
    unsigned serial; /* the highest there is */
    int64_t len;     /* bytes in the open file */
    int64_t synced;  /* bytes of it that are durable */
    int64_t file_max;
    rap_buf_t head, facts; /* of the capture that is being written */
};

static char *copy(const char *text)
{
    char *it = strdup(text);

    if (it == NULL)
        abort();
    return it;
}

static rap_code_t open_path(const archive_t *self, char path[PATH_MAX], rap_err_t *err)
{
    char file[ARCHIVE_NAME_SIZE + sizeof WARC_OPEN];

    (void)snprintf(file, sizeof file, "%s" WARC_OPEN, self->file);
    return rap_file_join(path, PATH_MAX, self->dir, file, err);
}

/* ---- life ---- */

static rap_code_t go_on(archive_t *self, const archive_tail_t *tail, rap_err_t *err)
{
    char path[PATH_MAX];

    self->serial = tail->serial;
    if (tail->file[0] == '\0')
        return RAP_OK;
    memcpy(self->file, tail->file, sizeof self->file);
    RAP_TRY(open_path(self, path, err));
    self->fd = open(path, O_RDWR | O_CLOEXEC);
    if (self->fd < 0)
        return rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not open '%s'", path);
    self->len = self->synced = tail->len;
    return RAP_OK;
}

rap_code_t archive_open(
    archive_t **ret, const archive_config_t *config, archive_repair_t *ret_repair, rap_err_t *err)
{
    RAP_AUTO(archive) *self = calloc(1, sizeof *self);
    archive_tail_t tail;
    char dir[PATH_MAX];

    if (self == NULL)
        abort();
    RAP_TRY(rap_file_join(dir, sizeof dir, config->root, config->name, err));
    self->fd = -1;
    self->root = copy(config->root);
    self->name = copy(config->name);
    self->dir = copy(dir);
    self->contact = config->contact != NULL ? copy(config->contact) : NULL;
    self->clock = config->clock;
    self->file_max = config->file_max_bytes;
    self->writer = warc_writer_new();
    rap_buf_init(&self->head, HEAD_MAX);
    rap_buf_init(&self->facts, FACTS_MAX);
    RAP_TRY(rap_file_make_dir(dir, 0750, err));
    RAP_TRY(archive_start(dir, config->name, config->end, &tail, ret_repair, err));
    RAP_TRY(go_on(self, &tail, err));
    *ret = self;
    self = NULL;
    return RAP_OK;
}

void archive_open_read(archive_t **ret, const char *root)
{
    archive_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    self->fd = -1;
    self->root = copy(root);
    *ret = self;
}

void archive_destroy(archive_t **self)
{
    archive_t *it = *self;

    if (it == NULL)
        return;
    if (it->fd >= 0)
        close(it->fd);
    warc_writer_destroy(&it->writer);
    rap_buf_release(&it->head);
    rap_buf_release(&it->facts);
    free(it->root);
    free(it->name);
    free(it->dir);
    free(it->contact);
    free(it);
    *self = NULL;
}

/* ---- files ---- */

/* "<name>-<YYYYMMDDhhmmss>-<serial>.warc.gz" */
static void next_name(const archive_t *self, char file[ARCHIVE_NAME_SIZE])
{
    char iso[RAP_ISO_SIZE], stamp[STAMP_DIGITS + 1];
    size_t len = 0;

    rap_clock_iso(rap_clock_wall_ms(self->clock), iso);
    for (const char *at = iso; *at != '\0' && len < STAMP_DIGITS; at++)
        if (*at >= '0' && *at <= '9')
            stamp[len++] = *at;
    stamp[len] = '\0';
    (void)snprintf(file, ARCHIVE_NAME_SIZE, "%.63s-%s-%06u" ARCHIVE_SUFFIX, self->name, stamp,
        self->serial + 1);
}

/* A new file, its name durable before anything in it is. */
static rap_code_t begin_file(archive_t *self, rap_err_t *err)
{
    char path[PATH_MAX];

    if (self->serial >= ARCHIVE_SERIAL_MAX)
        return rap_fail(err, RAP_TOOBIG, "the archive in '%s' has no more numbers", self->dir);
    next_name(self, self->file);
    RAP_TRY(open_path(self, path, err));
    RAP_FAULT("archive.file.before");
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (fd < 0)
        return rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not make '%s'", path);
    rap_code_t code = rap_file_sync_dir(self->dir, err);
    if (code != RAP_OK) {
        close(fd);
        unlink(path);
        return code;
    }
    RAP_FAULT("archive.file.after");
    self->fd = fd;
    self->serial++;
    self->len = self->synced = 0;
    return RAP_OK;
}

static rap_code_t seal_file(archive_t *self, rap_err_t *err)
{
    RAP_TRY(archive_sync(self, err));
    RAP_FAULT("archive.seal.before");
    RAP_TRY(archive_seal(self->dir, self->file, err));
    RAP_FAULT("archive.seal.after");
    close(self->fd);
    self->fd = -1;
    return RAP_OK;
}

/* ---- records ---- */

static rap_code_t write_one(archive_t *self, const warc_record_t *record, const void *block,
    size_t block_len, rap_err_t *err)
{
    const struct iovec part = rap_file_part(block, block_len);

    return warc_write(self->writer, self->fd, record, &part, 1, err);
}

static rap_code_t write_info(archive_t *self, rap_err_t *err)
{
    char id[WARC_ID_SIZE], at[RAP_ISO_SIZE];
    const warc_record_t record = {.type = WARC_INFO,
        .id = id,
        .date = at,
        .file_name = self->file,
        .media_type = "application/warc-fields"};

    warc_new_id(id);
    rap_clock_iso(rap_clock_wall_ms(self->clock), at);
    rap_buf_reset(&self->facts);
    RAP_TRY(warc_add_field(&self->facts, "software", "rapporteur/" RAP_VERSION, err));
    RAP_TRY(warc_add_field(&self->facts, "format", "WARC File Format 1.1", err));
    RAP_TRY(warc_add_field(&self->facts, "conformsTo",
        "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/", err));
    RAP_TRY(warc_add_field(&self->facts, "isPartOf", self->name, err));
    RAP_TRY(warc_add_field(&self->facts, "operator", self->contact, err));
    return write_one(self, &record, self->facts.data, self->facts.len, err);
}

/* The response, the resource, or what stands in its place. */
static rap_code_t write_main(
    archive_t *self, const archive_record_t *capture, const char *id, rap_err_t *err)
{
    const archive_original_t *original = capture->original;
    bool http = capture->response_len > 0;
    char payload[WARC_DIGEST_SIZE];
    warc_record_t record = {.type = http ? WARC_RESPONSE : WARC_RESOURCE,
        .id = id,
        .date = capture->fetched_at,
        .target = capture->url,
        .peer = capture->peer,
        .truncated = capture->truncated,
        .payload_digest = payload,
        .media_type = http ? "application/http; msgtype=response" : capture->media_type};

    warc_label(capture->id, payload);
    rap_buf_reset(&self->head);
    if (http && capture->not_modified)
        RAP_TRY(archive_http_bare(
            capture->response, capture->response_len, &self->head, &record.protocol, err));
    else if (http)
        RAP_TRY(archive_http_response(capture->response, capture->response_len, capture->body_len,
            &self->head, &record.protocol, err));
    if (original == NULL) {
        const struct iovec part[] = {rap_file_part(self->head.data, self->head.len),
            rap_file_part(capture->body, capture->body_len)};

        return warc_write(self->writer, self->fd, &record, part, 2, err);
    }
    record.type = WARC_REVISIT;
    record.profile = capture->not_modified ? WARC_REVISIT_NOT_MODIFIED : WARC_REVISIT_IDENTICAL;
    record.refers_to = original->id;
    record.refers_to_target = original->url;
    record.refers_to_date = original->date;
    if (!capture->not_modified)
        record.truncated = "length"; /* the standard's word for a body left out as known */
    if (!http)
        record.media_type = NULL;
    return write_one(self, &record, self->head.data, self->head.len, err);
}

static rap_code_t write_request(
    archive_t *self, const archive_record_t *capture, const char *main_id, rap_err_t *err)
{
    char id[WARC_ID_SIZE];
    warc_record_t record = {.type = WARC_REQUEST,
        .id = id,
        .date = capture->fetched_at,
        .target = capture->url,
        .peer = capture->peer,
        .concurrent_to = main_id,
        .media_type = "application/http; msgtype=request"};

    if (capture->request_len == 0)
        return RAP_OK;
    warc_new_id(id);
    rap_buf_reset(&self->head);
    RAP_TRY(archive_http_bare(
        capture->request, capture->request_len, &self->head, &record.protocol, err));
    return write_one(self, &record, self->head.data, self->head.len, err);
}

/* The redirects that led to the address, and as Heritrix writes them: an 'R' for each. */
static rap_code_t add_hops(rap_buf_t *facts, const char *hops, rap_err_t *err)
{
    char letters[HOPS_MAX + 1];
    size_t count = 0;

    for (const char *at = hops; at != NULL && *at != '\0' && count < HOPS_MAX; count++) {
        size_t len = strcspn(at, "\n");

        letters[count] = 'R';
        RAP_TRY(rap_buf_printf(facts, err, "redirect: %.*s\r\n", (int)len, at));
        at += len + (at[len] != '\0');
    }
    letters[count] = '\0';
    return count > 0 ? warc_add_field(facts, "hopsFromSeed", letters, err) : RAP_OK;
}

static rap_code_t write_facts(
    archive_t *self, const archive_record_t *capture, const char *main_id, rap_err_t *err)
{
    char id[WARC_ID_SIZE];
    rap_buf_t *facts = &self->facts;
    const warc_record_t record = {.type = WARC_METADATA,
        .id = id,
        .date = capture->fetched_at,
        .target = capture->url,
        .concurrent_to = main_id,
        .media_type = "application/warc-fields"};

    warc_new_id(id);
    rap_buf_reset(facts);
    RAP_TRY(warc_add_field(facts, "source", capture->source, err));
    RAP_TRY(warc_add_field(facts, "fetcher", self->name, err));
    RAP_TRY(warc_add_field(facts, "via", capture->via, err));
    RAP_TRY(add_hops(facts, capture->hops, err));
    RAP_TRY(warc_add_field(facts, "tls", capture->tls, err));
    RAP_TRY(warc_add_field(facts, "importedFrom", capture->imported, err));
    if (capture->response_len > 0 && capture->imported == NULL)
        RAP_TRY(rap_buf_printf(facts, err, "fetchTimeMs: %" PRId64 "\r\n", capture->took_ms));
    return write_one(self, &record, facts->data, facts->len, err);
}

static rap_code_t write_capture(archive_t *self, const archive_record_t *capture, rap_err_t *err)
{
    char id[WARC_ID_SIZE];

    warc_new_id(id);
    RAP_TRY(write_main(self, capture, id, err));
    RAP_TRY(write_request(self, capture, id, err));
    return write_facts(self, capture, id, err);
}

/* What a record takes is known once it is written. */
static rap_code_t take_length(archive_t *self, rap_err_t *err)
{
    off_t at = lseek(self->fd, 0, SEEK_CUR);

    if (at < 0)
        return rap_fail_sys(err, RAP_IO, errno, "could not write the archive");
    self->len = at;
    return RAP_OK;
}

static rap_code_t append(
    archive_t *self, const archive_record_t *capture, archive_place_t *ret, rap_err_t *err)
{
    if (lseek(self->fd, self->len, SEEK_SET) < 0)
        return rap_fail_sys(err, RAP_IO, errno, "could not write the archive");
    if (self->len == 0) {
        RAP_TRY(write_info(self, err));
        RAP_TRY(take_length(self, err));
    }
    (void)snprintf(ret->file, ARCHIVE_FILE_SIZE, "%.63s/%s", self->name, self->file);
    ret->offset = self->len;
    RAP_TRY(write_capture(self, capture, err));
    return take_length(self, err);
}

/* What is behind the end of the archive is no record.  If it stays, it is written over, or the next
 * start cuts it off. */
static void cut_back(const archive_t *self)
{
    int cut = ftruncate(self->fd, self->len);

    (void)cut;
}

rap_code_t archive_append(
    archive_t *self, const archive_record_t *record, archive_place_t *ret_place, rap_err_t *err)
{
    if (self->fd >= 0 && self->len > self->file_max)
        RAP_TRY(seal_file(self, err));
    if (self->fd < 0)
        RAP_TRY(begin_file(self, err));
    rap_code_t code = append(self, record, ret_place, err);
    if (code != RAP_OK) {
        cut_back(self);
        return rap_fail_prefix(err, "archive '%s'", self->dir);
    }
    return RAP_OK;
}

rap_code_t archive_sync(archive_t *self, rap_err_t *err)
{
    if (self->fd < 0 || self->synced == self->len)
        return RAP_OK;
    if (fdatasync(self->fd) != 0)
        return rap_fail_sys(err, rap_code_of_errno(errno), errno,
            "could not write archive '%s' to the disk", self->dir);
    self->synced = self->len;
    return RAP_OK;
}

void archive_rollback(archive_t *self)
{
    if (self->fd < 0 || self->synced == self->len)
        return;
    self->len = self->synced;
    cut_back(self);
}

bool archive_end(const archive_t *self, archive_place_t *ret)
{
    if (self->fd < 0)
        return false;
    (void)snprintf(ret->file, ARCHIVE_FILE_SIZE, "%.63s/%s", self->name, self->file);
    ret->offset = self->len;
    return true;
}

/* ---- reading ---- */

static rap_code_t open_file(
    const archive_t *self, const char *file, warc_reader_t **ret, rap_err_t *err)
{
    char path[PATH_MAX];

    RAP_TRY(rap_file_join(path, sizeof path, self->root, file, err));
    return warc_open_file(ret, path, err);
}

static rap_code_t prefix_place(rap_err_t *err, const archive_place_t *place)
{
    return rap_fail_prefix(err, "archive '%s' at %" PRId64, place->file, place->offset);
}

rap_code_t archive_read(
    archive_t *self, const archive_place_t *place, const char *id, rap_buf_t *body, rap_err_t *err)
{
    RAP_AUTO(warc_reader) *reader = NULL;
    warc_record_t record;

    RAP_TRY(open_file(self, place->file, &reader, err));
    rap_code_t code = warc_find_document(reader, place->offset, &record, err);
    if (code == RAP_OK)
        code = warc_read_document(reader, &record, id, body, err);
    return code == RAP_OK ? RAP_OK : prefix_place(err, place);
}

rap_code_t archive_original(
    archive_t *self, const archive_place_t *place, archive_original_t *ret, rap_err_t *err)
{
    RAP_AUTO(warc_reader) *reader = NULL;
    warc_record_t record;

    RAP_TRY(open_file(self, place->file, &reader, err));
    if (warc_find_document(reader, place->offset, &record, err) != RAP_OK)
        return prefix_place(err, place);
    if (record.target == NULL)
        return rap_fail(err, RAP_SYNTAX, "archive '%s': a record has no address", place->file);
    (void)snprintf(ret->id, sizeof ret->id, "%s", record.id);
    (void)snprintf(ret->date, sizeof ret->date, "%s", record.date);
    ret->url = copy(record.target);
    return RAP_OK;
}

void archive_original_release(archive_original_t *self)
{
    free(self->url);
    self->url = NULL;
}
