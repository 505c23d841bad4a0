/* date_address.c - see date_address.h */
#include "parser/structure/date_address.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS_MAX = 64, CENTURY = 2000, YEAR_MIN = 1990 };

/* Digits that stand together. */
typedef struct run {
    size_t start, len;
    long number;
} run_t;

typedef struct finding {
    date_t *dates;
    size_t count, max;
} finding_t;

static void add(
    finding_t *self, int year, int month, int day, const run_t *first, const run_t *last)
{
    if (self->count == self->max || year < YEAR_MIN || !date_is_real(year, month, day))
        return;
    for (size_t i = 0; i < self->count; i++)
        if (self->dates[i].year == year && self->dates[i].month == month &&
            self->dates[i].day == day)
            return;
    self->dates[self->count++] = (date_t){
        .year = year, .month = month, .day = day, .span = {first->start, last->start + last->len}};
}

static size_t runs_of(const char *text, size_t start, run_t *runs)
{
    size_t count = 0;
    for (size_t at = start; text[at] != '\0' && count < RUNS_MAX;) {
        if (!isdigit((unsigned char)text[at])) {
            at++;
            continue;
        }
        run_t run = {.start = at};
        for (; isdigit((unsigned char)text[at]); at++, run.len++)
            run.number = run.len < 8 ? 10 * run.number + (text[at] - '0') : run.number;
        runs[count++] = run;
    }
    return count;
}

/* Is there one mark between the two, and nothing else? */
static bool is_beside(const char *text, const run_t *a, const run_t *b)
{
    return b->start == a->start + a->len + 1 && strchr("/-_.", text[a->start + a->len]) != NULL;
}

/* "2024/03/08", "08-03-2024", "08.03.24" */
static void add_separated(finding_t *self, const char *text, const run_t *run)
{
    int a = (int)run[0].number, b = (int)run[1].number, c = (int)run[2].number;
    if (!is_beside(text, &run[0], &run[1]) || !is_beside(text, &run[1], &run[2]) || run[1].len > 2)
        return;
    if (run[0].len == 4 && run[2].len <= 2)
        add(self, a, b, c, &run[0], &run[2]);
    if (run[0].len <= 2 && run[2].len == 4)
        add(self, c, b, a, &run[0], &run[2]);
}

/* "20240308", a time behind it too, and "08032024" */
static void add_eight(finding_t *self, const run_t *run)
{
    if (run->len != 8 && run->len != 12 && run->len != 14)
        return;
    int number = (int)run->number; /* of the first eight */
    add(self, number / 10000, number / 100 % 100, number % 100, run, run);
    if (run->len == 8)
        add(self, number % 10000, number / 10000 % 100, number / 1000000, run, run);
}

/* "d_240308" or "1com080324"; a number alone between slashes is an article's. */
static void add_six(finding_t *self, const char *text, const run_t *run)
{
    char behind = text[run->start + run->len];
    bool alone = run->start > 0 && text[run->start - 1] == '/' && (behind == '/' || behind == '\0');
    if (run->len != 6 || alone)
        return;
    int a = (int)(run->number / 10000), b = (int)(run->number / 100 % 100),
        c = (int)(run->number % 100);
    size_t before = self->count;
    add(self, CENTURY + a, b, c, run, run);
    add(self, CENTURY + c, b, a, run, run);
    for (size_t i = before; i < self->count; i++)
        self->dates[i].ambiguous = true;
}

static int month_of(const char *text, size_t *len)
{
    static const char *const names[] = {"january", "february", "march", "april", "may", "june",
        "july", "august", "september", "october", "november", "december"};
    for (int full = 1; full >= 0; full--) {
        for (int i = 0; i < 12; i++) {
            *len = full ? strlen(names[i]) : 3;
            if (strncasecmp(text, names[i], *len) == 0 && !isalpha((unsigned char)text[*len]))
                return i + 1;
        }
    }
    return 0;
}

/* "8-march-2024", "march-8-2024", "8March2024" */
static void add_named(finding_t *self, const char *text, size_t at, const run_t *runs, size_t count)
{
    size_t len;
    int month = at > 0 && isalpha((unsigned char)text[at - 1]) ? 0 : month_of(text + at, &len);
    if (month == 0)
        return;
    for (size_t i = 0; i + 1 < count; i++) {
        const run_t *a = &runs[i], *b = &runs[i + 1];
        bool around = a->start + a->len <= at && at - (a->start + a->len) <= 3 &&
                      b->start >= at + len && b->start - (at + len) <= 1;
        bool behind = a->start >= at + len && a->start - (at + len) <= 1 &&
                      b->start - (a->start + a->len) <= 3;
        if ((around || behind) && a->len <= 2 && b->len == 4)
            add(self, (int)b->number, month, (int)a->number, a, b);
    }
}

size_t date_find_in_address(const char *address, date_t *dates, size_t max)
{
    run_t runs[RUNS_MAX];
    finding_t self = {.dates = dates, .max = max};
    const char *host = strstr(address, "://");
    const char *path = host != NULL ? strchr(host + 3, '/') : address;
    if (path == NULL)
        return 0;
    size_t start = (size_t)(path - address), count = runs_of(address, start, runs);
    for (size_t i = 0; i + 2 < count; i++)
        add_separated(&self, address, &runs[i]);
    for (size_t at = start; address[at] != '\0'; at++)
        add_named(&self, address, at, runs, count);
    for (size_t i = 0; i < count; i++)
        add_eight(&self, &runs[i]);
    for (size_t i = 0; i < count; i++)
        add_six(&self, address, &runs[i]);
    return self.count;
}
