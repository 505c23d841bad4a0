/* last_words.h - what a child leaves behind: its messages, how it ended, what it used.
 *
 * Kept for each document anew, so that what is told in a quarantine record is of that document.
 * Nothing of it is believed: messages are tamed and cut, numbers are the kernel's where it has
 * them.
 */
#ifndef RAP_PARSER_LAST_WORDS_H
#define RAP_PARSER_LAST_WORDS_H

#include "proto/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

enum { LAST_WORDS_MAX = 2048 }; /* bytes of messages */

typedef struct last_words {
    rap_last_words_t words; /* points into the rest */
    char tail[LAST_WORDS_MAX + 1];
    char line[LAST_WORDS_MAX + 1];
    char signal[16];
    rap_capsule_t capsule;
    int64_t begun_cpu_ms, begun_ms;
} last_words_t;

/* A child starts: nothing of the one before. */
void last_words_reset(last_words_t *self);

/* A document begins in the child `pid`, which has it under the conditions of `capsule` (copied, its
 * texts borrowed); `now_ms` is monotonic. */
void last_words_begin(last_words_t *self, pid_t pid, const rap_capsule_t *capsule, int64_t now_ms);

/* Keeps the end of what `fd`, which does not block, has to say.  False: no more will come. */
bool last_words_hear(last_words_t *self, int fd);

/* The end of the messages, for an error's text: one line, borrowed until the next one comes. */
const char *last_words_line(last_words_t *self);

/* It met a limit: a word of rap_last_words_t, of static storage. */
void last_words_limit(last_words_t *self, const char *limit, int64_t value);

/* It lives and gave a reason; `memory_bytes` is what it says of its peak. */
void last_words_alive(last_words_t *self, pid_t pid, int64_t memory_bytes, int64_t now_ms);

/* It ended so. */
void last_words_exit(last_words_t *self, int status, const struct rusage *usage, int64_t now_ms);

#endif
