/* file.c - see file.h */
#include "base/file.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK_BYTES = 64 * 1024, NAMES_FIRST = 16, LOCK_WAIT_MS = 10 };

static ssize_t read_some(int fd, void *at, size_t len)
{
    ssize_t got;

    do
        got = read(fd, at, len);
    while (got < 0 && errno == EINTR);
    return got;
}

/* A buffer that is full may still have met the end of the file: one more byte tells. */
rap_code_t rap_file_read_next(
    int fd, const char *path, rap_buf_t *out, bool *ret_end, rap_err_t *err)
{
    size_t room = out->max - out->len;
    size_t want = room < CHUNK_BYTES ? room : CHUNK_BYTES;
    char probe;
    char *at = &probe;

    if (want > 0)
        RAP_TRY(rap_buf_room(out, want, &at, err));
    ssize_t got = read_some(fd, at, want > 0 ? want : 1);
    if (got < 0)
        return rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not read '%s'", path);
    *ret_end = got == 0;
    if (got > 0 && want == 0)
        return rap_fail(
            err, RAP_TOOBIG, "'%s' has more than the %zu bytes allowed", path, out->max);
    rap_buf_grew(out, (size_t)got);
    return RAP_OK;
}

static rap_code_t read_all(int fd, const char *path, rap_buf_t *out, rap_err_t *err)
{
    bool end = false;

    while (!end)
        RAP_TRY(rap_file_read_next(fd, path, out, &end, err));
    return RAP_OK;
}

rap_code_t rap_file_read(const char *path, rap_buf_t *out, rap_err_t *err)
{
    if (strcmp(path, "-") == 0)
        return read_all(STDIN_FILENO, "standard input", out, err);

    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not open '%s'", path);
    rap_code_t code = read_all(fd, path, out, err);
    close(fd);
    return code;
}

/* The kernel's type takes no const. */
struct iovec rap_file_part(const void *bytes, size_t len)
{
    union {
        const void *in;
        void *out;
    } cast = {.in = bytes};

    return (struct iovec){.iov_base = cast.out, .iov_len = len};
}

/* Past `len` bytes that are written. */
static void advance(struct iovec **part, size_t *count, size_t len)
{
    while (*count > 0 && len >= (*part)->iov_len) {
        len -= (*part)->iov_len;
        (*part)++;
        (*count)--;
    }
    assert(len == 0 || *count > 0); /* no more is written than was asked for */
    if (len > 0) {
        (*part)->iov_base = (char *)(*part)->iov_base + len;
        (*part)->iov_len -= len;
    }
}

rap_code_t rap_file_write_parts(int fd, struct iovec *part, size_t count, rap_err_t *err)
{
    assert(count <= INT_MAX);
    for (advance(&part, &count, 0); count > 0;) {
        ssize_t wrote = writev(fd, part, (int)count);

        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return rap_fail_sys(
                err, rap_code_of_errno(errno), errno, "could not write %zu bytes", part->iov_len);
        advance(&part, &count, (size_t)wrote);
    }
    return RAP_OK;
}

rap_code_t rap_file_write_all(int fd, const void *bytes, size_t len, rap_err_t *err)
{
    struct iovec part = rap_file_part(bytes, len);

    return rap_file_write_parts(fd, &part, 1, err);
}

static rap_code_t sync_fd(int fd, const char *path, rap_err_t *err)
{
    if (fsync(fd) != 0)
        return rap_fail_sys(
            err, rap_code_of_errno(errno), errno, "could not bring '%s' to disk", path);
    return RAP_OK;
}

rap_code_t rap_file_lock(const char *path, mode_t mode, int *ret_fd, rap_err_t *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode);

    if (fd < 0)
        return rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not create '%s'", path);
    int waits = RAP_FILE_LOCK_MS / LOCK_WAIT_MS;

    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        int sys = errno;

        if (sys == EINTR || (sys == EWOULDBLOCK && waits-- > 0)) {
            (void)poll(NULL, 0, LOCK_WAIT_MS);
            continue;
        }
        close(fd);
        return sys == EWOULDBLOCK ? rap_fail(err, RAP_BUSY, "another process holds '%s'", path)
                                  : rap_fail_sys(err, RAP_IO, sys, "could not lock '%s'", path);
    }
    *ret_fd = fd;
    return RAP_OK;
}

rap_code_t rap_file_sync_dir(const char *path, rap_err_t *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return rap_fail_sys(
            err, rap_code_of_errno(errno), errno, "could not open directory '%s'", path);
    rap_code_t code = sync_fd(fd, path, err);
    close(fd);
    return code;
}

/* The directory that `path` is in. */
static rap_code_t parent_of(const char *path, char out[PATH_MAX], rap_err_t *err)
{
    const char *slash = strrchr(path, '/');
    size_t len = slash == NULL ? 0 : (size_t)(slash - path);

    if (len >= PATH_MAX)
        return rap_fail(err, RAP_TOOBIG, "path '%.60s...' is too long", path);
    if (slash == NULL)
        memcpy(out, ".", sizeof ".");
    else if (len == 0)
        memcpy(out, "/", sizeof "/");
    else {
        memcpy(out, path, len);
        out[len] = '\0';
    }
    return RAP_OK;
}

