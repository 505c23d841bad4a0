/* glyphs.c - see glyphs.h */
#include "parser/glyphs.h"

#include "base/text_icu.h"
#include "parser/chars.h"
#include "parser/growing.h"

#include <stdint.h>
#include <string.h>
#include <unicode/uchar.h>

enum { SPACED_MIN = 4 }; /* letters that make "N O T E" a spaced word */

static const char *ligature(uint32_t c)
{
    static const char *const spelt[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};

    return c >= 0xfb00 && c <= 0xfb06 ? spelt[c - 0xfb00] : NULL;
}

/* Plain ASCII without double, leading or trailing spaces: most paragraphs need no work. */
static bool is_clean(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] < ' ' || text[i] == 0x7f) /* char is signed here: bytes over 0x7f too */
            return false;
        if (text[i] == ' ' && (i == 0 || i + 1 == len || text[i + 1] == ' '))
            return false;
        if (text[i] == ' ' && i >= 3 && text[i - 2] == ' ')
            return false; /* may be a spaced title */
    }
    return true;
}

/* If at text[i] a run of single capitals begins ("A B  C D"), the bytes of it; else 0. */
static size_t spaced_run(const char *text, size_t len, size_t i)
{
    const char *at = text + i, *end = text + len;
    size_t letters = 0, run = 0;

    if (i > 0 && text[i - 1] != ' ')
        return 0;
    while (at < end) {
        uint32_t c = chars_next(&at, end);

        if (!u_isupper((UChar32)c) || (at < end && *at != ' '))
            break;
        letters++;
        run = (size_t)(at - text) - i;
        while (at < end && *at == ' ')
            at++;
    }
    return letters >= SPACED_MIN ? run : 0;
}

/* Closes spaced words in place; white space is ' ' by now, but still of any length, and more
 * than one part the words of a spaced title. */
static size_t close_spaced(char *text, size_t len)
{
    size_t out = 0;

    for (size_t i = 0; i < len;) {
        size_t run = spaced_run(text, len, i);

        for (size_t k = i; k < i + run; k++)
            if (text[k] != ' ' || text[k + 1] == ' ' || text[k - 1] == ' ')
                text[out++] = text[k];
        if (run == 0)
            text[out++] = text[i++];
        i += run;
    }
    return out;
}

static size_t close_spaces(char *text, size_t len)
{
    size_t out = 0;

    for (size_t i = 0; i < len; i++)
        if (text[i] != ' ' || (out > 0 && text[out - 1] != ' '))
            text[out++] = text[i];
    return out > 0 && text[out - 1] == ' ' ? out - 1 : out;
}

rap_code_t glyphs_clean(const char *text, size_t len, rap_arena_t *arena, const char **ret,
    size_t *ret_len, rap_err_t *err)
{
    if (is_clean(text, len)) {
        *ret = text;
        *ret_len = len;
        return RAP_OK;
    }
    /* A byte that is no UTF-8 becomes three (U+FFFD); a ligature never grows. */
    char *out = len < SIZE_MAX / 4 ? rap_arena_alloc(arena, len * 3 + 1) : NULL;
    size_t n = 0;

    if (out == NULL)
        return growing_full(err);
    for (const char *at = text, *end = text + len; at < end;) {
        uint32_t c = chars_next(&at, end);
        const char *spelt = ligature(c);

        if (spelt != NULL) {
            memcpy(out + n, spelt, strlen(spelt));
            n += strlen(spelt);
        } else if (chars_is_space(c)) {
            out[n++] = ' ';
        } else if (!chars_is_invisible(c)) {
            n += chars_put(out + n, c >= 0xd800 && c <= 0xdfff ? CHARS_BAD : c);
        }
    }
    n = close_spaces(out, close_spaced(out, n));
    out[n] = '\0';
    return rap_text_nfc(out, n, arena, ret, ret_len, err);
}
