/* date.c - see date.h */
#include "parser/structure/date.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "parser/structure/date_words.h"
#include "parser/structure/session.h"

bool date_is_real(int year, int month, int day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < DATE_YEAR_MIN || year > DATE_YEAR_MAX || month < 1 || month > 12 || day < 1)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (month == 2 && leap);
}

date_t date_turned(const date_t *self)
{
    date_t turned = *self;
    turned.month = self->day;
    turned.day = self->month;
    return turned;
}

void date_write(const date_t *self, char out[DATE_SIZE])
{
    /* The bounds are known; the casts let the compiler know them too. */
    (void)snprintf(out, DATE_SIZE, "%04u-%02u-%02u", (unsigned)self->year % 10000U,
        (unsigned)self->month % 100U, (unsigned)self->day % 100U);
}

/* --- pieces --- */

static bool is_mark(const passage_t *p, size_t i, char mark)
{
    return i < p->tokens && p->token[i].kind == TOKEN_MARK &&
           p->folded.text[p->token[i].start] == mark;
}

static bool is_number(const passage_t *p, size_t i, long min, long max)
{
    return i < p->tokens && p->token[i].kind == TOKEN_NUMBER && p->token[i].number >= min &&
           p->token[i].number <= max;
}

static bool is_day(const passage_t *p, size_t i)
{
    return is_number(p, i, 1, 31) && p->token[i].digits <= 3; /* 三十一 has three */
}

/* Is token i written right behind token i - 1? */
static bool is_joined(const passage_t *p, size_t i)
{
    return i > 0 && i < p->tokens && p->token[i].start == p->token[i - 1].end;
}

/* A year, or one that the time is glued to: "202410:00". */
static int year_at(const passage_t *p, size_t i)
{
    if (is_number(p, i, DATE_YEAR_MIN, DATE_YEAR_MAX))
        return p->token[i].number;
    if (i >= p->tokens || p->token[i].kind != TOKEN_NUMBER || p->token[i].chinese)
        return 0;
    const token_t *token = &p->token[i];
    static const char *const hours[] = {":", "h", "hrs", "am", "pm", "a", "p", NULL};
    if ((token->digits != 5 && token->digits != 6) || !is_joined(p, i + 1) ||
        !passage_is_one_of(p, i + 1, hours))
        return 0;
    int hour = token->number % (token->digits == 6 ? 100 : 10);
    int year = token->number / (token->digits == 6 ? 100 : 10);
    return hour < 24 && year >= DATE_YEAR_MIN && year <= DATE_YEAR_MAX ? year : 0;
}

/* What stands between a day, a month and a year: "of", "de", "d'"; in "08-Mar-2024" a hyphen. */
static size_t skip_links(const passage_t *p, size_t i)
{
    static const char *const links[] = {"of", "de", "del", "d", "do", "من", NULL};
    while (passage_is_one_of(p, i, links) || is_mark(p, i, '\'') ||
           ((is_mark(p, i, '-') || is_mark(p, i, '/') || is_mark(p, i, '.')) && is_joined(p, i) &&
               is_joined(p, i + 1)))
        i++;
    return i;
}

/* The same before a year, where a comma may stand as well. */
static size_t skip_to_year(const passage_t *p, size_t i)
{
    return skip_links(p, i + is_mark(p, i, ','));
}

/* The letters behind a day: 4th, 1er, 1º, 1-е, "8.". */
static size_t skip_ordinal(const passage_t *p, size_t i)
{
    static const char *const suffixes[] = {
        "st", "nd", "rd", "th", "er", "ro", "o", "º", "°", "ª", "го", "е", NULL};
    size_t next;
    if (passage_is_one_of(p, i, suffixes))
        return i + 1;
    if (is_mark(p, i, '-') && is_joined(p, i) && is_joined(p, i + 1) &&
        passage_is_one_of(p, i + 1, suffixes))
        return i + 2;
    if (is_mark(p, i, '.') && is_joined(p, i) && month_at(p, i + 1, &next) != 0)
        return i + 1;
    return i;
}

static bool is_between(const passage_t *p, size_t i)
{
    static const char *const words[] = {"-", "&", "to", "and", "au", "et", "al", "a", "y", "по",
        "и", "until", "through", "bis", "ao", "الى", "و", "至", "到", "日", NULL};
    return i < p->tokens && passage_is_one_of(p, i, words);
}

/* Does the date at token i end a range: "4-8", "4 to 8", "du 4 au 8", "30 January - 3"? */
static bool ends_range(const passage_t *p, size_t i)
{
    size_t next;
    if (i < 2 || !is_between(p, i - 1))
        return false;
    if (is_day(p, i - 2) || month_at(p, i - 2, &next) != 0)
        return true;
    /* "Sept. 30 -", "8th-12th" and "1er au 5" */
    return i > 2 && ((is_day(p, i - 3) && skip_ordinal(p, i - 2) == i - 1) ||
                        (is_mark(p, i - 2, '.') && month_at(p, i - 3, &next) != 0));
}

