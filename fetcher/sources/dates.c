/* dates.c - see dates.h
 *
 * strptime() reads month names in the process's locale, which is "C" in all our programs,
 * for none of them asks for another.
 */
#include "fetcher/sources/dates.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { YEAR_MIN = 1945, YEAR_MAX = 2199, TM_YEAR = 1900 };

/* Behind the day: nothing, or "T12:00" and whatever zone, or a blank and a time. */
static bool is_time_tail(const char *at)
{
    if (*at == '\0')
        return true;
    return (*at == 'T' || *at == ' ') && isdigit((unsigned char)at[1]) &&
           at[1 + strspn(at + 1, "0123456789:.,+-Z ")] == '\0';
}

static bool is_blank(const char *at)
{
    return at[strspn(at, " \t\r\n")] == '\0';
}

static bool fits(const char *text, const char *format, struct tm *ret)
{
    bool iso = strcmp(format, "iso8601") == 0;
    struct tm tm = {.tm_mday = -1};
    const char *rest = strptime(text, iso ? "%Y-%m-%d" : format, &tm);

    if (rest == NULL || !(iso ? is_time_tail(rest) : is_blank(rest)))
        return false;
    *ret = tm;
    return true;
}

bool date_parse(const char *text, const rap_strings_t *formats, char ret[DATE_SIZE])
{
    text += strspn(text, " \t\r\n");
    for (size_t i = 0; i < formats->count; i++) {
        struct tm tm;

        if (!fits(text, formats->item[i], &tm))
            continue;
        int day = tm.tm_mday, year = tm.tm_year + TM_YEAR;
        tm.tm_hour = tm.tm_min = tm.tm_sec = tm.tm_isdst = 0;
        /* 30 February becomes 1 March in timegm(): that is no date */
        if (year < YEAR_MIN || year > YEAR_MAX || timegm(&tm) == -1 || tm.tm_mday != day)
            continue;
        return strftime(ret, DATE_SIZE, "%Y-%m-%d", &tm) == DATE_SIZE - 1;
    }
    return false;
}

rap_code_t date_check_format(const char *format, rap_err_t *err)
{
    bool day = false, month = false, year = false;

    if (strcmp(format, "iso8601") == 0)
        return RAP_OK;
    for (const char *at = strchr(format, '%'); at != NULL; at = strchr(at + 2, '%')) {
        if (at[1] == '\0' || strchr("deYymBbhHIMSpaAjTDFnt%", at[1]) == NULL)
            return rap_fail(
                err, RAP_SYNTAX, "the date format '%s' has an unknown '%.2s'", format, at);
        day |= strchr("deDF", at[1]) != NULL;
        month |= strchr("mBbhDF", at[1]) != NULL;
        year |= strchr("YyDF", at[1]) != NULL;
    }
    if (!day || !month || !year)
        return rap_fail(err, RAP_SYNTAX,
            "the date format '%s' has no day, month or year; write it like '%%d %%B %%Y'", format);
    return RAP_OK;
}
