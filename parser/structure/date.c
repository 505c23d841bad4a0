/* date.c - see date.h */
#include "parser/structure/date.h"

#include <stdio.h>
#include <string.h>

enum { YEAR_MIN = 1945, YEAR_MAX = 2099 };

typedef struct month_name {
    const char *name;
    int month;
} month_name_t;

/* Folded, without accents: English, French, Spanish, Russian (of the month, and the month), and
 * Arabic, which has two sets of names. */
/* clang-format off */
static const month_name_t month_names[] = {
    {"january", 1}, {"february", 2}, {"march", 3}, {"april", 4}, {"may", 5}, {"june", 6},
    {"july", 7}, {"august", 8}, {"september", 9}, {"october", 10}, {"november", 11}, {"december", 12},
    {"jan", 1}, {"feb", 2}, {"mar", 3}, {"apr", 4}, {"jun", 6}, {"jul", 7}, {"aug", 8},
    {"sep", 9}, {"sept", 9}, {"oct", 10}, {"nov", 11}, {"dec", 12},
    {"janvier", 1}, {"fevrier", 2}, {"mars", 3}, {"avril", 4}, {"mai", 5}, {"juin", 6},
    {"juillet", 7}, {"aout", 8}, {"septembre", 9}, {"octobre", 10}, {"novembre", 11}, {"decembre", 12},
    {"enero", 1}, {"febrero", 2}, {"marzo", 3}, {"abril", 4}, {"mayo", 5}, {"junio", 6},
    {"julio", 7}, {"agosto", 8}, {"septiembre", 9}, {"setiembre", 9}, {"octubre", 10},
    {"noviembre", 11}, {"diciembre", 12},
    {"января", 1}, {"февраля", 2}, {"марта", 3}, {"апреля", 4}, {"мая", 5}, {"июня", 6},
    {"июля", 7}, {"августа", 8}, {"сентября", 9}, {"октября", 10}, {"ноября", 11}, {"декабря", 12},
    {"январь", 1}, {"февраль", 2}, {"март", 3}, {"апрель", 4}, {"май", 5}, {"июнь", 6},
    {"июль", 7}, {"август", 8}, {"сентябрь", 9}, {"октябрь", 10}, {"ноябрь", 11}, {"декабрь", 12},
    {"يناير", 1}, {"فبراير", 2}, {"مارس", 3}, {"ابريل", 4}, {"مايو", 5}, {"ايار", 5}, {"يونيو", 6},
    {"يونيه", 6}, {"يوليو", 7}, {"يوليه", 7}, {"اغسطس", 8}, {"سبتمبر", 9}, {"اكتوبر", 10},
    {"نوفمبر", 11}, {"ديسمبر", 12},
    {"شباط", 2}, {"اذار", 3}, {"نيسان", 4}, {"حزيران", 6}, {"تموز", 7}, {"اب", 8}, {"ايلول", 9},
    {"janeiro", 1}, {"fevereiro", 2}, {"marco", 3}, {"maio", 5}, {"junho", 6}, {"julho", 7},
    {"setembro", 9}, {"outubro", 10}, {"novembro", 11}, {"dezembro", 12},
    {NULL, 0},
};
/* clang-format on */

/* Are day and month there in that year? */
static bool is_real(int year, int month, int day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12 || day < 1)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (month == 2 && leap);
}

void date_write(const date_t *self, char out[DATE_SIZE])
{
    /* The bounds are known; the casts let the compiler know them too. */
    (void)snprintf(out, DATE_SIZE, "%04u-%02u-%02u", (unsigned)self->year % 10000U,
        (unsigned)self->month % 100U, (unsigned)self->day % 100U);
}

/* --- pieces --- */

static const token_t *token_at(const passage_t *p, size_t i)
{
    static const token_t none = {.kind = TOKEN_MARK};
    return i < p->tokens ? &p->token[i] : &none;
}

static bool is_mark(const passage_t *p, size_t i, char mark)
{
    const token_t *token = token_at(p, i);
    return i < p->tokens && token->kind == TOKEN_MARK && p->folded.text[token->start] == mark;
}

