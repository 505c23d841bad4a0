/* err.c - see err.h */
#include "base/err.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const struct {
    const char *name;
    const char *reason;
    rap_fate_t fate;
    int exit;
} codes[] = {
#define X(n, f, e, r) [RAP_##n] = {#n, r, RAP_FATE_##f, e},
    RAP_CODES(X)
#undef X
};

rap_fate_t rap_code_fate(rap_code_t code)
{
    return codes[code].fate;
}

int rap_code_exit(rap_code_t code)
{
    return codes[code].exit;
}

const char *rap_code_name(rap_code_t code)
{
    return codes[code].name;
}

const char *rap_code_reason(rap_code_t code)
{
    return codes[code].reason;
}

rap_code_t rap_code_of_errno(int sys)
{
    switch (sys) {
    case 0:
        return RAP_OK;
    case ENOSPC:
    case EDQUOT:
    case EFBIG: /* a limit on files, where others have a full disk */
        return RAP_FULL;
    case EAGAIN:
    case EBUSY:
        return RAP_BUSY;
    case ENOENT:
        return RAP_NOTFOUND;
    default:
        return RAP_IO;
    }
}

/* Appends ": No such file or directory" while there is room for it. */
static void add_errno(rap_err_t *err)
{
    size_t len = strlen(err->text);
    const char *meaning = strerrordesc_np(err->sys);

    (void)snprintf(err->text + len, sizeof err->text - len, ": %s",
        meaning != NULL ? meaning : "unknown system error");
}

rap_code_t rap_fail_at(
    rap_err_t *err, rap_code_t code, int sys, const char *file, int line, const char *fmt, ...)
{
    va_list ap;

    assert(code != RAP_OK);
    err->code = code;
    err->sys = sys;
    err->file = file;
    err->line = line;
    va_start(ap, fmt);
    (void)vsnprintf(err->text, sizeof err->text, fmt, ap);
    va_end(ap);
    if (sys != 0)
        add_errno(err);
    rap_text_mend(err->text); /* a name may have been cut within a character, or be no text */
    return code;
}

rap_code_t rap_fail_prefix(rap_err_t *err, const char *fmt, ...)
{
    char prefix[sizeof err->text];
    va_list ap;

    va_start(ap, fmt);
    (void)vsnprintf(prefix, sizeof prefix, fmt, ap);
    va_end(ap);

    /* shift the old text right by "prefix: " and let its tail fall off */
    size_t room = sizeof err->text - 1;
    size_t head = strlen(prefix);
    size_t tail = strlen(err->text);

    if (head + 2 >= room)
        head = room - 2;
    if (tail > room - head - 2)
        tail = room - head - 2;
    memmove(err->text + head + 2, err->text, tail);
    memcpy(err->text, prefix, head);
    memcpy(err->text + head, ": ", 2);
    err->text[head + 2 + tail] = '\0';
    rap_text_mend(err->text);
    return err->code;
}
