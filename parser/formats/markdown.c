/* markdown.c - see markdown.h */
#include "parser/formats/markdown.h"

#include "parser/chars.h"

#include <stdint.h>
#include <string.h>

enum {
    LEVELS = 6,
    RULE_MIN = 3,
    RUN_MAX = 3,
    OPEN_MAX = 32, /* marks that wait for their partner, of one kind; older ones are text */
    EDGE = 8       /* bytes at the beginning in which marks around a whole text begin      */
};

/* In the place of a mark that is to go: no byte of UTF-8. */
#define GONE '\xff'

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

/* Runs of one mark that may open, the latest ones. */
typedef struct open_runs {
    size_t at[OPEN_MAX], count;
} open_runs_t;

static void push(open_runs_t *self, size_t at)
{
    self->at[self->count++ % OPEN_MAX] = at;
}

/* The innermost one; false when there is none, or it is too long ago. */
static bool pop(open_runs_t *self, size_t *ret)
{
    if (self->count == 0)
        return false;
    size_t *at = &self->at[--self->count % OPEN_MAX];
    *ret = *at;
    *at = SIZE_MAX; /* what was there before it was pushed over is lost */
    return *ret != SIZE_MAX;
}

/* Takes the marks that are GONE out. */
static size_t close_gaps(char *text, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++)
        if (text[i] != GONE)
            text[n++] = text[i];
    return n;
}

/* A pair of runs that may stand around the whole text. */
typedef struct pair {
    size_t open, close, run;
} pair_t;

static void tell_style(const char *text, size_t len, const pair_t pair[EDGE], markdown_style_t *ret)
{
    size_t first = 0, end = len;

    while (first < len && text[first] == GONE)
        first++;
    while (end > first && text[end - 1] == GONE)
        end--;
    for (size_t i = 0; i < EDGE; i++)
        if (pair[i].run > 0 && pair[i].open < first && pair[i].close >= end) {
            ret->bold = ret->bold || pair[i].run >= 2;
            ret->italic = ret->italic || pair[i].run != 2;
        }
}

static size_t drop_emphasis(char *text, size_t len, markdown_style_t *style)
{
    open_runs_t open[2][RUN_MAX + 1] = {0}; /* by mark and by length */
    pair_t around[EDGE] = {0};              /* by where it opens */

    for (size_t i = 0, run; i < len; i += run) {
        run = 1;
        if (text[i] != '*' && text[i] != '_')
            continue;
        run = run_at(text, len, i);
        if (run > RUN_MAX)
            continue;

        open_runs_t *runs = &open[text[i] == '_'][run];
        size_t at = 0;
        if (closes(text, len, i, run) && pop(runs, &at)) {
            memset(text + at, GONE, run);
            memset(text + i, GONE, run);
            if (at < EDGE)
                around[at] = (pair_t){.open = at, .close = i, .run = run};
        } else if (opens(text, len, i, run)) {
            push(runs, i);
        }
    }
    tell_style(text, len, around, style);
    return close_gaps(text, len);
}

/* "[words](address)" is its words, "![picture](address)" is nothing. */
static size_t drop_links(char *text, size_t len)
{
    open_runs_t open = {.count = 0};
    size_t n = 0, at = 0;
    bool tails = true; /* there may be another ')' */

    for (size_t i = 0; i < len; i++) {
        if (text[i] == '[')
            push(&open, n);
        text[n++] = text[i];
        if (text[i] != ']' || !pop(&open, &at) || !tails || i + 1 == len || text[i + 1] != '(')
            continue;

        const char *tail = memchr(text + i, ')', len - i);
        tails = tail != NULL;
        if (!tails)
            continue;
        i = (size_t)(tail - text);
        if (at > 0 && text[at - 1] == '!') {
            n = at - 1;
        } else {
            text[at] = GONE;
            n--; /* the bracket */
        }
    }
    return close_gaps(text, n);
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
