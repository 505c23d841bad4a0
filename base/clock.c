/* clock.c - see clock.h */
#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { MS_PER_SECOND = 1000, NS_PER_MS = 1000000 };

static int64_t read_clock(clockid_t id)
{
    struct timespec ts;

    clock_gettime(id, &ts); /* cannot fail for the two clocks asked for */
    return (int64_t)ts.tv_sec * MS_PER_SECOND + ts.tv_nsec / NS_PER_MS;
}

static int64_t system_mono(void *arg)
{
    (void)arg;
    return read_clock(CLOCK_MONOTONIC);
}

static int64_t system_wall(void *arg)
{
    (void)arg;
    return read_clock(CLOCK_REALTIME);
}

const rap_clock_t rap_clock_system = {system_mono, system_wall, NULL};

static int64_t fake_mono(void *arg)
{
    return ((const rap_clock_fake_t *)arg)->mono;
}

static int64_t fake_wall(void *arg)
{
    return ((const rap_clock_fake_t *)arg)->wall;
}

void rap_clock_fake_init(rap_clock_fake_t *self, int64_t wall_ms)
{
    *self = (rap_clock_fake_t){.clock = {fake_mono, fake_wall, self}, .wall = wall_ms};
}

void rap_clock_fake_advance(rap_clock_fake_t *self, int64_t ms)
{
    self->mono += ms;
    self->wall += ms;
}

int64_t rap_clock_mono_ms(const rap_clock_t *self)
{
    return self->mono_ms(self->arg);
}

int64_t rap_clock_wall_ms(const rap_clock_t *self)
{
    return self->wall_ms(self->arg);
}

void rap_clock_iso(int64_t wall_ms, char out[RAP_ISO_SIZE])
{
    int64_t ms = wall_ms % MS_PER_SECOND;
    time_t seconds = (time_t)(wall_ms / MS_PER_SECOND);
    struct tm tm;

    if (ms < 0) { /* before 1970: round towards the past, as gmtime does */
        ms += MS_PER_SECOND;
        seconds--;
    }
    if (gmtime_r(&seconds, &tm) == NULL || tm.tm_year < -1900 || tm.tm_year > 9999 - 1900) {
        memcpy(out, "0000-00-00T00:00:00Z", sizeof "0000-00-00T00:00:00Z");
        return;
    }
    /* not by %Y, which writes the year 33 with two digits */
    int len = snprintf(out, RAP_ISO_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d", tm.tm_year + 1900,
        tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
    if (ms == 0)
        (void)snprintf(out + len, RAP_ISO_SIZE - (size_t)len, "Z");
    else
        (void)snprintf(out + len, RAP_ISO_SIZE - (size_t)len, ".%03dZ", (int)ms);
}

/* Does the text begin like the shape, in which 0 stands for any digit?  strptime() alone
 * would take blanks, signs and days of one digit. */
static bool has_shape(const char *text, const char *shape)
{
    for (; *shape != '\0'; text++, shape++)
        if (*shape == '0' ? *text < '0' || *text > '9' : *text != *shape)
            return false;
    return true;
}

static bool read_parts(const char *text, struct tm *tm, int64_t *ret_ms)
{
    if (has_shape(text, "0000-00-00") && text[10] == '\0')
        return strptime(text, "%Y-%m-%d", tm) != NULL;
    if (!has_shape(text, "0000-00-00T00:00:00") ||
        strptime(text, "%Y-%m-%dT%H:%M:%S", tm) == NULL || tm->tm_sec > 59)
        return false;
    text += 19;
    if (has_shape(text, ".000")) {
        *ret_ms = (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0');
        text += 4;
    }
    return strcmp(text, "Z") == 0;
}

rap_code_t rap_clock_parse_iso(const char *text, int64_t *ret_wall_ms, rap_err_t *err)
{
    struct tm tm = {0};
    int64_t ms = 0;

    if (!read_parts(text, &tm, &ms))
        return rap_fail(err, RAP_SYNTAX, "'%.40s' is not an ISO 8601 date or time in UTC", text);

    int day = tm.tm_mday;
    time_t seconds = timegm(&tm); /* turns 30 February into 1 March: that is not a date */
    if (tm.tm_mday != day)
        return rap_fail(err, RAP_SYNTAX, "'%.40s' is not a day of the calendar", text);
    *ret_wall_ms = (int64_t)seconds * MS_PER_SECOND + ms;
    return RAP_OK;
}
