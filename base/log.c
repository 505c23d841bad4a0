/* log.c - see log.h
 *
 * A line is put together in the logger and leaves in one write() of at most PIPE_BUF bytes,
 * which a pipe takes as a whole.  What does not fit is cut where it can be cut without
 * breaking the syntax: a value ends in "...", a field that finds no room is left out and
 * `cut=true` says so.
 */
#include "base/log.h"

#include "base/text.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    BOUND_MAX = 8,
    VALUE_MAX = 1024, /* bytes of one value before escaping */
    EVENTS_MAX = 256, /* event ids that are counted; past them nothing is limited */
    EVENT_ID_MAX = 48,
    BURST = 20, /* lines of one event in WINDOW_MS */
    WINDOW_MS = 1000,
    TAIL = sizeof " cut=true\n" /* kept free for the end of the line */
};

struct bound {
    char *key;
    char *value;
};

struct event {
    char id[EVENT_ID_MAX];
    int64_t since;
    int64_t count;
    int64_t suppressed;
};

struct rap_log {
    int fd;
    bool terminal;
    rap_level_t level;
    const rap_clock_t *clock;
    struct bound bound[BOUND_MAX];
    struct event event[EVENTS_MAX];
    size_t events;
    char line[PIPE_BUF];
    size_t start; /* where the first field stands, behind the priority */
    size_t len;
    bool cut;
};

const char *const rap_level_names[] = {"error", "warning", "notice", "info", "debug", NULL};

rap_level_t rap_level_of_choice(int choice)
{
    static const rap_level_t levels[] = {
        RAP_LOG_ERROR, RAP_LOG_WARNING, RAP_LOG_NOTICE, RAP_LOG_INFO, RAP_LOG_DEBUG};

    assert(choice >= 0 && (size_t)choice < sizeof levels / sizeof *levels);
    return levels[choice];
}

rap_log_t *rap_log_new(int fd, rap_level_t level, const rap_clock_t *clock)
{
    rap_log_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    self->fd = fd;
    self->terminal = isatty(fd) == 1;
    self->level = level;
    self->clock = clock;
    return self;
}

void rap_log_destroy(rap_log_t **self)
{
    assert(self != NULL);
    if (*self == NULL)
        return;
    for (size_t i = 0; i < BOUND_MAX; i++) {
        free((*self)->bound[i].key);
        free((*self)->bound[i].value);
    }
    free(*self);
    *self = NULL;
}

static char *copy(const char *text)
{
    char *mine = strdup(text);

    if (mine == NULL)
        abort();
    return mine;
}

void rap_log_bind(rap_log_t *self, const char *key, const char *value)
{
    struct bound *at = NULL;

    for (size_t i = 0; i < BOUND_MAX; i++) {
        struct bound *b = &self->bound[i];

        if (b->key != NULL && strcmp(b->key, key) == 0) {
            at = b;
            break;
        }
        if (b->key == NULL && at == NULL)
            at = b;
    }
    assert(at != NULL); /* a process binds a handful of names, each known when it was written */
    free(at->key);
    free(at->value);
    *at = (struct bound){0};
    if (value != NULL)
        *at = (struct bound){copy(key), copy(value)};
}

/* Bytes of the character at `at` that must not stand in a line as they are: control
 * characters (C0, DEL, C1), line separators and those that turn the direction of writing,
 * with which a document could make a line look like another.  0: it may stand. */
static size_t hidden(const unsigned char *at, size_t left)
{
    if (at[0] < 0x20 || at[0] == 0x7f)
        return 1;
    if (at[0] == 0xc2 && left > 1 && at[1] < 0xa0)
        return 2;
    if (at[0] == 0xe2 && left > 2 && at[1] == 0x80 && at[2] >= 0xa8 && at[2] <= 0xae)
        return 3;
    if (at[0] == 0xe2 && left > 2 && at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9)
        return 3;
    return 0;
}

static bool is_plain(const char *value, size_t len, bool utf8)
{
    const unsigned char *at = (const unsigned char *)value;

    for (size_t i = 0; i < len; i++)
        if (at[i] == ' ' || at[i] == '"' || at[i] == '=' || at[i] == '\\' ||
            hidden(at + i, len - i) > 0 || (!utf8 && at[i] >= 0x80))
            return false;
    return len > 0;
}

/* Appends to the line if there is room; false: not a byte was written. */
static bool put(rap_log_t *self, const char *bytes, size_t len)
{
    if (len > sizeof self->line - TAIL - self->len)
        return false;
    memcpy(self->line + self->len, bytes, len);
    self->len += len;
    return true;
}

static bool put_escaped(rap_log_t *self, const char *value, size_t len, bool utf8)
{
    const unsigned char *at = (const unsigned char *)value;
    size_t hide = 0; /* bytes still to be escaped of a character that may not stand */

    for (size_t i = 0; i < len; i++) {
        char text[5];
        int size;

        if (hide == 0)
            hide = !utf8 && at[i] >= 0x80 ? 1 : hidden(at + i, len - i);
        if (hide > 0) {
            hide--;
            size = snprintf(text, sizeof text, "\\x%02X", at[i]);
        } else if (at[i] == '"' || at[i] == '\\') {
            size = snprintf(text, sizeof text, "\\%c", at[i]);
        } else {
            size = snprintf(text, sizeof text, "%c", at[i]);
        }
        if (!put(self, text, (size_t)size))
            return false;
    }
    return true;
}

