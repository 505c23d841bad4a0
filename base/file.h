/* file.h - files that are whole or not there, and on disk when a call says so. */
#ifndef RAP_BASE_FILE_H
#define RAP_BASE_FILE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/field.h"

#include <sys/types.h>
#include <sys/uio.h>

/* Appends the file's bytes.  RAP_NOTFOUND, RAP_IO; RAP_TOOBIG past the buffer's maximum.
 * "-" reads standard input. */
rap_code_t rap_file_read(const char *path, rap_buf_t *out, rap_err_t *err) RAP_CHECKED;

/* One read(2) of what comes next, for who reads in a loop; `path` is for the error's text.  At the
 * file's end *ret_end is true.  RAP_BUSY: nothing is there yet (the descriptor does not block). */
rap_code_t rap_file_read_next(
    int fd, const char *path, rap_buf_t *out, bool *ret_end, rap_err_t *err) RAP_CHECKED;

/* Writes to a new file beside it, fsyncs, renames over `path`, fsyncs the directory. */
rap_code_t rap_file_replace(
    const char *path, const void *bytes, size_t len, mode_t mode, rap_err_t *err) RAP_CHECKED;

/* All of it, through short writes and EINTR. */
rap_code_t rap_file_write_all(int fd, const void *bytes, size_t len, rap_err_t *err) RAP_CHECKED;

/* The same of several parts, one behind the other, in as few calls as the kernel allows (at
 * most IOV_MAX parts).  The array is used up; an error names what was left of one part. */
rap_code_t rap_file_write_parts(
    int fd, struct iovec *part, size_t count, rap_err_t *err) RAP_CHECKED;
struct iovec rap_file_part(const void *bytes, size_t len); /* borrowed, only read */

/* The directory and its parents, durable; one that exists keeps its mode. */
rap_code_t rap_file_make_dir(const char *path, mode_t mode, rap_err_t *err) RAP_CHECKED;

/* Takes the file for this process, and makes it if need be.  The kernel lets go of it with the
 * process; one that was killed may not be quite gone, so another's lock is waited for,
 * RAP_FILE_LOCK_MS at most.  RAP_BUSY: another process has it. */
enum { RAP_FILE_LOCK_MS = 2000 };
rap_code_t rap_file_lock(const char *path, mode_t mode, int *ret_fd, rap_err_t *err) RAP_CHECKED;

/* fsync of a directory, after which names made in it are durable. */
rap_code_t rap_file_sync_dir(const char *path, rap_err_t *err) RAP_CHECKED;

/* The names in the directory that end in `suffix` (and have more to them), in the order of their
 * bytes and in the arena; those that begin with '.' are passed over.  No directory is an empty one.
 * RAP_TOOBIG: they are more than the arena holds. */
rap_code_t rap_file_names(const char *dir, const char *suffix, rap_arena_t *arena,
    rap_strings_t *ret, rap_err_t *err) RAP_CHECKED;

/* `dir` "/" `name` into `out`; RAP_TOOBIG when it does not fit in `size`. */
rap_code_t rap_file_join(
    char *out, size_t size, const char *dir, const char *name, rap_err_t *err) RAP_CHECKED;

#endif
