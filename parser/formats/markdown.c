/* markdown.c - see markdown.h */
#include "parser/formats/markdown.h"

#include "parser/chars.h"

#include <string.h>

enum { LEVELS = 6, RULE_MIN = 3, RUN_MAX = 3 };

size_t markdown_heading(const char *line, size_t len)
{
    size_t i = 0, marks = 0;

    while (i < len && i < 3 && line[i] == ' ')
        i++;
    while (i < len && line[i] == '#') {
        i++;
        marks++;
    }
    if (marks == 0 || marks > LEVELS || i == len || line[i] != ' ')
        return 0;
    while (i < len && line[i] == ' ')
        i++;
    return i;
}

bool markdown_is_rule(const char *line, size_t len)
{
    char mark = '\0';
    size_t n = 0;

    for (size_t i = 0; i < len; i++) {
        if (line[i] == ' ' || line[i] == '\t')
            continue;
        if (strchr("-*_=~", line[i]) == NULL || line[i] == '\0' || (n > 0 && line[i] != mark))
            return false;
        mark = line[i];
        n++;
    }
    return n >= RULE_MIN;
}

/* What stands around a run of marks decides what it may do (spec.commonmark.org, 6.2). */
static bool opens(const char *text, size_t len, size_t at, size_t run)
{
    uint32_t before = chars_last(text, at, NULL);
    uint32_t after = chars_first(text + at + run, len - at - run);

    return at + run < len && !chars_is_space(after) && !chars_is_word(before) && before != '\\';
}

static bool closes(const char *text, size_t len, size_t at, size_t run)
{
    uint32_t before = chars_last(text, at, NULL);
    uint32_t after = chars_first(text + at + run, len - at - run);

    return at > 0 && !chars_is_space(before) && !chars_is_word(after) && before != '\\';
}

static size_t run_at(const char *text, size_t len, size_t at)
{
    size_t n = 0;

    while (at + n < len && text[at + n] == text[at])
        n++;
    return n;
}

/* Where the run that opens at `at` is closed; `len` when nowhere. */
static size_t partner(const char *text, size_t len, size_t at, size_t run)
{
    for (size_t i = at + run; i < len; i++) {
        size_t other = text[i] == text[at] ? run_at(text, len, i) : 0;

        if (other == run && closes(text, len, i, run))
            return i;
        i += other > 0 ? other - 1 : 0;
    }
    return len;
}

/* Cuts text[at..at+n) out. */
static size_t cut(char *text, size_t len, size_t at, size_t n)
{
    memmove(text + at, text + at + n, len - at - n);
    return len - n;
}

static size_t drop_emphasis(char *text, size_t len, markdown_style_t *style)
{
    bool alone[2][RUN_MAX + 1] = {{false}}; /* runs of that length have no partner behind */

    for (size_t i = 0; i < len; i++) {
        if (text[i] != '*' && text[i] != '_')
            continue;

        size_t run = run_at(text, len, i), end = len;
        bool *none = &alone[text[i] == '_'][run <= RUN_MAX ? run : 0];
        if (run <= RUN_MAX && !*none && opens(text, len, i, run)) {
            end = partner(text, len, i, run);
            *none = end == len;
        }
        if (end == len) {
            i += run - 1;
            continue;
        }
        if (i == 0 && end + run == len) {
            style->bold = style->bold || run >= 2;
            style->italic = style->italic || run != 2;
        }
        len = cut(text, len, end, run);
        len = cut(text, len, i, run);
        i--; /* the next mark may stand here now; wraps to SIZE_MAX at 0, and back */
    }
    return len;
}

/* "[words](address)" is its words, "![picture](address)" is nothing. */
static size_t drop_links(char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] != '[')
            continue;

        const char *close = memchr(text + i, ']', len - i);
        size_t end = close != NULL ? (size_t)(close - text) : len;
        const char *tail =
            end + 1 < len && text[end + 1] == '(' ? memchr(text + end, ')', len - end) : NULL;
        if (tail == NULL)
            continue;
        len = cut(text, len, end, (size_t)(tail - text) - end + 1);
        if (i > 0 && text[i - 1] == '!')
            len = cut(text, len, i - 1, end - i + 1);
        else
            len = cut(text, len, i, 1);
    }
    return len;
}

static size_t drop_escapes(char *text, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++) {
        if (text[i] == '\\' && i + 1 < len && strchr("\\`*_{}[]()#+-.!|>~", text[i + 1]) != NULL &&
            text[i + 1] != '\0')
            i++;
        text[n++] = text[i];
    }
    return n;
}

size_t markdown_inline(char *text, size_t len, markdown_style_t *ret_style)
{
    *ret_style = (markdown_style_t){false, false};
    len = drop_links(text, len);
    len = drop_emphasis(text, len, ret_style);
    return drop_escapes(text, len);
}
