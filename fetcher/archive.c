/* archive_store.c - the archive as plain files of records (archive.h).
 *
 *   archive/<name>/000001.rap, 000002.rap, ...
 *   record = head line | facts | request head | response head | body | "\n"
 *   head line = "RAP-RECORD/1 " sha256-of-body " " facts " " request " " response " " body "\n"
 *
 * The four numbers are lengths in bytes, ten digits wide, so that the head line has one
 * size and a reader knows a whole record's length from it.  `facts` are lines "key: value".
 */
#include "fetcher/archive.h"

#include "base/file.h"
#include "base/hash.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC "RAP-RECORD/1 "

enum {
    MAGIC_LEN = sizeof MAGIC - 1,
    PARTS = 4, /* facts, request, response, body */
    DIGITS = 10,
    HEAD_LEN = MAGIC_LEN + 64 + PARTS * (1 + DIGITS) + 1,
    FACTS_MAX = 16 * 1024,
    SCAN_BYTES = 64 * 1024,
    NUMBER_MAX = 999999
};

struct archive {
    char *root, *name, *dir;
    int fd; /* of the newest file, or -1 before the first record */
    unsigned number;
    int64_t len;    /* bytes in the newest file */
    int64_t synced; /* bytes of it that are durable */
    int64_t file_max;
};

struct head {
    char id[RAP_HEX_SIZE];
    int64_t part[PARTS];
};

static int64_t head_total(const struct head *self)
{
    int64_t sum = HEAD_LEN + 1; /* the line end behind the body */

    for (int i = 0; i < PARTS; i++)
        sum += self->part[i];
    return sum;
}

static bool head_parse(const char text[HEAD_LEN], struct head *ret)
{
    const char *at = text + MAGIC_LEN + 64;

    if (memcmp(text, MAGIC, MAGIC_LEN) != 0 || text[HEAD_LEN - 1] != '\n')
        return false;
    memcpy(ret->id, text + MAGIC_LEN, 64);
    ret->id[64] = '\0';
    for (int i = 0; i < PARTS; i++) {
        ret->part[i] = 0;
        if (*at++ != ' ')
            return false;
        for (int n = 0; n < DIGITS; n++, at++) {
            if (*at < '0' || *at > '9')
                return false;
            ret->part[i] = ret->part[i] * 10 + (*at - '0');
        }
    }
    return strspn(ret->id, "0123456789abcdef") == 64;
}

/* All of `len` bytes at `offset`; false at the file's end. */
static rap_code_t read_at(
    int fd, void *to, size_t len, int64_t offset, bool *ret_whole, rap_err_t *err)
{
    size_t done = 0;

    while (done < len) {
        ssize_t n = pread(fd, (char *)to + done, len - done, offset + (int64_t)done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not read the archive");
        if (n == 0)
            break;
        done += (size_t)n;
    }
    *ret_whole = done == len;
    return RAP_OK;
}

static rap_code_t path_of(
    const archive_t *self, unsigned number, char path[PATH_MAX], rap_err_t *err)
{
    char file[16];

    (void)snprintf(file, sizeof file, "%06u.rap", number % (NUMBER_MAX + 1));
    return rap_file_join(path, PATH_MAX, self->dir, file, err);
}

/* ---- at start ---- */

static rap_code_t newest_number(const archive_t *self, unsigned *ret, rap_err_t *err)
{
    DIR *dir = opendir(self->dir);

    if (dir == NULL)
        return rap_fail_sys(
            err, rap_code_of_errno(errno), errno, "could not read folder '%s'", self->dir);
    *ret = 0;
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): one stream, read by one thread */
    for (const struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        char *end;
        unsigned long number = strtoul(entry->d_name, &end, 10);

        if (end == entry->d_name + 6 && strcmp(end, ".rap") == 0 && number > *ret)
            *ret = (unsigned)number;
    }
    closedir(dir);
    return RAP_OK;
}

/* Is there the beginning of a record anywhere in [from, len)? */
static rap_code_t has_record(int fd, int64_t from, int64_t len, bool *ret, rap_err_t *err)
{
    char chunk[SCAN_BYTES];

    *ret = false;
    /* chunks overlap by a magic's length, so that none is missed at a border */
    for (int64_t at = from; at < len && !*ret; at += SCAN_BYTES - MAGIC_LEN) {
        size_t want = len - at < SCAN_BYTES ? (size_t)(len - at) : SCAN_BYTES;
        bool whole;

        RAP_TRY(read_at(fd, chunk, want, at, &whole, err));
        *ret = whole && memmem(chunk, want, MAGIC, MAGIC_LEN) != NULL;
    }
    return RAP_OK;
}

