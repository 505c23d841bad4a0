/* log.h - one line an event, in logfmt, on one descriptor.
 *
 *   <4>ts=2024-03-08T15:04:05.120Z level=warning event=fetch.retry process=fetcher-1 wait_ms=8200
 *
 * The event id is stable and greppable; docs/events.md lists them all, and a test holds the
 * list against the code.  Values are quoted and escaped where they need it, so no document
 * can forge a line.  "<4>" is the priority journald reads; it is left out on a terminal.
 * A line is one write(): lines of several processes on one pipe do not mix.
 */
#ifndef RAP_BASE_LOG_H
#define RAP_BASE_LOG_H

#include "base/clock.h"
#include "base/err.h"

#include <stdint.h>

typedef enum rap_level {
    RAP_LOG_ERROR = 3,   /* someone must act                 */
    RAP_LOG_WARNING = 4, /* degraded, going on               */
    RAP_LOG_NOTICE = 5,  /* a process's life                 */
    RAP_LOG_INFO = 6,    /* one line a batch, source or peer */
    RAP_LOG_DEBUG = 7    /* one line a document              */
} rap_level_t;

extern const char *const rap_level_names[];  /* "error", ... "debug", NULL */
rap_level_t rap_level_of_choice(int choice); /* index into rap_level_names -> level */

typedef struct rap_kv {
    const char *key;
    enum { RAP_KV_TEXT, RAP_KV_INT, RAP_KV_REAL, RAP_KV_ERR } kind;
    const char *text;
    int64_t number;
    double real;
    const rap_err_t *err;
} rap_kv_t;

#define RAP_EVENT(id)                \
    {                                \
        .key = "event", .text = (id) \
    }
#define RAP_S(k, v)                                  \
    {                                                \
        .key = (k), .kind = RAP_KV_TEXT, .text = (v) \
    } /* NULL is left out */
#define RAP_I(k, v)                                            \
    {                                                          \
        .key = (k), .kind = RAP_KV_INT, .number = (int64_t)(v) \
    }
#define RAP_F(k, v)                                  \
    {                                                \
        .key = (k), .kind = RAP_KV_REAL, .real = (v) \
    }
#define RAP_E(e)                                       \
    {                                                  \
        .key = "error", .kind = RAP_KV_ERR, .err = (e) \
    } /* code= and text= */

typedef struct rap_log rap_log_t;

/* `fd` and `clock` are borrowed. */
rap_log_t *rap_log_new(int fd, rap_level_t level, const rap_clock_t *clock);
void rap_log_destroy(rap_log_t **self);

/* From now on every line carries key=value, before the fields of its own.  Both copied;
 * a second bind of the same key replaces the first; NULL takes it away. */
void rap_log_bind(rap_log_t *self, const char *key, const char *value);

/* rap_log(log, RAP_LOG_WARNING, RAP_EVENT("fetch.retry"), RAP_S("url", url), RAP_I("n", 3));
 * The event comes first.  An event of the same id more than 20 times in a second is counted
 * and told once, as suppressed=N, on its next line. */
#define rap_log(log, level, ...) \
    rap_log_write((log), (level), (const rap_kv_t[]){__VA_ARGS__, {.key = NULL}})
void rap_log_write(rap_log_t *self, rap_level_t level, const rap_kv_t *fields);

#endif
