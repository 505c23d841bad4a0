/* wire.h - what goes over the socket between the parser and the child that reads for it.
 *
 * Both ends are built together and run on one machine, so the headers are plain structs.  The
 * child speaks first: a reply of RAP_OK with its hello (hello.h) says that it serves.  Then one
 * reply follows each request.
 *
 *   request   parser_request_t, the envelope's JSON, the document's bytes, what OCR found on its
 *             pages (ocr_page.h), if they have been read
 *   reply     parser_reply_t and what its kind says; or the reason, when the code is not RAP_OK
 *
 * A document is read at once, or, when it has pages for OCR, in three steps: the child says which
 * (WIRE_WANTED); each page is a request of its own, to whichever child, with `page` set (WIRE_PAGE);
 * and with what was found the document is read again (WIRE_RECORD).
 *
 * Before that a reader has to be born.  The process of which readers are copies (nursery.h) has a socket
 * of its own, which keeps messages apart:
 *
 *   request   parser_birth_t, and as its rights the reader's ends of the socket and of the pipe that is
 *             to be its standard error
 *   reply     parser_born_t
 */
#ifndef RAP_PARSER_WIRE_H
#define RAP_PARSER_WIRE_H

#include <stdint.h>

enum {
    WIRE_DESCRIPTOR = 3,         /* the child's end                                     */
    WIRE_GIVEN = 2,              /* descriptors that go with a request for a reader     */
    WIRE_ENVELOPE_MAX = 1 << 16, /* bytes; what a header of RAP/1 may have              */
    WIRE_REASON_MAX = 256,       /* bytes                                               */
    WIRE_HELLO_MAX = 8192,       /* bytes                                               */
    WIRE_EXIT_MEMORY = 100       /* exit code of a child that met its limit on memory   */
};

/* Which limit it was that a document met, whose reader lives on. */
enum { WIRE_LIMIT_NONE, WIRE_LIMIT_MEMORY, WIRE_LIMIT_SPACE, WIRE_LIMIT_OUTPUT, WIRE_LIMITS };

/* What a reply holds. */
enum {
    WIRE_RECORD, /* the record's JSON and the statements' texts (rap_record_pack())                */
    WIRE_WANTED, /* the language of its other pages or "", and uint32_t numbers of pages, from 1   */
    WIRE_PAGE,   /* "", and what OCR found on the page                                            */
    WIRE_KINDS
};

typedef struct parser_birth {
    int64_t memory_max; /* bytes of address space, at most */
} parser_birth_t;

typedef struct parser_born {
    int64_t pid;
    int64_t sys; /* not 0: there is no reader, and this is the error */
} parser_born_t;

typedef struct parser_request {
    uint32_t envelope_len;
    uint32_t body_len;
    uint32_t ocr_len;         /* 0: it has not been read by OCR */
    uint32_t time_ms;         /* of processor time, at most */
    uint32_t page;            /* from 1: it alone is read, by OCR ... */
    uint32_t page_ms;         /* ... in that time; then it is left half-read ... */
    uint32_t language, turns; /* ... and what is known of how to (ocr_hint_t) */
} parser_request_t;

typedef struct parser_reply {
    uint32_t code; /* rap_code_t */
    uint32_t kind; /* WIRE_RECORD and on */
    uint32_t len;  /* of the first part, or of the reason */
    uint32_t texts_len;
    uint32_t limit;    /* WIRE_LIMIT_* */
    uint32_t peak_kib; /* resident, since the child's start */
} parser_reply_t;

#endif
