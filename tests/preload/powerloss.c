/* powerloss.c - preloaded: tells how a process changes what is on the disk.
 *
 * Every call that changes a file or a folder below RAP_POWERLOSS_ROOT, and every one that makes a
 * change durable, is done and then written down in RAP_POWERLOSS_LOG, which all the processes
 * of a pipeline share; tests/process/powerloss.py reads from it what a disk would surely hold.
 * What is logged: names (create, link, rename, unlink, mkdir, rmdir), bytes (write, truncate,
 * allocate), and the two promises, fsync of a file and fsync of a folder.  What is mapped is
 * not seen: SQLite's index of its log is, and is made anew after a crash.
 *
 * RAP_POWERLOSS_LIMIT, in bytes of the log, is the moment of the power cut: no call that would
 * be logged behind it is done any more, and who makes one waits to be killed.  So the cut
 * falls between two calls, at the same instant for all processes.
 *
 * A call is logged when it is done, so a process that is killed between the two has done
 * something that is not in the log; as it was not promised either, it may be missing from the
 * disk.  The folder log/ of the root is left out: there is the processes' output.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* parameters have better names here than in the C library */
/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name) */

#define EXPORT __attribute__((visibility("default")))

/* The function behind the one of this name that stands here. */
#define NEXT(name)                                         \
    static __typeof__(name) *next;                         \
    if (next == NULL)                                      \
        *(void **)(void *)&next = dlsym(RTLD_NEXT, #name); \
    if (next == NULL)                                      \
    die(#name)

/* powerloss.py knows these by number. */
enum kind {
    LOG_OPEN = 1,     /* a file may be new under `path`; size 1: it is empty now */
    LOG_WRITE = 2,    /* data at offset */
    LOG_TRUNCATE = 3, /* to size */
    LOG_ALLOCATE = 4, /* at least size */
    LOG_SYNC = 5,     /* of a file, which has `size` bytes */
    LOG_SYNC_DIR = 6,
    LOG_RENAME = 7, /* path to other */
    LOG_LINK = 8,
    LOG_UNLINK = 9,
    LOG_MKDIR = 10,
    LOG_RMDIR = 11
};

struct head {
    uint32_t magic, kind;
    uint64_t inode;
    int64_t offset, size;
    uint32_t path_len, other_len;
    uint64_t data_len;
};

enum { MAGIC = 0x50574c31, PARTS_MAX = 1024 };

static const char *root, *log_path;
static size_t root_len;
static int64_t limit = INT64_MAX;

static void die(const char *what)
{
    const char *meaning = strerrordesc_np(errno);

    (void)fprintf(stderr, "powerloss: %s: %s\n", what, meaning != NULL ? meaning : "?");
    abort();
}

__attribute__((constructor)) static void start(void)
{
    const char *text = getenv("RAP_POWERLOSS_LIMIT");

    root = getenv("RAP_POWERLOSS_ROOT");
    log_path = getenv("RAP_POWERLOSS_LOG");
    if (root == NULL || log_path == NULL)
        root = NULL;
    else
        root_len = strlen(root);
    if (text != NULL)
        limit = strtoll(text, NULL, 10);
}

/* ---- what is watched ---- */

static bool is_below(const char *path)
{
    if (root == NULL || strncmp(path, root, root_len) != 0)
        return false;
    const char *rest = path + root_len;
    return (*rest == '/' && strcmp(rest, "/log") != 0 && strncmp(rest, "/log/", 5) != 0) ||
           *rest == '\0';
}

/* A file or folder below the root, with its name of now. */
static bool watched_fd(int fd, struct stat *st, char ret[PATH_MAX])
{
    char in_proc[64];

    if (root == NULL || fstat(fd, st) != 0 || !(S_ISREG(st->st_mode) || S_ISDIR(st->st_mode)))
        return false;
    (void)snprintf(in_proc, sizeof in_proc, "/proc/self/fd/%d", fd);
    ssize_t len = readlink(in_proc, ret, PATH_MAX - 1);
    if (len < 0)
        return false;
    ret[len] = '\0';
    return is_below(ret);
}

/* The whole path of a name in a folder (AT_FDCWD: the current one). */
static bool watched_name(int dir, const char *name, char path[PATH_MAX])
{
    char folder[PATH_MAX], link[64];
    ssize_t len = 0;

    if (root == NULL)
        return false;
    if (name[0] != '/') {
        if (dir == AT_FDCWD)
            (void)snprintf(link, sizeof link, "/proc/self/cwd");
        else
            (void)snprintf(link, sizeof link, "/proc/self/fd/%d", dir);
        len = readlink(link, folder, sizeof folder - 1);
        if (len < 0)
            return false;
    }
    folder[len] = '\0';
    int need = snprintf(path, PATH_MAX, "%s%s%s", folder, len > 0 ? "/" : "", name);
    return need > 0 && need < PATH_MAX && is_below(path);
}

/* ---- the log ---- */

static int open_log(void)
{
    NEXT(open);
    int fd = next(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

    if (fd < 0)
        die(log_path);
    return fd;
}

/* Before a call that is logged: after the cut, nobody does anything any more. */
static void go_on(void)
{
    int keep = errno;
    struct stat st;
    int fd = open_log();

    if (fstat(fd, &st) != 0)
        die(log_path);
    (void)close(fd);
    while (st.st_size >= limit)
        (void)pause();
    errno = keep;
}

/* The kernel's type takes no const. */
static struct iovec one_part(const void *bytes, size_t len)
{
    struct iovec part = {.iov_len = len};

    memcpy(&part.iov_base, &bytes, sizeof bytes);
    return part;
}

static void append(
    struct head *head, const char *path, const char *other, const struct iovec *data, int parts)
{
    NEXT(writev);
    int keep = errno, count = 3;
    struct iovec all[PARTS_MAX + 3];
    ssize_t total = sizeof *head;

    head->magic = MAGIC;
    head->path_len = (uint32_t)strlen(path);
    head->other_len = (uint32_t)(other != NULL ? strlen(other) : 0);
    all[0] = (struct iovec){head, sizeof *head};
    all[1] = one_part(path, head->path_len);
    all[2] = one_part(other, head->other_len);
    uint64_t left = head->data_len; /* what was written may be less than what was asked for */
    for (int i = 0; i < parts && left > 0; i++) {
        uint64_t len = data[i].iov_len < left ? data[i].iov_len : left;

        all[count++] = (struct iovec){data[i].iov_base, (size_t)len};
        left -= len;
    }
    for (int i = 0; i < count; i++)
        total += i > 0 ? (ssize_t)all[i].iov_len : 0;
    int fd = open_log();
    if (next(fd, all, count) != total)
        die(log_path);
    (void)close(fd);
    errno = keep;
}

static void log_names(enum kind kind, const char *path, const char *other, uint64_t inode)
{
    append(&(struct head){.kind = kind, .inode = inode}, path, other, NULL, 0);
}

static uint64_t inode_of(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0 ? st.st_ino : 0;
}

/* ---- bytes ---- */

/* What the wrappers of one kind share: is the call to be logged, and then it goes on. */
struct change {
    bool watched;
    struct stat st;
    char path[PATH_MAX];
};

static void begin(struct change *self, int fd)
{
    self->watched = watched_fd(fd, &self->st, self->path) && S_ISREG(self->st.st_mode);
    if (self->watched)
        go_on();
}

static void wrote(
    const struct change *self, int64_t offset, const struct iovec *data, int parts, ssize_t done)
{
    if (!self->watched || done <= 0)
        return;
    if (parts > PARTS_MAX)
        die("too many parts");
    append(&(struct head){.kind = LOG_WRITE,
               .inode = self->st.st_ino,
               .offset = offset,
               .data_len = (uint64_t)done},
        self->path, NULL, data, parts);
}

/* Where a write without an offset went. */
static int64_t place_of(const struct change *self, int fd, ssize_t done)
{
    return self->watched && done > 0 ? lseek(fd, 0, SEEK_CUR) - done : 0;
}

EXPORT ssize_t write(int fd, const void *bytes, size_t len)
{
    NEXT(write);
    struct iovec part = one_part(bytes, len);
    struct change change;

    begin(&change, fd);
    ssize_t done = next(fd, bytes, len);
    wrote(&change, place_of(&change, fd, done), &part, 1, done);
    return done;
}

EXPORT ssize_t writev(int fd, const struct iovec *part, int parts)
{
    NEXT(writev);
    struct change change;

    begin(&change, fd);
    ssize_t done = next(fd, part, parts);
    wrote(&change, place_of(&change, fd, done), part, parts, done);
    return done;
}

#define PWRITE(name)                                                         \
    EXPORT ssize_t name(int fd, const void *bytes, size_t len, off_t offset) \
    {                                                                        \
        NEXT(name);                                                          \
        struct iovec part = one_part(bytes, len);                            \
        struct change change;                                                \
                                                                             \
        begin(&change, fd);                                                  \
        ssize_t done = next(fd, bytes, len, offset);                         \
        wrote(&change, offset, &part, 1, done);                              \
        return done;                                                         \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

#define PWRITEV(name)                                                              \
    EXPORT ssize_t name(int fd, const struct iovec *part, int parts, off_t offset) \
    {                                                                              \
        NEXT(name);                                                                \
        struct change change;                                                      \
                                                                                   \
        begin(&change, fd);                                                        \
        ssize_t done = next(fd, part, parts, offset);                              \
        wrote(&change, offset, part, parts, done);                                 \
        return done;                                                               \
    }
PWRITEV(pwritev)
PWRITEV(pwritev64)

static void resized(const struct change *self, enum kind kind, int64_t size, int result)
{
    if (self->watched && result == 0)
        append(&(struct head){.kind = kind, .inode = self->st.st_ino, .size = size}, self->path,
            NULL, NULL, 0);
}

#define FTRUNCATE(name)                               \
    EXPORT int name(int fd, off_t size)               \
    {                                                 \
        NEXT(name);                                   \
        struct change change;                         \
                                                      \
        begin(&change, fd);                           \
        int result = next(fd, size);                  \
        resized(&change, LOG_TRUNCATE, size, result); \
        return result;                                \
    }
FTRUNCATE(ftruncate)
FTRUNCATE(ftruncate64)

#define POSIX_FALLOCATE(name)                                 \
    EXPORT int name(int fd, off_t offset, off_t len)          \
    {                                                         \
        NEXT(name);                                           \
        struct change change;                                 \
                                                              \
        begin(&change, fd);                                   \
        int result = next(fd, offset, len);                   \
        resized(&change, LOG_ALLOCATE, offset + len, result); \
        return result;                                        \
    }
POSIX_FALLOCATE(posix_fallocate)
POSIX_FALLOCATE(posix_fallocate64)

#define FALLOCATE(name)                                        \
    EXPORT int name(int fd, int mode, off_t offset, off_t len) \
    {                                                          \
        NEXT(name);                                            \
        struct change change;                                  \
                                                               \
        begin(&change, fd);                                    \
        if (change.watched && mode != 0)                       \
            die("fallocate with a mode is not understood");    \
        int result = next(fd, mode, offset, len);              \
        resized(&change, LOG_ALLOCATE, offset + len, result);  \
        return result;                                         \
    }
FALLOCATE(fallocate)
FALLOCATE(fallocate64)

/* ---- promises ---- */

/* sync_file_range() promises nothing that holds without power, so it is not here. */
#define SYNC(name)                                                                       \
    EXPORT int name(int fd)                                                              \
    {                                                                                    \
        NEXT(name);                                                                      \
        struct stat st;                                                                  \
        char path[PATH_MAX];                                                             \
        bool watched = watched_fd(fd, &st, path);                                        \
                                                                                         \
        if (watched)                                                                     \
            go_on();                                                                     \
        int result = next(fd);                                                           \
        if (watched && result == 0)                                                      \
            append(&(struct head){.kind = S_ISDIR(st.st_mode) ? LOG_SYNC_DIR : LOG_SYNC, \
                       .inode = st.st_ino,                                               \
                       .size = st.st_size},                                              \
                path, NULL, NULL, 0);                                                    \
        return result;                                                                   \
    }
SYNC(fsync)
SYNC(fdatasync)

/* ---- names ---- */

/* After an open that may have made a file or emptied one. */
static void opened(int fd, int flags)
{
    struct stat st;
    char path[PATH_MAX];
    int keep = errno;

    if (fd >= 0 && (flags & (O_CREAT | O_TRUNC)) != 0 && watched_fd(fd, &st, path) &&
        S_ISREG(st.st_mode))
        append(&(struct head){.kind = LOG_OPEN, .inode = st.st_ino, .size = (flags & O_TRUNC) != 0},
            path, NULL, NULL, 0);
    errno = keep;
}

static void before_open(int dir, const char *name, int flags)
{
    char path[PATH_MAX];

    if ((flags & (O_CREAT | O_TRUNC)) != 0 && watched_name(dir, name, path))
        go_on();
}

static mode_t mode_of(int flags, va_list ap)
{
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? (mode_t)va_arg(ap, int) : 0;
}

#define OPEN(name)                                    \
    EXPORT int name(const char *path, int flags, ...) \
    {                                                 \
        NEXT(name);                                   \
        va_list ap;                                   \
                                                      \
        va_start(ap, flags);                          \
        mode_t mode = mode_of(flags, ap);             \
        va_end(ap);                                   \
        before_open(AT_FDCWD, path, flags);           \
        int fd = next(path, flags, mode);             \
        opened(fd, flags);                            \
        return fd;                                    \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                           \
    EXPORT int name(int dir, const char *path, int flags, ...) \
    {                                                          \
        NEXT(name);                                            \
        va_list ap;                                            \
                                                               \
        va_start(ap, flags);                                   \
        mode_t mode = mode_of(flags, ap);                      \
        va_end(ap);                                            \
        before_open(dir, path, flags);                         \
        int fd = next(dir, path, flags, mode);                 \
        opened(fd, flags);                                     \
        return fd;                                             \
    }
OPENAT(openat)
OPENAT(openat64)

#define CREAT(name)                                            \
    EXPORT int name(const char *path, mode_t mode)             \
    {                                                          \
        return open(path, O_WRONLY | O_CREAT | O_TRUNC, mode); \
    }
CREAT(creat)
CREAT(creat64)

#define MKOSTEMP(name)                        \
    EXPORT int name(char *path, int flags)    \
    {                                         \
        NEXT(name);                           \
                                              \
        before_open(AT_FDCWD, path, O_CREAT); \
        int fd = next(path, flags);           \
        opened(fd, O_CREAT);                  \
        return fd;                            \
    }
MKOSTEMP(mkostemp)
MKOSTEMP(mkostemp64)

/* A name in a folder comes, goes or moves; `name` may be relative to the folder `dir`. */
static bool before_name(int dir, const char *name, char path[PATH_MAX], uint64_t *ret_inode)
{
    if (!watched_name(dir, name, path))
        return false;
    go_on();
    *ret_inode = inode_of(path);
    return true;
}

EXPORT int unlinkat(int dir, const char *name, int flags)
{
    NEXT(unlinkat);
    char path[PATH_MAX];
    uint64_t inode = 0;
    bool watched = before_name(dir, name, path, &inode);
    int result = next(dir, name, flags);

    if (watched && result == 0)
        log_names((flags & AT_REMOVEDIR) != 0 ? LOG_RMDIR : LOG_UNLINK, path, NULL, inode);
    return result;
}

EXPORT int unlink(const char *name)
{
    return unlinkat(AT_FDCWD, name, 0);
}

EXPORT int rmdir(const char *name)
{
    return unlinkat(AT_FDCWD, name, AT_REMOVEDIR);
}

EXPORT int remove(const char *name)
{
    int result = unlink(name);

    return result != 0 && errno == EISDIR ? rmdir(name) : result;
}

EXPORT int mkdirat(int dir, const char *name, mode_t mode)
{
    NEXT(mkdirat);
    char path[PATH_MAX];
    uint64_t inode = 0;
    bool watched = before_name(dir, name, path, &inode);
    int result = next(dir, name, mode);

    if (watched && result == 0)
        log_names(LOG_MKDIR, path, NULL, inode_of(path));
    return result;
}

EXPORT int mkdir(const char *name, mode_t mode)
{
    return mkdirat(AT_FDCWD, name, mode);
}

EXPORT int renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags)
{
    NEXT(renameat2);
    char path[PATH_MAX], other[PATH_MAX];
    uint64_t inode = 0;
    bool watched = before_name(from_dir, from, path, &inode);

    if (watched_name(to_dir, to, other) != watched)
        die("a rename into or out of the watched folder is not understood");
    if (watched && flags > 1) /* 1: RENAME_NOREPLACE */
        die("an exchange of names is not understood");
    int result = next(from_dir, from, to_dir, to, flags);
    if (watched && result == 0)
        log_names(LOG_RENAME, path, other, inode);
    return result;
}

EXPORT int renameat(int from_dir, const char *from, int to_dir, const char *to)
{
    return renameat2(from_dir, from, to_dir, to, 0);
}

EXPORT int rename(const char *from, const char *to)
{
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}

EXPORT int linkat(int from_dir, const char *from, int to_dir, const char *to, int flags)
{
    NEXT(linkat);
    char path[PATH_MAX], other[PATH_MAX];
    uint64_t inode = 0;
    bool watched = before_name(from_dir, from, path, &inode);

    if (watched_name(to_dir, to, other) != watched)
        die("a link into or out of the watched folder is not understood");
    int result = next(from_dir, from, to_dir, to, flags);
    if (watched && result == 0)
        log_names(LOG_LINK, path, other, inode);
    return result;
}

EXPORT int link(const char *from, const char *to)
{
    return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
