/* chars.c - see chars.h */
#include "parser/chars.h"

#include <string.h>
#include <unicode/uchar.h>

uint32_t chars_next(const char **at, const char *end)
{
    const unsigned char *s = (const unsigned char *)*at;
    size_t left = (size_t)(end - *at);
    uint32_t c = s[0];
    size_t size = c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 0;

    *at += 1;
    if (size == 1)
        return c;
    if (size == 0 || size > left || c > 0xf4)
        return CHARS_BAD;
    c &= 0x7fu >> size;
    for (size_t i = 1; i < size; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return CHARS_BAD;
        c = c << 6 | (s[i] & 0x3fu);
    }
    *at += size - 1;
    return c <= 0x10ffff ? c : CHARS_BAD;
}

uint32_t chars_last(const char *text, size_t len, size_t *ret_start)
{
    size_t start = len;

    if (len == 0)
        return 0;
    do
        start--;
    while (start > 0 && len - start < 4 && ((unsigned char)text[start] & 0xc0) == 0x80);
    if (ret_start != NULL)
        *ret_start = start;

    const char *at = text + start;
    return chars_next(&at, text + len);
}

uint32_t chars_first(const char *text, size_t len)
{
    const char *at = text;

    return len > 0 ? chars_next(&at, text + len) : 0;
}

uint32_t chars_superscript(uint32_t digit)
{
    return digit == 1 ? 0xb9 : digit == 2 || digit == 3 ? 0xb0 + digit : 0x2070 + digit;
}

uint32_t chars_superscript_value(uint32_t c)
{
    for (uint32_t digit = 0; digit <= 9; digit++)
        if (chars_superscript(digit) == c)
            return digit;
    return 10;
}

bool chars_is_space(uint32_t c)
{
    return c == ' ' || (c >= 0x09 && c <= 0x0d) || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
           c == 0x205f || c == 0x3000;
}

bool chars_is_wide(uint32_t c)
{
    return (c >= 0x2e80 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) ||
           (c >= 0xff00 && c <= 0xff60) || (c >= 0x20000 && c <= 0x3ffff);
}

bool chars_is_rtl(uint32_t c)
{
    return (c >= 0x590 && c <= 0x8ff) || (c >= 0xfb1d && c <= 0xfdff) ||
           (c >= 0xfe70 && c <= 0xfefc);
}

bool chars_is_word(uint32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return u_isalnum((UChar32)c) || (U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK) != 0;
}

bool chars_is_invisible(uint32_t c)
{
    return (c < 0x20 && !chars_is_space(c)) || (c >= 0x7f && c < 0xa0 && c != 0x85) ||
           c == CHARS_SOFT_HYPHEN || c == 0x61c || c == 0x180e || c == 0x200b || c == 0x200e ||
           c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
           c == 0xfeff || (c >= 0xfff0 && c <= 0xfffb);
}

bool chars_ends_sentence(uint32_t c)
{
    return c == '.' || c == '!' || c == '?' || c == ':' || c == ';' || c == 0x2026 || c == 0x61b ||
           c == 0x61f || c == 0x6d4 || c == 0x3002 || c == 0xff01 || c == 0xff0e || c == 0xff1a ||
           c == 0xff1b || c == 0xff1f;
}

static bool is_closing(uint32_t c)
{
    return c == '"' || c == '\'' || c == ')' || c == ']' || c == '*' || c == 0xbb || c == 0x2019 ||
           c == 0x201d || c == 0x300d || c == 0x300f || c == 0xff09 || chars_is_space(c) ||
           (c >= '0' && c <= '9') || chars_superscript_value(c) < 10;
}

bool chars_ends_in_slashes(const char *text, size_t len)
{
    return len >= 2 && text[len - 1] == '/' && text[len - 2] == '/' &&
           (len == 2 || text[len - 3] != ':');
}

uint32_t chars_last_meaning(const char *text, size_t len)
{
    uint32_t c = chars_last(text, len, &len);

    while (is_closing(c) && len > 0)
        c = chars_last(text, len, &len);
    return c == '/' && chars_ends_in_slashes(text, len + 1) ? '.' : c;
}

static bool is_bullet(uint32_t c)
{
    static const uint32_t bullet[] = {'-', '*', 0xb7, 0x2013, 0x2014, 0x2022, 0x2023, 0x2043,
        0x25a0, 0x25aa, 0x25cf, 0x25cb, 0x25e6, 0x2756, 0x27a2, 0xf0a7, 0xf0b7, 0xf0d8};

    for (size_t i = 0; i < sizeof bullet / sizeof *bullet; i++)
        if (c == bullet[i])
            return true;
    return false;
}

/* Bytes of "12", "a", "iv" at the start of `text`: digits, or at most four letters. */
static size_t label(const char *text, size_t len)
{
    size_t n = 0;

    while (n < len && n < 4 && text[n] >= '0' && text[n] <= '9')
        n++;
    if (n > 0)
        return n < 4 ? n : 0;
    while (n < len && n < 4 && strchr("ivxIVX", text[n]) != NULL)
        n++;
    if (n == 0 && len > 0 && chars_is_word((unsigned char)text[0]) && (text[0] & 0x80) == 0)
        n = 1;
    return n;
}

size_t chars_list_marker(const char *text, size_t len)
{
    const char *at = text, *end = text + len;
    uint32_t first = len > 0 ? chars_next(&at, end) : 0;

    if (!is_bullet(first)) {
        bool open = first == '(';
        const char *from = open ? at : text;
        size_t n = label(from, (size_t)(end - from));

        at = from + n;
        if (n == 0 || at == end || (*at != ')' && (open || *at != '.')))
            return 0;
        /* "U. S. policy" and "H.E." are no lists: a lone letter needs its bracket. */
        if (*at == '.' && !(from[0] >= '0' && from[0] <= '9'))
            return 0;
        at++;
    }
    const char *space = at;
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    if (is_bullet(first) && is_bullet(chars_first(at, (size_t)(end - at))))
        return 0; /* "* * *" */
    return at > space && at < end ? (size_t)(at - text) : 0;
}

size_t chars_bullet(const char *text, size_t len)
{
    return is_bullet(chars_first(text, len)) ? chars_list_marker(text, len) : 0;
}
