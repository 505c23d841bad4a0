/* digest.c - labelled digests (warc.h): "sha256:" and its value in one of the notations of RFC 4648. */
#include "fetcher/warc/warc.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { DIGEST_BYTES = 32, HEX_DIGITS = 2 * DIGEST_BYTES, BASE32_DIGITS = 52, BASE32_BITS = 5 };

static bool read_hex(const char *text, char ret[HEX_DIGITS + 1])
{
    for (size_t i = 0; i < HEX_DIGITS; i++) {
        if (!isxdigit((unsigned char)text[i]))
            return false;
        ret[i] = (char)tolower((unsigned char)text[i]);
    }
    ret[HEX_DIGITS] = '\0';
    return true;
}

static int base32_value(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const char *at = c != '\0' ? strchr(digits, toupper((unsigned char)c)) : NULL;

    return at != NULL ? (int)(at - digits) : -1;
}

static bool read_base32(const char *text, char ret[HEX_DIGITS + 1])
{
    static const char hex[] = "0123456789abcdef";
    unsigned bits = 0, held = 0;
    size_t to = 0;

    for (size_t i = 0; i < BASE32_DIGITS; i++) {
        int value = base32_value(text[i]);

        if (value < 0)
            return false;
        bits = bits << BASE32_BITS | (unsigned)value;
        held += BASE32_BITS;
        for (; held >= 4 && to < HEX_DIGITS; held -= 4)
            ret[to++] = hex[bits >> (held - 4) & 15];
    }
    ret[HEX_DIGITS] = '\0';
    return to == HEX_DIGITS;
}

bool warc_digest_hex(const char *labelled, char ret[65])
{
    static const char *const labels[] = {"sha256:", "sha-256:"};

    for (size_t i = 0; labelled != NULL && i < sizeof labels / sizeof labels[0]; i++) {
        size_t label = strlen(labels[i]);

        if (strncasecmp(labelled, labels[i], label) != 0)
            continue;
        const char *value = labelled + label;
        size_t len = strcspn(value, "="); /* base32 may be padded */
        if (len == HEX_DIGITS)
            return read_hex(value, ret);
        return len == BASE32_DIGITS && read_base32(value, ret);
    }
    return false;
}
