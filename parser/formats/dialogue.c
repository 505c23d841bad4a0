/* dialogue.c - see dialogue.h */
#include "parser/formats/dialogue.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

#include "parser/chars.h"

enum { LABEL_MAX = 64, LABEL_WORDS_MAX = 7, LINES_MIN = 3 };

size_t dialogue_label(const char *text, size_t len)
{
    size_t words = 1, depth = 0;
    const char *end = text + (len < LABEL_MAX ? len : LABEL_MAX);
    if (len == 0 || u_islower((UChar32)chars_first(text, len)))
        return 0;
    for (const char *at = text; at < end;) {
        uint32_t c = chars_next(&at, text + len);
        depth += c == '(';
        depth -= c == ')' && depth > 0;
        words += c == ' ' && depth == 0;
        if ((c == ':' && (at == text + len || *at == ' ')) || c == 0xFF1A)
            return depth == 0 && words <= LABEL_WORDS_MAX ? (size_t)(at - text) : 0;
        if (c == '!' || c == '?' || c == ';' || c == 0x3002)
            return 0;
    }
    return 0;
}

bool dialogue_is_time(const char *text, size_t len)
{
    size_t digits = 0, colons = 0;
    for (size_t i = 0; i < len; i++) {
        if (strchr("0123456789:.,->[]() ", text[i]) == NULL || text[i] == '\0')
            return false;
        digits += text[i] >= '0' && text[i] <= '9';
        colons += text[i] == ':';
    }
    return digits >= 3 && colons >= 1;
}

static int by_label(const void *a, const void *b)
{
    const dialogue_line_t *x = a, *y = b;
    size_t len = x->len < y->len ? x->len : y->len;
    int order = memcmp(x->text, y->text, len);
    return order != 0 ? order : (x->len > y->len) - (x->len < y->len);
}

bool dialogue_is(dialogue_line_t *lines, size_t count)
{
    if (count < LINES_MIN)
        return false;
    qsort(lines, count, sizeof *lines, by_label);
    for (size_t i = 1; i < count; i++)
        if (by_label(&lines[i - 1], &lines[i]) == 0)
            return true;
    return false;
}
