/* last_words.c - see last_words.h */
#include "parser/last_words.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 160, MS_PER_S = 1000, NS_PER_MS = 1000 * 1000, US_PER_MS = 1000 };

/* Of all its documents so far; 0 when it is gone. */
static int64_t cpu_ms(pid_t pid)
{
    struct timespec used;
    clockid_t clock;

    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
        return 0;
    return (int64_t)used.tv_sec * MS_PER_S + used.tv_nsec / NS_PER_MS;
}

static int64_t ms_of(const struct timeval *time)
{
    return (int64_t)time->tv_sec * MS_PER_S + time->tv_usec / US_PER_MS;
}

void last_words_reset(last_words_t *self)
{
    *self = (last_words_t){.words = {.exit_code = -1}};
}

void last_words_begin(last_words_t *self, pid_t pid, const rap_capsule_t *capsule, int64_t now_ms)
{
    last_words_reset(self);
    self->capsule = *capsule;
    self->words.capsule = &self->capsule;
    self->begun_cpu_ms = cpu_ms(pid);
    self->begun_ms = now_ms;
}

static void add(last_words_t *self, const char *piece, size_t add)
{
    size_t len = strlen(self->tail);

    if (len + add > LAST_WORDS_MAX) {
        size_t cut = len + add - LAST_WORDS_MAX;

        memmove(self->tail, self->tail + cut, len - cut);
        len -= cut;
    }
    for (size_t i = 0; i < add; i++)
        self->tail[len + i] =
            (piece[i] >= ' ' && piece[i] < 0x7f) || piece[i] == '\n' ? piece[i] : ' ';
    self->tail[len + add] = '\0';
}

bool last_words_hear(last_words_t *self, int fd)
{
    char piece[LAST_WORDS_MAX];
    ssize_t got;

    while ((got = read(fd, piece, sizeof piece)) > 0)
        add(self, piece, (size_t)got);
    return got != 0;
}

const char *last_words_line(last_words_t *self)
{
    size_t len = strlen(self->tail);

    while (len > 0 && (self->tail[len - 1] == ' ' || self->tail[len - 1] == '\n'))
        len--;
    size_t from = len > LINE_MAX_BYTES ? len - LINE_MAX_BYTES : 0;
    memcpy(self->line, self->tail + from, len - from);
    self->line[len - from] = '\0';
    for (char *at = self->line; (at = strchr(at, '\n')) != NULL;)
        *at = ' ';
    return self->line;
}

void last_words_limit(last_words_t *self, const char *limit, int64_t value)
{
    self->words.limit = limit;
    self->words.limit_value = value;
}

static void used(last_words_t *self, int64_t cpu, int64_t memory_bytes, int64_t now_ms)
{
    self->words.cpu_ms = cpu > self->begun_cpu_ms ? cpu - self->begun_cpu_ms : 0;
    self->words.wall_ms = now_ms - self->begun_ms;
    self->words.memory_bytes = memory_bytes;
    self->words.messages = self->tail[0] != '\0' ? self->tail : NULL;
}

void last_words_alive(last_words_t *self, pid_t pid, int64_t memory_bytes, int64_t now_ms)
{
    used(self, cpu_ms(pid), memory_bytes, now_ms);
}

void last_words_exit(last_words_t *self, int status, const struct rusage *usage, int64_t now_ms)
{
    if (WIFSIGNALED(status)) {
        const char *name = sigabbrev_np(WTERMSIG(status));

        if (name != NULL)
            (void)snprintf(self->signal, sizeof self->signal, "%s", name);
        else
            (void)snprintf(self->signal, sizeof self->signal, "%d", WTERMSIG(status));
        self->words.signal = self->signal;
    } else {
        self->words.exit_code = WEXITSTATUS(status);
    }
    used(self, ms_of(&usage->ru_utime) + ms_of(&usage->ru_stime), (int64_t)usage->ru_maxrss * 1024,
        now_ms);
}