/* Does the last record's body have the digest that its head says? */
static rap_code_t is_whole(
    int fd, const struct head *head, int64_t offset, bool *ret, rap_err_t *err)
{
    char hex[RAP_HEX_SIZE], end;
    size_t len = (size_t)head->part[PARTS - 1];
    char *body = malloc(len + 1);

    if (body == NULL)
        abort();
    int64_t at = offset + head_total(head) - 1 - (int64_t)len;
    rap_code_t code = read_at(fd, body, len, at, ret, err);
    if (code == RAP_OK && *ret)
        code = read_at(fd, &end, 1, at + (int64_t)len, ret, err);
    if (code == RAP_OK && *ret) {
        rap_sha256(body, len, hex);
        *ret = end == '\n' && strcmp(hex, head->id) == 0;
    }
    free(body);
    return code;
}

/* Where the whole records of a file end. */
static rap_code_t find_end(int fd, int64_t len, int64_t *ret, rap_err_t *err)
{
    struct head head;
    char text[HEAD_LEN];
    int64_t at = 0, last = -1;
    bool whole = true;

    while (at + HEAD_LEN <= len) {
        RAP_TRY(read_at(fd, text, HEAD_LEN, at, &whole, err));
        if (!whole || !head_parse(text, &head) || head_total(&head) > len - at)
            break;
        last = at;
        at += head_total(&head);
    }
    if (last >= 0) {
        RAP_TRY(read_at(fd, text, HEAD_LEN, last, &whole, err));
        whole = whole && head_parse(text, &head);
        if (whole)
            RAP_TRY(is_whole(fd, &head, last, &whole, err));
        if (!whole)
            at = last;
    }
    *ret = at;
    return RAP_OK;
}

/* What follows the last whole record is the rest of a write that did not end, and is cut off;
 * but where more records follow, the file was damaged, and nothing of it is thrown away. */
static rap_code_t repair(archive_t *self, archive_repair_t *ret, rap_err_t *err)
{
    struct stat st;
    int64_t end;
    bool more;

    if (fstat(self->fd, &st) != 0)
        return rap_fail_sys(err, RAP_IO, errno, "could not read the archive");
    RAP_TRY(find_end(self->fd, st.st_size, &end, err));
    self->len = self->synced = end;
    if (end == st.st_size)
        return RAP_OK;
    RAP_TRY(has_record(self->fd, end + 1, st.st_size, &more, err));
    if (more) {
        close(self->fd);
        self->fd = -1;
        ret->set_aside = true;
        return RAP_OK;
    }
    if (ftruncate(self->fd, end) != 0 || fsync(self->fd) != 0)
        return rap_fail_sys(err, RAP_IO, errno, "could not cut a torn record off the archive");
    ret->cut_bytes = st.st_size - end;
    return RAP_OK;
}

static rap_code_t open_newest(archive_t *self, archive_repair_t *ret_repair, rap_err_t *err)
{
    char path[PATH_MAX];

    RAP_TRY(newest_number(self, &self->number, err));
    if (self->number == 0)
        return RAP_OK;
    RAP_TRY(path_of(self, self->number, path, err));
    self->fd = open(path, O_RDWR | O_CLOEXEC);
    if (self->fd < 0)
        return rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not open '%s'", path);
    return repair(self, ret_repair, err);
}

static char *copy(const char *text)
{
    char *it = strdup(text);

    if (it == NULL)
        abort();
    return it;
}

rap_code_t archive_open(archive_t **ret, const char *root, const char *name, int64_t file_max_bytes,
    archive_repair_t *ret_repair, rap_err_t *err)
{
    RAP_AUTO(archive) *self = calloc(1, sizeof *self);
    char dir[PATH_MAX];

    if (self == NULL)
        abort();
    *ret_repair = (archive_repair_t){0};
    RAP_TRY(rap_file_join(dir, sizeof dir, root, name, err));
    self->fd = -1;
    self->root = copy(root);
    self->name = copy(name);
    self->dir = copy(dir);
    self->file_max = file_max_bytes;
    RAP_TRY(rap_file_make_dir(dir, 0750, err));
    RAP_TRY(open_newest(self, ret_repair, err));
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
    free(it->root);
    free(it->name);
    free(it->dir);
    free(it);
    *self = NULL;
}

/* ---- writing ---- */

/* A new file, its name durable before anything in it is. */
static rap_code_t begin_file(archive_t *self, rap_err_t *err)
{
    char path[PATH_MAX];

    if (self->number == NUMBER_MAX)
        return rap_fail(err, RAP_TOOBIG, "the archive in '%s' has no more numbers", self->dir);
    RAP_TRY(path_of(self, self->number + 1, path, err));
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (fd < 0)
        return rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not make '%s'", path);
    rap_code_t code = rap_file_sync_dir(self->dir, err);
    if (code != RAP_OK) {
        close(fd);
        unlink(path);
        return code;
    }
    if (self->fd >= 0)
        close(self->fd);
    self->fd = fd;
    self->number++;
    self->len = self->synced = 0;
    return RAP_OK;
}