static bool is_number(const passage_t *p, size_t i, long min, long max)
{
    const token_t *token = token_at(p, i);
    return i < p->tokens && token->kind == TOKEN_NUMBER && token->number >= min &&
           token->number <= max;
}

/* Is token i written right behind token i - 1? */
static bool is_joined(const passage_t *p, size_t i)
{
    return i > 0 && i < p->tokens && p->token[i].start == p->token[i - 1].end;
}

/* "تشرين الأول" and "كانون الثاني" are two words. */
static int levantine_month(const passage_t *p, size_t i, size_t *next)
{
    static const char *const firsts[] = {"الاول", NULL};
    static const char *const seconds[] = {"الثاني", NULL};
    bool tishrin = passage_is_word(p, i, "تشرين"), kanun = passage_is_word(p, i, "كانون");
    if (!tishrin && !kanun)
        return 0;
    *next = i + 2;
    if (passage_is_one_of(p, i + 1, firsts))
        return tishrin ? 10 : 12;
    if (passage_is_one_of(p, i + 1, seconds))
        return tishrin ? 11 : 1;
    return 0;
}

/* The month at token i, with its full stop or its second Arabic name; 0 for none. */
static int month_at(const passage_t *p, size_t i, size_t *next)
{
    int month = levantine_month(p, i, next);
    for (size_t k = 0; month == 0 && month_names[k].name != NULL; k++) {
        if (passage_is_word(p, i, month_names[k].name)) {
            month = month_names[k].month;
            *next = i + 1;
        }
    }
    size_t after;
    if (month != 0 && is_mark(p, *next, '/') && month_at(p, *next + 1, &after) == month)
        *next = after;
    if (month != 0 && is_mark(p, *next, '.'))
        (*next)++;
    return month;
}

/* What stands between a day, a month and a year: "of", "de", "d'". */
static size_t skip_links(const passage_t *p, size_t i)
{
    static const char *const links[] = {"of", "de", "del", "d", "من", NULL};
    while (passage_is_one_of(p, i, links) || is_mark(p, i, '\''))
        i++;
    return i;
}

/* The same before a year, where a comma may stand as well. */
static size_t skip_to_year(const passage_t *p, size_t i)
{
    return skip_links(p, i + is_mark(p, i, ','));
}

/* The letters behind a day: 4th, 1er, 1º, 1-е. */
static size_t skip_ordinal(const passage_t *p, size_t i)
{
    static const char *const suffixes[] = {
        "st", "nd", "rd", "th", "er", "ro", "o", "º", "°", "ª", "го", "е", NULL};
    if (passage_is_one_of(p, i, suffixes))
        return i + 1;
    if (is_mark(p, i, '-') && is_joined(p, i) && is_joined(p, i + 1) &&
        passage_is_one_of(p, i + 1, suffixes))
        return i + 2;
    return i;
}

/* Is the number at i the second of two days: "4-8", "4 to 8", "du 4 au 8"? */
static bool ends_range(const passage_t *p, size_t i)
{
    static const char *const words[] = {"to", "and", "au", "et", "al", "y", "по", "и", "الى", NULL};
    size_t next;
    if (i < 2)
        return false;
    bool between =
        is_mark(p, i - 1, '-') || is_mark(p, i - 1, '&') || passage_is_one_of(p, i - 1, words);
    if (!between)
        return false;
    if (is_number(p, i - 2, 1, 31) || month_at(p, i - 2, &next) != 0)
        return true;
    /* "8th-12th" and "1er au 5" */
    return i > 2 && is_number(p, i - 3, 1, 31) && skip_ordinal(p, i - 2) == i - 1;
}

static bool set_date(date_t *date, const passage_t *p, size_t first, size_t behind)
{
    date->span = (span_t){p->token[first].start, p->token[behind - 1].end};
    return is_real(date->year, date->month, date->day);
}

/* --- forms --- */

