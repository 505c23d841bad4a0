/* db_fail.c - what SQLite says, as one of our errors
 *
 * All that the project knows of SQLite's result codes is here.  A code says what is to be
 * done: a lock or a full disk passes (RETRY), a damaged file does not (STOP: it is repaired at
 * the next start), a row that breaks a constraint is the document's fault (REJECT), all
 * else is ours.
 */
#include "base/db_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Leaves word for the next start that the file is to be repaired: one line, for what follows it is
 * a repair's, and no more of it than is kept.  Where that cannot be written, the damage is met
 * again. */
static void mark(const rap_db_t *self, const char *said)
{
    int fd =
        self->mark != NULL ? open(self->mark, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640) : -1;
    size_t len = strcspn(said, "\n");
    rap_err_t ignored;

    if (fd < 0)
        return;
    len = len < RAP_RESCUE_WHY ? len : RAP_RESCUE_WHY - 1;
    (void)!rap_file_write_all(fd, said, len, &ignored);
    close(fd);
}

static rap_code_t fail_damaged(const rap_db_t *self, const char *said, rap_err_t *err)
{
    mark(self, said);
    return rap_fail(err, RAP_DAMAGED,
        "database '%s' is damaged (%s); it is repaired when the pipeline starts again", self->path,
        said);
}

rap_code_t rap_db_damaged(rap_db_t *self, const char *what, rap_err_t *err)
{
    return fail_damaged(self, what, err);
}

/* ---- the system's part ---- */

/* What the last call that failed on this file said, or 0. */
static int errno_of(sqlite3_file *file)
{
    int sys = 0;

    if (file == NULL || file->pMethods == NULL ||
        file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &sys) != SQLITE_OK)
        return 0;
    return sys;
}

/* sqlite3_system_errno() knows nothing of a COMMIT that fails: SQLite sets it only for
 * statements that fail on their way.  Its files remember each what the system said last; nearly
 * all is written to the log.  They remember it for as long as they are open, so an old answer
 * can stand for a new one: the text may then name the wrong reason, the fate is the same. */
static int system_errno(const rap_db_t *self)
{
    sqlite3_file *file = NULL, *log = NULL;

    (void)sqlite3_file_control(self->handle, "main", SQLITE_FCNTL_FILE_POINTER, (void *)&file);
    (void)sqlite3_file_control(self->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, (void *)&log);
    int sys = errno_of(log);
    if (sys == 0)
        sys = errno_of(file);
    return sys != 0 ? sys : sqlite3_system_errno(self->handle);
}

static rap_code_t fail_full(const rap_db_t *self, int sys, rap_err_t *err)
{
    const char *todo = "make room on its disk";

    if (sys == EFBIG)
        todo = "raise the limit on the size of files (ulimit -f)";
    else if (sys == EDQUOT)
        todo = "make room in the quota of its owner";
    return rap_fail_sys(
        err, RAP_FULL, sys, "no space left for database '%s'; %s", self->path, todo);
}

static rap_code_t fail_io(const rap_db_t *self, int rc, rap_err_t *err)
{
    const char *said = sqlite3_errmsg(self->handle);
    int sys = system_errno(self);

    if (rc == SQLITE_IOERR_SHORT_READ || rc == SQLITE_IOERR_CORRUPTFS || rc == SQLITE_IOERR_DATA)
        return fail_damaged(self, said, err);
    if (rap_code_of_errno(sys) == RAP_FULL)
        return fail_full(self, sys, err);
    if (sys == EROFS)
        return rap_fail_sys(err, RAP_IO, sys,
            "could not write database '%s'; mount its disk so that it can be written", self->path);
    return rap_fail_sys(err, RAP_IO, sys,
        "could not read or write database '%s' (%s); look at its disk", self->path, said);
}

rap_code_t rap_db_fail(const rap_db_t *self, int rc, rap_err_t *err)
{
    const char *said = sqlite3_errmsg(self->handle);
    int sys = sqlite3_system_errno(self->handle);

    switch (rc & 0xff) { /* the low byte is the primary code of an extended one */
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL: /* two processes raced for the write-ahead log */
        return rap_fail(
            err, RAP_BUSY, "database '%s' is locked by another process: %s", self->path, said);
    case SQLITE_FULL: /* ENOSPC, and what SQLite limits itself */
        return fail_full(self, 0, err);
    case SQLITE_IOERR:
        return fail_io(self, rc, err);
    case SQLITE_CANTOPEN:
        return rap_fail_sys(err, sys == ENOENT ? RAP_NOTFOUND : RAP_IO, sys,
            "could not open database '%s'", self->path);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return rap_fail(err, RAP_IO, "could not write database '%s': %s", self->path, said);
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return fail_damaged(self, said, err);
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
        return rap_fail(err, RAP_SCHEMA, "database '%s': %s", self->path, said);
    case SQLITE_TOOBIG:
        return rap_fail(err, RAP_TOOBIG, "database '%s': %s", self->path, said);
    case SQLITE_NOMEM:
        abort(); /* policy: out of memory is a crash, the queue redelivers */
    default:
        return rap_fail(err, RAP_INTERNAL, "database '%s': %s (%d)", self->path, said, rc);
    }
}
