/* charset.c - see charset.h */
#include "parser/formats/charset.h"

#include "base/text.h"
#include "parser/growing.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

enum {
    LOOK_MAX = 64 * 1024, /* bytes that show whether it is text, and in which encoding */
    CONFIDENT = 15,       /* percent; ICU gives less to what it merely cannot exclude  */
    SPACES_MIN = 100      /* one space or line end in so many characters, at least     */
};

/* ESC begins ISO-2022 sequences, form feeds part pages, old DOS text ends in 1A. */
static bool is_control(uint32_t c)
{
    return c < ' ' && (c < '\t' || c > '\r') && c != 0x1b && c != 0x1a;
}

static bool has_control(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len && i < LOOK_MAX; i++)
        if (is_control((unsigned char)bytes[i]))
            return true;
    return false;
}

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

/* -- UTF-16 and UTF-32 without a mark ----------------------------------------------------- */

typedef struct wide {
    const char *name;
    size_t width; /* bytes of a unit */
    bool big;     /* the most significant one first */
} wide_t;

static const wide_t wides[] = {
    {"UTF-32LE", 4, false}, {"UTF-32BE", 4, true}, {"UTF-16LE", 2, false}, {"UTF-16BE", 2, true}};

static uint32_t unit_at(const wide_t *wide, const char *bytes)
{
    uint32_t unit = 0;

    for (size_t i = 0; i < wide->width; i++)
        unit = unit << 8 | (unsigned char)bytes[wide->big ? i : wide->width - 1 - i];
    return unit;
}

/* No unit is what no text has, and some of them are spaces or line ends: no other bytes are so. */
static bool is_wide(const wide_t *wide, const char *bytes, size_t len)
{
    size_t units = (len < LOOK_MAX ? len : LOOK_MAX) / wide->width, spaces = 0;

    for (size_t i = 0; i < units; i++) {
        uint32_t c = unit_at(wide, bytes + i * wide->width);
        bool half = wide->width == 2 && c >= 0xd800 && c <= 0xdfff;

        if (c > 0x10ffff || (!half && !u_isdefined((UChar32)c)) || is_control(c))
            return false;
        spaces += c == ' ' || c == '\n' || c == '\r';
    }
    return spaces * SPACES_MIN > units;
}

/* The encoding of bytes that look like none, or NULL. */
static const char *wide_charset(const char *bytes, size_t len)
{
    for (size_t i = 0; i < sizeof wides / sizeof *wides; i++)
        if (is_wide(&wides[i], bytes, len))
            return wides[i].name;
    return NULL;
}

/* -- decoding ----------------------------------------------------------------------------- */

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

/* Encodings whose bytes are ASCII, and so UTF-8 as well: only who declares them knows. */
static bool is_seven_bit(const char *declared)
{
    return strncasecmp(declared, "iso-2022-", 9) == 0 || strcasecmp(declared, "utf-7") == 0 ||
           strncasecmp(declared, "hz", 2) == 0;
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
    const char *wide = has_control(bytes, len) ? wide_charset(bytes, len) : NULL;
    if (wide != NULL)
        return convert(wide, bytes, len, arena, ret, ret_len, err);
    if (declared != NULL && is_seven_bit(declared) && is_known(declared))
        return convert(declared, bytes, len, arena, ret, ret_len, err);
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
    return find_mark(bytes, len) < sizeof marks / sizeof *marks || !has_control(bytes, len) ||
           wide_charset(bytes, len) != NULL;
}