static rap_code_t add_fact(rap_buf_t *facts, const char *key, const char *value, rap_err_t *err)
{
    if (value == NULL)
        return RAP_OK;
    return rap_buf_printf(facts, err, "%s: %.*s\n", key, (int)strcspn(value, "\r\n"), value);
}

static rap_code_t write_facts(const archive_record_t *record, rap_buf_t *facts, rap_err_t *err)
{
    RAP_TRY(add_fact(facts, "url", record->url, err));
    RAP_TRY(add_fact(facts, "fetched_at", record->fetched_at, err));
    RAP_TRY(add_fact(facts, "media_type", record->media_type, err));
    return add_fact(facts, "peer", record->peer, err);
}

static rap_code_t write_head(
    char head[HEAD_LEN + 1], const archive_record_t *record, size_t facts_len, rap_err_t *err)
{
    int n = snprintf(head, HEAD_LEN + 1, MAGIC "%.64s %010zu %010zu %010zu %010zu\n", record->id,
        facts_len, record->request_len, record->response_len, record->body_len);

    return n == HEAD_LEN ? RAP_OK
                         : rap_fail(err, RAP_TOOBIG,
                               "document '%.16s' is too large for the archive", record->id);
}

/* One call for all of it: a capture is a few small texts and a body. */
static rap_code_t write_record(archive_t *self, const char head[HEAD_LEN], const rap_buf_t *facts,
    const archive_record_t *record, int64_t *ret_len, rap_err_t *err)
{
    struct iovec part[] = {rap_file_part(head, HEAD_LEN), rap_file_part(facts->data, facts->len),
        rap_file_part(record->request, record->request_len),
        rap_file_part(record->response, record->response_len),
        rap_file_part(record->body, record->body_len), rap_file_part("\n", 1)};
    size_t count = sizeof part / sizeof part[0];

    *ret_len = 0;
    for (size_t i = 0; i < count; i++)
        *ret_len += (int64_t)part[i].iov_len;
    if (lseek(self->fd, self->len, SEEK_SET) < 0)
        return rap_fail_sys(err, RAP_IO, errno, "could not write the archive");
    return rap_file_write_parts(self->fd, part, count, err);
}

rap_code_t archive_append(
    archive_t *self, const archive_record_t *record, archive_place_t *ret_place, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) facts;
    char head[HEAD_LEN + 1];

    rap_buf_init(&facts, FACTS_MAX);
    RAP_TRY(write_facts(record, &facts, err));
    RAP_TRY(write_head(head, record, facts.len, err));
    if (self->fd < 0 || self->len > self->file_max) {
        if (self->fd >= 0)
            RAP_TRY(archive_sync(self, err));
        RAP_TRY(begin_file(self, err));
    }
    int64_t len;
    rap_code_t code = write_record(self, head, &facts, record, &len, err);
    if (code != RAP_OK) {
        (void)ftruncate(self->fd, self->len); /* else the next start cuts it off */
        return rap_fail_prefix(err, "archive '%s'", self->dir);
    }
    (void)snprintf(ret_place->file, ARCHIVE_FILE_SIZE, "%.63s/%06u.rap", self->name,
        self->number % (NUMBER_MAX + 1));
    ret_place->offset = self->len;
    self->len += len;
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
    (void)ftruncate(self->fd, self->len); /* else overwritten, or cut off at the next start */
}

/* ---- reading ---- */

static rap_code_t read_body(
    int fd, const archive_place_t *place, const char *id, rap_buf_t *body, rap_err_t *err)
{
    char text[HEAD_LEN], hex[RAP_HEX_SIZE];
    struct head head;
    bool whole;
    char *to;

    RAP_TRY(read_at(fd, text, HEAD_LEN, place->offset, &whole, err));
    if (!whole || !head_parse(text, &head))
        return rap_fail(err, RAP_NOTFOUND, "there is no record");
    size_t len = (size_t)head.part[PARTS - 1];
    RAP_TRY(rap_buf_room(body, len, &to, err));
    rap_code_t code =
        read_at(fd, to, len, place->offset + head_total(&head) - 1 - (int64_t)len, &whole, err);
    if (code == RAP_OK && whole)
        rap_sha256(to, len, hex);
    if (code == RAP_OK && (!whole || strcmp(hex, id) != 0))
        code =
            rap_fail(err, RAP_SYNTAX, "the record is damaged: its SHA-256 is not '%.16s...'", id);
    rap_buf_grew(body, code == RAP_OK ? len : 0); /* the buffer stays a text in any case */
    return code;
}

rap_code_t archive_read(
    archive_t *self, const archive_place_t *place, const char *id, rap_buf_t *body, rap_err_t *err)
{
    char path[PATH_MAX];

    RAP_TRY(rap_file_join(path, sizeof path, self->root, place->file, err));
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not open '%s'", path);
    rap_code_t code = read_body(fd, place, id, body, err);
    close(fd);
    return code == RAP_OK
               ? RAP_OK
               : rap_fail_prefix(err, "archive '%s' at %" PRId64, place->file, place->offset);
}
