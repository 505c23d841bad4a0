/* charset.c - see charset.h */
#include "parser/formats/charset.h"

#include "base/text.h"
#include "parser/chars.h"
#include "parser/growing.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

enum {
    LOOK_MAX = 64 * 1024, /* bytes that show whether it is text, and in which encoding   */
    NEAR = 64,            /* bytes around one that is not ASCII                          */
    CONFIDENT = 15,       /* percent; ICU gives less to what it merely cannot exclude    */
    SPACES_MIN = 100,     /* one space or line end in so many characters, at least       */
    CLEAN_RATIO = 20,     /* so many sequences of UTF-8 outweigh a byte that is in none  */
    RUN_MIN = 4,          /* accented letters in a row, which no language has,           */
    RUNS_MAX = 2          /* and how often a text may have them all the same             */
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

/* What browsers read where a page says something less (encoding.spec.whatwg.org). */
static const char *really(const char *declared)
{
    static const struct {
        const char *said, *is;
    } names[] = {{"iso-8859-1", "windows-1252"}, {"iso8859-1", "windows-1252"},
        {"latin1", "windows-1252"}, {"latin-1", "windows-1252"}, {"us-ascii", "windows-1252"},
        {"ascii", "windows-1252"}, {"iso-8859-9", "windows-1254"}, {"iso-8859-11", "windows-874"},
        {"tis-620", "windows-874"}, {"gb2312", "gb18030"}, {"gb_2312-80", "gb18030"},
        {"gbk", "gb18030"}, {"x-gbk", "gb18030"}, {"shift_jis", "windows-31j"},
        {"shift-jis", "windows-31j"}, {"x-sjis", "windows-31j"}, {"sjis", "windows-31j"},
        {"euc-kr", "windows-949"}, {"ks_c_5601-1987", "windows-949"}, {"win-1251", "windows-1251"},
        {"win1251", "windows-1251"}, {"windows1251", "windows-1251"}, {"koi8", "koi8-r"},
        {"x-x-big5", "big5"}};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(declared, names[i].said) == 0)
            return names[i].is;
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

/* What ICU is to look at: the surroundings of what is not ASCII, without tags.  The head of a page
 * may be long, and its scripts look like English. */
static size_t sample(const char *bytes, size_t len, char out[LOOK_MAX])
{
    size_t n = 0, near = 0; /* `near`: up to there something is that is not ASCII */
    bool tag = false;

    for (size_t i = 0, ahead = 0; i < len && n < LOOK_MAX; i++) {
        for (; ahead < len && ahead < i + NEAR; ahead++)
            if ((bytes[ahead] & 0x80) != 0)
                near = ahead + NEAR;
        tag = bytes[i] == '<' || (tag && bytes[i] != '>');
        if (i < near && !tag)
            out[n++] = bytes[i];
    }
    return n;
}

/* ICU's best guess that is no UTF-8, which has been ruled out. */
static rap_code_t detect(const char *bytes, size_t len, rap_arena_t *arena, const char **ret,
    size_t *ret_len, rap_err_t *err)
{
    UErrorCode status = U_ZERO_ERROR;
    char name[64] = "windows-1252"; /* when ICU has no idea */
    char *look = rap_arena_alloc(arena, LOOK_MAX);
    const char *escape = memchr(bytes, 0x1b, len);
    int32_t matches = 0;

    if (look == NULL)
        return growing_full(err);
    size_t look_len = sample(bytes, len, look);
    if (look_len == 0 && escape != NULL) { /* ISO-2022 is all ASCII */
        look_len = len - (size_t)(escape - bytes);
        look_len = look_len < LOOK_MAX ? look_len : LOOK_MAX;
        memcpy(look, escape, look_len);
    }
    UCharsetDetector *detector = ucsdet_open(&status);
    ucsdet_setText(detector, look, (int32_t)look_len, &status);
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

/* Seven bits and escape sequences: ISO-2022-JP and its like, which is valid UTF-8 as well. */
static bool is_iso2022(const char *bytes, size_t len)
{
    for (const char *at = bytes, *end = bytes + len;
         (at = memchr(at, 0x1b, (size_t)(end - at))) != NULL; at++)
        if (end - at > 2 && at[1] == '$' && strchr("@ABC()", at[2]) != NULL && at[2] != '\0')
            return true;
    return false;
}

/* UTF-8 but for a few bytes: a text that was cut, or put together from two. */
static bool is_nearly_utf8(const char *bytes, size_t len)
{
    size_t good = 0, bad = 0;

    for (size_t i = 0; i < len;) {
        unsigned char c = (unsigned char)bytes[i];
        size_t size = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

        if (size > 1 && (size > len - i || !rap_text_is_utf8(bytes + i, size))) {
            bad++;
            i++;
            continue;
        }
        good += size > 1;
        i += size;
    }
    return good > CLEAN_RATIO * bad;
}

bool charset_is_doubtful(const char *text, size_t len)
{
    size_t run = 0, runs = 0, wrong = 0, inside_out = 0, capitals = 0;
    uint32_t last = 0;

    for (const char *at = text, *end = text + len; at < end;) {
        uint32_t c = chars_next(&at, end);

        wrong += c == CHARS_BAD || (c >= 0x80 && c < 0xa0);
        run = c >= 0xc0 && c <= 0xff ? run + 1 : 0;
        runs += run == RUN_MIN;
        /* Cyrillic of the wrong kind has its capitals behind its small letters. */
        if (c >= 0x410 && c <= 0x44f && last >= 0x410 && last <= 0x44f) {
            inside_out += last >= 0x430 && c < 0x430;
            capitals += last < 0x430 && c >= 0x430;
        }
        last = c;
    }
    return wrong > 0 || runs > RUNS_MAX || inside_out > capitals;
}

/* What is declared, unless it gives no text where ICU's guess does. */
static rap_code_t decode(const char *bytes, size_t len, const char *declared, rap_arena_t *arena,
    const char **ret, size_t *ret_len, rap_err_t *err)
{
    const char *other = NULL;
    size_t other_len = 0;

    RAP_TRY(convert(declared, bytes, len, arena, ret, ret_len, err));
    if (!charset_is_doubtful(*ret, *ret_len))
        return RAP_OK;
    RAP_TRY(detect(bytes, len, arena, &other, &other_len, err));
    if (charset_is_doubtful(other, other_len))
        return RAP_OK;
    *ret = other;
    *ret_len = other_len;
    return RAP_OK;
}

rap_code_t charset_decode(const char *bytes, size_t len, const char *declared, rap_arena_t *arena,
    const char **ret, size_t *ret_len, rap_err_t *err)
{
    size_t mark = find_mark(bytes, len);
    bool usable = declared != NULL && strncasecmp(declared, "utf-8", 5) != 0 &&
                  strncasecmp(declared, "utf8", 4) != 0 && is_known(really(declared));

    if (mark < sizeof marks / sizeof *marks) {
        bytes += marks[mark].len;
        len -= marks[mark].len;
        if (mark > 0 || !rap_text_is_utf8(bytes, len))
            return convert(marks[mark].name, bytes, len, arena, ret, ret_len, err);
    }
    const char *wide = has_control(bytes, len) ? wide_charset(bytes, len) : NULL;
    if (wide != NULL)
        return convert(wide, bytes, len, arena, ret, ret_len, err);
    if (usable && is_seven_bit(declared))
        return convert(declared, bytes, len, arena, ret, ret_len, err);
    bool escapes = is_iso2022(bytes, len);
    if (!escapes && rap_text_is_utf8(bytes, len)) {
        *ret = bytes;
        *ret_len = len;
        return RAP_OK;
    }
    if (!escapes && is_nearly_utf8(bytes, len))
        return convert("UTF-8", bytes, len, arena, ret, ret_len, err);
    return usable && strncasecmp(declared, "utf", 3) != 0
               ? decode(bytes, len, really(declared), arena, ret, ret_len, err)
               : detect(bytes, len, arena, ret, ret_len, err);
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
