/* charset.c - see charset.h */
#include "parser/formats/charset.h"

#include "base/text.h"
#include "parser/growing.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

enum {
    LOOK_MAX = 64 * 1024, /* bytes that show whether it is text, and in which encoding */
    CONFIDENT = 15        /* percent; ICU gives less to what it merely cannot exclude  */
};

static const struct {
    const char *mark;
    size_t len;
    const char *name;
} marks[] = {
    {"\xef\xbb\xbf", 3, "UTF-8"},
    {"\xff\xfe\x00\x00", 4, "UTF-32LE"},
    {"\x00\x00\xfe\xff", 4, "UTF-32BE"},
    {"\xff\xfe", 2, "UTF-16LE"},
    {"\xfe\xff", 2, "UTF-16BE"},
};

/* Index of the byte order mark that begins the bytes; the number of marks when none does. */
static size_t find_mark(const char *bytes, size_t len)
{
    size_t i = 0;

    while (i < sizeof marks / sizeof *marks &&
           (len < marks[i].len || memcmp(bytes, marks[i].mark, marks[i].len) != 0))
        i++;
    return i;
}

static rap_code_t convert(const char *from, const char *bytes, size_t len, rap_arena_t *arena,
    const char **ret, size_t *ret_len, rap_err_t *err)
{
    UErrorCode status = U_ZERO_ERROR;

    if (len > INT32_MAX / 4)
        return growing_full(err);
    int32_t size = ucnv_convert("UTF-8", from, NULL, 0, bytes, (int32_t)len, &status);
    if (status != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(status))
        return rap_fail(err, RAP_UNSUPPORTED, "the charset '%s' is not supported", from);

    char *out = rap_arena_alloc(arena, (size_t)size + 1);
    if (out == NULL)
        return growing_full(err);
    status = U_ZERO_ERROR;
    ucnv_convert("UTF-8", from, out, size + 1, bytes, (int32_t)len, &status);
    if (U_FAILURE(status))
        return rap_fail(
            err, RAP_UNSUPPORTED, "cannot read charset '%s': %s", from, u_errorName(status));
    *ret = out;
    *ret_len = (size_t)size;
    return RAP_OK;
}

/* What browsers read: pages that say Latin-1 or ASCII are Windows-1252 (encoding.spec.whatwg.org). */
static const char *really(const char *declared)
{
    static const char *const latin[] = {
        "iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii", NULL};

    for (size_t i = 0; latin[i] != NULL; i++)
        if (strcasecmp(declared, latin[i]) == 0)
            return "windows-1252";
    return declared;
}

static bool is_known(const char *name)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(name, &status);

    ucnv_close(converter);
    return U_SUCCESS(status);
}

/* ICU's best guess that is no UTF-8, which strict reading has ruled out. */
static rap_code_t detect(const char *bytes, size_t len, rap_arena_t *arena, const char **ret,
    size_t *ret_len, rap_err_t *err)
{
    UErrorCode status = U_ZERO_ERROR;
    UCharsetDetector *detector = ucsdet_open(&status);
    char name[64] = "windows-1252"; /* when ICU has no idea */
    int32_t matches = 0;

    ucsdet_setText(detector, bytes, (int32_t)(len < LOOK_MAX ? len : LOOK_MAX), &status);
    const UCharsetMatch **match = ucsdet_detectAll(detector, &matches, &status);
    for (int32_t i = 0; U_SUCCESS(status) && i < matches; i++) {
        const char *found = ucsdet_getName(match[i], &status);

        if (strcmp(found, "UTF-8") == 0)
            continue;
        if (ucsdet_getConfidence(match[i], &status) >= CONFIDENT)
            (void)snprintf(name, sizeof name, "%s", really(found));
        break;
    }
    ucsdet_close(detector);
    return convert(name, bytes, len, arena, ret, ret_len, err);
}

rap_code_t charset_decode(const char *bytes, size_t len, const char *declared, rap_arena_t *arena,
    const char **ret, size_t *ret_len, rap_err_t *err)
{
    size_t mark = find_mark(bytes, len);

    if (mark < sizeof marks / sizeof *marks) {
        bytes += marks[mark].len;
        len -= marks[mark].len;
        if (mark > 0 || !rap_text_is_utf8(bytes, len))
            return convert(marks[mark].name, bytes, len, arena, ret, ret_len, err);
    }
    if (rap_text_is_utf8(bytes, len)) {
        *ret = bytes;
        *ret_len = len;
        return RAP_OK;
    }
    if (declared != NULL && strncasecmp(declared, "utf", 3) != 0 && is_known(really(declared)))
        return convert(really(declared), bytes, len, arena, ret, ret_len, err);
    return detect(bytes, len, arena, ret, ret_len, err);
}

bool charset_of_type(const char *media_type, size_t len, char *out, size_t size)
{
    size_t n = 0, i = 0;

    while (i + 8 <= len && strncasecmp(media_type + i, "charset=", 8) != 0)
        i++;
    if (i + 8 > len)
        return false;
    for (i += 8; i < len && (media_type[i] == '"' || media_type[i] == '\'');)
        i++;
    for (; i < len && n + 1 < size && strchr(" \t\r\n;\"'/>", media_type[i]) == NULL; i++)
        out[n++] = media_type[i];
    out[n] = '\0';
    return n > 0 && n + 1 < size;
}

bool charset_is_text(const char *bytes, size_t len)
{
    if (find_mark(bytes, len) < sizeof marks / sizeof *marks)
        return true;
    for (size_t i = 0; i < len && i < LOOK_MAX; i++) {
        unsigned char c = (unsigned char)bytes[i];

        /* ESC begins ISO-2022 sequences, form feeds part pages, old DOS text ends in 1A. */
        if (c < ' ' && (c < '\t' || c > '\r') && c != 0x1b && c != 0x1a)
            return false;
    }
    return true;
}