static bool set_date(date_t *date, const passage_t *p, size_t first, size_t behind)
{
    date->span = (span_t){p->token[first].start, p->token[behind - 1].end};
    return date_is_real(date->year, date->month, date->day);
}

/* --- forms --- */

/* "8 March 2024", "4th of December, 2024", "the eighth of March 2024", "8 de marzo de 2024",
 * "8 марта 2024 г.", "08-Mar-2024" */
static bool day_first(const passage_t *p, size_t i, date_t *date, size_t *next)
{
    size_t at = i + 1;
    long day = is_day(p, i) ? p->token[i].number : 0;
    if (day == 0 && p->token[i].kind == TOKEN_WORD)
        day = ordinal_at(p, i, &at);
    if (day < 1 || day > 31)
        return false;
    at = skip_links(p, skip_ordinal(p, at));
    int month = month_at(p, at, &at);
    if (month == 0)
        return false;
    at = skip_to_year(p, at);
    int year = year_at(p, at);
    if (year == 0)
        return false;
    *date = (date_t){.year = year, .month = month, .day = (int)day, .range = ends_range(p, i)};
    *next = at + 1;
    return set_date(date, p, i, at + 1);
}

/* "March 8, 2024", "March 30-31, 2026", "Sept. 30 - Oct. 4, 2024" */
static bool month_first(const passage_t *p, size_t i, date_t *date, size_t *next)
{
    size_t at;
    int month = month_at(p, i, &at);
    if (month == 0)
        return false;
    at += passage_is_word(p, at, "the");
    if (!is_day(p, at))
        return false;
    size_t day = at;
    bool range = ends_range(p, i);
    at = skip_ordinal(p, day + 1);
    if (is_day(p, at + 1) && ends_range(p, at + 1)) {
        range = true;
        day = at + 1;
        at = skip_ordinal(p, day + 1);
    }
    at = skip_to_year(p, at);
    int year = year_at(p, at);
    if (year == 0)
        return false;
    *date =
        (date_t){.year = year, .month = month, .day = (int)p->token[day].number, .range = range};
    *next = at + 1;
    return set_date(date, p, i, at + 1);
}

/* Do digits go on behind token i, as in a number of telephone or a document's symbol? */
static bool goes_on(const passage_t *p, size_t i)
{
    return (is_mark(p, i, '/') || is_mark(p, i, '.') || is_mark(p, i, '-')) && is_joined(p, i) &&
           is_joined(p, i + 1) && p->token[i + 1].kind == TOKEN_NUMBER;
}

static bool comes_on(const passage_t *p, size_t i)
{
    return i > 0 && is_joined(p, i) &&
           (is_mark(p, i - 1, '/') || is_mark(p, i - 1, '.') || p->token[i - 1].kind == TOKEN_WORD);
}

/* "08.03.2024", "19/02/2025", "09-07-2024", "2024-03-08", "8 / 3 / 2024" */
static bool numeric(const passage_t *p, size_t i, date_t *date, size_t *next)
{
    if (i + 4 >= p->tokens || p->token[i].kind != TOKEN_NUMBER ||
        p->token[i + 2].kind != TOKEN_NUMBER || p->token[i + 4].kind != TOKEN_NUMBER)
        return false;
    char mark = p->folded.text[p->token[i + 1].start];
    if (strchr("./-", mark) == NULL || !is_mark(p, i + 1, mark) || !is_mark(p, i + 3, mark))
        return false;
    for (size_t k = 1; k < 5; k++)
        if (mark != '/' && !is_joined(p, i + k))
            return false;
    if (comes_on(p, i) || goes_on(p, i + 5))
        return false;
    int a = p->token[i].number, b = p->token[i + 2].number, c = p->token[i + 4].number;
    int year = year_at(p, i + 4);
    *date = (date_t){.day = 0};
    if (p->token[i].digits == 4 && b <= 12 && c <= 31) {
        *date = (date_t){.year = a, .month = b, .day = c};
    } else if (year != 0 && p->token[i + 4].digits >= 4 && is_day(p, i) && is_day(p, i + 2)) {
        bool american = b > 12;
        *date = (date_t){.year = year,
            .month = american ? a : b,
            .day = american ? b : a,
            .range = i > 1 && is_mark(p, i - 1, '-') && is_day(p, i - 2),
            .ambiguous = mark == '/' && a <= 12 && b <= 12 && a != b};
    }
    *next = i + 5;
    return set_date(date, p, i, i + 5);
}

/* The first year of an era, less one: "令和6年". */
static int era_at(const passage_t *p, size_t i)
{
    static const struct {
        const char *first, *second;
        int before;
    } eras[] = {{"令", "和", 2018}, {"平", "成", 1988}, {"昭", "和", 1925}};
    for (size_t k = 0; k < sizeof eras / sizeof *eras; k++)
        if (passage_is_word(p, i, eras[k].first) && passage_is_word(p, i + 1, eras[k].second))
            return eras[k].before;
    return 0;
}

