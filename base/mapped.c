/* mapped.c - see mapped.h */
#include "base/mapped.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static rap_code_t map(rap_mapped_t *ret, const char *path, int fd, size_t max, rap_err_t *err)
{
    struct stat about;

    if (fstat(fd, &about) != 0)
        return rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not read '%s'", path);
    if (!S_ISREG(about.st_mode) || about.st_size <= 0)
        return rap_fail(err, RAP_SYNTAX, "'%s' has no bytes", path);
    if ((uintmax_t)about.st_size > max)
        return rap_fail(err, RAP_TOOBIG, "'%s' has more than %zu bytes", path, max);
    void *bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED)
        return rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not read '%s'", path);
    *ret = (rap_mapped_t){bytes, (size_t)about.st_size};
    return RAP_OK;
}

rap_code_t rap_mapped_open(rap_mapped_t *ret, const char *path, size_t max, rap_err_t *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

    *ret = (rap_mapped_t){0};
    if (fd < 0)
        return rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not open '%s'", path);
    rap_code_t code = map(ret, path, fd, max, err);
    close(fd);
    return code;
}

void rap_mapped_release(rap_mapped_t *self)
{
    if (self->bytes != NULL)
        (void)munmap(self->bytes, self->len);
    *self = (rap_mapped_t){0};
}

void rap_mapped_rest(const rap_mapped_t *self)
{
    if (self->bytes != NULL)
        (void)madvise(self->bytes, self->len, MADV_DONTNEED);
}
