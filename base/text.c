/* text.c - see text.h */
#include "base/text.h"

#include <stdint.h>
#include <string.h>

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

/* Length of the sequence that starts at `at`, or 0 when none well-formed does.  The bounds
 * of the second byte are those of table 3-7 in the Unicode standard. */
static size_t sequence(const unsigned char *at, size_t left)
{
    unsigned char low = 0x80, high = 0xbf;
    size_t size;

    if (at[0] < 0x80)
        return at[0] != 0;
    if (at[0] >= 0xc2 && at[0] <= 0xdf)
        size = 2;
    else if (at[0] >= 0xe0 && at[0] <= 0xef)
        size = 3;
    else if (at[0] >= 0xf0 && at[0] <= 0xf4)
        size = 4;
    else
        return 0;
    if (at[0] == 0xe0)
        low = 0xa0;
    else if (at[0] == 0xed)
        high = 0x9f;
    else if (at[0] == 0xf0)
        low = 0x90;
    else if (at[0] == 0xf4)
        high = 0x8f;
    if (size > left || at[1] < low || at[1] > high)
        return 0;
    for (size_t i = 2; i < size; i++)
        if (!is_continuation(at[i]))
            return 0;
    return size;
}

/* Eight bytes of ASCII, no NUL among them?  Most text is that, and every text is checked
 * when it is written.  Taking 1 from a NUL sets its top bit; a borrow can only make "no" of
 * a "yes", and then the bytes are looked at one by one. */
static bool is_ascii_word(const unsigned char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
    return ((word | (word - UINT64_C(0x0101010101010101))) & UINT64_C(0x8080808080808080)) == 0;
}

bool rap_text_is_utf8(const char *text, size_t len)
{
    const unsigned char *at = (const unsigned char *)text;

    for (size_t i = 0; i < len;) {
        /* letters of two bytes, as words in Arabic and Russian have one after the other */
        while (len - i >= 2 && at[i] >= 0xc2 && at[i] <= 0xdf && is_continuation(at[i + 1]))
            i += 2;
        if (i == len)
            break;
        bool ascii = len - i >= sizeof(uint64_t) && is_ascii_word(at + i);
        size_t size = ascii ? sizeof(uint64_t) : sequence(at + i, len - i);

        if (size == 0)
            return false;
        i += size;
    }
    return true;
}

bool rap_text_is_ascii(const char *text, size_t len)
{
    uint64_t bits = 0, word;
    size_t i = 0;

    for (; len - i >= sizeof word; i += sizeof word) {
        memcpy(&word, text + i, sizeof word);
        bits |= word;
    }
    for (; i < len; i++)
        bits |= (unsigned char)text[i];
    return (bits & UINT64_C(0x8080808080808080)) == 0;
}

void rap_text_mend(char *text)
{
    size_t len = strlen(text);

    for (size_t i = 0; i < len;) {
        size_t size = sequence((const unsigned char *)text + i, len - i);

        if (size == 0)
            text[i] = '?';
        i += size > 0 ? size : 1;
    }
}

/* C1, U+0080 to U+009F, is two bytes in UTF-8. */
void rap_text_tame(char *text)
{
    size_t len = strlen(text);
    bool whole = rap_text_is_utf8(text, len);

    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)text[i];

        if (byte < 0x20 || byte == 0x7f)
            text[i] = ' ';
        else if (byte >= 0x80 && !whole)
            text[i] = '?';
        else if (byte == 0xc2 && (unsigned char)text[i + 1] < 0xa0)
            text[i] = text[i + 1] = ' ';
    }
}

/* How many of the eight bytes continue a sequence. */
static size_t continuations(const char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
    /* 1 in each byte that does; the product adds them up in its top byte */
    uint64_t more = word >> 7 & ~(word >> 6) & UINT64_C(0x0101010101010101);
    return more * UINT64_C(0x0101010101010101) >> 56;
}

size_t rap_text_points(const char *text, size_t len)
{
    size_t points = len, i = 0;

    for (; len - i >= sizeof(uint64_t); i += sizeof(uint64_t))
        points -= continuations(text + i);
    for (; i < len; i++)
        points -= is_continuation((unsigned char)text[i]);
    return points;
}

size_t rap_text_bytes(const char *text, size_t len, size_t point)
{
    size_t seen = 0, i = 0;

    for (; len - i >= sizeof(uint64_t); i += sizeof(uint64_t)) {
        size_t points = sizeof(uint64_t) - continuations(text + i);
        if (seen + points > point)
            break;
        seen += points;
    }
    for (; i < len; i++)
        if (!is_continuation((unsigned char)text[i]) && seen++ == point)
            return i;
    return len;
}

size_t rap_text_put(char *out, uint32_t point)
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xc0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3f));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (char)(0xe0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 0x3f));
        out[2] = (char)(0x80 | (point & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | point >> 18);
    out[1] = (char)(0x80 | (point >> 12 & 0x3f));
    out[2] = (char)(0x80 | (point >> 6 & 0x3f));
    out[3] = (char)(0x80 | (point & 0x3f));
    return 4;
}