/* One field, whole or not at all. */
static void put_field(rap_log_t *self, const char *key, const char *value)
{
    size_t before = self->len;
    size_t len = strnlen(value, VALUE_MAX + 1);
    bool shortened = len > VALUE_MAX;

    if (shortened)
        for (len = VALUE_MAX; len > 0 && ((unsigned char)value[len] & 0xc0) == 0x80;)
            len--; /* not within a character */
    bool utf8 = rap_text_is_utf8(value, len);
    bool plain = is_plain(value, len, utf8);
    bool fits = put(self, " ", self->len > self->start) && put(self, key, strlen(key)) &&
                put(self, "=", 1) && put(self, "\"", !plain) &&
                put_escaped(self, value, len, utf8) && put(self, "...", shortened ? 3 : 0) &&
                put(self, "\"", !plain);
    if (!fits) {
        self->len = before;
        self->cut = true;
    }
}

static void put_number(rap_log_t *self, const char *key, int64_t number)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%lld", (long long)number);
    put_field(self, key, text);
}

static void put_error(rap_log_t *self, const rap_err_t *err)
{
    if (err == NULL || err->code == RAP_OK)
        return;
    put_field(self, "code", rap_code_name(err->code));
    put_field(self, "reason", rap_code_reason(err->code));
    put_field(self, "text", err->text);
    const char *name = err->sys == 0 ? NULL : strerrorname_np(err->sys);
    if (name != NULL)
        put_field(self, "errno", name);
}

static void put_kv(rap_log_t *self, const rap_kv_t *kv)
{
    char text[32];

    switch (kv->kind) {
    case RAP_KV_TEXT:
        if (kv->text != NULL)
            put_field(self, kv->key, kv->text);
        break;
    case RAP_KV_INT:
        put_number(self, kv->key, kv->number);
        break;
    case RAP_KV_REAL:
        (void)snprintf(text, sizeof text, "%.6g", kv->real);
        put_field(self, kv->key, text);
        break;
    case RAP_KV_ERR:
        put_error(self, kv->err);
        break;
    }
}

/* The count of an event's lines, or NULL when EVENTS_MAX others have one. */
static struct event *event_of(rap_log_t *self, const char *id)
{
    for (size_t i = 0; i < self->events; i++)
        if (strncmp(self->event[i].id, id, EVENT_ID_MAX - 1) == 0)
            return &self->event[i];
    if (self->events == EVENTS_MAX)
        return NULL;
    struct event *event = &self->event[self->events++];
    (void)snprintf(event->id, sizeof event->id, "%s", id);
    event->since = rap_clock_mono_ms(self->clock);
    return event;
}

static bool is_allowed(const rap_log_t *self, struct event *event)
{
    int64_t now = rap_clock_mono_ms(self->clock);

    if (now - event->since >= WINDOW_MS) {
        event->since = now;
        event->count = 0;
    }
    if (event->count >= BURST) {
        event->suppressed++;
        return false;
    }
    event->count++;
    return true;
}

static void start_line(rap_log_t *self, rap_level_t level)
{
    char ts[RAP_ISO_SIZE], priority[8];

    self->len = 0;
    self->cut = false;
    if (!self->terminal) {
        int size = snprintf(priority, sizeof priority, "<%d>", (int)level);
        (void)put(self, priority, (size_t)size);
    }
    self->start = self->len;
    rap_clock_iso(rap_clock_wall_ms(self->clock), ts);
    put_field(self, "ts", ts);
    put_field(self, "level", rap_level_names[level - RAP_LOG_ERROR]);
}

/* A log that cannot be written is no reason to stop the work: the line is lost. */
static void write_line(rap_log_t *self)
{
    ssize_t wrote;

    if (self->cut) {
        memcpy(self->line + self->len, " cut=true", 9);
        self->len += 9;
    }
    self->line[self->len++] = '\n';
    do
        wrote = write(self->fd, self->line, self->len);
    while (wrote < 0 && errno == EINTR);
}

void rap_log_write(rap_log_t *self, rap_level_t level, const rap_kv_t *fields)
{
    assert(fields[0].key != NULL && fields[0].text != NULL);
    if (level > self->level)
        return;
    struct event *event = event_of(self, fields[0].text);
    if (event != NULL && !is_allowed(self, event))
        return;

    start_line(self, level);
    put_kv(self, &fields[0]);
    for (size_t i = 0; i < BOUND_MAX; i++)
        if (self->bound[i].key != NULL)
            put_field(self, self->bound[i].key, self->bound[i].value);
    for (const rap_kv_t *kv = fields + 1; kv->key != NULL; kv++)
        put_kv(self, kv);
    if (event != NULL && event->suppressed > 0) {
        put_number(self, "suppressed", event->suppressed);
        event->suppressed = 0;
    }
    write_line(self);
}
