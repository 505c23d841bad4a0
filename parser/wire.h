/* wire.h - what goes over the socket between the parser and the child that reads for it.
 *
 * Both ends are built together and run on one machine, so the headers are plain structs.  The
 * child speaks first: a reply of RAP_OK with its hello (hello.h) says that it serves.  Then one
 * reply follows each request.
 *
 *   request   parser_request_t, the envelope's JSON, the document's bytes
 *   reply     parser_reply_t, the record's JSON, the statements' texts (rap_record_pack());
 *             or the reason, when the code is not RAP_OK
 */
#ifndef RAP_PARSER_WIRE_H
#define RAP_PARSER_WIRE_H

#include <stdint.h>

enum {
    WIRE_DESCRIPTOR = 3,         /* the child's end                                     */
    WIRE_ENVELOPE_MAX = 1 << 16, /* bytes; what a header of RAP/1 may have              */
    WIRE_REASON_MAX = 256,       /* bytes                                               */
    WIRE_HELLO_MAX = 8192,       /* bytes                                               */
    WIRE_EXIT_MEMORY = 100       /* exit code of a child that met its limit on memory   */
};

/* Which limit it was that a document met, whose reader lives on. */
enum { WIRE_LIMIT_NONE, WIRE_LIMIT_MEMORY, WIRE_LIMIT_SPACE, WIRE_LIMIT_OUTPUT, WIRE_LIMITS };

typedef struct parser_request {
    uint32_t envelope_len;
    uint32_t body_len;
    uint32_t time_ms; /* of processor time, at most */
} parser_request_t;

typedef struct parser_reply {
    uint32_t code; /* rap_code_t */
    uint32_t len;  /* of the record's JSON, or of the reason */
    uint32_t texts_len;
    uint32_t limit;    /* WIRE_LIMIT_* */
    uint32_t peak_kib; /* resident, since the child's start */
} parser_reply_t;

#endif
