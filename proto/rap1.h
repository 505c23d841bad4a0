/* rap1.h - the words of RAP/1, the protocol between workers and broker.
 *
 * The formal text is proto/PROTOCOL.md; this file is its constants.  A message is frames:
 *   "RAP1" | command | what the command takes
 * (behind a ROUTER socket the peer's identity stands before them, and link.c takes it off).
 */
#ifndef RAP_PROTO_RAP1_H
#define RAP_PROTO_RAP1_H

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
    X(PUT, 4, 4)       /* queue envelope payload body        fetcher -> broker          */ \
    X(GRANT, 1, 1)     /* n                                  broker -> fetcher          */ \
    X(RECEIPT, 1, 250) /* receipt+                           broker -> fetcher          */ \
    X(BEAT, 1, 1)      /* header                             both                       */ \
    X(BYE, 1, 1)       /* reason                             both                       */ \
    X(STATUS, 0, 1)    /* - asks, header answers             anyone <-> broker          */ \
    X(SCALE, 1, 1)     /* header                             anyone -> supervisor       */

typedef enum rap1_command {
#define X(name, least, most) RAP1_##name,
    RAP1_COMMANDS(X)
#undef X
        RAP1_COMMAND_COUNT
} rap1_command_t;

enum {
    RAP1_HEADER_MAX = 64 * 1024, /* bytes of a header, an envelope or a reason */
    RAP1_FRAMES_MAX = 256,       /* of one message */
    RAP1_OUTPUTS_MAX = 16,       /* of one DONE    */
    RAP1_NAME_MAX = 63           /* bytes of a worker's, stage's or queue's name */
};

/* The queues, each named after the stage that takes from it. */
#define RAP_QUEUE_PARSER     "parser"
#define RAP_QUEUE_CLASSIFIER "classifier"
#define RAP_QUEUE_SINK       "sink"

const char *rap1_command_name(rap1_command_t command);

#endif