/* "8 March 2024", "4th of December, 2024", "8 de marzo de 2024", "8 марта 2024 г." */
static bool day_first(const passage_t *p, size_t i, date_t *date, size_t *next)
{
    if (!is_number(p, i, 1, 31))
        return false;
    size_t at = skip_links(p, skip_ordinal(p, i + 1));
    int month = month_at(p, at, &at);
    if (month == 0)
        return false;
    at = skip_to_year(p, at);
    if (!is_number(p, at, YEAR_MIN, YEAR_MAX))
        return false;
    *date = (date_t){.year = (int)p->token[at].number,
        .month = month,
        .day = (int)p->token[i].number,
        .range = ends_range(p, i)};
    *next = at + 1;
    return set_date(date, p, i, at + 1);
}

/* "March 8, 2024", "March 30-31, 2026" */
static bool month_first(const passage_t *p, size_t i, date_t *date, size_t *next)
{
    size_t at;
    int month = month_at(p, i, &at);
    if (month == 0 || !is_number(p, at, 1, 31))
        return false;
    size_t day = at;
    bool range = false;
    at = skip_ordinal(p, day + 1);
    if (is_number(p, at + 1, 1, 31) && ends_range(p, at + 1)) {
        range = true;
        day = at + 1;
        at = skip_ordinal(p, day + 1);
    }
    at = skip_to_year(p, at);
    if (!is_number(p, at, YEAR_MIN, YEAR_MAX))
        return false;
    *date = (date_t){.year = (int)p->token[at].number,
        .month = month,
        .day = (int)p->token[day].number,
        .range = range};
    *next = at + 1;
    return set_date(date, p, i, at + 1);
}

/* "08.03.2024", "19/02/2025", "09-07-2024", "2024-03-08" */
static bool numeric(const passage_t *p, size_t i, date_t *date, size_t *next)
{
    if (i + 4 >= p->tokens || token_at(p, i)->kind != TOKEN_NUMBER)
        return false;
    for (size_t k = 1; k < 5; k++)
        if (!is_joined(p, i + k))
            return false;
    char mark = p->folded.text[p->token[i + 1].start];
    if (strchr("./-", mark) == NULL || !is_mark(p, i + 1, mark) || !is_mark(p, i + 3, mark))
        return false;
    long a = p->token[i].number, b = p->token[i + 2].number, c = p->token[i + 4].number;
    *date = (date_t){.day = 0};
    if (p->token[i].digits == 4 && b <= 12 && c <= 31) {
        *date = (date_t){.year = (int)a, .month = (int)b, .day = (int)c};
    } else if (p->token[i + 4].digits == 4 && a >= 1 && b >= 1 && a <= 31 && b <= 31) {
        bool american = b > 12;
        *date = (date_t){.year = (int)(c < 0 ? 0 : c),
            .month = (int)(american ? a : b),
            .day = (int)(american ? b : a),
            .ambiguous = mark == '/' && a <= 12 && b <= 12 && a != b};
    }
    *next = i + 5;
    return set_date(date, p, i, i + 5);
}

/* "2024年3月8日", "二〇二五年七月十一日" */
static bool chinese(const passage_t *p, size_t i, date_t *date, size_t *next)
{
    if (!is_number(p, i, YEAR_MIN, YEAR_MAX) || !passage_is_word(p, i + 1, "年") ||
        !is_number(p, i + 2, 1, 12) || !passage_is_word(p, i + 3, "月") ||
        !is_number(p, i + 4, 1, 31))
        return false;
    size_t day = i + 4;
    bool range = false;
    if (is_mark(p, day + 1, '-') && is_number(p, day + 2, 1, 31)) {
        day += 2;
        range = true;
    }
    *date = (date_t){.year = (int)p->token[i].number,
        .month = (int)p->token[i + 2].number,
        .day = (int)p->token[day].number,
        .range = range};
    *next = day + 1;
    return set_date(date, p, i, day + 1);
}

size_t date_find(const passage_t *passage, date_t *dates, size_t max)
{
    size_t count = 0;
    for (size_t i = 0; i < passage->tokens && count < max;) {
        size_t next;
        if (numeric(passage, i, &dates[count], &next) ||
            chinese(passage, i, &dates[count], &next) ||
            day_first(passage, i, &dates[count], &next) ||
            month_first(passage, i, &dates[count], &next)) {
            count++;
            i = next;
        } else {
            i++;
        }
    }
    return count;
}
