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
    size_t len = strftime(out, RAP_ISO_SIZE, "%Y-%m-%dT%H:%M:%S", &tm);
    if (ms == 0)
        (void)snprintf(out + len, RAP_ISO_SIZE - len, "Z");
    else
        (void)snprintf(out + len, RAP_ISO_SIZE - len, ".%03dZ", (int)ms);
}

/* ".123Z" or "Z" and nothing after it. */
static bool read_tail(const char *at, int64_t *ret_ms)
{
    int64_t ms = 0;
    int digits = 0;

    if (*at == '.')
        for (at++; *at >= '0' && *at <= '9' && digits < 3; at++, digits++)
            ms = ms * 10 + (*at - '0');
    for (; digits > 0 && digits < 3; digits++)
        ms *= 10;
    *ret_ms = ms;
    return at[0] == 'Z' && at[1] == '\0';
}

rap_code_t rap_clock_parse_iso(const char *text, int64_t *ret_wall_ms, rap_err_t *err)
{
    struct tm tm = {0};
    int64_t ms = 0;
    const char *rest = strptime(text, "%Y-%m-%d", &tm);

    if (rest != NULL && *rest == 'T') {
        rest = strptime(rest, "T%H:%M:%S", &tm);
        if (rest != NULL && !read_tail(rest, &ms))
            rest = NULL;
    } else if (rest != NULL && *rest != '\0') {
        rest = NULL;
    }
    if (rest == NULL)
        return rap_fail(err, RAP_SYNTAX, "'%.40s' is not an ISO 8601 date or time in UTC", text);

    int day = tm.tm_mday;
    time_t seconds = timegm(&tm); /* turns 30 February into 1 March: that is not a date */
    if (tm.tm_mday != day)
        return rap_fail(err, RAP_SYNTAX, "'%.40s' is not a day of the calendar", text);
    *ret_wall_ms = (int64_t)seconds * MS_PER_SECOND + ms;
    return RAP_OK;
}