static rap_code_t fill(
    int fd, const char *path, const void *bytes, size_t len, mode_t mode, rap_err_t *err)
{
    rap_code_t code = rap_file_write_all(fd, bytes, len, err);

    if (code == RAP_OK && fchmod(fd, mode) != 0)
        code = rap_fail_sys(err, RAP_IO, errno, "could not set its mode");
    if (code == RAP_OK)
        code = sync_fd(fd, path, err);
    if (close(fd) != 0 && code == RAP_OK)
        code = rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not close it");
    return code;
}

rap_code_t rap_file_replace(
    const char *path, const void *bytes, size_t len, mode_t mode, rap_err_t *err)
{
    char parent[PATH_MAX], fresh[PATH_MAX];

    RAP_TRY(parent_of(path, parent, err));
    int size = snprintf(fresh, sizeof fresh, "%s.XXXXXX", path);
    if (size < 0 || (size_t)size >= sizeof fresh)
        return rap_fail(err, RAP_TOOBIG, "path '%.60s...' is too long", path);
    int fd = mkostemp(fresh, O_CLOEXEC);
    if (fd < 0)
        return rap_fail_sys(
            err, rap_code_of_errno(errno), errno, "could not make a file beside '%s'", path);

    rap_code_t code = fill(fd, fresh, bytes, len, mode, err);
    if (code == RAP_OK && rename(fresh, path) != 0)
        code = rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not rename it");
    if (code != RAP_OK) {
        (void)unlink(fresh);
        return rap_fail_prefix(err, "'%s'", path);
    }
    return rap_file_sync_dir(parent, err);
}

/* A new name is brought to disk: what is fsynced in it later would be lost with it. */
static rap_code_t make_one(const char *path, mode_t mode, rap_err_t *err)
{
    char parent[PATH_MAX];
    struct stat st;

    if (mkdir(path, mode) == 0) {
        RAP_TRY(parent_of(path, parent, err));
        return rap_file_sync_dir(parent, err);
    }
    int sys = errno;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return RAP_OK;
    return rap_fail_sys(err, rap_code_of_errno(sys), sys, "could not make directory '%s'", path);
}

rap_code_t rap_file_make_dir(const char *path, mode_t mode, rap_err_t *err)
{
    char part[PATH_MAX];
    size_t len = strlen(path);

    if (len == 0 || len >= sizeof part)
        return rap_fail(err, RAP_TOOBIG, "'%.60s' cannot be a directory's path", path);
    memcpy(part, path, len + 1);
    for (char *slash = strchr(part + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        RAP_TRY(make_one(part, mode, err));
        *slash = '/';
    }
    return make_one(part, mode, err);
}

static bool ends_in(const char *name, const char *suffix)
{
    size_t len = strlen(name), tail = strlen(suffix);

    return name[0] != '.' && len > tail && strcmp(name + len - tail, suffix) == 0;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The list, half of it unused; what it leaves behind is at most as long as itself. */
static bool grow(rap_strings_t *list, size_t *room, rap_arena_t *arena)
{
    size_t more = *room > 0 ? *room * 2 : NAMES_FIRST;
    const char **item = rap_arena_array(arena, more, sizeof *item);

    if (item == NULL)
        return false;
    if (list->count > 0)
        memcpy((void *)item, (const void *)list->item, list->count * sizeof *item);
    list->item = item;
    *room = more;
    return true;
}

static rap_code_t collect_names(
    DIR *open, const char *suffix, rap_arena_t *arena, rap_strings_t *ret, rap_err_t *err)
{
    size_t room = 0;

    /* NOLINTNEXTLINE(concurrency-mt-unsafe): one stream, read by one thread */
    for (const struct dirent *entry; (entry = readdir(open)) != NULL;) {
        if (!ends_in(entry->d_name, suffix))
            continue;
        const char *name = rap_arena_strdup(arena, entry->d_name);
        if (name == NULL || (ret->count == room && !grow(ret, &room, arena)))
            return rap_fail(err, RAP_TOOBIG, "too many files '*%s'", suffix);
        ret->item[ret->count++] = name;
    }
    if (ret->count > 0)
        qsort((void *)ret->item, ret->count, sizeof *ret->item, by_bytes);
    return RAP_OK;
}

rap_code_t rap_file_names(
    const char *dir, const char *suffix, rap_arena_t *arena, rap_strings_t *ret, rap_err_t *err)
{
    DIR *open = opendir(dir);

    *ret = (rap_strings_t){0};
    if (open == NULL && errno == ENOENT)
        return RAP_OK;
    if (open == NULL)
        return rap_fail_sys(
            err, rap_code_of_errno(errno), errno, "could not open directory '%s'", dir);
    rap_code_t code = collect_names(open, suffix, arena, ret, err);
    (void)closedir(open);
    return code == RAP_OK ? RAP_OK : rap_fail_prefix(err, "'%s'", dir);
}

rap_code_t rap_file_join(char *out, size_t size, const char *dir, const char *name, rap_err_t *err)
{
    size_t len = strlen(dir);
    bool slash = len > 0 && dir[len - 1] == '/';
    int need = snprintf(out, size, "%s%s%s", dir, slash ? "" : "/", name);

    if (need < 0 || (size_t)need >= size)
        return rap_fail(err, RAP_TOOBIG, "path '%.60s.../%.60s' is too long", dir, name);
    return RAP_OK;
}
