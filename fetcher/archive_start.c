/* archive_start.c - see archive_start.h
 *
 * A writer that is killed leaves an open file whose end may be any part of what it was writing.
 * How far the file was acknowledged (synced, then written down in the frontier) is known, so
 * whatever is not whole behind that is cut off and never was promised; damage before it is
 * something else, and nothing of such a file is thrown away.
 */
#include "fetcher/archive_start.h"

#include "base/file.h"
#include "fetcher/warc/document.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COPY_BYTES = 64 * 1024, SERIAL_DIGITS = 6, ASIDE_MAX = 1000 };

/* ---- names ---- */

/* "<name>-<14 digits>-<6 digits>.warc.gz", and ".open" behind it.  The sealed name into `file`. */
static bool parse_name(const char *entry, const char *name, char file[ARCHIVE_NAME_SIZE],
    unsigned *ret_serial, bool *ret_open)
{
    size_t len = strlen(entry), name_len = strlen(name);
    size_t open = sizeof WARC_OPEN - 1, suffix = sizeof ARCHIVE_SUFFIX - 1;

    *ret_open = len > open && strcmp(entry + len - open, WARC_OPEN) == 0;
    if (*ret_open)
        len -= open;
    if (len >= ARCHIVE_NAME_SIZE || len < name_len + suffix + SERIAL_DIGITS + 1 ||
        strncmp(entry, name, name_len) != 0 || entry[name_len] != '-' ||
        strncmp(entry + len - suffix, ARCHIVE_SUFFIX, suffix) != 0)
        return false;
    memcpy(file, entry, len);
    file[len] = '\0';
    *ret_serial = 0;
    for (const char *at = file + len - suffix - SERIAL_DIGITS; *at != '.'; at++) {
        if (!isdigit((unsigned char)*at))
            return false;
        *ret_serial = *ret_serial * 10 + (unsigned)(*at - '0');
    }
    return true;
}

static rap_code_t path_of(
    char path[PATH_MAX], const char *dir, const char *file, const char *suffix, rap_err_t *err)
{
    char name[NAME_MAX + 1];

    (void)snprintf(name, sizeof name, "%s%s", file, suffix);
    return rap_file_join(path, PATH_MAX, dir, name, err);
}

rap_code_t archive_seal(const char *dir, const char *file, rap_err_t *err)
{
    char open[PATH_MAX], sealed[PATH_MAX];

    RAP_TRY(path_of(open, dir, file, WARC_OPEN, err));
    RAP_TRY(path_of(sealed, dir, file, "", err));
    if (access(sealed, F_OK) == 0)
        return rap_fail(err, RAP_IO, "'%s' is there already; move it away, or '%s'", sealed, open);
    if (rename(open, sealed) != 0)
        return rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not seal '%s'", open);
    return rap_file_sync_dir(dir, err);
}

/* ---- how far a file is whole ---- */

/* From `from`, where a record begins or the file ends. */
static rap_code_t whole_until(warc_reader_t *reader, int64_t from, int64_t *ret_end, rap_err_t *err)
{
    warc_record_t record;
    rap_err_t why;
    bool found = true;

    *ret_end = from;
    warc_seek(reader, from);
    while (found) {
        rap_code_t code = warc_next(reader, &record, &found, &why);

        if (code == RAP_OK && found)
            code = warc_end(reader, &why);
        if (code != RAP_OK && code != RAP_SYNTAX) {
            *err = why;
            return code;
        }
        if (code != RAP_OK || !found)
            break;
        *ret_end = warc_end_offset(reader);
    }
    return RAP_OK;
}