static bool is_unit(const passage_t *p, size_t i, const char *han, const char *hangul)
{
    return passage_is_word(p, i, han) || passage_is_word(p, i, hangul);
}

/* The last day of "4日至8日", "4-8日", "4日至6月8日". */
static size_t last_day(const passage_t *p, size_t day, int *month, bool *range)
{
    size_t at = day + 1 + is_unit(p, day + 1, "日", "일");
    if (!is_between(p, at) || passage_is_word(p, at, "日"))
        return day;
    at++;
    int other = *month;
    if (is_number(p, at, 1, 12) && is_unit(p, at + 1, "月", "월")) {
        other = p->token[at].number;
        at += 2;
    }
    if (!is_day(p, at) || !is_unit(p, at + 1, "日", "일"))
        return day;
    *month = other;
    *range = true;
    return at;
}

/* "2024年3月8日", "二〇二五年七月十一日", "令和6年3月8日", "2024년 3월 8일" */
static bool eastern(const passage_t *p, size_t i, date_t *date, size_t *next)
{
    int before = era_at(p, i), year = 0;
    size_t at = i + (before > 0 ? 2 : 0);
    if (before > 0 && (is_number(p, at, 1, 99) || passage_is_word(p, at, "元")))
        year = before + (p->token[at].kind == TOKEN_NUMBER ? p->token[at].number : 1);
    else if (before == 0 && is_number(p, at, DATE_YEAR_MIN, DATE_YEAR_MAX))
        year = p->token[at].number;
    if (year == 0 || !is_unit(p, at + 1, "年", "년") || !is_number(p, at + 2, 1, 12) ||
        !is_unit(p, at + 3, "月", "월") || !is_day(p, at + 4))
        return false;
    int month = p->token[at + 2].number;
    bool range = false;
    size_t day = last_day(p, at + 4, &month, &range);
    *date = (date_t){.year = year, .month = month, .day = p->token[day].number, .range = range};
    *next = day + 1;
    return set_date(date, p, i, day + 1);
}

/* --- beside a date --- */

/* 1 for Monday to 7 for Sunday. */
static int weekday_of(const date_t *date)
{
    struct tm day = {.tm_year = date->year - 1900, .tm_mon = date->month - 1, .tm_mday = date->day};
    (void)timegm(&day);
    return day.tm_wday == 0 ? 7 : day.tm_wday;
}

/* The day of the week before token `first` or at token `behind`, past marks and small words. */
static int weekday_beside(const passage_t *p, size_t first, size_t behind)
{
    static const char *const between[] = {
        ",", "(", "（", ".", "-", "the", "le", "el", "den", "日", "feira", "г", "года", NULL};
    enum { REACH = 4 };
    size_t next;
    for (size_t back = 1; back <= REACH && back <= first; back++) {
        int day = weekday_at(p, first - back, &next);
        if (day != 0)
            return day;
        if (!passage_is_one_of(p, first - back, between))
            break;
    }
    for (size_t at = behind; at < p->tokens && at < behind + REACH; at++) {
        int day = weekday_at(p, at, &next);
        if (day != 0)
            return day;
        if (!passage_is_one_of(p, at, between))
            break;
    }
    return 0;
}

static void read_weekday(date_t *date, const passage_t *p, size_t first, size_t behind)
{
    int named = weekday_beside(p, first, behind);
    if (named == 0 || date->range)
        return;
    date_t turned = date_turned(date);
    if (weekday_of(date) == named) {
        date->weekday = 1;
        date->ambiguous = false;
    } else if (date->ambiguous && weekday_of(&turned) == named) {
        *date = turned;
        date->weekday = 1;
        date->ambiguous = false;
    } else {
        date->weekday = -1;
    }
}

/* "4 March 2024 to 8 March 2024" is one range. */
static bool joins(const passage_t *p, const date_t *before, size_t first)
{
    static const char *const both[] = {"and", "et", "y", "и", "و", NULL};
    size_t at = passage_token_at(p, before->span.end);
    if (passage_is_word(p, at, "日") && at + 1 < first)
        at++;
    return at + 1 == first && is_between(p, at) && !passage_is_one_of(p, at, both);
}

size_t date_find(const passage_t *passage, date_t *dates, size_t max)
{
    size_t count = 0;
    for (size_t i = 0; i < passage->tokens && count < max;) {
        date_t *date = &dates[count];
        size_t next;
        if (!numeric(passage, i, date, &next) && !eastern(passage, i, date, &next) &&
            !day_first(passage, i, date, &next) && !month_first(passage, i, date, &next)) {
            i++;
            continue;
        }
        if (count > 0 && joins(passage, date - 1, i)) {
            date->range = true;
            date->span.start = date[-1].span.start;
            date[-1] = *date;
        } else {
            read_weekday(date, passage, i, next);
            count++;
        }
        i = next;
    }
    return count;
}
