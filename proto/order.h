/* order.h - an archived document that is to go through the pipeline again, as a line of JSON.
 *
 * `rapporteur replay` and `rapporteur quarantine retry` write orders, rapporteur-replay carries
 * them out and, with --json, says of each how it ended:
 *
 *   {"queue": "parser", "envelope": {...}}                      its bytes are in the archive
 *   {"queue": "classifier", "envelope": {...}, "record": {...}} nothing is parsed again
 *
 *   {"document_id": "91ab...", "end": "quarantined", "reason": "timeout"}
 */
#ifndef RAP_PROTO_ORDER_H
#define RAP_PROTO_ORDER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/field.h"
#include "proto/envelope.h"
#include "proto/record.h"

enum { RAP_ORDER_PARSE, RAP_ORDER_CLASSIFY };
extern const char *const rap_order_queue_names[]; /* parser classifier: queues of the broker */

typedef struct rap_order {
    int queue;               /* RAP_ORDER_* */
    rap_envelope_t envelope; /* as the store has it; its lane, attempt and trace do not count */
    rap_record_t *record;    /* document and statements; of RAP_ORDER_CLASSIFY alone */
} rap_order_t;

/* "recorded" and "quarantined" as receipts say; "kept": it failed, and the record that there was
 * stands; "unreadable": the archive could not give the bytes back; "refused": the broker takes no
 * message so large. */
typedef struct rap_order_end {
    const char *document_id;
    const char *end;
    const char *reason; /* NULL: none */
} rap_order_end_t;

extern const rap_table_t rap_order_end_table;

/* Bytes of one line. */
enum { RAP_ORDER_MAX = 2 * RAP_RECORD_MAX };

/* Decodes into the arena and checks envelope and record: an order to the parser has a place in
 * the archive, one to the classifier a result.  RAP_SYNTAX, RAP_SCHEMA, RAP_TOOBIG. */
rap_code_t rap_order_read(rap_order_t *self, const char *json, size_t len, rap_arena_t *arena,
    rap_err_t *err) RAP_CHECKED;
/* Appends one line without its end. */
rap_code_t rap_order_write(const rap_order_t *self, rap_buf_t *out, rap_err_t *err) RAP_CHECKED;

#endif