/* The bytes from `from` to the end into a file of their own, durably. */
static rap_code_t copy_tail(int fd, int64_t from, int to, rap_err_t *err)
{
    char piece[COPY_BYTES];
    ssize_t got;

    while ((got = pread(fd, piece, sizeof piece, from)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return rap_fail_sys(err, RAP_IO, errno, "could not read the archive");
        RAP_TRY(rap_file_write_all(to, piece, (size_t)got, err));
        from += got;
    }
    return fsync(to) == 0 ? RAP_OK : rap_fail_sys(err, RAP_IO, errno, "could not sync it");
}

/* A name for them that is not taken: an earlier start may have got no further than this. */
static rap_code_t make_aside(
    const char *path, int64_t from, char aside[PATH_MAX], int *ret_fd, rap_err_t *err)
{
    for (int i = 1; i <= ASIDE_MAX; i++) {
        int len = snprintf(aside, PATH_MAX, "%.*s.torn-%lld-%d",
            (int)(strlen(path) - (sizeof WARC_OPEN - 1)), path, (long long)from, i);

        if (len >= PATH_MAX)
            return rap_fail(err, RAP_TOOBIG, "the path '%.60s...' is too long", path);
        *ret_fd = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
        if (*ret_fd >= 0)
            return RAP_OK;
        if (errno != EEXIST)
            return rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not make '%s'", aside);
    }
    return rap_fail(err, RAP_IO, "there are too many files '%s'; move them away", aside);
}

static rap_code_t set_tail_aside(
    const char *dir, const char *path, int64_t from, char aside[PATH_MAX], rap_err_t *err)
{
    int to = -1, fd = open(path, O_RDWR | O_CLOEXEC);

    if (fd < 0)
        return rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not open '%s'", path);
    rap_code_t code = make_aside(path, from, aside, &to, err);
    if (code == RAP_OK) {
        code = copy_tail(fd, from, to, err);
        close(to);
        if (code == RAP_OK)
            code = rap_file_sync_dir(dir, err);
        if (code != RAP_OK)
            (void)unlink(aside);
    }
    if (code == RAP_OK && (ftruncate(fd, from) != 0 || fsync(fd) != 0))
        code = rap_fail_sys(err, RAP_IO, errno, "could not cut a torn record off '%s'", path);
    close(fd);
    return code;
}

/* ---- one open file ---- */

typedef struct state {
    int64_t size; /* of the file */
    int64_t end;  /* of its last whole record */
    bool damaged; /* within what was acknowledged */
} state_t;

/* `known` bytes of it were acknowledged; -1: nothing is known of it, and then what is not whole is
 * damage where more records follow. */
static rap_code_t examine(const char *path, int64_t known, state_t *ret, rap_err_t *err)
{
    RAP_AUTO(warc_reader) *reader = NULL;
    struct stat st;
    bool more;

    if (stat(path, &st) != 0)
        return rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not read '%s'", path);
    ret->size = st.st_size;
    ret->damaged = known > st.st_size;
    if (ret->damaged)
        return RAP_OK;
    RAP_TRY(warc_open(&reader, path, err));
    RAP_TRY(whole_until(reader, known > 0 ? known : 0, &ret->end, err));
    if (known >= 0 || ret->end == ret->size)
        return RAP_OK;
    RAP_TRY(warc_resync(reader, &more, err));
    ret->damaged = more;
    return RAP_OK;
}

static void tell_cut(archive_repair_t *repair, const char *name, const char *aside, int64_t bytes)
{
    const char *slash = strrchr(aside, '/');

    repair->cut_bytes += bytes;
    (void)snprintf(repair->cut_to, sizeof repair->cut_to, "%.63s/%.120s", name,
        slash != NULL ? slash + 1 : aside);
}

/* How far the file was acknowledged: as far as is known; not at all, if the end that is known is that
 * of a file before it; else -1. */
static int64_t acknowledged(
    const archive_place_t *end, const char *name, const char *file, unsigned serial)
{
    const char *slash = end != NULL ? strrchr(end->file, '/') : NULL;
    char end_file[ARCHIVE_NAME_SIZE];
    unsigned end_serial;
    bool is_open;

    if (slash == NULL || !parse_name(slash + 1, name, end_file, &end_serial, &is_open))
        return -1;
    if (strcmp(end_file, file) == 0)
        return end->offset;
    return end_serial < serial ? 0 : -1;
}

static rap_code_t mend(const char *dir, const char *name, const char *file, int64_t known,
    state_t *ret, archive_repair_t *repair, rap_err_t *err)
{
    char path[PATH_MAX], aside[PATH_MAX];

    *ret = (state_t){0};
    RAP_TRY(path_of(path, dir, file, WARC_OPEN, err));
    RAP_TRY(examine(path, known, ret, err));
    if (ret->damaged) {
        repair->set_aside = true;
        return RAP_OK;
    }
    if (ret->end == ret->size)
        return RAP_OK;
    RAP_TRY(set_tail_aside(dir, path, ret->end, aside, err));
    tell_cut(repair, name, aside, ret->size - ret->end);
    return RAP_OK;
}

/* ---- the folder ---- */

typedef struct scan {
    char (*open)[ARCHIVE_NAME_SIZE];
    unsigned *open_serial;
    size_t count;
    unsigned serial;
} scan_t;

static void scan_release(scan_t *self)
{
    free(self->open);
    free(self->open_serial);
}

static void add_open(scan_t *self, const char *file, unsigned serial)
{
    self->open = reallocarray(self->open, self->count + 1, sizeof *self->open);
    self->open_serial = reallocarray(self->open_serial, self->count + 1, sizeof *self->open_serial);
    if (self->open == NULL || self->open_serial == NULL)
        abort();
    memcpy(self->open[self->count], file, ARCHIVE_NAME_SIZE);
    self->open_serial[self->count++] = serial;
}

static rap_code_t scan_dir(scan_t *self, const char *path, const char *name, rap_err_t *err)
{
    char file[ARCHIVE_NAME_SIZE] = "";
    unsigned serial;
    bool is_open;
    DIR *dir = opendir(path);

    if (dir == NULL)
        return rap_fail_sys(
            err, rap_code_of_errno(errno), errno, "could not read folder '%s'", path);
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): one stream, read by one thread */
    for (const struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        if (!parse_name(entry->d_name, name, file, &serial, &is_open))
            continue;
        if (serial > self->serial)
            self->serial = serial;
        if (is_open)
            add_open(self, file, serial);
    }
    closedir(dir);
    return RAP_OK;
}

/* The newest that is whole is gone on with. */
static rap_code_t mend_all(const scan_t *scan, const char *dir, const char *name,
    const archive_place_t *end, archive_tail_t *ret, archive_repair_t *repair, rap_err_t *err)
{
    for (size_t i = 0; i < scan->count; i++) {
        int64_t known = acknowledged(end, name, scan->open[i], scan->open_serial[i]);
        state_t state;

        RAP_TRY(mend(dir, name, scan->open[i], known, &state, repair, err));
        if (scan->open_serial[i] != scan->serial || state.damaged || ret->file[0] != '\0') {
            RAP_TRY(archive_seal(dir, scan->open[i], err));
            continue;
        }
        memcpy(ret->file, scan->open[i], ARCHIVE_NAME_SIZE);
        ret->len = state.end;
    }
    return RAP_OK;
}

rap_code_t archive_start(const char *dir, const char *name, const archive_place_t *end,
    archive_tail_t *ret, archive_repair_t *ret_repair, rap_err_t *err)
{
    scan_t scan = {0};

    *ret = (archive_tail_t){0};
    *ret_repair = (archive_repair_t){0};
    rap_code_t code = scan_dir(&scan, dir, name, err);
    if (code == RAP_OK)
        code = mend_all(&scan, dir, name, end, ret, ret_repair, err);
    ret->serial = scan.serial;
    scan_release(&scan);
    return code;
}
