/* reader_private.h - what the two files of a reader share.
 *
 *   reader.c            the child: its start, its end, what its exit says
 *   reader_document.c   the document in hand: sent to the child, and its reply
 */
#ifndef RAP_PARSER_READER_PRIVATE_H
#define RAP_PARSER_READER_PRIVATE_H

#include "parser/last_words.h"
#include "parser/reader.h"
#include "parser/wire.h"

#include <sys/types.h>

enum {
    READER_PIECE = 64 * 1024, /* bytes read at once: most replies are one piece  */
    READER_REPLY_MAX = sizeof(parser_reply_t) + 2 * RAP_RECORD_MAX,
    READER_START_MS = 30 * 1000 /* a child that takes longer to start has no share of the machine */
};

typedef enum reader_state { READER_NONE, READER_IDLE, READER_BUSY, READER_ENDING } reader_state_t;

struct reader {
    rap_loop_t *loop;
    const reader_options_t *options;
    reader_listener_t listener;
    rap_metric_t *started;

    reader_state_t state;
    pid_t pid;
    int socket, messages, exit; /* descriptors; -1: closed */
    rap_watch_t on_socket, on_messages, on_exit, timer;
    bool serves; /* it has said that it does */
    rap_arena_t *arena;
    parser_hello_t hello;         /* how it said so; in the arena */
    char sandbox[HELLO_LIST_MAX]; /* the pieces in force */
    bool renew;
    int64_t documents;  /* it has read */
    int64_t memory_max; /* its limit */
    last_words_t last_words;

    void *tag; /* the document in hand */
    int64_t time_ms;
    rap_buf_t head; /* request and envelope */
    reader_job_t job;
    size_t sent;    /* of head, body and what was found, together */
    rap_buf_t in;   /* reply, with its texts */
    rap_buf_t json; /* of the reply in hand */
    rap_err_t why;  /* why the document ends, where that is known before the exit */
};

/* ---- reader.c ---- */

void reader_unwatch(reader_t *self, rap_watch_t *watch);

/* In place of the one that runs. */
void reader_set_timer(reader_t *self, int64_t ms);

/* There is none.  It has the limit `memory_max`, and says later that it serves. */
rap_code_t reader_start_child(reader_t *self, rap_err_t *err) RAP_CHECKED;

/* Ends the child: if it is well by closing its socket, which it answers by leaving, else by force. */
void reader_end_child(reader_t *self, bool well);

/* By force, and `why` is what becomes of the document in hand. */
void reader_fail(reader_t *self, const rap_err_t *why);

/* What the child has written to standard error so far. */
void reader_read_messages(reader_t *self);

/* ---- reader_document.c ---- */

void reader_on_socket(rap_loop_t *loop, short revents, void *arg);

/* Tells the listener; one of the two is NULL. */
void reader_document_ended(reader_t *self, const reader_result_t *result, const rap_err_t *err);

#endif
