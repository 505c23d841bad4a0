/* fault.c - see fault.h */
#include "base/fault.h"

#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define POINT_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789_."

enum { PASSES_MAX = 1000000 };

/* Set once, at the start of the process. */
static struct {
    const char *point; /* in the environment; NULL: nothing is armed */
    size_t len;
    const char *once; /* or NULL */
    int64_t left;     /* passes until it fires */
} armed;

static const char *variable(const char *name)
{
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): no process of ours changes it */
    const char *text = getenv(name);

    return text != NULL && text[0] != '\0' ? text : NULL;
}

static bool read_passes(const char *text, int64_t *ret)
{
    char *end;

    *ret = 1;
    if (*text == '\0')
        return true;
    *ret = strtol(text + 1, &end, 10);
    return *text == ':' && end != text + 1 && *end == '\0' && *ret >= 1 && *ret <= PASSES_MAX;
}

rap_code_t rap_fault_arm(const char *process, rap_err_t *err)
{
    const char *text = variable("RAPPORTEUR_FAULT");

    armed.point = NULL;
    if (text == NULL)
        return RAP_OK;
    const char *slash = strchr(text, '/');
    const char *point = slash != NULL ? slash + 1 : text;
    size_t len = strspn(point, POINT_LETTERS);
    int64_t passes;

    if (len == 0 || !read_passes(point + len, &passes))
        return rap_fail(err, RAP_USAGE,
            "RAPPORTEUR_FAULT: '%.100s' is not of the form [PROCESS/]POINT[:N]", text);
    if (slash != NULL && (strlen(process) != (size_t)(slash - text) ||
                             memcmp(text, process, (size_t)(slash - text)) != 0))
        return RAP_OK; /* meant for another */
    armed.len = len;
    armed.left = passes;
    armed.once = variable("RAPPORTEUR_FAULT_ONCE");
    armed.point = point;
    return RAP_OK;
}

/* True for the first process alone that asks. */
static bool is_first(void)
{
    if (armed.once == NULL)
        return true;
    int fd = open(armed.once, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

void rap_fault_pass(const char *point)
{
    if (armed.point == NULL)
        return;
    if (strlen(point) != armed.len || memcmp(point, armed.point, armed.len) != 0)
        return;
    if (--armed.left > 0)
        return;
    if (is_first())
        (void)raise(SIGKILL);
    armed.point = NULL;
}
