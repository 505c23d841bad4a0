/* rap1.h - the words of RAP/1, the protocol between workers and broker.
 *
 * The formal text is proto/PROTOCOL.md; this file is its constants.  A message is frames:
 *   "RAP1" | command | what the command takes
 * (behind a ROUTER socket the peer's identity stands before them, and link.c takes it off).
 */
#ifndef RAP_PROTO_RAP1_H
#define RAP_PROTO_RAP1_H

#include <stdbool.h>
#include <stddef.h>

#define RAP1_MAGIC "RAP1"

/*    command    frames after it: at least, at most          who sends it                  */
#define RAP1_COMMANDS(X)                                                                   \
    X(HELLO, 1, 1)     /* header                             worker -> broker           */ \
    X(WELCOME, 1, 1)   /* header                             broker -> worker           */ \
    X(CREDIT, 1, 1)    /* n                                  worker -> broker           */ \
    X(TASK, 5, 5)      /* lease deliveries envelope payload body  broker -> worker      */ \
    X(DONE, 2, 250)    /* lease outputs (queue envelope payload body)*outputs receipt*  */ \
    X(RETRY, 3, 3)     /* lease after_ms reason              worker -> broker           */ \
    X(FAIL, 3, 3)      /* lease envelope record              worker -> broker           */ \
    X(PUT, 4, 4)       /* queue[/bulk] envelope payload body fetcher -> broker          */ \
    X(GRANT, 1, 1)     /* n                                  broker -> fetcher          */ \
    X(RECEIPT, 1, 250) /* receipt+                           broker -> fetcher          */ \
    X(BEAT, 1, 1)      /* header                             both                       */ \
    X(BYE, 1, 1)       /* reason                             both                       */ \
    X(STATUS, 0, 1)    /* - asks, header answers             anyone <-> broker          */ \
    X(SCALE, 1, 1)     /* header                             anyone <-> supervisor      */

typedef enum rap1_command {
#define X(name, least, most) RAP1_##name,
    RAP1_COMMANDS(X)
#undef X
        RAP1_COMMAND_COUNT
} rap1_command_t;

enum {
    RAP1_HEADER_MAX = 64 * 1024, /* bytes of a header, an envelope or a reason */
    RAP1_STATUS_MAX = 4 << 20,   /* bytes of the answer to STATUS */
    RAP1_FRAME_MAX = 1 << 30,    /* bytes of any frame: a broker's max_message is at most that */
    RAP1_FRAMES_MAX = 256,       /* of one message */
    RAP1_OUTPUTS_MAX = 16,       /* of one DONE    */
    RAP1_RECEIPTS_MAX = 128,     /* of one DONE    */
    RAP1_NAME_MAX = 63,          /* bytes of a worker's, stage's or queue's name */
    RAP1_NUMBER_MAX = 19,        /* digits of a number */
    RAP1_SILENCE_BEATS = 3       /* heartbeats without a word, and a peer is gone */
};

/* The queues, each named after the stage that takes from it. */
#define RAP_QUEUE_PARSER     "parser"
#define RAP_QUEUE_CLASSIFIER "classifier"
#define RAP_QUEUE_SINK       "sink"

/* The reason of a RETRY that is none: the task was not begun. */
#define RAP1_RETURNED "returned"

/* The first word of a BYE's reason; a text for people may follow, after ": ". */
#define RAP1_BYE_SHUTDOWN  "shutdown"  /* leaving on purpose                                  */
#define RAP1_BYE_HELLO     "hello"     /* the broker does not know you: say HELLO             */
#define RAP1_BYE_MALFORMED "malformed" /* that message broke the rules and was dropped        */
#define RAP1_BYE_VERSION   "version"   /* another protocol; do not come back                  */
#define RAP1_BYE_REPLACED  "replaced"  /* a newer process has your name; do not come back     */
#define RAP1_BYE_REFUSED   "refused"   /* your HELLO or request cannot be met; do not repeat it */

const char *rap1_command_name(rap1_command_t command);

/* False for an unknown one. */
bool rap1_command_find(const char *text, size_t len, rap1_command_t *ret);

/* Letters, digits, '-', '_' and '.', 1 to RAP1_NAME_MAX of them? */
bool rap1_is_name(const char *text, size_t len);

/* A PUT's first frame: a queue's name, with "/bulk" behind it for the bulk lane. */
bool rap1_queue_parse(const char *text, size_t len, size_t *ret_name_len, bool *ret_bulk);

/* The most bytes that frame number `index` (behind the command) may have; `outputs` is the
 * second frame of a DONE.  SIZE_MAX: no limit but the socket's. */
size_t rap1_frame_max(rap1_command_t command, size_t index, size_t outputs);

/* Is the reason of a BYE this word, with or without a text behind it? */
bool rap1_bye_is(const char *reason, size_t len, const char *word);

#endif
